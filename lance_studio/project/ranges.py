"""The in and the out point of a timeline, kept beside its document as a setting: they are view state, no step to undo.

Documents of earlier versions hold them; they count until the range of that timeline is set for the first time.
"""

from dataclasses import replace
from fractions import Fraction

from lance_studio import limits
from lance_studio.errors import TimelineError
from lance_studio.timeline.model import Timeline
from lance_studio.timeline.timing import align

_PREFIX = "range:"

Range = tuple[Fraction | None, Fraction | None]
"""In and out point in seconds; None where there is none."""


def range_key(timeline_id: str) -> str:
    """Return the key of the setting that holds the range of a timeline."""
    return _PREFIX + timeline_id


def timeline_of(key: str) -> str | None:
    """Return of which timeline a setting holds the range; None if it is another setting."""
    return key.removeprefix(_PREFIX) if key.startswith(_PREFIX) else None


def range_of(timeline: Timeline) -> Range:
    """Return the in and the out point of a timeline."""
    return timeline.in_point, timeline.out_point


def to_text(chosen: Range) -> str:
    """Return the value of the setting, such as "1/2,7"; nothing stands for a point that is not set."""
    return ",".join("" if point is None else str(point) for point in chosen)


def with_range(timeline: Timeline, text: str) -> Timeline:
    """Return a timeline with the range that a setting holds; as it is where the setting is damaged.

    Args:
        timeline: As its document has it.
        text: The value of the setting.
    """
    start, comma, end = text.partition(",")
    if not comma:
        return timeline
    try:
        chosen = tuple(align(limits.fraction(point), timeline.rate) if point else None for point in (start, end))
        return replace(timeline, in_point=chosen[0], out_point=chosen[1])
    except (ValueError, TimelineError):
        return timeline


def without_range(timeline: Timeline) -> Timeline:
    """Return a timeline as its document is to have it."""
    return replace(timeline, in_point=None, out_point=None) if range_of(timeline) != (None, None) else timeline
