"""The thread that does a queue's slow work: it reads inputs and encodes results."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import TypeVar

T = TypeVar("T")


class Helper:
    """Calls functions one after the other in a thread of its own, which begins with the first one.

    Unlike the threads of an executor it does not keep Python from ending: a function that waits for a disk or pipe that
    never answers is left behind.

    Args:
        name: The thread's name.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._works: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._closed = threading.Event()

    def submit(self, work: Callable[[], T]) -> "Future[T]":
        """Call a function after those that were submitted before; its outcome is that of the future.

        Raises:
            RuntimeError: The system gives no thread.
        """
        if self._thread is None:
            thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            thread.start()
            self._thread = thread
        future: Future[T] = Future()
        self._works.put(lambda: self._do(future, work))
        return future

    def shutdown(self, seconds: float | None = None) -> bool:
        """Do nothing more.

        Args:
            seconds: How long to wait for the function at work; None waits as long as that takes.

        Returns:
            Whether the thread has ended.
        """
        self._closed.set()
        self._works.put(None)
        if self._thread is None:
            return True
        self._thread.join(seconds)
        return not self._thread.is_alive()

    @property
    def processor_seconds(self) -> float:
        """Processor time that the thread has used: while it grows, the function at work is not stuck.

        Only for the thread that calls `shutdown`; 0 after that, and where the system does not say.
        """
        thread = self._thread
        # The number of a thread that has ended must not be asked for; this one ends by nothing but `shutdown`.
        if self._closed.is_set() or thread is None or thread.ident is None:
            return 0.0
        clock_of = getattr(time, "pthread_getcpuclockid", None)
        return 0.0 if clock_of is None else time.clock_gettime(clock_of(thread.ident))

    def _run(self) -> None:
        while (work := self._works.get()) is not None:
            work()
            del work

    def _do(self, future: "Future[T]", work: Callable[[], T]) -> None:
        if self._closed.is_set():
            future.cancel()
            return
        future.set_running_or_notify_cancel()
        try:
            result = work()
        except BaseException as error:
            future.set_exception(error)
        else:
            future.set_result(result)
