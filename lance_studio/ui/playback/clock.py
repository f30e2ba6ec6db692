"""How far playing has come."""

import time
from fractions import Fraction
from typing import Protocol

_NANO = 1_000_000_000


class Clock(Protocol):
    """Counts seconds since it was started; any thread may ask."""

    def start(self) -> None:
        """Begin at 0."""
        ...

    def elapsed(self) -> Fraction:
        """Return the seconds since the start; 0 before it."""
        ...

    def stop(self) -> None:
        """Count no further, and let go of what was used."""
        ...


class WallClock:
    """The computer's own clock, for playing without sound."""

    def __init__(self) -> None:
        self._began: int | None = None

    def start(self) -> None:
        """Begin at 0."""
        self._began = time.perf_counter_ns()

    def elapsed(self) -> Fraction:
        """Return the seconds since the start."""
        return Fraction(0) if self._began is None else Fraction(time.perf_counter_ns() - self._began, _NANO)

    def stop(self) -> None:
        """Count no further."""
        self._began = None


class DeviceClock:
    """Follows a sound device, whose own count moves in jumps, and fills the jumps with the computer's clock.

    Never goes back. A device that stands still, because it was unplugged for example, holds the clock only for a
    moment: then the computer's clock takes over, so that playing goes on in silence.
    """

    PATIENCE = 500_000_000
    """Nanoseconds without a step of the device."""

    def __init__(self) -> None:
        self._played = 0
        self._at = 0
        self._last = Fraction(0)
        self._lost = False

    def elapsed(self, played: int, now: int) -> Fraction:
        """Return the seconds since the start.

        Args:
            played: Microseconds that the device says it has played.
            now: Nanoseconds of a clock that never goes back.
        """
        if self._at == 0 or (played != self._played and not self._lost):
            self._played, self._at = played, now
        waited = now - self._at
        if waited > self.PATIENCE:
            self._lost = True
        time = Fraction(self._played, 1_000_000) + Fraction(waited, _NANO)
        self._last = max(self._last, time)
        return self._last
