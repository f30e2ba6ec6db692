"""What a drag does: each gesture starts from the timeline as it was and gives the timeline as it would be.

Nothing is stored while the button is down. The gesture that is let go becomes one command; one that is given up leaves
no trace.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Protocol, Self

from lance_studio.language import mark
from lance_studio.timeline import placing, properties, trimming
from lance_studio.timeline.edges import Shot, rolled_edges, slipped_edges, trimmed_edge
from lance_studio.timeline.model import Timeline
from lance_studio.timeline.queries import find_clip, linked
from lance_studio.timeline.snapping import SnapPoint, snap, snap_move, snap_points
from lance_studio.timeline.timing import align


@dataclass(frozen=True, slots=True)
class Snapping:
    """How a drag snaps.

    Attributes:
        tolerance: Seconds within which a point attracts; 0 turns snapping off.
        playhead: Where the playhead is.
    """

    tolerance: Fraction
    playhead: Fraction


@dataclass(frozen=True, slots=True)
class Dragged:
    """A timeline as it would be if the drag ended now.

    Attributes:
        timeline: The timeline.
        snapped: Where the snapping line stands, if any.
        time: The time that the drag has reached, for the label.
        shots: The frames at the edge that is dragged, for the viewer: none, one, or two side by side.
    """

    timeline: Timeline
    snapped: SnapPoint | None
    time: Fraction
    shots: tuple[Shot, ...] = ()


class Gesture(Protocol):
    """A drag that changes the timeline."""

    @property
    def name(self) -> str:
        """The command's name, for example "Trim clip"."""
        ...

    @property
    def base(self) -> Timeline:
        """The timeline as it was."""
        ...

    def on(self, base: Timeline) -> Self:
        """Return the same drag on a timeline that has changed meanwhile."""
        ...

    def at(self, time: Fraction, track_id: str | None, snapping: Snapping) -> Dragged:
        """Tell what the timeline would be.

        Args:
            time: Where the pointer is.
            track_id: The track under the pointer, if any.
            snapping: How to snap.

        Raises:
            TimelineError: The drag cannot end there.
        """
        ...


@dataclass(frozen=True, slots=True)
class _Drag:
    """What all drags have in common.

    Attributes:
        base: The timeline as it was.
    """

    base: Timeline

    def on(self, base: Timeline) -> Self:
        """Return the same drag on a timeline that has changed meanwhile."""
        return replace(self, base=base)


@dataclass(frozen=True, slots=True)
class Move(_Drag):
    """Clips are dragged elsewhere.

    Attributes:
        clip_id: The clip under the pointer.
        grabbed: Where the pointer took it.
        also: The other selected clips.
    """

    clip_id: str
    grabbed: Fraction
    also: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The command's name."""
        # A clip and its sound are one thing to those who move them.
        others = set(self.also).difference(linked(self.base, self.clip_id))
        return mark("Move clips") if others else mark("Move clip")

    def at(self, time: Fraction, track_id: str | None, snapping: Snapping) -> Dragged:
        """Move so far as the pointer moved, or to what attracts an edge of the clip."""
        place = find_clip(self.base, self.clip_id)
        start = place.start + time - self.grabbed
        points = _points(self.base, (self.clip_id, *self.also), snapping, start, start + place.clip.duration)
        start, snapped = snap_move(start, place.clip.duration, points, snapping.tolerance)
        target = self._track(track_id)
        moved = placing.move(self.base, self.clip_id, start, target, also=self.also, linked=False)
        now = find_clip(moved, self.clip_id)
        return Dragged(moved, _still_true(snapped, now.start, now.end), now.start)

    def _track(self, track_id: str | None) -> str | None:
        kind = find_clip(self.base, self.clip_id).track.kind
        fits = any(each.id == track_id and each.kind == kind and not each.locked for each in self.base.tracks)
        return track_id if fits else None


