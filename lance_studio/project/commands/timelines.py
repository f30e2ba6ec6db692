"""Changes of timelines; their documents are made by the timeline room and stored as they are."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lance_studio import limits
from lance_studio.errors import TimelineError
from lance_studio.language import mark, tr
from lance_studio.project.ranges import range_key
from lance_studio.project.rows import TIMELINE_ORDER, Setting, TimelineRow
from lance_studio.project.tables import SETTINGS, TIMELINES
from lance_studio.project.timeline_order import to_text
from lance_studio.timeline.model import Timeline

if TYPE_CHECKING:
    from lance_studio.project.transaction import Transaction


def _require_length(name: str) -> None:
    limits.NAME_CHARACTERS.require(len(name), tr("The name of a timeline"), tr("Choose a shorter name."), TimelineError)


@dataclass(frozen=True)
class AddTimeline:
    """Add a timeline."""

    timeline: TimelineRow
    name: str = mark("Add timeline")
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change; raises TimelineError if the name is too long."""
        _require_length(self.timeline.name)
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
    name: str = mark("Edit timeline")
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
    """Give a timeline another name, in its row and in its document; a damaged document stays as it is."""

    timeline_id: str
    new_name: str
    name: str = mark("Rename timeline")
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change; raises TimelineError if the name is blank or too long."""
        row = transaction.require(TIMELINES, self.timeline_id)
        if not self.new_name.strip():
            raise TimelineError(tr("A timeline needs a name."), tr("Type one."))
        _require_length(self.new_name)
        document = row.document
        try:
            timeline = transaction.documents.decode(document)
        except TimelineError:
            pass
        else:
            document = transaction.documents.encode(replace(timeline, name=self.new_name))
        transaction.put(TIMELINES, replace(row, name=self.new_name, document=document))


@dataclass(frozen=True)
class OrderTimelines:
    """Put the timelines into another order.

    Attributes:
        timeline_ids: All timelines, in the order that they are to have.
        name: As of any command.
        merge_key: As of any command.
    """

    timeline_ids: tuple[str, ...]
    name: str = mark("Move timeline")
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change; refused if one of them is not in the project."""
        for timeline_id in self.timeline_ids:
            transaction.require(TIMELINES, timeline_id)
        order = Setting(key=TIMELINE_ORDER, value=to_text(self.timeline_ids))
        transaction.put(SETTINGS, order, undoable=True)


@dataclass(frozen=True)
class RemoveTimeline:
    """Remove a timeline; undo brings it back in its place. What its clips show stays in the project."""

    timeline_id: str
    name: str = mark("Remove timeline")
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change."""
        transaction.require(TIMELINES, self.timeline_id)
        transaction.delete(TIMELINES, self.timeline_id)
        # Undo brings the range back with its timeline.
        transaction.delete(SETTINGS, range_key(self.timeline_id), undoable=True)
