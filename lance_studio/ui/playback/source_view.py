"""How a film or sound was looked at in the viewer: its in and out point, and where it stood. No step to undo."""

import json
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from lance_studio import limits

if TYPE_CHECKING:
    from lance_studio.project.project import Project
    from lance_studio.workflows.media_placement import Placeable

_LONGEST_TEXT = 500
_START, _END, _POSITION = "in", "out", "at"


@dataclass(frozen=True, slots=True)
class SourceView:
    """What the viewer remembers of one medium.

    Attributes:
        start: The in point, in seconds into the medium; None means its beginning.
        end: The out point, exclusive; None means its end.
        position: Where it stood.
    """

    start: Fraction | None = None
    end: Fraction | None = None
    position: Fraction = Fraction(0)

    def to_text(self) -> str | None:
        """Write it for the project's settings; None where there is nothing to remember."""
        values = {_START: self.start, _END: self.end, _POSITION: self.position or None}
        kept = {name: str(value) for name, value in values.items() if value is not None}
        return json.dumps(kept) if kept else None

    @classmethod
    def from_text(cls, text: str | None) -> "SourceView":
        """Read what `to_text` wrote, or whatever else a file holds: what makes no sense is left out."""
        if text is None or len(text) > _LONGEST_TEXT:
            return cls()
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            return cls()
        if not isinstance(found, dict):
            return cls()
        start, end, position = (_time(found.get(name)) for name in (_START, _END, _POSITION))
        if end is not None and end <= (start or 0):
            start = end = None
        return cls(start, end, position or Fraction(0))


def source_key(media_id: str) -> str:
    """Return the setting that holds how a medium was looked at."""
    return f"source:{media_id}"


def read_source_view(project: "Project", media_id: str) -> SourceView:
    """Read how a medium was looked at."""
    return SourceView.from_text(project.setting(source_key(media_id)))


def marked(project: "Project", item: "Placeable") -> "Placeable":
    """Return a medium with the part between its in and out point; one without such points as it is."""
    from lance_studio.errors import TimelineError
    from lance_studio.workflows.media_placement import part_of

    view = read_source_view(project, item.media.id)
    try:
        return part_of(item, view.start, view.end)
    except TimelineError:
        # The points are those of a longer file that had its place: all of it, rather than nothing.
        return item


def _time(value: object) -> Fraction | None:
    if not isinstance(value, str):
        return None
    try:
        time = limits.fraction(value)
    except ValueError:
        return None
    return time if 0 <= time <= limits.MEDIA_SECONDS.most else None
