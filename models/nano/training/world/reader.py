"""What a clip shows, and whether pictures and clips show what they should: measured, with no opinion of the model.

Pictures are read by :func:`read_picture`, clips by :func:`read_clip`; :func:`score_picture` and :func:`score_clip`
compare them with the truth, attribute by attribute.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from models.nano.training.world.scene import (
    CELL,
    DIRECTIONS,
    SIDE,
    Appear,
    Change,
    Clip,
    Direction,
    Move,
    Picture,
    Recolour,
    Resize,
    Thing,
    Vanish,
)
from models.nano.training.world.seeing import Frame, Reading, Seen, read_picture

__all__ = [
    "ClipReading",
    "ClipScore",
    "Followed",
    "Frame",
    "PictureScore",
    "Reading",
    "Seen",
    "read_clip",
    "read_picture",
    "score_clip",
    "score_picture",
]

Frames: TypeAlias = NDArray[np.uint8]

#: Frames by which a moment may be off and still be right.
EVENT_TOLERANCE = 2.0
_NEVER = 1e6  # pixels: what a pair that must not be counts, more than all others together
_APART = 1.6 * CELL  # pixels between two sightings that are not of one thing
_OTHER_KIND, _OTHER_COLOUR = 0.7 * CELL, 0.4 * CELL  # what another look counts when sightings are matched
_ON_ITS_WAY = CELL / 4  # pixels that a thing may be off in the middle of a clip


@dataclass(frozen=True, slots=True)
class Followed:
    """A thing of a clip.

    Attributes:
        first: As it is in the first frame; ``None`` if it appears later.
        last: As it is in the last frame; ``None`` if it has vanished.
        change: What happens to it; ``None`` if it rests.
        moment: Frame, with fractions, that the change has its middle at; ``None`` for rest, moves and changes of size.
        is_steady: Whether nothing else happens to it: its other attributes stay, and it is where it belongs halfway.
    """

    first: Seen | None
    last: Seen | None
    change: Change | None
    moment: float | None
    is_steady: bool


@dataclass(frozen=True, slots=True)
class ClipReading:
    """A clip as it was seen.

    Attributes:
        first: The first frame.
        things: Every thing that the first or the last frame shows.
        has_steady_backdrop: Whether the backdrop stays the same.
    """

    first: Reading
    things: tuple[Followed, ...]
    has_steady_backdrop: bool


@dataclass(frozen=True, slots=True)
class PictureScore:
    """What is right in a picture. Kinds, colours, sizes and places are right if those of all true things are.

    Attributes:
        kinds: All kinds; a thing that hardly looks like its kind is wrong.
        colours: All colours.
        sizes: All sizes.
        places: Every thing is in its cell.
        count: The number of things.
        backdrop: The backdrop.
    """

    kinds: bool
    colours: bool
    sizes: bool
    places: bool
    count: bool
    backdrop: bool

    @property
    def everything(self) -> bool:
        """Whether all of it is right."""
        return all((self.kinds, self.colours, self.sizes, self.places, self.count, self.backdrop))


@dataclass(frozen=True, slots=True)
class ClipScore:
    """What is right in a clip; the attributes are those of the things before their changes.

    Attributes:
        kinds: All kinds.
        colours: All colours.
        sizes: All sizes.
        places: Every thing starts, or if it appears ends, within half a cell of where it should.
        count: The number of things that are there at some time.
        backdrop: The backdrop, all the time.
        changes: Every thing changes as it should, in the right direction or to the right end, and in no other way.
        event: Most frames by which an appearing, vanishing or change of colour is off; ``None`` if the clip has none,
            or if one was not seen.
    """

    kinds: bool
    colours: bool
    sizes: bool
    places: bool
    count: bool
    backdrop: bool
    changes: bool
    event: float | None

    @property
    def everything(self) -> bool:
        """Whether all of it is right, moments to within EVENT_TOLERANCE frames."""
        still = all((self.kinds, self.colours, self.sizes, self.places, self.count, self.backdrop))
        return still and self.changes and (self.event is None or self.event <= EVENT_TOLERANCE)


def read_clip(frames: Frames) -> ClipReading:
    """Read a clip from its first, middle and last frame, and from when in between its things' pixels change.

    Args:
        frames: uint8 [T, SIDE, SIDE, 3], RGB.
    """
    first, middle, last = (read_picture(frames[i]) for i in (0, len(frames) // 2, len(frames) - 1))
    costs = [[_unlikeness(before, after) for after in last.things] for before in first.things]
    pairs = _pairs(costs, len(last.things))
    things = []
    for i, before in enumerate(first.things):
        after = last.things[pairs[i]] if i in pairs else None
        things.append(_follow(frames, before, after, middle) if after else _vanished(frames, before))
    new = (after for i, after in enumerate(last.things) if i not in pairs.values())
    things.extend(_appeared(frames, after) for after in new)
    steady = first.backdrop == middle.backdrop == last.backdrop
    return ClipReading(first, tuple(things), steady)


def _unlikeness(before: Seen, after: Seen) -> float:
    """How badly two sightings agree, in pixels; infinite if they are too far apart or too different for one thing."""
    distance = math.hypot(after.x - before.x, after.y - before.y)
    other_kind, other_colour = before.kind != after.kind, before.colour != after.colour
    if distance > _APART or other_kind + other_colour + (distance > CELL / 2) > 1:
        return math.inf
    return distance + _OTHER_KIND * other_kind + _OTHER_COLOUR * other_colour


def _pairs(costs: Sequence[Sequence[float]], columns: int) -> dict[int, int]:
    """Which columns the rows are matched with so that as many as can be are, at the least cost in all."""
    if not costs or not columns:
        return {}
    table = np.array(costs, dtype=np.float64)
    rows, chosen = linear_sum_assignment(np.where(np.isfinite(table), table, _NEVER))
    return {int(row): int(column) for row, column in zip(rows, chosen, strict=True) if np.isfinite(table[row, column])}


def _follow(frames: Frames, before: Seen, after: Seen, middle: Reading) -> Followed:
    """What happens to a thing that is there all the time."""
    changes: list[Change] = []
    moment = None
    direction, way, aside = _way(before, after)
    if way > CELL / 2:
        changes.append(Move(direction))
        aside = max(aside, abs(way - CELL) / 2)
    else:
        aside = way
    if after.size != before.size:
        changes.append(Resize(after.size))
    if after.colour != before.colour:
        moment = _moment(frames, (before, after))
        changes.append(Recolour(after.colour, round(moment)))
    steady = len(changes) < 2 and before.kind == after.kind and aside < _ON_ITS_WAY
    return Followed(
        before, after, changes[0] if changes else None, moment, steady and _is_halfway(before, after, middle)
    )


def _way(before: Seen, after: Seen) -> tuple[Direction, float, float]:
    """The direction that a thing goes in, how far it comes in it, and how far aside; in pixels."""
    right, down = after.x - before.x, after.y - before.y
    if abs(right) > abs(down):
        return "right" if right > 0 else "left", abs(right), abs(down)
    return "down" if down > 0 else "up", abs(down), abs(right)


def _is_halfway(before: Seen, after: Seen, middle: Reading) -> bool:
    """Whether the middle frame shows the thing halfway between its two ends."""
    x, y = (before.x + after.x) / 2, (before.y + after.y) / 2
    return any(
        thing.kind == before.kind and max(abs(thing.x - x), abs(thing.y - y)) < _ON_ITS_WAY for thing in middle.things
    )


def _vanished(frames: Frames, thing: Seen) -> Followed:
    moment = _moment(frames, (thing,))
    return Followed(thing, None, Vanish(round(moment)), moment, True)


def _appeared(frames: Frames, thing: Seen) -> Followed:
    moment = _moment(frames, (thing,))
    return Followed(None, thing, Appear(round(moment)), moment, True)


def _moment(frames: Frames, sightings: Sequence[Seen]) -> float:
    """Frame, with fractions, at which the pixels around a thing are halfway between how they begin and end."""
    left = max(0, int(min(s.x - s.radius for s in sightings)))
    top = max(0, int(min(s.y - s.radius for s in sightings)))
    right = min(SIDE, math.ceil(max(s.x + s.radius for s in sightings)))
    bottom = min(SIDE, math.ceil(max(s.y + s.radius for s in sightings)))
    window = frames[:, top:bottom, left:right].astype(np.float32).reshape(len(frames), -1)
    change = window[-1] - window[0]
    share = (window - window[0]) @ change / max(float(change @ change), 1.0)
    after = int(np.argmax(share >= 0.5))
    if after == 0:
        return 0.0
    return after - float((share[after] - 0.5) / max(share[after] - share[after - 1], 1e-6))


def score_picture(frame: Frame, truth: Picture) -> PictureScore:
    """Compare a picture with what it should show; things are matched by their places.

    Args:
        frame: uint8 [SIDE, SIDE, 3], RGB.
        truth: What it should show.
    """
    reading = read_picture(frame)
    costs = [[math.hypot(seen.x - thing.x, seen.y - thing.y) for seen in reading.things] for thing in truth.things]
    pairs = _pairs(costs, len(reading.things))
    both = [(thing, reading.things[pairs[i]]) for i, thing in enumerate(truth.things) if i in pairs]
    found = len(both) == len(truth.things)
    return PictureScore(
        kinds=found and all(thing.kind == seen.kind and seen.is_recognised for thing, seen in both),
        colours=found and all(thing.colour == seen.colour for thing, seen in both),
        sizes=found and all(thing.size == seen.size for thing, seen in both),
        places=found and all((thing.row, thing.column) == (seen.row, seen.column) for thing, seen in both),
        count=len(truth.things) == len(reading.things),
        backdrop=truth.backdrop == reading.backdrop,
    )


def score_clip(frames: Frames, truth: Clip) -> ClipScore:
    """Compare a clip with what it should show; things are matched by the places where they start.

    Args:
        frames: uint8 [T, SIDE, SIDE, 3], RGB.
        truth: What it should show.
    """
    reading = read_clip(frames)
    entries = list(zip(truth.picture.things, truth.changes, strict=True))
    costs = [[_off(thing, change, seen) for seen in reading.things] for thing, change in entries]
    pairs = _pairs(costs, len(reading.things))
    both = [(*entry, reading.things[pairs[i]]) for i, entry in enumerate(entries) if i in pairs]
    found = len(both) == len(entries)
    seen = [(thing, followed.first or followed.last) for thing, _, followed in both]
    return ClipScore(
        kinds=found and all(one and thing.kind == one.kind and one.is_recognised for thing, one in seen),
        colours=found and all(one and thing.colour == one.colour for thing, one in seen),
        sizes=found and all(one and thing.size == one.size for thing, one in seen),
        places=found and all(_off(*one) < CELL / 2 for one in both),
        count=len(entries) == len(reading.things),
        backdrop=reading.has_steady_backdrop and reading.first.backdrop == truth.picture.backdrop,
        changes=found and all(_is_right(change, followed) for _, change, followed in both),
        event=_worst_moment([(change, followed) for _, change, followed in both]),
    )


def _off(thing: Thing, change: Change | None, followed: Followed) -> float:
    """Pixels between where a thing should start, or end if it appears, and where it was seen."""
    seen = followed.first or followed.last
    if seen is None:
        return math.inf
    x, y = thing.x, thing.y
    if isinstance(change, Move):
        down, right = DIRECTIONS[change.direction]
        x, y = x - right * change.lead, y - down * change.lead
    return math.hypot(seen.x - x, seen.y - y)


def _is_right(change: Change | None, followed: Followed) -> bool:
    """Whether a thing changes as it should, whenever that is."""
    seen = followed.change
    if not followed.is_steady or type(seen) is not type(change):
        return False
    match change, seen:
        case Move(), Move():
            return change.direction == seen.direction
        case (Resize(), Resize()) | (Recolour(), Recolour()):
            return change.to == seen.to
        case _:
            return True


def _worst_moment(entries: Sequence[tuple[Change | None, Followed]]) -> float | None:
    """Most frames by which an event is off, of those that were seen; ``None`` if one was not."""
    worst = None
    for change, followed in entries:
        if isinstance(change, (Appear, Vanish, Recolour)):
            if followed.moment is None or type(followed.change) is not type(change):
                return None
            worst = max(worst or 0.0, abs(followed.moment - change.frame))
    return worst
