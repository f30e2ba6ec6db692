"""Draws the rows of the history's list: rails as in a log, a small picture, the instruction, how long ago."""

import datetime

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from lance_studio.ui import texts
from lance_studio.ui.history.ago import ago
from lance_studio.ui.history.cards import Card
from lance_studio.ui.history.graph_painter import PictureOf
from lance_studio.ui.history.outline import OutlineRow
from lance_studio.ui.history.rows_model import RowsModel
from lance_studio.ui.theme import FontRole, colours, font, mix, paint_icon
from lance_studio.ui.theme.measures import CONTROL, GRID, HALF, HIT, OUTLINE
from lance_studio.ui.widgets.drawing import draw_line, draw_whole_picture, rounded

ROW = CONTROL
"""Height of a row: twenty of them fit into the panel of the first window."""
_THUMB = QSize(34, 24)
_THUMB_HEIGHT = 72
_LANE, _LEAST_LANE = 12, 3
_MOST_RAILS = 96
_SIGN = 14


class RowPainter(QStyledItemDelegate):
    """Draws one row.

    Args:
        model: The rows.
        picture: Returns the picture of a medium in a height, if it is there already.
    """

    def __init__(self, model: RowsModel, picture: PictureOf) -> None:
        super().__init__(model)
        self._model, self._picture = model, picture

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802, D102
        return QSize(120, ROW)

    def lane_width(self) -> int:
        """Return the distance of rails; less where many stand beside each other."""
        return max(_LEAST_LANE, min(_LANE, _MOST_RAILS // self._model.lanes()))

    def chevron(self, place: QRect, row: OutlineRow) -> QRect:
        """Return where a row's branch is folded and unfolded."""
        left = place.left() + HALF + (row.lane + 1) * self.lane_width()
        return QRect(left, place.top() + (place.height() - HIT) // 2, HIT, HIT)

    def words(self, place: QRect, row: OutlineRow) -> QRect:
        """Return where a row's text stands, up to the row's end."""
        left = self.chevron(place, row).right() + _THUMB.width() + GRID
        return QRect(left, place.top(), place.right() - GRID - left, place.height())

    def paint(  # noqa: D102
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row, card = self._model.at(index.row())
        place: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        self._paint_ground(painter, place, card, state)
        self._paint_rails(painter, place, row, card)
        if card.hidden:
            painter.setOpacity(0.45)
        # In a row of turns each could be folded: the signs of all of them would say nothing.
        near = state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_HasFocus)
        if self._model.can_fold(card.id) and (near or self._model.is_fork(card.id)):
            sign = "caret-right" if card.id in self._model.state.folded else "caret-down"
            paint_icon(painter, self.chevron(place, row).adjusted(6, 6, -6, -6), sign, colours().muted)
        self._paint_thumb(painter, place, row, card)
        self._paint_words(painter, self.words(place, row), card)
        painter.restore()

    def _paint_ground(self, painter: QPainter, place: QRect, card: Card, state: QStyle.StateFlag) -> None:
        palette, shown = colours(), self._model.state
        flags = QStyle.StateFlag
        if card.id == shown.current:
            painter.fillRect(place, mix(palette.panel, palette.accent, 0.18))
        elif state & flags.State_MouseOver:
            painter.fillRect(place, palette.hover)
        elif card.id == shown.match:
            painter.fillRect(place, mix(palette.panel, palette.warning, 0.18))
        compared = shown.compared is not None and card.id in shown.compared
        if state & flags.State_HasFocus or compared:
            painter.setPen(QPen(palette.accent, 1 if state & flags.State_HasFocus else OUTLINE))
            painter.drawRoundedRect(QRectF(place).adjusted(1.5, 1.5, -1.5, -1.5), HALF, HALF)

    def _paint_rails(self, painter: QPainter, place: QRect, row: OutlineRow, card: Card) -> None:
        palette, width = colours(), self.lane_width()
        if self._model.state.query:
            return
        painter.setPen(QPen(palette.faint, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        top, end, middle = place.top(), place.bottom() + 1, place.top() + place.height() / 2

        def across(lane: int) -> float:
            return place.left() + HALF + lane * width + width / 2

        for lane in row.through:
            painter.drawLine(QPointF(across(lane), top), QPointF(across(lane), end))
        own = across(row.lane)
        if row.join == "line":
            painter.drawLine(QPointF(own, top), QPointF(own, middle))
        elif row.join == "branch":
            way = QPainterPath(QPointF(across(row.lane - 1), top))
            way.quadTo(QPointF(across(row.lane - 1), middle), QPointF(own, middle))
            painter.drawPath(way)
        if row.goes_on:
            painter.drawLine(QPointF(own, middle), QPointF(own, end))
        painter.setPen(Qt.PenStyle.NoPen)
        current = card.id == self._model.state.current
        painter.setBrush(palette.accent if current else palette.generated if card.generated else palette.muted)
        size = 4 if current else 3
        painter.drawEllipse(QPointF(own, middle), size, size)

    def _paint_thumb(self, painter: QPainter, place: QRect, row: OutlineRow, card: Card) -> None:
        left = self.chevron(place, row).right()
        spot = QRectF(left, place.top() + (place.height() - _THUMB.height()) / 2, _THUMB.width(), _THUMB.height())
        image = self._picture(card.media_id, _THUMB_HEIGHT)
        sign = "film-strip" if card.kind == "clip" else "image"
        draw_whole_picture(painter, rounded(spot, 3), image, sign)
        if image is not None and card.kind == "clip":
            plate = QRectF(spot.left() + 1, spot.bottom() - _SIGN, _SIGN - 1, _SIGN - 1)
            painter.fillRect(plate, colours().scrim)
            paint_icon(painter, plate.adjusted(1, 1, -1, -1), "film-strip", colours().on_scrim)

    def _paint_words(self, painter: QPainter, place: QRect, card: Card) -> None:
        palette, state = colours(), self._model.state
        right = place.right()
        when = ago(card.created, datetime.datetime.now().astimezone())
        caption = QFontMetrics(font(FontRole.CAPTION))

        def put(text: str, colour: QColor, *, chip: bool = False) -> None:
            nonlocal right
            width = caption.horizontalAdvance(text) + (GRID if chip else 0)
            spot = QRectF(right - width, place.top(), width + 1, place.height())
            if chip:
                painter.setPen(QPen(palette.line, 1))
                painter.setBrush(palette.raised)
                painter.drawRoundedRect(spot.adjusted(0, 5, -1, -5), 8, 8)
            draw_line(painter, spot, text, FontRole.CAPTION, colour, align=Qt.AlignmentFlag.AlignCenter)
            right -= width + GRID

        if when:
            put(when, palette.muted)
        count = state.folded.get(card.id)
        if count:
            put(f"+{count}", palette.text, chip=True)
        if card.starred:
            spot = QRectF(right - _SIGN, place.center().y() - _SIGN / 2 + 0.5, _SIGN, _SIGN)
            paint_icon(painter, spot, "star-fill", palette.warning)
            right -= _SIGN + HALF
        words = QRectF(place.left(), place.top(), max(0, right - place.left()), place.height())
        strong = card.id == state.current
        role = FontRole.STRONG if strong else FontRole.BASE
        colour = palette.text if card.words or strong else palette.muted
        draw_line(painter, words, texts.line(card.title), role, colour, middle=True)
