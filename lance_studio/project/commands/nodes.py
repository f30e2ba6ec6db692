"""Changes of the edit graph: add a result, rename, hide, star, remove."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lance_studio.errors import CommandRefusedError
from lance_studio.language import mark, tr
from lance_studio.project.rows import Edge, Media, Node
from lance_studio.project.tables import EDGES, MASKS, MEDIA, NODES

if TYPE_CHECKING:
    from lance_studio.project.transaction import Transaction


@dataclass(frozen=True)
class AddNode:
    """Add a node with the edge that made it and, where it is new, its medium.

    A graph that only grows like this has no cycles: an edge comes with its child and leads to nodes that exist.
    """

    node: Node
    edge: Edge | None = None
    media: Media | None = None
    name: str = mark("Add result")
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change; refused if the content, the medium or a parent is missing."""
        if self.media is not None:
            if self.media.link is None:
                transaction.require_blob(self.media.digest, self.media.size)
            transaction.add(MEDIA, self.media)
        transaction.require(MEDIA, self.node.media_id)
        if self.edge is not None:
            if self.edge.child != self.node.id:
                raise CommandRefusedError(tr("The way to the new node leads to another one."))
            for parent in self.edge.parents:
                transaction.require(NODES, parent)
            for digest in (*self.edge.blobs, *filter(None, (self.edge.latent,))):
                transaction.require_blob(digest)
        transaction.add(NODES, self.node)
        if self.edge is not None:
            transaction.add(EDGES, self.edge)


@dataclass(frozen=True)
class RenameNode:
    """Give a node another name."""

    node_id: str
    new_name: str
    name: str = mark("Rename node")
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change."""
        transaction.put(NODES, replace(transaction.require(NODES, self.node_id), name=self.new_name))


@dataclass(frozen=True)
class HideNodes:
    """Leave nodes out of the history, or show them again."""

    node_ids: tuple[str, ...]
    hidden: bool = True
    name: str = mark("Hide nodes")
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change."""
        for node_id in self.node_ids:
            transaction.put(NODES, replace(transaction.require(NODES, node_id), hidden=self.hidden))


@dataclass(frozen=True)
class StarNode:
    """Mark a node as a favourite, or take the mark away."""

    node_id: str
    starred: bool = True
    name: str = mark("Star node")
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change."""
        transaction.put(NODES, replace(transaction.require(NODES, self.node_id), starred=self.starred))


@dataclass(frozen=True)
class RemoveNode:
    """Remove a node that nothing was made from, with its edge and its masks; its medium stays in the project."""

    node_id: str
    name: str = mark("Remove node")
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change; refused if another node was made from this one."""
        node = transaction.require(NODES, self.node_id)
        if transaction.rows(EDGES, "EXISTS (SELECT 1 FROM json_each(parents) WHERE value = ?)", (self.node_id,)):
            raise CommandRefusedError(
                tr("Other results were made from '{name}'.", name=node.name),
                tr("Hide it instead, or remove those results first."),
            )
        for mask_id in transaction.keys(MASKS, "node_id = ?", (self.node_id,)):
            transaction.delete(MASKS, mask_id)
        transaction.delete(EDGES, self.node_id)
        transaction.delete(NODES, self.node_id)
