"""Two fingers, pinches and pens on the canvas: what their events mean."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication, QInputDevice, QNativeGestureEvent, QPointingDevice, QTabletEvent, QWheelEvent

from lance_studio.ui.canvas.viewport import STEP, Viewport

_NOTCH = 120
_PIXELS_A_NOTCH = 60.0
_LEAST_PRESSURE = 0.15
"""Of the brush: the lightest touch still paints a dot that can be seen."""


def wheeled(viewport: Viewport, event: QWheelEvent, place: QPointF) -> Viewport:
    """Return the view after a turn of the wheel, which zooms at the pointer, or a move of two fingers, which pans.

    With Ctrl both zoom.

    Args:
        viewport: As it was.
        event: The turn or move.
        place: Of the pointer, in the viewport's cell.
    """
    command = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    if not command and is_two_fingers(event):
        move = _pixels(event)
        return viewport if move.isNull() else viewport.panned(move.x(), move.y())
    turn = event.pixelDelta().y() if event.angleDelta().isNull() else event.angleDelta().y()
    return viewport.at(viewport.scale * STEP ** (turn / _NOTCH), place.x(), place.y()) if turn else viewport


def is_two_fingers(event: QWheelEvent) -> bool:
    """Return whether a turn of the wheel comes from a touchpad: it has phases, a second direction, or parts of a notch.

    X11 tells pixels for some wheels too, so that they say nothing there.
    """
    if event.phase() != Qt.ScrollPhase.NoScrollPhase or event.device().type() == QInputDevice.DeviceType.TouchPad:
        return True
    if not event.pixelDelta().isNull() and QGuiApplication.platformName() != "xcb":
        return True
    turn = event.angleDelta()
    return turn.x() != 0 or abs(turn.y()) % _NOTCH != 0


def _pixels(event: QWheelEvent) -> QPointF:
    """Return by how much two fingers want to move the picture."""
    pixels = QPointF(event.pixelDelta())
    if pixels.isNull() or QGuiApplication.platformName() == "xcb":
        pixels = QPointF(event.angleDelta()) * (_PIXELS_A_NOTCH / _NOTCH)
    return pixels


def gestured(viewport: Viewport, event: QNativeGestureEvent, place: QPointF) -> Viewport | None:
    """Return the view after a gesture of a touchpad; None where it is none of the canvas.

    Args:
        viewport: As it was.
        event: A part of a pinch, a double tap, or a move of the hand.
        place: Of the pointer, in the viewport's cell.
    """
    match event.gestureType():
        case Qt.NativeGestureType.ZoomNativeGesture:
            return viewport.at(viewport.scale * max(1 + event.value(), 0.1), place.x(), place.y())
        case Qt.NativeGestureType.PanNativeGesture:
            return viewport.panned(event.delta().x(), event.delta().y())
        case Qt.NativeGestureType.SmartZoomNativeGesture:
            return viewport.at(1.0, place.x(), place.y()) if viewport.zoom is None else viewport.fitted()
        case Qt.NativeGestureType.BeginNativeGesture | Qt.NativeGestureType.EndNativeGesture:
            return viewport
        case _:
            return None


def is_eraser(event: QTabletEvent) -> bool:
    """Return whether a pen is turned round."""
    return event.pointerType() == QPointingDevice.PointerType.Eraser


def share_of_brush(event: QTabletEvent) -> float:
    """Return how much of the brush a pen's pressure makes, from 0.15 to 1; all of it without a sense of pressure."""
    if not event.device().hasCapability(QInputDevice.Capability.Pressure):
        return 1.0
    return _LEAST_PRESSURE + (1 - _LEAST_PRESSURE) * min(max(event.pressure(), 0.0), 1.0)
