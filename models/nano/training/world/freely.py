"""Prompts as newcomers type them, with pictures that are right for them.

A newcomer writes "car", "2 cats + a tree", "no car, just a house" or "three mushrooms, one red and two blue". What is
said is in the picture and nothing that was ruled out is; what was left open is drawn as people would expect it.
"""

import re
from collections.abc import Callable, Sequence
from random import Random

from models.nano.training.world import phrasing
from models.nano.training.world.captions import caption_picture
from models.nano.training.world.counts import by_colour, counted, in_corners
from models.nano.training.world.furnishing import Cell, Wanted, at_home, furnish
from models.nano.training.world.outside import UNHEARD
from models.nano.training.world.phrasing import (
    COLOUR_NAMES,
    Wish,
    amount,
    any_kind,
    backdrop_words,
    bare,
    doing,
    hue,
    maybe,
    maybe_size,
    named,
    noun,
    other_kinds,
    setting,
    short_place,
    started,
    with_scene,
)
from models.nano.training.world.sampling import (
    CELLS,
    Split,
    backdrops_for,
    random_backdrop,
    random_cell,
    random_picture,
)
from models.nano.training.world.scene import GRID, MOST_THINGS, Picture, Ring
from models.nano.training.world.tongues import TONGUES, describe_in
from models.nano.training.world.words import article, finish, listed, place, plural

_CORNERS = ((0, 0), (0, 2), (2, 0), (2, 2))
_VAGUE_PLACES: dict[str, tuple[Cell, ...]] = {
    "in a corner": _CORNERS,
    "in the corner": _CORNERS,
    "on one side": ((1, 0), (1, 2)),
    "at the edge": tuple(cell for cell in CELLS if cell != (1, 1)),
}
_LEFT = ("left of", "to the left of", "on the left of", "left from", "on the left side of")
_RIGHT = ("right of", "to the right of", "on the right of", "right from", "on the right side of")
_ABOVE = ("above", "over", "above", "on top of", "higher than", "directly above")
_BELOW = ("below", "under", "beneath", "underneath", "lower than", "directly below")
_BESIDE = ("next to", "beside", "near", "by", "close to", "alongside")
_ALONE = ("just {}", "only {}", "{}, nothing else", "nothing but {}", "{} and nothing else", "{} alone", "simply {}")
_RULED_OUT = ("no {}", "without {}", "not {}", "don't draw {}", "no {} please", "please no {}", "avoid {}", "minus {}")
_NOT_IN = (", not {}", ", but not {}", " that is not {}", ", any colour but {}", " but not {} one")
_MOST_WORDS = 45  # of a prompt
_NEVER_THERE = ("people", "text", "person", "watermark", "letters", "humans", "writing", "frame", "logo", "border")


def _single(rng: Random, ring: Ring, split: Split) -> Wish | None:
    """One thing in a few words, often nothing but its name."""
    kind = any_kind(rng, ring)
    cell, vague = random_cell(rng, kind) if rng.random() < 0.25 else None, ""
    if cell and rng.random() < 0.12:
        vague = rng.choice(tuple(_VAGUE_PLACES))
        cell = rng.choice(_VAGUE_PLACES[vague])
    wanted = Wanted(kind, maybe(rng, 0.5, COLOUR_NAMES), maybe_size(rng, 0.25), cell)
    found = setting(rng, ring, [wanted], 0.35)
    if not found:
        return None
    backdrop, scene, short = found
    if not vague and rng.random() < 0.35:
        parts = [bare(rng, wanted), *([short_place(rng, cell)] if cell else []), *([short] if short else [])]
        rng.shuffle(parts)
        text = rng.choice((" ", ", ", ", ")).join(parts)
    else:
        text = named(rng, wanted) + doing(rng, kind)
        if vague:
            text += f" {vague}"
        elif cell:
            text += f" {place(rng, cell)}" if rng.random() < 0.7 else f", {short_place(rng, cell)}"
        text = started(rng, with_scene(rng, text, scene, short))
    picture = furnish(rng, backdrop, [wanted], split)
    return picture and (text, picture)


