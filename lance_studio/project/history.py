"""Questions to the edit graph: what was made from what. Pure; a graph is read once and then asked.

A graph that a damaged file brings may have cycles and parents that are not there: every walk ends all the same.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from lance_studio.project.rows import Edge, Node


@dataclass(frozen=True)
class Graph:
    """Nodes and edges at one moment.

    Attributes:
        nodes: All nodes by id, in the order in which they were added.
        edges: All edges by the id of the node that they made.
    """

    nodes: Mapping[str, Node]
    edges: Mapping[str, Edge]

    @classmethod
    def of(cls, nodes: Iterable[Node], edges: Iterable[Edge]) -> "Graph":
        """Return the graph of these nodes and edges; edges to and from other nodes are left out."""
        known = {node.id: node for node in nodes}
        return cls(known, {edge.child: edge for edge in edges if edge.child in known})

    def changed(self, nodes: Mapping[str, Node | None], edges: Mapping[str, Edge | None]) -> "Graph | None":
        """Return the graph after a change, made from this one; None where it has to be made of all nodes again.

        Args:
            nodes: The nodes that were added, altered or (None) removed; those that were added come after all others,
                in this order.
            edges: The same for edges, by the node that they made.
        """
        new_nodes, new_edges = dict(self.nodes), dict(self.edges)
        for key, node in nodes.items():
            if node is None:
                if self.children(key):
                    return None
                new_nodes.pop(key, None)
            else:
                new_nodes[key] = node
        for child, edge in edges.items():
            if child in self.edges and edge is not None and edge.parents != self.edges[child].parents:
                return None
            new_edges.pop(child, None)
            if edge is not None and child in new_nodes:
                new_edges[child] = edge
        for key in nodes:
            if key not in new_nodes:
                new_edges.pop(key, None)
        made = Graph(new_nodes, new_edges)
        made.__dict__["_parents"], made.__dict__["_children"] = self._kin_after(made, {*nodes, *edges})
        return made

    def _kin_after(
        self, made: "Graph", changed: set[str]
    ) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
        """Parents and children of a graph that differs from this one in some nodes, by what is known of this one."""
        parents, children = dict(self._parents), dict(self._children)
        for key in changed:
            for parent in dict.fromkeys(parents.pop(key, ())):
                if parent in children:
                    children[parent] = tuple(one for one in children[parent] if one != key)
            if key not in made.nodes:
                children.pop(key, None)
        rank = {key: number for number, key in enumerate(made.nodes)}
        for key in sorted((key for key in changed if key in rank), key=rank.__getitem__):
            children.setdefault(key, ())
            edge = made.edges.get(key)
            if edge is None:
                continue
            parents[key] = tuple(parent for parent in edge.parents if parent in made.nodes)
            for parent in dict.fromkeys(parents[key]):
                # Oldest first; what was altered may stand in the middle.
                kin = {*children.get(parent, ()), key}
                children[parent] = tuple(sorted(kin, key=rank.__getitem__))
        return parents, children

    @cached_property
    def _parents(self) -> dict[str, tuple[str, ...]]:
        nodes = self.nodes
        return {
            child: tuple(parent for parent in edge.parents if parent in nodes) for child, edge in self.edges.items()
        }

    @cached_property
    def _children(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {node: [] for node in self.nodes}
        for child in self.nodes:  # oldest first, so that the children come in that order
            for parent in dict.fromkeys(self.parents(child)):
                found[parent].append(child)
        return {node: tuple(children) for node, children in found.items()}

    def parents(self, node: str) -> tuple[str, ...]:
        """Return the nodes that a node was made from, in the request's order; none for an import."""
        return self._parents.get(node, ())

    def children(self, node: str) -> tuple[str, ...]:
        """Return the nodes that were made from a node, oldest first."""
        return self._children.get(node, ())

    def roots(self) -> tuple[str, ...]:
        """Return the nodes that were made from nothing else, oldest first."""
        return tuple(node for node in self.nodes if not self.parents(node))

    def tips(self) -> tuple[str, ...]:
        """Return the nodes that nothing was made from, oldest first."""
        return tuple(node for node in self.nodes if not self.children(node))

    def chain(self, node: str) -> tuple[str, ...]:
        """Return the way from a root to a node along first parents, both included; empty for an unknown node."""
        way: dict[str, None] = {}
        current = node if node in self.nodes else None
        while current is not None and current not in way:
            way[current] = None
            current = next(iter(self.parents(current)), None)
        return tuple(reversed(way))

    def ancestors(self, node: str) -> frozenset[str]:
        """Return everything that a node goes back to, without the node itself."""
        return self._reached(node, self.parents)

    def descendants(self, node: str) -> frozenset[str]:
        """Return everything that goes back to a node, without the node itself."""
        return self._reached(node, self.children)

    def branches(self) -> tuple[tuple[str, ...], ...]:
        """Return the chain to each tip; chains share their beginnings where the graph branches."""
        return tuple(self.chain(tip) for tip in self.tips())

    def common_ancestor(self, one: str, other: str) -> str | None:
        """Return the last node that the chains of two nodes share, or None if they have different roots."""
        shared = [a for a, b in zip(self.chain(one), self.chain(other), strict=False) if a == b]
        return shared[-1] if shared else None

    def _reached(self, start: str, step: Callable[[str], tuple[str, ...]]) -> frozenset[str]:
        reached: set[str] = set()
        waiting = list(step(start))
        while waiting:
            node = waiting.pop()
            if node not in reached:
                reached.add(node)
                waiting.extend(step(node))
        return frozenset(reached - {start})
