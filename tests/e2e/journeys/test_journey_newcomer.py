"""A newcomer's first five minutes: from the welcome page to the sample, a suggestion, own words, a question, undo.

Nothing here was chosen so that it comes out well but the first suggestion, which the studio makes itself.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.e2e.journeys import steps
from tests.e2e.journeys.photographs import write_photograph
from tests.e2e.journeys.test_journey_picture import is_blue
from tests.e2e.window.driver import Driver

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def test_the_first_five_minutes(open_window: Callable[..., Driver], shots: Path, tmp_path: Path) -> None:
    driver = open_window()
    driver.wait_for("welcome.sample")
    driver.screenshot(shots / "1 welcome.png")
    driver.click("welcome.sample")
    driver.wait("project is not None and studio.session.node_id")
    sample = driver.ask("studio.session.node_id")
    before = steps.pixels(driver, sample)
    assert driver.wait_for("canvas.target").text.startswith("Edits “Car in a meadow” · 128 × 128")
    driver.wait("find('canvas.forecast')['text'].startswith('128 × 128')")
    driver.screenshot(shots / "2 the sample.png")

    # The first suggestion does to the picture what it says, and leaves the rest of it alone.
    first = suggestion(driver)
    assert first == "make the car blue"
    steps.instruct(driver, first)
    steps.wait_done(driver, 1)
    made = steps.nodes(driver)[-1]
    driver.wait(f"studio.session.node_id == {made!r}")
    blue = steps.pixels(driver, made)
    assert steps.share(blue, is_blue) > steps.share(before, is_blue) + 0.01
    assert np.mean(np.abs(blue.astype(int) - before) > 40) < 0.5
    driver.wait("find('canvas.forecast')['text'].startswith('Made 128 × 128')")
    driver.screenshot(shots / "3 blue.png")

    # Words of one's own: what the model does not know is said while they are typed, and nothing moves by that.
    bar = driver.find("canvas.bar")
    driver.enter("canvas.prompt", "three purple dragons without wings")
    driver.wait("'dragons' in find('canvas.remark')['text'] and 'without' in find('canvas.remark')['text']")
    now = driver.find("canvas.bar")
    assert (now.x, now.y, now.width, now.height) == (bar.x, bar.y, bar.width, bar.height)
    driver.screenshot(shots / "4 words that it does not know.png")

    # A question meanwhile; the half-written sentence is still there afterwards.
    driver.click_tab("Chat")
    driver.enter("chat.input", "What colour is the car?")
    driver.key("Return")
    steps.wait_done(driver, 2)
    driver.wait("'lue' in project.messages()[-1].text")
    assert driver.find("canvas.prompt").text == "three purple dragons without wings"
    driver.screenshot(shots / "5 an answer.png")

    # Ctrl+Z takes the words back first, then shows the picture before, never an empty canvas.
    driver.click("canvas.prompt")
    driver.key("ctrl+z")
    driver.wait_text("canvas.prompt", "")
    driver.key("ctrl+z")
    driver.wait(f"studio.session.node_id == {sample!r}")
    np.testing.assert_array_equal(steps.pixels(driver, sample), before)
    driver.key("ctrl+shift+z")
    driver.wait(f"studio.session.node_id == {made!r}")

    # An own photograph: it is said that it keeps its size, and what part is seen.
    photograph = tmp_path / "DSC_0001.jpg"
    write_photograph(photograph)
    known = len(steps.nodes(driver))
    steps.drop_file(driver, photograph, "canvas.prompt", f"len(project.nodes()) == {known + 1}")
    node = steps.nodes(driver)[-1]
    driver.ask(f"studio.session.open_node({node!r})")
    driver.wait("find('canvas.target')['text'].startswith('Edits “DSC_0001” · 3000 × 2000')")
    driver.wait("'sees 86 %' in find('canvas.forecast')['text']")
    driver.screenshot(shots / "6 an own photograph.png")
    path = Path(driver.ask("str(project.path)"))
    assert driver.quit() == 0
    assert driver.output() == ""
    steps.verify(path)


def suggestion(driver: Driver) -> str:
    """The first edit that the active model suggests."""
    return driver.ask("studio.work.profile.examples('image_edit')[0]")
