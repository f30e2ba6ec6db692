"""Random commands on a real project, compared with the model of `tests/unit/project/model.py`."""

import random
from dataclasses import dataclass
from pathlib import Path

from lance_studio.project import journal
from lance_studio.project.project import Project
from tests.unit.project.model import Model, matches, perform


@dataclass
class Outcome:
    """What was done, and how large the file has become.

    Attributes:
        commands: Commands, undone and redone steps among them.
        reopened: How often the file was closed and opened again.
        compared: How often everything was compared with the model.
        size: Bytes of the file after the last closing.
    """

    commands: int = 0
    reopened: int = 0
    compared: int = 0
    size: int = 0


def use_at_random(path: Path, commands: int, seed: int) -> Outcome:
    """Carry out random commands on a new project, close and open it now and then, and compare it with the model.

    Raises:
        AssertionError: The project is not what the model says, or its file is damaged.
    """
    chance, model, outcome = random.Random(seed), Model(), Outcome()
    # Drawn apart: what the model does must not depend on when the file is opened again.
    moments = random.Random(seed + 1)
    project = Project.create(path)
    try:
        while outcome.commands < commands:
            for _ in range(min(moments.randrange(1, 60), commands - outcome.commands)):
                perform(chance, model, project)
                outcome.commands += 1
                forget_oldest(model)
            if moments.random() < 0.5:
                project.close()
                project = Project.open(path)
                outcome.reopened += 1
                model.may_merge = False
            assert matches(model, project), f"seed {seed}: after {outcome.commands} commands"
            outcome.compared += 1
        assert project.verify() == ()
    finally:
        project.close()
    outcome.size = path.stat().st_size
    return outcome


def forget_oldest(model: Model) -> None:
    """Forget the steps that the journal has forgotten: it keeps a number of them, also of those to be done again."""
    too_many = len(model.done) + len(model.undone) - journal.STEP_LIMIT
    if too_many > 0:
        del model.done[:too_many]
