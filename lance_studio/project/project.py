"""`Project`: an open project file. Everything else in this room stands behind it."""

import contextlib
import logging
import os
import sqlite3
from collections import deque
from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from types import TracebackType
from typing import Literal, Self, TypeVar

from lance_studio.errors import LanceStudioError, ProjectDisplacedError, ProjectError
from lance_studio.language import mark, tr
from lance_studio.project import (
    blobs,
    copying,
    db_errors,
    journal,
    link_trust,
    linking,
    log,
    ranges,
    rebuilding,
)
from lance_studio.project.commands.base import Command
from lance_studio.project.commands.media import EmbedMedia, RelinkMedia
from lance_studio.project.files import MediaFiles
from lance_studio.project.history import Graph
from lance_studio.project.job_line import JobLine
from lance_studio.project.journal import Step
from lance_studio.project.lock import ProjectLock
from lance_studio.project.log import LogEntry
from lance_studio.project.open_file import OpenFile
from lance_studio.project.opening import create_store, open_store
from lance_studio.project.reading import read_rows
from lance_studio.project.row_cache import RowCache
from lance_studio.project.rows import (
    SUBJECTS,
    Changes,
    ChatMessage,
    Edge,
    Job,
    Media,
    Node,
    NodeMask,
    Row,
    Subject,
    TimelineRow,
)
from lance_studio.project.search.index import IndexWriter
from lance_studio.project.search.project_search import ProjectSearch
from lance_studio.project.store import Store
from lance_studio.project.tables import EDGES, JOBS, MASKS, MEDIA, MESSAGES, NODES, SETTINGS, TABLES, TIMELINES, Table
from lance_studio.project.timeline_order import ordered
from lance_studio.project.transaction import Transaction
from lance_studio.timeline.model import Timeline

R = TypeVar("R", bound=Row)

_log = logging.getLogger(__name__)


