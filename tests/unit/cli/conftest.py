"""Commands up to where the engine would begin."""

from collections.abc import Callable

import pytest

from lance_studio.cli import main
from lance_studio.errors import LanceStudioError
from lance_studio.workflows.planned import Planned
from lance_studio.workflows.studio import Studio
from lance_studio.workflows.task import Task
from lance_studio.workflows.wishes import Wish


class Asking:
    """Runs a command up to where the engine would begin, and returns the task that it would be given."""

    def __init__(self) -> None:
        self.tasks: list[Task] = []

    def __call__(self, *arguments: str) -> Task:
        assert main.run(arguments) == 1
        return self.tasks.pop()


@pytest.fixture
def ask_engine(monkeypatch: pytest.MonkeyPatch) -> Asking:
    """Stands in for the run of the engine."""
    asking = Asking()

    def submit(self: Studio, wish: Wish, *, on_planned: Callable[[Planned], None], **_: object) -> tuple[str, ...]:
        [planned] = self.plan(wish)
        on_planned(planned)
        self.project.run(planned.command(chat=False))
        asking.tasks.append(planned.task)
        raise LanceStudioError("This is as far as the test goes.")

    monkeypatch.setattr(Studio, "submit", submit)
    return asking
