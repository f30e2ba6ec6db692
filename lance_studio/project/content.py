"""Whether somebody else has written into the open project file, in place, as `cp backup film.lstudio` does.

Beside a file of the latest changes (`-wal`), SQLite writes to the project file itself only when it moves changes there.
So its size and its time of the last change are known after each of this process's commits; where they differ, the
file's first bytes decide: SQLite counts there how often the first page was written, which `store.Store` has it do with
each commit.
"""

import contextlib
import os
import threading
import time

from lance_studio.project.identity import Held

_HEAD = 100
"""Bytes of the head of an SQLite file."""

_STILL_SECONDS = 0.5
"""Programs that copy pause no longer than this between two pieces."""

_PATIENCE_SECONDS = 60.0

_State = tuple[int, int]


class Content:
    """What the file was like when this process wrote to it last.

    Args:
        held: The file.
    """

    def __init__(self, held: Held) -> None:
        # It stays open as long as SQLite has locks on the file: closing it drops them.
        self._descriptor: int | None = held.reopened()
        self._turn = threading.Lock()
        self._state: _State | None = None
        self._head = b""

    def remember(self) -> None:
        """Take the file as it is for this process's own work."""
        with self._turn:
            if self._descriptor is not None:
                try:
                    self._state, self._head = self._now(), self._read()
                except OSError:
                    self._state = None

    def is_strange(self) -> bool:
        """Tell whether it has changed since it was remembered; raises OSError where nobody can tell."""
        with self._turn:
            if self._descriptor is None or self._state is None:
                return False
            now = self._now()
            if now == self._state:
                return False
            if self._read() != self._head:
                return True
            self._state = now  # only its time was set, or the disk was late to tell it
            return False

    def wait_until_still(self) -> None:
        """Wait, though not for ever, until whoever writes into the file seems to be through."""
        former, until = None, time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < until:
            with self._turn, contextlib.suppress(OSError):
                now = None if self._descriptor is None else self._now()
                if now == former:
                    return
                former = now
            time.sleep(_STILL_SECONDS)

    def write_out(self) -> None:
        """Wait until the disk has written the file; raises OSError."""
        descriptor = self._descriptor
        # Not a second descriptor: to close that would drop SQLite's locks. Without the lock that others take: they must
        # not wait for the disk. If the file is let go of meanwhile, it is written out by whoever does that.
        if descriptor is not None:
            os.fsync(descriptor)

    def close(self) -> None:
        """Let go of the file, after SQLite has."""
        with self._turn:
            if self._descriptor is not None:
                os.close(self._descriptor)
                self._descriptor = None

    def _now(self) -> _State:
        assert self._descriptor is not None
        status = os.fstat(self._descriptor)
        return status.st_size, status.st_mtime_ns

    def _read(self) -> bytes:
        assert self._descriptor is not None
        return os.pread(self._descriptor, _HEAD, 0)
