"""The history: nodes in their places, what may be done with them, and the steps to undo. No widgets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from lance_studio.errors import InvalidRequestError, LanceStudioError
from lance_studio.language import mark, tr
from lance_studio.project.commands.nodes import HideNodes, RemoveNode, RenameNode, StarNode
from lance_studio.project.rows import Edge
from lance_studio.ui.background import Background
from lance_studio.ui.generation import GenerationSettings
from lance_studio.ui.history.cards import Card, GraphReader, Link, Reading
from lance_studio.ui.history.finding import answers, find, normalised
from lance_studio.ui.history.folding import way_to
from lance_studio.ui.history.outline import OutlineRow, outline
from lance_studio.ui.presenting import StatePresenter, medium_of
from lance_studio.ui.reusing import RecipeUser
from lance_studio.ui.session import PromptRequest
from lance_studio.ui.studio import Studio
from lance_studio.workflows.describe import describe
from lance_studio.workflows.wishes import Replay

PANEL = "history"


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
        any_imports: Whether there are imports from which nothing was made.
        shows_imports: Whether they are shown.
        folded: How many nodes are out of sight below the folded nodes.
        query: What is looked for; nothing while nobody searches.
        matches: The nodes that were found, in the order of the list.
        match: The one of them that is looked at.
    """

    ready: bool = False
    cards: tuple[Card, ...] = ()
    links: tuple[Link, ...] = ()
    current: str | None = None
    compared: tuple[str, ...] | None = None
    steps: tuple[StepRow, ...] = ()
    any_hidden: bool = False
    shows_hidden: bool = False
    any_imports: bool = False
    shows_imports: bool = False
    folded: Mapping[str, int] = field(default_factory=dict)
    query: str = ""
    matches: tuple[str, ...] = ()
    match: str | None = None


