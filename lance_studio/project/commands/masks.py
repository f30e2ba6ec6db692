"""Changes of masks: draw, clear, change the edge, save under a name, use a saved one, remove."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lance_studio import limits
from lance_studio.errors import CommandRefusedError
from lance_studio.language import mark, tr
from lance_studio.project.rows import NodeMask, new_id
from lance_studio.project.tables import MASKS, MEDIA, NODES

if TYPE_CHECKING:
    from lance_studio.project.transaction import Transaction


@dataclass(frozen=True)
class SetMask:
    """Give a node another working mask; what it does not say stays as it is.

    Attributes:
        node_id: The node; its picture has the mask's size.
        digest: Digest of the blob with the mask's pixels.
        width: Pixels.
        height: Pixels.
        grow: As of `NodeMask`; None keeps what it was.
        feather: As of `NodeMask`; None keeps what it was.
        name: What was done, for example "Invert mask".
    """

    node_id: str
    digest: str
    width: int
    height: int
    grow: int | None = None
    feather: int | None = None
    name: str = mark("Draw mask")
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change; refused if the content is missing or the picture has another size."""
        _require_size(transaction, self.node_id, self.width, self.height)
        transaction.require_blob(self.digest)
        mask = working_mask(transaction, self.node_id) or NodeMask(
            id=new_id(), node_id=self.node_id, digest=self.digest, width=self.width, height=self.height
        )
        mask = replace(mask, digest=self.digest, width=self.width, height=self.height)
        transaction.put(MASKS, _with_edge(mask, self.grow, self.feather))


@dataclass(frozen=True)
class ClearMask:
    """Take a node's working mask away; nothing happens if it has none."""

    node_id: str
    name: str = mark("Clear mask")
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change."""
        for mask_id in transaction.keys(MASKS, "node_id = ? AND name = ''", (self.node_id,)):
            transaction.delete(MASKS, mask_id)


@dataclass(frozen=True)
class ChangeMaskEdge:
    """Widen, narrow or soften a node's working mask where it is used; its pixels stay as they were drawn.

    Attributes:
        node_id: The node.
        grow: As of `NodeMask`; None keeps what it was.
        feather: As of `NodeMask`; None keeps what it was.
        merge_key: The same for all steps of one drag of a slider.
    """

    node_id: str
    grow: int | None = None
    feather: int | None = None
    name: str = mark("Change mask edge")
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change; refused if there is no mask, or a number is out of range."""
        mask = working_mask(transaction, self.node_id)
        if mask is None:
            raise CommandRefusedError(tr("This picture has no mask."), tr("Draw one first."))
        transaction.put(MASKS, _with_edge(mask, self.grow, self.feather))


@dataclass(frozen=True)
class SaveMask:
    """Keep a copy of a node's working mask under a name; one of that name and node is replaced."""

    node_id: str
    new_name: str
    name: str = mark("Save mask")
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change; refused if there is no mask or no name."""
        mask, name = working_mask(transaction, self.node_id), self.new_name.strip()
        if mask is None or not name:
            raise CommandRefusedError(
                tr("There is no mask to save, or no name for it."), tr("Draw a mask and name it.")
            )
        same = transaction.rows(MASKS, "node_id = ? AND name = ?", (self.node_id, name))
        kept = replace(mask, name=name)
        # A fresh row has its own time; one that is replaced keeps its id and time.
        found = same[0] if same else NodeMask(id=new_id(), node_id=self.node_id, digest="", width=0, height=0)
        transaction.put(MASKS, replace(kept, id=found.id, created=found.created))


@dataclass(frozen=True)
class UseMask:
    """Let a saved mask be a node's working mask, with its edge; the saved one stays as it is."""

    node_id: str
    mask_id: str
    name: str = mark("Use saved mask")
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change; refused if the mask is gone or the picture has another size."""
        saved = transaction.require(MASKS, self.mask_id)
        SetMask(self.node_id, saved.digest, saved.width, saved.height, saved.grow, saved.feather).apply(transaction)


@dataclass(frozen=True)
class RemoveMask:
    """Remove a saved mask."""

    mask_id: str
    name: str = mark("Remove saved mask")
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change; refused if it is gone already."""
        transaction.require(MASKS, self.mask_id)
        transaction.delete(MASKS, self.mask_id)


def working_mask(transaction: "Transaction", node_id: str) -> NodeMask | None:
    """Return a node's working mask, if it has one."""
    return next(iter(transaction.rows(MASKS, "node_id = ? AND name = ''", (node_id,))), None)


def _require_size(transaction: "Transaction", node_id: str, width: int, height: int) -> None:
    media = transaction.require(MEDIA, transaction.require(NODES, node_id).media_id)
    if (media.width, media.height) != (width, height):
        raise CommandRefusedError(
            tr(
                "The mask is {width} × {height} pixels and the picture {width2} × {height2}.",
                width=width,
                height=height,
                width2=media.width,
                height2=media.height,
            ),
            tr("Use a mask of the picture's size."),
        )


def _with_edge(mask: NodeMask, grow: int | None, feather: int | None) -> NodeMask:
    grow = mask.grow if grow is None else grow
    feather = mask.feather if feather is None else feather
    most = limits.MASK_EDGE.most
    if abs(grow) > most or not 0 <= feather <= most:
        raise CommandRefusedError(
            tr(
                "A mask's edge was to be moved by {grow} or softened over {feather} pixels.", grow=grow, feather=feather
            ),
            tr("Choose at most {most}.", most=most),
        )
    return replace(mask, grow=grow, feather=feather)
