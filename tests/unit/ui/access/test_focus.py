"""Whoever works with the keyboard sees where it is: each control shows the focus, in both themes."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from lance_studio.ui.theme import Mode, Theme
from lance_studio.ui.widgets.buttons import primary_button, push_button
from lance_studio.ui.widgets.layouts import column
from lance_studio.ui.widgets.thumbnail import ThumbnailCard
from tests.unit.ui.access.controls import focusable, path_of, widgets
from tests.unit.ui.access.rooms import Rooms, rooms
from tests.unit.ui.access.seeing import Seen, bring_to_sight, see_focus
from tests.unit.ui.test_generation_service import bench

__all__ = ["bench", "rooms"]


def kind_of(widget: QWidget) -> tuple[str, ...]:
    """Return what tells controls apart that are drawn by themselves; of cards and rows one is enough."""
    parent = type(widget.parentWidget()).__name__
    name = widget.objectName()
    for many in ("card.", "queue.job.", "tray.job.", "timeline.hidden", "timeline.locked", "timeline.muted"):
        name = many if name.startswith(many) else name
    return type(widget).__name__, str(widget.property("kind")), name, parent


@pytest.mark.parametrize("mode", [Mode.DARK, Mode.LIGHT])
def test_every_control_shows_that_it_has_the_focus(rooms: Rooms, theme: Theme, mode: Mode) -> None:
    theme.set_mode(mode)
    known: set[tuple[str, ...]] = set()
    unseen: dict[str, Seen] = {}
    for place, root in rooms.all():
        for widget in widgets(root):
            # Lists make their rows again when something at work goes on.
            if not isValid(widget) or not focusable(widget) or (kind := kind_of(widget)) in known:
                continue
            bring_to_sight(widget)
            if widget.visibleRegion().isEmpty():
                continue
            known.add(kind)
            # What is at work may move a list between two looks at it.
            seen = next((seen for _ in range(3) if (seen := see_focus(widget)).is_enough), None) or see_focus(widget)
            if not seen.is_enough:
                unseen[f"{place}: {path_of(widget)} {kind}"] = seen
    assert unseen == {}, "draw the focus of these"
    assert len(known) > 120


@pytest.mark.parametrize("mode", [Mode.DARK, Mode.LIGHT])
def test_a_selected_card_shows_it_too(theme: Theme, mode: Mode, qtbot: QtBot) -> None:
    theme.set_mode(mode)
    page = QWidget()
    qtbot.addWidget(page)
    card = ThumbnailCard("one")
    card.setParent(page)
    card.move(10, 10)
    card.set_selected(True)
    page.resize(300, 300)
    page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    assert see_focus(card).is_enough


def test_enter_presses_the_button_that_has_the_focus_and_not_the_default_one(qtbot: QtBot) -> None:
    pressed: list[str] = []
    dialog = QDialog()
    qtbot.addWidget(dialog)
    go = primary_button("Export", clicked=lambda: pressed.append("go"))
    go.setDefault(True)
    cancel = push_button("Cancel", clicked=lambda: pressed.append("cancel"))
    field = QLineEdit()
    column(field, cancel, go, on=dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    for widget, said in ((cancel, "cancel"), (go, "go"), (field, "go")):
        widget.setFocus()
        QTest.keyClick(widget, Qt.Key.Key_Return)
        assert pressed.pop() == said
    cancel.setFocus()
    QTest.keyClick(cancel, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert pressed == []
