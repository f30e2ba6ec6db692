"""Turns, words and a cut, undone by keys to the first picture and redone to the last, and once more after reopening."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.e2e.journeys import steps
from tests.e2e.window.driver import Driver

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

TURNS = ("make the car blue", "put it at sea", "at night")
UNDO, REDO = "ctrl+z", "ctrl+shift+z"
SURFACE = "[w for w in QApplication.allWidgets() if w.objectName() == 'canvas.view'][0]"
# The sides of the embedded model's pictures leave no room between lines.
_DIGEST = (
    "(lambda image: __import__('hashlib').sha256(bytes(image.constBits())).hexdigest())"
    f"({SURFACE}.image.convertToFormat({SURFACE}.image.Format.Format_RGB888))"
)
Picture = tuple[str, str, np.ndarray | None]
"""A node, the digest of its pixels, and how it looked on the screen."""

_STEPS = "studio.session.undo_line.undo_names()"


def on_screen(driver: Driver) -> np.ndarray:
    """The pixels of the picture where it stands on the screen: uint8 [H, W, 3]."""
    left, top, width, height = steps.picture_place(driver)
    view = driver.find("canvas.view")
    x, y = view.x + round(left), view.y + round(top)
    return np.asarray(driver.screenshot().crop((x + 4, y + 4, x + round(width) - 4, y + round(height) - 4)))


def wait_picture(driver: Driver, node: str, digest: str, shown: np.ndarray | None) -> None:
    """Wait until the canvas shows a node, with the very pixels that it had, and in its place as it looked there."""
    driver.wait(f"studio.session.node_id == {node!r} and studio.session.viewing == 'node'")
    driver.wait(f"{SURFACE}.image is not None and {_DIGEST} == {digest!r}")
    assert shown is None or np.array_equal(on_screen(driver), shown)


def test_every_picture_comes_back_by_undo_and_redo(
    open_window: Callable[..., Driver], shots: Path, tmp_path: Path
) -> None:
    driver = open_window()
    steps.begin(driver, 3, 4)
    pictures: list[Picture] = [make(driver, "a red car on a meadow", 1)]
    for count, words in enumerate(TURNS, start=2):
        pictures.append(make(driver, words, count))
    assert len({digest for _, digest, _ in pictures}) == len(pictures)
    # Words of a draft are younger than the turns: they go first, also from another panel.
    driver.enter("canvas.prompt", "and a hat")
    driver.click("canvas.view")
    driver.wait("not find('canvas.prompt')['focus']")
    driver.key(UNDO)
    driver.wait_text("canvas.prompt", "")
    wait_picture(driver, *pictures[-1])
    driver.screenshot(shots / "1 words undone.png")
    undo_to_the_root(driver, pictures, shots)
    redo_to_the_tip(driver, pictures)
    driver.key(REDO)
    driver.wait_text("canvas.prompt", "and a hat")
    # In the field itself the words go first, and then the turn.
    driver.click("canvas.prompt")
    driver.key(UNDO)
    driver.wait_text("canvas.prompt", "")
    driver.key(UNDO)
    wait_picture(driver, *pictures[-2])
    driver.key(REDO)
    wait_picture(driver, *pictures[-1])
    path = tmp_path / "undo.lstudio"
    # Where one was is written a moment later.
    driver.wait(f"project.setting('current_node') == {pictures[-1][0]!r}")
    driver.ask(f"project.copy_to({str(path)!r})")
    assert driver.quit() == 0
    assert driver.output() == ""
    # Nobody remembers what was selected: the graph says which picture was the one before.
    again = open_window(str(path))
    pictures = [(node, digest, None) for node, digest, _ in pictures]  # the window has another layout
    wait_picture(again, *pictures[-1])
    again.click("canvas.view")
    undo_to_the_root(again, pictures, shots)
    redo_to_the_tip(again, pictures)
    assert again.quit() == 0
    assert again.output() == ""
    steps.verify(path)


def make(driver: Driver, words: str, count: int) -> Picture:
    """Send an instruction; returns the node, the digest of its picture on the canvas, and how that looks there."""
    steps.instruct(driver, words)
    steps.wait_done(driver, count)
    node = steps.nodes(driver)[-1]
    driver.wait(f"studio.session.node_id == {node!r}")
    expected = steps.pixels(driver, node)
    digest = hashlib.sha256(expected.tobytes()).hexdigest()
    driver.wait(f"{SURFACE}.image is not None and {_DIGEST} == {digest!r}")
    driver.wait("not find('canvas.progress')['visible']")
    return node, digest, on_screen(driver)


def undo_to_the_root(driver: Driver, pictures: list[Picture], shots: Path) -> None:
    for number, picture in reversed(list(enumerate(pictures[:-1]))):
        driver.key(UNDO)
        wait_picture(driver, *picture)
        assert len(steps.nodes(driver)) == number + 1
    driver.screenshot(shots / "2 at the root.png")
    assert driver.ask(f"len({_STEPS})") == 1


def redo_to_the_tip(driver: Driver, pictures: list[Picture]) -> None:
    for picture in pictures[1:]:
        driver.key(REDO)
        wait_picture(driver, *picture)
