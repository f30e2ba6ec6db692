"""The frames at the edges of clips, which somebody who drags an edge wants to see."""

from dataclasses import dataclass, replace
from fractions import Fraction

from lance_studio.timeline.model import Timeline, Track
from lance_studio.timeline.queries import ClipPlace, clip_place, find_clip, linked
from lance_studio.timeline.timing import nearest_frame


@dataclass(frozen=True, slots=True)
class Shot:
    """One frame of a timeline.

    Attributes:
        timeline: The timeline.
        number: The frame, from 0.
    """

    timeline: Timeline
    number: int


def trimmed_edge(timeline: Timeline, clip_id: str, *, tail: bool) -> Shot:
    """Find the frame at one edge of a clip.

    Args:
        timeline: The timeline as the drag would make it.
        clip_id: The clip.
        tail: Its last frame rather than its first.

    Returns:
        The clip's own frame, whatever covers it; for a sound that of the picture which is linked to it and has the same
        edge, or else what is seen at the edge.

    Raises:
        TimelineError: There is no such clip.
    """
    place = find_clip(timeline, clip_id)
    pictured = _pictured(timeline, place, tail=tail)
    if pictured is not None:
        return _edge_of(timeline, pictured, tail=tail)
    edge = nearest_frame(place.end if tail else place.start, timeline.rate)
    return Shot(timeline, max(edge - 1, 0) if tail else edge)


def rolled_edges(timeline: Timeline, clip_id: str) -> tuple[Shot, ...]:
    """Find the frames on both sides of a cut.

    Args:
        timeline: The timeline as the drag would make it.
        clip_id: The clip before the cut.

    Returns:
        The last frame of the clip before the cut and the first one of the clip after it; for the cut of a sound without
        a picture what is seen there.

    Raises:
        TimelineError: There is no such clip.
    """
    place = _pictured(timeline, find_clip(timeline, clip_id), tail=True)
    if place is None:
        return (trimmed_edge(timeline, clip_id, tail=True),)
    position = place.track.layout.positions[place.clip.id] + 1
    if position == len(place.track.items) or place.track.layout.ids[position] is None:
        return (_edge_of(timeline, place, tail=True),)
    after = clip_place(place.track, position)
    return _edge_of(timeline, place, tail=True), _edge_of(timeline, after, tail=False)


def slipped_edges(timeline: Timeline, clip_id: str) -> tuple[Shot, ...]:
    """Find the first and the last frame of a clip.

    Args:
        timeline: The timeline as the drag would make it.
        clip_id: The clip.

    Returns:
        Both frames, of the picture that is linked to it if the clip is a sound; nothing for a sound on its own.

    Raises:
        TimelineError: There is no such clip.
    """
    place = _pictured(timeline, find_clip(timeline, clip_id), tail=False)
    return () if place is None else (_edge_of(timeline, place, tail=False), _edge_of(timeline, place, tail=True))


def _pictured(timeline: Timeline, place: ClipPlace, *, tail: bool) -> ClipPlace | None:
    """The clip itself, or the picture that goes with a sound."""
    if place.track.kind == "video":
        return place
    edge = place.end if tail else place.start
    others = (find_clip(timeline, other) for other in linked(timeline, place.clip.id))
    return next((one for one in others if one.track.kind == "video" and edge == (one.end if tail else one.start)), None)


def _edge_of(timeline: Timeline, place: ClipPlace, *, tail: bool) -> Shot:
    # On its own and in full: what lies above it, or a fade, would hide what the edge is chosen by.
    clip = replace(place.clip, opacity=1.0, fade_in=Fraction(0), fade_out=Fraction(0), link_group=None)
    track = Track(place.track.id, "video", items=(clip,))
    alone = replace(timeline, tracks=(track,), markers=(), in_point=None, out_point=None)
    return Shot(alone, nearest_frame(clip.duration, timeline.rate) - 1 if tail else 0)
