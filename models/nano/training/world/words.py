"""The words for what the world holds, and how a sentence is finished.

Words are joined in lower case and British spelling; :func:`finish` and :func:`request` give a text its capitals, full
stops, politeness and now and then American spelling.
"""

from collections.abc import Sequence
from random import Random

from models.nano.training.world.scene import GRID, SHAPES, Backdrop, Thing

#: Other words for a kind; each kind's own name is the commonest.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "circle": ("disc",),
    "ring": ("hoop",),
    "car": ("automobile",),
    "boat": ("ship", "sailing boat"),
    "house": ("cottage",),
    "balloon": ("hot air balloon",),
    "flower": ("blossom",),
    "bird": ("birdie",),
    "cat": ("kitty", "kitten"),
    "rocket": ("spaceship",),
    "mushroom": ("toadstool",),
}
#: Other words for a colour.
SHADES: dict[str, tuple[str, ...]] = {
    "red": ("crimson", "scarlet"),
    "yellow": ("golden",),
    "green": ("emerald",),
    "blue": ("azure",),
    "purple": ("violet",),
    "black": ("jet-black",),
    "white": ("snow-white",),
}
#: Words for a size; a medium one is mostly not mentioned.
SIZE_WORDS: dict[str, tuple[str, ...]] = {
    "small": ("small", "small", "little", "tiny"),
    "medium": ("", "", "medium", "medium-sized"),
    "large": ("large", "large", "big", "huge"),
}
#: Words for a size that leave nothing open.
FULL_SIZE_WORDS: dict[str, tuple[str, ...]] = {
    "small": ("small", "little"),
    "medium": ("medium", "medium-sized"),
    "large": ("large", "big"),
}
#: Words for a size that are said of a thing: "make it large".
PREDICATE_SIZES: dict[str, tuple[str, ...]] = {
    "small": ("small", "small", "tiny"),
    "medium": ("medium-sized",),
    "large": ("large", "large", "big"),
}
#: The one name of each cell that answers use.
PLACE_NAMES: dict[tuple[int, int], str] = {
    (0, 0): "in the top left",
    (0, 1): "at the top",
    (0, 2): "in the top right",
    (1, 0): "on the left",
    (1, 1): "in the middle",
    (1, 2): "on the right",
    (2, 0): "in the bottom left",
    (2, 1): "at the bottom",
    (2, 2): "in the bottom right",
}


def _corner(vertical: str, other: str, side: str) -> tuple[str, ...]:
    name = f"{vertical} {side}"
    many = (f"in the {name}", f"at the {name}", f"in the {name} corner")
    return (*many, *many, f"in the {other} {side} corner", f"in the {other} {side}")


#: All names of each cell.
PLACES: dict[tuple[int, int], tuple[str, ...]] = {
    (0, 0): _corner("top", "upper", "left"),
    (0, 1): ("at the top",) * 4 + ("in the top middle", "at the top in the middle", "at the top centre"),
    (0, 2): _corner("top", "upper", "right"),
    (1, 0): ("on the left",) * 4 + ("on the left side", "in the middle on the left", "at the left"),
    (1, 1): ("in the middle",) * 3 + ("in the centre", "at the centre", "in the very middle"),
    (1, 2): ("on the right",) * 4 + ("on the right side", "in the middle on the right", "at the right"),
    (2, 0): _corner("bottom", "lower", "left"),
    (2, 1): ("at the bottom",) * 4 + ("in the bottom middle", "at the bottom in the middle", "at the bottom centre"),
    (2, 2): _corner("bottom", "lower", "right"),
}
#: What is said after "to": a cell as the end of a way.
GOALS: dict[tuple[int, int], tuple[str, ...]] = {
    cell: tuple(dict.fromkeys(place.split(" ", 1)[1] for place in places if place.count(" ") < 5))
    for cell, places in PLACES.items()
}
_STYLED: dict[str, tuple[str, ...]] = {
    "plain": ("plain {} background",),
    "two-tone across": (
        "{} two-tone background split from left to right",
        "two-tone {} background split from left to right",
        "background of two shades of {} side by side",
    ),
    "two-tone down": (
        "{} two-tone background split from top to bottom",
        "two-tone {} background split from top to bottom",
        "background of two shades of {} one above the other",
    ),
    "gradient across": (
        "{} gradient from left to right",
        "{} background fading from left to right",
        "{} gradient background from left to right",
    ),
    "gradient down": (
        "{} gradient from top to bottom",
        "{} background fading from top to bottom",
        "{} gradient background from top to bottom",
    ),
}
_BEFORE = ("on", "on", "on", "before", "against", "in front of", "with")
#: Where things are in a scene.
SCENE_PHRASES: dict[str, tuple[str, ...]] = {
    "meadow": ("in a meadow", "in a meadow", "on a meadow", "in a green meadow", "in a sunny meadow", "on a sunny day"),
    "sea": ("at sea", "at sea", "on the sea", "in the sea", "on the ocean", "by the sea"),
    "night": ("at night", "at night", "under a night sky", "under the stars", "in the night", "on a quiet night"),
    "room": ("in a room", "in a room", "inside a room", "indoors", "in a cosy room", "in the room"),
}
#: Names of the scenes, for "change the background to …".
SCENE_NAMES: dict[str, tuple[str, ...]] = {
    "meadow": ("a meadow", "a green meadow", "a sunny meadow"),
    "sea": ("the sea", "the ocean", "the open sea"),
    "night": ("a night sky", "the night", "a starry night"),
    "room": ("a room", "the inside of a room", "a cosy room"),
}
#: Adjectives that say nothing about what is drawn: pleasant ones for the picture book, and some from outside the world.
_PLEASANT = ("cute", "nice", "lovely", "pretty", "beautiful", "friendly", "happy", "funny", "simple")
_STRANGE = ("shiny", "old", "wooden", "striped", "realistic", "metal", "sleepy", "ancient", "fluffy", "broken")
_STRANGE_TAILS = ("with 4 doors", "made of glass", "with a hat", "called Bob", "in watercolour", "with a long shadow")
_STRANGE_NOUNS = ("a banana", "two people", "a robot", "a guitar", "an old man", "a table", "a clock", "some text")
#: How often a text has words from outside the world.
STRANGE_SHARE = 0.03
_PLEASE = ("please {}", "please {}", "{}, please", "can you {}?", "could you {}?", "could you please {}?", "now {}")


