"""Edits that put clips on the timeline or elsewhere on it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from lance_studio.errors import TimelineError
from lance_studio.language import tr
from lance_studio.timeline.items import (
    Ids,
    Splitter,
    editable_clips,
    editable_track,
    ends_before,
    padded,
    whole_frames,
    with_clips,
    with_items,
)
from lance_studio.timeline.model import Clip, Gap, Item, Timeline, new_id
from lance_studio.timeline.queries import ClipPlace, find_clip, track, track_duration
from lance_studio.timeline.timing import align

STILL_DURATION = Fraction(5)
"""Seconds for which a still picture is shown unless something else is asked for."""


def clips_of_media(
    media_id: str,
    duration: Fraction | None,
    rate: Fraction,
    *,
    part: tuple[Fraction, Fraction] | None = None,
    has_picture: bool = True,
    has_sound: bool = False,
    name: str = "",
    node_id: str | None = None,
    generated: bool = False,
    ids: Ids = new_id,
) -> tuple[Clip | None, Clip | None]:
    """Make clips that show and play a media file, or a part of it.

    Args:
        media_id: The media file.
        duration: Its length in seconds; None for a still picture, which gets `STILL_DURATION`.
        rate: Frames a second of the timeline; the clips are cut to whole frames.
        part: Seconds into the media at which the clips begin and end (exclusive); None for the whole of it.
        has_picture: Whether there is something to see.
        has_sound: Whether there is something to hear.
        name: What people call it.
        node_id: The node of the edit graph that it shows, if any.
        generated: Whether a model made it.
        ids: Makes identifiers.

    Returns:
        The clip for a video track and the clip for an audio track, linked if there are both; None where the media has
        no such part. A sound that ends before the picture is followed by silence.

    Raises:
        TimelineError: The media is shorter than one frame of the timeline.
    """
    start, end = part or (Fraction(0), STILL_DURATION if duration is None else duration)
    length = whole_frames(end - start, rate)
    group = ids() if has_picture and has_sound else None
    clip = Clip(
        ids(),
        media_id,
        length,
        source_start=start,
        source_duration=duration,
        node_id=node_id,
        name=name,
        link_group=group,
        generated=generated,
    )
    return clip if has_picture else None, replace(clip, id=ids()) if has_sound else None


def insert(
    timeline: Timeline,
    time: Fraction,
    clips: Mapping[str, Clip],
    *,
    all_tracks: bool = False,
    ids: Ids = new_id,
) -> Timeline:
    """Put clips at a time and push everything after it to the right; a clip that lies across it is split.

    ::

        new          |XXX|
        before  |AAAAAAAA|BBBB|
        after   |AAAA|XXX|AAAA|BBBB|

    Args:
        timeline: The timeline.
        time: Where the clips begin, 0 or more.
        clips: One new clip for each track, by the track's identifier. Their durations are cut to whole frames.
        all_tracks: Whether other tracks that are not locked make room too, so that they stay in step.
        ids: Makes identifiers.

    Returns:
        The new timeline. All tracks are pushed by the longest clip.

    Raises:
        TimelineError: A track does not exist or is locked, or a clip is shorter than a frame.
    """
    at = _start(timeline, time)
    new = _fitted(timeline, clips)
    room = max((clip.duration for clip in new.values()), default=Fraction(0))
    splitter = Splitter(ids)
    changed: dict[str, list[Item]] = {}
    for each in timeline.tracks:
        if each.id in new:
            before, after = splitter.cut(each.items, at)
            changed[each.id] = [*padded([*padded(before, at), new[each.id]], at + room), *after]
        elif all_tracks and room and not each.locked and not ends_before(each, at):
            before, after = splitter.cut(each.items, at)
            changed[each.id] = [*before, Gap(room), *after]
    return with_items(timeline, changed)


def overwrite(timeline: Timeline, time: Fraction, clips: Mapping[str, Clip], *, ids: Ids = new_id) -> Timeline:
    """Put clips at a time in place of what is there; nothing moves.

    ::

        new          |XXX|
        before  |AAAAAAAA|BBBB|
        after   |AAAA|XXX|A|BBBB|

    Args:
        timeline: The timeline.
        time: Where the clips begin, 0 or more.
        clips: One new clip for each track, by the track's identifier. Their durations are cut to whole frames.
        ids: Makes identifiers.

    Returns:
        The new timeline.

    Raises:
        TimelineError: A track does not exist or is locked, or a clip is shorter than a frame.
    """
    return overwrite_by(Splitter(ids), timeline, time, clips)


def overwrite_by(splitter: Splitter, timeline: Timeline, time: Fraction, clips: Mapping[str, Clip]) -> Timeline:
    """Do what `overwrite` does with a given splitter: of several such steps, what they cut off stays linked."""
    at = _start(timeline, time)
    changed = {
        track_id: _overwritten(track(timeline, track_id).items, at, clip, splitter)
        for track_id, clip in _fitted(timeline, clips).items()
    }
    return with_items(timeline, changed)


def append(timeline: Timeline, clips: Mapping[str, Clip]) -> Timeline:
    """Put clips after the end of their tracks; together, after the longest of them.

    ::

        before  |AAAA|BBBB|
        after   |AAAA|BBBB|XXX|

    Args:
        timeline: The timeline.
        clips: One new clip for each track, by the track's identifier. Their durations are cut to whole frames.

    Returns:
        The new timeline.

    Raises:
        TimelineError: A track does not exist or is locked, or a clip is shorter than a frame.
    """
    end = max((track_duration(track(timeline, track_id)) for track_id in clips), default=Fraction(0))
    return overwrite(timeline, end, clips)


def move(
    timeline: Timeline,
    clip_id: str,
    time: Fraction,
    track_id: str | None = None,
    *,
    also: Collection[str] = (),
    linked: bool = True,
    ids: Ids = new_id,
) -> Timeline:
    """Move a clip, leaving a gap, to a time and perhaps another track, in place of what is there.

    ::

        before  |AAA|BBB|..|CCCCC|
        after   |...|BBB|..|CC|AAA|      "A" leaves a gap and covers the end of "C"

    Args:
        timeline: The timeline.
        clip_id: The clip.
        time: Where it begins. If any moved clip would begin before 0, all move less.
        track_id: Where it goes; None means that it stays on its track.
        also: Further clips that move by the same time; those on the clip's track change the track with it.
        linked: Whether clips linked to these move as well; they stay on their tracks.
        ids: Makes identifiers.

    Returns:
        The new timeline.

    Raises:
        TimelineError: A clip or track does not exist or is locked, the track is of the other kind, or two of the moved
            clips would cover one another.
    """
    leader = find_clip(timeline, clip_id)
    target = leader.track if track_id is None else editable_track(timeline, track_id)
    if target.kind != leader.track.kind:
        raise TimelineError(
            tr("A clip cannot go from a video to an audio track.")
            if target.kind == "audio"
            else tr("A clip cannot go from an audio to a video track."),
            tr("Choose another."),
        )
    moved = editable_clips(timeline, (clip_id, *also), linked)
    delta = max(align(time, timeline.rate) - leader.start, -min(place.start for place in moved))
    chosen = {clip_id, *also}
    goals = [
        (target.id if place.clip.id in chosen and place.track.id == leader.track.id else place.track.id, place)
        for place in moved
    ]
    _refuse_overlap(goals)
    lifted = with_clips(timeline, {place.clip.id: (Gap(place.clip.duration),) for place in moved})
    splitter = Splitter(ids)
    changed: dict[str, list[Item]] = {each.id: list(each.items) for each in lifted.tracks}
    for goal, place in goals:
        changed[goal] = _overwritten(changed[goal], place.start + delta, place.clip, splitter)
    return with_items(lifted, changed)


def _overwritten(items: Sequence[Item], at: Fraction, clip: Clip, splitter: Splitter) -> list[Item]:
    before, after = splitter.without(items, at, at + clip.duration)
    return [*padded(before, at), clip, *after]


def _refuse_overlap(goals: list[tuple[str, ClipPlace]]) -> None:
    for position, (goal, place) in enumerate(goals):
        for other_goal, other in goals[:position]:
            if goal == other_goal and place.start < other.end and other.start < place.end:
                raise TimelineError(tr("Two of the moved clips would cover one another."), tr("Move them one by one."))


def _start(timeline: Timeline, time: Fraction) -> Fraction:
    if time < 0:
        raise TimelineError(tr("A clip cannot begin before the start."), tr("Choose a later time."))
    return align(time, timeline.rate)


def _fitted(timeline: Timeline, clips: Mapping[str, Clip]) -> dict[str, Clip]:
    for track_id in clips:
        editable_track(timeline, track_id)
    return {
        track_id: replace(clip, duration=whole_frames(clip.duration, timeline.rate)) for track_id, clip in clips.items()
    }
