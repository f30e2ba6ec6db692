"""The states of a job, as the window shows them, and how they follow from what is stored and what happens."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from lance_studio.project.rows import Job

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from lance_studio.backends.events import JobEvent, Memory, SilenceEvent
    from lance_studio.backends.failures import Failure


@dataclass(frozen=True, slots=True)
class Queued:
    """Waits; ``ahead`` jobs come before it."""

    ahead: int


@dataclass(frozen=True, slots=True)
class Preparing:
    """Runs, but no step is done: inputs are read, the engine starts, the model is loaded, or looks at the inputs."""

    stage: Literal["inputs", "starting", "importing", "loading", "preparing"]


@dataclass(frozen=True, slots=True, eq=False)
class Running:
    """Steps are done.

    Attributes:
        step: Steps done.
        total: Steps in all.
        seconds: Since the first step began.
        eta: Seconds until the last step, by the pace so far.
        preview: ``uint8`` [h, w, 3], one pixel per latent cell.
        memory: Use of memory.
    """

    step: int
    total: int
    seconds: float
    eta: float
    preview: "NDArray[np.uint8] | None"
    memory: "Memory"


@dataclass(frozen=True, slots=True)
class Answering:
    """An answer grows; ``text`` is all of it so far, ``added`` what came last."""

    text: str
    added: str


@dataclass(frozen=True, slots=True)
class Recording:
    """The result is decoded, encoded and written to the project."""


@dataclass(frozen=True, slots=True)
class NotAnswering:
    """Nothing has come from the engine for longer than can be explained.

    Attributes:
        before: The state that it was in.
        seconds: For how long.
        usual: How long it usually takes; None where nobody knows.
        hung: Whether the engine gives no sign of life at all.
    """

    before: "Preparing | Running | Answering | Recording"
    seconds: float
    usual: float | None
    hung: bool


@dataclass(frozen=True, slots=True)
class Cancelling:
    """Stops before its next step."""


@dataclass(frozen=True, slots=True)
class Done:
    """Has made these nodes; a question makes none."""

    nodes: tuple[str, ...]
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Failed:
    """Could not be done."""

    failure: "Failure"


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Was stopped because it was asked for."""


Finished = Done | Failed | Cancelled
JobState = Queued | Preparing | Running | Answering | Recording | NotAnswering | Cancelling | Finished


def stored_state(job: Job, ahead: int) -> JobState:
    """The state of a job that is not at work now.

    Args:
        job: The job as the project stores it.
        ahead: Queued jobs before it.
    """
    match job.state:
        case "done":
            return Done(job.results, job.seconds)
        case "failed":
            from lance_studio.backends.failures import Failure, FailureKind

            kind = FailureKind.INTERNAL
            return Failed(Failure(kind=kind, cause=job.cause, remedy=job.remedy, log=job.log))
        case "cancelled":
            return Cancelled()
        case _:
            return Queued(ahead)


def next_state(state: JobState, event: "JobEvent | SilenceEvent") -> JobState:
    """The state of the job at work after an event that does not end it."""
    from lance_studio.backends import events

    before = state.before if isinstance(state, NotAnswering) else state
    match event:
        case _ if isinstance(state, Cancelling):
            return state
        case events.DoesNotAnswer() if isinstance(before, Preparing | Running | Answering | Recording):
            return NotAnswering(before, event.seconds, event.usual, event.hung)
        case events.AnswersAgain():
            return before
        case events.Loading():
            return Preparing(event.stage)
        case events.ModelReady() | events.Stage(stage="preparing"):
            return Preparing("preparing")
        case events.Progress():
            eta = (event.total - event.step) * event.seconds / max(event.step, 1)
            return Running(event.step, event.total, event.seconds, eta, event.preview, event.memory)
        case events.Token():
            answer = before if isinstance(before, Answering) else Answering("", "")
            return replace(answer, text=answer.text + event.text, added=event.text)
        case events.Stage(stage="decoding"):
            return Recording()
        case _:
            return state
