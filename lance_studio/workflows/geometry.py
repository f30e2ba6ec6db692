"""Sizes that inputs get, without torch: the same rules as in the engine's preprocessing, which a test compares."""

import math
from collections.abc import Mapping
from fractions import Fraction

from lance_studio.catalog.profile import StreamSides

MODEL_RATE = Fraction(12)
"""Frames a second of the clips that the model sees and makes."""
TEMPORAL_STRIDE = 4
"""Frames that share a latent frame; the first frame has one for itself."""
SPATIAL_STRIDE = 16
"""Pixels per latent cell and side."""

_ASPECTS = (Fraction(21, 9), Fraction(16, 9), Fraction(4, 3), Fraction(1), Fraction(3, 4), Fraction(9, 16))


def result_size(width: int, height: int, preset: str, presets: Mapping[str, StreamSides]) -> tuple[int, int]:
    """The size of a result whose shape follows a source.

    Args:
        width: The source's width in pixels.
        height: The source's height in pixels.
        preset: The request's preset.
        presets: Those of the model's profile.

    Returns:
        Width and height in pixels.
    """
    base = presets[preset].vae
    buckets = [_bucket(aspect, base) for aspect in _ASPECTS]
    return min(buckets, key=lambda size: abs(width / height - size[0] / size[1]))


def crop_box(width: int, height: int, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """The centred part of a source that a result shows.

    Args:
        width: The source's width in pixels.
        height: The source's height in pixels.
        size: Width and height of the result.

    Returns:
        Left, top, right and bottom in the source's pixels; right and bottom are exclusive.
    """
    ratio = size[0] / size[1]
    crop_width, crop_height = width, height
    if width / height < ratio:
        crop_height = round(width / ratio)
    elif width / height > ratio:
        crop_width = round(height * ratio)
    crop_width, crop_height = min(max(crop_width, 1), width), min(max(crop_height, 1), height)
    left, top = (width - crop_width) // 2, (height - crop_height) // 2
    return left, top, left + crop_width, top + crop_height


def latent_grid(frames: int, width: int, height: int) -> tuple[int, int, int]:
    """Latent cells of a picture or clip in time, height and width."""
    return (frames - 1) // TEMPORAL_STRIDE + 1, height // SPATIAL_STRIDE, width // SPATIAL_STRIDE


def frames_at_least(count: int) -> int:
    """The least number of frames that the model can hold (4 k + 1, at least 5) and that is not below `count`."""
    return max(TEMPORAL_STRIDE * math.ceil((count - 1) / TEMPORAL_STRIDE) + 1, TEMPORAL_STRIDE + 1)


def _bucket(aspect: Fraction, base: int) -> tuple[int, int]:
    area, ratio, grid = float(base * base), float(aspect), SPATIAL_STRIDE
    width = round(math.sqrt(area * ratio) / grid) * grid
    by_width = (width, round(width / ratio / grid) * grid)
    height = round(math.sqrt(area / ratio) / grid) * grid
    by_height = (round(height * ratio / grid) * grid, height)

    def misfit(size: tuple[int, int]) -> tuple[float, float]:
        return abs(size[0] / size[1] - ratio), abs(size[0] * size[1] - area)

    return min((by_width, by_height), key=misfit)
