"""The strip above the tracks: a tab for each timeline of the project."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QSignalBlocker, QSize, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QSizePolicy, QTabBar, QWidget
from shiboken6 import isValid

from lance_studio.errors import LanceStudioError
from lance_studio.language import tr
from lance_studio.project.rows import TIMELINE_ORDER, TimelineRow
from lance_studio.ui import texts
from lance_studio.ui.actions import Actions
from lance_studio.ui.bus import ChangeBus
from lance_studio.ui.error_handling import guarded
from lance_studio.ui.session import Session
from lance_studio.ui.theme import icon
from lance_studio.ui.theme.measures import GRID, HALF, HIT
from lance_studio.ui.timelines import Timelines
from lance_studio.ui.widgets import tool_button
from lance_studio.ui.widgets.layouts import gap, named, row, stretch

_NARROWEST, _WIDEST = 48, 176


class TimelineTabs(QWidget):
    """A tab for each timeline in the project's order, and a button for a new one; its height is always the same.

    Args:
        session: The open project and the timeline that is shown.
        bus: What changed in the project.
        actions: The table; the button for a new timeline is its action.
        timelines: What can be done to timelines.
        tell: Shows why something could not be done.
    """

    def __init__(
        self,
        session: Session,
        bus: ChangeBus,
        actions: Actions,
        timelines: Timelines,
        tell: Callable[[LanceStudioError], object],
    ) -> None:
        super().__init__()
        self.setObjectName("timeline.strip")
        self._session, self._actions, self._timelines, self._tell = session, actions, timelines, tell
        self._rows: tuple[TimelineRow, ...] = ()
        self.bar = named(_Bar(), "timeline.tabs")
        self._new = named(tool_button("plus", "", hit=HIT), "timeline.new")
        texts.set_tooltip(self._new, actions.tooltip("timeline.new"))
        texts.set_name(self._new, tr("New timeline"))
        self._new.clicked.connect(lambda _checked=False: actions.trigger("timeline.new"))
        row(gap(HALF), self.bar, gap(HALF), self._new, stretch(), on=self, margins=(HALF, 0, GRID, 0), spacing=0)
        self.setFixedHeight(HIT + HALF)
        self._field: QLineEdit | None = None
        self._named: str | None = None
        self._focused: QWidget | None = None
        self.bar.currentChanged.connect(self._choose)
        self.bar.menu_at = self._show_menu
        self.bar.rename_at = lambda place: self.rename(self._id_at(place))
        self.bar.moved_about = self._place_field
        self.bar.dropped = self._take_order
        bus.timelines_changed.connect(self._read)
        bus.settings_changed.connect(lambda keys: self._read() if TIMELINE_ORDER in keys else None)
        session.project_replaced.connect(self._read)
        session.timeline_selected.connect(self._show_chosen)
        self._read()

    # --- showing -----------------------------------------------------------------------------------------------

    def ids(self) -> tuple[str, ...]:
        """Return the timelines that have a tab, from left to right."""
        return tuple(each.id for each in self._rows)

    def _read(self, _ids: object = None) -> None:
        rows = self._timelines.rows()
        self._new.setEnabled(self._session.project is not None)
        if rows != self._rows:
            self._show_rows(rows)
        self._show_chosen()

    def _show_rows(self, rows: tuple[TimelineRow, ...]) -> None:
        self._rows = rows
        with QSignalBlocker(self.bar):
            while self.bar.count() > len(rows):
                self.bar.removeTab(self.bar.count() - 1)
            for place, each in enumerate(rows):
                if place >= self.bar.count():
                    self.bar.addTab("")
                if self.bar.tabText(place) != texts.caption(each.name):
                    self.bar.setTabText(place, texts.caption(each.name))
                self.bar.setTabData(place, each.id)
                self.bar.setTabToolTip(place, texts.tooltip(each.name))
                self.bar.setAccessibleTabName(place, texts.line(each.name) or tr("Timeline"))
        # Without tabs the bar would still want some room.
        self.bar.setVisible(bool(rows))
        if self._named is not None and self._named not in self.ids():
            self.end_rename()
        self._place_field()

    def _show_chosen(self, _timeline_id: object = None) -> None:
        shown = self._session.timeline_id
        ids = self.ids()
        if shown in ids:
            with QSignalBlocker(self.bar):
                self.bar.setCurrentIndex(ids.index(shown))

    # --- what the user does ------------------------------------------------------------------------------------

    def rename(self, timeline_id: str | None) -> None:
        """Let the user type another name in place of a tab's; Return keeps it, Escape gives it up."""
        ids = self.ids()
        if timeline_id not in ids:
            return
        self.end_rename()
        place, self._focused = ids.index(timeline_id), QApplication.focusWidget()
        self._timelines.show(timeline_id)
        self._field = field = named(QLineEdit(self.bar), "timeline.tab-name")
        field.setProperty("kind", "slim")
        field.setAccessibleName(tr("Name of the timeline"))
        texts.fill(field, self._rows[place].name)
        field.setMaxLength(texts.MOST_LINE)
        self._named = timeline_id
        self._place_field()
        field.selectAll()
        field.installEventFilter(self)
        field.editingFinished.connect(self._take_name)
        field.show()
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def end_rename(self) -> None:
        """Give up the name that is being typed, if any."""
        field, self._field, self._named = self._field, None, None
        self._place_field()
        if field is not None:
            had_focus = field.hasFocus()
            field.blockSignals(True)
            field.hide()
            field.deleteLater()
            if had_focus:
                # The keys go on working where they did.
                before = self._focused
                (before if before is not None and isValid(before) else self.bar).setFocus()
        self._focused = None

    def _take_name(self) -> None:
        field, timeline_id = self._field, self._named
        self.end_rename()
        if field is not None and timeline_id is not None:
            self._do(lambda: self._timelines.rename(timeline_id, field.text()))

    def _place_field(self) -> None:
        if self._field is not None and self._named is not None and self._named in self.ids():
            tab = self.bar.tabRect(self.ids().index(self._named))
            # A short name leaves no room to type a longer one.
            width = min(max(tab.width(), _WIDEST), max(self.width() - tab.left() - GRID, tab.width()))
            self.bar.setMinimumWidth(min(tab.left() + width, max(self.width() - 2 * GRID - HIT, 0)))
            self._field.setGeometry(tab.left(), 0, width, self.bar.height())
        else:
            self.bar.setMinimumWidth(0)

    def _choose(self, place: int) -> None:
        timeline_id = self.bar.tabData(place)
        if isinstance(timeline_id, str):
            self._do(lambda: self._timelines.show(timeline_id))

    def _take_order(self) -> None:
        """Keep the order that the tabs have after one was dragged."""
        ids = [self.bar.tabData(place) for place in range(self.bar.count())]
        if ids != list(self.ids()):
            self._do(lambda: self._timelines.order(ids))
            # Where it could not be kept, the tabs are as they were.
            self._show_rows(self._timelines.rows())
            self._show_chosen()

    def _id_at(self, place: QPoint) -> str | None:
        timeline_id = self.bar.tabData(self.bar.tabAt(place))
        return timeline_id if isinstance(timeline_id, str) else None

    def _show_menu(self, place: QPoint) -> None:
        menu = self.menu_for(self._id_at(place))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.bar.mapToGlobal(place))

    def menu_for(self, timeline_id: str | None) -> QMenu:
        """Return the menu of a tab; without one, that of the empty part of the strip."""
        menu = named(QMenu(self), "timeline.menu.tab")
        if timeline_id is not None:
            rename, copy, delete = (
                lambda: self.rename(timeline_id),
                lambda: self._timelines.duplicate(timeline_id),
                lambda: self._timelines.delete(timeline_id),
            )
            texts.add_action(menu, tr("Rename"), icon("pencil-simple", "muted"), lambda: self._do(rename))
            texts.add_action(menu, tr("Duplicate"), icon("copy-simple", "muted"), lambda: self._do(copy))
            texts.add_action(menu, tr("Delete"), icon("trash", "muted"), lambda: self._do(delete))
            menu.addSeparator()
            place, last = self.ids().index(timeline_id), len(self._rows) - 1
            for text, sign, step in ((tr("Move left"), "caret-left", -1), (tr("Move right"), "caret-right", 1)):
                move = partial(self._timelines.move, timeline_id, step)
                action = texts.add_action(menu, text, icon(sign, "muted"), partial(self._do, move))
                action.setEnabled(0 <= place + step <= last)
            menu.addSeparator()
        menu.addAction(self._actions.action("timeline.new"))
        return menu

    def _do(self, work: Callable[[], object]) -> None:
        guarded(work, self._tell)
        # Where it could not be done, the tab of what is shown is the current one again.
        self._show_chosen()

    # --- Qt ----------------------------------------------------------------------------------------------------

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802, D102
        self._show_menu(self.bar.mapFromGlobal(event.globalPos()))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        self._place_field()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, D102
        is_escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if watched is self._field and event.type() == QEvent.Type.KeyPress and is_escape:
            self.end_rename()
            return True
        return super().eventFilter(watched, event)


