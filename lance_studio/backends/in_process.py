"""The engine in this process, in a thread of its own: for the command line, tests and evaluation.

Nothing is started and nothing is copied, so a single job is done sooner than by the engine's process. In return a step
that hangs cannot be ended, and what ends this process ends the job.
"""

import atexit
import logging
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence

import lance_studio
from lance_studio.backends import events
from lance_studio.backends.announcer import Announcer
from lance_studio.backends.backend import EVERYTHING, Capabilities, Held, Order
from lance_studio.backends.failures import Failure, FailureKind, explained
from lance_studio.backends.runner import EngineRunner
from lance_studio.backends.watchdog import Patience, Watchdog
from lance_studio.language import tr
from lance_studio.requests import Family, InputBlock, ModelChoice, Request, check_inputs

_log = logging.getLogger(__name__)


class InProcessBackend:
    """Runs requests in a thread of this process; see :class:`lance_studio.backends.backend.Backend`.

    Args:
        on_event: Receives what happens, in the engine's thread, or in the one that watches over it.
        patience: How long it may be silent while it is at work.
    """

    def __init__(self, on_event: Callable[[events.Event], None], *, patience: Patience | None = None) -> None:
        self._announcer = Announcer(on_event)
        self._runner = EngineRunner(self._on_job_event)
        self._changed = threading.Condition()
        # All of these are guarded by it.
        self._waiting: deque[Order] = deque()
        self._current: Order | None = None
        self._cancel = threading.Event()
        self._cancelling = self._killed = self._closing = False
        self._started = False
        # A thread of this process gives no sign of life that would say anything.
        self._watchdog = Watchdog(patience or Patience(), beats=False)
        self._silent = False
        self._thread = threading.Thread(target=self._work, name="engine", daemon=True)
        self._thread.start()
        threading.Thread(target=self._watch, name="engine's watch", daemon=True).start()
        # Python's end must not find the thread inside torch, which would take the process down.
        atexit.register(self.close)

    # --- from any thread ----------------------------------------------------------------------------------------------

    @property
    def capabilities(self) -> Capabilities:
        """All that there is."""
        return EVERYTHING

    @property
    def held(self) -> Held | None:
        """The model in memory and what it uses."""
        return self._announcer.held

    @property
    def last_sign(self) -> float:
        """When the engine gave its last sign of life, in seconds of a clock that never goes back."""
        return self._watchdog.last_sign

    def submit(self, job: str, request: Request, inputs: Sequence[InputBlock], model: ModelChoice) -> None:
        """Run a request after those that were given before; see `Backend.submit`."""
        check_inputs(request, list(inputs))
        self._put(Order(job, model, request, tuple(inputs)))

    def load(self, job: str, model: ModelChoice, family: Family = "image") -> None:
        """Load a model ahead of the first job that needs it; ends with the event `ModelReady` or `JobFailed`."""
        self._put(Order(job, model, family=family))

    def cancel(self, job: str) -> None:
        """Stop a job before its next step, or take it out of the line; an unknown or finished job is left alone."""
        with self._changed:
            if self._current is not None and self._current.job == job:
                self._cancelling = True
                self._cancel.set()
                return
            order = next((order for order in self._waiting if order.job == job), None)
            if order is None:
                return
            self._waiting.remove(order)
        self._tell(events.JobCancelled(job))

    def be_patient(self, job: str) -> None:
        """Wait as long again before a silent job is told of."""
        with self._changed:
            if self._current is not None and self._current.job == job:
                self._watchdog.is_patient(time.monotonic())

    def kill(self) -> None:
        """Stop the job at work before its next step, which fails it, and free the memory of the model."""
        with self._changed:
            self._killed = True
            self._cancel.set()
            self._changed.notify_all()

    def close(self) -> None:
        """Stop the job at work before its next step, free the model, and end the thread."""
        with self._changed:
            self._closing = True
            self._cancel.set()
            self._changed.notify_all()
        if threading.current_thread() is not self._thread:
            self._thread.join()
        atexit.unregister(self.close)

    def _put(self, order: Order) -> None:
        with self._changed:
            self._waiting.append(order)
            self._changed.notify_all()

    # --- the thread ---------------------------------------------------------------------------------------------------

    def _work(self) -> None:
        while self._wait():
            self._do_next()
            if self._killed:
                self._end_engine()
        self._unload()

    def _wait(self) -> bool:
        """Wait for something to do; returns whether to go on."""
        with self._changed:
            self._changed.wait_for(lambda: self._closing or self._waiting or self._killed)
            return not self._closing

    def _do_next(self) -> None:
        with self._changed:
            if self._closing or self._killed or not self._waiting:
                return
            order = self._current = self._waiting.popleft()
            self._cancelling, self._cancel = False, threading.Event()
            self._silent = False
            self._watchdog.begins(order, time.monotonic())
        self._announcer.taken_up()
        try:
            self._start_engine()
            self._announcer.begins(order)
            end = self._runner.do(order, self._cancel)
        except BaseException as error:  # nothing may end this thread but closing: every job waits for it
            end = events.JobFailed(order.job, explained(error))
        with self._changed:
            self._current = None
            self._watchdog.ends()
            cancelling, killed, closing = self._cancelling, self._killed, self._closing
        if cancelling:
            end = events.JobCancelled(order.job)
        elif isinstance(end, events.JobCancelled):
            if closing:
                return
            if killed:
                end = events.JobFailed(order.job, _killed())
        self._tell(end)

    def _watch(self) -> None:
        """Tell of silence. Runs in a thread of its own; what hangs here nobody but the user can end."""
        while True:
            with self._changed:
                if self._changed.wait_for(lambda: self._closing, self._watchdog.look_seconds):
                    return
                current, silence = self._current, self._watchdog.look(time.monotonic())
                before, self._silent = self._silent, silence is not None
            if current is None or self._cancelling:
                continue
            if silence is not None:
                self._tell(events.DoesNotAnswer(current.job, silence.seconds, silence.usual, silence.hung))
            elif before:
                self._tell(events.AnswersAgain(current.job))

    def _on_job_event(self, event: events.JobEvent) -> None:
        with self._changed:
            self._watchdog.hears(event, time.monotonic())
        # As from the engine's process: of a job that was cancelled, nothing more is told but its end.
        if not self._cancelling:
            self._tell(event)

    def _start_engine(self) -> None:
        if not self._started:
            self._started, began = True, time.monotonic()
            self._tell(events.EngineStarting(os.getpid()))
            self._tell(events.EngineReady(os.getpid(), lance_studio.__version__, time.monotonic() - began))

    def _end_engine(self) -> None:
        self._unload()
        with self._changed:
            self._killed = False
        if self._started:
            self._started = False
            self._tell(events.EngineStopped(True, tr("its memory was freed")))

    def _unload(self) -> None:
        try:
            self._runner.unload()
        except Exception:
            # A device that fails even here must not take the thread with it: jobs wait for that.
            _log.exception("The model's memory was not freed as it should be.")

    def _tell(self, event: events.Event) -> None:
        self._announcer.tell(event)


def _killed() -> Failure:
    return Failure(kind=FailureKind.ENGINE_DIED, cause=tr("The engine was ended in the middle of this job."))
