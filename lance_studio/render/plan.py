"""Which clips are seen and heard at a time: the one plan behind preview and export."""

from dataclasses import dataclass
from fractions import Fraction

from lance_studio.timeline.model import Clip, Timeline
from lance_studio.timeline.queries import clip_place, source_time
from lance_studio.timeline.visible import visible_clips


@dataclass(frozen=True, slots=True)
class Layer:
    """A picture that is seen.

    Attributes:
        clip: The clip.
        track_id: The track that holds it.
        source_time: Seconds into its media.
        opacity: Above 0, at most 1; fades included.
    """

    clip: Clip
    track_id: str
    source_time: Fraction
    opacity: float


@dataclass(frozen=True, slots=True)
class Plan:
    """What one frame is made of.

    Attributes:
        layers: From bottom to top; nothing above and below means black.
        width: Pixels of the timeline's picture.
        height: Pixels of the timeline's picture.
    """

    layers: tuple[Layer, ...]
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Voice:
    """A part of a clip that is heard during a range of time.

    Attributes:
        clip: The clip.
        track_id: The track that holds it.
        clip_start: Timeline seconds at which the whole clip begins; fades count from there.
        start: Timeline seconds at which the part begins.
        end: Timeline seconds at which it ends, exclusive.
    """

    clip: Clip
    track_id: str
    clip_start: Fraction
    start: Fraction
    end: Fraction


def plan(timeline: Timeline, time: Fraction) -> Plan:
    """Plan the frame that is shown at a time.

    Which clips are seen, and how strongly, is decided by `visible_clips`.

    Args:
        timeline: The timeline.
        time: Timeline seconds, the start of a frame.

    Returns:
        The layers from bottom to top.
    """
    layers = (
        Layer(seen.place.clip, seen.place.track.id, source_time(seen.place, time), seen.opacity)
        for seen in visible_clips(timeline, time)
    )
    return Plan(tuple(layers), timeline.width, timeline.height)


def plan_sound(timeline: Timeline, start: Fraction, end: Fraction) -> tuple[Voice, ...]:
    """Plan what is heard during a range of time.

    Args:
        timeline: The timeline.
        start: Timeline seconds.
        end: Timeline seconds, exclusive.

    Returns:
        The parts of clips on audio tracks that are not muted.
    """
    return tuple(
        Voice(place.clip, track.id, place.start, max(start, place.start), min(end, place.end))
        for track in timeline.tracks
        if track.kind == "audio" and not track.muted
        for position in track.layout.overlapping(start, end)
        if track.layout.ids[position] is not None
        for place in (clip_place(track, position),)
    )
