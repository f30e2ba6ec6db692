"""One thread that brings to the disk, in order, what was committed, so that nobody else waits for that.

A commit writes to the file of the latest changes (`-wal`) and returns: from then on it outlives any end of the process.
Only a power cut could still take it, until this thread has had the system write the file out. All changes, content of
media included, are in that one file one after the other, and SQLite reads it as far as its checksums agree: so what a
power cut leaves is always the state after some commit, never a row without the content that it names.
"""

import logging
import threading
import time
from collections.abc import Callable

_log = logging.getLogger(__name__)

_IDLE_SECONDS = 1.0
"""After so long without anything to do the thread ends; the next commit starts another one."""

_AGAIN_SECONDS = 2.0
"""After so long, work that could not be done because somebody was in the way is tried again."""


class WriteLane:
    """Makes commits durable in a thread of its own, several at once where they come faster than the disk writes.

    Args:
        sync: Has the disk write everything that was committed until now, and waits for it; raises OSError.
        tidy: Called after that; does what the disk's owner must do now and then. Returns whether nothing is left to do.
        failed: Called once, in the lane's thread, with the first error of `sync`. Nothing is synced after it.

    Attributes:
        sync: As above; a test may put a slow or failing one in its place.
    """

    def __init__(
        self, sync: Callable[[], None], tidy: Callable[[], bool], failed: Callable[[OSError], None] = lambda _: None
    ) -> None:
        self.sync, self._tidy, self._failed = sync, tidy, failed
        self._news = threading.Condition()
        self._committed = self._durable = 0
        self._error: OSError | None = None
        self._wants_tidying = self._closed = False
        self._thread: threading.Thread | None = None

    @property
    def is_idle(self) -> bool:
        """Whether everything that was committed is durable."""
        with self._news:
            return self._durable == self._committed

    def note(self) -> None:
        """Say that something was committed; returns at once."""
        with self._news:
            self._committed += 1
            self._wake()

    def ask_to_tidy(self) -> None:
        """Have `tidy` called soon; returns at once."""
        with self._news:
            self._wants_tidying = True
            self._wake()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until everything that was committed before this call is durable; from any thread but the lane's.

        Args:
            seconds: How long at most; None: as long as it takes.

        Returns:
            Whether it is.

        Raises:
            OSError: The disk refused.
        """
        with self._news:
            wanted = self._committed
            self._news.wait_for(lambda: self._durable >= wanted or self._error is not None, seconds)
            if self._error is not None:
                raise self._error
            return self._durable >= wanted

    def close(self) -> None:
        """Make durable what is not yet, as far as the disk lets that be done, and end; a second call does nothing."""
        with self._news:
            self._closed = True
            self._news.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join()

    def _wake(self) -> None:
        if self._thread is None and not self._closed:
            # A studio that ends without closing its project must not be kept from that.
            # English: the name of a thread
            self._thread = threading.Thread(target=self._run, name="write lane", daemon=True)
            self._thread.start()
        self._news.notify_all()

    def _run(self) -> None:
        again: float | None = None
        while True:
            with self._news:
                patience = _IDLE_SECONDS if again is None else max(again - time.monotonic(), 0.0)
                if not self._news.wait_for(self._has_work, patience) and again is None:
                    self._thread = None
                    return
                wanted, behind = self._committed, self._durable < self._committed and self._error is None
                if self._closed and not behind:
                    return
                self._wants_tidying = False
            if behind and not self._sync_up_to(wanted):
                continue
            if not self._closed and self._error is None:
                again = None if self._tidied() else time.monotonic() + _AGAIN_SECONDS
            else:
                again = None

    def _has_work(self) -> bool:
        return self._closed or self._wants_tidying or (self._durable < self._committed and self._error is None)

    def _sync_up_to(self, number: int) -> bool:
        try:
            self.sync()
        except OSError as error:
            with self._news:
                self._error = error
                self._news.notify_all()
            # What the disk refused once it may drop silently the next time: asking again would prove nothing.
            _log.error("The disk did not take the latest changes: %s", error)
            self._failed(error)
            return False
        with self._news:
            self._durable = max(self._durable, number)
            self._news.notify_all()
        return True

    def _tidied(self) -> bool:
        try:
            return self._tidy()
        except Exception:  # a defect there must not keep later commits from the disk
            _log.exception("The file of the latest changes could not be tidied")
            return False
