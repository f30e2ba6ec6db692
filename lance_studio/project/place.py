"""Where the files of an open project are, and what became of them."""

import contextlib
import enum
import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from lance_studio.media.output import flush_folder
from lance_studio.project.content import Content
from lance_studio.project.identity import Held, Identity, identity_of
from lance_studio.project.lock import ProjectLock
from lance_studio.project.sides import SHM, WAL, clear_away, side


class Fate(enum.Enum):
    """What became of the file of an open project."""

    MOVED = "moved"
    SIDES = "a file beside it was changed"  # English: an id
    REPLACED = "replaced"
    OVERWRITTEN = "overwritten"
    DELETED = "deleted"
    FAILED = "not kept by its disk"  # English: an id


@dataclass(frozen=True)
class Finding:
    """What became of the file, where it lies now if it was moved, and what its disk said if that failed."""

    fate: Fate
    place: Path | None = None
    reason: str = ""

    @property
    def is_lost(self) -> bool:
        """Whether the file has no place any more that could be written to."""
        return self.fate in (Fate.REPLACED, Fate.OVERWRITTEN, Fate.DELETED, Fate.FAILED)


class Place:
    """The files of an open project, by identity and by name.

    Args:
        path: The project file, free of symbolic links.
        held: The file that was opened; this object closes it.
        lock: Its locks; None for a file that is only read.

    Attributes:
        path: Where the file lies.
        held: The file.
        was_moved: Whether SQLite knows the file by an earlier name.
        is_new: Whether the disk may not have written the project file yet.
        failure: What the system said when the disk failed to keep what was written; empty: it has kept everything.
    """

    def __init__(self, path: Path, held: Held, lock: ProjectLock | None) -> None:
        self.path = path
        self.held = held
        self.was_moved = False
        self._lock = lock
        self._content = None if lock is None else Content(held)
        self._is_overwritten = False
        self.failure = ""
        self.is_new = self._is_listed = False
        self._sides: dict[str, Held] = {}
        self._wal_descriptor: int | None = None

    @property
    def wal(self) -> Identity | None:
        """The file of the latest changes, where SQLite keeps one."""
        found = self._sides.get(WAL)
        return None if found is None else found.identity

    def hold_sides(self) -> None:
        """Take hold of the files that SQLite has just opened beside the project file."""
        if self._lock is None:
            return
        for ending in (WAL, SHM):
            with contextlib.suppress(FileNotFoundError):
                self._sides[ending] = Held(side(self.path, ending))
        if WAL in self._sides:
            # SQLite has no locks on this file that closing it would drop. It stays open: an error that the disk meets
            # between two calls is told to each open file once, and to one that is opened later perhaps not at all.
            self._wal_descriptor = self._sides[WAL].reopened()

    def wal_descriptor(self) -> int | None:
        """Return a descriptor of the file of the latest changes, wherever it lies; the caller closes it.

        None where SQLite keeps no such file, or the system has no way to make one.
        """
        return None if self._wal_descriptor is None else os.dup(self._wal_descriptor)

    def fail(self, reason: str) -> None:
        """Note that the disk has failed to keep what was written: from now on the file counts as lost.

        Args:
            reason: What the system said.
        """
        self.failure = reason

    def write_out_names(self) -> None:
        """Have the disk write out, once, the folder that names the files, and a project file that is new; OSError."""
        if self._is_listed:
            return
        if self.is_new and self._content is not None:
            self._content.write_out()
        flush_folder(self.path.parent)
        self._is_listed = True

    def look(self) -> Finding | None:
        """Tell what became of the files; None where all are at their places. Raises OSError where nobody can tell."""
        if self.failure:
            return Finding(Fate.FAILED, reason=self.failure)
        here = identity_of(self.path)
        if here == self.held.identity:
            changed = [ending for ending, held in self._sides.items() if not held.is_at(side(self.path, ending))]
            return Finding(Fate.SIDES) if changed else None
        place = self.held.place() if self.held.has_a_name() else None
        # Without a file of the latest changes, SQLite would go on with a journal under the former name.
        if place is not None and not _is_trash(place) and WAL in self._sides:
            return Finding(Fate.MOVED, place)
        return Finding(Fate.DELETED if here is None else Fate.REPLACED)

    def remember(self) -> None:
        """Note what the file is like after this process has written, or may have written, to it."""
        if self._content is not None:
            self._content.remember()

    def is_overwritten(self) -> bool:
        """Tell whether somebody else has written into the file; nobody in this process may write to it meanwhile.

        Once it was, it stays so. Raises OSError where nobody can tell.
        """
        self._is_overwritten = self._is_overwritten or (self._content is not None and self._content.is_strange())
        return self._is_overwritten

    def wait_until_still(self) -> None:
        """Wait until whoever overwrites the file seems to be through."""
        if self._content is not None:
            self._content.wait_until_still()

    def move(self, path: Path) -> None:
        """Follow the file to a new name, with the locks and with what lies beside it.

        Raises:
            ProjectLockedError: Another window has a project of that name open.
            OSError: What lies beside the file cannot follow it.
        """
        assert self._lock is not None
        self._lock.move(path)
        clear_away(path, keep=[held.identity for held in self._sides.values()])
        for ending, held in self._sides.items():
            # Where its folder was moved, it is there already.
            if not held.is_at(side(path, ending)) and held.is_at(side(self.path, ending)):
                side(self.path, ending).rename(side(path, ending))
        self.path, self.was_moved = path, True

    def let_go(self, connection: sqlite3.Connection, *, clean: bool = False) -> None:
        """Close the last connection; what other files of these names hold is neither changed nor removed.

        Args:
            connection: The connection.
            clean: Whether nothing depends on the files beside the project file any more, so that they can go. Those
                of a file that its disk has failed stay even so: nobody knows what it has kept.
        """
        # If this is the last connection, and it has something to move, that must be on the disk before it is removed.
        with contextlib.suppress(sqlite3.Error):
            connection.execute("PRAGMA synchronous = FULL")
        with contextlib.suppress(OSError):
            as_it_was = not self.was_moved and not self._is_overwritten and self.look() is None
            if as_it_was or self._lock is None:
                connection.close()
                self._release()
                return
        with self.held.read_locked():
            connection.close()
        for ending, held in self._sides.items():
            with contextlib.suppress(OSError):
                if ((clean and not self.failure) or ending == SHM) and held.is_at(side(self.path, ending)):
                    side(self.path, ending).unlink()
        self._release()

    def close_stranger(self, connection: sqlite3.Connection) -> None:
        """Close a connection that may have opened another file, which lies where this one should.

        To SQLite, the changes beside it are those of that file: the last connection to close would put them into it.
        """
        with contextlib.ExitStack() as stack:
            with contextlib.suppress(OSError):
                stranger = Held(self.path)
                stack.callback(stranger.close)
                if stranger.identity != self.held.identity:
                    stack.enter_context(stranger.read_locked())
            connection.close()

    def _release(self) -> None:
        if self._content is not None:
            self._content.close()
        self.held.close()
        for held in self._sides.values():
            held.close()
        self._sides.clear()
        if self._wal_descriptor is not None:
            os.close(self._wal_descriptor)
            self._wal_descriptor = None


def _is_trash(path: Path) -> bool:
    """Tell whether a file lies in a wastebasket, as desktops name theirs; whoever puts it there deletes it."""
    parts = path.parts
    return any(part.startswith(".Trash") or (part == "Trash" and "files" in parts) for part in parts)
