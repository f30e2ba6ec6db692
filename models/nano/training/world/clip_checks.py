"""Questions on clips that want yes or no, on what is not there or does not happen, and on moments.

As in :mod:`models.nano.training.world.checks`, answers to checks begin with "Yes" or "No" and go on with the facts.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from random import Random

from models.nano.training.world.asking import (
    Sought,
    absent_kind,
    answer_absence,
    answer_presence,
    name_without_place,
    plain_name,
    sentence,
    yes_or_no,
)
from models.nano.training.world.captions import changes_of
from models.nano.training.world.motions import picture_at_end
from models.nano.training.world.scene import (
    COLOURS,
    FRAMES,
    Appear,
    Change,
    Clip,
    Move,
    Recolour,
    Resize,
    Thing,
    Vanish,
)
from models.nano.training.world.verbs import grows
from models.nano.training.world.words import article, listed

Asked = tuple[str, str] | tuple[str, str, int] | None
RATE = 12
#: Frames between an event's middle and a moment that is asked about, so that the answer can be seen.
_CLEAR = 3
_DIRECTIONS = ("left", "right", "up", "down")
_DOES = {
    "moves": ("move", "go anywhere", "move at all"),
    "grows": ("grow", "get bigger", "become larger"),
    "shrinks": ("shrink", "get smaller", "become smaller"),
    "appears": ("appear", "show up"),
    "vanishes": ("vanish", "disappear", "go away"),
}
_STILL_THERE = ("is {} still there at the end", "is {} still there", "does {} stay", "can {} be seen at the end")
_ABSENT = (
    "what happens to {}",
    "what does {} do",
    "which way does {} move",
    "what colour is {}",
    "when does {} vanish",
    "where is {}",
    "how does {} change",
    "what colour is {} at the end",
)
#: Moments that questions name, with their frames.
_MOMENTS: dict[int, tuple[str, ...]] = {
    4: ("0.3 seconds", "a third of a second"),
    6: ("half a second", "0.5 seconds", "0.5 s"),
    9: ("0.75 seconds", "three quarters of a second"),
    12: ("one second", "1 second", "a second", "1 s"),
}
_LENGTH = ("how long is the clip", "how long does the clip last", "how many seconds is this", "length of the clip")


def answer_seconds(frame: int) -> str:
    """The one answer to when an event with its middle at a frame happens: "At 0.7 s."."""
    return f"At {seconds(frame)}."


def seconds(frame: int) -> str:
    """A frame's time: "0.7 s"."""
    tenths = round(Fraction(10 * frame, RATE))
    return f"{tenths // 10}.{tenths % 10} s"


def happening(thing: Thing, change: Change) -> str:
    """What a change is, in the third person: "moves left", "turns red"."""
    if isinstance(change, Move):
        return f"moves {change.direction}"
    if isinstance(change, Resize):
        return "grows" if grows(thing, change) else "shrinks"
    if isinstance(change, Recolour):
        return f"turns {change.to}"
    return "appears" if isinstance(change, Appear) else "vanishes"


def _events(clip: Clip) -> list[tuple[Thing, Appear | Vanish | Recolour]]:
    """What happens at a moment."""
    return [(thing, change) for thing, change in changes_of(clip) if isinstance(change, Appear | Vanish | Recolour)]


def ask_absence(rng: Random, clip: Clip) -> Asked:
    """A question about something that is never there, or about when something happens that does not."""
    things = clip.picture.things
    if rng.random() < 0.6:
        sought = absent_kind(rng, things, clip.picture.backdrop.ring)
        return rng.choice(_ABSENT).format(f"the {sought.spoken(rng)}"), answer_absence(sought)
    thing, change = things[0], clip.changes[0]
    name = plain_name(thing, things)
    verb = rng.choice([verb for verb in ("vanishes", "appears", "moves") if not _is(change, verb)])
    text = f"when does {name_without_place(rng, thing, things)} {_DOES[verb][0]}"
    return text, sentence(f"{name} does not {_DOES[verb][0]}")


def _is(change: Change | None, verb: str) -> bool:
    sorts = {"moves": Move, "appears": Appear, "vanishes": Vanish}
    return isinstance(change, sorts[verb])


def _facts(thing: Thing, change: Change | None) -> str:
    return f"it {happening(thing, change)}" if change else "nothing happens to it"


def _does(rng: Random, clip: Clip) -> Asked:
    """Whether a thing does something: "does the car move", "does the car move to the left"."""
    things = clip.picture.things
    index = 0 if rng.random() < 0.8 else rng.randrange(len(things))
    thing, change = things[index], clip.changes[index]
    name, facts = name_without_place(rng, thing, things), _facts(thing, change)
    if rng.random() < 0.3:
        return f"does {name} {rng.choice(_DOES['moves'])}", yes_or_no(isinstance(change, Move), facts)
    right = happening(thing, change) if change else ""
    is_so = bool(change) and rng.random() < 0.55
    verb, _, rest = (right if is_so else _other_doing(rng, right)).partition(" ")
    if verb == "moves":
        words = f"move {'to the ' if rest in ('left', 'right') and rng.random() < 0.5 else ''}{rest}"
    elif verb == "turns":
        words = rng.choice((f"turn {rest}", f"become {rest}"))
    else:
        words = rng.choice(_DOES[verb])
    return f"does {name} {words}", yes_or_no(is_so, facts)


