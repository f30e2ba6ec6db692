"""Edits of everything that is not time: properties of clips and tracks, links, markers, in and out point."""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import TypedDict, Unpack

from lance_studio.errors import TimelineError
from lance_studio.language import tr
from lance_studio.timeline.items import Ids, editable_clips, editable_track, whole_frames, with_clips
from lance_studio.timeline.model import Gap, Marker, Timeline, Track, TrackKind, new_id
from lance_studio.timeline.queries import track
from lance_studio.timeline.timing import align


class ClipChanges(TypedDict, total=False):
    """Properties of a clip that can be set; see `model.Clip`."""

    name: str
    gain_db: float
    opacity: float
    fade_in: Fraction
    fade_out: Fraction
    node_id: str | None
    generated: bool
    sound_track: int | None
    deinterlace: bool | None
    black_outside: bool | None


class TrackChanges(TypedDict, total=False):
    """Properties of a track that can be set; see `model.Track`."""

    name: str
    muted: bool
    hidden: bool
    locked: bool


class MarkerChanges(TypedDict, total=False):
    """Properties of a marker that can be set; see `model.Marker`."""

    time: Fraction
    name: str
    colour: str
    note: str


class FormatChanges(TypedDict, total=False):
    """Properties of a timeline that can be set; see `model.Timeline`."""

    name: str
    width: int
    height: int


def set_clip(timeline: Timeline, clip_id: str, **changes: Unpack[ClipChanges]) -> Timeline:
    """Set properties of a clip.

    Args:
        timeline: The timeline.
        clip_id: The clip.
        **changes: What to change. Fades are aligned to frames and cut to the clip's length.

    Returns:
        The new timeline.

    Raises:
        TimelineError: The clip does not exist or is locked, or a value is out of range.
    """
    place = editable_clips(timeline, [clip_id], False)[0]
    if "fade_in" in changes:
        changes["fade_in"] = min(align(changes["fade_in"], timeline.rate), place.clip.duration)
    if "fade_out" in changes:
        changes["fade_out"] = min(align(changes["fade_out"], timeline.rate), place.clip.duration)
    return with_clips(timeline, {clip_id: (replace(place.clip, **changes),)})


def replace_media(
    timeline: Timeline,
    clip_id: str,
    *,
    media_id: str,
    source_duration: Fraction | None,
    source_start: Fraction = Fraction(0),
    node_id: str | None = None,
    name: str | None = None,
    generated: bool = True,
) -> Timeline:
    """Let a clip show other media, for example the result of an edit, at its own speed and in the same place.

    ::

        before  |AAAA|BBBB|CCCC|
        after   |AAAA|XXXX|CCCC|         or |AAAA|XX|..|CCCC| where the media is shorter

    Args:
        timeline: The timeline.
        clip_id: The clip.
        media_id: The other media file.
        source_duration: Its whole length in seconds; None for a still picture.
        source_start: Seconds into it at which the clip begins.
        node_id: The node of the edit graph that it shows, if any.
        name: What people call the clip; None keeps its name.
        generated: Whether a model made it.

    Returns:
        The new timeline. The clip becomes normal speed. It keeps its length; where the media is shorter, a gap is left.

    Raises:
        TimelineError: The clip does not exist or is locked, or the media is shorter than a frame.
    """
    clip = editable_clips(timeline, [clip_id], False)[0].clip
    length = clip.duration
    if source_duration is not None:
        length = min(length, whole_frames(source_duration - source_start, timeline.rate))
    result = replace(
        clip,
        media_id=media_id,
        duration=length,
        source_start=source_start,
        source_duration=source_duration,
        speed=Fraction(1),
        node_id=node_id,
        name=clip.name if name is None else name,
        generated=generated,
        # They were chosen for the former media.
        sound_track=None,
        deinterlace=None,
        black_outside=None,
    )
    rest = clip.duration - length
    return with_clips(timeline, {clip_id: (result, Gap(rest)) if rest else (result,)})


