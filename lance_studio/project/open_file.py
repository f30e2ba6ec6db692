"""An open project as a file: where it lies, what becomes of it there, copies of it, and when it is safe."""

import contextlib
import os
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

from lance_studio.errors import ProjectDisplacedError, ProjectError
from lance_studio.language import tr
from lance_studio.media.output import ensure_not_a_source
from lance_studio.project import copying, db_errors, recovery
from lance_studio.project.lock import ProjectLock
from lance_studio.project.place import Finding
from lance_studio.project.rescue import Displacement
from lance_studio.project.store import Store


class OpenFile:
    """What an open project can do as a file; `Project` adds what is in it.

    Args:
        store: The open file. It is used by the thread that opened it, where a method does not say otherwise.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._owner = threading.get_ident()
        self._closed = False

    @property
    def path(self) -> Path:
        """The file, free of symbolic links."""
        return self._store.path

    @property
    def folder(self) -> Path:
        """The folder that it lies in."""
        return self._store.path.parent

    @property
    def read_only(self) -> bool:
        """Whether it was opened for reading."""
        return self._store.read_only

    @property
    def closed(self) -> bool:
        """Whether it has been closed."""
        return self._closed

    def verify(self) -> tuple[str, ...]:
        """Check everything in the file, which takes long for a large one; returns a sentence for each problem."""
        return recovery.verify(self._connection())

    def copy_to(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> None:
        """Write a checked copy, complete or not at all; this project stays open.

        Args:
            path: Where the copy goes.
            overwrite: Whether a file that is there may be replaced.

        Raises:
            OutputError: The file exists, is this project, or cannot be written.
            ProjectLockedError: Another window has a file of that name open; nothing was changed.
            ProjectError: This project cannot be read, or the disk is full.
        """
        self._copied(path, overwrite=overwrite).release()

    @property
    def commits(self) -> int:
        """How often something was committed to the file since it was opened, content of media included."""
        return self._store.commits

    def write_copy(
        self, path: str | os.PathLike[str], cancelled: Callable[[], bool] = lambda: False
    ) -> copying.WrittenCopy:
        """Write a checked copy for `open_copy`, in place of what is there, from any thread; may take long.

        The project can be used meanwhile; compare its `commits` with those of the copy.

        Args:
            path: Where the copy goes.
            cancelled: Is asked now and then whether to give up.

        Returns:
            The copy and its locks.

        Raises:
            CancelledError: It was given up; nothing was changed.
            OutputError: The file is this project, or cannot be written.
            ProjectLockedError: Another window has a file of that name open; nothing was changed.
            ProjectError: This project cannot be read, or the disk is full.
        """
        commits = self.commits
        lock = self._copied(path, overwrite=True, beside=True, cancelled=cancelled)
        return copying.WrittenCopy(Path(os.path.realpath(path)), lock, commits)

    def _copied(
        self,
        path: str | os.PathLike[str],
        *,
        overwrite: bool,
        beside: bool = False,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> ProjectLock:
        if not beside:
            self._connection()
        ensure_not_a_source(path, [self.path])
        with db_errors.in_words(self.path), contextlib.ExitStack() as stack:
            in_steps = False
            try:
                self._store.put_right()
                # A connection of its own: one that reads an older file has tables in memory that VACUUM would
                # stumble over.
                reader = stack.enter_context(contextlib.closing(self._store.connect(as_it_is=True)))
            except ProjectDisplacedError:
                # It could not be kept beside its place; there may be room where the copy goes.
                reader, in_steps = self._store.connection, beside
            # Whoever would only be kept waiting by the copy is not: what he commits is seen by `commits`.
            if not beside or in_steps or not self._store.reads_beside_writers:
                stack.enter_context(self._store.gate)
            return copying.write_copy(
                reader, self.folder, path, overwrite=overwrite, in_steps=in_steps, cancelled=cancelled
            )

    @property
    def displaced(self) -> Displacement | None:
        """What happened to the file, once it was replaced or deleted by another program while it was open.

        From then on, this is a copy of what was committed, at `path`, which can be read and copied but not written.
        """
        return self._store.displaced

    @property
    def set_aside(self) -> Path | None:
        """Changes of another file that lay beside this one when it was opened, under the name that they have now.

        A process had opened that file, and was killed after this one had replaced it.
        """
        return self._store.set_aside

    def look(self) -> Finding | None:
        """Tell what has become of the file; asks the file system only, in any thread; None: it is where it was."""
        with db_errors.in_words(self.path):
            return None if self._closed else self._store.look()

    def prepare_rescue(self) -> None:
        """Copy what a replaced or deleted file held, in any thread, so that `check_place` is quick.

        Raises:
            ProjectDisplacedError: It cannot be kept anywhere.
        """
        with db_errors.in_words(self.path):
            self._store.prepare_rescue()

    def check_place(self) -> Displacement | None:
        """Look whether the file is where it was, and put right what is not: follow it, or keep what it held.

        Returns:
            What happened to it, if it was replaced or deleted, now or earlier.

        Raises:
            ProjectDisplacedError: It was, and what it held cannot be kept anywhere, or was opened for reading only.
            ProjectError: The system cannot tell.
        """
        self._connection()
        with db_errors.in_words(self.path):
            self._store.put_right()
        self._store.told()
        return self.displaced

    def when_moved(self, callback: Callable[[], None]) -> None:
        """Have a function called when the file was moved, or was rescued: `path` has changed then.

        Args:
            callback: Is called in whichever thread notices it.
        """
        self._store.on_moved = callback

    def checkpoint(self) -> None:
        """Put the latest changes into the file itself, so that a plain copy of it is complete; in any thread.

        Raises:
            ProjectError: The file is not at its place, or the disk refuses.
        """
        with db_errors.in_words(self.path):
            self._store.checkpoint()

    def flush(self, seconds: float | None = None) -> bool:
        """Wait until everything that was committed is safe from a power cut; in any thread.

        Args:
            seconds: How long at most; None: as long as it takes.

        Returns:
            Whether it is.

        Raises:
            ProjectDisplacedError: The disk failed to keep it. What was committed is still at hand: `check_place` keeps
                it in a copy.
        """
        return self._store.flush(seconds)

    @property
    def is_settled(self) -> bool:
        """Whether the project file alone holds everything, on the disk, so that closing it waits for nothing."""
        return self._store.is_settled

    def settle(self) -> None:
        """Do what closing would have to wait for; in any thread.

        Where somebody reads the file at this moment, a part may be left for the next time.

        Raises:
            ProjectError: The file is not at its place, or the disk refuses.
        """
        self.flush()
        self.checkpoint()

    def _connection(self) -> sqlite3.Connection:
        if threading.get_ident() != self._owner:
            raise RuntimeError("a project is used by the thread that opened it")
        if self._closed:
            raise ProjectError(tr("The project is closed."), tr("Open it again."))
        return self._store.connection

    def _require_writable(self) -> None:
        self._connection()
        if self.read_only:
            raise ProjectError(
                tr("The project was opened for reading only."), tr("Open it for writing, or save a copy.")
            )
