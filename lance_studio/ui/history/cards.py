"""What the history reads of a project: a card for each node and a link for each way to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice

from lance_studio.errors import InvalidRequestError
from lance_studio.language import tr
from lance_studio.project.history import Graph
from lance_studio.project.project import Project
from lance_studio.project.rows import Edge, Node
from lance_studio.ui.history.folding import fold, lone_imports
from lance_studio.ui.history.layout import Spot, go_on
from lance_studio.ui.wording.listing import listed
from lance_studio.workflows.describe import describe

_EMPTY = Graph({}, {})


@dataclass(frozen=True)
class Card:
    """A node as it is shown.

    Attributes:
        id: The node's id.
        media_id: Its medium.
        name: What people call it.
        kind: "picture" or "clip".
        column: Its place from the left, from 0.
        row: Its place from the top, from 0.
        generated: Whether the model made it.
        starred: Whether somebody marked it.
        hidden: Whether it is left out unless hidden ones are shown.
        words: The instruction that made it; empty for an import.
        created: When it was made, as ISO text.
    """

    id: str
    media_id: str
    name: str
    kind: str
    column: int
    row: int
    generated: bool
    starred: bool = False
    hidden: bool = False
    words: str = ""
    created: str = ""

    @property
    def title(self) -> str:
        """The instruction; with the name before it where somebody gave one, and the name alone for an import."""
        if not self.words:
            return self.name
        line = " ".join(self.words.split())
        start, dots, end = self.name.partition("…")
        given = not (line.startswith(start) and line.endswith(end)) if dots else line != self.name
        return f"{self.name} · {self.words}" if given else self.words

    def spoken(self, folded: int | None = None) -> str:
        """Say what a screen reader calls the node.

        Args:
            folded: How many nodes are out of sight below it; None where it is not folded.
        """
        parts = [self.title, tr("clip") if self.kind == "clip" else tr("picture")]
        parts += [tr("made by the model") if self.generated else tr("imported")]
        parts += [tr("favourite")] if self.starred else []
        parts += [tr("hidden")] if self.hidden else []
        parts += [] if folded is None else [tr("{count} folded", count=folded)]
        return listed(parts)


@dataclass(frozen=True)
class Link:
    """A way from a parent to what was made from it.

    Attributes:
        parent: The node that was used.
        child: What was made.
        text: The instruction; only on the way from the first parent.
        first: Whether it comes from the first parent.
    """

    parent: str
    child: str
    text: str = ""
    first: bool = True


@dataclass(frozen=True)
class Reading:
    """What is shown of a project's edit graph.

    Attributes:
        cards: The nodes, oldest first.
        links: The ways between them.
        folded: How many nodes are out of sight below the folded nodes in sight.
        graph: The nodes and edges in sight.
        whole: The same with everything unfolded.
        any_hidden: Whether there are hidden nodes.
        lone: The imports from which nothing was made, without hidden ones unless these are shown.
    """

    cards: tuple[Card, ...] = ()
    links: tuple[Link, ...] = ()
    folded: Mapping[str, int] = field(default_factory=dict)
    graph: Graph = _EMPTY
    whole: Graph = _EMPTY
    any_hidden: bool = False
    lone: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Made:
    """What was made of a node, and from what."""

    node: Node
    edge: Edge | None
    parents: tuple[str, ...]
    card: Card
    links: tuple[Link, ...]


class GraphReader:
    """Reads the edit graph again and again, with little work where it has only grown."""

    def __init__(self) -> None:
        self._reading = Reading()
        self._places: Mapping[str, Spot] = {}
        self._made: dict[str, _Made] = {}
        # Requests are long to read; those of folded branches are wanted again.
        self._words: dict[str, tuple[str, str]] = {}

    def words(self, edge: Edge | None) -> str:
        """Return the instruction that made a node; nothing for an import."""
        if edge is None:
            return ""
        known = self._words.get(edge.child)
        if known is None or known[0] != edge.request:
            known = self._words[edge.child] = (edge.request, _words(edge))
        return known[1]

    def forget(self) -> Reading:
        """Return what is shown of no project."""
        self._reading, self._places, self._made, self._words = Reading(), {}, {}, {}
        return self._reading

    def read(
        self, project: Project, folded: frozenset[str], *, hidden: bool, imports: bool, current: str | None
    ) -> Reading:
        """Read what is shown now.

        Args:
            project: Whose graph.
            folded: The nodes whose descendants are left out.
            hidden: Whether hidden nodes are shown.
            imports: Whether imports are shown from which nothing was made.
            current: The node on the canvas, which is shown even if it is such an import.
        """
        whole = project.graph()
        nodes = whole.nodes.values()
        any_hidden = any(node.hidden for node in nodes)
        lone = lone_imports(whole)
        if any_hidden and not hidden:
            lone = frozenset(one for one in lone if not whole.nodes[one].hidden)
        aside = frozenset() if imports else lone - {current}
        if (any_hidden and not hidden) or aside:
            shown = (node for node in nodes if (hidden or not node.hidden) and node.id not in aside)
            whole = Graph.of(shown, whole.edges.values())
        folding = fold(whole, folded)
        cards, links = self._cards(folding.graph)
        self._reading = Reading(cards, links, folding.counts, folding.graph, whole, any_hidden, lone)
        return self._reading

    def _cards(self, graph: Graph) -> tuple[tuple[Card, ...], tuple[Link, ...]]:
        former, former_places, known = self._reading.graph, self._places, self._made
        places = self._places = go_on(former, former_places, graph)
        start, cards, links = 0, [], []
        if _has_only_grown(former, former_places, graph, places):
            start, cards, links = len(former.nodes), list(self._reading.cards), list(self._reading.links)
        else:
            self._made = {}
        for node in islice(graph.nodes.values(), start, None):
            edge, spot, parents = graph.edges.get(node.id), places[node.id], graph.parents(node.id)
            made = known.get(node.id)
            # Of thousands, one or two are others than before.
            if made is None or made.node is not node or made.edge is not edge or made.parents != parents:
                words = self.words(edge)
                made = _Made(node, edge, parents, _card(node, edge, spot, words), tuple(_links(node, parents, words)))
            elif (made.card.column, made.card.row) != (spot.column, spot.row):
                card = _card(node, edge, spot, made.card.words)
                made = _Made(node, edge, parents, card, made.links)
            self._made[node.id] = made
            cards.append(made.card)
            links += made.links
        return tuple(cards), tuple(links)


def _has_only_grown(former: Graph, former_places: Mapping[str, Spot], graph: Graph, places: Mapping[str, Spot]) -> bool:
    """Whether all that was there is there as it was, in its place, and before what is new."""
    count = len(former.nodes)
    return (
        list(graph.nodes.values())[:count] == list(former.nodes.values())
        and all(graph.edges.get(child) is edge for child, edge in former.edges.items())
        and all(places[node] is spot for node, spot in former_places.items())
        and not any(node in graph.edges and node not in former.edges for node in former.nodes)
    )


def _card(node: Node, edge: Edge | None, spot: Spot, words: str) -> Card:
    return Card(
        id=node.id,
        media_id=node.media_id,
        name=node.name,
        kind=node.kind,
        column=spot.column,
        row=spot.row,
        generated=edge is not None,
        starred=node.starred,
        hidden=node.hidden,
        words=words,
        created=node.created,
    )


def _links(node: Node, parents: tuple[str, ...], words: str) -> Iterable[Link]:
    """The ways to a node from the parents that are shown; the words stand on the first."""
    for number, parent in enumerate(parents):
        yield Link(parent, node.id, "" if number else words, first=not number)


def _words(edge: Edge) -> str:
    try:
        return describe(edge.request).prompt
    except InvalidRequestError:
        return edge.operation.replace("_", " ")
