"""Examples of every task that the model learns: what is said, what is shown, and what must come out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Literal

from models.nano.training.world.captions import caption_clip, caption_picture
from models.nano.training.world.clip_questions import ask_clip
from models.nano.training.world.edits import random_edit
from models.nano.training.world.instructions import instruct
from models.nano.training.world.motions import random_clip
from models.nano.training.world.prompts import prompt_animation, prompt_continuation
from models.nano.training.world.questions import ask_picture
from models.nano.training.world.references import random_reference, word_reference
from models.nano.training.world.sampling import Split, random_picture
from models.nano.training.world.scene import Clip, Picture, Ring

Task = Literal[
    "text_to_image",
    "text_to_video",
    "image_to_video",
    "continuation",
    "image_edit",
    "video_edit",
    "reference",
    "reference_video",
    "question_image",
    "question_video",
]


@dataclass(frozen=True, slots=True)
class Example:
    """One example of a task.

    ``text`` is what the user writes and ``answer`` what is said in return; ``source`` is what conditions or is asked
    about, ``target`` what is to be drawn; what ``image_to_video`` and ``continuation`` begin with is the target's own
    beginning. ``kind`` is the sort of the edit or question, for statistics, and
    ``event_frame`` the frame that a question "when" asks for.
    """

    task: Task
    ring: Ring
    text: str
    answer: str | None = None
    source: Picture | Clip | None = None
    target: Picture | Clip | None = None
    kind: str = ""
    event_frame: int | None = None


def _text_to_image(rng: Random, ring: Ring, split: Split, full: bool) -> Example:
    picture = random_picture(rng, ring, split)
    return Example("text_to_image", ring, caption_picture(rng, picture, full=full), target=picture)


def _text_to_video(rng: Random, ring: Ring, split: Split, full: bool) -> Example:
    clip = random_clip(rng, ring, split)
    return Example("text_to_video", ring, caption_clip(rng, clip, full=full), target=clip)


def _image_to_video(rng: Random, ring: Ring, split: Split, full: bool) -> Example:
    clip = random_clip(rng, ring, split)
    return Example("image_to_video", ring, prompt_animation(rng, clip, full=full), target=clip)


def _continuation(rng: Random, ring: Ring, split: Split, full: bool) -> Example:
    clip = random_clip(rng, ring, split, mid_motion=True)
    return Example("continuation", ring, prompt_continuation(rng, clip, full=full), target=clip)


def _image_edit(rng: Random, ring: Ring, split: Split, full: bool) -> Example:
    edit = random_edit(rng, ring, split, moving=False)
    source, target = edit.source.picture, edit.target.picture
    return Example("image_edit", ring, instruct(rng, edit, full=full), source=source, target=target, kind=edit.sort)


def _video_edit(rng: Random, ring: Ring, split: Split, full: bool) -> Example:
    edit = random_edit(rng, ring, split, moving=True)
    text = instruct(rng, edit, full=full)
    return Example("video_edit", ring, text, source=edit.source, target=edit.target, kind=edit.sort)


def _reference(rng: Random, ring: Ring, split: Split, full: bool) -> Example:
    source, target = random_reference(rng, ring, split, moving=False)
    return Example("reference", ring, word_reference(rng, target, full=full), source=source, target=target.picture)


def _reference_video(rng: Random, ring: Ring, split: Split, full: bool) -> Example:
    source, target = random_reference(rng, ring, split, moving=True)
    return Example("reference_video", ring, word_reference(rng, target, full=full), source=source, target=target)


def _question_image(rng: Random, ring: Ring, split: Split, full: bool) -> Example:
    picture = random_picture(rng, ring, split)
    question = ask_picture(rng, picture, loose=not full)
    return Example("question_image", ring, question.text, question.answer, source=picture, kind=question.kind)


def _question_video(rng: Random, ring: Ring, split: Split, full: bool) -> Example:
    clip = random_clip(rng, ring, split)
    asked = ask_clip(rng, clip, loose=not full)
    return Example("question_video", ring, asked.text, asked.answer, clip, None, asked.kind, asked.event_frame)


_SAMPLERS: dict[Task, Callable[[Random, Ring, Split, bool], Example]] = {
    "text_to_image": _text_to_image,
    "text_to_video": _text_to_video,
    "image_to_video": _image_to_video,
    "continuation": _continuation,
    "image_edit": _image_edit,
    "video_edit": _video_edit,
    "reference": _reference,
    "reference_video": _reference_video,
    "question_image": _question_image,
    "question_video": _question_video,
}
TASKS: tuple[Task, ...] = tuple(_SAMPLERS)
RINGS: tuple[Ring, ...] = ("shapes", "book")


def sample(task: Task, ring: Ring, rng: Random, split: Split, full: bool = False) -> Example:
    """An example of a task.

    Args:
        task: One of :data:`TASKS`.
        ring: The ring of everything in it.
        rng: Where all chance comes from: equal states give equal examples.
        split: ``"train"`` shows no held-out combination at any time; in ``"held-out"`` the first thing of the target
            (of the source for questions and for the edit ``"remove"``) is one.
        full: The text says everything that the target depends on; questions take no notice.
    """
    return _SAMPLERS[task](rng, ring, split, full)


def corpus(rng: Random, n: int) -> Iterator[str]:
    """Texts and answers of ``n`` training examples, of all tasks and rings in turn, for a tokenizer to learn from."""
    for index in range(n):
        example = sample(TASKS[index % len(TASKS)], RINGS[index // len(TASKS) % len(RINGS)], rng, "train")
        yield example.text
        if example.answer is not None:
            yield example.answer
