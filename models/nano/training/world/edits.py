"""Random edits of pictures and clips: what there is before, what there is after, and the sort of the edit.

An edit is made backwards: what there must be is drawn like any picture or clip, so that its first thing is held out
when it must be, and what there was is derived from it. Hence the edited thing is the first (a removed one was).
"""

from dataclasses import dataclass, replace
from random import Random
from typing import Literal

from models.nano.training.world.motions import (
    random_clip,
    states,
    swept_cells,
    thing_at_end,
)
from models.nano.training.world.sampling import (
    CELLS,
    SIZES,
    Split,
    colours_on,
    fits,
    kinds_of,
    random_backdrop,
    random_jitter,
    random_picture,
)
from models.nano.training.world.scene import Backdrop, Change, Clip, Picture, Recolour, Resize, Ring, Thing

EditSort = Literal["recolour", "replace", "move", "remove", "add", "resize", "background"]
_WEIGHTS: dict[EditSort, int] = {
    "recolour": 4,
    "replace": 3,
    "move": 4,
    "remove": 2,
    "add": 3,
    "resize": 2,
    "background": 3,
}
_SORTS: tuple[EditSort, ...] = tuple(sort for sort, weight in _WEIGHTS.items() for _ in range(weight))


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit of a clip; one of a picture is an edit of a clip in which nothing changes.

    ``before`` and ``after`` are the edited thing, ``None`` where it is absent; both are ``None`` if the backdrop is
    edited. ``called`` is how an instruction names the thing; chosen among its names where it is empty.
    """

    sort: EditSort
    source: Clip
    target: Clip
    before: Thing | None
    after: Thing | None
    called: str = ""


def _other_states(clip: Clip) -> list[Thing]:
    """The states of all things but the first."""
    return states(Clip(Picture(clip.picture.backdrop, clip.picture.things[1:]), clip.changes[1:]))


def _is_possible(thing: Thing, clip: Clip, split: Split) -> bool:
    """Whether the thing may take the first one's place, with its change: it shows, and is no other's double."""
    backdrop, others = clip.picture.backdrop, _other_states(clip)
    for state in (thing, thing_at_end(thing, clip.changes[0])):
        if state and not fits(state, backdrop, split):
            return False
        if state and any(state.kind == other.kind and state.colour == other.colour for other in others):
            return False
    return True


def _with_first(clip: Clip, thing: Thing) -> Clip:
    return Clip(Picture(clip.picture.backdrop, (thing, *clip.picture.things[1:])), clip.changes)


def _without_first(clip: Clip) -> Clip:
    return Clip(Picture(clip.picture.backdrop, clip.picture.things[1:]), clip.changes[1:])


def _was(rng: Random, sort: EditSort, target: Clip, split: Split) -> Thing | None:
    """What the first thing was before the edit; ``None`` if this try failed."""
    thing, backdrop = target.picture.things[0], target.picture.backdrop
    if sort == "recolour":
        found = replace(thing, colour=rng.choice(colours_on(backdrop)))
    elif sort == "resize":
        found = replace(thing, size=rng.choice(SIZES))
    elif sort == "replace":
        colour = rng.choice(colours_on(backdrop)) if rng.random() < 0.4 else thing.colour
        found = replace(thing, kind=rng.choice(kinds_of(backdrop.ring)), colour=colour)
        if found.kind == thing.kind:
            return None
    else:
        cell = rng.choice(CELLS)
        if cell in swept_cells(target):
            return None
        dx, dy = random_jitter(rng)
        found = replace(thing, row=cell[0], column=cell[1], dx=dx, dy=dy)
    return found if found != thing and _is_possible(found, target, split) else None


def _other_backdrop(rng: Random, clip: Clip, split: Split) -> Backdrop | None:
    """Another backdrop before which everything shows at every time; ``None`` if this try failed."""
    backdrop = random_backdrop(rng, clip.picture.backdrop.ring)
    if backdrop == clip.picture.backdrop or not all(fits(thing, backdrop, split) for thing in states(clip)):
        return None
    return backdrop


def is_editable(sort: EditSort, change: Change | None) -> bool:
    """Whether the edit leaves the thing's change as it is; what is added or put elsewhere rests."""
    return not (
        (sort in ("recolour", "replace") and isinstance(change, Recolour))
        or (sort == "resize" and isinstance(change, Resize))
        or (sort in ("add", "move") and change is not None)
    )


def try_edit(rng: Random, sort: EditSort, drawn: Clip, split: Split) -> Edit | None:
    """An edit that leads to a clip, of its first thing or its backdrop; ``None`` if this try failed."""
    first = drawn.picture.things[0]
    if sort == "remove":
        return Edit(sort, drawn, _without_first(drawn), first, None)
    if sort == "background":
        backdrop = _other_backdrop(rng, drawn, split)
        return backdrop and Edit(
            sort, replace(drawn, picture=replace(drawn.picture, backdrop=backdrop)), drawn, None, None
        )
    if sort in ("add", "move"):
        first = replace(first, dx=0.0, dy=0.0)
        drawn = _with_first(drawn, first)
    if sort == "add":
        return Edit(sort, _without_first(drawn), drawn, None, first)
    was = _was(rng, sort, drawn, split)
    return was and Edit(sort, _with_first(drawn, was), drawn, was, first)


def _draw(rng: Random, ring: Ring, split: Split, sort: EditSort, moving: bool) -> Clip:
    if not moving:
        picture = random_picture(rng, ring, split)
        return Clip(picture, (None,) * len(picture.things))
    # What is added rests, and so does what is put elsewhere: the other things keep their motions.
    rests = sort in ("add", "move") or (sort == "remove" and rng.random() < 0.5)
    while True:
        clip = random_clip(rng, ring, split, first_rests=rests)
        if is_editable(sort, clip.changes[0]):
            return clip


def random_edit(rng: Random, ring: Ring, split: Split, *, moving: bool) -> Edit:
    """An edit of a clip, or of a picture if not ``moving``."""
    sort = rng.choice(_SORTS)
    while True:
        edit = try_edit(rng, sort, _draw(rng, ring, split, sort, moving), split)
        if edit:
            return edit
