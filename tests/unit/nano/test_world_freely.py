"""Prompts of newcomers: each picture holds what its prompt asks for, nothing ruled out, and no held-out combination."""

import re
from collections import Counter
from collections.abc import Callable
from random import Random

import numpy as np
import pytest

from models.nano.training.vocabulary import vocabulary
from models.nano.training.world import counts, freely, loosely, phrasing
from models.nano.training.world.draw import Painter, list_clips, list_pictures, to_tensors
from models.nano.training.world.freely import random_wish
from models.nano.training.world.furnishing import Wanted, expected_backdrop, furnish
from models.nano.training.world.loosely import content_words, within_one_edit
from models.nano.training.world.motions import random_clip
from models.nano.training.world.outside import NEAREST, NEAREST_COLOURS, NEAREST_SCENES, UNHEARD
from models.nano.training.world.phrasing import bare
from models.nano.training.world.reader import score_picture
from models.nano.training.world.sampling import Split, colours_on, is_held_out, kinds_of, random_picture
from models.nano.training.world.scene import (
    COLOURS,
    KINDS,
    MOST_IN_CLIP,
    MOST_THINGS,
    SCENES,
    Backdrop,
    Picture,
    Ring,
    Thing,
)
from models.nano.training.world.tasks import RINGS, sample
from models.nano.training.world.words import NUMBERS, SYNONYMS, plural

Way = Callable[[Random, Ring, Split], freely.Wish | None]
WAYS = tuple(freely._WAYS)
#: Known words that look like typos of others.
_LOOK_ALIKE = frozenset(
    ["bring", "center", "corners", "every", "funny", "larger", "slide", "start", "stays", "three", "while"]
)
_DIGITS = {str(count): count for count in NUMBERS} | {word: count for count, word in NUMBERS.items()}


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Things are called by the world's own words."""
    monkeypatch.setattr(phrasing, "OUTSIDE_SHARE", 0.0)


def wishes(way: Way, count: int = 400, seed: int = 1) -> list[tuple[str, Picture]]:
    rng = Random(seed)
    found = [way(rng, RINGS[index % 2], "train") for index in range(count)]
    made = [wish for wish in found if wish]
    assert len(made) > count / 2
    return made


def kinds_said(text: str) -> list[str]:
    """Kinds in the order of the text."""
    names = {name: kind for kind in KINDS for name in (kind, *SYNONYMS.get(kind, ()))}
    names |= {plural(name): kind for name, kind in names.items()}
    pattern = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    return [names[found] for found in re.findall(rf"\b(?:{pattern})\b", text)]


@pytest.mark.parametrize("way", WAYS)
def test_no_picture_shows_a_held_out_combination_or_two_things_in_one_cell(way: Way) -> None:
    for _, picture in wishes(way):
        cells = [(thing.row, thing.column) for thing in picture.things]
        assert len(set(cells)) == len(cells) <= MOST_THINGS
        for thing in picture.things:
            assert thing.colour in colours_on(picture.backdrop)
            assert thing.kind in kinds_of(picture.backdrop.ring)
            assert not is_held_out(thing, picture.backdrop)


@pytest.mark.parametrize("way", [way for way in WAYS if way not in (freely._crowded, freely._foreign)])
def test_held_out_pictures_begin_with_a_held_out_thing(way: Way) -> None:
    rng, found = Random(3), 0
    for index in range(300):
        if wish := way(rng, RINGS[index % 2], "held-out"):
            found += 1
            assert is_held_out(wish[1].things[0], wish[1].backdrop)
    assert found > 20


def test_only_a_prompt_that_asks_for_nothing_has_an_empty_picture() -> None:
    rng, empty = Random(4), 0
    for index in range(6000):
        text, picture = random_wish(rng, RINGS[index % 2], "train")
        if not picture.things:
            empty += 1
            assert re.search(r"empty|nothing|just|no things", text.lower()), text
    assert 0 < empty < 120


@pytest.mark.usefixtures("plain")
def test_a_bare_noun_is_one_thing_of_that_kind_in_a_setting_that_suits_it() -> None:
    seen: dict[str, Counter[str]] = {}
    for text, picture in wishes(freely._single, 30_000):
        name = text.removeprefix("a ").removeprefix("an ")
        assert len(picture.things) == 1
        if name in KINDS:
            assert picture.things[0].kind == name
            seen.setdefault(name, Counter())[picture.backdrop.style] += 1
    assert set(seen) == set(KINDS)
    for kind, scene in {"boat": "sea", "fish": "sea", "rocket": "night", "car": "meadow", "mushroom": "meadow"}.items():
        assert seen[kind].most_common(1)[0][0] == scene
        assert len(seen[kind]) > 1
    for kind in ("circle", "ring"):
        assert seen[kind]["plain"] > 0.6 * seen[kind].total()


