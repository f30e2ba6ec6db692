"""What people type who see the model for the first time: 200 prompts, edits and questions with a truth to check.

Half of them are :attr:`Newcomer.novel`: training never says them (:func:`is_reserved` tells which texts those are, and
the source of training batches leaves such texts out). They were written by hand. The others are made from the words
that training uses as well, though not of its sentences.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from models.nano.training.world.newcomer_pictures import PROMPTS
from models.nano.training.world.newcomer_turns import ANSWERS, EDITS, SOURCES, TOLD
from models.nano.training.world.sampling import CELLS, colours_on, kinds_of
from models.nano.training.world.scene import BOOK, COLOURS, SHAPES, Backdrop, Clip, Picture
from models.nano.training.world.truths import Truth, Words, edited, plain, shows
from models.nano.training.world.words import PLACE_NAMES, article, plural


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A request in a newcomer's words.

    Attributes:
        text: What is typed.
        novel: Training never says it.
        source: What is edited or asked about; ``None`` for a prompt.
        truth: What must be seen; ``None`` for a question.
        words: What must be said; ``None`` unless it is a question.
    """

    text: str
    novel: bool
    source: Picture | Clip | None = None
    truth: Truth | None = None
    words: Words | None = None

    @property
    def sort(self) -> str:
        """What is wanted: "picture", "edit" or "answer"."""
        if self.words is not None:
            return "answer"
        return "picture" if self.source is None else "edit"


#: How many of each sort are made of the words of training.
_MADE = {"picture": 45, "edit": 22, "answer": 28}
_SCENES = {"meadow": "on a meadow", "sea": "at sea", "night": "at night", "room": "in a room"}
_NUMBERS = ((2, "two", "2"), (3, "three", "3"), (4, "four", "4"))
_TONGUES = (
    ("rotes Herz", shows("red heart")),
    ("ein blauer Stern", shows("blue star")),
    ("un chat orange", shows("orange cat")),
    ("红色的气球", shows("red balloon")),
    ("黄色的花", shows("yellow flower")),
)


def _prompts(rng: Random) -> Iterator[tuple[str, Truth]]:
    """Bare nouns, telegrams, numbers, places and scenes."""
    yield from _TONGUES
    for kind in ("tree", "bird", "rocket", "star", "umbrella", "house"):
        yield kind if kind != "tree" else "a tree", shows(kind)
    while True:
        kind, colour = rng.choice(SHAPES + BOOK), rng.choice(tuple(COLOURS))
        yield f"{colour} {kind}", shows(f"{colour} {kind}")
        number, word, digit = rng.choice(_NUMBERS)
        yield f"{rng.choice((word, digit))} {plural(kind)}", shows(*[kind] * number)
        scene, where = rng.choice(tuple(_SCENES.items()))
        kind, colour = rng.choice(BOOK), rng.choice(colours_on(Backdrop(scene)))
        yield f"{colour} {kind} {where}", shows(f"{colour} {kind}", on=scene)
        place = rng.choice(("top left", "bottom right", "middle"))
        yield f"{kind} in the {place}", shows(f"{kind} @ {place}")


def _edits(rng: Random) -> Iterator[tuple[Picture, str, Truth]]:
    """One change, named by the kind of the thing that it is made to."""
    while True:
        source = rng.choice(SOURCES[:-1])
        at = rng.randrange(len(source.things))
        thing = source.things[at]
        colour = rng.choice([one for one in colours_on(source.backdrop) if one != thing.colour])
        yield source, f"make the {thing.kind} {colour}", edited(source, {at: colour})
        if len(source.things) > 1:
            yield source, f"remove the {thing.kind}", edited(source, gone=[at])
        kind = rng.choice([kind for kind in kinds_of(source.backdrop.ring) if kind != thing.kind])
        if all(other.kind != kind for other in source.things):
            yield source, f"replace the {thing.kind} with {article(kind)}", edited(source, {at: kind})
        way = "smaller" if thing.size != "small" else "bigger"
        yield source, f"make the {thing.kind} {way}", edited(source, {at: way})
        scenes = [scene for scene in _SCENES if scene != source.backdrop.style]
        scene = rng.choice(scenes)
        if source.backdrop.colour is None and all(one.colour in colours_on(Backdrop(scene)) for one in source.things):
            yield source, f"put it {_SCENES[scene]}", edited(source, on=scene)


def _answers(rng: Random) -> Iterator[tuple[Picture, str, Words]]:
    """What training asks, about pictures that it does not show."""
    while True:
        source = rng.choice(SOURCES[:-1])
        thing = rng.choice(source.things)
        kinds = [kind for kind in kinds_of(source.backdrop.ring) if all(one.kind != kind for one in source.things)]
        absent = rng.choice(kinds)
        other = rng.choice([colour for colour in COLOURS if colour != thing.colour])
        free = [cell for cell in CELLS if all((one.row, one.column) != cell for one in source.things)]
        yield source, f"what colour is the {thing.kind}", Words(says=(thing.colour,))
        yield source, f"is there {article(absent)}", Words(first="no", says=(f"no {absent}",))
        yield source, f"is there {article(thing.kind)}", Words(first="yes", says=(f"{thing.colour} {thing.kind}",))
        yield source, f"where is the {absent}?", Words(says=(f"no {absent}",))
        yield source, f"is the {thing.kind} {other}?", Words(first="no", says=(thing.colour,))
        yield source, f"is the {thing.kind} {thing.colour}?", Words(first="yes")
        yield source, f"where is the {thing.kind}?", Words(says=(PLACE_NAMES[thing.row, thing.column],))
        yield source, "how many things are there?", Words(says=(("one", "two", "three")[len(source.things) - 1],))
        yield source, f"what is {PLACE_NAMES[rng.choice(free)]}?", Words(says=("nothing",))


@cache
def newcomers() -> tuple[Newcomer, ...]:
    """All 200, the same at every call."""
    found = [Newcomer(text, True, truth=truth) for text, truth in PROMPTS]
    found += [Newcomer(text, True, source, truth) for source, text, truth in EDITS]
    asked: Sequence[tuple[Picture | Clip, str, Words]] = (*ANSWERS, *TOLD)
    found += [Newcomer(text, True, source, words=words) for source, text, words in asked]
    novel = {plain(one.text) for one in found}
    rng = Random("newcomers")
    made: list[Newcomer] = []
    for text, truth in _prompts(rng):
        made = _with(made, Newcomer(text, False, truth=truth), novel)
        if len(made) == _MADE["picture"]:
            break
    for source, text, truth in _edits(rng):
        made = _with(made, Newcomer(text, False, source, truth), novel)
        if len(made) == _MADE["picture"] + _MADE["edit"]:
            break
    for asked_about, text, words in _answers(rng):
        made = _with(made, Newcomer(text, False, asked_about, words=words), novel)
        if len(made) == sum(_MADE.values()):
            break
    return (*found, *made)


def _with(made: list[Newcomer], one: Newcomer, novel: set[str]) -> list[Newcomer]:
    """The list with a newcomer more, unless its text is among them, or among those that training never says."""
    known = {(plain(other.text), other.source) for other in made}
    if plain(one.text) in novel or (plain(one.text), one.source) in known:
        return made
    return [*made, one]


@cache
def reserved() -> frozenset[str]:
    """The plain texts that training must not say."""
    return frozenset(plain(one.text) for one in newcomers() if one.novel)


def is_reserved(text: str) -> bool:
    """Whether a text is, but for capitals and marks, one that training must not say."""
    return plain(text) in reserved()
