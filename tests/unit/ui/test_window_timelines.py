"""An editor's film with several timelines, in the whole window with mouse and keys."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QDropEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.project.commands.timelines import AddTimeline
from lance_studio.project.rows import TimelineRow
from lance_studio.ui.media.view import MediaPanel
from lance_studio.ui.timeline.tabs import TimelineTabs
from lance_studio.ui.timeline.view import TimelinePanel
from lance_studio.ui.view_state import ViewState
from tests.unit.ui.test_generation_service import bench
from tests.unit.ui.timeline.scene import add_film, seconds, show, with_clips
from tests.unit.ui.whole_window import Scene, scene

__all__ = ["bench", "scene"]

# Menus are opened for real, and the offscreen screen has no keyboard to grab.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier


class Editor:
    """What an editor does with timelines."""

    def __init__(self, scene: Scene, qtbot: QtBot) -> None:
        self.scene, self.session, self.qtbot = scene, scene.session, qtbot
        panel, media = scene.window.panel("timeline"), scene.window.panel("media")
        assert isinstance(panel, TimelinePanel)
        assert isinstance(media, MediaPanel)
        self.panel, self.media = panel, media
        self.tabs: TimelineTabs = panel.tabs

    def names(self) -> list[str]:
        return [self.tabs.bar.tabText(place) for place in range(self.tabs.bar.count())]

    def shown(self) -> str:
        assert self.names()[self.tabs.bar.currentIndex()] == self.row_name()
        return self.row_name()

    def row_name(self) -> str:
        project, timeline_id = self.session.project, self.session.timeline_id
        row = None if project is None or timeline_id is None else project.timeline(timeline_id)
        return "" if row is None else row.name

    def tab(self, name: str) -> QPoint:
        return self.tabs.bar.tabRect(self.names().index(name)).center()

    def click(self, name: str) -> None:
        QTest.mouseClick(self.tabs.bar, LEFT, NONE, self.tab(name))

    def press_new(self) -> None:
        button = self.panel.findChild(QToolButton, "timeline.new")
        assert button is not None
        QTest.mouseClick(button, LEFT)

    def field(self) -> QLineEdit:
        found = QApplication.focusWidget()
        assert isinstance(found, QLineEdit)
        assert found.objectName() == "timeline.tab-name"
        return found

    def type_name(self, name: str, end: Qt.Key = Qt.Key.Key_Return) -> None:
        field = self.field()
        assert field.selectedText() == field.text(), "typing replaces the name"
        QTest.keyClicks(field, name)
        QTest.keyClick(field, end)

    def choose(self, widget: QWidget, place: QPoint, menu_name: str, text: str) -> None:
        reason = QContextMenuEvent.Reason.Mouse
        QApplication.sendEvent(widget, QContextMenuEvent(reason, place, widget.mapToGlobal(place)))
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        assert menu.objectName() == menu_name
        action = next(each for each in menu.actions() if each.text() == text)
        QTest.mouseClick(menu, LEFT, NONE, menu.actionGeometry(action).center())

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = NONE) -> None:
        widget = QApplication.focusWidget() or self.scene.window
        QTest.keyClick(widget, key, keys)


@pytest.fixture
def editor(scene: Scene, qtbot: QtBot, tmp_path: Path) -> Editor:
    """The window over a project with the timeline "T"; its playhead is remembered as in the real window."""
    scene.window.docks.reveal("timeline")
    scene.window.docks.reveal("media")
    ViewState(scene.session, scene.window)
    assert scene.bench.project.timelines()[0].name == "T"
    return Editor(scene, qtbot)


def test_the_first_film_stays_a_click_away_when_a_second_is_begun(editor: Editor) -> None:
    first = editor.session.timeline_id
    editor.panel.presenter.view_model.seek(seconds(7))
    height = editor.panel.lanes.height()
    editor.press_new()
    assert editor.names() == ["T", "Timeline 1"]
    assert editor.shown() == "Timeline 1"
    assert editor.session.playhead == 0
    editor.click("T")
    assert editor.session.timeline_id == first
    assert editor.session.playhead == seconds(7)
    assert editor.panel.lanes.height() == height, "the tracks stay where they are"


def test_an_empty_timeline_is_black_in_the_viewer_and_the_film_comes_back(editor: Editor) -> None:
    frames: list[np.ndarray | None] = []
    editor.session.frame_ready.connect(frames.append)
    editor.panel.presenter.view_model.seek(seconds(7))
    editor.qtbot.waitUntil(lambda: bool(frames) and frames[-1] is not None and bool(frames[-1].any()))
    editor.press_new()
    assert frames[-1] is not None
    assert frames[-1].shape == (360, 640, 3)
    assert not frames[-1].any()
    assert editor.session.frame_size == (1280, 720)
    assert editor.session.viewing == "timeline"
    editor.click("T")
    editor.qtbot.waitUntil(lambda: frames[-1] is not None and bool(frames[-1].any()))


def test_a_tab_is_named_in_place(editor: Editor) -> None:
    editor.press_new()
    QTest.mouseDClick(editor.tabs.bar, LEFT, NONE, editor.tab("T"))
    assert editor.shown() == "T"
    editor.type_name("Der Film")
    assert editor.names() == ["Der Film", "Timeline 1"]
    assert editor.scene.bench.project.undo_list()[0].name == "Rename timeline"
    editor.click("Timeline 1")
    editor.key(Qt.Key.Key_F2)
    editor.type_name("given up", Qt.Key.Key_Escape)
    assert editor.names() == ["Der Film", "Timeline 1"]
    editor.key(Qt.Key.Key_F2)
    editor.field().clear()
    editor.key(Qt.Key.Key_Return)
    assert editor.names() == ["Der Film", "Timeline 1"], "no name changes nothing"
    editor.key(Qt.Key.Key_F2)
    QTest.keyClicks(editor.field(), "A & B")
    editor.click("Der Film")
    assert editor.names() == ["Der Film", "A && B"], "what was typed is kept when the focus goes"


def test_the_button_for_a_new_timeline_stands_beside_the_last_tab(editor: Editor) -> None:
    button = editor.panel.findChild(QToolButton, "timeline.new")
    assert button is not None

    def gap() -> int:
        QApplication.processEvents()
        bar = editor.tabs.bar
        return button.x() - bar.x() - bar.tabRect(bar.count() - 1).right()

    assert gap() < 12
    QTest.mouseDClick(editor.tabs.bar, LEFT, NONE, editor.tab("T"))
    editor.type_name("Film", Qt.Key.Key_Escape)
    assert gap() < 12
    editor.press_new()
    assert gap() < 12


def test_keys_go_from_timeline_to_timeline_wherever_the_focus_is(editor: Editor) -> None:
    editor.press_new()
    editor.press_new()
    for widget in (editor.panel.lanes, editor.media.grid, editor.scene.window.panel("canvas")):
        editor.click("T")
        widget.setFocus()
        assert QApplication.focusWidget() is not editor.tabs.bar
        for key, name in (
            (Qt.Key.Key_PageDown, "Timeline 1"),
            (Qt.Key.Key_PageDown, "Timeline 2"),
            (Qt.Key.Key_PageDown, "T"),
            (Qt.Key.Key_PageUp, "Timeline 2"),
        ):
            editor.key(key, CTRL)
            assert editor.shown() == name


def test_a_copy_is_edited_and_the_original_stays(editor: Editor) -> None:
    project = editor.scene.bench.project
    original = project.timelines()[0]
    editor.choose(editor.tabs.bar, editor.tab("T"), "timeline.menu.tab", "Duplicate")
    assert editor.names() == ["T", "T copy"]
    assert editor.shown() == "T copy"
    editor.panel.lanes.setFocus()
    editor.key(Qt.Key.Key_A, CTRL)
    editor.key(Qt.Key.Key_Delete)
    assert editor.panel.presenter.view_model.duration() == 0
    assert project.timelines()[0] == original
    editor.choose(editor.tabs.bar, editor.tab("T"), "timeline.menu.tab", "Duplicate")
    assert editor.names() == ["T", "T copy", "T copy 2"]
    assert editor.panel.presenter.view_model.duration() == 5


def test_a_deleted_timeline_comes_back_in_its_place(editor: Editor) -> None:
    editor.press_new()
    editor.press_new()
    editor.click("Timeline 1")
    rows = editor.scene.bench.project.timelines()
    editor.choose(editor.tabs.bar, editor.tab("Timeline 1"), "timeline.menu.tab", "Delete")
    assert editor.names() == ["T", "Timeline 2"]
    assert editor.shown() == "Timeline 2"
    editor.panel.lanes.setFocus()
    editor.key(Qt.Key.Key_Z, CTRL)
    assert editor.names() == ["T", "Timeline 1", "Timeline 2"]
    assert editor.scene.bench.project.timelines() == rows
    for name in ("Timeline 2", "Timeline 1", "T"):
        editor.click(name)
        assert editor.scene.bench.studio.actions.trigger("timeline.delete")
    assert editor.names() == []
    assert editor.session.timeline_id is None
    for name in ("timeline.delete", "timeline.rename", "timeline.duplicate", "timeline.next"):
        assert not editor.scene.bench.studio.actions.action(name).isEnabled(), name
    editor.key(Qt.Key.Key_Z, CTRL)
    assert editor.names() == ["T"]
    assert editor.shown() == "T"


def test_a_project_opens_with_all_its_timelines_as_they_were_left(editor: Editor, tmp_path: Path) -> None:
    show(editor.session, with_clips(add_film(editor.session, tmp_path), (0, 0, 48)))
    editor.press_new()
    editor.click("Cut")
    editor.panel.presenter.view_model.seek(seconds(30))
    editor.click("T")
    editor.panel.presenter.view_model.seek(seconds(11))
    path = editor.scene.bench.project.path
    editor.session.close()
    assert editor.names() == []
    editor.session.open(path)
    assert editor.names() == ["T", "Cut", "Timeline 1"]
    assert editor.shown() == "T"
    assert editor.session.playhead == seconds(11)
    editor.click("Cut")
    assert editor.session.playhead == seconds(30)


def test_tabs_are_put_into_another_order_by_dragging(editor: Editor) -> None:
    editor.press_new()
    editor.press_new()
    rows = editor.scene.bench.project.timelines()
    start, end = editor.tab("T"), editor.tab("Timeline 2")
    QTest.mousePress(editor.tabs.bar, LEFT, NONE, start)
    for step in range(1, 11):
        # QTest.mouseMove has no buttons offscreen.
        spot = QPointF(start + (end - start) * step / 10)
        screen = QPointF(editor.tabs.bar.mapToGlobal(spot))
        move = QMouseEvent(QMouseEvent.Type.MouseMove, spot, screen, Qt.MouseButton.NoButton, LEFT, NONE)
        QApplication.sendEvent(editor.tabs.bar, move)
    QTest.mouseRelease(editor.tabs.bar, LEFT, NONE, end)
    editor.qtbot.waitUntil(lambda: editor.names() == ["Timeline 1", "Timeline 2", "T"])
    assert editor.shown() == "T"
    project = editor.scene.bench.project
    assert [step.name for step in project.undo_list()[:2]] == ["Move timeline", "New timeline"]
    cards = editor.media.presenter.state
    editor.qtbot.waitUntil(lambda: [each.name for each in editor.media.presenter.state.entries[-3:]] == editor.names())
    assert cards is not editor.media.presenter.state
    editor.panel.lanes.setFocus()
    editor.key(Qt.Key.Key_Z, CTRL)
    assert editor.names() == ["T", "Timeline 1", "Timeline 2"]
    assert project.timelines() == rows
    editor.choose(editor.tabs.bar, editor.tab("T"), "timeline.menu.tab", "Move right")
    assert editor.names() == ["Timeline 1", "T", "Timeline 2"]
    for name, left in (("Timeline 1", False), ("Timeline 2", True)):
        menu = editor.tabs.menu_for(editor.tabs.ids()[editor.names().index(name)])
        enabled = {action.text(): action.isEnabled() for action in menu.actions()}
        assert (enabled["Move left"], enabled["Move right"]) == (left, not left)
        menu.deleteLater()
    editor.click("T")
    editor.scene.bench.studio.actions.trigger("timeline.delete")
    assert editor.shown() == "Timeline 2", "the neighbour in the order that is seen"
    editor.key(Qt.Key.Key_Z, CTRL)
    assert editor.names() == ["Timeline 1", "T", "Timeline 2"]
    path = project.path
    editor.session.close()
    editor.session.open(path)
    assert editor.names() == ["Timeline 1", "T", "Timeline 2"]


def test_many_tabs_scroll_and_long_names_are_cut_in_the_middle(editor: Editor) -> None:
    long = "The long cut of the harbour, first half " * 10
    editor.panel.presenter.timelines.rename(editor.session.timeline_id or "", long)
    for _ in range(40):
        editor.press_new()
    QApplication.processEvents()
    bar = editor.tabs.bar
    assert bar.tabToolTip(0).replace("\n", " ").startswith(long[:200])
    assert all(bar.tabRect(place).width() < 200 for place in range(bar.count()))
    for name in ("Timeline 40", "Timeline 20", "Timeline 1"):
        place = editor.names().index(name)
        editor.panel.presenter.timelines.show(editor.tabs.ids()[place])
        assert bar.rect().contains(bar.tabRect(place).center()), "the tab of what is shown is in sight"
    assert editor.scene.window.width() < 2000
    assert editor.panel.findChild(QToolButton, "timeline.new").isVisible()  # type: ignore[union-attr]


def test_a_damaged_timeline_says_so_and_can_be_deleted(editor: Editor) -> None:
    editor.session.run(AddTimeline(TimelineRow(id="bad", name="Bad", document="{")))
    editor.click("Bad")
    page = editor.panel.findChild(QWidget, "timeline.damaged")
    assert page is not None
    assert page.isVisible()
    assert "cannot be read" in editor.scene.bench.problems[-1].error.cause
    button = page.findChild(QPushButton)
    assert button is not None
    QTest.mouseClick(button, LEFT)
    assert editor.names() == ["T"]
    assert editor.shown() == "T"
    assert not page.isVisible()
    editor.session.undo()
    editor.click("Bad")
    editor.scene.bench.studio.actions.trigger("timeline.previous")
    editor.scene.bench.studio.actions.trigger("timeline.delete")
    editor.scene.bench.studio.actions.trigger("timeline.delete")
    assert editor.names() == []
    assert not page.isVisible()
    assert editor.panel.findChild(QWidget, "timeline.empty").isVisible()  # type: ignore[union-attr]


# --- the bin ----------------------------------------------------------------------------------------------------------


def card(editor: Editor, name: str) -> QWidget:
    project = editor.scene.bench.project
    timeline_id = next(row.id for row in project.timelines() if row.name == name)
    editor.qtbot.waitUntil(lambda: editor.media.grid.card(timeline_id) is not None)
    found = editor.media.grid.card(timeline_id)
    assert found is not None
    return found


def test_the_bin_lists_timelines_and_opens_them(editor: Editor) -> None:
    editor.press_new()
    editor.qtbot.waitUntil(lambda: editor.media.presenter.state.timelines == 2)
    listed = [(entry.name, entry.kind, entry.detail) for entry in editor.media.presenter.state.entries]
    assert listed == [("p", "picture", ""), ("T", "timeline", "5.0 s"), ("Timeline 1", "timeline", "Empty")]
    filter_button = editor.media.findChild(QPushButton, "segment.timelines")
    assert filter_button is not None
    assert (filter_button.text(), filter_button.toolTip()) == ("2", "2 timelines")
    QTest.mouseClick(filter_button, LEFT)
    assert [entry.name for entry in editor.media.presenter.state.entries] == ["T", "Timeline 1"]
    editor.scene.window.docks.reveal("queue")
    editor.session.view("node")
    QTest.mouseDClick(card(editor, "T"), LEFT)
    assert editor.shown() == "T"
    assert editor.session.viewing == "timeline"
    assert editor.scene.in_front("timeline")
    search = editor.media.findChild(QLineEdit, "media.search")
    assert search is not None
    QTest.keyClicks(search, "line 1")
    assert [entry.name for entry in editor.media.presenter.state.entries] == ["Timeline 1"]


def test_the_menu_of_a_timeline_in_the_bin(editor: Editor) -> None:
    middle = QPoint(20, 20)
    editor.choose(card(editor, "T"), middle, "media.menu", "Duplicate")
    assert editor.shown() == "T copy"
    editor.choose(card(editor, "T copy"), middle, "media.menu", "Rename…")
    dialog = editor.scene.window.findChild(QWidget, "media.rename")
    assert dialog is not None
    field = dialog.findChild(QLineEdit)
    assert field is not None
    field.selectAll()
    QTest.keyClicks(field, "Trailer")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert editor.names() == ["T", "Trailer"]
    editor.choose(card(editor, "T"), middle, "media.menu", "Open in timeline")
    assert editor.shown() == "T"
    editor.choose(card(editor, "T"), middle, "media.menu", "Delete")
    assert editor.names() == ["Trailer"]
    assert [step.name for step in editor.scene.bench.project.undo_list()[:3]] == [
        "Delete timeline",
        "Rename timeline",
        "Duplicate timeline",
    ]


def test_a_selected_timeline_and_the_medium_that_only_it_needs_go_together(editor: Editor, tmp_path: Path) -> None:
    film = add_film(editor.session, tmp_path)
    show(editor.session, with_clips(film, (0, 0, 24)))
    QTest.mouseClick(card(editor, "Cut"), LEFT)
    assert editor.session.media_id is None, "other panels work on media only"
    assert card(editor, "Cut").is_selected()  # type: ignore[attr-defined]
    medium = editor.media.grid.card(film.id)
    assert medium is not None
    QTest.mouseClick(medium, LEFT, CTRL)
    assert editor.session.media_id == film.id
    assert len(editor.media.presenter.state.selected) == 2
    editor.media.setFocus()
    editor.key(Qt.Key.Key_Delete)
    assert editor.scene.bench.project.media(film.id) is None
    assert editor.names() == ["T"]
    editor.key(Qt.Key.Key_Z, CTRL)
    assert editor.names() == ["T", "Cut"]
    assert editor.scene.bench.project.media(film.id) is not None


def test_the_card_of_a_timeline_follows_its_edits(editor: Editor) -> None:
    editor.panel.presenter.view_model.select_all()
    editor.panel.presenter.lift()
    editor.qtbot.waitUntil(lambda: editor.media.presenter.state.entries[-1].detail == "Empty")
    assert editor.media.presenter.state.entries[-1].picture is None
    editor.session.undo()
    editor.qtbot.waitUntil(lambda: editor.media.presenter.state.entries[-1].picture == editor.scene.media)


def test_a_timeline_that_is_dropped_on_a_timeline_is_refused_in_words(editor: Editor) -> None:
    before = editor.scene.bench.project.timelines()
    timeline_id = before[0].id
    data: QMimeData = editor.media.mime_of((editor.scene.media, timeline_id))
    place, copy = QPoint(200, 60), Qt.DropAction.CopyAction
    with pytest.warns(DeprecationWarning, match="deprecated"):  # the one way to make such an event
        enter = QDragEnterEvent(place, copy, data, LEFT, NONE)
    editor.panel.lanes.dragEnterEvent(enter)
    assert enter.isAccepted()
    editor.panel.lanes.dropEvent(QDropEvent(place.toPointF(), copy, data, LEFT, NONE))
    assert editor.scene.bench.project.timelines() == before
    assert editor.panel.banner is not None
    assert [problem.error.cause for problem in editor.scene.bench.problems] == [
        "A timeline cannot be laid into another one yet."
    ]
    assert not data.hasUrls() or len(data.urls()) == 1, "a timeline is no file"


def test_the_strip_keeps_its_height_whatever_is_in_it(editor: Editor) -> None:
    heights = {editor.tabs.height()}
    editor.press_new()
    heights.add(editor.tabs.height())
    editor.session.close()
    heights.add(editor.tabs.height())
    assert len(heights) == 1
