"""A field that takes keys by their being pressed."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QKeySequenceEdit, QLineEdit, QWidget

from lance_studio.language import tr
from lance_studio.ui import texts
from lance_studio.ui.theme.measures import CONTROL
from lance_studio.ui.widgets import tool_button
from lance_studio.ui.widgets.layouts import named

_MOST_CHORDS = 1
"""With more, Qt would wait a second for the next key before it tells of the first one."""


class _KeyEdit(QKeySequenceEdit):
    """Leaves Tab, Enter and Esc to the dialog, so that nobody is caught in it; Backspace empties it."""

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
            if plain and event.key() in _OF_THE_DIALOG:
                if event.type() == QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                    self.focusNextPrevChild(event.key() == Qt.Key.Key_Tab)
                    return True
                event.ignore()
                return False
            if plain and event.key() == Qt.Key.Key_Backspace:
                if event.type() == QEvent.Type.KeyPress:
                    self.clear()
                event.accept()
                return True
        return super().event(event)


_OF_THE_DIALOG = (
    Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape,
)  # fmt: skip


class KeyField(QWidget):
    """A field for keys with a button that empties it.

    Args:
        name: What the keys are for; the accessible name and the placeholder.

    Attributes:
        pressed: Other keys were pressed; carries them in Qt's portable spelling, nothing where it was emptied.
    """

    pressed = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        texts.set_name(self, name)
        self.edit = _KeyEdit()
        self.edit.setMaximumSequenceLength(_MOST_CHORDS)
        self.edit.setMinimumHeight(CONTROL)
        texts.set_name(self.edit, name)
        line = self.edit.findChild(QLineEdit)
        assert line is not None
        line.setPlaceholderText(texts.line(tr("{name}: press them", name=name)))
        texts.set_name(line, name)
        # In a narrow window it is cut.
        texts.set_tooltip(line, line.placeholderText())
        self._empty = named(
            tool_button("x", tr("Empty “{name}”", name=name), clicked=self.edit.clear), "key-field.empty"
        )
        self._empty.setEnabled(False)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.edit, 1)
        box.addWidget(self._empty)
        self.setFocusProxy(self.edit)
        self._keys = ""
        self.edit.keySequenceChanged.connect(self._take)

    def keys(self) -> str:
        """Return the keys in it."""
        return self._keys

    def set_keys(self, keys: str) -> None:
        """Show other keys; no signal is sent."""
        if keys != self._keys:
            self._keys = keys
            self.edit.setKeySequence(QKeySequence(keys))
            self._empty.setEnabled(bool(keys))

    def _take(self, sequence: QKeySequence) -> None:
        keys = sequence.toString(QKeySequence.SequenceFormat.PortableText)
        if keys != self._keys:
            self._keys = keys
            self._empty.setEnabled(bool(keys))
            self.pressed.emit(keys)
