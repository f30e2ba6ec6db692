"""Draws the nodes and ways of the graph, each in its place; text goes where it would be too small to be read."""

import string
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPainterPath, QPen

from lance_studio.ui import texts
from lance_studio.ui.history.cards import Card, Link
from lance_studio.ui.history.geometry import CAPTION, LINE, PICTURE, chip_of, label_of, place_of
from lance_studio.ui.history.presenter import HistoryState
from lance_studio.ui.theme import FontRole, colours, font, mix, paint_icon
from lance_studio.ui.theme.measures import CARD_RADIUS, GRID, HALF, OUTLINE
from lance_studio.ui.widgets.drawing import BADGE, draw_badge, draw_line, draw_whole_picture, rounded

LEAST_TEXT_ZOOM = 0.75
"""Below it captions would be smaller than nine pixels."""
LEAST_SIGN_ZOOM = 0.4
LEAST_PICTURE_ZOOM = 0.18
HEIGHTS = (36, 72, 144)
"""Pixels of pictures that are read; the least that is enough at the moment's zoom is used."""
_MOST_THUMBS = 3000
_LETTERS = string.ascii_uppercase
_DIM = 0.3

PictureOf = Callable[[str, int], QImage | None]


@dataclass(frozen=True)
class Look:
    """What decides how a node looks beside the node itself.

    Attributes:
        state: What the history shows.
        found: The nodes that a search has found; None while nobody searches.
        hovered: The node under the pointer.
        focused: The node that the keyboard is at, while it is in the graph.
        foldable: The nodes from which something was made that can be folded.
        zoom: Pixels on the screen for each pixel at 100 %.
    """

    state: HistoryState
    found: frozenset[str] | None
    hovered: str | None
    focused: str | None
    foldable: set[str]
    zoom: float


