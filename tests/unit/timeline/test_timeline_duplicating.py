"""Copies of whole timelines: the same film, and nothing of the original in reach."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lance_studio import limits
from lance_studio.errors import TimelineError
from lance_studio.timeline import cutting, properties
from lance_studio.timeline.duplicating import duplicated
from lance_studio.timeline.items import Ids
from lance_studio.timeline.model import Marker, Timeline
from lance_studio.timeline.queries import clips, linked
from tests.unit.timeline.test_timeline_edits_model import frames, stripped, timelines


def identifiers(timeline: Timeline) -> set[str]:
    found = {timeline.id} | {track.id for track in timeline.tracks} | {marker.id for marker in timeline.markers}
    for place in clips(timeline):
        found |= {place.clip.id} | ({place.clip.link_group} if place.clip.link_group else set())
    return found


def without_ids(timeline: Timeline) -> object:
    """A timeline as values in which only identifiers may differ, and links are places."""
    number = {place.clip.id: place_number for place_number, place in enumerate(clips(timeline))}
    tracks = [
        (track.kind, track.name, track.muted, track.hidden, track.locked, [replace_ids(item) for item in track.items])
        for track in timeline.tracks
    ]
    links = [sorted(number[each] for each in linked(timeline, place.clip.id)) for place in clips(timeline)]
    markers = [replace(marker, id="m") for marker in timeline.markers]
    return timeline.rate, timeline.width, timeline.height, tracks, links, markers, timeline.in_point


def replace_ids(item: object) -> object:
    return replace(item, id="x", link_group=None) if hasattr(item, "link_group") else item  # type: ignore[type-var]


@given(state=timelines(), data=st.data())
def test_a_copy_is_the_same_film_and_shares_no_identifier(state: tuple[Timeline, Ids], data: st.DataObject) -> None:
    timeline, _ids = state
    places = clips(timeline)
    pair = data.draw(st.lists(st.sampled_from(places), min_size=1, max_size=3, unique_by=lambda place: place.clip.id))
    if len(pair) > 1:
        timeline = properties.link(timeline, [place.clip.id for place in pair])
    timeline = replace(timeline, markers=(Marker("m", Fraction(1), "Chorus", note="n"),), in_point=Fraction(1, 24))
    copy = duplicated(timeline, "Film copy")
    assert copy.name == "Film copy"
    assert without_ids(copy) == without_ids(timeline)
    assert not identifiers(copy) & identifiers(timeline)


@given(state=timelines(), data=st.data())
def test_what_is_done_to_a_copy_never_changes_the_original(state: tuple[Timeline, Ids], data: st.DataObject) -> None:
    timeline, _ids = state
    before, seen = timeline, {key: stripped(value) for key, value in frames(timeline).items()}
    copy = duplicated(timeline, "Copy")
    chosen = data.draw(st.sampled_from(clips(copy)))
    edited = data.draw(
        st.sampled_from(
            [
                lambda: cutting.lift(copy, [chosen.clip.id]),
                lambda: cutting.ripple_delete(copy, [chosen.clip.id]),
                lambda: properties.remove_track(copy, chosen.track.id),
                lambda: properties.set_clip(copy, chosen.clip.id, name="other"),
            ]
        )
    )()
    assert edited != copy
    assert timeline == before
    assert {key: stripped(value) for key, value in frames(timeline).items()} == seen
    # Nor does anything of the copy name a clip of the original, so no edit can find one by mistake.
    with pytest.raises(TimelineError):
        cutting.lift(timeline, [chosen.clip.id])


def test_a_name_that_is_too_long_is_refused() -> None:
    with pytest.raises(TimelineError, match="The name of a timeline"):
        duplicated(Timeline("t"), "x" * (limits.NAME_CHARACTERS.most + 1))
