"""The row above the tracks: transport, time, tools, zoom."""

import math
from fractions import Fraction

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSlider, QToolButton, QWidget

from lance_studio.language import tr
from lance_studio.timeline.timing import to_timecode
from lance_studio.ui import texts
from lance_studio.ui.actions import Actions
from lance_studio.ui.theme import FontRole, font, icon
from lance_studio.ui.theme.measures import CONTROL, GRID, HALF, ICON
from lance_studio.ui.timeline.state import TimelineState
from lance_studio.ui.widgets import label
from lance_studio.ui.widgets.layouts import add, gap, named, stretch

TRANSPORT = ("playback.previous_cut", "playback.play", "playback.next_cut")
TOOLS = ("timeline.select", "timeline.blade", "timeline.ripple", "timeline.roll", "timeline.slip")
EDITS = ("timeline.snap", "timeline.marker")
_STEPS = 400
_FINEST, _COARSEST = 2400.0, 0.5


class ZoomSlider(QSlider):
    """How wide a second is, in equal steps of proportion.

    Attributes:
        zoomed: The user wants a second this number of pixels wide.
    """

    zoomed = Signal(float)

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setObjectName("timeline.zoom")
        self.setAccessibleName(tr("Zoom of the timeline"))
        self.setRange(0, _STEPS)
        self.setFixedWidth(112)
        self.valueChanged.connect(lambda value: self.zoomed.emit(_pixels(value)))

    def show_pixels(self, pixels: float) -> None:
        """Show how wide a second is; no signal is sent."""
        share = math.log(max(pixels, _COARSEST) / _COARSEST) / math.log(_FINEST / _COARSEST)
        with QSignalBlocker(self):
            self.setValue(round(share * _STEPS))


def _pixels(value: int) -> float:
    return _COARSEST * (_FINEST / _COARSEST) ** (value / _STEPS)


class Controls:
    """Fills a panel's row of tools.

    Args:
        row: The row.
        actions: The table; the buttons are its actions.

    Attributes:
        zoom: How wide a second is.
        transport: The buttons that play.
    """

    def __init__(self, row: QHBoxLayout, actions: Actions) -> None:
        self._actions = actions
        self._time = named(label(""), "timeline.timecode")
        self._time.setFont(font(FontRole.MONO))
        self._time.setAccessibleName(tr("Time under the playhead"))
        self._length = named(label("", "muted"), "timeline.duration")
        self._length.setFont(font(FontRole.MONO))
        self._speed = named(label("", "caption"), "timeline.speed")
        self._rate = named(label("", "caption"), "timeline.rate")
        # Its place is kept free, so that nothing moves when it speaks.
        self._rate.setFixedWidth(self._rate.fontMetrics().horizontalAdvance(_rate_text(888, 888)) + GRID)
        self.zoom = ZoomSlider()
        zooming = ("timeline.zoom_in", "timeline.zoom_out", "timeline.fit")
        actions.describe(self.zoom, *zooming, words=tr("Zoom ({} and {}, {} to fit)"))
        transport, tools, edits = ([_button(actions, name) for name in names] for names in (TRANSPORT, TOOLS, EDITS))
        zoom_out, zoom_in = _button(actions, "timeline.zoom_out"), _button(actions, "timeline.zoom_in")
        self.transport = tuple(transport)
        add(row, *transport, gap(GRID), self._time, self._length, self._speed, self._rate, stretch())
        add(row, *tools, _divider(), *edits, _divider(), zoom_out, self.zoom, zoom_in, gap(HALF))

    def show_state(self, state: TimelineState, duration: Fraction) -> None:
        """Show time, length and zoom."""
        self.zoom.setEnabled(state.timeline is not None)
        self.zoom.show_pixels(state.scale.pixels)
        rate = state.timeline.rate if state.timeline is not None else Fraction(24)
        self._length.setText(texts.plain(f"/ {to_timecode(duration, rate)}"))
        self.show_time(state)

    def show_time(self, state: TimelineState) -> None:
        """Show the time under the playhead."""
        rate = state.timeline.rate if state.timeline is not None else Fraction(24)
        self._time.setText(texts.plain(to_timecode(state.playhead, rate)))

    def show_speed(self, speed: int) -> None:
        """Show whether it plays, and how fast."""
        self._speed.setText(texts.plain("" if speed in (0, 1) else f"{speed}×".replace("-", "−")))
        action = self._actions.action("playback.play")
        action.setIcon(icon("pause" if speed else "play"))

    def show_rate(self, shown: int, wanted: int) -> None:
        """Say how many frames a second are shown; nothing while that is as many as are wanted."""
        behind = shown < wanted
        self._rate.setText(texts.plain(_rate_text(shown, wanted) if behind else ""))
        texts.set_tooltip(
            self._rate, tr("This film takes longer to decode than to play; frames are left out") if behind else ""
        )


def _rate_text(shown: int, wanted: int) -> str:
    return tr("{shown} of {wanted} fps", shown=shown, wanted=wanted)


def _button(actions: Actions, name: str) -> QToolButton:
    made = QToolButton()
    made.setDefaultAction(actions.action(name))
    made.setObjectName(f"timeline.button.{name}")
    texts.set_name(made, actions.spec(name).text)
    made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    made.setIconSize(QSize(ICON, ICON))
    made.setFixedSize(CONTROL, CONTROL)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made


def _divider() -> QWidget:
    made = QFrame()
    made.setProperty("kind", "line")
    made.setFixedSize(1, ICON)
    return made