class _Bar(QTabBar):
    """Tabs of a bounded width, which scroll where there are many."""

    def __init__(self) -> None:
        super().__init__()
        self.menu_at: Callable[[QPoint], object] = _nothing
        self.rename_at: Callable[[QPoint], object] = _nothing
        self.moved_about: Callable[[], object] = lambda: None
        self.dropped: Callable[[], object] = lambda: None
        self.setMovable(True)
        self.setProperty("kind", "slim")
        self.setAccessibleName(tr("Timelines"))
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideMiddle)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def tabSizeHint(self, index: int) -> QSize:  # noqa: N802
        wanted = super().tabSizeHint(index)
        return QSize(min(max(wanted.width(), _NARROWEST), _WIDEST), HIT)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        # Room for the buttons that scroll is wanted only where there are more tabs than room.
        return super().minimumSizeHint().boundedTo(self.sizeHint())

    def minimumTabSizeHint(self, index: int) -> QSize:  # noqa: N802
        # Tabs keep their width and scroll; squeezed ones could not be told apart.
        return self.tabSizeHint(index)

    def tabLayoutChange(self) -> None:  # noqa: N802
        super().tabLayoutChange()
        self.moved_about()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        super().mouseReleaseEvent(event)
        self.dropped()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton:
            self.rename_at(event.position().toPoint())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        self.menu_at(self.tabRect(self.currentIndex()).center() if by_key else event.pos())

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        # Turning the wheel over the strip must not show another film.
        event.ignore()


def _nothing(_place: QPoint) -> None:
    return
