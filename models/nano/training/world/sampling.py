"""Random pictures and clips, and the combinations that are put aside so that evaluation can ask for unseen ones.

Put aside is about 8 % of all (kind, colour, row, column), and in the picture book also of all (kind, colour, scene),
by a fixed hash of their names. A picture or clip of the split ``"train"`` never shows such a combination; the first
thing of one of the split ``"held-out"``, which is the thing that a task is about, always is one.
"""

from collections.abc import Collection
from functools import cache
from random import Random
from typing import Literal
from zlib import crc32

from models.nano.training.world.backdrops import clashes
from models.nano.training.world.scene import (
    BACKDROPS,
    BOOK,
    COLOURS,
    GRID,
    JITTER,
    SCENES,
    SHAPES,
    STYLES,
    Backdrop,
    Picture,
    Ring,
    Size,
    Thing,
)

Split = Literal["train", "held-out"]
SIZES: tuple[Size, ...] = ("small", "medium", "large")
CELLS = tuple((row, column) for row in range(GRID) for column in range(GRID))
#: Offsets from the centre of a cell, in pixels: multiples of a half.
_OFFSETS = tuple(step / 2 for step in range(-int(2 * JITTER), int(2 * JITTER) + 1))
_COUNTS = (1,) * 9 + (2,) * 7 + (3,) * 4
_PERCENT_ASIDE = 8
#: How often a style of backdrop is drawn: plain ones most often.
_STYLES = ("plain",) * 2 + STYLES[1:]
_COLOURS = tuple(COLOURS)
#: How likely each row is for the kinds of the picture book that have a natural height; evenly for the others.
_ROWS = {
    "bird": (5, 3, 1),
    "balloon": (5, 3, 1),
    "rocket": (5, 3, 1),
    "car": (1, 2, 5),
    "house": (1, 3, 5),
    "tree": (1, 3, 4),
    "cat": (1, 2, 4),
    "flower": (1, 2, 4),
    "mushroom": (1, 2, 5),
    "boat": (1, 3, 3),
    "fish": (1, 2, 5),
}
#: Kinds that are drawn three times as often in a scene.
_AT_HOME = {
    "meadow": ("tree", "flower", "house", "mushroom"),
    "sea": ("boat", "fish"),
    "night": ("rocket", "house"),
    "room": ("cat", "umbrella"),
}


@cache
def _aside(*names: str | int) -> bool:
    return crc32(" ".join(map(str, names)).encode()) % 100 < _PERCENT_ASIDE


def is_held_out(thing: Thing, backdrop: Backdrop) -> bool:
    """Whether the thing's kind and colour, in its cell or in the scene, are a combination that is put aside."""
    if _aside(thing.kind, thing.colour, thing.row, thing.column):
        return True
    return backdrop.colour is None and _aside("scene", thing.kind, thing.colour, backdrop.style)


def fits(thing: Thing, backdrop: Backdrop, split: Split) -> bool:
    """Whether the thing may stand before the backdrop: its colour shows, and in training it is not held out."""
    return thing.colour in colours_on(backdrop) and not (split == "train" and is_held_out(thing, backdrop))


def kinds_of(ring: Ring) -> tuple[str, ...]:
    """The kinds of things of a ring."""
    return SHAPES if ring == "shapes" else BOOK


@cache
def colours_on(backdrop: Backdrop) -> tuple[str, ...]:
    """The colours that show clearly on a backdrop; at least one."""
    return tuple(colour for colour in COLOURS if not clashes(backdrop, colour))


@cache
def backdrops_for(ring: Ring, colour: str) -> tuple[Backdrop, ...]:
    """The backdrops of a ring on which a colour shows clearly; at least one."""
    return tuple(backdrop for backdrop in BACKDROPS if backdrop.ring == ring and colour in colours_on(backdrop))


