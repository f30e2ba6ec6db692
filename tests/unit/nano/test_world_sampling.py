"""Random pictures, clips and edits: what they may hold, and which combinations are put aside."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.nano.training.world.backdrops import clashes
from models.nano.training.world.motions import (
    picture_at_end,
    picture_at_start,
    random_clip,
    states,
    swept_cells,
)
from models.nano.training.world.sampling import Split, is_held_out, random_picture
from models.nano.training.world.scene import (
    BACKDROPS,
    CELL,
    COLOURS,
    EARLIEST_EVENT,
    GRID,
    JITTER,
    LATEST_EVENT,
    SIDE,
    Appear,
    Clip,
    Move,
    Picture,
    Recolour,
    Resize,
    Ring,
    Thing,
    Vanish,
)
from models.nano.training.world.tasks import RINGS, TASKS, Example, Task, sample

SPLITS: tuple[Split, ...] = ("train", "held-out")
seeds = st.integers(0, 2**32)
rings = st.sampled_from(RINGS)
splits = st.sampled_from(SPLITS)


def as_clip(shown: Picture | Clip) -> Clip:
    return shown if isinstance(shown, Clip) else Clip(shown, (None,) * len(shown.things))


def check_things(things: tuple[Thing, ...], picture: Picture) -> None:
    assert len({(thing.row, thing.column) for thing in things}) == len(things)
    assert len({(thing.kind, thing.colour) for thing in things}) == len(things)
    for thing in things:
        assert 0 <= thing.row < GRID
        assert 0 <= thing.column < GRID
        assert not clashes(picture.backdrop, thing.colour)
        assert abs(thing.dx) <= JITTER
        assert abs(thing.dy) <= JITTER
        assert (2 * thing.dx).is_integer()
        assert (2 * thing.dy).is_integer()


def positions(thing: Thing, change: object) -> list[tuple[float, float]]:
    """Centres of a thing at seventeen moments."""
    if not isinstance(change, Move):
        return [(thing.x, thing.y)] * 17
    right = {"left": -1, "right": 1}.get(change.direction, 0)
    down = {"up": -1, "down": 1}.get(change.direction, 0)
    ways = [step / 16 * CELL - change.lead for step in range(17)]
    return [(thing.x + right * way, thing.y + down * way) for way in ways]


def radius(thing: Thing, change: object) -> float:
    return max(thing.radius, replace(thing, size=change.to).radius) if isinstance(change, Resize) else thing.radius


@given(seeds, rings, splits)
def test_a_picture_holds_different_things_that_show_in_cells_of_their_own(seed: int, ring: Ring, split: Split) -> None:
    picture = random_picture(Random(seed), ring, split)

    assert picture.backdrop.ring == ring
    assert picture.backdrop in BACKDROPS
    assert 1 <= len(picture.things) <= 3
    check_things(picture.things, picture)


@given(seeds, rings, splits, st.booleans())
def test_a_clip_is_sound_at_its_start_and_at_its_end(seed: int, ring: Ring, split: Split, mid_motion: bool) -> None:
    clip = random_clip(Random(seed), ring, split, mid_motion=mid_motion)

    assert len(clip.changes) == len(clip.picture.things)
    for picture in (clip.picture, picture_at_start(clip), picture_at_end(clip)):
        check_things(picture.things, picture)
    for change in clip.changes:
        if isinstance(change, Appear | Vanish | Recolour):
            assert EARLIEST_EVENT <= change.frame <= LATEST_EVENT
    for thing, change in zip(clip.picture.things, clip.changes, strict=True):
        assert not (isinstance(change, Recolour) and change.to == thing.colour)
        assert not (isinstance(change, Resize) and change.to == thing.size)
        assert mid_motion or not (isinstance(change, Move) and change.lead)


@given(seeds, rings, st.booleans())
def test_things_never_touch_and_never_leave_the_picture(seed: int, ring: Ring, mid_motion: bool) -> None:
    clip = random_clip(Random(seed), ring, "train", mid_motion=mid_motion)

    pairs = list(zip(clip.picture.things, clip.changes, strict=True))
    for index, (thing, change) in enumerate(pairs):
        reach = radius(thing, change)
        for x, y in positions(thing, change):
            assert reach <= x <= SIDE - reach
            assert reach <= y <= SIDE - reach
        for other, its_change in pairs[index + 1 :]:
            apart = reach + radius(other, its_change)
            for x, y in positions(thing, change):
                for u, v in positions(other, its_change):
                    assert max(abs(x - u), abs(y - v)) >= apart


def test_as_many_things_change_as_intended() -> None:
    rng = Random(3)

    changing = Counter(sum(map(bool, random_clip(rng, "book", "train").changes)) for _ in range(4000))

    assert changing[1] / 4000 == pytest.approx(0.75, abs=0.03)
    assert changing[2] / 4000 == pytest.approx(0.20, abs=0.03)
    assert changing[0] / 4000 == pytest.approx(0.05, abs=0.02)


def test_everything_of_the_world_occurs() -> None:
    rng = Random(4)
    things, backdrops, moves = Counter(), set(), set()
    for index in range(4000):
        clip = random_clip(rng, RINGS[index % 2], "train")
        things.update((thing.kind, thing.colour) for thing in clip.picture.things)
        backdrops.add(clip.picture.backdrop)
        moves.update(change.direction for change in clip.changes if isinstance(change, Move))

    assert len(things) == 18 * len(COLOURS)
    assert backdrops == set(BACKDROPS)
    assert moves == {"left", "right", "up", "down"}


def test_about_eight_percent_of_the_places_are_put_aside() -> None:
    shapes = BACKDROPS[0]
    places = [
        Thing(kind, colour, "small", row, column)
        for kind in ("circle", "square", "triangle", "star", "heart", "ring", "car", "boat", "fish", "bird")
        for colour in COLOURS
        for row in range(GRID)
        for column in range(GRID)
    ]

    assert sum(is_held_out(place, shapes) for place in places) / len(places) == pytest.approx(0.08, abs=0.02)


@pytest.mark.parametrize("task", TASKS)
def test_training_never_shows_what_is_put_aside(task: Task) -> None:
    rng = Random(task)
    for index in range(3000):
        example = sample(task, RINGS[index % 2], rng, "train")
        for shown in (example.source, example.target):
            if shown is not None:
                for thing in states(as_clip(shown)):
                    assert not is_held_out(thing, as_clip(shown).picture.backdrop), example


def thing_in_question(example: Example) -> tuple[Thing, Picture]:
    shown = example.source if example.target is None or example.kind == "remove" else example.target
    assert shown is not None
    return as_clip(shown).picture.things[0], as_clip(shown).picture


@pytest.mark.parametrize("task", TASKS)
def test_the_first_thing_of_a_held_out_example_is_put_aside(task: Task) -> None:
    rng = Random(task)
    for index in range(1000):
        thing, picture = thing_in_question(sample(task, RINGS[index % 2], rng, "held-out"))

        assert is_held_out(thing, picture.backdrop)


@pytest.mark.parametrize("task", TASKS)
@given(seeds, rings, splits, st.booleans())
def test_equal_seeds_give_equal_examples(task: Task, seed: int, ring: Ring, split: Split, full: bool) -> None:
    assert sample(task, ring, Random(seed), split, full) == sample(task, ring, Random(seed), split, full)


@pytest.mark.parametrize("task", ["image_edit", "video_edit"])
@given(seeds, rings, splits)
def test_an_edit_changes_what_it_should_and_nothing_else(task: Task, seed: int, ring: Ring, split: Split) -> None:
    example = sample(task, ring, Random(seed), split)
    assert example.source
    assert example.target
    before, after = as_clip(example.source), as_clip(example.target)
    for clip in (before, after):
        for picture in (clip.picture, picture_at_end(clip)):
            check_things(picture.things, picture)

    if example.kind == "remove":
        assert after == Clip(Picture(before.picture.backdrop, before.picture.things[1:]), before.changes[1:])
        return
    if example.kind == "add":
        assert before == Clip(Picture(after.picture.backdrop, after.picture.things[1:]), after.changes[1:])
        assert after.changes[0] is None
        assert (after.picture.things[0].dx, after.picture.things[0].dy) == (0, 0)
        return
    assert before.changes == after.changes
    if example.kind == "background":
        assert before.picture.things == after.picture.things
        assert before.picture.backdrop != after.picture.backdrop
        return
    assert before.picture.backdrop == after.picture.backdrop
    assert before.picture.things[1:] == after.picture.things[1:]
    old, new = before.picture.things[0], after.picture.things[0]
    match example.kind:
        case "recolour":
            assert old.colour != new.colour
            assert replace(old, colour=new.colour) == new
        case "resize":
            assert old.size != new.size
            assert replace(old, size=new.size) == new
        case "replace":
            assert old.kind != new.kind
            assert replace(old, kind=new.kind, colour=new.colour) == new
        case "move":
            assert (old.row, old.column) != (new.row, new.column)
            assert replace(old, row=new.row, column=new.column, dx=0, dy=0) == new
            assert (old.row, old.column) not in swept_cells(after)
        case kind:
            pytest.fail(f"an edit of the sort {kind}")


@given(seeds, rings, splits)
def test_a_reference_and_its_target_share_kind_and_colour_only(seed: int, ring: Ring, split: Split) -> None:
    tasks: tuple[Task, ...] = ("reference", "reference_video")
    for task in tasks:
        example = sample(task, ring, Random(seed), split)
        assert example.source
        assert example.target
        (shown,), (wanted,) = as_clip(example.source).picture.things, as_clip(example.target).picture.things

        assert (shown.kind, shown.colour) == (wanted.kind, wanted.colour)
        assert as_clip(example.source).picture.backdrop != as_clip(example.target).picture.backdrop
        if task == "reference_video":
            assert isinstance(as_clip(example.target).changes[0], Move | Resize)


def test_continuations_begin_in_the_middle_of_a_motion() -> None:
    rng = Random(6)
    targets = [sample("continuation", "shapes", rng, "train").target for _ in range(1000)]

    leads = [change.lead for clip in targets if clip for change in as_clip(clip).changes if isinstance(change, Move)]

    assert min(leads) == 0
    assert max(leads) == 14
    assert sum(lead > 0 for lead in leads) > len(leads) / 2
