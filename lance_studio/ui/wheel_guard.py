"""The wheel scrolls pages; it changes no value that does not have the focus.

Qt hands the wheel to whatever lies under the pointer, so that scrolling a page changes each number, slider and choice
that happens to pass below it. The guard listens to the windows themselves, before Qt has looked for a widget: each
window brings few events, while a filter of the whole application would see all of every widget.
"""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QWheelEvent, QWindow
from PySide6.QtWidgets import QAbstractSlider, QAbstractSpinBox, QApplication, QComboBox, QScrollBar, QWidget

_VALUES = (QAbstractSpinBox, QComboBox, QAbstractSlider)


class WheelGuard(QObject):
    """Lets the wheel over a number, slider or choice without the focus scroll the page around it.

    A window is watched from the moment on at which it gets the focus for the first time, Qt's own dialogs too.

    Args:
        application: Whose windows.
    """

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        application.focusWindowChanged.connect(self._watch)
        self._watch(application.focusWindow())

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            # Qt moves a filter that is there already; it is never called twice.
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, D102
        if event.type() != QEvent.Type.Wheel or not isinstance(event, QWheelEvent):
            return False
        if not isinstance(watched, QWindow):
            return False
        value = value_under(watched, event)
        around = None if value is None or has_focus(value) else value.parentWidget()
        if around is None:
            return False
        _scroll(around, event)
        return True


def value_under(window: QWindow, event: QWheelEvent) -> QWidget | None:
    """Return the number, slider or choice at which the wheel was turned, if it was at one."""
    top = next((one for one in QApplication.topLevelWidgets() if one.windowHandle() == window), None)
    widget = None if top is None else top.childAt(event.position().toPoint()) or top
    while widget is not None and not widget.isWindow():
        if isinstance(widget, _VALUES) and not isinstance(widget, QScrollBar):
            return widget
        widget = widget.parentWidget()
    return None


def has_focus(value: QWidget) -> bool:
    """Return whether keys go to a widget or to a part of it."""
    focused = QApplication.focusWidget()
    return focused is not None and (focused is value or value.isAncestorOf(focused))


def _scroll(widget: QWidget | None, event: QWheelEvent) -> None:
    """Offer a turn of the wheel to a widget and then to those around it, as Qt itself does, until one takes it."""
    place = event.globalPosition()
    while widget is not None:
        turn = QWheelEvent(
            widget.mapFromGlobal(place),
            place,
            event.pixelDelta(),
            event.angleDelta(),
            event.buttons(),
            event.modifiers(),
            event.phase(),
            event.inverted(),
            event.source(),
        )
        turn.ignore()
        if (QApplication.sendEvent(widget, turn) and turn.isAccepted()) or widget.isWindow():
            return
        widget = widget.parentWidget()