@dataclass(frozen=True, slots=True)
class Trim(_Drag):
    """An edge of a clip is dragged.

    Attributes:
        clip_id: The clip.
        tail: Its end rather than its start.
        linked: Whether linked clips with the same edge follow.
        ripple: Whether what follows moves as well.
    """

    clip_id: str
    tail: bool
    linked: bool = True
    ripple: bool = False

    @property
    def name(self) -> str:
        """The command's name."""
        return mark("Ripple trim clip") if self.ripple else mark("Trim clip")

    def at(self, time: Fraction, track_id: str | None, snapping: Snapping) -> Dragged:
        """Put the edge where the pointer is, as far as the media and the neighbours allow."""
        own = linked(self.base, self.clip_id) if self.linked else (self.clip_id,)
        snapped = snap(time, _points(self.base, own, snapping, time), snapping.tolerance)
        wanted = time if snapped is None else snapped.time
        edits = {
            (False, False): trimming.trim_head,
            (False, True): trimming.trim_tail,
            (True, False): trimming.ripple_trim_head,
            (True, True): trimming.ripple_trim_tail,
        }
        trimmed = edits[self.ripple, self.tail](self.base, self.clip_id, wanted, linked=self.linked)
        place = find_clip(trimmed, self.clip_id)
        reached = place.end if self.tail else place.start
        shots = (trimmed_edge(trimmed, self.clip_id, tail=self.tail),)
        if self.ripple and not self.tail:
            return Dragged(trimmed, None, reached, shots)
        return Dragged(trimmed, _still_true(snapped, reached), reached, shots)


@dataclass(frozen=True, slots=True)
class Roll(_Drag):
    """The cut between two clips is dragged.

    Attributes:
        clip_id: The clip before the cut.
    """

    clip_id: str
    name: str = mark("Roll cut")

    def at(self, time: Fraction, track_id: str | None, snapping: Snapping) -> Dragged:
        """Put the cut where the pointer is, as far as both clips allow."""
        snapped = snap(time, _points(self.base, (self.clip_id,), snapping, time), snapping.tolerance)
        # The cut itself does not hold itself back.
        if snapped is not None and snapped.time == find_clip(self.base, self.clip_id).end:
            snapped = None
        rolled = trimming.roll(self.base, self.clip_id, time if snapped is None else snapped.time)
        end = find_clip(rolled, self.clip_id).end
        return Dragged(rolled, _still_true(snapped, end), end, rolled_edges(rolled, self.clip_id))


@dataclass(frozen=True, slots=True)
class Slip(_Drag):
    """What a clip shows is dragged below it.

    Attributes:
        clip_id: The clip.
        grabbed: Where the pointer took it.
        linked: Whether linked clips follow.
    """

    clip_id: str
    grabbed: Fraction
    linked: bool = True
    name: str = mark("Slip clip")

    def at(self, time: Fraction, track_id: str | None, snapping: Snapping) -> Dragged:
        """Let the media follow the pointer: to the right, earlier parts come to sight."""
        slipped = trimming.slip(self.base, self.clip_id, self.grabbed - time, linked=self.linked)
        start = find_clip(slipped, self.clip_id).clip.source_start
        return Dragged(slipped, None, start, slipped_edges(slipped, self.clip_id))


@dataclass(frozen=True, slots=True)
class Mark(_Drag):
    """A marker is dragged.

    Attributes:
        marker_id: The marker.
    """

    marker_id: str
    name: str = mark("Move marker")

    def at(self, time: Fraction, track_id: str | None, snapping: Snapping) -> Dragged:
        """Put the marker where the pointer is, or to a cut or another marker near it."""
        others = properties.remove_marker(self.base, self.marker_id)
        # Not to the playhead, which went to the marker when it was taken.
        points = snap_points(others, within=_around(snapping, time)) if snapping.tolerance > 0 else ()
        snapped = snap(time, points, snapping.tolerance)
        wanted = align(max(time, Fraction(0)) if snapped is None else snapped.time, self.base.rate)
        moved = properties.set_marker(self.base, self.marker_id, time=wanted)
        return Dragged(moved, _still_true(snapped, wanted), wanted)


def _points(timeline: Timeline, own: Collection[str], snapping: Snapping, *edges: Fraction) -> tuple[SnapPoint, ...]:
    """What may attract one of the edges."""
    if snapping.tolerance <= 0:
        return ()
    within = _around(snapping, *edges)
    return snap_points(timeline, exclude_clips=own, playhead=snapping.playhead, within=within)


def _around(snapping: Snapping, *edges: Fraction) -> list[tuple[Fraction, Fraction]]:
    return [(edge - snapping.tolerance, edge + snapping.tolerance) for edge in edges]


def _still_true(point: SnapPoint | None, *edges: Fraction) -> SnapPoint | None:
    """Forget a point at which the edge did not arrive, because something stopped it."""
    return point if point is not None and point.time in edges else None
