"""Random actions on the whole window: nothing breaks, no row is lost, and undo and redo are exact.

`LANCE_STUDIO_TEST_SEED` names other seeds, with commas between them; `LANCE_STUDIO_TEST_MONKEY` says how many actions
each gets. `python -m tests.soak monkey` goes through many. What it did is in the log:
`--log-file=FILE --log-file-level=DEBUG` keeps that of a process that died.
"""

import os
import random
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from lance_studio.media.images import write_png
from tests.unit.ui.monkey import Monkey, state_of
from tests.unit.ui.test_generation_service import bench
from tests.unit.ui.whole_window import Scene, scene
from tests.unit.workflows.bench import noise

__all__ = ["bench", "scene"]

COUNT = int(os.environ.get("LANCE_STUDIO_TEST_MONKEY", "1000"))
SEEDS = [int(seed) for seed in os.environ.get("LANCE_STUDIO_TEST_SEED", "1,2").split(",")]


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing|QPlatformServices)", extend=True)
@pytest.mark.slow
@pytest.mark.timeout(max(300, COUNT))
@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_that_is_done_at_random_breaks_the_window(
    scene: Scene, qtbot: QtBot, seed: int, tmp_path: Path
) -> None:
    folder = tmp_path / "monkey"
    folder.mkdir()
    files = tuple(folder / f"picture {number}.png" for number in range(3))
    for number, path in enumerate(files):
        write_png(path, noise(48, 64 + number, seed=number))
    monkey = Monkey(scene.window, scene.session, scene.bench.engine, qtbot, random.Random(seed), folder, files)
    monkey.play(COUNT)
    project = monkey.project
    monkey.rest()
    assert project.verify() == ()
    last, steps = state_of(project), monkey.own_steps()
    assert steps, "it has done something"
    first = next(step for step in reversed(steps) if step in monkey.before)
    monkey.undo_to(first)
    assert state_of(project) == monkey.before[first], "undo brings back the first state"
    assert project.verify() == ()
    monkey.redo_to(steps[0])
    assert state_of(project) == last, "redo brings back the last state"
    assert project.verify() == ()
    print(f"seed {seed}: {sum(monkey.done.values())} things, {len(steps)} steps, {dict(monkey.done.most_common(12))}")
