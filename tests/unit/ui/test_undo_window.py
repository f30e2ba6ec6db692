"""Undo and redo by keys and mouse in the window with its own panels: what is shown, selected, named and kept."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDoubleSpinBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.project.commands.nodes import RenameNode, StarNode
from lance_studio.project.commands.timelines import EditTimeline
from lance_studio.project.project import Project
from lance_studio.timeline import properties
from lance_studio.timeline.model import Timeline
from lance_studio.ui.actions.text_focus import TextFocusGuard
from lance_studio.ui.canvas.view import CanvasPanel
from lance_studio.ui.chat.view import ChatPanel
from lance_studio.ui.history.view import HistoryPanel
from lance_studio.ui.widgets import PromptEdit
from lance_studio.workflows.wishes import EditPicture, GeneratePicture
from tests.unit.ui.test_generation_service import bench
from tests.unit.ui.whole_window import Scene, scene
from tests.unit.workflows.bench import noise

__all__ = ["bench", "scene"]

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """Press a key where the focus is, as a keyboard does: first as a shortcut, then as what a field gets."""
    widget = QApplication.focusWidget()
    assert widget is not None
    QTest.keyClick(widget, key, modifiers)


def undo() -> None:
    press(Qt.Key.Key_Z, CTRL)


def redo() -> None:
    press(Qt.Key.Key_Z, CTRL | SHIFT)


def type_into(field: QWidget, text: str) -> None:
    field.setFocus()
    QTest.keyClicks(field, text)


def canvas(scene: Scene) -> CanvasPanel:
    panel = scene.window.panel("canvas")
    assert isinstance(panel, CanvasPanel)
    return panel


def prompt(scene: Scene) -> PromptEdit:
    return canvas(scene).bar.prompt


def history(scene: Scene) -> HistoryPanel:
    panel = scene.window.panel("history")
    assert isinstance(panel, HistoryPanel)
    return panel


def turn(scene: Scene, words: str, seed: int) -> str:
    """Send an instruction by the canvas' field; returns the node that came of it."""
    runs = len(scene.bench.engine.runs)
    type_into(prompt(scene), words)
    press(Qt.Key.Key_Return, CTRL)
    scene.bench.wait_begun(runs + 1)
    job = scene.bench.project.jobs()[-1].id
    node = scene.bench.draw(job, noise(1, 64, 64, seed=seed))
    assert scene.session.node_id == node
    return node


def step_names(scene: Scene) -> list[str]:
    return scene.session.undo_line.undo_names()


def edit_menu(scene: Scene) -> tuple[str, str]:
    actions = scene.bench.studio.actions
    return actions.action("edit.undo").text(), actions.action("edit.redo").text()


def timeline(scene: Scene) -> Timeline:
    assert scene.session.timeline_id is not None
    value = scene.bench.project.timeline_value(scene.session.timeline_id)
    assert value is not None
    return value


def rename_clip(scene: Scene, name: str) -> None:
    """Edit the timeline behind everybody's back."""
    changed = properties.set_clip(timeline(scene), "still", name=name)
    scene.session.run(EditTimeline(changed.id, changed, "Rename clip"))


