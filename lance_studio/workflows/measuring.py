"""What a change did to a picture, for two pictures of any sizes: the drift meter of `metrics` on files and nodes."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lance_studio.errors import InvalidRequestError
from lance_studio.language import tr
from lance_studio.media.scaling import scale
from lance_studio.metrics.changed_region import find_change
from lance_studio.metrics.drift import Drift, heat_map, measure
from lance_studio.metrics.opencv import opencv
from lance_studio.requests.geometry import Box, crop_box

Picture = NDArray[np.uint8]

_SEARCHED_SIDE = 512
"""Pixels of the shorter side at which a changed region is looked for."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured, and of what.

    Attributes:
        drift: The figures.
        region: bool [H, W], where the result was to differ, or differs; all False where nothing does.
        found: Whether the region was found rather than given.
        is_global: Whether all of the picture was changed.
        size: Width and height at which the two were compared.
        part: The part of the source that the result shows, in the source's pixels; None where it shows all.
        source: The pixels that were compared, uint8 [H, W, 3].
        result: The others, of the same shape.
    """

    drift: Drift
    region: NDArray[np.bool_]
    found: bool
    is_global: bool
    size: tuple[int, int]
    part: Box | None
    source: Picture
    result: Picture

    @property
    def heat(self) -> NDArray[np.float32]:
        """ΔE00 of each pixel, float32 [H, W]."""
        return heat_map(self.source, self.result)


def measure_pictures(
    source: Picture,
    result: Picture,
    mask: Picture | None = None,
    colours: Mapping[str, tuple[int, int, int]] | None = None,
) -> Measured:
    """Measure how far a result went from its source, inside the region that was to change and outside.

    Of two sizes the smaller one counts: a picture is not blamed for pixels that were never made. Where shapes differ,
    the middle of the source is compared, which is what the model shows of it.

    Args:
        source: uint8 [H, W, 3].
        result: uint8 [h, w, 3].
        mask: uint8 of the source's or the result's size, 128 or more where the picture was to change; None to find it.
        colours: Colours to watch outside that region, by name.

    Raises:
        InvalidRequestError: The mask has another size.
    """
    height, width = result.shape[:2]
    part = crop_box(source.shape[1], source.shape[0], (width, height))
    left, top, right, bottom = part
    whole = (right - left, bottom - top) == (source.shape[1], source.shape[0])
    if mask is not None and mask.shape not in (source.shape[:2], result.shape[:2]):
        raise InvalidRequestError(
            tr(
                "The mask has {width} × {height} pixels, which is neither picture's size.",
                width=mask.shape[1],
                height=mask.shape[0],
            ),
            tr("Give a mask of the source's size."),
        )
    cropped = source[top:bottom, left:right]
    size = min((right - left, bottom - top), (width, height), key=lambda each: each[0] * each[1])
    one, other = (scale(each, *size, precise=True) for each in (cropped, result))
    if mask is not None:
        shown = mask[top:bottom, left:right] if mask.shape == source.shape[:2] else mask
        region = _fitted(shown >= 128, size)
        drift = measure(one, other, region, colours)
        return Measured(drift, region, False, bool(region.all()), size, None if whole else part, one, other)
    region, is_global = _found(one, other)
    drift = measure(one, other, region, colours)
    return Measured(drift, region, True, is_global, size, None if whole else part, one, other)


def _found(source: Picture, result: Picture) -> tuple[NDArray[np.bool_], bool]:
    """The changed region at the pictures' own size, looked for at a size at which it costs little."""
    height, width = source.shape[:2]
    factor = min(height, width) / _SEARCHED_SIDE
    if factor <= 1:
        change = find_change(source, result)
        return change.inside, change.is_global
    cv2 = opencv()
    small = max(round(width / factor), 1), max(round(height / factor), 1)
    one, other = (
        np.asarray(cv2.resize(each, small, interpolation=cv2.INTER_AREA), np.uint8) for each in (source, result)
    )
    change = find_change(one, other)
    return _fitted(change.inside, (width, height)), change.is_global


def _fitted(region: NDArray[np.bool_], size: tuple[int, int]) -> NDArray[np.bool_]:
    """A region at another size; a pixel of which any part lies inside is inside."""
    if region.shape == size[::-1]:
        return region
    cv2 = opencv()
    scaled = cv2.resize(region.astype(np.uint8) * 255, size, interpolation=cv2.INTER_AREA)
    return np.asarray(scaled) > 0
