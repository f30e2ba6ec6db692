"""The history as a list: a row for each node, its branches folded and unfolded as in a tree."""

from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QHideEvent, QKeyEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

from lance_studio.language import tr
from lance_studio.ui import texts
from lance_studio.ui.history.ago import moment_of
from lance_studio.ui.history.graph_painter import PictureOf
from lance_studio.ui.history.presenter import HistoryPresenter, HistoryState
from lance_studio.ui.history.row_painter import RowPainter
from lance_studio.ui.history.rows_model import RowsModel
from lance_studio.ui.theme import current_theme
from lance_studio.ui.timers import make_timer

_MINUTE_MS = 60_000
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_CONTROL = Qt.KeyboardModifier.ControlModifier


class HistoryList(QListView):
    """Shows the state of the history as rows; signals as those of the graph.

    Args:
        presenter: Knows the order of the rows, and what was made from what.
        picture: Returns the picture of a medium in a height, if it is there already.
    """

    opened = Signal(str)
    compared = Signal(str)
    menu_wanted = Signal(str, QPoint)
    fold_wanted = Signal(str, bool)

    def __init__(self, presenter: HistoryPresenter, picture: PictureOf) -> None:
        super().__init__()
        self._presenter = presenter
        self.rows = RowsModel()
        self.rows.setParent(self)
        self._rows_painter = RowPainter(self.rows, picture)
        self.setModel(self.rows)
        self.setItemDelegate(self._rows_painter)
        self.setObjectName("history.list")
        self.setAccessibleName(tr("What was made from what, as a list"))
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self._clock = make_timer(self, _MINUTE_MS, self.viewport().update, once=False)
        current_theme().changed.connect(self.viewport().update)

    # --- what is shown ------------------------------------------------------------------------------------------------

    @property
    def focused(self) -> str | None:
        """The node that the keyboard is at."""
        index = self.currentIndex()
        return self.rows.at(index.row())[1].id if index.isValid() else None

    def show_state(self, state: HistoryState) -> None:
        """Show another state; a node that has become the current one comes into sight."""
        former, focused = self.rows.state, self.focused
        self.rows.show_state(state, self._presenter.rows())
        wanted = state.current if state.current != former.current else focused
        if not former.cards or (wanted != self.focused and self.rows.row_of(wanted) >= 0):
            self.focus_node(wanted or state.current)
        self.viewport().update()

    def update_picture(self, _media_id: str) -> None:
        """Draw what is in sight again, because a picture has arrived."""
        self.viewport().update()

    def focus_node(self, node_id: str | None) -> None:
        """Put the keyboard at a node and bring it into sight."""
        row = self.rows.row_of(node_id)
        if row >= 0:
            index = self.rows.index(row)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.scrollTo(index)
            texts.set_description(self, str(self.rows.data(index, Qt.ItemDataRole.AccessibleTextRole)))

    def place_of(self, node_id: str) -> QRect:
        """Return where a node's row is, in the viewport; an empty place where it has none."""
        return self.visualRect(self.rows.index(self.rows.row_of(node_id)))

    def name_place(self, node_id: str) -> QRect:
        """Return where a node's name is edited, in the viewport."""
        place = self.place_of(node_id)
        return self._rows_painter.words(place, self.rows.at(self.rows.row_of(node_id))[0])

    def chip_place(self, node_id: str) -> QRect:
        """Return where a node's branch is folded and unfolded, in the viewport."""
        place = self.place_of(node_id)
        return self._rows_painter.chevron(place, self.rows.at(self.rows.row_of(node_id))[0])

    def node_at(self, point: QPoint) -> str | None:
        """Return the node at a point of the viewport."""
        index = self.indexAt(point)
        return self.rows.at(index.row())[1].id if index.isValid() else None

    # --- events -------------------------------------------------------------------------------------------------------

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802, D102
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            texts.show_tooltip(event.globalPos(), self.words_at(event.pos()), self.viewport())
            return True
        return super().viewportEvent(event)

    def words_at(self, point: QPoint) -> str:
        """Return all that is known of the node at a point of the viewport: its name, its instruction and its time."""
        index = self.indexAt(point)
        if not index.isValid():
            return ""
        card = self.rows.at(index.row())[1]
        return "\n".join(one for one in (card.name, card.words, moment_of(card.created)) if one)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802, D102
        super().showEvent(event)
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802, D102
        super().hideEvent(event)
        self._clock.stop()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        point = event.position().toPoint()
        node = self.node_at(point)
        if node is None or event.button() != Qt.MouseButton.LeftButton:
            return
        self.focus_node(node)
        if self.rows.can_fold(node) and self.chip_place(node).contains(point):
            self.fold_wanted.emit(node, node not in self.rows.state.folded)
        else:
            (self.compared if event.modifiers() & _CONTROL else self.opened).emit(node)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        # Rows are not dragged over: a press is a click.
        if not event.buttons():
            super().mouseMoveEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        self.mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802, D102
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        node = self.focused if by_key else self.node_at(event.pos())
        if node is not None:
            self.focus_node(node)
            place = self.viewport().mapToGlobal(self.place_of(node).center()) if by_key else event.globalPos()
            self.menu_wanted.emit(node, place)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        key, node = Qt.Key(event.key()), self.focused
        if node is not None and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._go_sideways(node, key == Qt.Key.Key_Left)
        elif node is not None and key in _ENTER:
            (self.compared if event.modifiers() & _CONTROL else self.opened).emit(node)
        elif event.text() and event.text().isprintable():
            # Letters are keys of the window here; what is looked for has a field of its own.
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _go_sideways(self, node: str, back: bool) -> None:
        """As in every tree: Left folds, then goes to the parent; Right unfolds, then goes to the first child."""
        folded = node in self.rows.state.folded
        if self.rows.can_fold(node) and folded != back:
            self.fold_wanted.emit(node, back)
        else:
            self.focus_node(self._presenter.neighbour(node, "left" if back else "right"))
