"""The bin's cards of timelines."""

from typing import TYPE_CHECKING

from lance_studio.errors import TimelineError
from lance_studio.language import tr
from lance_studio.project.rows import TimelineRow
from lance_studio.timeline.model import Timeline
from lance_studio.timeline.queries import clips, duration
from lance_studio.timeline.visible import topmost_visible
from lance_studio.ui.media.entries import TIMELINE, Entry, length_words

if TYPE_CHECKING:
    from lance_studio.project.project import Project

_MOST_READ = 1 << 20
"""Characters of a document that is read for a card's picture and length: about 2,000 clips, a tenth of a second."""
_MOST_LOOKED_AT = 16


class TimelineEntries:
    """Makes the cards of a project's timelines, and again only those that have changed."""

    def __init__(self) -> None:
        self._made: dict[str, tuple[TimelineRow, Entry]] = {}

    def of(self, project: "Project") -> tuple[Entry, ...]:
        """Return the cards of all timelines, in their order."""
        known, self._made = self._made, {}
        for row in project.timelines():
            made = known.get(row.id)
            self._made[row.id] = made if made is not None and made[0] == row else (row, _entry(project, row))
        return tuple(entry for _row, entry in self._made.values())


def _entry(project: "Project", row: TimelineRow) -> Entry:
    plain = Entry(row.id, None, row.name, TIMELINE)
    if len(row.document) > _MOST_READ:
        return plain
    try:
        timeline = project.timeline_value(row.id)
    except TimelineError:
        return Entry(row.id, None, row.name, TIMELINE, tr("Damaged"))
    if timeline is None:
        return plain
    length = duration(timeline)
    return Entry(
        row.id, None, row.name, TIMELINE, length_words(length) if length else tr("Empty"), picture=_first_seen(timeline)
    )


def _first_seen(timeline: Timeline) -> str | None:
    """The medium that is seen first."""
    starts = sorted({place.start for place in clips(timeline) if place.track.kind == "video"})
    # Where the first clips are hidden, a picture is not worth looking through thousands.
    seen = (topmost_visible(timeline, start) for start in starts[:_MOST_LOOKED_AT])
    return next((place.clip.media_id for place in seen if place is not None), None)
