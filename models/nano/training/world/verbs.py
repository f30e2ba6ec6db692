"""The words for what happens in a clip: "moves to the left", "keep growing", "is turning blue near the end"."""

from dataclasses import dataclass
from random import Random
from typing import Literal

from models.nano.training.world.scene import FRAMES, Appear, Change, Move, Recolour, Resize, Thing, Vanish
from models.nano.training.world.words import PREDICATE_SIZES

Form = Literal["move", "moves", "moving"]
_FORMS = ("move", "moves", "moving")
Verb = tuple[str, str, str]
_MOVE: tuple[Verb, ...] = (
    ("move", "moves", "moving"),
    ("move", "moves", "moving"),
    ("slide", "slides", "sliding"),
    ("glide", "glides", "gliding"),
    ("go", "goes", "going"),
    ("travel", "travels", "travelling"),
)
_FLY: Verb = ("fly", "flies", "flying")
_FLOAT: Verb = ("float", "floats", "floating")
_WALK: Verb = ("walk", "walks", "walking")
_RUN: Verb = ("run", "runs", "running")
#: How the kinds that can move in life do it.
_OWN: dict[str, tuple[Verb, ...]] = {
    "car": (("drive", "drives", "driving"), ("drive", "drives", "driving"), ("roll", "rolls", "rolling")),
    "boat": (("sail", "sails", "sailing"), ("sail", "sails", "sailing"), _FLOAT),
    "balloon": (_FLOAT, _FLY, ("drift", "drifts", "drifting")),
    "fish": (("swim", "swims", "swimming"),),
    "bird": (_FLY,),
    "cat": (_WALK, _WALK, _RUN),
    "rocket": (_FLY, ("shoot", "shoots", "shooting")),
}
_VERTICAL: dict[str, tuple[Verb, ...]] = {
    "up": (("rise", "rises", "rising"), ("climb", "climbs", "climbing")),
    "down": (("sink", "sinks", "sinking"), ("descend", "descends", "descending")),
}
_WAYS = {
    "left": ("left", "left", "to the left", "to the left", "towards the left"),
    "right": ("right", "right", "to the right", "to the right", "towards the right"),
    "up": ("up", "up", "upwards"),
    "down": ("down", "down", "downwards"),
}
_GROW: tuple[Verb, ...] = (
    ("grow", "grows", "growing"),
    ("get bigger", "gets bigger", "getting bigger"),
    ("become larger", "becomes larger", "becoming larger"),
)
_SHRINK: tuple[Verb, ...] = (
    ("shrink", "shrinks", "shrinking"),
    ("get smaller", "gets smaller", "getting smaller"),
    ("become smaller", "becomes smaller", "becoming smaller"),
)
_APPEAR: tuple[Verb, ...] = (
    ("appear", "appears", "appearing"),
    ("appear", "appears", "appearing"),
    ("fade in", "fades in", "fading in"),
    ("show up", "shows up", "showing up"),
)
_VANISH: tuple[Verb, ...] = (
    ("vanish", "vanishes", "vanishing"),
    ("disappear", "disappears", "disappearing"),
    ("fade away", "fades away", "fading away"),
    ("fade out", "fades out", "fading out"),
)
_RECOLOUR: tuple[Verb, ...] = (
    ("turn", "turns", "turning"),
    ("turn", "turns", "turning"),
    ("become", "becomes", "becoming"),
    ("change its colour to", "changes its colour to", "changing its colour to"),
    ("change to", "changes to", "changing to"),
)
_ORDER = ("small", "medium", "large")
_EARLY = ("early on", "near the start", "soon")
_HALFWAY = ("halfway through", "midway through", "after a while")
_LATE = ("near the end", "late in the clip", "towards the end")
#: Seconds that people say in words, by their frame.
_SECONDS_IN_WORDS = {
    3: ("a quarter of a second",),
    6: ("half a second", "half a second"),
    9: ("three quarters of a second",),
    12: ("one second", "a second"),
    18: ("one and a half seconds", "a second and a half"),
    24: ("two seconds",),
}
_AT = ("at {} {s}", "at {} {s}", "after {} {s}", "after {} {s}", "{} {s} in")
_RATE = 12


@dataclass(frozen=True, slots=True)
class Timing:
    """How a text says when something happens.

    Attributes:
        frames: Length of the clip.
        exact: How often the moment is said in seconds rather than roughly.
    """

    frames: int = FRAMES
    exact: float = 0.0


ROUGHLY = Timing()


def grows(thing: Thing, change: Resize) -> bool:
    """Whether the thing becomes larger."""
    return _ORDER.index(change.to) > _ORDER.index(thing.size)


