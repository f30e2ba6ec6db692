"""Questions about pictures in many wordings; each kind of question and fact has one answer.

A question is about the first thing of a picture, so that it is about a held-out one when it must be.
"""

from collections.abc import Callable, Sequence
from random import Random

from models.nano.training.world import checks
from models.nano.training.world.asking import (
    Question,
    absent,
    absent_kind,
    answer_absence,
    answer_backdrop,
    answer_place,
    count,
    is_alone,
    name_without_colour,
    name_without_place,
    sentence,
    spoken,
)
from models.nano.training.world.sampling import CELLS
from models.nano.training.world.scene import Picture
from models.nano.training.world.words import (
    PLACE_NAMES,
    article,
    canonical_backdrop,
    canonical_thing,
    capital,
    listed,
    place,
    pronounless,
    reading_order,
    reference,
)

_COLOUR = (
    "what colour is {}",
    "what colour is {}",
    "which colour is {}",
    "what is the colour of {}",
    "what colour does {} have",
)
#: As people type who do not take the trouble of a sentence.
_LOOSE_COLOUR = ("what's the colour of {}", "colour of {}", "{} is what colour", "tell me the colour of {}")
_LOOSE_PLACE = ("where's {}", "position of {}", "{} is where", "tell me where {} is")
_LOOSE_SIZE = ("size of {}", "{} is how big", "how big's {}")
_LOOSE_COUNT = ("how many {}", "number of {}", "how many {} do you see", "tell me how many {} there are")
_LOOSE_DESCRIBE = ("what is this", "what's in the picture", "tell me what you see", "what's there")
_PLACE = ("where is {}", "where is {}", "where can I find {}", "in which place is {}", "where do you see {}")
_SIZE = ("how large is {}", "how big is {}", "what size is {}", "what is the size of {}")
_WHAT = (
    "what is {}",
    "what is {}",
    "what can be seen {}",
    "what do you see {}",
    "what is there {}",
    "which thing is {}",
)
_COUNT = (
    "how many {} are there",
    "how many {} are there",
    "how many {} can you see",
    "how many {} are in the picture",
    "count the {}",
)
_BACKDROP_COLOUR = (
    "what colour is the background",
    "which colour does the background have",
    "what is the background colour",
)
_BACKDROP = ("what is the background like", "describe the background", "what does the background look like")
_SCENE = (
    "where does this take place",
    "what is the background",
    "what kind of place is this",
    "describe the background",
)
_DESCRIBE = (
    "describe the picture",
    "describe this picture",
    "what does the picture show",
    "what is in the picture",
    "what do you see",
    "what can be seen in this image",
    "describe the image",
)


def describe_picture(picture: Picture) -> str:
    """The one description of a picture: its things in reading order, then its backdrop."""
    return f"{capital(description(picture))}."


def description(picture: Picture) -> str:
    """:func:`describe_picture` without capital and full stop."""
    behind = canonical_backdrop(picture.backdrop)
    if picture.backdrop.weather:
        behind += f" in the {picture.backdrop.weather}"
    if not picture.things:
        return f"nothing {behind}"
    things = [
        f"{canonical_thing(thing)} {PLACE_NAMES[thing.row, thing.column]}" for thing in reading_order(picture.things)
    ]
    return f"{listed(things)}, {behind}"


Asked = tuple[str, str] | None


def _colour(rng: Random, picture: Picture, wordings: Sequence[str] = _COLOUR) -> Asked:
    thing = picture.things[0]
    return rng.choice(wordings).format(name_without_colour(rng, thing, picture.things)), sentence(thing.colour)


def _kind(rng: Random, picture: Picture) -> Asked:
    """What is in a cell: a thing with its colour, or nothing."""
    thing = picture.things[0]
    only = sum(other.colour == thing.colour for other in picture.things) == 1
    if only and rng.random() < 0.35:
        return f"what is the {thing.colour} thing", sentence(article(f"{thing.colour} {thing.kind}"))
    cell, answer = (thing.row, thing.column), sentence(article(f"{thing.colour} {thing.kind}"))
    if rng.random() < 0.12:
        taken = {(other.row, other.column) for other in picture.things}
        cell, answer = rng.choice([free for free in CELLS if free not in taken]), "Nothing."
    return rng.choice(_WHAT).format(place(rng, cell)), answer


