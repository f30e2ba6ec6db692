"""Which clips are seen at a time, and which one a command acts on: one rule for the renderer and for all panels."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from lance_studio.timeline.model import Clip, Timeline
from lance_studio.timeline.queries import ClipPlace, clip_at, clip_place, clips_at, duration
from lance_studio.timeline.timing import align


@dataclass(frozen=True, slots=True)
class Visible:
    """A clip that is seen.

    Attributes:
        place: The clip, its track and its start.
        opacity: Above 0, at most 1; fades included.
    """

    place: ClipPlace
    opacity: float


def visible_clips(timeline: Timeline, time: Fraction) -> tuple[Visible, ...]:
    """Find the clips that are seen at a time, from the lowest track to the topmost.

    Tracks that are hidden, and clips that are wholly transparent, are left out; whether a track is locked or muted has
    no say. A frame has the fade of its middle, so that fading in and out are mirror images.

    Args:
        timeline: The timeline.
        time: Timeline seconds, the start of a frame.

    Returns:
        The clips. A lower one may be covered by those above it.
    """
    found: list[Visible] = []
    for track in timeline.tracks:
        if track.kind != "video" or track.hidden:
            continue
        there = clip_at(track, time)
        if there is None or not isinstance(there.item, Clip):
            continue
        clip = there.item
        opacity = clip.opacity * fade(clip, time - there.start + 1 / timeline.rate / 2)
        if opacity > 0:
            found.append(Visible(ClipPlace(track, clip, there.start), opacity))
    return tuple(found)


def topmost_visible(timeline: Timeline, time: Fraction) -> ClipPlace | None:
    """Find the topmost clip that is seen at a time.

    Args:
        timeline: The timeline.
        time: Timeline seconds; at the very end the last frame counts, because it is what the viewer shows there.

    Returns:
        The clip; None where nothing is seen.
    """
    seen = visible_clips(timeline, _shown_time(timeline, time))
    return seen[-1].place if seen else None


def active_clip(
    timeline: Timeline, selected: Iterable[str], time: Fraction, *, sounds: bool = False
) -> ClipPlace | None:
    """Find the clip that a command acts on.

    Args:
        timeline: The timeline.
        selected: The selected clips, the first one first; those that are gone do not count.
        time: Of the playhead, in timeline seconds.
        sounds: Whether a sound will do where there is no picture.

    Returns:
        The first selected picture or film, even on a hidden track, for it was chosen by hand; or else, where sounds
        will do, the first selected sound; or else the topmost clip that is seen at the playhead; or else, where sounds
        will do, one that is heard there. None where there is none of these.
    """
    chosen = [
        clip_place(track, track.layout.positions[clip_id])
        for clip_id in selected
        for track in timeline.tracks
        if clip_id in track.layout.positions
    ]
    pictured = [place for place in chosen if place.track.kind == "video"]
    if pictured:
        return pictured[0]
    if sounds and chosen:
        return chosen[0]
    seen = topmost_visible(timeline, time)
    if seen is not None or not sounds:
        return seen
    here = clips_at(timeline, _shown_time(timeline, time))
    return next((place for place in reversed(here) if place.track.kind == "audio" and not place.track.muted), None)


def fade(clip: Clip, offset: Fraction) -> float:
    """Find how far a clip has appeared or disappeared; both go evenly with time.

    Args:
        clip: The clip.
        offset: Timeline seconds since its start.

    Returns:
        0 to 1.
    """
    rising = offset / clip.fade_in if clip.fade_in else Fraction(1)
    falling = (clip.duration - offset) / clip.fade_out if clip.fade_out else Fraction(1)
    return float(min(max(min(rising, falling), Fraction(0)), Fraction(1)))


def _shown_time(timeline: Timeline, time: Fraction) -> Fraction:
    """The start of the frame that the viewer shows."""
    last = align(duration(timeline), timeline.rate) - 1 / timeline.rate
    return max(min(time, last), Fraction(0))