class HistoryPresenter(StatePresenter[HistoryState]):
    """Everything that the panel does.

    Args:
        studio: The shared parts.
        parent: Its owner.

    Attributes:
        replayed: A node was made once more; carries a sentence on what came of it.
        exported: A file was written; carries its name.
        went_to: The keyboard is to go to a node that was found.
    """

    replayed = Signal(str)
    exported = Signal(str)
    went_to = Signal(str)

    def __init__(self, studio: Studio, parent: QObject | None = None) -> None:
        super().__init__(HistoryState(), parent)
        self._session, self._work = studio.session, studio.work
        self._background = Background(self)
        self.recipes = RecipeUser(studio, PANEL, GenerationSettings(studio.settings, self), self)
        self._shows_hidden = self._shows_imports = False
        self._reader = GraphReader()
        self._reading = Reading()
        self._by_id: dict[str, Card] = {}
        self._rows: tuple[object, tuple[OutlineRow, ...]] = (None, ())
        self._query, self._match = "", None
        self._matches: tuple[str, ...] = ()
        self._texts: dict[str, str] | None = None
        self._steps: tuple[StepRow, ...] = ()
        session, bus = studio.session, studio.bus
        session.project_replaced.connect(self._begin)
        session.node_selected.connect(self._follow)
        session.compare_changed.connect(self._refresh)
        session.folds.changed.connect(self._read)
        bus.nodes_changed.connect(self._read_all)
        bus.messages_changed.connect(self._read_answers)
        session.undo_line.changed.connect(self._read_steps)
        studio.work.replayed.connect(self._tell_replay)
        self._read_steps()
        self._current = session.node_id
        self._read()

    def card(self, node_id: str | None) -> Card | None:
        """Return a node that is shown."""
        return None if node_id is None else self._by_id.get(node_id)

    def rows(self) -> tuple[OutlineRow, ...]:
        """Return the nodes in sight as a list."""
        graph = self._reading.graph
        if self._rows[0] is not graph:
            self._rows = (graph, outline(graph))
        return self._rows[1]

    def is_leaf(self, node_id: str) -> bool:
        """Return whether nothing was made from a node, hidden and folded results included."""
        project = self._session.project
        return project is None or not project.graph().children(node_id)

    def can_fold(self, node_id: str) -> bool:
        """Return whether something in sight was made from a node; nothing is folded while somebody searches."""
        return not self._query and bool(self._reading.graph.children(node_id))

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
                self._refuse(
                    InvalidRequestError(tr("There is nothing to compare with."), tr("Open another picture first."))
                )
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
            self._session.run(
                HideNodes((node_id,), not card.hidden, name=mark("Show node") if card.hidden else mark("Hide node"))
            )

    def remove(self, node_id: str) -> None:
        """Remove a node that nothing was made from; another one is hidden."""
        if self.is_leaf(node_id):
            self._session.run(RemoveNode(node_id))
        else:
            self.hide(node_id)

    def show_hidden(self, shown: bool) -> None:
        """Show hidden nodes too, or leave them out."""
        self._shows_hidden = shown
        self._read_all()

    def show_imports(self, shown: bool) -> None:
        """Show imports too from which nothing was made, or leave them out."""
        self._shows_imports = shown
        self._read_all()

    def fold(self, node_id: str, folded: bool = True) -> None:
        """Leave out what was made from a node, or show it again; no step to undo."""
        if not folded:
            self._session.folds.unfold((node_id,))
        elif self.can_fold(node_id):
            self._session.folds.fold(node_id)

    def unfold_all(self) -> None:
        """Show everything that is folded."""
        self._session.folds.unfold(self._session.folds.ids)

    def search(self, query: str, near: str | None = None) -> None:
        """Mark the nodes that a query finds, and go to the first one; without words nothing is looked for any more.

        Everything is unfolded meanwhile; the branch of what was looked at last stays so.

        Args:
            query: Words of instructions, names and answers.
            near: Where the keyboard is; the first one found there or after it is gone to.
        """
        former, self._query = self._query, query if query.strip() else ""
        if bool(former) != bool(self._query):
            self._turn_folds()
        self._find()
        order = list(self._order())
        start = order.index(near) if near in order else 0
        places = {node: number for number, node in enumerate(order)}
        later = (node for node in self._matches if places[node] >= start)
        self._go_to_match(next(later, self._matches[0] if self._matches else None))

    def next_match(self, step: int) -> None:
        """Go to the next node that was found (1), or to the one before (-1); the last one leads to the first."""
        if not self._matches:
            return
        known = self._matches.index(self._match) if self._match in self._matches else -1
        self._go_to_match(self._matches[(known + step) % len(self._matches)])

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
            tr("Made again with the same seed: every pixel is the same.")
            if same
            else tr("Made again with the same seed: pixels differ. The new result stands beside the former one.")
        )

    def _begin(self) -> None:
        self._query, self._current = "", self._session.node_id
        self._read_all()

    def _read_all(self, _ids: object = None) -> None:
        """Read the graph again, and what is said of its nodes."""
        self._texts = None
        self._read()

    def _read(self) -> None:
        """Read the graph again."""
        project, session = self._session.project, self._session
        self._reading = (
            self._reader.forget()
            if project is None
            else self._reader.read(
                project,
                frozenset() if self._query else session.folds.ids,
                hidden=self._shows_hidden,
                imports=self._shows_imports,
                current=session.node_id,
            )
        )
        self._by_id = {card.id: card for card in self._reading.cards}
        self._find()
        self._refresh()

    def _follow(self, node_id: str | None) -> None:
        """Show the node on the canvas: an import of which nothing came, and one in a folded branch."""
        former, self._current = self._current, node_id
        folds = self._session.folds
        hiding = way_to(self._reading.whole, node_id, folds.ids) if node_id and folds.ids else ()
        if {former, node_id} & self._reading.lone:
            self._read_all()
        if hiding:
            folds.unfold(hiding)
        self._refresh()

    # --- searching ----------------------------------------------------------------------------------------------------

    def _order(self) -> tuple[str, ...]:
        return tuple(row.node for row in self.rows())

    def _read_answers(self, _ids: object = None) -> None:
        self._texts = None
        if self._query:
            self._find()
            self._refresh()

    def _find(self) -> None:
        project = self._session.project
        if not self._query or project is None:
            self._matches, self._match = (), None
            return
        if self._texts is None:
            said, graph = answers(project), self._reading.whole
            self._texts = {
                node.id: normalised(
                    "\n".join((node.name, self._reader.words(graph.edges.get(node.id)), *said.get(node.id, ())))
                )
                for node in graph.nodes.values()
            }
        self._matches = find(self._order(), self._texts, self._query)
        if self._match not in self._matches:
            self._match = None

    def _go_to_match(self, node_id: str | None) -> None:
        self._match = node_id
        self._refresh()
        if node_id is not None:
            self.went_to.emit(node_id)

    def _turn_folds(self) -> None:
        """Show folded branches while somebody searches, and no longer."""
        folds = self._session.folds
        if not folds.ids:
            return
        looked_at = () if self._query or self._match is None else way_to(self._reading.whole, self._match, folds.ids)
        if looked_at:
            folds.unfold(looked_at)
        else:
            self._read()

    def _read_steps(self) -> None:
        steps: list[StepRow] = []
        if self._session.project is not None:
            line = self._session.undo_line
            redo, undo = line.redo_names(), line.undo_names()
            steps += [StepRow(name, -number) for number, name in reversed(list(enumerate(redo, start=1)))]
            steps += [StepRow(name, number) for number, name in enumerate(undo)]
            steps.append(StepRow(tr("Beginning"), len(undo)))
        self._steps = tuple(steps)
        self._refresh()

    def _refresh(self, _what: object = None) -> None:
        project = self._session.project
        reading = self._reading
        self._publish(
            HistoryState(
                ready=project is not None,
                cards=reading.cards,
                links=reading.links,
                current=self._session.node_id,
                compared=None if self._session.compared is None else self._session.compared.nodes,
                steps=self._steps,
                any_hidden=reading.any_hidden,
                shows_hidden=self._shows_hidden,
                any_imports=bool(reading.lone),
                shows_imports=self._shows_imports,
                folded=reading.folded,
                query=self._query,
                matches=self._matches,
                match=self._match,
            )
        )
