"""Which clips are seen and heard at a time: the one plan behind preview and export."""

from dataclasses import dataclass
from fractions import Fraction

from lance_studio.timeline.model import Clip, Timeline
from lance_studio.timeline.queries import ClipPlace, clip_at, placed, source_time


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

    Tracks that are hidden, and clips that are wholly transparent, are left out. A frame has the fade of its middle, so
    that fading in and out are mirror images.

    Args:
        timeline: The timeline.
        time: Timeline seconds, the start of a frame.

    Returns:
        The layers from bottom to top.
    """
    layers: list[Layer] = []
    for track in timeline.tracks:
        if track.kind != "video" or track.hidden:
            continue
        found = clip_at(track, time)
        if found is None or not isinstance(found.item, Clip):
            continue
        clip = found.item
        opacity = clip.opacity * fade(clip, time - found.start + 1 / timeline.rate / 2)
        if opacity > 0:
            instant = source_time(ClipPlace(track, clip, found.start), time)
            layers.append(Layer(clip, track.id, instant, opacity))
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
        Voice(place.item, track.id, place.start, max(start, place.start), min(end, place.end))
        for track in timeline.tracks
        if track.kind == "audio" and not track.muted
        for place in placed(track)
        if isinstance(place.item, Clip) and place.start < end and place.end > start
    )


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
