"""Where the items of one track lie, in whole numbers of a common unit of time.

Tracks are frozen, so that this is worked out once for each of them and found by bisection afterwards. Whole numbers
stand for the same times as fractions do, exactly, at a fraction of the cost.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import accumulate


class TrackLayout:
    """Items that follow one another from time 0.

    Args:
        durations: Of each item in order, in seconds, above 0.
        ids: Of each item: the identifier of a clip, None for a gap.

    Attributes:
        ids: As given.
        unit: Units in a second.
        offsets: At which unit each item begins, and last the unit at which the last item ends; ascending.
        positions: The position among the items of each clip, by its identifier.
    """

    def __init__(self, durations: Iterable[Fraction], ids: Sequence[str | None]) -> None:
        ratios = [duration.as_integer_ratio() for duration in durations]
        denominators = {denominator for _, denominator in ratios}
        self.unit = math.lcm(*denominators)
        factors = {denominator: self.unit // denominator for denominator in denominators}
        self.offsets = list(accumulate((number * factors[below] for number, below in ratios), initial=0))
        self.ids = ids
        self.positions = {clip_id: position for position, clip_id in enumerate(ids) if clip_id is not None}

    @cached_property
    def starts(self) -> tuple[Fraction, ...]:
        """Timeline seconds at which each item begins, and last those at which the last item ends."""
        return tuple(Fraction(offset, self.unit) for offset in self.offsets)

    @cached_property
    def seconds(self) -> list[float]:
        """The starts as floating-point numbers, for drawing."""
        return [offset / self.unit for offset in self.offsets]

    @cached_property
    def end(self) -> Fraction:
        """Timeline seconds at which the last item ends; 0 without items."""
        return self.start(len(self.ids))

    def start(self, position: int) -> Fraction:
        """Return the timeline seconds at which an item begins; after the last position, those at which all ends."""
        return Fraction(self.offsets[position], self.unit)

    def position_at(self, time: Fraction) -> int | None:
        """Return the position of the item that lies at a time in seconds; None before the start and after the end."""
        position = bisect_right(self.offsets, math.floor(time * self.unit)) - 1
        return position if 0 <= position < len(self.ids) else None

    def overlapping(self, start: Fraction, end: Fraction) -> range:
        """Return the positions of the items that begin before `end` and end after `start`, in timeline seconds."""
        first = bisect_right(self.offsets, math.floor(start * self.unit)) - 1
        last = bisect_left(self.offsets, math.ceil(end * self.unit))
        return range(max(first, 0), min(last, len(self.ids)))

    def boundaries(self, start: Fraction, end: Fraction) -> range:
        """Return which of the starts (the end of the last item is one) lie from one time to another, both included."""
        first = bisect_left(self.offsets, math.ceil(start * self.unit))
        return range(first, max(first, bisect_right(self.offsets, math.floor(end * self.unit))))

    def touches_clip(self, boundary: int, except_for: Iterable[str] = ()) -> bool:
        """Return whether a clip begins or ends at a boundary, some clips left out."""
        before = self.ids[boundary - 1] if boundary else None
        after = self.ids[boundary] if boundary < len(self.ids) else None
        return any(clip_id is not None and clip_id not in except_for for clip_id in (before, after))
