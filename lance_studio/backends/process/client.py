"""The backend that runs the engine in a child process: one thread starts it, gives it jobs and tells its answers."""

import contextlib
import logging
import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from queue import SimpleQueue

from lance_studio.backends import events
from lance_studio.backends.announcer import Announcer
from lance_studio.backends.backend import EVERYTHING, Capabilities, Held, Order
from lance_studio.backends.failures import Failure, FailureKind, explained, out_of_memory, with_facts
from lance_studio.backends.process.process import EngineProcess, engine_command
from lance_studio.backends.process.wire import PROTOCOL_VERSION, Beat, Cancel, FromEngine, GivingUp, Ready, Shutdown
from lance_studio.backends.sendable import require_sendable
from lance_studio.backends.watchdog import Patience, Watchdog
from lance_studio.errors import EngineError
from lance_studio.language import tr
from lance_studio.memory_shortage import memory_endings
from lance_studio.requests import Family, InputBlock, ModelChoice, Request, check_inputs

_log = logging.getLogger(__name__)

_PATIENCE_SECONDS = 60.0
_FAREWELL_SECONDS = 2.0
#: A process that gives no sign of life is not bidden farewell for longer than this.
_SHORT_FAREWELL_SECONDS = 0.2
#: A job that is to be cancelled may go on for so long, to the end of its step; then its process is ended.
CANCEL_SECONDS = 4.0
#: The thread pauses this long after a defect, so that one that comes back at once does not take a whole core.
_RECOVERY_SECONDS = 0.05


