"""What questions are made of: how things are named in them, what may be asked for, and the parts of answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from models.nano.training.world.loosely import loosen
from models.nano.training.world.sampling import kinds_of
from models.nano.training.world.scene import COLOURS, Backdrop, Ring, Thing
from models.nano.training.world.words import PLACE_NAMES, article, ask, capital, colour_word, kind_word, place, plural


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answer: ``kind`` is its sort, ``event_frame`` what "when" asks for."""

    kind: str
    text: str
    answer: str
    event_frame: int | None = None


#: Numbers as answers begin with them, and within a sentence.
NUMBERS = ("None.", "One.", "Two.", "Three.", "Four.", "Five.", "Six.", "Seven.", "Eight.", "Nine.")
NUMBER_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_THINGS = ("things", "things", "objects")
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
#: How often something is asked for in the plural: "are there any boats".
_PLURAL = 0.2
#: How often a question of training is typed carelessly.
_CARELESS = 0.3


@dataclass(frozen=True, slots=True)
class Sought:
    """What may be there: things of a kind, of a colour, or both; all things if neither is said.

    Attributes:
        kind: One of KINDS, or ``None`` for any thing.
        colour: One of COLOURS, or ``None`` for any colour.
    """

    kind: str | None = None
    colour: str | None = None

    @property
    def name(self) -> str:
        """In the singular, without article: "red boat", "boat", "red thing"."""
        return " ".join(filter(None, (self.colour, self.kind or "thing")))

    @property
    def names(self) -> str:
        """In the plural."""
        return " ".join(filter(None, (self.colour, plural(self.kind or "thing"))))

    def among(self, things: Sequence[Thing]) -> list[Thing]:
        """Those of the things that are sought."""
        return [thing for thing in things if self.kind in (None, thing.kind) and self.colour in (None, thing.colour)]

    def spoken(self, rng: Random) -> str:
        """The name, seldom in other words."""
        return " ".join(
            filter(
                None,
                (
                    self.colour and colour_word(rng, self.colour),
                    kind_word(rng, self.kind) if self.kind else "thing",
                ),
            )
        )


def counted(number: int, sought: Sought) -> str:
    """How many there are: "there are no stars", "there is one star", "there are two stars"."""
    if number == 1:
        return f"there is one {sought.name}"
    return f"there are {NUMBER_WORDS[number]} {sought.names}"


def there_is(things: Sequence[Thing], sought: Sought, *, many: bool = False) -> str:
    """Whether what is sought is there, as the rest of an answer: "there is no boat", "there is a red boat".

    Args:
        things: What is there.
        sought: What was asked for.
        many: It was asked for in the plural.
    """
    found = sought.among(things)
    if len(found) == 1:
        return f"there is {article(f'{found[0].colour} {found[0].kind}')}"
    if found or many:
        return counted(len(found), sought)
    return f"there is no {sought.name}"


def yes_or_no(is_so: bool, facts: str) -> str:
    """An answer to a question that wants yes or no, with the facts."""
    return f"{'Yes' if is_so else 'No'}, {facts}."


def answer_presence(things: Sequence[Thing], sought: Sought, *, many: bool = False) -> str:
    """The one answer to whether something is there."""
    return yes_or_no(bool(sought.among(things)), there_is(things, sought, many=many))


def answer_absence(sought: Sought) -> str:
    """The one answer to a question about something that is not there."""
    return f"There is no {sought.name}."


def answer_backdrop(backdrop: Backdrop) -> str:
    """The one answer to what the background is like."""
    words = capital(_BACKDROP_ANSWERS[backdrop.style].format(backdrop.colour))
    return f"{words.rstrip('.')} in the {backdrop.weather}." if backdrop.weather else words


def answer_place(thing: Thing) -> str:
    """The one answer to where a thing is."""
    return capital(PLACE_NAMES[thing.row, thing.column]) + "."


def is_alone(thing: Thing, things: Sequence[Thing]) -> bool:
    """Whether no other thing has its kind and colour."""
    return sum(other.kind == thing.kind and other.colour == thing.colour for other in things) == 1


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


