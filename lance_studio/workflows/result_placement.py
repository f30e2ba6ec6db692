"""Puts results on the timeline: in place of what was changed, or directly behind what was extended."""

from fractions import Fraction

from lance_studio.errors import TimelineError
from lance_studio.language import mark
from lance_studio.project.commands.timelines import EditTimeline
from lance_studio.project.project import Project
from lance_studio.project.rows import Media, Node
from lance_studio.timeline import placing, properties
from lance_studio.timeline.cutting import split
from lance_studio.timeline.model import Clip, Timeline, new_id
from lance_studio.timeline.queries import ClipPlace, clips, find_clip, placed
from lance_studio.timeline.timing import align
from lance_studio.workflows.task import Behind, InPlace


def place(project: Project, target: InPlace | Behind, node: Node, media: Media) -> EditTimeline | None:
    """Make the command that puts a result on the timeline.

    Args:
        project: Where the timeline is, as it is now.
        target: Where the result was to go.
        node: The result.
        media: Its medium.

    Returns:
        The command; None where the clip has gone, shows something else by now, or lies on a locked track: what was
        made stays in the history, and what was arranged meanwhile stays as it is.
    """
    try:
        before = project.timeline_value(target.timeline_id)
        if before is None:
            return None
        if isinstance(target, InPlace):
            after, name = in_place(before, target, node, media), mark("Edit clip")
        else:
            after, name = behind(before, target, node, media), mark("Extend clip")
    except TimelineError:
        return None
    return None if after is None else EditTimeline(target.timeline_id, after, name)


def in_place(timeline: Timeline, target: InPlace, node: Node, media: Media) -> Timeline | None:
    """Let the changed part of a clip show the result; the clip is cut at both ends of the part.

    Sound that is linked with the clip is cut along with it and stays as it is.

    Returns:
        The new timeline; None where nothing of the part is left.

    Raises:
        TimelineError: The clip has gone, or its track is locked.
    """
    found = find_clip(timeline, target.clip_id)
    if found.clip.media_id != target.media_id:
        return None
    start, end = _shown(found, target)
    start, end = max(align(start, timeline.rate), found.start), min(align(end, timeline.rate), found.end)
    if start >= end:
        return None
    into = max(start - _shown(found, target)[0], Fraction(0))
    clip_id = target.clip_id
    if start > found.start:
        timeline = split(timeline, clip_id, start)
        clip_id = _clip_from(timeline, found.track.id, start)
    if end < found.end:
        timeline = split(timeline, clip_id, end)
    return properties.replace_media(
        timeline,
        clip_id,
        media_id=media.id,
        source_duration=media.duration,
        source_start=Fraction(0) if media.duration is None else into,
        node_id=node.id,
        name=node.name,
    )


def behind(timeline: Timeline, target: Behind, node: Node, media: Media) -> Timeline:
    """Put the result directly behind a clip: into the gap there, if it is long enough; else everything later moves.

    Raises:
        TimelineError: The clip has gone, its track is locked, or the result is shorter than a frame.
    """
    found = find_clip(timeline, target.clip_id)
    length = media.duration or placing.STILL_DURATION
    new = Clip(
        id=new_id(),
        media_id=media.id,
        duration=length,
        source_duration=media.duration,
        node_id=node.id,
        name=node.name,
        generated=True,
    )
    later = [each.start for each in placed(found.track) if isinstance(each.item, Clip) and each.start >= found.end]
    # The part of a frame that does not fit a whole one is cut off by the timeline.
    room = min(later) - found.end if later else None
    if room is None or room >= length:
        return placing.overwrite(timeline, found.end, {found.track.id: new})
    return placing.insert(timeline, found.end, {found.track.id: new}, all_tracks=True)


def _shown(found: ClipPlace, target: InPlace) -> tuple[Fraction, Fraction]:
    """Where the part lies on the timeline now; the clip may have been moved or trimmed."""
    clip = found.clip
    if clip.source_duration is None:
        return found.start + target.start, found.start + target.end
    return (
        found.start + (target.start - clip.source_start) / clip.speed,
        found.start + (target.end - clip.source_start) / clip.speed,
    )


def _clip_from(timeline: Timeline, track_id: str, start: Fraction) -> str:
    return next(each.clip.id for each in clips(timeline) if each.track.id == track_id and each.start == start)
