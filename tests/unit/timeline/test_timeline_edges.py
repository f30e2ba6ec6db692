"""Which frames the viewer shows while an edge is dragged."""

from dataclasses import replace
from fractions import Fraction

import pytest

from lance_studio.timeline.edges import Shot, rolled_edges, slipped_edges, trimmed_edge
from lance_studio.timeline.model import Clip, Gap, Timeline, Track
from lance_studio.timeline.queries import clips

_RATE = Fraction(24)


def _clip(name: str, first: int, length: int, group: str | None = None) -> Clip:
    return Clip(
        name,
        "film",
        Fraction(length) / _RATE,
        Fraction(first) / _RATE,
        Fraction(10),
        link_group=group,
        speed=Fraction(1),
    )


@pytest.fixture
def timeline() -> Timeline:
    """Two clips in a row with their sounds, a third after a gap, a sound of its own, and a clip that covers all."""
    picture = (_clip("one", 6, 12, "g1"), _clip("two", 40, 8, "g2"), Gap(1 / _RATE), _clip("three", 80, 4))
    sound = (_clip("one sound", 6, 12, "g1"), _clip("two sound", 40, 8, "g2"), _clip("hum", 100, 9))
    tracks = (
        Track("A1", "audio", items=sound),
        Track("V1", "video", items=picture),
        Track("V2", "video", items=(_clip("cover", 200, 29),)),
    )
    return Timeline("t", rate=_RATE, tracks=tracks, width=96, height=64)


def _seen(shot: Shot) -> tuple[str, int]:
    """The only clip of a shot, and which frame of its film is shown."""
    (place,) = clips(shot.timeline)
    return place.clip.id, int(place.clip.source_start * _RATE) + shot.number


def test_the_first_and_the_last_frame_of_a_clip_whatever_covers_it(timeline: Timeline) -> None:
    assert _seen(trimmed_edge(timeline, "one", tail=False)) == ("one", 6)
    assert _seen(trimmed_edge(timeline, "one", tail=True)) == ("one", 17)
    assert _seen(trimmed_edge(timeline, "three", tail=True)) == ("three", 83)
    shot = trimmed_edge(timeline, "two", tail=True)
    assert (shot.timeline.width, shot.timeline.height, shot.timeline.rate) == (96, 64, _RATE)


def test_neither_fades_nor_opacity_nor_a_hidden_track_hide_the_edge(timeline: Timeline) -> None:
    faint = replace(_clip("one", 6, 12), opacity=0.0, fade_in=Fraction(1, 4), fade_out=Fraction(1, 4))
    hidden = replace(timeline, tracks=(Track("V1", "video", items=(faint,), hidden=True),))
    (place,) = clips(trimmed_edge(hidden, "one", tail=True).timeline)
    assert (place.clip.opacity, place.clip.fade_in, place.clip.fade_out) == (1.0, 0, 0)
    assert not place.track.hidden


def test_a_sound_shows_the_picture_that_goes_with_it_or_what_is_seen_at_its_edge(timeline: Timeline) -> None:
    assert _seen(trimmed_edge(timeline, "one sound", tail=True)) == ("one", 17)
    assert trimmed_edge(timeline, "hum", tail=True) == Shot(timeline, 28)
    assert trimmed_edge(timeline, "hum", tail=False) == Shot(timeline, 20)


def test_both_sides_of_a_cut(timeline: Timeline) -> None:
    assert [_seen(shot) for shot in rolled_edges(timeline, "one")] == [("one", 17), ("two", 40)]
    assert [_seen(shot) for shot in rolled_edges(timeline, "one sound")] == [("one", 17), ("two", 40)]
    assert [_seen(shot) for shot in rolled_edges(timeline, "two")] == [("two", 47)], "a gap has no frame"


def test_both_ends_of_what_a_clip_shows(timeline: Timeline) -> None:
    assert [_seen(shot) for shot in slipped_edges(timeline, "two")] == [("two", 40), ("two", 47)]
    assert [_seen(shot) for shot in slipped_edges(timeline, "two sound")] == [("two", 40), ("two", 47)]
    assert slipped_edges(timeline, "hum") == ()
