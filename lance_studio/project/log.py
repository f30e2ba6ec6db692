"""A project as a text to read: what came in, what was made of what and how, what was asked, what failed."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from lance_studio.project.rows import ChatMessage, Edge, Job, Media, Node, NodeMask, TimelineRow

Details = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class LogEntry:
    """One line of the log, with what is known about it.

    Attributes:
        created: When it came into being, as ISO text in UTC.
        kind: What it is.
        id: Its id.
        title: What people call it.
        details: Names and values of what else is known, only those that are not empty.
    """

    created: str
    kind: Literal["media", "node", "timeline", "message", "job", "mask"]
    id: str
    title: str
    details: Details = ()


def entries(
    media: Iterable[Media],
    nodes: Iterable[Node],
    edges: Iterable[Edge],
    timelines: Iterable[TimelineRow],
    messages: Iterable[ChatMessage],
    jobs: Iterable[Job],
    masks: Iterable[NodeMask],
    order: Mapping[str, int],
) -> list[LogEntry]:
    """Return the log of these rows, oldest entry first.

    Args:
        media: All media.
        nodes: All nodes.
        edges: All edges.
        timelines: All timelines.
        messages: All chat messages.
        jobs: All jobs.
        masks: All masks.
        order: By id, the number of each row's addition; times do not decide, as the clock may have been set back.
    """
    made = {edge.child: edge for edge in edges}
    found = [LogEntry(row.created, "media", row.id, row.name, _of_media(row)) for row in media]
    found += [LogEntry(row.created, "node", row.id, row.name, _of_node(row, made.get(row.id))) for row in nodes]
    found += [LogEntry(row.created, "timeline", row.id, row.name) for row in timelines]
    found += [LogEntry(row.created, "message", row.id, row.text, _of_message(row)) for row in messages]
    found += [LogEntry(row.created, "job", row.id, row.name, _of_job(row)) for row in jobs]
    found += [LogEntry(row.created, "mask", row.id, row.name, _of_mask(row)) for row in masks]
    return sorted(found, key=lambda entry: order.get(entry.id, 0))


def format_log(log: Iterable[LogEntry]) -> str:
    """Return a log as lines of text: one for each entry, and one, further in, for each detail."""
    lines = []
    for entry in log:
        lines.append(f"{entry.created}  {entry.kind:<8}  {entry.id[:8]}  {_on_one_line(entry.title)}")
        lines += [f"    {name}: {_on_one_line(value)}" for name, value in entry.details]
    return "\n".join(lines)


def _of_media(media: Media) -> Details:
    size = f"{media.width}x{media.height}" if media.width and media.height else ""
    return _filled(
        ("kind", media.kind),
        ("size", size),
        ("duration", "" if media.duration is None else f"{media.duration} s"),  # English: for the command line
        ("rate", "" if media.rate is None else f"{media.rate} frames per second"),  # English: as above
        ("linked to", media.link or ""),  # English: as above
        ("sha256", media.digest),
    )


def _of_node(node: Node, edge: Edge | None) -> Details:
    if edge is None:
        return _filled(("kind", node.kind), ("media", node.media_id))
    return _filled(
        ("kind", node.kind),
        ("media", node.media_id),
        ("made by", edge.operation),  # English: for the command line
        ("made from", ", ".join(edge.parents)),  # English: as above
        ("request", _compact(edge.request)),
        ("model", edge.model),
        ("weights", ":".join(edge.named_weights).strip(":")),
        ("engine", edge.engine_version),
        ("seconds", "" if edge.seconds is None else f"{edge.seconds:.2f}"),
    )


def _of_message(message: ChatMessage) -> Details:
    state = "" if message.state == "complete" else message.state
    return _filled(("from", message.role), ("mode", message.mode), ("state", state), ("made", ", ".join(message.nodes)))


def _of_job(job: Job) -> Details:
    return _filled(
        ("state", job.state),
        ("request", _compact(job.request)),
        ("inputs", ", ".join(job.inputs)),
        ("results", ", ".join(job.results)),
        ("cause", job.cause),
        ("remedy", job.remedy),
        ("seconds", "" if job.seconds is None else f"{job.seconds:.2f}"),
    )


def _of_mask(mask: NodeMask) -> Details:
    return _filled(
        ("of the node", mask.node_id),  # English: for the command line
        ("size", f"{mask.width}x{mask.height}"),
        ("grow", f"{mask.grow:+} pixels" if mask.grow else ""),  # English: as above
        ("feather", f"{mask.feather} pixels" if mask.feather else ""),  # English: as above
        ("sha256", mask.digest),
    )


def _filled(*details: tuple[str, str]) -> Details:
    return tuple((name, value) for name, value in details if value)


def _compact(text: str) -> str:
    """Return JSON without line breaks; a text that is no JSON stays as it is."""
    try:
        return json.dumps(json.loads(text), ensure_ascii=False)
    except (ValueError, RecursionError):
        return text


def _on_one_line(text: str) -> str:
    # What a project from somebody else holds must not steer the terminal that shows it.
    return "".join(letter if letter.isprintable() else " " for letter in text)
