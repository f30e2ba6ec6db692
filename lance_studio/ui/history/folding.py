"""Which part of the edit graph is shown: without folded branches, and without imports that nothing was made from."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lance_studio.project.history import Graph


@dataclass(frozen=True)
class Folding:
    """A graph with its branches folded.

    Attributes:
        graph: What is shown. A node that another way leads to is no longer made from a folded parent in it.
        counts: How many descendants are out of sight, by the folded nodes that are shown.
    """

    graph: "Graph"
    counts: Mapping[str, int] = field(default_factory=dict)


def fold(graph: "Graph", folded: Collection[str]) -> Folding:
    """Leave out the descendants of folded nodes to which no other way leads from a root.

    Args:
        graph: Everything that would be shown.
        folded: Nodes; unknown ones, those that nothing was made from, and those on a circle (which only a damaged file
            can have) are not folded.
    """
    closed, below = _closed(graph, folded)
    if not closed:
        return Folding(graph)
    covered = set().union(*below.values())
    shown = {node for node in graph.nodes if node not in covered}
    waiting = [node for node in shown if node not in closed]
    while waiting:
        for child in graph.children(waiting.pop()):
            if child not in shown:
                shown.add(child)
                if child not in closed:
                    waiting.append(child)
    edges = []
    for child, edge in graph.edges.items():
        if child in shown:
            kept = tuple(parent for parent in edge.parents if parent not in closed)
            edges.append(edge if len(kept) == len(edge.parents) else replace(edge, parents=kept))
    kind = type(graph)
    left = kind.of((node for key, node in graph.nodes.items() if key in shown), edges)
    return Folding(left, {node: len(below[node] - shown) for node in graph.nodes if node in closed and node in shown})


def _closed(graph: "Graph", folded: Collection[str]) -> tuple[set[str], dict[str, frozenset[str]]]:
    below: dict[str, frozenset[str]] = {}
    for node in folded:
        if node in graph.nodes and graph.children(node):
            found = graph.descendants(node)
            if not found.intersection(graph.parents(node)):
                below[node] = found
    return set(below), below


def way_to(graph: "Graph", node: str, folded: Collection[str]) -> tuple[str, ...]:
    """Return the folded nodes that must be unfolded to bring a node to sight; none where it is in sight already."""
    if node not in graph.nodes or node in fold(graph, folded).graph.nodes:
        return ()
    return tuple(one for one in graph.chain(node)[:-1] if one in folded)


def lone_imports(graph: "Graph") -> frozenset[str]:
    """Return the nodes that were made from nothing, and from which nothing was made."""
    return frozenset(node for node in graph.nodes if node not in graph.edges and not graph.children(node))
