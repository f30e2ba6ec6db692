"""Scenes for prompts that leave much open: what is said is there, all else is drawn as people would expect it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from models.nano.training.world.sampling import (
    CELLS,
    Split,
    backdrops_for,
    colours_on,
    is_held_out,
    kinds_of,
    random_cell,
    random_jitter,
)
from models.nano.training.world.scene import COLOURS, STYLES, Backdrop, Picture, Ring, Size, Thing

Cell = tuple[int, int]
#: Scenes in which people would expect a kind; the first is the likeliest.
_HOMES: dict[str, tuple[str, ...]] = {
    "car": ("meadow",),
    "boat": ("sea",),
    "house": ("meadow", "meadow", "night"),
    "tree": ("meadow",),
    "balloon": ("meadow",),
    "fish": ("sea",),
    "flower": ("meadow", "meadow", "room"),
    "bird": ("meadow", "meadow", "sea"),
    "cat": ("room", "room", "meadow"),
    "umbrella": ("room", "meadow"),
    "rocket": ("night",),
    "mushroom": ("meadow",),
}
#: Colours that people would expect a kind to have.
_USUAL: dict[str, tuple[str, ...]] = {
    "star": ("yellow",),
    "heart": ("red",),
    "car": ("red", "blue"),
    "boat": ("white", "red", "blue"),
    "house": ("white", "yellow", "red"),
    "tree": ("green",),
    "balloon": ("red",),
    "fish": ("orange",),
    "flower": ("red", "yellow", "purple"),
    "bird": ("blue", "yellow"),
    "cat": ("black", "orange", "white"),
    "rocket": ("white", "red"),
    "mushroom": ("red",),
}
_USUALLY = 0.35
#: How often a scene that nobody named is one where the things are at home.
_AT_HOME = 0.75
#: How often a backdrop that nobody named is plain, and how often white.
_PLAIN, _WHITE = 0.8, 0.4
_SIZES: tuple[Size, ...] = ("small", "medium", "medium", "large", "large")
_TRIES = 12


@dataclass(frozen=True, slots=True)
class Wanted:
    """A thing that is asked for; what is ``None`` is left open.

    Attributes:
        kind: What it is.
        colour: Its colour.
        size: Its size.
        cell: Row and column.
        never: Colours that it must not have.
    """

    kind: str
    colour: str | None = None
    size: Size | None = None
    cell: Cell | None = None
    never: tuple[str, ...] = ()


@cache
def _plain(colours: frozenset[str]) -> tuple[Backdrop, ...]:
    """Plain backdrops before which all of the colours show."""
    return tuple(one for one in map(_plain_in, COLOURS) if colours <= set(colours_on(one)))


def _plain_in(colour: str) -> Backdrop:
    return Backdrop(STYLES[0], colour)


@cache
def _showing(ring: Ring, colours: frozenset[str]) -> tuple[Backdrop, ...]:
    """Backdrops of a ring before which all of the colours show."""
    found = [backdrops_for(ring, colour) for colour in colours or COLOURS]
    if not colours:
        return tuple(dict.fromkeys(one for some in found for one in some))
    return tuple(one for one in found[0] if all(one in some for some in found[1:]))


def showing_backdrops(ring: Ring, wanted: Sequence[Wanted]) -> tuple[Backdrop, ...]:
    """The backdrops of a ring before which all colours that are asked for show."""
    return _showing(ring, frozenset(thing.colour for thing in wanted if thing.colour))


@cache
def at_home(backdrop: Backdrop) -> tuple[str, ...]:
    """The kinds that people would expect before a backdrop."""
    found = tuple(kind for kind, scenes in _HOMES.items() if backdrop.style in scenes)
    return found or kinds_of(backdrop.ring)


def expected_backdrop(rng: Random, ring: Ring, wanted: Sequence[Wanted]) -> Backdrop | None:
    """A backdrop that suits things when none is asked for; ``None`` if their colours show before none.

    Args:
        rng: Where chance comes from.
        ring: The ring of the things.
        wanted: The things.
    """
    colours = frozenset(thing.colour for thing in wanted if thing.colour)
    possible = _showing(ring, colours)
    if not possible:
        return None
    if ring == "shapes":
        plain = _plain(colours)
        if not plain or rng.random() >= _PLAIN:
            return rng.choice(possible)
        white = _plain_in("white")
        return white if white in plain and rng.random() < _WHITE else rng.choice(plain)
    homes = [scene for thing in wanted for scene in _HOMES.get(thing.kind, ())]
    at_home = [one for one in possible if one.style in homes]
    if not at_home or rng.random() >= _AT_HOME:
        return rng.choice(possible)
    return max(at_home, key=lambda one: homes.count(one.style) + rng.random())


def _free_cell(rng: Random, kind: str, taken: set[Cell]) -> Cell | None:
    for _ in range(_TRIES):
        cell = random_cell(rng, kind)
        if cell not in taken:
            return cell
    return next((cell for cell in rng.sample(CELLS, len(CELLS)) if cell not in taken), None)


def furnish(rng: Random, backdrop: Backdrop, wanted: Sequence[Wanted], split: Split) -> Picture | None:
    """A picture of the things before a backdrop; ``None`` if this try failed.

    Args:
        rng: Where chance comes from.
        backdrop: What is behind them.
        wanted: The things, at most MOST_THINGS; several may be alike.
        split: In training no thing is a held-out combination; otherwise the first one is.
    """
    possible = colours_on(backdrop)
    if any(thing.colour and thing.colour not in possible for thing in wanted):
        return None
    taken = {thing.cell for thing in wanted if thing.cell}
    things: list[Thing] = []
    for index, one in enumerate(wanted):
        for _ in range(_TRIES):
            thing = _tried(rng, one, possible, taken)
            if thing and (split == "train" or index == 0) and is_held_out(thing, backdrop) == (split == "train"):
                thing = None
            if thing:
                break
        else:
            return None
        taken.add((thing.row, thing.column))
        things.append(thing)
    return Picture(backdrop, tuple(things))


def _tried(rng: Random, wanted: Wanted, colours: tuple[str, ...], taken: set[Cell]) -> Thing | None:
    cell = wanted.cell or _free_cell(rng, wanted.kind, taken)
    usual = _USUAL.get(wanted.kind) if rng.random() < _USUALLY else None
    colour = wanted.colour or rng.choice(usual or colours)
    if cell is None or colour in wanted.never or colour not in colours:
        return None
    return Thing(wanted.kind, colour, wanted.size or rng.choice(_SIZES), *cell, *random_jitter(rng))
