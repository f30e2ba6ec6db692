"""The product's keys for canvas, generation and queue, pressed in the window with its own panels."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from lance_studio.ui.actions.text_focus import TextFocusGuard
from lance_studio.ui.canvas.view import CanvasPanel
from lance_studio.ui.chat.view import ChatPanel
from lance_studio.ui.export.view import install as install_export
from lance_studio.ui.help.view import install as install_help
from lance_studio.ui.preferences.view import install as install_preferences
from lance_studio.ui.tour.view import install as install_tour
from lance_studio.workflows.wishes import EditPicture
from tests.unit.ui.test_generation_service import bench
from tests.unit.ui.whole_window import Scene, scene
from tests.unit.workflows.bench import noise

__all__ = ["bench", "scene"]

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
NONE = Qt.KeyboardModifier.NoModifier


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """Press a key where the focus is, as a keyboard does: first as a shortcut, then as what a field gets."""
    widget = QApplication.focusWidget()
    assert widget is not None
    QTest.keyClick(widget, key, modifiers)


def canvas(scene: Scene) -> CanvasPanel:
    panel = scene.window.panel("canvas")
    assert isinstance(panel, CanvasPanel)
    return panel


def prompts(scene: Scene) -> list[str]:
    """What waits or is at work, in the queue's order."""
    return [job.name.split('"')[1] for job in scene.bench.project.jobs() if job.state in ("queued", "running")]


def test_every_key_of_the_canvas_does_what_it_says(scene: Scene, qtbot: QtBot) -> None:
    bench, panel = scene.bench, canvas(scene)
    [job] = bench.work.submit(EditPicture(scene.node, "make it blue"))
    assert job is not None
    bench.wait_begun()
    scene.session.select_node(bench.draw(job, noise(1, 64, 64)))
    panel.surface.setFocus()
    presenter, mask = panel.presenter, panel.picture_mask
    for key, tool in ((Qt.Key.Key_B, "brush"), (Qt.Key.Key_E, "eraser"), (Qt.Key.Key_L, "lasso")):
        press(key)
        assert presenter.state.tool == tool
    press(Qt.Key.Key_B)
    brush = presenter.state.brush
    press(Qt.Key.Key_BracketRight)
    assert presenter.state.brush > brush
    press(Qt.Key.Key_BracketLeft)
    assert presenter.state.brush == brush
    mask.rectangle((0, 0), (32, 64))
    share = mask.share()
    press(Qt.Key.Key_V, SHIFT)
    assert mask.share() == pytest.approx(1 - share)
    press(Qt.Key.Key_V)
    assert presenter.state.tool == "select"
    press(Qt.Key.Key_M)
    before = scene.session.compared
    assert before is not None
    press(Qt.Key.Key_C)
    assert scene.session.compared == before.swapped()
    press(Qt.Key.Key_M)
    assert scene.session.compared is None
    press(Qt.Key.Key_1, CTRL)
    assert panel._zoom.text() == "100 %"
    press(Qt.Key.Key_0, CTRL)
    assert panel._zoom.text() != "100 %"


def test_an_instruction_goes_to_the_end_or_ahead_of_what_waits(scene: Scene) -> None:
    panel, prompt = canvas(scene), canvas(scene).bar.prompt
    scene.bench.work.queue.pause()
    prompt.setFocus()
    for text in ("one", "two"):
        prompt.setPlainText(text)
        press(Qt.Key.Key_Return, CTRL)
    assert prompts(scene) == ["one", "two"]
    prompt.setPlainText("urgent")
    press(Qt.Key.Key_Return, CTRL | SHIFT)
    assert prompts(scene) == ["urgent", "one", "two"]
    assert prompt.toPlainText() == ""
    # From anywhere else in the window as well.
    prompt.setPlainText("now")
    panel.surface.setFocus()
    press(Qt.Key.Key_Return, CTRL | SHIFT)
    assert prompts(scene) == ["now", "urgent", "one", "two"]


def test_what_is_at_work_goes_on_and_variants_keep_their_order(scene: Scene) -> None:
    bench, prompt = scene.bench, canvas(scene).bar.prompt
    assert bench.work.submit(EditPicture(scene.node, "at work"))
    bench.wait_begun()
    assert bench.work.submit(EditPicture(scene.node, "waits"))
    canvas(scene).presenter.set_mode("new")
    canvas(scene).presenter.set_variants(3)
    prompt.setPlainText("a cube")
    prompt.setFocus()
    press(Qt.Key.Key_Return, CTRL | SHIFT)
    assert prompts(scene) == ["at work", "a cube", "a cube", "a cube", "waits"]
    from lance_studio.workflows.task import Task

    seeds = [Task.from_json(job.request).request.sampling.seed for job in bench.project.jobs()[1:4]]  # type: ignore[union-attr]
    assert seeds == [seeds[0], seeds[0] + 1, seeds[0] + 2]


