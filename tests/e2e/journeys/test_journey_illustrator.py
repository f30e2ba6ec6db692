"""An illustrator's ten turns on a photograph, with masks; undone to the photograph and redone to the last one.

Real mouse and keys under Xvfb. What lies outside the mask is compared pixel by pixel with the photograph after every
turn, and every picture again on the way back and forth.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.e2e.journeys import steps
from tests.e2e.journeys.photographs import write_photograph
from tests.e2e.journeys.test_journey_undo import REDO, SURFACE, UNDO, Picture, make, wait_picture
from tests.e2e.window.driver import Driver

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500)]

SIZE = (3000, 2000)
TURNS = (
    "make the house blue", "put it at sea", "make the house green", "at night", "make the house yellow",
    "put it in a meadow", "make it purple", "at sunset", "make the house orange", "make the house red",
)  # fmt: skip
_MASK = "[w for w in QApplication.allWidgets() if w.objectName() == 'panel.canvas'][0]"


def share(driver: Driver) -> float:
    """The share of the picture that is inside the mask on the canvas."""
    return driver.ask(f"float({_MASK}.picture_mask.share())")


def drag(driver: Driver, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw with the mouse between two places of the picture, each from 0 to 1."""
    left, top, width, height = steps.picture_place(driver)
    view = driver.find("canvas.view")
    places = [(round(view.x + left + x * width), round(view.y + top + y * height)) for x, y in (start, end)]
    driver.drag_at(places[0], places[1])


def settled(driver: Driver) -> None:
    driver.wait(f"{_MASK}.presenter.masks.is_settled()")


def test_ten_turns_with_masks_come_back_one_by_one(
    open_window: Callable[..., Driver], shots: Path, tmp_path: Path
) -> None:
    photograph = tmp_path / "harbour.jpg"
    write_photograph(photograph, *SIZE)
    source = steps.read_pixels(photograph)
    driver = open_window()
    steps.begin(driver, 3, 3)
    steps.drop_file(driver, photograph, "canvas.prompt", "len(project.nodes()) == 1")
    root = steps.nodes(driver)[0]
    driver.ask(f"studio.session.open_node({root!r})")
    driver.wait(f"studio.session.node_id == {root!r}")
    driver.wait("find('canvas.target')['text'] == 'Edits “harbour” · 3000 × 2000'")
    pictures: list[Picture] = []
    masks: list[float] = []
    for number, words in enumerate(TURNS):
        # Each mask is drawn on the picture in sight: the one of the turn before is offered, not applied.
        settled(driver)
        assert share(driver) == 0
        driver.wait(f"{SURFACE}.image is not None and {SURFACE}.image.width() == {SIZE[0]}")
        driver.wait(f"{_MASK}.presenter.state.tool == 'select'")
        corner = 0.1 + 0.03 * number
        drag(driver, (corner, 0.2), (corner + 0.3, 0.7))
        driver.wait(f"float({_MASK}.picture_mask.share()) > 0.1")
        settled(driver)
        masks.append(share(driver))
        assert masks[-1] == pytest.approx(0.15, abs=0.02)
        driver.wait("(chip := find('canvas.mask')) and chip['visible']")
        pictures.append(make(driver, words, number + 1))
        node = pictures[-1][0]
        made = steps.pixels(driver, node)
        assert made.shape == source.shape, "the picture keeps its size"
        same = (made == (steps.pixels(driver, pictures[-2][0]) if number else source)).all(-1)
        # The soft edge lies inside; JPEG is read once, so that outside nothing may differ.
        assert same.mean() >= 1 - masks[-1] - 0.001, "outside the mask every pixel stays"
        assert same.mean() < 1, "inside it something changes"
    driver.screenshot(shots / "1 ten turns.png")
    undo_everything(driver, root, pictures, source)
    driver.screenshot(shots / "2 undone to the photograph.png")
    redo_everything(driver, root, pictures)
    driver.screenshot(shots / "3 redone.png")
    path = tmp_path / "ten turns.lstudio"
    driver.ask(f"project.copy_to({str(path)!r})")
    assert driver.quit() == 0
    assert driver.output() == ""
    steps.verify(path)
    np.testing.assert_array_equal(steps.read_pixels(photograph), source, "the photograph itself is as it was")


def undo_everything(driver: Driver, root: str, pictures: list[Picture], source: np.ndarray) -> None:
    """Take back turn after turn, and each turn's mask after it; the pixels in sight are those of then."""
    driver.click("canvas.view")
    for number in range(len(pictures) - 1, -1, -1):
        driver.key(UNDO)
        before = pictures[number - 1] if number else (root, hashlib.sha256(source.tobytes()).hexdigest(), None)
        wait_picture(driver, before[0], before[1], None)
        driver.wait(f"len(project.nodes()) == {number + 1}")
        settled(driver)
        assert share(driver) > 0, "the mask that the turn had is there again"
        driver.key(UNDO)
        settled(driver)
        driver.wait(f"{_MASK}.picture_mask.is_empty()")
    assert steps.nodes(driver) == [root]


def redo_everything(driver: Driver, root: str, pictures: list[Picture]) -> None:
    for picture in pictures:
        driver.key(REDO)
        settled(driver)
        driver.wait(f"not {_MASK}.picture_mask.is_empty()")
        driver.key(REDO)
        wait_picture(driver, picture[0], picture[1], None)
    assert steps.nodes(driver) == [root, *(node for node, _, _ in pictures)]
