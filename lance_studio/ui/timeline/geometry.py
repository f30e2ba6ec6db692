"""Where things are in the timeline's picture: times along x, tracks along y, and what lies under the pointer."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from lance_studio.timeline.model import Clip, Timeline, Track
from lance_studio.timeline.queries import ClipPlace, clip_at
from lance_studio.timeline.timing import align

RULER = 26
"""Height of the ruler."""
SPACE = 2
"""Between tracks."""
EDGE = 6
"""So many pixels inside a clip belong to its edge."""
_LEAST = {"video": 34, "audio": 30}
_MOST = {"video": 72, "audio": 52}
_MIN_SCALE, _MAX_SCALE = 0.05, 4000.0
_X_STEPS = 256

HitKind: TypeAlias = Literal["ruler", "marker", "clip", "head", "tail", "lane", "nothing"]


@dataclass(frozen=True, slots=True)
class TimeScale:
    """Times along x.

    Attributes:
        pixels: Device-independent pixels for a second.
        scroll: Seconds that are hidden at the left, 0 or more.
    """

    pixels: float = 60.0
    scroll: float = 0.0

    def x_of(self, time: Fraction) -> float:
        """Return where a time is, in pixels from the left edge of the tracks."""
        return (float(time) - self.scroll) * self.pixels

    def time_at(self, x: float) -> Fraction:
        """Return the time at a place, not aligned to frames and not below 0."""
        return max(Fraction(round((x / self.pixels + self.scroll) * _X_STEPS * 1000), _X_STEPS * 1000), Fraction(0))

    def seconds(self, pixels: float) -> Fraction:
        """Return how long a number of pixels is."""
        return Fraction(round(pixels / self.pixels * 1_000_000), 1_000_000)

    def zoomed(self, factor: float, x: float) -> "TimeScale":
        """Return a scale that shows more or less, with the time at one place kept there.

        Args:
            factor: Above 1 to see more detail.
            x: The place.
        """
        return self.with_pixels(self.pixels * factor, x)

    def with_pixels(self, pixels: float, x: float) -> "TimeScale":
        """Return a scale of a number of pixels a second, with the time at one place kept there."""
        kept = x / self.pixels + self.scroll
        wanted = min(max(pixels, _MIN_SCALE), _MAX_SCALE)
        return TimeScale(wanted, max(kept - x / wanted, 0.0))

    def scrolled(self, seconds: float) -> "TimeScale":
        """Return the same scale from another first second on."""
        return TimeScale(self.pixels, max(seconds, 0.0))


def fitted(duration: Fraction, width: int) -> TimeScale:
    """Return a scale that shows all of a timeline, with a little room at its end."""
    seconds = max(float(duration), 1.0) * 1.06
    return TimeScale(min(max(width / seconds, _MIN_SCALE), 240.0), 0.0)


@dataclass(frozen=True, slots=True)
class TrackRow:
    """A track's place.

    Attributes:
        track: The track.
        top: Pixels below the ruler's lower edge, before scrolling.
        height: Pixels.
    """

    track: Track
    top: int
    height: int

    @property
    def bottom(self) -> int:
        """Pixels below the ruler's lower edge at which it ends; exclusive."""
        return self.top + self.height


def rows(tracks: Iterable[Track], height: int) -> tuple[TrackRow, ...]:
    """Lay tracks out from the topmost to the lowest, so that they fill a height as far as they can.

    Args:
        tracks: From bottom to top, as a timeline holds them.
        height: Pixels below the ruler.

    Returns:
        The rows; higher than `height` together where there are too many.
    """
    shown = list(reversed(list(tracks)))
    least = sum(_LEAST[each.kind] + SPACE for each in shown)
    most = sum(_MOST[each.kind] + SPACE for each in shown)
    share = 0.0 if most == least else min(max((height - least) / (most - least), 0.0), 1.0)
    result: list[TrackRow] = []
    top = SPACE
    for each in shown:
        size = round(_LEAST[each.kind] + (_MOST[each.kind] - _LEAST[each.kind]) * share)
        result.append(TrackRow(each, top, size))
        top += size + SPACE
    return tuple(result)


