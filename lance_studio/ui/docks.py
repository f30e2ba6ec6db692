"""The docks around the canvas: their titles, and bringing them into an arrangement and back into a former one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QByteArray, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QFrame, QMainWindow, QTabBar, QTabWidget, QWidget

from lance_studio.language import tr, translate
from lance_studio.ui import texts
from lance_studio.ui.panels import Area, PanelSpec
from lance_studio.ui.screens import bring_on_screen
from lance_studio.ui.tab_order import move_focus
from lance_studio.ui.theme import icon
from lance_studio.ui.theme.measures import HALF, HIT, ICON, PADDING, PRIMARY
from lance_studio.ui.timers import make_timer
from lance_studio.ui.widgets import PanelFrame, label, tool_button
from lance_studio.ui.widgets.layouts import row, wide

_AREAS = {
    Area.LEFT: Qt.DockWidgetArea.LeftDockWidgetArea,
    Area.BOTTOM: Qt.DockWidgetArea.BottomDockWidgetArea,
    Area.RIGHT: Qt.DockWidgetArea.RightDockWidgetArea,
}
_VERSION = 2


@dataclass(frozen=True)
class Arrangement:
    """Which panels stand where, and how much of the window they take.

    Attributes:
        places: The panels of each area in the order of their tabs, the front one first. A panel that is named nowhere
            stands behind those of its own area.
        hidden: Panels that are out of sight until somebody asks for them; they come up in their place.
        left: Width of the left area, pixels.
        right: Width of the right area, pixels.
        below: Height of the area below, as a share of the window's.
        most_below: Its greatest height, pixels.
    """

    places: Mapping[Area, tuple[str, ...]] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    left: int = 264
    right: int = 320
    below: float = 0.3
    most_below: int = 264


class DockTitle(QFrame):
    """The bar over a dock that stands alone: its title, and buttons to float and to close it."""

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        self.setProperty("kind", "title bar")
        self.setFixedHeight(PRIMARY)
        title = dock.windowTitle()
        text = label(title, "strong")
        dock.windowTitleChanged.connect(lambda title: text.setText(texts.line(title)))
        name, turn = tr("Float or dock {title}", title=title), lambda: dock.setFloating(not dock.isFloating())
        float_button = tool_button("arrow-square-out", name, size=14, hit=HIT, clicked=turn)
        close_button = tool_button("x", tr("Close {title}", title=title), size=14, hit=HIT, clicked=dock.close)
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


class _Dock(QDockWidget):
    """A dock whose keys reach the window also while it floats, which makes it a window of its own."""

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        return move_focus(self, forward=forward) if self.isFloating() else super().focusNextPrevChild(forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        super().keyPressEvent(event)
        window = self.parentWidget()
        if self.isFloating() and window is not None and not event.isAccepted():
            QApplication.sendEvent(window, event)


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
        self._arrangement = Arrangement()
        self._drawn: dict[int, str] = {}
        self._place()
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

    def floating(self) -> list[QDockWidget]:
        """Return the docks that float over the window or beside it."""
        return [dock for dock in self._docks.values() if dock.isFloating()]

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
        former = self._tab_bars()
        done = self._window.restoreState(QByteArray.fromBase64(state.encode("ascii", "replace")), _VERSION)
        if done:
            # Qt makes new ones and leaves those of the former arrangement in sight, over or under the new.
            for bar in former:
                bar.hide()
        for dock in self.floating():
            bring_on_screen(dock)
        self._refresh_later.start()
        return done

    def draw(self, arrangements: Iterable[Arrangement]) -> None:
        """Prepare arrangements for `arrange`, before the window is shown: a whole state comes back without flicker.

        Args:
            arrangements: The same objects that `arrange` will be given.
        """
        for one in arrangements:
            self._arrangement = one
            self._place()
            self._drawn[id(one)] = self.state()

    def arrange(self, arrangement: Arrangement) -> None:
        """Bring the docks into an arrangement that was prepared by `draw`."""
        self._arrangement = arrangement
        self.restore(self._drawn[id(arrangement)])
        # Which tab is in front, a state only knows of tabs that have been on the screen.
        for members in self._members().values():
            front = next((panel_id for panel_id in members if not self._docks[panel_id].isHidden()), None)
            if front is not None:
                self._docks[front].raise_()
        self.give_sizes()

    def _place(self) -> None:
        for area, members in self._members().items():
            docks = [self._docks[panel_id] for panel_id in members]
            for dock in docks:
                self._window.addDockWidget(_AREAS[area], dock)
                if dock is not docks[0]:
                    self._window.tabifyDockWidget(docks[0], dock)
            for panel_id, dock in zip(members, docks, strict=True):
                dock.setVisible(panel_id not in self._arrangement.hidden)

    def give_sizes(self, area: Area | None = None) -> None:
        """Give the areas the sizes of the arrangement; only has an effect while the window has its own.

        Args:
            area: The only one that gets it; None for all.
        """
        made, members = self._arrangement, self._members()
        below = min(round(made.below * self._window.height()), made.most_below)
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        wanted = {Area.LEFT: (made.left, across), Area.RIGHT: (made.right, across), Area.BOTTOM: (below, down)}
        for place, (size, way) in wanted.items():
            shown = [self._docks[panel_id] for panel_id in members[place] if not self._docks[panel_id].isHidden()]
            if shown and area in (None, place):
                self._window.resizeDocks(shown[:1], [size], way)

    def area(self, panel_id: str) -> Area:
        """Return where the arrangement has a panel.

        Raises:
            KeyError: If the panel is none, or stands in the centre.
        """
        for area, members in self._members().items():
            if panel_id in members:
                return area
        raise KeyError(panel_id)

    def is_empty(self, area: Area) -> bool:
        """Return whether no dock is shown in an area of the window."""
        return not any(
            self._window.dockWidgetArea(dock) == _AREAS[area] and not dock.isHidden() and not dock.isFloating()
            for dock in self._docks.values()
        )

    def hide(self, panel_ids: Iterable[str]) -> None:
        """Put docks out of sight, wherever they are."""
        for panel_id in panel_ids:
            self._docks[panel_id].hide()

    def _members(self) -> dict[Area, list[str]]:
        """Return the panels of each area, in the order of their tabs."""
        places = self._arrangement.places
        named = {panel_id for members in places.values() for panel_id in members}
        return {
            area: [panel_id for panel_id in places.get(area, ()) if panel_id in self._docks]
            + [spec.id for spec in self._specs if spec.area is area and spec.id not in named]
            for area in _AREAS
        }

    def _add(self, spec: PanelSpec) -> None:
        dock = _Dock(texts.caption(translate(spec.title)), self._window)
        dock.setObjectName(f"dock.{spec.id}")
        self._titles[spec.id] = (DockTitle(dock), _NoTitle(dock))
        self._titles[spec.id][1].hide()
        dock.setTitleBarWidget(self._titles[spec.id][0])
        dock.toggleViewAction().setIcon(icon(spec.icon))
        dock.dockLocationChanged.connect(self._refresh_later.start)
        dock.topLevelChanged.connect(self._refresh_later.start)
        dock.visibilityChanged.connect(self._refresh_later.start)
        self._docks[spec.id] = dock

    def _tab_bars(self) -> list[QTabBar]:
        return self._window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)

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
        for bar in self._tab_bars():
            # Qt keeps bars without tabs for later, in sight and reached by Tab.
            if not bar.count():
                bar.hide()
            bar.setDocumentMode(True)
            bar.setExpanding(False)
            bar.setIconSize(QSize(ICON, ICON))
