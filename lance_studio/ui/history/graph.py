"""The edit graph as it is drawn: thumbnails from left to right, instructions on the ways between them."""

import string
from collections.abc import Callable
from itertools import islice

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetrics,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea

from lance_studio.ui import texts
from lance_studio.ui.history.presenter import Card, HistoryState, Link
from lance_studio.ui.theme import FontRole, colours, current_theme, font, mix, paint_icon
from lance_studio.ui.theme.measures import CARD_RADIUS, GRID, HALF, OUTLINE, PADDING
from lance_studio.ui.widgets.drawing import BADGE, draw_badge, draw_line, draw_picture, rounded

PICTURE = QSize(104, 72)
_CAPTION = 20
_GAP_X, _GAP_Y = 88, 20
_STEP_X, _STEP_Y = PICTURE.width() + _GAP_X, PICTURE.height() + _CAPTION + _GAP_Y
_LINE = 15
_LETTERS = string.ascii_uppercase


class GraphView(QAbstractScrollArea):
    """Draws the state of the history; the presenter decides.

    Args:
        picture: Returns the picture of a medium, if it is there already.

    Attributes:
        focused: The node that the keyboard is at.
        opened: A node was clicked, or Enter pressed on it.
        compared: A node was clicked with Ctrl.
        menu_wanted: A menu is wanted for a node at a place of the screen.
        moved: An arrow key was pressed; carries "left", "right", "up" or "down".
    """

    opened = Signal(str)
    compared = Signal(str)
    menu_wanted = Signal(str, QPoint)
    moved = Signal(str)

    def __init__(self, picture: Callable[[str], QImage | None]) -> None:
        super().__init__()
        self._picture = picture
        self._state = HistoryState()
        # What follows from the cards and links of one state, for fewer questions to all of them.
        self._sorted = self._state
        self._cards: dict[str, Card] = {}
        self._spots: dict[tuple[int, int], Card] = {}
        self._shows: dict[str, list[Card]] = {}
        self._ways: list[tuple[int, int, int, int, Link]] = []
        self._size = (-1, -1)
        self.focused: str | None = None
        self._hovered: str | None = None
        self.setObjectName("history.graph")
        self.setAccessibleName("What was made from what")
        self._scrolled = False
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.actionTriggered.connect(self._note_scroll)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        current_theme().changed.connect(self.viewport().update)

    # --- what is shown ------------------------------------------------------------------------------------------------

    def show_state(self, state: HistoryState) -> None:
        """Draw another state; a node that has become the current one comes into sight."""
        former, self._state = self._state, state
        if state.cards is not former.cards or state.links is not former.links:
            self._sort(state)
        if self.focused not in self._cards:
            self.focused = None
        self._measure()
        if state.current is not None and (state.current != former.current or len(state.cards) != len(former.cards)):
            self.focused = state.current if state.current in self._cards else self.focused
            self._scrolled = False
            self.reveal(state.current)
        self.viewport().update()

    def _sort(self, state: HistoryState) -> None:
        """Note where on the grid everything stands, so that only what is in sight is looked at later."""
        former = self._sorted
        cards, links = len(former.cards), len(former.links)
        # Mostly there is one more than before.
        if state.cards[:cards] != former.cards or state.links[:links] != former.links:
            cards = links = 0
            self._cards, self._spots, self._shows, self._ways, self._size = {}, {}, {}, [], (-1, -1)
        self._sorted = state
        columns, rows = self._size
        for card in islice(state.cards, cards, None):
            self._cards[card.id] = self._spots[card.column, card.row] = card
            self._shows.setdefault(card.media_id, []).append(card)
            columns, rows = max(columns, card.column), max(rows, card.row)
        self._size = (columns, rows)
        for link in islice(state.links, links, None):
            one, other = self._cards[link.parent], self._cards[link.child]
            top, bottom = (one.row, other.row) if one.row < other.row else (other.row, one.row)
            left, right = (one.column, other.column) if one.column < other.column else (other.column, one.column)
            self._ways.append((left, right, top, bottom, link))

    def update_picture(self, media_id: str) -> None:
        """Draw a medium's picture, which has arrived, where it stands."""
        for card in self._shows.get(media_id, ()):
            self.viewport().update(self._place(card).translated(-self._offset()))

    def focus_node(self, node_id: str | None) -> None:
        """Put the keyboard at a node and bring it into sight."""
        if node_id in self._cards:
            self.focused = node_id
            card = self._cards[node_id]
            texts.set_name(self.viewport(), f"{card.name}, made by the model" if card.generated else card.name)
            self.reveal(node_id)
            self.viewport().update()

    def reveal(self, node_id: str) -> None:
        """Scroll as little as needed for a node to be wholly in sight."""
        if node_id not in self._cards:
            return
        place = self._place(self._cards[node_id])
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        view = self.viewport().size()
        across.setValue(_shifted(across.value(), place.left() - PADDING, place.right() + PADDING, view.width()))
        down.setValue(_shifted(down.value(), place.top() - PADDING, place.bottom() + PADDING, view.height()))

    def place_of(self, node_id: str) -> QRect:
        """Return where a node is drawn, caption included, in the viewport."""
        return self._place(self._cards[node_id]).translated(-self._offset())

    def caption_of(self, node_id: str) -> QRect:
        """Return where a node's name is drawn, in the viewport."""
        place = self.place_of(node_id)
        return place.adjusted(0, PICTURE.height(), 0, 0)

    def node_at(self, point: QPoint) -> str | None:
        """Return the node at a point of the viewport."""
        spot = point + self._offset()
        card = self._spots.get(((spot.x() - PADDING) // _STEP_X, (spot.y() - PADDING) // _STEP_Y))
        return card.id if card is not None and self._place(card).contains(spot) else None

    # --- measures -----------------------------------------------------------------------------------------------------

    def _offset(self) -> QPoint:
        return QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    @staticmethod
    def _place(card: Card) -> QRect:
        left, top = PADDING + card.column * _STEP_X, PADDING + card.row * _STEP_Y
        return QRect(left, top, PICTURE.width(), PICTURE.height() + _CAPTION)

    def _measure(self) -> None:
        view = self.viewport().size()
        columns, rows = self._size
        wide = (PADDING + columns * _STEP_X + PICTURE.width() - 1 if columns >= 0 else 0) + PADDING
        high = (PADDING + rows * _STEP_Y + PICTURE.height() + _CAPTION - 1 if rows >= 0 else 0) + PADDING
        for bar, whole, seen, step in (
            (self.horizontalScrollBar(), wide, view.width(), _STEP_X),
            (self.verticalScrollBar(), high, view.height(), _STEP_Y),
        ):
            bar.setRange(0, max(whole - seen, 0))
            bar.setPageStep(seen)
            bar.setSingleStep(step // 4)

    # --- events -------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        self._measure()
        # In its first size, and when a scroll bar comes, the current node stays in sight; a user's scrolling counts.
        if not self._scrolled and self._state.current is not None:
            self.reveal(self._state.current)

    def _note_scroll(self, _action: int) -> None:
        self._scrolled = True

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        node = self.node_at(event.position().toPoint())
        if node is None or event.button() != Qt.MouseButton.LeftButton:
            return
        self.focus_node(node)
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.compared.emit(node)
        else:
            self.opened.emit(node)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        hovered = self.node_at(event.position().toPoint())
        if hovered != self._hovered:
            self._hovered = hovered
            shape = Qt.CursorShape.PointingHandCursor if hovered else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(shape)
            self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802, D102
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        node = self.focused if by_key else self.node_at(event.pos())
        if node is not None:
            self.focus_node(node)
            place = self.viewport().mapToGlobal(self.place_of(node).center()) if by_key else event.globalPos()
            self.menu_wanted.emit(node, place)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        keys = {Qt.Key.Key_Left: "left", Qt.Key.Key_Right: "right", Qt.Key.Key_Up: "up", Qt.Key.Key_Down: "down"}
        key = Qt.Key(event.key())
        if key in keys:
            self.moved.emit(keys[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.focused is not None:
            signal = self.compared if event.modifiers() & Qt.KeyboardModifier.ControlModifier else self.opened
            signal.emit(self.focused)
        else:
            super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802, D102
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            texts.show_tooltip(event.globalPos(), self._words_at(event.pos()), self.viewport())
            return True
        return super().viewportEvent(event)

    def _words_at(self, point: QPoint) -> str:
        node = self.node_at(point)
        spot = point + self._offset()
        if node is not None:
            text = next((link.text for link in self._state.links if link.child == node and link.text), "")
            return f"{self._cards[node].name}\n{text}" if text else self._cards[node].name
        return next((link.text for link in self._state.links if link.text and self._label(link).contains(spot)), "")

    # --- drawing ------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        with QPainter(self.viewport()) as painter:
            painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
            offset = self._offset()
            painter.translate(-offset)
            seen = event.rect().translated(offset)
            near = seen.adjusted(-GRID, -GRID, GRID, GRID)
            left, right = (near.left() - PADDING) // _STEP_X, (near.right() - PADDING) // _STEP_X
            top, bottom = (near.top() - PADDING) // _STEP_Y, (near.bottom() - PADDING) // _STEP_Y
            for first, last, upper, lower, link in self._ways:
                if first <= right and last >= left and upper <= bottom and lower >= top:
                    self._paint_link(painter, link)
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    card = self._spots.get((column, row))
                    if card is not None and self._place(card).adjusted(-GRID, -GRID, GRID, GRID).intersects(seen):
                        self._paint_card(painter, card)

    def _label(self, link: Link) -> QRect:
        """Where an instruction stands: on the last part of the way, before the child."""
        child = self._place(self._cards[link.child])
        middle = child.top() + PICTURE.height() // 2
        return QRect(child.left() - _GAP_X + GRID + HALF + 2, middle - 2 * _LINE - 2, _GAP_X - 2 * GRID, 2 * _LINE)

    def _paint_link(self, painter: QPainter, link: Link) -> None:
        palette = colours()
        parent, child = self._place(self._cards[link.parent]), self._place(self._cards[link.child])
        half = PICTURE.height() / 2
        start, end = QPointF(parent.right() + 1, parent.top() + half), QPointF(child.left() - 1, child.top() + half)
        # A branch leaves its parent downward just beside it, so that its words stand on a straight line.
        way = QPainterPath(start)
        if start.y() == end.y():
            way.lineTo(end)
        else:
            bend = QPointF(start.x() + GRID, start.y())
            corner = QPointF(bend.x(), end.y())
            way.lineTo(bend)
            way.lineTo(QPointF(corner.x(), corner.y() - GRID if end.y() > start.y() else corner.y() + GRID))
            way.quadTo(corner, QPointF(corner.x() + GRID, corner.y()))
            way.lineTo(end)
        active = self._state.current in (link.parent, link.child) and link.child == self._state.current
        painter.setPen(QPen(palette.accent if active else palette.faint, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(way)
        tip = QPainterPath(end)
        tip.lineTo(end + QPointF(-5, -3.5))
        tip.lineTo(end + QPointF(-5, 3.5))
        tip.closeSubpath()
        painter.fillPath(tip, palette.accent if active else palette.faint)
        if link.text:
            self._paint_words(painter, link)

    def _paint_words(self, painter: QPainter, link: Link) -> None:
        painter.setFont(font(FontRole.CAPTION))
        painter.setPen(colours().muted)
        place = self._label(link)
        lines = two_lines(link.text, place.width(), painter.fontMetrics())
        for number, words in enumerate(reversed(lines)):
            line = QRect(place.left(), place.bottom() + 1 - (number + 1) * _LINE, place.width(), _LINE)
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_card(self, painter: QPainter, card: Card) -> None:
        palette = colours()
        place = QRectF(self._place(card).topLeft(), PICTURE).adjusted(1, 1, -1, -1)
        shape = rounded(place, CARD_RADIUS)
        hovered = card.id == self._hovered
        painter.fillPath(shape, palette.hover if hovered else palette.raised)
        if card.hidden:
            painter.setOpacity(0.45)
        icon_name = "film-strip" if card.kind == "clip" else "image"
        draw_picture(painter, shape, self._picture(card.media_id), icon_name)
        self._paint_badges(painter, card, place)
        painter.setOpacity(1)
        self._paint_outline(painter, card, shape)
        current = card.id == self._state.current
        colour = palette.text if current or hovered else palette.muted
        below = QRectF(place.left(), place.bottom() + 3, place.width(), _CAPTION - 3)
        centre = Qt.AlignmentFlag.AlignCenter
        draw_line(painter, below, texts.line(card.name), FontRole.CAPTION, colour, align=centre, middle=True)

    def _paint_outline(self, painter: QPainter, card: Card, shape: QPainterPath) -> None:
        palette = colours()
        compared = self._state.compared is not None and card.id in self._state.compared
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if card.id == self._state.current or compared:
            painter.setPen(QPen(palette.accent, OUTLINE))
        else:
            painter.setPen(QPen(palette.faint if card.id == self._hovered else palette.line, 1))
        painter.drawPath(shape)
        if card.id == self.focused and self.hasFocus():
            ring = shape.boundingRect().adjusted(-3, -3, 3, 3)
            painter.setPen(QPen(mix(palette.panel, palette.accent, 0.7), 1))
            painter.drawRoundedRect(ring, CARD_RADIUS + 2, CARD_RADIUS + 2)

    def _paint_badges(self, painter: QPainter, card: Card, place: QRectF) -> None:
        palette = colours()
        signs = [("sparkle-fill", palette.generated)] if card.generated else []
        signs += [("star-fill", palette.warning)] if card.starred else []
        for number, (name, colour) in enumerate(signs):
            left = place.right() - (number + 1) * (BADGE + HALF)
            draw_badge(painter, QRectF(left, place.top() + HALF, BADGE, BADGE), name, colour)
        painter.setPen(Qt.PenStyle.NoPen)
        compared = self._state.compared or ()
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


def two_lines(text: str, width: int, metrics: QFontMetrics) -> list[str]:
    """Break a text into at most two lines of a width in pixels; what does not fit is left out before its end."""
    words, first = text.split(), ""
    while words and metrics.horizontalAdvance(f"{first} {words[0]}".strip()) <= width:
        first = f"{first} {words.pop(0)}".strip()
    rest = " ".join(words)
    if not first:
        return [metrics.elidedText(rest, Qt.TextElideMode.ElideMiddle, width)] if rest else []
    return [first, metrics.elidedText(rest, Qt.TextElideMode.ElideMiddle, width)] if rest else [first]


def _shifted(value: int, start: int, end: int, room: int) -> int:
    """The scroll position nearest to `value` at which start and end are in sight; the start, if both do not fit."""
    return min(max(value, end - room), start)
