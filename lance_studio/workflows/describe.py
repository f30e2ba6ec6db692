"""A task in words: for the queue, the history and the inspector."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lance_studio.errors import InvalidRequestError
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
from lance_studio.workflows.task import Task

_VERBS: dict[type[Request], str] = {
    TextToImage: "Picture",
    TextToVideo: "Clip",
    ImageToVideo: "Animate",
    ImageEdit: "Edit",
    VideoEdit: "Edit clip",
    Continuation: "Extend",
    ReferenceGuided: "Reference",
    AskImage: "Ask",
    AskVideo: "Ask",
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
    return _VERBS_BY_NAME.get(task, task)


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
        verb=_VERBS[type(request)],
        prompt=task.words,
        title=title(task),
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
    """

    width: int
    height: int
    frames: int
    notes: tuple[str, ...] = ()


def foreseen(task: Task) -> Foreseen:
    """Say what would come of a task."""
    width, height = task.size or (0, 0)
    seen = max((source.count for source in task.inputs), default=1)
    return Foreseen(width, height, seen if task.size is None else frames_of(task), task.notes)


def title(task: Task) -> str:
    """What people call the job."""
    return (
        f'{_VERBS[type(task.request)]} "{shortened(task.words, _TITLE)}"' if task.words else _VERBS[type(task.request)]
    )


def shortened(text: str, most: int) -> str:
    """Return one line of at most a number of characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


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
    pairs = [("Task", said.verb), ("Prompt", said.prompt), ("Size", said.size and f"{said.size} px")]
    if said.frames is not None and said.frames > 1:
        pairs.append(("Length", f"{said.frames} frames, {float(said.frames / MODEL_RATE):.2f} s"))
    pairs += [("Seed", str(said.seed)), ("Steps", "" if said.steps is None else str(said.steps))]
    pairs += [("Guidance", "" if said.guidance is None else f"{said.guidance:g}"), ("Preset", said.preset)]
    if said.masked:
        pairs.append(("Mask", "only the masked part may change"))
    if any(source.latent is not None for source in task.inputs):
        pairs.append(("Starts from", "the kept latent"))
    if task.outcome is not None:
        pairs += [
            ("Model", task.outcome.model.get("name", "")),
            ("Weights", weights_words(task.outcome.model)),
        ]
        pairs += [("Device", task.outcome.device), ("Precision", task.outcome.precision)]
        pairs.append(("Computed in", f"{sum(task.outcome.seconds.values()):.1f} s" if task.outcome.seconds else ""))
    return tuple((label, value) for label, value in pairs if value)


def weights_words(model: Mapping[str, str]) -> str:
    """Say which weights a model has, for example "SHA-256 68f9e278ca4c…"; nothing where that is not known.

    Args:
        model: Digests by their kind, "sha256" or "fingerprint".
    """
    for kind, name in (("sha256", "SHA-256"), ("fingerprint", "fingerprint")):
        if model.get(kind):
            return f"{name} {model[kind][:12]}…"
    return ""


def frames_of(task: Task) -> int:
    """Return how many frames the result has; 1 for a picture."""
    request = task.request
    match request:
        case Continuation():
            return request.num_frames - (task.inputs[0].count if task.new_only and task.inputs else 0)
        case ImageToVideo():
            return request.num_frames - int(task.new_only)
        case TextToVideo() | ReferenceGuided():
            return request.num_frames
        case VideoEdit():
            return task.inputs[-1].count if task.inputs else 1
        case _:
            return 1
