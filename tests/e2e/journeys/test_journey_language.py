"""The language is switched to Chinese with the mouse and back by the keys; what was made meanwhile is in both."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.journeys import steps
from tests.e2e.journeys.test_journey_keyboard import keyboard_only, tab_to
from tests.e2e.window.driver import Driver

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

Open = Callable[..., Driver]

MENUS = "[action.text() for action in window.menuBar().actions()][:2]"
CLOSED = "not (found := find('preferences')) or not found['visible']"
LANGUAGE = "studio.settings.text('language', '')"
UNDO = "studio.actions.action('edit.undo').text()"


def test_the_language_is_switched_and_back(open_window: Open, shots: Path) -> None:
    driver = open_window()
    assert driver.ask(MENUS) == ["&File", "&Edit"]
    driver.click_menu("Edit", "Preferences…")
    driver.click("preferences.language")
    driver.click_item("", "简体中文")
    driver.wait(f"{LANGUAGE} == 'zh_CN'")
    assert driver.wait_for("preferences.language-later").text == "Holds from the next start of the studio on."
    driver.screenshot(shots / "1 chosen.png")
    driver.click("preferences.close")
    driver.wait(CLOSED)
    assert driver.ask(MENUS) == ["&File", "&Edit"]
    assert driver.quit() == 0

    # Everything is Chinese from the next start on, and a turn is made in it.
    chinese = open_window()
    assert chinese.ask(MENUS) == ["文件(&F)", "编辑(&E)"]
    chinese.ask("studio.settings.set('generation', {'steps': 2})")
    chinese.click("welcome.sample")
    chinese.wait("project is not None and studio.session.node_id")
    steps.instruct(chinese, "make the car blue")
    chinese.wait(f"{UNDO} == '撤销编辑“make the car blue”'", steps.JOB_SECONDS)
    chinese.screenshot(shots / "2 chinese.png")
    assert chinese.ask("[job.name for job in project.jobs()]") == ['Edit "make the car blue"']
    assert chinese.ask("project.undo_list()[0].name") == 'Edit "make the car blue"'
    path = Path(chinese.ask("str(project.path)"))

    # Back by the keys alone: the letters of the menus are those of the English window.
    keyboard_only(chinese)
    chinese.key("alt+e")
    chinese.wait("QApplication.activePopupWidget() is not None")
    chinese.screenshot(shots / "3 letters.png")
    shown = chinese.ask("[action.text() for action in QApplication.activePopupWidget().actions() if action.text()]")
    assert {"撤销编辑“make the car blue”(&U)", "偏好设置(&P)…"} <= set(shown)
    chinese.key("p")
    chinese.wait_for("preferences.language")
    tab_to(chinese, "preferences.language")
    chinese.key("Up")
    chinese.wait(f"{LANGUAGE} == 'en'")
    chinese.key("Escape")
    chinese.wait(CLOSED)
    assert chinese.quit() == 0
    assert chinese.output() == ""

    english = open_window(str(path))
    english.wait("project is not None")
    assert english.ask(MENUS) == ["&File", "&Edit"]
    english.wait(f"{UNDO} == 'Undo edit \"make the car blue\"'")
    english.screenshot(shots / "4 english again.png")
    assert english.quit() == 0
    assert english.output() == ""
    steps.verify(path)
