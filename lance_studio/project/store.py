"""Opens, stamps and closes the file; reads rows from it. All changes go through `transaction`."""

import contextlib
import errno
import os
import sqlite3
import threading
from collections.abc import Generator
from pathlib import Path
from typing import TypeVar

from lance_studio.errors import ProjectDamagedError, ProjectError
from lance_studio.media.output import atomic_target
from lance_studio.project import blobs, faults
from lance_studio.project.lock import ProjectLock
from lance_studio.project.migrations import (
    APPLICATION_ID,
    MIGRATIONS,
    expected_schema,
    migrate,
    migrate_in_memory,
    schema,
    version,
)
from lance_studio.project.rows import Row
from lance_studio.project.tables import Place, Stored, Table

R = TypeVar("R", bound=Row)

_PAGE_SIZE = 8192
_WAIT_SECONDS = 5.0
_STAMP_PLACE = slice(68, 72)  # of `application_id` in the head of an SQLite file


class Store:
    """An open project file; made by `open_store` or `create_store`.

    Attributes:
        path: The file, free of symbolic links.
        read_only: Whether it was opened for reading.
        connection: The connection of the thread that opened it.
        gate: Held by whoever writes in this process, so that two threads take turns instead of waiting for SQLite.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, lock: ProjectLock | None) -> None:
        self.path = path
        self.read_only = lock is None
        self.connection = connection
        self.gate = threading.Lock()
        self._lock = lock

    def connect(self, *, write: bool = False) -> sqlite3.Connection:
        """Return a further connection, for another thread; the caller closes it."""
        connection = connect(self.path, "rw" if write and not self.read_only else "ro", any_thread=True)
        if self.read_only and version(connection) < len(MIGRATIONS):
            migrate_in_memory(connection, journal=False)
        return connection

    def close(self) -> None:
        """Turn the file back into one plain file and let go of it.

        Raises:
            ProjectError: The disk refuses to put the latest changes into the file; they are kept in the file beside it
                and come back when the project is opened again.
        """
        try:
            if not self.read_only:
                self._make_plain()
        finally:
            self.connection.close()
            if self._lock is not None:
                self._lock.release()

    def _make_plain(self) -> None:
        try:
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            # Refused while another window reads the file; the next one that opens and closes it for writing does it.
            with contextlib.suppress(sqlite3.OperationalError):
                self.connection.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.Error as error:
            raise ProjectError(
                f"The latest changes of '{self.path.name}' are still in '{self.path.name}-wal', because the disk "
                f"refuses to write: {error}.",
                "Keep both files together; free some space, open the project and close it again.",
            ) from error


def open_store(path: str | os.PathLike[str], *, read_only: bool = False) -> Store:
    """Open a project file and bring it up to date.

    Args:
        path: The file.
        read_only: Whether nothing shall be written; then no other window is in the way.

    Returns:
        The open file.

    Raises:
        ProjectLockedError: Another window has it open for writing.
        ProjectDamagedError: The file is cut short or damaged.
        ProjectError: The file is missing, no project, of a newer version, or may not be written.
    """
    file = _existing(path)
    with faults.in_words(file):
        if read_only:
            return Store(file, _connect_to_read(file), None)
        lock = _lock(file)
        try:
            _refuse_foreign(file)
            return Store(file, _connect_to_write(file), lock)
        except BaseException:
            lock.release()
            raise


def create_store(path: str | os.PathLike[str]) -> Store:
    """Make a new project file, complete or not at all, and open it.

    Args:
        path: Where it shall be; no file of that name may exist.

    Returns:
        The open file.

    Raises:
        OutputError: A file of that name exists, or the folder may not be written.
        ProjectError: A leftover of another project is in the way.
    """
    file = Path(os.path.realpath(path))
    with atomic_target(file) as temporary:
        _refuse_leftovers(file)
        with faults.in_words(file), contextlib.closing(connect(temporary, "rw")) as connection:
            connection.execute("PRAGMA journal_mode = MEMORY")
            connection.execute(f"PRAGMA page_size = {_PAGE_SIZE}")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            migrate(connection)
    return open_store(file)


def connect(file: Path, mode: str, *, any_thread: bool = False) -> sqlite3.Connection:
    """Open a connection with the settings that every use of a project file needs.

    Args:
        file: The file.
        mode: "ro" or "rw", as SQLite names them; the file is never created.
        any_thread: Whether threads other than this one may use the connection, one at a time.

    Returns:
        A connection without implicit transactions.

    Raises:
        sqlite3.Error: The file cannot be opened.
    """
    connection = sqlite3.connect(
        f"{file.as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        timeout=_WAIT_SECONDS,
        check_same_thread=not any_thread,
    )
    try:
        # A file may come from anybody: nothing that it defines may act, and its pages are checked as they are read.
        for setting in ("trusted_schema = OFF", "cell_size_check = ON", "foreign_keys = ON", "synchronous = FULL"):
            connection.execute(f"PRAGMA {setting}")
    except BaseException:
        connection.close()
        raise
    return connection


def read_stored(connection: sqlite3.Connection, table: Table[R], key: str) -> dict[str, Stored] | None:
    """Return what is stored of one row, by column, or None if there is no such row."""
    columns = ", ".join(table.names)
    found = connection.execute(f"SELECT {columns} FROM {table.name} WHERE {table.key} = ?", (key,)).fetchone()
    return None if found is None else dict(zip(table.names, found, strict=True))


def read_row(connection: sqlite3.Connection, table: Table[R], key: str) -> R | None:
    """Return one row, or None if there is no row with this key.

    Raises:
        ProjectDamagedError: The row holds something that no row of this table can hold.
        sqlite3.Error: The file cannot be read.
    """
    stored = read_stored(connection, table, key)
    return None if stored is None else decoded(table, stored)


def read_rows(
    connection: sqlite3.Connection, table: Table[R], where: str = "", values: tuple[Stored, ...] = ()
) -> list[R]:
    """Return rows in the table's order.

    Args:
        connection: The file.
        table: The table.
        where: A condition in SQL, or empty for all rows.
        values: What stands for the question marks in the condition.

    Returns:
        The rows.

    Raises:
        ProjectDamagedError: A row holds something that no row of this table can hold.
        sqlite3.Error: The file cannot be read.
    """
    return [row for row, _ in read_placed(connection, table, where, values)]


def read_placed(
    connection: sqlite3.Connection, table: Table[R], where: str = "", values: tuple[Stored, ...] = ()
) -> list[tuple[R, Place]]:
    """Return rows as `read_rows` does, each with the values that the table is ordered by."""
    names = table.names
    condition = f"WHERE {where}" if where else ""
    found = connection.execute(
        f"SELECT {', '.join(names)} FROM {table.name} {condition} ORDER BY {table.order}", values
    )
    stored = [dict(zip(names, row, strict=True)) for row in found]
    return [(decoded(table, row), table.place_of(row)) for row in stored]


def decoded(table: Table[R], stored: dict[str, Stored]) -> R:
    """Return the row of stored values; raises ProjectDamagedError where they are none."""
    try:
        return table.decode(stored)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise ProjectDamagedError(
            f"The project holds a {table.name} that makes no sense: {error}.",
            "Nothing was changed. Use a copy or a backup of the project.",
        ) from error


def _existing(path: str | os.PathLike[str]) -> Path:
    try:
        file = Path(os.path.realpath(path))
        if file.is_dir():
            raise ProjectError(f"'{file}' is a folder.", "Choose a project file inside it.")
        if not file.exists():
            raise ProjectError(f"'{file}' does not exist.", "Check the path, or whether the file was moved.")
        if not file.is_file() or file.stat().st_size == 0:
            raise faults.foreign(file)
    except (OSError, ValueError) as error:  # ValueError: a NUL character in the path
        raise ProjectError(f"'{path}' cannot be opened: {error}.", "Check the path and the disk.") from error
    return file


def _lock(file: Path) -> ProjectLock:
    try:
        return ProjectLock(file)
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise faults.not_writable(file) from error
        raise


def _refuse_foreign(file: Path) -> None:
    """Look at a file before it is opened for writing, because SQLite finishes interrupted work of any file it writes.

    Through SQLite where that can be: to open and close the file by other means would drop the locks that SQLite holds
    on it in this process.
    """
    try:
        with contextlib.closing(connect(file, "ro")) as connection:
            _refuse_wrong_stamp(file, connection)
            return
    except sqlite3.OperationalError as error:
        if faults.code_of(error) not in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
            raise
    # There is interrupted work, which SQLite does not read past: the stamp in the file's head decides.
    with file.open("rb") as stream:
        head = stream.read(_STAMP_PLACE.stop)
    if head[_STAMP_PLACE] != APPLICATION_ID.to_bytes(4, "big"):
        raise faults.foreign(file)


def _refuse_wrong_stamp(file: Path, connection: sqlite3.Connection) -> None:
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise faults.foreign(file)
    known = version(connection)
    if known > len(MIGRATIONS):
        migrate(connection)  # says that the file is newer, and writes nothing
    if schema(connection) != expected_schema(known):
        raise faults.damaged(file, "its tables are not those of a project")
    # SQLite takes a last page that is cut short for a whole one. Beside a file of recent changes, the sizes may differ.
    [size] = connection.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").fetchone()
    if file.stat().st_size < size and not file.with_name(f"{file.name}-wal").exists():
        raise faults.damaged(file, "its end is missing")


def _connect_to_read(file: Path) -> sqlite3.Connection:
    try:
        connection = connect(file, "ro")
    except sqlite3.OperationalError as error:
        raise _unfinished(file, error) from error
    try:
        _refuse_wrong_stamp(file, connection)
        if version(connection) < len(MIGRATIONS):
            migrate_in_memory(connection, journal=True)
    except BaseException:
        connection.close()
        raise
    return connection


def _connect_to_write(file: Path) -> sqlite3.Connection:
    connection = connect(file, "rw")
    try:
        # Where the disk cannot do this (some network disks), SQLite keeps its slower journal, which is as safe.
        connection.execute("PRAGMA journal_mode = WAL")
        migrate(connection)
        _refuse_wrong_stamp(file, connection)
        _make_room(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _make_room(connection: sqlite3.Connection) -> None:
    """Remove what interrupted additions have left, unless the disk is so full that not even that can be noted."""
    try:
        with transaction_of(connection):
            blobs.delete_incomplete(connection)
    except sqlite3.OperationalError as error:
        if faults.code_of(error) != sqlite3.SQLITE_FULL:
            raise


@contextlib.contextmanager
def transaction_of(connection: sqlite3.Connection) -> Generator[None, None, None]:
    """Make the `with` body one transaction: committed at its end, or rolled back by any exception."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # After some errors, a full disk among them, SQLite has rolled back by itself.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _unfinished(file: Path, error: sqlite3.OperationalError) -> Exception:
    """Choose the error for a file that cannot be opened for reading."""
    if faults.code_of(error) not in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
        return error
    return ProjectError(
        f"'{file.name}' was not closed properly and its folder may not be written, so that it cannot be read.",
        "Copy it, with the files of the same name beside it, to a folder that you may write to.",
    )


def _refuse_leftovers(file: Path) -> None:
    """Refuse a new file beside what a lost project has left: SQLite would take that for the new file's own changes."""
    for ending in ("-wal", "-journal"):
        leftover = file.with_name(file.name + ending)
        if leftover.exists():
            raise ProjectError(
                f"'{leftover.name}' is there already: it holds changes of an earlier project of that name.",
                "Choose another name, or move that file away.",
            )