def link(timeline: Timeline, clip_ids: Iterable[str], *, ids: Ids = new_id) -> Timeline:
    """Let clips be edited together from now on; they leave the groups that they were in.

    ::

        before  V1 |AAAA|      A1 |aaaa|
        after   V1 |AAAA|-g1   A1 |aaaa|-g1

    Args:
        timeline: The timeline.
        clip_ids: The clips.
        ids: Makes identifiers.

    Returns:
        The new timeline.

    Raises:
        TimelineError: A clip does not exist or is locked.
    """
    group = ids()
    chosen = editable_clips(timeline, clip_ids, False)
    return with_clips(timeline, {each.clip.id: (replace(each.clip, link_group=group),) for each in chosen})


def unlink(timeline: Timeline, clip_id: str) -> Timeline:
    """Let all clips of a clip's group be edited one by one.

    ::

        before  V1 |AAAA|-g1   A1 |aaaa|-g1
        after   V1 |AAAA|      A1 |aaaa|

    Args:
        timeline: The timeline.
        clip_id: A clip of the group.

    Returns:
        The new timeline.

    Raises:
        TimelineError: A clip does not exist or is locked.
    """
    chosen = editable_clips(timeline, [clip_id], True)
    return with_clips(timeline, {each.clip.id: (replace(each.clip, link_group=None),) for each in chosen})


def add_track(
    timeline: Timeline,
    kind: TrackKind,
    name: str = "",
    *,
    index: int | None = None,
    ids: Ids = new_id,
) -> Timeline:
    """Add an empty track.

    ::

        before  V1 |AAAA|
        after   V2 |
                V1 |AAAA|

    Args:
        timeline: The timeline.
        kind: "video" or "audio".
        name: What people call it; without one it is called V or A and the next number.
        index: Its place from the bottom, 0 to the number of tracks; None means a video track on top, an audio track at
            the bottom.
        ids: Makes identifiers.

    Returns:
        The new timeline.

    Raises:
        TimelineError: The kind is unknown.
    """
    label = name or _next_name(timeline, kind)
    place = (len(timeline.tracks) if kind == "video" else 0) if index is None else index
    tracks = list(timeline.tracks)
    tracks.insert(min(max(place, 0), len(tracks)), Track(ids(), kind, label))
    return replace(timeline, tracks=tuple(tracks))


def remove_track(timeline: Timeline, track_id: str) -> Timeline:
    """Remove a track with its clips.

    ::

        before  V2 |BB|
                V1 |AAAA|
        after   V1 |AAAA|

    Args:
        timeline: The timeline.
        track_id: The track.

    Returns:
        The new timeline.

    Raises:
        TimelineError: The track does not exist or is locked.
    """
    editable_track(timeline, track_id)
    return replace(timeline, tracks=tuple(each for each in timeline.tracks if each.id != track_id))


def set_track(timeline: Timeline, track_id: str, **changes: Unpack[TrackChanges]) -> Timeline:
    """Set properties of a track, locked or not.

    Args:
        timeline: The timeline.
        track_id: The track.
        **changes: What to change.

    Returns:
        The new timeline.

    Raises:
        TimelineError: The track does not exist.
    """
    changed = replace(track(timeline, track_id), **changes)
    return replace(timeline, tracks=tuple(changed if each.id == track_id else each for each in timeline.tracks))


def move_track(timeline: Timeline, track_id: str, index: int) -> Timeline:
    """Move a track above or below others.

    ::

        before  V2 |BB|                  after  V1 |AAAA|
                V1 |AAAA|                       V2 |BB|

    Args:
        timeline: The timeline.
        track_id: The track.
        index: Its new place from the bottom; the nearest possible one is taken.

    Returns:
        The new timeline.

    Raises:
        TimelineError: The track does not exist.
    """
    moved = track(timeline, track_id)
    tracks = [each for each in timeline.tracks if each.id != track_id]
    tracks.insert(min(max(index, 0), len(tracks)), moved)
    return replace(timeline, tracks=tuple(tracks))


def add_marker(
    timeline: Timeline,
    time: Fraction,
    name: str = "",
    *,
    colour: str = "blue",
    note: str = "",
    ids: Ids = new_id,
) -> Timeline:
    """Add a marker.

    ::

        before  --------v-----------------
        after   --------v--------v--------

    Args:
        timeline: The timeline.
        time: Timeline seconds, 0 or more.
        name: A short text.
        colour: The name of its colour.
        note: A longer text.
        ids: Makes identifiers.

    Returns:
        The new timeline.

    Raises:
        TimelineError: The time is negative.
    """
    return _with_markers(timeline, [*timeline.markers, Marker(ids(), align(time, timeline.rate), name, colour, note)])


