"""A clip with what continues it, for those who want both in one file."""

from lance_studio.errors import CommandRefusedError
from lance_studio.language import tr
from lance_studio.project.project import Project
from lance_studio.timeline.queries import track_duration
from lance_studio.workflows.media_placement import arranged, place, placeable
from lance_studio.workflows.rendering import Rendering, rendering_of
from lance_studio.workflows.task import Task


def continued(project: Project, node_id: str) -> Rendering:
    """Lay out a whole clip, in its own size and rate and with its sound, and directly behind it what continues it.

    Args:
        project: The open project; the timeline is not stored in it.
        node_id: The node of the new frames.

    Raises:
        CommandRefusedError: The node or the clip is not in the project any more.
    """
    edge = project.edge(node_id)
    source = None if edge is None else Task.from_json(edge.request).inputs[0]
    clip = None if source is None else placeable(project, source.media_id, source.node_id)
    new = placeable(project, None, node_id)
    if clip is None or new is None or new.node is None:
        raise CommandRefusedError(tr("The clip or what continues it is not in the project any more."))
    timeline, _ = arranged(None, [clip], "append")
    # Sound may last longer than the picture.
    end = max(track_duration(track) for track in timeline.tracks if track.kind == "video")
    timeline, _ = place(timeline, [new], "overwrite", end)
    return rendering_of(project, timeline, new.node.name)
