"""Tab reaches every control of the window from any other one, panel after panel; nothing keeps the focus."""

from itertools import groupby, pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.ui.tab_order import panel_of, stops
from tests.unit.ui.access.controls import focusable, path_of, widgets
from tests.unit.ui.access.rooms import WORKSPACES, Rooms, rooms
from tests.unit.ui.test_generation_service import bench

__all__ = ["bench", "rooms"]

NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> QWidget:
    """Press a key where the focus is, and return what has the focus then."""
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, modifiers)
    now = QApplication.focusWidget()
    assert now is not None, f"Tab from {path_of(focused)} leads nowhere"
    return now


def around(start: QWidget, *, back: bool = False) -> list[QWidget]:
    """Press Tab until the focus is where it was; fail where it does not come back."""
    start.setFocus(Qt.FocusReason.TabFocusReason)
    met, now = [start], start
    for _ in range(400):
        # A text with links is left by Tab after its last one.
        now = press(Qt.Key.Key_Backtab, SHIFT) if back else press(Qt.Key.Key_Tab)
        if now is start and not (isinstance(now, QLabel) and len(met) == 1):
            return met
        if now is not met[-1]:
            met.append(now)
    raise AssertionError(f"a trap: {[path_of(one) for one in met[-5:]]}")


def words(found: list[QWidget]) -> list[str]:
    return [path_of(one) for one in found]


def panels_of(found: list[QWidget]) -> list[str]:
    """Return the panels that some controls stand in, one after the other."""
    panels = (panel_of(one) for one in found)
    return [name for name, _ in groupby(panel.panel_id for panel in panels if panel is not None)]


@pytest.mark.parametrize("workspace", WORKSPACES)
def test_tab_goes_through_every_workspace_and_back(rooms: Rooms, workspace: str) -> None:
    rooms.open_full(at_work=False)
    rooms.session.select_node(rooms.bench.project.nodes()[0].id)
    rooms.actions.trigger(f"workspace.{workspace}")
    QApplication.processEvents()
    wanted = [one for one in widgets(rooms.window) if focusable(one)]
    assert len(wanted) > 30
    met = around(wanted[0])
    missed = set(words([one for one in wanted if one not in met]))
    assert missed == set()
    assert words(around(wanted[0], back=True)[1:]) == words(met[1:])[::-1]
    # Panel after panel: none is come back to.
    named = panels_of(met)
    # Where the round began inside a panel, that one is met at its end again.
    assert len(set(named)) >= len(named) - 1


@pytest.mark.parametrize("workspace", WORKSPACES)
def test_inside_a_panel_tab_goes_from_top_left_to_bottom_right(rooms: Rooms, workspace: str) -> None:
    rooms.session.create(rooms.folder / "order.lstudio")
    rooms.actions.trigger(f"workspace.{workspace}")
    QApplication.processEvents()
    places = {one: one.mapTo(rooms.window, QPoint(0, 0)) for one in stops(rooms.window)}
    for _panel, found in groupby(places, key=panel_of):
        row = list(found)
        for former, later in pairwise(row):
            below = places[later].y() + later.height() > places[former].y()
            beside = places[later].x() > places[former].x() or places[later].y() > places[former].y()
            assert below, (path_of(former), path_of(later))
            assert beside, (path_of(former), path_of(later))


def test_tab_starts_anywhere(rooms: Rooms) -> None:
    rooms.session.create(rooms.folder / "any.lstudio")
    QApplication.processEvents()
    order = stops(rooms.window)
    for here, there in zip(order, [*order[1:], order[0]], strict=True):
        here.setFocus()
        assert path_of(press(Qt.Key.Key_Tab)) == path_of(there)
        assert path_of(press(Qt.Key.Key_Backtab, SHIFT)) == path_of(here)
    # From what can only be clicked it goes to the first control inside.
    rooms.window.panel("media").setFocus()
    inside = press(Qt.Key.Key_Tab)
    assert rooms.window.panel("media").isAncestorOf(inside)


def test_a_dock_that_was_moved_takes_its_place_in_the_order(rooms: Rooms) -> None:
    rooms.session.create(rooms.folder / "moved.lstudio")
    QApplication.processEvents()

    before = panels_of(stops(rooms.window))
    assert before.index("media") < before.index("canvas") < before.index("history")
    rooms.window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, rooms.window.docks.dock("media"))
    rooms.window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, rooms.window.docks.dock("history"))
    QApplication.processEvents()
    after = panels_of(stops(rooms.window))
    assert after.index("history") < after.index("canvas") < after.index("media")


def test_no_dialog_keeps_the_focus(rooms: Rooms) -> None:
    count = 0
    for place, root in rooms.all():
        if root is rooms.window:
            continue
        count += 1
        wanted = [one for one in widgets(root) if focusable(one)]
        if not wanted:
            continue
        reading = [one for one in wanted if not isinstance(one, QTextEdit)]
        met = around(reading[0])
        assert set(words(wanted)) - set(words(met)) == set(), place
    assert count > 12


# --- from panel to panel ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("workspace", WORKSPACES)
def test_f6_goes_from_panel_to_panel_also_out_of_a_text(rooms: Rooms, workspace: str, qtbot: QtBot) -> None:
    rooms.session.create(rooms.folder / "panels.lstudio")
    rooms.actions.trigger(f"workspace.{workspace}")
    QApplication.processEvents()
    # In Ask the canvas has no instruction below it.
    prompt = rooms.window.findChild(QWidget, "chat.input" if workspace == "ask" else "canvas.prompt")
    assert prompt is not None
    prompt.setFocus()
    shown = {panel.panel_id for one in stops(rooms.window) if (panel := panel_of(one))}
    assert len(shown) >= 3
    met: list[str] = []
    for _ in shown:
        panel = panel_of(press(Qt.Key.Key_F6))
        assert panel is not None
        met.append(panel.panel_id)
    assert set(met) == shown
    # All around, and what had the focus in a panel has it again.
    assert QApplication.focusWidget() is prompt
    back = [panel.panel_id for _ in shown if (panel := panel_of(press(Qt.Key.Key_F6, SHIFT)))]
    assert back == [*met[:-1][::-1], met[-1]]
