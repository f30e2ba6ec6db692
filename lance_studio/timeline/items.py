"""What the edits share: cutting a track's items, putting them together again, and finding the clips concerned."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TypeAlias

from lance_studio.errors import TimelineError
from lance_studio.language import tr
from lance_studio.timeline.layout import TrackLayout
from lance_studio.timeline.model import Clip, Gap, Item, Timeline, Track
from lance_studio.timeline.queries import ClipPlace, clip_place, find_clip, linked, track, track_duration
from lance_studio.timeline.timing import frame_of, time_of

Ids: TypeAlias = Callable[[], str]
"""Makes a new identifier at each call."""


class Splitter:
    """Cuts clips in two during one edit.

    The left piece stays the clip that it was; the right piece is a new clip. Right pieces of one link group that come
    from the same instant stay linked, in a new group: otherwise trimming one half of a shot would trim the other.

    Args:
        ids: Makes the new identifiers.
    """

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._groups: dict[tuple[str, Fraction], str] = {}

    def cut(self, items: Sequence[Item], time: Fraction) -> tuple[list[Item], list[Item]]:
        """Divide items into those before and those after a time, cutting the one that lies across it.

        Args:
            items: A track's items.
            time: Timeline seconds, 0 or more.

        Returns:
            The items before and after; both are shorter than they were, none is added.
        """
        layout = layout_of(items)
        position = layout.position_at(time)
        if position is None:
            return list(items), []
        start = layout.start(position)
        if start == time:
            return list(items[:position]), list(items[position:])
        left, right = self._halve(items[position], time - start, time)
        return [*items[:position], left], [right, *items[position + 1 :]]

    def without(self, items: Sequence[Item], start: Fraction, end: Fraction) -> tuple[list[Item], list[Item]]:
        """Take a range of time out of items.

        Args:
            items: A track's items.
            start: Where the range begins.
            end: Where it ends, exclusive.

        Returns:
            The items before and after the range. A clip that only loses its head stays the clip that it was.
        """
        before, _ = self.cut(items, start)
        removed, after = self.cut(items, end)
        # More pieces than items: the range ends inside the last one that was removed.
        if len(removed) + len(after) > len(items) and isinstance(head := removed[-1], Clip):
            rest = after[0]
            if isinstance(rest, Clip) and all(item.id != head.id for item in before[-1:] if isinstance(item, Clip)):
                after[0] = replace(rest, id=head.id, link_group=head.link_group)
        return before, after

    def _halve(self, item: Item, offset: Fraction, time: Fraction) -> tuple[Item, Item]:
        if isinstance(item, Gap):
            return Gap(offset), Gap(item.duration - offset)
        left = replace(item, duration=offset, fade_out=Fraction(0))
        right = replace(
            item,
            id=self._ids(),
            duration=item.duration - offset,
            source_start=later_source(item, offset),
            fade_in=Fraction(0),
            link_group=self._group(item.link_group, time),
        )
        return left, right

    def _group(self, group: str | None, time: Fraction) -> str | None:
        if group is None:
            return None
        if (group, time) not in self._groups:
            self._groups[group, time] = self._ids()
        return self._groups[group, time]


def later_source(clip: Clip, offset: Fraction) -> Fraction:
    """Find where in its media a clip would begin if it began later.

    Args:
        clip: The clip.
        offset: Timeline seconds; negative for earlier.

    Returns:
        Seconds into the media; a still has no course, so it always begins where it did.
    """
    return clip.source_start if clip.endless else clip.source_start + offset * clip.speed


def padded(items: Sequence[Item], time: Fraction) -> list[Item]:
    """Add a gap so that the next item begins at a time.

    Args:
        items: Items that end at `time` or before.
        time: Timeline seconds.

    Returns:
        The items and perhaps a gap.
    """
    end = layout_of(items).end
    return [*items, Gap(time - end)] if end < time else list(items)


def layout_of(items: Sequence[Item]) -> TrackLayout:
    """Work out where items lie that are not a track's yet.

    Args:
        items: Items that follow one another from time 0.

    Returns:
        Their layout.
    """
    return TrackLayout(
        (item.duration for item in items), [item.id if isinstance(item, Clip) else None for item in items]
    )


def tidied(items: Iterable[Item]) -> tuple[Item, ...]:
    """Join adjacent gaps and drop a gap at the end.

    Args:
        items: Items in order.

    Returns:
        The same course of time in the form that a track has.
    """
    result: list[Item] = []
    for item in items:
        if isinstance(item, Gap) and result and isinstance(result[-1], Gap):
            result[-1] = Gap(result[-1].duration + item.duration)
        else:
            result.append(item)
    if result and isinstance(result[-1], Gap):
        result.pop()
    return tuple(result)


def open_up(timeline: Timeline, time: Fraction, room: Fraction, ids: Ids) -> Timeline:
    """Push everything from a time on to the right; clips that lie across it are split.

    ::

        before  |AAAAAAAA|BBBB|
        after   |AAAA|....|AAAA|BBBB|

    Args:
        timeline: The timeline.
        time: Timeline seconds on a frame, 0 or more.
        room: Seconds on a frame, above 0.
        ids: Makes identifiers.

    Returns:
        The new timeline; locked tracks stay.
    """
    splitter = Splitter(ids)
    changed: dict[str, list[Item]] = {}
    for each in timeline.tracks:
        if not each.locked and not ends_before(each, time):
            before, after = splitter.cut(each.items, time)
            changed[each.id] = [*before, Gap(room), *after]
    return with_items(timeline, changed)


def with_items(timeline: Timeline, changed: Mapping[str, Iterable[Item]]) -> Timeline:
    """Exchange the items of tracks.

    Args:
        timeline: The timeline.
        changed: New items by track.

    Returns:
        The new timeline; its tracks are tidy.
    """
    tracks = tuple(
        replace(each, items=tidied(changed[each.id])) if each.id in changed else each for each in timeline.tracks
    )
    return replace(timeline, tracks=tracks)


def with_clips(timeline: Timeline, changed: Mapping[str, Sequence[Item]]) -> Timeline:
    """Exchange clips for other items where they are.

    Args:
        timeline: The timeline.
        changed: What takes a clip's place, by the clip's identifier; nothing removes it.

    Returns:
        The new timeline.
    """
    result: dict[str, list[Item]] = {}
    for each in timeline.tracks:
        concerned = each.layout.positions.keys() & changed.keys()
        if concerned:
            items = list(each.items)
            # From the end, so that the positions of those before stay as they are.
            for position in sorted((each.layout.positions[clip_id] for clip_id in concerned), reverse=True):
                items[position : position + 1] = changed[each.layout.ids[position] or ""]
            result[each.id] = items
    return with_items(timeline, result)


def editable_track(timeline: Timeline, track_id: str) -> Track:
    """Find a track that may be edited.

    Args:
        timeline: The timeline.
        track_id: Its identifier.

    Returns:
        The track.

    Raises:
        TimelineError: There is no such track, or it is locked.
    """
    found = track(timeline, track_id)
    if found.locked:
        raise TimelineError(tr("The track '{track}' is locked.", track=found.name or found.id), tr("Unlock it first."))
    return found


def editable_tracks(timeline: Timeline, track_ids: Collection[str] | None) -> tuple[Track, ...]:
    """Find the tracks that an edit of a range concerns.

    Args:
        timeline: The timeline.
        track_ids: These tracks; None means all that are not locked.

    Returns:
        The tracks.

    Raises:
        TimelineError: A named track does not exist or is locked.
    """
    if track_ids is None:
        return tuple(each for each in timeline.tracks if not each.locked)
    return tuple(editable_track(timeline, track_id) for track_id in track_ids)


def editable_clips(timeline: Timeline, clip_ids: Iterable[str], follow_links: bool) -> tuple[ClipPlace, ...]:
    """Find the clips that an edit concerns.

    Args:
        timeline: The timeline.
        clip_ids: The chosen clips.
        follow_links: Whether clips linked to them are edited too.

    Returns:
        The clips in the order of the timeline, each once.

    Raises:
        TimelineError: A clip does not exist, or one lies on a locked track.
    """
    wanted: set[str] = set()
    for clip_id in clip_ids:
        find_clip(timeline, clip_id)
        wanted |= set(linked(timeline, clip_id)) if follow_links else {clip_id}
    found = tuple(
        clip_place(each, position)
        for each in timeline.tracks
        for position in sorted(each.layout.positions[clip_id] for clip_id in each.layout.positions.keys() & wanted)
    )
    for place in found:
        editable_track(timeline, place.track.id)
    return found


def shortest(timeline: Timeline) -> Fraction:
    """Find the duration of one frame.

    Args:
        timeline: The timeline.

    Returns:
        Seconds.
    """
    return time_of(1, timeline.rate)


def whole_frames(duration: Fraction, rate: Fraction) -> Fraction:
    """Cut a duration to whole frames.

    Args:
        duration: Seconds.
        rate: Frames a second.

    Returns:
        Seconds, at least one frame.

    Raises:
        TimelineError: The duration is shorter than a frame.
    """
    frames = frame_of(duration, rate)
    if frames < 1:
        raise TimelineError(tr("The clip is shorter than one frame of the timeline."), tr("Choose a longer one."))
    return time_of(frames, rate)


def ends_before(subject: Track, time: Fraction) -> bool:
    """Tell whether a track has ended at a time.

    Args:
        subject: The track.
        time: Timeline seconds.

    Returns:
        Whether nothing lies at or after it.
    """
    return track_duration(subject) <= time
