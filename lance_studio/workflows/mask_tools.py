"""What mask tools compute: arrays in, arrays out, no state. Slow on large pictures, so not for the window's thread.

Only numpy is used, whose operations let other threads run meanwhile.
"""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Inside = NDArray[np.bool_]
    Picture = NDArray[np.uint8]

Point = tuple[float, float]
Box = tuple[int, int, int, int]


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
    top, bottom = max(rows[0] - radius, 0), min(rows[-1] + radius + 1, height)
    left, right = max(columns[0] - radius, 0), min(columns[-1] + radius + 1, width)
    part = inside[top:bottom, left:right]
    target = result[top:bottom, left:right]
    # A disc is a stack of bars: each row within reach is widened by the length of its bar.
    far = _across(part, radius)
    reach_down = min(radius, len(part) - 1)
    for dy in range(-reach_down, reach_down + 1):
        reach = math.isqrt(radius * radius - dy * dy)
        source = slice(max(-dy, 0), len(part) - max(dy, 0))
        shifted = slice(max(dy, 0), len(part) - max(-dy, 0))
        target[shifted] |= far[source] <= reach
    return result


def _across(inside: "Inside", most: int) -> "NDArray[np.uint16]":
    """The distance along its row from each pixel to the nearest one inside; more than `most` counts as `most` + 1."""
    import numpy as np

    width = inside.shape[1]
    places = np.arange(width, dtype=np.int32)
    distance = np.empty(inside.shape, np.uint16)
    step = max((1 << 22) // max(width, 1), 1)
    for top in range(0, len(inside), step):
        some = inside[top : top + step]
        before = np.maximum.accumulate(np.where(some, places, -most - 1), axis=1)
        after = np.minimum.accumulate(np.where(some, places, width + most)[:, ::-1], axis=1)[:, ::-1]
        distance[top : top + step] = np.minimum(np.minimum(places - before, after - places), most + 1)
    return distance


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
    # A pixel belongs to it if its middle does: each edge exchanges inside and outside from where it crosses a row.
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

    colour = picture[y, x].astype(np.int16)
    low = np.clip(colour - tolerance, 0, 255).astype(np.uint8)
    high = np.clip(colour + tolerance, 0, 255).astype(np.uint8)
    alike = np.ones(picture.shape[:2], np.bool_)
    for channel in range(3):
        values = picture[..., channel]
        alike &= (values >= low[channel]) & (values <= high[channel])
    return connected(alike, x, y)


def connected(alike: "Inside", x: int, y: int) -> "Inside":
    """Return the part of a mask that hangs together with one of its pixels, by sides; nothing if that one is outside.

    Args:
        alike: bool [H, W].
        x: Column of the pixel.
        y: Row of the pixel.
    """
    import numpy as np

    height, width = alike.shape
    result = np.zeros_like(alike)
    if not alike[y, x]:
        return result
    # Runs of pixels in rows are joined, not pixels: there are far fewer of them.
    padded = np.zeros((height, width + 1), np.int8)
    padded[:, :width] = alike
    steps = np.diff(padded.ravel(), prepend=np.int8(0))
    starts, ends = np.flatnonzero(steps == 1), np.flatnonzero(steps == -1)
    labels = _joined(starts, ends, width + 1)
    here = np.searchsorted(starts, y * (width + 1) + x, side="right") - 1
    chosen = labels == labels[here]
    marks = np.zeros(height * (width + 1) + 1, np.int8)
    marks[starts[chosen]] = 1
    marks[ends[chosen]] -= 1
    flat = np.cumsum(marks[:-1], dtype=np.int8).astype(np.bool_)
    return np.ascontiguousarray(flat.reshape(height, width + 1)[:, :width])


def _joined(starts: "NDArray[np.intp]", ends: "NDArray[np.intp]", stride: int) -> "NDArray[np.intp]":
    """Give runs that touch from row to row the same label.

    Args:
        starts: Where runs begin, as numbers of pixels, in order.
        ends: Where they end, exclusive; no run goes over the end of its row.
        stride: Pixels in each row, with one that is in no run.
    """
    import numpy as np

    # Run b in the next row touches run a where it begins before a's end and ends after a's beginning.
    first = np.searchsorted(ends, starts + stride, side="right")
    last = np.searchsorted(starts, ends + stride, side="left")
    counts = np.maximum(last - first, 0)
    above = np.repeat(np.arange(len(starts)), counts)
    offsets = np.arange(len(above)) - np.repeat(np.cumsum(counts) - counts, counts)
    below = np.repeat(first, counts) + offsets
    labels = np.arange(len(starts))
    while True:
        one, other = labels[above], labels[below]
        apart = one != other
        if not apart.any():
            return labels
        above, below, one, other = above[apart], below[apart], one[apart], other[apart]
        # The greater label of each pair is hung under the smaller one, then every run looks up to the top.
        np.minimum.at(labels, np.maximum(one, other), np.minimum(one, other))
        while True:
            upper = labels[labels]
            if (upper == labels).all():
                break
            labels = upper


def resized(inside: "Inside", width: int, height: int) -> "Inside":
    """Return a mask stretched to another size, each pixel as the one that lies under its middle."""
    import numpy as np

    rows = ((np.arange(height) + 0.5) * inside.shape[0] / height).astype(np.intp)
    columns = ((np.arange(width) + 0.5) * inside.shape[1] / width).astype(np.intp)
    return np.ascontiguousarray(inside[rows][:, columns])
