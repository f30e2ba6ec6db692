"""Timing, queries, properties, snapping, documents and interchange."""

import json
from collections.abc import Callable
from dataclasses import fields
from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from opentimelineio.url_utils import filepath_from_url

from lance_studio.errors import TimelineError
from lance_studio.timeline import cutting, placing, properties, queries, timing, trimming
from lance_studio.timeline.document import from_json, to_json
from lance_studio.timeline.interchange import ExternalMedia, file_url, to_otio
from lance_studio.timeline.model import Clip, Gap, Marker, Timeline, Track, new_timeline
from lance_studio.timeline.snapping import SnapPoint, snap, snap_move, snap_points

RATE = Fraction(24)


def seconds(frames: int) -> Fraction:
    return frames / RATE


def sample() -> Timeline:
    """V1: one (0 to 24), a gap, two (36 to 48); A1: one's sound; a marker at 30."""
    clips = (Clip("one", "m", seconds(24), source_duration=seconds(48), link_group="g"), Gap(seconds(12)))
    two = Clip("two", "still", seconds(12), name="Still")
    sound = Clip("sound", "m", seconds(24), source_duration=seconds(48), link_group="g")
    return Timeline(
        "t",
        "Film",
        RATE,
        (Track("a1", "audio", "A1", (sound,)), Track("v1", "video", "V1", (*clips, two)), Track("v2", "video")),
        (Marker("k", seconds(30), "here", "red", "look"),),
        seconds(6),
        seconds(40),
    )


@given(st.integers(0, 10_000_000), st.sampled_from(["24", "25", "30", "50", "30000/1001", "24000/1001", "120"]))
def test_timecodes_count_every_frame_and_come_back(frame: int, rate: str) -> None:
    time = timing.time_of(frame, Fraction(rate))
    assert timing.frame_of(time, Fraction(rate)) == frame
    if frame < 86_400 * 24:
        assert timing.from_timecode(timing.to_timecode(time, Fraction(rate)), Fraction(rate)) == time


def test_timecodes_look_as_people_write_them() -> None:
    assert timing.to_timecode(Fraction(3723) + seconds(5), RATE) == "01:02:03:05"
    assert timing.to_timecode(Fraction(1001, 30), Fraction(30000, 1001)) == "00:00:33:10"
    assert timing.to_timecode(Fraction(1, 24) * Fraction(99, 100), RATE) == "00:00:00:00"


@pytest.mark.parametrize(
    "text", ["", "1:2", "00:00:00:24", "00:61:00:00", "00:00:-1:00", "a", "00:00:00;01", "\u0660\u0660:00:00:00"]
)
def test_what_is_no_timecode_is_refused(text: str) -> None:
    with pytest.raises(TimelineError):
        timing.from_timecode(text, RATE)


@given(st.fractions(0, 100), st.sampled_from([Fraction(24), Fraction(30000, 1001)]))
def test_align_finds_the_nearest_frame(time: Fraction, rate: Fraction) -> None:
    aligned = timing.align(time, rate)
    assert (aligned * rate).denominator == 1
    assert abs(aligned - time) <= 1 / rate / 2


def test_queries() -> None:
    timeline = sample()
    assert queries.duration(timeline) == seconds(48)
    assert queries.previous_cut(timeline, seconds(24)) == 0
    assert queries.previous_cut(timeline, Fraction(0)) is None
    assert queries.next_cut(timeline, seconds(24)) == seconds(36)
    assert queries.next_cut(timeline, seconds(48)) is None
    assert [place.clip.id for place in queries.clips_at(timeline, seconds(23))] == ["sound", "one"]
    assert queries.clips_at(timeline, seconds(24)) == ()
    assert queries.gap_at(queries.track(timeline, "v1"), seconds(30)) == (seconds(24), seconds(36))
    assert queries.linked(timeline, "one") == ("one", "sound")
    assert queries.media_ids(timeline) == {"m", "still"}
    assert queries.play_range(timeline) == (seconds(6), seconds(40))
    assert queries.play_range(properties.clear_in_out(timeline)) == (0, seconds(48))
    slow = trimming.set_speed(timeline, "one", Fraction(1, 2))
    assert queries.source_time(queries.find_clip(slow, "one"), seconds(30)) == seconds(15)


