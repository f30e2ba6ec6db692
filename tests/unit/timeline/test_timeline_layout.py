"""Where items lie, found by bisection, against plain sums; and which points attract in a range, against all of them."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from lance_studio.timeline import queries
from lance_studio.timeline.layout import TrackLayout
from lance_studio.timeline.model import Clip, Gap, Item, Marker, Timeline, Track
from lance_studio.timeline.snapping import snap, snap_points

_TIMES = st.fractions(min_value=-1, max_value=12, max_denominator=30)
_DURATIONS = st.fractions(min_value=Fraction(1, 30), max_value=2, max_denominator=30)


@st.composite
def _tracks(draw: st.DrawFn, name: str = "t") -> Track:
    items: list[Item] = []
    for number, (duration, is_gap) in enumerate(draw(st.lists(st.tuples(_DURATIONS, st.booleans()), max_size=8))):
        gap = is_gap and (not items or isinstance(items[-1], Clip))
        items.append(Gap(duration) if gap else Clip(f"{name}{number}", "m", duration, link_group="g"))
    return Track(name, "video", items=tuple(items))


def _sums(track: Track) -> list[Fraction]:
    return [sum((item.duration for item in track.items[:count]), Fraction(0)) for count in range(len(track.items) + 1)]


@given(track=_tracks(), time=_TIMES)
def test_the_item_at_a_time(track: Track, time: Fraction) -> None:
    starts = _sums(track)
    found = [n for n in range(len(track.items)) if starts[n] <= time < starts[n + 1]]
    assert track.layout.position_at(time) == (found[0] if found else None)
    assert track.layout.starts == tuple(starts)
    assert track.layout.end == starts[-1] == queries.track_duration(track)
    assert [place.start for place in queries.placed(track)] == starts[:-1]
    assert track.layout.positions == {item.id: n for n, item in enumerate(track.items) if isinstance(item, Clip)}
    for clip_id, position in track.layout.positions.items():
        place = queries.find_clip(Timeline("x", tracks=(track,)), clip_id)
        assert (place.clip, place.start) == (track.items[position], starts[position])


@given(track=_tracks(), start=_TIMES, length=_DURATIONS)
def test_what_overlaps_a_range_and_which_boundaries_lie_in_it(track: Track, start: Fraction, length: Fraction) -> None:
    starts, end = _sums(track), start + length
    overlapping = [n for n in range(len(track.items)) if starts[n] < end and starts[n + 1] > start]
    assert list(track.layout.overlapping(start, end)) == overlapping
    assert list(track.layout.boundaries(start, end)) == [n for n, time in enumerate(starts) if start <= time <= end]


@given(track=_tracks(), time=_TIMES)
def test_the_cuts_beside_a_time(track: Track, time: Fraction) -> None:
    timeline = Timeline("x", tracks=(track,))
    places = queries.clips(timeline)
    cuts = {place.start for place in places} | {place.end for place in places}
    assert queries.previous_cut(timeline, time) == max((cut for cut in cuts if cut < time), default=None)
    assert queries.next_cut(timeline, time) == min((cut for cut in cuts if cut > time), default=None)


@given(
    tracks=st.tuples(_tracks("a"), _tracks("b")),
    time=_TIMES,
    tolerance=st.fractions(min_value=Fraction(1, 60), max_value=1, max_denominator=60),
    marker=st.fractions(min_value=0, max_value=12, max_denominator=30),
)
def test_looking_only_near_the_pointer_finds_what_looking_everywhere_does(
    tracks: tuple[Track, Track], time: Fraction, tolerance: Fraction, marker: Fraction
) -> None:
    timeline = Timeline("x", tracks=tracks, markers=(Marker("k", marker),), in_point=Fraction(1))
    own = [clip_id for clip_id in ("a0", "b1") if any(clip_id in track.layout.positions for track in tracks)]
    everything = snap_points(timeline, exclude_clips=own, playhead=Fraction(2))
    near = snap_points(timeline, exclude_clips=own, playhead=Fraction(2), within=[(time - tolerance, time + tolerance)])
    assert near == tuple(point for point in everything if abs(point.time - time) <= tolerance)
    assert snap(time, near, tolerance) == snap(time, everything, tolerance)
    edges = {edge for place in queries.clips(timeline) if place.clip.id not in own for edge in (place.start, place.end)}
    assert {point.time for point in everything} == edges | {Fraction(0), marker, Fraction(1), Fraction(2)}


def test_an_empty_track_has_a_layout() -> None:
    layout = TrackLayout([], [])
    assert (layout.end, layout.starts, layout.position_at(Fraction(0))) == (0, (0,), None)
    assert not layout.touches_clip(0)


def test_tracks_that_an_edit_leaves_alone_keep_their_layout() -> None:
    from lance_studio.timeline.trimming import trim_tail

    tracks = tuple(Track(name, "video", items=(Clip(f"{name} clip", "m", Fraction(2)),)) for name in "ab")
    timeline = Timeline("x", tracks=tracks)
    layout = timeline.tracks[1].layout
    edited = trim_tail(timeline, "a clip", Fraction(1))
    assert edited.tracks[0].layout.end == 1
    assert edited.tracks[1].layout is layout
