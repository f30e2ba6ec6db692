"""What the mouse does on the canvas: pan, draw the mask, move the divider. One object per gesture."""

import itertools
import math
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from lance_studio.ui.canvas.mask import Mask
from lance_studio.ui.canvas.viewport import Viewport

_CLICK = 3.0
_CLOSE = 10.0
"""How near to its first corner a click closes a polygon."""


class Gesture(Protocol):
    """From the press of a button to its release. Points are in view coordinates."""

    def move(self, point: QPointF, viewport: Viewport) -> None:
        """The pointer moved."""
        ...

    def finish(self, point: QPointF, viewport: Viewport) -> bool | None:
        """The button was let go; returns whether the mask has changed, or None where the gesture goes on."""
        ...

    def outline(self, viewport: Viewport) -> QPainterPath | None:
        """Return what to draw while it lasts, if anything."""
        ...


class Rectangle:
    """Draws a rectangle into the mask.

    Args:
        mask: Where to.
        start: Where the button was pressed.
        viewport: How the picture stood then.
        how: "replace", "add" or "subtract".
    """

    def __init__(self, mask: Mask, start: QPointF, viewport: Viewport, how: str) -> None:
        self._mask, self._how = mask, how
        self._start = viewport.to_picture(start.x(), start.y())
        self._pressed, self._end = start, start

    def move(self, point: QPointF, viewport: Viewport) -> None:  # noqa: D102
        self._end = point

    def finish(self, point: QPointF, viewport: Viewport) -> bool:  # noqa: D102
        # A click is no rectangle and must not cost the mask that is there.
        if (point - self._pressed).manhattanLength() < _CLICK:
            return False
        if self._how == "replace":
            self._mask.clear()
        self._mask.rectangle(self._start, viewport.to_picture(point.x(), point.y()), inside=self._how != "subtract")
        return True

    def outline(self, viewport: Viewport) -> QPainterPath:  # noqa: D102
        path = QPainterPath()
        path.addRect(QRectF(QPointF(*viewport.to_view(*self._start)), self._end).normalized())
        return path


class Lasso:
    """Draws a closed outline into the mask; arguments as of `Rectangle`.

    A drag draws it by hand. A click begins a polygon: each further click adds a corner, and `close` or a click on the
    first corner closes it.

    Attributes:
        corners: How many corners the polygon has; 0 while it is drawn by hand.
    """

    def __init__(self, mask: Mask, start: QPointF, viewport: Viewport, how: str) -> None:
        self._mask, self._how = mask, how
        self._points = [viewport.to_picture(start.x(), start.y())]
        self._pressed: QPointF | None = start
        self._pointer = start
        self.corners = 0

    def move(self, point: QPointF, viewport: Viewport) -> None:  # noqa: D102
        self._pointer = point
        if not self.corners:
            self._points.append(viewport.to_picture(point.x(), point.y()))

    def press(self, point: QPointF, viewport: Viewport) -> bool:
        """The button was pressed again; returns whether the polygon is closed by that and the mask has changed."""
        first = QPointF(*viewport.to_view(*self._points[0]))
        if self.corners > 2 and (point - first).manhattanLength() <= _CLOSE:
            return self.close()
        self._points.append(viewport.to_picture(point.x(), point.y()))
        self.corners += 1
        return False

    def finish(self, point: QPointF, viewport: Viewport) -> bool | None:  # noqa: D102
        if self.corners:
            return None
        assert self._pressed is not None
        if (point - self._pressed).manhattanLength() < _CLICK and self._length(viewport) < _CLICK:
            del self._points[1:]
            self.corners = 1
            return None
        return self.close()

    def take_back(self) -> bool:
        """Take the last corner away; returns whether one is left."""
        self._points.pop()
        self.corners -= 1
        return self.corners > 0

    def close(self) -> bool:
        """Fill the outline; returns whether that has changed the mask."""
        if len(set(self._points)) < 3:
            return False
        if self._how == "replace":
            self._mask.clear()
        self._mask.polygon(self._points, inside=self._how != "subtract")
        return True

    def outline(self, viewport: Viewport) -> QPainterPath:  # noqa: D102
        path = QPainterPath()
        for number, one in enumerate(self._points):
            where = QPointF(*viewport.to_view(*one))
            path.lineTo(where) if number else path.moveTo(where)
        if self.corners:
            path.lineTo(self._pointer)
            path.addEllipse(QPointF(*viewport.to_view(*self._points[0])), _CLOSE / 2, _CLOSE / 2)
        else:
            path.closeSubpath()
        return path

    def _length(self, viewport: Viewport) -> float:
        """How far the pointer has come, in the view."""
        places = [viewport.to_view(*point) for point in self._points]
        return sum(math.dist(one, other) for one, other in itertools.pairwise(places))


class Box:
    """Drags a box, and then tells of it; nothing of the mask changes by itself.

    Args:
        start: Where the button was pressed.
        viewport: How the picture stood then.
        boxed: Gets left, top, right and bottom in pixels of the picture.
    """

    def __init__(
        self, start: QPointF, viewport: Viewport, boxed: Callable[[tuple[int, int, int, int]], object]
    ) -> None:
        self._start = viewport.to_picture(start.x(), start.y())
        self._pressed, self._end, self._boxed = start, start, boxed

    def move(self, point: QPointF, viewport: Viewport) -> None:  # noqa: D102
        self._end = point

    def finish(self, point: QPointF, viewport: Viewport) -> bool:  # noqa: D102
        if (point - self._pressed).manhattanLength() >= _CLICK:
            end = viewport.to_picture(point.x(), point.y())
            (left, right), (top, bottom) = (sorted(pair) for pair in zip(self._start, end, strict=True))
            self._boxed((math.floor(left), math.floor(top), math.ceil(right), math.ceil(bottom)))
        return False

    def outline(self, viewport: Viewport) -> QPainterPath:  # noqa: D102
        path = QPainterPath()
        path.addRect(QRectF(QPointF(*viewport.to_view(*self._start)), self._end).normalized())
        return path


class Stroke:
    """Paints with the brush or the eraser.

    Args:
        mask: Where to.
        start: Where the button was pressed.
        viewport: How the picture stood then.
        diameter: In pixels of the picture.
        inside: Whether it puts in; the eraser takes out.
    """

    def __init__(self, mask: Mask, start: QPointF, viewport: Viewport, diameter: float, inside: bool) -> None:
        self._mask, self._diameter, self._inside = mask, diameter, inside
        self._last = viewport.to_picture(start.x(), start.y())
        mask.stroke(self._last, self._last, diameter, inside=inside)

    def move(self, point: QPointF, viewport: Viewport, diameter: float | None = None) -> None:
        """The pointer moved.

        Args:
            point: Where to.
            viewport: How the picture stands.
            diameter: Of the brush from now on, as a pen's pressure makes it; None for that of before.
        """
        self._diameter = self._diameter if diameter is None else diameter
        here = viewport.to_picture(point.x(), point.y())
        self._mask.stroke(self._last, here, self._diameter, inside=self._inside)
        self._last = here

    def finish(self, point: QPointF, viewport: Viewport) -> bool:  # noqa: D102
        return True

    def outline(self, viewport: Viewport) -> None:  # noqa: D102
        return None
