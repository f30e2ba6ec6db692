"""What undo and redo show: the selection as it was, and what the step changed, so that nobody has to look for it."""

import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lance_studio.errors import TimelineError

if TYPE_CHECKING:
    from lance_studio.project.history import Graph
    from lance_studio.project.project import Project
    from lance_studio.project.rows import Changes
    from lance_studio.timeline.model import Clip, Timeline


@dataclass(frozen=True)
class Selection:
    """What is selected and looked at.

    Attributes:
        node_id: The node on the canvas.
        media_id: The medium in the bin.
        clip_ids: The clips on the timeline.
        timeline_id: The timeline that is shown.
        viewing: "node" or "timeline": what the canvas shows.
        shown: The node that was on the canvas last, also while the canvas is empty for a new picture.
        source_id: The sound, or film that no node shows, which the canvas shows in place of a node.
    """

    node_id: str | None = None
    media_id: str | None = None
    clip_ids: tuple[str, ...] = ()
    timeline_id: str | None = None
    viewing: str = "node"
    shown: str | None = None
    source_id: str | None = None


@dataclass(frozen=True)
class Before:
    """What the project held before a step was undone or redone.

    Attributes:
        graph: The edit graph; None if unknown.
        timelines: The timelines by their ids; those whose documents are damaged are left out.
    """

    graph: "Graph | None"
    timelines: "Mapping[str, Timeline]"


def before(project: "Project") -> Before:
    """Return what a project holds now."""
    values = {row.id: value_of(project, row.id) for row in project.timelines()}
    return Before(project.graph(), {key: value for key, value in values.items() if value is not None})


def after_step(
    project: "Project", changes: "Changes", noted: Selection | None, now: Selection, was: Before
) -> Selection:
    """Say what to select and to show after a step was undone or redone.

    A step that changed nodes shows one of them on the canvas, or what a removed one was made from. One that changed
    timelines only brings the viewer to the timeline. Everything else is as it was beside the step.

    Args:
        project: As it is after the step.
        changes: What the step changed.
        noted: The selection on that side of the step; None if nobody saw it, as after opening the project.
        now: The selection until now.
        was: What the project held until now.

    Returns:
        What is left of it in the project.
    """
    chosen = noted or now
    nodes, timelines = changes.nodes | changes.edges, changes.timelines
    if nodes:
        node_id = _node(project, nodes, noted, now, was)
        chosen = replace(chosen, node_id=node_id, viewing=chosen.viewing if timelines else "node")
    left = [row.id for row in project.timelines() if row.id in timelines]
    if left and not nodes:
        timeline_id = chosen.timeline_id if chosen.timeline_id in left else left[0]
        value = value_of(project, timeline_id)
        clips = chosen.clip_ids
        if noted is None and value is not None:
            clips = _changed_clips(was.timelines.get(timeline_id), value) or clips
        # An empty timeline is nothing to look at.
        filled = value is not None and any(track.items for track in value.tracks)
        viewing = "timeline" if filled else chosen.viewing
        chosen = replace(chosen, timeline_id=timeline_id, clip_ids=clips, viewing=viewing)
    if noted is None and not nodes and not left:
        medium = next((one.id for one in project.media_list() if one.id in changes.media), chosen.media_id)
        chosen = replace(chosen, media_id=medium)
    return present(project, chosen, now)


def present(project: "Project", chosen: Selection, now: Selection) -> Selection:
    """Return what is left of a selection in a project; where a timeline is gone, the one that is shown stays."""
    timeline_id = next((one for one in (chosen.timeline_id, now.timeline_id) if _has_timeline(project, one)), None)
    value = None if timeline_id is None else value_of(project, timeline_id)
    places = () if value is None else [track.layout.positions for track in value.tracks]
    return replace(
        chosen,
        node_id=chosen.node_id if _has_node(project, chosen.node_id) else None,
        media_id=chosen.media_id if chosen.media_id and project.media(chosen.media_id) else None,
        timeline_id=timeline_id,
        clip_ids=tuple(clip for clip in chosen.clip_ids if any(clip in ids for ids in places)),
        viewing=chosen.viewing if timeline_id is not None else "node",
        source_id=chosen.source_id if chosen.source_id and project.media(chosen.source_id) else None,
    )


def value_of(project: "Project", timeline_id: str) -> "Timeline | None":
    """Return a timeline; None if there is none or its document is damaged."""
    with contextlib.suppress(TimelineError):
        return project.timeline_value(timeline_id)
    return None


def _node(
    project: "Project", changed: frozenset[str], noted: Selection | None, now: Selection, was: Before
) -> str | None:
    seen = [node.id for node in project.nodes() if node.id in changed and not node.hidden]
    preferred = (noted or now).node_id
    if seen:
        return preferred if preferred in seen else seen[0]
    removed = [one for one in changed if not _has_node(project, one)]
    if not removed:
        return preferred
    known = () if noted is None else (noted.node_id, noted.shown)
    visible = [node.id for node in project.nodes() if not node.hidden]
    candidates = (*known, *_ancestors(was.graph, removed), now.node_id, now.shown, *reversed(visible))
    return next((one for one in candidates if _has_node(project, one)), None)


def _ancestors(graph: "Graph | None", removed: Iterable[str]) -> list[str]:
    """Return what removed nodes were made from, the nearest first; of several nodes the oldest one leads."""
    if graph is None:
        return []
    gone = set(removed)
    first = next((one for one in graph.nodes if one in gone), None)
    found: list[str] = []
    while first is not None:
        parents = graph.parents(first)
        found += parents
        first = parents[0] if parents and parents[0] not in found[: -len(parents)] else None
    return found


def _changed_clips(former: "Timeline | None", value: "Timeline") -> tuple[str, ...]:
    """Return the clips of a timeline that were none, or others, before."""
    known = {} if former is None else {clip.id: clip for clip in _clips(former)}
    return tuple(clip.id for clip in _clips(value) if known.get(clip.id) != clip) if former is not None else ()


def _clips(timeline: "Timeline") -> "Iterable[Clip]":
    from lance_studio.timeline.model import Clip

    return (item for track in timeline.tracks for item in track.items if isinstance(item, Clip))


def _has_node(project: "Project", node_id: str | None) -> bool:
    return node_id is not None and project.node(node_id) is not None


def _has_timeline(project: "Project", timeline_id: str | None) -> bool:
    return timeline_id is not None and project.timeline(timeline_id) is not None
