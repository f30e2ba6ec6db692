"""What the relink dialog does: it looks for missing files beside the window's thread, and links what its user takes."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal

from lance_studio.errors import CancelledError, LanceStudioError
from lance_studio.language import kept, tr
from lance_studio.project.commands.base import Together
from lance_studio.ui.background import Background
from lance_studio.ui.presenting import StatePresenter
from lance_studio.ui.session import Session

if TYPE_CHECKING:
    from lance_studio.project.commands.base import Command
    from lance_studio.project.project import Project
    from lance_studio.project.rows import Media
    from lance_studio.workflows.relinking import Candidate, Search


@dataclass(frozen=True)
class MissingRow:
    """A medium whose file is missing.

    Attributes:
        media_id: The medium.
        name: What people call it.
        place: Where its file lay.
        size: Bytes.
        seconds: Its length; None for a picture.
        used_by: What uses it, for example "History, timeline Main (2 clips)"; empty where nothing does.
        candidate: The file that may be its own, if one was found.
        taken: Whether its user takes that file; true by itself only where the content is the same.
    """

    media_id: str
    name: str
    place: str
    size: int
    seconds: float | None
    used_by: str
    candidate: "Candidate | None" = None
    taken: bool = False


@dataclass(frozen=True)
class RelinkState:
    """What the dialog shows.

    Attributes:
        rows: The missing media.
        busy: What it is doing now; empty while it does nothing.
        note: What came of the last search.
        error: Why the last one failed; empty otherwise.
    """

    rows: tuple[MissingRow, ...] = ()
    busy: str = ""
    note: str = ""
    error: str = ""

    @property
    def taken(self) -> int:
        """How many files would be linked."""
        return sum(row.taken for row in self.rows)


@dataclass
class _Work:
    """A search under way; its event is its own, so that a cancelled one stays cancelled."""

    cancelled: threading.Event = field(default_factory=threading.Event)


class RelinkPresenter(StatePresenter[RelinkState]):
    """Finds files and links them; all that its user takes becomes one step to undo.

    Args:
        session: The open project; the presenter must not outlive it.
        project: The same project.
        media: The media whose files are missing.
        parent: Its owner.

    Attributes:
        linked: The media were linked; carries their ids, a `frozenset[str]`.
    """

    linked = Signal(object)
    _counted = Signal(int)

    def __init__(
        self, session: Session, project: "Project", media: "Sequence[Media]", parent: QObject | None = None
    ) -> None:
        self._media: Mapping[str, Media] = {each.id: each for each in media}
        uses = _uses(project, set(self._media))
        super().__init__(RelinkState(tuple(_row(each, uses.get(each.id, "")) for each in media)), parent)
        self._session, self._project = session, project
        # A pool of its own: a search may take long, and the pictures of the panels must not wait for it.
        self._pool = QThreadPool(self)
        self._background = Background(self, self._pool)
        self._work = _Work()
        self._counted.connect(self._show_count, Qt.ConnectionType.QueuedConnection)

    def stop(self) -> None:
        """Give up what is under way."""
        self._work.cancelled.set()
        self._background.forget_all()
        if self._state.busy:
            self._publish(replace(self._state, busy=""))

    def take(self, media_id: str, taken: bool) -> None:
        """Take the file that was found for a medium, or leave it."""
        rows = tuple(
            replace(row, taken=taken and row.candidate is not None and row.candidate.usable)
            if row.media_id == media_id
            else row
            for row in self._state.rows
        )
        self._publish(replace(self._state, rows=rows))

    def find(self, media_id: str, path: Path) -> None:
        """Look at a file that its user chose for a medium, and then beside it for the files of the others."""
        from lance_studio.workflows.relinking import judge, search

        media = self._media[media_id]
        others = [self._media[row.media_id] for row in self._state.rows if row.media_id != media_id and not row.taken]
        cancelled = self._begin(tr("Looking at {name}…", name=path.name))

        def look() -> "tuple[Candidate, Search | None]":
            chosen = judge(media, path)
            beside = search(others, path.parent, below=False, cancelled=cancelled.is_set) if others else None
            return chosen, beside

        self._background.start(look, lambda answer: self._take_chosen(*answer), self._fail)

    def search(self, folder: Path) -> None:
        """Look in a folder, and in the folders in it, for all files that nothing certain was found for."""
        from lance_studio.workflows.relinking import search

        media = [self._media[row.media_id] for row in self._state.rows if not row.taken]
        cancelled = self._begin(tr("Searching…"))
        self._background.start(
            lambda: search(media, folder, progress=self._counted.emit, cancelled=cancelled.is_set),
            lambda found: self._take_found(found, folder),
            self._fail,
        )

    def link(self) -> None:
        """Link everything that is taken; each file is looked at once more before."""
        from lance_studio.workflows.relinking import command_for

        chosen = [(self._media[row.media_id], row.candidate) for row in self._state.rows if row.taken]
        folder = self._project.folder
        self._begin(tr("Linking…"))

        def prepare() -> "tuple[Command, ...]":
            return tuple(command_for(media, candidate, folder) for media, candidate in chosen if candidate is not None)

        ids = frozenset(media.id for media, _ in chosen)
        self._background.start(prepare, lambda commands: self._run(commands, ids), self._fail)

    def _begin(self, words: str) -> threading.Event:
        self.stop()
        self._work = _Work()
        self._publish(replace(self._state, busy=words, note="", error=""))
        return self._work.cancelled

    def _show_count(self, files: int) -> None:
        if self._state.busy and not self._work.cancelled.is_set():
            self._publish(replace(self._state, busy=tr("Searching… {files} files", files=files)))

    def _take_chosen(self, chosen: "Candidate", beside: "Search | None") -> None:
        from lance_studio.workflows.relinking import Match

        rows = self._with({chosen.media_id: chosen}, self._state.rows, replaces=True)
        note = ""
        if beside is not None:
            sure = sum(each.match is Match.SAME for each in beside.found.values())
            rows = self._with(beside.found, rows)
            note = tr("{n} more were found beside it.", one="1 more was found beside it.", n=sure) if sure else ""
        self._publish(replace(self._state, rows=rows, busy="", note=note))

    def _take_found(self, looked: "Search", folder: Path) -> None:
        from lance_studio.workflows.relinking import Match

        rows = self._with(looked.found, self._state.rows)
        sure = sum(row.candidate is not None and row.candidate.match is Match.SAME for row in rows)
        note = tr(
            "{sure} of {count} found. {files} files looked at in “{folder}”.",
            sure=sure,
            count=len(rows),
            files=looked.files,
            folder=folder.name or folder,
        )
        if not looked.whole:
            note += " " + tr("There are more files; choose a folder nearer to the media.")
        self._publish(replace(self._state, rows=rows, busy="", note=note))

    def _with(
        self, found: "Mapping[str, Candidate]", rows: tuple[MissingRow, ...], *, replaces: bool = False
    ) -> tuple[MissingRow, ...]:
        """Return rows with what was found, where that is better than what they have."""
        from lance_studio.workflows.relinking import Match

        made: list[MissingRow] = []
        for row in rows:
            new = found.get(row.media_id)
            if new is not None and (replaces or row.candidate is None or new.match > row.candidate.match):
                made.append(replace(row, candidate=new, taken=new.match is Match.SAME))
            else:
                made.append(row)
        return tuple(made)

    def _run(self, commands: "tuple[Command, ...]", ids: frozenset[str]) -> None:
        if self._session.project is not self._project:
            return
        try:
            if len(commands) == 1:
                self._session.run(commands[0])
            elif commands:
                self._session.run(Together(kept("Relink {n} files", n=len(commands)), commands))
        except LanceStudioError as error:
            self._fail(error)
            return
        rows = tuple(row for row in self._state.rows if row.media_id not in ids)
        count = len(ids)
        note = tr("{n} files were linked.", one="1 file was linked.", n=count)
        self._publish(replace(self._state, rows=rows, busy="", note=note))
        self.linked.emit(ids)

    def _fail(self, error: LanceStudioError) -> None:
        words = "" if isinstance(error, CancelledError) else str(error)
        self._publish(replace(self._state, busy="", error=words))


def _row(media: "Media", used_by: str) -> MissingRow:
    seconds = None if media.duration is None else float(media.duration)
    return MissingRow(media.id, media.name, media.link or "", media.size, seconds, used_by)


def _uses(project: "Project", wanted: set[str]) -> dict[str, str]:
    """Say what uses media, in words."""
    from lance_studio.timeline.queries import clips

    parts: dict[str, list[str]] = {}
    history = tr("History")
    for node in project.nodes():
        if node.media_id in wanted and history not in parts.setdefault(node.media_id, []):
            parts[node.media_id].append(history)
    for row in project.timelines():
        try:
            timeline = project.timeline_value(row.id)
        except LanceStudioError:
            continue  # a damaged one tells nothing
        counts: dict[str, int] = {}
        for placed in [] if timeline is None else clips(timeline):
            media_id = placed.clip.media_id
            if media_id in wanted:
                counts[media_id] = counts.get(media_id, 0) + 1
        for media_id, count in counts.items():
            parts.setdefault(media_id, []).append(
                tr("{name} ({n} clips)", one="{name} (1 clip)", n=count, name=row.name)
            )
    return {media_id: ", ".join(words) for media_id, words in parts.items()}
