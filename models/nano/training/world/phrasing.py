"""Short phrases of people who type prompts in a hurry: things, places and backdrops in a few words."""

from collections.abc import Sequence
from random import Random

from models.nano.training.world.furnishing import Cell, Wanted, expected_backdrop, showing_backdrops
from models.nano.training.world.outside import NEAREST, NEAREST_COLOURS, NEAREST_SCENES, SHORT_SCENES
from models.nano.training.world.sampling import SIZES, kinds_of
from models.nano.training.world.scene import COLOURS, Backdrop, Picture, Ring, Size
from models.nano.training.world.words import (
    NUMBERS,
    PLACES,
    SIZE_WORDS,
    article,
    backdrop_name,
    backdrop_phrase,
    colour_word,
    kind_word,
    place,
    plural,
)

#: A prompt and a picture that is right for it.
Wish = tuple[str, Picture]
COLOUR_NAMES = tuple(COLOURS)
#: How often a thing, a colour or a scene is called by a word from outside the world that comes near it.
OUTSIDE_SHARE = 0.1
_PAIRS = ("a pair of", "a couple of")
_SHORT_BACKDROPS = ("{} background", "{} bg", "on {}", "{} backdrop")
#: Adjectives that change nothing, and what things may be said to do: a picture shows them all the same.
_IDLE = (
    "cute",
    "pretty",
    "nice",
    "lovely",
    "funny",
    "shiny",
    "old",
    "fast",
    "sleepy",
    "friendly",
    "happy",
    "magical",
    "cool",
    "beautiful",
    "simple",
    "fluffy",
    "wooden",
    "real",
)
_DOING: dict[str, tuple[str, ...]] = {
    "car": ("driving", "parked", "parking"),
    "boat": ("sailing", "floating", "swimming"),
    "house": ("standing",),
    "tree": ("growing", "standing"),
    "balloon": ("floating", "flying", "hovering"),
    "fish": ("swimming",),
    "flower": ("growing", "blooming"),
    "bird": ("flying", "sitting", "singing"),
    "cat": ("sitting", "sleeping", "playing", "walking"),
    "umbrella": ("lying", "standing"),
    "rocket": ("flying", "taking off"),
    "mushroom": ("growing",),
}
_OWNERS = ("the", "my", "our", "one", "this")
_STARTS = (
    "draw ",
    "a picture of ",
    "show me ",
    "i want ",
    "can you draw ",
    "give me ",
    "paint ",
    "make ",
    "i need ",
    "picture of ",
    "an image with ",
    "generate ",
    "there should be ",
    "imagine ",
)
#: What is dropped from the places of sentences: "in the top left" is "top left".
_SMALL = ("in the ", "at the ", "on the ")


def noun(rng: Random, kind: str) -> str:
    """A word for a kind."""
    return rng.choice(NEAREST[kind]) if rng.random() < OUTSIDE_SHARE else kind_word(rng, kind)


def hue(rng: Random, colour: str) -> str:
    """A word for a colour."""
    return rng.choice(NEAREST_COLOURS[colour]) if rng.random() < OUTSIDE_SHARE / 2 else colour_word(rng, colour)


def bare(rng: Random, thing: Wanted, *, many: bool = False) -> str:
    """What is said of a thing, without article: "large red car", "red cars"."""
    words = [rng.choice(_IDLE)] if rng.random() < OUTSIDE_SHARE else []
    if thing.size:
        words.append(rng.choice(SIZE_WORDS[thing.size]))
    if thing.colour:
        words.append(hue(rng, thing.colour))
    name = noun(rng, thing.kind)
    if " of " in name or " with " in name:
        many = False
    words.append(plural(name) if many else name)
    return " ".join(filter(None, words))


def named(rng: Random, thing: Wanted, *, bareness: float = 0.25) -> str:
    """A thing with its article, or now and then without."""
    words = bare(rng, thing)
    if rng.random() < bareness:
        return words
    return f"{rng.choice(_OWNERS)} {words}" if rng.random() < OUTSIDE_SHARE else article(words)


