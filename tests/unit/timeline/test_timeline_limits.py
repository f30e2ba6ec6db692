"""What a timeline's document may claim: lengths, clips, tracks, markers and names beyond use are refused in words."""

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from lance_studio import limits
from lance_studio.errors import TimelineError
from lance_studio.timeline.document import DocumentCodec, from_json, to_json
from lance_studio.timeline.model import Clip, Gap, Marker, Timeline, Track

pytestmark = pytest.mark.timeout(30)


def document(clips: int = 3) -> dict[str, Any]:
    items = tuple(Clip(f"c{number}", "m", Fraction(1, 2)) for number in range(clips))
    return json.loads(to_json(Timeline("t", tracks=(Track("v", "video", items=items),))))


def clip_of(values: dict[str, Any]) -> dict[str, Any]:
    return values["tracks"][0]["items"][0]


def with_clips(values: dict[str, Any], count: int, length: Callable[[int], str] = lambda _: "1/2") -> None:
    clip = clip_of(values)
    values["tracks"][0]["items"] = [dict(clip, id=str(number), duration=length(number)) for number in range(count)]


CLAIMS: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "a still of 10^29 s": (lambda values: clip_of(values).update(duration="1" + "0" * 29 + "/1"), "at most 360,000"),
    "50,000 clips": (lambda values: with_clips(values, 50_000), "50,000 clips; at most 20,000"),
    "one clip too many": (lambda values: with_clips(values, 20_001), "20,001 clips"),
    "too long together": (lambda values: with_clips(values, 101, lambda _: "3600/1"), "363,600 seconds"),
    "lengths without a common rate": (
        lambda values: with_clips(values, 15_000, lambda number: f"1/{10**12 + 2 * number + 1}"), "one rate",
    ),
    "tracks": (lambda values: values.update(tracks=[
        {**values["tracks"][0], "id": f"{number}", "items": []} for number in range(201)
    ]), "201 tracks"),
    "markers": (lambda values: values.update(markers=[
        {"id": f"k{number}", "time": "1/1", "name": "", "colour": "blue", "note": ""} for number in range(10_001)
    ]), "10,001 markers"),
    "a marker far away": (lambda values: values.update(markers=[
        {"id": "k", "time": "9" * 30 + "/1", "name": "", "colour": "blue", "note": ""}
    ]), "seconds"),
    "an out point far away": (lambda values: values.update(out_point="9" * 30 + "/1"), "seconds"),
    "a name": (lambda values: clip_of(values).update(name="x" * 1001), "1,001 characters"),
    "the timeline's name": (lambda values: values.update(name="x" * 10**6), "1,000,000 characters"),
    "a track's name": (lambda values: values["tracks"][0].update(name="x" * 10**6), "1,000,000 characters"),
    "a source begins late": (lambda values: clip_of(values).update(source_start="9" * 30 + "/1"), "later in its media"),
}  # fmt: skip


@pytest.mark.parametrize("name", CLAIMS)
def test_a_document_that_claims_too_much_is_refused_in_words(name: str) -> None:
    change, words = CLAIMS[name]
    values = document()
    change(values)
    for read in (from_json, DocumentCodec().decode):
        with pytest.raises(TimelineError, match=words) as caught:
            read(json.dumps(values))
        assert len(caught.value.cause) < 300
        assert caught.value.remedy


def test_what_lies_at_the_limits_is_read() -> None:
    values = document()
    with_clips(values, limits.TIMELINE_CLIPS.most, lambda _: "18/1")
    timeline = from_json(json.dumps(values))
    assert timeline.tracks[0].layout.end == limits.TIMELINE_SECONDS.most


def test_edits_are_held_to_the_same_limits() -> None:
    clip = Clip("c", "m", Fraction(5))
    with pytest.raises(TimelineError, match="at most 360,000 seconds"):
        replace(clip, duration=Fraction(10**29))
    with pytest.raises(TimelineError, match="A gap"):
        Gap(Fraction(10**29))
    with pytest.raises(TimelineError, match="marker"):
        Marker("k", Fraction(10**29))
    with pytest.raises(TimelineError, match="characters"):
        Marker("k", Fraction(1), note="x" * 100_001)
