"""The rows of the history's list as a model, so that lists and screen readers can ask for them."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from lance_studio.ui import texts
from lance_studio.ui.history.cards import Card
from lance_studio.ui.history.outline import OutlineRow
from lance_studio.ui.history.presenter import HistoryState

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class RowsModel(QAbstractListModel):
    """One row for each node in sight; while somebody searches, one for each that was found."""

    def __init__(self) -> None:
        super().__init__()
        self.state = HistoryState()
        self._parents: frozenset[str] = frozenset()
        self._forks: frozenset[str] = frozenset()
        self._cards: dict[str, Card] = {}
        self._rows: tuple[OutlineRow, ...] = ()
        self._places: dict[str, int] = {}
        self._lanes = 1

    def show_state(self, state: HistoryState, rows: Sequence[OutlineRow]) -> None:
        """Show another state.

        Args:
            state: What the history shows.
            rows: Its nodes as a list.
        """
        cards = self._cards
        if state.cards is not self.state.cards:
            cards = {card.id: card for card in state.cards}
            # While rows go, views and screen readers still ask for them.
            self._cards = {**self._cards, **cards}
        if state.links is not self.state.links:
            made = Counter(link.parent for link in state.links if link.first)
            self._parents = frozenset(made)
            self._forks = frozenset(parent for parent, count in made.items() if count > 1)
        if state.query:
            # What is between them is not shown, and so no rails lead from one to the next.
            found = frozenset(state.matches)
            rows = tuple(OutlineRow(row.node) for row in rows if row.node in found)
        self.state = state
        self._take(tuple(row for row in rows if row.node in cards))
        self._cards = cards
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def _take(self, rows: tuple[OutlineRow, ...]) -> None:
        """Take over rows; where they were only added or removed at one place, the view keeps its own."""
        former, most = self._rows, min(len(self._rows), len(rows))
        start = next((at for at in range(most) if former[at].node != rows[at].node), most)
        same = 0
        while same < most - start and former[-1 - same].node == rows[-1 - same].node:
            same += 1
        added, removed = len(rows) - start - same, len(former) - start - same
        if added and removed:
            self.beginResetModel()
        elif added:
            self.beginInsertRows(_NOWHERE, start, start + added - 1)
        elif removed:
            self.beginRemoveRows(_NOWHERE, start, start + removed - 1)
        self._rows = rows
        self._places = {row.node: number for number, row in enumerate(rows)}
        self._lanes = 1 + max((row.lane for row in rows), default=0)
        if added and removed:
            self.endResetModel()
        elif added:
            self.endInsertRows()
        elif removed:
            self.endRemoveRows()

    def row_of(self, node_id: str | None) -> int:
        """Return the row of a node; -1 where it has none."""
        return -1 if node_id is None else self._places.get(node_id, -1)

    def at(self, row: int) -> tuple[OutlineRow, Card]:
        """Return a row and its node.

        Raises:
            IndexError: If there is none of that number.
        """
        found = self._rows[row]
        return found, self._cards[found.node]

    def lanes(self) -> int:
        """Return how many rails stand beside each other where most do."""
        return self._lanes

    def can_fold(self, node_id: str) -> bool:
        """Return whether a node's branch can be folded or unfolded here."""
        return not self.state.query and (node_id in self._parents or node_id in self.state.folded)

    def is_fork(self, node_id: str) -> bool:
        """Return whether more than one node was made from a node, or what was made is folded."""
        return node_id in self._forks or node_id in self.state.folded

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802, D102
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802, D102
        # Lists keep it to themselves; who walks through any model asks for it.
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: D102
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        card = self._cards[self._rows[index.row()].node]
        if role == Qt.ItemDataRole.DisplayRole:
            return texts.line(card.title)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return texts.line(card.spoken(self.state.folded.get(card.id)))
        return None
