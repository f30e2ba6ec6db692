"""Changes of timelines; their documents are made by the timeline room and stored as they are."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lance_studio.project.ranges import range_key
from lance_studio.project.rows import TimelineRow
from lance_studio.project.tables import SETTINGS, TIMELINES
from lance_studio.timeline.model import Timeline

if TYPE_CHECKING:
    from lance_studio.project.transaction import Transaction


@dataclass(frozen=True)
class AddTimeline:
    """Add a timeline."""

    timeline: TimelineRow
    name: str = "Add timeline"
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change."""
        transaction.add(TIMELINES, self.timeline)


@dataclass(frozen=True)
class EditTimeline:
    """Replace a timeline's document; the name says which edit it was, for example "Trim clip".

    Attributes:
        timeline_id: Which timeline.
        document: The timeline after the edit, or the document that it is. Who has the timeline gives it: it is encoded
            here, with what is known of the former one, and nobody parses it again. Its in and out point are set beside
            the document, without a step to undo.
        name: As of any command.
        merge_key: As of any command.
    """

    timeline_id: str
    document: Timeline | str
    name: str = "Edit timeline"
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change."""
        row = transaction.require(TIMELINES, self.timeline_id)
        if isinstance(self.document, str):
            transaction.put(TIMELINES, replace(row, document=self.document))
        else:
            transaction.put_timeline(row, self.document)


@dataclass(frozen=True)
class RenameTimeline:
    """Give a timeline another name."""

    timeline_id: str
    new_name: str
    name: str = "Rename timeline"
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change."""
        transaction.put(TIMELINES, replace(transaction.require(TIMELINES, self.timeline_id), name=self.new_name))


@dataclass(frozen=True)
class RemoveTimeline:
    """Remove a timeline."""

    timeline_id: str
    name: str = "Remove timeline"
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change."""
        transaction.require(TIMELINES, self.timeline_id)
        transaction.delete(TIMELINES, self.timeline_id)
        # Undo brings the range back with its timeline.
        transaction.delete(SETTINGS, range_key(self.timeline_id), undoable=True)