class GraphPainter:
    """Draws with the pictures that there are; pictures in their round places are kept for the next time.

    Args:
        picture: Returns the picture of a medium in a height, if it is there already.
    """

    def __init__(self, picture: PictureOf) -> None:
        self._picture = picture
        self._thumbs: dict[tuple[int, int, int, float, str], QImage] = {}

    def paint_link(self, painter: QPainter, link: Link, parent: Card, child: Card, look: Look) -> None:
        """Draw a way with its instruction."""
        palette = colours()
        start, end = _ends(parent, child)
        # A branch leaves its parent downward just beside it, so that its words stand on a straight line.
        way = QPainterPath(start)
        if start.y() != end.y():
            bend = QPointF(start.x() + GRID, start.y())
            corner = QPointF(bend.x(), end.y())
            way.lineTo(bend)
            way.lineTo(QPointF(corner.x(), corner.y() - GRID if end.y() > start.y() else corner.y() + GRID))
            way.quadTo(corner, QPointF(corner.x() + GRID, corner.y()))
        way.lineTo(end)
        active = link.child == look.state.current
        colour = palette.accent if active else palette.faint
        painter.setOpacity(1 if look.found is None or link.child in look.found else _DIM)
        painter.setPen(_pen(colour, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(way)
        if look.zoom >= LEAST_SIGN_ZOOM:
            tip = QPainterPath(end)
            tip.lineTo(end + QPointF(-5, -3.5))
            tip.lineTo(end + QPointF(-5, 3.5))
            tip.closeSubpath()
            painter.fillPath(tip, colour)
        if link.text and look.zoom >= LEAST_TEXT_ZOOM:
            _paint_words(painter, link.text, label_of(child))
        painter.setOpacity(1)

    def paint_card(self, painter: QPainter, card: Card, look: Look) -> None:
        """Draw a node, its name, and what folds its branch."""
        palette = colours()
        place = QRectF(QRectF(place_of(card)).topLeft(), QSizeF(PICTURE)).adjusted(1, 1, -1, -1)
        found = look.found is None or card.id in look.found
        painter.setOpacity((0.45 if card.hidden else 1) * (1 if found else _DIM))
        self._paint_picture(painter, card, place, look)
        if look.zoom >= LEAST_SIGN_ZOOM:
            _paint_badges(painter, card, place, look.state)
        _paint_outline(painter, card, rounded(place, CARD_RADIUS), look)
        if look.zoom >= LEAST_TEXT_ZOOM:
            strong = card.id in (look.state.current, look.hovered)
            below = QRectF(place.left(), place.bottom() + 3, place.width(), CAPTION - 3)
            colour = palette.text if strong else palette.muted
            centre = Qt.AlignmentFlag.AlignCenter
            draw_line(painter, below, texts.line(card.name), FontRole.CAPTION, colour, align=centre, middle=True)
        painter.setOpacity(1)
        if card.id in look.state.folded or (card.id in look.foldable and card.id in (look.hovered, look.focused)):
            _paint_chip(painter, card, look)

    def _paint_picture(self, painter: QPainter, card: Card, place: QRectF, look: Look) -> None:
        palette = colours()
        if look.zoom < LEAST_PICTURE_ZOOM:
            painter.fillRect(place, mix(palette.panel, palette.generated if card.generated else palette.text, 0.5))
            return
        device = painter.device().devicePixelRatio()
        enough = place.height() * look.zoom * device
        image = self._picture(card.media_id, next((one for one in HEIGHTS if one >= enough), HEIGHTS[-1]))
        if image is None or image.isNull():
            shape = rounded(place, CARD_RADIUS)
            painter.fillPath(shape, palette.hover if card.id == look.hovered else palette.raised)
            draw_whole_picture(painter, shape, None, "film-strip" if card.kind == "clip" else "image")
            return
        spot = painter.worldTransform().mapRect(place)
        thumb = self._thumb(image, max(1, round(spot.width())), max(1, round(spot.height())), device, look.zoom)
        painter.setWorldMatrixEnabled(False)
        painter.drawImage(QPointF(round(spot.left()), round(spot.top())), thumb)
        painter.setWorldMatrixEnabled(True)

    def _thumb(self, image: QImage, width: int, height: int, device: float, zoom: float) -> QImage:
        """The whole picture in its place with round corners, pixel by pixel as on the screen."""
        key = (image.cacheKey(), width, height, device, colours().name)
        found = self._thumbs.get(key)
        if found is None:
            if len(self._thumbs) >= _MOST_THUMBS:
                self._thumbs.clear()
            found = QImage(round(width * device), round(height * device), QImage.Format.Format_ARGB32_Premultiplied)
            found.setDevicePixelRatio(device)
            found.fill(Qt.GlobalColor.transparent)
            with QPainter(found) as painter:
                painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
                shape = rounded(QRectF(0, 0, width, height), CARD_RADIUS * zoom)
                draw_whole_picture(painter, shape, image, "image")
            self._thumbs[key] = found
        return found


def two_lines(text: str, width: int, metrics: QFontMetrics) -> list[str]:
    """Break a text into at most two lines of a width in pixels; what does not fit is left out before its end."""
    words, first = text.split(), ""
    while words and metrics.horizontalAdvance(f"{first} {words[0]}".strip()) <= width:
        first = f"{first} {words.pop(0)}".strip()
    rest = " ".join(words)
    if not first:
        return [metrics.elidedText(rest, Qt.TextElideMode.ElideMiddle, width)] if rest else []
    return [first, metrics.elidedText(rest, Qt.TextElideMode.ElideMiddle, width)] if rest else [first]


def _ends(parent: Card, child: Card) -> tuple[QPointF, QPointF]:
    one, other, half = place_of(parent), place_of(child), PICTURE.height() / 2
    return QPointF(one.right() + 1, one.top() + half), QPointF(other.left() - 1, other.top() + half)


def _pen(colour: QColor, width: float) -> QPen:
    """A pen that is as wide at every zoom."""
    pen = QPen(colour, width)
    pen.setCosmetic(True)
    return pen


def _paint_words(painter: QPainter, text: str, place: QRect) -> None:
    painter.setFont(font(FontRole.CAPTION))
    painter.setPen(colours().muted)
    lines = two_lines(text, place.width(), painter.fontMetrics())
    for number, words in enumerate(reversed(lines)):
        line = QRect(place.left(), place.bottom() + 1 - (number + 1) * LINE, place.width(), LINE)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)


def _paint_outline(painter: QPainter, card: Card, shape: QPainterPath, look: Look) -> None:
    palette, state = colours(), look.state
    compared = state.compared is not None and card.id in state.compared
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if card.id == state.current or compared:
        painter.setPen(_pen(palette.accent, OUTLINE))
    elif look.found is not None and card.id in look.found:
        painter.setPen(_pen(palette.warning, OUTLINE))
    else:
        painter.setPen(_pen(palette.faint if card.id == look.hovered else palette.line, 1))
    painter.drawPath(shape)
    is_match = look.found is not None and card.id == state.match
    if card.id == look.focused or is_match:
        ring = shape.boundingRect().adjusted(-3, -3, 3, 3)
        colour = palette.warning if is_match else mix(palette.panel, palette.accent, 0.7)
        painter.setPen(_pen(colour, OUTLINE if is_match else 1))
        painter.drawRoundedRect(ring, CARD_RADIUS + 2, CARD_RADIUS + 2)


def _paint_badges(painter: QPainter, card: Card, place: QRectF, state: HistoryState) -> None:
    palette = colours()
    signs = [("sparkle-fill", palette.generated)] if card.generated else []
    signs += [("star-fill", palette.warning)] if card.starred else []
    for number, (name, colour) in enumerate(signs):
        left = place.right() - (number + 1) * (BADGE + HALF)
        draw_badge(painter, QRectF(left, place.top() + HALF, BADGE, BADGE), name, colour)
    painter.setPen(Qt.PenStyle.NoPen)
    compared = state.compared or ()
    letter = _LETTERS[compared.index(card.id) % len(_LETTERS)] if card.id in compared else ""
    if letter or card.kind == "clip":
        plate = QRectF(place.left() + HALF, place.top() + HALF, BADGE, BADGE)
        painter.setBrush(palette.accent_fill if letter else palette.panel)
        painter.drawRoundedRect(plate, HALF, HALF)
        if letter:
            painter.setPen(palette.on_fill)
            painter.setFont(font(FontRole.CAPTION))
            painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, letter)
        else:
            paint_icon(painter, plate.adjusted(3, 3, -3, -3), "film-strip", palette.muted)


def _paint_chip(painter: QPainter, card: Card, look: Look) -> None:
    """The number of nodes that are folded, or the sign that folds them."""
    palette, place = colours(), QRectF(chip_of(card)).adjusted(0, 2, 0, -2)
    count = look.state.folded.get(card.id)
    if count is None:
        place.setWidth(place.height())
    painter.setPen(_pen(palette.line, 1))
    painter.setBrush(palette.raised)
    painter.drawRoundedRect(place, place.height() / 2, place.height() / 2)
    if count is None:
        paint_icon(painter, place.adjusted(4, 4, -4, -4), "caret-left", palette.text)
    elif look.zoom >= LEAST_TEXT_ZOOM:
        text = f"+{count}"
        draw_line(painter, place, text, FontRole.CAPTION, palette.text, align=Qt.AlignmentFlag.AlignCenter)
    else:
        paint_icon(painter, place.adjusted(4, 2, -4, -2), "plus", palette.text)
