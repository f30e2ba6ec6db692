"""The surface that shows the picture and takes the mouse."""

import math
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QResizeEvent,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy

from lance_studio.language import tr
from lance_studio.ui.canvas import comparing, painting
from lance_studio.ui.canvas.comparing import INTERVALS, Compared
from lance_studio.ui.canvas.dropping import DropTarget
from lance_studio.ui.canvas.gestures import Box, Gesture, Lasso, Rectangle, Stroke
from lance_studio.ui.canvas.mask import Mask
from lance_studio.ui.canvas.touch import gestured, is_eraser, share_of_brush, wheeled
from lance_studio.ui.canvas.viewport import Viewport
from lance_studio.ui.theme import colours, current_theme
from lance_studio.ui.widgets.drawing import draw_focus

_GRIP = 14.0
_KEYPAD = Qt.KeyboardModifier.KeypadModifier


class Surface(DropTarget):
    """Shows one picture, or several that are compared, and lets the user look closer and draw the mask.

    The wheel zooms around the pointer, and so do a pinch and Ctrl with two fingers; two fingers, the middle button, or
    Space with the left one pan. The left button uses the tool: with Shift it adds to the mask, with Alt it takes out. A
    pen's pressure is the brush's size, and its other end the eraser.

    With the lasso, a click begins a polygon: a double click, Enter or a click on its first corner closes it, Backspace
    takes the last corner back, Escape gives it up.

    Args:
        mask: The mask over the picture; it is drawn as a veil.

    Attributes:
        viewport: Where the picture stands.
        image: The picture that is shown, if any.
        compared: The pictures that are compared, if any.
        zoomed: The zoom has changed; carries it, 1 for 100 %.
        mask_drawn: The user changed the mask.
        space_tapped: Space was pressed and let go without a drag.
        divider_moved: Carries where the divider stands, from 0 to 1.
        menu_wanted: The context menu is wanted; carries its place on the screen.
        gesture_begun: The user began to draw in the mask.
        dragged_out: The user drags what is shown out of the view.
        gesture_given_up: What was begun ended without a change of the mask.
        colour_picked: A pixel's colour is to be selected; carries column, row and how.
        boxed: What is in a box is to be selected; carries the box, in pixels of the picture, and how: "replace", "add"
            or "subtract".
        side_opened: One of the pictures beside each other was double-clicked; carries its number, from 0.
    """

    zoomed = Signal(float)
    mask_drawn = Signal()
    space_tapped = Signal()
    divider_moved = Signal(float)
    menu_wanted = Signal(QPoint)
    gesture_begun = Signal()
    dragged_out = Signal()
    gesture_given_up = Signal()
    colour_picked = Signal(int, int, str)
    boxed = Signal(object, str)
    side_opened = Signal(int)

    def __init__(self, mask: Mask) -> None:
        super().__init__()
        self.setObjectName("canvas.view")
        self.setAccessibleName(tr("Picture"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(160, 40)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._mask, self._veil = mask, painting.Veil()
        self.viewport = Viewport()
        self.image: QImage | None = None
        self.compared: Compared | None = None
        self._blinking = QTimer(self, interval=INTERVALS[1])
        self._blinking.timeout.connect(self._take_turns)
        current_theme().changed.connect(self._blink)
        self._tool, self._brush, self._masking = "select", 24, False
        self._gesture: Gesture | None = None
        self._panning: QPointF | None = None
        #: Whether the left button drags what is shown out of the view, and where it was pressed for that.
        self.draggable = False
        self._pressed: QPointF | None = None
        self._sliding: int | None = None
        self._space, self._space_used = False, False
        self._pointer: QPointF | None = None
        self._by_pen = False

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

    def show_compared(self, compared: Compared | None) -> None:
        """Show several pictures to be compared, in the place of the first; None ends that.

        Dividers stay where they are while the number of pictures does.
        """
        former = self.compared
        if former is not None and compared is not None and former.shows_the_same_as(compared):
            return  # whoever has its turn keeps it
        self.compared = compared
        if former is not None and compared is not None and len(former.sides) == len(compared.sides):
            compared.dividers = former.dividers
            compared.take_differences(former)
        self._set(self.viewport.resized(*self._cell_size(), self.devicePixelRatioF()))
        self._blink()
        self.update()

    @property
    def before(self) -> QImage | None:
        """The first of the pictures that are compared, if any are."""
        return None if self.compared is None else self.compared.sides[0].image

    @property
    def divider(self) -> float:
        """Where the first divider stands, from 0 to 1 across the picture."""
        return 0.5 if self.compared is None else self.compared.dividers[0]

    def set_interval(self, milliseconds: int) -> None:
        """Say how long each picture stands when they take turns."""
        self._blinking.setInterval(milliseconds)

    def _blink(self) -> None:
        """Let the pictures take turns; with reduced motion only a key does."""
        blinks = self.compared is not None and self.compared.mode == "blink"
        if blinks and not current_theme().less_motion:
            self._blinking.start()
        else:
            self._blinking.stop()

    def _take_turns(self) -> None:
        if self.compared is not None:
            self.compared.turn = (self.compared.turn + 1) % len(self.compared.sides)
            self.update()

    def _cell_size(self) -> tuple[float, float]:
        if self.compared is None:
            return self.width(), self.height()
        cell = self.compared.cells(self.width(), self.height())[0]
        return cell.width(), cell.height()

    def _in_cell(self, point: QPointF) -> QPointF:
        """Return where a point of the canvas lies in its cell."""
        if self.compared is None:
            return point
        cells = self.compared.cells(self.width(), self.height())
        return point - next((cell for cell in cells if cell.contains(point)), cells[0]).topLeft()

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
        self._set(self.viewport.resized(*self._cell_size(), self.devicePixelRatioF()))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), colours().surround)
            ratio = self.devicePixelRatioF()
            if ratio != self.viewport.ratio:
                # The window came to a screen of another density.
                self.viewport = replace(self.viewport, ratio=ratio)
            if self.image is not None and self.viewport.picture != (0, 0):
                self._paint_picture(painter, self.image)
            if self.hasFocus():
                draw_focus(painter, QRectF(self.rect()))

    def _paint_picture(self, painter: QPainter, image: QImage) -> None:
        if self.compared is not None:
            comparing.draw(painter, self.viewport, QRectF(self.rect()), self.compared)
            return
        painting.draw_picture(painter, self.viewport, image)
        if self._masking:
            self._veil.draw(painter, self.viewport, self._mask)
            self._paint_tool(painter)

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
        drawing = self._gesture is not None and self._polygon() is None
        busy = drawing or self._panning is not None or self._sliding is not None
        if busy or not (left or event.button() == Qt.MouseButton.MiddleButton):
            return
        divider = self._divider_at(point)
        if left and divider is not None and not self._space:
            self._sliding = divider
        elif left and self._masking and self.compared is None and not self._space:
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
        elif self._sliding is not None and self.compared is not None:
            place, bounds = self.place(), [0.0, *self.compared.dividers, 1.0]
            where = (point.x() - place.left()) / max(place.width(), 1.0)
            self.compared.dividers[self._sliding] = min(max(where, bounds[self._sliding]), bounds[self._sliding + 2])
            self.divider_moved.emit(self.compared.dividers[self._sliding])
        elif self._gesture is not None:
            self._gesture.move(point, self.viewport)
        self._show_cursor()
        if self._masking or self.compared is not None:
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        was_panning = self._panning is not None
        self._panning, self._sliding, self._pressed = None, None, None
        if self._gesture is not None and not was_panning:
            changed = self._gesture.finish(event.position(), self.viewport)
            if changed is not None:
                self._end_gesture(changed=changed)
        self._show_cursor()
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        compared = self.compared
        polygon = self._polygon()
        if polygon is not None:
            if event.button() == Qt.MouseButton.LeftButton:
                # The first of the two clicks has set the last corner.
                self._end_gesture(changed=polygon.close())
            return
        if compared is None or compared.mode not in ("grid", "side"):
            # Two quick strokes are two strokes.
            self.mousePressEvent(event)
            return
        cells = compared.cells(self.width(), self.height())
        number = next((number for number, cell in enumerate(cells) if cell.contains(event.position())), None)
        if number is not None:
            self.side_opened.emit(number)

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
        self._set(wheeled(self.viewport, event, self._in_cell(event.position())))
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802, D102
        # While something is drawn the other button is no question.
        if self._gesture is None and self._panning is None:
            self.menu_wanted.emit(event.globalPos())

    def tabletEvent(self, event: QTabletEvent) -> None:  # noqa: N802, D102
        brushes = self._tool in ("brush", "eraser") or is_eraser(event)
        paints = self._masking and self.compared is None and not self._space and brushes
        pressed = event.type() == QEvent.Type.TabletPress and event.button() == Qt.MouseButton.LeftButton
        if not (paints and pressed and self._gesture is None) and not self._by_pen:
            # Qt makes an event of the mouse of it.
            event.ignore()
            return
        event.accept()
        self._pointer = event.position()
        diameter = self._brush * share_of_brush(event)
        if event.type() == QEvent.Type.TabletPress and not self._by_pen and self._mask.ready:
            takes = is_eraser(event) or bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            inside = self._tool != "eraser" and not takes
            self._gesture = Stroke(self._mask, event.position(), self.viewport, diameter, inside)
            self._by_pen = True
            self.gesture_begun.emit()
        elif isinstance(self._gesture, Stroke) and event.type() == QEvent.Type.TabletMove:
            self._gesture.move(event.position(), self.viewport, diameter)
        elif event.type() == QEvent.Type.TabletRelease:
            self._by_pen = False
            if isinstance(self._gesture, Stroke):
                self._end_gesture(changed=True)
        self.update()

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802, D102
        self._pointer = event.position()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802, D102
        self._pointer = None
        self.update()

    def _divider_at(self, point: QPointF) -> int | None:
        """Return which divider is under a point."""
        if self.compared is None or self.compared.mode != "wipe":
            return None
        place = self.place()
        away = [abs(point.x() - place.left() - one * place.width()) for one in self.compared.dividers]
        nearest = min(range(len(away)), key=away.__getitem__)
        return nearest if away[nearest] <= _GRIP else None

    def _show_cursor(self) -> None:
        near = self._pointer is not None and self._divider_at(self._pointer) is not None
        if self._panning is not None:
            shape = Qt.CursorShape.ClosedHandCursor
        elif self._space:
            shape = Qt.CursorShape.OpenHandCursor
        elif self._sliding is not None or near:
            shape = Qt.CursorShape.SplitHCursor
        elif self._masking and self.compared is None:
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
        if isinstance(event, QNativeGestureEvent):
            viewport = gestured(self.viewport, event, self._in_cell(event.position()))
            if viewport is not None:
                self._set(viewport)
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


def _is_space(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Space and event.modifiers() == Qt.KeyboardModifier.NoModifier
