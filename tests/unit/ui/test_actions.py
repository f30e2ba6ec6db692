"""The action table: complete, without conflicts, and sent to the right handler."""

from collections.abc import Iterator
from itertools import combinations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QComboBox, QHBoxLayout, QLineEdit, QListWidget, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.errors import LanceStudioError, OutputError
from lance_studio.ui.actions import ACTIONS, MENUS, Actions, ActionSpec
from lance_studio.ui.actions.dialogs import CommandPalette, ShortcutList
from lance_studio.ui.actions.search import search
from lance_studio.ui.actions.text_focus import TextFocusGuard, takes_text
from lance_studio.ui.theme import icon

KEYS_OF_THE_PRODUCT = {
    "file.new": "Ctrl+N", "file.open": "Ctrl+O", "file.save": "Ctrl+S", "file.save_as": "Ctrl+Shift+S",
    "file.close": "Ctrl+W", "edit.undo": "Ctrl+Z", "edit.redo": "Ctrl+Shift+Z Ctrl+Y", "edit.preferences": "Ctrl+,",
    "view.full_screen": "F11", "edit.rename": "F2", "help.shortcuts": "?", "view.palette": "Ctrl+Shift+P",
    "file.export_video": "Ctrl+E", "file.export_frame": "Ctrl+Shift+E", "generate.run": "Ctrl+Return",
    "generate.next": "Ctrl+Shift+Return", "queue.cancel": "Shift+X", "queue.clear": "Ctrl+Shift+X",
    "playback.play": "Space", "playback.backward": "J", "playback.stop": "K", "playback.forward": "L",
    "playback.previous_frame": "Left", "playback.next_frame": "Right", "playback.second_back": "Shift+Left",
    "playback.second_on": "Shift+Right", "playback.previous_cut": "Up", "playback.next_cut": "Down",
    "playback.start": "Home", "playback.end": "End", "playback.set_in": "I", "playback.set_out": "O",
    "playback.go_in": "Shift+I", "playback.go_out": "Shift+O", "playback.clear_range": "Alt+X",
    "timeline.select": "V", "timeline.blade": "B", "timeline.ripple": "R", "timeline.roll": "N",
    "timeline.slip": "Y", "clip.split": "Ctrl+K S", "clip.lift": "Del", "clip.ripple_delete": "Shift+Del",
    "clip.insert": ",", "clip.overwrite": ".", "clip.match_frame": "F", "timeline.marker": "M",
    "timeline.fit": "0", "canvas.fit": "Ctrl+0", "canvas.actual_size": "Ctrl+1", "tool.brush": "B",
    "tool.eraser": "E", "tool.lasso": "L", "mask.smaller": "[", "mask.larger": "]", "mask.invert": "Shift+V",
    "view.compare": "M", "view.swap": "C",
}  # fmt: skip


@pytest.fixture
def actions() -> Actions:
    return Actions()


