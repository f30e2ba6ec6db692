"""How pictures are compared: the choice in the canvas' row of tools."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from lance_studio.language import mark, tr, translate
from lance_studio.ui import texts
from lance_studio.ui.canvas.comparing import GAINS, INTERVALS
from lance_studio.ui.theme import FontRole, current_theme, font
from lance_studio.ui.theme.measures import HALF
from lance_studio.ui.widgets import Segments, quiet_button
from lance_studio.ui.widgets.layouts import named, row

_MODES = (
    ("wipe", "square-half", mark("Wipe: a divider that is dragged")),
    ("side", "columns", mark("Side by side")),
    ("grid", "grid-four", mark("Grid")),
    ("difference", "circle-half", mark("Difference from the first")),
    ("blink", "eye", mark("Blink: one after the other")),
)

_SEGMENT = 30
"""Width of a segment with an icon only."""


class CompareBar(QWidget):
    """The ways to compare, and the number that belongs to the way: the gain of differences, or the blink's interval.

    Attributes:
        mode_chosen: The user chose another way; carries one of `comparison.MODES`.
        gain_chosen: Differences are to be made brighter by this.
        interval_chosen: Each picture is to stand for so many milliseconds.
    """

    mode_chosen = Signal(str)
    gain_chosen = Signal(int)
    interval_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("canvas.compare")
        self.gain, self.interval = GAINS[2], INTERVALS[1]
        self.modes = Segments(tr("How to compare"), [(mode, "", icon) for mode, icon, _ in _MODES])
        self.modes.setObjectName("canvas.compare.modes")
        for mode, _, words in _MODES:
            self.modes.allow(mode, "", translate(words))
            button = self.modes.findChild(QWidget, f"segment.{mode}")
            assert isinstance(button, QWidget)
            texts.set_name(button, translate(words))
            button.setFixedWidth(_SEGMENT)
        self.modes.chosen.connect(self.mode_chosen)
        self.amount = named(quiet_button("", clicked=self._next), "canvas.compare.amount")
        self.amount.setFont(font(FontRole.NUMBER))
        row(self.modes, self.amount, on=self, spacing=HALF)
        current_theme().changed.connect(self._show_amount)
        self.show_mode("wipe")

    def show_mode(self, mode: str) -> None:
        """Show how it is compared."""
        self.modes.set_value(mode)
        self._show_amount()

    def _show_amount(self) -> None:
        mode = self.modes.value()
        blinks = mode == "blink" and not current_theme().less_motion
        self.amount.setVisible(mode == "difference" or blinks)
        if mode == "difference":
            self.amount.setText(texts.caption(f"× {self.gain}"))
            texts.set_tooltip(self.amount, tr("Gain: by how much differences are made brighter"))
        else:
            self.amount.setText(texts.caption(tr("{seconds:g} s", seconds=self.interval / 1000)))
            texts.set_tooltip(self.amount, tr("For how long each picture is shown; “Swap sides” shows the next one"))

    def _next(self) -> None:
        if self.modes.value() == "difference":
            self.gain = _after(self.gain, GAINS)
            self.gain_chosen.emit(self.gain)
        else:
            self.interval = _after(self.interval, INTERVALS)
            self.interval_chosen.emit(self.interval)
        self._show_amount()


def _after(value: int, values: tuple[int, ...]) -> int:
    return values[(values.index(value) + 1) % len(values)]
