"""What the canvas reads from the project: nodes, turns, and what earlier generations took."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from lance_studio.project.rows import Edge, Node
from lance_studio.ui.active_clip import TimelineReader
from lance_studio.ui.canvas.forecast import Measured
from lance_studio.ui.canvas.state import Shown, ShownClip, Turn
from lance_studio.ui.generation_service import GenerationService
from lance_studio.ui.session import Session

if TYPE_CHECKING:
    from lance_studio.project.project import Project

_MOST_MEASURED = 40
_MOST_TURNS = 40
_MOST_SAID = 100


@dataclass(frozen=True)
class PromptSummary:
    """What a request says of itself.

    Attributes:
        prompt: The instruction or description.
        steps: Sampling steps, or None.
        seed: The seed, or None.
    """

    prompt: str
    steps: int | None
    seed: int | None


Describe = Callable[[str], PromptSummary]


@lru_cache(maxsize=1024)
def described(request: str) -> PromptSummary:
    """Read a request of the project; one that this version cannot read is empty."""
    from lance_studio.errors import LanceStudioError
    from lance_studio.workflows.describe import describe

    try:
        summary = describe(request)
    except LanceStudioError:
        return PromptSummary("", None, None)
    return PromptSummary(summary.prompt, summary.steps, summary.seed)


def shown_of(project: "Project", node: Node) -> Shown | None:
    """Return what the canvas shows of a node, or None where its medium has no picture."""
    media = project.media(node.media_id)
    if media is None or not media.width or not media.height:
        return None
    return Shown(
        node.id,
        media.id,
        node.name,
        node.kind,
        media.width,
        media.height,
        media.frames or 1,
        project.edge(node.id) is not None,
    )


class ClipReader:
    """Finds the clip that an instruction acts on while the canvas shows the timeline.

    Args:
        session: What is shown and selected.
        work: Knows what would come of an edit.
    """

    def __init__(self, session: Session, work: GenerationService) -> None:
        self._session, self._work = session, work
        self._timelines = TimelineReader(session)
        self._known: tuple[object, ShownClip | None] = (None, None)

    def read(self) -> ShownClip | None:
        """Return the selected clip, or else the one that is seen at the playhead; None where there is none."""
        row, place = self._timelines.row, self._timelines.active()
        if row is None or place is None:
            return None
        chosen = place.clip.id in self._session.clip_ids
        # Planning reads all of the timeline, which a moving playhead must not wait for.
        key = (row.document, place.clip.id, chosen, self._work.profile)
        if self._known[0] != key:
            from lance_studio.workflows.clip_refs import OnTimeline
            from lance_studio.workflows.wishes import EditClip

            foreseen = self._work.foresee(EditClip(OnTimeline(row.id, place.clip.id), ""))
            kind, name = "picture" if place.clip.endless else "clip", self._timelines.name(place.clip)
            clip = ShownClip(row.id, place.clip.id, place.clip.node_id, name, kind, 1, 1, chosen=chosen)
            if foreseen is not None:
                size = {"width": foreseen.width, "height": foreseen.height, "frames": foreseen.frames}
                clip = replace(clip, **size, notes=foreseen.notes)
            self._known = (key, clip)
        return self._known[1]


def turns_of(project: "Project", node_id: str, describe: Describe = described) -> tuple[Turn, ...]:
    """Return the newest turns from the first picture to a node, then the newest that were made from it."""
    graph = project.graph()
    chain = graph.chain(node_id)[-_MOST_TURNS:]
    made: list[Turn] = []
    for one in (*chain, *graph.children(node_id)[-_MOST_TURNS:]):
        node = project.node(one)
        if node is None or (node.hidden and one != node_id):
            continue
        edge = project.edge(one)
        words = describe(edge.request).prompt if edge is not None else ""
        current, later = one == node_id, one not in chain
        made.append(Turn(one, node.media_id, node.name, words, edge is not None, current, later))
    return tuple(made)


def compare_labels(
    project: "Project", nodes: tuple[Shown, ...], describe: Describe = described
) -> tuple[tuple[str, str], ...]:
    """Return what stands on pictures that are compared: the words that made each, and a short form of them.

    Pictures that were made by the same words are told apart by their seeds.
    """
    found: list[tuple[str, str, int | None]] = []
    for one in nodes:
        edge = project.edge(one.node_id)
        said = describe(edge.request) if edge is not None else None
        words = said.prompt if said is not None else ""
        long = words if words == one.name or not words else f"{one.name} · {words}"
        found.append((long or one.name, words or one.name, said.seed if said is not None else None))
    often = Counter(long for long, _, _ in found)

    # What tells them apart comes first: the rest may have no room.
    return tuple(
        (f"Seed {seed} · {long}", f"seed {seed}") if often[long] > 1 and seed is not None else (long, short)
        for long, short, seed in found
    )


def said_in(project: "Project", describe: Describe = described) -> list[str]:
    """Return the instructions that made the newest nodes, oldest first, each once."""
    edges = project.graph().edges
    newest = islice((edges[node.id] for node in reversed(project.nodes()) if node.id in edges), _MOST_SAID)
    words = [describe(edge.request).prompt for edge in newest]
    # The last time that something was said counts.
    return list(reversed(dict.fromkeys(text for text in words if text)))


def measured_of(project: "Project", describe: Describe = described) -> tuple[Measured, ...]:
    """Return what the newest generations took, oldest first."""
    edges = project.graph().edges
    newest = islice((node for node in reversed(project.nodes()) if _took_time(edges.get(node.id))), _MOST_MEASURED)
    found: list[Measured] = []
    for node in reversed(tuple(newest)):
        edge, media = edges[node.id], project.media(node.media_id)
        steps = describe(edge.request).steps
        if steps and edge.seconds and media is not None and media.width and media.height:
            work = float(media.width * media.height * (media.frames or 1) * steps)
            found.append(Measured(edge.operation, edge.model, work, edge.seconds))
    return tuple(found)


def _took_time(edge: Edge | None) -> bool:
    return edge is not None and bool(edge.seconds)
