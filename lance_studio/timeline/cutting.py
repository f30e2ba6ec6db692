"""Edits that split clips or take time away."""

from collections.abc import Collection, Iterable
from fractions import Fraction

from lance_studio.errors import TimelineError
from lance_studio.language import tr
from lance_studio.timeline.items import (
    Ids,
    Splitter,
    editable_clips,
    editable_track,
    editable_tracks,
    padded,
    with_clips,
    with_items,
)
from lance_studio.timeline.model import Gap, Timeline, new_id
from lance_studio.timeline.queries import find_clip, gap_at
from lance_studio.timeline.timing import align


def split(
    timeline: Timeline,
    clip_id: str,
    time: Fraction,
    *,
    linked: bool = True,
    ids: Ids = new_id,
) -> Timeline:
    """Cut a clip in two; the left piece keeps its identifier.

    ::

        before  |AAAAAAAA|BBBB|
        after   |AAAAA|AAA|BBBB|

    Args:
        timeline: The timeline.
        clip_id: The clip.
        time: A time inside the clip.
        linked: Whether linked clips that lie across the time are cut too.
        ids: Makes identifiers.

    Returns:
        The new timeline.

    Raises:
        TimelineError: The clip does not exist or is locked, or the time is not inside it.
    """
    at = align(time, timeline.rate)
    place = find_clip(timeline, clip_id)
    if not place.start < at < place.end:
        raise TimelineError(
            tr("There is no frame of the clip on both sides of this time."), tr("Choose a time inside it.")
        )
    concerned = editable_clips(timeline, [clip_id], linked)
    return _split(timeline, at, [each.track.id for each in concerned if each.start < at < each.end], ids)


def split_all(
    timeline: Timeline,
    time: Fraction,
    track_ids: Collection[str] | None = None,
    *,
    ids: Ids = new_id,
) -> Timeline:
    """Cut whatever lies across a time.

    ::

        before  |AAAAAAAA|BBBB|         |CCCCCCCCCCCC|
        after   |AAAAA|AAA|BBBB|         |CCCCC|CCCCCCC|

    Args:
        timeline: The timeline.
        time: Timeline seconds.
        track_ids: On these tracks; None means all that are not locked.
        ids: Makes identifiers.

    Returns:
        The new timeline; the same where nothing lies across the time.

    Raises:
        TimelineError: A named track does not exist or is locked.
    """
    tracks = editable_tracks(timeline, track_ids)
    return _split(timeline, align(time, timeline.rate), [each.id for each in tracks], ids)


def lift(timeline: Timeline, clip_ids: Iterable[str], *, linked: bool = True) -> Timeline:
    """Take clips away and leave gaps.

    ::

        before  |AAAA|BBBB|CCCC|
        after   |AAAA|....|CCCC|

    Args:
        timeline: The timeline.
        clip_ids: The clips.
        linked: Whether clips linked to them are taken away too.

    Returns:
        The new timeline.

    Raises:
        TimelineError: A clip does not exist or is locked.
    """
    concerned = editable_clips(timeline, clip_ids, linked)
    return with_clips(timeline, {place.clip.id: (Gap(place.clip.duration),) for place in concerned})


def ripple_delete(
    timeline: Timeline,
    clip_ids: Iterable[str],
    *,
    linked: bool = True,
    all_tracks: bool = False,
    ids: Ids = new_id,
) -> Timeline:
    """Take clips away and let what follows close up.

    ::

        before  |AAAA|BBBB|CCCC|
        after   |AAAA|CCCC|

    Args:
        timeline: The timeline.
        clip_ids: The clips.
        linked: Whether clips linked to them are taken away too.
        all_tracks: Whether the clips' time is taken away on all tracks that are not locked, so that they stay in step.
        ids: Makes identifiers.

    Returns:
        The new timeline.

    Raises:
        TimelineError: A clip does not exist or is locked.
    """
    concerned = editable_clips(timeline, clip_ids, linked)
    if not all_tracks:
        return with_clips(timeline, {place.clip.id: () for place in concerned})
    # From the end, so that the times of the clips before stay as they are.
    for start, end in reversed(_joined([(place.start, place.end) for place in concerned])):
        timeline = ripple_delete_range(timeline, start, end, ids=ids)
    return timeline