def _count(rng: Random, picture: Picture, wordings: Sequence[str] = _COUNT) -> Asked:
    counted, answer = count(rng, picture.things, picture.backdrop.ring)
    return rng.choice(wordings).format(counted), answer


def _place(rng: Random, picture: Picture, wordings: Sequence[str] = _PLACE) -> Asked:
    thing = picture.things[0]
    if not is_alone(thing, picture.things):
        return None
    return rng.choice(wordings).format(name_without_place(rng, thing, picture.things)), answer_place(thing)


def _size(rng: Random, picture: Picture, wordings: Sequence[str] = _SIZE) -> Asked:
    thing = picture.things[0]
    if not is_alone(thing, picture.things):
        return None
    name = pronounless(reference(rng, thing, picture.things), thing)
    return rng.choice(wordings).format(name), sentence(thing.size)


def _background(rng: Random, picture: Picture) -> Asked:
    wordings = _SCENE if picture.backdrop.ring == "book" else _BACKDROP
    return rng.choice(wordings), answer_backdrop(picture.backdrop)


def _background_colour(rng: Random, picture: Picture) -> Asked:
    if picture.backdrop.colour is None:
        return None
    return rng.choice(_BACKDROP_COLOUR), sentence(picture.backdrop.colour)


def _description(rng: Random, picture: Picture, wordings: Sequence[str] = _DESCRIBE) -> Asked:
    return rng.choice(wordings), describe_picture(picture)


def _loosely(rng: Random, picture: Picture) -> Asked:
    """A question of the first school in the words of people who do not take the trouble of a sentence."""
    ask, wordings = rng.choice(_LOOSE)
    return ask(rng, picture, wordings)


_LOOSE: tuple[tuple[Callable[[Random, Picture, Sequence[str]], Asked], tuple[str, ...]], ...] = (
    (_colour, _LOOSE_COLOUR),
    (_colour, _LOOSE_COLOUR),
    (_place, _LOOSE_PLACE),
    (_size, _LOOSE_SIZE),
    (_count, _LOOSE_COUNT),
    (_description, _LOOSE_DESCRIBE),
)


def _absence(rng: Random, picture: Picture) -> Asked:
    """A question about something that is not there."""
    things, ring = picture.things, picture.backdrop.ring
    chance = rng.random()
    if chance < 0.5:
        sought = absent_kind(rng, things, ring)
        return rng.choice(_COLOUR + _LOOSE_COLOUR).format(f"the {sought.spoken(rng)}"), answer_absence(sought)
    sought = absent(rng, things, ring)
    wording = rng.choice(_PLACE if chance < 0.8 else _SIZE)
    return wording.format(f"the {sought.spoken(rng)}"), answer_absence(sought)


_ASKED: dict[str, Callable[[Random, Picture], Asked]] = {
    "colour": _colour,
    "kind": _kind,
    "count": _count,
    "place": _place,
    "presence": checks.ask_presence,
    "size": _size,
    "background": _background,
    "background colour": _background_colour,
    "description": _description,
    "absence": _absence,
    "check": checks.ask_check,
    "comparison": checks.ask_comparison,
    "neighbour": checks.ask_neighbour,
    "loose": _loosely,
}
#: The first school: what the table of the model card has asked from the beginning.
FIRST_KINDS = (
    *("colour", "kind", "count", "place", "presence") * 3,
    *("size", "background") * 2,
    "background colour",
    *("description",) * 5,
)
_FURTHER_KINDS = (
    *("absence",) * 4,
    *("check",) * 9,
    *("comparison",) * 4,
    *("loose",) * 3,
    *("neighbour",) * 2,
    *("count", "presence"),
)
#: How often a question is one of the first school.
_FIRST_SHARE = 0.52


def ask_picture(rng: Random, picture: Picture, *, loose: bool = False, first_school: bool = False) -> Question:
    """A question about a picture that holds at least one thing.

    Args:
        rng: Where chance comes from.
        picture: What is asked about.
        loose: Some questions are worded, or typed, carelessly.
        first_school: Ask only what :data:`FIRST_KINDS` holds.
    """
    while True:
        kind = rng.choice(FIRST_KINDS if first_school or rng.random() < _FIRST_SHARE else _FURTHER_KINDS)
        asked = _ASKED[kind](rng, picture)
        if asked:
            return Question(kind, spoken(rng, asked[0], loose=loose), asked[1])
