"""Samples between samples: changing the rate of a sound, exactly placed and without memory.

Each output sample depends on the input around it and on nothing else, so that sound read in blocks, in any order, is
the same as sound read at once. (FFmpeg's resampler carries a state that a jump would spoil.)
"""

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Sound: TypeAlias = NDArray[np.float32]

_HALF_WIDTH = 16  # input samples on each side, at steps of up to 1
_MOST_HELD = 4 << 20  # samples that are gathered at once
_MOST_PHASES = 2048  # positions between two samples are rounded to this number where there are more


def resample(read: Callable[[int, int], Sound], position: Fraction, step: Fraction, count: int) -> Sound:
    """Read samples at equal distances, wherever they lie between the given ones.

    Args:
        read: Gives float32 [count, channels] from a first sample and a count; zeros outside the sound.
        position: Where the first wanted sample lies, in input samples.
        step: Distance of the wanted samples, in input samples, above 0; what would fold over is filtered out.
        count: How many.

    Returns:
        float32 array [count, channels].
    """
    if count == 0:
        return read(0, 0)
    if step == 1 and position.denominator == 1:
        return read(int(position), count)
    base = position.__floor__()
    unit = np.lcm.reduce([(position - base).denominator, step.denominator]).item()
    # Whole numbers of 1/unit: exact, also after hours.
    places = int((position - base) * unit) + np.arange(count, dtype=np.int64) * int(step * unit)
    whole, rest = places // unit, places % unit
    # A filter that is stretched over `step` samples changes as much less between two of them.
    phases = min(unit, max(1, _MOST_PHASES // max(1, int(step))))
    weights = _weights(phases, max(Fraction(1), step))
    taps = weights.shape[1]
    first = base - taps // 2 + 1
    samples = read(first, int(whole[-1]) + taps + 1)
    # A position just before the next sample may round up to it.
    phase = (rest * phases + unit // 2) // unit
    starts = whole + phase // phases
    windows = np.lib.stride_tricks.sliding_window_view(samples, taps, axis=0)
    result = np.empty((count, samples.shape[1]), np.float32)
    # In parts: each output sample needs a row of `taps` samples and one of weights.
    rows = max(1, _MOST_HELD // taps)
    for place in range(0, count, rows):
        part = slice(place, place + rows)
        result[part] = np.einsum("nct,nt->nc", windows[starts[part]], weights[phase[part] % phases], optimize=True)
    return result


@lru_cache(maxsize=8)
def _weights(phases: int, step: Fraction) -> NDArray[np.float32]:
    """A windowed sinc [phases, taps] for each position between two samples, low-passed for steps above 1."""
    reach = int(np.ceil(_HALF_WIDTH * float(step)))
    offsets = np.arange(-reach + 1, reach + 1)[None] - (np.arange(phases) / phases)[:, None]
    # Slightly below the limit, because the filter's edge is not vertical.
    cutoff = 1.0 if step == 1 else 0.95 / float(step)
    window = np.cos(np.pi * np.clip(offsets / reach, -1, 1) / 2) ** 2
    weights = cutoff * np.sinc(cutoff * offsets) * window
    return (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)