def article(words: str) -> str:
    """The words after "a" or "an"."""
    return f"an {words}" if words[0] in "aeiou" else f"a {words}"


#: How many things there are, in words.
NUMBERS: dict[int, str] = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five"}


def plural(kind: str) -> str:
    """Several things of a kind, or of another name for it."""
    if kind.endswith("fish"):
        return kind
    if kind.endswith("y") and kind[-2] not in "aeiou":
        return f"{kind[:-1]}ies"
    return f"{kind}es" if kind.endswith(("x", "s", "sh", "ch")) else f"{kind}s"


def listed(parts: Sequence[str], last: str = " and ") -> str:
    """One or more parts with commas and, before the last, "and"."""
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + last + parts[-1]


def capital(text: str) -> str:
    """The text with a capital at its start."""
    return text[0].upper() + text[1:]


def kind_word(rng: Random, kind: str) -> str:
    """The kind's name, or seldom another word for it."""
    others = SYNONYMS.get(kind)
    return rng.choice(others) if others and rng.random() < 0.15 else kind


def colour_word(rng: Random, colour: str) -> str:
    """The colour's name, or seldom a shade of it."""
    others = SHADES.get(colour)
    return rng.choice(others) if others and rng.random() < 0.04 else colour


def place(rng: Random, cell: tuple[int, int]) -> str:
    """Where a cell is, with its preposition."""
    return rng.choice(PLACES[cell])


def bare_phrase(rng: Random, thing: Thing, *, size: bool, colour: bool, full: bool) -> str:
    """What a thing is, without article: "small red star".

    Args:
        rng: Chooses the words.
        thing: The thing.
        size: Its size may be mentioned; see :data:`SIZE_WORDS`.
        colour: Its colour is mentioned.
        full: Leave nothing that was asked for open, and add nothing.
    """
    words = []
    if size:
        words.append(rng.choice((FULL_SIZE_WORDS if full else SIZE_WORDS)[thing.size]))
    if not full:
        chance = rng.random()
        if chance < STRANGE_SHARE / 3:
            words.append(rng.choice(_STRANGE))
        elif chance > 0.93 and thing.kind not in SHAPES:
            words.insert(0, rng.choice(_PLEASANT))
    if colour:
        words.append(thing.colour if full else colour_word(rng, thing.colour))
    words.append(thing.kind if full else kind_word(rng, thing.kind))
    if not full and rng.random() < STRANGE_SHARE / 3:
        words.append(rng.choice(_STRANGE_TAILS))
    return " ".join(filter(None, words))


def strange_noun(rng: Random) -> str | None:
    """Seldom something that the world does not hold, with its article."""
    return rng.choice(_STRANGE_NOUNS) if rng.random() < STRANGE_SHARE / 3 else None


