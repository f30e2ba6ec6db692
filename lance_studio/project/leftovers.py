"""What a killed process has left beside a project: whose it is, and how it comes to where it belongs.

SQLite puts the changes of `NAME-wal` into whatever file is called NAME. If that file was replaced or moved while a
process had it open, and the process was killed before it noticed, those are not the changes of that file.
"""

import contextlib
import sqlite3
from pathlib import Path

from lance_studio.errors import ProjectError, ProjectLockedError
from lance_studio.language import tr
from lance_studio.project.connection import connect
from lance_studio.project.identity import Identity, identity_of
from lance_studio.project.lock import ProjectLock, Record, name_lock, notes
from lance_studio.project.migrations import APPLICATION_ID
from lance_studio.project.sides import JOURNAL, SHM, WAL, aside, clear_away, set_aside, side

_LONGEST_CHECKPOINT_NS = 60 * 10**9


def sort_out(file: Path, lock: ProjectLock) -> Path | None:
    """See to it that what lies beside a file is its own, before SQLite opens it.

    Args:
        file: A project file.
        lock: Its locks, with what dead processes have noted.

    Returns:
        Where the changes of another file lie now that lay beside it, or None.

    Raises:
        OSError: The folder may not be written.
    """
    identity, stranger = identity_of(file), None
    if identity is None:
        return None
    wal = identity_of(side(file, WAL))
    # Inodes alone are compared here: another start of the system, or another machine, may number its disks otherwise.
    if wal is not None and any(_is_of_another(left, identity, wal) for left in lock.left):
        stranger = set_aside(side(file, WAL))
        side(file, SHM).unlink(missing_ok=True)
        wal = None
    if wal is None:
        for left in lock.left:
            _bring(file, identity, left)
    return stranger


def refuse_mixture(file: Path) -> None:
    """Refuse to read a file beside which the changes of another one lie; raises ProjectError."""
    identity, wal = identity_of(file), identity_of(side(file, WAL))
    if identity is not None and wal is not None and _is_of_another(notes(file), identity, wal):
        raise ProjectError(
            tr("Beside '{name}' lie the changes of another file, which it replaced.", name=file.name),
            tr("Close the other window, then open it for writing once."),
        )


def settle(file: Path, lock: ProjectLock) -> None:
    """Make a file that is about to be replaced complete without the files beside it, and take those away.

    Args:
        file: The file; it may be missing, and need not be a project.
        lock: Its locks.

    Raises:
        OSError: The folder may not be written.
    """
    sort_out(file, lock)
    if side(file, WAL).exists() or side(file, JOURNAL).exists():
        with contextlib.suppress(sqlite3.Error, OSError):
            _finish(file)
    clear_away(file)


def _finish(file: Path) -> None:
    """Put the latest changes of a project that nobody has open into its file."""
    with file.open("rb") as stream:
        if stream.read(72)[68:] != APPLICATION_ID.to_bytes(4, "big"):
            return
    with contextlib.closing(connect(file, "rw")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")


def _is_of_another(left: Record, identity: Identity, wal: Identity) -> bool:
    owner, noted = _noted(left, "file"), _noted(left, "wal")
    return noted is not None and owner is not None and noted.inode == wal.inode and owner.inode != identity.inode


def _bring(file: Path, identity: Identity, left: Record) -> None:
    """Bring a file's latest changes from beside its former name, if they are there and it is still the same file."""
    former, wal = left.get("path"), _noted(left, "wal")
    if not isinstance(former, str) or former == str(file) or wal is None or _noted(left, "file") != identity:
        return
    # Somebody else may have a project of the former name open, or its folder may be gone.
    with contextlib.suppress(OSError, ProjectLockedError, ValueError), name_lock(Path(former)):
        place = side(Path(former), WAL)
        for found in (place, aside(place)):
            if identity_of(found) == wal and _is_unchanged(file, found, left):
                found.rename(side(file, WAL))
                if found == place:
                    side(Path(former), SHM).unlink(missing_ok=True)
                return


def _is_unchanged(file: Path, wal: Path, left: Record) -> bool:
    """Tell whether a file is still the one that was noted: its number may have been given to another one since.

    Only the process that was killed has written to it then, at most until its changes had gone into it.
    """
    match left.get("state"):
        case [int(size), int(modified)]:
            now_size, now_modified = state_of(file)
            return now_size >= size and modified <= now_modified <= state_of(wal)[1] + _LONGEST_CHECKPOINT_NS
    return False


def state_of(file: Path) -> tuple[int, int]:
    """Return size in bytes and time of the last change in nanoseconds; raises OSError."""
    status = file.stat()
    return status.st_size, status.st_mtime_ns


def _noted(left: Record, name: str) -> Identity | None:
    match left.get(name):
        case [int(device), int(inode)]:
            return Identity(device, inode)
    return None
