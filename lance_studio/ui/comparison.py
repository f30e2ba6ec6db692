"""Which nodes are compared on the canvas, and how: a value."""

from dataclasses import dataclass, replace

MODES = ("wipe", "side", "grid", "difference", "blink")
"""The ways to compare: a divider, beside each other, in rows and columns, what differs, one after the other."""


@dataclass(frozen=True)
class Comparison:
    """Nodes that are compared, in their order; the first is what sizes and differences are measured by.

    Attributes:
        nodes: Ids of two or more nodes, each once.
        mode: One of `MODES`.

    Raises:
        ValueError: There are fewer than two nodes, one is named twice, or there is no such mode.
    """

    nodes: tuple[str, ...]
    mode: str = "wipe"

    def __post_init__(self) -> None:
        if len(self.nodes) < 2 or len(set(self.nodes)) != len(self.nodes):
            raise ValueError(self.nodes)
        if self.mode not in MODES:
            raise ValueError(self.mode)

    @staticmethod
    def of(nodes: tuple[str, ...], former: "Comparison | None" = None) -> "Comparison":
        """Return the comparison of some nodes: as the former one, else two by a divider and more in a grid."""
        mode = former.mode if former is not None else "wipe" if len(nodes) == 2 else "grid"
        return Comparison(nodes, mode)

    def swapped(self) -> "Comparison":
        """Return it with the first node behind the others: of two, the sides are exchanged."""
        return replace(self, nodes=(*self.nodes[1:], self.nodes[0]))

    def without(self, gone: frozenset[str]) -> "Comparison | None":
        """Return it without some nodes; None where fewer than two are left."""
        left = tuple(node for node in self.nodes if node not in gone)
        return replace(self, nodes=left) if len(left) > 1 else None
