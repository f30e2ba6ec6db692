"""What the tray lists beside the turns: results that are new, what is at work, and what waits."""

from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from lance_studio.errors import LanceStudioError
from lance_studio.jobs.describe_state import describe_state
from lance_studio.language import mark, tr, translate_filled
from lance_studio.project.commands.nodes import HideNodes
from lance_studio.project.rows import Changes, Job
from lance_studio.ui.presenting import StatePresenter
from lance_studio.ui.studio import Studio
from lance_studio.ui.timers import make_timer

if TYPE_CHECKING:
    from lance_studio.project.project import Project
    from lance_studio.workflows.chaining import TurnFacts

MOST_NEW = 24
"""Results that stay new; the oldest of more are in the history and the bin only."""

MOST_WAITING = 12
"""Jobs that wait and have a card; the queue's panel lists the others."""

_WORDS = 48


@dataclass(frozen=True)
class TrayCard:
    """One card of the tray.

    Attributes:
        key: The node's id, or the job's.
        kind: "result", "running", "waiting" or "failed".
        words: The instruction.
        state: How far it is, in words; of a result, what tells it from others made with the same words.
        media_id: What is shown: the result, or what is worked on; empty for neither.
        clip: Whether it is or will be a clip.
        step: Steps that are done.
        total: All steps; 0 while nobody knows.
        after: The words of the turn that it follows; empty for a turn of its own.
        may_chain: Whether it waits and may follow, or leave, a turn before it.
        group: What the variants of one wish share; empty for a single one.
        current: Whether the canvas shows it.
        why: Why it failed, and what to do.
        job_id: The job, of a result the one that made it.
    """

    key: str
    kind: str
    words: str
    state: str = ""
    media_id: str = ""
    clip: bool = False
    step: int = 0
    total: int = 0
    after: str = ""
    may_chain: bool = False
    group: str = ""
    current: bool = False
    why: str = ""
    job_id: str = ""

    @property
    def place(self) -> str:
        """What keeps its place in the strip, from the job to its result."""
        return self.job_id or self.key


@dataclass(frozen=True)
class TrayState:
    """All of the tray but the turns.

    Attributes:
        cards: From left to right: what has arrived, what is at work, what waits, what has failed.
        more: How many further jobs wait.
        chosen: Nodes that are chosen to be compared, in the order of the clicks.
    """

    cards: tuple[TrayCard, ...] = ()
    more: int = 0
    chosen: tuple[str, ...] = field(default=())

    @property
    def new(self) -> frozenset[str]:
        """The nodes that are new."""
        return frozenset(card.key for card in self.cards if card.kind == "result")


@dataclass(frozen=True)
class _New:
    """A result that is neither kept nor discarded."""

    node_id: str
    job_id: str


