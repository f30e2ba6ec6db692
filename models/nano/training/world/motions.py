"""Random clips: which things change and how, and what a clip shows at its start and at its end."""

from dataclasses import replace
from random import Random

from models.nano.training.world.sampling import (
    SIZES,
    Split,
    colours_on,
    is_held_out,
    random_picture,
)
from models.nano.training.world.scene import (
    CELL,
    DIRECTIONS,
    EARLIEST_EVENT,
    FRAMES,
    GRID,
    JITTER,
    LATEST_EVENT,
    RADII,
    Appear,
    Change,
    Clip,
    Direction,
    Move,
    Picture,
    Recolour,
    Resize,
    Ring,
    Thing,
    Vanish,
)

#: The frame of an event whose moment nobody mentions in a full caption of a clip of FRAMES frames.
MIDDLE_EVENT = FRAMES // 2
#: Most pixels before the centre of its cell that a motion may begin at.
MOST_LEAD = 14
_SORTS = ("move",) * 9 + ("resize",) * 3 + ("recolour",) * 4 + ("appear",) * 2 + ("vanish",) * 2
_DIRECTIONS: tuple[Direction, ...] = tuple(DIRECTIONS)
Cell = tuple[int, int]


def thing_at_start(thing: Thing, change: Change | None) -> Thing | None:
    """The thing as a clip first shows it; ``None`` if it appears later."""
    return None if isinstance(change, Appear) else thing


def thing_at_end(thing: Thing, change: Change | None) -> Thing | None:
    """The thing as a clip last shows it, in the cell that a move ends at or just before; ``None`` if it vanished."""
    if isinstance(change, Move):
        down, right = DIRECTIONS[change.direction]
        return thing.moved(thing.row + down, thing.column + right)
    if isinstance(change, Resize):
        return replace(thing, size=change.to)
    if isinstance(change, Recolour):
        return replace(thing, colour=change.to)
    return None if isinstance(change, Vanish) else thing


def picture_at_start(clip: Clip) -> Picture:
    """What the first frame shows, save that a move with a lead begins that many pixels earlier."""
    things = map(thing_at_start, clip.picture.things, clip.changes)
    return Picture(clip.picture.backdrop, tuple(thing for thing in things if thing))


def picture_at_end(clip: Clip) -> Picture:
    """What the last frame shows, save that a move with a lead ends that many pixels earlier."""
    things = map(thing_at_end, clip.picture.things, clip.changes)
    return Picture(clip.picture.backdrop, tuple(thing for thing in things if thing))


def states(clip: Clip) -> list[Thing]:
    """Every thing of a clip as it is before its change and after it."""
    ends = (thing_at_end(thing, change) for thing, change in zip(clip.picture.things, clip.changes, strict=True))
    return [*clip.picture.things, *(thing for thing in ends if thing)]


def swept_cells(clip: Clip) -> set[Cell]:
    """Cells that a thing is in, or passes through, at some time of the clip."""
    cells = {(thing.row, thing.column) for thing in states(clip)}
    for thing, change in zip(clip.picture.things, clip.changes, strict=True):
        if isinstance(change, Move) and change.lead > _lead_inside(thing):
            cells.add(_neighbour(thing, change.direction, -1))
    return cells


def _neighbour(thing: Thing, direction: Direction, steps: int = 1) -> Cell:
    down, right = DIRECTIONS[direction]
    return thing.row + steps * down, thing.column + steps * right


def _is_inside(cell: Cell) -> bool:
    return 0 <= cell[0] < GRID and 0 <= cell[1] < GRID


def _lead_inside(thing: Thing) -> int:
    """Whole pixels that a thing may begin off its centre without leaving its cell, wherever it lies in it."""
    return int(CELL / 2 - RADII[thing.size] - JITTER)


def random_frame(rng: Random, frames: int = FRAMES) -> int:
    """The middle of an event; the middle of the clip more often than the others."""
    return frames // 2 if rng.random() < 0.25 else rng.randint(EARLIEST_EVENT, LATEST_EVENT + frames - FRAMES)


def _random_move(rng: Random, thing: Thing, clip: Clip, split: Split, mid_motion: bool) -> Move | None:
    """A move into a free cell; in training none that ends in a held-out combination."""
    occupied = swept_cells(clip)
    direction = rng.choice(_DIRECTIONS)
    cell = _neighbour(thing, direction)
    if not _is_inside(cell) or cell in occupied:
        return None
    if split == "train" and is_held_out(thing.moved(*cell), clip.picture.backdrop):
        return None
    if not mid_motion:
        return Move(direction)
    behind = _neighbour(thing, direction, -1)
    is_free = _is_inside(behind) and behind not in occupied
    return Move(direction, float(rng.randint(0, MOST_LEAD if is_free else _lead_inside(thing))))


def _random_recolour(rng: Random, thing: Thing, clip: Clip, split: Split) -> Recolour | None:
    colour = rng.choice(colours_on(clip.picture.backdrop))
    if any(other.kind == thing.kind and other.colour == colour for other in states(clip)):
        return None
    if split == "train" and is_held_out(replace(thing, colour=colour), clip.picture.backdrop):
        return None
    return Recolour(colour, random_frame(rng, clip.frames))


def random_change(rng: Random, clip: Clip, index: int, split: Split, mid_motion: bool = False) -> Change:
    """A change for one thing of a clip that agrees with the changes that the other things have already.

    Args:
        rng: Where chance comes from.
        clip: The clip so far, in which the thing rests.
        index: Which thing changes.
        split: In training the change does not end in a held-out combination.
        mid_motion: Moves may begin before the centre of the thing's cell.
    """
    thing = clip.picture.things[index]
    while True:
        sort = rng.choice(_SORTS)
        change: Change | None
        if sort == "move":
            change = _random_move(rng, thing, clip, split, mid_motion)
        elif sort == "recolour":
            change = _random_recolour(rng, thing, clip, split)
        elif sort == "resize":
            change = Resize(rng.choice(tuple(size for size in SIZES if size != thing.size)))
        else:
            frame = random_frame(rng, clip.frames)
            change = Appear(frame) if sort == "appear" else Vanish(frame)
        if change:
            return change


def random_clip(
    rng: Random,
    ring: Ring,
    split: Split,
    *,
    first_rests: bool = False,
    mid_motion: bool = False,
    alone: bool = False,
    frames: int = FRAMES,
) -> Clip:
    """A clip of one ring in which one thing changes (75 %), two do (20 %) or none does (5 %).

    Args:
        rng: Where chance comes from.
        ring: The ring of the backdrop and of all things.
        split: Which combinations may, or must, occur, at every time of the clip; see ``sampling``.
        first_rests: The changes are those of other things than the first, which is the first to change otherwise.
        mid_motion: Moves may begin before the centre of the thing's cell, for clips that continue another.
        alone: The clip has one thing, which changes.
        frames: Length of the clip.
    """
    chance = rng.random()
    changing = 1 if chance < 0.75 or alone else 2 if chance < 0.95 else 0
    needed = changing + first_rests
    picture = random_picture(rng, ring, split, 1 if alone else None)
    if len(picture.things) < needed:
        picture = random_picture(rng, ring, split, needed)
    changes: list[Change | None] = [None] * len(picture.things)
    for index in range(int(first_rests), needed):
        clip = Clip(picture, tuple(changes), frames)
        changes[index] = random_change(rng, clip, index, split, mid_motion)
    return Clip(picture, tuple(changes), frames)
