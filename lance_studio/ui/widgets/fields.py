"""A number that can be dragged or typed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QSlider, QWidget

from lance_studio.ui.theme import FontRole, font
from lance_studio.ui.theme.measures import CONTROL, GRID

_FIELD_WIDTH = 84


class SliderField(QWidget):
    """A slider and a field that always show the same number.

    Args:
        name: The accessible name of both.
        low: The least value.
        high: The greatest value.
        value: The value at first.
        decimals: Digits after the point; 0 makes it a whole number.
        unit: What follows the number in the field, with its space, for example " dB".

    Attributes:
        value_changed: The user is changing the value; many times during a drag.
        value_committed: The user is done: the slider was let go, or the field was left. One undo step belongs to it.
    """

    value_changed = Signal(float)
    value_committed = Signal(float)

    def __init__(self, name: str, low: float, high: float, value: float, *, decimals: int = 0, unit: str = "") -> None:
        super().__init__()
        self._factor = 10**decimals
        self._committed = value
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(round(low * self._factor), round(high * self._factor))
        self.slider.setAccessibleName(name)
        self.field = QDoubleSpinBox()
        self.field.setDecimals(decimals)
        self.field.setRange(low, high)
        self.field.setSingleStep(1 / self._factor)
        self.field.setSuffix(unit)
        self.field.setAccessibleName(name)
        self.field.setFont(font(FontRole.NUMBER))
        self.field.setFixedSize(_FIELD_WIDTH, CONTROL)
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.field.setKeyboardTracking(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self.slider, 1)
        row.addWidget(self.field)
        self.setFocusProxy(self.field)
        self.set_value(value)
        self.slider.valueChanged.connect(self._slid)
        self.slider.sliderReleased.connect(self._commit)
        self.field.valueChanged.connect(self._typed)
        self.field.editingFinished.connect(self._commit)

    def value(self) -> float:
        """Return the number that is shown."""
        return self.field.value()

    def set_value(self, value: float) -> None:
        """Show another number; no signal is sent, because it was not the user."""
        for part, number in ((self.slider, round(value * self._factor)), (self.field, value)):
            blocked = part.blockSignals(True)
            part.setValue(number)  # type: ignore[arg-type]
            part.blockSignals(blocked)
        self._committed = self.field.value()

    def _slid(self, position: int) -> None:
        blocked = self.field.blockSignals(True)
        self.field.setValue(position / self._factor)
        self.field.blockSignals(blocked)
        self.value_changed.emit(self.value())
        # A step by key or wheel has no release.
        if not self.slider.isSliderDown():
            self._commit()

    def _typed(self, value: float) -> None:
        blocked = self.slider.blockSignals(True)
        self.slider.setValue(round(value * self._factor))
        self.slider.blockSignals(blocked)
        self.value_changed.emit(value)

    def _commit(self) -> None:
        if self.value() != self._committed:
            self._committed = self.value()
            self.value_committed.emit(self._committed)
