"""The messages between the studio and the engine's process, and how they become bytes.

Each side says its version in its first message (:class:`Hello`, :class:`Ready`), and those two must stay readable for
ever: fields may be added to them, none may be removed. A message is its length in four bytes, then MessagePack. Arrays
do not travel in messages, see :mod:`lance_studio.worker.frames`.
"""

import os
import struct
from enum import StrEnum
from typing import Any, Generic, Literal, TypeVar

import msgspec

from lance_studio.errors import EngineError
from lance_studio.requests import ModelChoice, Request
from lance_studio.worker.frames import ArrayRef

#: Raised with every change that the other side could misread.
PROTOCOL_VERSION = 1
#: No message comes near this; a larger length means that something else wrote to the pipe.
MAX_MESSAGE_BYTES = 16 << 20
_LENGTH = struct.Struct(">I")


class FailureKind(StrEnum):
    """What sort of failure it was, so that the window can offer what helps."""

    INVALID_REQUEST = "invalid_request"
    CHECKPOINT = "checkpoint"
    DEVICE = "device"
    ENGINE = "engine"
    ENGINE_DIED = "engine_died"
    START = "start"
    PROTOCOL = "protocol"
    MEDIA = "media"
    STORAGE = "storage"
    INTERNAL = "internal"


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """Why a job failed, for people.

    Attributes:
        kind: What sort of failure it was.
        cause: One sentence that says what is wrong.
        remedy: One sentence that says what to do; may be empty.
        log: Details to copy into a report; may be empty.
    """

    kind: FailureKind
    cause: str
    remedy: str = ""
    log: str = ""


class Memory(msgspec.Struct, frozen=True, kw_only=True):
    """Memory in bytes: of the process where the model runs on the processor, of its part of the GPU otherwise.

    Attributes:
        kind: Which memory.
        used: What the process holds now.
        peak: The most that was reported for this job.
        total: What the device has.
    """

    kind: Literal["cpu", "gpu"]
    used: int
    peak: int
    total: int


class ModelIdentity(msgspec.Struct, frozen=True, kw_only=True):
    """Which weights made a result, and how they ran.

    Attributes:
        name: The checkpoint's name for people.
        family: The checkpoint.
        root: The model folder.
        device: Where it ran.
        precision: Its number format.
        fingerprints: What recipes say of the files.
        engine_version: Version of the studio.
    """

    name: str
    family: Literal["image", "video"]
    root: str
    device: str
    precision: str
    fingerprints: dict[str, str]
    engine_version: str


class Seconds(msgspec.Struct, frozen=True, kw_only=True):
    """Wall seconds of a run's stages."""

    encode: float = 0.0
    prefill: float = 0.0
    sample: float = 0.0
    decode: float = 0.0

    @property
    def total(self) -> float:
        """All stages together."""
        return self.encode + self.prefill + self.sample + self.decode


