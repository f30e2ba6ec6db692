"""The edit graph as it is drawn: thumbnails from left to right, instructions on the ways between them."""

from itertools import islice

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from lance_studio.language import tr
from lance_studio.ui import texts
from lance_studio.ui.history.cards import Card, Link
from lance_studio.ui.history.geometry import PICTURE, STEP_X, STEP_Y, chip_of, label_of, place_of, whole_size
from lance_studio.ui.history.graph_painter import GraphPainter, Look, PictureOf
from lance_studio.ui.history.presenter import HistoryState
from lance_studio.ui.theme import current_theme
from lance_studio.ui.theme.measures import GRID, PADDING
from lance_studio.ui.widgets.drawing import draw_focus

LEAST_ZOOM, MOST_ZOOM = 0.05, 2.0
OPENING_ZOOM = 0.5
"""A graph opens no smaller than that, with the node on the canvas in sight; Fit shows all of it."""
ZOOM_STEP = 1.25
_NOTCH = 120
_KEYS = {Qt.Key.Key_Left: "left", Qt.Key.Key_Right: "right", Qt.Key.Key_Up: "up", Qt.Key.Key_Down: "down"}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_SHIFT, _CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


class GraphView(QAbstractScrollArea):
    """Draws the state of the history; the presenter decides.

    The wheel scrolls, with Ctrl it zooms; the ground, the middle button or Space drag the graph.

    Args:
        picture: Returns the picture of a medium in a height, if it is there already.

    Attributes:
        focused: The node that the keyboard is at.
        opened: A node was clicked, or Enter pressed on it.
        compared: A node was clicked with Ctrl.
        menu_wanted: A menu is wanted for a node at a place of the screen.
        moved: An arrow key was pressed; carries "left", "right", "up" or "down".
        fold_wanted: A node's branch is to be folded (True) or unfolded.
        zoomed: The zoom has another value.
    """

    opened = Signal(str)
    compared = Signal(str)
    menu_wanted = Signal(str, QPoint)
    moved = Signal(str)
    fold_wanted = Signal(str, bool)
    zoomed = Signal(float)

    def __init__(self, picture: PictureOf) -> None:
        super().__init__()
        self._painter = GraphPainter(picture)
        self._state = HistoryState()
        self._found: frozenset[str] | None = None
        # What follows from the cards and links of one state, for fewer questions to all of them.
        self._sorted = self._state
        self._cards: dict[str, Card] = {}
        self._spots: dict[tuple[int, int], Card] = {}
        self._shows: dict[str, list[Card]] = {}
        self._ways: list[tuple[int, int, int, int, Link]] = []
        self._foldable: set[str] = set()
        self._size = (-1, -1)
        self.focused: str | None = None
        self._hovered: str | None = None
        self._zoom = 1.0
        self._fits = True
        self._scrolled = False
        self._dragged: QPointF | None = None
        self._space = self._space_used = False
        self._corner: QWidget | None = None
        self.setObjectName("history.graph")
        self.setAccessibleName(tr("What was made from what"))
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
        if state.matches is not former.matches or state.query != former.query:
            self._found = frozenset(state.matches) if state.query else None
        if self.focused not in self._cards:
            self.focused = None
        self._measure()
        # Folding changes how many there are, but leaves the keyboard and the view where they are.
        more = len(state.cards) != len(former.cards) and state.folded == former.folded
        if state.current is not None and (state.current != former.current or more):
            self.focused = state.current if state.current in self._cards else self.focused
            self._scrolled = False
            self.reveal(state.current)
        self.viewport().update()

    def begin(self) -> None:
        """Fit another project's graph into the view, but not smaller than half its size."""
        self._fits, self._scrolled = True, False
        self._fit_opening()

    def _sort(self, state: HistoryState) -> None:
        """Note where on the grid everything stands, so that only what is in sight is looked at later."""
        former = self._sorted
        cards, links = len(former.cards), len(former.links)
        # Mostly there is one more than before.
        if state.cards[:cards] != former.cards or state.links[:links] != former.links:
            cards = links = 0
            self._cards, self._spots, self._shows, self._ways, self._size = {}, {}, {}, [], (-1, -1)
            self._foldable = set()
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
            if link.first:
                self._foldable.add(link.parent)

    def update_picture(self, media_id: str) -> None:
        """Draw a medium's picture, which has arrived, where it stands."""
        for card in self._shows.get(media_id, ()):
            self.viewport().update(self.place_of(card.id))

    def focus_node(self, node_id: str | None) -> None:
        """Put the keyboard at a node and bring it into sight."""
        if node_id in self._cards:
            self.focused = node_id
            words = self._cards[node_id].spoken(self._state.folded.get(node_id))
            texts.set_name(self.viewport(), words)
            texts.set_description(self, words)
            self.reveal(node_id)
            self.viewport().update()

    def reveal(self, node_id: str) -> None:
        """Scroll as little as needed for a node to be wholly in sight."""
        if node_id not in self._cards:
            return
        place = self.place_of(node_id).translated(self._offset())
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        view = self.viewport().size()
        across.setValue(_shifted(across.value(), place.left() - PADDING, place.right() + PADDING, view.width()))
        down.setValue(_shifted(down.value(), place.top() - PADDING, place.bottom() + PADDING, view.height()))

    def place_of(self, node_id: str) -> QRect:
        """Return where a node is drawn, caption included, in the viewport."""
        return self._on_screen(place_of(self._cards[node_id]))

    def name_place(self, node_id: str) -> QRect:
        """Return where a node's name is edited, in the viewport."""
        place = self.place_of(node_id)
        width, top = max(place.width(), PICTURE.width()), round(PICTURE.height() * self._zoom)
        return QRect(place.left(), place.top() + top - 4, width, max(place.height() - top, 20) + 8)

    def chip_place(self, node_id: str) -> QRect:
        """Return where a node's branch is folded and unfolded, in the viewport."""
        return self._on_screen(chip_of(self._cards[node_id]))

    def node_at(self, point: QPoint) -> str | None:
        """Return the node at a point of the viewport."""
        card, spot = self._card_near(point)
        return card.id if card is not None and place_of(card).contains(spot) else None

    def chip_at(self, point: QPoint) -> str | None:
        """Return the node whose branch a click at a point of the viewport folds or unfolds."""
        card, spot = self._card_near(point)
        if card is None or not chip_of(card).contains(spot):
            return None
        shown = card.id in self._state.folded or card.id in (self._hovered, self.focused)
        return card.id if shown and (card.id in self._state.folded or card.id in self._can_fold()) else None

    def _can_fold(self) -> set[str]:
        """The nodes that can be folded; while somebody searches everything is unfolded."""
        return set() if self._state.query else self._foldable

    def _card_near(self, point: QPoint) -> tuple[Card | None, QPoint]:
        """The card in whose cell of the grid a point of the viewport lies, and the point at 100 %."""
        spot = (QPointF(point + self._offset()) / self._zoom).toPoint()
        return self._spots.get(((spot.x() - PADDING) // STEP_X, (spot.y() - PADDING) // STEP_Y)), spot

    # --- zoom ---------------------------------------------------------------------------------------------------------

    @property
    def zoom(self) -> float:
        """Pixels on the screen for each pixel at 100 %, 0.05 to 2."""
        return self._zoom

    def set_zoom(self, zoom: float, at: QPointF | None = None) -> None:
        """Zoom; the point of the viewport stays where it is, by default the focused node or the middle."""
        self._fits = False
        self._set_zoom(zoom, self._zoom_centre() if at is None else at)

    def zoom_by(self, steps: float, at: QPointF | None = None) -> None:
        """Zoom in by steps, or out by negative ones."""
        self.set_zoom(self._zoom * ZOOM_STEP**steps, at)

    def fit(self) -> None:
        """Show the whole graph, no larger than 100 % and no smaller than the least zoom."""
        self._fits = False
        self._set_zoom(self._fitting(), QPointF())

    def _fit_opening(self) -> None:
        self._set_zoom(max(self._fitting(), OPENING_ZOOM), QPointF())
        if self._state.current is not None:
            self.reveal(self._state.current)

    def _fitting(self) -> float:
        # The room without scroll bars, which the whole graph does not need.
        view, whole = self.maximumViewportSize(), whole_size(*self._size)
        return min(view.width() / whole.width(), view.height() / whole.height(), 1.0)

    def _zoom_centre(self) -> QPointF:
        middle = QPointF(self.viewport().rect().center())
        if self.focused is None:
            return middle
        place = self.place_of(self.focused)
        return QPointF(place.center()) if self.viewport().rect().intersects(place) else middle

    def _set_zoom(self, zoom: float, at: QPointF) -> None:
        zoom = min(max(zoom, LEAST_ZOOM), MOST_ZOOM)
        # A hair beside 100 % would blur everything.
        zoom = 1.0 if abs(zoom - 1) < 0.02 else zoom
        if zoom == self._zoom:
            return
        spot = (at + QPointF(self._offset())) / self._zoom
        self._zoom = zoom
        self._measure()
        target = spot * zoom - at
        self.horizontalScrollBar().setValue(round(target.x()))
        self.verticalScrollBar().setValue(round(target.y()))
        self.viewport().update()
        self.zoomed.emit(zoom)

    def set_corner(self, widget: QWidget) -> None:
        """Keep a widget over the lower right corner of the view."""
        self._corner = widget
        widget.setParent(self)
        widget.show()
        self._place_corner()

    def _place_corner(self) -> None:
        if self._corner is not None:
            size, room = self._corner.sizeHint(), self.viewport().geometry()
            self._corner.setGeometry(
                QRect(room.bottomRight() - QPoint(size.width() + GRID, size.height() + GRID), size)
            )

    # --- measures -----------------------------------------------------------------------------------------------------

    def _offset(self) -> QPoint:
        return QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def _on_screen(self, place: QRect) -> QRect:
        corner = QPointF(place.topLeft()) * self._zoom
        size = QPointF(place.width(), place.height()) * self._zoom
        return QRectF(corner, corner + size).toAlignedRect().translated(-self._offset())

    def _measure(self) -> None:
        view, whole = self.viewport().size(), whole_size(*self._size) * self._zoom
        for bar, length, seen, step in (
            (self.horizontalScrollBar(), whole.width(), view.width(), STEP_X),
            (self.verticalScrollBar(), whole.height(), view.height(), STEP_Y),
        ):
            bar.setRange(0, max(length - seen, 0))
            bar.setPageStep(seen)
            bar.setSingleStep(max(step // 4, 1))

    # --- events -------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        self._measure()
        self._place_corner()
        if self._fits and not self._scrolled:
            self._fit_opening()
        # In its first size, and when a scroll bar comes, the current node stays in sight; a user's scrolling counts.
        elif not self._scrolled and self._state.current is not None:
            self.reveal(self._state.current)

    def _note_scroll(self, _action: int) -> None:
        self._scrolled = True

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802, D102
        fine, turn = event.pixelDelta(), event.angleDelta()
        if event.modifiers() & _CONTROL:
            self.zoom_by((turn.y() or fine.y()) / _NOTCH, event.position())
        else:
            moved = QPointF(turn) * (STEP_Y / 2 / _NOTCH) if fine.isNull() else QPointF(fine)
            # A wheel has one direction only: it goes sideways where there is nothing above and below.
            if moved.x() == 0 and (event.modifiers() & _SHIFT or self.verticalScrollBar().maximum() == 0):
                moved = moved.transposed()
            self._pan(moved)
        event.accept()

    def _pan(self, moved: QPointF) -> None:
        self._scrolled = True
        for bar, pixels in ((self.horizontalScrollBar(), moved.x()), (self.verticalScrollBar(), moved.y())):
            bar.setValue(bar.value() - round(pixels))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        point, left = event.position().toPoint(), event.button() == Qt.MouseButton.LeftButton
        node, chip = self.node_at(point), self.chip_at(point)
        if event.button() == Qt.MouseButton.MiddleButton or (left and (self._space or not (node or chip))):
            self._dragged = event.position()
            # Space held while the graph is dragged opens nothing when it is let go.
            self._space = False
            self._show_cursor()
        elif left and chip is not None:
            self.fold_wanted.emit(chip, chip not in self._state.folded)
        elif left and node is not None:
            self.focus_node(node)
            (self.compared if event.modifiers() & _CONTROL else self.opened).emit(node)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        if self._dragged is not None:
            self._pan(event.position() - self._dragged)
            self._dragged = event.position()
            return
        point = event.position().toPoint()
        hovered = self.node_at(point) or self.chip_at(point)
        if hovered != self._hovered:
            self._hovered = hovered
            self.viewport().update()
        self._show_cursor()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        self._dragged = None
        self._show_cursor()
        super().mouseReleaseEvent(event)

    def _show_cursor(self) -> None:
        shapes = Qt.CursorShape
        shape = shapes.PointingHandCursor if self._hovered else shapes.ArrowCursor
        if self._dragged is not None:
            shape = shapes.ClosedHandCursor
        elif self._space:
            shape = shapes.OpenHandCursor
        self.viewport().setCursor(shape)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802, D102
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        node = self.focused if by_key else self.node_at(event.pos())
        if node is not None:
            self.focus_node(node)
            place = self.viewport().mapToGlobal(self.place_of(node).center()) if by_key else event.globalPos()
            self.menu_wanted.emit(node, place)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        key, node = Qt.Key(event.key()), self.focused
        folded = node in self._state.folded
        if key == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._space, self._space_used = True, False
            self._show_cursor()
        elif node is not None and key == Qt.Key.Key_Left and event.modifiers() & _SHIFT:
            self.fold_wanted.emit(node, True)
        elif node is not None and key == Qt.Key.Key_Right and (event.modifiers() & _SHIFT or folded):
            self.fold_wanted.emit(node, False)
        elif key in _KEYS:
            self.moved.emit(_KEYS[key])
        elif key in _ENTER and node is not None:
            (self.compared if event.modifiers() & _CONTROL else self.opened).emit(node)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        if event.key() != Qt.Key.Key_Space or event.isAutoRepeat():
            super().keyReleaseEvent(event)
            return
        pressed, self._space = self._space, False
        self._show_cursor()
        if pressed and not self._space_used and self.focused is not None:
            self.opened.emit(self.focused)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802, D102
        self._space = False
        self._dragged = None
        self.viewport().update()
        super().focusOutEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802, D102
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            texts.show_tooltip(event.globalPos(), self._words_at(event.pos()), self.viewport())
            return True
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.set_zoom(self._zoom * (1 + event.value()), event.position())
            return True
        return super().viewportEvent(event)

    def _words_at(self, point: QPoint) -> str:
        node = self.node_at(point)
        if node is not None:
            card = self._cards[node]
            return f"{card.name}\n{card.words}" if card.words else card.name
        chip = self.chip_at(point)
        if chip is not None:
            return (
                tr("Unfold what was made from it") if chip in self._state.folded else tr("Fold what was made from it")
            )
        spot = (QPointF(point + self._offset()) / self._zoom).toPoint()
        ways = (link for link in self._state.links if link.text)
        return next((link.text for link in ways if label_of(self._cards[link.child]).contains(spot)), "")

    # --- drawing ------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        focused = self.focused if self.hasFocus() else None
        look = Look(self._state, self._found, self._hovered, focused, self._can_fold(), self._zoom)
        with QPainter(self.viewport()) as painter:
            painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
            offset = self._offset()
            painter.translate(-offset)
            painter.scale(self._zoom, self._zoom)
            corner = QPointF(event.rect().topLeft() + offset) / self._zoom
            end = QPointF(event.rect().bottomRight() + offset) / self._zoom
            seen = QRectF(corner, end).toAlignedRect()
            near = seen.adjusted(-5 * GRID, -GRID, GRID, GRID)  # a chip stands out to the right of its node
            left, right = (near.left() - PADDING) // STEP_X, (near.right() - PADDING) // STEP_X
            top, bottom = (near.top() - PADDING) // STEP_Y, (near.bottom() - PADDING) // STEP_Y
            for first, last, upper, lower, link in self._ways:
                if first <= right and last >= left and upper <= bottom and lower >= top:
                    self._painter.paint_link(painter, link, self._cards[link.parent], self._cards[link.child], look)
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    card = self._spots.get((column, row))
                    if card is not None and place_of(card).adjusted(-GRID, -GRID, 5 * GRID, GRID).intersects(seen):
                        self._painter.paint_card(painter, card, look)
            if self.hasFocus():
                painter.resetTransform()
                draw_focus(painter, QRectF(self.viewport().rect()))


def _shifted(value: int, start: int, end: int, room: int) -> int:
    """The scroll position nearest to `value` at which start and end are in sight; the start, if both do not fit."""
    return min(max(value, end - room), start)
