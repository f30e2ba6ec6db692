"""Copies of clips, and edits that put them on the timeline again."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from lance_studio.errors import TimelineError
from lance_studio.language import tr
from lance_studio.timeline import placing
from lance_studio.timeline.items import Ids, Splitter, editable_clips, open_up, whole_frames
from lance_studio.timeline.model import Clip, Timeline, Track, TrackKind, new_id
from lance_studio.timeline.queries import clips, find_clip, linked, track
from lance_studio.timeline.timing import align

_KINDS: tuple[TrackKind, ...] = ("video", "audio")


@dataclass(frozen=True, slots=True)
class CopiedClip:
    """A clip as it was, and where.

    Attributes:
        clip: The clip.
        kind: Of its track.
        track_id: Its track.
        lane: Its track's place among those of the kind: 0 for V1 and A1, and so on outward.
        offset: Seconds after the first of the clips that were copied together.
    """

    clip: Clip
    kind: TrackKind
    track_id: str
    lane: int
    offset: Fraction


@dataclass(frozen=True, slots=True)
class Copied:
    """Clips that were copied together; they stay as they were, whatever becomes of the timeline.

    Attributes:
        clips: In order of time.
    """

    clips: tuple[CopiedClip, ...]


def copy(timeline: Timeline, clip_ids: Iterable[str], *, follow_links: bool = True) -> Copied:
    """Copy clips, also from locked tracks.

    ::

        timeline  |....AAAA|..BBBB|
        copies        [AAAA|..BBBB]        with the gaps between them, from the first clip's start

    Args:
        timeline: The timeline.
        clip_ids: The clips.
        follow_links: Whether clips linked to them are copied too.

    Returns:
        The copies.

    Raises:
        TimelineError: A clip does not exist, or there is none.
    """
    chosen = [find_clip(timeline, clip_id).clip.id for clip_id in clip_ids]
    wanted = {other for each in chosen for other in (linked(timeline, each) if follow_links else (each,))}
    found = [place for place in clips(timeline) if place.clip.id in wanted]
    if not found:
        raise TimelineError(tr("No clip is selected."), tr("Select one first."))
    first = min(place.start for place in found)
    copies = (
        CopiedClip(place.clip, place.track.kind, place.track.id, _lane(timeline, place.track), place.start - first)
        for place in sorted(found, key=lambda place: place.start)
    )
    return Copied(tuple(copies))


def paste(
    timeline: Timeline,
    copied: Copied,
    time: Fraction,
    *,
    track_ids: Collection[str] = (),
    over: bool = False,
    ids: Ids = new_id,
) -> tuple[Timeline, tuple[str, ...]]:
    """Put copied clips on the timeline, as far from one another as they were.

    ::

        before  |AAAAAAAA|BBBB|
        after   |AAAA|XXX|AAAA|BBBB|     pushing
        after   |AAAA|XXX|A|BBBB|        over what is there

    They go to the chosen tracks, or else to those that they came from. Where one is gone or locked, they go to
    the nearest that fit.

    Args:
        timeline: The timeline, which may have another rate.
        copied: The clips.
        time: Where the first one begins, 0 or more.
        track_ids: The chosen tracks: the innermost of a kind takes the innermost clips of that kind. Where only
            tracks of one kind are chosen, the clips of the other go as far outward or inward.
        over: Whether they cover what is there. Otherwise all tracks that are not locked make room.
        ids: Makes identifiers.

    Returns:
        The new timeline, and the identifiers of the new clips in order of time. Clips that were copied together are
        linked to one another as their originals are.

    Raises:
        TimelineError: There are too few tracks of a kind that are not locked, or a clip is shorter than a frame.
    """
    if time < 0:
        raise TimelineError(tr("A clip cannot begin before the start."), tr("Choose a later time."))
    at = align(time, timeline.rate)
    goals = _goals(timeline, copied, track_ids)
    new = _renewed(copied, ids)
    starts = [at + align(each.offset, timeline.rate) for each in copied.clips]
    if not over:
        ends = (start + whole_frames(clip.duration, timeline.rate) for start, clip in zip(starts, new, strict=True))
        timeline = open_up(timeline, at, max(ends) - at, ids)
    splitter = Splitter(ids)
    for each, clip, start in zip(copied.clips, new, starts, strict=True):
        timeline = placing.overwrite_by(splitter, timeline, start, {goals[each.track_id]: clip})
    return timeline, tuple(clip.id for clip in new)


def duplicate(
    timeline: Timeline, clip_ids: Collection[str], *, follow_links: bool = True, ids: Ids = new_id
) -> tuple[Timeline, tuple[str, ...]]:
    """Insert copies of clips directly after the last of them; all tracks that are not locked make room.

    ::

        before  |AAAA|BBBB|
        after   |AAAA|AAAA|BBBB|

    Args:
        timeline: The timeline.
        clip_ids: The clips.
        follow_links: Whether clips linked to them are copied too.
        ids: Makes identifiers.

    Returns:
        The new timeline, and the identifiers of the new clips in order of time.

    Raises:
        TimelineError: A clip does not exist or is locked, or there is none.
    """
    copied = copy(timeline, clip_ids, follow_links=follow_links)
    places = editable_clips(timeline, [each.clip.id for each in copied.clips], follow_links=False)
    return paste(timeline, copied, max(place.end for place in places), ids=ids)


def _renewed(copied: Copied, ids: Ids) -> list[Clip]:
    """The clips with identifiers and link groups of their own; what has lost its partners stands alone."""
    members: dict[str, int] = {}
    for each in copied.clips:
        if each.clip.link_group is not None:
            members[each.clip.link_group] = members.get(each.clip.link_group, 0) + 1
    groups: dict[str | None, str] = {group: ids() for group, count in members.items() if count > 1}
    return [replace(each.clip, id=ids(), link_group=groups.get(each.clip.link_group)) for each in copied.clips]


def _goals(timeline: Timeline, copied: Copied, track_ids: Collection[str]) -> dict[str, str]:
    """The track to which the clips of each copied track go."""
    targets = [track(timeline, each) for each in track_ids]
    shifts: dict[TrackKind, int] = {}
    for kind in _KINDS:
        lanes, places = _lanes_of(copied, kind), [_lane(timeline, each) for each in targets if each.kind == kind]
        if lanes and places:
            shifts[kind] = min(places) - lanes[0][0]
    usual = next(iter(shifts.values()), 0)
    result: dict[str, str] = {}
    for kind in _KINDS:
        if lanes := _lanes_of(copied, kind):
            result |= _matched(timeline, kind, lanes, shifts.get(kind, usual))
    return result


def _matched(timeline: Timeline, kind: TrackKind, lanes: list[tuple[int, str]], shift: int) -> dict[str, str]:
    """Lanes of one kind, from the innermost, to tracks: their distances are kept where there are enough tracks."""
    free = [each for each in _outward(timeline, kind) if not each.locked]
    if len(lanes) > len(free):
        raise TimelineError(
            tr(
                "The copied clips need {n} video tracks that can be edited.",
                one="The copied clips need 1 video track that can be edited.",
                n=len(lanes),
            )
            if kind == "video"
            else tr(
                "The copied clips need {n} audio tracks that can be edited.",
                one="The copied clips need 1 audio track that can be edited.",
                n=len(lanes),
            ),
            tr("Unlock a track, or add another."),
        )
    if not shift and all(own in {each.id for each in free} for _, own in lanes):
        return {own: own for _, own in lanes}
    wanted = [lane + shift for lane, _ in lanes]
    places = {_lane(timeline, each): each.id for each in free}
    if all(lane in places for lane in wanted):
        return {own: places[lane] for lane, (_, own) in zip(wanted, lanes, strict=True)}
    # As many tracks in a row as are needed, beginning as near to where they should as there are enough left.
    nearest = min(range(len(free)), key=lambda number: abs(_lane(timeline, free[number]) - wanted[0]))
    first = min(nearest, len(free) - len(lanes))
    return {own: free[first + number].id for number, (_, own) in enumerate(lanes)}


def _lanes_of(copied: Copied, kind: TrackKind) -> list[tuple[int, str]]:
    return sorted({(each.lane, each.track_id) for each in copied.clips if each.kind == kind})


def _outward(timeline: Timeline, kind: TrackKind) -> Sequence[Track]:
    """The tracks of a kind from the middle of the picture outward: V1, V2 or A1, A2."""
    tracks = [each for each in timeline.tracks if each.kind == kind]
    return tracks if kind == "video" else tracks[::-1]


def _lane(timeline: Timeline, subject: Track) -> int:
    return next(n for n, each in enumerate(_outward(timeline, subject.kind)) if each.id == subject.id)
