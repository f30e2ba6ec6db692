"""The field for instructions: one line that grows, sent with Enter, ahead of others with Ctrl+Shift+Enter."""

from PySide6.QtCore import QEvent, QMimeData, QPoint, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import QMenu, QPlainTextEdit, QSizePolicy

from lance_studio.language import tr
from lance_studio.ui import texts
from lance_studio.ui.incoming import incoming, may_come
from lance_studio.ui.widgets.commit_key import CommitKey
from lance_studio.ui.widgets.composing import readable
from lance_studio.ui.widgets.draft_edits import DraftEdits

_HISTORY = 100
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
# The padding and the border that the style sheet gives it, above and below.
_AROUND = 8


class PromptEdit(QPlainTextEdit):
    """Plain text over one to some lines.

    Enter sends it, Shift+Enter begins a new line; Ctrl+Enter sends it too, and Ctrl+Shift+Enter sends it ahead of all
    that waits. Alt+Up and Alt+Down walk through what was sent. While an input method composes, Enter belongs to that,
    and so does the Enter that ends it.

    What the user types is told edit by edit, for the window's list of steps to undo: the field has no list of its own.

    Args:
        placeholder: What the field is for, shown while it is empty.
        most_lines: The field grows up to this many lines and scrolls then.

    Attributes:
        written: The text or the cursor changed; carries the text and the cursor's place in it.
        submitted: The text without blanks around it; never empty. The field keeps its text: who handles the signal
            clears it when the request was accepted.
        submitted_ahead: The same, for what goes before all that waits.
        writing_began: The first letter was typed into the empty field.
        edited: The user changed the text; carries the field, text and cursor before, those after, and whether this goes
            on with the edit before it, as the letters of a word do.
        sent: The text was handed on: what was typed can be undone no more; carries the field.
        came: Files, a picture, or media of the project were dropped or pasted; carries an `Incoming`. They never become
            words.
        hovered: Whether something that could be dropped hovers over the field.
        focused: The field has got the focus, or lost it to another one; carries the field and which.
    """

    written = Signal(str, int)
    submitted = Signal(str)
    submitted_ahead = Signal(str)
    writing_began = Signal()
    edited = Signal(object, object, object, bool)
    sent = Signal(object)
    came = Signal(object)
    hovered = Signal(bool)
    focused = Signal(object, bool)

    def __init__(self, placeholder: str, *, most_lines: int = 5) -> None:
        super().__init__()
        self._placeholder, self._composing = "", False
        self._commits = CommitKey()
        self.setPlaceholderText(texts.line(placeholder))
        texts.set_name(self, placeholder)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._most_lines = most_lines
        self._swapping = False
        self._history: list[str] = []
        self._position = 0
        self._draft = ""
        self._undo_actions: tuple[QAction, QAction] | None = None
        self.setUndoRedoEnabled(False)
        self._edits, self._unnoticed = DraftEdits(), False
        self.textChanged.connect(self._tell_edit)
        self.cursorPositionChanged.connect(self._note_cursor)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._grow())
        self.textChanged.connect(self._tell)
        self.cursorPositionChanged.connect(self._tell)
        self._grow()

    def text(self) -> str:
        """Return the text without blanks around it."""
        return self.toPlainText().strip()

    def show_draft(self, text: str, cursor: int | None = None) -> None:
        """Show another text in place of this one, as it was left; that is no edit of the user.

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

    def set_undo_actions(self, undo: QAction, redo: QAction) -> None:
        """Let the context menu offer the window's undo and redo."""
        self._undo_actions = (undo, redo)

    def setPlainText(self, text: str) -> None:  # noqa: N802
        """Show another draft, with the cursor at its end; that is no edit of the user."""
        self._unnoticed = True
        try:
            super().setPlainText(text)
            self.moveCursor(self.textCursor().MoveOperation.End)
        finally:
            self._unnoticed = False
            self._edits.show(self.toPlainText(), self.textCursor().position())

    def replace_text(self, text: str) -> None:
        """Put a text in place of the draft, as an edit that can be undone."""
        cursor = self.textCursor()
        cursor.select(cursor.SelectionType.Document)
        cursor.insertText(text)
        self.moveCursor(cursor.MoveOperation.End)

    def hand_on(self) -> None:
        """Say that the text was sent: what was typed can be undone no more."""
        self.sent.emit(self)

    def put_back(self, draft: tuple[str, int]) -> None:
        """Show a text with the cursor where it stood, as undo and redo do."""
        text, place = draft
        self.setPlainText(text)
        cursor = self.textCursor()
        cursor.setPosition(min(place, self.document().characterCount() - 1))
        self.setTextCursor(cursor)

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
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _is_undo(event):
            # The window's: it knows what was typed here, too.
            event.ignore()
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802, D102
        super().focusInEvent(event)
        self.focused.emit(self, True)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802, D102
        super().focusOutEvent(event)
        self._edits.end()
        # A menu or another window borrows the focus.
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.focused.emit(self, False)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802, D102
        menu = self.make_menu(event.pos())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def make_menu(self, place: QPoint) -> QMenu:
        """Return the context menu: Qt's own, with the window's undo and redo."""
        menu = self.createStandardContextMenu(place)
        own = [one for one in menu.actions() if one.objectName() in ("edit-undo", "edit-redo")]
        if self._undo_actions is not None and own:
            menu.insertActions(own[0], self._undo_actions)
        for action in own:
            menu.removeAction(action)
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        ends_composition = self._commits.take()
        if event.key() in _ENTER and (self._composing or ends_composition):
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

    def canInsertFromMimeData(self, source: QMimeData) -> bool:  # noqa: N802
        """Take words, and what can become an attachment."""
        return super().canInsertFromMimeData(source) or may_come(source)

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802
        """Insert words that were pasted; files and pictures go to whoever makes attachments of them.

        Where a program copies words and a picture of them, the words are meant here.
        """
        if may_come(source) and (not source.hasText() or source.hasUrls()):
            self.came.emit(incoming(source))
        else:
            super().insertFromMimeData(source)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802, D102
        if may_come(event.mimeData()):
            event.acceptProposedAction()
            self.hovered.emit(True)
        else:
            super().dragEnterEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802, D102
        if may_come(event.mimeData()):
            event.acceptProposedAction()
        else:
            super().dragMoveEvent(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802, D102
        self.hovered.emit(False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802, D102
        self.hovered.emit(False)
        if may_come(event.mimeData()):
            event.acceptProposedAction()
            self.came.emit(incoming(event.mimeData(), tr("Dropped picture")))
        else:
            super().dropEvent(event)

    def setPlaceholderText(self, text: str) -> None:  # noqa: N802
        """Say what the field is for; while an input method composes in it, nothing else stands there."""
        self._placeholder = text
        super().setPlaceholderText(texts.line("" if self._composing else text))

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:  # noqa: N802, D102
        was_composing, empty = self._composing, not self.text()
        self._composing = bool(event.preeditString())
        self.setPlaceholderText(texts.line(self._placeholder))
        super().inputMethodEvent(readable(event, self.palette()))
        event.accept()
        if was_composing and not self._composing:
            self._commits.note()
        if empty and not was_composing and (self._composing or self.text()):
            self.writing_began.emit()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        self._commits.forget()
        super().keyReleaseEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802, D102
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_most_lines"):
            self._grow()

    def _tell_edit(self) -> None:
        edit = None if self._unnoticed else self._edits.take(self.toPlainText(), self.textCursor().position())
        if edit is not None:
            self.edited.emit(self, *edit)

    def _note_cursor(self) -> None:
        self._edits.move(self.toPlainText(), self.textCursor().position())

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
            self.written.emit(self.toPlainText(), self.textCursor().position())

    def _walk(self, step: int) -> None:
        position = self._position + step
        if not 0 <= position <= len(self._history):
            return
        if self._position == len(self._history):
            self._draft = self.toPlainText()
        self._position = position
        self.replace_text(self._history[position] if position < len(self._history) else self._draft)

    def _height(self) -> int:
        lines = min(max(round(self.document().size().height()), 1), self._most_lines)
        margin = round(self.document().documentMargin())
        return lines * self.fontMetrics().lineSpacing() + 2 * margin + _AROUND

    def _grow(self) -> None:
        more = self.document().size().height() > self._most_lines
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if more else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)
        self.setFixedHeight(self._height())


def _is_undo(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)
