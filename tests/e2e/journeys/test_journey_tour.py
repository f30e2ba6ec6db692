"""The whole tour: each step done as its words say, with the mouse and with keys; and walked through by keys alone."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.journeys import steps
from tests.e2e.journeys.test_journey_keyboard import keyboard_only, panel_to, tab_to
from tests.e2e.window.driver import Driver

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

Open = Callable[..., Driver]

TOUR = "[one for one in window.children() if type(one).__name__ == 'Tour'][0].presenter"
STEPS = ("edit", "compare", "mask", "history", "timeline", "ask", "export")


def wait_step(driver: Driver, step: str, shots: Path) -> None:
    """Wait until the tour is at a step, and its bubble points at something in sight."""
    driver.wait(f"{TOUR}.step and {TOUR}.step.id == {step!r}", steps.JOB_SECONDS)
    driver.wait("find('tour')['visible'] and find('tour.ring')['visible']")
    driver.screenshot(shots / f"{STEPS.index(step) + 1} {step}.png")


def test_every_step_is_done(open_window: Open, shots: Path, tmp_path: Path) -> None:
    driver = open_window()
    driver.ask("studio.settings.set('generation', {'steps': 4})")
    driver.click_menu("Help", "Tour")
    driver.wait("project is not None and studio.session.node_id")
    wait_step(driver, "edit", shots)
    sample = driver.ask("studio.session.node_id")
    steps.instruct(driver, "make the car blue")
    steps.wait_done(driver, 1)

    wait_step(driver, "compare", shots)
    driver.wait("studio.session.node_id == project.nodes()[-1].id")
    driver.click("toolbar.view.compare")
    driver.wait("studio.session.compared is not None")

    wait_step(driver, "mask", shots)
    driver.click("toolbar.view.compare")
    driver.wait("studio.session.compared is None")
    driver.click("toolbar.tool.brush")
    left, top, width, height = map(int, steps.picture_place(driver))
    middle = top + height // 2
    driver.drag("canvas.view", (left + width // 4, middle), (left + width // 2, middle))

    wait_step(driver, "history", shots)
    panel_to(driver, "history")
    tab_to(driver, "history.list")
    driver.key("Home", "Return")
    driver.wait(f"studio.session.node_id == {sample!r}")

    wait_step(driver, "timeline", shots)
    steps.choose_workspace(driver, "film")
    panel_to(driver, "canvas")
    driver.key("shift+a")

    wait_step(driver, "ask", shots)
    driver.key("ctrl+alt+3")
    driver.wait("window.workspaces.current == 'ask'")
    driver.enter("chat.input", "What colour is the car?")
    driver.key("Return")
    steps.wait_done(driver, 2)

    wait_step(driver, "export", shots)
    driver.click_menu("File", "Export current frame…")
    target = tmp_path / "frame.png"
    steps.choose_file(driver, "export.dialog", target)
    driver.wait(f"{TOUR}.state.last", 60)
    driver.screenshot(shots / "8 the end.png")
    assert steps.read_pixels(target).shape[2] == 3
    driver.click("tour.next")
    driver.wait("not find('tour')['visible'] and not find('tour.ring')['visible']")
    path = Path(driver.ask("str(project.path)"))
    assert driver.quit() == 0
    assert driver.output() == ""
    steps.verify(path)


def test_it_is_begun_walked_through_and_ended_by_keys(open_window: Open, shots: Path) -> None:
    driver = keyboard_only(open_window())
    driver.key("alt+h")
    driver.wait("QApplication.activePopupWidget() is not None")
    driver.key("t")
    driver.wait("project is not None and studio.session.node_id")
    before = driver.ask("[step.name for step in project.undo_list()]")
    for number, step in enumerate(STEPS):
        wait_step(driver, step, shots)
        assert f"{number + 1} of {len(STEPS)}" in driver.ask(f"{TOUR}.state.count")
        driver.wait("find('tour')['focus']")
        driver.key("Return")
    driver.wait(f"{TOUR}.state.last")
    driver.key("Return")
    driver.wait("not find('tour')['visible']")
    assert driver.ask("[step.name for step in project.undo_list()]") == before, "it has changed nothing"

    # It can be begun again, and ended in the middle. Alt alone goes into the menu bar, where letters work too.
    driver.key("Alt_L")
    driver.wait("window.menuBar().activeAction() is not None")
    driver.key("h")
    driver.wait("QApplication.activePopupWidget() is not None")
    driver.key("t")
    wait_step(driver, "edit", shots)
    driver.key("Return")
    wait_step(driver, "compare", shots)
    driver.key("Escape")
    driver.wait("not find('tour')['visible']")
    assert driver.quit() == 0
    assert driver.output() == ""
