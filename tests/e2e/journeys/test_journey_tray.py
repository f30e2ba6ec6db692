"""Two instructions in a row, variants side by side, and what becomes of them, on the sample picture."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.journeys import steps
from tests.e2e.journeys.test_journey_picture import is_blue
from tests.e2e.window.driver import Driver

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

_TRAY = "window.panel('canvas').tray"


def overlap(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    """Whether two places on the screen have a pixel in common."""
    (ax, ay, aw, ah), (bx, by, bw, bh) = one, other
    return ax < bx + bw and bx < ax + aw and ay < by + bh and by < ay + ah


def test_what_is_sent_in_a_row_goes_on_and_variants_stand_side_by_side(
    open_window: Callable[..., Driver], shots: Path
) -> None:
    driver = open_window()
    driver.ask("studio.settings.set('generation', {'steps': 24, 'seed': 1, 'locked': True})")
    driver.click("welcome.sample")
    driver.wait("project is not None and studio.session.node_id")
    sample = driver.ask("studio.session.node_id")
    steps.instruct(driver, "make the car blue")
    driver.wait("studio.session.running and studio.session.running.step >= 1", steps.JOB_SECONDS)
    # While it runs the picture stays as it is, with nothing over it.
    assert driver.ask("studio.session.node_id") == sample
    assert driver.find("canvas.view").visible
    assert not driver.find("canvas.progress").visible
    tray, view = driver.ask(f"{_TRAY}.rect().getRect()"), driver.ask("window.panel('canvas').surface.rect().getRect()")
    assert tray[3] > 0
    strip, canvas = driver.find("canvas.turns"), driver.find("canvas.view")
    assert not overlap((strip.x, strip.y, strip.width, strip.height), (canvas.x, canvas.y, view[2], view[3]))
    steps.instruct(driver, "put it at sea")
    driver.screenshot(shots / "1 in a row.png")
    steps.wait_done(driver, 2)
    first, second = steps.nodes(driver)[-2:]
    assert driver.ask(f"list(project.graph().chain({second!r}))")[-3:] == [sample, first, second]
    assert steps.share(steps.pixels(driver, second), is_blue) > 0

    # Three variants of a change: none of them takes the canvas by itself.
    driver.ask(f"studio.session.open_node({sample!r})")
    driver.wait(f"studio.session.node_id == {sample!r}")
    driver.ask("window.panel('canvas').presenter.set_variants(3)")
    steps.instruct(driver, "make the car green")
    steps.wait_done(driver, 5)
    made = steps.nodes(driver)[-3:]
    assert driver.ask("studio.session.node_id") == sample
    driver.wait(f"set({made!r}) <= window.panel('canvas').presenter.tray.state.new")
    driver.screenshot(shots / "2 three variants.png")
    driver.ask(f"studio.session.compare({made[0]!r}, {made[1]!r})")
    driver.wait("studio.session.compared is not None and len(studio.session.compared.nodes) == 2")
    driver.screenshot(shots / "3 compared.png")
    driver.click("canvas.view")
    before = driver.ask("window.panel('canvas').presenter.state.compare_labels")
    driver.key("c")
    driver.wait(f"[list(one) for one in window.panel('canvas').presenter.state.compare_labels] == {before[::-1]!r}")
    driver.key("m")
    driver.wait("studio.session.compared is None")
    assert driver.quit() == 0
    assert driver.output() == ""
