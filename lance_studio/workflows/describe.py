"""A task in words: for the queue, the history and the inspector."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lance_studio.errors import InvalidRequestError
from lance_studio.language import kept, mark, tr, translate, translate_filled
from lance_studio.requests import (
    AskImage,
    AskVideo,
    Continuation,
    ImageEdit,
    ImageToVideo,
    ReferenceGuided,
    Request,
    TextToImage,
    TextToVideo,
    VideoEdit,
    task_name,
)
from lance_studio.requests.geometry import MODEL_RATE
from lance_studio.workflows.promise_words import came_facts
from lance_studio.workflows.task import Task

_VERBS: dict[type[Request], str] = {
    TextToImage: mark("Picture"),
    TextToVideo: mark("Clip"),
    ImageToVideo: mark("Animate"),
    ImageEdit: mark("Edit"),
    VideoEdit: mark("Edit clip"),
    Continuation: mark("Extend"),
    ReferenceGuided: mark("Reference"),
    AskImage: mark("Ask"),
    AskVideo: mark("Ask"),
}
_TITLES: dict[type[Request], Callable[[str], str]] = {
    TextToImage: lambda words: kept('Picture "{words}"', words=words),
    TextToVideo: lambda words: kept('Clip "{words}"', words=words),
    ImageToVideo: lambda words: kept('Animate "{words}"', words=words),
    ImageEdit: lambda words: kept('Edit "{words}"', words=words),
    VideoEdit: lambda words: kept('Edit clip "{words}"', words=words),
    Continuation: lambda words: kept('Extend "{words}"', words=words),
    ReferenceGuided: lambda words: kept('Reference "{words}"', words=words),
    AskImage: lambda words: kept('Ask "{words}"', words=words),
    AskVideo: lambda words: kept('Ask "{words}"', words=words),
}
_VERBS_BY_NAME = {str(kind.__struct_config__.tag): verb for kind, verb in _VERBS.items()}
_TITLE = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What is worth showing of a task.

    Attributes:
        task: Its name in recipes, for example "image_edit".
        verb: What is done, for example "Edit".
        prompt: The prompt, instruction or question.
        title: Both, shortened, for example 'Edit "make it red"'.
        size: For example "128 × 128"; empty for an answer.
        frames: Of the result; None for an answer, 1 for a picture.
        steps: Of sampling; None for an answer.
        guidance: Strength of the words; None for an answer.
        seed: Of the noise or of drawn tokens.
        preset: The size at which inputs are seen; empty without inputs.
        masked: Whether only a part may change.
        notes: Sentences on what is done other than expected.
    """

    task: str
    verb: str
    prompt: str
    title: str
    size: str
    frames: int | None
    steps: int | None
    guidance: float | None
    seed: int
    preset: str
    masked: bool
    notes: tuple[str, ...]


def verb_of(task: str) -> str:
    """Return what a task of a recipe does, for example "Edit"; an unknown task's own name."""
    return translate(_VERBS_BY_NAME.get(task, task))


def describe(request_json: str) -> Summary:
    """Put the stored request of a job or an edge into words.

    Raises:
        InvalidRequestError: The text is none of a task.
    """
    return summary(Task.from_json(request_json))


