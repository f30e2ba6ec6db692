"""Which branches of the edit graph are folded: a part of how a project is looked at, and no step to undo."""

import json
from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

_MOST_CHARACTERS = 1 << 20


class FoldedNodes(QObject):
    """The nodes whose descendants the history leaves out.

    Attributes:
        changed: A node was folded or unfolded.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids: frozenset[str] = frozenset()

    @property
    def ids(self) -> frozenset[str]:
        """The folded nodes; some may be gone."""
        return self._ids

    def begin(self) -> None:
        """Forget the former project's; nobody is told, because everybody reads the next project anyway."""
        self._ids = frozenset()

    def fold(self, node_id: str) -> None:
        """Leave out what was made from a node."""
        self._set(self._ids | {node_id})

    def unfold(self, node_ids: Iterable[str]) -> None:
        """Show again what was made from some nodes."""
        self._set(self._ids.difference(node_ids))

    def as_text(self) -> str:
        """Return the ids as a setting of the project keeps them."""
        return json.dumps(sorted(self._ids))

    def take(self, text: str | None) -> None:
        """Take over what `as_text` returned; whatever is damaged counts as nothing folded."""
        try:
            ids = json.loads(text) if text and len(text) <= _MOST_CHARACTERS else []
        except (ValueError, RecursionError):
            ids = []
        self._set(frozenset(one for one in ids if isinstance(one, str)) if isinstance(ids, list) else frozenset())

    def _set(self, ids: frozenset[str]) -> None:
        if ids != self._ids:
            self._ids = ids
            self.changed.emit()
