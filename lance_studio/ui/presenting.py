"""What presenters have in common: a state that their view shows, and the node that is open."""

from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from lance_studio.ui.session import Session

if TYPE_CHECKING:
    from lance_studio.project.rows import Media, Node

StateT = TypeVar("StateT")


class StatePresenter(QObject, Generic[StateT]):
    """Makes the state that a view shows.

    Args:
        state: What is shown at first.
        parent: Its owner.

    Attributes:
        changed: Another state is to be shown; carries it.
    """

    changed = Signal(object)

    def __init__(self, state: StateT, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state

    @property
    def state(self) -> StateT:
        """What the view shows."""
        return self._state

    def _publish(self, state: StateT) -> None:
        """Have a state shown, unless it is the one that is shown already."""
        if state != self._state:
            self._state = state
            self.changed.emit(state)


def open_node(session: Session) -> "Node | None":
    """Return the node on the canvas; None where there is none."""
    project, node_id = session.project, session.node_id
    return None if project is None or node_id is None else project.node(node_id)


def medium_of(session: Session, node_id: str | None) -> "Media | None":
    """Return the medium that a node shows; None where there is no such node."""
    project = session.project
    node = None if project is None or node_id is None else project.node(node_id)
    return None if project is None or node is None else project.media(node.media_id)
