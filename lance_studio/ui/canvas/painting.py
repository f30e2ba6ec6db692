"""How the canvas is drawn: the picture, the veil of the mask, the divider of the comparison, the tools' outlines."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from lance_studio.ui.canvas.mask import Mask
from lance_studio.ui.canvas.viewport import Viewport
from lance_studio.ui.theme import DARK, FontRole, colours, font, paint_icon
from lance_studio.ui.theme.measures import GRID, HALF, HIT, OUTLINE

if TYPE_CHECKING:
    import numpy as np

_VEIL = 0.38
_DRAWN = 0.8
HANDLE = 28.0
_LEAST_NAME = 96.0


def place_of(viewport: Viewport) -> QRectF:
    """Return where the picture stands in the view."""
    return QRectF(*viewport.place)


def draw_picture(painter: QPainter, viewport: Viewport, image: QImage, place: QRectF | None = None) -> None:
    """Draw a picture as the viewport's rule scales it; only what is in sight is worked on.

    Args:
        painter: Of the canvas.
        viewport: Where the picture stands.
        image: The picture, of any size; it fills the place.
        place: Where to draw; None is the viewport's place.
    """
    place = place or place_of(viewport)
    own_size = (image.width(), image.height()) == viewport.picture
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, viewport.smooth or not own_size)
    seen = place.intersected(QRectF(0, 0, *viewport.view))
    if seen.isEmpty() or image.isNull():
        return
    across, down = image.width() / place.width(), image.height() / place.height()
    # Whole pixels of the picture, so that the edge of what is in sight does not shift the rest.
    left = int((seen.left() - place.left()) * across)
    top = int((seen.top() - place.top()) * down)
    right = min(int((seen.right() - place.left()) * across) + 2, image.width())
    bottom = min(int((seen.bottom() - place.top()) * down) + 2, image.height())
    source = QRectF(left, top, right - left, bottom - top)
    target = QRectF(
        place.left() + left / across, place.top() + top / down, source.width() / across, source.height() / down
    )
    painter.drawImage(target, image, source)


class Veil:
    """The mask as a tinted veil with an outline, drawn at the screen's size and kept until something changes."""

    def __init__(self) -> None:
        self._key: object = None
        self._image = QImage()
        self._at = QPointF()

    def draw(self, painter: QPainter, viewport: Viewport, mask: Mask) -> None:
        """Draw the veil over the picture."""
        if mask.size != viewport.picture or mask.is_empty():
            return
        key = (mask.looks, viewport, colours().name)
        if key != self._key:
            self._key = key
            self._make(viewport, mask)
        painter.drawImage(self._at, self._image)

    def _make(self, viewport: Viewport, mask: Mask) -> None:
        place = place_of(viewport)
        seen = place.intersected(QRectF(0, 0, *viewport.view))
        ratio = viewport.ratio
        if seen.isEmpty():
            self._image = QImage()
            return
        columns = _cells(seen.left(), seen.right(), place.left(), place.width(), ratio, viewport.picture[0])
        rows = _cells(seen.top(), seen.bottom(), place.top(), place.height(), ratio, viewport.picture[1])
        # What an edit will use is tinted; where that is not what was drawn, the drawn edge is shown in it, too.
        inside, drawn = (array[rows][:, columns] >= 128 for array in (mask.used, mask.pixels))
        pixels = veil_pixels(inside, colours().generated, round(OUTLINE * ratio))
        if mask.used is not mask.pixels:
            edge = drawn ^ _core(drawn, 1)
            pixels[edge] = _premultiplied(colours().on_scrim, _DRAWN)
        height, width = pixels.shape
        borrowed = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
        self._image = borrowed.copy()
        self._image.setDevicePixelRatio(ratio)
        self._at = QPointF(max(place.left(), 0.0), max(place.top(), 0.0))


def _cells(start: float, end: float, origin: float, length: float, ratio: float, count: int) -> "np.ndarray":
    """Return the number of the picture's pixel under each screen pixel."""
    import numpy as np

    screen = np.arange(round((end - start) * ratio)) / ratio + start + 0.5 / ratio
    return np.clip(((screen - origin) * (count / length)).astype(np.intp), 0, count - 1)