def plain_name(thing: Thing, things: Sequence[Thing]) -> str:
    """The one name of a thing in an answer: by kind, and by colour where that is not enough."""
    if sum(other.kind == thing.kind for other in things) == 1:
        return f"the {thing.kind}"
    return f"the {thing.colour} {thing.kind}"


def present(rng: Random, things: Sequence[Thing]) -> Sought:
    """How the first thing may be asked for: mostly by kind and colour, else by kind or, seldom, by colour."""
    chance = rng.random()
    if chance < 0.35:
        return Sought(things[0].kind)
    return Sought(None if chance < 0.42 else things[0].kind, things[0].colour)


def absent(rng: Random, things: Sequence[Thing], ring: Ring, *, near: Sequence[Thing] = ()) -> Sought:
    """Something that is not there, though its kind or its colour mostly is.

    Args:
        rng: Where chance comes from.
        things: What is there.
        ring: The ring of the things.
        near: Things that are no longer there, or not like this; one of them is taken half of the time.
    """
    while True:
        kind, colour = rng.choice(kinds_of(ring)), rng.choice(tuple(COLOURS))
        if near and rng.random() < 0.5:
            gone = rng.choice(near)
            kind, colour = gone.kind, gone.colour
        elif things:
            chance = rng.random()
            if chance < 0.4:
                kind = things[0].kind
            elif chance < 0.65:
                colour = things[0].colour
        chance = rng.random()
        sought = Sought(kind) if chance < 0.4 else Sought(None if chance < 0.45 else kind, colour)
        if not sought.among(things):
            return sought


def absent_kind(rng: Random, things: Sequence[Thing], ring: Ring) -> Sought:
    """A kind of which there is nothing."""
    return Sought(rng.choice([kind for kind in kinds_of(ring) if all(thing.kind != kind for thing in things)]))


def asked_for(rng: Random, sought: Sought) -> tuple[str, bool]:
    """What is sought as a question names it, with its article, and whether that is in the plural: "any boats"."""
    if rng.random() < _PLURAL:
        return f"any {sought.names}", True
    return article(sought.spoken(rng)), False


def is_there(
    rng: Random,
    things: Sequence[Thing],
    ring: Ring,
    wordings: Sequence[str],
    wordings_of_many: Sequence[str],
    *,
    near: Sequence[Thing] = (),
) -> tuple[str, str]:
    """A question whether something is there and its answer; half the time it is.

    Args:
        rng: Where chance comes from.
        things: What is there; the first is what is asked about.
        ring: The ring of the things.
        wordings: The question, with a place for what is sought and its article.
        wordings_of_many: The question in the plural: "are there {}".
        near: Things that are no longer there, or not like this; they are asked about half of the time when the answer
            is no.
    """
    sought = present(rng, things) if things and rng.random() < 0.5 else absent(rng, things, ring, near=near)
    named, many = asked_for(rng, sought)
    return rng.choice(wordings_of_many if many else wordings).format(named), answer_presence(things, sought, many=many)


def count(rng: Random, things: Sequence[Thing], ring: Ring) -> tuple[str, str]:
    """What may be counted, in the plural, and how many there are; all things, those of a colour, or those of a kind."""
    chance = rng.random()
    if chance < 0.5:
        return rng.choice(_THINGS), NUMBERS[len(things)]
    model = rng.choice(things) if things and rng.random() < 0.75 else None
    if chance < 0.75:
        colour = model.colour if model else rng.choice(tuple(COLOURS))
        return f"{colour} {rng.choice(_THINGS)}", NUMBERS[len(Sought(colour=colour).among(things))]
    kind = model.kind if model else rng.choice(kinds_of(ring))
    return plural(kind), NUMBERS[len(Sought(kind).among(things))]


def sentence(words: str) -> str:
    """Words as an answer: with a capital and a full stop."""
    return f"{capital(words)}."


def spoken(rng: Random, question: str, *, loose: bool) -> str:
    """A question in lower case as a text, with capital and mark or, if ``loose``, sometimes carelessly typed."""
    text = ask(rng, question)
    return loosen(rng, text, "question") if loose and rng.random() < _CARELESS else text
