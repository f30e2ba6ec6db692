"""A copy of a project at another place, whose links still lead to the same files."""

import contextlib
import json
import os
import sqlite3
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from lance_studio.errors import CancelledError, ProjectDamagedError
from lance_studio.language import tr
from lance_studio.media.output import atomic_target
from lance_studio.media.space import require_space
from lance_studio.project import db_errors, leftovers
from lance_studio.project.connection import connect, transaction_of
from lance_studio.project.identity import identity_of
from lance_studio.project.lock import ProjectLock

_PAGES_A_STEP = 1024
_ATTEMPTS = 5
_ASK_EVERY = 20_000
"""Instructions of SQLite's virtual machine: some milliseconds."""


@dataclass(frozen=True)
class WrittenCopy:
    """A copy that was written and not been opened yet.

    Attributes:
        path: Where it lies.
        lock: Its locks: whoever opens it takes them over, or else they must be released.
        commits: `Project.commits` when copying began; if it has grown since, the copy may lack something.
    """

    path: Path
    lock: ProjectLock
    commits: int


def write_copy(
    connection: sqlite3.Connection,
    folder: Path,
    path: str | os.PathLike[str],
    *,
    overwrite: bool,
    in_steps: bool = False,
    cancelled: Callable[[], bool] = lambda: False,
) -> ProjectLock:
    """Write a checked copy of a project, complete or not at all.

    The locks of the target, and of the file that is there, are taken before anything is written; what lies beside it is
    put into that file, or set aside, before the copy takes its place. What is committed while the copy is being made
    may be in it or not.

    Args:
        connection: Open on the project, without an open transaction.
        folder: The folder that its links start from.
        path: Where the copy goes.
        overwrite: Whether a file that is there may be replaced.
        in_steps: Whether to copy page by page and let other threads use the connection meanwhile; otherwise unused
            room is left out.
        cancelled: Is asked now and then whether to give up.

    Returns:
        The locks of the copy; the caller releases them.

    Raises:
        CancelledError: It was given up; nothing was changed.
        OutputError: The file exists or cannot be written, or there is no room for it.
        ProjectLockedError: Another window has it open; nothing was changed.
        ProjectDamagedError: The copy does not hold what the project does.
        ProjectError: The project cannot be read, or the disk is full.
    """
    target = Path(os.path.realpath(path))
    with contextlib.ExitStack() as stack:
        with atomic_target(target, overwrite=overwrite) as temporary, db_errors.in_words(target):
            lock = ProjectLock(target)
            stack.callback(lock.release)
            require_space(f"'{target.name}'", [(target.parent, _size(connection))])
            for attempt in range(_ATTEMPTS):
                before = _version(connection)
                with _given_up_if(cancelled, connection):
                    _fill(connection, temporary, in_steps=in_steps)
                if _is_whole(connection, temporary, cancelled):
                    break
                if attempt == _ATTEMPTS - 1 or _version(connection) == before:
                    raise ProjectDamagedError(
                        tr(
                            "The copy for '{name}' does not hold what the project does, and was not kept.",
                            name=target.name,
                        ),
                        tr("Check the disk, or choose another place."),
                    )
                os.truncate(temporary, 0)  # something was committed between copying and comparing
            if folder != target.parent:
                with contextlib.closing(_plain(temporary)) as copy, transaction_of(copy):
                    _lead_back(copy, folder, target.parent)
            if cancelled():
                raise CancelledError
            lock.cover(temporary)
            leftovers.settle(target, lock)
            kept = identity_of(temporary)
        assert kept is not None
        lock.keep_only(kept)
        lock.left.clear()  # nothing that was left can be of a new file
        stack.pop_all()
        return lock


def _size(connection: sqlite3.Connection) -> int:
    [size] = connection.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").fetchone()
    return size


def _fill(connection: sqlite3.Connection, file: Path, *, in_steps: bool) -> None:
    if not in_steps:
        connection.execute("VACUUM INTO ?", (str(file),))
        return
    with contextlib.closing(connect(file, "rw", any_thread=True)) as copy:
        copy.execute("PRAGMA journal_mode = MEMORY")
        connection.backup(copy, pages=_PAGES_A_STEP, sleep=0)


def _plain(file: Path) -> sqlite3.Connection:
    connection = connect(file, "rw")
    connection.execute("PRAGMA journal_mode = MEMORY")  # a plain file, and nothing beside it meanwhile
    return connection


def _is_whole(connection: sqlite3.Connection, file: Path, cancelled: Callable[[], bool]) -> bool:
    with contextlib.closing(_plain(file)) as copy, _given_up_if(cancelled, copy):
        [found] = copy.execute("PRAGMA quick_check(1)").fetchone()
        return found == "ok" and _counts(connection) == _counts(copy)


def _version(connection: sqlite3.Connection) -> int:
    """Return a number that differs when another connection has committed something meanwhile."""
    return connection.execute("PRAGMA data_version").fetchone()[0]


@contextlib.contextmanager
def _given_up_if(cancelled: Callable[[], bool], connection: sqlite3.Connection) -> Generator[None, None, None]:
    """Let a connection ask, while it works in the `with` body, whether to give up; raises CancelledError then."""
    connection.set_progress_handler(cancelled, _ASK_EVERY)
    try:
        yield
        # What is done within a few steps does not ask.
        if cancelled():
            raise CancelledError
    except sqlite3.OperationalError as error:
        if db_errors.code_of(error) == sqlite3.SQLITE_INTERRUPT:
            raise CancelledError from error
        raise
    finally:
        connection.set_progress_handler(None, 0)


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    # The one table without pages of its own is the search index, whose parts are counted: it needs a module to be read.
    found = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0").fetchall()
    names = [name for (name,) in found]
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


def _lead_back(connection: sqlite3.Connection, old: Path, new: Path) -> None:
    """Let the links, those of steps to undo and redo included, lead to the same files from another folder."""
    for media_id, link in connection.execute("SELECT id, link FROM media WHERE link IS NOT NULL").fetchall():
        connection.execute("UPDATE media SET link = ? WHERE id = ?", (_rebased(link, old, new), media_id))
    for column in ("before", "after"):
        images = connection.execute(
            f"SELECT id, {column} FROM image "
            f"WHERE table_name = 'media' AND json_extract({column}, '$.link') IS NOT NULL"
        )
        for number, text in images.fetchall():
            stored = json.loads(text)
            stored["link"] = _rebased(stored["link"], old, new)
            text = json.dumps(stored, ensure_ascii=False, separators=(",", ":"))
            connection.execute(f"UPDATE image SET {column} = ? WHERE id = ?", (text, number))


def _rebased(link: str, old: Path, new: Path) -> str:
    if PurePosixPath(link).is_absolute() and not Path(link).is_relative_to(new):
        return link
    file = old / link
    return file.relative_to(new).as_posix() if file.is_relative_to(new) else str(file)