def test_split_pieces_of_linked_clips_stay_linked_to_each_other() -> None:
    after = cutting.split(sample(), "one", seconds(10))
    groups = {place.clip.id: place.clip.link_group for place in queries.clips(after)}
    assert groups.pop("one") == groups.pop("sound") == "g"
    assert groups.pop("two") is None
    assert len(groups) == 2
    assert len(set(groups.values())) == 1
    assert "g" not in groups.values()


def test_a_split_divides_the_fades() -> None:
    timeline = properties.set_clip(sample(), "two", fade_in=seconds(3), fade_out=seconds(4))
    first, second = (place.clip for place in queries.clips(cutting.split(timeline, "two", seconds(42)))[2:])
    assert (first.fade_in, first.fade_out) == (seconds(3), 0)
    assert (second.fade_in, second.fade_out) == (0, seconds(4))


def test_properties_of_clips() -> None:
    after = properties.set_clip(sample(), "two", gain_db=-6.0, opacity=0.5, fade_in=Fraction(99), name="New")
    clip = queries.find_clip(after, "two").clip
    assert (clip.gain_db, clip.opacity, clip.fade_in, clip.name) == (-6.0, 0.5, seconds(12), "New")
    assert queries.find_clip(after, "one").clip == queries.find_clip(sample(), "one").clip
    for bad in ({"gain_db": float("nan")}, {"gain_db": 25.0}, {"opacity": 1.01}, {"fade_out": Fraction(-1)}):
        with pytest.raises(TimelineError):
            properties.set_clip(sample(), "two", **bad)  # type: ignore[arg-type]


def test_replaced_media_keeps_the_place() -> None:
    after = properties.replace_media(sample(), "one", media_id="new", source_duration=seconds(20), node_id="n")
    place = queries.find_clip(after, "one")
    assert (place.clip.media_id, place.clip.duration, place.clip.generated) == ("new", seconds(20), True)
    assert queries.find_clip(after, "two").start == seconds(36)
    longer = properties.replace_media(sample(), "one", media_id="new", source_duration=seconds(90))
    assert queries.find_clip(longer, "one").clip.duration == seconds(24)


def test_links() -> None:
    apart = properties.unlink(sample(), "sound")
    assert queries.linked(apart, "one") == ("one",)
    together = properties.link(apart, ["one", "two"])
    assert set(queries.linked(together, "two")) == {"one", "two"}


def test_tracks() -> None:
    timeline = properties.add_track(properties.add_track(sample(), "video"), "audio")
    assert [track.name for track in timeline.tracks] == ["A2", "A1", "V1", "", "V2"]
    moved = properties.move_track(timeline, "v1", 99)
    assert moved.tracks[-1].id == "v1"
    assert "v1" not in {track.id for track in properties.remove_track(timeline, "v1").tracks}
    assert queries.track(properties.set_track(timeline, "v1", hidden=True), "v1").hidden


def test_markers_and_in_and_out() -> None:
    timeline = properties.add_marker(sample(), seconds(3) + Fraction(1, 1000), "first")
    assert [marker.name for marker in timeline.markers] == ["first", "here"]
    assert timeline.markers[0].time == seconds(3)
    later = properties.set_marker(timeline, timeline.markers[0].id, time=seconds(90), note="n")
    assert [marker.name for marker in later.markers] == ["here", "first"]
    assert [marker.name for marker in properties.remove_marker(later, "k").markers] == ["first"]
    assert properties.set_in(timeline, seconds(45)).out_point is None
    assert properties.set_out(timeline, seconds(6)).in_point is None
    assert properties.set_out(timeline, None).out_point is None
    with pytest.raises(TimelineError):
        properties.set_out(timeline, Fraction(0))
    with pytest.raises(TimelineError):
        properties.remove_marker(timeline, "nothing")


def test_the_markers_before_at_and_after_a_time() -> None:
    timeline = properties.add_marker(sample(), seconds(3), "first")
    found = [
        (queries.previous_marker(timeline, seconds(at)), queries.next_marker(timeline, seconds(at)))
        for at in (0, 3, 10, 30, 31)
    ]
    names = [tuple(None if one is None else one.name for one in pair) for pair in found]
    assert names == [(None, "first"), (None, "here"), ("first", "here"), ("first", None), ("here", None)]
    there = queries.marker_at(timeline, seconds(30))
    assert there is not None
    assert there.id == "k"
    assert queries.marker_at(timeline, seconds(29)) is None


