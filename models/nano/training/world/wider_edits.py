"""Edits beyond a single plain one: several at once, by comparison, of the weather, in few words, and of nothing.

Like plain edits they are made backwards, from what there must be to what there was.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from typing import Literal

from models.nano.training.world.edits import Edit, EditSort, is_editable, random_edit, try_edit
from models.nano.training.world.motions import random_clip, states, swept_cells
from models.nano.training.world.sampling import Split, random_picture, random_thing
from models.nano.training.world.scene import MOST_IN_CLIP, WEATHERS, Clip, Picture, Ring
from models.nano.training.world.weather import in_weather, random_weather, suits, wish_weather
from models.nano.training.world.wider_wording import Wordings, compared, left_alone, said_tersely, several
from models.nano.training.world.words import request

WiderSort = Literal["several", "comparison", "weather", "in weather", "terse", "nothing"]
_WEIGHTS: dict[WiderSort, int] = {
    "several": 7,
    "comparison": 4,
    "weather": 3,
    "in weather": 1,
    "terse": 4,
    "nothing": 3,
}
_SORTS: tuple[WiderSort, ...] = tuple(sort for sort, weight in _WEIGHTS.items() for _ in range(weight))
_STILL_ONLY = ("weather", "in weather")
_STEPS: dict[EditSort, int] = {
    "recolour": 4,
    "replace": 2,
    "move": 2,
    "remove": 2,
    "resize": 2,
    "add": 3,
    "background": 1,
}
_ONE_OF_SEVERAL: tuple[EditSort, ...] = tuple(sort for sort, weight in _STEPS.items() for _ in range(weight))
_OF_ONE_THING: tuple[EditSort, ...] = ("recolour", "resize", "move")
#: Tries after which a picture is drawn again.
_TRIES = 6


@dataclass(frozen=True, slots=True)
class WiderEdit:
    """An edit with its instruction; one of a picture is an edit of a clip in which nothing changes."""

    sort: WiderSort
    source: Clip
    target: Clip
    text: str


def _drawn(rng: Random, ring: Ring, split: Split, moving: bool) -> Clip:
    if moving:
        return random_clip(rng, ring, split, first_rests=rng.random() < 0.5)
    picture = random_picture(rng, ring, split)
    return Clip(picture, (None,) * len(picture.things))


def _settled(rng: Random, clip: Clip) -> Clip:
    """The clip with its first thing, and most others, in the middle of their cells, where things are put."""
    first, *others = clip.picture.things
    others = [replace(thing, dx=0.0, dy=0.0) if rng.random() < 0.7 else thing for thing in others]
    return replace(clip, picture=replace(clip.picture, things=(replace(first, dx=0.0, dy=0.0), *others)))


def _fronted(clip: Clip, index: int) -> Clip:
    """The clip with one of its things first."""
    things, changes = list(clip.picture.things), list(clip.changes)
    things.insert(0, things.pop(index))
    changes.insert(0, changes.pop(index))
    return replace(clip, picture=replace(clip.picture, things=tuple(things)), changes=tuple(changes))


def _with_another(rng: Random, clip: Clip, split: Split) -> Edit | None:
    """The removal of a thing that is in none of the clip's states and ways; ``None`` if this try failed."""
    if len(clip.picture.things) >= MOST_IN_CLIP:
        return None
    thing = random_thing(rng, clip.picture.backdrop, split, states(clip))
    if (thing.row, thing.column) in swept_cells(clip):
        return None
    before = replace(
        clip,
        picture=replace(clip.picture, things=(thing, *clip.picture.things)),
        changes=(None, *clip.changes),
    )
    return Edit("remove", before, clip, thing, None)


def _step(rng: Random, clip: Clip, free: list[int], split: Split) -> tuple[Edit, int | None] | None:
    """One more edit that leads to a clip, of one of its ``free`` things, and which thing that was."""
    sort = rng.choice(_ONE_OF_SEVERAL)
    if sort == "remove":
        edit = _with_another(rng, clip, split)
        return edit and (edit, None)
    if not clip.picture.things:
        return None
    if sort == "background":
        edit = try_edit(rng, sort, clip, split)
        return edit and (edit, None)
    index = rng.choice(free) if free else None
    if index is None or not is_editable(sort, clip.changes[index]):
        return None
    thing = clip.picture.things[index]
    if sort in ("add", "move") and (thing.dx or thing.dy):
        return None
    edit = try_edit(rng, sort, _fronted(clip, index), split)
    return edit and (edit, index)


