"""The chat panel: keys, links, chips, the button that stops."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from lance_studio.ui.chat.messages import MessageRow, MessageText
from lance_studio.ui.chat.view import ChatPanel, build
from lance_studio.ui.widgets import Chip, LinkedLabel
from tests.unit.ui.test_generation_service import Bench, bench
from tests.unit.workflows.bench import noise

__all__ = ["bench"]


@pytest.fixture
def panel(bench: Bench) -> ChatPanel:
    made = build(bench.studio)
    assert isinstance(made, ChatPanel)
    bench.qtbot.addWidget(made)
    made.resize(340, 600)
    made.show()
    return made


def press(panel: ChatPanel, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    text = "\r" if key == Qt.Key.Key_Return else ""
    QApplication.sendEvent(panel.input, QKeyEvent(QEvent.Type.KeyPress, key, modifiers, text))


def rows(panel: ChatPanel) -> list[MessageRow]:
    return panel.findChildren(MessageRow)


def test_enter_sends_and_shift_enter_breaks_the_line(bench: Bench, panel: ChatPanel) -> None:
    bench.session.select_node(bench.add_picture(noise(64, 64)))
    panel.input.setPlainText("What")
    panel.input.moveCursor(panel.input.textCursor().MoveOperation.End)
    press(panel, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert panel.input.toPlainText() == "What\n"
    panel.input.insertPlainText("is it?")
    press(panel, Qt.Key.Key_Return)
    assert panel.input.toPlainText() == ""
    assert [message.text for message in bench.project.messages()] == ["What\nis it?", ""]
    assert panel._button.accessibleName() == "Stop the answer"
    press(panel, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert panel.input.toPlainText() == "What\nis it?"


def test_words_that_were_not_accepted_stay(bench: Bench, panel: ChatPanel) -> None:
    panel.input.setPlainText("What is it?")
    press(panel, Qt.Key.Key_Return)
    assert panel.input.toPlainText() == "What is it?"


def test_the_button_stops_an_answer(bench: Bench, panel: ChatPanel) -> None:
    bench.session.select_node(bench.add_picture(noise(64, 64)))
    panel.presenter.send("What is it?")
    bench.wait_begun()
    bench.qtbot.mouseClick(panel._button, Qt.MouseButton.LeftButton)
    bench.qtbot.waitUntil(lambda: bench.project.messages()[-1].state == "cancelled")
    assert panel._button.accessibleName().startswith("Send")


def test_markup_in_answers_is_shown_as_it_is_written(bench: Bench, panel: ChatPanel) -> None:
    bench.session.select_node(bench.add_picture(noise(64, 64)))
    panel.presenter.send("<b>What</b>?")
    bench.wait_begun()
    with bench.qtbot.waitSignal(bench.work.finished):
        bench.engine.answer('<a href="http://x">click</a>')
    texts = [text.accessibleName() for row in rows(panel) for text in row.findChildren(MessageText)]
    assert texts == ["<b>What</b>?", '<a href="http://x">click</a>']
    labels = [text for row in rows(panel) for text in row.findChildren(MessageText)]
    assert [label.text() for label in labels] == texts
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}
    # A time makes a link; what stands around it is still what was written.
    linked = LinkedLabel()
    linked.set_pieces((('<img src="x">&', ""), ("0:01", "0")), "#123456")
    assert linked.text() == '&lt;img src=&quot;x&quot;&gt;&amp;<a href="0" style="color:#123456">0:01</a>'
    assert not linked.openExternalLinks()
    linked.deleteLater()


def test_a_chip_can_be_removed(bench: Bench, panel: ChatPanel) -> None:
    bench.session.select_node(bench.add_picture(noise(64, 64)))
    chip = panel._chips.findChild(Chip, "chip")
    assert chip is not None
    chip.close_clicked.emit()
    assert panel.presenter.state.subject is None
    assert panel._hint.text()


def test_a_long_conversation_shows_its_end(bench: Bench, panel: ChatPanel) -> None:
    from lance_studio.project.commands.base import Together
    from lance_studio.project.commands.chat import AddMessage
    from lance_studio.project.rows import ChatMessage, new_id

    said = [ChatMessage(id=new_id(), role="user", mode="ask", text=f"message {number}") for number in range(50)]
    bench.project.run(Together("Say", tuple(AddMessage(one) for one in said)))
    assert len(rows(panel)) == 20
    assert panel._earlier.isVisible()
    bar = panel._scroll.verticalScrollBar()
    bench.qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == bar.maximum())
    last, most = panel.presenter.bubbles()[0].id, bar.maximum()
    panel._earlier.click()
    assert len(rows(panel)) == 40
    assert panel.presenter.bubbles()[20].id == last, "earlier ones come above"
    # Whoever scrolls to the top gets the rest, and stays where he was.
    bench.qtbot.waitUntil(lambda: bar.maximum() > most and bar.value() > 0)
    row = panel._rows[panel.presenter.bubbles()[0].id]
    bar.setValue(0)
    bench.qtbot.waitUntil(lambda: len(rows(panel)) == 50)
    bench.qtbot.waitUntil(lambda: bar.value() > 0)
    assert abs(row.y() - bar.value()) < 60
    assert not panel._earlier.isVisible()


def test_a_message_that_comes_leaves_the_others_as_they_are(
    bench: Bench, panel: ChatPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lance_studio.project.commands.base import Together
    from lance_studio.project.commands.chat import AddMessage
    from lance_studio.project.rows import ChatMessage, new_id

    said = [ChatMessage(id=new_id(), role="user", mode="ask", text=f"message {number}") for number in range(300)]
    bench.project.run(Together("Say", tuple(AddMessage(one) for one in said)))
    assert len(rows(panel)) == 20
    bench.qtbot.waitUntil(lambda: panel._scroll.verticalScrollBar().maximum() > 0)
    broken = {key: dict(row._text._heights) for key, row in panel._rows.items()}
    assert all(broken.values()), "all have been laid out"
    written: list[str] = []
    set_text = MessageText.setText
    monkeypatch.setattr(MessageText, "setText", lambda self, text: (written.append(text), set_text(self, text)))
    bench.project.run(AddMessage(ChatMessage(id=new_id(), role="user", mode="ask", text="the new one")))
    new = panel._rows[panel.presenter.bubbles()[-1].id]
    bench.qtbot.waitUntil(lambda: bool(new._text._heights))
    assert written == ["the new one"]
    assert len(panel._rows) == 20
    kept = [key for key in panel._rows if key in broken]
    assert len(kept) == 19
    assert [dict(panel._rows[key]._text._heights) for key in kept] == [broken[key] for key in kept], "no line is broken"