def lift_range(
    timeline: Timeline,
    start: Fraction,
    end: Fraction,
    track_ids: Collection[str] | None = None,
    *,
    ids: Ids = new_id,
) -> Timeline:
    """Empty a range of time and leave gaps.

    ::

        range         [-----)
        before  |AAAAAAAA|BBBB|
        after   |AAAAA|......|B|

    Args:
        timeline: The timeline.
        start: Where the range begins.
        end: Where it ends, exclusive.
        track_ids: On these tracks; None means all that are not locked.
        ids: Makes identifiers.

    Returns:
        The new timeline.

    Raises:
        TimelineError: A named track does not exist or is locked, or the range is empty.
    """
    return _without_range(timeline, start, end, track_ids, ids, close=False)


def ripple_delete_range(
    timeline: Timeline,
    start: Fraction,
    end: Fraction,
    track_ids: Collection[str] | None = None,
    *,
    ids: Ids = new_id,
) -> Timeline:
    """Take a range of time away and let what follows close up.

    ::

        range         [-----)
        before  |AAAAAAAA|BBBB|
        after   |AAAAA|B|

    Args:
        timeline: The timeline.
        start: Where the range begins.
        end: Where it ends, exclusive.
        track_ids: On these tracks; None means all that are not locked.
        ids: Makes identifiers.

    Returns:
        The new timeline.

    Raises:
        TimelineError: A named track does not exist or is locked, or the range is empty.
    """
    return _without_range(timeline, start, end, track_ids, ids, close=True)


def close_gap(timeline: Timeline, track_id: str, time: Fraction) -> Timeline:
    """Remove the gap at a time; what follows on the track closes up.

    ::

        before  |AAAA|....|BBBB|
        after   |AAAA|BBBB|

    Args:
        timeline: The timeline.
        track_id: The track.
        time: A time inside the gap.

    Returns:
        The new timeline.

    Raises:
        TimelineError: The track does not exist or is locked, or there is no gap.
    """
    found = gap_at(editable_track(timeline, track_id), time)
    if found is None:
        raise TimelineError(tr("There is no gap at this time."), tr("Choose an empty place between two clips."))
    return ripple_delete_range(timeline, *found, [track_id])


def _split(timeline: Timeline, at: Fraction, track_ids: Collection[str], ids: Ids) -> Timeline:
    splitter = Splitter(ids)
    halves = {each.id: splitter.cut(each.items, at) for each in timeline.tracks if each.id in track_ids}
    return with_items(timeline, {track_id: [*before, *after] for track_id, (before, after) in halves.items()})


def _without_range(
    timeline: Timeline,
    start: Fraction,
    end: Fraction,
    track_ids: Collection[str] | None,
    ids: Ids,
    *,
    close: bool,
) -> Timeline:
    first, last = max(Fraction(0), align(start, timeline.rate)), align(end, timeline.rate)
    if first >= last:
        raise TimelineError(tr("The range is empty."), tr("Choose an end after the start."))
    splitter = Splitter(ids)
    changed = {}
    for each in editable_tracks(timeline, track_ids):
        before, after = splitter.without(each.items, first, last)
        changed[each.id] = [*(before if close or not after else padded(before, last)), *after]
    return with_items(timeline, changed)


def _joined(ranges: list[tuple[Fraction, Fraction]]) -> list[tuple[Fraction, Fraction]]:
    """Join ranges that overlap or touch, in order of time."""
    result: list[tuple[Fraction, Fraction]] = []
    for start, end in sorted(ranges):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    return result
