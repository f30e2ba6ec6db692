"""The surface that shows the picture and takes the mouse."""

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
from lance_studio.ui.canvas.gestures import Gesture, Lasso, Rectangle, Stroke
from lance_studio.ui.canvas.mask import Mask
from lance_studio.ui.canvas.viewport import STEP, Viewport
from lance_studio.ui.theme import colours
from lance_studio.ui.theme.measures import GRID
from lance_studio.workflows.media_placement import MIME_TYPE, dragged_ids

_NOTCH = 120
_GRIP = 14.0


class Surface(QWidget):
    """Shows one picture, or two with a divider between them, and lets the user look closer and draw the mask.

    The wheel zooms around the pointer; the middle button, or Space with the left one, pans. The left button uses the
    tool: with Shift it adds to the mask, with Alt it takes out.

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
    """

    zoomed = Signal(float)
    mask_drawn = Signal()
    space_tapped = Signal()
    divider_moved = Signal(float)
    media_dropped = Signal(str, str)
    gesture_begun = Signal()
    dragged_out = Signal()

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
            tool: "select", "lasso", "brush" or "eraser".
            brush: Diameter in pixels of the picture.
            masking: Whether the mask may be drawn in, and is shown.
        """
        self._tool, self._brush, self._masking = tool, brush, masking
        self._show_cursor()
        self.update()

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
        busy = self._gesture is not None or self._panning is not None or self._sliding
        if busy or not (left or event.button() == Qt.MouseButton.MiddleButton):
            return
        if left and self.before is not None and abs(point.x() - self._divider_x()) <= _GRIP and not self._space:
            self._sliding = True
        elif left and self._masking and self.before is None and not self._space:
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
        gesture, self._gesture = self._gesture, None
        self._panning, self._sliding, self._pressed = None, False, None
        if gesture is not None and gesture.finish(event.position(), self.viewport):
            self.mask_drawn.emit()
        self._show_cursor()
        self.update()

    def _begin(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        adds = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        takes = bool(modifiers & Qt.KeyboardModifier.AltModifier)
        how = "subtract" if takes else "add" if adds else "replace"
        if self._tool in ("select", "lasso"):
            kind = Rectangle if self._tool == "select" else Lasso
            self._gesture = kind(self._mask, point, self.viewport, how)
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
            shape = Qt.CursorShape.CrossCursor
        else:
            shape = Qt.CursorShape.ArrowCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)

    # --- keys --------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:  # noqa: D102
        # Space alone belongs to the canvas: held it pans, tapped it plays.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_space(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        if not _is_space(event):
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            self._space, self._space_used = True, False
            self._show_cursor()
            self.update()

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
