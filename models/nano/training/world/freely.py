"""Prompts as newcomers type them, with pictures that are right for them.

A newcomer writes "car", "2 cats + a tree", "no car, just a house" or "three mushrooms, one red and two blue". What is
said is in the picture and nothing that was ruled out is; what was left open is drawn as people would expect it.
"""

from collections.abc import Callable, Sequence
from random import Random

from models.nano.training.world import phrasing
from models.nano.training.world.captions import caption_picture
from models.nano.training.world.furnishing import Cell, Wanted, at_home, furnish
from models.nano.training.world.outside import UNHEARD
from models.nano.training.world.phrasing import (
    amount,
    backdrop_words,
    bare,
    hue,
    named,
    noun,
    number,
    setting,
    short_place,
)
from models.nano.training.world.sampling import (
    CELLS,
    SIZES,
    Split,
    backdrops_for,
    colours_on,
    kinds_of,
    random_backdrop,
    random_cell,
    random_picture,
)
from models.nano.training.world.scene import COLOURS, GRID, MOST_THINGS, Picture, Ring, Size
from models.nano.training.world.tongues import TONGUES, describe_in
from models.nano.training.world.words import article, finish, listed, place, plural

Wish = tuple[str, Picture]
_COLOURS = tuple(COLOURS)
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
_VAGUE = (("some", 2, 4), ("several", 3, 5), ("a few", 3, 4), ("many", 4, 5), ("lots of", 4, 5), ("", 2, 4))
_ROWS = ("in a row", "side by side", "next to each other", "in a line", "beside each other")
_COLUMNS = ("one above the other", "in a column", "on top of each other", "stacked vertically")
_LEFT = ("left of", "to the left of", "on the left of", "left from", "on the left side of")
_RIGHT = ("right of", "to the right of", "on the right of", "right from", "on the right side of")
_ABOVE = ("above", "over", "above", "on top of", "higher than", "directly above")
_BELOW = ("below", "under", "beneath", "underneath", "lower than", "directly below")
_BESIDE = ("next to", "beside", "near", "by", "close to", "alongside")
_ALONE = ("just {}", "only {}", "{}, nothing else", "nothing but {}", "{} and nothing else", "{} alone", "simply {}")
_RULED_OUT = ("no {}", "without {}", "not {}", "don't draw {}", "no {} please", "please no {}", "avoid {}", "minus {}")
_NOT_IN = (", not {}", ", but not {}", " that is not {}", ", any colour but {}", " but not a {} one")
_NEVER_THERE = ("people", "text", "person", "watermark", "letters", "humans", "writing", "frame", "logo", "border")


def _kind(rng: Random, ring: Ring) -> str:
    return rng.choice(kinds_of(ring))


def _other_kinds(rng: Random, ring: Ring, kinds: Sequence[str], count: int = 1) -> list[str]:
    return rng.sample([kind for kind in kinds_of(ring) if kind not in kinds], count)


def _maybe(rng: Random, share: float, values: Sequence[str]) -> str | None:
    return rng.choice(values) if rng.random() < share else None


def _size(rng: Random, share: float) -> Size | None:
    return rng.choice(SIZES) if rng.random() < share else None


def _with_scene(rng: Random, text: str, scene: str, short: str) -> str:
    """The text with its backdrop in one of the usual places."""
    if not scene:
        return text
    chance = rng.random()
    if chance < 0.6:
        return f"{text} {scene}"
    if chance < 0.75:
        return f"{scene}, {text}"
    return f"{text}, {short}" if chance < 0.9 else f"{short} with {text}"


def _started(rng: Random, text: str, share: float = 0.25) -> str:
    return rng.choice(_STARTS) + text if rng.random() < share else text


def _single(rng: Random, ring: Ring, split: Split) -> Wish | None:
    """One thing in a few words, often nothing but its name."""
    kind = _kind(rng, ring)
    cell = random_cell(rng, kind) if rng.random() < 0.25 else None
    wanted = Wanted(kind, _maybe(rng, 0.5, _COLOURS), _size(rng, 0.25), cell)
    found = setting(rng, ring, [wanted], 0.35)
    if not found:
        return None
    backdrop, scene, short = found
    if rng.random() < 0.35:
        parts = [bare(rng, wanted), *([short_place(rng, cell)] if cell else []), *([short] if short else [])]
        rng.shuffle(parts)
        text = rng.choice((" ", ", ", ", ")).join(parts)
    else:
        text = named(rng, wanted)
        if cell:
            text += f" {place(rng, cell)}" if rng.random() < 0.7 else f", {short_place(rng, cell)}"
        text = _started(rng, _with_scene(rng, text, scene, short))
    picture = furnish(rng, backdrop, [wanted], split)
    return picture and (text, picture)


def _line(rng: Random, kind: str, count: int) -> tuple[list[Cell | None], str]:
    """Cells of two or three things in a row or column, with its words; of more things none."""
    if count > GRID or rng.random() < 0.8:
        return [None] * count, ""
    row, column = random_cell(rng, kind)
    first = rng.randint(0, GRID - count)
    if rng.random() < 0.7:
        return [(row, first + i) for i in range(count)], f" {rng.choice(_ROWS)}"
    return [(first + i, column) for i in range(count)], f" {rng.choice(_COLUMNS)}"


