"""Several edits at once, comparisons, weather, few words, and instructions that change nothing."""

from collections import Counter
from dataclasses import replace
from functools import cache
from random import Random

import numpy as np
import pytest

from models.nano.training.world.backdrops import backdrops
from models.nano.training.world.draw import Painter, list_pictures, to_tensors
from models.nano.training.world.edits import Edit
from models.nano.training.world.motions import states
from models.nano.training.world.reader import read_picture, score_picture
from models.nano.training.world.sampling import SIZES, is_held_out, random_picture
from models.nano.training.world.scene import (
    ALL_BACKDROPS,
    BACKDROPS,
    COLOURS,
    MOST_IN_CLIP,
    WEATHERS,
    Backdrop,
    Clip,
    Picture,
    Thing,
)
from models.nano.training.world.tasks import RINGS
from models.nano.training.world.weather import in_weather, random_weather, say_weather, suits, wish_weather
from models.nano.training.world.wider_edits import WiderEdit, WiderSort, random_wider_edit
from models.nano.training.world.wider_wording import comparative, compared, without_articles

CAR = Thing("car", "red", "medium", 1, 1)
MEADOW = Backdrop("meadow")


@cache
def edits(sort: WiderSort, moving: bool = False, number: int = 150) -> tuple[WiderEdit, ...]:
    """Training edits of a sort, of both rings."""
    rng, found = Random(f"{sort} {moving}"), list[WiderEdit]()
    while len(found) < number:
        edit = random_wider_edit(rng, RINGS[len(found) % 2], "train", moving=moving)
        if edit.sort == sort:
            found.append(edit)
    return tuple(found)


def things(clip: Clip) -> set[Thing]:
    return set(clip.picture.things)


def still(*shown: Thing) -> Clip:
    return Clip(Picture(MEADOW, shown), (None,) * len(shown))


@pytest.mark.parametrize("moving", [False, True])
def test_several_edits_change_two_or_three_things_and_nothing_else(moving: bool) -> None:
    counts: Counter[int] = Counter()
    for edit in edits("several", moving):
        gone, new = things(edit.source) - things(edit.target), things(edit.target) - things(edit.source)
        backdrop = edit.source.picture.backdrop != edit.target.picture.backdrop
        changed = max(len(gone), len(new)) + backdrop
        counts[changed] += 1
        assert 1 <= changed <= 3
        assert len(edit.source.picture.things) <= MOST_IN_CLIP
        kept = things(edit.source) & things(edit.target)
        changes = [dict(zip(clip.picture.things, clip.changes, strict=True)) for clip in (edit.source, edit.target)]
        assert all(changes[0][thing] == changes[1][thing] for thing in kept)
        for clip in (edit.source, edit.target):
            cells = [(thing.row, thing.column) for thing in clip.picture.things]
            looks = [(thing.kind, thing.colour) for thing in clip.picture.things]
            assert len(set(cells)) == len(cells)
            assert len(set(looks)) == len(looks)
    assert counts[2] > 30
    assert counts[3] > 5


def test_several_edits_say_all_that_is_new() -> None:
    rng = Random(5)
    for _ in range(300):
        edit = random_wider_edit(rng, rng.choice(RINGS), "train", moving=False, full=True)
        if edit.sort != "several":
            continue
        text = edit.text.lower()
        for thing in things(edit.target):
            before = [other for other in things(edit.source) if (other.row, other.column) == (thing.row, thing.column)]
            if before and before[0].kind == thing.kind and before[0].colour != thing.colour:
                assert thing.colour in text
        if edit.source.picture.backdrop != edit.target.picture.backdrop and edit.target.picture.backdrop.colour:
            assert edit.target.picture.backdrop.colour in text


def test_one_thing_changed_twice_is_named_once() -> None:
    found = [edit for edit in edits("several") if edit.text.lower().count(" it ") == 1 or " and " in edit.text]
    twice = 0
    for edit in found:
        gone, new = things(edit.source) - things(edit.target), things(edit.target) - things(edit.source)
        if len(gone) == len(new) == 1 and edit.source.picture.backdrop == edit.target.picture.backdrop:
            (before,), (after,) = gone, new
            unlike = [before.colour != after.colour, before.size != after.size]
            unlike.append((before.row, before.column) != (after.row, after.column))
            twice += sum(unlike) == 2
    assert twice > 10


@pytest.mark.parametrize("moving", [False, True])
def test_comparisons_say_how_far(moving: bool) -> None:
    for edit in edits("comparison", moving):
        (before,), (after,) = things(edit.source) - things(edit.target), things(edit.target) - things(edit.source)
        assert replace(before, size=after.size) == after
        steps = SIZES.index(after.size) - SIZES.index(before.size)
        words = edit.text.lower()
        grows = ("bigger", "larger", "enlarge", "scale", "too small", "grow")
        shrinks = ("smaller", "tinier", "shrink", "scale", "too big")
        assert any(word in words for word in (grows if steps > 0 else shrinks)), edit.text
        assert any(word in words for word in ("much ", "a lot ", "way ", "far ")) == (abs(steps) == 2), edit.text


