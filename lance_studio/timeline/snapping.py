"""Where a dragged edge wants to go."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from lance_studio.timeline.model import Timeline
from lance_studio.timeline.queries import duration

SnapKind: TypeAlias = Literal["start", "cut", "marker", "playhead", "in", "out"]


@dataclass(frozen=True, slots=True)
class SnapPoint:
    """A time that attracts edges.

    Attributes:
        time: Timeline seconds.
        kind: What lies there.
    """

    time: Fraction
    kind: SnapKind


def snap_points(
    timeline: Timeline,
    *,
    exclude_clips: Collection[str] = (),
    playhead: Fraction | None = None,
    within: Iterable[tuple[Fraction, Fraction]] | None = None,
) -> tuple[SnapPoint, ...]:
    """List the times that attract edges.

    Args:
        timeline: The timeline.
        exclude_clips: Clips whose edges do not attract, because they are being dragged.
        playhead: Where the playhead is, if it attracts.
        within: Ranges of time, both ends included, in one of which a point must lie; None means anywhere. Nothing else
            is looked at, so that a drag on a long timeline costs no more than one on a short one.

    Returns:
        Points by time, one for each time; the start, cuts, markers, the playhead, and the in and out points, of which
        the first named wins where several fall together.
    """
    ranges = None if within is None else tuple(within)
    points = [SnapPoint(Fraction(0), "start")]
    for low, high in ((Fraction(0), duration(timeline)),) if ranges is None else ranges:
        for each in (track.layout for track in timeline.tracks):
            touched = (one for one in each.boundaries(low, high) if each.touches_clip(one, exclude_clips))
            points += [SnapPoint(each.start(one), "cut") for one in touched]
    points += [SnapPoint(marker.time, "marker") for marker in timeline.markers]
    extra: tuple[tuple[Fraction | None, SnapKind], ...] = (
        (playhead, "playhead"),
        (timeline.in_point, "in"),
        (timeline.out_point, "out"),
    )
    points += [SnapPoint(time, kind) for time, kind in extra if time is not None]
    first: dict[Fraction, SnapPoint] = {}
    for point in points:
        if ranges is not None and not any(low <= point.time <= high for low, high in ranges):
            continue
        first.setdefault(point.time, point)
    return tuple(sorted(first.values(), key=lambda point: point.time))


def snap(time: Fraction, points: Iterable[SnapPoint], tolerance: Fraction) -> SnapPoint | None:
    """Find the point that attracts an edge.

    Args:
        time: Where the edge is, in timeline seconds.
        points: What attracts.
        tolerance: How near a point must be, in seconds.

    Returns:
        The nearest point, the earlier of two; None if none is near enough.
    """
    near = [point for point in points if abs(point.time - time) <= tolerance]
    return min(near, key=lambda point: (abs(point.time - time), point.time), default=None)


def snap_move(
    start: Fraction,
    duration: Fraction,
    points: Collection[SnapPoint],
    tolerance: Fraction,
) -> tuple[Fraction, SnapPoint | None]:
    """Find where a dragged clip goes, whichever of its edges is nearer to a point.

    Args:
        start: Where the clip would begin, in timeline seconds.
        duration: Its length.
        points: What attracts.
        tolerance: How near a point must be, in seconds.

    Returns:
        Where the clip begins (0 or later), and the point at which one of its edges now lies, if any.
    """
    moves = [
        (point.time - edge, point)
        for edge in (start, start + duration)
        if (point := snap(edge, points, tolerance)) is not None and start + point.time - edge >= 0
    ]
    if not moves:
        return max(start, Fraction(0)), None
    shift, point = min(moves, key=lambda candidate: abs(candidate[0]))
    return start + shift, point
