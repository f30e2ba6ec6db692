"""A choice of few, all in sight."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QSizePolicy

from lance_studio.ui import texts
from lance_studio.ui.theme import icon
from lance_studio.ui.theme.measures import CONTROL


class Segments(QFrame):
    """Buttons side by side, of which one is down. Left and Right move the choice; Tab passes on.

    Args:
        name: The accessible name of the choice.
        choices: Pairs of a value and the word for it, or triples with an icon's name.

    Attributes:
        chosen: The user chose another value.
    """

    chosen = Signal(str)

    def __init__(self, name: str, choices: Sequence[tuple[str, str] | tuple[str, str, str]]) -> None:
        super().__init__()
        self.setProperty("kind", "segments")
        texts.set_name(self, name)
        self.setFixedHeight(CONTROL)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        for value, text, *icons in choices:
            button = QPushButton(texts.caption(text))
            button.setObjectName(f"segment.{value}")
            button.setProperty("kind", "segment")
            button.setAutoDefault(False)
            button.setCheckable(True)
            if icons:
                button.setIcon(icon(icons[0], "muted"))
            button.clicked.connect(lambda _checked=False, value=value: self.chosen.emit(value))
            self._group.addButton(button)
            self._buttons[value] = button
            row.addWidget(button)
        first = choices[0][0]
        self._buttons[first].setChecked(True)
        self._group.buttonToggled.connect(lambda _button, _on: self._make_stop())
        self._make_stop()

    def value(self) -> str:
        """Return the value that is chosen."""
        return next(value for value, button in self._buttons.items() if button.isChecked())

    def set_value(self, value: str) -> None:
        """Choose a value; no signal is sent, because it was not the user.

        Raises:
            KeyError: If there is no such value.
        """
        self._buttons[value].setChecked(True)

    def set_words(self, value: str, text: str, words: str) -> None:
        """Change what stands on a choice, and its tooltip, which is its name for a screen reader too.

        Args:
            value: The choice.
            text: What stands on it.
            words: What it is in words.

        Raises:
            KeyError: If there is no such value.
        """
        button = self._buttons[value]
        button.setText(texts.caption(text))
        texts.set_tooltip(button, words)
        texts.set_name(button, words)

    def allow(self, value: str, reason: str, words: str = "", *, enabled: bool = True) -> None:
        """Enable a choice, unless there is a reason why it cannot be made.

        Args:
            value: The choice.
            reason: Why it is disabled, for people; becomes its tooltip.
            words: Its tooltip otherwise.
            enabled: Whether it is enabled where there is no reason.

        Raises:
            KeyError: If there is no such value.
        """
        button = self._buttons[value]
        button.setEnabled(enabled and not reason)
        texts.set_tooltip(button, reason or words)
        self._make_stop()

    def _make_stop(self) -> None:
        """Let Tab stop once at the whole choice: where it stands, or else at the first that can be chosen."""
        usable = [button for button in self._buttons.values() if button.isEnabled()]
        stop = next((button for button in usable if button.isChecked()), usable[0] if usable else None)
        for button in self._buttons.values():
            policy = Qt.FocusPolicy.StrongFocus if button is stop else Qt.FocusPolicy.ClickFocus
            if button.focusPolicy() != policy:
                button.setFocusPolicy(policy)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        values = list(self._buttons)
        position = values.index(self.value()) + step
        if step and 0 <= position < len(values):
            button = self._buttons[values[position]]
            button.setFocus()
            button.click()
        else:
            super().keyPressEvent(event)
