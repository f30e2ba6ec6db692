"""Edits that change where a clip begins and ends, which part of its media it shows, and how fast."""

from dataclasses import dataclass, replace
from fractions import Fraction

from lance_studio.errors import TimelineError
from lance_studio.language import tr
from lance_studio.timeline.items import editable_clips, later_source, shortest, with_clips, with_items
from lance_studio.timeline.model import Clip, Gap, Item, Timeline
from lance_studio.timeline.queries import ClipPlace, clip_place, find_clip
from lance_studio.timeline.timing import align, frame_of, time_of


@dataclass(frozen=True, slots=True)
class TrimLimits:
    """How far the edges of a clip can be moved without moving anything else.

    Attributes:
        head_least: The earliest start, in timeline seconds.
        head_most: The latest start; one frame remains.
        tail_least: The earliest end; one frame remains.
        tail_most: The latest end, or None where nothing limits it.
    """

    head_least: Fraction
    head_most: Fraction
    tail_least: Fraction
    tail_most: Fraction | None


def trim_limits(timeline: Timeline, clip_id: str) -> TrimLimits:
    """Find how far the edges of a clip can be moved: to the neighbours, to the end of the media, to one frame.

    ::

        clip    |BB|....AAAAAA......|CC|
        start      <--------->                from the neighbour's end to one frame before the clip's own
        end             <-------------->      from one frame after its start to the next neighbour

    Args:
        timeline: The timeline.
        clip_id: The clip.

    Returns:
        The limits, on whole frames.

    Raises:
        TimelineError: There is no such clip.
    """
    place = find_clip(timeline, clip_id)
    frame = shortest(timeline)
    before, after = _room(place)
    tail = [limit for limit in (after, _latest_end(timeline, place)) if limit is not None]
    return TrimLimits(
        head_least=max(before, _earliest_start(timeline, place)),
        head_most=place.end - frame,
        tail_least=place.start + frame,
        tail_most=min(tail, default=None),
    )


def trim_head(timeline: Timeline, clip_id: str, time: Fraction, *, linked: bool = True) -> Timeline:
    """Move a clip's start; its end stays.

    ::

        before  |..AAAAAAAA|BBBB|
        after   |....AAAAAA|BBBB|        the start moves, a gap is left or filled

    Args:
        timeline: The timeline.
        clip_id: The clip.
        time: The wanted start; the nearest possible one is taken.
        linked: Whether linked clips that begin at the same time are trimmed as well; the tightest limit holds for all.

    Returns:
        The new timeline.

    Raises:
        TimelineError: The clip does not exist or is locked.
    """
    place = find_clip(timeline, clip_id)
    chosen = [each for each in editable_clips(timeline, [clip_id], linked) if each.start == place.start]
    limits = [trim_limits(timeline, each.clip.id) for each in chosen]
    least, most = max(limit.head_least for limit in limits), min(limit.head_most for limit in limits)
    delta = min(max(align(time, timeline.rate), least), most) - place.start
    changed: dict[str, list[Item]] = {}
    for each in chosen:
        items = list(each.track.items)
        position = each.track.layout.positions[each.clip.id]
        if delta > 0:
            items[position : position + 1] = [Gap(delta), _later_head(each.clip, delta)]
        elif delta < 0:
            gap = _shorter_gap(items[position - 1], -delta)
            items[position - 1 : position + 1] = [*gap, _later_head(each.clip, delta)]
        changed[each.track.id] = items
    return with_items(timeline, changed)


def trim_tail(timeline: Timeline, clip_id: str, time: Fraction, *, linked: bool = True) -> Timeline:
    """Move a clip's end; its start stays.

    ::

        before  |AAAAAAAA..|BBBB|
        after   |AAAAAA....|BBBB|        the end moves, a gap is left or filled

    Args:
        timeline: The timeline.
        clip_id: The clip.
        time: The wanted end, exclusive; the nearest possible one is taken.
        linked: Whether linked clips that end at the same time are trimmed as well; the tightest limit holds for all.

    Returns:
        The new timeline.

    Raises:
        TimelineError: The clip does not exist or is locked.
    """
    place = find_clip(timeline, clip_id)
    chosen = [each for each in editable_clips(timeline, [clip_id], linked) if each.end == place.end]
    limits = [trim_limits(timeline, each.clip.id) for each in chosen]
    most = min((limit.tail_most for limit in limits if limit.tail_most is not None), default=None)
    wanted = max(align(time, timeline.rate), max(limit.tail_least for limit in limits))
    delta = (wanted if most is None else min(wanted, most)) - place.end
    changed: dict[str, list[Item]] = {}
    for each in chosen:
        items = list(each.track.items)
        position = each.track.layout.positions[each.clip.id]
        items[position] = _later_tail(each.clip, delta)
        if delta < 0:
            items.insert(position + 1, Gap(-delta))
        elif delta > 0 and position + 1 < len(items):
            items[position + 1 : position + 2] = _shorter_gap(items[position + 1], delta)
        changed[each.track.id] = items
    return with_items(timeline, changed)