def test_a_message_can_go_ahead_too(scene: Scene) -> None:
    chat = scene.window.panel("chat")
    assert isinstance(chat, ChatPanel)
    scene.bench.work.queue.pause()
    assert scene.bench.work.submit(EditPicture(scene.node, "waits"))
    chat.input.setFocus()
    chat.input.setPlainText("What is it?")
    press(Qt.Key.Key_Return, CTRL | SHIFT)
    assert prompts(scene) == ["What is it?", "waits"]
    assert [message.text for message in scene.bench.project.messages()] == ["What is it?", ""]


def test_a_masked_edit_can_go_ahead_too(scene: Scene, qtbot: QtBot) -> None:
    scene.bench.work.queue.pause()
    assert scene.bench.work.submit(EditPicture(scene.node, "waits"))
    canvas(scene).picture_mask.rectangle((0, 0), (20, 20))
    assert canvas(scene).presenter.submit("masked", ahead=True)
    qtbot.waitUntil(lambda: prompts(scene) == ["masked", "waits"])


def test_the_current_job_is_cancelled_then_all(scene: Scene, qtbot: QtBot) -> None:
    bench = scene.bench
    for text in ("one", "two", "three"):
        assert bench.work.submit(EditPicture(scene.node, text))
    bench.wait_begun()
    canvas(scene).surface.setFocus()
    press(Qt.Key.Key_X, SHIFT)
    qtbot.waitUntil(lambda: prompts(scene) == ["two", "three"])
    bench.wait_begun(2)
    press(Qt.Key.Key_X, CTRL | SHIFT)
    qtbot.waitUntil(lambda: prompts(scene) == [])


def test_a_capital_x_in_the_instruction_cancels_nothing(scene: Scene, qapp: QApplication) -> None:
    guard = TextFocusGuard(qapp)
    scene.bench.work.queue.pause()
    assert scene.bench.work.submit(EditPicture(scene.node, "one"))
    prompt = canvas(scene).bar.prompt
    prompt.setFocus()
    press(Qt.Key.Key_X, SHIFT)
    assert prompt.toPlainText().lower() == "x"
    assert prompts(scene) == ["one"]
    press(Qt.Key.Key_X, CTRL | SHIFT)
    assert prompts(scene) == []
    guard.deleteLater()


def test_instructions_come_back_also_those_of_an_opened_project(scene: Scene) -> None:
    bench, prompt = scene.bench, canvas(scene).bar.prompt
    for count, text in enumerate(("make it blue", "add a hat", "make it blue"), start=1):
        [job] = bench.work.submit(EditPicture(scene.node, text))
        assert job is not None
        bench.wait_begun(count)
        bench.draw(job, noise(1, 64, 64))
    path = bench.project.path
    bench.session.close()
    bench.session.open(path)
    prompt.setFocus()
    prompt.setPlainText("half a thought")
    press(Qt.Key.Key_Up, ALT)
    assert prompt.toPlainText() == "make it blue"
    press(Qt.Key.Key_Up, ALT)
    press(Qt.Key.Key_Up, ALT)
    assert prompt.toPlainText() == "add a hat"
    press(Qt.Key.Key_Down, ALT)
    press(Qt.Key.Key_Down, ALT)
    assert prompt.toPlainText() == "half a thought"


def test_every_action_of_generation_and_queue_is_handled(scene: Scene) -> None:
    actions = scene.bench.studio.actions
    handled = {name for name in actions._handlers if actions._handlers[name]}
    wanted = {spec.id for spec in actions.specs() if spec.id.split(".")[0] in ("generate", "queue", "mask", "tool")}
    assert wanted - handled == set()
    assert actions.action("engine.restart").isEnabled()
    assert actions.trigger("engine.restart")
    assert scene.bench.engine.killed == 1


def test_every_action_of_the_table_is_handled_somewhere(scene: Scene) -> None:
    studio = scene.bench.studio
    exports = install_export(studio, scene.window)
    install_preferences(studio, scene.window)
    install_help(studio, scene.window)
    install_tour(studio, scene.window, exports.presenter.finished)
    assert [spec.id for spec in studio.actions.specs() if not studio.actions.handled_in(spec.id)] == []


def test_a_field_that_goes_while_it_has_the_focus_is_watched_no_more(qtbot: QtBot) -> None:
    del qtbot
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    guard = TextFocusGuard(application)
    field = QLineEdit()
    guard._follow(None, field)
    # As in the middle of its end, when it loses the focus and its own signal has not been sent.
    field.destroyed.disconnect(guard._forget)
    field.deleteLater()
    QCoreApplication.sendPostedEvents(field, QEvent.Type.DeferredDelete)
    guard._follow(field, None)
    assert guard._watched is None
    guard.deleteLater()
