"""How pictures are laid over one another."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from lance_studio.media.scaling import fit_size

Frame: TypeAlias = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A part of a picture, in pixels from the upper left corner.

    Attributes:
        left: First column.
        top: First row.
        width: Columns.
        height: Rows.
    """

    left: int
    top: int
    width: int
    height: int


def letterbox(width: int, height: int, canvas_width: int, canvas_height: int) -> Rectangle:
    """Find where a picture goes on a canvas: as large as it fits, in its own shape, in the middle.

    The rest of the canvas stays what it was; at the bottom that is black. Shapes that differ by less than a pixel count
    as equal, so that a picture of the canvas's shape fills all of it.

    Args:
        width: The picture's width in pixels.
        height: The picture's height in pixels.
        canvas_width: The canvas's width in pixels.
        canvas_height: The canvas's height in pixels.

    Returns:
        The place on the canvas.
    """
    inner_width, inner_height = fit_size(width, height, canvas_width, canvas_height)
    return Rectangle((canvas_width - inner_width) // 2, (canvas_height - inner_height) // 2, inner_width, inner_height)


def lay_over(canvas: Frame, picture: Frame, place: Rectangle, opacity: float) -> None:
    """Lay a picture over a canvas, in place.

    Args:
        canvas: uint8 array [H, W, 3], changed.
        picture: uint8 array of the place's size.
        place: Where it goes, inside the canvas.
        opacity: 0 to 1; at 1 the picture's values are taken as they are.
    """
    part = canvas[place.top : place.top + place.height, place.left : place.left + place.width]
    if opacity >= 1:
        part[:] = picture
        return
    # Whole numbers of 1/65536: quicker than floats, and exact where both pictures agree.
    weight = round(opacity * 65536)
    mixed = part.astype(np.int32) * (65536 - weight) + picture.astype(np.int32) * weight + 32768
    part[:] = (mixed >> 16).astype(np.uint8)
