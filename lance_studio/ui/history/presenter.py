"""The history: nodes in their places, what may be done with them, and the steps to undo. No widgets."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from lance_studio.errors import InvalidRequestError, LanceStudioError
from lance_studio.project.commands.nodes import HideNodes, RemoveNode, RenameNode, StarNode
from lance_studio.project.history import Graph
from lance_studio.project.rows import Edge, Node
from lance_studio.ui.background import Background
from lance_studio.ui.generation import GenerationSettings
from lance_studio.ui.history.layout import Spot, go_on
from lance_studio.ui.presenting import StatePresenter, medium_of
from lance_studio.ui.reusing import RecipeUser
from lance_studio.ui.session import PromptRequest
from lance_studio.ui.studio import Studio
from lance_studio.workflows.describe import describe
from lance_studio.workflows.wishes import Replay

PANEL = "history"


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


@dataclass(frozen=True)
class Link:
    """A way from a parent to what was made from it; `text` is the instruction, on the way from the first parent."""

    parent: str
    child: str
    text: str = ""


@dataclass(frozen=True)
class StepRow:
    """A line of the undo list.

    Attributes:
        name: What was done.
        steps: How many steps to undo (positive) or redo (negative) to come to the state after it; 0: that is now.
    """

    name: str
    steps: int


@dataclass(frozen=True)
class HistoryState:
    """What the panel shows.

    Attributes:
        ready: Whether a project is open.
        cards: The nodes, oldest first.
        links: The ways between them.
        current: The node that is shown on the canvas.
        compared: The nodes that are compared.
        steps: The undo list: what can be redone, newest first, then what was done, newest first.
        any_hidden: Whether there are hidden nodes.
        shows_hidden: Whether they are shown.
    """

    ready: bool = False
    cards: tuple[Card, ...] = ()
    links: tuple[Link, ...] = ()
    current: str | None = None
    compared: tuple[str, ...] | None = None
    steps: tuple[StepRow, ...] = ()
    any_hidden: bool = False
    shows_hidden: bool = False


@dataclass(frozen=True, slots=True)
class _Made:
    """What was made of a node, and from what."""

    node: Node
    edge: Edge | None
    parents: tuple[str, ...]
    card: Card
    links: tuple[Link, ...]


class HistoryPresenter(StatePresenter[HistoryState]):
    """Everything that the panel does.

    Args:
        studio: The shared parts.
        parent: Its owner.

    Attributes:
        replayed: A node was made once more; carries a sentence on what came of it.
        exported: A file was written; carries its name.
    """

    replayed = Signal(str)
    exported = Signal(str)

    def __init__(self, studio: Studio, parent: QObject | None = None) -> None:
        super().__init__(HistoryState(), parent)
        self._session, self._work = studio.session, studio.work
        self._background = Background(self)
        self.recipes = RecipeUser(studio, PANEL, GenerationSettings(studio.settings, self), self)
        self._shows_hidden = False
        self._graph: tuple[tuple[Card, ...], tuple[Link, ...], bool] = ((), (), False)
        self._by_id: dict[str, Card] = {}
        self._arranged: tuple[Graph, Mapping[str, Spot]] = (Graph({}, {}), {})
        self._made: dict[str, _Made] = {}
        self._steps: tuple[StepRow, ...] = ()
        session, bus = studio.session, studio.bus
        session.project_replaced.connect(self._read)
        session.node_selected.connect(self._refresh)
        session.compare_changed.connect(self._refresh)
        bus.nodes_changed.connect(self._read)
        session.undo_line.changed.connect(self._read_steps)
        studio.work.replayed.connect(self._tell_replay)
        self._read_steps()
        self._read()

    def card(self, node_id: str | None) -> Card | None:
        """Return a node that is shown."""
        return None if node_id is None else self._by_id.get(node_id)

    def neighbour(self, node_id: str | None, direction: str) -> str | None:
        """Return the node that a key leads to.

        Args:
            node_id: Where the keyboard is; None leads to the current node or the last one.
            direction: "left": its first parent; "right": its oldest child; "up" and "down": the nearest in the column.
        """
        card = self.card(node_id)
        if card is None:
            cards = self._state.cards
            return self._state.current or (cards[-1].id if cards else None)
        links = self._state.links
        if direction == "left":
            return next((link.parent for link in links if link.child == card.id), None)
        if direction == "right":
            return next((link.child for link in links if link.parent == card.id), None)
        sign = -1 if direction == "up" else 1
        others = [one for one in self._state.cards if (one.row - card.row) * sign > 0]
        nearest = min(others, key=lambda one: (abs(one.row - card.row), abs(one.column - card.column)), default=None)
        return None if nearest is None else nearest.id

    # --- what the user does -------------------------------------------------------------------------------------------

    def open(self, node_id: str) -> None:
        """Show a node on the canvas; the next turn goes on from it."""
        self._session.stop_comparing()
        self._session.open_node(node_id)

    def compare(self, node_id: str) -> None:
        """Compare the node on the canvas with another one; with itself: with its first parent."""
        before = self._state.current
        if before in (None, node_id):
            before = next((link.parent for link in self._state.links if link.child == node_id), None)
            if before is None:
                self._refuse(InvalidRequestError("There is nothing to compare with.", "Open another picture first."))
                return
            self._session.select_node(node_id)
        self._session.view("node")
        self._session.compare(before, node_id)

    def branch(self, node_id: str) -> None:
        """Go on from a node: open it and begin an instruction."""
        self.open(node_id)
        self._session.request_prompt(PromptRequest("edit", node_id=node_id))

    def ask(self, node_id: str) -> None:
        """Begin a question about a node."""
        self._session.request_prompt(PromptRequest("ask", node_id=node_id))

    def reuse(self, node_id: str) -> None:
        """Begin an instruction as the one that made a node: its words, numbers and mask, where it was made from."""
        from lance_studio.workflows.export import recipe_of

        project, edge = self._session.project, self._edge(node_id)
        if project is None or edge is None:
            return
        try:
            describe(edge.request)
        except InvalidRequestError as error:
            self._refuse(error)
            return
        recipe = recipe_of(project, node_id)
        assert recipe is not None
        self.recipes.use(recipe, edge.parents[-1] if edge.parents else None)

    def replay(self, node_id: str) -> None:
        """Make a node once more, with the same seed."""
        self._work.submit(Replay(node_id), panel=PANEL)

    def rename(self, node_id: str, name: str) -> None:
        """Give a node another name; an empty one leaves it as it is."""
        card, words = self.card(node_id), name.strip()
        if card is not None and words and words != card.name:
            self._session.run(RenameNode(node_id, words))

    def star(self, node_id: str) -> None:
        """Mark a node as a favourite, or take the mark away."""
        card = self.card(node_id)
        if card is not None:
            self._session.run(StarNode(node_id, not card.starred))

    def hide(self, node_id: str) -> None:
        """Leave a node out, or show it again."""
        card = self.card(node_id)
        if card is not None:
            self._session.run(HideNodes((node_id,), not card.hidden, name="Show node" if card.hidden else "Hide node"))

    def remove(self, node_id: str) -> None:
        """Remove a node that nothing was made from; another one is hidden."""
        if any(link.parent == node_id for link in self._state.links):
            self.hide(node_id)
        else:
            self._session.run(RemoveNode(node_id))

    def show_hidden(self, shown: bool) -> None:
        """Show hidden nodes too, or leave them out."""
        self._shows_hidden = shown
        self._read()

    def go_to(self, step: StepRow) -> None:
        """Undo or redo until the state after a step."""
        for _ in range(abs(step.steps)):
            self._session.undo_line.move(back=step.steps > 0)

    def export_suffix(self, node_id: str) -> str:
        """Return the ending of what a node is exported as: ".png", or that of its film, for example ".mkv"."""
        from lance_studio.workflows.clip_export import suffix_of

        media = medium_of(self._session, node_id)
        return suffix_of(media) if media is not None and media.kind == "video" else ".png"

    def export(self, node_id: str, path: Path) -> None:
        """Write a node's picture as PNG, or its film as it is or as MP4; with its recipe. A file there is replaced."""
        project, media = self._session.project, medium_of(self._session, node_id)
        if project is None or media is None:
            return
        from lance_studio.workflows.clip_export import export_film, export_picture
        from lance_studio.workflows.export import recipe_of

        files, recipe = project.files, recipe_of(project, node_id)

        def write() -> str:
            if media.kind == "picture":
                export_picture(files, media, recipe, path)
            else:
                export_film(files, media, path)
            return path.name

        self._background.start(write, self.exported.emit, self._refuse)

    # --- following ----------------------------------------------------------------------------------------------------

    def _refuse(self, error: LanceStudioError) -> None:
        self._session.report(PANEL, error)

    def _edge(self, node_id: str) -> Edge | None:
        return None if self._session.project is None else self._session.project.edge(node_id)

    def _tell_replay(self, replayed: object) -> None:
        same = getattr(replayed, "identical", False)
        self.replayed.emit(
            "Made again with the same seed: every pixel is the same."
            if same
            else "Made again with the same seed: pixels differ. The new result stands beside the former one."
        )

    def _read(self, _ids: object = None) -> None:
        """Read the graph again."""
        project = self._session.project
        if project is None:
            self._graph, self._by_id, self._made = ((), (), False), {}, {}
            self._arranged = (Graph({}, {}), {})
            self._refresh()
            return
        nodes = project.nodes()
        any_hidden = any(node.hidden for node in nodes)
        graph = project.graph()
        if any_hidden and not self._shows_hidden:
            graph = Graph.of((node for node in nodes if not node.hidden), graph.edges.values())
        former, former_places = self._arranged
        places = go_on(former, former_places, graph)
        self._arranged = (graph, places)
        known = self._made
        start, cards, links = 0, [], []
        if _has_only_grown(former, former_places, graph, places):
            start, cards, links = len(former.nodes), list(self._graph[0]), list(self._graph[1])
        else:
            self._made = {}
        for node in islice(graph.nodes.values(), start, None):
            edge, spot, parents = graph.edges.get(node.id), places[node.id], graph.parents(node.id)
            made = known.get(node.id)
            # Of thousands, one or two are others than before.
            if made is None or made.node is not node or made.edge is not edge or made.parents != parents:
                ways = () if edge is None else _links(node, edge, parents)
                made = _Made(node, edge, parents, _card(node, edge, spot), ways)
            elif (made.card.column, made.card.row) != (spot.column, spot.row):
                made = _Made(node, edge, parents, _card(node, edge, spot), made.links)
            self._made[node.id] = made
            cards.append(made.card)
            links += made.links
        self._by_id = {card.id: card for card in cards}
        self._graph = (tuple(cards), tuple(links), any_hidden)
        self._refresh()

    def _read_steps(self) -> None:
        steps: list[StepRow] = []
        if self._session.project is not None:
            line = self._session.undo_line
            redo, undo = line.redo_names(), line.undo_names()
            steps += [StepRow(name, -number) for number, name in reversed(list(enumerate(redo, start=1)))]
            steps += [StepRow(name, number) for number, name in enumerate(undo)]
            steps.append(StepRow("Beginning", len(undo)))
        self._steps = tuple(steps)
        self._refresh()

    def _refresh(self, _what: object = None) -> None:
        project = self._session.project
        cards, links, any_hidden = self._graph
        self._publish(
            HistoryState(
                ready=project is not None,
                cards=cards,
                links=links,
                current=self._session.node_id,
                compared=None if self._session.compared is None else self._session.compared.nodes,
                steps=self._steps,
                any_hidden=any_hidden,
                shows_hidden=self._shows_hidden,
            )
        )


def _has_only_grown(former: Graph, former_places: Mapping[str, Spot], graph: Graph, places: Mapping[str, Spot]) -> bool:
    """Whether all that was there is there as it was, in its place, and before what is new."""
    count = len(former.nodes)
    return (
        list(graph.nodes.values())[:count] == list(former.nodes.values())
        and all(graph.edges.get(child) is edge for child, edge in former.edges.items())
        and all(places[node] is spot for node, spot in former_places.items())
        and not any(node in graph.edges and node not in former.edges for node in former.nodes)
    )


def _card(node: Node, edge: Edge | None, spot: Spot) -> Card:
    generated = edge is not None
    return Card(
        node.id, node.media_id, node.name, node.kind, spot.column, spot.row, generated, node.starred, node.hidden
    )


def _links(node: Node, edge: Edge, parents: tuple[str, ...]) -> tuple[Link, ...]:
    """The ways to a node from the parents that are shown; the words stand on the first."""
    text = _words(edge) if parents else ""
    return tuple(Link(parent, node.id, text if number == 0 else "") for number, parent in enumerate(parents))


def _words(edge: Edge) -> str:
    try:
        return describe(edge.request).prompt
    except InvalidRequestError:
        return edge.operation.replace("_", " ")