def veil_pixels(inside: "np.ndarray", tint: QColor, thickness: int) -> "np.ndarray":
    """Return a veil, uint32 [H, W] of premultiplied ARGB, row by row.

    Args:
        inside: bool [H, W].
        tint: Its colour.
        thickness: Of the outline in pixels.
    """
    import numpy as np

    core = _core(inside, thickness)
    table = np.array([0, _premultiplied(tint, 1.0), _premultiplied(tint, _VEIL)], np.uint32)
    # Of a choice of rows and columns numpy may make an array whose columns come first; a picture needs rows.
    return np.ascontiguousarray(table[inside.astype(np.uint8) + (inside & core)])


def _core(inside: "np.ndarray", thickness: int) -> "np.ndarray":
    """Return what is left of a mask without an outline of some pixels."""
    core = inside.copy()
    for _ in range(thickness):
        core[1:] &= core[:-1].copy()
        core[:-1] &= core[1:].copy()
        core[:, 1:] &= core[:, :-1].copy()
        core[:, :-1] &= core[:, 1:].copy()
        core &= inside
    return core


def _premultiplied(colour: QColor, opacity: float) -> int:
    alpha = round(255 * opacity)
    red, green, blue = (round(part * opacity) for part in (colour.red(), colour.green(), colour.blue()))
    return alpha << 24 | red << 16 | green << 8 | blue


def draw_divider(painter: QPainter, place: QRectF, view: QRectF, x: float) -> None:
    """Draw the divider of a comparison with its handle.

    Args:
        painter: Of the canvas.
        place: Where the picture stands.
        view: The canvas.
        x: Where the divider stands.
    """
    palette = colours()
    seen = place.intersected(view)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(palette.scrim, OUTLINE + 2))
    painter.drawLine(QPointF(x, seen.top()), QPointF(x, seen.bottom()))
    painter.setPen(QPen(palette.on_scrim, OUTLINE))
    painter.drawLine(QPointF(x, seen.top()), QPointF(x, seen.bottom()))
    handle = handle_rect(place, view, x)
    painter.setPen(QPen(palette.scrim, 1))
    painter.setBrush(palette.on_scrim)
    painter.drawEllipse(handle)
    paint_icon(painter, handle.adjusted(6, 6, -6, -6), "arrows-left-right-bold", DARK.window)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def handle_rect(place: QRectF, view: QRectF, x: float) -> QRectF:
    """Return where the divider's handle stands."""
    seen = place.intersected(view)
    return QRectF(x - HANDLE / 2, seen.center().y() - HANDLE / 2, HANDLE, HANDLE)


def draw_tag(painter: QPainter, text: str, corner: QPointF, *, right: bool, widest: float, short: str = "") -> None:
    """Write a short text on a dark plate over the picture.

    Args:
        painter: Of the canvas.
        text: What it says, for example "a red car · 768 × 768".
        corner: The plate's upper left corner, or its upper right one.
        right: Whether `corner` is the right one.
        widest: The most room there is.
        short: What it says where there is hardly any.
    """
    palette = colours()
    painter.setFont(font(FontRole.CAPTION))
    metrics = painter.fontMetrics()
    room = int(widest) - 2 * GRID
    # Half a word tells less than a short one; a tag that does not fit is left out.
    few = room <= _LEAST_NAME
    shown = (short or text) if few else metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room)
    width = metrics.horizontalAdvance(shown) + 2 * GRID
    if width > widest:
        return
    plate = QRectF(corner.x() - width if right else corner.x(), corner.y(), width, HIT)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(palette.scrim)
    painter.drawRoundedRect(plate, HALF, HALF)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(palette.on_scrim)
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, shown)


def draw_outline(painter: QPainter, path: QPainterPath) -> None:
    """Draw the outline of what a tool is about to do, visible on dark and on light pictures."""
    palette = colours()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(palette.scrim, 3))
    painter.drawPath(path)
    painter.setPen(QPen(palette.on_scrim, 1.25))
    painter.drawPath(path)
