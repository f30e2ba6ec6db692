"""A screen reader finds a name for every control of every page, workspace, panel and dialog, in the user's language."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.app import build
from lance_studio.ui.main_window import MainWindow
from lance_studio.ui.settings import LANGUAGE, Settings
from lance_studio.ui.spoken_language import speak
from lance_studio.ui.theme import Theme
from lance_studio.ui.widgets.buttons import explain, tool_button
from tests.unit.ui.access.controls import controls, is_name, widgets
from tests.unit.ui.access.rooms import Rooms, end, rooms
from tests.unit.ui.test_generation_service import bench

__all__ = ["bench", "rooms"]

_ROWS = frozenset({"ListItem", "TreeItem", "Cell", "PageTab"})
"""What stands in a list may be called alike: two pictures can have one name."""


def test_every_control_has_a_name_of_its_own(rooms: Rooms) -> None:
    nameless: dict[str, str] = {}
    alike: dict[str, str] = {}
    met: set[str] = set()
    for place, root in rooms.all():
        for control in controls(root):
            met.add(control.role)
            if not is_name(control.name):
                nameless.setdefault(str(control), place)
            elif control.role not in _ROWS and control.name in control.siblings:
                alike.setdefault(str(control), place)
    assert nameless == {}, "give these a name"
    assert alike == {}, "tell these apart"
    # The walk has really met everything that there is.
    wanted = {"Button", "CheckBox", "ComboBox", "Slider", "SpinBox", "EditableText", "List", "ListItem", "PageTab"}
    assert wanted <= met


def test_every_entry_of_a_menu_has_words(rooms: Rooms) -> None:
    rooms.open_full()
    for menu in rooms.window.findChildren(QMenu):
        for action in menu.actions():
            assert action.isSeparator() or action.menu() or is_name(action.text()), (menu.objectName(), action.text())


@pytest.mark.parametrize("name", ["", "  ", "paint-brush.svg", ":/icons/x", "magnifying-glass-plus", "…", "ph.x"])
def test_what_is_no_name(name: str, qtbot: QtBot) -> None:
    assert not is_name(name)
    page = QWidget()
    qtbot.addWidget(page)
    button = tool_button("x", "Close")
    button.setParent(page)
    page.show()
    qtbot.waitExposed(page)
    assert [control.name for control in controls(page)] == ["Close"]
    explain(button, name)
    assert [is_name(control.name) for control in controls(page)] == [False]


# --- languages --------------------------------------------------------------------------------------------------------


@pytest.fixture
def english_again(qapp: QApplication) -> Iterator[None]:
    """Let the texts of later tests be English."""
    yield
    settings = Settings()
    settings.set(LANGUAGE, "en")
    speak(qapp, settings)


def start(qapp: QApplication, qtbot: QtBot, language: str) -> MainWindow:
    settings = Settings()
    settings.set(LANGUAGE, language)
    window = build(qapp, settings)
    window.resize(1440, 900)
    window.show()
    qtbot.waitExposed(window)
    window.later.finish()
    return window


def names_by_object(window: MainWindow, path: Path) -> dict[str, str]:
    """Make a project there and return what the buttons and fields of the film workspace are called."""
    window.studio.session.create(path)
    window.studio.actions.trigger("workspace.film")
    QApplication.processEvents()
    return {one.objectName(): one.accessibleName() for one in widgets(window) if one.accessibleName()}


def object_names(window: MainWindow) -> set[str]:
    """Return the object names but those of recent projects, of which there is one more in the second window."""
    return {name for one in widgets(window) if not (name := one.objectName()).startswith("welcome.recent")}


def test_names_follow_the_language_and_object_names_do_not(
    qapp: QApplication, qtbot: QtBot, theme: Theme, tmp_path: Path, english_again: None
) -> None:
    del theme, english_again
    english = start(qapp, qtbot, "en")
    spoken = names_by_object(english, tmp_path / "one.lstudio")
    objects = object_names(english)
    end(english)
    chinese = start(qapp, qtbot, "zh_CN")
    translated = names_by_object(chinese, tmp_path / "two.lstudio")
    assert object_names(chinese) == objects
    end(chinese)
    assert spoken.keys() <= translated.keys()
    for name in ("timeline.zoom", "timeline.view", "media.search", "media.import", "toolbar.edit.undo"):
        if name in spoken:
            assert spoken[name].isascii(), name
            assert not translated[name].isascii(), name
    assert {"timeline.zoom", "timeline.view", "media.search", "media.import"} <= spoken.keys()
