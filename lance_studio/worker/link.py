"""The engine process's side of the pipes to the studio."""

import os
import socket
import threading
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any

from numpy.typing import NDArray

from lance_studio.errors import EngineError
from lance_studio.worker import protocol
from lance_studio.worker.failures import explained
from lance_studio.worker.frames import ArrayPipe, ArrayRef
from lance_studio.worker.protocol import PROTOCOL_VERSION, Failure, FailureKind, MessageReader, write_message
from lance_studio.worker.requests import InputBlock

_READ_BYTES = 1 << 16


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """An order with its inputs, and the flag that stops it."""

    order: protocol.LoadModel | protocol.Run
    inputs: tuple[InputBlock, ...]
    cancel: threading.Event


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
        self._jobs: SimpleQueue[Job] = SimpleQueue()
        self._cancels: dict[str, threading.Event] = {}

    def send(self, message: protocol.FromEngine) -> None:
        """Send a message, or end this process if the studio has gone."""
        try:
            with self._writing:
                write_message(self._answers, message)
        except OSError:
            os._exit(0)

    def send_array(self, array: NDArray[Any]) -> ArrayRef:
        """Hand an array over before the message that refers to it.

        Raises:
            MemoryError: There is no room for it.
        """
        try:
            return self._arrays.send(array)
        except OSError:
            os._exit(0)

    def next_job(self) -> Job:
        """Wait for the next order."""
        return self._jobs.get()

    def forget(self, job: Job) -> None:
        """The job ends; call this before its last message, after which another one may have its name."""
        self._cancels.pop(job.order.job, None)

    def listen(self) -> None:
        """Read until the studio says goodbye or ends. Runs in its own thread, which ends the process."""
        reader: MessageReader[protocol.ToEngine] = MessageReader(protocol.ToEngine)
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

    def _obey(self, message: protocol.ToEngine) -> None:
        match message:
            case protocol.Hello():
                if message.protocol != PROTOCOL_VERSION:
                    self._give_up(
                        f"The studio speaks version {message.protocol} of the protocol, "
                        f"its engine's process version {PROTOCOL_VERSION}.",
                        "Install the studio anew; its parts are of different versions.",
                    )
            case protocol.LoadModel():
                self._accept(message, ())
            case protocol.Run():
                self._accept(message, tuple(self._block(ref) for ref in message.inputs))
            case protocol.Cancel():
                flag = self._cancels.get(message.job)
                if flag is not None:
                    flag.set()
            case protocol.Shutdown():
                os._exit(0)

    def _accept(self, order: protocol.LoadModel | protocol.Run, inputs: tuple[InputBlock, ...]) -> None:
        flag = self._cancels[order.job] = threading.Event()
        self._jobs.put(Job(order, inputs, flag))

    def _block(self, ref: protocol.BlockRef) -> InputBlock:
        frames = self._arrays.receive(ref.frames)
        mask = None if ref.mask is None else self._arrays.receive(ref.mask)
        return InputBlock(frames, mask, None if ref.latent is None else self._arrays.receive(ref.latent))

    def _give_up(self, cause: str, remedy: str) -> None:
        self.send(protocol.Failed(job=None, failure=Failure(kind=FailureKind.PROTOCOL, cause=cause, remedy=remedy)))
        os._exit(1)
