"""The words for what happens in a clip: "moves to the left", "keep growing", "is turning blue near the end"."""

from random import Random
from typing import Literal

from models.nano.training.world.motions import MIDDLE_EVENT
from models.nano.training.world.scene import Appear, Change, Move, Recolour, Resize, Thing, Vanish
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


def grows(thing: Thing, change: Resize) -> bool:
    """Whether the thing becomes larger."""
    return _ORDER.index(change.to) > _ORDER.index(thing.size)


def moment(rng: Random, change: Change, *, full: bool) -> str:
    """When an event happens, roughly, or nothing; ``full`` is silent only about events in the middle of a clip."""
    frame = change.frame if isinstance(change, Appear | Vanish | Recolour) else None
    if frame is None or (rng.random() < 0.5 and (frame == MIDDLE_EVENT or not full)):
        return ""
    return rng.choice(_EARLY if frame <= 5 else _HALFWAY if frame <= 10 else _LATE)


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
    rng: Random, thing: Thing, change: Change, form: Form = "moves", *, full: bool = False, where: str = ""
) -> str:
    """What happens to a thing, as words that follow its name.

    Args:
        rng: Chooses the words.
        thing: The thing as it is before.
        change: What happens to it.
        form: Which form the verb has, by example.
        full: The end of a change of size, and the rough moment of an event, are said.
        where: A place to be named right after the verb.
    """
    verb, tail = _choose(rng, thing, change, full=full)
    if where.startswith("in ") and verb[0].endswith(" in"):
        verb = _APPEAR[0]
    parts = (verb[_FORMS.index(form)], tail, where, moment(rng, change, full=full))
    return " ".join(filter(None, parts))


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
