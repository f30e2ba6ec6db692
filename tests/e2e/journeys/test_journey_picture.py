"""From the welcome page to a picture of several turns, to its file, and from the file back to its recipe."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from lance_studio.media.recipes import read_recipe
from tests.e2e.journeys import steps
from tests.e2e.window.driver import Driver

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

SEED, STEPS = 3, 16
PROMPT = "a large red car on the left, on a meadow"
# The rectangle that is drawn by mouse, as shares of the picture: it holds the car with room around it.
MASK = (0.0, 0.3, 0.45, 0.75)


def is_red(red: steps.Pixels, green: steps.Pixels, blue: steps.Pixels) -> np.ndarray:
    return (red > 160) & (green < 110) & (blue < 110)


def is_blue(red: steps.Pixels, green: steps.Pixels, blue: steps.Pixels) -> np.ndarray:
    return (blue > 140) & (red < 110) & (green < 150)


def test_a_picture_its_turns_its_file_and_its_recipe(
    open_window: Callable[..., Driver], shots: Path, tmp_path: Path
) -> None:
    driver = open_window()
    driver.screenshot(shots / "1 welcome.png")
    steps.begin(driver, SEED, STEPS)
    first = generate(driver, shots)
    second = edit(driver, 2, "make the car blue")
    assert steps.share(steps.pixels(driver, second), is_blue) > 3 * steps.share(steps.pixels(driver, first), is_blue)
    third = masked_edit(driver, shots, second)
    fourth = edit(driver, 4, "put it at sea")
    assert np.mean(steps.pixels(driver, fourth) != steps.pixels(driver, third)) > 0.2
    assert driver.ask(f"list(project.graph().chain({fourth!r}))") == [first, second, third, fourth]
    assert driver.ask("studio.session.node_id") == fourth
    driver.screenshot(shots / "4 turns.png")
    compare(driver, shots, third, fourth)
    picture = export(driver, tmp_path / "car at sea.png", fourth)
    recipe_comes_back(driver, shots, picture)
    path = Path(driver.ask("str(project.path)"))
    assert driver.quit() == 0
    assert driver.output() == ""
    steps.verify(path)


def generate(driver: Driver, shots: Path) -> str:
    steps.instruct(driver, PROMPT)
    driver.wait_for("canvas.progress")
    driver.wait("studio.session.running and studio.session.running.step >= 5", steps.JOB_SECONDS)
    driver.screenshot(shots / "2 at work.png")
    steps.wait_done(driver, 1)
    (node,) = steps.nodes(driver)
    made = steps.pixels(driver, node)
    assert made.shape == (128, 128, 3)
    assert 0.01 < steps.share(made, is_red) < 0.5
    assert driver.ask(f"project.edge({node!r}).operation") == "text_to_image"
    assert f'"seed":{SEED}' in driver.ask(f"project.edge({node!r}).request").replace(" ", "")
    driver.wait(f"studio.session.node_id == {node!r}")
    return node


def edit(driver: Driver, count: int, instruction: str) -> str:
    steps.instruct(driver, instruction)
    steps.wait_done(driver, count)
    known = steps.nodes(driver)
    assert len(known) == count
    driver.wait(f"studio.session.node_id == {known[-1]!r}")
    return known[-1]


def masked_edit(driver: Driver, shots: Path, parent: str) -> str:
    left, top, width, height = steps.picture_place(driver)
    x0, y0, x1, y1 = (
        round(corner + share * side)
        for corner, side, share in zip((left, top, left, top), (width, height, width, height), MASK, strict=True)
    )
    driver.drag("canvas.view", (x0 + 1, y0), (x1, y1))
    driver.wait_text("canvas.mask", "Only inside the mask")
    driver.screenshot(shots / "3 mask.png")
    node = edit(driver, 3, "make the car yellow")
    before, after = steps.pixels(driver, parent), steps.pixels(driver, node)
    inside = np.zeros(before.shape[:2], bool)
    # One pixel more on each side than the mouse drew, because the mouse moves in the screen's pixels.
    rows = slice(max(round(MASK[1] * 128) - 1, 0), round(MASK[3] * 128) + 1)
    inside[rows, max(round(MASK[0] * 128) - 1, 0) : round(MASK[2] * 128) + 1] = True
    assert np.array_equal(before[~inside], after[~inside])
    assert np.abs(before[inside].astype(int) - after[inside]).mean() > 5
    assert driver.ask(f"len(project.edge({node!r}).blobs)") >= 1
    # The result has no mask of its own; that of the turn is offered, and stays with its picture.
    driver.wait("find('canvas.mask_offer')['visible'] and not find('canvas.mask')")
    assert driver.ask(f"project.mask_of({parent!r}) is not None and project.mask_of({node!r}) is None")
    return node


def compare(driver: Driver, shots: Path, before: str, after: str) -> None:
    """Toggle the comparison by its key, drag its divider, and look at the pixels on both sides."""
    driver.click("canvas.view", at=(4, 4))
    driver.key("m")
    driver.wait(f"studio.session.compared is not None and studio.session.compared.nodes == ({before!r}, {after!r})")
    left, top, width, height = steps.picture_place(driver)
    surface = "[w for w in QApplication.allWidgets() if w.objectName() == 'canvas.view'][0]"
    driver.wait(f"{surface}.before is not None")
    middle = round(top + height * 0.6)
    driver.drag("canvas.view", (round(left + width / 2), middle), (round(left + width * 0.25), middle))
    assert driver.ask(f"{surface}.divider") == pytest.approx(0.25, abs=0.02)
    screen = np.asarray(driver.screenshot(shots / "5 compare.png")).astype(int)
    corner = driver.find("canvas.view")
    shown = []
    pair = [steps.pixels(driver, before), steps.pixels(driver, after)]
    for share, picture in ((0.15, pair[0]), (0.7, pair[1])):
        # Where nothing lies over the picture: below its middle.
        x, y = round(corner.x + left + share * width), round(corner.y + top + 0.9 * height)
        there = picture[int(0.9 * 128) - 1 : int(0.9 * 128) + 2, int(share * 128) - 1 : int(share * 128) + 2]
        shown.append(np.abs(screen[y, x] - there.reshape(-1, 3).mean(axis=0)).max())
    assert max(shown) < 30, shown
    assert np.abs(pair[0][115, 90].astype(int) - pair[1][115, 90]).max() > 30
    driver.key("m")
    driver.wait("studio.session.compared is None")


def export(driver: Driver, path: Path, node: str) -> Path:
    driver.click_menu("File", "Export current frame")
    steps.choose_file(driver, "export.dialog", path)
    # It gets its name when it is whole.
    driver.wait(f"__import__('os').path.exists({str(path)!r})")
    assert np.array_equal(steps.read_pixels(path), steps.pixels(driver, node))
    recipe = read_recipe(path)
    assert recipe is not None
    assert recipe.prompt == "put it at sea"
    return path


def recipe_comes_back(driver: Driver, shots: Path, picture: Path) -> None:
    driver.key("ctrl+n")
    driver.wait("project.nodes() == []")
    steps.drop_file(driver, picture, "canvas.empty", until="len(project.media_list()) == 1")
    driver.click(driver.ask("'card.' + project.media_list()[0].id"))
    driver.click_tab("Inspector")
    driver.wait_text("inspector.prompt", "put it at sea")
    assert driver.wait_for("inspector.fact.Seed").text == str(SEED)
    driver.click("inspector.use-recipe")
    # The picture that was changed is not in this project: an edit must not become a new picture without a word.
    driver.wait_for("banner.second")
    assert driver.find("canvas.prompt").text == ""
    driver.screenshot(shots / "6 the source is missing.png")
    driver.click("banner.second")
    driver.wait_text("canvas.prompt", "put it at sea")
    driver.screenshot(shots / "7 recipe.png")
