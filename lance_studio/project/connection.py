"""One connection of SQLite to a project file, and one transaction on it."""

import contextlib
import sqlite3
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

from lance_studio import limits

_WAIT_SECONDS = 5.0


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
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, limits.ROW_BYTES.most)
        # A file may come from anybody: nothing that it defines may act, and its pages are checked as they are read.
        for setting in ("trusted_schema = OFF", "cell_size_check = ON", "foreign_keys = ON", "synchronous = FULL"):
            connection.execute(f"PRAGMA {setting}")
    except BaseException:
        connection.close()
        raise
    return connection


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


def enter_wal(connection: sqlite3.Connection) -> None:
    """Let a file's latest changes be kept beside it, if its disk can do that, without waiting for the disk.

    It takes a few bytes in the first sector of the file, which a disk writes wholly or not at all, and the file is
    sound with the one and the other. Where the disk cannot do this (some network disks), SQLite keeps its slower
    journal, which is as safe.
    """
    open_sides(connection)  # what a killed process has left half done is put right, and waited for, before
    _switch(connection, "WAL")


def leave_wal(connection: sqlite3.Connection) -> None:
    """Let a file be a plain one again, without waiting for the disk; everything must be in it, and on the disk.

    Raises:
        sqlite3.OperationalError: Somebody else has the file open.
    """
    _switch(connection, "MEMORY")


def _switch(connection: sqlite3.Connection, journal: str) -> None:
    connection.execute("PRAGMA synchronous = OFF")
    try:
        [mode] = connection.execute("PRAGMA journal_mode").fetchone()
        if mode != "wal" and journal == "WAL":
            connection.execute("PRAGMA journal_mode = MEMORY")
        [mode] = connection.execute(f"PRAGMA journal_mode = {journal}").fetchone()
        if mode != "wal":
            connection.execute("PRAGMA journal_mode = DELETE")
    finally:
        connection.execute("PRAGMA synchronous = FULL")


def open_sides(connection: sqlite3.Connection) -> None:
    """Let SQLite open the files beside the project file, which it otherwise leaves until somebody reads."""
    connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()


def fetch_all(connection: sqlite3.Connection, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    """Run a statement that reads and return all its rows; a text that is not UTF-8 is returned as `bytes`.

    The statement is at its end however this ends: one that an error leaves half way would keep the file locked.

    Args:
        connection: The file.
        statement: The statement.
        values: What stands for the question marks in it.

    Raises:
        sqlite3.Error: The file cannot be read.
    """
    try:
        return _fetch_all(connection, statement, values)
    except sqlite3.OperationalError as error:
        if not is_not_text(error):
            raise
    except UnicodeDecodeError:  # the message of such an error
        pass
    usual = connection.text_factory
    connection.text_factory = _text_or_bytes
    try:
        return _fetch_all(connection, statement, values)
    finally:
        connection.text_factory = usual


def _fetch_all(connection: sqlite3.Connection, statement: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
    with contextlib.closing(connection.cursor()) as cursor:
        return cursor.execute(statement, values).fetchall()


def is_not_text(error: sqlite3.Error) -> bool:
    """Tell whether an error says that a stored text is not UTF-8; Python's own part of the library raises it."""
    return str(error).startswith("Could not decode to UTF-8")


def _text_or_bytes(raw: bytes) -> str | bytes:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw
