"""What mask tools compute: arrays in, arrays out, no state. Slow on large pictures, so not for the window's thread.

The operations of numpy and OpenCV let other threads run meanwhile.
"""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lance_studio.metrics.opencv import opencv

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Inside = NDArray[np.bool_]
    Picture = NDArray[np.uint8]

Point = tuple[float, float]
_TILE = 2048
"""Side of what is measured at once, so that distances, four bytes each, never take much memory."""


# --- the edge ---------------------------------------------------------------------------------------------------------


def grown(inside: "Inside", pixels: int) -> "Inside":
    """Widen a mask by a distance, or narrow it by a negative one.

    The border of the picture is no edge: a mask that reaches it is not narrowed there.

    Args:
        inside: bool [H, W].
        pixels: Euclidean distance in pixels.

    Returns:
        A new array.
    """
    if not pixels:
        return inside.copy()
    return _widened(inside, pixels) if pixels > 0 else ~_widened(~inside, -pixels)


def _widened(inside: "Inside", radius: int) -> "Inside":
    import numpy as np

    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    result = inside.copy()
    if not len(rows):
        return result
    height, width = inside.shape
    # What is further away than the radius stays as it is and costs nothing.
    bottom, right = min(rows[-1] + radius + 1, height), min(columns[-1] + radius + 1, width)
    for top in range(max(rows[0] - radius, 0), bottom, _TILE):
        for left in range(max(columns[0] - radius, 0), right, _TILE):
            tile = result[top : min(top + _TILE, bottom), left : min(left + _TILE, right)]
            above, before = min(top, radius), min(left, radius)
            source = inside[top - above : top + len(tile) + radius, left - before : left + tile.shape[1] + radius]
            near = _within(source, radius)
            tile |= near[above : above + len(tile), before : before + tile.shape[1]]
    return result


def _within(inside: "Inside", radius: int) -> "Inside":
    """Return what is at most that far away from a mask of at most `_TILE` and twice the radius to each side."""
    import numpy as np

    if not inside.any():
        return inside
    cv2 = opencv()
    distance = cv2.distanceTransform((~inside).view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    # Squares of distances are whole numbers: half of one between them leaves no doubt about rounding.
    return distance < math.sqrt(radius * radius + 0.5)


# --- outlines ---------------------------------------------------------------------------------------------------------


def filled(points: Sequence[Point], size: tuple[int, int]) -> tuple["Inside", tuple[int, int]]:
    """Fill a closed outline; where it crosses itself, the parts alternate.

    Args:
        points: Its corners in pixels, which may lie outside of the picture.
        size: Width and height of the picture.

    Returns:
        bool [h, w] of the part of the picture around the outline, and that part's left and top.
    """
    import numpy as np

    width, height = size
    xs, ys = [x for x, _ in points], [y for _, y in points]
    left, right = max(math.floor(min(xs)), 0), min(math.ceil(max(xs)), width)
    top, bottom = max(math.floor(min(ys)), 0), min(math.ceil(max(ys)), height)
    if left >= right or top >= bottom:
        return np.zeros((0, 0), np.bool_), (0, 0)
    # A pixel belongs to it if its middle does. OpenCV's fillPoly adds every pixel that an edge touches, so each lasso
    # would be wider than it was drawn. Here each edge exchanges inside and outside from where it crosses a row.
    flips = np.zeros((bottom - top, right - left + 1), np.uint8)
    for (x0, y0), (x1, y1) in zip(points, [*points[1:], points[0]], strict=True):
        first = max(math.ceil(min(y0, y1) - 0.5), top)
        last = min(math.ceil(max(y0, y1) - 0.5), bottom)
        if y0 == y1 or first >= last:
            continue
        rows = np.arange(first, last)
        crossings = x0 + (rows + 0.5 - y0) * ((x1 - x0) / (y1 - y0))
        columns = np.clip(np.floor(crossings - left + 0.5), 0, right - left).astype(np.intp)
        flips[rows - top, columns] ^= 1
    return np.bitwise_xor.accumulate(flips[:, :-1], axis=1).astype(np.bool_), (left, top)


# --- colours ----------------------------------------------------------------------------------------------------------


def same_colour(picture: "Picture", x: int, y: int, tolerance: int) -> "Inside":
    """Select the pixels around one that have about its colour, as far as they hang together.

    Args:
        picture: uint8 [H, W, 3].
        x: Column of the pixel, within the picture.
        y: Row of the pixel, within the picture.
        tolerance: By how many levels, of 255, any channel may differ.

    Returns:
        bool [H, W]; diagonal neighbours do not hang together.
    """
    import numpy as np

    cv2 = opencv()
    height, width = picture.shape[:2]
    found = np.zeros((height + 2, width + 2), np.uint8)
    flags = 4 | cv2.FLOODFILL_FIXED_RANGE | cv2.FLOODFILL_MASK_ONLY | 1 << 8
    within = (tolerance, tolerance, tolerance)
    # Nothing is written into the picture, but OpenCV wants to be allowed to.
    cv2.floodFill(np.require(picture, requirements=["C", "W"]), found, (x, y), (0, 0, 0), within, within, flags)
    return np.ascontiguousarray(found[1:-1, 1:-1]).view(np.bool_)


def resized(inside: "Inside", width: int, height: int) -> "Inside":
    """Return a mask stretched to another size, each pixel as the one that lies under its middle."""
    import numpy as np

    # OpenCV's exact nearest neighbour rounds the middles to parts of 65,536 and then is not always exact.
    rows = ((np.arange(height) + 0.5) * inside.shape[0] / height).astype(np.intp)
    columns = ((np.arange(width) + 0.5) * inside.shape[1] / width).astype(np.intp)
    return np.ascontiguousarray(inside[rows][:, columns])