REFUSED: list[Callable[[Timeline], Timeline]] = [
    lambda t: placing.move(t, "nothing", Fraction(0)),
    lambda t: placing.move(t, "one", Fraction(0), "a1"),
    lambda t: placing.move(t, "one", Fraction(0), "nothing"),
    lambda t: placing.insert(t, Fraction(-1), {"v1": Clip("x", "m", seconds(1))}),
    lambda t: placing.insert(t, Fraction(0), {"v1": Clip("x", "m", Fraction(1, 100))}),
    lambda t: placing.insert(t, Fraction(0), {"v1": Clip("one", "m", seconds(1))}),
    lambda t: cutting.split(t, "one", seconds(24)),
    lambda t: cutting.lift_range(t, seconds(4), seconds(4)),
    lambda t: cutting.close_gap(t, "v1", seconds(2)),
    lambda t: cutting.lift(properties.set_track(t, "v1", locked=True), ["one"]),
    lambda t: cutting.lift(properties.set_track(t, "a1", locked=True), ["one"]),
    lambda t: trimming.roll(t, "one", seconds(20)),
    lambda t: trimming.set_speed(t, "one", Fraction(0)),
    lambda t: trimming.set_speed(t, "one", Fraction(-1)),
    lambda t: properties.add_track(t, "subtitle"),  # type: ignore[arg-type]
    lambda t: properties.set_format(t, width=0),
    lambda t: new_timeline(rate=Fraction(0)),
]


@pytest.mark.parametrize("edit", REFUSED)
def test_impossible_edits_are_refused(edit: Callable[[Timeline], Timeline]) -> None:
    with pytest.raises(TimelineError):
        edit(sample())


def test_locked_tracks_stay_when_all_are_meant() -> None:
    timeline = properties.set_track(sample(), "a1", locked=True)
    for after in (
        cutting.split_all(timeline, seconds(5)),
        cutting.ripple_delete_range(timeline, Fraction(0), seconds(5)),
    ):
        assert queries.track(after, "a1") == queries.track(timeline, "a1")
        assert queries.track(after, "v1") != queries.track(timeline, "v1")


def test_closing_a_gap() -> None:
    after = cutting.close_gap(sample(), "v1", seconds(30))
    assert queries.find_clip(after, "two").start == seconds(24)


def test_snap_points() -> None:
    points = snap_points(sample(), exclude_clips={"two"}, playhead=seconds(24))
    assert [(point.time * RATE, point.kind) for point in points] == [
        (0, "start"),
        (6, "in"),
        (24, "cut"),
        (30, "marker"),
        (40, "out"),
    ]


def test_snapping_takes_the_nearest_point_and_edge() -> None:
    points = (SnapPoint(Fraction(1), "cut"), SnapPoint(Fraction(2), "marker"))
    assert snap(Fraction(14, 10), points, Fraction(1, 2)) == points[0]
    assert snap(Fraction(3, 2), points, Fraction(1, 2)) == points[0]
    assert snap(Fraction(16, 10), points, Fraction(3, 10)) is None
    assert snap_move(Fraction(11, 10), Fraction(85, 100), points, Fraction(2, 10)) == (Fraction(115, 100), points[1])
    assert snap_move(Fraction(9, 10), Fraction(4), points, Fraction(2, 10)) == (1, points[0])
    assert snap_move(Fraction(-1), Fraction(1, 2), points, Fraction(1, 10)) == (0, None)
    # The head would go before 0 if the tail went to the point, so no edge goes anywhere.
    assert snap_move(Fraction(0), Fraction(5, 4), points[:1], Fraction(1, 2)) == (0, None)


def test_documents_come_back() -> None:
    assert from_json(to_json(sample())) == sample()
    assert from_json(to_json(new_timeline("ü", Fraction(30000, 1001)))).name == "ü"


def _set(document: dict[str, Any], *path: Any) -> None:
    *keys, last, value = path
    target: Any = document
    for key in keys:
        target = target[key]
    target[last] = value