class Panels(QWidget):
    """Two panels, one with a field for text."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self.canvas, self.timeline = QListWidget(), QListWidget()
        self.field = QLineEdit()
        row = QHBoxLayout(self)
        place = QWidget()
        inner = QHBoxLayout(place)
        inner.addWidget(self.canvas)
        inner.addWidget(self.field)
        row.addWidget(place)
        row.addWidget(self.timeline)
        actions.attach_window(self)
        actions.attach_panel("canvas", place)
        actions.attach_panel("timeline", self.timeline)


@pytest.fixture
def panels(actions: Actions, qtbot: QtBot, qapp: QApplication) -> Iterator[Panels]:
    guard = TextFocusGuard(qapp)
    made = Panels(actions)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    guard.deleteLater()


@pytest.mark.parametrize(("action_id", "keys"), KEYS_OF_THE_PRODUCT.items())
def test_the_keys_are_those_that_people_bring_with_them(actions: Actions, action_id: str, keys: str) -> None:
    assert list(actions.keys(action_id)) == keys.split()


def test_every_line_of_the_table_is_complete(actions: Actions) -> None:
    assert len({spec.id for spec in ACTIONS}) == len(ACTIONS)
    assert {spec.menu for spec in ACTIONS} == set(MENUS)
    for spec in ACTIONS:
        assert spec.text[0].isupper(), spec.id
        assert spec.text == spec.text.strip("!"), spec.id
        for key in actions.action(spec.id).shortcuts():
            assert key.toString(), spec.id
        if spec.icon:
            icon(spec.icon)


def ambiguous(actions: Actions) -> list[tuple[str, str, str]]:
    """Keys with two actions that they trigger while the same panel has the focus."""
    users: dict[str, list[ActionSpec]] = {}
    for spec in actions.specs():
        for key in actions.keys(spec.id):
            users.setdefault(QKeySequence(key).toString(), []).append(spec)
    return [
        (key, one.id, other.id)
        for key, specs in users.items()
        for one, other in combinations(specs, 2)
        if other.yields_to != one.id and one.yields_to != other.id
        if not one.scope or not other.scope or set(one.scope) & set(other.scope)
    ]


def test_no_key_is_ambiguous(actions: Actions) -> None:
    assert ambiguous(actions) == []


def test_an_ambiguous_key_is_found() -> None:
    assert ambiguous(Actions(keys={"timeline.blade": ["S"]})) == [("S", "clip.split", "timeline.blade")]


def test_a_key_that_two_actions_share_is_the_others_only_while_it_can_be_done(actions: Actions, qtbot: QtBot) -> None:
    canvas, timeline = QWidget(), QWidget()
    for panel_id, widget in (("canvas", canvas), ("timeline", timeline)):
        qtbot.addWidget(widget)
        actions.attach_panel(panel_id, widget)
    lasso, forward = actions.action("tool.lasso"), actions.action("playback.forward")
    assert forward in canvas.actions()
    actions.register("tool.lasso", lambda _on: None)
    assert lasso in canvas.actions()
    assert forward not in canvas.actions()
    assert forward in timeline.actions()
    actions.set_enabled("tool.lasso", False)
    assert forward in canvas.actions()


def test_own_keys_are_taken_from_the_settings() -> None:
    actions = Actions(keys={"clip.split": ["T"]})
    assert actions.keys("clip.split") == ("T",)
    assert actions.action("clip.split").shortcut().toString() == "T"


def test_a_tooltip_names_the_action_and_its_keys(actions: Actions) -> None:
    assert actions.tooltip("clip.split") == "Split at playhead (Ctrl+K or S)"
    assert actions.action("file.open").toolTip() == "Open (Ctrl+O)"
    assert actions.tooltip("file.collect") == "Collect project"


def test_what_nobody_handles_is_disabled(actions: Actions) -> None:
    assert not any(actions.action(spec.id).isEnabled() for spec in actions.specs())
    assert not actions.trigger("clip.split")
    done: list[int] = []
    actions.register("clip.split", lambda: done.append(1))
    assert actions.trigger("clip.split")
    actions.set_enabled("clip.split", False)
    assert not actions.trigger("clip.split")
    actions.set_enabled("clip.split", True)
    actions.unregister("clip.split")
    assert not actions.trigger("clip.split")
    assert done == [1]


def test_the_panel_that_was_used_last_acts(actions: Actions) -> None:
    done: list[str] = []
    actions.register("edit.delete", lambda: done.append("canvas"), panel="canvas")
    assert actions.trigger("edit.delete"), "one panel alone handles it"
    actions.register("edit.delete", lambda: done.append("media"), panel="media")
    assert not actions.trigger("edit.delete"), "nobody knows which of both"
    actions.set_panel("media")
    assert actions.trigger("edit.delete")
    actions.register("edit.delete", lambda: done.append("window"))
    actions.set_panel("chat")
    assert actions.trigger("edit.delete")
    assert done == ["canvas", "media", "window"]
    with pytest.raises(ValueError, match="handled"):
        actions.register("edit.delete", lambda: None, panel="media")


def test_a_checkable_action_remembers_its_state_per_panel(actions: Actions) -> None:
    seen: list[bool] = []
    actions.register("timeline.snap", seen.append)
    actions.set_checked("timeline.snap", True)
    assert actions.action("timeline.snap").isChecked()
    actions.trigger("timeline.snap")
    assert seen == [False]
    actions.set_panel("canvas")
    assert not actions.action("timeline.snap").isChecked()


def test_an_error_of_a_handler_is_told(actions: Actions, qtbot: QtBot) -> None:
    error = OutputError("The disk is full.")

    def fail() -> None:
        raise error

    told: list[LanceStudioError] = []
    actions.failed.connect(told.append)
    actions.register("file.new", fail)
    actions.trigger("file.new")
    assert told == [error]


def test_the_same_key_does_what_the_focused_panel_means(actions: Actions, panels: Panels, qtbot: QtBot) -> None:
    done: list[str] = []
    actions.register("tool.brush", lambda on: done.append("brush"), panel="canvas")
    actions.register("timeline.blade", lambda on: done.append("blade"), panel="timeline")
    for widget, panel in ((panels.canvas, "canvas"), (panels.timeline, "timeline")):
        widget.setFocus()
        actions.set_panel(panel)
        qtbot.keyClick(widget, Qt.Key.Key_B)
    assert done == ["brush", "blade"]


def test_single_keys_are_text_while_a_field_has_the_focus(actions: Actions, panels: Panels, qtbot: QtBot) -> None:
    done: list[str] = []
    actions.register("help.shortcuts", lambda: done.append("?"))
    actions.register("tool.brush", lambda on: done.append("brush"), panel="canvas")
    actions.register("queue.cancel", lambda: done.append("cancel"))
    actions.register("file.new", lambda: done.append("new"))
    panels.field.setFocus()
    qtbot.keyClicks(panels.field, "b?X ")
    assert (panels.field.text(), done) == ("b?X ", [])
    qtbot.keyClick(panels.field, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert done == ["new"]


def test_which_widgets_take_text(qtbot: QtBot) -> None:
    read_only, choice, editable = QLineEdit(), QComboBox(), QComboBox()
    read_only.setReadOnly(True)
    editable.setEditable(True)
    for widget, takes in (
        (QLineEdit(), True),
        (QSpinBox(), True),
        (editable, True),
        (read_only, False),
        (choice, False),
    ):
        qtbot.addWidget(widget)
        assert takes_text(widget) is takes
    assert not takes_text(None)


def test_the_guard_survives_a_field_that_is_deleted(panels: Panels, qtbot: QtBot) -> None:
    panels.field.setFocus()
    panels.field.deleteLater()
    panels.timeline.setFocus()
    qtbot.wait(0)
    panels.canvas.setFocus()
    assert panels.canvas.hasFocus()


def test_search_ranks_by_where_the_words_stand() -> None:
    specs = [
        ActionSpec("a", "Close project"),
        ActionSpec("b", "Open…"),
        ActionSpec("c", "Reopen"),
        ActionSpec("d", "Now open"),
    ]
    assert [spec.id for spec in search(specs, "open")] == ["b", "d", "c"]
    assert [spec.id for spec in search(specs, "PRO clo")] == ["a"]
    assert search(specs, "zzz") == []
    assert len(search(specs, "")) == 4


def test_the_palette_runs_an_action_and_refuses_what_cannot_be_done(
    actions: Actions, panels: Panels, qtbot: QtBot
) -> None:
    done: list[str] = []
    actions.register("file.new", lambda: done.append("new"))
    palette = CommandPalette(actions, panels)
    qtbot.addWidget(palette)
    palette.open()
    assert palette.list.count() == len(ACTIONS)
    qtbot.keyClicks(palette.field, "close proj")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isVisible(), "closing a project cannot be done"
    palette.field.clear()
    qtbot.keyClicks(palette.field, "new project")
    palette.grab()
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert done == ["new"]
    assert not palette.isVisible()


def test_the_list_of_keys_has_every_action_with_a_key(actions: Actions, panels: Panels, qtbot: QtBot) -> None:
    dialog = ShortcutList(actions, panels)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.grab()
    shown = {one.item(row).text() for one in dialog.lists for row in range(one.count())} - {""}
    assert shown == {spec.text for spec in ACTIONS if spec.keys}