@cache
def _colours_in(backdrop: Backdrop) -> tuple[str, ...]:
    """The colours on a backdrop; those that show in a single scene of the picture book are drawn more often there."""
    colours = colours_on(backdrop)
    if backdrop.colour is not None:
        return colours
    return colours + 2 * tuple(colour for colour in colours if len(backdrops_for("book", colour)) == 1)


@cache
def _kinds_in(style: str) -> tuple[str, ...]:
    return SHAPES if style not in SCENES else BOOK + 2 * _AT_HOME[style]


@cache
def _cells_of(kind: str) -> tuple[tuple[int, int], ...]:
    weights = _ROWS.get(kind, (1,) * GRID)
    return tuple(cell for cell in CELLS for _ in range(weights[cell[0]]))


@cache
def _held_out_places(ring: Ring) -> tuple[tuple[str, str, int, int], ...]:
    places = [(kind, colour, *cell) for kind in kinds_of(ring) for colour in COLOURS for cell in CELLS]
    return tuple(place for place in places if _aside(*place))


@cache
def _held_out_scenes() -> tuple[tuple[str, str, Backdrop], ...]:
    scenes = [Backdrop(style) for style in SCENES]
    return tuple(
        (kind, colour, scene)
        for kind in BOOK
        for scene in scenes
        for colour in colours_on(scene)
        if _aside("scene", kind, colour, scene.style)
    )


def random_jitter(rng: Random) -> tuple[float, float]:
    """How far a thing lies off its cell's centre, in pixels to the right and down."""
    return rng.choice(_OFFSETS), rng.choice(_OFFSETS)


def random_cell(rng: Random, kind: str) -> tuple[int, int]:
    """Row and column of a cell, of which the natural ones for the kind are likelier."""
    return rng.choice(_cells_of(kind))


def random_backdrop(rng: Random, ring: Ring) -> Backdrop:
    """A backdrop of a ring."""
    if ring == "book":
        return Backdrop(rng.choice(SCENES))
    return Backdrop(rng.choice(_STYLES), rng.choice(_COLOURS))


def random_thing(rng: Random, backdrop: Backdrop, split: Split, others: Collection[Thing] = ()) -> Thing:
    """A thing that fits the backdrop, in a cell of its own, and differs from the others in kind or colour."""
    kinds, colours = _kinds_in(backdrop.style), _colours_in(backdrop)
    while True:
        kind, colour = rng.choice(kinds), rng.choice(colours)
        if any(other.kind == kind and other.colour == colour for other in others):
            continue
        row, column = random_cell(rng, kind)
        if any(other.row == row and other.column == column for other in others):
            continue
        thing = Thing(kind, colour, rng.choice(SIZES), row, column, *random_jitter(rng))
        if split != "train" or not is_held_out(thing, backdrop):
            return thing


def _held_out_start(rng: Random, ring: Ring) -> tuple[Backdrop, Thing]:
    if ring == "book" and rng.random() < 0.5:
        kind, colour, backdrop = rng.choice(_held_out_scenes())
        row, column = random_cell(rng, kind)
    else:
        kind, colour, row, column = rng.choice(_held_out_places(ring))
        backdrop = rng.choice(backdrops_for(ring, colour))
    return backdrop, Thing(kind, colour, rng.choice(SIZES), row, column, *random_jitter(rng))


def random_picture(rng: Random, ring: Ring, split: Split, count: int | None = None) -> Picture:
    """A picture of one ring.

    Args:
        rng: Where chance comes from.
        ring: The ring of the backdrop and of all things.
        split: Which combinations may, or must, occur; see the module.
        count: Number of things, 1 to MOST_THINGS; 1, 2 or 3 at 45, 35 and 20 % if ``None``.
    """
    count = count or rng.choice(_COUNTS)
    if split == "held-out":
        backdrop, first = _held_out_start(rng, ring)
    else:
        backdrop = random_backdrop(rng, ring)
        first = random_thing(rng, backdrop, split)
    things = [first]
    while len(things) < count:
        things.append(random_thing(rng, backdrop, split, things))
    return Picture(backdrop, tuple(things))
