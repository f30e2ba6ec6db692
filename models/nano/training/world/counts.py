"""Prompts that count: several things of a kind, with one colour or several, in a row, or in every corner."""

from random import Random

from models.nano.training.world.furnishing import Cell, Wanted, furnish
from models.nano.training.world.phrasing import (
    COLOUR_NAMES,
    Wish,
    amount,
    any_kind,
    bare,
    hue,
    maybe,
    maybe_size,
    named,
    noun,
    number,
    other_kinds,
    setting,
    started,
    with_scene,
)
from models.nano.training.world.sampling import Split, colours_on, random_cell
from models.nano.training.world.scene import GRID, Ring
from models.nano.training.world.words import article, listed, place, plural

_VAGUE = (("some", 2, 4), ("several", 3, 5), ("a few", 3, 4), ("many", 4, 5), ("lots of", 4, 5), ("", 2, 4))
_ROWS = ("in a row", "side by side", "next to each other", "in a line", "beside each other")
_IN_ROWS = tuple(f" {row}" for row in _ROWS)
_PLAIN_NUMBERS = ("two", "three", "2", "3")
_COLUMNS = ("one above the other", "in a column", "on top of each other", "stacked vertically")


def _line(rng: Random, kind: str, count: int) -> tuple[list[Cell | None], str]:
    """Cells of two or three things in a row or column, with its words; of more things none."""
    if count > GRID or rng.random() < 0.8:
        return [None] * count, ""
    row, column = random_cell(rng, kind)
    first = rng.randint(0, GRID - count)
    if rng.random() < 0.7:
        return [(row, first + i) for i in range(count)], f" {rng.choice(_ROWS)}"
    return [(first + i, column) for i in range(count)], f" {rng.choice(_COLUMNS)}"


def counted(rng: Random, ring: Ring, split: Split) -> Wish | None:
    """Several things of a kind: "three cars", "2 red cars in a row", "some birds"."""
    kind, colour, size = any_kind(rng, ring), maybe(rng, 0.4, COLOUR_NAMES), maybe_size(rng, 0.15)
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
    if order in _IN_ROWS and many in _PLAIN_NUMBERS and rng.random() < 0.25:
        text = f"a {rng.choice(('row', 'line'))} of {many} {bare(rng, named_one, many=True)}"
    elif colour and count > 1 and rng.random() < 0.2:
        text = f"{many} {bare(rng, Wanted(kind, None, size), many=True)}, all {hue(rng, colour)}{order}".strip()
    picture = furnish(rng, backdrop, wanted, split)
    return picture and (started(rng, with_scene(rng, text, scene, short)), picture)


def by_colour(rng: Random, ring: Ring, split: Split) -> Wish | None:
    """Several things of a kind with their colours: "three mushrooms, one red and two blue"."""
    kind, count = any_kind(rng, ring), rng.choice((2, 2, 3, 3, 3, 4, 5))
    colours = rng.sample(COLOUR_NAMES, 2 if count == 2 else rng.randint(2, min(3, count)))
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
        with_articles = rng.random() < 0.5
        parts = [
            article(f"{shade} {kind}")
            if many == 1 and with_articles
            else f"{one} {kind if many == 1 else plural(kind)}"
            for one, shade, many in zip(each, hues, counts, strict=True)
        ]
        text = listed(parts) if rng.random() < 0.7 else ", ".join(parts)
    picture = furnish(rng, backdrop, wanted, split)
    return picture and (started(rng, with_scene(rng, text, scene, short), 0.15), picture)


def in_corners(rng: Random, ring: Ring, split: Split) -> Wish | None:
    """A thing in every corner, with or without another in the middle."""
    kind, colour = any_kind(rng, ring), maybe(rng, 0.4, COLOUR_NAMES)
    corner = Wanted(kind, colour)
    wanted = [Wanted(kind, colour, None, (row, column)) for row in (0, 2) for column in (0, 2)]
    many = (f"{named(rng, corner, bareness=0)} in every corner", f"{bare(rng, corner, many=True)} in all four corners")
    text = rng.choice((*many, f"{number(rng, 4)} {bare(rng, corner, many=True)}, one in each corner"))
    if rng.random() < 0.4:
        middle = Wanted(other_kinds(rng, ring, (kind,))[0], maybe(rng, 0.4, COLOUR_NAMES), None, (1, 1))
        wanted.append(middle)
        text += f" and {named(rng, middle)} {place(rng, (1, 1))}"
    found = setting(rng, ring, wanted, 0.3)
    if not found:
        return None
    backdrop, scene, short = found
    picture = furnish(rng, backdrop, wanted, split)
    return picture and (with_scene(rng, text, scene, short), picture)
