"""Keeps windows on screens that exist: those that are restored, and those whose screen goes away."""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

from lance_studio.ui.timers import make_timer

_GRIP = 48
"""So many pixels of a window's upper edge, across and down, must be on a screen to take hold of it."""

_SETTLE_MS = 300
"""Desktops move windows by themselves when a screen goes; what is left then is moved here."""


def on_a_screen(place: QRect, screens: Sequence[QRect]) -> QRect:
    """Return where a window can stand: where it is, if it can be taken hold of there, or else on the nearest screen.

    Args:
        place: Where it is, in pixels of the desktop.
        screens: What panels of the desktop leave of each screen; the main one first. With none nothing is changed.
    """
    if not screens:
        return place
    edge = QRect(place.left(), place.top(), place.width(), _GRIP)
    held = [screen.intersected(edge) for screen in screens]
    if any(part.width() >= min(_GRIP, place.width()) and part.height() >= _GRIP // 2 for part in held):
        return place
    middle = place.center()
    nearest = min(screens, key=lambda screen: _distance(middle, screen))
    moved = QRect(place.topLeft(), place.size().boundedTo(nearest.size()))
    moved.moveLeft(min(max(moved.left(), nearest.left()), nearest.right() + 1 - moved.width()))
    moved.moveTop(min(max(moved.top(), nearest.top()), nearest.bottom() + 1 - moved.height()))
    return moved


def bring_on_screen(window: QWidget) -> None:
    """Move a window to a screen that exists, if it stands on none; a maximised one is left to the desktop."""
    if window.isFullScreen() or window.isMaximized():
        return
    frame = window.frameGeometry()
    wanted = on_a_screen(frame, available())
    if wanted != frame:
        window.resize(wanted.size() - (frame.size() - window.size()))
        window.move(wanted.topLeft())


def available() -> list[QRect]:
    """Return what panels of the desktop leave of each screen, the main one first."""
    main = QGuiApplication.primaryScreen()
    screens = sorted(QGuiApplication.screens(), key=lambda screen: screen is not main)
    return [screen.availableGeometry() for screen in screens]


class ScreenWatch(QObject):
    """Brings windows back when the screen that they stand on goes away or becomes smaller.

    Args:
        windows: Returns the windows, when it is asked.
        parent: Its owner.
    """

    def __init__(self, windows: Callable[[], Iterable[QWidget]], parent: QObject) -> None:
        super().__init__(parent)
        self._windows = windows
        self._soon = make_timer(self, _SETTLE_MS, self.look)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.screenRemoved.connect(lambda _screen: self._soon.start())
            application.primaryScreenChanged.connect(lambda _screen: self._soon.start())
            application.screenAdded.connect(self._follow)
            for screen in application.screens():
                self._follow(screen)

    def look(self) -> None:
        """Bring every window that stands on no screen to one."""
        for window in self._windows():
            if window.isVisible():
                bring_on_screen(window)

    def _follow(self, screen: QScreen) -> None:
        screen.availableGeometryChanged.connect(lambda _place: self._soon.start())


def _distance(point: QPoint, screen: QRect) -> int:
    across = max(screen.left() - point.x(), 0, point.x() - screen.right())
    down = max(screen.top() - point.y(), 0, point.y() - screen.bottom())
    return across * across + down * down