def summary(task: Task) -> Summary:
    """Put a task into words."""
    request: Any = task.request
    asks = isinstance(request, AskImage | AskVideo)
    return Summary(
        task=task_name(request),
        verb=translate(_VERBS[type(request)]),
        prompt=task.words,
        title=translate_filled(title(task)),
        size="" if task.size is None else f"{task.size[0]} × {task.size[1]}",
        frames=None if asks else frames_of(task),
        steps=None if asks else request.sampling.steps,
        guidance=None if asks else request.sampling.guidance_scale,
        seed=request.decoding.seed if asks else request.sampling.seed,
        preset=getattr(request, "preset", ""),
        masked=any(source.mask is not None for source in task.inputs),
        notes=task.notes,
    )


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would come of a wish.

    Attributes:
        width: Pixels of the result; 0 for an answer.
        height: Pixels of the result; 0 for an answer.
        frames: Frames that are made or seen; 1 for a picture.
        notes: Sentences on what is done other than expected.
        source: Width and height of what is changed or continued; None for something new.
        sees: Share of the source's picture that the model sees, 0 to 1; of several, the least.
        steps: Steps of sampling; None for an answer.
        count: How many results.
        seconds: How long all of it takes, without the loading of the model; None where nobody can say.
        memory: The most bytes that it takes; None where nobody can say.
        guessed: Whether seconds and memory are a first guess: nothing like it was measured on this device yet.
        refused: Why it would be refused as it stands, and what to do; empty where it would not.
    """

    width: int
    height: int
    frames: int
    notes: tuple[str, ...] = ()
    source: tuple[int, int] | None = None
    sees: float = 1.0
    steps: int | None = None
    count: int = 1
    seconds: float | None = None
    memory: int | None = None
    guessed: bool = True
    refused: str = ""


def title(task: Task) -> str:
    """Return what a job and its step are called in the project: in English; `translate_filled` shows it."""
    kind = type(task.request)
    return _TITLES[kind](shortened(task.words, _TITLE)) if task.words else _VERBS[kind]


def shortened(text: str, most: int) -> str:
    """Return one line of at most a number of characters; a longer one has its ellipsis in the middle."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    return f"{line[: most // 2].rstrip()}…{line[len(line) - (most - most // 2 - 1) :].lstrip()}"


def facts(request_json: str) -> tuple[tuple[str, str], ...]:
    """List what is known of a request as pairs of a label and a value, in the order in which they are shown.

    Returns:
        The pairs; nothing where the text is none of a task.
    """
    try:
        task = Task.from_json(request_json)
    except InvalidRequestError:
        return ()
    said = summary(task)
    pairs = [
        (mark("Task"), said.verb),
        (mark("Prompt"), said.prompt),
        (mark("Size"), said.size and tr("{size} px", size=said.size)),
    ]
    if said.frames is not None and said.frames > 1:
        pairs.append(
            (
                mark("Length"),
                tr("{frames} frames, {seconds:.2f} s", frames=said.frames, seconds=float(said.frames / MODEL_RATE)),
            )
        )
    pairs += [(mark("Seed"), str(said.seed)), (mark("Steps"), "" if said.steps is None else str(said.steps))]
    pairs += [(mark("Guidance"), "" if said.guidance is None else f"{said.guidance:g}"), (mark("Preset"), said.preset)]
    if said.masked:
        pairs.append((mark("Mask"), tr("only the masked part may change")))
    if any(source.latent is not None for source in task.inputs):
        pairs.append((mark("Starts from"), tr("the kept latent")))
    if task.outcome is not None:
        pairs += [
            (mark("Model"), task.outcome.model.get("name", "")),
            (mark("Weights"), weights_words(task.outcome.model)),
        ]
        pairs += [(mark("Device"), task.outcome.device), (mark("Precision"), task.outcome.precision)]
        pairs += came_facts(task)
    return tuple((label, value) for label, value in pairs if value)


def weights_words(model: Mapping[str, str]) -> str:
    """Say which weights a model has, for example "SHA-256 68f9e278ca4c…"; nothing where that is not known.

    Args:
        model: Digests by their kind, "sha256" or "fingerprint".
    """
    for kind, name in (("sha256", "SHA-256"), ("fingerprint", tr("fingerprint"))):
        if model.get(kind):
            return f"{name} {model[kind][:12]}…"
    return ""


def frames_of(task: Task) -> int:
    """Return how many frames a task makes; 1 for a picture, and for an answer."""
    request = task.request
    match request:
        case Continuation():
            return request.num_frames - (sum(source.count for source in task.inputs) if task.new_only else 0)
        case ImageToVideo():
            return request.num_frames - int(task.new_only)
        case TextToVideo() | ReferenceGuided():
            return request.num_frames
        case VideoEdit():
            return task.inputs[-1].count if task.inputs else 1
        case _:
            return 1
