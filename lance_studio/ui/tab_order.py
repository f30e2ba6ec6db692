"""Where Tab goes: panel after panel as they stand in the window, and inside each from top left to bottom right.

Qt's own order is that in which the controls were made. Panels are made at different times, docks are moved, and cards
come and go, so that the order is read from the places of the controls whenever Tab is pressed.
"""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QScrollArea,
    QWidget,
)

from lance_studio.ui.widgets.panel import PanelFrame

_WHOLE = (QAbstractSpinBox, QComboBox, QLineEdit, QAbstractItemView)
"""Controls whose inside is not for Tab."""


def stops(root: QWidget) -> list[QWidget]:
    """Return the controls of a window at which Tab stops, in its order."""
    return [widget for widget in _walk(root) if _is_stop(widget)]


def move_focus(root: QWidget, *, forward: bool) -> bool:
    """Give the focus to the control after the one that has it, or before it; after the last comes the first.

    Args:
        root: The window.
        forward: Whether it is the next one.

    Returns:
        Whether there was one.
    """
    walked = list(_walk(root))
    target = _neighbour(walked, _place(walked, QApplication.focusWidget(), forward=forward), forward=forward)
    if target is None:
        return False
    _focus(target, forward=forward)
    return True


def move_to_panel(root: QWidget, *, forward: bool) -> bool:
    """Give the focus to the next panel that is in sight, or to the one before: to what had it there last.

    Args:
        root: The window.
        forward: Whether it is the next one.

    Returns:
        Whether there was one.
    """
    by_panel: dict[PanelFrame, list[QWidget]] = {}
    for widget in stops(root):
        panel = panel_of(widget)
        if panel is not None:
            by_panel.setdefault(panel, []).append(widget)
    panels = list(by_panel)
    if not panels:
        return False
    current = panel_of(QApplication.focusWidget())
    step = 1 if forward else -1
    start = 0 if forward else -1
    panel = panels[(panels.index(current) + step) % len(panels)] if current in by_panel else panels[start]
    former = panel.focusWidget()
    # Without one, what the panel is for: it has the most room.
    target = former if former in by_panel[panel] else max(by_panel[panel], key=lambda one: one.width() * one.height())
    if target is not None:
        _focus(target, forward=forward)
    return True


def panel_of(widget: QWidget | None) -> PanelFrame | None:
    """Return the panel that a widget stands in, if it stands in one."""
    while widget is not None and not isinstance(widget, PanelFrame):
        widget = None if widget.isWindow() else widget.parentWidget()
    return widget


def _walk(root: QWidget) -> Iterator[QWidget]:
    """Go through all widgets that are shown, each before what is in it, in the order of their places."""
    children = [one for one in root.children() if isinstance(one, QWidget) and not one.isWindow() and one.isVisible()]
    for row in _rows(children):
        right_to_left = root.layoutDirection() == Qt.LayoutDirection.RightToLeft
        for child in sorted(row, key=lambda one: (-one.geometry().right() if right_to_left else one.x(), one.y())):
            yield child
            if not isinstance(child, _WHOLE):
                yield from _walk(child)


def _rows(children: Sequence[QWidget]) -> list[list[QWidget]]:
    """Sort widgets into rows: what has its middle beside the first of a row stands in that row."""
    rows: list[list[QWidget]] = []
    bottom = 0
    for child in sorted(children, key=lambda one: (one.y(), one.x())):
        place = child.geometry()
        if rows and place.center().y() < bottom:
            rows[-1].append(child)
        else:
            rows.append([child])
            bottom = place.bottom()
    return rows


def _is_stop(widget: QWidget) -> bool:
    if not widget.focusPolicy() & Qt.FocusPolicy.TabFocus or not widget.isEnabled() or widget.focusProxy() is not None:
        return False
    # Qt parks what it may need again outside the window; a page that scrolls can bring everything to sight.
    return not widget.visibleRegion().isEmpty() or any(
        not area.visibleRegion().isEmpty() for area in _areas_around(widget)
    )


def _areas_around(widget: QWidget) -> Iterator[QScrollArea]:
    parent = widget.parentWidget()
    while parent is not None and not parent.isWindow():
        if isinstance(parent, QScrollArea):
            yield parent
        parent = parent.parentWidget()


def _place(walked: Sequence[QWidget], widget: QWidget | None, *, forward: bool) -> int:
    """Return where a widget, or else what it stands in, is in the order; before the start or behind the end else."""
    while widget is not None:
        if widget in walked:
            return walked.index(widget)
        widget = None if widget.isWindow() else widget.parentWidget()
    return -1 if forward else len(walked)


def _neighbour(walked: Sequence[QWidget], place: int, *, forward: bool) -> QWidget | None:
    order = [*walked[place + 1 :], *walked[: max(place, 0)]] if forward else [*walked[:place][::-1]]
    if not forward:
        order += walked[place + 1 :][::-1]
    return next((widget for widget in order if _is_stop(widget)), None)


def _focus(widget: QWidget, *, forward: bool) -> None:
    for area in _areas_around(widget):
        area.ensureWidgetVisible(widget)
    widget.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
