"""The mask that limits an edit: which pixels may change, drawn by rectangle, lasso and brush."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Pixels: TypeAlias = "NDArray[np.uint8]"
Point: TypeAlias = tuple[float, float]

INSIDE = 255
LEAST_BRUSH, MOST_BRUSH = 2, 512


class Mask:
    """A mask over one picture, in the picture's own pixels. Points may lie outside of the picture.

    It has no pixels, and numpy is not imported, before there is a picture: the window opens without either.

    Attributes:
        revision: Another number after each change of a pixel.
        ready: Whether it may be drawn in; not while its pixels are on their way.
    """

    def __init__(self) -> None:
        self._array: Pixels | None = None
        self._used: tuple[int, Pixels] | None = None
        self._uses = 0
        self.revision = 0
        self.ready = True

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return (0, 0) if self._array is None else (self._array.shape[1], self._array.shape[0])

    @property
    def pixels(self) -> Pixels:
        """The mask itself, uint8 [H, W], 0 or 255; not to be written to."""
        import numpy as np

        if self._array is None:
            self._array = np.zeros((0, 0), np.uint8)
        return self._array

    def is_empty(self) -> bool:
        """Return whether no pixel is inside, which means that all of the picture may change."""
        if self._array is None:
            return True
        import numpy as np

        # Several times as quick as `any`.
        return not np.count_nonzero(self._array)

    def share(self) -> float:
        """Return how much of the picture is inside, from 0 to 1."""
        import numpy as np

        return np.count_nonzero(self.pixels) / self.pixels.size if self.pixels.size else 0.0

    @property
    def looks(self) -> tuple[int, int]:
        """Something else after each change of what is to be drawn."""
        return self.revision, self._uses

    @property
    def used(self) -> Pixels:
        """The mask as an edit will use it, grown or shrunk; the mask itself where that is not known or not wanted."""
        return self._used[1] if self._used is not None and self._used[0] == self.revision else self.pixels

    def begin(self, width: int, height: int) -> None:
        """Begin with an empty mask for a picture."""
        import numpy as np

        if (width, height) == self.size:
            self.clear()
        else:
            self._array = np.zeros((height, width), np.uint8)
            self.revision += 1

    def load(self, pixels: Pixels) -> None:
        """Take other pixels, uint8 [H, W] of the same size, 0 or 255; nobody else may write to them."""
        self._array = pixels
        self.revision += 1

    def use(self, used: "Pixels | None") -> None:
        """Say what an edit will use in place of the pixels, until they change; None for the pixels themselves."""
        self._used = None if used is None else (self.revision, used)
        self._uses += 1

    def combine(self, inside: "NDArray[np.bool_]", how: str, left: int = 0, top: int = 0) -> None:
        """Change the mask by a selection.

        Args:
            inside: bool [h, w], a part of the picture; around it nothing is selected.
            how: "replace", "add" or "subtract".
            left: Where the part begins.
            top: Where the part begins.
        """
        if how == "replace":
            self.pixels[:] = 0
        part = self.pixels[top : top + inside.shape[0], left : left + inside.shape[1]]
        part[inside] = 0 if how == "subtract" else INSIDE
        self.revision += 1

    def clear(self) -> None:
        """Take all pixels out."""
        if self._array is not None:
            self._array[:] = 0
        self.revision += 1

    def invert(self) -> None:
        """Exchange inside and outside."""
        import numpy as np

        np.subtract(INSIDE, self.pixels, out=self.pixels)
        self.revision += 1

    def rectangle(self, one: Point, other: Point, *, inside: bool = True) -> None:
        """Put a rectangle in or take it out; each pixel that it touches belongs to it.

        Args:
            one: A corner.
            other: The opposite corner.
            inside: Whether to put in.
        """
        width, height = self.size
        left, right = sorted((one[0], other[0]))
        top, bottom = sorted((one[1], other[1]))
        rows = slice(max(math.floor(top), 0), min(max(math.ceil(bottom), 0), height))
        columns = slice(max(math.floor(left), 0), min(max(math.ceil(right), 0), width))
        self.pixels[rows, columns] = INSIDE if inside else 0
        self.revision += 1

    def stroke(self, start: Point, end: Point, diameter: float, *, inside: bool = True) -> None:
        """Draw a line with round ends.

        Args:
            start: Where it begins.
            end: Where it ends; the same point makes a dot.
            diameter: Its width in pixels; a pixel belongs to it if its middle does, and at least one pixel does.
            inside: Whether to put in; else it is taken out.
        """
        import numpy as np

        width, height = self.size
        radius = max(diameter / 2, 0.71)
        left = max(math.floor(min(start[0], end[0]) - radius), 0)
        right = min(math.ceil(max(start[0], end[0]) + radius), width)
        top = max(math.floor(min(start[1], end[1]) - radius), 0)
        bottom = min(math.ceil(max(start[1], end[1]) + radius), height)
        if left < right and top < bottom:
            xs = np.arange(left, right, dtype=np.float32) + np.float32(0.5 - start[0])
            ys = (np.arange(top, bottom, dtype=np.float32) + np.float32(0.5 - start[1]))[:, None]
            dx, dy = np.float32(end[0] - start[0]), np.float32(end[1] - start[1])
            length = dx * dx + dy * dy
            along = np.clip((xs * dx + ys * dy) / length, 0, 1) if length else np.float32(0)
            near = (xs - along * dx) ** 2 + (ys - along * dy) ** 2 <= radius * radius
            self.pixels[top:bottom, left:right][near] = INSIDE if inside else 0
        self.revision += 1

    def polygon(self, points: Sequence[Point], *, inside: bool = True) -> None:
        """Fill a closed outline; where it crosses itself, the parts alternate.

        Args:
            points: Its corners, three or more.
            inside: Whether to put in.
        """
        from lance_studio.workflows.mask_tools import filled

        covered, (left, top) = filled(points, self.size)
        self.combine(covered, "add" if inside else "subtract", left, top)
