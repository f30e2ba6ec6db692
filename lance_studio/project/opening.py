"""Opens a project file, or makes one: under its locks, and only if it is what it should be."""

import contextlib
import errno
import os
import sqlite3
from pathlib import Path

from lance_studio.errors import OutputError, ProjectError
from lance_studio.language import tr
from lance_studio.media.output import atomic_target
from lance_studio.project import blobs, db_errors, leftovers
from lance_studio.project.connection import connect, enter_wal, transaction_of
from lance_studio.project.identity import Held
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
from lance_studio.project.search.index import bring_up_to_date
from lance_studio.project.store import Store
from lance_studio.regular_files import path_refused

_PAGE_SIZE = 8192
_STAMP_PLACE = slice(68, 72)  # of `application_id` in the head of an SQLite file


def open_store(path: str | os.PathLike[str], *, read_only: bool = False, lock: ProjectLock | None = None) -> Store:
    """Open a project file and bring it up to date.

    Args:
        path: The file.
        read_only: Whether nothing may be written; then no other window is in the way.
        lock: The file's locks, where the caller has them already; this function or the store releases them.

    Returns:
        The open file.

    Raises:
        ProjectLockedError: Another window has it open for writing.
        ProjectDamagedError: The file is cut short or damaged.
        ProjectError: The file is missing, no project, of a newer version, or may not be written.
    """
    with contextlib.ExitStack() as stack:
        if lock is not None:
            stack.callback(lock.release)
        file = _existing(path)
        with db_errors.in_words(file):
            if not read_only and lock is None:
                lock = _lock(file)
                stack.callback(lock.release)
            held = Held(file)
            stack.callback(held.close)
            if lock is None:
                leftovers.refuse_mixture(file)
                store = Store(file, _connect_to_read(file), held, None)
            else:
                lock.cover(file)  # it may have been replaced since it was locked
                stranger = leftovers.sort_out(file, lock)
                _refuse_foreign(file)
                store = Store(file, _connect_to_write(file), held, lock)
                store.set_aside = stranger
        stack.pop_all()
        return store


def create_store(path: str | os.PathLike[str]) -> Store:
    """Make a new project file, complete or not at all, and open it.

    Args:
        path: Where it goes; no file of that name may exist.

    Returns:
        The open file.

    Raises:
        OutputError: A file of that name exists, or the folder may not be written.
        ProjectLockedError: Another window had a file of that name open, which has vanished.
        ProjectError: A leftover of another project is in the way.
    """
    try:
        file = Path(os.path.realpath(path))
    except (OSError, ValueError) as error:  # ValueError: a NUL character in the path
        raise path_refused(path, error, OutputError) from error
    with contextlib.ExitStack() as stack:
        # Nobody waits for the disk here either: the lane does.
        with atomic_target(file, durable=False) as temporary:
            _refuse_leftovers(file)
            lock = ProjectLock(file)
            stack.callback(lock.release)
            with db_errors.in_words(file), contextlib.closing(connect(temporary, "rw")) as connection:
                connection.execute("PRAGMA synchronous = OFF")
                connection.execute("PRAGMA journal_mode = MEMORY")
                connection.execute(f"PRAGMA page_size = {_PAGE_SIZE}")
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                migrate(connection)
                bring_up_to_date(connection)
            lock.cover(temporary)
        lock.left.clear()  # nothing that was left can be of a new file
        stack.pop_all()
        store = open_store(file, lock=lock)
        store.note_new()
        return store


def _existing(path: str | os.PathLike[str]) -> Path:
    try:
        file = Path(os.path.realpath(path))
        if file.is_dir():
            raise ProjectError(tr("'{file}' is a folder.", file=file), tr("Choose a project file inside it."))
        if not file.exists():
            raise ProjectError(
                tr("'{file}' does not exist.", file=file), tr("Check the path, or whether the file was moved.")
            )
        if not file.is_file() or file.stat().st_size == 0:
            raise db_errors.foreign(file)
    except (OSError, ValueError) as error:  # ValueError: a NUL character in the path
        raise path_refused(path, error, ProjectError) from error
    return file


def _lock(file: Path) -> ProjectLock:
    try:
        return ProjectLock(file)
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise db_errors.not_writable(file) from error
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
        if db_errors.code_of(error) not in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
            raise
    # There is interrupted work, which SQLite does not read past: the stamp in the file's head decides.
    with file.open("rb") as stream:
        head = stream.read(_STAMP_PLACE.stop)
    if head[_STAMP_PLACE] != APPLICATION_ID.to_bytes(4, "big"):
        raise db_errors.foreign(file)


def _refuse_wrong_stamp(file: Path, connection: sqlite3.Connection) -> None:
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise db_errors.foreign(file)
    known = version(connection)
    if known > len(MIGRATIONS):
        migrate(connection)  # says that the file is newer, and writes nothing
    if schema(connection) != expected_schema(known):
        raise db_errors.damaged(file, tr("its tables are not those of a project"))
    # SQLite takes a last page that is cut short for a whole one. Beside a file of recent changes, the sizes may differ.
    [size] = connection.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").fetchone()
    if file.stat().st_size < size and not file.with_name(f"{file.name}-wal").exists():
        raise db_errors.damaged(file, tr("its end is missing"))


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
    # Any thread: what a displaced file held is copied by another one. `Project` refuses other threads by itself.
    connection = connect(file, "rw", any_thread=True)
    try:
        enter_wal(connection)
        migrate(connection)
        _refuse_wrong_stamp(file, connection)
        _make_room(connection)
        bring_up_to_date(connection)
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
        if db_errors.code_of(error) != sqlite3.SQLITE_FULL:
            raise


def _unfinished(file: Path, error: sqlite3.OperationalError) -> Exception:
    """Choose the error for a file that cannot be opened for reading."""
    if db_errors.code_of(error) not in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
        return error
    return ProjectError(
        tr(
            "'{name}' was not closed properly and its folder may not be written, so that it cannot be read.",
            name=file.name,
        ),
        tr("Copy it, with the files of the same name beside it, to a folder that you may write to."),
    )


def _refuse_leftovers(file: Path) -> None:
    """Refuse a new file beside what a lost project has left: SQLite would take that for the new file's own changes."""
    for ending in ("-wal", "-journal"):
        leftover = file.with_name(file.name + ending)
        if leftover.exists():
            raise ProjectError(
                tr(
                    "'{name}' is there already: it holds changes of an earlier project of that name.",
                    name=leftover.name,
                ),
                tr("Choose another name, or move that file away."),
            )