@pytest.mark.parametrize(
    "path",
    [
        ("format", 2),
        ("format", True),
        ("rate", "24"),
        ("rate", "24/0"),
        ("rate", 24),
        ("name", None),
        ("width", 1.5),
        ("tracks", {}),
        ("unknown", 1),
        ("tracks", 1, "items", 0, "speed", "0/1"),
        ("tracks", 1, "items", 0, "duration", "-1/24"),
        ("tracks", 1, "items", 0, "duration", "1/23"),
        ("tracks", 1, "items", 0, "duration", "49/24"),
        ("tracks", 1, "items", 0, "opacity", 7),
        ("tracks", 1, "items", 0, "gain_db", 10**400),
        ("tracks", 1, "items", 0, "generated", 1),
        ("tracks", 1, "items", 0, "id", "two"),
        ("tracks", 1, "items", 2, {"duration": "1/24"}),
        ("tracks", 1, "items", 2, []),
        ("tracks", 1, "kind", "text"),
        ("markers", 0, "time", "1/0"),
        ("out_point", "1/24"),
    ],
)
def test_damaged_documents_are_refused(path: tuple[Any, ...]) -> None:
    document = json.loads(to_json(sample()))
    _set(document, *path)
    with pytest.raises(TimelineError):
        from_json(json.dumps(document))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "[" * 100_000, '{"format": NaN}', "{}"])
def test_what_is_no_document_is_refused(text: str) -> None:
    with pytest.raises(TimelineError):
        from_json(text)


def test_opentimelineio_reads_the_export() -> None:
    timeline = trimming.set_speed(properties.unlink(sample(), "one"), "one", Fraction(2))
    media = {"m": ExternalMedia("/films/m.mp4", "m.mp4", Fraction(24), Fraction(2))}
    read = otio.adapters.read_from_string(to_otio(timeline, media), "otio_json")
    assert isinstance(read, otio.schema.Timeline)
    audio, video, _ = read.tracks
    assert [track.kind for track in read.tracks] == ["Audio", "Video", "Video"]
    first, gap, second = video
    assert isinstance(gap, otio.schema.Gap)
    assert first.media_reference.target_url == "/films/m.mp4"
    assert isinstance(second.media_reference, otio.schema.MissingReference)
    assert [item.trimmed_range_in_parent().start_time.to_frames() for item in video] == [0, 12, 24]
    assert first.effects[0].time_scalar == 2.0
    assert second.metadata["lance_studio"]["id"] == "two"
    assert second.name == "Still"
    assert audio[0].metadata["lance_studio"]["link_group"] is None
    assert read.tracks.markers[0].marked_range.start_time.to_frames() == 30
    assert read.tracks.markers[0].color == "RED"
    assert read.metadata["lance_studio"]["rate"] == "24"


@given(st.text(st.characters(exclude_characters="\0/\\", exclude_categories=["Cs"]), min_size=1, max_size=20))
@example("24-100%25 #1.mp4")
@example("a%2525?b\nc")
@example("% %2")
def test_other_programs_get_back_any_name_of_a_file(name: str) -> None:
    assume(name not in (".", ".."))
    path = Path("/films of 100 %") / name
    url = file_url(path)
    assert url.isascii()
    assert url.isprintable()
    assert filepath_from_url(url) == str(path)


def test_a_document_is_plain_json_of_all_fields_in_their_order() -> None:
    clip = Clip(
        "a\n\u2028ü", "m", seconds(24), seconds(1), seconds(48), "n", 'quote " name', -3.5, 0.25, Fraction(1, 2),
        seconds(1), seconds(2), "g", True, 1, False, True,
    )  # fmt: skip
    still = Clip("s", "m", seconds(1), gain_db=0, opacity=1)
    timeline = Timeline("t", tracks=(Track("v", "video", items=(clip, Gap(seconds(3)), still)),))
    document = json.loads(to_json(timeline))
    assert to_json(timeline) == json.dumps(document, separators=(",", ":")), "one line of ASCII, nothing else"
    written, gap, last = document["tracks"][0]["items"]
    assert list(written) == [field.name for field in fields(Clip)]
    assert (written["id"], written["name"], written["gain_db"]) == ("a\n\u2028ü", 'quote " name', -3.5)
    assert (written["speed"], written["generated"], written["source_duration"]) == ("1/2", True, "2/1")
    assert gap == {"duration": "1/8"}
    assert (last["source_duration"], last["node_id"], last["link_group"]) == (None, None, None)
    assert from_json(json.dumps(document)) == timeline
    later = {"sound_track", "deinterlace", "black_outside"}
    assert not later & set(last), "earlier versions read what they know"
