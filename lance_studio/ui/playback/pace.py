"""Whether playing keeps up: how much is left out so that it does, and what is said of it."""

from collections import deque
from fractions import Fraction

from lance_studio.media.haste import Haste

LATE = Fraction(1, 10)
"""Seconds a frame may be late before anything is left out: one slow frame is no reason."""
VERY_LATE = Fraction(1)
"""Seconds a frame may be late before key frames alone are taken."""
SAFE = 4
"""Frames that must be ready ahead of time before more is decoded again, or it would be too much at once."""
WINDOW = Fraction(1)
"""Seconds over which shown frames are counted."""
EVERY = Fraction(1, 2)
"""Seconds from one look at the count to the next."""
AGREEING = 3
"""So many looks in a row must agree before anything is said: one hiccup lies in two of them."""
LOW, FULL = Fraction(9, 10), Fraction(19, 20)
"""Below the first part of the wanted rate it is said, from the second on it is full again."""


class Pace:
    """Chooses how much is left out, from how late the next frame is."""

    def __init__(self) -> None:
        self.haste = Haste.NONE

    def judge(self, ahead: Fraction, rate: Fraction) -> Haste:
        """Choose what is left out of the next frame.

        Args:
            ahead: Frames, as they follow one another on the screen, by which the next one comes before its time; below
                0 it is late.
            rate: So many of them are wanted a second.

        Returns:
            What may be left out.
        """
        late = -ahead / rate
        if late >= VERY_LATE:
            self.haste = Haste.KEYS
        elif late >= LATE:
            self.haste = max(self.haste, Haste.SKIP_UNREFERENCED)
        elif ahead >= SAFE:
            self.haste = Haste.NONE
        elif ahead >= 0:
            self.haste = min(self.haste, Haste.SKIP_UNREFERENCED)
        return self.haste


class RateMeter:
    """Counts the frames that are shown in a second of playing.

    Args:
        rate: So many are wanted.

    Attributes:
        told: What was said last: frames a second; None while it is the full rate.
    """

    def __init__(self, rate: Fraction) -> None:
        self.wanted = max(round(rate), 1)
        self.told: int | None = None
        self._shown: deque[Fraction] = deque()
        self._looked = Fraction(0)
        self._agreeing = 0

    def add(self, time: Fraction) -> None:
        """Count a frame that was shown at a time, in seconds of playing."""
        self._shown.append(time)

    def look(self, now: Fraction) -> bool:
        """Look at the count.

        Args:
            now: Seconds of playing.

        Returns:
            Whether there is something new to say.
        """
        while self._shown and self._shown[0] <= now - WINDOW:
            self._shown.popleft()
        if now < WINDOW or now < self._looked + EVERY:
            return False
        self._looked = now
        count = len(self._shown)
        changes = count < self.wanted * LOW if self.told is None else count >= self.wanted * FULL
        self._agreeing = self._agreeing + 1 if changes else 0
        before = self.told
        if self._agreeing >= AGREEING:
            self.told = count if self.told is None else None
            self._agreeing = 0
        elif self.told is not None and not changes:
            self.told = count
        return self.told != before
