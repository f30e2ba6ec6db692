"""Where pasted clips go, and what becomes of their links."""

from fractions import Fraction

import pytest

from lance_studio.errors import TimelineError
from lance_studio.timeline import clipboard, cutting, placing, properties
from lance_studio.timeline.clipboard import Copied
from lance_studio.timeline.model import Clip, Timeline, new_timeline
from lance_studio.timeline.queries import clips, find_clip

RATE = Fraction(24)


def ids_of(timeline: Timeline) -> dict[str, str]:
    return {track.name: track.id for track in timeline.tracks}


def shot() -> Timeline:
    """A second of a film with sound on V1 and A1, and a title over it on V2."""
    timeline = new_timeline("t", RATE)
    names = ids_of(timeline)
    picture, sound = placing.clips_of_media("film", Fraction(1), RATE, has_sound=True)
    assert picture is not None
    assert sound is not None
    timeline = placing.append(timeline, {names["V1"]: picture, names["A1"]: sound})
    return placing.overwrite(timeline, Fraction(1, 4), {names["V2"]: Clip("title", "title", Fraction(1, 2))})


def on(timeline: Timeline, name: str) -> list[tuple[str, Fraction]]:
    return [(place.clip.media_id, place.start) for place in clips(timeline) if place.track.name == name]


def everything(timeline: Timeline) -> Copied:
    return clipboard.copy(timeline, [place.clip.id for place in clips(timeline)])


def test_linked_sound_comes_along_and_is_linked_to_its_own_picture() -> None:
    timeline = shot()
    picture = next(place.clip for place in clips(timeline) if place.track.name == "V1")
    copied = clipboard.copy(timeline, [picture.id])
    assert [each.kind for each in copied.clips] == ["audio", "video"]
    after, new = clipboard.paste(timeline, copied, Fraction(1))
    groups = {find_clip(after, each).clip.link_group for each in new}
    assert len(groups) == 1
    assert groups.isdisjoint({None, picture.link_group})
    alone = clipboard.copy(timeline, [picture.id], follow_links=False)
    after, (only,) = clipboard.paste(timeline, alone, Fraction(1))
    assert find_clip(after, only).clip.link_group is None
    assert find_clip(after, picture.id).clip.link_group == picture.link_group


def test_they_go_where_they_came_from_or_where_is_meant() -> None:
    timeline = properties.add_track(properties.add_track(shot(), "video"), "audio")
    names = ids_of(timeline)
    copied = everything(timeline)
    back = clipboard.paste(timeline, copied, Fraction(2))[0]
    assert on(back, "V1") == on(back, "A1") == [("film", Fraction(0)), ("film", Fraction(2))]
    assert on(back, "V2") == [("title", Fraction(1, 4)), ("title", Fraction(9, 4))]
    outward = clipboard.paste(timeline, copied, Fraction(2), track_ids=[names["V2"]])[0]
    assert on(outward, "V2") == [("title", Fraction(1, 4)), ("film", Fraction(2))]
    assert on(outward, "V3") == [("title", Fraction(9, 4))]
    assert on(outward, "A2") == [("film", Fraction(2))]
    each = clipboard.paste(timeline, copied, Fraction(2), track_ids=[names["V2"], names["A3"], names["V3"]])[0]
    assert on(each, "A3") == [("film", Fraction(2))]
    assert on(each, "V3") == [("title", Fraction(9, 4))]


def test_locked_tracks_are_passed_over() -> None:
    timeline = properties.add_track(shot(), "video")
    names = ids_of(timeline)
    locked = properties.set_track(timeline, names["V1"], locked=True)
    after = clipboard.paste(locked, everything(timeline), Fraction(2))[0]
    assert [on(after, name)[-1] for name in ("V2", "V3")] == [("film", Fraction(2)), ("title", Fraction(9, 4))]
    assert after.tracks[2] == locked.tracks[2], "a locked track does not make room either"
    short = properties.set_track(locked, names["V2"], locked=True)
    with pytest.raises(TimelineError, match="2 video tracks"):
        clipboard.paste(short, everything(timeline), Fraction(2))
    alone = clipboard.copy(timeline, [on_track(timeline, "V1")])
    assert on(clipboard.paste(short, alone, Fraction(2))[0], "V3") == [("film", Fraction(2))]


def on_track(timeline: Timeline, name: str) -> str:
    return next(place.clip.id for place in clips(timeline) if place.track.name == name)


def test_copies_stay_as_they_were() -> None:
    timeline = shot()
    copied = everything(timeline)
    emptied = cutting.lift(timeline, [place.clip.id for place in clips(timeline)])
    assert not clips(emptied)
    assert on(clipboard.paste(emptied, copied, Fraction(0))[0], "V1") == [("film", Fraction(0))]


def test_what_cannot_be_copied_or_pasted_is_said() -> None:
    timeline = shot()
    with pytest.raises(TimelineError, match="No clip is selected"):
        clipboard.copy(timeline, [])
    with pytest.raises(TimelineError, match="no longer"):
        clipboard.copy(timeline, ["gone"])
    with pytest.raises(TimelineError, match="before the start"):
        clipboard.paste(timeline, everything(timeline), Fraction(-1))
    names = ids_of(timeline)
    locked = properties.set_track(timeline, names["V1"], locked=True)
    assert len(clipboard.copy(locked, [on_track(locked, "V1")]).clips) == 2, "looking is allowed"
    with pytest.raises(TimelineError, match="locked"):
        clipboard.duplicate(locked, [on_track(locked, "V1")])
