"""Exporting a timeline: films, a picture, a folder of pictures, OpenTimelineIO. Nothing half written is left behind."""

import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from lance_studio.errors import CancelledError, OutputError, TimelineError
from lance_studio.language import tr
from lance_studio.media.alpha import divided
from lance_studio.media.encode import AlphaKind, write_alpha_film, write_mp4
from lance_studio.media.images import write_png, write_webp
from lance_studio.media.output import ensure_not_a_source, output_error, write_bytes
from lance_studio.media.recipes import Recipe
from lance_studio.media.sound import SAMPLE_RATE
from lance_studio.render.export_sound import is_heard, sound_rate
from lance_studio.render.renderer import Renderer
from lance_studio.render.source import MediaSource
from lance_studio.timeline.interchange import ExternalMedia, to_otio
from lance_studio.timeline.model import Timeline
from lance_studio.timeline.queries import media_ids, play_range
from lance_studio.timeline.timing import time_of

Frame: TypeAlias = NDArray[np.uint8]
Size: TypeAlias = tuple[int, int]
Progress: TypeAlias = Callable[[int, int], None]
"""Called after each frame with the number of frames done and of all frames."""

Cancel: TypeAlias = Callable[[], bool]
"""Asked before each frame whether to give up."""


@dataclass(frozen=True, slots=True)
class ExportRange:
    """Which frames an export has.

    Attributes:
        start: Timeline seconds of the first frame.
        rate: Frames a second of the export.
        count: How many frames.
    """

    start: Fraction
    rate: Fraction
    count: int


def plan_export(
    timeline: Timeline,
    rate: Fraction | None = None,
    span: tuple[Fraction, Fraction] | None = None,
) -> ExportRange:
    """Find which frames an export has.

    Args:
        timeline: The timeline.
        rate: Frames a second; None means the timeline's. At another rate, each frame shows what the timeline shows when
            it begins: frames are repeated or left out, never mixed.
        span: Start and end in timeline seconds; None means from the in to the out point.

    Returns:
        The frames; the last one may end after the range.

    Raises:
        TimelineError: The range is empty, or the rate is not above 0.
    """
    start, end = play_range(timeline) if span is None else span
    wanted = timeline.rate if rate is None else Fraction(rate)
    if start < 0 or end <= start or wanted <= 0:
        raise TimelineError(
            tr("There is nothing to export."), tr("Put clips on the timeline, or choose another range.")
        )
    return ExportRange(start, wanted, ((end - start) * wanted).__ceil__())


def export_mp4(
    timeline: Timeline,
    source: MediaSource,
    path: str | os.PathLike[str],
    *,
    size: Size | None = None,
    rate: Fraction | None = None,
    span: tuple[Fraction, Fraction] | None = None,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
    recipe: Recipe | None = None,
    overwrite: bool = False,
    crf: int = 16,
    deinterlace: bool = True,
) -> None:
    """Export a timeline as MP4 with H.264 and, if it has an audio track that is not muted and not empty, AAC.

    Args:
        timeline: The timeline.
        source: Opens the media.
        path: Where the file goes.
        size: Width and height in pixels; None means the timeline's. Another shape gets black bars.
        rate: Frames a second; None means the timeline's.
        span: Start and end in timeline seconds; None means from the in to the out point.
        progress: Told after each frame.
        cancel: Asked before each frame.
        recipe: Stored in the file.
        overwrite: Whether an existing file may be replaced; never one that the timeline shows.
        crf: x264's quality, 0 to 51.
        deinterlace: Whether the fields of interlaced films become whole frames.

    Raises:
        TimelineError: There is nothing to export.
        MediaError: A media file is missing or damaged.
        OutputError: The target exists and may not be replaced, is one of the media, or cannot be written.
        CancelledError: `cancel` said so.
    """
    job = plan_export(timeline, rate, span)
    protect_media(timeline, source, path)
    with Renderer(source, precise=True, deinterlace=deinterlace) as renderer:
        frames = _frames(renderer, timeline, job, size, progress, cancel)
        sound = _sound(renderer, timeline, job) if is_heard(timeline) else None
        write_mp4(path, frames, job.rate, recipe=recipe, overwrite=overwrite, crf=crf, sound=sound)


