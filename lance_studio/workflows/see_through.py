"""Whether a timeline has transparency: whether at any time something of its frame is not covered."""

from collections.abc import Callable, Iterator
from fractions import Fraction

from lance_studio.project.rows import Media
from lance_studio.render.compositing import letterbox
from lance_studio.timeline.model import Clip, Timeline
from lance_studio.timeline.queries import play_range
from lance_studio.timeline.visible import visible_clips


def is_see_through(
    timeline: Timeline, media: Callable[[str], Media | None], has_alpha: Callable[[Media], bool]
) -> bool:
    """Tell whether a frame between the in and the out point may be transparent somewhere.

    Args:
        timeline: The timeline.
        media: Finds a medium by its id; what is gone covers nothing.
        has_alpha: Tells whether a medium's file may be transparent.

    Returns:
        False where at every time an opaque clip fills the frame.
    """
    start, end = play_range(timeline)
    frame = 1 / timeline.rate
    covers: dict[str, bool] = {}

    def fills(clip: Clip) -> bool:
        if clip.media_id not in covers:
            found = media(clip.media_id)
            covers[clip.media_id] = found is not None and _fills(found, timeline) and not has_alpha(found)
        return covers[clip.media_id]

    for time in _moments(timeline, start, end, frame):
        seen = visible_clips(timeline, time)
        if not any(one.opacity >= 1 and not one.place.clip.black_outside and fills(one.place.clip) for one in seen):
            return True
    return False


def _moments(timeline: Timeline, start: Fraction, end: Fraction, frame: Fraction) -> Iterator[Fraction]:
    """A frame of each stretch in which the same clips are seen, and the first and last one of each fade."""
    times = {start}
    for track in timeline.tracks:
        if track.kind != "video" or track.hidden:
            continue
        at = Fraction(0)
        for item in track.items:
            times |= {at, at + item.duration}
            if isinstance(item, Clip):
                times |= {at + item.fade_in, at + item.duration - item.fade_out, at + item.duration - frame}
            at += item.duration
    return iter(sorted(time for time in times if start <= time < end))


def _fills(media: Media, timeline: Timeline) -> bool:
    if not media.width or not media.height:
        return False
    place = letterbox(media.width, media.height, timeline.width, timeline.height)
    return (place.width, place.height) == (timeline.width, timeline.height)
