"""What the canvas reads from the project: nodes, turns, and what was said."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from lance_studio.language import tr
from lance_studio.project.rows import Node
from lance_studio.ui.canvas.state import Shown, Turn

if TYPE_CHECKING:
    from lance_studio.project.project import Project

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


@lru_cache(maxsize=64)
def came_of(request: str) -> str:
    """Return what a run took and what was other than promised, for the line below the prompt."""
    from lance_studio.errors import LanceStudioError
    from lance_studio.workflows.promise_words import came, differences
    from lance_studio.workflows.task import Task

    try:
        task = Task.from_json(request)
    except LanceStudioError:
        return ""
    took = came(task)
    return " · ".join((tr("Made {took}", took=took), *differences(task))) if took else ""


def is_unchanged(request: str) -> bool:
    """Tell whether the turn of a request of the project changed nothing that anybody would see."""
    from lance_studio.errors import LanceStudioError
    from lance_studio.workflows.task import Task

    if '"unchanged":true' not in request:
        return False
    try:
        outcome = Task.from_json(request).outcome
    except LanceStudioError:
        return False
    return outcome is not None and outcome.unchanged


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
        (tr("Seed {seed} · {long}", seed=seed, long=long), tr("seed {seed}", seed=seed))
        if often[long] > 1 and seed is not None
        else (long, short)
        for long, short, seed in found
    )


def said_in(project: "Project", describe: Describe = described) -> list[str]:
    """Return the instructions that made the newest nodes, oldest first, each once."""
    edges = project.graph().edges
    newest = islice((edges[node.id] for node in reversed(project.nodes()) if node.id in edges), _MOST_SAID)
    words = [describe(edge.request).prompt for edge in newest]
    # The last time that something was said counts.
    return list(reversed(dict.fromkeys(text for text in words if text)))
