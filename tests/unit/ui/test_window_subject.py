"""The window under real keys: what a sentence acts on is said, and it stays with that until it is sent."""

from fractions import Fraction

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.project.commands.timelines import EditTimeline
from lance_studio.requests import ImageEdit, TextToImage
from lance_studio.timeline.document import to_json
from lance_studio.timeline.model import Clip
from lance_studio.timeline.placing import append
from lance_studio.ui.canvas.view import CanvasPanel
from lance_studio.ui.chat.view import ChatPanel
from lance_studio.ui.subject import PINNED
from lance_studio.ui.widgets import Chip, ElidedLabel
from lance_studio.workflows.task import InPlace, Task
from tests.unit.ui.test_generation_service import bench
from tests.unit.ui.whole_window import Scene, scene
from tests.unit.workflows.bench import noise

__all__ = ["bench", "scene"]

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """Press a key where the focus is, as a keyboard does."""
    widget = QApplication.focusWidget()
    assert widget is not None
    QTest.keyClick(widget, key, modifiers)


def press_in(widget: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    widget.setFocus()
    press(key, modifiers)


def type_in(widget: QWidget, text: str) -> None:
    """Click into a field and type."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, NONE, QPoint(8, 8))
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClicks(target, text)


def canvas(scene: Scene) -> CanvasPanel:
    panel = scene.window.panel("canvas")
    assert isinstance(panel, CanvasPanel)
    return panel


def chat(scene: Scene) -> ChatPanel:
    panel = scene.window.panel("chat")
    assert isinstance(panel, ChatPanel)
    return panel


def said(scene: Scene) -> str:
    return canvas(scene).bar.target.subject.text()


def test_a_sentence_stays_with_its_picture_and_enter_sends_it_there(scene: Scene, qtbot: QtBot) -> None:
    scene.bench.work.queue.pause()
    prompt = canvas(scene).bar.prompt
    other = scene.bench.add_picture(noise(48, 80))
    type_in(prompt.viewport(), "make it blue")
    press(Qt.Key.Key_Left)
    assert said(scene) == "Edits “p” · 64 × 64"
    scene.session.select_node(other)
    assert prompt.toPlainText() == ""
    assert said(scene) == "Edits “p” · 80 × 48"
    type_in(prompt.viewport(), "add a tree")
    # Ctrl+T shows the timeline, where another clip is acted on: the still under the playhead.
    press(Qt.Key.Key_T, CTRL)
    assert said(scene) == "Edits still “Still” · 64 × 64, under the playhead"
    assert prompt.toPlainText() == ""
    press(Qt.Key.Key_T, CTRL)
    assert prompt.toPlainText() == "add a tree"
    scene.session.select_node(scene.node)
    assert prompt.toPlainText() == "make it blue"
    assert prompt.textCursor().position() == len("make it blu")
    prompt.setFocus()
    press(Qt.Key.Key_Return)
    assert prompt.toPlainText() == ""
    [job] = scene.bench.project.jobs()
    task = Task.from_json(job.request)
    assert isinstance(task.request, ImageEdit)
    assert (task.request.instruction, task.inputs[0].node_id) == ("make it blue", scene.node)
    assert QApplication.focusWidget() is prompt


def test_switching_to_a_new_picture_takes_no_edit_along(scene: Scene) -> None:
    bar = canvas(scene).bar
    type_in(bar.prompt.viewport(), "make it blue")
    new = bar.mode.findChild(QWidget, "segment.new")
    edit = bar.mode.findChild(QWidget, "segment.edit")
    assert isinstance(new, QWidget)
    assert isinstance(edit, QWidget)
    QTest.mouseClick(new, Qt.MouseButton.LeftButton)
    assert (bar.prompt.toPlainText(), said(scene)) == ("", "New picture")
    assert not bar.generate.isEnabled()
    press(Qt.Key.Key_Return)
    assert scene.bench.project.jobs() == []
    QTest.mouseClick(edit, Qt.MouseButton.LeftButton)
    assert bar.prompt.toPlainText() == "make it blue"


def test_both_fields_break_lines_by_shift_enter_and_send_by_enter(scene: Scene) -> None:
    scene.bench.work.queue.pause()
    for field in (canvas(scene).bar.prompt, chat(scene).input):
        field.setFocus()
        QTest.keyClicks(field, "one")
        press(Qt.Key.Key_Return, SHIFT)
        QTest.keyClicks(field, "two")
        assert field.toPlainText() == "one\ntwo"
        press(Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
        assert field.toPlainText() == ""
    words = [Task.from_json(job.request).words for job in scene.bench.project.jobs()]
    assert words == ["one\ntwo", "one\ntwo"]


def test_an_input_method_that_composes_keeps_enter(scene: Scene) -> None:
    scene.bench.work.queue.pause()
    prompt = canvas(scene).bar.prompt
    prompt.setFocus()
    QApplication.sendEvent(prompt, QInputMethodEvent("あお", []))
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return, CTRL)
    assert scene.bench.project.jobs() == []
    done = QInputMethodEvent()
    done.setCommitString("青く")
    QApplication.sendEvent(prompt, done)
    # Some input methods hand on the Enter that ended the composition.
    QTest.keyPress(prompt, Qt.Key.Key_Return)
    assert scene.bench.project.jobs() == []
    QTest.keyRelease(prompt, Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    [job] = scene.bench.project.jobs()
    assert Task.from_json(job.request).words == "青く"


def test_moving_the_playhead_with_the_keys_keeps_the_sentence_and_says_so(scene: Scene) -> None:
    panel, project = canvas(scene), scene.bench.project
    scene.bench.work.queue.pause()
    timeline = project.timeline_value(project.timelines()[0].id)
    assert timeline is not None
    track = next(track.id for track in timeline.tracks if track.kind == "video")
    second = Clip(id="second", media_id=scene.media, duration=Fraction(5), node_id=scene.node, name="Second")
    scene.session.run(EditTimeline(timeline.id, to_json(append(timeline, {track: second}))))
    press_in(panel.surface, Qt.Key.Key_T, CTRL)
    type_in(panel.bar.prompt.viewport(), "make it night")
    assert said(scene) == "Edits still “Still” · 64 × 64, under the playhead"
    place = panel.bar.prompt.mapTo(panel, QPoint(0, 0))
    press_in(panel.surface, Qt.Key.Key_End)
    assert said(scene) == f"Edits still “Still” · 64 × 64, {PINNED}"
    assert panel.bar.prompt.toPlainText() == "make it night"
    assert panel.bar.prompt.mapTo(panel, QPoint(0, 0)) == place, "nothing moves"
    press_in(panel.bar.prompt, Qt.Key.Key_Return)
    [job] = project.jobs()
    target = Task.from_json(job.request).target
    assert isinstance(target, InPlace)
    assert target.clip_id == "still"
    assert said(scene) == "Edits still “Second” · 64 × 64, under the playhead"
    # Clearing lets go of it as well.
    type_in(panel.bar.prompt.viewport(), "rain")
    press_in(panel.surface, Qt.Key.Key_Home)
    assert PINNED in said(scene)
    press_in(panel.bar.prompt, Qt.Key.Key_A, CTRL)
    press(Qt.Key.Key_Delete)
    assert said(scene) == "Edits still “Still” · 64 × 64, under the playhead"


def test_the_chip_and_the_line_elide_in_the_middle_and_tell_all_on_hover(scene: Scene, qtbot: QtBot) -> None:
    from lance_studio.project.commands.nodes import RenameNode

    name = "a very long name of a picture that nobody would ever give to any file of theirs " * 2 + "end.jpg"
    scene.session.run(RenameNode(scene.node, name))
    scene.window.resize(1100, 700)
    label = canvas(scene).bar.target.subject
    QApplication.processEvents()
    label.grab()
    assert label.toolTip().replace("\n", " ") == f"Edits “{name}” · 64 × 64"
    shown = label.fontMetrics().elidedText(label.text(), Qt.TextElideMode.ElideMiddle, label.width())
    assert shown.startswith("Edits “a very")
    assert shown.endswith("64 × 64")
    chip = chat(scene).findChildren(Chip)[-1]
    assert chip.text() == f"{name} · 64 × 64"
    assert chip.width() <= chat(scene).width()
    [words] = [one for one in chip.findChildren(ElidedLabel) if one.text()]
    words.grab()
    assert words.toolTip().replace("\n", " ") == f"{name} · 64 × 64"
    # The chip itself says what will be done.
    assert chip.toolTip().replace("\n", " ") == f"Asks about “{name}” · 64 × 64"


@pytest.mark.parametrize("panel", ["canvas", "chat"])
def test_a_project_brings_back_what_was_not_sent(scene: Scene, panel: str) -> None:
    field = canvas(scene).bar.prompt if panel == "canvas" else chat(scene).input
    field.setFocus()
    QTest.keyClicks(field, "half a thought")
    path = scene.bench.project.path
    scene.session.close()
    assert field.toPlainText() == ""
    scene.session.open(path)
    assert scene.session.node_id == scene.node
    assert field.toPlainText() == "half a thought"


def test_what_is_written_while_a_turn_runs_stays_in_the_field_for_its_result(scene: Scene) -> None:
    prompt = canvas(scene).bar.prompt
    type_in(prompt.viewport(), "make it blue")
    press(Qt.Key.Key_Return)
    scene.bench.wait_begun()
    QTest.keyClicks(prompt, "add a ha")
    made = scene.bench.draw(scene.bench.project.jobs()[-1].id, noise(1, 64, 64))
    assert scene.session.node_id == made
    QTest.keyClicks(prompt, "t")
    assert prompt.toPlainText() == "add a hat"
    press(Qt.Key.Key_Return)
    task = Task.from_json(scene.bench.project.jobs()[-1].request)
    assert (task.words, task.inputs[0].node_id) == ("add a hat", made)


def test_a_new_picture_that_is_being_described_is_not_turned_into_an_edit_by_a_result(scene: Scene) -> None:
    prompt = canvas(scene).bar.prompt
    canvas(scene).presenter.set_mode("new")
    type_in(prompt.viewport(), "a red cube")
    press(Qt.Key.Key_Return)
    scene.bench.wait_begun()
    QTest.keyClicks(prompt, "a blue bal")
    scene.bench.draw(scene.bench.project.jobs()[-1].id, noise(1, 64, 64))
    QTest.keyClicks(prompt, "l")
    assert (prompt.toPlainText(), said(scene)) == ("a blue ball", "New picture")
    press(Qt.Key.Key_Return)
    task = Task.from_json(scene.bench.project.jobs()[-1].request)
    assert isinstance(task.request, TextToImage)
    assert task.words == "a blue ball"
    # With an empty field the canvas goes on to what arrives.
    scene.bench.wait_begun(2)
    made = scene.bench.draw(scene.bench.project.jobs()[-1].id, noise(1, 64, 64, seed=2))
    assert scene.session.node_id == made
    assert prompt.toPlainText() == ""
