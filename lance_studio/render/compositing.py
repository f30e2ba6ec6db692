"""How pictures are laid over one another."""

from dataclasses import dataclass

from lance_studio.media import alpha
from lance_studio.media.alpha import Picture
from lance_studio.media.scaling import fit_size


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


def lay_over(canvas: Picture, picture: Picture, place: Rectangle, opacity: float) -> None:
    """Lay a picture over a part of a canvas, in place.

    Args:
        canvas: uint8 [H, W, 3], or a layer (see `media.alpha`); changed.
        picture: Of the place's size: uint8 [h, w, 3], or a layer.
        place: Where it goes, inside the canvas.
        opacity: 0 to 1; at 1 an opaque picture's values are taken as they are.
    """
    alpha.lay_over(
        canvas[place.top : place.top + place.height, place.left : place.left + place.width], picture, opacity
    )
