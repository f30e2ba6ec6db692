"""Keys under keyboard layouts that have no Latin letters, or their digits behind Shift.

Qt finds the Latin letter of a key by itself where a Latin layout is set up beside the other one. Where there is none,
Ctrl+Z on a Russian keyboard arrives as Ctrl+Я and nothing listens to that. A key that nobody wanted comes to the window
at last; it is read here by its place on the keyboard, as on a keyboard of the United States, and offered again.
"""

import unicodedata

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

_KEYCODES = {10: "1234567890-=", 24: "QWERTYUIOP[]", 38: "ASDFGHJKL;'`", 51: "\\ZXCVBNM,./"}
"""Keycodes of X11 and Wayland, which say where a key lies; each row from its first key on."""

_BY_PLACE = {first + number: sign for first, signs in _KEYCODES.items() for number, sign in enumerate(signs)}
_COMMAND = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_MODIFIERS = _COMMAND | Qt.KeyboardModifier.ShiftModifier


class LayoutFallback:
    """Offers keys by their place on the keyboard that were not understood by their letter.

    Letters of other scripts are read by their place, and so are the other keys for as long as such letters come. Under
    Latin layouts the letter on the key counts; only digits that need Shift, as on French keyboards, are read by their
    place together with Ctrl or Alt.
    """

    def __init__(self) -> None:
        self._foreign = False

    def offer(self, event: QKeyEvent, window: QWidget) -> bool:
        """Do what a key means that nobody wanted.

        Args:
            event: The key, as it came to the window.
            window: Whose actions may be meant, beside those of what has the focus.

        Returns:
            Whether somebody wanted it.
        """
        sign = self._sign(event)
        if not sign:
            return False
        key, modifiers = Qt.Key(ord(sign)), event.modifiers() & _MODIFIERS
        focused = QApplication.focusWidget() or window
        if modifiers & _COMMAND and _taken(focused, key, modifiers):
            return True
        action = _action(focused, window, QKeySequence(key.value | modifiers.value))
        if action is not None:
            action.trigger()
        return action is not None

    def _sign(self, event: QKeyEvent) -> str:
        """Return what stands in the place of a key on a keyboard of the United States; nothing if that is not meant."""
        sign, shown = _place(event), _letter(event)
        if shown:
            self._foreign = not unicodedata.name(shown, "LATIN").startswith("LATIN")
        if self._foreign and (shown or sign.isalpha()):
            return sign
        return sign if sign.isdigit() and event.modifiers() & _COMMAND else ""


def _place(event: QKeyEvent) -> str:
    if QGuiApplication.platformName() == "windows":
        # There the system says which letter a key has on a Latin keyboard.
        code = event.nativeVirtualKey()
        return chr(code) if chr(code).isascii() and chr(code).isalnum() else ""
    return _BY_PLACE.get(event.nativeScanCode(), "")


def _letter(event: QKeyEvent) -> str:
    """Return the letter that a key has under the layout in use, if it has one."""
    code = event.key()
    shown = chr(code) if 0x20 < code <= 0x10FFFF else event.text()[:1]
    return shown if shown.isalpha() else ""


def _taken(widget: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
    """Let a field have a key that it has for itself, such as Ctrl+C; return whether it has."""
    asked = QKeyEvent(QEvent.Type.ShortcutOverride, key, modifiers)
    asked.ignore()
    QApplication.sendEvent(widget, asked)
    if not asked.isAccepted():
        return False
    QApplication.sendEvent(widget, QKeyEvent(QEvent.Type.KeyPress, key, modifiers))
    QApplication.sendEvent(widget, QKeyEvent(QEvent.Type.KeyRelease, key, modifiers))
    return True


def _action(focused: QWidget, window: QWidget, sequence: QKeySequence) -> QAction | None:
    """Return the action that has a key where the focus is, or in the whole window."""
    place: QWidget | None = focused
    while place is not None:
        for action in place.actions():
            everywhere = action.shortcutContext() == Qt.ShortcutContext.WindowShortcut
            if action.isEnabled() and sequence in action.shortcuts() and (not everywhere or place is window):
                return action
        place = place.parentWidget()
    return None