def reference(rng: Random, thing: Thing, things: Sequence[Thing]) -> str:
    """Names one of the things so that no other is meant: "the star", "the red star", "the star at the top"."""
    chance = rng.random()
    if len(things) == 1 and chance < 0.06:
        return "it"
    is_only = sum(other.kind == thing.kind for other in things) == 1
    noun = kind_word(rng, thing.kind)
    if is_only and chance < 0.4:
        return f"the {noun}"
    if chance < 0.55 and sum(other.colour == thing.colour for other in things) == 1:
        return f"the {thing.colour} {'one' if len(things) > 1 else 'thing'}"
    if chance < 0.62:
        where = place(rng, (thing.row, thing.column))
        return f"the {noun} {where}" if rng.random() < 0.5 else f"the {thing.colour} {noun} {where}"
    return f"the {colour_word(rng, thing.colour)} {noun}"


def pronounless(name: str, thing: Thing) -> str:
    """A name from :func:`reference` for sentences in which "it" would be unclear."""
    return f"the {thing.kind}" if name == "it" else name


def backdrop_name(rng: Random, backdrop: Backdrop, *, full: bool = True) -> str:
    """A backdrop with its article; unless ``full``, its style may be left open."""
    if backdrop.colour is None:
        return SCENE_NAMES[backdrop.style][0] if full else rng.choice(SCENE_NAMES[backdrop.style])
    if not full and rng.random() < 0.4:
        return article(f"{backdrop.colour} background")
    return article(rng.choice(_STYLED[backdrop.style]).format(backdrop.colour))


def backdrop_phrase(rng: Random, backdrop: Backdrop, *, full: bool) -> str:
    """Where the things are: "on a plain blue background", "at sea"."""
    if backdrop.colour is None:
        return rng.choice(SCENE_PHRASES[backdrop.style][: 4 if full else None])
    return f"{rng.choice(_BEFORE)} {backdrop_name(rng, backdrop, full=full)}"


#: The one phrase for each backdrop that answers use.
_CANONICAL_STYLES = {
    "plain": "on a plain {} background",
    "two-tone across": "on two shades of {} side by side",
    "two-tone down": "on two shades of {} one above the other",
    "gradient across": "on {} gradient from left to right",
    "gradient down": "on {} gradient from top to bottom",
}
_CANONICAL_SCENES = {"meadow": "in a meadow", "sea": "at sea", "night": "at night", "room": "in a room"}


def canonical_backdrop(backdrop: Backdrop) -> str:
    """The one phrase for a backdrop that answers use."""
    if backdrop.colour is None:
        return _CANONICAL_SCENES[backdrop.style]
    colour = article(backdrop.colour) if backdrop.style.startswith("gradient") else backdrop.colour
    return _CANONICAL_STYLES[backdrop.style].format(colour)


def canonical_thing(thing: Thing) -> str:
    """What a thing is, as answers say it: "a small red star"; a medium size is not mentioned."""
    size = "" if thing.size == "medium" else f"{thing.size} "
    return article(f"{size}{thing.colour} {thing.kind}")


def reading_order(things: Sequence[Thing]) -> list[Thing]:
    """Things from the top left to the bottom right."""
    return sorted(things, key=lambda thing: thing.row * GRID + thing.column)


def _spelled(rng: Random, text: str) -> str:
    if "o" in text and rng.random() < 0.4:
        text = text.replace("colour", "color").replace("centre", "center").replace("cosy", "cozy")
    return text


def finish(rng: Random, *sentences: str) -> str:
    """Sentences in lower case as a text: mostly with capitals and full stops, sometimes as people type prompts."""
    chance = rng.random()
    if chance < 0.55:
        text = ". ".join(map(capital, sentences)) + "."
    elif chance < 0.75:
        text = capital(". ".join(map(capital, sentences)))
    elif chance < 0.9:
        text = rng.choice((". ", ", ")).join(sentences)
    else:
        text = ". ".join(sentences) + "."
    return _spelled(rng, text)


def request(rng: Random, wish: str) -> str:
    """A wish as a text, with the odd polite form if it is in the imperative."""
    if rng.random() < 0.15 and not wish.startswith(("the ", "it ", "I ")):
        wish = rng.choice(_PLEASE).format(wish)
        if wish.endswith("?"):
            return _spelled(rng, capital(wish) if rng.random() < 0.8 else wish)
    return finish(rng, wish)


def ask(rng: Random, question: str) -> str:
    """A question, or a request to describe or count, as a text, mostly with its capital and its mark at the end."""
    chance = rng.random()
    mark = "." if question.startswith(("describe ", "count ", "tell ")) else "?"
    if chance < 0.75:
        question = capital(question) + mark
    elif chance < 0.88:
        question += mark
    return _spelled(rng, question)