class ProcessBackend:
    """Runs requests in a child process; see :class:`lance_studio.backends.backend.Backend`.

    What the process still tells of a job after it was cancelled is dropped. Whatever goes wrong in this backend's
    thread fails the job at hand and ends the process; the thread goes on.

    Args:
        on_event: Receives what happens, **in the backend's own thread**; it should return quickly, for example by
            putting the event into an inbox.
        command: Starts the process; the engine's by default.
        start_seconds: How long a started process may take to answer.
        patience: How long it may be silent while it is at work.
        cancel_seconds: How long it may take to cancel a job before the process is ended for that.
    """

    def __init__(
        self,
        on_event: Callable[[events.Event], None],
        *,
        command: Sequence[str] | None = None,
        start_seconds: float = _PATIENCE_SECONDS,
        patience: Patience | None = None,
        cancel_seconds: float = CANCEL_SECONDS,
    ) -> None:
        self._announcer = Announcer(on_event)
        self._command = list(command or engine_command())
        self._start_seconds, self._cancel_seconds = start_seconds, cancel_seconds
        self._watchdog = Watchdog(patience or Patience())
        self._silent = False
        self._cancel_began = 0.0
        self._memory_ended = memory_endings()
        self._calls: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._selector = selectors.DefaultSelector()
        self._wake_in, self._wake_out = socket.socketpair()
        self._wake_in.setblocking(False)
        self._wake_out.setblocking(False)
        self._waiting: deque[Order] = deque()
        self._current: Order | None = None
        self._sent = self._cancelling = False
        self._process: EngineProcess | None = None
        self._ended_on_request = False
        self._last_words: Failure | None = None
        self._closing = False
        # English: the name of a thread.
        self._thread = threading.Thread(target=self._work, name="engine process", daemon=True)
        self._thread.start()

    # --- from any thread ----------------------------------------------------------------------------------------------

    @property
    def capabilities(self) -> Capabilities:
        """All that there is."""
        return EVERYTHING

    @property
    def held(self) -> Held | None:
        """The model in memory and what it uses, as the process told last."""
        return self._announcer.held

    @property
    def last_sign(self) -> float:
        """When the engine gave its last sign of life, in seconds of a clock that never goes back."""
        return self._watchdog.last_sign

    def submit(self, job: str, request: Request, inputs: Sequence[InputBlock], model: ModelChoice) -> None:
        """Run a request after those that were given before; see `Backend.submit`."""
        check_inputs(request, list(inputs))
        require_sendable(request, model)
        order = Order(job, model, request, tuple(inputs))
        self._post(lambda: self._waiting.append(order))

    def load(self, job: str, model: ModelChoice, family: Family = "image") -> None:
        """Load a model ahead of the first job that needs it; ends with the event `ModelReady` or `JobFailed`."""
        order = Order(job, model, family=family)
        self._post(lambda: self._waiting.append(order))

    def cancel(self, job: str) -> None:
        """Stop a job before its next step, or take it out of the line; an unknown or finished job is left alone."""
        self._post(lambda: self._cancel(job))

    def be_patient(self, job: str) -> None:
        """Wait as long again before a silent job is told of."""

        def wait() -> None:
            if self._current is not None and self._current.job == job:
                self._watchdog.is_patient(time.monotonic())

        self._post(wait)

    def kill(self) -> None:
        """End the process at once, to free its memory or because it hangs; a running job fails."""
        self._ended_on_request = True
        process = self._process
        if process is not None:
            process.kill()

    def close(self) -> None:
        """End the process and the thread. Waits some seconds at most; a process that does not end is killed.

        A result that the process has sent by then is still told, before this returns; other unfinished jobs get no
        further event.
        """
        self._post(self._close)
        for seconds in (_FAREWELL_SECONDS + 0.5, 1.0):
            self._thread.join(seconds)
            if not self._thread.is_alive():
                return
            # It may be writing to a process that reads no more; nothing but the end of that process frees it.
            self.kill()
        _log.error("The engine's backend does not end; its process was killed.")

    def _post(self, call: Callable[[], None]) -> None:
        self._calls.put(call)
        self._wake()

    def _wake(self) -> None:
        # A full socket wakes as well as a fuller one; a closed one belongs to a closed client.
        with contextlib.suppress(OSError):
            self._wake_out.send(b"w")

    # --- the thread ---------------------------------------------------------------------------------------------------

    def _work(self) -> None:
        self._selector.register(self._wake_in, selectors.EVENT_READ, self._on_wake)
        while not self._closing:
            try:
                for key, _ in self._selector.select(self._seconds_to_wait()):
                    key.data()
                self._advance()
            except BaseException as error:  # nothing may end this thread but closing: every job waits for it
                self._recover(error)
        try:
            self._say_farewell()
        except Exception:
            _log.exception("The engine's process was not ended as it should be.")
        self._selector.close()
        self._wake_in.close()
        self._wake_out.close()

    def _recover(self, error: BaseException) -> None:
        """A defect: fail the job at hand with it, end the process, whose state is unknown, and go on."""
        _log.error("The engine's backend met a defect.", exc_info=error)
        self._last_words, process = explained(error), self._process
        if process is not None:
            try:
                self._drop(process)
            except Exception:
                _log.exception("The engine's process was not ended as it should be.")
                process.kill()
                with contextlib.suppress(Exception):
                    process.finish()
        # Without a process, or where ending it went wrong too, the job has no end yet.
        if self._current is not None:
            self._finish(events.JobFailed(self._current.job, explained(error)))
        time.sleep(_RECOVERY_SECONDS)
        # It may have been woken for more than it got round to.
        self._wake()

    def _seconds_to_wait(self) -> float | None:
        if self._process is None:
            return None
        if not self._process.ready:
            return max(0.0, self._process.began + self._start_seconds - time.monotonic())
        # While there is a job, its silence and its cancelling are looked at.
        return self._watchdog.look_seconds if self._sent and self._current is not None else None

    def _tell(self, event: events.Event) -> None:
        self._announcer.tell(event)

    def _on_wake(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self._wake_in.recv(1 << 12)
        while not self._calls.empty():
            self._calls.get()()

    def _close(self) -> None:
        self._closing = True

    def _cancel(self, job: str) -> None:
        current = self._current
        if current is not None and current.job == job:
            if not self._sent:
                self._finish(events.JobCancelled(job))
            elif self._process is not None and not self._cancelling:
                self._cancelling, self._cancel_began = True, time.monotonic()
                self._process.send(Cancel(job=job))
            return
        for order in self._waiting:
            if order.job == job:
                self._waiting.remove(order)
                self._tell(events.JobCancelled(job))
                return

    def _advance(self) -> None:
        """Take up the next order, start a process for it, send it: whichever comes next."""
        if self._closing:
            return
        if self._current is None and self._waiting:
            self._current, self._sent, self._cancelling = self._waiting.popleft(), False, False
            self._announcer.taken_up()
        process = self._process
        if process is not None and not process.ready and self._seconds_to_wait() == 0:
            self._last_words = _failure(
                FailureKind.START, tr("The engine's process does not answer."), tr("Try again.")
            )
            self._drop(process)
        elif self._current is not None and not self._sent:
            if process is None:
                self._start()
            elif process.ready:
                self._send(process, self._current)
        elif self._current is not None and process is not None:
            self._watch(process, self._current)

    def _watch(self, process: EngineProcess, current: Order) -> None:
        """Tell of silence, and end a process that does not cancel its job."""
        now = time.monotonic()
        silence = self._watchdog.look(now)
        if self._cancelling:
            if now - self._cancel_began >= self._cancel_seconds:
                _log.info("The engine did not cancel a job in time; its process is ended.")
                self._ended_on_request = True
                self._drop(process, at_once=True)
        elif silence is not None:
            if not self._silent:
                _log.info("The engine does not answer: nothing for %.0f s.", silence.seconds)
            self._silent = True
            self._tell(events.DoesNotAnswer(current.job, silence.seconds, silence.usual, silence.hung))
        elif self._silent:
            self._silent = False
            self._tell(events.AnswersAgain(current.job))

    def _start(self) -> None:
        self._ended_on_request, self._last_words = False, None
        try:
            process = EngineProcess(self._command)
        except EngineError as error:
            assert self._current is not None
            failure = _failure(FailureKind.START, error.cause, error.remedy)
            self._finish(events.JobFailed(self._current.job, failure))
            return
        self._process = process
        self._selector.register(process.output, selectors.EVENT_READ, partial(self._on_output, process))
        self._selector.register(process.errors, selectors.EVENT_READ, partial(self._on_log, process))
        self._tell(events.EngineStarting(process.pid))

    def _send(self, process: EngineProcess, order: Order) -> None:
        self._sent, self._silent = True, False
        self._watchdog.begins(order, time.monotonic())
        self._announcer.begins(order)
        try:
            process.give(order)
        except MemoryError as error:
            self._finish(events.JobFailed(order.job, explained(error)))
        except OSError:
            _log.info("The engine's process ended while it was given a job.")  # its output's end comes next

    def _on_log(self, process: EngineProcess) -> None:
        # It may have been dropped in this very round, because its output has ended too.
        if process is self._process and not process.read_log():
            self._selector.unregister(process.errors)

    def _on_output(self, process: EngineProcess) -> None:
        if process is not self._process:
            return
        try:
            messages = process.read_messages()
            for message in messages or ():
                self._on_message(process, message)
        except EngineError as error:
            self._last_words = self._last_words or _failure(FailureKind.PROTOCOL, error.cause, error.remedy)
            messages = None
        if messages is None:
            self._drop(process)

    def _on_message(self, process: EngineProcess, message: FromEngine) -> None:
        if isinstance(message, Ready):
            self._on_ready(process, message)
        elif isinstance(message, Beat):
            self._watchdog.beat(time.monotonic())
        elif isinstance(message, GivingUp):
            self._last_words = message.failure
        else:
            self._on_job_event(message)

    def _on_ready(self, process: EngineProcess, message: Ready) -> None:
        if message.protocol != PROTOCOL_VERSION:
            raise EngineError(
                tr(
                    "The engine's process speaks version {theirs} of the protocol, the studio version {ours}.",
                    theirs=message.protocol,
                    ours=PROTOCOL_VERSION,
                ),
                tr("Install the studio again; its parts are of different versions."),
            )
        process.ready = True
        self._tell(events.EngineReady(message.pid, message.version, time.monotonic() - process.began))

    def _on_job_event(self, event: events.JobEvent) -> None:
        current = self._current
        if current is None or event.job != current.job or not self._sent:
            return
        self._watchdog.hears(event, time.monotonic())
        loaded = isinstance(event, events.ModelReady) and current.request is None
        finished = loaded or isinstance(event, events.JobEnd)
        if finished:
            self._current = None
        if not self._cancelling:
            self._tell(event)
        elif finished:
            self._tell(events.JobCancelled(event.job))
        if isinstance(event, events.JobFailed) and event.failure.kind is FailureKind.MEMORY and self._process:
            # What a library does after it has run out of memory, and what it holds then, nobody can say.
            self._ended_on_request = True
            self._drop(self._process, at_once=True)

    def _finish(self, event: events.JobEnd) -> None:
        self._current = None
        self._watchdog.ends()
        self._tell(event)

    def _drop(self, process: EngineProcess, *, at_once: bool = False) -> None:
        """The process has ended, or is of no more use: a job that it was at fails, the next one starts another."""
        self._forget(process)
        self._watchdog.ends()
        if self._last_words is not None or at_once:
            process.kill()
        status = process.finish()
        expected = self._ended_on_request
        self._tell(events.EngineStopped(expected, status))
        current = self._current
        if current is None or (expected and not self._sent):
            return
        if self._cancelling:
            self._finish(events.JobCancelled(current.job))
        else:
            self._finish(events.JobFailed(current.job, self._obituary(process, status)))

    def _forget(self, process: EngineProcess) -> None:
        self._process = None
        for stream in (process.output, process.errors):
            if stream in self._selector.get_map():
                self._selector.unregister(stream)

    def _obituary(self, process: EngineProcess, status: str) -> Failure:
        lived = tr("{seconds:.1f} s after its start", seconds=time.monotonic() - process.began)
        facts = [(tr("Engine"), tr("process {pid}, {status}, {lived}", pid=process.pid, status=status, lived=lived))]
        # A process that is killed has no time to say anything.
        log = (
            tr("The engine's last lines:\n{log}", log=process.log)
            if process.log
            else tr("The engine wrote nothing to its log.")
        )
        if self._last_words is not None:
            last = self._last_words
            failure = _failure(last.kind, last.cause, last.remedy, "\n\n".join((last.log, log)).strip())
        elif self._ended_on_request:
            failure = _failure(FailureKind.ENGINE_DIED, tr("The engine was ended in the middle of this job."), "", log)
        elif not process.ready:
            failure = _failure(
                FailureKind.START,
                tr("The engine's process could not start: {status}.", status=status),
                tr("The log says why."),
                log,
            )
        elif memory_endings() > self._memory_ended:
            self._memory_ended = memory_endings()
            log = tr("The system ended the engine's process because memory ran out.\n\n{log}", log=log)
            failure = out_of_memory(log)
        else:
            failure = _failure(
                FailureKind.ENGINE_DIED,
                tr("The engine's process stopped in the middle of this job: {status}.", status=status),
                tr("Run the job again; if memory ran out, choose a smaller size or fewer frames."),
                log,
            )
        return with_facts(failure, facts)

    def _say_farewell(self) -> None:
        process = self._process
        if process is None:
            return
        ended = False
        try:
            self._forget(process)
            process.send(Shutdown())
            process.close_input()
            hung = self._current is not None and self._sent and self._silent
            ended = self._hear_out(process, _SHORT_FAREWELL_SECONDS if hung else _FAREWELL_SECONDS)
        finally:
            process.finish(_SHORT_FAREWELL_SECONDS if ended else 0)

    def _hear_out(self, process: EngineProcess, seconds: float) -> bool:
        """Take in what the process had to tell, a finished job's result perhaps; returns whether its output ended."""
        deadline = time.monotonic() + seconds
        with selectors.DefaultSelector() as selector:
            selector.register(process.output, selectors.EVENT_READ)
            while (left := deadline - time.monotonic()) > 0 and selector.select(left):
                messages = process.read_messages()
                if messages is None:
                    return True
                for message in messages:
                    self._on_message(process, message)
        return False


def _failure(kind: FailureKind, cause: str, remedy: str, log: str = "") -> Failure:
    return Failure(kind=kind, cause=cause, remedy=remedy, log=log)