class TrayPresenter(StatePresenter[TrayState]):
    """Follows the queue and what comes of it.

    Args:
        studio: The shared parts of the window.
    """

    chosen_changed = Signal()

    def __init__(self, studio: Studio) -> None:
        super().__init__(TrayState())
        self._session, self._work = studio.session, studio.work
        self._new: list[_New] = []
        self._failed: list[str] = []
        self._chosen: tuple[str, ...] = ()
        # Of what many jobs have come to, the cards are made once.
        self._soon = make_timer(self, 0, self._refresh)
        self._work.job_changed.connect(self._follow_job)
        self._work.queue_changed.connect(self._soon.start)
        self._work.finished.connect(self._take)
        self._session.node_selected.connect(self._refresh)
        self._session.project_replaced.connect(self._forget)
        studio.bus.changed.connect(self._follow_changes)

    # --- what the user does --------------------------------------------------------------------------------------

    def choose(self, node_id: str, *, also: bool = False, up_to: bool = False, order: tuple[str, ...] = ()) -> None:
        """Choose a result or turn to be compared.

        Args:
            node_id: The node.
            also: Whether the others stay chosen; one that is chosen already is not any more.
            up_to: Whether all between the one that was chosen last and this one are chosen.
            order: All nodes of the strip from left to right, for `up_to`.
        """
        chosen = self._chosen
        if up_to and chosen and chosen[-1] in order and node_id in order:
            first, last = sorted((order.index(chosen[-1]), order.index(node_id)))
            chosen = tuple(dict.fromkeys((*chosen, *order[first : last + 1])))
        elif also:
            chosen = tuple(one for one in chosen if one != node_id) if node_id in chosen else (*chosen, node_id)
        else:
            chosen = (node_id,)
        self._set_chosen(chosen)

    def choose_none(self) -> None:
        """Choose nothing."""
        self._set_chosen(())

    def keep(self, *node_ids: str) -> None:
        """Take results out of those that are new; they stay in the project as they are."""
        self._new = [new for new in self._new if new.node_id not in node_ids]
        self._set_chosen(tuple(one for one in self._chosen if one not in node_ids))
        self._refresh()

    def discard(self, *node_ids: str) -> None:
        """Leave results out of the history, which can be undone; the canvas goes back to what they were made from."""
        project = self._session.project
        known = tuple(one for one in node_ids if project is not None and project.node(one) is not None)
        if project is None or not known:
            return
        shown, parents = self._session.node_id, self._parents(project)
        try:
            self._session.run(
                HideNodes(known, name=mark("Discard result") if len(known) == 1 else mark("Discard results"))
            )
        except LanceStudioError as error:
            self._session.report("canvas", error)
            return
        self._set_chosen(tuple(one for one in self._chosen if one not in known))
        if shown in known:
            self._session.select_node(parents)
        self._refresh()

    def _parents(self, project: "Project") -> str | None:
        """What the node on the canvas was made from."""
        node_id = self._session.node_id
        edge = None if node_id is None else project.edge(node_id)
        return edge.parents[0] if edge is not None and edge.parents else None

    def cancel(self, job_id: str) -> None:
        """Cancel a job."""
        self._work.cancel(job_id)

    def retry(self, job_id: str) -> None:
        """Try a job again; one that was to follow another that made nothing goes from the picture itself."""
        try:
            self._work.queue.retry(job_id)
        except LanceStudioError as error:
            self._session.report("canvas", error)
        self._refresh()

    def dismiss(self, job_id: str) -> None:
        """Take a job that has failed out of sight; it stays in the queue's list."""
        self._failed = [one for one in self._failed if one != job_id]
        self._refresh()

    def chain(self, job_id: str, *, after: bool) -> None:
        """Let a waiting turn follow the one before it, or go from the picture itself."""
        self._work.chain(job_id, after=after, panel="canvas")

    # --- following -----------------------------------------------------------------------------------------------

    def _follow_job(self, job_id: str, state: object) -> None:
        from lance_studio.jobs import states

        if isinstance(state, states.Failed):
            self._failed = [*(one for one in self._failed if one != job_id), job_id]
        elif job_id in self._failed:
            self._failed.remove(job_id)
        self._soon.start()

    def _take(self, job_id: str, nodes: tuple[str, ...]) -> None:
        """A result has arrived: it is new, unless the canvas went on to it by itself."""
        project = self._session.project
        job = None if project is None else project.job(job_id)
        facts = None if job is None else _facts(job)
        if project is None or job is None or facts is None or facts.makes == "answer" or facts.placed:
            return
        # Whoever goes on from a result keeps it.
        edges = [edge for node_id in nodes if (edge := project.edge(node_id)) is not None]
        self.keep(*(parent for edge in edges for parent in edge.parents))
        seen = self._session.viewing == "node" and self._session.node_id in nodes
        if not (seen and facts.group is None):
            self._new = [*self._new, *(_New(node_id, job_id) for node_id in nodes)][-MOST_NEW:]
        self._refresh()

    def _follow_changes(self, changes: Changes) -> None:
        if changes.nodes or changes.edges:
            self._soon.start()

    def _forget(self) -> None:
        self._new, self._failed, self._chosen = [], [], ()
        self._refresh()

    def _set_chosen(self, chosen: tuple[str, ...]) -> None:
        if chosen != self._chosen:
            self._chosen = chosen
            self._refresh()
            self.chosen_changed.emit()

    # --- reading -------------------------------------------------------------------------------------------------

    def _refresh(self, *_what: object) -> None:
        project = self._session.project
        if project is None:
            self._publish(TrayState())
            return
        line = project.job_line()
        running = [card for job in line.running if (card := self._job_card(project, job)) is not None]
        known = {card.key for card in running}
        waiting: list[TrayCard] = []
        for job in islice(line.waiting, MOST_WAITING):
            card = self._job_card(project, job)
            if card is not None and card.key not in known:
                waiting.append(card)
        failed = [
            card
            for job_id in self._failed
            if (job := project.job(job_id)) is not None and (card := self._failed_card(project, job)) is not None
        ]
        cards = (*self._results(project), *running, *waiting, *failed)
        chosen = tuple(one for one in self._chosen if (node := project.node(one)) is not None and not node.hidden)
        self._chosen = chosen
        self._publish(TrayState(cards, max(len(line.waiting) - MOST_WAITING, 0), chosen))

    def _results(self, project: "Project") -> list[TrayCard]:
        cards: list[TrayCard] = []
        for new in self._new:
            node, job = project.node(new.node_id), project.job(new.job_id)
            if node is None or node.hidden:
                continue
            edge = project.edge(node.id)
            facts = _facts_of(edge.request) if edge is not None else None
            words = facts.words if facts is not None and facts.words else node.name
            group = facts.group or "" if facts is not None else ""
            state = tr("variant {number}", number=facts.variant + 1) if facts is not None and facts.group else ""
            current = self._session.viewing == "node" and self._session.node_id == node.id
            made_by = "" if job is None else translate_filled(job.name)
            cards.append(
                TrayCard(
                    node.id,
                    "result",
                    words or made_by,
                    state,
                    node.media_id,
                    node.kind == "clip",
                    group=group,
                    current=current,
                    job_id=new.job_id,
                )
            )
        return cards

    def _job_card(self, project: "Project", job: Job) -> TrayCard | None:
        state, facts = self._work.state(job.id), _facts(job)
        if state is None or (facts is not None and facts.makes == "answer"):
            return None
        words = describe_state(state)
        if words.ended:
            return None
        card = TrayCard(
            job.id, "waiting" if words.stage == "waiting" else "running", translate_filled(job.name), words.line
        )
        card = replace(card, step=words.step, total=words.total)
        return card if facts is None else self._with_facts(project, card, facts)

    def _with_facts(self, project: "Project", card: TrayCard, facts: "TurnFacts") -> TrayCard:
        from lance_studio.workflows.describe import shortened

        previous = None if facts.after is None else project.job(facts.after)
        former = None if previous is None else _facts(previous)
        after = (
            ""
            if previous is None
            else shortened(former.words if former is not None else translate_filled(previous.name), _WORDS)
        )
        node = None if facts.changes is None else project.node(facts.changes)
        return replace(
            card,
            words=facts.words or card.words,
            media_id="" if node is None or facts.after is not None else node.media_id,
            clip=facts.makes == "clip",
            after=after,
            may_chain=card.kind == "waiting" and facts.may_follow is not None and facts.changes is not None,
            group=facts.group or "",
        )

    def _failed_card(self, project: "Project", job: Job) -> TrayCard | None:
        facts = _facts(job)
        if job.state != "failed" or (facts is not None and facts.makes == "answer"):
            return None
        card = TrayCard(
            job.id, "failed", translate_filled(job.name), tr("Failed"), why=f"{job.cause} {job.remedy}".strip()
        )
        return card if facts is None else self._with_facts(project, card, facts)


def _facts(job: Job) -> "TurnFacts | None":
    return _facts_of(job.request)


def _facts_of(request: str) -> "TurnFacts | None":
    # Only here: what reads requests is loaded when there is one.
    from lance_studio.workflows.chaining import facts_of

    return facts_of(request)
