"""Own keys in a real window: given, pressed, kept over a restart, brought back; and settings that a command changes."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.journeys.steps import shots_folder
from tests.e2e.window.driver import Driver

Open = Callable[..., Driver]

LIGHT = "studio.settings.text('theme') == 'light'"
CLOSED = "not (found := find('preferences')) or not found['visible']"
DARK = "studio.settings.text('theme', 'dark') == 'dark'"


@pytest.fixture
def shots(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder for screenshots."""
    return shots_folder(tmp_path / "screenshots", request.node.name)


def give_key(driver: Driver, name: str, key: str) -> None:
    """Give an action a key by mouse and keyboard, and close the preferences."""
    open_keys(driver)
    driver.enter("keys.search", name)
    driver.wait(f"find('keys.name')['text'] == {name!r}")
    driver.click("keys.typed")
    driver.key(key)
    driver.wait(f"{key!r} in find('keys.said')['text']")
    driver.click("keys.add")
    driver.wait(f"{key!r} in studio.actions.own_keys()['view.theme']")
    driver.click("preferences.close")
    driver.wait(CLOSED)


def open_keys(driver: Driver) -> None:
    driver.key("ctrl+comma")
    driver.wait_for("preferences.sections")
    driver.click_item("preferences.sections", "Keys")
    driver.wait_for("keys.list")


def command(home: Path, *arguments: str) -> str:
    """Run `lance-studio settings` as a person would beside an open window."""
    environment = {**os.environ, "LANCE_STUDIO_HOME": str(home)}
    words = [sys.executable, "-m", "lance_studio", "settings", *arguments]
    return subprocess.run(words, env=environment, capture_output=True, text=True, check=True).stdout.strip()


def test_a_key_is_given_pressed_kept_and_brought_back(open_window: Open, shots: Path) -> None:
    driver = open_window()
    driver.wait("studio.actions.action('edit.preferences').isEnabled()")
    give_key(driver, "Light theme", "F6")
    assert driver.ask("studio.actions.action('view.theme').shortcut().toString()") == "F6"
    assert driver.ask("studio.actions.action('view.theme').toolTip()") == "Light theme (F6)"
    driver.key("F6")
    driver.wait(LIGHT)
    driver.key("question")
    driver.wait_for("shortcut-list.keys")
    driver.click("shortcut-list.keys")
    driver.key("F6")
    lists = "[w for w in QApplication.allWidgets() if w.accessibleName().startswith('Keys, ')]"
    driver.wait(f"[t for one in {lists} for n in range(one.count()) if (t := one.item(n).text())] == ['Light theme']")
    driver.screenshot(shots / "1 the list of keys.png")
    driver.click("shortcut-list.close")
    assert driver.quit() == 0

    again = open_window()
    again.wait("studio.actions.action('edit.preferences').isEnabled()")
    again.key("F6")
    again.wait(DARK)
    open_keys(again)
    again.click("keys.restore-all")
    again.wait("studio.settings.get('keys') is None")
    again.screenshot(shots / "2 brought back.png")
    again.click("preferences.close")
    again.wait(CLOSED)
    again.key("F6")
    again.key("F11")
    again.wait("window.isFullScreen()")
    assert again.ask(DARK)


def test_an_open_window_follows_what_a_command_sets(open_window: Open, tmp_path: Path) -> None:
    home = tmp_path / "home"
    driver = open_window(home=home)
    driver.wait("studio.actions.action('edit.preferences').isEnabled()")
    command(home, "set", "theme", "light")
    driver.wait("studio.actions.action('view.theme').isChecked()")
    driver.ask("studio.settings.set('device', 'cpu')")
    assert command(home, "get", "theme") == "light"
    assert command(home, "get", "device") == "cpu"


def test_two_windows_do_not_overwrite_each_others_settings(open_window: Open, tmp_path: Path) -> None:
    home = tmp_path / "home"
    first, second = open_window(home=home), open_window(home=home)
    first.ask("studio.settings.set('theme', 'light')")
    second.wait(LIGHT)
    second.ask("studio.settings.set('keys', {'clip.split': ['T']})")
    first.wait("studio.actions.keys('clip.split') == ('T',)")
    assert first.quit() == 0
    assert second.quit() == 0
    assert command(home, "get", "theme") == "light"
    assert '"clip.split"' in (home / "config" / "settings.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("scale", [80, 150])
def test_the_scale_of_the_settings_is_that_of_the_window(open_window: Open, tmp_path: Path, scale: int) -> None:
    home = tmp_path / "home"
    command(home, "set", "ui_scale", str(scale))
    driver = open_window(home=home)
    assert driver.ask("window.devicePixelRatioF()") == pytest.approx(scale / 100)
