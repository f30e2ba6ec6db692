"""What lies where on a timeline."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, pairwise
from math import ceil, floor

from lance_studio.errors import TimelineError
from lance_studio.language import tr
from lance_studio.timeline.model import Clip, Item, Marker, Timeline, Track


@dataclass(frozen=True, slots=True)
class Placed:
    """An item and when it begins.

    Attributes:
        item: A clip or a gap.
        start: Timeline seconds.
    """

    item: Item
    start: Fraction

    @property
    def end(self) -> Fraction:
        """Timeline seconds at which it ends; exclusive."""
        return self.start + self.item.duration


@dataclass(frozen=True, slots=True)
class ClipPlace:
    """A clip, its track, and when it begins.

    Attributes:
        track: The track that holds it.
        clip: The clip.
        start: Timeline seconds.
    """

    track: Track
    clip: Clip
    start: Fraction

    @property
    def end(self) -> Fraction:
        """Timeline seconds at which it ends; exclusive."""
        return self.start + self.clip.duration


def placed(track: Track) -> tuple[Placed, ...]:
    """List a track's items with their starts.

    Args:
        track: The track.

    Returns:
        All items in order.
    """
    return tuple(map(Placed, track.items, track.layout.starts))


def track_duration(track: Track) -> Fraction:
    """Find where a track ends.

    Args:
        track: The track.

    Returns:
        Seconds; 0 for an empty track.
    """
    return track.layout.end


def duration(timeline: Timeline) -> Fraction:
    """Find where the last clip of a timeline ends.

    Args:
        timeline: The timeline.

    Returns:
        Seconds; 0 for an empty timeline.
    """
    return max((track_duration(track) for track in timeline.tracks), default=Fraction(0))


def track(timeline: Timeline, track_id: str) -> Track:
    """Find a track.

    Args:
        timeline: The timeline.
        track_id: Its identifier.

    Returns:
        The track.

    Raises:
        TimelineError: There is no such track.
    """
    for candidate in timeline.tracks:
        if candidate.id == track_id:
            return candidate
    raise TimelineError(tr("The track is no longer on the timeline."), tr("Choose another one."))


def clips(timeline: Timeline) -> tuple[ClipPlace, ...]:
    """List all clips, by track from bottom to top and then by time.

    Args:
        timeline: The timeline.

    Returns:
        The clips with their tracks and starts.
    """
    return tuple(
        ClipPlace(each, item, start)
        for each in timeline.tracks
        for item, start in zip(each.items, each.layout.starts, strict=False)
        if isinstance(item, Clip)
    )


def find_clip(timeline: Timeline, clip_id: str) -> ClipPlace:
    """Find a clip.

    Args:
        timeline: The timeline.
        clip_id: Its identifier.

    Returns:
        The clip with its track and start.

    Raises:
        TimelineError: There is no such clip.
    """
    for each in timeline.tracks:
        position = each.layout.positions.get(clip_id)
        if position is not None:
            return clip_place(each, position)
    raise TimelineError(tr("The clip is no longer on the timeline."), tr("Choose another one."))


def clip_place(track: Track, position: int) -> ClipPlace:
    """Tell where a clip is.

    Args:
        track: The track.
        position: The clip's position among the track's items.

    Returns:
        The clip with its track and start.
    """
    clip = track.items[position]
    assert isinstance(clip, Clip)
    return ClipPlace(track, clip, track.layout.start(position))


def clip_at(track: Track, time: Fraction) -> Placed | None:
    """Find the clip that is shown or heard at a time.

    Args:
        track: The track.
        time: Timeline seconds.

    Returns:
        The clip and its start, or None where there is a gap or nothing.
    """
    position = track.layout.position_at(time)
    if position is None or not isinstance(item := track.items[position], Clip):
        return None
    return Placed(item, track.layout.start(position))


def clips_at(timeline: Timeline, time: Fraction) -> tuple[ClipPlace, ...]:
    """Find the clips of all tracks at a time, from the lowest track to the topmost.

    Args:
        timeline: The timeline.
        time: Timeline seconds.

    Returns:
        The clips with their tracks and starts.
    """
    found = ((each, clip_at(each, time)) for each in timeline.tracks)
    return tuple(
        ClipPlace(each, place.item, place.start)
        for each, place in found
        if place is not None and isinstance(place.item, Clip)
    )


def linked(timeline: Timeline, clip_id: str) -> tuple[str, ...]:
    """List the clips that are edited together with a clip.

    Args:
        timeline: The timeline.
        clip_id: A clip.

    Returns:
        Identifiers; the clip itself first.

    Raises:
        TimelineError: There is no such clip.
    """
    group = find_clip(timeline, clip_id).clip.link_group
    if group is None:
        return (clip_id,)
    others = (other for each in timeline.tracks for other in each.groups.get(group, ()))
    return (clip_id, *(other for other in others if other != clip_id))


def previous_cut(timeline: Timeline, time: Fraction) -> Fraction | None:
    """Find the last cut before a time.

    Args:
        timeline: The timeline.
        time: Timeline seconds.

    Returns:
        Timeline seconds, or None where there is none.
    """
    found: list[Fraction] = []
    for each in timeline.tracks:
        offsets = each.layout.offsets
        before = range(bisect_left(offsets, ceil(time * each.layout.unit)) - 1, -1, -1)
        found += [each.layout.start(one) for one in islice(filter(each.layout.touches_clip, before), 1)]
    return max(found, default=None)


def next_cut(timeline: Timeline, time: Fraction) -> Fraction | None:
    """Find the first cut after a time.

    Args:
        timeline: The timeline.
        time: Timeline seconds.

    Returns:
        Timeline seconds, or None where there is none.
    """
    found: list[Fraction] = []
    for each in timeline.tracks:
        offsets = each.layout.offsets
        after = range(bisect_right(offsets, floor(time * each.layout.unit)), len(offsets))
        found += [each.layout.start(one) for one in islice(filter(each.layout.touches_clip, after), 1)]
    return min(found, default=None)


def previous_marker(timeline: Timeline, time: Fraction) -> Marker | None:
    """Find the last marker before a time.

    Args:
        timeline: The timeline.
        time: Timeline seconds.

    Returns:
        The marker, or None where there is none.
    """
    return next((each for each in reversed(timeline.markers) if each.time < time), None)


def next_marker(timeline: Timeline, time: Fraction) -> Marker | None:
    """Find the first marker after a time.

    Args:
        timeline: The timeline.
        time: Timeline seconds.

    Returns:
        The marker, or None where there is none.
    """
    return next((each for each in timeline.markers if each.time > time), None)


def marker_at(timeline: Timeline, time: Fraction) -> Marker | None:
    """Find the first of the markers that stand at a time.

    Args:
        timeline: The timeline.
        time: Timeline seconds.

    Returns:
        The marker, or None where there is none.
    """
    return next((each for each in timeline.markers if each.time == time), None)


def gap_at(track: Track, time: Fraction) -> tuple[Fraction, Fraction] | None:
    """Find the gap between or before clips at a time.

    Args:
        track: The track.
        time: Timeline seconds.

    Returns:
        Its start and end, or None where there is a clip or the track has ended.
    """
    position = track.layout.position_at(time)
    if position is None or isinstance(track.items[position], Clip):
        return None
    return track.layout.start(position), track.layout.start(position + 1)


def source_time(place: ClipPlace, time: Fraction) -> Fraction:
    """Find which instant of its media a clip shows.

    Args:
        place: A clip.
        time: Timeline seconds inside the clip.

    Returns:
        Seconds into the media.
    """
    return place.clip.source_start + (time - place.start) * place.clip.speed


def media_ids(timeline: Timeline) -> frozenset[str]:
    """List the media that a timeline uses.

    Args:
        timeline: The timeline.

    Returns:
        Their identifiers.
    """
    return frozenset(item.media_id for each in timeline.tracks for item in each.items if isinstance(item, Clip))


def play_range(timeline: Timeline) -> tuple[Fraction, Fraction]:
    """Find the range that is exported: from the in point to the out point.

    Args:
        timeline: The timeline.

    Returns:
        Start and end in timeline seconds; the beginning and the end of the timeline where no point is set.
    """
    start = timeline.in_point or Fraction(0)
    end = duration(timeline) if timeline.out_point is None else timeline.out_point
    return start, max(start, end)


def is_tidy(track: Track) -> bool:
    """Tell whether a track has no adjacent gaps and no gap at its end.

    Args:
        track: The track.

    Returns:
        Whether its items are in the form that edits produce.
    """
    ends_well = not track.items or isinstance(track.items[-1], Clip)
    return ends_well and all(isinstance(a, Clip) or isinstance(b, Clip) for a, b in pairwise(track.items))
