"""Where an edit changed its picture: the region that differs, or all of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lance_studio.metrics.alignment import Alignment, align
from lance_studio.metrics.colour import Picture
from lance_studio.metrics.opencv import opencv

_SURE, _PERHAPS = 14.0, 7.0
"""Differences in Lab that are certainly a change, and that are one beside such a place."""

_USUAL_SIDE = 128
"""Side of pictures for which blur and morphology are given below; they grow with the square root of it."""

_BLUR, _CLOSE, _OPEN, _GROW = 1.0, 5, 3, 5

GLOBAL_SHARE = 0.5
"""From this share of the picture on, an edit changed all of it: a style, light or weather."""

GLOBAL_TONE = 8.0
"""From this step in Lab on, the tone of the whole picture was changed on purpose."""


@dataclass(frozen=True, slots=True)
class Change:
    """What an edit changed.

    Attributes:
        inside: bool [H, W], True where the result differs from its source, with a small margin.
        share: Of the picture, 0 to 1.
        is_global: Whether the whole picture was changed; then `inside` is True everywhere.
        alignment: How the rest moved and changed its tone.
    """

    inside: NDArray[np.bool_]
    share: float
    is_global: bool
    alignment: Alignment


def find_change(source: Picture, result: Picture) -> Change:
    """Find what an edit changed.

    The result is registered against the source; what then differs beyond the autoencoder's noise is taken by
    hysteresis, closed, freed of specks and grown by a small margin.

    Args:
        source: [H, W, 3], sRGB, as the model saw it.
        result: Of the same shape.
    """
    cv2 = opencv()
    alignment, before, after = align(source, result)
    scale = (min(source.shape[:2]) / _USUAL_SIDE) ** 0.5
    blurred = cv2.GaussianBlur(after - before, (0, 0), max(_BLUR * scale, 0.5), borderType=cv2.BORDER_REFLECT)
    difference = np.linalg.norm(np.asarray(blurred), axis=2)
    inside = _hysteresis(difference).astype(np.uint8)
    for kind, size in ((cv2.MORPH_CLOSE, _CLOSE), (cv2.MORPH_OPEN, _OPEN), (cv2.MORPH_DILATE, _GROW)):
        side = max(round(size * scale) // 2 * 2 + 1, 3)
        disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
        # Closing and opening must not eat a region at the border.
        border = cv2.BORDER_REPLICATE if kind != cv2.MORPH_DILATE else cv2.BORDER_CONSTANT
        inside = cv2.morphologyEx(inside, kind, disc, borderType=border)
    found = np.asarray(inside) > 0
    share = float(found.mean())
    if share >= GLOBAL_SHARE or alignment.tone_step >= GLOBAL_TONE:
        return Change(np.ones_like(found), share, True, alignment)
    return Change(found, share, False, alignment)


def _hysteresis(difference: NDArray[np.float32]) -> NDArray[np.bool_]:
    """The places above the lower limit that hang together with one above the upper limit."""
    cv2 = opencv()
    _, labels = cv2.connectedComponents((difference >= _PERHAPS).astype(np.uint8), connectivity=8)
    labels = np.asarray(labels, np.int32)
    sure = np.zeros(int(labels.max()) + 1, np.bool_)
    sure[np.unique(labels[difference >= _SURE])] = True
    sure[0] = False
    return sure[labels]
