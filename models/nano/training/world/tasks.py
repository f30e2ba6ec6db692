"""Examples of every task that the model learns: what is said, what is shown, and what must come out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Literal, NamedTuple

from models.nano.training.world.captions import caption_clip, caption_picture
from models.nano.training.world.clip_questions import ask_clip
from models.nano.training.world.edits import random_edit
from models.nano.training.world.freely import random_wish
from models.nano.training.world.instructions import instruct
from models.nano.training.world.loosely import Sort, loosen
from models.nano.training.world.motions import random_clip
from models.nano.training.world.prompts import (
    prompt_animation,
    prompt_before,
    prompt_between,
    prompt_continuation,
)
from models.nano.training.world.questions import ask_picture
from models.nano.training.world.references import random_reference, word_reference
from models.nano.training.world.sampling import Split, random_picture
from models.nano.training.world.scene import FRAMES, MOST_THINGS, Clip, Picture, Ring
from models.nano.training.world.verbs import event_frame
from models.nano.training.world.weather import in_weather, random_weather, say_weather
from models.nano.training.world.wider_edits import random_wider_edit

#: How often instructions and prompts for clips are worded as people type them, and those of the wider edits.
_LOOSE, _LOOSER = 0.25, 0.4
#: How often pictures are drawn in snow or rain, and how often captions of clips say moments in seconds.
_WEATHER, _EXACT = 0.08, 0.3

#: Share of the pictures that are asked for as newcomers do, and shares of those prompts and of captions that are typed
#: in haste.
_WISHES, _LOOSE_WISHES, _LOOSE_CAPTIONS = 0.45, 0.5, 0.12

#: How often questions are about pictures that newcomers wish for, in which things may be alike, and about four or five.
_ALIKE, _MANY = 0.2, 0.15

Task = Literal[
    "text_to_image",
    "text_to_video",
    "moments",
    "image_to_video",
    "continuation",
    "backward",
    "gap",
    "image_edit",
    "wider_image_edit",
    "video_edit",
    "wider_video_edit",
    "reference",
    "reference_video",
    "question_image",
    "question_video",
]


class Held(NamedTuple):
    """Latent frames of a target that are given: how many at its beginning and how many at its end."""

    first: int
    last: int

    def mask(self, frames: int) -> list[bool]:
        """Which of ``frames`` latent frames are given."""
        return [number < self.first or number >= frames - self.last for number in range(frames)]


NOTHING_HELD = Held(0, 0)


@dataclass(frozen=True, slots=True)
class Example:
    """One example of a task.

    ``text`` is what the user writes and ``answer`` what is said in return; ``source`` is what conditions or is asked
    about, ``target`` what is to be drawn. What ``image_to_video`` and ``continuation`` begin with is the target's own
    beginning, what ``backward`` ends with its own end, and in ``gap`` both are given. ``kind`` is the sort of the edit
    or question, for statistics, and ``event_frame`` the frame that a question "when" asks for, or that is said in
    ``moments``.
    """

    task: Task
    ring: Ring
    text: str
    answer: str | None = None
    source: Picture | Clip | None = None
    target: Picture | Clip | None = None
    kind: str = ""
    event_frame: int | None = None


@dataclass(frozen=True, slots=True)
class _Draw:
    """How an example is drawn: the arguments of :func:`sample`."""

    ring: Ring
    split: Split
    full: bool
    frames: int

    def clip(self, rng: Random, *, mid_motion: bool = False) -> Clip:
        """A random clip."""
        return random_clip(rng, self.ring, self.split, mid_motion=mid_motion, frames=self.frames)

    def said(self, rng: Random, text: str, sort: Sort, share: float = _LOOSE) -> str:
        """A text as it is, or now and then as people type."""
        return text if self.full or rng.random() >= share else loosen(rng, text, sort)


def _text_to_image(rng: Random, draw: _Draw) -> Example:
    if not draw.full and rng.random() < _WISHES:
        text, picture = random_wish(rng, draw.ring, draw.split)
        share = _LOOSE_WISHES
    else:
        picture = random_picture(rng, draw.ring, draw.split)
        text, share = caption_picture(rng, picture, full=draw.full), _LOOSE_CAPTIONS
    if not draw.full and rng.random() < _WEATHER and (weather := random_weather(rng, picture, draw.split)):
        picture, text = in_weather(picture, weather), say_weather(rng, text, weather)
    return Example("text_to_image", draw.ring, draw.said(rng, text, "prompt", share), target=picture)


def _text_to_video(rng: Random, draw: _Draw) -> Example:
    clip = draw.clip(rng)
    text = caption_clip(rng, clip, full=draw.full, exact=0.0 if draw.full else _EXACT)
    return Example("text_to_video", draw.ring, text, target=clip)


def _moments(rng: Random, draw: _Draw) -> Example:
    """A clip with an event whose caption says in seconds when it happens."""
    while True:
        clip = draw.clip(rng)
        frames = [frame for change in clip.changes if (frame := event_frame(change)) is not None]
        if frames:
            text = caption_clip(rng, clip, full=draw.full, exact=1.0)
            return Example("moments", draw.ring, text, target=clip, event_frame=frames[0])


def _image_to_video(rng: Random, draw: _Draw) -> Example:
    clip = draw.clip(rng)
    text = draw.said(rng, prompt_animation(rng, clip, full=draw.full), "instruction")
    return Example("image_to_video", draw.ring, text, target=clip)


def _continuation(rng: Random, draw: _Draw) -> Example:
    clip = draw.clip(rng, mid_motion=True)
    text = draw.said(rng, prompt_continuation(rng, clip, full=draw.full), "instruction")
    return Example("continuation", draw.ring, text, target=clip)


def _backward(rng: Random, draw: _Draw) -> Example:
    clip = draw.clip(rng, mid_motion=True)
    text = draw.said(rng, prompt_before(rng, clip, full=draw.full), "instruction")
    return Example("backward", draw.ring, text, target=clip)


def _gap(rng: Random, draw: _Draw) -> Example:
    clip = draw.clip(rng, mid_motion=True)
    text = draw.said(rng, prompt_between(rng, clip, full=draw.full), "instruction")
    return Example("gap", draw.ring, text, target=clip)


def _image_edit(rng: Random, draw: _Draw) -> Example:
    edit = random_edit(rng, draw.ring, draw.split, moving=False)
    source, target = edit.source.picture, edit.target.picture
    text = draw.said(rng, instruct(rng, edit, full=draw.full), "instruction")
    return Example("image_edit", draw.ring, text, source=source, target=target, kind=edit.sort)


def _wider_image_edit(rng: Random, draw: _Draw) -> Example:
    wider = random_wider_edit(rng, draw.ring, draw.split, moving=False, full=draw.full)
    text = draw.said(rng, wider.text, "instruction", _LOOSER)
    source, target = wider.source.picture, wider.target.picture
    return Example("wider_image_edit", draw.ring, text, source=source, target=target, kind=wider.sort)


def _video_edit(rng: Random, draw: _Draw) -> Example:
    edit = random_edit(rng, draw.ring, draw.split, moving=True)
    text = draw.said(rng, instruct(rng, edit, full=draw.full), "instruction")
    return Example("video_edit", draw.ring, text, source=edit.source, target=edit.target, kind=edit.sort)


def _wider_video_edit(rng: Random, draw: _Draw) -> Example:
    wider = random_wider_edit(rng, draw.ring, draw.split, moving=True, full=draw.full)
    text = draw.said(rng, wider.text, "instruction", _LOOSER)
    return Example("wider_video_edit", draw.ring, text, source=wider.source, target=wider.target, kind=wider.sort)


def _reference(rng: Random, draw: _Draw) -> Example:
    source, target = random_reference(rng, draw.ring, draw.split, moving=False)
    return Example(
        "reference", draw.ring, word_reference(rng, target, full=draw.full), source=source, target=target.picture
    )


def _reference_video(rng: Random, draw: _Draw) -> Example:
    source, target = random_reference(rng, draw.ring, draw.split, moving=True)
    return Example(
        "reference_video", draw.ring, word_reference(rng, target, full=draw.full), source=source, target=target
    )


def _picture_to_ask(rng: Random, draw: _Draw) -> Picture:
    """A picture with at least one thing; more often than elsewhere with many, or with some that are alike."""
    chance = rng.random()
    if chance < _ALIKE and draw.split == "train":
        _, picture = random_wish(rng, draw.ring, draw.split)
        if picture.things:
            return picture
    return random_picture(rng, draw.ring, draw.split, rng.randint(4, MOST_THINGS) if chance > 1 - _MANY else None)


def _question_image(rng: Random, draw: _Draw) -> Example:
    picture = _picture_to_ask(rng, draw)
    if not draw.full and rng.random() < _WEATHER and (weather := random_weather(rng, picture, draw.split)):
        picture = in_weather(picture, weather)
    question = ask_picture(rng, picture, loose=not draw.full)
    return Example("question_image", draw.ring, question.text, question.answer, source=picture, kind=question.kind)


def _question_video(rng: Random, draw: _Draw) -> Example:
    clip = random_clip(rng, draw.ring, draw.split)
    asked = ask_clip(rng, clip, loose=not draw.full)
    return Example("question_video", draw.ring, asked.text, asked.answer, clip, None, asked.kind, asked.event_frame)


_SAMPLERS: dict[Task, Callable[[Random, _Draw], Example]] = {
    "text_to_image": _text_to_image,
    "text_to_video": _text_to_video,
    "moments": _moments,
    "image_to_video": _image_to_video,
    "continuation": _continuation,
    "backward": _backward,
    "gap": _gap,
    "image_edit": _image_edit,
    "wider_image_edit": _wider_image_edit,
    "video_edit": _video_edit,
    "wider_video_edit": _wider_video_edit,
    "reference": _reference,
    "reference_video": _reference_video,
    "question_image": _question_image,
    "question_video": _question_video,
}
TASKS: tuple[Task, ...] = tuple(_SAMPLERS)
RINGS: tuple[Ring, ...] = ("shapes", "book")


def sample(task: Task, ring: Ring, rng: Random, split: Split, full: bool = False, *, frames: int = FRAMES) -> Example:
    """An example of a task.

    Args:
        task: One of :data:`TASKS`.
        ring: The ring of everything in it.
        rng: Where all chance comes from: equal states give equal examples.
        split: ``"train"`` shows no held-out combination at any time; in ``"held-out"`` the first thing of the target
            (of the source for questions and for the edit ``"remove"``) is one.
        full: The text says everything that the target depends on; questions take no notice.
        frames: Length of a clip that is to be drawn from words or from given frames.
    """
    return _SAMPLERS[task](rng, _Draw(ring, split, full, frames))


def corpus(rng: Random, n: int) -> Iterator[str]:
    """Texts and answers of ``n`` training examples, of all tasks and rings in turn, for a tokenizer to learn from."""
    for index in range(n):
        example = sample(TASKS[index % len(TASKS)], RINGS[index // len(TASKS) % len(RINGS)], rng, "train")
        yield example.text
        if example.answer is not None:
            yield example.answer