def export_alpha_film(
    timeline: Timeline,
    source: MediaSource,
    path: str | os.PathLike[str],
    kind: AlphaKind,
    *,
    size: Size | None = None,
    rate: Fraction | None = None,
    span: tuple[Fraction, Fraction] | None = None,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
    recipe: Recipe | None = None,
    overwrite: bool = False,
    alpha: bool = True,
    deinterlace: bool = True,
) -> None:
    """Export a timeline as a film that may be transparent: ProRes 4444, VP9, or FFV1 without any loss.

    Args:
        timeline: The timeline.
        source: Opens the media.
        path: Where the file goes.
        kind: "mov", "webm" or "mkv"; the last one holds the sound at its own rate, sample by sample.
        size: As for `export_mp4`.
        rate: As for `export_mp4`.
        span: As for `export_mp4`.
        progress: Told after each frame.
        cancel: Asked before each frame.
        recipe: Stored in the file.
        overwrite: Whether an existing file may be replaced; never one that the timeline shows.
        alpha: Whether what nothing covers is transparent, rather than black.
        deinterlace: Whether the fields of interlaced films become whole frames.

    Raises:
        TimelineError: There is nothing to export.
        MediaError: A media file is missing or damaged.
        OutputError: The target exists and may not be replaced, is one of the media, or cannot be written.
        CancelledError: `cancel` said so.
    """
    job = plan_export(timeline, rate, span)
    protect_media(timeline, source, path)
    with Renderer(source, precise=True, deinterlace=deinterlace) as renderer:
        frames = _frames(renderer, timeline, job, size, progress, cancel, alpha=alpha)
        sample_rate = sound_rate(timeline, source) if kind == "mkv" else SAMPLE_RATE
        sound = _sound(renderer, timeline, job, sample_rate) if is_heard(timeline) else None
        write_alpha_film(
            path, frames, job.rate, kind, recipe=recipe, overwrite=overwrite, sound=sound, sample_rate=sample_rate
        )


def export_frame(
    timeline: Timeline,
    source: MediaSource,
    path: str | os.PathLike[str],
    time: Fraction,
    *,
    size: Size | None = None,
    recipe: Recipe | None = None,
    overwrite: bool = False,
    alpha: bool = False,
    deinterlace: bool = True,
) -> None:
    """Export the frame at a time as PNG, or as WebP if the name ends so.

    Args:
        timeline: The timeline.
        source: Opens the media.
        path: Where the file goes.
        time: Timeline seconds.
        size: Width and height in pixels; None means the timeline's.
        recipe: Stored in a PNG.
        overwrite: Whether an existing file may be replaced; never one that the timeline shows.
        alpha: Whether what nothing covers is transparent, rather than black.
        deinterlace: Whether the fields of interlaced films become whole frames.

    Raises:
        MediaError: A media file is missing or damaged.
        OutputError: The target exists and may not be replaced, is one of the media, or cannot be written.
    """
    protect_media(timeline, source, path)
    with Renderer(source, precise=True, deinterlace=deinterlace) as renderer:
        frame = _frame(renderer, timeline, time, size, alpha)
    if Path(path).suffix.lower() == ".webp":
        write_webp(path, frame, overwrite=overwrite)
    else:
        write_png(path, frame, recipe=recipe, overwrite=overwrite)


