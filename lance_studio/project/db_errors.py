"""Puts what SQLite and the operating system refuse into words; defects of ours keep their own exceptions."""

import contextlib
import sqlite3
from collections.abc import Generator
from pathlib import Path

from lance_studio import limits
from lance_studio.errors import (
    LanceStudioError,
    ProjectDamagedError,
    ProjectError,
    ProjectLockedError,
    ProjectReadOnlyError,
)
from lance_studio.language import tr
from lance_studio.media.output import output_error
from lance_studio.memory_shortage import too_little_memory
from lance_studio.project.connection import is_not_text

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_FORMAT}
_HELD = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}
_NOT_WRITABLE = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN}


@contextlib.contextmanager
def in_words(path: Path) -> Generator[None, None, None]:
    """Raise a ProjectError instead of what SQLite or the operating system raise in the `with` body.

    Args:
        path: The project file, for the message.

    Yields:
        Nothing.

    Raises:
        ProjectError: The file or its disk is the cause. A contradiction in the SQL itself is a defect and stays as is.
    """
    try:
        yield
    except MemoryError as error:
        raise too_little_memory(f"'{path.name}'", ProjectError) from error
    except sqlite3.Error as error:
        translated = database_error(path, error)
        if translated is None:
            raise
        raise translated from error
    except UnicodeDecodeError as error:  # a message of SQLite that repeats a damaged name
        raise damaged(path, tr("a name in it is no text")) from error
    except OSError as error:
        refusal = output_error(path, error)
        raise ProjectError(refusal.cause, refusal.remedy) from error


def database_error(path: Path, error: sqlite3.Error) -> LanceStudioError | None:
    """Choose the error to raise for what SQLite raised.

    Args:
        path: The project file, for the message.
        error: What SQLite raised.

    Returns:
        The error, or None if neither the file nor its disk is the cause.
    """
    if is_not_text(error):
        return damaged(path, tr("a text in it is not UTF-8"))
    primary = code_of(error)
    if primary is None:
        return None
    if str(error) == "unsupported file format":  # SQLite has no code of its own for it
        return damaged(path, tr("the file's format is one that SQLite does not know"))
    if primary == sqlite3.SQLITE_NOTADB:
        return foreign(path)
    if primary in _DAMAGED:
        return damaged(path, tr("parts of it are missing or changed"))
    if primary == sqlite3.SQLITE_TOOBIG:
        return damaged(path, tr("a row in it is longer than {most} MiB", most=limits.ROW_BYTES.most >> 20))
    if primary in _HELD:
        return ProjectLockedError(
            tr("'{name}' is held by another program.", name=path.name),
            tr("Close it there, or wait until it has finished, and try again."),
        )
    if primary == sqlite3.SQLITE_FULL:
        return ProjectError(
            tr(
                "There is no space left for '{name}'. The last change was not made; everything before it is kept.",
                name=path.name,
            ),
            tr("Free some space on the disk, then repeat the change."),
        )
    if primary in _NOT_WRITABLE:
        return not_writable(path)
    if primary == sqlite3.SQLITE_IOERR:
        return ProjectError(
            tr(
                "The disk with '{name}' reports an error ({error}). The last change was not made.",
                name=path.name,
                error=getattr(error, "sqlite_errorname", "I/O"),
            ),
            tr("Check the disk and its connection, and copy the project elsewhere."),
        )
    return None


def code_of(error: sqlite3.Error) -> int | None:
    """Return SQLite's primary code of an error, or None for one that Python's own part of the library has raised."""
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def foreign(path: Path) -> ProjectError:
    """Return the error for a file that is no project."""
    return ProjectError(
        tr("'{name}' is not a Lance Studio project.", name=path.name), tr("Choose a file that ends in .lstudio.")
    )


def damaged(path: Path, detail: str) -> ProjectDamagedError:
    """Return the error for a project file that is cut short or changed.

    Args:
        path: The project file.
        detail: What is wrong with it, as the end of a sentence.

    Returns:
        The error to raise.
    """
    return ProjectDamagedError(
        tr("'{name}' is damaged: {detail}.", name=path.name, detail=detail),
        tr("Nothing was changed in it. Use a copy or a backup of the project."),
    )


def not_writable(path: Path) -> ProjectReadOnlyError:
    """Return the error for a project, or its folder, that may not be written."""
    return ProjectReadOnlyError(
        tr("'{name}' or its folder may not be written.", name=path.name),
        tr("Open it for reading only, or copy it to a folder that you may write to."),
    )
