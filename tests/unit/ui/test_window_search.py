"""Ctrl+F in the whole window: what is found while typing, and where Enter goes."""

import threading
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from lance_studio.errors import ProjectError
from lance_studio.project.commands.chat import AddMessage, RemoveMessages
from lance_studio.project.commands.media import AddMedia
from lance_studio.project.commands.nodes import RenameNode
from lance_studio.project.commands.timelines import AddTimeline, EditTimeline
from lance_studio.project.rows import ChatMessage, TimelineRow, new_id
from lance_studio.project.search.project_search import ProjectSearch
from lance_studio.project.search.query import Hit
from lance_studio.timeline.document import to_json
from lance_studio.timeline.model import Marker, new_timeline
from lance_studio.ui.chat.view import ChatPanel
from lance_studio.ui.search.presenter import SEARCHED, Row
from lance_studio.ui.search.view import SearchOverlay
from tests.unit.project.samples import embedded
from tests.unit.ui.test_generation_service import bench
from tests.unit.ui.whole_window import Scene, scene

__all__ = ["bench", "scene"]


def say(scene: Scene, text: str, role: str = "assistant") -> str:
    message = ChatMessage(id=new_id(), role=role, mode="ask", text=text)  # type: ignore[arg-type]
    scene.bench.project.run(AddMessage(message))
    return message.id


def overlay(scene: Scene) -> SearchOverlay:
    found = scene.window.findChild(SearchOverlay, "search")
    assert found is not None
    return found


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    widget = QApplication.focusWidget()
    assert widget is not None
    QTest.keyClick(widget, key, modifiers)