def ripple_trim_head(timeline: Timeline, clip_id: str, time: Fraction, *, linked: bool = True) -> Timeline:
    """Cut away a clip's beginning, or bring some of it back; what follows on the track moves by as much.

    ::

        before  |..aaaAAAAA|BBBB|
        after   |..AAAAA|BBBB|           "aaa" is cut away, what follows closes up

    Args:
        timeline: The timeline.
        clip_id: The clip.
        time: What lies there now becomes the clip's first frame; before the clip's start, so much is brought back.
        linked: Whether linked clips that begin at the same time are trimmed as well; the tightest limit holds for all.

    Returns:
        The new timeline.

    Raises:
        TimelineError: The clip does not exist or is locked.
    """
    place = find_clip(timeline, clip_id)
    chosen = [each for each in editable_clips(timeline, [clip_id], linked) if each.start == place.start]
    # Nothing is in the way on the left, because the clip stays where it is; a still has any amount to bring back.
    starts = [place.start - _head_room(timeline, each.clip) for each in chosen if not each.clip.endless]
    wanted = align(time, timeline.rate)
    wanted = max(wanted, *starts) if starts else wanted
    delta = min(wanted, *(each.end - shortest(timeline) for each in chosen)) - place.start
    return with_clips(timeline, {each.clip.id: (_later_head(each.clip, delta),) for each in chosen})


def ripple_trim_tail(timeline: Timeline, clip_id: str, time: Fraction, *, linked: bool = True) -> Timeline:
    """Move a clip's end; what follows on the track moves by as much.

    ::

        before  |AAAAAaaa|BBBB|
        after   |AAAAA|BBBB|             "aaa" is cut away, what follows closes up

    Args:
        timeline: The timeline.
        clip_id: The clip.
        time: The wanted end, exclusive; the nearest possible one is taken.
        linked: Whether linked clips that end at the same time are trimmed as well; the tightest limit holds for all.

    Returns:
        The new timeline.

    Raises:
        TimelineError: The clip does not exist or is locked.
    """
    place = find_clip(timeline, clip_id)
    chosen = [each for each in editable_clips(timeline, [clip_id], linked) if each.end == place.end]
    wanted = max(align(time, timeline.rate), *(each.start + shortest(timeline) for each in chosen))
    ends = [end for end in (_latest_end(timeline, each) for each in chosen) if end is not None]
    delta = min(wanted, *ends) - place.end if ends else wanted - place.end
    return with_clips(timeline, {each.clip.id: (_later_tail(each.clip, delta),) for each in chosen})


def roll(timeline: Timeline, clip_id: str, time: Fraction, *, linked: bool = True) -> Timeline:
    """Move the cut between a clip and the clip that follows it without a gap; nothing else moves.

    ::

        before  |AAAAAAAA|BBBB|
        after   |AAAAAA|BBBBBB|          only the cut moves

    Args:
        timeline: The timeline.
        clip_id: The clip before the cut.
        time: Where the cut goes; the nearest possible time is taken.
        linked: Whether cuts at the same time at the end of linked clips move as well; the tightest limit holds for all.

    Returns:
        The new timeline.

    Raises:
        TimelineError: The clip does not exist or is locked, or no clip follows directly.
    """
    place = find_clip(timeline, clip_id)
    frame = shortest(timeline)
    chosen = [each for each in editable_clips(timeline, [clip_id], linked) if each.end == place.end]
    pairs = [(each, following) for each in chosen if (following := _following(each)) is not None]
    if not any(each.clip.id == clip_id for each, _ in pairs):
        raise TimelineError(
            tr("No clip follows this one directly."), tr("Close the gap first, or trim the clip's end.")
        )
    least = [each.start + frame for each, _ in pairs] + [_earliest_start(timeline, other) for _, other in pairs]
    most = [other.end - frame for _, other in pairs]
    most += [end for end in (_latest_end(timeline, each) for each, _ in pairs) if end is not None]
    delta = min(max(align(time, timeline.rate), *least), *most) - place.end
    changed: dict[str, tuple[Item, ...]] = {}
    for each, other in pairs:
        changed[each.clip.id] = (_later_tail(each.clip, delta),)
        changed[other.clip.id] = (_later_head(other.clip, delta),)
    return with_clips(timeline, changed)