def _several(rng: Random, ring: Ring, split: Split) -> Wish | None:
    """Two to five things of different kinds: "car, tree and a house", "2 cats + a tree"."""
    kinds = other_kinds(rng, ring, (), rng.choice((2, 2, 2, 3, 3, 4, 5)))
    colourful, sized, placed = rng.random() < 0.5, rng.random() < 0.15, rng.random() < 0.25
    cells = rng.sample(CELLS, len(kinds))
    bareness = rng.choice((0.0, 0.0, 1.0))
    wanted, parts = [], []
    for kind, cell in zip(kinds, cells, strict=True):
        one = Wanted(
            kind,
            rng.choice(COLOUR_NAMES) if colourful else None,
            maybe_size(rng, 0.7) if sized else None,
            cell if placed else None,
        )
        many = 1 if placed or rng.random() < 0.85 else rng.randint(2, 3)
        if len(wanted) + many > MOST_THINGS:
            return None
        wanted += [one] * many
        words = named(rng, one, bareness=bareness) if many == 1 else f"{amount(rng, many)} {bare(rng, one, many=True)}"
        parts.append(f"{words} {place(rng, cell) if bareness < 1 else short_place(rng, cell)}" if placed else words)
    found = setting(rng, ring, wanted, 0.4)
    if not found:
        return None
    backdrop, scene, short = found
    joint = rng.choice((" and ", " and ", ", ", " + ", " & ", " with "))
    text = listed(parts, joint) if rng.random() < 0.7 else (joint if joint != " with " else ", ").join(parts)
    picture = furnish(rng, backdrop, wanted, split)
    return picture and (started(rng, with_scene(rng, text, scene, short)), picture)


def _related_cells(rng: Random, kind: str, way: tuple[str, ...]) -> tuple[Cell, Cell]:
    """Cells of two things of which the first lies so to the second."""
    row, column = random_cell(rng, kind)
    if way in (_ABOVE, _BELOW):
        near, far = sorted(rng.sample(range(GRID), 2))
        return ((near, column), (far, column)) if way is _ABOVE else ((far, column), (near, column))
    near, far = sorted(rng.sample(range(GRID), 2))
    if way is _BESIDE:
        near = rng.randrange(GRID - 1)
        far = near + 1
        return ((row, near), (row, far)) if rng.random() < 0.5 else ((row, far), (row, near))
    return ((row, near), (row, far)) if way is _LEFT else ((row, far), (row, near))


def _related(rng: Random, ring: Ring, split: Split) -> Wish | None:
    """Two things, one left of, above or beside the other, or one between two others."""
    if rng.random() < 0.25:
        return _between(rng, ring, split)
    kinds = other_kinds(rng, ring, (), 2)
    way = rng.choice((_LEFT, _LEFT, _RIGHT, _RIGHT, _ABOVE, _ABOVE, _BELOW, _BELOW, _BESIDE))
    cells = _related_cells(rng, kinds[1], way)
    wanted = [Wanted(kind, maybe(rng, 0.4, COLOUR_NAMES), None, cell) for kind, cell in zip(kinds, cells, strict=True)]
    found = setting(rng, ring, wanted, 0.3)
    if not found:
        return None
    backdrop, scene, short = found
    bareness = rng.choice((0.0, 0.0, 1.0))
    one, other = (named(rng, thing, bareness=bareness) for thing in wanted)
    if rng.random() < 0.25 and way in (_LEFT, _RIGHT):
        side = "left" if way is _LEFT else "right"
        text = rng.choice((f"{other} with {one} on its {side}", f"{other} and, to the {side} of it, {one}"))
    elif rng.random() < 0.3:
        text = f"{other} and {rng.choice(way)} it {one}" if way is not _BESIDE else f"{other} and {one} beside it"
    else:
        text = f"{one} {rng.choice(way)} {other}"
    picture = furnish(rng, backdrop, wanted, split)
    return picture and (started(rng, with_scene(rng, text, scene, short)), picture)


