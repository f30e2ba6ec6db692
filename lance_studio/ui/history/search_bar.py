"""The field over the history in which people look for what they once said."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from lance_studio.language import tr
from lance_studio.ui import texts
from lance_studio.ui.history.presenter import HistoryState
from lance_studio.ui.theme.measures import GRID, HALF, HIT
from lance_studio.ui.widgets import caption_label, tool_button
from lance_studio.ui.widgets.clearing import let_clear
from lance_studio.ui.widgets.layouts import named, row, wide


class SearchBar(QWidget):
    """A field, how much was found, and the ways to the next and the one before.

    Attributes:
        query_changed: Other words are looked for; carries them.
        step_wanted: The next (1) or the former (-1) of what was found is wanted.
        left: The keyboard is wanted back by what is searched.
    """

    query_changed = Signal(str)
    step_wanted = Signal(int)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.field = named(QLineEdit(), "history.search")
        self.field.setPlaceholderText(tr("Search history"))
        self.field.setAccessibleName(tr("Search history"))
        texts.set_tooltip(
            self.field, tr("Search instructions, names and answers (/)\nEnter: next, Shift+Enter: previous")
        )
        let_clear(self.field)
        self.field.textChanged.connect(self.query_changed)
        self.field.installEventFilter(self)
        self.count = named(caption_label(""), "history.found")
        former = named(tool_button("caret-up", tr("Previous match (Shift+Enter)"), hit=HIT), "history.former_match")
        later = named(tool_button("caret-down", tr("Next match (Enter)"), hit=HIT), "history.next_match")
        former.clicked.connect(lambda: self.step_wanted.emit(-1))
        later.clicked.connect(lambda: self.step_wanted.emit(1))
        self._steps = (former, later)
        row(wide(self.field), self.count, former, later, on=self, margins=(GRID, 0, GRID, HALF), spacing=HALF)
        self.show_state(HistoryState())

    def show_state(self, state: HistoryState) -> None:
        """Say how much was found, and which of it is looked at."""
        words, count = "", len(state.matches)
        if state.query and not count:
            words = tr("Not found")
        elif state.match is not None:
            words = tr("{number} of {count}", number=state.matches.index(state.match) + 1, count=count)
        elif state.query:
            words = tr("{count} found", count=count)
        self.count.setText(texts.line(words))
        self.count.setVisible(bool(words))
        for button in self._steps:
            button.setVisible(bool(state.query))
            button.setEnabled(bool(count))

    def clear(self) -> None:
        """Look for nothing any more."""
        self.field.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, D102
        if watched is not self.field or not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.step_wanted.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif key == Qt.Key.Key_Escape and self.field.text():
            self.clear()
        elif key in (Qt.Key.Key_Escape, Qt.Key.Key_Down):
            self.left.emit()
        else:
            return super().eventFilter(watched, event)
        return True
