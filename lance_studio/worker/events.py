"""What the client tells of the engine's process and of jobs: small values that any thread may keep."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from lance_studio.worker.protocol import Failure, Memory, ModelIdentity, Seconds


@dataclass(frozen=True, slots=True)
class EngineStarting:
    """The process was started and has not answered yet."""

    pid: int


@dataclass(frozen=True, slots=True)
class EngineReady:
    """The process answers, ``seconds`` after it was started; no model is loaded yet."""

    pid: int
    version: str
    seconds: float


@dataclass(frozen=True, slots=True)
class EngineStopped:
    """The process has ended; ``expected`` unless it died by itself. The next job starts another one."""

    expected: bool
    status: str


@dataclass(frozen=True, slots=True)
class Loading:
    """A job waits for the engine's program or for the model; ``model`` is the folder's name."""

    job: str
    stage: Literal["importing", "loading"]
    model: str


@dataclass(frozen=True, slots=True)
class ModelReady:
    """The model of a job is in memory, ``seconds`` after that was asked for."""

    job: str
    model: "ModelIdentity"
    memory: "Memory"
    seconds: float


@dataclass(frozen=True, slots=True)
class Stage:
    """A job looks at its inputs, or makes pixels of its result."""

    job: str
    stage: Literal["preparing", "decoding"]


@dataclass(frozen=True, slots=True, eq=False)
class Progress:
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
    preview: "NDArray[np.uint8] | None"
    memory: "Memory"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of an answer."""

    job: str
    index: int
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class VisualResult:
    """A picture or clip.

    Attributes:
        frames: ``uint8`` [T, H, W, 3], read-only, T = 1 for a picture. Of an edit with a mask, the pixels outside the
            mask are those of the source resized to this size.
        latent: ``float32`` [t, h, w, 48], read-only; may be kept and given to the next edit.
        given_frames: Leading frames that repeat given ones.
        frame_rate: Frames per second of a clip.
        seconds: Wall seconds by stage.
        warnings: Sentences for the user.
        model: What made it.
    """

    frames: "NDArray[np.uint8]"
    latent: "NDArray[np.float32]"
    given_frames: int
    frame_rate: Fraction
    seconds: "Seconds"
    warnings: tuple[str, ...]
    model: "ModelIdentity"


@dataclass(frozen=True, slots=True)
class AnswerResult:
    """An answer; ``finished`` unless it was cut at the longest length."""

    text: str
    finished: bool
    tokens: int
    seconds: "Seconds"
    model: "ModelIdentity"


Result = VisualResult | AnswerResult


@dataclass(frozen=True, slots=True, eq=False)
class Done:
    """A job has its result."""

    job: str
    result: Result


@dataclass(frozen=True, slots=True)
class Failed:
    """A job has failed."""

    job: str
    failure: "Failure"


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A job was stopped because it was asked for."""

    job: str


#: A job's last event.
Finished = Done | Failed | Cancelled
JobEvent = Loading | ModelReady | Stage | Progress | Token | Finished
Event = EngineStarting | EngineReady | EngineStopped | JobEvent
