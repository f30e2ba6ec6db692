"""The engine process's side of the pipes to the studio."""

import os
import socket
import threading
from queue import SimpleQueue

from lance_studio.backends.backend import Order
from lance_studio.backends.failures import Failure, FailureKind, explained
from lance_studio.backends.process import wire
from lance_studio.backends.process.arrays import ArrayPipe
from lance_studio.backends.process.wire import PROTOCOL_VERSION, MessageReader, write_message
from lance_studio.errors import EngineError
from lance_studio.language import tr

_READ_BYTES = 1 << 16


class StudioLink:
    """The pipes to the studio.

    Standard output is reserved for messages: what libraries print goes to standard error, and what they read is empty.

    Args:
        frames: The socket for arrays.
    """

    def __init__(self, frames: int) -> None:
        self._orders, self._answers = os.dup(0), os.dup(1)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        os.dup2(2, 1)
        self._arrays = ArrayPipe(socket.socket(fileno=frames))
        self._writing = threading.Lock()
        self._waiting: SimpleQueue[tuple[Order, threading.Event]] = SimpleQueue()
        self._cancels: dict[str, threading.Event] = {}

    def send(self, message: wire.FromEngine) -> None:
        """Send a message with its arrays, or end this process if the studio has gone.

        Raises:
            MemoryError: There is no room for its arrays; nothing was sent.
        """
        try:
            with self._writing:
                write_message(self._answers, message, self._arrays)
        except OSError:
            os._exit(0)

    def next_order(self) -> tuple[Order, threading.Event]:
        """Wait for the next order; returns it with the flag that stops it."""
        return self._waiting.get()

    def forget(self, job: str) -> None:
        """The job ends; call this before its last message, after which another one may have its name."""
        self._cancels.pop(job, None)

    def listen(self) -> None:
        """Read until the studio says goodbye or ends. Runs in its own thread, which ends the process."""
        reader: MessageReader[wire.ToEngine] = MessageReader(wire.ToEngine, self._arrays)
        try:
            while data := os.read(self._orders, _READ_BYTES):
                for message in reader.feed(data):
                    self._obey(message)
        except EngineError as error:
            self._give_up(error.cause, error.remedy)
        except Exception as error:
            # A process that hears nothing any more must not seem to live: the studio would wait for it for ever.
            failure = explained(error)
            self._give_up(failure.cause, failure.remedy)
        # Not sys.exit: the main thread may be inside a long computation.
        os._exit(0)

    def _obey(self, message: wire.ToEngine) -> None:
        match message:
            case wire.Hello():
                if message.protocol != PROTOCOL_VERSION:
                    self._give_up(
                        tr(
                            "The studio speaks version {theirs} of the protocol, its engine's process version {ours}.",
                            theirs=message.protocol,
                            ours=PROTOCOL_VERSION,
                        ),
                        tr("Install the studio again; its parts are of different versions."),
                    )
            case wire.Run():
                flag = self._cancels[message.job] = threading.Event()
                self._waiting.put((message.order, flag))
            case wire.Cancel():
                flag = self._cancels.get(message.job)
                if flag is not None:
                    flag.set()
            case wire.Shutdown():
                os._exit(0)

    def _give_up(self, cause: str, remedy: str) -> None:
        self.send(wire.GivingUp(failure=Failure(kind=FailureKind.PROTOCOL, cause=cause, remedy=remedy)))
        os._exit(1)
