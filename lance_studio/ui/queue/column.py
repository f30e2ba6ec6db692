"""Where the rows of a long column are, of which few are made."""

from bisect import bisect_left
from collections.abc import Mapping
from itertools import accumulate


class Column:
    """Rows below each other, most of them of one height.

    Args:
        count: How many rows there are.
        height: Of most rows, in pixels.
        gap: Between two rows.
        margin: Above the first row.
        taller: By the place of a row that is taller, by how much.
    """

    def __init__(self, count: int, height: int, gap: int, margin: int, taller: Mapping[int, int]) -> None:
        self._count, self.height, self._step, self._margin = count, height, height + gap, margin
        self._places = sorted(place for place in taller if place < count)
        self._added = list(accumulate((taller[place] for place in self._places), initial=0))

    def top(self, place: int) -> int:
        """Return where a row begins; for the number of rows, where the next one would."""
        return self._margin + place * self._step + self._added[bisect_left(self._places, place)]

    def at(self, y: int) -> int:
        """Return which row there is at a height, or the nearest one; 0 without rows."""
        first, last = 0, max(self._count - 1, 0)
        while first < last:
            middle = (first + last + 1) // 2
            if self.top(middle) <= y:
                first = middle
            else:
                last = middle - 1
        return first

    def gap_at(self, y: float, first: int, count: int) -> int:
        """Return how many of `count` rows from `first` on, none of them taller, have their middles above a height."""
        above = (y - self.top(first) - self.height / 2) / self._step
        return min(max(int(above) + 1, 0), count) if above >= 0 else 0