def _counted(rng: Random, ring: Ring, split: Split) -> Wish | None:
    """Several things of a kind: "three cars", "2 red cars in a row", "some birds"."""
    kind, colour, size = _kind(rng, ring), _maybe(rng, 0.4, _COLOURS), _size(rng, 0.15)
    if rng.random() < 0.75:
        count = rng.choice((1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5))
        many = amount(rng, count)
    else:
        many, least, most = rng.choice(_VAGUE)
        count = rng.randint(least, most)
    cells, order = _line(rng, kind, count)
    named_one = Wanted(kind, colour, size)
    found = setting(rng, ring, [named_one], 0.4)
    if not found:
        return None
    backdrop, scene, short = found
    # Things whose colours nobody named are mostly alike: so people imagine them.
    alike = colour or (rng.choice(colours_on(backdrop)) if rng.random() < 0.6 else None)
    wanted = [Wanted(kind, alike, size, cell) for cell in cells]
    text = f"{many} {bare(rng, named_one, many=count > 1)}{order if count > 1 else ''}".strip()
    picture = furnish(rng, backdrop, wanted, split)
    return picture and (_started(rng, _with_scene(rng, text, scene, short)), picture)


def _by_colour(rng: Random, ring: Ring, split: Split) -> Wish | None:
    """Several things of a kind with their colours: "three mushrooms, one red and two blue"."""
    kind, count = _kind(rng, ring), rng.choice((2, 2, 3, 3, 3, 4, 5))
    colours = rng.sample(_COLOURS, 2 if count == 2 else rng.randint(2, min(3, count)))
    counts = [1] * len(colours)
    for _ in range(count - len(colours)):
        counts[rng.randrange(len(counts))] += 1
    wanted = [Wanted(kind, colour) for colour, many in zip(colours, counts, strict=True) for _ in range(many)]
    found = setting(rng, ring, wanted, 0.35)
    if not found:
        return None
    backdrop, scene, short = found
    name, hues = plural(noun(rng, kind)), [hue(rng, colour) for colour in colours]
    each = [f"{number(rng, many)} {shade}" for many, shade in zip(counts, hues, strict=True)]
    chance = rng.random()
    if chance < 0.5:
        text = f"{number(rng, count)} {name}{rng.choice((', ', ': ', ' - ', ', of which ', ' ('))}{listed(each)}"
        text += ")" if "(" in text else ""
    elif chance < 0.75:
        text = f"{listed(each)} {name}"
    elif chance < 0.9 and count == len(colours):
        text = f"{listed([article(shade) for shade in hues])} {kind}"
    else:
        text = ", ".join(f"{one} {kind if many == 1 else plural(kind)}" for one, many in zip(each, counts, strict=True))
    picture = furnish(rng, backdrop, wanted, split)
    return picture and (_started(rng, _with_scene(rng, text, scene, short), 0.15), picture)


