"""Counts the samples of a sound: where each packet's samples belong, and where there really is a pause.

Containers round the times of packets, and some writers get them wrong by a part of a packet. Hence times are not
believed where they differ by less than a packet from what was counted: samples follow one another. Only where a whole
packet's worth is missing, and the packet after it agrees, there is a pause.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from lance_studio.media.sound_index import Counts, SoundPart

_ROUNDING = Fraction(1, 500)  # seconds by which two times may be off together, in containers that count milliseconds
_LONGEST_PACKET = Fraction(1, 4)  # seconds; longer packets (PCM, FLAC) have times that are no worse than others
_CLOCK_JUMP = 10  # seconds without sound that are taken for a jump of a broadcast's clock, as for pictures


@dataclass(frozen=True, eq=False)
class Counted:
    """Where samples belong.

    Attributes:
        starts: The number of the first sample of each packet.
        parts: The sample rates.
        length: Samples in all.
        pauses: How many pauses there are.
    """

    starts: Counts
    parts: tuple[SoundPart, ...]
    length: int
    pauses: int


def count_samples(
    counts: Sequence[int],
    rates: Sequence[int],
    told: Sequence[int | None],
    unit: Fraction,
    *,
    jumps: bool,
) -> Counted:
    """Find where the samples of each packet belong.

    Args:
        counts: Samples that decoding gives for each packet.
        rates: Samples a second of each packet.
        told: When each begins by the container's clock, in units of `unit`; None where it does not tell.
        unit: Seconds.
        jumps: Whether the clock may jump: then a very long pause is none.

    Returns:
        The places, counted from the first sample.
    """
    return _steady(counts, rates, told, unit) or _with_pauses(counts, rates, told, unit, jumps)


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
    return Counted(starts, (SoundPart(0, rate, Fraction(0)),), int(numbers.sum()), 0)


def _with_pauses(
    counts: Sequence[int], rates: Sequence[int], told: Sequence[int | None], unit: Fraction, jumps: bool
) -> Counted:
    starts = np.zeros(len(counts), np.int64)
    parts: list[SoundPart] = []
    origin: Fraction | None = None
    place = at = pauses = 0  # `place` counts through the whole sound, `at` through the part
    least = _packet_seconds(counts, rates)
    for number, count in enumerate(counts):
        if not count:
            starts[number] = place
            continue
        rate = rates[number]
        if not parts or parts[-1].rate != rate:
            time = parts[-1].time + Fraction(at, parts[-1].rate) if parts else Fraction(0)
            parts.append(SoundPart(place, rate, time))
            at = 0
        time = parts[-1].time + Fraction(at, rate)
        tick = told[number]
        if tick is not None:
            if origin is None:
                origin = tick * unit - time
            missing = tick * unit - origin - time
            if abs(missing) >= least and _goes_on(number, counts, rates, told, unit, least):
                if missing < 0 or (jumps and missing > _CLOCK_JUMP):
                    origin += missing
                else:
                    silence = round(missing * rate)
                    place, at, pauses = place + silence, at + silence, pauses + 1
        starts[number] = place
        place, at = place + count, at + count
    return Counted(starts, tuple(parts), place, pauses)


def _goes_on(
    number: int,
    counts: Sequence[int],
    rates: Sequence[int],
    told: Sequence[int | None],
    unit: Fraction,
    least: Fraction,
) -> bool:
    """Whether the next packet follows this one by its time, so that this one's time is no mere slip."""
    here, length = told[number], Fraction(counts[number], rates[number])
    for later in range(number + 1, min(number + 3, len(counts))):
        tick = told[later]
        if tick is not None and here is not None and counts[later]:
            return abs((tick - here) * unit - length) < least
        length += Fraction(counts[later], rates[later])
    return True


def _packet_seconds(counts: Sequence[int], rates: Sequence[int]) -> Fraction:
    """How far times must be off to be believed: by the longest packet of the sound."""
    longest = max((Fraction(count, rate) for count, rate in set(zip(counts, rates, strict=True))), default=Fraction(1))
    return max(min(longest, _LONGEST_PACKET) - _ROUNDING, _ROUNDING)