def pixels(image: QImage) -> np.ndarray:
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(rgb.constBits(), np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return rows[:, : 3 * rgb.width()].copy()


def seen(scene: Scene, qtbot: QtBot, node_id: str) -> np.ndarray:
    """The pixels of the picture on the canvas, once it is that of a node."""
    panel = canvas(scene)
    assert scene.session.node_id == node_id
    assert scene.session.viewing == "node"
    shown = panel.presenter.state.shown
    assert shown is not None
    assert shown.node_id == node_id
    qtbot.waitUntil(lambda: panel.surface.image is not None and panel.surface.image.width() == 64)
    image = panel.surface.image
    assert image is not None
    return pixels(image)


# --- what is shown ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("focus", ["canvas", "empty prompt", "chat", "queue", "media", "history", "inspector"])
def test_undoing_a_turn_shows_the_picture_before_it_wherever_the_focus_is(
    scene: Scene, qtbot: QtBot, qapp: QApplication, focus: str
) -> None:
    guard = TextFocusGuard(qapp)
    first = seen(scene, qtbot, scene.node)
    one = turn(scene, "make it red", 1)
    two = turn(scene, "make it blue", 2)
    fields: dict[str, QWidget] = {
        "canvas": canvas(scene).surface,
        "empty prompt": prompt(scene),
        "chat": scene.window.panel("chat").findChild(PromptEdit, "chat.input"),
        "queue": scene.window.panel("queue"),
        "media": scene.window.panel("media").findChild(QLineEdit, "media.search"),
        "history": history(scene).nodes,
        "inspector": scene.window.panel("inspector").findChildren(QDoubleSpinBox)[0],
    }  # type: ignore[dict-item]
    if focus in scene.window.docks.ids():
        scene.window.docks.reveal(focus)
    widget = fields[focus]
    if focus == "queue":
        widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
    undo()
    qtbot.waitUntil(lambda: scene.session.node_id == one)
    undo()
    assert np.array_equal(seen(scene, qtbot, scene.node), first)
    redo()
    qtbot.waitUntil(lambda: scene.session.node_id == one)
    redo()
    assert scene.session.node_id == two
    guard.deleteLater()


def test_pixels_of_every_turn_come_back(scene: Scene, qtbot: QtBot) -> None:
    nodes, pictures = [scene.node], [seen(scene, qtbot, scene.node)]
    for number in range(4):
        nodes.append(turn(scene, f"turn {number}", number + 10))
        qtbot.waitUntil(lambda: not np.array_equal(seen(scene, qtbot, nodes[-1]), pictures[-1]))
        pictures.append(seen(scene, qtbot, nodes[-1]))
    for move, number in [*((undo, number) for number in (3, 2, 1, 0)), *((redo, number) for number in (1, 2, 3, 4))]:
        move()
        node, picture = nodes[number], pictures[number]
        qtbot.waitUntil(lambda node=node, picture=picture: np.array_equal(seen(scene, qtbot, node), picture))


def test_a_turn_that_ended_while_something_else_was_shown_is_followed(scene: Scene) -> None:
    [job] = scene.bench.work.submit(EditPicture(scene.node, "make it red"))
    scene.bench.wait_begun()
    scene.session.view("timeline")
    node = scene.bench.draw(job, noise(1, 64, 64))
    assert scene.session.viewing == "timeline"
    undo()
    assert (scene.session.viewing, scene.session.node_id) == ("node", scene.node)
    redo()
    assert (scene.session.viewing, scene.session.node_id) == ("node", node)


def test_the_first_picture_of_an_empty_canvas_gives_way_to_the_one_that_was_shown_before(scene: Scene) -> None:
    canvas(scene).presenter.set_mode("new")
    assert scene.session.node_id is None
    [job] = scene.bench.work.submit(GeneratePicture("a boat"))
    scene.bench.wait_begun()
    scene.bench.draw(job, noise(1, 64, 64))
    undo()
    assert scene.session.node_id == scene.node


@pytest.mark.parametrize("made", ["a turn", "a root"])
def test_a_project_that_was_opened_again_shows_where_a_step_came_from(scene: Scene, made: str) -> None:
    parent = turn(scene, "make it red", 1)
    other = scene.bench.add_picture(noise(64, 64, seed=9))
    scene.session.select_node(parent)
    wish = EditPicture(parent, "make it blue") if made == "a turn" else GeneratePicture("a boat")
    [job] = scene.bench.work.submit(wish)
    scene.bench.wait_begun(2)
    node = scene.bench.draw(job, noise(1, 64, 64, seed=2))
    reopen(scene)
    scene.session.select_node(node)
    undo()
    assert scene.session.node_id == (parent if made == "a turn" else other)
    redo()
    assert scene.session.node_id == node
    scene.session.select_node(scene.node)
    undo()
    assert scene.session.node_id == (parent if made == "a turn" else scene.node), "what nobody saw is not looked for"


def reopen(scene: Scene) -> None:
    path: Path = scene.bench.project.path
    scene.session.close()
    scene.bench.project = project = scene.session.open(path)
    assert isinstance(project, Project)
    canvas(scene).surface.setFocus()


def test_a_change_of_a_node_is_shown(scene: Scene) -> None:
    other = scene.bench.add_picture(noise(64, 64, seed=9))
    scene.session.run(RenameNode(other, "Other"))
    scene.session.select_node(scene.node)
    scene.session.view("timeline")
    undo()
    assert (scene.session.viewing, scene.session.node_id) == ("node", other)


def test_a_change_of_a_timeline_brings_the_viewer_there(scene: Scene) -> None:
    rename_clip(scene, "New name")
    assert scene.session.viewing == "node"
    undo()
    assert scene.session.viewing == "timeline"
    assert scene.session.node_id == scene.node
    scene.session.view("node")
    redo()
    assert scene.session.viewing == "timeline"


def test_after_opening_again_the_clips_that_a_step_changed_are_selected(scene: Scene) -> None:
    rename_clip(scene, "New name")
    reopen(scene)
    assert scene.session.clip_ids == ()
    undo()
    assert scene.session.clip_ids == ("still",)
    assert scene.session.viewing == "timeline"


# --- what is selected ---------------------------------------------------------------------------------------------


def test_the_selection_before_a_step_comes_back_with_it(scene: Scene) -> None:
    session = scene.session
    session.select_clips(("still",))
    session.select_media(scene.media)
    session.view("timeline")
    clip = timeline(scene).tracks[-2].items[0]
    changed = properties.set_clip(timeline(scene), clip.id, name="New name")  # type: ignore[union-attr]
    session.run(EditTimeline(changed.id, changed, "Rename clip"))
    session.select_clips(())
    session.select_media(None)
    session.select_node(None)
    undo()
    assert (session.clip_ids, session.media_id, session.node_id) == (("still",), scene.media, scene.node)
    redo()
    assert (session.clip_ids, session.media_id, session.node_id) == ((), None, None)


# --- drafts -------------------------------------------------------------------------------------------------------


def test_a_draft_is_undone_before_the_turn_that_is_older(scene: Scene) -> None:
    node = turn(scene, "make it red", 1)
    type_into(prompt(scene), "and a hat")
    assert edit_menu(scene)[0] == "Undo typing"
    canvas(scene).surface.setFocus()
    undo()
    assert prompt(scene).toPlainText() == ""
    assert scene.session.node_id == node, "the turn is older than the words"
    assert edit_menu(scene) == ('Undo edit "make it red"', "Redo typing")
    undo()
    assert scene.session.node_id == scene.node
    redo()
    assert (scene.session.node_id, prompt(scene).toPlainText()) == (node, "")
    redo()
    assert prompt(scene).toPlainText() == "and a hat"


def test_in_a_field_with_words_undo_takes_them_and_then_the_turn(scene: Scene) -> None:
    type_into(prompt(scene), "early")
    node = scene.bench.add_picture(noise(64, 64, seed=4))
    assert edit_menu(scene)[0] == "Undo typing", "the words under the hand come first"
    undo()
    assert prompt(scene).toPlainText() == ""
    assert scene.bench.project.node(node) is not None
    undo()
    assert scene.bench.project.node(node) is None
    redo()
    assert scene.bench.project.node(node) is not None, "what was undone last is redone first"
    redo()
    assert prompt(scene).toPlainText() == "early"


def test_each_field_has_its_own_words_in_one_list(scene: Scene, qtbot: QtBot) -> None:
    panel = scene.window.panel("chat")
    assert isinstance(panel, ChatPanel)
    scene.window.docks.reveal("chat")
    type_into(prompt(scene), "one")
    type_into(panel.input, "two")
    scene.session.run(StarNode(scene.node, True))
    type_into(prompt(scene), " three")
    assert step_names(scene)[:4] == ["Typing", scene.bench.project.undo_list()[0].name, "Typing", "Typing"]
    canvas(scene).surface.setFocus()
    found = []
    for _ in range(4):
        undo()
        found.append((prompt(scene).toPlainText(), panel.input.toPlainText()))
    assert found == [("one", "two"), ("one", "two"), ("one", ""), ("", "")]
    for _ in range(4):
        redo()
    assert (prompt(scene).toPlainText(), panel.input.toPlainText()) == ("one three", "two")
    assert scene.bench.project.node(scene.node).starred  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: scene.in_front("chat"))


