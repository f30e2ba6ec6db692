"""Exporting the sound of a timeline by itself, sample by sample."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from lance_studio.errors import CancelledError, TimelineError
from lance_studio.language import tr
from lance_studio.media.encode_sound import FLAC_RATES, SoundKind, write_sound
from lance_studio.media.recipes import Recipe
from lance_studio.media.sound import SAMPLE_RATE, AudioReader, has_sound
from lance_studio.media.sources import require_source
from lance_studio.render.renderer import Renderer
from lance_studio.render.source import MediaSource
from lance_studio.timeline.model import Clip, Timeline, Track
from lance_studio.timeline.queries import clips, duration, play_range


@dataclass(frozen=True, slots=True)
class SoundRange:
    """Which samples an export has.

    Attributes:
        start: Timeline seconds of the first sample.
        rate: Samples a second.
        count: How many samples.
        channels: 1 where all that is heard has one, else 2.
    """

    start: Fraction
    rate: int
    count: int
    channels: int


def is_heard(timeline: Timeline) -> bool:
    """Tell whether there is a clip on an audio track that is not muted."""
    return any(place.track.kind == "audio" and not place.track.muted for place in clips(timeline))


def sound_rate(timeline: Timeline, source: MediaSource) -> int:
    """Find the rate at which nothing of a timeline's sounds has to be resampled; see `sound_form`."""
    return sound_form(timeline, source)[0]


def sound_form(timeline: Timeline, source: MediaSource) -> tuple[int, int]:
    """Find the form in which nothing of a timeline's sounds has to be converted.

    Args:
        timeline: The timeline.
        source: Opens the media.

    Returns:
        Samples a second: that of all sounds that are heard, if they share one; else `SAMPLE_RATE`. And channels:
        1 if each of them has one, else 2.

    Raises:
        MediaError: A media file is missing or damaged.
    """
    heard = {
        (place.clip.media_id, place.clip.sound_track)
        for place in clips(timeline)
        if place.track.kind == "audio" and not place.track.muted
    }
    rates: set[int] = set()
    mono = True
    for media_id, track in heard:
        file = require_source(source.open(media_id))
        if has_sound(file):
            with AudioReader(file, track=track) as reader:
                rates.add(reader.info.sample_rate)
                mono &= reader.is_mono
    channels = 1 if rates and mono else 2
    return rates.pop() if len(rates) == 1 else SAMPLE_RATE, channels


def export_sound(
    timeline: Timeline,
    source: MediaSource,
    path: str | os.PathLike[str],
    kind: SoundKind,
    *,
    span: tuple[Fraction, Fraction] | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancel: Callable[[], bool] | None = None,
    recipe: Recipe | None = None,
    overwrite: bool = False,
) -> SoundRange:
    """Export what is heard of a timeline as WAV (32-bit floats) or FLAC (24 bits).

    Clips end on frames of the timeline. Where the export ends with the timeline, the rest of a sound that goes on for
    less than a frame is heard too, so that a sound alone comes out with all of its samples.

    Args:
        timeline: The timeline.
        source: Opens the media.
        path: Where the file goes.
        kind: "wav" or "flac".
        span: Start and end in timeline seconds; None means from the in to the out point.
        progress: Told after each second how many of how many samples are done.
        cancel: Asked before each second.
        recipe: Stored in the file.
        overwrite: Whether an existing file may be replaced; the caller sees to it that it is none of the media.

    Returns:
        What the file holds.

    Raises:
        TimelineError: There is nothing to hear.
        MediaError: A media file is missing or damaged.
        OutputError: The target exists and may not be replaced, or cannot be written.
        CancelledError: `cancel` said so.
    """
    start, end = play_range(timeline) if span is None else span
    if start < 0 or end <= start or not is_heard(timeline):
        raise TimelineError(tr("There is no sound to export."), tr("Put a sound on the timeline, or unmute its track."))
    if end == duration(timeline):
        timeline, end = _with_tails(timeline, end)
    rate, channels = sound_form(timeline, source)
    if kind == "flac" and rate not in FLAC_RATES:
        rate = SAMPLE_RATE
    planned = SoundRange(start, rate, max(round((end - start) * rate), 1), channels)
    with Renderer(source, precise=True) as renderer:
        blocks = _blocks(renderer, timeline, planned, progress, cancel)
        write_sound(path, blocks, rate, kind, recipe=recipe, overwrite=overwrite)
    return planned


def _with_tails(timeline: Timeline, end: Fraction) -> tuple[Timeline, Fraction]:
    """Let clips at the end play what is left of their sounds, where that is less than a frame."""
    last = end

    def longer(track: Track) -> Track:
        nonlocal last
        if track.kind != "audio" or track.muted or not track.items or track.layout.end != end:
            return track
        clip = track.items[-1]
        if not isinstance(clip, Clip) or clip.source_duration is None or clip.fade_out:
            return track
        rest = (clip.source_duration - clip.source_end) / clip.speed
        if not 0 < rest < 1 / timeline.rate:
            return track
        last = max(last, end + rest)
        return replace(track, items=(*track.items[:-1], replace(clip, duration=clip.duration + rest)))

    return replace(timeline, tracks=tuple(longer(track) for track in timeline.tracks)), last


def _blocks(
    renderer: Renderer,
    timeline: Timeline,
    planned: SoundRange,
    progress: Callable[[int, int], None] | None,
    cancel: Callable[[], bool] | None,
) -> Iterator[NDArray[np.float32]]:
    done = 0
    while done < planned.count:
        if cancel is not None and cancel():
            raise CancelledError
        count = min(planned.rate, planned.count - done)
        block = renderer.sound(timeline, planned.start + Fraction(done, planned.rate), count, planned.rate)
        # One channel is heard on both sides alike.
        yield block[:, : planned.channels]
        done += count
        if progress is not None:
            progress(done, planned.count)
