"""When the frames of a film are shown, made exact where the container's clock is coarse."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

import av  # noqa: F401 - whole before its parts
from av.video.stream import VideoStream

from lance_studio.media.index import Entry, FrameIndex
from lance_studio.media.rates import (
    STANDARD_RATES,
    commonest_rate,
    constant_rate,
    pulldown_rate,
    slots_of,
    standard_rate,
)
from lance_studio.media.streams import FALLBACK_FRAME_RATE

_FASTEST_OF_ONE = 250  # frames a second


@dataclass(frozen=True, slots=True)
class FrameTimes:
    """The times of a film's shown frames; the attributes are those of `FrameIndex`."""

    starts: Sequence[int]
    end: int
    unit: Fraction
    rate: Fraction
    is_variable: bool
    origin: Fraction

    def index(
        self,
        marks: Sequence[int],
        entries: tuple[Entry, ...],
        *,
        is_counted: bool = False,
        by_bytes: bool = False,
        order: tuple[int, ...] | None = None,
        left_out: int = 0,
        is_cut: bool = False,
    ) -> FrameIndex:
        """Make a film's index of its times and of what decoding gives, as `FrameIndex` describes it."""
        return FrameIndex(
            self.starts,
            self.end,
            self.unit,
            self.rate,
            self.is_variable,
            self.origin,
            marks,
            is_counted,
            entries,
            by_bytes,
            order,
            left_out,
            is_cut,
        )


def find_times(
    instants: Sequence[int], last: int, unit: Fraction, stream: VideoStream, *, guessed: bool = False
) -> FrameTimes:
    """Find when frames are shown, and at what rate.

    Where all frames follow one another at one rate, apart from the rounding of the container's clock, each is shown
    exactly at that rate, the last one as long as the others. Where frames were left out of such a film, each of the
    others keeps its exact place. Else every frame keeps its own time.

    Args:
        instants: When each frame begins on the container's clock, ascending, in units of `unit`.
        last: How long the last one is shown, in units of `unit`; 0 if nothing tells.
        unit: Seconds.
        stream: The film's picture, whose header names rates.
        guessed: Whether the times of many frames are not stored but guessed.

    Returns:
        The times.
    """
    named = [rate for rate in (stream.average_rate, stream.guessed_rate, stream.base_rate) if rate]
    origin = instants[0] * unit
    if len(instants) > 1:
        steady = constant_rate(instants, unit, named, guessed=guessed) or pulldown_rate(instants, unit)
    else:
        steady = _rate_of_one(last * unit, named)
    if steady is not None:
        # What a header says of the last frame alone is often too short, and never finer than a frame.
        held = max(1, round(last * unit * steady))
        count = len(instants)
        return FrameTimes(range(count), count - 1 + held, 1 / steady, steady, held > 2, origin)
    if slots := slots_of(instants, unit, named):
        rate, places = slots
        return FrameTimes(places, places[-1] + max(1, round(last * unit * rate)), 1 / rate, rate, True, origin)
    rate = commonest_rate(instants, unit, named) or FALLBACK_FRAME_RATE
    starts = tuple(instant - instants[0] for instant in instants)
    end = starts[-1] + (last or max(1, round(1 / (rate * unit))))
    # A timeline of this rate has whole frames only: the first one at or after the last frame's beginning shows it.
    end = max(end, ceil((ceil(starts[-1] * unit * rate) + 1) / (rate * unit)))
    return FrameTimes(starts, end, unit, rate, len(instants) > 1, origin)


def _rate_of_one(length: Fraction, named: Sequence[Fraction]) -> Fraction:
    """The rate of a film of a single frame: what the header names if the frame lasts as long, else what lasts so."""
    named = [standard_rate(rate) or rate for rate in named]
    if length * _FASTEST_OF_ONE < 1:  # a unit of the clock, where nothing is known
        return next((rate for rate in named if rate <= _FASTEST_OF_ONE), FALLBACK_FRAME_RATE)
    return next((rate for rate in (*named, *STANDARD_RATES) if abs(1 / rate - length) * 50 <= length), 1 / length)
