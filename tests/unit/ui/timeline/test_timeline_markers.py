"""Markers: named, moved, removed and reached, by mouse, by keys and in their list."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from lance_studio.project.rows import Media
from lance_studio.timeline import properties
from lance_studio.ui.studio import Studio
from lance_studio.ui.timeline.geometry import RULER
from lance_studio.ui.timeline.marker_list import MarkerList
from lance_studio.ui.timeline.view import TimelinePanel
from tests.unit.ui.timeline.scene import RATE, Mouse, on, seconds, show, stored, with_clips

SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def marked(studio: Studio, film: Media, panel: TimelinePanel) -> Studio:
    """Two clips of 12 frames at 0 and at 24, and markers "one" at 6 and "two" at 30."""
    timeline = with_clips(film, (0, 6, 12), (24, 20, 12))
    timeline = properties.add_marker(timeline, seconds(6), "one", ids=lambda: "k1")
    show(studio.session, properties.add_marker(timeline, seconds(30), "two", ids=lambda: "k2"))
    panel.presenter.view_model.set_zoom(480)
    panel.presenter.view_model.scroll_to(0)
    panel.lanes.setFocus()
    return studio


def markers(studio: Studio) -> list[tuple[str, int]]:
    return [(each.name, int(each.time * RATE)) for each in stored(studio.session).markers]


def flag(mouse: Mouse, frame: int) -> QPoint:
    return QPoint(mouse.x(frame) + 2, RULER - 8)


def type_name(panel: TimelinePanel, qtbot: QtBot, text: str) -> None:
    dialog = panel.findChild(QInputDialog, "timeline.rename")
    assert dialog is not None
    field = dialog.findChild(QLineEdit)
    assert field is not None
    field.setText(text)
    dialog.accept()
    qtbot.waitUntil(lambda: panel.findChild(QInputDialog, "timeline.rename") is None)
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)


def test_a_click_selects_a_marker_in_place_of_clips(marked: Studio, panel: TimelinePanel, mouse: Mouse) -> None:
    mouse.click(mouse.at(8))
    mouse.click(flag(mouse, 30))
    assert panel.presenter.view_model.state.marker == "k2"
    assert marked.session.playhead == seconds(30)
    assert marked.session.clip_ids == ()
    QTest.keyClick(panel.lanes, Qt.Key.Key_Delete)
    assert markers(marked) == [("one", 6)]
    assert panel.presenter.view_model.state.marker is None
    mouse.click(flag(mouse, 6))
    mouse.click(mouse.at(8))
    assert panel.presenter.view_model.state.marker is None
    QTest.keyClick(panel.lanes, Qt.Key.Key_Delete)
    assert markers(marked) == [("one", 6)]
    assert on(stored(marked.session), "V1") == [(24, 20, 12)]


def test_f2_and_a_double_click_rename(marked: Studio, panel: TimelinePanel, mouse: Mouse, qtbot: QtBot) -> None:
    mouse.click(flag(mouse, 30))
    QTest.keyClick(panel.lanes, Qt.Key.Key_F2)
    type_name(panel, qtbot, "  Chorus ")
    assert markers(marked) == [("one", 6), ("Chorus", 30)]
    QTest.mouseDClick(panel.lanes, LEFT, Qt.KeyboardModifier.NoModifier, flag(mouse, 6))
    type_name(panel, qtbot, "Verse")
    assert markers(marked) == [("Verse", 6), ("Chorus", 30)]
    project = marked.session.project
    assert project is not None
    assert project.undo_list()[0].name == "Rename marker"
    panel.presenter.view_model.select(None)
    panel.presenter.view_model.seek(seconds(12))
    # Without a clip and a marker the key is about the timeline itself.
    QTest.keyClick(panel.lanes, Qt.Key.Key_F2)
    field = QApplication.focusWidget()
    assert field is not None
    assert field.objectName() == "timeline.tab-name"
    QTest.keyClick(field, Qt.Key.Key_Escape)
    QTest.keyClick(panel.lanes, Qt.Key.Key_M)
    QTest.keyClick(panel.lanes, Qt.Key.Key_F2)
    type_name(panel, qtbot, "")
    assert markers(marked)[1] == ("Marker 1", 12), "an empty name changes nothing"


def test_keys_go_from_marker_to_marker(marked: Studio, panel: TimelinePanel) -> None:
    for key, expected in ((Qt.Key.Key_Down, 6), (Qt.Key.Key_Down, 30), (Qt.Key.Key_Down, 30), (Qt.Key.Key_Up, 6)):
        QTest.keyClick(panel.lanes, key, SHIFT)
        assert marked.session.playhead == seconds(expected)
    assert panel.presenter.view_model.state.marker == "k1"
    QTest.keyClick(panel.lanes, Qt.Key.Key_Escape)
    assert panel.presenter.view_model.state.marker is None


def test_a_drag_moves_a_marker_and_snaps_to_a_cut(marked: Studio, panel: TimelinePanel, mouse: Mouse) -> None:
    mouse.drag(flag(mouse, 6), QPoint(mouse.x(12) + 5, RULER - 8))
    assert markers(marked) == [("one", 12), ("two", 30)]
    mouse.drag(flag(mouse, 12), QPoint(mouse.x(13), RULER - 8), SHIFT)
    assert markers(marked) == [("one", 13), ("two", 30)]
    mouse.drag(flag(mouse, 13), QPoint(-40, RULER - 8), SHIFT)
    assert markers(marked) == [("one", 0), ("two", 30)]
    before = stored(marked.session)
    mouse.drag(
        flag(mouse, 30),
        QPoint(mouse.x(20), RULER - 8),
        before_release=lambda: QTest.keyClick(panel.lanes, Qt.Key.Key_Escape),
    )
    assert stored(marked.session) == before


def test_the_menu_of_a_marker(marked: Studio, panel: TimelinePanel, mouse: Mouse) -> None:
    geometry = panel.presenter.view_model.geometry()
    assert geometry is not None
    menu = panel._menus.for_hit(geometry.hit(flag(mouse, 30).x(), flag(mouse, 30).y()))
    actions = {action.text(): action for action in menu.actions() if action.text()}
    assert list(actions) == ["Go to marker", "Rename…", "Remove marker", "Previous marker", "Next marker", "Markers…"]
    actions["Go to marker"].trigger()
    assert marked.session.playhead == seconds(30)
    actions["Remove marker"].trigger()
    assert markers(marked) == [("one", 6)]
    menu.deleteLater()


def test_the_list_is_worked_by_keys(marked: Studio, panel: TimelinePanel, qtbot: QtBot) -> None:
    QTest.keyClick(panel.lanes, Qt.Key.Key_M, SHIFT)
    shown = panel.findChild(MarkerList)
    assert shown is not None
    rows = shown.list
    qtbot.waitUntil(rows.hasFocus)
    assert [row[1:] for row in rows.rows()] == [("one", "00:00:00:06"), ("two", "00:00:01:06")]
    QTest.keyClick(rows, Qt.Key.Key_Down)
    QTest.keyClick(rows, Qt.Key.Key_Down)
    QTest.keyClick(rows, Qt.Key.Key_Return)
    assert marked.session.playhead == seconds(30)
    QTest.keyClick(rows, Qt.Key.Key_F2)
    editor = rows.findChild(QLineEdit)
    assert editor is not None
    editor.setText(" Bridge ")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: markers(marked)[1] == ("Bridge", 30))
    assert rows.rows()[1][1] == "Bridge"
    marked.session.undo()
    assert rows.rows()[1][1] == "two", "the list follows the project"
    assert marked.actions.trigger("timeline.previous_marker")
    assert rows.current_id() == "k1"
    QTest.keyClick(rows, Qt.Key.Key_Delete)
    assert markers(marked) == [("two", 30)]
    remove = shown.findChild(QPushButton, "timeline.markers.remove")
    assert remove is not None
    rows.choose("k2")
    QTest.mouseClick(remove, LEFT)
    assert markers(marked) == []
    assert not remove.isEnabled()
    assert not marked.actions.action("timeline.markers").isEnabled()
    shown.close()
