"""The studio's side of the engine's process: one thread that starts it, gives it jobs and tells what it answers."""

import contextlib
import logging
import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from queue import SimpleQueue

from lance_studio.errors import EngineError
from lance_studio.requests import Family, InputBlock, ModelChoice, Request, check_inputs
from lance_studio.worker import events, protocol
from lance_studio.worker.answers import job_event
from lance_studio.worker.failures import explained, with_facts
from lance_studio.worker.process import EngineProcess, engine_command
from lance_studio.worker.protocol import PROTOCOL_VERSION, Failure, FailureKind
from lance_studio.worker.sendable import require_sendable

_log = logging.getLogger(__name__)

_PATIENCE_SECONDS = 60.0
_FAREWELL_SECONDS = 3.0
#: The thread pauses this long after a defect, so that one that comes back at once does not take a whole core.
_RECOVERY_SECONDS = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class _Order:
    """One thing that the process is to do; without a request, loading a model."""

    job: str
    model: ModelChoice
    request: Request | None
    inputs: tuple[InputBlock, ...] = ()
    family: Family = "image"


class EngineClient:
    """Drives the engine's process.

    The process is started by the first job and, after its death, by the next one. Jobs are run one at a time, in the
    order in which they were given. Each gets exactly one of the events `Done`, `Failed` and `Cancelled`, unless
    the client is closed before. What the process still tells of a job after it was cancelled is dropped.

    Whatever goes wrong in the client's thread fails the job at hand and ends the process; the thread goes on.

    All methods may be called from any thread and return at once, except for :meth:`close`.

    Args:
        on_event: Receives what happens, **in the client's own thread**; it should return quickly, for example by
            putting the event into an inbox.
        command: Starts the process; the engine's by default.
        start_seconds: How long a started process may take to answer.
    """

    def __init__(
        self,
        on_event: Callable[[events.Event], None],
        *,
        command: Sequence[str] | None = None,
        start_seconds: float = _PATIENCE_SECONDS,
    ) -> None:
        self._on_event = on_event
        self._command = list(command or engine_command())
        self._start_seconds = start_seconds
        self._calls: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._selector = selectors.DefaultSelector()
        self._wake_in, self._wake_out = socket.socketpair()
        self._wake_in.setblocking(False)
        self._wake_out.setblocking(False)
        self._waiting: deque[_Order] = deque()
        self._current: _Order | None = None
        self._job_began = time.monotonic()
        self._sent = self._cancelling = False
        self._process: EngineProcess | None = None
        self._ended_on_request = False
        self._last_words: Failure | None = None
        self._closing = False
        self._thread = threading.Thread(target=self._work, name="engine client", daemon=True)
        self._thread.start()

    # --- from any thread ----------------------------------------------------------------------------------------------

    def run(self, job: str, request: Request, inputs: Sequence[InputBlock], model: ModelChoice) -> None:
        """Run a request after those that were given before.

        Args:
            job: Tells its events apart; not the name of another unfinished job.
            request: What to do.
            inputs: The pictures and clips it works on; they must not be changed until the job is finished.
            model: What it runs on; another model than the last job's takes that one's place in memory.

        Raises:
            InvalidRequestError: The inputs do not suit the request, or no message can hold one of its values.
        """
        check_inputs(request, list(inputs))
        require_sendable(request, model)
        order = _Order(job, model, request, tuple(inputs))
        self._post(lambda: self._waiting.append(order))

    def load(self, job: str, model: ModelChoice, family: Family = "image") -> None:
        """Load a model ahead of the first job that needs it; ends with the event `ModelReady` or `Failed`."""
        order = _Order(job, model, None, family=family)
        self._post(lambda: self._waiting.append(order))

    def cancel(self, job: str) -> None:
        """Stop a job before its next step, or take it out of the line; an unknown or finished job is left alone."""
        self._post(lambda: self._cancel(job))

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
        for _ in range(2):
            self._thread.join(2 * _FAREWELL_SECONDS)
            if not self._thread.is_alive():
                return
            # It may be writing to a process that reads no more; nothing but the end of that process frees it.
            self.kill()
        _log.error("The engine's client does not end; its process was killed.")

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
        _log.error("The engine's client met a defect.", exc_info=error)
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
            self._finish(events.Failed(self._current.job, explained(error)))
        time.sleep(_RECOVERY_SECONDS)
        # It may have been woken for more than it got round to.
        self._wake()

    def _seconds_to_wait(self) -> float | None:
        if self._process is None or self._process.ready:
            return None
        return max(0.0, self._process.began + self._start_seconds - time.monotonic())

    def _tell(self, event: events.Event) -> None:
        self._write_down(event)
        try:
            self._on_event(event)
        except Exception:
            # The jobs of others must not hang because a receiver has a defect.
            _log.exception("A receiver of the engine's events failed.")

    def _write_down(self, event: events.Event) -> None:
        """Log how processes and jobs begin and end."""
        match event:
            case events.EngineStarting():
                _log.info("The engine's process %d starts", event.pid)
            case events.EngineReady():
                _log.info("The engine %s is ready after %.1f s", event.version, event.seconds)
            case events.EngineStopped():
                _log.info("The engine's process has ended%s: %s", " on request" if event.expected else "", event.status)
            case events.Failed():
                _log.info("Job %s failed after %.1f s: %s", event.job, self._job_seconds(), event.failure.cause)
            case events.Done() | events.Cancelled() | events.ModelReady():
                _log.info("Job %s: %s after %.1f s", event.job, type(event).__name__, self._job_seconds())

    def _job_seconds(self) -> float:
        return time.monotonic() - self._job_began

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
                self._finish(events.Cancelled(job))
            elif self._process is not None and not self._cancelling:
                self._cancelling = True
                self._process.send(protocol.Cancel(job=job))
            return
        for order in self._waiting:
            if order.job == job:
                self._waiting.remove(order)
                self._tell(events.Cancelled(job))
                return

    def _advance(self) -> None:
        """Take up the next order, start a process for it, send it: whichever comes next."""
        if self._closing:
            return
        if self._current is None and self._waiting:
            self._current, self._sent, self._cancelling = self._waiting.popleft(), False, False
            self._job_began = time.monotonic()
        process = self._process
        if process is not None and not process.ready and self._seconds_to_wait() == 0:
            self._last_words = _failure(FailureKind.START, "The engine's process does not answer.", "Try again.")
            self._drop(process)
        elif self._current is not None and not self._sent:
            if process is None:
                self._start()
            elif process.ready:
                self._send(process, self._current)

    def _start(self) -> None:
        self._ended_on_request, self._last_words = False, None
        try:
            process = EngineProcess(self._command)
        except EngineError as error:
            assert self._current is not None
            failure = _failure(FailureKind.START, error.cause, error.remedy)
            self._finish(events.Failed(self._current.job, failure))
            return
        self._process = process
        self._selector.register(process.output, selectors.EVENT_READ, partial(self._on_output, process))
        self._selector.register(process.errors, selectors.EVENT_READ, partial(self._on_log, process))
        self._tell(events.EngineStarting(process.pid))

    def _send(self, process: EngineProcess, order: _Order) -> None:
        self._sent = True
        kind = "LoadModel" if order.request is None else type(order.request).__name__
        _log.info("Job %s begins: %s", order.job, kind)
        if order.request is None:
            process.send(protocol.LoadModel(job=order.job, model=order.model, family=order.family))
            return
        try:
            refs = process.send_blocks(order.inputs)
        except MemoryError as error:
            remedy = "Close other programs, or choose a smaller size or fewer frames."
            self._last_words = _failure(FailureKind.DEVICE, f"The computer's memory is full: {error}.", remedy)
            self._drop(process)
        except OSError:
            _log.info("The engine's process ended while it was given a job.")  # its output's end comes next
        else:
            process.send(protocol.Run(job=order.job, request=order.request, inputs=refs, model=order.model))

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

    def _on_message(self, process: EngineProcess, message: protocol.FromEngine) -> None:
        if isinstance(message, protocol.Ready):
            if message.protocol != PROTOCOL_VERSION:
                raise EngineError(
                    f"The engine's process speaks version {message.protocol} of the protocol, "
                    f"the studio version {PROTOCOL_VERSION}.",
                    "Install the studio anew; its parts are of different versions.",
                )
            process.ready = True
            self._tell(events.EngineReady(message.pid, message.version, time.monotonic() - process.began))
            return
        if isinstance(message, protocol.Failed) and message.job is None:
            self._last_words = message.failure
            return
        # Arrays are taken over even of an answer that nobody waits for: the next ones come after them.
        event = job_event(message, process.receive)
        current = self._current
        if current is None or event.job != current.job or not self._sent:
            return
        loaded = isinstance(event, events.ModelReady) and current.request is None
        finished = loaded or isinstance(event, events.Finished)
        if finished:
            self._current = None
        if not self._cancelling:
            self._tell(event)
        elif finished:
            self._tell(events.Cancelled(event.job))

    def _finish(self, event: events.Finished) -> None:
        self._current = None
        self._tell(event)

    def _drop(self, process: EngineProcess) -> None:
        """The process has ended, or is of no more use: a job that it was at fails, the next one starts another."""
        self._forget(process)
        if self._last_words is not None:
            process.kill()
        status = process.finish()
        expected = self._ended_on_request
        self._tell(events.EngineStopped(expected, status))
        current = self._current
        if current is None or (expected and not self._sent):
            return
        if self._cancelling:
            self._finish(events.Cancelled(current.job))
        else:
            self._finish(events.Failed(current.job, self._obituary(process, status)))

    def _forget(self, process: EngineProcess) -> None:
        self._process = None
        for stream in (process.output, process.errors):
            if stream in self._selector.get_map():
                self._selector.unregister(stream)

    def _obituary(self, process: EngineProcess, status: str) -> Failure:
        lived = f"{time.monotonic() - process.began:.1f} s after its start"
        facts = [("Engine", f"process {process.pid}, {status}, {lived}")]
        # A process that is killed has no time to say anything.
        log = f"The engine's last lines:\n{process.log}" if process.log else "The engine wrote nothing to its log."
        if self._last_words is not None:
            last = self._last_words
            failure = _failure(last.kind, last.cause, last.remedy, "\n\n".join((last.log, log)).strip())
        elif self._ended_on_request:
            failure = _failure(FailureKind.ENGINE_DIED, "The engine was ended in the middle of this job.", "", log)
        elif not process.ready:
            failure = _failure(
                FailureKind.START, f"The engine's process could not start: {status}.", "The log says why.", log
            )
        else:
            failure = _failure(
                FailureKind.ENGINE_DIED,
                f"The engine's process stopped in the middle of this job: {status}.",
                "Run the job again; if memory ran out, choose a smaller size or fewer frames.",
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
            process.send(protocol.Shutdown())
            process.close_input()
            ended = self._hear_out(process)
        finally:
            process.finish(_FAREWELL_SECONDS if ended else 0)

    def _hear_out(self, process: EngineProcess) -> bool:
        """Take in what the process had to tell, a finished job's result perhaps; returns whether its output ended."""
        deadline = time.monotonic() + _FAREWELL_SECONDS
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
