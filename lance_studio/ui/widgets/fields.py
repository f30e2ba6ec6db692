"""A number that can be dragged or typed."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QSlider, QWidget

from lance_studio.ui import texts
from lance_studio.ui.theme import FontRole, font
from lance_studio.ui.theme.measures import CONTROL, GRID
from lance_studio.ui.widgets.layouts import row, set_state, wide
from lance_studio.ui.widgets.number_field import NumberField

_FIELD_WIDTH = 84
_MOST_DIGITS = 6


class SliderField(QWidget):
    """A slider and a field of the same number.

    The slider may end before the field does: usual numbers are dragged, unusual ones are typed, and a number that was
    set is shown in the field as it is, with as many digits as it has.

    Args:
        name: The accessible name of both.
        low: The least value of the slider.
        high: The greatest value of the slider.
        value: The value at first.
        decimals: Digits after the point; 0 makes it a whole number.
        unit: What follows the number in the field, with its space, for example " dB".
        limits: The least and the greatest value of the field, where the slider does not reach them.

    Attributes:
        value_changed: The user is changing the value; many times during a drag.
        value_committed: The user is done: the slider was let go, or the field was left. One undo step belongs to it.
    """

    value_changed = Signal(float)
    value_committed = Signal(float)

    def __init__(
        self,
        name: str,
        low: float,
        high: float,
        value: float,
        *,
        decimals: int = 0,
        unit: str = "",
        limits: tuple[float, float] | None = None,
    ) -> None:
        super().__init__()
        self._decimals, self._factor = decimals, 10**decimals
        self._committed: float | None = value
        self._invalid, self._edited = "", False
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(round(low * self._factor), round(high * self._factor))
        texts.set_name(self.slider, name)
        self.field = NumberField()
        self.field.setDecimals(decimals)
        self.field.setRange(*(limits or (low, high)))
        self.field.setSingleStep(1 / self._factor)
        self.field.setSuffix(unit)
        texts.set_name(self.field, name)
        self.field.setFont(font(FontRole.NUMBER))
        self.field.setFixedSize(_FIELD_WIDTH, CONTROL)
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.field.setKeyboardTracking(False)
        row(wide(self.slider), self.field, on=self, spacing=GRID)
        self.setFocusProxy(self.field)
        self.set_value(value)
        self.slider.valueChanged.connect(self._slid)
        self.slider.sliderReleased.connect(self._commit)
        self.field.valueChanged.connect(self._typed)
        self.field.editingFinished.connect(self._leave)
        self.field.lineEdit().textEdited.connect(self._edit)

    def value(self) -> float:
        """Return the number that is shown."""
        return self.field.value()

    def set_value(self, value: float) -> None:
        """Show another number; no signal is sent, because it was not the user."""
        self._mark("")
        self.field.forget_refusal()
        self.field.setDecimals(_digits(value, self._decimals))
        with QSignalBlocker(self.slider), QSignalBlocker(self.field):
            self.slider.setValue(round(value * self._factor))
            self.field.setValue(value)
        self._committed = self.field.value()

    def show_invalid(self, text: str) -> None:
        """Show, marked, what was given in place of a number; whatever the user chooses then is taken."""
        self._mark(text)
        self._committed = None
        texts.fill(self.field.lineEdit(), text)

    def is_marked(self) -> bool:
        """Return whether what is shown is marked as invalid."""
        return bool(self._invalid) or self.field.is_refused()

    def _mark(self, invalid: str) -> None:
        self._invalid, self._edited = invalid, False
        set_state(self.field, "invalid", bool(invalid))

    def _edit(self) -> None:
        self._edited = True

    def _slid(self, position: int) -> None:
        with QSignalBlocker(self.field):
            self.field.setValue(position / self._factor)
        self.value_changed.emit(self.value())
        # A step by key or wheel has no release.
        if not self.slider.isSliderDown():
            self._commit()

    def _typed(self, value: float) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(value * self._factor))
        self.value_changed.emit(value)

    def _leave(self) -> None:
        if self._invalid and not self._edited:
            # Leaving the field has put a number there that nobody chose.
            self.show_invalid(self._invalid)
        elif not self.field.is_refused():
            self._commit()

    def _commit(self) -> None:
        if self.value() != self._committed:
            self._mark("")
            self._committed = self.value()
            # What was typed is no draft any more: it is the window's step to undo now.
            self.field.lineEdit().setModified(False)
            self.value_committed.emit(self._committed)


def _digits(value: float, least: int) -> int:
    """Return how many digits after the point show a number as it is; six at most."""
    return next((digits for digits in range(least, _MOST_DIGITS) if round(value, digits) == value), _MOST_DIGITS)
