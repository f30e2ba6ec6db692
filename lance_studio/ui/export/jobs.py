"""The exports themselves: each writes atomically, reports how far it is, and stops when it is told to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from lance_studio.project.files import MediaFiles
from lance_studio.project.linking import place_of
from lance_studio.project.rows import Media
from lance_studio.workflows.sources import ProjectMedia

if TYPE_CHECKING:
    from lance_studio.media.recipes import Recipe
    from lance_studio.timeline.model import Timeline

Progress = Callable[[int, int], None]
Cancel = Callable[[], bool]
Run = Callable[[Progress, Cancel], None]


@dataclass(frozen=True)
class VideoOptions:
    """How a timeline is exported.

    Attributes:
        form: "mp4" or "png" (a folder of pictures).
        size: Width and height; None is the timeline's.
        span: Start and end in seconds; None is from the in to the out point.
    """

    form: str = "mp4"
    size: tuple[int, int] | None = None
    span: tuple[Fraction, Fraction] | None = None


def picture(files: MediaFiles, media: Media, recipe: "Recipe | None", path: Path) -> Run:
    """Write a picture, or the first frame of a film, as PNG with its recipe."""

    def run(progress: Progress, cancel: Cancel) -> None:
        from lance_studio.media.frames import FrameReader
        from lance_studio.media.images import load_image, write_png

        source = files.path(media)
        if media.kind == "picture":
            frame = load_image(source)
        else:
            with FrameReader(source) as reader:
                frame = reader.frame(0)
        write_png(path, frame, recipe=recipe, overwrite=_may_replace(path, source))
        progress(1, 1)

    return run


def clip(files: MediaFiles, media: Media, path: Path) -> Run:
    """Write a film's file as it is, with the recipe that it carries."""

    def run(progress: Progress, cancel: Cancel) -> None:
        from lance_studio.media.output import write_bytes

        source = files.path(media)
        write_bytes(path, source.read_bytes(), overwrite=_may_replace(path, source))
        progress(1, 1)

    return run


def frame(files: MediaFiles, timeline: "Timeline", time: Fraction, path: Path) -> Run:
    """Write the frame under the playhead as PNG."""

    def run(progress: Progress, cancel: Cancel) -> None:
        from lance_studio.render.export import export_png_frame

        export_png_frame(timeline, ProjectMedia(files), path, time, overwrite=True)
        progress(1, 1)

    return run


def video(files: MediaFiles, timeline: "Timeline", options: VideoOptions, path: Path) -> Run:
    """Write a timeline as MP4, or as a new folder of pictures."""

    def run(progress: Progress, cancel: Cancel) -> None:
        from lance_studio.render.export import export_mp4, export_png_sequence

        source = ProjectMedia(files)
        if options.form == "png":
            export_png_sequence(
                timeline, source, path, size=options.size, span=options.span, progress=progress, cancel=cancel
            )
            return
        export_mp4(
            timeline,
            source,
            path,
            size=options.size,
            span=options.span,
            progress=progress,
            cancel=cancel,
            overwrite=True,
        )

    return run


def otio(files: MediaFiles, folder: Path, timeline: "Timeline", media: Sequence[Media], path: Path) -> Run:
    """Write a timeline as OTIO; media that lie in the project itself are written into a folder beside it."""

    def run(progress: Progress, cancel: Cancel) -> None:
        from lance_studio.media.output import write_bytes
        from lance_studio.render.export import export_otio
        from lance_studio.timeline.interchange import ExternalMedia

        outside: dict[str, ExternalMedia] = {}
        beside = path.with_name(f"{path.stem} media")
        for number, one in enumerate(media):
            if one.link is not None:
                place = place_of(one, folder)
            else:
                content = files.read(one)
                place = beside / f"{one.digest[:12]}{_suffix(one, content)}"
                if not place.exists():
                    write_bytes(place, content)
            outside[one.id] = ExternalMedia(str(place), one.name, one.rate, one.duration)
            progress(number + 1, len(media) + 1)
        export_otio(timeline, path, outside, overwrite=True)

    return run


def _may_replace(path: Path, source: Path) -> bool:
    """Return whether a file may be written; the dialog has asked, but no medium of the project may be replaced."""
    from lance_studio.media.output import ensure_not_a_source

    ensure_not_a_source(path, [source])
    return True


def _suffix(media: Media, content: bytes) -> str:
    named = Path(media.name).suffix.lower()
    if named and len(named) <= 5:
        return named
    return ".png" if content.startswith(b"\x89PNG") else ".mp4" if media.kind == "video" else ".jpg"
