"""Where the clock of a broadcast jumps, by its pictures: sound must jump with them to stay in step."""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import av  # noqa: F401 - whole before its parts
from av.video.stream import VideoStream

from lance_studio.media.streams import FALLBACK_FRAME_RATE

CLOCK_JUMP = 10
"""Seconds without a picture or sound that are taken for a jump of the clock, not for a pause."""

_REORDERED = 40  # packets after a jump among which the first picture is


@dataclass(frozen=True, slots=True)
class ClockJump:
    """A place at which a film's clock jumps.

    Attributes:
        place: The byte of the file at which the pictures after it begin.
        shift: Seconds that must be added to the clock from there on, so that the pictures follow those before.
    """

    place: int
    shift: Fraction


@dataclass
class _Part:
    place: int
    first: int
    end: int
    count: int = 1


@dataclass
class FilmClock:
    """Follows the packets of a picture.

    Args:
        stream: The picture's stream.
    """

    stream: VideoStream
    _parts: list[_Part] = field(default_factory=list)
    _last: int = 0

    def add(self, packet: Any) -> None:
        """Take the next packet, in the order of the file."""
        if packet.pts is None or not packet.size:
            return
        decoded = packet.pts if packet.dts is None else packet.dts
        end = packet.pts + (packet.duration or self._step)
        if not self._parts or not 0 <= (decoded - self._last) * self._unit < CLOCK_JUMP:
            self._parts.append(_Part(packet.pos or 0, packet.pts, end))
        part = self._parts[-1]
        part.count += 1
        part.end = max(part.end, end)
        if part.count <= _REORDERED:
            part.first = min(part.first, packet.pts)
        self._last = decoded

    @property
    def jumps(self) -> list[ClockJump]:
        """The jumps so far, in the order of the file."""
        found: list[ClockJump] = []
        end = Fraction(0)
        for number, part in enumerate(self._parts):
            shift = end - part.first * self._unit if number else Fraction(0)
            end = part.end * self._unit + shift
            if number:
                found.append(ClockJump(part.place, shift))
        return found

    @property
    def _unit(self) -> Fraction:
        return self.stream.time_base or Fraction(1, 90_000)

    @property
    def _step(self) -> int:
        rate = self.stream.average_rate or self.stream.guessed_rate or FALLBACK_FRAME_RATE
        return round(1 / (rate * self._unit))
