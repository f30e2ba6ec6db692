"""What a backend tells: of its engine and of jobs. The same values are the messages of the engine's process.

They are never changed, so any thread may keep them. Arrays are checked where an event is made, hence also where one
arrives from another process; a message with other arrays is none of this protocol.
"""

from fractions import Fraction
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from lance_studio.backends.failures import Failure
from lance_studio.requests import Family
from lance_studio.requests.geometry import LATENT_CHANNELS


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


class MemoryTaken(msgspec.Struct, frozen=True, kw_only=True):
    """What a job took of the memory where its model ran, in bytes.

    Attributes:
        kind: Memory of the process ("cpu"), or of the GPU.
        loaded: With the model loaded, before the job.
        peak: The most during the job.
    """

    kind: Literal["cpu", "gpu"]
    loaded: int
    peak: int


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
    family: Family
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


class _Event(msgspec.Struct, frozen=True, tag_field="type"):
    """What all events have in common: in a message, the field ``type`` tells them apart."""


# --- of the engine ----------------------------------------------------------------------------------------------------


class EngineStarting(_Event, frozen=True, tag="engine_starting"):
    """The engine is being started, in the process ``pid``."""

    pid: int


class EngineReady(_Event, frozen=True, tag="engine_ready"):
    """The engine answers, ``seconds`` after it was started; no model is loaded yet."""

    pid: int
    version: str
    seconds: float


class EngineStopped(_Event, frozen=True, tag="engine_stopped"):
    """The engine has ended; ``expected`` unless it died by itself. The next job starts it again."""

    expected: bool
    status: str


# --- of a job ---------------------------------------------------------------------------------------------------------


class Loading(_Event, frozen=True, tag="loading"):
    """A job waits for the engine's program or for the model; ``model`` is the folder's name."""

    job: str
    stage: Literal["importing", "loading"]
    model: str


class ModelReady(_Event, frozen=True, tag="model_ready"):
    """The model of a job is in memory, ``seconds`` after that was asked for; told also if it was there already."""

    job: str
    model: ModelIdentity
    memory: Memory
    seconds: float


class Stage(_Event, frozen=True, tag="stage"):
    """The model looks at the inputs and the words of a job, or makes pixels of its result."""

    job: str
    stage: Literal["preparing", "decoding"]


class Progress(_Event, frozen=True, eq=False, tag="progress"):
    """A step of a job is done.

    Attributes:
        job: The job.
        step: Steps done.
        total: Steps in all.
        seconds: Since the first step began.
        preview: ``uint8`` [h, w, 3], one pixel per latent cell.
        memory: Use of memory.
    """

    job: str
    step: int
    total: int
    seconds: float
    preview: NDArray[np.uint8] | None
    memory: Memory

    def __post_init__(self) -> None:
        if self.preview is not None and (self.preview.ndim != 3 or self.preview.shape[2] != 3):
            raise ValueError(f"a preview of shape {self.preview.shape}")


class Token(_Event, frozen=True, tag="token"):
    """A piece of an answer."""

    job: str
    index: int
    text: str


class VisualResult(_Event, frozen=True, eq=False, tag="visual"):
    """A picture or clip.

    Attributes:
        frames: ``uint8`` [T, H, W, 3], read-only, T = 1 for a picture. Of an edit with a mask, the pixels outside the
            mask are those of the source resized to this size.
        latent: ``float32`` [t, h, w, 48], read-only; may be kept and given to the next edit.
        given_frames: Leading frames that repeat given ones.
        given_end: Last frames that repeat given ones.
        frame_rate: Frames per second of a clip.
        seconds: Wall seconds by stage.
        warnings: Sentences for the user.
        model: What made it.
        memory: What it took; None where the backend does not know.
    """

    frames: NDArray[np.uint8]
    latent: NDArray[np.float32]
    given_frames: int
    frame_rate: Fraction
    seconds: Seconds
    warnings: tuple[str, ...]
    model: ModelIdentity
    memory: MemoryTaken | None = None
    given_end: int = 0

    def __post_init__(self) -> None:
        if self.frames.ndim != 4 or self.frames.shape[3] != 3 or not self.frames.size:
            raise ValueError(f"frames of shape {self.frames.shape}")
        if self.latent.ndim != 4 or self.latent.shape[3] != LATENT_CHANNELS:
            raise ValueError(f"a latent of shape {self.latent.shape}")


class AnswerResult(_Event, frozen=True, tag="answer"):
    """An answer; ``finished`` unless it was cut at the longest length. ``warnings`` are sentences for the user.

    ``memory`` is what it took; None where the backend does not know.
    """

    text: str
    finished: bool
    tokens: int
    seconds: Seconds
    model: ModelIdentity
    warnings: tuple[str, ...] = ()
    memory: MemoryTaken | None = None


Result = VisualResult | AnswerResult


class JobDone(_Event, frozen=True, eq=False, tag="done"):
    """A job has its result."""

    job: str
    result: Result


class JobFailed(_Event, frozen=True, tag="failed"):
    """A job has failed; the engine goes on."""

    job: str
    failure: Failure


class JobCancelled(_Event, frozen=True, tag="cancelled"):
    """A job was stopped because it was asked for."""

    job: str


# --- of silence -------------------------------------------------------------------------------------------------------


class DoesNotAnswer(_Event, frozen=True, tag="does_not_answer"):
    """Nothing came of a job for longer than can be explained.

    Attributes:
        job: The job.
        seconds: For how long.
        usual: How long it usually takes; None where nobody knows.
        hung: Whether the engine gives no sign of life at all.
    """

    job: str
    seconds: float
    usual: float | None
    hung: bool


class AnswersAgain(_Event, frozen=True, tag="answers_again"):
    """A job of which nothing had come goes on, or its user wants to wait."""

    job: str


#: A job's last event; of loading ahead it is :class:`ModelReady` or :class:`JobFailed`.
JobEnd = JobDone | JobFailed | JobCancelled
JobEvent = Loading | ModelReady | Stage | Progress | Token | JobEnd
EngineEvent = EngineStarting | EngineReady | EngineStopped
SilenceEvent = DoesNotAnswer | AnswersAgain
Event = EngineEvent | JobEvent | SilenceEvent