def seconds_phrase(rng: Random, frame: int) -> str:
    """When an event with its middle at a frame happens, exact to a latent frame: "after 0.5 s", "after one second"."""
    if frame in _SECONDS_IN_WORDS and rng.random() < 0.5:
        words = rng.choice(_SECONDS_IN_WORDS[frame])
        return rng.choice((f"after {words}", f"after {words}", f"{words} in"))
    seconds = f"{frame / _RATE:.2f}" if frame % 3 == 0 and rng.random() < 0.4 else f"{frame / _RATE:.1f}"
    if rng.random() < 0.5:
        seconds = seconds.rstrip("0").rstrip(".")
    unit = rng.choice(("s", "s", "second" if seconds == "1" else "seconds"))
    return rng.choice(_AT).format(seconds, s=unit)


def event_frame(change: Change | None) -> int | None:
    """The middle of an event; ``None`` for what goes on during the whole clip."""
    return change.frame if isinstance(change, Appear | Vanish | Recolour) else None


def moment(rng: Random, change: Change, *, full: bool, timing: Timing = ROUGHLY) -> str:
    """When an event happens, or nothing; ``full`` is silent only about events in the middle of a clip."""
    frame = event_frame(change)
    if frame is None:
        return ""
    if rng.random() < timing.exact:
        return seconds_phrase(rng, frame)
    middle = timing.frames // 2
    if rng.random() < 0.5 and (frame == middle or not full):
        return ""
    if not full and abs(frame - middle) > 1 and rng.random() < 0.15:
        return f"in the {'first' if frame < middle else 'second'} half"
    third = frame * (FRAMES - 1) / (timing.frames - 1)
    return rng.choice(_EARLY if third <= 5 else _HALFWAY if third <= 10 else _LATE)


def _choose(rng: Random, thing: Thing, change: Change, *, full: bool) -> tuple[Verb, str]:
    """A verb and what follows it."""
    if isinstance(change, Move):
        chance = rng.random()
        if change.direction in _VERTICAL and chance < 0.12:
            return rng.choice(_VERTICAL[change.direction]), ""
        verbs = _OWN[thing.kind] if thing.kind in _OWN and chance < 0.6 else _MOVE
        return rng.choice(verbs), rng.choice(_WAYS[change.direction])
    if isinstance(change, Resize):
        verbs = _GROW if grows(thing, change) else _SHRINK
        if not full and rng.random() < 0.6:
            return rng.choice(verbs), ""
        size = rng.choice(PREDICATE_SIZES[change.to])
        if rng.random() < 0.6:
            return rng.choice(verbs[:2]), f"until it is {size}"
        return ("become", "becomes", "becoming"), size
    if isinstance(change, Recolour):
        return rng.choice(_RECOLOUR), change.to
    return rng.choice(_APPEAR if isinstance(change, Appear) else _VANISH), ""


def happens(
    rng: Random,
    thing: Thing,
    change: Change,
    form: Form = "moves",
    *,
    full: bool = False,
    where: str = "",
    timing: Timing = ROUGHLY,
) -> str:
    """What happens to a thing, as words that follow its name.

    Args:
        rng: Chooses the words.
        thing: The thing as it is before.
        change: What happens to it.
        form: Which form the verb has, by example.
        full: The end of a change of size, and the moment of an event, are said.
        where: A place to be named right after the verb.
        timing: How the moment is said.
    """
    words, when = _happens(rng, thing, change, form, full, where, timing)
    return f"{words} {when}" if when else words


def clause(
    rng: Random, name: str, thing: Thing, change: Change, *, full: bool = False, where: str = "", timing: Timing
) -> str:
    """A thing's name and what happens to it; a moment in seconds may come first: "after 0.5 s the star vanishes"."""
    words, when = _happens(rng, thing, change, "moves", full, where, timing)
    if when.startswith(("after ", "at ")) and when[-1] in "sd" and rng.random() < 0.35:
        return f"{when} {name} {words}"
    return f"{name} {words} {when}" if when else f"{name} {words}"


def _happens(
    rng: Random, thing: Thing, change: Change, form: Form, full: bool, where: str, timing: Timing
) -> tuple[str, str]:
    """What happens, and when."""
    verb, tail = _choose(rng, thing, change, full=full)
    if where.startswith("in ") and verb[0].endswith(" in"):
        verb = _APPEAR[0]
    parts = (verb[_FORMS.index(form)], tail, where)
    return " ".join(filter(None, parts)), moment(rng, change, full=full, timing=timing)


def goes_on(rng: Random, thing: Thing, change: Move | Resize) -> str:
    """What a thing that has begun to change continues to do, as words that follow its name."""
    verb, tail = _choose(rng, thing, change, full=False)
    chance = rng.random()
    if chance < 0.35:
        words = ("keeps", verb[2], tail)
    elif chance < 0.5:
        words = ("continues", rng.choice((f"to {verb[0]}", verb[2])), tail)
    elif chance < 0.65:
        words = ("goes on", verb[2], tail)
    elif chance < 0.8 and isinstance(change, Move) and tail:
        words = (verb[1], "on", tail if change.direction in ("up", "down") else f"to the {change.direction}")
    else:
        words = (rng.choice(("is still", "is")), verb[2], tail)
    return " ".join(filter(None, words))
