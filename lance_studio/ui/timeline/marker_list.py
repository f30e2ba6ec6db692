"""The list of markers: every one by name and time, reached by keys alone."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from lance_studio.language import tr
from lance_studio.timeline.timing import to_timecode
from lance_studio.ui import texts
from lance_studio.ui.error_handling import guarded
from lance_studio.ui.theme import FontRole, font
from lance_studio.ui.theme.measures import GRID, PADDING
from lance_studio.ui.timeline.markers_presenter import MarkersPresenter
from lance_studio.ui.timeline.timeline_view_model import PANEL
from lance_studio.ui.widgets import label, push_button, quiet_button, title_label
from lance_studio.ui.widgets.layouts import column, named, row, stretch, wide

_ID = Qt.ItemDataRole.UserRole
_EDITABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable


class MarkerList(QDialog):
    """The markers of the timeline, beside the window.

    Enter goes to one, F2 renames it, Delete removes it.

    Args:
        presenter: Whose markers.
        parent: The window.
    """

    def __init__(self, presenter: MarkersPresenter, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("timeline.markers")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Markers"))
        self._presenter = presenter
        self._view = presenter.view_model
        self._filling = False
        self.list = _Rows(self._go, self._remove)
        self.list.itemChanged.connect(self._rename)
        self.list.itemDoubleClicked.connect(lambda _item, _column: self._go())
        self.list.currentItemChanged.connect(lambda _now, _former: self._show_buttons())
        self._none = label(tr("There is no marker yet. M sets one at the playhead."), "muted")
        self._buttons = (
            named(quiet_button(tr("Go to"), clicked=self._go), "timeline.markers.go"),
            named(quiet_button(tr("Rename"), clicked=self._edit), "timeline.markers.rename"),
            named(quiet_button(tr("Remove"), clicked=self._remove), "timeline.markers.remove"),
        )
        foot = row(*self._buttons, stretch(), push_button(tr("Close"), clicked=self.close), spacing=GRID)
        column(title_label(tr("Markers")), self._none, wide(self.list), foot, on=self, margins=PADDING, spacing=GRID)
        self._view.changed.connect(self._fill)
        self._fill()
        self.resize(380, 360)

    def _fill(self) -> None:
        timeline, chosen = self._view.stored, self._view.state.marker
        rows = (
            []
            if timeline is None
            else [(each.id, each.name, to_timecode(each.time, timeline.rate)) for each in timeline.markers]
        )
        self._none.setVisible(not rows)
        if rows != self.list.rows():
            current = self.list.current_id()
            self._filling = True
            self.list.set_rows(rows)
            self._filling = False
            self.list.choose(current)
        if chosen is not None:
            self.list.choose(chosen)
        self._show_buttons()

    def _show_buttons(self) -> None:
        for button in self._buttons:
            button.setEnabled(self.list.current_id() is not None)

    def _go(self) -> None:
        self._with_current(self._presenter.go_to)

    def _edit(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.list.editItem(item, 0)

    def _remove(self) -> None:
        self._with_current(self._presenter.remove)

    def _rename(self, item: QTreeWidgetItem) -> None:
        if self._filling:
            return
        self._guarded(lambda: self._presenter.rename(item.data(0, _ID), item.text(0)))
        # What could not be stored, or was empty, is shown as it is.
        self._fill()

    def _with_current(self, work: Callable[[str], None]) -> None:
        marker_id = self.list.current_id()
        if marker_id is not None:
            self._guarded(lambda: work(marker_id))

    def _guarded(self, work: Callable[[], None]) -> None:
        guarded(work, partial(self._view.session.report, PANEL))


class _Rows(QTreeWidget):
    """Names and times; its keys work without the mouse."""

    def __init__(self, go: Callable[[], None], remove: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName("timeline.markers.list")
        self.setAccessibleName(tr("Markers"))
        self.setHeaderLabels([tr("Name"), tr("Time")])
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setEditTriggers(QTreeWidget.EditTrigger.EditKeyPressed)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._go, self._remove = go, remove

    def rows(self) -> list[tuple[str, str, str]]:
        items = (self.topLevelItem(number) for number in range(self.topLevelItemCount()))
        return [(item.data(0, _ID), item.text(0), item.text(1)) for item in items if item is not None]

    def set_rows(self, rows: list[tuple[str, str, str]]) -> None:
        if [row[0] for row in rows] == [row[0] for row in self.rows()]:
            # In place, because a name may be under edit.
            for number, (_, *cells) in enumerate(rows):
                item = self.topLevelItem(number)
                for column, text in enumerate(cells):
                    if item is not None:
                        item.setData(column, Qt.ItemDataRole.EditRole, text)
                if item is not None:
                    texts.set_cell_tooltip(item, 0, cells[0])
            return
        self.clear()
        for marker_id, name, time in rows:
            item = QTreeWidgetItem([name, time])
            item.setData(0, _ID, marker_id)
            texts.set_cell_tooltip(item, 0, name)
            item.setFlags(_EDITABLE)
            item.setFont(1, font(FontRole.MONO))
            self.addTopLevelItem(item)

    def current_id(self) -> str | None:
        item = self.currentItem()
        return None if item is None else item.data(0, _ID)

    def choose(self, marker_id: str | None) -> None:
        for number in range(self.topLevelItemCount()):
            item = self.topLevelItem(number)
            if item is not None and item.data(0, _ID) == marker_id:
                self.setCurrentItem(item)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._remove()
        else:
            super().keyPressEvent(event)