@dataclass(frozen=True, slots=True)
class Hit:
    """What lies under the pointer.

    Attributes:
        kind: "ruler", "marker", "clip", "head" or "tail" (a clip's edge), "lane" (a track), "nothing".
        time: The frame boundary nearest to the pointer.
        track_id: The track, if any.
        clip: The clip, if any.
        marker_id: The marker, if any.
    """

    kind: HitKind
    time: Fraction
    track_id: str | None = None
    clip: ClipPlace | None = None
    marker_id: str | None = None


@dataclass(frozen=True, slots=True)
class Geometry:
    """One arrangement of a timeline in its picture.

    Attributes:
        timeline: What is shown.
        scale: Times along x.
        rows: The tracks from the topmost.
        scroll_y: Pixels of tracks that are hidden under the ruler.
    """

    timeline: Timeline
    scale: TimeScale
    rows: tuple[TrackRow, ...]
    scroll_y: int = 0

    def row_at(self, y: float) -> TrackRow | None:
        """Return the row at a height of the picture."""
        below = y - RULER + self.scroll_y
        return next((row for row in self.rows if y >= RULER and row.top <= below < row.bottom), None)

    def top_of(self, row: TrackRow) -> int:
        """Return a row's upper edge in the picture."""
        return RULER + row.top - self.scroll_y

    def hit(self, x: float, y: float) -> Hit:
        """Find what lies under the pointer.

        Args:
            x: Pixels from the left edge of the tracks.
            y: Pixels from the top of the ruler.
        """
        exact = self.scale.time_at(x)
        time = align(exact, self.timeline.rate)
        if y < RULER:
            for marker in self.timeline.markers:
                if abs(self.scale.x_of(marker.time) - x) <= EDGE and y >= RULER / 2:
                    return Hit("marker", marker.time, marker_id=marker.id)
            return Hit("ruler", time)
        row = self.row_at(y)
        if row is None:
            return Hit("nothing", time)
        return self._hit_clip(row, x, exact, time) or Hit("lane", time, row.track.id)

    def _hit_clip(self, row: TrackRow, x: float, exact: Fraction, time: Fraction) -> Hit | None:
        item = clip_at(row.track, exact)
        if item is None or not isinstance(item.item, Clip):
            return None
        left, right = self.scale.x_of(item.start), self.scale.x_of(item.end)
        # A narrow clip keeps a middle by which it can be taken.
        reach = min(EDGE, (right - left) / 4)
        kind: HitKind = "head" if x - left < reach else "tail" if right - x <= reach else "clip"
        return Hit(kind, time, row.track.id, ClipPlace(row.track, item.item, item.start))

    def clips_between(self, start: Fraction, end: Fraction, top: float, bottom: float) -> tuple[str, ...]:
        """List the clips that a rectangle touches.

        Args:
            start: Its left side, in seconds.
            end: Its right side.
            top: Its upper side, in pixels of the picture.
            bottom: Its lower side.
        """
        return tuple(
            clip_id
            for row in self.rows
            if self.top_of(row) < bottom and self.top_of(row) + row.height > top
            for position in row.track.layout.overlapping(start, end)
            if (clip_id := row.track.layout.ids[position]) is not None
        )


_FRAME_STEPS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15)
_SECOND_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
_LABEL = 104


def tick_step(rate: Fraction, pixels: float) -> tuple[Fraction, int]:
    """Choose the distance of the ruler's labels.

    Args:
        rate: Frames a second of the timeline.
        pixels: Pixels for a second.

    Returns:
        Seconds between labels, and into how many parts small ticks divide that.
    """
    nominal = max(1, round(rate))
    for frames in _FRAME_STEPS:
        # Labels fall on whole seconds too.
        if frames < nominal and nominal % frames == 0 and float(frames / rate) * pixels >= _LABEL:
            return frames / rate, max(parts for parts in range(1, 7) if frames % parts == 0)
    for seconds in _SECOND_STEPS:
        # A second of timecode holds a whole number of frames.
        step = seconds * nominal / rate
        if float(step) * pixels >= _LABEL:
            return step, 4 if seconds in (1, 2, 60, 120) else 5
    return _SECOND_STEPS[-1] * nominal / rate, 4