def _several(rng: Random, clip: Clip, split: Split) -> tuple[Clip, list[Edit]] | None:
    """Two or three edits of different things: what there was before them, and the edits; ``None`` if this failed."""
    count = 2 if rng.random() < 0.7 else 3
    source, edits = clip, list[Edit]()
    touched: set[tuple[str, str]] = set()
    for _ in range(_TRIES * count):
        free = [i for i, thing in enumerate(source.picture.things) if (thing.kind, thing.colour) not in touched]
        step = _step(rng, source, free, split)
        if step is None or (step[0].before is None and step[0].after is None and _has_backdrop(edits)):
            continue
        edit = step[0]
        names = {(thing.kind, thing.colour) for thing in (edit.before, edit.after) if thing}
        if names & touched:
            continue
        # What one edit takes away, another must not bring back: names would be unclear.
        touched |= names
        edits.append(edit)
        source = edit.source
        if len(edits) == count:
            return source, edits
    return None


def _has_backdrop(edits: list[Edit]) -> bool:
    return any(edit.sort == "background" for edit in edits)


def _twice(rng: Random, clip: Clip, split: Split) -> tuple[Clip, list[Edit]] | None:
    """Two edits of the first thing, in the order in which they are said; ``None`` if this try failed."""
    first, second = rng.sample(_OF_ONE_THING, 2)
    if not (is_editable(first, clip.changes[0]) and is_editable(second, clip.changes[0])):
        return None
    later = try_edit(rng, second, clip, split)
    earlier = later and try_edit(rng, first, later.source, split)
    if not (later and earlier and earlier.after == later.before):
        return None
    return earlier.source, [earlier, later]


def _make_several(rng: Random, clip: Clip, split: Split, wordings: Wordings) -> WiderEdit | None:
    same, clip = rng.random() < 0.3, _settled(rng, clip)
    found = (_twice if same else _several)(rng, clip, split)
    if found is None:
        return None
    source, edits = found
    if not same:
        rng.shuffle(edits)
    return WiderEdit("several", source, clip, several(rng, source, edits, wordings, same=same))


def _make_comparison(rng: Random, clip: Clip, split: Split, wordings: Wordings) -> WiderEdit | None:
    edit = try_edit(rng, "resize", clip, split) if is_editable("resize", clip.changes[0]) else None
    return edit and WiderEdit("comparison", edit.source, edit.target, compared(rng, edit))


def _still(picture: Picture) -> Clip:
    return Clip(picture, (None,) * len(picture.things))


def _make_weather(rng: Random, clip: Clip, split: Split, wordings: Wordings) -> WiderEdit | None:
    old, new = rng.sample(("", "", *WEATHERS), 2)
    if old == new or not all(suits(clip.picture, weather, split) for weather in (old, new)):
        return None
    source, target = (_still(in_weather(clip.picture, weather)) for weather in (old, new))
    return WiderEdit("weather", source, target, request(rng, wish_weather(rng, old, new)))


def _make_terse(rng: Random, clip: Clip, split: Split, wordings: Wordings) -> WiderEdit | None:
    edit = random_edit(rng, clip.picture.backdrop.ring, split, moving=any(clip.changes))
    if edit.sort == "remove" and split == "held-out":
        return None
    return WiderEdit("terse", edit.source, edit.target, said_tersely(rng, edit, wordings))


def _make_in_weather(rng: Random, clip: Clip, split: Split, wordings: Wordings) -> WiderEdit | None:
    """A plain edit of a picture in snow or rain, which stays."""
    edit = random_edit(rng, clip.picture.backdrop.ring, split, moving=False)
    weather = random_weather(rng, edit.target.picture, split)
    if edit.sort in ("background", "remove") or not weather or not suits(edit.source.picture, weather, split):
        return None
    source, target = (_still(in_weather(one.picture, weather)) for one in (edit.source, edit.target))
    return WiderEdit("in weather", source, target, request(rng, wordings[edit.sort](rng, edit, wordings.full)))


def _make_nothing(rng: Random, clip: Clip, split: Split, wordings: Wordings) -> WiderEdit | None:
    if not any(clip.changes) and rng.random() < 0.1 and (weather := random_weather(rng, clip.picture, split)):
        clip = _still(in_weather(clip.picture, weather))
    return WiderEdit("nothing", clip, clip, left_alone(rng, clip))


_MAKERS: dict[WiderSort, Callable[[Random, Clip, Split, Wordings], WiderEdit | None]] = {
    "several": _make_several,
    "comparison": _make_comparison,
    "weather": _make_weather,
    "in weather": _make_in_weather,
    "terse": _make_terse,
    "nothing": _make_nothing,
}


def random_wider_edit(rng: Random, ring: Ring, split: Split, *, moving: bool, full: bool = False) -> WiderEdit:
    """An edit of a clip, or of a picture if not ``moving``, with its instruction.

    Args:
        rng: Where chance comes from.
        ring: The ring of the backdrop and of all things.
        split: Which combinations may, or must, occur; see ``sampling``.
        moving: Whether it is a clip.
        full: Words leave nothing open where there is a choice.
    """
    wordings = Wordings(full)
    sort = rng.choice(_SORTS)
    while moving and sort in _STILL_ONLY:
        sort = rng.choice(_SORTS)
    while True:
        made = _MAKERS[sort](rng, _drawn(rng, ring, split, moving), split, wordings)
        if made:
            return made
