"""Questions about pictures in many wordings; each kind of question and fact has one answer.

A question is about the first thing of a picture, so that it is about a held-out one when it must be.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from models.nano.training.world.sampling import CELLS, kinds_of
from models.nano.training.world.scene import COLOURS, Backdrop, Picture, Ring, Thing
from models.nano.training.world.words import (
    PLACE_NAMES,
    article,
    ask,
    canonical_backdrop,
    canonical_thing,
    capital,
    colour_word,
    kind_word,
    listed,
    place,
    plural,
    pronounless,
    reading_order,
    reference,
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answer: ``kind`` is its sort, ``event_frame`` what "when" asks for."""

    kind: str
    text: str
    answer: str
    event_frame: int | None = None


NUMBERS = ("None.", "One.", "Two.", "Three.")
_BACKDROP_ANSWERS = {
    "plain": "Plain {}.",
    "two-tone across": "Two shades of {} side by side.",
    "two-tone down": "Two shades of {} one above the other.",
    "gradient across": "{} fading from left to right.",
    "gradient down": "{} fading from top to bottom.",
    "meadow": "A meadow.",
    "sea": "The sea.",
    "night": "The night sky.",
    "room": "A room.",
}
_COLOUR = (
    "what colour is {}",
    "what colour is {}",
    "which colour is {}",
    "what is the colour of {}",
    "what colour does {} have",
)
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
_PRESENCE = (
    "is there {}",
    "is there {}",
    "can you see {}",
    "do you see {}",
    "does the picture show {}",
    "is {} in the picture",
)
_THINGS = ("things", "things", "objects")
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


def answer_backdrop(backdrop: Backdrop) -> str:
    """The one answer to what the background is like."""
    return capital(_BACKDROP_ANSWERS[backdrop.style].format(backdrop.colour))


def answer_place(thing: Thing) -> str:
    """The one answer to where a thing is."""
    return capital(PLACE_NAMES[thing.row, thing.column]) + "."


def describe_picture(picture: Picture) -> str:
    """The one description of a picture: its things in reading order, then its backdrop."""
    return f"{capital(description(picture))}."


def description(picture: Picture) -> str:
    """:func:`describe_picture` without capital and full stop."""
    if not picture.things:
        return f"nothing {canonical_backdrop(picture.backdrop)}"
    things = [
        f"{canonical_thing(thing)} {PLACE_NAMES[thing.row, thing.column]}" for thing in reading_order(picture.things)
    ]
    return f"{listed(things)}, {canonical_backdrop(picture.backdrop)}"


def name_without_colour(rng: Random, thing: Thing, things: Sequence[Thing]) -> str:
    """Names a thing by kind and, where that is not enough, by place."""
    where = place(rng, (thing.row, thing.column))
    if sum(other.kind == thing.kind for other in things) == 1:
        return f"the {kind_word(rng, thing.kind)}" if rng.random() < 0.8 else f"the thing {where}"
    return f"the {kind_word(rng, thing.kind)} {where}"


def name_without_place(rng: Random, thing: Thing, things: Sequence[Thing]) -> str:
    """Names a thing by kind and, where that is not enough or for a change, by colour."""
    if sum(other.kind == thing.kind for other in things) == 1 and rng.random() < 0.5:
        return f"the {kind_word(rng, thing.kind)}"
    return f"the {colour_word(rng, thing.colour)} {kind_word(rng, thing.kind)}"


def is_there(rng: Random, things: Sequence[Thing], ring: Ring, *, near: Sequence[Thing] = ()) -> tuple[str, str]:
    """Something that may be there, with its article, and whether it is; half the time it is.

    Args:
        rng: Where chance comes from.
        things: What is there; the first is what is asked about.
        ring: The ring of the things.
        near: Things that are no longer there, or not like this; they are asked about half of the time when the answer
            is no.
    """
    if things and rng.random() < 0.5:
        thing = things[0]
        chance = rng.random()
        if chance < 0.25:
            return article(kind_word(rng, thing.kind)), "Yes."
        return article(f"{colour_word(rng, thing.colour)} {kind_word(rng, thing.kind)}"), "Yes."
    if near and rng.random() < 0.5:
        thing = rng.choice(near)
        kind, colour = thing.kind, thing.colour
    else:
        kind, colour = _absent(rng, things, ring)
    if rng.random() < 0.25 and all(thing.kind != kind for thing in things):
        return article(kind_word(rng, kind)), "No."
    return article(f"{colour_word(rng, colour)} {kind_word(rng, kind)}"), "No."