@pytest.mark.usefixtures("plain")
def test_numbers_in_words_and_digits_are_the_number_of_things(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "setting", lambda rng, ring, wanted, said: _silent(rng, ring, wanted))
    checked: Counter[int] = Counter()
    for text, picture in wishes(counts.counted, 1500):
        (kind,) = set(kinds_said(text))
        assert {thing.kind for thing in picture.things} == {kind}
        first = next((_DIGITS[word] for word in text.split(" one above")[0].split() if word in _DIGITS), None)
        if first:
            assert len(picture.things) == first, text
            checked[first] += 1
        if re.search(r"in a row|side by side|next to each other|in a line|beside each other", text):
            assert len({thing.row for thing in picture.things}) == 1
    assert set(checked) == {1, 2, 3, 4, 5}


@pytest.mark.usefixtures("plain")
def test_separate_colours_are_those_of_as_many_things(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phrasing, "colour_word", lambda rng, colour: colour)
    monkeypatch.setattr(counts, "setting", lambda rng, ring, wanted, said: _silent(rng, ring, wanted))
    checked = 0
    for text, picture in wishes(counts.by_colour, 800):
        (kind,) = set(kinds_said(text))
        assert {thing.kind for thing in picture.things} == {kind}
        said: Counter[str] = Counter()
        for count, colour in re.findall(rf"\b(\w+) ({'|'.join(COLOURS)})\b", text):
            said[colour] += _DIGITS.get(count, 1)
        assert said == Counter(thing.colour for thing in picture.things), text
        checked += len(said) > 1
    assert checked > 400


def _silent(rng: Random, ring: Ring, wanted: list[Wanted]) -> tuple[Backdrop, str, str] | None:
    backdrop = expected_backdrop(rng, ring, wanted)
    return backdrop and (backdrop, "", "")


@pytest.mark.usefixtures("plain")
def test_things_lie_as_the_relation_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freely, "setting", lambda rng, ring, wanted, said: _silent(rng, ring, wanted))
    checked: Counter[str] = Counter()
    for text, picture in wishes(freely._related, 2500):
        if " between " in text or "in the middle of" in text:
            middle, one, other = picture.things
            xs, ys = sorted((one.column, other.column)), sorted((one.row, other.row))
            assert middle.column * 2 == sum(xs)
            assert middle.row * 2 == sum(ys)
            checked["between"] += 1
            continue
        found = re.search(r"^(?:.* )?(left|right|above|below) (?:of|from)?", text)
        named = kinds_said(text)
        if not found or len(named) != 2 or re.search(r"\bits?\b", text):
            continue
        one, other = (next(thing for thing in picture.things if thing.kind == kind) for kind in named)
        way = found.group(1)
        if way in ("left", "right"):
            assert one.row == other.row, text
            assert (one.column < other.column) == (way == "left"), text
        else:
            assert one.column == other.column, text
            assert (one.row < other.row) == (way == "above"), text
        checked[way] += 1
    assert all(checked[way] > 20 for way in ("between", "left", "right", "above", "below")), checked


@pytest.mark.usefixtures("plain")
def test_what_is_ruled_out_is_not_there_and_what_is_said_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freely, "setting", lambda rng, ring, wanted, said: _silent(rng, ring, wanted))
    without = 0
    for text, picture in wishes(freely._negated, 1500):
        shown = [thing.kind for thing in picture.things]
        if found := re.search(r"not (?:an? )?(\w+)(?: one)?$|colour but (\w+)$", text):
            colour = found.group(1) or found.group(2)
            if colour in COLOURS:
                assert picture.things[0].colour != colour
        ruled_out = [kind for kind in kinds_said(text) if kind not in shown]
        assert set(shown) <= set(kinds_said(text)), text
        if ruled_out:
            without += 1
            assert re.search(r"\b(no|without|not|don't|avoid|minus)\b", text), text
    assert without > 500


def test_words_from_outside_stand_for_the_nearest_thing() -> None:
    rng = Random(5)
    for kind, names in NEAREST.items():
        assert kind in KINDS
        assert not {*names} & {*KINDS, *COLOURS, *SCENES}
        said = {bare(rng, Wanted(kind)) for _ in range(1500)}
        assert said & {*names}
        idle = rf"^(?:{'|'.join(phrasing._IDLE)}) "
        assert {re.sub(idle, "", words) for words in said} == {*names, kind, *SYNONYMS.get(kind, ())}
    every = [
        name for names in (*NEAREST.values(), *NEAREST_COLOURS.values(), *NEAREST_SCENES.values()) for name in names
    ]
    assert len(every) == len(set(every))
    assert {*NEAREST} == {*KINDS}
    assert {*NEAREST_COLOURS} == {*COLOURS}
    assert not {*every} & {*UNHEARD}