def slip(timeline: Timeline, clip_id: str, delta: Fraction, *, linked: bool = True) -> Timeline:
    """Show another part of the media without moving the clip.

    ::

        media    0123456789
        before  |..234567..|
        after   |..456789..|             the clip stays, and shows a later part

    Args:
        timeline: The timeline.
        clip_id: The clip.
        delta: Timeline seconds by which the part begins later; negative for earlier. The nearest possible is taken.
        linked: Whether linked clips slip as well; the tightest limit holds for all.

    Returns:
        The new timeline; the same for a still picture.

    Raises:
        TimelineError: The clip does not exist or is locked.
    """
    chosen = [each.clip for each in editable_clips(timeline, [clip_id], linked) if not each.clip.endless]
    shift = align(delta, timeline.rate)
    for clip in chosen:
        tail_room = _whole(timeline, ((clip.source_duration or clip.source_end) - clip.source_end) / clip.speed)
        shift = min(max(shift, -_head_room(timeline, clip)), tail_room)
    return with_clips(timeline, {clip.id: (replace(clip, source_start=later_source(clip, shift)),) for clip in chosen})


def set_speed(timeline: Timeline, clip_id: str, speed: Fraction, *, linked: bool = True) -> Timeline:
    """Show the same part of the media faster or slower; the clip's length follows, and what comes after it moves.

    ::

        before  |AAAAAAAA|BBBB|
        after   |AAAA|BBBB|              at double speed

    Args:
        timeline: The timeline.
        clip_id: The clip.
        speed: Media seconds for each timeline second, 1/100 to 100.
        linked: Whether linked clips change as well.

    Returns:
        The new timeline. Clips keep whole frames, at least one; a still keeps its length.

    Raises:
        TimelineError: The clip does not exist or is locked, the speed is out of range, or at this speed the media is
            shorter than a frame.
    """
    changed: dict[str, tuple[Item, ...]] = {}
    for each in editable_clips(timeline, [clip_id], linked):
        clip = each.clip
        length = clip.duration if clip.endless or speed <= 0 else clip.duration * clip.speed / speed
        whole = max(shortest(timeline), _whole(timeline, length))
        changed[clip.id] = (replace(clip, speed=Fraction(speed), duration=whole),)
    return with_clips(timeline, changed)


def _later_head(clip: Clip, delta: Fraction) -> Clip:
    return replace(clip, duration=clip.duration - delta, source_start=later_source(clip, delta))


def _later_tail(clip: Clip, delta: Fraction) -> Clip:
    return replace(clip, duration=clip.duration + delta)


def _whole(timeline: Timeline, duration: Fraction) -> Fraction:
    """Cut a duration to whole frames."""
    return time_of(frame_of(duration, timeline.rate), timeline.rate)


def _head_room(timeline: Timeline, clip: Clip) -> Fraction:
    """How much earlier, in timeline seconds, a clip could begin in its media."""
    return _whole(timeline, clip.source_start / clip.speed)


def _earliest_start(timeline: Timeline, place: ClipPlace) -> Fraction:
    return Fraction(0) if place.clip.endless else max(Fraction(0), place.start - _head_room(timeline, place.clip))


def _latest_end(timeline: Timeline, place: ClipPlace) -> Fraction | None:
    clip = place.clip
    if clip.source_duration is None:
        return None
    return place.start + _whole(timeline, (clip.source_duration - clip.source_start) / clip.speed)


def _room(place: ClipPlace) -> tuple[Fraction, Fraction | None]:
    """Where the clip before ends (0 without one) and where the clip after begins (None without one)."""
    items, layout = place.track.items, place.track.layout
    first = last = layout.positions[place.clip.id]
    while first and isinstance(items[first - 1], Gap):
        first -= 1
    while last + 1 < len(items) and isinstance(items[last + 1], Gap):
        last += 1
    return layout.start(first), layout.start(last + 1) if last + 1 < len(items) else None


def _following(place: ClipPlace) -> ClipPlace | None:
    position = place.track.layout.positions[place.clip.id] + 1
    follows = position < len(place.track.items) and isinstance(place.track.items[position], Clip)
    return clip_place(place.track, position) if follows else None


def _shorter_gap(item: Item, amount: Fraction) -> list[Item]:
    return [Gap(item.duration - amount)] if item.duration > amount else []
