"""What the timeline's panel shows, as a value."""

import enum
from dataclasses import dataclass, field
from fractions import Fraction

from lance_studio.timeline.edges import Shot
from lance_studio.timeline.model import Timeline
from lance_studio.timeline.snapping import SnapPoint
from lance_studio.ui.timeline.geometry import TimeScale


class Tool(enum.Enum):
    """What a press on a clip does."""

    SELECT = "select"
    BLADE = "blade"
    RIPPLE = "ripple"
    ROLL = "roll"
    SLIP = "slip"


@dataclass(frozen=True)
class Ghost:
    """Where something that is dragged over the timeline would land.

    Attributes:
        start: Seconds.
        end: Seconds.
        track_id: The track under the pointer, if any.
        insert: Whether it pushes what follows.
    """

    start: Fraction
    end: Fraction
    track_id: str | None
    insert: bool


@dataclass(frozen=True)
class TimelineState:
    """All that the view shows.

    Attributes:
        timeline: The timeline, as a drag under way would make it; None if there is none.
        selected: The selected clips.
        marker: The selected marker, if any; then no clip is selected.
        playhead: Seconds.
        tool: What a press does.
        snapping: Whether edges snap.
        snapped: Where the snapping line stands, if any.
        reached: The time that a drag has reached, for the label at the pointer; None while nothing is dragged.
        shots: The frames at the edge that is dragged, for the viewer; empty while none is dragged.
        ghost: What would be dropped.
        band: Two corners of the rectangle that selects, in pixels; None if there is none.
        scale: Times along x.
        scroll_y: Pixels of tracks that are hidden.
    """

    timeline: Timeline | None = None
    selected: tuple[str, ...] = ()
    marker: str | None = None
    playhead: Fraction = Fraction(0)
    tool: Tool = Tool.SELECT
    snapping: bool = True
    snapped: SnapPoint | None = None
    reached: Fraction | None = None
    shots: tuple[Shot, ...] = ()
    ghost: Ghost | None = None
    band: tuple[float, float, float, float] | None = None
    scale: TimeScale = field(default_factory=TimeScale)
    scroll_y: int = 0