def export_png_sequence(
    timeline: Timeline,
    source: MediaSource,
    folder: str | os.PathLike[str],
    *,
    size: Size | None = None,
    rate: Fraction | None = None,
    span: tuple[Fraction, Fraction] | None = None,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
    recipe: Recipe | None = None,
    alpha: bool = False,
    deinterlace: bool = True,
) -> None:
    """Export a timeline as a new folder of pictures, frame_000000.png and so on.

    The folder appears under its name when all pictures are in it, and not at all if anything goes wrong.

    Args:
        timeline: The timeline.
        source: Opens the media.
        folder: The new folder; an empty one may be there already.
        size: Width and height in pixels; None means the timeline's.
        rate: Frames a second; None means the timeline's.
        span: Start and end in timeline seconds; None means from the in to the out point.
        progress: Told after each frame.
        cancel: Asked before each frame.
        recipe: Stored in each picture.
        alpha: Whether what nothing covers is transparent, rather than black.
        deinterlace: Whether the fields of interlaced films become whole frames.

    Raises:
        TimelineError: There is nothing to export.
        MediaError: A media file is missing or damaged.
        OutputError: The folder exists and is not empty, or cannot be written.
        CancelledError: `cancel` said so.
    """
    job = plan_export(timeline, rate, span)
    target = Path(folder).resolve()
    temporary = target.parent / f".lance-{secrets.token_hex(8)}.part"
    try:
        _refuse_occupied(target)
        temporary.mkdir(parents=True)
        with Renderer(source, precise=True, deinterlace=deinterlace) as renderer:
            for number, frame in enumerate(_frames(renderer, timeline, job, size, progress, cancel, alpha=alpha)):
                write_png(temporary / f"frame_{number:06}.png", frame, recipe=recipe)
        _refuse_occupied(target)
        temporary.replace(target)
    except OSError as error:
        raise output_error(target, error) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def export_otio(
    timeline: Timeline,
    path: str | os.PathLike[str],
    media: Mapping[str, ExternalMedia],
    *,
    overwrite: bool = False,
) -> None:
    """Export a timeline as an OpenTimelineIO file.

    Args:
        timeline: The timeline.
        path: Where the .otio file goes.
        media: Where other programs find the media files, by identifier.
        overwrite: Whether an existing file may be replaced.

    Raises:
        OutputError: The target exists and may not be replaced, or it cannot be written.
    """
    write_bytes(path, to_otio(timeline, media).encode(), overwrite=overwrite)


def _frames(
    renderer: Renderer,
    timeline: Timeline,
    job: ExportRange,
    size: Size | None,
    progress: Progress | None,
    cancel: Cancel | None,
    *,
    alpha: bool = False,
) -> Iterator[Frame]:
    for number in range(job.count):
        if cancel is not None and cancel():
            raise CancelledError
        yield _frame(renderer, timeline, job.start + time_of(number, job.rate), size, alpha)
        if progress is not None:
            progress(number + 1, job.count)


def _frame(renderer: Renderer, timeline: Timeline, time: Fraction, size: Size | None, alpha: bool) -> Frame:
    """RGBA with transparency, or RGB on black."""
    return divided(renderer.layer_at(timeline, time, size)) if alpha else renderer.frame_at(timeline, time, size)


def _sound(
    renderer: Renderer, timeline: Timeline, job: ExportRange, sample_rate: int = SAMPLE_RATE
) -> Iterator[NDArray[np.float32]]:
    """One block for each second; blocks begin at whole samples after the start."""
    done, total = 0, round(job.count / job.rate * sample_rate)
    while done < total:
        count = min(sample_rate, total - done)
        yield renderer.sound(timeline, job.start + Fraction(done, sample_rate), count, sample_rate)
        done += count


def protect_media(timeline: Timeline, source: MediaSource, path: str | os.PathLike[str]) -> None:
    """Refuse to write over a medium of a timeline; raises OutputError."""
    opened = [source.open(media_id) for media_id in sorted(media_ids(timeline))]
    ensure_not_a_source(path, [each for each in opened if isinstance(each, (str, os.PathLike))])


def _refuse_occupied(target: Path) -> None:
    if target.is_symlink() or (target.exists() and (not target.is_dir() or any(target.iterdir()))):
        raise OutputError(
            tr("'{target}' exists already and is not an empty folder.", target=target), tr("Choose a new folder.")
        )
