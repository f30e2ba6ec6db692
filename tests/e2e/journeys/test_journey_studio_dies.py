"""The studio is killed while a job is at work: everything that was committed is there when it is opened again."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import psutil
import pytest
from PIL import Image

from tests.e2e.journeys import steps
from tests.e2e.window.driver import Driver

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

SIZE = 128
# What must be the same after the studio was killed.
KEPT = """{
    "nodes": [(n.id, n.name, n.kind, n.media_id) for n in project.nodes()],
    "media": [(m.id, m.digest, m.name) for m in project.media_list()],
    "timelines": [(t.id, t.document) for t in project.timelines()],
    "undo": [s.name for s in project.undo_list()],
    "redo": [s.name for s in project.redo_list()],
    "messages": [(m.id, m.text, m.mode) for m in project.messages()],
    "jobs": [(j.id, j.name, j.request) for j in project.jobs()],
}"""


def test_a_killed_studio_loses_nothing_that_was_committed(
    open_window: Callable[..., Driver], shots: Path, tmp_path: Path
) -> None:
    picture = tmp_path / "flag.png"
    draw(picture)
    driver = open_window()
    steps.begin(driver, seed=3, steps=60)
    path = Path(driver.ask("str(project.path)"))
    work_by_hand(driver, picture)
    driver.click("segment.new")
    steps.instruct(driver, "a red car on a meadow")
    driver.wait("studio.session.running and studio.session.running.step >= 1", steps.JOB_SECONDS)
    engine = steps.engine_process(driver)
    kept = driver.ask(KEPT)
    driver.screenshot(shots / "1 before.png")
    driver.kill()
    # The engine must not go on alone: its studio is gone, and its pipe with it.
    gone, left = psutil.wait_procs([engine], timeout=30)
    assert (len(gone), left) == (1, [])

    again = open_window(str(path))
    again.wait(f"project is not None and str(project.path) == {str(path)!r}")
    assert again.ask(KEPT) == kept
    again.screenshot(shots / "2 after.png")
    # The job that was at work is done now, and what was made by hand can still be undone.
    steps.wait_done(again, 1)
    made = next(node for node in steps.nodes(again) if node not in [row[0] for row in kept["nodes"]])
    assert steps.pixels(again, made).shape == (SIZE, SIZE, 3)
    imported = kept["nodes"][0][0]
    assert np.array_equal(steps.pixels(again, imported), steps.read_pixels(picture))
    steps_left = len(again.ask("[s.name for s in project.undo_list()]"))
    again.key("ctrl+z")
    again.wait(f"len(project.undo_list()) == {steps_left} - 1")
    again.wait(f"project.node({made!r}) is None")
    again.screenshot(shots / "3 done.png")
    assert again.quit() == 0
    steps.verify(path)


def draw(path: Path) -> None:
    """Write a picture in which no two rows are alike."""
    rows = np.arange(SIZE * SIZE * 3, dtype=np.uint32).reshape(SIZE, SIZE, 3) * 7 % 251
    Image.fromarray(rows.astype(np.uint8)).save(path)


def work_by_hand(driver: Driver, picture: Path) -> None:
    """Import a picture, append it twice to the timeline, rename it, undo one of it."""
    driver.key("ctrl+i")
    steps.choose_file(driver, "media.import-dialog", picture)
    driver.wait("len(project.media_list()) == 1")
    driver.click(driver.ask("'card.' + project.media_list()[0].id"))
    for count in (1, 2):
        driver.key("shift+a")
        driver.wait(f"sum(t.document.count('source_start') for t in project.timelines()) == {count}")
    driver.key("ctrl+z")
    driver.wait("sum(t.document.count('source_start') for t in project.timelines()) == 1")
    assert driver.ask("len(project.redo_list())") == 1
