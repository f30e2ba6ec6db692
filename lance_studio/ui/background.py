"""Slow work beside the window: it runs in the thread pool, and its answer arrives in the window's thread."""

import contextlib
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal

from lance_studio.errors import CancelledError, LanceStudioError
from lance_studio.language import mark
from lance_studio.ui.defects import reported

T = TypeVar("T")


class Background(QObject):
    """Runs functions in Qt's thread pool for one panel; an answer that nobody waits for any more is dropped.

    Args:
        parent: With it this object goes, and with this object the answers that are still on their way.
        pool: Where the functions run; None is the pool that all share, which long ones must not fill.
    """

    _answered = Signal(object)

    def __init__(self, parent: QObject | None = None, pool: QThreadPool | None = None) -> None:
        super().__init__(parent)
        self._pool = pool or QThreadPool.globalInstance()
        self._waiting: dict[int, tuple[Callable[[Any], None], Callable[[LanceStudioError], None] | None]] = {}
        self._last = 0
        self._answered.connect(self._receive, Qt.ConnectionType.QueuedConnection)

    def start(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[LanceStudioError], None] | None = None,
    ) -> int:
        """Run a function in another thread.

        Args:
            work: What to do there; it touches neither widgets nor the project, only the project's `files`.
            done: Gets what it returned, in this thread.
            failed: Gets the `LanceStudioError` that it raised, in this thread; without it such an error is dropped.
                Another exception is a defect: it is logged, and `failed` gets an error that says so.

        Returns:
            The number for `forget`.
        """
        self._last += 1
        self._waiting[self._last] = (done, failed)
        self._pool.start(_Task(self._last, work, self._answered.emit))
        return self._last

    def forget(self, number: int) -> None:
        """Drop the answer of a function that was started; the function itself runs to its end."""
        self._waiting.pop(number, None)

    def forget_all(self) -> None:
        """Drop the answers of all functions that were started."""
        self._waiting.clear()

    def is_idle(self) -> bool:
        """Return whether no answer is awaited."""
        return not self._waiting

    def _receive(self, answer: tuple[int, Any, Exception | None]) -> None:
        number, result, error = answer
        waiting = self._waiting.pop(number, None)
        shown = None if error is None else reported(error, mark("working beside the window"))
        if waiting is None or isinstance(error, CancelledError):
            return
        done, failed = waiting
        if shown is None:
            done(result)
        elif failed is not None:
            failed(shown)


class _Task(QRunnable):
    def __init__(
        self,
        number: int,
        work: Callable[[], Any],
        answer: Callable[[tuple[int, Any, Exception | None]], None],
    ) -> None:
        super().__init__()
        self._number, self._work, self._answer = number, work, answer

    def run(self) -> None:
        result, error = None, None
        try:
            result = self._work()
        except Exception as raised:  # every kind must reach the window's thread, which knows what to do with it
            error = raised
        # The panel may have gone while this was at work.
        with contextlib.suppress(RuntimeError):
            self._answer((self._number, result, error))