def _other_doing(rng: Random, right: str) -> str:
    """Something that does not happen."""
    chance = rng.random()
    while True:
        if chance < 0.4:
            found = f"moves {rng.choice(_DIRECTIONS)}"
        elif chance < 0.6:
            found = f"turns {rng.choice(tuple(COLOURS))}"
        else:
            found = rng.choice(("grows", "shrinks", "appears", "vanishes"))
        if found != right:
            return found


def _still(rng: Random, clip: Clip) -> Asked:
    """Whether a thing is still there at the end."""
    thing = clip.picture.things[0]
    if isinstance(clip.changes[0], Recolour) or (not isinstance(clip.changes[0], Vanish) and rng.random() < 0.75):
        return None
    sought = Sought(thing.kind, thing.colour)
    return rng.choice(_STILL_THERE).format(f"the {sought.name}"), answer_presence(picture_at_end(clip).things, sought)


def _anything(rng: Random, clip: Clip) -> Asked:
    """Whether anything moves, appears or vanishes."""
    verb, sort = rng.choice((("move", Move), ("appear", Appear), ("vanish", Vanish)))
    found = [thing for thing, change in changes_of(clip) if isinstance(change, sort)]
    if bool(found) != (rng.random() < 0.5):
        return None
    names = listed([plain_name(thing, clip.picture.things) for thing in found] or ["nothing"])
    verbs = verb if len(found) > 1 else f"{verb}{'es' if verb == 'vanish' else 's'}"
    return f"does anything {verb}", yes_or_no(bool(found), f"{names} {verbs}")


def _before(rng: Random, clip: Clip) -> Asked:
    """Whether something happens before or after a moment."""
    for thing, change in _events(clip):
        moments = [frame for frame in _MOMENTS if abs(frame - change.frame) >= _CLEAR]
        frame = rng.choice(moments)
        earlier = rng.random() < 0.5
        is_so = (change.frame < frame) == earlier
        words = rng.choice(_MOMENTS[frame])
        verb = happening(thing, change).replace("turns", "turn").replace("appears", "appear")
        verb = verb.replace("vanishes", "vanish")
        name = name_without_place(rng, thing, clip.picture.things)
        text = f"does {name} {verb} {'before' if earlier else 'after'} {words}"
        return text, yes_or_no(is_so, f"at {seconds(change.frame)}")
    return None


_CHECKS: tuple[Callable[[Random, Clip], Asked], ...] = (_does, _does, _does, _still, _anything, _before, _before)


def ask_check(rng: Random, clip: Clip) -> Asked:
    """A question whether something is so, or happens."""
    return rng.choice(_CHECKS)(rng, clip)


def _at_moment(rng: Random, clip: Clip) -> Asked:
    """What colour a thing has at a moment, or whether it is there then."""
    for thing, change in _events(clip):
        frames = [frame for frame in _MOMENTS if abs(frame - change.frame) >= _CLEAR]
        frame = rng.choice(frames)
        when = f"{rng.choice(('after', 'at'))} {rng.choice(_MOMENTS[frame])}"
        if isinstance(change, Recolour):
            colour = change.to if frame > change.frame else thing.colour
            if sum(other.kind == thing.kind for other in clip.picture.things) > 1:
                return None
            return f"what colour is the {thing.kind} {when}", sentence(colour)
        there = (frame > change.frame) == isinstance(change, Appear)
        sought = Sought(thing.kind, thing.colour)
        text = f"is there {article(sought.name)} {when}" if rng.random() < 0.5 else f"is the {sought.name} there {when}"
        return text, answer_presence([thing] if there else [], sought)
    return None


def _order(rng: Random, clip: Clip) -> Asked:
    """Which of two events comes first."""
    events = sorted(_events(clip), key=lambda pair: pair[1].frame)
    if len(events) != 2 or events[1][1].frame - events[0][1].frame < _CLEAR:
        return None
    first = rng.random() < 0.6
    thing, change = events[0 if first else 1]
    asked = ("what happens first", "what comes first") if first else ("what happens last", "what happens then")
    name = plain_name(thing, clip.picture.things)
    return rng.choice(asked), sentence(f"{name} {happening(thing, change)}")


def _length(rng: Random, clip: Clip) -> Asked:
    return rng.choice(_LENGTH), sentence(seconds(FRAMES))


_TIMES: Sequence[Callable[[Random, Clip], Asked]] = (*(_at_moment,) * 12, *(_order,) * 6, _length)


def ask_time(rng: Random, clip: Clip) -> Asked:
    """A question about a moment of a clip, or about the order of events."""
    return rng.choice(_TIMES)(rng, clip)
