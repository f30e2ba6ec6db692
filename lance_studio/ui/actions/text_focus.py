"""Keys without Ctrl or Alt belong to the text field that has the focus; so does undo while there is text to undo."""

import contextlib

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

_FIELDS = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox)
_WITH_COMMAND = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


def takes_text(widget: QWidget | None) -> bool:
    """Return whether keys typed into a widget become text."""
    if isinstance(widget, QComboBox):
        return widget.isEditable()
    if isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit | QAbstractSpinBox):
        return not widget.isReadOnly()
    return False


class TextFocusGuard(QObject):
    """Keeps single keys from triggering actions while a text field has the focus, and undo from a field without edits.

    Only the field that has the focus is watched, so that no event of any other widget passes through here.
    """

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._watched: QWidget | None = None
        application.focusChanged.connect(self._follow)
        self._follow(None, application.focusWidget())

    def _follow(self, _former: QWidget | None, widget: QWidget | None) -> None:
        if self._watched is not None:
            # A field that is being destroyed loses the focus by that, and may be half gone.
            with contextlib.suppress(RuntimeError):
                self._watched.removeEventFilter(self)
                self._watched.destroyed.disconnect(self._forget)
        self._watched = widget if isinstance(widget, _FIELDS) else None
        if self._watched is not None:
            self._watched.installEventFilter(self)
            self._watched.destroyed.connect(self._forget)

    def _forget(self) -> None:
        self._watched = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, D102
        if (
            event.type() != QEvent.Type.ShortcutOverride
            or not isinstance(event, QKeyEvent)
            or not isinstance(watched, QWidget)
        ):
            return False
        if takes_text(watched) and is_plain_key(event):
            event.accept()
            return True
        if _has_nothing_for(watched, event):
            # A field claims these keys also while they would do nothing; then they are the window's.
            event.ignore()
            return True
        return False


def _has_nothing_for(field: QWidget, event: QKeyEvent) -> bool:
    """Return whether a key is undo or redo, and a field has nothing of the kind."""
    undo, redo = (event.matches(key) for key in (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo))
    if not undo and not redo:
        return False
    if isinstance(field, QPlainTextEdit | QTextEdit):
        return not (field.document().isUndoAvailable() if undo else field.document().isRedoAvailable())
    line = field.lineEdit() if isinstance(field, QAbstractSpinBox) else field
    if not isinstance(line, QLineEdit):
        return True
    # What was handed on already, as a number is with Enter, is no edit of the field any more.
    return not (line.isUndoAvailable() and line.isModified() if undo else line.isRedoAvailable())


def is_plain_key(event: QKeyEvent) -> bool:
    """Return whether a key is typed without Ctrl, Alt and Meta, and is none of the function keys."""
    if event.modifiers() & _WITH_COMMAND:
        return False
    return not Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35 and event.key() != Qt.Key.Key_Escape
