"""Documents that are written and read by what is known of former ones: the same as without."""

import json
import random
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lance_studio.errors import TimelineError
from lance_studio.timeline import document
from lance_studio.timeline.document import DocumentCodec, from_json, to_json
from lance_studio.timeline.model import Clip, Gap, Item, Marker, Timeline, Track

RATE = Fraction(24)
NAMES = ["", "a", "{", '},{"id":"', 'x{"duration":"1/24"}', "NaN", "[{}]", "Möwe 🐦", '"}],"muted":', "\\", "\n"]


def clip(number: int, name: str = "", **facts: Any) -> Clip:
    return Clip(f"clip{number}", f"media{number % 3}", Fraction(number % 5 + 1, 24), name=name, **facts)


def timeline(*tracks: tuple[Item, ...], **facts: Any) -> Timeline:
    made = tuple(Track(f"track{n}", "video", NAMES[n], items) for n, items in enumerate(tracks))
    return Timeline("t", "T", RATE, made, **facts)


@st.composite
def edited(draw: st.DrawFn) -> list[Timeline]:
    """Timelines that share most of their items, as edits leave them."""
    chance = random.Random(draw(st.integers(0, 10_000)))
    items: list[Item] = [clip(n, chance.choice(NAMES)) for n in range(chance.randint(1, 8))]
    found = []
    for _ in range(6):
        place = chance.randrange(len(items))
        kind = chance.choice(["rename", "gap", "remove", "move"])
        item = items[place]
        if kind == "rename" and isinstance(item, Clip):
            items[place] = replace(item, name=chance.choice(NAMES), gain_db=chance.choice([0.0, -3.5]))
        elif kind == "gap" and isinstance(item, Clip) and (not place or isinstance(items[place - 1], Clip)):
            items.insert(place, Gap(Fraction(chance.randint(1, 3), 24)))
        elif kind == "move":
            items = [item for item in items if isinstance(item, Clip)]
            chance.shuffle(items)
        cut = chance.randrange(len(items) + 1)
        parts = [_tidy(items[:cut]), _tidy(items[cut:])]
        markers = (Marker("m", Fraction(1), chance.choice(NAMES)),)
        found.append(timeline(*parts, markers=chance.choice([(), markers])))
    return [*found, found[0]]


def _tidy(items: list[Item]) -> tuple[Item, ...]:
    while items and isinstance(items[-1], Gap):
        items = items[:-1]
    return tuple(items)


@given(edited())
def test_a_codec_writes_and_reads_what_is_written_and_read_without_it(timelines: list[Timeline]) -> None:
    codec, reader = DocumentCodec(), DocumentCodec()
    for each in timelines:
        text = to_json(each)
        assert json.loads(text) == json.loads(codec.encode(each))
        assert codec.encode(each) == text
        assert reader.decode(text) == from_json(text) == each
        assert reader.encode(each) == text


def test_what_did_not_change_is_the_same_object() -> None:
    codec = DocumentCodec()
    before = codec.decode(to_json(timeline(tuple(clip(n) for n in range(9)))))
    text = to_json(before).replace('"name":"","gain_db":0.0', '"name":"new","gain_db":0.0', 1)
    after = codec.decode(text)
    kept = [a is b for a, b in zip(before.tracks[0].items, after.tracks[0].items, strict=True)]
    assert kept == [False] + [True] * 8
    assert codec.decode(to_json(before)) is before


@given(
    st.integers(0, 400), st.sampled_from(['"', "{", "}", "]", ",", "NaN", "Infinity", "1", '{"duration":"1/24"}', ""])
)
def test_a_damaged_document_is_refused_as_without_a_codec(place: int, piece: str) -> None:
    text = to_json(timeline((clip(1), clip(2, "b")), (clip(3),)))
    codec = DocumentCodec()
    codec.decode(text)
    damaged = text[:place] + piece + text[place + 1 :]
    try:
        expected: Timeline | None = from_json(damaged)
    except TimelineError:
        expected = None
    if expected is None:
        with pytest.raises(TimelineError):
            codec.decode(damaged)
    else:
        assert codec.decode(damaged) == expected


@pytest.mark.parametrize("piece", ["NaN", "[NaN]", '{"duration":"1/24"}', "7"])
def test_a_known_item_counts_only_where_items_are(piece: str) -> None:
    known = timeline((clip(1), Gap(Fraction(1, 24)), clip(2)), markers=(Marker("m", Fraction(0)),))
    codec = DocumentCodec()
    text = codec.encode(known)
    for damaged in (
        text.replace('"markers":[{', f'"markers":[{piece},{{'),
        text.replace('"items":[', f'"items":[{piece},{piece},'),
        text.replace('"tracks":[', f'"tracks":[{piece},'),
        text[:-1] + f',"more":{piece}}}',
    ):
        with pytest.raises(TimelineError):
            from_json(damaged)
        with pytest.raises(TimelineError):
            codec.decode(damaged)


@pytest.mark.parametrize(
    "unreadable",
    [
        timeline((clip(1), Gap(Fraction(1, 24)))),
        timeline((replace(clip(1), duration=Fraction(1, 7)),)),
        timeline((replace(clip(1), duration=2),)),
        timeline((clip(1),), width=640.5),
        timeline((replace(clip(1), name=None),)),
    ],
)
def test_what_could_not_be_read_again_is_not_written(unreadable: Timeline) -> None:
    with pytest.raises(TimelineError):
        DocumentCodec().encode(unreadable)


def test_clips_that_end_on_frames_of_one_rate_are_checked_for_another() -> None:
    codec = DocumentCodec()
    text = codec.encode(timeline((clip(1), clip(2))))
    other = text.replace('"rate":"24/1"', '"rate":"25/1"')
    with pytest.raises(TimelineError, match="does not end on a frame"):
        codec.decode(other)
    assert codec.decode(text) == from_json(text)


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "_REMEMBERED", 20)
    codec = DocumentCodec()
    current = timeline(tuple(clip(n) for n in range(10)))
    for number in range(200):
        items = current.tracks[0].items
        first = items[0]
        assert isinstance(first, Clip)
        current = timeline((replace(first, name=f"{number}"), *items[1:]))
        text = codec.encode(current) if number % 2 else to_json(current)
        assert codec.decode(text) == current
        assert max(len(codec._texts), len(codec._items)) <= 2 * 10 + 20 + 10
        assert len(codec._recent) <= 8
