"""Tab stops once at a choice of few, wherever it stands and whatever can be chosen."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from lance_studio.ui.widgets import Segments

TAB = Qt.FocusPolicy.TabFocus


def stops(choice: Segments) -> list[str]:
    return [one.text() for one in choice.findChildren(QPushButton) if one.focusPolicy() & TAB and one.isEnabled()]


def test_tab_stops_at_what_is_chosen(qtbot: QtBot) -> None:
    choice = Segments("Which", [("a", "A"), ("b", "B"), ("c", "C")])
    qtbot.addWidget(choice)
    assert stops(choice) == ["A"]
    choice.set_value("c")
    assert stops(choice) == ["C"]
    choice.allow("c", "Not with this model.")
    assert stops(choice) == ["A"], "what is chosen cannot be: the first that can"
    choice.allow("a", "Neither.")
    assert stops(choice) == ["B"]
    choice.allow("c", "")
    assert stops(choice) == ["C"]