def _several(rng: Random, ring: Ring, split: Split) -> Wish | None:
    """Two to five things of different kinds: "car, tree and a house", "2 cats + a tree"."""
    kinds = _other_kinds(rng, ring, (), rng.choice((2, 2, 2, 3, 3, 4, 5)))
    colourful, sized, placed = rng.random() < 0.5, rng.random() < 0.15, rng.random() < 0.25
    cells = rng.sample(CELLS, len(kinds))
    bareness = rng.choice((0.0, 0.0, 1.0))
    wanted, parts = [], []
    for kind, cell in zip(kinds, cells, strict=True):
        one = Wanted(
            kind,
            rng.choice(_COLOURS) if colourful else None,
            _size(rng, 0.7) if sized else None,
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
    return picture and (_started(rng, _with_scene(rng, text, scene, short)), picture)


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
    kinds = _other_kinds(rng, ring, (), 2)
    way = rng.choice((_LEFT, _LEFT, _RIGHT, _RIGHT, _ABOVE, _ABOVE, _BELOW, _BELOW, _BESIDE))
    cells = _related_cells(rng, kinds[1], way)
    wanted = [Wanted(kind, _maybe(rng, 0.4, _COLOURS), None, cell) for kind, cell in zip(kinds, cells, strict=True)]
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
    return picture and (_started(rng, _with_scene(rng, text, scene, short)), picture)


def _between(rng: Random, ring: Ring, split: Split) -> Wish | None:
    kinds = _other_kinds(rng, ring, (), 3)
    if rng.random() < 0.4:
        kinds[2] = kinds[1]
    row, column = random_cell(rng, kinds[0])
    line = [(row, i) for i in range(GRID)] if rng.random() < 0.7 else [(i, column) for i in range(GRID)]
    ends = rng.sample((line[0], line[2]), 2)
    colourful = rng.random() < 0.35
    colours = [rng.choice(_COLOURS) if colourful else None for _ in kinds]
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
    return picture and (_started(rng, _with_scene(rng, text, scene, short)), picture)


def _ruled_out(rng: Random, ring: Ring, kinds: Sequence[str]) -> str:
    """Something that must not be there: mostly a kind of the ring."""
    if rng.random() < 0.15:
        return rng.choice(_NEVER_THERE)
    absent = noun(rng, _other_kinds(rng, ring, kinds)[0])
    return rng.choice((absent, article(absent), plural(absent)))


def _negated(rng: Random, ring: Ring, split: Split) -> Wish | None:
    """What must be there alone, and what must not: "no car, just a house", "a car, but not red"."""
    kinds = _other_kinds(rng, ring, (), rng.choice((1, 1, 1, 2)))
    never = _maybe(rng, 0.15, _COLOURS) if len(kinds) == 1 else None
    colour = 0.0 if never else 0.35
    wanted = [Wanted(kind, _maybe(rng, colour, _COLOURS), None, None, (never,) if never else ()) for kind in kinds]
    found = setting(rng, ring, wanted, 0.3)
    if not found:
        return None
    backdrop, scene, short = found
    things = listed([named(rng, thing, bareness=0.2) for thing in wanted])
    without = rng.choice(_RULED_OUT).format(_ruled_out(rng, ring, kinds))
    chance = rng.random()
    if never:
        text = things + rng.choice(_NOT_IN).format(never)
    elif chance < 0.3:
        text = rng.choice(_ALONE).format(things)
    elif chance < 0.6:
        text = f"{without}, {rng.choice(('just ', 'only ', '', 'but '))}{things}"
    else:
        text = f"{things}{rng.choice((', ', ' ', ', but ', ' and '))}{without}"
    picture = furnish(rng, backdrop, wanted, split)
    return picture and (_with_scene(rng, text, scene, short), picture)


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
    return picture and (_started(rng, rng.choice(words), 0.15), picture)


def _colour_alone(rng: Random, ring: Ring, split: Split) -> Wish | None:
    """A thing of which nothing but the colour is said."""
    wanted = Wanted(_kind(rng, ring), rng.choice(_COLOURS))
    colour = wanted.colour or ""
    backdrop = rng.choice(backdrops_for(ring, colour))
    picture = furnish(rng, backdrop, [wanted], split)
    words = ("{}", "something {}", "{} thing", "a {} thing", "anything {}", "one {} object", "make it {}")
    return picture and (rng.choice(words).format(hue(rng, colour)), picture)


def _corners(rng: Random, ring: Ring, split: Split) -> Wish | None:
    """A thing in every corner, with or without another in the middle."""
    kind, colour = _kind(rng, ring), _maybe(rng, 0.4, _COLOURS)
    corner = Wanted(kind, colour)
    wanted = [Wanted(kind, colour, None, (row, column)) for row in (0, 2) for column in (0, 2)]
    many = (f"{named(rng, corner, bareness=0)} in every corner", f"{bare(rng, corner, many=True)} in all four corners")
    text = rng.choice((*many, f"{number(rng, 4)} {bare(rng, corner, many=True)}, one in each corner"))
    if rng.random() < 0.4:
        middle = Wanted(_other_kinds(rng, ring, (kind,))[0], _maybe(rng, 0.4, _COLOURS), None, (1, 1))
        wanted.append(middle)
        text += f" and {named(rng, middle)} {place(rng, (1, 1))}"
    found = setting(rng, ring, wanted, 0.3)
    if not found:
        return None
    backdrop, scene, short = found
    picture = furnish(rng, backdrop, wanted, split)
    return picture and (_with_scene(rng, text, scene, short), picture)


def _foreign(rng: Random, ring: Ring, split: Split) -> Wish | None:
    """A plain description in German, French or Chinese."""
    if not phrasing.OUTSIDE_SHARE:
        return None
    if rng.random() < 0.4:
        # Little is said, so all else is as people expect it.
        wanted = [Wanted(kind, _maybe(rng, 0.6, _COLOURS)) for kind in _other_kinds(rng, ring, (), 1)]
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
    return caption_picture(rng, picture), picture


def _unheard(rng: Random, ring: Ring, split: Split) -> Wish | None:
    """Something that nothing in the world comes near to: what is known of it is drawn, and something with it."""
    if not phrasing.OUTSIDE_SHARE:
        return None
    wanted = [Wanted(kind, _maybe(rng, 0.3, _COLOURS)) for kind in _other_kinds(rng, ring, (), rng.choice((1, 1, 2)))]
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
    return picture and (_started(rng, _with_scene(rng, text, scene, short)), picture)


_WAYS: dict[Callable[[Random, Ring, Split], Wish | None], int] = {
    _single: 24,
    _counted: 17,
    _by_colour: 9,
    _several: 15,
    _related: 11,
    _negated: 10,
    _foreign: 8,
    _crowded: 5,
    _scene_alone: 4,
    _unheard: 3,
    _colour_alone: 2,
    _corners: 2,
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
        wish = rng.choice(_CHOSEN)(rng, ring, split)
        if wish:
            text, picture = wish
            return (finish(rng, text) if rng.random() < 0.3 else text), picture