class _Message(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """What all messages have in common: the field ``type`` tells them apart."""


# --- to the engine's process ------------------------------------------------------------------------------------------


class Hello(_Message, frozen=True, kw_only=True, tag="hello"):
    """The studio's first message."""

    protocol: int


class BlockRef(msgspec.Struct, frozen=True, kw_only=True):
    """One input block; its arrays were sent in this order."""

    frames: ArrayRef
    mask: ArrayRef | None = None
    latent: ArrayRef | None = None


class LoadModel(_Message, frozen=True, kw_only=True, tag="load_model"):
    """Load a model ahead of a job; answered by :class:`Loaded` or :class:`Failed`."""

    job: str
    model: ModelChoice
    family: Literal["image", "video"]


class Run(_Message, frozen=True, kw_only=True, tag="run"):
    """Run a request; answered by one of the Done messages, :class:`Failed` or :class:`Cancelled`."""

    job: str
    request: Request
    inputs: tuple[BlockRef, ...]
    model: ModelChoice


class Cancel(_Message, frozen=True, kw_only=True, tag="cancel"):
    """Stop a job before its next step, or before it begins."""

    job: str


class Shutdown(_Message, frozen=True, kw_only=True, tag="shutdown"):
    """End the process; a running job is given up."""


ToEngine = Hello | LoadModel | Run | Cancel | Shutdown

# --- from the engine's process ----------------------------------------------------------------------------------------


class Ready(_Message, frozen=True, kw_only=True, tag="ready"):
    """The process lives; its first message, sent before anything slow is imported."""

    protocol: int
    pid: int
    version: str


class Loading(_Message, frozen=True, kw_only=True, tag="loading"):
    """What keeps a job from beginning."""

    job: str
    stage: Literal["importing", "loading"]
    model: str


class Loaded(_Message, frozen=True, kw_only=True, tag="loaded"):
    """The model that a job needs is in memory; sent also if it was there already."""

    job: str
    model: ModelIdentity
    memory: Memory
    seconds: float


class Preparing(_Message, frozen=True, kw_only=True, tag="preparing"):
    """The model looks at the inputs and the prompt."""

    job: str


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """A picture of one pixel per latent cell, small enough for a message: RGB rows from the top."""

    width: int
    height: int
    pixels: bytes


class Step(_Message, frozen=True, kw_only=True, tag="step"):
    """One denoising step is done."""

    job: str
    step: int
    total: int
    seconds: float
    preview: Preview | None
    memory: Memory


class Decoding(_Message, frozen=True, kw_only=True, tag="decoding"):
    """All steps are done; the result becomes pixels."""

    job: str


class Token(_Message, frozen=True, kw_only=True, tag="token"):
    """A piece of an answer."""

    job: str
    index: int
    text: str


class DoneVisual(_Message, frozen=True, kw_only=True, tag="done_visual"):
    """A picture or clip is finished; its arrays were sent in this order.

    Attributes:
        frame_rate: Numerator and denominator of frames per second.
    """

    job: str
    frames: ArrayRef
    latent: ArrayRef
    given_frames: int
    frame_rate: tuple[int, int]
    seconds: Seconds
    warnings: tuple[str, ...]
    model: ModelIdentity


class DoneAnswer(_Message, frozen=True, kw_only=True, tag="done_answer"):
    """An answer is finished."""

    job: str
    text: str
    finished: bool
    tokens: int
    seconds: Seconds
    model: ModelIdentity


class Failed(_Message, frozen=True, kw_only=True, tag="failed"):
    """A job, or without one the process itself, has failed; a failed job leaves the process usable."""

    job: str | None
    failure: Failure


class Cancelled(_Message, frozen=True, kw_only=True, tag="cancelled"):
    """A job was stopped."""

    job: str


FromEngine = (
    Ready | Loading | Loaded | Preparing | Step | Decoding | Token | DoneVisual | DoneAnswer | Failed | Cancelled
)

# --- bytes ------------------------------------------------------------------------------------------------------------

_T = TypeVar("_T")


def write_message(descriptor: int, message: ToEngine | FromEngine) -> None:
    """Write a message to a pipe.

    Raises:
        OSError: The other side has gone.
    """
    body = msgspec.msgpack.encode(message)
    data = memoryview(_LENGTH.pack(len(body)) + body)
    while data:
        data = data[os.write(descriptor, data) :]


class MessageReader(Generic[_T]):
    """Collects a pipe's bytes and cuts them into messages.

    Args:
        messages: The union of messages that may come, :data:`ToEngine` or :data:`FromEngine`.
    """

    def __init__(self, messages: Any) -> None:
        self._decoder: msgspec.msgpack.Decoder[_T] = msgspec.msgpack.Decoder(messages)
        self._bytes = bytearray()

    def feed(self, data: bytes) -> list[_T]:
        """Add bytes, and take out the messages that are complete.

        Raises:
            EngineError: The bytes are no messages of this protocol; nothing more can be read from this pipe.
        """
        self._bytes += data
        messages: list[_T] = []
        while len(self._bytes) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._bytes)
            if length > MAX_MESSAGE_BYTES:
                raise _foreign("a message of impossible length")
            end = _LENGTH.size + length
            if len(self._bytes) < end:
                break
            try:
                messages.append(self._decoder.decode(self._bytes[_LENGTH.size : end]))
            except msgspec.DecodeError as error:
                raise _foreign(str(error)) from error
            del self._bytes[:end]
        return messages


def _foreign(what: str) -> EngineError:
    return EngineError(
        f"The studio and the engine's process do not understand each other: {what}.",
        "Install the studio anew; its parts are of different versions.",
    )
