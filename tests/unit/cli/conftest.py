"""Commands up to where the engine would begin."""

import threading

import pytest

from lance_studio.cli import main
from lance_studio.errors import LanceStudioError
from lance_studio.workflows.studio import Finished, Studio
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

    def run(self: Studio, wish: Wish, *, cancel: threading.Event, **_: object) -> Finished:
        planned = self.plan(wish)[0]
        self.enqueue(planned)
        asking.tasks.append(planned.task)
        raise LanceStudioError("This is as far as the test goes.")

    monkeypatch.setattr(Studio, "run", run)
    return asking
