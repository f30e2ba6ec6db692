"""A thread that lives as long as there is something to do."""

import threading
from collections.abc import Callable

from lance_studio.errors import LanceStudioError
from lance_studio.language import kept
from lance_studio.ui.defects import reported

STOP_SECONDS = 0.3
"""How long the window stands still at most for a thread that reads media, when a project is closed."""


class OnDemand:
    """Calls a function in a thread of its own, again and again, until it says that nothing is left to do.

    The thread begins with `wake` and ends by itself; nobody needs to wait for it, except before what it works on is
    closed: then `stop` does.

    A piece that raises is given up: the defect is logged, whoever waits for the piece is told, and the thread goes on.

    Args:
        name: The thread's name; for the log too, as in "a defect while working on frames".
        step: Does one piece of the work; returns whether there was any. What it raises must not come from a piece that
            the next call finds again, unless `failed` takes that piece away.
        failed: Gets what a piece raised, in the thread, and tells whoever waits for that piece.
    """

    def __init__(self, name: str, step: Callable[[], bool], failed: Callable[[LanceStudioError], None]) -> None:
        self._name = name
        self._step = step
        self._failed = failed
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._woken = False
        self._stopped = False

    def wake(self) -> None:
        """Say that there is something to do; from any thread."""
        with self._lock:
            self._woken = True
            if self._thread is None and not self._stopped:
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()

    def stop(self, seconds: float = STOP_SECONDS) -> bool:
        """Do nothing more; waits for the piece at work. Must not be called by the function itself.

        Args:
            seconds: How long to wait: whoever stops is the window's thread, and the piece may read a file that does not
                answer.

        Returns:
            Whether the thread has ended. If not, what the piece works with must be left alone; the thread ends, or goes
            on after `resume`, when the piece is done.
        """
        with self._lock:
            self._stopped = True
            thread = self._thread
        if thread is not None:
            thread.join(seconds)
        return thread is None or not thread.is_alive()

    def resume(self) -> None:
        """Allow work again after `stop`."""
        with self._lock:
            self._stopped = False

    def _run(self) -> None:
        while True:
            with self._lock:
                self._woken = False
                if self._stopped:
                    self._thread = None
                    return
            if self._do_piece():
                continue
            with self._lock:
                if not self._woken:
                    self._thread = None
                    return

    def _do_piece(self) -> bool:
        try:
            return self._step()
        except Exception as error:  # one bad piece must not end the thread for all that follow
            given_up = reported(error, kept("working on {name}", name=self._name))
        try:
            self._failed(given_up)
        except Exception as error:  # nobody is left to be told
            reported(error, kept("giving up work on {name}", name=self._name))
            return False
        return True