def remove_marker(timeline: Timeline, marker_id: str) -> Timeline:
    """Remove a marker.

    ::

        before  --------v--------v--------
        after   --------v-----------------

    Args:
        timeline: The timeline.
        marker_id: The marker.

    Returns:
        The new timeline.

    Raises:
        TimelineError: There is no such marker.
    """
    marker = _marker(timeline, marker_id)
    return _with_markers(timeline, [each for each in timeline.markers if each is not marker])


def set_marker(timeline: Timeline, marker_id: str, **changes: Unpack[MarkerChanges]) -> Timeline:
    """Set properties of a marker.

    ::

        before  -----v-----------------
        after   --------------v--------       another time; another name or colour leaves it where it is

    Args:
        timeline: The timeline.
        marker_id: The marker.
        **changes: What to change.

    Returns:
        The new timeline.

    Raises:
        TimelineError: There is no such marker, or the time is negative.
    """
    marker = _marker(timeline, marker_id)
    if "time" in changes:
        changes["time"] = align(changes["time"], timeline.rate)
    others = [each for each in timeline.markers if each is not marker]
    return _with_markers(timeline, [*others, replace(marker, **changes)])


def set_in(timeline: Timeline, time: Fraction | None) -> Timeline:
    """Set or clear the in point; an out point that does not lie after it is cleared.

    ::

        before  |AAAAAAAAAAAAA|
        after   |AAAA[AAAAAAAAA|

    Args:
        timeline: The timeline.
        time: Timeline seconds, or None.

    Returns:
        The new timeline.

    Raises:
        TimelineError: The time is negative.
    """
    start = None if time is None else align(time, timeline.rate)
    end = timeline.out_point
    return replace(timeline, in_point=start, out_point=None if start is not None and end and end <= start else end)


def set_out(timeline: Timeline, time: Fraction | None) -> Timeline:
    """Set or clear the out point; an in point that does not lie before it is cleared.

    ::

        before  |AAAA[AAAAAAAAA|
        after   |AAAA[AAAAA)AAA|

    Args:
        timeline: The timeline.
        time: Timeline seconds, exclusive, above 0; or None.

    Returns:
        The new timeline.

    Raises:
        TimelineError: The time is not above 0.
    """
    end = None if time is None else align(time, timeline.rate)
    start = timeline.in_point
    return replace(timeline, in_point=None if start and end is not None and end <= start else start, out_point=end)


def clear_in_out(timeline: Timeline) -> Timeline:
    """Clear the in and the out point.

    ::

        before  |AAAA[AAAAA)AAA|
        after   |AAAAAAAAAAAAAA|

    Args:
        timeline: The timeline.

    Returns:
        The new timeline.
    """
    return replace(timeline, in_point=None, out_point=None)


def set_format(timeline: Timeline, **changes: Unpack[FormatChanges]) -> Timeline:
    """Set the name or the picture size of a timeline; its rate stays, because all edits fall on its frames.

    Args:
        timeline: The timeline.
        **changes: What to change.

    Returns:
        The new timeline.

    Raises:
        TimelineError: The size is out of range.
    """
    return replace(timeline, **changes)


def _next_name(timeline: Timeline, kind: TrackKind) -> str:
    letter = "V" if kind == "video" else "A"
    taken = {each.name for each in timeline.tracks}
    return next(name for number in range(1, len(taken) + 2) if (name := f"{letter}{number}") not in taken)


def _marker(timeline: Timeline, marker_id: str) -> Marker:
    for marker in timeline.markers:
        if marker.id == marker_id:
            return marker
    raise TimelineError(tr("The marker is no longer on the timeline."), tr("Choose another one."))


def _with_markers(timeline: Timeline, markers: Iterable[Marker]) -> Timeline:
    return replace(timeline, markers=tuple(sorted(markers, key=lambda marker: marker.time)))
