"""Moves the latest changes from the file beside a project (`-wal`) into it, while others go on committing.

SQLite itself lets a commit move them, or begin that file again from its start, and wait for the disk in both cases.
Here no commit does either: whoever moves changes does so in a thread of its own, in rounds of this form:

1. A reader is opened on the newest commit. While it lasts, SQLite never begins the file again from its start.
2. Everything up to that commit is moved (`PASSIVE`: nobody is kept from committing): the disk first writes out the
   file of the latest changes, then the project file.
3. For a moment, commits are shut out. If there was none since 1, nothing is left to move, and the file is cut to
   nothing (`TRUNCATE`), which does not wait for the disk. Otherwise the next round does that; until then there is
   something in the file that was not moved, and so SQLite does not begin it again either.
4. The disk writes out that the file is empty. After a power cut before that, the former changes are all there again,
   and moving them once more changes nothing.

So new changes never lie over old ones that the disk still takes for valid. Where somebody reads for so long that 3 is
not possible, the next commit may begin the file again; it then waits for the disk once, as SQLite has it: see
`must_guard`.
"""

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Generator

from lance_studio.project.connection import open_sides

_READERS_WAIT_MS = 20
_GATE_SECONDS = 0.02


class Checkpoints:
    """Moves the latest changes of one project.

    Args:
        gate: Held by whoever commits.
        connect: Opens a connection that writes; it waits for the disk as SQLite does by default.
        commits: Counts what was committed, under the gate.
        own_work: A context in which the project file is written.
        sync: Has the disk write out the file of the latest changes.

    Attributes:
        turn: Held by whoever moves changes, or keeps others from doing so.
        must_guard: Whether a commit may find everything moved and the file not empty, so that SQLite begins it again.
            Read under the gate.
    """

    def __init__(
        self,
        gate: threading.Lock,
        connect: Callable[[], sqlite3.Connection],
        commits: Callable[[], int],
        own_work: Callable[[], contextlib.AbstractContextManager[None]],
        sync: Callable[[], None],
    ) -> None:
        self.turn = threading.Lock()
        self.must_guard = False
        self._gate, self._connect, self._commits = gate, connect, commits
        self._own_work, self._sync = own_work, sync
        self._is_wanted = False
        self._emptied: int | None = None

    @contextlib.contextmanager
    def kept_off(self) -> Generator[None, None, None]:
        """Let nobody move changes in the `with` body; the caller may hold the gate."""
        self._is_wanted = True
        with self.turn:
            self._is_wanted = False
            yield

    def begin_again(self, *, is_empty: bool) -> None:
        """Take the file of the latest changes as it is now, because it was opened just now; nobody commits meanwhile.

        Args:
            is_empty: Whether nothing is in it.
        """
        self.must_guard, self._emptied = not is_empty, self._commits() if is_empty else None

    def run(self) -> bool:
        """Do one round; the caller holds `turn`, and not the gate.

        Returns:
            Whether the file of the latest changes is empty now.

        Raises:
            sqlite3.Error: The disk refuses to write; nothing is lost.
            OSError: It does not write out the file of the latest changes.
        """
        if self._commits() == self._emptied:
            return True
        with contextlib.closing(self._connect()) as mover, contextlib.closing(self._connect()) as reader:
            mover.execute(f"PRAGMA busy_timeout = {_READERS_WAIT_MS}")
            if not self._acquired_gate():
                return False
            try:
                commits = self._commits()
                reader.execute("BEGIN")
                open_sides(reader)
            finally:
                self._gate.release()
            try:
                with self._own_work():
                    [_, written, moved] = mover.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            except sqlite3.Error:
                self.must_guard = True
                raise
            if moved < written:
                return False
            if not self._acquired_gate():
                self.must_guard = True
                return False
            try:
                if self._commits() != commits:
                    return False
                reader.execute("COMMIT")
                self.must_guard = True
                with self._own_work():
                    [is_busy, _, _] = mover.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                if is_busy:
                    return False
                self.must_guard, self._emptied = False, commits
            finally:
                self._gate.release()
        self._sync()
        return True

    def _acquired_gate(self) -> bool:
        # Whoever has it may wait for `turn`; everybody else gives it back soon.
        while not self._gate.acquire(timeout=_GATE_SECONDS):
            if self._is_wanted:
                return False
        return True