def test_a_draft_that_was_sent_leaves_no_step(scene: Scene) -> None:
    before = step_names(scene)
    type_into(prompt(scene), "make it red")
    press(Qt.Key.Key_Return, CTRL)
    assert prompt(scene).toPlainText() == ""
    assert step_names(scene) == before


def test_words_that_are_replaced_come_back(scene: Scene) -> None:
    prompt(scene).set_history(["sent before"])
    type_into(prompt(scene), "my own words")
    canvas(scene)._focus_prompt("an example")
    assert prompt(scene).toPlainText() == "an example"
    undo()
    assert prompt(scene).toPlainText() == "my own words"
    redo()
    assert prompt(scene).toPlainText() == "an example"
    press(Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert prompt(scene).toPlainText() == "sent before"
    undo()
    undo()
    assert prompt(scene).toPlainText() == "my own words"


def test_a_new_step_removes_what_was_undone_of_either_kind(scene: Scene) -> None:
    line = scene.session.undo_line
    type_into(prompt(scene), "words")
    undo()
    assert line.redo_names() == ["Typing"]
    scene.session.run(StarNode(scene.node, True))
    assert line.redo_names() == []
    canvas(scene).surface.setFocus()
    undo()
    assert len(line.redo_names()) == 1
    type_into(prompt(scene), "x")
    assert line.redo_names() == []
    assert scene.bench.project.redo_list() == []


def test_a_drag_goes_on_in_another_step_after_words(scene: Scene) -> None:
    def drag(name: str) -> None:
        changed = properties.set_clip(timeline(scene), "still", name=name)
        scene.session.run(EditTimeline(changed.id, changed, "Drag", merge_key="drag"))

    drag("a")
    drag("b")
    type_into(prompt(scene), "x")
    drag("c")
    assert step_names(scene)[:3] == ["Drag", "Typing", "Drag"]
    canvas(scene).surface.setFocus()
    undo()
    # What the step changed is shown; the words wait where they were written.
    assert (timeline_name(scene), scene.session.viewing) == ("b", "timeline")
    scene.session.view("node")
    assert prompt(scene).toPlainText() == "x"


def timeline_name(scene: Scene) -> str:
    [clip] = [item for track in timeline(scene).tracks for item in track.items if getattr(item, "id", "") == "still"]
    return getattr(clip, "name", "")


def test_letters_are_undone_together_and_what_is_pasted_alone(scene: Scene) -> None:
    field = prompt(scene)
    type_into(field, "a red boat")
    QApplication.clipboard().setText(" at night")
    press(Qt.Key.Key_V, CTRL)
    type_into(field, "s")
    for _ in range(3):
        press(Qt.Key.Key_Backspace)
    found = [field.toPlainText()]
    for _ in range(4):
        undo()
        found.append(field.toPlainText())
    assert found == ["a red boat at nig", "a red boat at nights", "a red boat at night", "a red boat", ""]
    for _ in range(4):
        redo()
    assert field.toPlainText() == "a red boat at nig"
    assert field.textCursor().position() == len("a red boat at nig")


def test_the_context_menu_of_a_draft_offers_the_windows_undo(scene: Scene, qtbot: QtBot) -> None:
    type_into(prompt(scene), "words")
    menu = prompt(scene).make_menu(QPoint(5, 5))
    qtbot.addWidget(menu)
    action = menu.actions()[0]
    assert action is scene.bench.studio.actions.action("edit.undo")
    assert action.text() == "Undo typing"
    assert not {"edit-undo", "edit-redo"} & {one.objectName() for one in menu.actions()}
    action.trigger()
    assert prompt(scene).toPlainText() == ""


# --- names and the list -------------------------------------------------------------------------------------------


def test_the_history_lists_words_among_the_steps_and_a_click_goes_there(scene: Scene, qtbot: QtBot) -> None:
    scene.window.docks.reveal("history")
    panel = history(scene)
    type_into(prompt(scene), "words")
    scene.session.run(RenameNode(scene.node, "Boat"))
    panel.pages.set_value("steps")
    panel._show()
    qtbot.waitUntil(panel.steps.isVisible)
    names = [panel.steps.item(row).text() for row in range(panel.steps.count())]
    assert names == [*step_names(scene), "Beginning"]
    assert names[:2] == [scene.bench.project.undo_list()[0].name, "Typing"]
    below = panel.steps.visualItemRect(panel.steps.item(2)).center()
    QTest.mouseClick(panel.steps.viewport(), Qt.MouseButton.LeftButton, NONE, below)
    assert prompt(scene).toPlainText() == ""
    assert scene.bench.project.node(scene.node).name == "p"  # type: ignore[union-attr]
    first = panel.steps.visualItemRect(panel.steps.item(0)).center()
    QTest.mouseClick(panel.steps.viewport(), Qt.MouseButton.LeftButton, NONE, first)
    assert prompt(scene).toPlainText() == "words"
    assert scene.bench.project.node(scene.node).name == "Boat"  # type: ignore[union-attr]


def test_in_and_out_are_no_steps(scene: Scene) -> None:
    scene.window.studio.actions.trigger("workspace.film")
    scene.session.view("timeline")
    scene.session.move_playhead(Fraction(2))
    before = step_names(scene)
    rename_clip(scene, "New name")
    scene.window.panel("timeline").findChild(QWidget, "timeline.view").setFocus()  # type: ignore[union-attr]
    press(Qt.Key.Key_I)
    scene.session.move_playhead(Fraction(3))
    press(Qt.Key.Key_O)
    marked = (Fraction(2), Fraction(3) + Fraction(1, 24))
    assert (timeline(scene).in_point, timeline(scene).out_point) == marked
    assert step_names(scene) == ["Rename clip", *before]
    undo()
    assert timeline_name(scene) == "Still"
    assert (timeline(scene).in_point, timeline(scene).out_point) == marked
    reopen(scene)
    assert (timeline(scene).in_point, timeline(scene).out_point) == marked


# --- other fields -------------------------------------------------------------------------------------------------


def test_a_number_that_was_entered_is_the_windows_to_undo(scene: Scene, qapp: QApplication, qtbot: QtBot) -> None:
    guard = TextFocusGuard(qapp)
    scene.window.docks.reveal("inspector")
    scene.session.select_clips(("still",))
    field = scene.window.panel("inspector").findChild(QWidget, "inspector.opacity").field  # type: ignore[union-attr]
    assert isinstance(field, QDoubleSpinBox)
    qtbot.waitUntil(field.isVisible)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "40")
    steps = step_names(scene)
    undo()
    assert step_names(scene) == steps
    assert field.value() == 100
    field.selectAll()
    QTest.keyClicks(field, "40")
    press(Qt.Key.Key_Return)
    assert step_names(scene)[0] == "Change opacity"
    undo()
    assert step_names(scene)[0] != "Change opacity"
    assert field.value() == 100
    guard.deleteLater()


