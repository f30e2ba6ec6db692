"""The field of a seed: whole numbers of 63 bits, which Qt's own number field cannot hold."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFocusEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox

from lance_studio.language import tr
from lance_studio.ui import texts
from lance_studio.ui.theme import FontRole, font
from lance_studio.ui.widgets.layouts import set_state
from lance_studio.ui.widgets.number_text import ascii_digits

_MOST_WIDTH = 184
_MARKS = ".,' \u00a0\u202f"
_MARGIN = 4  # what the style's padding leaves out on the left of a number field without buttons


class SeedField(QAbstractSpinBox):
    """A whole number from 0 to a greatest one, or nothing. Up and Down step it; Page Up and Page Down by ten.

    A value that is out of range can be shown, marked, until the user mends it; it can be edited then like any other.

    Args:
        placeholder: What is shown while there is no number.
        most: The greatest number.
        least_width: Pixels of its width while the number is short; 0 lets the layout decide.

    Attributes:
        committed: The user entered or stepped to a number; carries an int of any size.
        emptied: The user took the number away.
    """

    # A signal of `int` would carry 32 bits.
    committed = Signal(object)
    emptied = Signal()

    def __init__(self, placeholder: str, most: int, *, least_width: int = 0) -> None:
        super().__init__()
        self._most, self._least_width = most, least_width
        self._shown = ""
        self._invalid = False
        self.setFont(font(FontRole.NUMBER))
        self.setAccessibleName(tr("Seed"))
        self.lineEdit().setPlaceholderText(texts.line(placeholder))
        self.lineEdit().setTextMargins(_MARGIN, 0, 0, 0)
        self.editingFinished.connect(self._commit)
        self.lineEdit().textChanged.connect(self._fit)
        self._fit()

    def value(self) -> int | None:
        """Return the number that is in the field; None where there is none, or none in range."""
        return self._parse(self.text())

    def is_marked(self) -> bool:
        """Return whether what is shown is marked as invalid."""
        return self._invalid

    def show_value(self, value: int | None, invalid: str = "") -> None:
        """Show another number; no signal is sent, because it was not the user.

        Args:
            value: The number; None for nothing.
            invalid: What was given in place of a number in range; it is shown and marked.
        """
        self._mark(bool(invalid))
        self._shown = invalid or ("" if value is None else str(value))
        if self.text() != self._shown:
            texts.fill(self.lineEdit(), self._shown)
            self.lineEdit().setCursorPosition(0)

    def stepBy(self, steps: int) -> None:  # noqa: N802, D102
        value = self.value()
        if value is not None:
            texts.fill(self.lineEdit(), str(min(max(value + steps, 0), self._most)))
            self._commit()

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:  # noqa: N802, D102
        value = self.value()
        enabled = QAbstractSpinBox.StepEnabledFlag.StepNone
        if value is not None and value > 0:
            enabled |= QAbstractSpinBox.StepEnabledFlag.StepDownEnabled
        if value is not None and value < self._most:
            enabled |= QAbstractSpinBox.StepEnabledFlag.StepUpEnabled
        return enabled

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:  # noqa: D102
        if not text.strip():
            return QValidator.State.Intermediate, text, position
        if self._parse(text) is not None:
            return QValidator.State.Acceptable, text, position
        if any(mark in text for mark in _MARKS):
            # Without its mark "1.5" would read 15.
            return QValidator.State.Intermediate, text, position
        # What is marked must be editable, one character after the other.
        return QValidator.State.Intermediate if self._invalid else QValidator.State.Invalid, text, position

    def fixup(self, text: str) -> str:  # noqa: D102
        return text

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802, D102
        super().focusOutEvent(event)
        self.lineEdit().setCursorPosition(0)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802, D102
        # The wheel scrolls the panel; it must not change what the pointer happens to pass.
        event.ignore()

    def minimumSizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(max(self._least_width, 64), super().minimumSizeHint().height())

    def _parse(self, text: str) -> int | None:
        digits = ascii_digits(text.strip())
        if not (digits.isascii() and digits.isdigit()) or len(digits) > 2 * len(str(self._most)):
            return None
        value = int(digits)
        return value if value <= self._most else None

    def _commit(self) -> None:
        text = self.text().strip()
        if text == self._shown:
            return
        value = self._parse(text)
        if value is not None:
            self._mark(False)
            self._shown = str(value)
            self.committed.emit(value)
        elif not text:
            self._mark(False)
            self._shown = ""
            self.emptied.emit()
        else:
            self._mark(True)

    def _mark(self, invalid: bool) -> None:
        self._invalid = invalid
        set_state(self, "invalid", invalid)

    def _fit(self) -> None:
        """Make room for long numbers where the width is this field's own."""
        if self._least_width:
            needed = self.fontMetrics().horizontalAdvance(self.text()) + 28 + _MARGIN
            self.setFixedWidth(min(max(self._least_width, needed), _MOST_WIDTH))