def begin(scene: Scene) -> SearchOverlay:
    target: QWidget = QApplication.focusWidget() or scene.window
    QTest.keyClick(target, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    shown = overlay(scene)
    assert shown.isVisible()
    assert scene.focused() == "search.field"
    return shown


def rows(shown: SearchOverlay) -> list[Row]:
    return [row for _, listed in shown.presenter.state.groups for row in listed]


def search(scene: Scene, qtbot: QtBot, words: str, count: int) -> SearchOverlay:
    """Type words into the overlay, and wait until so much is found."""
    shown = begin(scene)
    for word in words:
        QTest.keyClicks(shown.field, word) if word.isascii() else shown.field.insert(word)
    qtbot.waitUntil(lambda: shown.presenter.answered == words)
    assert len(rows(shown)) == count
    return shown


def test_an_answer_in_chinese_is_found_and_comes_to_sight_marked(scene: Scene, qtbot: QtBot) -> None:
    wanted = say(scene, "\u4e00\u8258\u7ea2\u8239\u505c\u5728\u6e2f\u53e3\u91cc")
    for number in range(30):
        say(scene, f"Another answer, number {number}. " * 8)
    shown = search(scene, qtbot, "\u7ea2\u8239", 1)
    [row] = rows(shown)
    assert row.hit.id == wanted
    assert [text for text, found in row.body if found] == ["\u7ea2\u8239"]
    press(Qt.Key.Key_Return)
    assert not shown.isVisible()
    assert scene.in_front("chat")
    chat = scene.window.panel("chat")
    assert isinstance(chat, ChatPanel)
    found = chat.findChild(QWidget, f"chat.message.{wanted}")
    assert found is not None
    qtbot.waitUntil(lambda: not found.visibleRegion().isEmpty())
    assert [each.message_id for each in chat._rows.values() if each.found] == [wanted]
    focus = QApplication.focusWidget()
    assert focus is chat or (focus is not None and chat.isAncestorOf(focus))


def test_the_mark_goes_after_a_while(scene: Scene, qtbot: QtBot) -> None:
    wanted = say(scene, "a red boat")
    chat = scene.window.panel("chat")
    assert isinstance(chat, ChatPanel)
    chat._found_over.setInterval(1)
    scene.session.show_message(wanted)
    qtbot.waitUntil(lambda: not any(each.found for each in chat._rows.values()))


def test_a_picture_is_found_by_its_name_and_opens(scene: Scene, qtbot: QtBot) -> None:
    scene.bench.project.run(RenameNode(scene.node, "The old harbour"))
    scene.session.select_node(None)
    scene.session.view("timeline")
    shown = search(scene, qtbot, "HARB", 1)
    press(Qt.Key.Key_Return)
    assert scene.session.node_id == scene.node
    assert scene.session.viewing == "node"
    assert not shown.isVisible()


def test_a_marker_moves_the_playhead_of_its_timeline(scene: Scene, qtbot: QtBot) -> None:
    project = scene.bench.project
    other = replace(new_timeline("Other", Fraction(24)), markers=(Marker("m", Fraction(3), "goal"),))
    project.run(AddTimeline(TimelineRow(id=other.id, name="Other", document=to_json(other))))
    assert scene.session.timeline_id != other.id
    shown = search(scene, qtbot, "goal", 1)
    assert rows(shown)[0].when == "00:00:03:00"
    press(Qt.Key.Key_Return)
    assert (scene.session.timeline_id, scene.session.playhead) == (other.id, Fraction(3))
    assert scene.session.viewing == "timeline"
    assert scene.in_front("timeline")


def test_a_clip_is_selected_and_a_timeline_is_shown(scene: Scene, qtbot: QtBot) -> None:
    project = scene.bench.project
    [row] = project.timelines()
    scene.session.select_timeline(None)
    search(scene, qtbot, "still", 1)
    press(Qt.Key.Key_Return)
    assert (scene.session.timeline_id, scene.session.clip_ids) == (row.id, ("still",))
    other = new_timeline("Second cut", Fraction(24))
    project.run(AddTimeline(TimelineRow(id=other.id, name="Second cut", document=to_json(other))))
    search(scene, qtbot, "second", 1)
    press(Qt.Key.Key_Return)
    assert (scene.session.timeline_id, scene.session.clip_ids) == (other.id, ())


def test_a_picture_that_no_node_shows_is_selected_among_the_media(scene: Scene, qtbot: QtBot) -> None:
    media = embedded(scene.bench.project, name="lonely.png")
    scene.bench.project.run(AddMedia(media))
    shown = search(scene, qtbot, "lonely", 1)
    press(Qt.Key.Key_Return)
    assert scene.session.media_id == media.id
    assert scene.in_front("media")
    assert not shown.isVisible()


def test_arrows_choose_and_headings_are_passed_over(scene: Scene, qtbot: QtBot) -> None:
    first, second = say(scene, "boat one", "user"), say(scene, "boat two")
    [row] = scene.bench.project.timelines()
    timeline = scene.bench.project.timeline_value(row.id)
    assert timeline is not None
    marked = replace(timeline, markers=(Marker("m", Fraction(1), "boat"), Marker("n", Fraction(2), "x", note="a boat")))
    scene.bench.project.run(EditTimeline(row.id, marked))
    shown = search(scene, qtbot, "boat", 4)
    headings = [heading for heading, _ in shown.presenter.state.groups]
    assert headings == ["Questions and answers", "Notes", "Timelines and markers"]
    chosen = []
    for key in (None, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        if key is not None:
            press(key)
        item = shown.list.currentItem()
        assert item is not None
        chosen.append(item.data(Qt.ItemDataRole.UserRole).hit.id)
    assert chosen == [second, first, "n", "m", "m", "n"]
    press(Qt.Key.Key_PageUp)
    assert shown.list.currentRow() == 1
    press(Qt.Key.Key_PageDown)
    assert shown.list.currentRow() == shown.list.count() - 1


def test_escape_returns_the_focus_and_the_question_is_there_again(scene: Scene, qtbot: QtBot) -> None:
    scene.window.panel("canvas").setFocus()
    prompt = scene.window.findChild(QWidget, "canvas.prompt")
    assert prompt is not None
    prompt.setFocus()
    wanted = say(scene, "boat")
    shown = search(scene, qtbot, "boat", 1)
    press(Qt.Key.Key_Escape)
    assert not shown.isVisible()
    assert scene.focused() == "canvas.prompt"
    newer = say(scene, "boat")
    assert begin(scene) is shown
    assert shown.field.selectedText() == "boat"
    qtbot.waitUntil(lambda: [row.hit.id for row in rows(shown)] == [newer, wanted])
    press(Qt.Key.Key_Tab)
    assert scene.focused() == "search.close"
    press(Qt.Key.Key_Escape)
    assert not shown.isVisible()
    assert scene.focused() == "canvas.prompt"
    begin(scene)
    # Once more takes the focus, wherever it was, and closes nothing.
    prompt.setFocus()
    assert begin(scene) is shown


def test_what_is_searched_is_said_where_nothing_is_shown(scene: Scene, qtbot: QtBot) -> None:
    shown = begin(scene)
    assert shown.presenter.state.words == SEARCHED
    QTest.keyClicks(shown.field, "nowhere")
    qtbot.waitUntil(lambda: "Nothing found for \u201cnowhere\u201d" in shown.presenter.state.words)
    assert "answers" in shown.presenter.state.words
    press(Qt.Key.Key_Return)
    assert shown.isVisible()
    shown.field.clear()
    qtbot.waitUntil(lambda: shown.presenter.state.words == SEARCHED)


def test_the_list_follows_what_changes_and_keeps_what_is_chosen(scene: Scene, qtbot: QtBot) -> None:
    first, second = say(scene, "boat"), say(scene, "boat")
    shown = search(scene, qtbot, "boat", 2)
    press(Qt.Key.Key_Down)
    third = say(scene, "boat")
    qtbot.waitUntil(lambda: [row.hit.id for row in rows(shown)] == [third, second, first])
    assert shown.list.currentItem().data(Qt.ItemDataRole.UserRole).hit.id == first
    scene.bench.project.run(RemoveMessages((first,)))
    qtbot.waitUntil(lambda: len(rows(shown)) == 2)


class Slow:
    """Holds each search until the test lets it go on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[str] = []
        self.cancelled: list[Callable[[], bool]] = []
        self.gates: dict[str, threading.Event] = {}
        find = ProjectSearch.find

        def slow(self_: ProjectSearch, question: str, cancelled: Callable[[], bool]) -> list[Hit]:
            self.asked.append(question)
            self.cancelled.append(cancelled)
            assert self.gates.setdefault(question, threading.Event()).wait(20)
            return find(self_, question)

        monkeypatch.setattr(ProjectSearch, "find", slow)

    def let(self, question: str) -> None:
        self.gates.setdefault(question, threading.Event()).set()


def test_an_outdated_answer_is_dropped_and_enter_waits_for_the_last_letters(
    scene: Scene, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(scene, "boat")
    wanted = say(scene, "boathouse")
    slow = Slow(monkeypatch)
    shown = begin(scene)
    QTest.keyClicks(shown.field, "boat")
    qtbot.waitUntil(lambda: slow.asked == ["boat"])
    QTest.keyClicks(shown.field, "h")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: slow.asked == ["boat", "boath"])
    assert slow.cancelled[0]()
    slow.let("boat")
    assert shown.isVisible()
    slow.let("boath")
    qtbot.waitUntil(lambda: not shown.isVisible())
    chat = scene.window.panel("chat")
    assert isinstance(chat, ChatPanel)
    assert [each.message_id for each in chat._rows.values() if each.found] == [wanted]


def test_a_project_that_cannot_be_read_is_said_in_words(
    scene: Scene, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> list[Hit]:
        raise ProjectError("The disk is gone.", "Connect it again.")

    monkeypatch.setattr(ProjectSearch, "find", fail)
    shown = begin(scene)
    QTest.keyClicks(shown.field, "boat")
    qtbot.waitUntil(lambda: shown.presenter.state.words == "The disk is gone. Connect it again.")


def test_the_overlay_stays_in_the_window_and_goes_with_the_project(scene: Scene, qtbot: QtBot) -> None:
    shown = begin(scene)
    for size in ((960, 500), (1280, 720), (1440, 900)):
        scene.window.resize(*size)
        qtbot.waitUntil(lambda size=size: scene.window.size().toTuple() == size)
        assert scene.window.rect().contains(shown.geometry())
    assert scene.window.studio.actions.action("edit.find").isEnabled()
    scene.session.close()
    assert not scene.window.studio.actions.action("edit.find").isEnabled()
    assert not shown.isVisible()


def test_a_widget_that_has_gone_meanwhile_gets_no_focus(scene: Scene, qtbot: QtBot) -> None:
    former = QLineEdit(scene.window)
    former.show()
    former.setFocus()
    shown = begin(scene)
    delete(former)
    press(Qt.Key.Key_Escape)
    assert not shown.isVisible()
