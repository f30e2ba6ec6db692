"""Where the nodes of the edit graph stand: what was made later to the right, branches below each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lance_studio.project.history import Graph


@dataclass(frozen=True)
class Spot:
    """A node's place on the grid, counted from 0."""

    column: int
    row: int


def arrange(graph: "Graph") -> Mapping[str, Spot]:
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


def go_on(former: "Graph", places: Mapping[str, Spot], graph: "Graph") -> Mapping[str, Spot]:
    """Return what `arrange` does, with less work where a graph has only grown by new nodes at its end.

    Args:
        former: An earlier graph.
        places: Its arrangement.
        graph: The graph now.
    """
    count = len(former.nodes)
    ids = list(graph.nodes)
    new = ids[count:]
    same = ids[:count] == list(former.nodes) and not any(graph.children(node) for node in new)
    if not same or any(graph.edges.get(node) is not edge for node, edge in former.edges.items()):
        return arrange(graph)
    if len(graph.edges) != len(former.edges) + sum(node in graph.edges for node in new):
        return arrange(graph)
    found = dict(places)
    for node in new:
        parents = graph.parents(node)
        column = 1 + max((found[parent].column for parent in parents), default=-1)
        if not parents:
            found[node] = Spot(column, 1 + max((spot.row for spot in found.values()), default=-1))
            continue
        row, is_first = _row_below(graph, found, parents[0], node)
        if not is_first:
            found = {one: Spot(spot.column, spot.row + (spot.row >= row)) for one, spot in found.items()}
        found[node] = Spot(column, row)
    return found


def _row_below(graph: "Graph", places: Mapping[str, Spot], parent: str, node: str) -> tuple[int, bool]:
    """The row of a parent's newest child, and whether it is the first, which goes on in the parent's row."""

    def own(of: str) -> list[str]:
        return [one for one in graph.children(of) if graph.parents(one)[0] == of and one in places and one != node]

    if not own(parent):
        return places[parent].row, True
    last, seen = parent, {parent}
    while children := [one for one in own(last) if one not in seen]:
        # What began last below a node takes up the rows furthest down.
        last = children[-1]
        seen.add(last)
    return places[last].row + 1, False


def _columns(graph: "Graph") -> dict[str, int]:
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
