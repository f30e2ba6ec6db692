"""How many frames a second a film is meant to have, judged by the times of its frames."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from operator import sub

import numpy as np

STANDARD_RATES = tuple(
    Fraction(*rate)
    for rate in (
        (24, 1),
        (25, 1),
        (30, 1),
        (24_000, 1_001),
        (30_000, 1_001),
        (60_000, 1_001),
        (50, 1),
        (60, 1),
        (48, 1),
        (48_000, 1_001),
        (120, 1),
        (120_000, 1_001),
        (100, 1),
        (90, 1),
        (240, 1),
        (240_000, 1_001),
        (144, 1),
        (15, 1),
        (15_000, 1_001),
        (25, 2),
        (12, 1),
        (12_000, 1_001),
        (10, 1),
        (20, 1),
        (15, 2),
        (8, 1),
        (16, 1),
        (18, 1),
        (6, 1),
        (5, 1),
        (4, 1),
        (2, 1),
        (1, 1),
    )
)
"""Rates at which films are made, commonest first; a rate over 1001 comes after the round one that is close to it only
where frames tell the two apart."""

_CINEMA = (Fraction(24_000, 1_001), Fraction(24))
_LEAST_PULLDOWN = 6  # frames
_FASTEST = 1_000
_FEW_UNITS = 4
"""A frame that lasts fewer units of the clock has one length, not two neighbouring ones."""
_WITHIN_64_BITS = 1 << 62
_GUESSED_OFF = Fraction(5, 2)
"""Frames by which guessed times are off at most."""


def constant_rate(
    instants: Sequence[int], unit: Fraction, named: Sequence[Fraction], *, guessed: bool = False
) -> Fraction | None:
    """Find the rate at which all frames follow one another, apart from the rounding of their times.

    Args:
        instants: When frames begin, ascending, in units of `unit`.
        unit: Seconds.
        named: Rates that the file names, most trustworthy first.
        guessed: Whether the times of many frames are not stored but guessed, so that they are off by a few frames.

    Returns:
        Frames a second; None if there is no such rate, or fewer than two frames.
    """
    if len(instants) < 2:
        return None
    measured = Fraction(len(instants) - 1) / ((instants[-1] - instants[0]) * unit)
    near = sorted(STANDARD_RATES, key=lambda rate: abs(rate - measured))[:4]
    # A rate that the file names is taken where its times agree: a few frames cannot tell 30 from 30000/1001.
    meant = [each for rate in named if rate > 0 and (each := standard_rate(rate)) is not None]
    for rate in dict.fromkeys((*meant, *near, *named, 1 / ((instants[1] - instants[0]) * unit))):
        if _agrees(instants, unit, rate, guessed):
            return rate
    return measured if _agrees(instants, unit, measured, guessed) else None


def commonest_rate(instants: Sequence[int], unit: Fraction, named: Sequence[Fraction] = ()) -> Fraction | None:
    """Find the rate that belongs to the commonest time of a frame, on a standard rate where it is close to one.

    Args:
        instants: When frames begin, ascending, in units of `unit`.
        unit: Seconds.
        named: Rates that the file names: they decide between rates that are too close to be told apart.

    Returns:
        Frames a second; None for a single frame.
    """
    return next(iter(_near_rates(instants, unit, named)), None)


def slots_of(
    instants: Sequence[int], unit: Fraction, named: Sequence[Fraction] = ()
) -> tuple[Fraction, tuple[int, ...]] | None:
    """Find the rate of a film from which frames were left out, all others standing where that rate has them.

    Args:
        instants: When frames begin, ascending, in units of `unit`.
        unit: Seconds.
        named: Rates that the file names.

    Returns:
        Frames a second, and the place of each frame, counted from 0; None where frames lie between the places.
    """
    meant = {standard_rate(rate) for rate in named if rate > 0}
    found: list[tuple[bool, Fraction, Fraction, tuple[int, ...]]] = []
    for rate in _near_rates(instants, unit, named):
        step = 1 / (rate * unit)
        most = max(Fraction(1), step / 100)
        places = tuple(round((instant - instants[0]) / step) for instant in instants)
        off = [instant - instants[0] - place * step for instant, place in zip(instants, places, strict=True)]
        # The first one was rounded too.
        blur = max(off) - min(off)
        if step >= 2 * most and blur <= most and len(set(places)) == len(places):
            found.append((rate not in meant, blur, rate, places))
    return min(found)[2:] if found else None


def pulldown_rate(instants: Sequence[int], unit: Fraction) -> Fraction | None:
    """Find the rate of a cinema film whose frames are shown for three and two fields of television by turns.

    Args:
        instants: When frames begin, ascending, in units of `unit`.
        unit: Seconds.

    Returns:
        24 or 24000/1001 frames a second; None if the frames are not shown so.
    """
    if len(instants) < _LEAST_PULLDOWN:
        return None
    for rate in _CINEMA:
        field = 2 / (5 * rate * unit)
        blur = max(Fraction(1), field / 10)
        steps = [round(step / field) for step in map(sub, instants[1:], instants[:-1])]
        exact = all(abs(step - count * field) <= blur for step, count in
                    zip(map(sub, instants[1:], instants[:-1]), steps, strict=True))  # fmt: skip
        if exact and set(steps) == {2, 3} and all(sum(pair) == 5 for pair in pairwise(steps)):
            off = [instant - instants[0] - number * field * 5 / 2 for number, instant in enumerate(instants)]
            if max(off) - min(off) <= field / 2 + 2 * blur:
                return rate
    return None


def _near_rates(instants: Sequence[int], unit: Fraction, named: Sequence[Fraction]) -> list[Fraction]:
    """The rates that the commonest time of a frame may stand for, likeliest first."""
    steps = Counter(map(sub, instants[1:], instants[:-1]))
    if not steps:
        return []
    # Clocks round one length to two neighbouring ones (33 and 34 ms): what counts is how common both are together.
    # A clock that counts frames, as in AVI, rounds nothing: a neighbouring length is that of a frame left out.
    near = (-1, 0, 1) if min(steps) >= _FEW_UNITS else (0,)
    step = max(steps, key=lambda each: (sum(steps[each + other] for other in near), steps[each], -each))
    around = [step + other for other in near if steps[step + other]]
    mean = Fraction(sum(each * steps[each] for each in around), sum(steps[each] for each in around))
    length = mean * unit
    # Without a coarse clock lengths are exact, and a header that names the average says nothing.
    blur = unit if len(around) > 1 else unit / len(instants)
    told = [each for rate in named if rate > 0 and (each := standard_rate(rate)) is not None]
    told = [rate for rate in told if abs(1 / rate - length) <= min(blur, length / 50)]
    close = [rate for rate in STANDARD_RATES if abs(1 / rate - length) <= max(unit, length / 50)]
    close.sort(key=lambda rate: abs(1 / rate - length))
    return [min(rate, Fraction(_FASTEST)) for rate in dict.fromkeys((*told, *(close or [1 / length])))]


def standard_rate(rate: Fraction) -> Fraction | None:
    """Return the standard rate that a rate stands for, as headers round it; None for a rate of its own."""
    nearest = min(STANDARD_RATES, key=lambda each: abs(each - rate))
    return nearest if abs(nearest - rate) * 2_000 <= rate else None


def _agrees(instants: Sequence[int], unit: Fraction, rate: Fraction, guessed: bool) -> bool:
    """Whether frames at a rate have these times, apart from rounding; where the first one was rounded to is unknown."""
    step = 1 / (rate * unit)
    # In whole numbers, because films have hundreds of thousands of frames.
    top, bottom = step.numerator, step.denominator
    # Rounding moves times by less than a unit against one another; some writers add a unit of their own, and program
    # streams add up what was rounded. Where a frame lasts few units only, a unit is no rounding.
    most = int((step * _GUESSED_OFF if guessed else min(max(Fraction(2), step / 100), step / 4)) * bottom)
    span = instants[-1] - instants[0]
    if max(span * bottom, len(instants) * top, abs(instants[0]), abs(instants[-1])) < _WITHIN_64_BITS:
        off = (np.array(instants, np.int64) - instants[0]) * bottom - np.arange(len(instants), dtype=np.int64) * top
        return int(off.max()) - int(off.min()) <= most
    low = high = 0
    for number, instant in enumerate(instants):
        off = (instant - instants[0]) * bottom - number * top
        low, high = min(low, off), max(high, off)
        if high - low > most:
            return False
    return True
