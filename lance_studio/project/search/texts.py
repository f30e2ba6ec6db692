"""Which texts of a project can be found: those that people wrote, were answered, or gave as names."""

import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from lance_studio.project.rows import ChatMessage, Edge, Media, Node, NodeMask, TimelineRow
from lance_studio.project.search.folding import SEPARATOR, fold
from lance_studio.project.tables import MASKS, MEDIA, MESSAGES, NODES, TIMELINES, Table
from lance_studio.timeline.model import Clip, Timeline

CLIP, MARKER = "clip:", "marker:"
"""How the parts of a timeline begin; the id follows."""

_PROMPTS = ("prompt", "instruction", "question")


class Entry(NamedTuple):
    """One thing that can be found.

    Attributes:
        part: Which part of its row it is; empty for the row as a whole.
        title: Its name, or nothing.
        body: The longer text, or nothing: a prompt, a message, a note.
    """

    part: str
    title: str
    body: str = ""

    @property
    def folded(self) -> str:
        """Both texts in the form in which they are compared."""
        return SEPARATOR.join((fold(self.title), fold(self.body)))


def of_node(node: Node, edge: Edge | None) -> list[Entry]:
    """Return the entry of a picture or clip: its name, and what it was made from."""
    return [Entry("", node.name, "" if edge is None else prompt_of(edge.request))]


def of_media(media: Media) -> list[Entry]:
    """Return the entry of a medium."""
    return [Entry("", media.name)]


def of_mask(mask: NodeMask) -> list[Entry]:
    """Return the entry of a saved mask; a working mask has no name."""
    return [Entry("", mask.name)] if mask.name else []


def of_message(message: ChatMessage) -> list[Entry]:
    """Return the entry of a question or an answer."""
    return [Entry("", "", message.text)] if message.text else []


def of_timeline(row: TimelineRow, timeline: Timeline | None) -> list[Entry]:
    """Return the entries of a timeline: its name, its clips and its markers.

    Args:
        row: The timeline's row.
        timeline: What its document says; None where that cannot be read.
    """
    return [Entry("", row.name), *_parts(timeline)]


def _parts(timeline: Timeline | None) -> Iterator[Entry]:
    if timeline is None:
        return
    # The picture and the sound of one clip are found once.
    seen: set[tuple[str, str]] = set()
    for track in timeline.tracks:
        for item in track.items:
            if not isinstance(item, Clip) or not item.name:
                continue
            if item.link_group is not None:
                if (item.link_group, item.name) in seen:
                    continue
                seen.add((item.link_group, item.name))
            yield Entry(CLIP + item.id, item.name)
    for marker in timeline.markers:
        if marker.name or marker.note:
            yield Entry(MARKER + marker.id, marker.name, marker.note)


def prompt_of(request: str) -> str:
    """Return what somebody asked for, from the complete request of an edge; nothing where there is no such text."""
    try:
        task = json.loads(request)
    except (ValueError, RecursionError):
        return ""
    inner = task.get("request", task) if isinstance(task, dict) else None
    if not isinstance(inner, dict):
        return ""
    return next((text for name in _PROMPTS if isinstance(text := inner.get(name), str) and text), "")


PLAIN: dict[Table[Any], Callable[[Any], list[Entry]]] = {MEDIA: of_media, MASKS: of_mask, MESSAGES: of_message}
"""Tables whose rows have their texts in themselves."""

SEARCHED: tuple[Table[Any], ...] = (NODES, *PLAIN, TIMELINES)
"""The tables whose rows can be found."""
