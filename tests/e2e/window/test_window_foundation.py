"""The window itself, with sample panels: real keys, real clicks, its files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.window.driver import Driver

PANELS = "tests.unit.ui.sample_panels:PANELS"

Open = Callable[..., Driver]


@pytest.fixture
def driver(open_window: Open) -> Driver:
    return open_window(panels=PANELS)


def test_a_new_project_by_key_and_its_undo_list_by_menu(driver: Driver) -> None:
    assert driver.find("toolbar.project").text == "No project"
    driver.key("ctrl+n")
    driver.wait_text("toolbar.project", "Untitled •")
    assert driver.ask("project.path.parent.name") == "drafts"
    driver.click_menu("File", "Close project")
    driver.wait_text("toolbar.project", "No project")


def test_single_keys_are_text_in_a_field_and_actions_elsewhere(driver: Driver) -> None:
    driver.ask("studio.actions.register('timeline.marker', lambda: studio.session.move_playhead(1), panel='timeline')")
    driver.enter("canvas.prompt", "make it warm?")
    assert driver.ask("studio.session.playhead") == "0"
    driver.key("ctrl+alt+2")
    driver.click("panel.timeline", at=(20, 20))
    driver.wait("studio.actions.panel == 'timeline'")
    driver.key("m")
    driver.wait("studio.session.playhead == 1")
    driver.key("question")
    driver.wait_for("shortcut-list.field")


def test_the_command_palette_runs_what_is_typed(driver: Driver) -> None:
    driver.key("ctrl+shift+p")
    driver.wait_for("command-palette.field")
    driver.type("light theme")
    driver.wait_text("command-palette.field", "light theme")
    driver.key("Return")
    driver.wait("studio.settings.get('theme') == 'light'")
    driver.click_tab("Chat")
    # The ground of a dock, far from anything that is drawn on it.
    chat = driver.find("panel.chat")
    assert driver.screenshot().getpixel((chat.x + chat.width // 2, chat.y + chat.height // 2)) == (248, 249, 251)


def test_enter_submits_the_prompt(driver: Driver) -> None:
    driver.ask("studio.session.view('node')")
    driver.ask(
        "[w for w in QApplication.allWidgets() if w.objectName() == 'canvas.prompt'][0]"
        ".submitted.connect(lambda text: studio.settings.set('sent', text))"
    )
    driver.enter("canvas.prompt", "add snow")
    driver.key("Return")
    driver.wait("studio.settings.get('sent') == 'add snow'")


def test_tabs_docks_and_their_arrangement_come_back(open_window: Open, driver: Driver, tmp_path: Path) -> None:
    driver.click_tab("Inspector")
    driver.wait_for("panel.inspector")
    driver.click_menu("Window", "Inspector panel")
    driver.wait("not find('panel.inspector')['visible']")
    assert driver.quit() == 0
    again = open_window(panels=PANELS)
    again.wait("find('panel.media')['visible'] and not find('panel.inspector')['visible']")
    again.click_menu("Window", "Reset layout")
    again.click_tab("Inspector")
    again.wait_for("panel.inspector")


def test_the_window_opens_without_torch(open_window: Open, tmp_path: Path) -> None:
    driver = open_window(home=tmp_path / "home", panels=PANELS)
    loaded = set(driver.ask("sorted(__import__('sys').modules)"))
    assert loaded.isdisjoint({"torch", "transformers", "diffusers", "lance_studio.engine"})
    assert driver.quit() == 0
    assert driver.output() == ""
