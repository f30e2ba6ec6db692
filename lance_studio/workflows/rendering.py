"""Timelines to files: the one way by which the window and the command line export, with the recipe in the file."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias, TypedDict

import lance_studio
from lance_studio.media.space import encoded_bytes, require_space
from lance_studio.project.files import MediaFiles
from lance_studio.project.project import Project
from lance_studio.project.rows import Media
from lance_studio.timeline.model import Timeline
from lance_studio.timeline.queries import media_ids
from lance_studio.timeline.timing import frame_of, time_of
from lance_studio.workflows.sources import ProjectMedia

if TYPE_CHECKING:
    from lance_studio.media.encode_sound import SoundKind
    from lance_studio.media.recipes import Recipe

Progress = Callable[[int, int], None]
Cancel = Callable[[], bool]
Span = tuple[Fraction, Fraction]
Size = tuple[int, int]
FilmForm: TypeAlias = Literal["mp4", "mov", "webm", "mkv", "pictures"]


_SAMPLE_BYTES = 8  # of both channels


class _How(TypedDict):
    """What all kinds of export are told."""

    size: Size | None
    span: Span | None
    progress: Progress | None
    cancel: Cancel | None
    recipe: "Recipe | None"
    deinterlace: bool


@dataclass(frozen=True, slots=True)
class Rendering:
    """What is rendered; may be passed to any thread.

    Attributes:
        timeline: The timeline.
        name: What people call it.
        media: The media that it shows.
        files: Where these are read.
        folder: The project's folder.
        alpha: Whether what nothing covers is transparent, rather than black, where the kind of file allows it.
        deinterlace: Whether the fields of interlaced films become whole frames.
    """

    timeline: Timeline
    name: str
    media: tuple[Media, ...]
    files: MediaFiles
    folder: Path
    alpha: bool = False
    deinterlace: bool = True


@dataclass(frozen=True, slots=True)
class Rendered:
    """What was rendered.

    Attributes:
        start: Timeline seconds of the first frame.
        frames: How many frames.
        rate: Frames a second.
        width: Pixels.
        height: Pixels.
    """

    start: Fraction
    frames: int
    rate: Fraction
    width: int
    height: int


def rendering_of(project: Project, timeline: Timeline, name: str) -> Rendering:
    """Collect what the rendering of a timeline needs, in the project's thread.

    Args:
        project: The open project.
        timeline: One of its timelines.
        name: What people call it.
    """
    found = (project.media(media_id) for media_id in sorted(media_ids(timeline)))
    return Rendering(timeline, name, tuple(one for one in found if one is not None), project.files, project.folder)


def write_film(
    what: Rendering,
    path: Path,
    form: FilmForm = "mp4",
    *,
    size: Size | None = None,
    span: Span | None = None,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
    overwrite: bool = False,
    recipe: "Recipe | None" = None,
) -> Rendered:
    """Write a timeline as a film, or as a new folder with a picture of each frame.

    Args:
        what: The timeline and its media.
        path: The file, or the folder.
        form: Which of them; "mov" is ProRes 4444, "webm" VP9, "mkv" FFV1 and PCM without loss.
        size: Width and height in pixels; None means the timeline's.
        span: Start and end in timeline seconds; None means from the in to the out point.
        progress: Told after each frame how many of how many are done.
        cancel: Asked before each frame.
        overwrite: Whether an existing film may be replaced; a folder never is.
        recipe: What the file says of how it was made; None: of what it was rendered.

    Returns:
        What the file holds.

    Raises:
        TimelineError: There is nothing to export.
        MediaError: A medium is missing or damaged.
        OutputError: The target may not be replaced, or cannot be written, or there is no room for it.
        CancelledError: `cancel` said so; nothing is left.
    """
    from lance_studio.render.export import export_alpha_film, export_mp4, export_png_sequence, plan_export

    planned = plan_export(what.timeline, None, span)
    facts = _facts(what, planned.start, planned.count, size)
    pictures = facts.frames if form == "pictures" else 1
    require_space(
        f"'{path.name}'",
        [(path.parent, pictures * encoded_bytes(facts.width, facts.height, facts.frames // pictures))],
    )
    source, recipe = ProjectMedia(what.files), recipe or recipe_of_rendering(what, facts)
    how: _How = {
        "size": size,
        "span": span,
        "progress": progress,
        "cancel": cancel,
        "recipe": recipe,
        "deinterlace": what.deinterlace,
    }
    if form == "pictures":
        export_png_sequence(what.timeline, source, path, alpha=what.alpha, **how)
    elif form == "mp4":
        export_mp4(what.timeline, source, path, overwrite=overwrite, **how)
    else:
        export_alpha_film(what.timeline, source, path, form, overwrite=overwrite, alpha=what.alpha, **how)
    return facts


@dataclass(frozen=True, slots=True)
class RenderedSound:
    """What was rendered of a timeline's sound.

    Attributes:
        start: Timeline seconds of the first sample.
        samples: How many.
        sample_rate: Samples a second.
        channels: 1 or 2.
    """

    start: Fraction
    samples: int
    sample_rate: int
    channels: int


def write_sound(
    what: Rendering,
    path: Path,
    kind: "SoundKind",
    *,
    span: Span | None = None,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
    overwrite: bool = False,
) -> RenderedSound:
    """Write what is heard of a timeline as WAV or FLAC, without loss.

    Args:
        what: The timeline and its media.
        path: The file.
        kind: "wav" (32-bit floats) or "flac" (24 bits).
        span: Start and end in timeline seconds; None means from the in to the out point.
        progress: Told after each second how many of how many samples are done.
        cancel: Asked before each second.
        overwrite: Whether an existing file may be replaced.

    Returns:
        What the file holds.

    Raises:
        TimelineError: There is nothing to hear.
        MediaError: A medium is missing or damaged.
        OutputError: The target may not be replaced, or cannot be written, or there is no room for it.
        CancelledError: `cancel` said so; nothing is left.
    """
    from lance_studio.media.sound import SAMPLE_RATE
    from lance_studio.render.export import protect_media
    from lance_studio.render.export_sound import export_sound
    from lance_studio.timeline.queries import play_range

    source = ProjectMedia(what.files)
    protect_media(what.timeline, source, path)
    start, end = play_range(what.timeline) if span is None else span
    require_space(f"'{path.name}'", [(path.parent, int(max(end - start, 0) * SAMPLE_RATE * _SAMPLE_BYTES))])
    recipe = recipe_of_rendering(what, _facts(what, start, 0, (0, 0)))
    made = export_sound(
        what.timeline,
        source,
        path,
        kind,
        span=span,
        progress=progress,
        cancel=cancel,
        recipe=recipe,
        overwrite=overwrite,
    )
    return RenderedSound(made.start, made.count, made.rate, made.channels)


def write_frame(
    what: Rendering, path: Path, time: Fraction, *, size: Size | None = None, overwrite: bool = False
) -> Rendered:
    """Write the frame that is shown at a time as PNG, or as WebP if the name ends so.

    Args:
        what: The timeline and its media.
        path: The file.
        time: Timeline seconds.
        size: Width and height in pixels; None means the timeline's.
        overwrite: Whether an existing file may be replaced.

    Returns:
        What the file holds.

    Raises:
        MediaError: A medium is missing or damaged.
        OutputError: The target may not be replaced, or cannot be written.
    """
    from lance_studio.render.export import export_frame

    rate = what.timeline.rate
    facts = _facts(what, time_of(frame_of(time, rate), rate), 1, size)
    recipe = recipe_of_rendering(what, facts)
    source = ProjectMedia(what.files)
    export_frame(
        what.timeline,
        source,
        path,
        facts.start,
        size=size,
        recipe=recipe,
        overwrite=overwrite,
        alpha=what.alpha,
        deinterlace=what.deinterlace,
    )
    return facts


def recipe_of_rendering(what: Rendering, facts: Rendered) -> "Recipe":
    """Say what was rendered from what, for the file itself."""
    from lance_studio.media.recipes import Recipe, SourceRecord

    settings = {
        "start": str(facts.start),
        "frames": facts.frames,
        "rate": str(facts.rate),
        "width": facts.width,
        "height": facts.height,
    }
    return Recipe(
        task="render",
        prompt=what.name,
        settings=settings,
        sources=tuple(SourceRecord(one.name, one.digest) for one in what.media),
        app_version=lance_studio.__version__,
    )


def _facts(what: Rendering, start: Fraction, frames: int, size: Size | None) -> Rendered:
    width, height = size or (what.timeline.width, what.timeline.height)
    return Rendered(start, frames, what.timeline.rate, width, height)
