"""The field for instructions: one line that grows, sent with Enter, ahead of others with Ctrl+Shift+Enter."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy

from lance_studio.ui import texts

_HISTORY = 100
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
# The padding and the border that the style sheet gives it, above and below.
_AROUND = 8


class PromptEdit(QPlainTextEdit):
    """Plain text over one to some lines.

    Enter sends it, Shift+Enter begins a new line; Ctrl+Enter sends it too, and Ctrl+Shift+Enter sends it ahead of all
    that waits. Alt+Up and Alt+Down walk through what was sent. While an input method composes, Enter belongs to that.

    Args:
        placeholder: What the field is for, shown while it is empty.
        most_lines: The field grows up to this many lines and scrolls then.

    Attributes:
        edited: The text or the cursor changed; carries the text and the cursor's place in it.
        submitted: The text without blanks around it; never empty. The field keeps its text: who handles the signal
            clears it when the request was accepted.
        submitted_ahead: The same, for what goes before all that waits.
        writing_began: The first letter was typed into the empty field.
    """

    edited = Signal(str, int)
    submitted = Signal(str)
    submitted_ahead = Signal(str)
    writing_began = Signal()

    def __init__(self, placeholder: str, *, most_lines: int = 5) -> None:
        super().__init__()
        self.setPlaceholderText(texts.line(placeholder))
        texts.set_name(self, placeholder)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._most_lines = most_lines
        self._composing = self._swapping = False
        self._history: list[str] = []
        self._position = 0
        self._draft = ""
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._grow())
        self.textChanged.connect(self._tell)
        self.cursorPositionChanged.connect(self._tell)
        self._grow()

    def text(self) -> str:
        """Return the text without blanks around it."""
        return self.toPlainText().strip()

    def show_draft(self, text: str, cursor: int | None = None) -> None:
        """Show another text in place of this one, as it was left; typing in the former one cannot be undone any more.

        Args:
            text: All of it.
            cursor: Where the cursor stood; None for the end.
        """
        self._swapping = True
        self.setPlainText(text)
        place = self.textCursor()
        end = self.document().characterCount() - 1
        place.setPosition(end if cursor is None else min(max(cursor, 0), end))
        self.setTextCursor(place)
        self._swapping = False
        self._position = len(self._history)
        self._tell()

    def submit(self) -> None:
        """Do what Enter does."""
        self._submit(self.submitted)

    def submit_ahead(self) -> None:
        """Do what Ctrl+Shift+Enter does."""
        self._submit(self.submitted_ahead)

    def _submit(self, signal: SignalInstance) -> None:
        text = self.text()
        if text:
            self.remember(text)
            signal.emit(text)

    def remember(self, text: str) -> None:
        """Add a text to what Alt+Up brings back."""
        if not self._history or self._history[-1] != text:
            self._history = [*self._history, text][-_HISTORY:]
        self._position = len(self._history)

    def set_history(self, texts: list[str]) -> None:
        """Replace what Alt+Up brings back, oldest first."""
        self._history = texts[-_HISTORY:]
        self._position = len(self._history)

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(super().sizeHint().width(), self._height())

    def event(self, event: QEvent) -> bool:  # noqa: D102
        # Enter with or without Ctrl belongs to this field while it has the focus, whatever else the window does.
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and (self._submits(event) or self._submits_ahead(event))
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        if self._composing and event.key() in _ENTER:
            event.accept()
            return
        walk = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if self._submits(event):
            self.submit()
        elif self._submits_ahead(event):
            self.submit_ahead()
        elif walk and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._walk(walk)
        elif event.key() in _ENTER and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.insertPlainText("\n")
            self.ensureCursorVisible()
        else:
            empty = not self.text()
            super().keyPressEvent(event)
            if empty and self.text():
                self.writing_began.emit()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:  # noqa: N802, D102
        self._composing = bool(event.preeditString())
        empty = not self.text()
        super().inputMethodEvent(event)
        if empty and self.text():
            self.writing_began.emit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802, D102
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_most_lines"):
            self._grow()

    def _submits(self, event: QKeyEvent) -> bool:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        alone = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier)
        return event.key() in _ENTER and not self._composing and modifiers in alone

    def _submits_ahead(self, event: QKeyEvent) -> bool:
        both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return event.key() in _ENTER and not self._composing and modifiers == both

    def _tell(self) -> None:
        if not self._swapping:
            self.edited.emit(self.toPlainText(), self.textCursor().position())

    def _walk(self, step: int) -> None:
        position = self._position + step
        if not 0 <= position <= len(self._history):
            return
        if self._position == len(self._history):
            self._draft = self.toPlainText()
        self._position = position
        self.setPlainText(self._history[position] if position < len(self._history) else self._draft)
        self.moveCursor(self.textCursor().MoveOperation.End)

    def _height(self) -> int:
        lines = min(max(round(self.document().size().height()), 1), self._most_lines)
        margin = round(self.document().documentMargin())
        return lines * self.fontMetrics().lineSpacing() + 2 * margin + _AROUND

    def _grow(self) -> None:
        more = self.document().size().height() > self._most_lines
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if more else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)
        self.setFixedHeight(self._height())