def _absent(rng: Random, things: Sequence[Thing], ring: Ring) -> tuple[str, str]:
    """A kind and colour that are not there together, one of which mostly is."""
    while True:
        kind, colour = rng.choice(kinds_of(ring)), rng.choice(tuple(COLOURS))
        if things:
            chance = rng.random()
            if chance < 0.5:
                kind = things[0].kind
            elif chance < 0.8:
                colour = things[0].colour
        if not any(thing.kind == kind and thing.colour == colour for thing in things):
            return kind, colour


def count(rng: Random, things: Sequence[Thing], ring: Ring) -> tuple[str, str]:
    """What may be counted, in the plural, and how many there are; all things, those of a colour, or those of a kind."""
    chance = rng.random()
    if chance < 0.5:
        return rng.choice(_THINGS), NUMBERS[len(things)]
    model = rng.choice(things) if things and rng.random() < 0.75 else None
    if chance < 0.75:
        colour = model.colour if model else rng.choice(tuple(COLOURS))
        return f"{colour} {rng.choice(_THINGS)}", NUMBERS[sum(thing.colour == colour for thing in things)]
    kind = model.kind if model else rng.choice(kinds_of(ring))
    return plural(kind), NUMBERS[sum(thing.kind == kind for thing in things)]


def _colour(rng: Random, picture: Picture) -> tuple[str, str]:
    thing = picture.things[0]
    return rng.choice(_COLOUR).format(name_without_colour(rng, thing, picture.things)), f"{capital(thing.colour)}."


def _kind(rng: Random, picture: Picture) -> tuple[str, str]:
    """What is in a cell: a thing with its colour, or nothing."""
    thing = picture.things[0]
    only = sum(other.colour == thing.colour for other in picture.things) == 1
    if only and rng.random() < 0.35:
        return f"what is the {thing.colour} thing", f"{capital(article(f'{thing.colour} {thing.kind}'))}."
    cell, answer = (thing.row, thing.column), f"{capital(article(f'{thing.colour} {thing.kind}'))}."
    if rng.random() < 0.12:
        taken = {(other.row, other.column) for other in picture.things}
        cell, answer = rng.choice([free for free in CELLS if free not in taken]), "Nothing."
    return rng.choice(_WHAT).format(place(rng, cell)), answer


def _count(rng: Random, picture: Picture) -> tuple[str, str]:
    counted, answer = count(rng, picture.things, picture.backdrop.ring)
    return rng.choice(_COUNT).format(counted), answer


def _place(rng: Random, picture: Picture) -> tuple[str, str]:
    thing = picture.things[0]
    return rng.choice(_PLACE).format(name_without_place(rng, thing, picture.things)), answer_place(thing)


def _presence(rng: Random, picture: Picture) -> tuple[str, str]:
    asked, answer = is_there(rng, picture.things, picture.backdrop.ring)
    return rng.choice(_PRESENCE).format(asked), answer


def _size(rng: Random, picture: Picture) -> tuple[str, str]:
    thing = picture.things[0]
    name = pronounless(reference(rng, thing, picture.things), thing)
    return rng.choice(_SIZE).format(name), f"{capital(thing.size)}."


def _background(rng: Random, picture: Picture) -> tuple[str, str]:
    wordings = _SCENE if picture.backdrop.ring == "book" else _BACKDROP
    return rng.choice(wordings), answer_backdrop(picture.backdrop)


def _background_colour(rng: Random, picture: Picture) -> tuple[str, str]:
    if picture.backdrop.colour is None:
        return _background(rng, picture)
    return rng.choice(_BACKDROP_COLOUR), f"{capital(picture.backdrop.colour)}."


def _description(rng: Random, picture: Picture) -> tuple[str, str]:
    return rng.choice(_DESCRIBE), describe_picture(picture)


_ASKED: dict[str, Callable[[Random, Picture], tuple[str, str]]] = {
    "colour": _colour,
    "kind": _kind,
    "count": _count,
    "place": _place,
    "presence": _presence,
    "size": _size,
    "background": _background,
    "background colour": _background_colour,
    "description": _description,
}
_KINDS = (
    *("colour", "kind", "count", "place", "presence") * 3,
    *("size", "background") * 2,
    "background colour",
    *("description",) * 5,
)


def ask_picture(rng: Random, picture: Picture) -> Question:
    """A question about a picture that holds at least one thing."""
    kind = rng.choice(_KINDS)
    if kind == "background colour" and picture.backdrop.colour is None:
        kind = "background"
    text, answer = _ASKED[kind](rng, picture)
    return Question(kind, ask(rng, text), answer)
