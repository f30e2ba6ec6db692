"""An open project file: its connections, its locks and its place. All changes go through `transaction`.

The file and the files beside it are known by device and inode (see `identity`). SQLite finds them by name, so whatever
opens a connection or writes looks first whether the names still lead to them, and puts right what does not:

* the file was moved: what lies beside it follows, and the locks do;
* a file beside it was deleted or replaced: its changes go into the file itself, and SQLite begins again;
* the file was replaced or deleted: what it held is copied to a file of its own, and nothing is written any more.

Whoever commits does not wait for the disk: `lane` and `checkpoints` do, each in its own thread. A disk that fails to
keep what was committed counts like a file that was deleted.
"""

import contextlib
import os
import sqlite3
import threading
from collections.abc import Callable, Generator
from pathlib import Path

from lance_studio.errors import LanceStudioError, ProjectDisplacedError, ProjectError
from lance_studio.language import tr
from lance_studio.project import rescue
from lance_studio.project.checkpoints import Checkpoints
from lance_studio.project.connection import connect, enter_wal, leave_wal, open_sides, transaction_of
from lance_studio.project.identity import Held, Identity
from lance_studio.project.lane import WriteLane
from lance_studio.project.leftovers import state_of
from lance_studio.project.lock import ProjectLock
from lance_studio.project.migrations import MIGRATIONS, migrate_in_memory, version
from lance_studio.project.place import Fate, Finding, Place
from lance_studio.project.rescue import Displacement
from lance_studio.project.sides import clear_away

TIDY_BYTES = 4 << 20
"""The latest changes go into the project file when they take more than this."""


