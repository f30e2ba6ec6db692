"""Random actions on the whole window: nothing breaks, no row is lost, and undo and redo are exact.

`LANCE_STUDIO_TEST_MONKEY` says how many actions a seed gets, `LANCE_STUDIO_TEST_SEED` which seed; `python -m tests.soak
monkey` goes through many.
"""

import os
import random

import pytest
from pytestqt.qtbot import QtBot

from tests.unit.ui.monkey import Monkey, state_of
from tests.unit.ui.test_generation_service import bench
from tests.unit.ui.whole_window import Scene, scene

__all__ = ["bench", "scene"]

COUNT = int(os.environ.get("LANCE_STUDIO_TEST_MONKEY", "200"))
SEEDS = [int(seed) for seed in os.environ.get("LANCE_STUDIO_TEST_SEED", "1").split(",")]


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)", extend=True)
@pytest.mark.skipif("LANCE_STUDIO_TEST_MONKEY" not in os.environ, reason="on request: python -m tests.soak monkey")
@pytest.mark.timeout(max(300, COUNT))
@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_that_is_done_at_random_breaks_the_window(scene: Scene, qtbot: QtBot, seed: int) -> None:
    monkey = Monkey(scene.window, scene.session, scene.bench.engine, qtbot, random.Random(seed))
    monkey.play(COUNT)
    project = monkey.project
    # What is on its way into the project is a step like the others.
    scene.session.commit_wanted.emit()
    monkey.note()
    assert project.verify() == ()
    last, steps = state_of(project), monkey.own_steps()
    assert steps, "it has done something"
    monkey.undo_to(steps[-1])
    assert state_of(project) == monkey.before[steps[-1]], "undo brings back the first state"
    assert project.verify() == ()
    monkey.redo_to(steps[0])
    assert state_of(project) == last, "redo brings back the last state"
    assert project.verify() == ()
    print(f"seed {seed}: {sum(monkey.done.values())} things, {len(steps)} steps, {dict(monkey.done.most_common(12))}")
