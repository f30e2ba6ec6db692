"""Keys are found, changed, brought back and carried in files; conflicts are said in words."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListWidget
from pytestqt.qtbot import QtBot

from lance_studio.ui.actions import ACTIONS, MENUS, Actions
from lance_studio.ui.actions.action_list import HEADING_ROLE, SPEC_ROLE, WARNING_ROLE
from lance_studio.ui.preferences.keys_page import KeysPage
from lance_studio.ui.preferences.keys_presenter import KeysPresenter
from lance_studio.ui.settings import KEYS, Settings
from lance_studio.ui.widgets import Chip

CTRL = Qt.KeyboardModifier.ControlModifier


class Bench:
    """The page over the real table."""

    def __init__(self, qtbot: QtBot) -> None:
        self.actions, self.settings = Actions(), Settings()
        self.presenter = KeysPresenter(self.actions, self.settings)
        self.page = KeysPage(self.presenter, self.actions)
        qtbot.addWidget(self.page)
        self.page.resize(720, 560)
        self.page.show()
        qtbot.waitExposed(self.page)
        self.page.activateWindow()

    def select(self, action_id: str) -> None:
        self.presenter.find("")
        for number in range(self.page.list.count()):
            spec = self.page.list.item(number).data(SPEC_ROLE)
            if spec is not None and spec.id == action_id:
                self.page.list.setCurrentRow(number)
                return
        pytest.fail(action_id)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.page.typed.edit.setFocus()
        QTest.keyClick(self.page.typed.edit, key, modifiers)

    def shown(self) -> list[str]:
        specs = (self.page.list.item(number).data(SPEC_ROLE) for number in range(self.page.list.count()))
        return [spec.id for spec in specs if spec is not None]

    def chips(self) -> list[str]:
        # Layouts show what is new in them with the next turn of the event loop.
        QApplication.processEvents()
        return [chip.text() for chip in self.page.findChildren(Chip) if chip.isVisibleTo(self.page)]

    def kept(self) -> object:
        return Settings().get(KEYS)


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    return Bench(qtbot)


def headings(one: QListWidget) -> list[str]:
    return [words for number in range(one.count()) if (words := one.item(number).data(HEADING_ROLE))]


def test_every_action_stands_below_its_menu(bench: Bench) -> None:
    assert sorted(bench.shown()) == sorted(spec.id for spec in ACTIONS)
    assert headings(bench.page.list) == list(MENUS)


def test_actions_are_found_by_name_and_by_pressing_keys(bench: Bench) -> None:
    QTest.keyClicks(bench.page.search, "blade")
    assert bench.shown() == ["timeline.blade"]
    bench.page.by_keys.edit.setFocus()
    QTest.keyClick(bench.page.by_keys.edit, Qt.Key.Key_D, CTRL)
    assert set(bench.shown()) == {"mask.clear", "clip.duplicate"}
    assert bench.page.search.text() == ""
    bench.page.by_keys.edit.clear()
    assert len(bench.shown()) == len(ACTIONS)


def test_a_key_is_added_removed_and_brought_back(bench: Bench) -> None:
    bench.select("clip.split")
    assert bench.chips() == ["Ctrl+K", "S"]
    bench.press(Qt.Key.Key_F7)
    assert bench.page.said.text() == "F7 is free in the timeline."
    bench.page.add.click()
    assert bench.actions.keys("clip.split") == ("Ctrl+K", "S", "F7")
    assert bench.actions.action("clip.split").toolTip() == "Split at playhead (Ctrl+K or S or F7)"
    assert bench.kept() == {"clip.split": ["Ctrl+K", "S", "F7"]}
    bench.presenter.remove("S")
    assert bench.chips() == ["Ctrl+K", "F7"]
    bench.page.clear.click()
    assert bench.actions.keys("clip.split") == ()
    assert bench.kept() == {"clip.split": []}
    assert bench.chips() == []
    bench.page.restore.click()
    assert bench.actions.keys("clip.split") == ("Ctrl+K", "S")
    assert bench.kept() is None
    assert not bench.page.restore.isEnabled()


def test_a_conflict_is_said_at_once_and_the_key_moves_if_it_is_wanted(bench: Bench) -> None:
    bench.select("timeline.blade")
    bench.press(Qt.Key.Key_D, CTRL)
    assert bench.page.said.text() == "Ctrl+D is also “Duplicate” in the timeline."
    assert bench.page.add.text() == "Use it here instead"
    assert bench.actions.keys("clip.duplicate") == ("Ctrl+D",), "nothing has changed yet"
    bench.page.add.click()
    assert bench.actions.keys("timeline.blade") == ("B", "Ctrl+D")
    assert bench.actions.keys("clip.duplicate") == ()
    assert bench.actions.keys("mask.clear") == ("Ctrl+D",), "the canvas keeps its own"


def test_the_same_key_in_another_panel_is_no_conflict(bench: Bench) -> None:
    bench.select("tool.brush")
    bench.press(Qt.Key.Key_R)
    assert bench.page.said.text() == "R is free in the canvas."
    bench.page.add.click()
    assert bench.actions.keys("timeline.ripple") == ("R",)
    assert bench.presenter.state.conflicting == 0


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("Esc", "Esc belongs to fields and dialogs"),
        ("Alt+Up", "Alt+Up is “What was sent before” while"),
        ("B", "“Blade tool” has this key."),
    ],
)
def test_what_cannot_be_given_is_refused_in_words(bench: Bench, keys: str, said: str) -> None:
    bench.select("timeline.blade")
    bench.presenter.type(keys)
    assert bench.page.said.text().startswith(said)
    assert not bench.page.add.isEnabled()
    bench.presenter.add()
    assert bench.actions.keys("timeline.blade") == ("B",)


def test_tab_and_enter_leave_the_field_and_backspace_empties_it(bench: Bench) -> None:
    bench.select("clip.split")
    bench.press(Qt.Key.Key_F7)
    assert bench.presenter.state.typed == "F7"
    QTest.keyClick(bench.page.typed.edit, Qt.Key.Key_Backspace)
    assert bench.presenter.state.typed == ""
    QTest.keyClick(bench.page.typed.edit, Qt.Key.Key_Tab)
    assert bench.presenter.state.typed == ""
    assert not bench.page.typed.edit.hasFocus()


def test_conflicts_from_elsewhere_are_marked_and_counted(bench: Bench) -> None:
    bench.settings.set(KEYS, {"timeline.blade": ["Ctrl+D"]})
    bench.actions.set_own_keys({"timeline.blade": ("Ctrl+D",)})
    assert bench.presenter.state.conflicting == 2
    assert "2 actions have keys in each other's way" in bench.page.message.text()
    marked = [
        item.data(SPEC_ROLE).id
        for number in range(bench.page.list.count())
        if (item := bench.page.list.item(number)).data(WARNING_ROLE)
    ]
    assert marked == ["clip.duplicate", "timeline.blade"]
    bench.select("timeline.blade")
    assert bench.page.said.text() == "Ctrl+D is also “Duplicate” in the timeline."


def test_restore_all_keeps_the_keys_of_actions_that_are_not_known(qtbot: QtBot) -> None:
    Settings().set(KEYS, {"later.action": ["F9"], "clip.split": ["T"]})
    bench = Bench(qtbot)
    bench.actions.set_own_keys({"later.action": ("F9",), "clip.split": ("T",)})
    assert bench.presenter.state.own == 1
    bench.page.restore_all.click()
    assert bench.actions.keys("clip.split") == ("Ctrl+K", "S")
    assert bench.kept() == {"later.action": ["F9"]}


def test_keys_are_carried_in_a_file(bench: Bench, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    bench.select("clip.split")
    bench.presenter.type("F7")
    bench.presenter.add()
    bench.presenter.export(file)
    qtbot.waitUntil(lambda: "were written to 'keys.json'" in bench.presenter.state.message)
    content = json.loads(file.read_text(encoding="utf-8"))
    assert content["keys"]["clip.split"] == ["Ctrl+K", "S", "F7"]
    content["keys"]["later.action"] = ["F9"]
    file.write_text(json.dumps(content), encoding="utf-8")
    bench.presenter.restore_all()
    bench.presenter.take(file)
    qtbot.waitUntil(lambda: "were taken from 'keys.json'" in bench.presenter.state.message)
    assert bench.actions.keys("clip.split") == ("Ctrl+K", "S", "F7")
    assert bench.kept() == {"clip.split": ["Ctrl+K", "S", "F7"], "later.action": ["F9"]}


def test_a_bad_file_changes_nothing_and_says_why(bench: Bench, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    file.write_text('{"program": "lance-studio", "kind": "keys", "format": 1, "keys": {"a.b": ["Nonsense+"]}}')
    bench.select("clip.split")
    bench.presenter.type("F7")
    bench.presenter.add()
    bench.presenter.take(file)
    qtbot.waitUntil(lambda: bench.presenter.state.failed)
    assert "'Nonsense+', which does not exist" in bench.page.message.text()
    assert "Your keys are as they were." in bench.page.message.text()
    assert bench.actions.keys("clip.split") == ("Ctrl+K", "S", "F7")


def test_settings_that_cannot_be_written_say_so_and_hold_until_the_window_closes(bench: Bench, own_home: Path) -> None:
    (own_home / "config").write_text("no folder", encoding="utf-8")
    bench.select("clip.split")
    bench.presenter.type("F7")
    bench.presenter.add()
    assert bench.actions.keys("clip.split") == ("Ctrl+K", "S", "F7")
    assert "could not be written" in bench.page.message.text()