class Store:
    """An open project file; made by `opening.open_store` or `opening.create_store`.

    Args:
        path: The file, free of symbolic links.
        connection: The connection of the thread that opened it; the store closes it.
        held: The file that was opened.
        lock: Its locks; None: it was opened for reading.

    Attributes:
        path: The file's place; it changes when the file is moved or rescued.
        read_only: Whether it was opened for reading.
        connection: The connection of the thread that opened it; it is replaced when the file is put right.
        gate: Held by whoever writes in this process, so that two threads take turns instead of waiting for SQLite.
        generation: Counts how often all connections had to be given up; one of an earlier generation is of no use.
        commits: Counts the transactions that were committed.
        displaced: What happened to the file, once it was replaced or deleted; the store then reads from a copy.
        suspend: Returns a context in which no other thread reads.
        set_aside: Changes that lay beside the file when it was opened and were those of another file; None: none did.
        rebuild: Writes what is remembered of the project to a new file, where its own was overwritten.
        on_moved: Called, in whichever thread notices it, when the file was moved or rescued, or its disk has failed.
        lane: Makes commits durable.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, held: Held, lock: ProjectLock | None) -> None:
        self.read_only = lock is None
        self.connection = connection
        self.gate = threading.Lock()
        self.generation = self.commits = 0
        self.displaced: Displacement | None = None
        self.suspend: Callable[[], contextlib.AbstractContextManager[None]] = contextlib.nullcontext
        self.set_aside: Path | None = None
        self.rebuild: rescue.Rebuild = self._refuse_to_rebuild
        self._lock = lock
        self._owner = threading.get_ident()
        self.on_moved: Callable[[], None] = lambda: None
        self._untold = False
        self._closed = self._is_deferred = False
        self._preparing: Finding | None = None
        self._following = threading.RLock()
        self._checkpoints = Checkpoints(
            self.gate, lambda: self.connect(write=True), lambda: self.commits, self._own_work, self._sync
        )
        self.lane = WriteLane(self._sync, self._tidy, self._fail)
        self._copy: rescue.Copy | None = None
        self._place = Place(path, held, lock)
        self._check_opened()

    @property
    def path(self) -> Path:
        """The file, free of symbolic links."""
        return self._place.path

    def look(self) -> Finding | None:
        """Tell what has become of the file, or None where all is as it was; asks the file system only, in any thread.

        Raises:
            OSError: The system cannot tell.
        """
        finding = self._look()
        # Whoever has the gate looks for himself, and whoever writes must not be waited for.
        if finding is None and self.gate.acquire(blocking=False):
            try:
                finding = self._look_inside()
            finally:
                self.gate.release()
        return finding

    def _look(self) -> Finding | None:
        with self._following:
            return None if self._closed else self._place.look()

    def _look_inside(self) -> Finding | None:
        """Tell what has become of the file and of what is in it; the caller holds the gate."""
        finding = self._look()
        if finding is not None or self.read_only or self._closed or self.displaced is not None:
            return finding
        # Another thread may be moving changes into the file at this moment.
        if not self._checkpoints.turn.acquire(blocking=False):
            return None
        try:
            return Finding(Fate.OVERWRITTEN) if self._place.is_overwritten() else None
        finally:
            self._checkpoints.turn.release()

    def connect(self, *, write: bool = False, as_it_is: bool = False) -> sqlite3.Connection:
        """Return a further connection, for another thread; the caller closes it and has called `put_right` before.

        Args:
            write: Whether to write with it.
            as_it_is: Whether an older file that was opened for reading shows its own tables, not those of today.

        Raises:
            ProjectDisplacedError: The file was replaced or deleted.
            ProjectError: The files beside it changed; another attempt helps.
            sqlite3.Error: The file cannot be opened.
        """
        with self._following:
            self._require_open()
            if (finding := self._look()) is not None:
                raise self._refusal(finding)
            connection = connect(self.path, "rw" if write and not self.read_only else "ro", any_thread=True)
            try:
                open_sides(connection)
                if (finding := self._look()) is not None:
                    raise self._refusal(finding)
                if self.read_only and not as_it_is and version(connection) < len(MIGRATIONS):
                    migrate_in_memory(connection, journal=False)
            except BaseException:
                self._place.close_stranger(connection)
                raise
        return connection

    @contextlib.contextmanager
    def transaction(
        self, connection: sqlite3.Connection | None = None, generation: int = -1
    ) -> Generator[sqlite3.Connection, None, None]:
        """Make the `with` body one transaction on the file, which is at its place before and after it.

        Args:
            connection: Another thread's own connection; None: that of the thread that opened the file.
            generation: Of the other thread's connection.

        Yields:
            The connection.

        Raises:
            ProjectDisplacedError: The file was replaced or deleted; nothing was changed.
        """
        self._refuse_to_wait()
        with self.gate:
            self._require_open()
            if connection is None:
                self._settle()
            elif generation != self.generation:
                raise ProjectError(tr("The project's files were moved meanwhile."), tr("Try again."))
            used = connection or self.connection
            self._choose_waiting(used)
            try:
                with self._own_work(), transaction_of(used):
                    yield used
                    _count(used)
                    finding = self._look()
                    if finding is not None and finding.is_lost:
                        raise _LostError
            except _LostError:
                self._settle()
                raise ProjectError(tr("The project's file vanished for a moment."), tr("Try again.")) from None
            # What was committed to files that have just lost their names must not depend on them.
            if finding is not None:
                self._settle()
            self.commits += 1
            self._note()
        self.lane.note()

    def _choose_waiting(self, connection: sqlite3.Connection) -> None:
        """Let a connection's next commit wait for the disk only as far as the lane cannot do that; call with the gate.

        "OFF": not at all. "NORMAL": once, if SQLite begins the file of the latest changes again (see `checkpoints`).
        "FULL": always, where there is no such file.
        """
        level = "FULL"
        if self._is_deferred:
            level = "NORMAL" if self._checkpoints.must_guard else "OFF"
            connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute(f"PRAGMA synchronous = {level}")

    def flush(self, seconds: float | None = None) -> bool:
        """Wait until everything that was committed is safe from a power cut; in any thread.

        Args:
            seconds: How long at most; None: as long as it takes.

        Returns:
            Whether it is.

        Raises:
            ProjectDisplacedError: The disk failed to keep it.
        """
        try:
            return self.lane.wait(seconds)
        except OSError as error:
            if self.displaced is not None:
                return True  # it is in a copy, which is on the disk
            raise self._refusal(Finding(Fate.FAILED, reason=_reason(error))) from error

    @property
    def is_settled(self) -> bool:
        """Whether the project file alone holds everything, on the disk."""
        if self.read_only or self.displaced is not None:
            return True
        return self.lane.is_idle and self._wal_size() == 0

    def _sync(self) -> None:
        """Have the disk write out the file of the latest changes, and wait for it; raises OSError."""
        with self._following:
            place, descriptor = self._place, self._place.wal_descriptor()
        if descriptor is not None:
            try:
                os.fdatasync(descriptor)
            finally:
                os.close(descriptor)
        place.write_out_names()

    def note_new(self) -> None:
        """Have the lane write out the file itself as well, because it was made just now."""
        self._place.is_new = True
        self.lane.note()

    def _fail(self, error: OSError) -> None:
        with self._following:
            self._place.fail(_reason(error))
        self.on_moved()

    def _wal_size(self) -> int:
        with self._following:
            descriptor = self._place.wal_descriptor()
        if descriptor is None:
            return 0
        try:
            return os.fstat(descriptor).st_size
        finally:
            os.close(descriptor)

    def _tidy(self) -> bool:
        """Put the latest changes into the file if they are many; returns whether that is done."""
        if not self._checkpoints.must_guard and self._wal_size() < TIDY_BYTES:
            return True
        with contextlib.suppress(
            ProjectError, sqlite3.Error, OSError
        ):  # said where somebody asks for it, or by `close`
            return self.tidy()
        return False

    def tidy(self) -> bool:
        """Put the latest changes into the file itself as far as nobody has to wait for that.

        Returns:
            Whether nothing is left beside it.

        Raises:
            ProjectError: The file is not at its place.
            sqlite3.Error: The disk refuses to write.
        """
        if self.read_only or self.displaced is not None:
            return True
        with self._checkpoints.turn:
            # Into a file that somebody else has overwritten nothing must go.
            if self._closed or self._look() is not None or self._place.is_overwritten():
                return False
            is_empty = self._checkpoints.run()
        with self.gate:
            self._note()
        return is_empty

    @contextlib.contextmanager
    def _own_work(self) -> Generator[None, None, None]:
        """What the `with` body has written, even where it fails half way, is this process's doing."""
        try:
            yield
        finally:
            self._place.remember()

    def put_right(self) -> None:
        """Do what this thread may do before a connection is opened; the caller holds none of its own locks.

        Raises:
            ProjectDisplacedError: The file was replaced or deleted, and what it held could not be kept yet.
            ProjectError: The files beside it changed; another attempt helps.
        """
        self._require_open()
        finding = self.look()
        if finding is None:
            return
        if threading.get_ident() == self._owner and not self.read_only:
            self._refuse_to_wait()
            with self.gate:
                self._settle(quietly=True)
        elif finding.fate is not Fate.MOVED or not self._follow(finding):
            raise self._refusal(finding)

    def prepare_rescue(self) -> None:
        """Copy what a replaced or deleted file held, in any thread, so that `put_right` need not; may take long."""
        with self.gate:
            finding = self._look_inside()
            if finding is None or not finding.is_lost or self.read_only:
                return
            self._preparing = finding
            try:
                if finding.fate is Fate.OVERWRITTEN:
                    self._place.wait_until_still()
                self._copied(finding)
            finally:
                self._preparing = None

    def checkpoint(self) -> None:
        """Put the latest changes into the file itself, so that a copy of it is complete; in any thread.

        Where somebody reads the file at this moment, a part may have to wait for the next time.

        Raises:
            ProjectError: The file is not at its place.
            sqlite3.Error: The disk refuses to write.
        """
        if self.read_only or self.displaced is not None:
            return
        self.put_right()
        self.tidy()

    def vacuum(self) -> None:
        """Give unused room back to the disk; raises what `transaction` raises."""
        self._refuse_to_wait()
        with self.gate:
            self._require_open()
            self._settle()
            self._choose_waiting(self.connection)
            with self._own_work():
                self.connection.execute("VACUUM")
            self.commits += 1
            self._note()
        self.lane.note()

    def close(self) -> None:
        """Turn the file back into one plain file and let go of it.

        Raises:
            ProjectDisplacedError: It was replaced or deleted in the last moment; says where the work was kept.
            ProjectError: The disk refuses to put the latest changes into the file; they are kept in the file beside it
                and come back when the project is opened again.
        """
        self.lane.close()
        with self._checkpoints.kept_off():
            with self._following:
                self._closed = True  # from here on, what vanishes beside the file is this method's doing
            try:
                if not self.read_only:
                    self._make_plain()
            finally:
                self._place.let_go(self.connection)
                if self._lock is not None:
                    self._lock.release()
                if self._copy is not None:  # the file came back meanwhile
                    self._copy.discard()
        if self._untold and self.displaced is not None:
            raise self.displaced.error()

    @property
    def reads_beside_writers(self) -> bool:
        """Whether who reads and who writes do not wait for each other."""
        return self.read_only or self._place.wal is not None

    def told(self) -> None:
        """Note that the user knows what happened to the file, so that `close` need not say it."""
        self._untold = False

    def _make_plain(self) -> None:
        if self._place.failure:
            raise self._refusal(Finding(Fate.FAILED, reason=self._place.failure))
        try:
            self.connection.execute("PRAGMA synchronous = FULL")
            [_, written, moved] = self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if self._place.was_moved:
                if written != moved:
                    return  # somebody reads; what is beside the file is complete, and whoever opens it next takes it in
                # To SQLite, what lies beside the file has other names still.
                self._reopen()
            # Refused while another window reads the file; the next one that opens and closes it for writing does it.
            with contextlib.suppress(sqlite3.OperationalError):
                leave_wal(self.connection)
        except sqlite3.Error as error:
            raise ProjectError(
                tr(
                    "The latest changes of '{name}' are still in '{name}-wal', because the disk refuses to "
                    "write: {error}.",
                    name=self.path.name,
                    error=error,
                ),
                tr("Keep both files together; free some space, open the project and close it again."),
            ) from error

    def _require_open(self) -> None:
        if self._closed:
            raise ProjectError(tr("The project is closed."), tr("Open it again."))

    def _refuse_to_wait(self) -> None:
        """Refuse what could only wait, perhaps long, to be refused when another thread has copied the file."""
        if self._preparing is not None:
            raise rescue.being_kept(self.path, self._preparing)

    # --- putting right -----------------------------------------------------------------------------------------

    def _settle(self, *, quietly: bool = False) -> None:
        """Put right what is not at its place; the caller holds the gate.

        Args:
            quietly: Whether a displaced project is fine, because nothing is to be written.
        """
        if self.displaced is not None and not quietly:
            raise self._refused_for_good(self.displaced)
        finding = self._look_inside()
        if finding is None or (finding.fate is Fate.MOVED and self._follow(finding)):
            return
        if self.read_only or threading.get_ident() != self._owner:
            raise self._refusal(finding)
        if finding.fate is Fate.SIDES:
            self._renew()
            return
        displaced = self._displace(finding)
        if not quietly:
            raise self._refused_for_good(displaced)

    def _follow(self, finding: Finding) -> bool:
        with self._following:
            if self._lock is None or finding.place is None:
                return False
            if self._place.path == finding.place:
                return True  # another thread was faster
            with contextlib.suppress(OSError, LanceStudioError):
                self._place.move(finding.place)
                self._note()
                self.on_moved()
                return True
            return False

    def _renew(self) -> None:
        """Begin again with new files beside the project file, after all changes have gone into it."""
        with self.suspend(), self._checkpoints.kept_off(), self._following:
            self.connection.execute("PRAGMA synchronous = FULL")
            [_, written, moved] = self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if written != moved:
                raise ProjectError(
                    tr("A file beside '{name}' was changed by another program.", name=self.path.name),
                    tr("Wait a moment, then try again."),
                )
            self._reopen()

    def _reopen(self) -> None:
        self.generation += 1
        identity = self._place.held.identity
        self._place.let_go(self.connection, clean=True)
        clear_away(self.path)
        held = Held(self.path)
        self._place = Place(self.path, held, self._lock)
        self.connection = _connect_again(self.path)
        self._check_opened(identity)

    def _displace(self, finding: Finding) -> Displacement:
        """Keep what the file held in a copy, and go on reading there."""
        copy = self._copied(finding)
        with self.suspend(), self._checkpoints.kept_off(), self._following:
            self._copy = None
            self.generation += 1
            former = self.path
            self._place.let_go(self.connection, clean=True)
            assert self._lock is not None
            self._lock.release()
            self._lock = copy.lock
            self._place = Place(copy.path, Held(copy.path), copy.lock)
            self.connection = _connect_again(copy.path)
            self._check_opened()
            self.displaced = Displacement(finding, former, copy.path, copy.lost)
            self._untold = True
        self.on_moved()
        return self.displaced

    def _copied(self, finding: Finding) -> rescue.Copy:
        """Return a copy of what the file held; the caller holds the gate, so that nothing is added meanwhile."""
        if self._copy is None:
            self._copy = rescue.keep(self.connection, self.path, finding, self.rebuild)
        return self._copy

    def _refuse_to_rebuild(self, _target: Path) -> tuple[ProjectLock, int]:
        raise ProjectError(tr("Nothing is remembered of it."))

    def _refused_for_good(self, displaced: Displacement) -> ProjectDisplacedError:
        self._untold = False
        return displaced.error()

    def _refusal(self, finding: Finding) -> ProjectError:
        if finding.is_lost:
            return rescue.not_kept_yet(self.path, finding)
        return ProjectError(
            tr("The files of '{name}' were moved by another program.", name=self.path.name), tr("Try again.")
        )

    def _check_opened(self, identity: Identity | None = None) -> None:
        """Take hold of the files beside the project file; refuse a file that was replaced while it was opened."""
        self._place.hold_sides()
        finding = self._place.look()
        if identity not in (None, self._place.held.identity):
            finding = Finding(Fate.REPLACED)
        if finding is not None:
            self._place.close_stranger(self.connection)
            raise self._refusal(finding)
        if self._lock is not None:
            self._lock.keep_only(self._place.held.identity)
        self._place.remember()
        self._note()
        if not self.read_only:
            # Where the disk cannot keep the latest changes beside the file, each commit has to wait for it.
            descriptor = self._place.wal_descriptor()
            self._is_deferred = descriptor is not None
            if descriptor is not None:
                os.close(descriptor)
            is_empty = self._wal_size() == 0
            self._checkpoints.begin_again(is_empty=is_empty)
            if not is_empty:
                self.lane.ask_to_tidy()

    def _note(self) -> None:
        if self._lock is not None:
            with contextlib.suppress(OSError):
                self._lock.note(self._place.held.identity, self._place.wal, state_of(self.path))


class _LostError(Exception):
    """The file was lost while a transaction was under way."""


def _count(connection: sqlite3.Connection) -> None:
    """Let a commit write the first page, in which SQLite counts that: `content` knows the file by it."""
    [number] = connection.execute("PRAGMA user_version").fetchone()
    connection.execute(f"PRAGMA user_version = {number}")


def _reason(error: OSError) -> str:
    return error.strerror or str(error) or type(error).__name__


def _connect_again(file: Path) -> sqlite3.Connection:
    connection = connect(file, "rw", any_thread=True)
    enter_wal(connection)
    open_sides(connection)
    return connection
