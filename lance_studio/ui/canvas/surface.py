"""The surface that shows the picture and takes the mouse."""

import math
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QEnterEvent,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from lance_studio.ui.canvas import painting
from lance_studio.ui.canvas.gestures import Box, Gesture, Lasso, Rectangle, Stroke
from lance_studio.ui.canvas.mask import Mask
from lance_studio.ui.canvas.viewport import STEP, Viewport
from lance_studio.ui.theme import colours
from lance_studio.ui.theme.measures import GRID
from lance_studio.workflows.media_placement import MIME_TYPE, dragged_ids

_NOTCH = 120
_GRIP = 14.0
_KEYPAD = Qt.KeyboardModifier.KeypadModifier


class Surface(QWidget):
    """Shows one picture, or two with a divider between them, and lets the user look closer and draw the mask.

    The wheel zooms around the pointer; the middle button, or Space with the left one, pans. The left button uses the
    tool: with Shift it adds to the mask, with Alt it takes out.

    With the lasso, a click begins a polygon: a double click, Enter or a click on its first corner closes it, Backspace
    takes the last corner back, Escape gives it up.

    Args:
        mask: The mask over the picture; it is drawn as a veil.

    Attributes:
        viewport: Where the picture stands.
        divider: Where the divider stands, from 0 to 1 across the picture.
        image: The picture that is shown, if any.
        before: The picture on the left of the divider, if two are compared.
        zoomed: The zoom has changed; carries it, 1 for 100 %.
        mask_drawn: The user changed the mask.
        space_tapped: Space was pressed and let go without a drag.
        divider_moved: Carries where the divider stands, from 0 to 1.
        media_dropped: A medium of the project was dropped; carries the ids of the medium and of its node; "" for none.
        gesture_begun: The user began to draw in the mask.
        dragged_out: The user drags what is shown out of the view.
        gesture_given_up: What was begun ended without a change of the mask.
        colour_picked: A pixel's colour is to be selected; carries column, row and how.
        boxed: What is in a box is to be selected; carries the box, in pixels of the picture, and how: "replace", "add"
            or "subtract".
    """

    zoomed = Signal(float)
    mask_drawn = Signal()
    space_tapped = Signal()
    divider_moved = Signal(float)
    media_dropped = Signal(str, str)
    gesture_begun = Signal()
    dragged_out = Signal()
    gesture_given_up = Signal()
    colour_picked = Signal(int, int, str)
    boxed = Signal(object, str)

    def __init__(self, mask: Mask) -> None:
        super().__init__()
        self.setObjectName("canvas.view")
        self.setAccessibleName("Picture")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setMinimumSize(160, 64)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._mask, self._veil = mask, painting.Veil()
        self.viewport = Viewport()
        self.image: QImage | None = None
        self.before: QImage | None = None
        self._names = ("", "")
        self.divider = 0.5
        self._tool, self._brush, self._masking = "select", 24, False
        self._gesture: Gesture | None = None
        self._panning: QPointF | None = None
        #: Whether the left button drags what is shown out of the view, and where it was pressed for that.
        self.draggable = False
        self._pressed: QPointF | None = None
        self._sliding = False
        self._space, self._space_used = False, False
        self._pointer: QPointF | None = None

    # --- what is shown -----------------------------------------------------------------------------------------

    def show_image(self, image: QImage | None, size: tuple[int, int] | None = None) -> None:
        """Show a picture; the zoom stays if it has the size of the former one.

        Args:
            image: The picture; None shows an empty place.
            size: The size that it stands for, where it is a smaller copy; None is its own.
        """
        self.image = image
        if size is None:
            size = (image.width(), image.height()) if image is not None else (0, 0)
        self._set(self.viewport.showing(*size))
        self.update()

    def show_before(self, image: QImage | None, names: tuple[str, str] = ("", "")) -> None:
        """Show another picture on the left of a divider, in the same place; None ends that.

        Args:
            image: The picture.
            names: What stands on the left and on the right.
        """
        if self.before is None and image is not None:
            self.divider = 0.5
        self.before, self._names = image, names
        self.update()

    def set_tool(self, tool: str, brush: int, masking: bool) -> None:
        """Use another tool.

        Args:
            tool: One of `state.TOOLS`.
            brush: Diameter in pixels of the picture.
            masking: Whether the mask may be drawn in, and is shown.
        """
        if tool != self._tool or not masking:
            self.give_up_polygon()
        self._tool, self._brush, self._masking = tool, brush, masking
        self._show_cursor()
        self.update()

    def abandon(self) -> None:
        """Forget the gesture that is being made: the mask is another picture's by now."""
        self._gesture = None
        self.update()

    def give_up_polygon(self) -> None:
        """End a polygon without a change of the mask."""
        if self._polygon() is not None:
            self._end_gesture(changed=False)

    def fit(self) -> None:
        """Show the whole picture."""
        self._set(self.viewport.fitted())

    def zoom_to(self, zoom: float) -> None:
        """Zoom around the middle; 1 is 100 %."""
        self._set(self.viewport.at(zoom))

    def zoom_step(self, steps: int) -> None:
        """Zoom to the next greater (1) or smaller (-1) round zoom."""
        self._set(self.viewport.stepped(steps))

    def place(self) -> QRectF:
        """Return where the picture stands."""
        return painting.place_of(self.viewport)

    def _set(self, viewport: Viewport) -> None:
        former, self.viewport = self.viewport, viewport
        if viewport != former:
            self.update()
            if viewport.scale != former.scale:
                self.zoomed.emit(viewport.scale)

    # --- painting ----------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        self._set(self.viewport.resized(self.width(), self.height(), self.devicePixelRatioF()))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), colours().surround)
            ratio = self.devicePixelRatioF()
            if ratio != self.viewport.ratio:
                # The window came to a screen of another density.
                self.viewport = replace(self.viewport, ratio=ratio)
            if self.image is None or self.viewport.picture == (0, 0):
                return
            place = self.place()
            if self.before is not None:
                self._paint_comparison(painter, place)
                return
            painting.draw_picture(painter, self.viewport, self.image)
            if self._masking:
                self._veil.draw(painter, self.viewport, self._mask)
                self._paint_tool(painter)

    def _paint_comparison(self, painter: QPainter, place: QRectF) -> None:
        assert self.image is not None
        assert self.before is not None
        x = self._divider_x()
        view = QRectF(self.rect())
        for image, side in (
            (self.before, QRectF(0, 0, x, view.height())),
            (self.image, QRectF(x, 0, view.width() - x, view.height())),
        ):
            painter.save()
            painter.setClipRect(side)
            painting.draw_picture(painter, self.viewport, image)
            painter.restore()
        painting.draw_divider(painter, place, view, x)
        seen = place.intersected(view)
        top = seen.top() + GRID
        left, right = QPointF(seen.left() + GRID, top), QPointF(seen.right() - GRID, top)
        painting.draw_tag(painter, self._names[0], left, right=False, widest=x - left.x() - GRID)
        painting.draw_tag(painter, self._names[1], right, right=True, widest=right.x() - x - GRID)

    def _paint_tool(self, painter: QPainter) -> None:
        outline = self._gesture.outline(self.viewport) if self._gesture is not None else None
        if outline is None and self._pointer is not None and self._tool in ("brush", "eraser") and not self._space:
            radius = self._brush / 2 * self.viewport.scale / self.viewport.ratio
            outline = QPainterPath()
            outline.addEllipse(self._pointer, radius, radius)
        if outline is not None:
            painting.draw_outline(painter, outline)

    # --- the mouse ---------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        point, left = event.position(), event.button() == Qt.MouseButton.LeftButton
        if left and (polygon := self._polygon()) is not None and not self._space:
            if polygon.press(point, self.viewport):
                self._end_gesture(changed=True)
            self.update()
            return
        busy = (self._gesture is not None and self._polygon() is None) or self._panning is not None or self._sliding
        if busy or not (left or event.button() == Qt.MouseButton.MiddleButton):
            return
        if left and self.before is not None and abs(point.x() - self._divider_x()) <= _GRIP and not self._space:
            self._sliding = True
        elif left and self._masking and self.before is None and not self._space:
            # Pixels that are on their way must not come over what is drawn meanwhile.
            if self._mask.ready:
                self._begin(point, event.modifiers())
        elif left and self.draggable and not self._space:
            self._pressed = point
        else:
            self._panning = point
            self._space_used = True
        self._show_cursor()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        point = event.position()
        self._pointer = point
        if self._pressed is not None:
            self._drag_out(point)
        elif self._panning is not None:
            delta, self._panning = point - self._panning, point
            self._set(self.viewport.panned(delta.x(), delta.y()))
        elif self._sliding:
            place = self.place()
            self.divider = min(max((point.x() - place.left()) / max(place.width(), 1.0), 0.0), 1.0)
            self.divider_moved.emit(self.divider)
        elif self._gesture is not None:
            self._gesture.move(point, self.viewport)
        self._show_cursor()
        if self._masking or self.before is not None:
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        was_panning = self._panning is not None
        self._panning, self._sliding, self._pressed = None, False, None
        if self._gesture is not None and not was_panning:
            changed = self._gesture.finish(event.position(), self.viewport)
            if changed is not None:
                self._end_gesture(changed=changed)
        self._show_cursor()
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        polygon = self._polygon()
        if polygon is None:
            self.mousePressEvent(event)
        elif event.button() == Qt.MouseButton.LeftButton:
            # The first of the two clicks has set the last corner.
            self._end_gesture(changed=polygon.close())

    def _polygon(self) -> Lasso | None:
        """The polygon that is being drawn, if any."""
        return self._gesture if isinstance(self._gesture, Lasso) and self._gesture.corners else None

    def _end_gesture(self, *, changed: bool) -> None:
        self._gesture = None
        (self.mask_drawn if changed else self.gesture_given_up).emit()
        self.update()

    def _begin(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        adds = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        takes = bool(modifiers & Qt.KeyboardModifier.AltModifier)
        how = "subtract" if takes else "add" if adds else "replace"
        if self._tool in ("select", "lasso"):
            kind = Rectangle if self._tool == "select" else Lasso
            self._gesture = kind(self._mask, point, self.viewport, how)
        elif self._tool == "colour":
            x, y = (math.floor(value) for value in self.viewport.to_picture(point.x(), point.y()))
            width, height = self.viewport.picture
            if 0 <= x < width and 0 <= y < height:
                self.colour_picked.emit(x, y, how)
            return
        elif self._tool == "object":
            self._gesture = Box(point, self.viewport, lambda box: self.boxed.emit(box, how))
            self.update()
            return
        else:
            inside = (self._tool == "brush") != takes
            self._gesture = Stroke(self._mask, point, self.viewport, self._brush, inside)
        self.gesture_begun.emit()
        self.update()

    def _drag_out(self, point: QPointF) -> None:
        assert self._pressed is not None
        if (point - self._pressed).manhattanLength() >= QApplication.startDragDistance():
            self._pressed = None
            self.dragged_out.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802, D102
        delta = event.pixelDelta() if event.angleDelta().isNull() else event.angleDelta()
        if delta.y():
            zoom = self.viewport.scale * STEP ** (delta.y() / _NOTCH)
            self._set(self.viewport.at(zoom, event.position().x(), event.position().y()))
        event.accept()

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802, D102
        self._pointer = event.position()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802, D102
        self._pointer = None
        self.update()

    def _divider_x(self) -> float:
        place = self.place()
        return place.left() + self.divider * place.width()

    def _show_cursor(self) -> None:
        near = (
            self.before is not None
            and self._pointer is not None
            and abs(self._pointer.x() - self._divider_x()) <= _GRIP
        )
        if self._panning is not None:
            shape = Qt.CursorShape.ClosedHandCursor
        elif self._space:
            shape = Qt.CursorShape.OpenHandCursor
        elif self._sliding or near:
            shape = Qt.CursorShape.SplitHCursor
        elif self._masking and self.before is None:
            shape = Qt.CursorShape.CrossCursor if self._mask.ready else Qt.CursorShape.BusyCursor
        else:
            shape = Qt.CursorShape.ArrowCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)

    # --- keys --------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:  # noqa: D102
        # Space alone belongs to the canvas: held it pans, tapped it plays. A polygon has its keys while it is drawn.
        own = isinstance(event, QKeyEvent) and (_is_space(event) or self._polygon_key(event) is not None)
        if event.type() == QEvent.Type.ShortcutOverride and own:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        act = self._polygon_key(event)
        if act is not None:
            act()
            self.update()
        elif not _is_space(event):
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            self._space, self._space_used = True, False
            self._show_cursor()
            self.update()

    def _polygon_key(self, event: QKeyEvent) -> Callable[[], None] | None:
        """What a key does to the polygon that is being drawn, if anything."""
        polygon = self._polygon()
        if polygon is None:
            return None
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~_KEYPAD:
            return lambda: self._end_gesture(changed=polygon.close())
        if event.key() == Qt.Key.Key_Escape:
            return lambda: self._end_gesture(changed=False)
        if event.key() == Qt.Key.Key_Backspace:
            return lambda: None if polygon.take_back() else self._end_gesture(changed=False)
        return None

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        if event.key() != Qt.Key.Key_Space:
            super().keyReleaseEvent(event)
        elif not event.isAutoRepeat() and self._space:
            self._space = False
            self._show_cursor()
            if not self._space_used:
                self.space_tapped.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802, D102
        self._space = False
        self._show_cursor()
        super().focusOutEvent(event)

    # --- drops -------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802, D102
        # Files are the window's business.
        if event.mimeData().hasFormat(MIME_TYPE):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802, D102
        found = dragged_ids(bytes(event.mimeData().data(MIME_TYPE).data()))
        if found:
            event.acceptProposedAction()
            media_id, node_id = found[0]
            self.media_dropped.emit(media_id or "", node_id or "")


def _is_space(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Space and event.modifiers() == Qt.KeyboardModifier.NoModifier
