"""Where things are in the window now: the control that a step of the tour points at, in any workspace."""

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QMainWindow, QTabBar, QWidget

_WIDGETS = {
    "prompt": ("canvas.bar", "segment.picture"),
    "compare": ("toolbar.view.compare",),
    "brush": ("toolbar.tool.brush",),
    "history": ("panel.history", "segment.picture"),
    "timeline": ("panel.timeline", "segment.film"),
    "chat": ("chat.input", "segment.ask"),
    "file": (),
    "end": ("menu.help",),
}
"""Names of widgets, the best first; one that is out of sight is passed over for the next."""
_DOCKS = {"history": "history", "timeline": "timeline", "chat": "chat"}
_MENUS = {"file": "menu.file", "end": "menu.help"}


def find(window: QMainWindow, place: str) -> QRect | None:
    """Return where something is.

    Args:
        window: The window.
        place: One of the places that steps name.

    Returns:
        In the window's own pixels; None while it is not in sight.
    """
    if place in _MENUS:
        return _menu(window, _MENUS[place])
    names = _WIDGETS[place]
    best = _visible(window, names[0])
    if best is None and place in _DOCKS:
        best = _tab(window, _DOCKS[place])
    for name in names[1:]:
        best = best if best is not None else _visible(window, name)
    return best


def _visible(window: QMainWindow, name: str) -> QRect | None:
    for widget in window.findChildren(QWidget, name):
        if widget.isVisible() and not widget.visibleRegion().isEmpty():
            return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    return None


def _tab(window: QMainWindow, panel: str) -> QRect | None:
    dock = window.findChild(QWidget, f"dock.{panel}")
    if dock is None:
        return None
    for bar, number in _tabs(window):
        if bar.tabText(number) == dock.windowTitle():
            return QRect(bar.mapTo(window, bar.tabRect(number).topLeft()), bar.tabRect(number).size())
    return None


def _tabs(window: QMainWindow) -> Iterator[tuple[QTabBar, int]]:
    for bar in window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
        # Qt keeps those of former arrangements out of sight, or out of the window.
        if bar.isVisible() and window.rect().contains(bar.geometry().center()):
            yield from ((bar, number) for number in range(bar.count()))


def _menu(window: QMainWindow, name: str) -> QRect | None:
    bar = window.menuBar()
    for action in bar.actions():
        menu = action.menu()
        if isinstance(menu, QWidget) and menu.objectName() == name:
            place = bar.actionGeometry(action)
            return QRect(bar.mapTo(window, place.topLeft()), place.size())
    return None
