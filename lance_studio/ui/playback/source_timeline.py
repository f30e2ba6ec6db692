"""A film or sound by itself as a timeline of one clip, at its own rate and size."""

from dataclasses import replace
from fractions import Fraction

from lance_studio.errors import TimelineError
from lance_studio.language import tr
from lance_studio.project.media_use import MediaUse
from lance_studio.project.rows import Media
from lance_studio.timeline.model import Clip, Timeline
from lance_studio.timeline.timing import nearest_frame, time_of

_AS_IT_IS = MediaUse()
SOUND_RATE = Fraction(50)
"""Steps a second of a sound, which has no frames."""


def source_timeline(media: Media, use: MediaUse = _AS_IT_IS) -> Timeline:
    """Make the timeline of one medium, of all its frames.

    Args:
        media: A film or a sound.
        use: What was chosen for it.

    Returns:
        The timeline, named as the medium. That of a sound shows a black picture of one pixel.

    Raises:
        TimelineError: It has no length, or is shorter than a frame.
    """
    from lance_studio.workflows.media_placement import Placeable, timeline_for

    item = Placeable(media, None, generated=False)
    if media.duration is None:
        raise TimelineError(tr("'{name}' cannot be played.", name=media.name))
    base = replace(timeline_for(item), name=media.name)
    if not item.has_picture:
        base = replace(base, rate=SOUND_RATE, width=1, height=1)
    # All frames, also where the container rounded the length down.
    length = time_of(nearest_frame(media.duration, base.rate), base.rate)
    whole = max(media.duration, length)
    tracks = {"video": item.has_picture, "audio": item.has_sound}

    def clip(kind: str) -> Clip:
        made = Clip(f"{media.id}-{kind}", media.id, length, source_duration=whole)
        if kind == "audio":
            return replace(made, sound_track=use.sound_track)
        return replace(made, deinterlace=use.deinterlace, black_outside=use.black_outside)

    filled = tuple(
        replace(each, items=(clip(each.kind),)) if tracks[each.kind] and each.id == _first(base, each.kind) else each
        for each in base.tracks
    )
    return replace(base, tracks=filled)


def _first(timeline: Timeline, kind: str) -> str:
    return next(each.id for each in timeline.tracks if each.kind == kind)
