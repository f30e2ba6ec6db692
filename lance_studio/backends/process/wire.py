"""The messages between the studio and the engine's process, and how they become bytes.

The process tells the very events of :mod:`lance_studio.backends.events`; only what is between the two processes is
declared here. Each side says its version in its first message (:class:`Hello`, :class:`Ready`), and those two must stay
readable for ever: fields may be added to them, none may be removed.

A message is its length in four bytes, then MessagePack. Its arrays are handed over beside it, see
:mod:`lance_studio.backends.process.arrays`; fractions are texts such as "24000/1001".
"""

import os
import re
import struct
from fractions import Fraction
from typing import Any, Generic, TypeVar, get_args

import msgspec
import numpy as np
from numpy.typing import NDArray

from lance_studio.backends.backend import Order
from lance_studio.backends.events import JobEvent
from lance_studio.backends.failures import Failure
from lance_studio.backends.process.arrays import ArrayPipe, ArrayRef
from lance_studio.errors import EngineError
from lance_studio.language import tr
from lance_studio.requests import Family, InputBlock, ModelChoice, Request

#: Raised with every change that the other side could misread.
PROTOCOL_VERSION = 3
#: No message comes near this; a larger length means that something else wrote to the pipe.
MAX_MESSAGE_BYTES = 16 << 20
_LENGTH = struct.Struct(">I")
#: Digits enough for every rate; a text of thousands of digits would take long to read.
_FRACTION = re.compile(r"-?\d{1,12}(/0*[1-9]\d{0,11})?", re.ASCII)


class _Message(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """What all messages have in common: the field ``type`` tells them apart."""


# --- to the engine's process ------------------------------------------------------------------------------------------


class Hello(_Message, frozen=True, kw_only=True, tag="hello"):
    """The studio's first message."""

    protocol: int


class Block(msgspec.Struct, frozen=True, eq=False):
    """One input block; see :class:`lance_studio.requests.InputBlock`."""

    frames: NDArray[np.uint8]
    mask: NDArray[np.uint8] | None
    latent: NDArray[np.float32] | None


class Run(_Message, frozen=True, kw_only=True, eq=False, tag="run"):
    """Run a request, or without one load a model ahead; see :class:`lance_studio.backends.backend.Order`."""

    job: str
    model: ModelChoice
    request: Request | None
    inputs: tuple[Block, ...]
    family: Family

    @classmethod
    def of(cls, order: Order) -> "Run":
        """The message of an order."""
        blocks = tuple(Block(block.frames, block.mask, block.latent) for block in order.inputs)
        return cls(job=order.job, model=order.model, request=order.request, inputs=blocks, family=order.family)

    @property
    def order(self) -> Order:
        """The order of the message."""
        blocks = tuple(InputBlock(block.frames, block.mask, block.latent) for block in self.inputs)
        return Order(self.job, self.model, self.request, blocks, self.family)


class Cancel(_Message, frozen=True, kw_only=True, tag="cancel"):
    """Stop a job before its next step, or before it begins."""

    job: str


class Shutdown(_Message, frozen=True, kw_only=True, tag="shutdown"):
    """End the process; a running job is given up."""


ToEngine = Hello | Run | Cancel | Shutdown

# --- from the engine's process ----------------------------------------------------------------------------------------


class Ready(_Message, frozen=True, kw_only=True, tag="ready"):
    """The process lives; its first message, sent before anything slow is imported."""

    protocol: int
    pid: int
    version: str


class Beat(_Message, frozen=True, kw_only=True, tag="beat"):
    """The process lives and works; sent every second while it has an order."""


class GivingUp(_Message, frozen=True, kw_only=True, tag="giving_up"):
    """The process itself has failed and is about to end."""

    failure: Failure


FromEngine = Ready | Beat | GivingUp | JobEvent

# --- bytes ------------------------------------------------------------------------------------------------------------

_T = TypeVar("_T")


def write_message(descriptor: int, message: ToEngine | FromEngine, arrays: ArrayPipe) -> None:
    """Write a message to a pipe, after its arrays.

    Raises:
        OSError: The other side has gone.
        MemoryError: There is no room for its arrays. As for every other error, nothing was sent.
    """

    def encoded(value: Any) -> Any:
        if isinstance(value, np.ndarray):
            return arrays.hold(value)
        if isinstance(value, Fraction):
            return str(value)
        raise TypeError(f"no message holds a {type(value).__name__}")

    try:
        body = msgspec.msgpack.encode(message, enc_hook=encoded)
    except BaseException:
        arrays.discard()
        raise
    arrays.flush()
    data = memoryview(_LENGTH.pack(len(body)) + body)
    while data:
        data = data[os.write(descriptor, data) :]


class MessageReader(Generic[_T]):
    """Collects a pipe's bytes and cuts them into messages.

    Args:
        messages: The union of messages that may come, :data:`ToEngine` or :data:`FromEngine`.
        arrays: Where their arrays are taken over. Every message's are, in order, also if nobody wants the message.
    """

    def __init__(self, messages: Any, arrays: ArrayPipe) -> None:
        self._arrays = arrays
        self._decoder: msgspec.msgpack.Decoder[_T] = msgspec.msgpack.Decoder(messages, dec_hook=self._decoded)
        self._bytes = bytearray()

    def feed(self, data: bytes) -> list[_T]:
        """Add bytes, and take out the messages that are complete.

        Raises:
            EngineError: The bytes are no messages of this protocol, or an array did not arrive; nothing more can be
                read from this pipe.
        """
        self._bytes += data
        messages: list[_T] = []
        while len(self._bytes) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._bytes)
            if length > MAX_MESSAGE_BYTES:
                raise _foreign(tr("a message of impossible length"))
            end = _LENGTH.size + length
            if len(self._bytes) < end:
                break
            try:
                messages.append(self._decoder.decode(self._bytes[_LENGTH.size : end]))
            except (msgspec.DecodeError, RecursionError) as error:
                raise _foreign(str(error)) from error
            del self._bytes[:end]
        return messages

    def _decoded(self, kind: Any, value: Any) -> Any:
        """Make an array or a fraction of what stands for it in a message."""
        if kind is Fraction:
            if not isinstance(value, str) or not _FRACTION.fullmatch(value):
                raise ValueError("a fraction that is none")
            return Fraction(value)
        (dtype,) = get_args(get_args(kind)[1])
        ref = msgspec.convert(value, ArrayRef)
        if ref.dtype != np.dtype(dtype).name:
            raise ValueError(f"an array of {ref.dtype} instead of {np.dtype(dtype).name}")
        return self._arrays.receive(ref)


def _foreign(what: str) -> EngineError:
    return EngineError(
        tr("The studio and the engine's process do not understand each other: {what}.", what=what),
        tr("Install the studio again; its parts are of different versions."),
    )
