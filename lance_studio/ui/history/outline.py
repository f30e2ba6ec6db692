"""The edit graph as a list: what was made from a node follows it, and rails lead from each to its branches."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from lance_studio.project.history import Graph

MOST_LANES = 24
"""Rails beside each other; what would be further in shares the last one."""

Join = Literal["root", "line", "branch"]


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """One line of the list.

    Attributes:
        node: The node's id.
        lane: On which rail it stands, from 0.
        join: How it hangs together with its first parent: not at all, on the same rail, or by a way from the rail to
            its left.
        goes_on: Whether its own rail goes on below it.
        through: The rails that pass by.
    """

    node: str
    lane: int = 0
    join: Join = "root"
    goes_on: bool = False
    through: tuple[int, ...] = ()


def outline(graph: "Graph") -> tuple[OutlineRow, ...]:
    """Give each node its line.

    What was made from a node follows it, oldest first; the youngest stays on its rail, each other one begins a rail to
    the right. A new node therefore comes after its parent's other descendants, and no other line changes its order.

    Args:
        graph: Nodes and edges; each node stands with its first parent. Walks end even where a damaged file makes them
            circular.
    """
    children: dict[str, list[str]] = {}
    roots = []
    for node in graph.nodes:
        parents = graph.parents(node)
        if parents:
            children.setdefault(parents[0], []).append(node)
        else:
            roots.append(node)
    rows: list[OutlineRow] = []
    seen: set[str] = set()
    # Those whose chain of first parents is circular are never reached from a root; they stand at the end.
    for start in (*roots, *graph.nodes):
        if start not in seen:
            _walk(start, children, seen, rows)
    return tuple(rows)


def _walk(start: str, children: dict[str, list[str]], seen: set[str], rows: list[OutlineRow]) -> None:
    waiting: list[tuple[str, int, Join, tuple[int, ...]]] = [(start, 0, "root", ())]
    seen.add(start)
    while waiting:
        node, lane, join, through = waiting.pop()
        made = [child for child in children.get(node, ()) if child not in seen]
        seen.update(made)
        rows.append(OutlineRow(node, lane, join, bool(made), through))
        if not made:
            continue
        waiting.append((made[-1], lane, "line", through))
        further_in = lane + 1 < MOST_LANES
        for child in reversed(made[:-1]):
            if further_in:
                waiting.append((child, lane + 1, "branch", (*through, lane)))
            else:
                waiting.append((child, lane, "line", through))
