"""Which part of the timeline's picture a change concerns, so that a drag paints that part and nothing else."""

import math
from dataclasses import replace

from PySide6.QtCore import QRect
from PySide6.QtGui import QRegion

from lance_studio.timeline.model import Timeline, Track
from lance_studio.ui.timeline.geometry import RULER, Geometry, Hit
from lance_studio.ui.timeline.state import TimelineState

_MARGIN = 3
"""Outlines are drawn this many pixels outside a clip at most."""
_LABEL = 130
"""The greatest width of the labels at the snapping line and at the pointer, in pixels."""
_LABEL_HEIGHT = 22


def changed_region(former: TimelineState, now: TimelineState, geometry: Geometry, size: tuple[int, int]) -> QRegion:
    """Find what must be painted again.

    Args:
        former: What the picture shows.
        now: What it is to show.
        geometry: Where things are now.
        size: Width and height of the picture.

    Returns:
        The region; all of the picture where more has changed than what a drag of clips changes.
    """
    width, height = size
    whole = QRegion(0, 0, width, height)
    if former.timeline is None or now.timeline is None:
        return whole
    dragged = replace(
        former, timeline=now.timeline, snapped=now.snapped, reached=now.reached, shots=now.shots, playhead=now.playhead
    )
    if dragged != now or _frame_of(former.timeline) != _frame_of(now.timeline):
        return whole
    region = QRegion()
    before = {track.id: track for track in former.timeline.tracks}
    for row in geometry.rows:
        span = _changed_span(before[row.track.id], row.track)
        if span is not None:
            region += _across(geometry, *span).intersected(QRect(0, geometry.top_of(row), width, row.height))
    scale = geometry.scale
    for state in (former, now):
        if former.snapped != now.snapped and state.snapped is not None:
            x = round(scale.x_of(state.snapped.time))
            region += QRect(x - 1, RULER, 3, height)
            region += QRect(x, height - _LABEL_HEIGHT, _LABEL, _LABEL_HEIGHT)
        if former.reached != now.reached and state.reached is not None:
            x = min(max(math.floor(scale.x_of(state.reached)), 0), width - _LABEL)
            region += QRect(x, RULER, 2 * _LABEL, _LABEL_HEIGHT + 4)
    return region


def hovered_region(hit: Hit | None, geometry: Geometry | None) -> QRegion:
    """Find where the picture shows what lies under the pointer: the handles of a clip.

    Args:
        hit: What lies there.
        geometry: Where things are.

    Returns:
        The region of the clip; nothing where there is none.
    """
    if hit is None or hit.clip is None or geometry is None:
        return QRegion()
    row = next((row for row in geometry.rows if row.track.id == hit.track_id), None)
    if row is None:
        return QRegion()
    x, right = geometry.scale.x_of(hit.clip.start), geometry.scale.x_of(hit.clip.end)
    return QRegion(math.floor(x) - _MARGIN, geometry.top_of(row), math.ceil(right - x) + 2 * _MARGIN, row.height)


def _frame_of(timeline: Timeline) -> tuple[object, ...]:
    """All that the picture shows of a timeline besides what lies on its tracks."""
    ids = [track.id for track in timeline.tracks]
    return timeline.id, timeline.rate, timeline.markers, timeline.in_point, timeline.out_point, ids


def _across(geometry: Geometry, start: float, end: float) -> QRegion:
    scale = geometry.scale
    left = max((start - scale.scroll) * scale.pixels, -_MARGIN)
    right = min((end - scale.scroll) * scale.pixels, 1 << 20)
    if right < left:
        return QRegion()
    return QRegion(math.floor(left) - _MARGIN, 0, math.ceil(right - left) + 2 * _MARGIN, 1 << 20)


def _changed_span(former: Track, now: Track) -> tuple[float, float] | None:
    """The seconds from and to which two states of a track differ; None if they do not."""
    if former is now:
        return None
    if (former.muted, former.hidden, former.locked) != (now.muted, now.hidden, now.locked):
        return 0.0, math.inf
    old, new = former.items, now.items
    least = min(len(old), len(new))
    first = next((position for position in range(least) if old[position] is not new[position]), least)
    if first == len(old) == len(new):
        return None
    start = former.layout.seconds[first]
    if former.layout.end != now.layout.end:
        # What follows has moved.
        return start, max(former.layout.seconds[-1], now.layout.seconds[-1])
    same = next((count for count in range(least - first) if old[-1 - count] is not new[-1 - count]), least - first)
    return start, now.layout.seconds[len(new) - same]
