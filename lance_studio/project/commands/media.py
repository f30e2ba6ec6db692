"""Changes of the media: add, rename, remove, link again, embed."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lance_studio.errors import CommandRefusedError
from lance_studio.language import mark, tr
from lance_studio.project.rows import Media, Node
from lance_studio.project.tables import MEDIA, NODES, TIMELINES

if TYPE_CHECKING:
    from lance_studio.project.linking import Link
    from lance_studio.project.transaction import Transaction


@dataclass(frozen=True)
class AddMedia:
    """Add a medium and, if given, the node that shows it; embedded content must be in the project already."""

    media: Media
    node: Node | None = None
    name: str = mark("Import media")
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change; refused if the content is missing."""
        if self.media.link is None:
            transaction.require_blob(self.media.digest, self.media.size)
        transaction.add(MEDIA, self.media)
        if self.node is not None:
            transaction.require(MEDIA, self.node.media_id)
            transaction.add(NODES, self.node)


@dataclass(frozen=True)
class RenameMedia:
    """Give a medium another name; the file that it came from keeps its own."""

    media_id: str
    new_name: str
    name: str = mark("Rename media")
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change."""
        transaction.put(MEDIA, replace(transaction.require(MEDIA, self.media_id), name=self.new_name))


@dataclass(frozen=True)
class RemoveMedia:
    """Remove a medium that nothing uses; a linked file stays where it is."""

    media_id: str
    name: str = mark("Remove media")
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change; refused if the history or a timeline uses the medium."""
        media = transaction.require(MEDIA, self.media_id)
        if transaction.rows(NODES, "media_id = ?", (self.media_id,)):
            raise CommandRefusedError(
                tr("'{name}' is part of the history.", name=media.name), tr("Remove it from the history first.")
            )
        # The documents of timelines belong to another room; an id is long enough to be found in their text.
        for timeline in transaction.rows(TIMELINES, "instr(document, ?) > 0", (self.media_id,)):
            raise CommandRefusedError(
                tr("'{name}' is used in the timeline '{name2}'.", name=media.name, name2=timeline.name),
                tr("Remove its clips from the timeline first."),
            )
        transaction.delete(MEDIA, self.media_id)


@dataclass(frozen=True)
class RelinkMedia:
    """Say where the file of a linked medium lies now; `linking.check_relink` has checked that it is the same file."""

    media_id: str
    link: "Link"
    name: str = mark("Relink media")
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change; refused if the medium is embedded or the file is of another size."""
        media = transaction.require(MEDIA, self.media_id)
        if media.link is None:
            raise CommandRefusedError(tr("'{name}' is in the project itself and needs no file.", name=media.name))
        if media.size != self.link.size:
            raise CommandRefusedError(
                tr("The file for '{name}' has other content.", name=media.name),
                tr("Choose the file that was imported."),
            )
        transaction.put(MEDIA, replace(media, link=self.link.path, modified_ns=self.link.modified_ns))


@dataclass(frozen=True)
class ReplaceMedia:
    """Link a medium to a file of another content, because its user says so; its form must be the same.

    Attributes:
        media: The medium as it is to be, under the id that it has; `workflows.relinking` makes it.
    """

    media: Media
    name: str = mark("Link different file")
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change; refused if the medium is embedded or the file is of another form."""
        former = transaction.require(MEDIA, self.media.id)
        if former.link is None or self.media.link is None:
            raise CommandRefusedError(tr("'{name}' is in the project itself and needs no file.", name=former.name))
        for each in ("kind", "width", "height", "rate"):
            if getattr(former, each) != getattr(self.media, each):
                raise CommandRefusedError(
                    tr("The file for '{name}' is of another size or kind.", name=former.name),
                    tr("Import it as a new medium."),
                )
        transaction.put(MEDIA, self.media)


@dataclass(frozen=True)
class ChangeKind:
    """Take a medium for a picture or a film, with the nodes that show it; its content stays the same.

    Attributes:
        media: The medium as it is to be, under the id that it has; `workflows.stills` makes it.
    """

    media: Media
    name: str
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change; refused if the content is another one."""
        former = transaction.require(MEDIA, self.media.id)
        if former.digest != self.media.digest:
            raise CommandRefusedError(tr("'{name}' has changed in the meantime.", name=former.name))
        transaction.put(MEDIA, self.media)
        for node in transaction.rows(NODES, "media_id = ?", (self.media.id,)):
            transaction.put(NODES, replace(node, kind="picture" if self.media.kind == "picture" else "clip"))


@dataclass(frozen=True)
class EmbedMedia:
    """Take linked media into the project; their content must be in it already (`MediaFiles.embed`)."""

    media_ids: tuple[str, ...]
    name: str = mark("Collect media")
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change; refused if the content of one of them is missing."""
        for media_id in self.media_ids:
            media = transaction.require(MEDIA, media_id)
            transaction.require_blob(media.digest, media.size)
            transaction.put(MEDIA, replace(media, link=None, modified_ns=None))
