"""What the mouse does on the canvas: pan, draw the mask, move the divider. One object per gesture."""

from typing import Protocol

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from lance_studio.ui.canvas.mask import Mask
from lance_studio.ui.canvas.viewport import Viewport

_CLICK = 3.0


class Gesture(Protocol):
    """From the press of a button to its release. Points are in view coordinates."""

    def move(self, point: QPointF, viewport: Viewport) -> None:
        """The pointer moved."""
        ...

    def finish(self, point: QPointF, viewport: Viewport) -> bool:
        """The button was let go; returns whether the mask has changed."""
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
    """Draws a closed outline by hand into the mask; arguments as of `Rectangle`."""

    def __init__(self, mask: Mask, start: QPointF, viewport: Viewport, how: str) -> None:
        self._mask, self._how = mask, how
        self._points = [viewport.to_picture(start.x(), start.y())]

    def move(self, point: QPointF, viewport: Viewport) -> None:  # noqa: D102
        self._points.append(viewport.to_picture(point.x(), point.y()))

    def finish(self, point: QPointF, viewport: Viewport) -> bool:  # noqa: D102
        if len(self._points) < 3:
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
        path.closeSubpath()
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

    def move(self, point: QPointF, viewport: Viewport) -> None:  # noqa: D102
        here = viewport.to_picture(point.x(), point.y())
        self._mask.stroke(self._last, here, self._diameter, inside=self._inside)
        self._last = here

    def finish(self, point: QPointF, viewport: Viewport) -> bool:  # noqa: D102
        return True

    def outline(self, viewport: Viewport) -> None:  # noqa: D102
        return None