def doing(rng: Random, kind: str) -> str:
    """What a thing may be said to do, with a space before it; mostly nothing."""
    return f" {rng.choice(_DOING[kind])}" if kind in _DOING and rng.random() < 1.5 * OUTSIDE_SHARE else ""


def number(rng: Random, count: int) -> str:
    """A number as a word or a digit."""
    return NUMBERS[count] if rng.random() < 0.65 else str(count)


def amount(rng: Random, count: int) -> str:
    """How many there are, in front of a noun: a number, "a pair of" for two, "a single" for one."""
    if count < 3 and rng.random() < 0.25:
        return "a single" if count == 1 else rng.choice(_PAIRS)
    return number(rng, count)


def short_place(rng: Random, cell: Cell) -> str:
    """A place in two words or so: "top left", "bottom"."""
    words = place(rng, cell) if rng.random() < 0.5 else PLACES[cell][0]
    for small in _SMALL:
        words = words.removeprefix(small)
    return words


def setting(rng: Random, ring: Ring, wanted: list[Wanted], said: float) -> tuple[Backdrop, str, str] | None:
    """A backdrop for things, with what is said of it in a sentence and in a word or two.

    Args:
        rng: Chooses.
        ring: The ring of the things.
        wanted: The things.
        said: How often it is said; both texts are empty otherwise, and the backdrop is one that suits the things.

    Returns:
        The backdrop, "in a meadow" and "meadow"; ``None`` if no backdrop shows the things.
    """
    backdrop = expected_backdrop(rng, ring, wanted)
    if not backdrop or rng.random() >= said:
        return backdrop and (backdrop, "", "")
    if rng.random() < 0.6:
        backdrop = rng.choice(showing_backdrops(ring, wanted))
    return backdrop, *backdrop_words(rng, backdrop)


def backdrop_words(rng: Random, backdrop: Backdrop) -> tuple[str, str]:
    """A backdrop in a sentence, "in a meadow", and in a word or two, "meadow"."""
    if backdrop.colour is None:
        if rng.random() < 1.5 * OUTSIDE_SHARE:
            return rng.choice(NEAREST_SCENES[backdrop.style]), rng.choice(SHORT_SCENES[backdrop.style])
        short = backdrop_name(rng, backdrop, full=rng.random() < 0.7).split(" ", 1)[1]
        return backdrop_phrase(rng, backdrop, full=rng.random() < 0.5), short
    short = rng.choice(_SHORT_BACKDROPS).format(backdrop.colour)
    if backdrop.style == "plain" and rng.random() < 0.4:
        return short if short.startswith("on ") else f"with {article(short)}", short
    return backdrop_phrase(rng, backdrop, full=backdrop.style != "plain" and rng.random() < 0.5), short


def any_kind(rng: Random, ring: Ring) -> str:
    """A kind of a ring."""
    return rng.choice(kinds_of(ring))


def other_kinds(rng: Random, ring: Ring, kinds: Sequence[str], count: int = 1) -> list[str]:
    """Different kinds of a ring, none of them one of ``kinds``."""
    return rng.sample([kind for kind in kinds_of(ring) if kind not in kinds], count)


def maybe(rng: Random, share: float, values: Sequence[str]) -> str | None:
    """One of the values, or, but for a share of the times, nothing."""
    return rng.choice(values) if rng.random() < share else None


def maybe_size(rng: Random, share: float) -> Size | None:
    """A size, or, but for a share of the times, nothing."""
    return rng.choice(SIZES) if rng.random() < share else None


def with_scene(rng: Random, text: str, scene: str, short: str) -> str:
    """The text with its backdrop in one of the usual places."""
    if not scene:
        return text
    chance = rng.random()
    if chance < 0.6:
        return f"{text} {scene}"
    if chance < 0.75:
        return f"{scene}, {text}"
    return f"{text}, {short}" if chance < 0.9 else f"{short} with {text}"


def started(rng: Random, text: str, share: float = 0.25) -> str:
    """The text, in a share of the times behind words such as "draw"."""
    return rng.choice(_STARTS) + text if rng.random() < share else text
