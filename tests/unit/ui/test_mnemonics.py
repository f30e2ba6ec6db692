"""Menus and their entries have letters: different ones, the same in every language, and none where they would show."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from lance_studio.language import use_language
from lance_studio.ui import texts
from lance_studio.ui.actions.mnemonics import letters_for
from lance_studio.ui.actions.table import ACTIONS
from lance_studio.ui.main_window import MainWindow
from tests.unit.ui.test_generation_service import bench
from tests.unit.ui.test_window import window
from tests.unit.ui.whole_window import Scene, scene

__all__ = ["bench", "scene", "window"]

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture(params=["en", "zh_CN"])
def spoken(request: pytest.FixtureRequest) -> MainWindow:
    use_language(request.param)
    return request.getfixturevalue("window")


def menus_of(window: MainWindow) -> list[QMenu]:
    window.later.finish()
    found = [action.menu() for action in window.menuBar().actions()]
    return [menu for menu in found if isinstance(menu, QMenu)]


def letter(text: str) -> str:
    return text.replace("&&", "").partition("&")[2][:1].upper()


def opened(menu: QMenu) -> Iterator[str]:
    """The texts of a menu's entries as they are while it is open."""
    menu.aboutToShow.emit()
    shown = [action.text() for action in menu.actions() if action.text()]
    menu.aboutToHide.emit()
    yield from shown


def test_each_menu_has_a_letter_of_its_own(spoken: MainWindow) -> None:
    titles = [action.text() for action in spoken.menuBar().actions()]
    assert [letter(title) for title in titles] == list("FEVCTGPWH")
    assert titles[0] in ("&File", "文件(&F)")


def test_the_entries_of_a_menu_have_letters_and_no_two_the_same(spoken: MainWindow) -> None:
    for menu in menus_of(spoken):
        shown = list(opened(menu))
        letters = [letter(text) for text in shown]
        given = [each for each in letters if each]
        assert len(set(given)) == len(given), shown
        # A menu may have more entries than there are letters in them.
        assert letters.count("") <= (2 if menu.objectName() == "menu.view" else 0), shown


def test_an_entry_has_the_same_letter_in_both_languages(window: MainWindow) -> None:
    for menu in menus_of(window):
        entries = [action for action in menu.actions() if action.text()]
        english = [letter(text) for text in opened(menu)]
        for action in entries:
            action.setText("某项…")
        assert [letter(text) for text in opened(menu)] == english


def test_texts_have_their_letters_only_while_their_menu_is_open(spoken: MainWindow) -> None:
    actions = spoken.studio.actions
    before = {spec.id: (actions.action(spec.id).text(), actions.tooltip(spec.id)) for spec in actions.specs()}
    assert not any("&" in text for text, _ in before.values())
    for menu in menus_of(spoken):
        menu.aboutToShow.emit()
        assert {name: actions.tooltip(name) for name in before} == {name: tip for name, (_, tip) in before.items()}
        menu.aboutToHide.emit()
    assert {name: actions.action(name).text() for name in before} == {name: text for name, (text, _) in before.items()}


def test_a_text_that_changes_while_the_menu_is_open_has_its_letter_and_stays(window: MainWindow) -> None:
    menu = next(menu for menu in menus_of(window) if menu.objectName() == "menu.edit")
    menu.aboutToShow.emit()
    window.studio.actions.set_text("edit.undo", "Undo trim clip")
    assert window.studio.actions.action("edit.undo").text() == "&Undo trim clip"
    menu.aboutToHide.emit()
    assert window.studio.actions.action("edit.undo").text() == "Undo trim clip"
    window.studio.actions.set_text("edit.undo", "Undo cut")
    assert window.studio.actions.action("edit.undo").text() == "Undo cut"
    window.studio.actions.set_text("edit.undo", "Undo trim clip")
    assert "&Undo trim clip" in list(opened(menu))


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)", extend=True)
def test_alt_and_a_letter_open_a_menu_and_a_letter_takes_its_entry(scene: Scene, qtbot: QtBot) -> None:
    window = scene.window
    window.later.finish()
    menu = next(menu for menu in menus_of(window) if menu.objectName() == "menu.window")
    with qtbot.waitSignal(menu.aboutToShow):
        QTest.keyClick(window, Qt.Key.Key_W, ALT)
    assert QApplication.activePopupWidget() is menu
    assert window.workspaces.current != "film"
    QTest.keyClick(menu, Qt.Key.Key_F)  # not the F of the timeline
    qtbot.waitUntil(lambda: window.workspaces.current == "film")
    assert QApplication.activePopupWidget() is None
    assert window.studio.actions.action("workspace.film").text() == "Film workspace"


def test_a_key_of_the_user_is_no_letter_of_a_menu(window: MainWindow) -> None:
    window.studio.actions.set_own_keys({"file.close": ("Alt+F",)})
    titles = [action.text() for action in window.menuBar().actions()]
    assert titles[:2] == ["F&ile", "&Edit"]
    window.studio.actions.set_own_keys({})
    assert window.menuBar().actions()[0].text() == "&File"


def test_no_menu_has_a_letter_that_an_action_has_with_alt() -> None:
    keys = {key for spec in ACTIONS for key in spec.keys}
    assert not keys & {f"Alt+{each}" for each in "FEVCTGPWH"}


@pytest.mark.parametrize(
    ("caption", "letter", "expected"),
    [
        ("Save as…", "A", "Save &as…"),
        ("Export video…", "X", "E&xport video…"),
        ("Undo", "", "Undo"),
        ("Cut & paste", "P", "Cut && &paste"),
        ("新建项目…", "N", "新建项目(&N)…"),
        ("导出 OTIO…", "O", "导出 OTIO(&O)…"),
        ("Cancel 3 jobs", "W", "Cancel 3 jobs(&W)"),
    ],
)
def test_a_letter_is_marked_where_it_stands_or_behind_the_text(caption: str, letter: str, expected: str) -> None:
    assert texts.with_letter(caption, letter) == expected
    assert texts.without_letter(expected) == caption


def test_letters_make_room_for_each_other() -> None:
    assert letters_for(["Open", "Save", "Save as", "Copy"]) == ["O", "S", "A", "C"]
    assert letters_for(["ab", "a"]) == ["B", "A"], "the first one gives way"
    assert letters_for(["a", "a"]) == ["A", ""]
    assert letters_for(["File", "Edit"], {"F"}) == ["I", "E"]
    assert letters_for([]) == []
