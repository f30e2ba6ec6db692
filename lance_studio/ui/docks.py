"""The docks around the canvas: their titles, their first arrangement, and keeping an arrangement."""

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QObject, QSize, Qt
from PySide6.QtWidgets import QDockWidget, QFrame, QMainWindow, QTabBar, QTabWidget, QWidget

from lance_studio.ui import texts
from lance_studio.ui.panels import Area, PanelSpec
from lance_studio.ui.theme import icon
from lance_studio.ui.theme.measures import HALF, HIT, ICON, PADDING, PRIMARY
from lance_studio.ui.timers import make_timer
from lance_studio.ui.widgets import PanelFrame, label, tool_button
from lance_studio.ui.widgets.layouts import row, wide

_AREAS = {
    Area.LEFT: Qt.DockWidgetArea.LeftDockWidgetArea,
    Area.LEFT_BELOW: Qt.DockWidgetArea.LeftDockWidgetArea,
    Area.BOTTOM: Qt.DockWidgetArea.BottomDockWidgetArea,
    Area.RIGHT: Qt.DockWidgetArea.RightDockWidgetArea,
}
LEFT_WIDTH, RIGHT_WIDTH, BOTTOM_HEIGHT = 264, 320, 264
_VERSION = 1


class DockTitle(QFrame):
    """The bar over a dock that stands alone: its title, and buttons to float and to close it."""

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        self.setProperty("kind", "title bar")
        self.setFixedHeight(PRIMARY)
        title = dock.windowTitle()
        text = label(title, "strong")
        dock.windowTitleChanged.connect(lambda title: text.setText(texts.line(title)))
        name, turn = f"Float or dock {title}", lambda: dock.setFloating(not dock.isFloating())
        float_button = tool_button("arrow-square-out", name, size=14, hit=HIT, clicked=turn)
        close_button = tool_button("x", f"Close {title}", size=14, hit=HIT, clicked=dock.close)
        row(wide(text), float_button, close_button, on=self, margins=(PADDING, 0, HALF, 0), spacing=0)

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        # The dock places its panel under what the title hints, not under what it takes.
        return QSize(super().sizeHint().width(), PRIMARY)

    def minimumSizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(super().minimumSizeHint().width(), PRIMARY)


class _NoTitle(QWidget):
    """Takes the place of a title where a tab says it already."""

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(0, 0)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(0, 0)


class Docks(QObject):
    """Puts the panels of a window into docks.

    Args:
        window: Their window.
        panels: The panels, in the order of the tabs; those in the centre are left out. `fill` brings what is in them.
    """

    def __init__(self, window: QMainWindow, panels: Sequence[PanelSpec]) -> None:
        super().__init__(window)
        self._window = window
        self._docks: dict[str, QDockWidget] = {}
        self._titles: dict[str, tuple[QWidget, QWidget]] = {}
        self._refresh_later = make_timer(self, 0, self._refresh)
        for corner, area in (
            (Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.BottomDockWidgetArea),
            (Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.BottomDockWidgetArea),
        ):
            window.setCorner(corner, area)
        window.setDockNestingEnabled(True)
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self._specs = [spec for spec in panels if spec.area in _AREAS]
        for spec in self._specs:
            self._add(spec)
        self._arrange()
        self._first_state = window.saveState(_VERSION)
        self._refresh()

    def dock(self, panel_id: str) -> QDockWidget:
        """Return the dock of a panel.

        Raises:
            KeyError: If the panel is none, or stands in the centre.
        """
        return self._docks[panel_id]

    def ids(self) -> list[str]:
        """Return the ids of the panels in docks."""
        return list(self._docks)

    def fill(self, panel: PanelFrame) -> None:
        """Put a panel into its dock.

        Raises:
            KeyError: If there is no dock for it.
        """
        dock = self._docks[panel.panel_id]
        dock.setWidget(panel)
        panel.titled.connect(lambda title: dock.setWindowTitle(texts.caption(title)))

    def reveal(self, panel_id: str) -> None:
        """Open a panel and bring its tab to the front; the focus stays where it is."""
        dock = self._docks[panel_id]
        dock.show()
        dock.raise_()
        if dock.isFloating():
            dock.activateWindow()

    def state(self) -> str:
        """Return the arrangement as text."""
        return bytes(self._window.saveState(_VERSION).toBase64().data()).decode("ascii")

    def restore(self, state: str) -> bool:
        """Bring an arrangement back.

        Args:
            state: What `state` returned, perhaps in an earlier version of the studio.

        Returns:
            Whether it could be used.
        """
        done = self._window.restoreState(QByteArray.fromBase64(state.encode("ascii", "replace")), _VERSION)
        self._refresh_later.start()
        return done

    def reset(self) -> None:
        """Bring the first arrangement back."""
        for dock in self._docks.values():
            dock.setFloating(False)
            dock.show()
        self._window.restoreState(self._first_state, _VERSION)
        self.size_first()
        self._refresh_later.start()

    def size_first(self) -> None:
        """Give the docks their first sizes; only has an effect while the window has its own."""
        by_area = {area: [self._docks[s.id] for s in self._specs if s.area is area] for area in _AREAS}
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        for area, size, way in (
            (Area.LEFT, LEFT_WIDTH, across),
            (Area.LEFT_BELOW, LEFT_WIDTH, across),
            (Area.RIGHT, RIGHT_WIDTH, across),
            (Area.BOTTOM, BOTTOM_HEIGHT, down),
        ):
            if by_area[area]:
                self._window.resizeDocks([by_area[area][0]], [size], way)
        # Half and half on the left.
        both = by_area[Area.LEFT][:1] + by_area[Area.LEFT_BELOW][:1]
        if len(both) > 1:
            self._window.resizeDocks(both, [1000, 1000], down)

    def _add(self, spec: PanelSpec) -> None:
        dock = QDockWidget(texts.caption(spec.title), self._window)
        dock.setObjectName(f"dock.{spec.id}")
        self._titles[spec.id] = (DockTitle(dock), _NoTitle(dock))
        self._titles[spec.id][1].hide()
        dock.setTitleBarWidget(self._titles[spec.id][0])
        dock.toggleViewAction().setIcon(icon(spec.icon))
        dock.dockLocationChanged.connect(self._refresh_later.start)
        dock.topLevelChanged.connect(self._refresh_later.start)
        dock.visibilityChanged.connect(self._refresh_later.start)
        self._docks[spec.id] = dock

    def _arrange(self) -> None:
        for area, place in _AREAS.items():
            members = [self._docks[spec.id] for spec in self._specs if spec.area is area]
            for dock in members:
                self._window.addDockWidget(place, dock)
                if dock is not members[0]:
                    self._window.tabifyDockWidget(members[0], dock)
            if members:
                members[0].raise_()

    def _refresh(self) -> None:
        """Show a dock's own title only where no tab shows it."""
        for panel_id, dock in self._docks.items():
            companions = [
                other
                for other in self._window.tabifiedDockWidgets(dock)
                if other.toggleViewAction().isChecked() and not other.isFloating()
            ]
            own, none = self._titles[panel_id]
            wanted = none if companions and not dock.isFloating() else own
            if dock.titleBarWidget() is not wanted:
                former = dock.titleBarWidget()
                dock.setTitleBarWidget(wanted)
                wanted.show()
                # Qt leaves the former one where it was.
                former.hide()
        for bar in self._window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
            bar.setDocumentMode(True)
            bar.setExpanding(False)
            bar.setIconSize(QSize(ICON, ICON))