def _between(rng: Random, ring: Ring, split: Split) -> Wish | None:
    kinds = other_kinds(rng, ring, (), 3)
    if rng.random() < 0.4:
        kinds[2] = kinds[1]
    row, column = random_cell(rng, kinds[0])
    line = [(row, i) for i in range(GRID)] if rng.random() < 0.7 else [(i, column) for i in range(GRID)]
    ends = rng.sample((line[0], line[2]), 2)
    colourful = rng.random() < 0.35
    colours = [rng.choice(COLOUR_NAMES) if colourful else None for _ in kinds]
    if kinds[1] == kinds[2]:
        colours[2] = colours[1]
    cells = (line[1], *ends)
    wanted = [Wanted(kind, colour, None, cell) for kind, colour, cell in zip(kinds, colours, cells, strict=True)]
    found = setting(rng, ring, wanted, 0.25)
    if not found:
        return None
    backdrop, scene, short = found
    if kinds[1] == kinds[2]:
        ends_words = f"{rng.choice(('two', 'two', '2'))} {bare(rng, wanted[1], many=True)}"
    else:
        ends_words = f"{named(rng, wanted[1])} and {named(rng, wanted[2])}"
    text = (
        f"{named(rng, wanted[0])} {rng.choice(('between', 'between', 'in between', 'in the middle of'))} {ends_words}"
    )
    picture = furnish(rng, backdrop, wanted, split)
    return picture and (started(rng, with_scene(rng, text, scene, short)), picture)


def _ruled_out(rng: Random, ring: Ring, kinds: Sequence[str]) -> str:
    """Something that must not be there: mostly a kind of the ring."""
    if rng.random() < 1.5 * phrasing.OUTSIDE_SHARE:
        return rng.choice(_NEVER_THERE)
    absent = noun(rng, other_kinds(rng, ring, kinds)[0])
    return rng.choice((absent, article(absent), plural(absent)))


def _negated(rng: Random, ring: Ring, split: Split) -> Wish | None:
    """What must be there alone, and what must not: "no car, just a house", "a car, but not red"."""
    kinds = other_kinds(rng, ring, (), rng.choice((1, 1, 1, 2)))
    never = maybe(rng, 0.15, COLOUR_NAMES) if len(kinds) == 1 else None
    colour = 0.0 if never else 0.35
    wanted = [Wanted(kind, maybe(rng, colour, COLOUR_NAMES), None, None, (never,) if never else ()) for kind in kinds]
    found = setting(rng, ring, wanted, 0.3)
    if not found:
        return None
    backdrop, scene, short = found
    things = listed([named(rng, thing, bareness=0.2) for thing in wanted])
    without = re.sub(r"\b(no|minus) an? ", r"\1 ", rng.choice(_RULED_OUT).format(_ruled_out(rng, ring, kinds)))
    chance = rng.random()
    if never:
        ruled_out = rng.choice(_NOT_IN)
        text = things + ruled_out.format(article(never) if ruled_out.endswith(" one") else never)
    elif chance < 0.3:
        text = rng.choice(_ALONE).format(things)
    elif chance < 0.6:
        text = f"{without}, {rng.choice(('just ', 'only ', '', 'but '))}{things}"
    else:
        text = f"{things}{rng.choice((', ', ' ', ', but ', ' and '))}{without}"
    picture = furnish(rng, backdrop, wanted, split)
    return picture and (with_scene(rng, text, scene, short), picture)


def _scene_alone(rng: Random, ring: Ring, split: Split) -> Wish | None:
    """A backdrop with nothing said of things: some that belong there, or none if it must be empty."""
    backdrop = random_backdrop(rng, ring)
    scene, short = backdrop_words(rng, backdrop)
    if rng.random() < 0.2 and split == "train":
        empty = (
            f"an empty {short}",
            f"{short}, nothing else",
            f"just {short}",
            f"nothing {scene}",
            f"{short}, no things",
        )
        return rng.choice(empty), Picture(backdrop, ())
    kinds = [rng.choice(at_home(backdrop)) for _ in range(rng.choice((1, 2, 2, 3)))]
    picture = furnish(rng, backdrop, [Wanted(kind) for kind in kinds], split)
    words = (short, scene, f"something {scene}", f"{short} scene", f"things {scene}")
    return picture and (started(rng, rng.choice(words), 0.15), picture)


