"""What changed in the open project, told to whoever shows it."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from lance_studio.project.rows import Changes


class Observable(Protocol):
    """What the bus needs of a project."""

    def subscribe(self, callback: Callable[[Changes], None]) -> Callable[[], None]:
        """Call back after each commit; the answer ends that."""
        ...


class ChangeBus(QObject):
    """One place to listen to, whichever project is open.

    Attributes:
        changed: Everything that one command, undo or redo changed; carries a `Changes`.
        media_changed: Ids of media; a `frozenset[str]`, like those below.
        nodes_changed: Ids of nodes, and of nodes whose edge changed.
        timelines_changed: Ids of timelines.
        messages_changed: Ids of chat messages.
        jobs_changed: Ids of jobs.
        settings_changed: Keys of the project's settings.
        masks_changed: Ids of masks.
        undo_changed: The lists of what can be undone and redone are others now.
        replaced: Another project is open, or none: read everything again.
    """

    changed = Signal(object)
    media_changed = Signal(object)
    nodes_changed = Signal(object)
    timelines_changed = Signal(object)
    messages_changed = Signal(object)
    jobs_changed = Signal(object)
    settings_changed = Signal(object)
    masks_changed = Signal(object)
    undo_changed = Signal()
    replaced = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._unsubscribe: Callable[[], None] | None = None

    def attach(self, project: Observable | None) -> None:
        """Listen to a project in place of the former one, and say so."""
        if self._unsubscribe is not None:
            self._unsubscribe()
        self._unsubscribe = project.subscribe(self._tell) if project is not None else None
        self.replaced.emit()
        self.undo_changed.emit()

    def _tell(self, changes: Changes) -> None:
        self.changed.emit(changes)
        for ids, signal in (
            (changes.media, self.media_changed),
            (changes.nodes | changes.edges, self.nodes_changed),
            (changes.timelines, self.timelines_changed),
            (changes.messages, self.messages_changed),
            (changes.jobs, self.jobs_changed),
            (changes.settings, self.settings_changed),
            (changes.masks, self.masks_changed),
        ):
            if ids:
                signal.emit(ids)
        if changes.undo_list_changed:
            self.undo_changed.emit()
