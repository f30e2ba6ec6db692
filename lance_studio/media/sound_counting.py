"""Counts the samples of a sound: where each packet's samples belong, and where there really is a pause.

Containers round the times of packets, and some writers get them wrong by a part of a packet. Hence times are not
believed where they differ by less than a packet from what was counted: samples follow one another. Only where a whole
packet's worth is missing, and the packet after it agrees, there is a pause.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from lance_studio.media.film_clock import CLOCK_JUMP
from lance_studio.media.sound_index import Counts, SoundPart

_ROUNDING = Fraction(1, 500)  # seconds by which two times may be off together, in containers that count milliseconds
_LONGEST_PACKET = Fraction(1, 4)  # seconds; longer packets (PCM, FLAC) have times that are no worse than others


@dataclass(frozen=True, eq=False)
class Counted:
    """Where samples belong.

    Attributes:
        starts: The number of the first sample of each packet.
        counts: How many of each are heard.
        parts: The sample rates.
        length: Samples in all.
        pauses: How many pauses there are.
    """

    starts: Counts
    counts: Counts
    parts: tuple[SoundPart, ...]
    length: int
    pauses: int


def count_samples(
    counts: Sequence[int],
    rates: Sequence[int],
    told: Sequence[int | None],
    unit: Fraction,
    *,
    film: Sequence[Fraction | None] | None = None,
    may_jump: bool = False,
) -> Counted:
    """Find where the samples of each packet belong.

    Args:
        counts: Samples that decoding gives for each packet.
        rates: Samples a second of each packet.
        told: When each begins by the container's clock, in units of `unit`; None where it does not tell.
        unit: Seconds.
        film: What must be added to the clock at each packet for the pictures beside it, in seconds, where the film's
            clock jumps; None for nothing.
        may_jump: Whether the clock may jump: then a very long pause is none.

    Returns:
        The places, counted from the first sample.
    """
    return _steady(counts, rates, told, unit) or _Counting(counts, rates, told, unit, film, may_jump).all()


def _steady(counts: Sequence[int], rates: Sequence[int], told: Sequence[int | None], unit: Fraction) -> Counted | None:
    """The usual case, quickly: one rate and no pause."""
    numbers = np.asarray(counts, np.int64)
    if len(set(rates)) != 1:
        return None
    rate = rates[0]
    starts = np.cumsum(numbers) - numbers
    known = np.array([each is not None for each in told], bool) & (numbers > 0)
    if known.any():
        ticks = np.array([each or 0 for each in told], np.float64)[known]
        claimed = (ticks - ticks[0]) * float(unit * rate)
        off = claimed - (starts[known] - starts[known][0])
        if np.abs(off).max() >= float(_packet_seconds(counts, rates) * rate):
            return None
    return Counted(starts, numbers, (SoundPart(0, rate, Fraction(0)),), int(numbers.sum()), 0)


class _Counting:
    """Goes through the packets and believes their times where it must."""

    def __init__(
        self,
        counts: Sequence[int],
        rates: Sequence[int],
        told: Sequence[int | None],
        unit: Fraction,
        film: Sequence[Fraction | None] | None,
        may_jump: bool,
    ) -> None:
        self._counts = list(counts)
        self._rates = rates
        self._told = told
        self._unit = unit
        self._film = film
        self._may_jump = may_jump
        self._least = _packet_seconds(counts, rates)
        self._starts = np.zeros(len(counts), np.int64)
        self._parts: list[SoundPart] = []
        self._first: Fraction | None = None  # the first time that was told
        self._origin = Fraction(0)  # what stands for the sound's beginning on the clock, after its jumps
        self._place = 0  # samples so far, pauses included
        self._pauses = 0

    def all(self) -> Counted:
        """Place all packets."""
        for number, count in enumerate(self._counts):
            if count:
                self._begin_part(self._rates[number])
                if self._told[number] is not None:
                    self._believe(number)
            self._starts[number] = self._place
            self._place += count
        return Counted(self._starts, np.array(self._counts, np.int64), tuple(self._parts), self._place, self._pauses)

    @property
    def _time(self) -> Fraction:
        """Seconds so far."""
        part = self._parts[-1]
        return part.time + Fraction(self._place - part.first, part.rate)

    def _begin_part(self, rate: int) -> None:
        if not self._parts:
            self._parts.append(SoundPart(0, rate, Fraction(0)))
        elif self._parts[-1].rate != rate:
            self._parts.append(SoundPart(self._place, rate, self._time))

    def _believe(self, number: int) -> None:
        """Compare a packet's time with what was counted, and follow it where it cannot be a mere slip."""
        clock = (self._told[number] or 0) * self._unit
        if self._first is None:
            self._first, self._origin = clock, clock - self._time
        missing = clock - self._origin - self._time
        if abs(missing) < self._least or not self._goes_on(number):
            return
        if missing > 0 and not (self._may_jump and missing > CLOCK_JUMP):
            self._pauses += 1
            self._move(number, missing)
            return
        shift = None if self._film is None else self._film[number]
        if shift is not None:
            # In step with the pictures, which follow one another.
            self._move(number, clock + shift - self._first - self._time)
        self._origin = clock - self._time

    def _move(self, number: int, missing: Fraction) -> None:
        """Leave silence before a packet, or cut as much off what comes before it."""
        samples = round(missing * self._parts[-1].rate)
        self._place += max(samples, 0)
        least = self._parts[-1].first
        before = number - 1
        while samples < 0 and before >= 0 and self._place > least:
            cut = min(self._counts[before], -samples, self._place - least)
            self._counts[before] -= cut
            self._place -= cut
            samples += cut
            self._starts[before] = min(int(self._starts[before]), self._place)
            before -= 1

    def _goes_on(self, number: int) -> bool:
        """Whether the next packet follows this one by its time, so that this one's time is no mere slip."""
        here, length = self._told[number], Fraction(self._counts[number], self._rates[number])
        for later in range(number + 1, min(number + 3, len(self._counts))):
            tick = self._told[later]
            if tick is not None and here is not None and self._counts[later]:
                return abs((tick - here) * self._unit - length) < self._least
            length += Fraction(self._counts[later], self._rates[later])
        return True


def _packet_seconds(counts: Sequence[int], rates: Sequence[int]) -> Fraction:
    """How far times must be off to be believed: by the longest packet of the sound."""
    longest = max((Fraction(count, rate) for count, rate in set(zip(counts, rates, strict=True))), default=Fraction(1))
    return max(min(longest, _LONGEST_PACKET) - _ROUNDING, _ROUNDING)