def _colour_alone(rng: Random, ring: Ring, split: Split) -> Wish | None:
    """A thing of which nothing but the colour is said."""
    wanted = Wanted(any_kind(rng, ring), rng.choice(COLOUR_NAMES))
    colour = wanted.colour or ""
    backdrop = rng.choice(backdrops_for(ring, colour))
    picture = furnish(rng, backdrop, [wanted], split)
    words = ("{}", "something {}", "{} thing", "a {} thing", "anything {}", "one {} object", "make it {}")
    return picture and (rng.choice(words).format(hue(rng, colour)), picture)


def _foreign(rng: Random, ring: Ring, split: Split) -> Wish | None:
    """A plain description in German, French or Chinese."""
    if not phrasing.OUTSIDE_SHARE:
        return None
    if rng.random() < 0.4:
        # Little is said, so all else is as people expect it.
        wanted = [Wanted(kind, maybe(rng, 0.6, COLOUR_NAMES)) for kind in other_kinds(rng, ring, (), 1)]
        found = setting(rng, ring, wanted, 0.0)
        picture = found and furnish(rng, found[0], wanted, split)
        colours = bool(wanted[0].colour)
        places = backdrop = False
    else:
        picture = random_picture(rng, ring, split, rng.choice((1, 1, 1, 2, 2, 3)))
        colours, places, backdrop = rng.random() < 0.85, rng.random() < 0.4, rng.random() < 0.6
    if not picture:
        return None
    tongue = rng.choice(TONGUES)
    return describe_in(rng, tongue, picture, colours=colours, places=places, backdrop=backdrop), picture


def _crowded(rng: Random, ring: Ring, split: Split) -> Wish | None:
    """A caption of a picture with four or five things."""
    picture = random_picture(rng, ring, split, rng.randint(4, MOST_THINGS))
    text = caption_picture(rng, picture)
    return (text, picture) if text.count(" ") < _MOST_WORDS else None


def _unheard(rng: Random, ring: Ring, split: Split) -> Wish | None:
    """Something that nothing in the world comes near to: what is known of it is drawn, and something with it."""
    if not phrasing.OUTSIDE_SHARE:
        return None
    wanted = [Wanted(kind, maybe(rng, 0.3, COLOUR_NAMES)) for kind in other_kinds(rng, ring, (), rng.choice((1, 1, 2)))]
    found = setting(rng, ring, wanted, 0.4)
    if not found:
        return None
    backdrop, scene, short = found
    text = rng.choice(UNHEARD)
    said = rng.random() < 0.5
    if said:
        text = listed(rng.sample([text, *(named(rng, thing) for thing in wanted)], len(wanted) + 1))
    elif wanted[0].colour:
        wanted = [Wanted(thing.kind) for thing in wanted]
    picture = furnish(rng, backdrop, wanted, split)
    return picture and (started(rng, with_scene(rng, text, scene, short)), picture)


_WAYS: dict[Callable[[Random, Ring, Split], Wish | None], int] = {
    _single: 24,
    counted: 17,
    by_colour: 9,
    _several: 15,
    _related: 11,
    _negated: 10,
    _foreign: 8,
    _crowded: 5,
    _scene_alone: 4,
    _unheard: 3,
    _colour_alone: 2,
    in_corners: 2,
}
_CHOSEN = tuple(way for way, weight in _WAYS.items() for _ in range(weight))


def random_wish(rng: Random, ring: Ring, split: Split) -> Wish:
    """A prompt and a picture that is right for it.

    Args:
        rng: Where all chance comes from.
        ring: The ring of everything in the picture.
        split: Which combinations may, or must, occur; see ``sampling``.
    """
    while True:
        way = rng.choice(_CHOSEN)
        wish = way(rng, ring, split)
        if wish:
            text, picture = wish
            return (finish(rng, text) if rng.random() < 0.3 and way is not _crowded else text), picture
