"""The engine's process as the studio sees it: pipes, shared frames, the tail of its log, and how it ended."""

import contextlib
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

from lance_studio.backends.backend import Order
from lance_studio.backends.process.arrays import ArrayPipe, frame_sockets
from lance_studio.backends.process.wire import (
    PROTOCOL_VERSION,
    FromEngine,
    Hello,
    MessageReader,
    Run,
    ToEngine,
    write_message,
)
from lance_studio.errors import EngineError
from lance_studio.language import LANGUAGE_VARIABLE, current_language, tr

_log = logging.getLogger(__name__)

_LOG_BYTES = 32 << 10
_READ_BYTES = 1 << 16
#: A process whose output has ended is ending itself; it is not waited for longer than this.
_PATIENCE_SECONDS = 3.0


def engine_command() -> list[str]:
    """How the engine's process is started; it does not look for modules in the current folder."""
    return [sys.executable, "-P", "-m", "lance_studio.backends.process.child"]


class EngineProcess:
    """A started process. Belongs to one thread, except for :meth:`kill`.

    Args:
        command: What to start; it is given the socket for frames as ``--frames DESCRIPTOR``.

    Raises:
        EngineError: The process cannot be started.
    """

    def __init__(self, command: Sequence[str]) -> None:
        ours, theirs = frame_sockets()
        self._arrays = ArrayPipe(ours)
        self.began = time.monotonic()
        try:
            self._popen = subprocess.Popen(
                [*command, "--frames", str(theirs.fileno())],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                pass_fds=[theirs.fileno()],
                bufsize=0,
                # What goes wrong there is told here.
                env={**os.environ, LANGUAGE_VARIABLE: current_language()},
                # What a terminal sends to the studio and all that belongs to it must not end a running job first.
                process_group=0,
            )
        except OSError as error:
            self._arrays.close()
            raise EngineError(
                tr("The engine's process cannot be started: {error}.", error=error), tr("Install the studio again.")
            ) from error
        finally:
            theirs.close()
        assert self._popen.stdin is not None
        assert self._popen.stdout is not None
        assert self._popen.stderr is not None
        self._input, self.output, self.errors = self._popen.stdin, self._popen.stdout, self._popen.stderr
        for stream in (self.output, self.errors):
            os.set_blocking(stream.fileno(), False)
        self._reader: MessageReader[FromEngine] = MessageReader(FromEngine, self._arrays)
        self._log = bytearray()
        self.ready = False
        with contextlib.suppress(OSError):  # its output's end will tell
            self.send(Hello(protocol=PROTOCOL_VERSION))

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._popen.pid

    @property
    def log(self) -> str:
        """The last lines that it wrote."""
        return self._log.decode("utf-8", errors="replace").strip()

    def send(self, message: ToEngine) -> None:
        """Send a message; to a process that has just ended it is lost, which its output's end tells soon."""
        with contextlib.suppress(BrokenPipeError):
            write_message(self._input.fileno(), message, self._arrays)

    def give(self, order: Order) -> None:
        """Send an order with its arrays.

        Raises:
            MemoryError: There is no room for them; nothing was sent.
            OSError: The process has just ended.
        """
        write_message(self._input.fileno(), Run.of(order), self._arrays)

    def read_messages(self) -> list[FromEngine] | None:
        """What has arrived, with its arrays, or ``None`` at the end of the output.

        Raises:
            EngineError: It is not of this protocol.
        """
        try:
            data = os.read(self.output.fileno(), _READ_BYTES)
        except BlockingIOError:
            return []
        return self._reader.feed(data) if data else None

    def read_log(self) -> bool:
        """Keep what was written to the log; ``False`` at its end."""
        try:
            data = os.read(self.errors.fileno(), _READ_BYTES)
        except BlockingIOError:
            return True
        self._keep(data)
        return bool(data)

    def _keep(self, data: bytes) -> None:
        if data and _log.isEnabledFor(logging.DEBUG):
            _log.debug("The engine says: %s", data.decode("utf-8", errors="replace").rstrip())
        self._log += data
        del self._log[:-_LOG_BYTES]

    def kill(self) -> None:
        """End the process at once, with what it has started. May be called from any thread."""
        if self._popen.returncode is None:
            # It leads a group of its own; a stopped process, too, is ended by this signal.
            with contextlib.suppress(OSError):
                os.killpg(self._popen.pid, signal.SIGKILL)
        self._popen.kill()

    def close_input(self) -> None:
        """Give it no more orders: it ends itself when it has read the last one."""
        with contextlib.suppress(OSError):
            self._input.close()

    def finish(self, patience: float = _PATIENCE_SECONDS) -> str:
        """Wait for the end, or bring it about, and release everything.

        Args:
            patience: Seconds to wait before the process is killed.

        Returns:
            How it ended, in words.
        """
        self.close_input()
        try:
            code = self._popen.wait(patience)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            code = self._popen.wait()
        # What it wrote last says why; what is not there yet belongs to a process that it left behind.
        with contextlib.suppress(OSError):
            while data := os.read(self.errors.fileno(), _READ_BYTES):
                self._keep(data)
        self.output.close()
        self.errors.close()
        self._arrays.close()
        return _described(code)


def _described(code: int) -> str:
    if code >= 0:
        return tr("it ended with status {code}", code=code)
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = tr("signal {number}", number=-code)
    # Without a word the system kills what uses too much memory.
    if -code == signal.SIGKILL:
        return tr("it was ended by {name}, as the system does when memory runs out", name=name)
    return tr("it was ended by {name}", name=name)
