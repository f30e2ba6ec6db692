"""Where the nodes of the edit graph stand: what was made later to the right, branches below each other."""

from collections.abc import Mapping
from dataclasses import dataclass

from lance_studio.project.history import Graph


@dataclass(frozen=True)
class Spot:
    """A node's place on the grid, counted from 0."""

    column: int
    row: int


def arrange(graph: Graph) -> Mapping[str, Spot]:
    """Give each node a place of its own.

    A node stands one column to the right of the last of its parents. The oldest child goes on in its parent's row, each
    further one begins a row below everything that the former ones take up. Imports and new pictures begin rows too.

    Args:
        graph: Nodes and edges; walks end even where a damaged file makes them circular.
    """
    columns = _columns(graph)
    first = {node: next(iter(graph.parents(node)), None) for node in graph.nodes}
    children: dict[str | None, list[str]] = {}
    for node, parent in first.items():
        children.setdefault(parent, []).append(node)
    rows: dict[str, int] = {}
    free = 0
    # Those whose chain of first parents is circular are never reached from a root; they stand at the end.
    for start in (*children.get(None, ()), *graph.nodes):
        waiting = [start]
        while waiting:
            node = waiting.pop()
            if node in rows:
                continue
            parent = first[node]
            goes_on = parent is not None and parent in rows and children[parent][0] == node
            if goes_on and parent is not None:
                rows[node] = rows[parent]
            else:
                rows[node], free = free, free + 1
            waiting += reversed(children.get(node, ()))
    return {node: Spot(columns[node], rows[node]) for node in graph.nodes}


def _columns(graph: Graph) -> dict[str, int]:
    columns: dict[str, int] = {}
    for start in graph.nodes:
        parents = graph.parents(start)
        # Nodes come oldest first, so that nearly always all parents have their places already.
        if start not in columns and all(parent in columns for parent in parents):
            columns[start] = 1 + max((columns[parent] for parent in parents), default=-1)
            continue
        waiting, entered = [start], {start}
        while waiting:
            node = waiting[-1]
            unknown = [one for one in graph.parents(node) if one not in columns and one not in entered]
            if node in columns or not unknown:
                waiting.pop()
                columns.setdefault(node, 1 + max((columns.get(one, -1) for one in graph.parents(node)), default=-1))
            else:
                waiting += unknown
                entered.update(unknown)
    return columns