def test_more_than_half_of_the_pictures_are_asked_for_in_captions_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    free: list[str] = []

    def noted(rng: Random, ring: Ring, split: str) -> tuple[str, Picture]:
        free.append(ring)
        return "car", Picture(Backdrop("meadow"), ())

    monkeypatch.setattr("models.nano.training.world.tasks.random_wish", noted)
    rng = Random(6)
    for index in range(1000):
        sample("text_to_image", RINGS[index % 2], rng, "train")
    assert 400 < len(free) < 500
    free.clear()
    for index in range(300):
        sample("text_to_image", RINGS[index % 2], rng, "train", True)
    assert not free


def test_equal_states_give_equal_wishes() -> None:
    one, other = ([random_wish(Random(seed), "book", "train") for seed in range(50)] for _ in range(2))
    assert one == other


def test_a_colour_that_does_not_show_is_not_drawn() -> None:
    rng = Random(7)
    for style in SCENES:
        backdrop = Backdrop(style)
        for colour in set(COLOURS) - set(colours_on(backdrop)):
            assert furnish(rng, backdrop, [Wanted("car", colour)], "train") is None


def test_five_things_are_drawn_and_read_whether_alike_or_not() -> None:
    rng, painter = Random(8), Painter()
    pictures = [random_picture(rng, RINGS[index % 2], "train", MOST_THINGS) for index in range(8)]
    while len(pictures) < 16:
        ring = RINGS[len(pictures) % 2]
        kind, backdrop = rng.choice(kinds_of(ring)), pictures[len(pictures) - 8].backdrop
        colour = rng.choice(colours_on(backdrop))
        alike = furnish(rng, backdrop, [Wanted(kind, colour)] * MOST_THINGS, "train")
        if alike:
            pictures.append(alike)
    frames = painter.paint(to_tensors(list_pictures(pictures), "cpu"))[:, :, 0]
    for frame, truth in zip((frames * 255).round().byte().permute(0, 2, 3, 1).numpy(), pictures, strict=True):
        assert score_picture(frame, truth).everything, truth
        fewer = Picture(truth.backdrop, truth.things[1:])
        assert not score_picture(frame, fewer).count


def test_clips_have_room_for_three_things_and_pictures_for_five() -> None:
    rng = Random(9)
    clips = list_clips([random_clip(rng, "book", "train") for _ in range(3)])
    assert clips.x.shape[1] == MOST_IN_CLIP == 3
    thing = Thing("car", "red", "large", 0, 0)
    crowd = Picture(Backdrop("meadow"), tuple(thing.moved(i // 3, i % 3) for i in range(MOST_THINGS)))
    drawing = list_pictures([crowd])
    assert drawing.x.shape[1] == MOST_THINGS == 5
    assert np.all(drawing.alpha == 1)


def test_prompts_are_typed_in_haste_only_where_they_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [sample("text_to_image", "book", Random(seed), "train").text for seed in range(300)]
    monkeypatch.setattr(loosely, "LOOSE_SHARE", 0.0)
    tidy = [sample("text_to_image", "book", Random(seed), "train").text for seed in range(300)]
    changed = sum(one != other for one, other in zip(texts, tidy, strict=True))
    assert 40 < changed < 130
    full = [sample("text_to_image", "book", Random(seed), "train", True).text for seed in range(100)]
    assert not any(text.isupper() for text in full)


def test_the_profile_names_the_words_of_newcomers_but_neither_typos_nor_words_from_outside() -> None:
    groups = vocabulary()["words"]
    known = {word for words in groups.values() for word in words}
    assert known >= {"four", "five", "no", "without", "just", "only", "between", "auto", "voiture", "汽车", "wiese"}
    assert not known & {name for names in NEAREST.values() for name in names if name != "champignon"}
    assert not known & {name.split()[-1] for name in UNHEARD if name not in ("something", "anything", "surprise me")}
    assert known >= {*KINDS, *COLOURS}
    spelled = content_words()
    for word in groups["other"]:
        near = [one for one in spelled if len(word) > 4 and word not in (one, f"{one}s") and within_one_edit(one, word)]
        assert not near or word in _LOOK_ALIKE, (word, near)
