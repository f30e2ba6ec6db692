"""What painted widgets draw alike: rounded shapes, pictures that fill their place, badges, lines of text that fit."""

from collections.abc import Iterable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPen

from lance_studio.ui.theme import FontRole, colours, font, paint_icon
from lance_studio.ui.theme.measures import CARD_RADIUS, OUTLINE, RADIUS

BADGE = 18
"""Width and height of a badge."""


def rounded(place: QRectF, radius: float) -> QPainterPath:
    """Return a rectangle with round corners."""
    path = QPainterPath()
    path.addRoundedRect(place, radius, radius)
    return path


def translucent(colour: QColor, opacity: float) -> QColor:
    """Return a colour that lets through what lies below it; opacity from 0 to 1."""
    result = QColor(colour)
    result.setAlphaF(opacity)
    return result


def draw_focus(painter: QPainter, place: QRectF) -> None:
    """Draw the frame of what has the focus at the inner edge of a place: keys act there now."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colours().accent, 1))
    painter.drawRect(place.adjusted(0.5, 0.5, -0.5, -0.5))
    painter.restore()


def draw_outline(painter: QPainter, card: QRectF, *, selected: bool, focused: bool, hovered: bool = False) -> None:
    """Draw the edge of a card; one that is selected and has the focus has a second line inside.

    Args:
        painter: Its brush must be empty.
        card: The card's shape.
        selected: Whether it is selected.
        focused: Whether keys act on it.
        hovered: Whether the pointer is over it.
    """
    palette, outlined = colours(), selected or focused
    colour = palette.accent if outlined else palette.faint if hovered else palette.line
    painter.setPen(QPen(colour, OUTLINE if outlined else 1))
    painter.drawPath(rounded(card, CARD_RADIUS))
    if selected and focused:
        inner = rounded(card.adjusted(4, 4, -4, -4), RADIUS)
        # On a ground of its own, because a picture may have any colour.
        for pen in (QPen(palette.panel, 2 * OUTLINE), QPen(palette.accent, OUTLINE)):
            painter.setPen(pen)
            painter.drawPath(inner)


def draw_picture(painter: QPainter, shape: QPainterPath, picture: QImage | None, icon_name: str) -> None:
    """Fill a shape with a picture; what does not fit is cut off at the edges.

    Args:
        painter: Its state is kept.
        shape: Where.
        picture: The picture, if there is one.
        icon_name: Shown in the middle while there is none.
    """
    place = shape.boundingRect()
    if picture is None or picture.isNull():
        sign = QRectF(0, 0, 24, 24)
        sign.moveCenter(place.center())
        paint_icon(painter, sign, icon_name, colours().faint)
        return
    whole = QRectF(picture.rect())
    scale = max(place.width() / whole.width(), place.height() / whole.height())
    part = QRectF(0, 0, place.width() / scale, place.height() / scale)
    part.moveCenter(whole.center())
    painter.save()
    painter.setClipPath(shape)
    painter.drawImage(place, picture, part)
    painter.restore()


def draw_whole_picture(painter: QPainter, shape: QPainterPath, picture: QImage | None, icon_name: str) -> None:
    """Draw all of a picture into a shape, on the neutral surround; arguments as for `draw_picture`."""
    if picture is None or picture.isNull():
        draw_picture(painter, shape, picture, icon_name)
        return
    place, whole = shape.boundingRect(), QRectF(picture.rect())
    scale = min(place.width() / whole.width(), place.height() / whole.height())
    there = QRectF(0, 0, whole.width() * scale, whole.height() * scale)
    there.moveCenter(place.center())
    painter.save()
    painter.setClipPath(shape)
    painter.fillRect(place, colours().surround)
    painter.drawImage(there, picture)
    painter.restore()


def draw_badge(painter: QPainter, place: QRectF, icon_name: str, colour: QColor) -> None:
    """Draw a small sign on a round plate."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours().panel)
    painter.drawEllipse(place)
    paint_icon(painter, place.adjusted(3, 3, -3, -3), icon_name, colour)


def draw_line(
    painter: QPainter,
    place: QRectF,
    text: str,
    role: FontRole,
    colour: QColor,
    *,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
    middle: bool = False,
) -> None:
    """Write a line, with an ellipsis where it does not fit.

    Args:
        painter: Keeps the font and the pen.
        place: Where.
        text: The line, as `texts.line` returns it.
        role: Its face and size.
        colour: Its colour.
        align: Where it stands in its place.
        middle: Whether the ellipsis stands in the middle, as for file names.
    """
    painter.setFont(font(role))
    painter.setPen(colour)
    mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
    painter.drawText(place, align, painter.fontMetrics().elidedText(text, mode, int(place.width())))


def draw_marked_line(
    painter: QPainter, place: QRectF, pieces: Iterable[tuple[str, bool]], role: FontRole, colour: QColor
) -> None:
    """Write a line with parts of it marked, with an ellipsis where it does not fit.

    Args:
        painter: Keeps a font and a pen.
        place: Where.
        pieces: The line in pieces, as `texts.line` returns them, each with whether it is marked.
        role: Its face and size.
        colour: Its colour where it is not marked.
    """
    left = place.left()
    for text, marked in pieces:
        room = place.right() - left
        if room <= 0:
            return
        face = QFont(font(role))
        if marked:
            face.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetricsF(face)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        if marked:
            # Not every face has bold letters, those for Chinese among them.
            plate = QRectF(
                left, place.center().y() - metrics.height() / 2, metrics.horizontalAdvance(shown), metrics.height()
            )
            painter.fillPath(rounded(plate, 2), translucent(colours().accent, 0.3))
        painter.setFont(face)
        painter.setPen(colours().text if marked else colour)
        painter.drawText(QRectF(left, place.top(), room, place.height()), Qt.AlignmentFlag.AlignVCenter, shown)
        if shown != text:
            return
        left += metrics.horizontalAdvance(shown)
