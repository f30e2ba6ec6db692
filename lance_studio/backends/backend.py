"""What a backend is: something that runs requests on a model and tells what happens, wherever the engine may be."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from lance_studio.backends.events import EngineStopped, Event, Memory, ModelIdentity, ModelReady, Progress
from lance_studio.errors import InvalidRequestError
from lance_studio.language import tr
from lance_studio.requests import Family, InputBlock, ModelChoice, Request
from lance_studio.requests.tasks import TASK_NAMES

#: What a backend may lack, besides whole tasks: to change only a part of a picture, to go on from the latent of an
#: earlier result, to show a picture while it is drawn, to tell an answer piece by piece.
MASKS, KEPT_LATENTS, PREVIEWS, STREAMED_ANSWERS = "masks", "kept_latents", "previews", "streamed_answers"
FEATURES = (*TASK_NAMES, MASKS, KEPT_LATENTS, PREVIEWS, STREAMED_ANSWERS)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a backend can do: all of :data:`FEATURES` but what is missing.

    Attributes:
        missing: For each missing feature a sentence that says why, for people.
    """

    missing: Mapping[str, str] = field(default_factory=dict[str, str])

    def __post_init__(self) -> None:
        if unknown := set(self.missing) - set(FEATURES):
            raise ValueError(f"unknown features: {', '.join(sorted(unknown))}")

    @property
    def tasks(self) -> tuple[str, ...]:
        """The tasks that can be run, by name."""
        return tuple(name for name in TASK_NAMES if self.has(name))

    def has(self, feature: str) -> bool:
        """Whether a task can be run, or a feature is there."""
        return feature not in self.missing

    def why_not(self, feature: str) -> str:
        """Say why a feature is missing; nothing if it is there."""
        return self.missing.get(feature, "")

    def why_none(self, features: Sequence[str]) -> str:
        """Say why none of some features is there; nothing if one is, or if there are none to ask for."""
        return self.why_not(features[0]) if features and not any(map(self.has, features)) else ""

    def require(self, *features: str) -> None:
        """Check that all of these are there.

        Raises:
            InvalidRequestError: One is missing; the cause is the sentence that says why.
        """
        for feature in features:
            if not self.has(feature):
                raise InvalidRequestError(
                    self.why_not(feature), tr("Ask for something else, or choose another engine.")
                )


#: What the engine in its own process and the one in this process can do.
EVERYTHING = Capabilities()


@dataclass(frozen=True, slots=True)
class Held:
    """What a backend holds in memory: a loaded model, and how much memory it uses, as it was last told."""

    model: ModelIdentity
    memory: Memory


def held_after(held: Held | None, event: Event) -> Held | None:
    """Say what a backend holds after an event."""
    match event:
        case ModelReady():
            return Held(event.model, event.memory)
        case Progress() if held is not None:
            return Held(held.model, event.memory)
        case EngineStopped():
            return None
        case _:
            return held


class Backend(Protocol):
    """Runs requests, one at a time, in the order in which they were given.

    It tells events to the function that it was made with, in any thread. Each job gets exactly one of `JobDone`,
    `JobFailed` and `JobCancelled`, unless the backend is closed before. The engine is started by the first
    job, and again by the next one after it has ended. All methods may be called from any thread and return at once,
    except for :meth:`close`.
    """

    @property
    def capabilities(self) -> Capabilities:
        """What it can do."""
        ...

    @property
    def held(self) -> Held | None:
        """What it holds in memory now."""
        ...

    @property
    def last_sign(self) -> float:
        """When the engine gave its last sign of life, in seconds of a clock that never goes back."""
        ...

    def submit(self, job: str, request: Request, inputs: Sequence[InputBlock], model: ModelChoice) -> None:
        """Run a request after those that were given before.

        Args:
            job: Tells its events apart; not the name of another unfinished job.
            request: What to do.
            inputs: The pictures and clips it works on; they must not be changed until the job is finished.
            model: What it runs on; another model than the last job's takes that one's place in memory.

        Raises:
            InvalidRequestError: The inputs do not suit the request, or it cannot be given to this backend.
        """
        ...

    def load(self, job: str, model: ModelChoice, family: Family = "image") -> None:
        """Load a model ahead of the first job that needs it; ends with the event `ModelReady` or `JobFailed`."""
        ...

    def cancel(self, job: str) -> None:
        """Stop a job before its next step, or take it out of the line; an unknown or finished job is left alone."""
        ...

    def be_patient(self, job: str) -> None:
        """Wait as long again before it is told once more that nothing comes of a job."""
        ...

    def kill(self) -> None:
        """End the engine, to free its memory or because it hangs; a running job fails. The next job starts it again."""
        ...

    def close(self) -> None:
        """End the engine and the thread.

        A result that is finished by then is still told, before this returns; other unfinished jobs get no further
        event.
        """
        ...


MakeBackend: TypeAlias = Callable[[Callable[[Event], None]], Backend]
"""Makes a backend for a receiver of its events, which should return quickly."""


@dataclass(frozen=True, slots=True)
class Order:
    """One thing that an engine is to do; without a request, loading a model.

    Attributes:
        job: Tells its events apart.
        model: What it runs on.
        request: What to do.
        inputs: The pictures and clips it works on.
        family: The checkpoint that is loaded where there is no request.
    """

    job: str
    model: ModelChoice
    request: Request | None = None
    inputs: tuple[InputBlock, ...] = ()
    family: Family = "image"

    @property
    def title(self) -> str:
        """What it is, for the log; a request's words stay out of it."""
        return "LoadModel" if self.request is None else type(self.request).__name__