class Project(OpenFile):
    """An open project; made by `Project.create` or `Project.open`.

    A project is used by the thread that opened it, and only `files` and `search` by others too. What is read is always
    what the file holds. When `run`, `undo` or `redo` return, the change outlives any end of the process; a thread in
    the background makes it safe from a power cut soon after (`flush` waits for that). All methods raise ProjectError,
    or a subclass of it, where the file or its disk is the cause.

    Args:
        store: The open file.
        cache: Folder for embedded media that somebody needs as a file; None: in the studio's cache folder.
    """

    def __init__(self, store: Store, cache: Path | None = None) -> None:
        super().__init__(store)
        self._kept = RowCache(lambda: store.connection, shared=store.read_only)
        self._graph: Graph | None = None
        self._steps: dict[bool, list[Step]] = {}
        self._observers: dict[object, Callable[[Changes], None]] = {}
        self._untold: deque[Changes] = deque()
        self._telling = False
        self._running = False
        self._may_merge = False
        self.files = MediaFiles(store, cache)
        self.search = ProjectSearch(store, self.files)
        self._index = IndexWriter()
        store.rebuild = self._rebuild

    @classmethod
    def create(cls, path: str | os.PathLike[str], *, cache: Path | None = None) -> Self:
        """Make a new project file and open it.

        Args:
            path: Where it goes; no file of that name may exist.
            cache: Folder for embedded media that somebody needs as a file; None: in the studio's cache folder.

        Returns:
            The open project.

        Raises:
            OutputError: A file of that name exists, or the folder may not be written.
            ProjectError: A leftover of another project is in the way.
        """
        project = cls(create_store(path), cache)
        _log.info("Project '%s' made", project.path.name)
        return project

    @classmethod
    def open(cls, path: str | os.PathLike[str], *, read_only: bool = False, cache: Path | None = None) -> Self:
        """Open a project file, bringing it up to date if it is older.

        Args:
            path: The file.
            read_only: Whether nothing may be written; possible while another window has the project open.
            cache: As for `create`.

        Returns:
            The open project.

        Raises:
            ProjectLockedError: Another window has it open for writing.
            ProjectDamagedError: The file is cut short or damaged.
            ProjectError: The file is missing, no project, of a newer version, or may not be written.
        """
        project = cls(open_store(path, read_only=read_only), cache)
        # English: for the log
        _log.info("Project '%s' opened%s", project.path.name, " to read" if read_only else "")
        return project

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Remove content that nothing uses, turn the file back into one plain file, let go of it.

        A second call does nothing.

        Raises:
            ProjectDisplacedError: The file was replaced or deleted in the last moment; says where the work was kept,
                or that it cannot be, and then the project stays open.
            ProjectError: The disk refuses to put the latest changes into the file; they are kept in the file beside it.
        """
        if self._closed:
            return
        if not self.read_only:
            with contextlib.suppress(ProjectDisplacedError):  # put right next
                self._store.flush()
            # What cannot be kept now is not given up: the project stays open.
            with db_errors.in_words(self.path), contextlib.suppress(OSError):
                self._store.put_right()
        self._closed = True
        self._observers.clear()
        self.files.close()
        if not self.read_only and self.displaced is None:
            # Only makes room: whatever keeps it from being done must not keep the project from being closed.
            with contextlib.suppress(sqlite3.Error, LanceStudioError, OSError):
                self._delete_unused(frozenset())
        with db_errors.in_words(self.path):
            self._store.close()
        _log.info("Project '%s' closed", self.path.name)

    def run(self, command: Command) -> Changes:
        """Carry out a command: wholly, in one transaction, or not at all.

        Args:
            command: The change.

        Returns:
            What changed. Observers have been told of it.

        Raises:
            CommandRefusedError: The change makes no sense.
            ProjectError: The project was opened for reading or is closed, or the disk is full or fails.
        """
        with self._transaction() as transaction:
            command.apply(transaction)
            step = None
            if transaction.images:
                step = journal.record(
                    transaction.connection, command.name, transaction.images, command.merge_key, self._may_merge
                )
        self._keep_up(transaction)
        if step is not None:
            self._may_merge = True
        return self._tell(_changes(transaction, command.name, "run", step))

    def undo(self) -> Changes | None:
        """Undo the newest step; returns what changed, or None if there is nothing to undo."""
        return self._move("undo")

    def redo(self) -> Changes | None:
        """Do the step again that was undone last; returns what changed, or None if there is none."""
        return self._move("redo")

    def end_step(self) -> None:
        """Let the next command begin a step of its own, whatever its merge key."""
        self._may_merge = False

    def forget_undone(self) -> None:
        """Forget the steps that could be done again, because something else was done that the journal does not keep."""
        if not self.redo_list():
            return
        with self._transaction() as transaction:
            journal.forget_undone(transaction.connection)
        self._steps.clear()
        self._tell(Changes(command=mark("Forget undone steps"), undo_list_changed=True))

    def undo_list(self) -> list[Step]:
        """Return the steps that can be undone, newest first."""
        return self._steps_of(undone=False)

    def redo_list(self) -> list[Step]:
        """Return the steps that can be done again, the next one first."""
        return self._steps_of(undone=True)

    def subscribe(self, callback: Callable[[Changes], None]) -> Callable[[], None]:
        """Have a function called after each change, in the order of the changes.

        The function may run further commands; everyone learns of them after everyone has learnt of the first.

        Args:
            callback: Is called in the project's thread with what changed.

        Returns:
            A function that ends this.
        """
        token = object()
        self._observers[token] = callback

        def unsubscribe() -> None:
            self._observers.pop(token, None)

        return unsubscribe

    def media(self, media_id: str) -> Media | None:
        """Return a medium, or None if the project has none with this id."""
        return self._row(MEDIA, media_id)

    def media_list(self) -> list[Media]:
        """Return all media in the order in which they were added."""
        return self._rows(MEDIA)

    def find_media(self, digest: str) -> Media | None:
        """Return the oldest medium with this content, or None."""
        with db_errors.in_words(self.path):
            return next(iter(read_rows(self._connection(), MEDIA, "digest = ?", (digest,))), None)

    def node(self, node_id: str) -> Node | None:
        """Return a node, or None if the project has none with this id."""
        return self._row(NODES, node_id)

    def nodes(self) -> list[Node]:
        """Return all nodes in the order in which they were added, hidden ones included."""
        return self._rows(NODES)

    def edge(self, child: str) -> Edge | None:
        """Return how a node was made, or None for an import."""
        return self._row(EDGES, child)

    def edges(self) -> list[Edge]:
        """Return all edges in the order in which they were added."""
        return self._rows(EDGES)

    def graph(self) -> Graph:
        """Return the edit graph as it is now."""
        if self._graph is None or self.read_only:
            self._graph = Graph.of(self.nodes(), self.edges())
        return self._graph

    def timeline(self, timeline_id: str) -> TimelineRow | None:
        """Return a timeline, or None if the project has none with this id."""
        return self._row(TIMELINES, timeline_id)

    def timelines(self) -> list[TimelineRow]:
        """Return all timelines in their order: as they were put, or else as they were added."""
        return ordered(self._rows(TIMELINES), self.setting)

    def timeline_value(self, timeline_id: str) -> Timeline | None:
        """Return what a timeline's document says; it is parsed once, and not at all after an edit that had the value.

        Args:
            timeline_id: Which timeline.

        Returns:
            The timeline, the same object until it changes; None if the project has none with this id.

        Raises:
            TimelineError: The document is damaged.
        """
        with db_errors.in_words(self.path):
            self._connection()
            return self._kept.timeline(timeline_id)

    def message(self, message_id: str) -> ChatMessage | None:
        """Return a chat message, or None if the project has none with this id."""
        return self._row(MESSAGES, message_id)

    def messages(self) -> list[ChatMessage]:
        """Return the conversation in order."""
        return self._rows(MESSAGES)

    def job(self, job_id: str) -> Job | None:
        """Return a job, or None if the project has none with this id."""
        return self._row(JOBS, job_id)

    def jobs(self) -> list[Job]:
        """Return all jobs in the queue's order."""
        return self._rows(JOBS)

    def job_line(self) -> JobLine:
        """Return the jobs by what they are at, each in the queue's order; it is as it is until the next change."""
        with db_errors.in_words(self.path):
            self._connection()
            return self._kept.job_line()

    def masks(self) -> list[NodeMask]:
        """Return all masks in the order in which they were added, working masks included."""
        return self._rows(MASKS)

    def mask_of(self, node_id: str) -> NodeMask | None:
        """Return a node's working mask, or None if it has none."""
        return next((mask for mask in self._rows(MASKS) if mask.node_id == node_id and not mask.name), None)

    def setting(self, key: str) -> str | None:
        """Return what is remembered under a key, or None."""
        found = self._row(SETTINGS, key)
        return None if found is None else found.value

    def settings(self) -> dict[str, str]:
        """Return everything that is remembered, by key."""
        return {setting.key: setting.value for setting in self._rows(SETTINGS)}

    def log(self) -> list[LogEntry]:
        """Return the log of the project, oldest entry first; `log.format_log` makes a text of it."""
        with db_errors.in_words(self.path):
            self._connection()
            order = self._kept.sequences()
        return log.entries(
            self.media_list(),
            self.nodes(),
            self.edges(),
            self.timelines(),
            self.messages(),
            self.jobs(),
            self.masks(),
            order,
        )

    def missing_media(self) -> list[Media]:
        """Return the linked media whose files are missing or have changed; reads files whose time has changed.

        Those of `foreign_links` are among them, without being looked up.
        """
        return [media for media in self.media_list() if media.link is not None and not self._is_there(media)]

    def foreign_links(self) -> list[link_trust.ForeignLink]:
        """Return the linked media that are not used, because nobody here has made or approved their links.

        Nothing is looked up where they lead.
        """
        linked = [media for media in self.media_list() if media.link is not None]
        return link_trust.foreign_links(linked, self.folder)

    def answer_links(self, links: Iterable[link_trust.ForeignLink], *, use: bool) -> None:
        """Remember whether foreign links may be used; outside the project, which is not changed.

        Args:
            links: Some of `foreign_links`, which the user has seen.
            use: Whether their files may be opened.
        """
        link_trust.known_links().answer(links, use=use)

    def relink(self, media_id: str, path: str | os.PathLike[str]) -> Changes:
        """Say where the file of a linked medium lies now; reads all of it (see `linking.check_relink` for threads).

        Args:
            media_id: The medium.
            path: The file.

        Returns:
            What changed.

        Raises:
            MediaError: The file is missing or cannot be read.
            ProjectError: It is another file, or there is no such medium.
        """
        media = self.media(media_id)
        if media is None:
            raise ProjectError(tr("The picture or video is not in the project any more."))
        return self.run(RelinkMedia(media_id, linking.check_relink(media, path, self.folder)))

    def collect(self) -> Changes:
        """Take all linked media into the project; reads all of them (see `MediaFiles.embed` for threads).

        Returns:
            What changed.

        Raises:
            MediaMissingError: A file is missing or has changed; then nothing is changed.
            ProjectError: The disk is full.
        """
        linked = [media for media in self.media_list() if media.link is not None]
        for media in linked:
            self.files.embed(media)
        return self.run(EmbedMedia(tuple(media.id for media in linked)))

    def require_readable(self) -> None:
        """Read every row and step once, so that damage is met before anything is shown, not in the middle of it.

        Raises:
            ProjectDamagedError: The file is damaged; nothing was changed in it.
            ProjectError: It cannot be read.
        """
        for table in TABLES.values():
            self._rows(table)
        self.undo_list()
        self.redo_list()

    def compact(self) -> None:
        """Remove content that nothing uses and give its room back to the disk."""
        self._require_writable()
        with db_errors.in_words(self.path):
            self._delete_unused(self.files.fresh)
            self._store.vacuum()

    def save_to(self, path: str | os.PathLike[str], *, cache: Path | None = None) -> Self:
        """Write a checked copy, in place of what is there, and open it; nobody else can open it in between.

        Args:
            path: Where the copy goes.
            cache: As for `create`.

        Returns:
            The open copy. This project stays open, too.

        Raises:
            OutputError: The file is this project, or cannot be written.
            ProjectLockedError: Another window has a file of that name open; nothing was changed.
            ProjectError: This project cannot be read, or the disk is full.
        """
        lock = self._copied(path, overwrite=True)
        return type(self)(open_store(path, lock=lock), cache)

    def open_copy(self, copy: copying.WrittenCopy, *, cache: Path | None = None) -> Self:
        """Open what `write_copy` wrote; raises what `open` raises, and then the copy's locks are released."""
        return type(self)(open_store(copy.path, lock=copy.lock), cache)

    def _delete_unused(self, keep: frozenset[str]) -> None:
        # Nothing is written where there is nothing to remove.
        if blobs.unused(self._store.connection, keep):
            with self._store.transaction() as connection:
                blobs.delete_unused(connection, keep)

    def _rebuild(self, target: Path) -> tuple[ProjectLock, int]:
        """Write what is remembered of the project to a new file, because its own holds something else now.

        Returns:
            The locks of the new file, and how many contents are not in it.
        """
        with db_errors.in_words(target), contextlib.ExitStack() as stack:
            rows = self._kept.everything()
            sources = [self._store.connection]
            with contextlib.suppress(sqlite3.Error):
                sources.append(stack.enter_context(contextlib.closing(rebuilding.overwriter(self.path))))
            made = create_store(target)
            try:
                lost = rebuilding.fill(made.connection, rows, sources)
            finally:
                made.close()
            lock = ProjectLock(target)
            lock.cover(target)
            return lock, lost

    def _move(self, action: Literal["undo", "redo"]) -> Changes | None:
        with self._transaction() as transaction:
            step = journal.move(transaction, action)
        self._keep_up(transaction)
        self._may_merge = False
        return None if step is None else self._tell(_changes(transaction, step.name, action, step.id))

    @contextlib.contextmanager
    def _transaction(self) -> Generator[Transaction, None, None]:
        self._require_writable()
        if self._running:
            raise RuntimeError("a command inside a command")
        self._running = True
        try:
            with db_errors.in_words(self.path), self._store.transaction() as connection:
                transaction = Transaction(connection, self._kept.documents)
                try:
                    yield transaction
                finally:
                    transaction.is_open = False
                self._index.follow(transaction)
        finally:
            self._running = False

    def _keep_up(self, transaction: Transaction) -> None:
        self._index.committed()
        self._kept.take(transaction.changed, transaction.timelines)
        self._steps.clear()
        nodes = [key for name, key in transaction.changed if name == NODES.name]
        edges = [key for name, key in transaction.changed if name == EDGES.name]
        if self._graph is not None and (nodes or edges):
            kept, former, self._graph = self._kept, self._graph, None
            # Where the rows cannot be read, the next question meets the error.
            with contextlib.suppress(LanceStudioError, sqlite3.Error):
                added = [key for key in nodes if key not in former.nodes and kept.get(NODES, key) is not None]
                last = kept.last(NODES, len(added))
                # What comes back to a place among others changes the order: then the graph is made again when needed.
                if set(added) == {node.id for node in last}:
                    altered = {key: kept.get(NODES, key) for key in nodes if key not in added}
                    self._graph = former.changed(
                        {**altered, **{node.id: node for node in last}}, {key: kept.get(EDGES, key) for key in edges}
                    )

    def _tell(self, changes: Changes) -> Changes:
        """Tell the observers, unless that is going on already further up: then they learn of it there, in order.

        The change is committed whatever they do with it. One that raises is logged as a defect; the others are told.
        """
        if changes or changes.undo_list_changed:
            self._untold.append(changes)
        if self._telling:
            return changes
        self._telling = True
        try:
            while self._untold:
                told = self._untold.popleft()
                for callback in list(self._observers.values()):
                    try:
                        callback(told)
                    except Exception:  # it must keep neither the others from hearing nor the caller from the result
                        _log.exception("An observer of the project failed at the change '%s'", told.command)
        finally:
            self._telling = False
            self._untold.clear()
        return changes

    def _is_there(self, media: Media) -> bool:
        try:
            self.files.path(media)
        except ProjectError:
            return False
        return True

    def _steps_of(self, *, undone: bool) -> list[Step]:
        with db_errors.in_words(self.path):
            connection = self._connection()
            if undone not in self._steps or self.read_only:
                self._steps[undone] = journal.steps(connection, undone=undone)
            return list(self._steps[undone])

    def _row(self, table: Table[R], key: str) -> R | None:
        with db_errors.in_words(self.path):
            self._connection()
            return self._kept.get(table, key)

    def _rows(self, table: Table[R]) -> list[R]:
        with db_errors.in_words(self.path):
            self._connection()
            return self._kept.all(table)


def _changes(transaction: Transaction, name: str, action: Literal["run", "undo", "redo"], step: int | None) -> Changes:
    keys: dict[Subject, set[str]] = {subject: set() for subject in SUBJECTS}
    for table, key in transaction.changed:
        keys[TABLES[table].subject].add(key)
        # A timeline with another range is another value.
        timeline_id = ranges.timeline_of(key) if table == SETTINGS.name else None
        if timeline_id is not None:
            keys["timelines"].add(timeline_id)
    ids = {subject: frozenset(found) for subject, found in keys.items()}
    return Changes(command=name, action=action, step=step, undo_list_changed=step is not None, **ids)
