"""How a whole picture moved and changed its tone against its source, apart from what changed in places."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lance_studio.metrics.colour import Lab, Picture, to_lab
from lance_studio.metrics.opencv import opencv

_MOST_SHIFT = 4.0
"""Pixels; what moved further is a change and no drift."""

_LEAST_SHIFT = 0.05
_FINENESS = 50
"""Parts of a pixel that shifts are counted in."""

_STEPS = 12
_MOST_CONDITION = 1e4

_LEAST_PART = 0.98
"""How much smaller the typical difference must get for a shift to be believed."""

_SAMPLES = 200_000


@dataclass(frozen=True, slots=True)
class Alignment:
    """What brings a result back onto its source.

    Attributes:
        shift: Pixels by which the result lies to the right of and below the source.
        tone: What was added to L*, a* and b* everywhere.
    """

    shift: tuple[float, float]
    tone: tuple[float, float, float]

    @property
    def tone_step(self) -> float:
        """How far the tone of all of the picture moved, in Lab."""
        return float(np.linalg.norm(self.tone))


def align(source: Picture, result: Picture) -> tuple[Alignment, Lab, Lab]:
    """Register a result against its source.

    The shift comes from the phase correlation of the lightness, the tone from the median difference, so that neither
    follows what changed in less than half of the picture.

    Args:
        source: [H, W, 3], sRGB.
        result: Of the same shape.

    Returns:
        The alignment, the source in Lab, and the aligned result in Lab.
    """
    before, after = to_lab(source), to_lab(result)
    shift = _shift(before, after)
    moved = _moved(after, shift)
    tone = _tone(before, moved)
    return Alignment(shift, tone), before, moved - np.asarray(tone, np.float32)


def _shift(before: Lab, after: Lab) -> tuple[float, float]:
    from skimage.registration import phase_cross_correlation

    cv2 = opencv()
    height, width = before.shape[:2]
    if min(height, width) < 16:
        return (0.0, 0.0)
    window = np.asarray(cv2.createHanningWindow((width, height), cv2.CV_32F))
    one, other = ((each[..., 0] - each[..., 0].mean()) * window for each in (before, after))
    found, _, _ = phase_cross_correlation(one, other, upsample_factor=_FINENESS)
    starts = {(0.0, 0.0), (-float(found[1]), -float(found[0]))}
    shifts = [_refined(before, after, start) for start in starts if max(map(abs, start)) <= _MOST_SHIFT]
    likely = [each for each in shifts if _LEAST_SHIFT <= max(map(abs, each)) <= _MOST_SHIFT]
    best = min(likely, key=lambda each: _typical(before, _moved(after, each)), default=(0.0, 0.0))
    return best if _typical(before, _moved(after, best)) < _typical(before, after) * _LEAST_PART else (0.0, 0.0)


def _refined(before: Lab, after: Lab, shift: tuple[float, float]) -> tuple[float, float]:
    """Improve a shift by least squares on the lightness (Lucas and Kanade 1981), without what differs most."""
    cv2 = opencv()
    found = np.array(shift)
    for _ in range(_STEPS):
        light = np.ascontiguousarray(_moved(after, (float(found[0]), float(found[1])))[..., 0])
        rest = (before[..., 0] - light)[2:-2, 2:-2]
        rest = rest - np.median(rest)
        slopes = [
            np.asarray(cv2.Scharr(light, cv2.CV_32F, *each, scale=1 / 32))[2:-2, 2:-2] for each in ((1, 0), (0, 1))
        ]
        distance = np.abs(rest)
        used = distance <= np.percentile(distance, 75)
        right, down = (each[used] for each in slopes)
        matrix = np.array([[right @ right, right @ down], [right @ down, down @ down]], np.float64)
        if np.linalg.cond(matrix) > _MOST_CONDITION:
            return shift
        found = found + np.linalg.solve(matrix, [right @ rest[used], down @ rest[used]])
        if np.abs(found).max() > 2 * _MOST_SHIFT:
            return shift
    return float(found[0]), float(found[1])


def _moved(picture: Lab, shift: tuple[float, float]) -> Lab:
    if shift == (0.0, 0.0):
        return picture
    cv2 = opencv()
    back = np.array([[1, 0, shift[0]], [0, 1, shift[1]]], np.float32)
    size = picture.shape[1], picture.shape[0]
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(picture, back, size, flags=flags, borderMode=cv2.BORDER_REPLICATE), np.float32)


def _sampled(picture: Lab) -> Lab:
    pixels = picture.reshape(-1, 3)
    return pixels[:: max(len(pixels) // _SAMPLES, 1)]


def _typical(before: Lab, after: Lab) -> float:
    """The mean of the smaller three quarters of differences, which a change in places does not touch."""
    difference: NDArray[np.float32] = np.abs(_sampled(before) - _sampled(after)).sum(axis=1)
    count = max(len(difference) * 3 // 4, 1)
    return float(np.partition(difference, count - 1)[:count].mean())


def _tone(before: Lab, after: Lab) -> tuple[float, float, float]:
    median = np.median(_sampled(after) - _sampled(before), axis=0)
    return float(median[0]), float(median[1]), float(median[2])