def test_a_name_that_was_entered_is_the_windows_to_undo(scene: Scene, qapp: QApplication, qtbot: QtBot) -> None:
    guard = TextFocusGuard(qapp)
    scene.window.docks.reveal("inspector")
    scene.session.select_clips(("still",))
    field = scene.window.panel("inspector").findChild(QLineEdit, "inspector.clip-name")
    assert field is not None
    qtbot.waitUntil(field.isVisible)
    field.setFocus()
    field.selectAll()
    type_into(field, "Other")
    press(Qt.Key.Key_Return)
    assert timeline_name(scene) == "Other"
    undo()
    assert (timeline_name(scene), field.text()) == ("Still", "Still")
    canvas(scene).surface.setFocus()
    assert timeline_name(scene) == "Still", "leaving the field changes nothing"
    guard.deleteLater()


def test_words_in_another_field_are_undone_there(scene: Scene, qapp: QApplication, qtbot: QtBot) -> None:
    guard = TextFocusGuard(qapp)
    scene.window.docks.reveal("media")
    field = scene.window.panel("media").findChild(QLineEdit, "media.search")
    assert field is not None
    qtbot.waitUntil(field.isVisible)
    steps = step_names(scene)
    type_into(field, "boat")
    undo()
    assert field.text() == ""
    assert step_names(scene) == steps
    guard.deleteLater()


def test_keys_for_undo_pass_an_empty_field_only(scene: Scene, qapp: QApplication) -> None:
    guard = TextFocusGuard(qapp)
    field = QLineEdit(scene.window)
    field.show()
    type_into(field, "a")
    event = _override(Qt.Key.Key_Z)
    assert not guard.eventFilter(field, event)
    field.clear()
    field.setText("b")
    event = _override(Qt.Key.Key_Z)
    assert guard.eventFilter(field, event)
    assert not event.isAccepted()
    guard.deleteLater()


def _override(key: Qt.Key) -> QKeyEvent:
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, CTRL)
    event.ignore()
    return event
