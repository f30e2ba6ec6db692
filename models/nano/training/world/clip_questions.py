"""Questions about clips in many wordings; each kind of question and fact has one answer."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from random import Random

from models.nano.training.world import clip_checks
from models.nano.training.world.asking import (
    Question,
    count,
    is_there,
    name_without_colour,
    name_without_place,
    spoken,
)
from models.nano.training.world.captions import changes_of
from models.nano.training.world.clip_checks import answer_seconds, happening
from models.nano.training.world.motions import picture_at_end, picture_at_start, thing_at_end
from models.nano.training.world.questions import description
from models.nano.training.world.scene import Appear, Clip, Move, Recolour, Thing, Vanish
from models.nano.training.world.words import (
    PLACE_NAMES,
    canonical_thing,
    capital,
    listed,
    reading_order,
)

_WAYS = {"left": "To the left.", "right": "To the right.", "up": "Up.", "down": "Down."}
_DIRECTION = (
    "which way does {} move",
    "which way does {} go",
    "in which direction does {} move",
    "where does {} move",
    "where is {} going",
    "what is the direction of {}",
)
_CHANGE = ("what happens to {}", "what happens to {}", "what does {} do", "how does {} change", "what becomes of {}")
_WHICH = ("what changes", "which thing changes", "what changes in the clip", "which things change")
_WHICH_MOVES = ("what moves", "which thing moves", "what is moving", "what moves in the clip")
_WHEN = (
    "when does {} {}",
    "when does {} {}",
    "at what time does {} {}",
    "at which moment does {} {}",
)
_COUNT = ("how many {} are there at the end", "how many {} are left at the end", "at the end, how many {} are there")
_START = ("what colour is {} at the start", "what colour is {} at first", "which colour does {} have at the beginning")
_END = ("what colour is {} at the end", "what colour does {} have at the end", "which colour is {} in the end")
_PRESENCE = (
    "is there {} at the end",
    "can you see {} at the end",
    "at the end, is there {}",
    "does the clip end with {}",
)
_PRESENCE_OF_MANY = ("are there {} at the end", "can you see {} at the end", "at the end, are there {}")
_DESCRIBE = (
    "describe the clip",
    "describe this video",
    "what happens in the clip",
    "what does the video show",
    "what happens here",
    "describe what happens",
)


def expected_seconds(answer: str) -> Fraction | None:
    """The seconds that an answer to "when" names, or ``None`` if it names none."""
    for word in answer.split():
        number = word.rstrip("s.")
        whole, _, part = number.partition(".")
        if whole.isdecimal() and (not part or part.isdecimal()):
            return Fraction(number)
    return None


def describe_clip(clip: Clip) -> str:
    """The one description of a clip: its start in reading order with the backdrop, then what changes."""
    order = reading_order(clip.picture.things)
    clauses = []
    for thing, change in sorted(changes_of(clip), key=lambda pair: order.index(pair[0])):
        if isinstance(change, Appear):
            clauses.append(f"{canonical_thing(thing)} appears {PLACE_NAMES[thing.row, thing.column]}")
        else:
            clauses.append(f"the {thing.colour} {thing.kind} {happening(thing, change)}")
    told = capital(listed(clauses)) if clauses else "Nothing changes"
    return f"{capital(description(picture_at_start(clip)))}. {told}."


_Asked = tuple[str, str] | tuple[str, str, int] | None


def _direction(rng: Random, clip: Clip) -> _Asked:
    for thing, change in changes_of(clip):
        if isinstance(change, Move):
            name = name_without_place(rng, thing, clip.picture.things)
            return rng.choice(_DIRECTION).format(name), _WAYS[change.direction]
    return None


def _change(rng: Random, clip: Clip) -> _Asked:
    things = clip.picture.things
    index = 0 if rng.random() < 0.8 else rng.randrange(len(things))
    thing, change = things[index], clip.changes[index]
    name = name_without_place(rng, thing, things)
    if not change:
        return rng.choice(_CHANGE[:3]).format(name), "Nothing."
    return rng.choice(_CHANGE).format(name), f"It {happening(thing, change)}."


def _answer_which(things: Sequence[Thing]) -> str:
    names = [f"the {thing.colour} {thing.kind}" for thing in reading_order(things)]
    return f"{capital(listed(names))}." if names else "Nothing."


def _which(rng: Random, clip: Clip) -> _Asked:
    return rng.choice(_WHICH), _answer_which([thing for thing, _ in changes_of(clip)])


def _which_moves(rng: Random, clip: Clip) -> _Asked:
    moving = [thing for thing, change in changes_of(clip) if isinstance(change, Move)]
    return rng.choice(_WHICH_MOVES), _answer_which(moving)


def _when(rng: Random, clip: Clip) -> _Asked:
    for thing, change in changes_of(clip):
        if isinstance(change, Recolour):
            verb = rng.choice((f"turn {change.to}", f"become {change.to}", "change its colour"))
        elif isinstance(change, Appear | Vanish):
            verb = rng.choice(("appear", "show up") if isinstance(change, Appear) else ("vanish", "disappear"))
        else:
            continue
        name = name_without_place(rng, thing, clip.picture.things)
        return rng.choice(_WHEN).format(name, verb), answer_seconds(change.frame), change.frame
    return None


def _count(rng: Random, clip: Clip) -> _Asked:
    end = picture_at_end(clip)
    counted, answer = count(rng, end.things, end.backdrop.ring)
    return rng.choice(_COUNT).format(counted), answer


def _colour_at_start(rng: Random, clip: Clip) -> _Asked:
    present = picture_at_start(clip).things
    if clip.picture.things[0] not in present:
        return None
    name = name_without_colour(rng, clip.picture.things[0], clip.picture.things)
    return rng.choice(_START).format(name), f"{capital(clip.picture.things[0].colour)}."


def _colour_at_end(rng: Random, clip: Clip) -> _Asked:
    things, change = clip.picture.things, clip.changes[0]
    end = thing_at_end(things[0], change)
    if not end or (not isinstance(change, Recolour) and rng.random() < 0.6):
        return None
    # By place only what stays where it is; by its first colour whatever changes.
    alone = sum(thing.kind == end.kind for thing in things) == 1
    name = f"the {end.kind}" if alone else f"the {things[0].colour} {end.kind}"
    return rng.choice(_END).format(name), f"{capital(end.colour)}."


def _presence(rng: Random, clip: Clip) -> _Asked:
    end = picture_at_end(clip).things
    gone = [
        thing
        for thing in picture_at_start(clip).things
        if not any(other.kind == thing.kind and other.colour == thing.colour for other in end)
    ]
    return is_there(rng, end, clip.picture.backdrop.ring, _PRESENCE, _PRESENCE_OF_MANY, near=gone)


def _description(rng: Random, clip: Clip) -> _Asked:
    return rng.choice(_DESCRIBE), describe_clip(clip)


_ASKED: dict[str, Callable[[Random, Clip], _Asked]] = {
    "direction": _direction,
    "change": _change,
    "which": _which,
    "which moves": _which_moves,
    "when": _when,
    "count": _count,
    "colour at start": _colour_at_start,
    "colour at end": _colour_at_end,
    "presence": _presence,
    "description": _description,
    "absence": clip_checks.ask_absence,
    "check": clip_checks.ask_check,
    "time": clip_checks.ask_time,
}
#: The first school: what the table of the model card has asked from the beginning.
FIRST_KINDS = (
    *("direction", "change", "description") * 4,
    *("when",) * 6,
    *("which", "count", "colour at end", "presence") * 2,
    *("which moves", "colour at start"),
)
_FURTHER_KINDS = (*("absence",) * 3, *("check",) * 6, *("time",) * 3, "presence", "count")
#: How often a question is one of the first school.
_FIRST_SHARE = 0.52


def ask_clip(rng: Random, clip: Clip, *, loose: bool = False, first_school: bool = False) -> Question:
    """A question about a clip.

    Args:
        rng: Where chance comes from.
        clip: What is asked about.
        loose: Some questions are typed carelessly.
        first_school: Ask only what :data:`FIRST_KINDS` holds.
    """
    while True:
        kind = rng.choice(FIRST_KINDS if first_school or rng.random() < _FIRST_SHARE else _FURTHER_KINDS)
        asked = _ASKED[kind](rng, clip)
        if asked:
            text, answer, *frame = asked
            return Question(kind, spoken(rng, text, loose=loose), answer, frame[0] if frame else None)