def test_a_thing_alone_needs_no_name_and_two_do() -> None:
    alone = Edit("resize", still(CAR), still(replace(CAR, size="large")), CAR, replace(CAR, size="large"))
    said = {compared(Random(seed), alone).lower().strip(".") for seed in range(400)}
    assert {"bigger", "larger", "a bit bigger"} <= said
    star = Thing("cat", "blue", "small", 0, 0)
    both = replace(alone, source=still(CAR, star), target=still(replace(CAR, size="large"), star))
    named = [compared(Random(seed), both).lower() for seed in range(400)]
    assert all(any(name in text for name in ("car", "automobile", "red", "scarlet", "crimson")) for text in named)
    assert all("much " not in comparative(Random(seed), 1) for seed in range(50))


def test_weather_comes_turns_and_goes() -> None:
    pairs: Counter[tuple[str, str]] = Counter()
    for edit in edits("weather"):
        old, new = edit.source.picture.backdrop, edit.target.picture.backdrop
        assert edit.source.picture.things == edit.target.picture.things
        assert replace(old, weather="") == replace(new, weather="")
        pairs[old.weather, new.weather] += 1
        word = new.weather or old.weather
        assert word in edit.text.lower()
    assert set(pairs) == {(a, b) for a in ("", *WEATHERS) for b in ("", *WEATHERS) if a != b}
    assert "make it snow" in {wish_weather(Random(seed), "", "snow") for seed in range(50)}
    assert "stop the rain" in {wish_weather(Random(seed), "rain", "") for seed in range(50)}
    for edit in edits("in weather", number=20):
        assert edit.source.picture.backdrop == edit.target.picture.backdrop
        assert edit.source.picture.backdrop.weather
        assert edit.source != edit.target


@pytest.mark.parametrize("moving", [False, True])
def test_what_changes_nothing_has_its_source_for_target(moving: bool) -> None:
    texts = [edit.text.lower() for edit in edits("nothing", moving)]
    assert all(edit.source == edit.target for edit in edits("nothing", moving))
    assert any("as it is" in text for text in texts)
    # A colour is named only where it is the thing's own.
    for edit in edits("nothing", moving):
        if edit.text.lower().startswith(("make the", "paint the")):
            own = {thing.colour for thing in states(edit.source)}
            assert not {colour for colour in COLOURS if f" {colour}" in edit.text.lower()} - own


def test_few_words_have_no_articles() -> None:
    for moving in (False, True):
        for edit in edits("terse", moving):
            words = set(edit.text.lower().strip(".").split())
            assert not words & {"the", "an"}, edit.text
            assert edit.source != edit.target
    assert without_articles("Make the car an orange one") == "Make car orange one"


def test_the_first_thing_of_a_held_out_edit_is_put_aside() -> None:
    rng = Random(8)
    for index in range(150):
        edit = random_wider_edit(rng, RINGS[index % 2], "held-out", moving=index % 3 == 0)
        assert is_held_out(edit.target.picture.things[0], edit.target.picture.backdrop), edit


def test_weather_is_drawn_over_every_backdrop_and_read() -> None:
    drawn = backdrops()
    assert len(drawn) == len(ALL_BACKDROPS) == 3 * len(BACKDROPS)
    painted = Painter().paint(to_tensors(list_pictures([Picture(one, ()) for one in ALL_BACKDROPS]), "cpu"))
    frames = (painted * 255).round().byte()[:, :, 0].permute(0, 2, 3, 1).numpy()
    unseen = [
        (backdrop, read)
        for backdrop, frame in zip(ALL_BACKDROPS, frames, strict=True)
        if (read := read_picture(frame).backdrop) != backdrop
    ]
    # Of white snow before white, and of blue clouds before blue, there is nothing to see: no picture is made of them.
    assert [backdrop for backdrop, _ in unseen] == [
        Backdrop("plain", "white", "snow"),
        Backdrop("plain", "blue", "rain"),
    ]
    assert not any(suits(Picture(replace(one, weather=""), ()), one.weather, "train") for one, _ in unseen)


def test_pictures_in_weather_are_read_with_their_things() -> None:
    rng, right, total = Random(3), 0, 40
    pictures: list[Picture] = []
    while len(pictures) < total:
        picture = random_picture(rng, RINGS[len(pictures) % 2], "train")
        weather = random_weather(rng, picture, "train")
        if weather:
            pictures.append(in_weather(picture, weather))
            assert suits(picture, weather, "train")
    painted = Painter().paint(to_tensors(list_pictures(pictures), "cpu"))
    frames = (painted * 255).round().byte()[:, :, 0].permute(0, 2, 3, 1).numpy()
    for picture, frame in zip(pictures, frames, strict=True):
        right += score_picture(np.ascontiguousarray(frame), picture).everything
    # A white stem on snow is not seen by anybody.
    assert right >= 0.9 * total


@pytest.mark.parametrize("weather", WEATHERS)
def test_captions_say_the_weather_and_no_sun(weather: str) -> None:
    for text in ("A red car in a sunny meadow.", "red car, sea", "I would like a cat."):
        said = [say_weather(Random(seed), text, weather) for seed in range(60)]
        assert all(weather in one.lower() for one in said)
        assert all("sunny" not in one for one in said)
        assert len(set(said)) > 5
