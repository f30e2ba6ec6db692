"""The exports themselves: each writes atomically, reports how far it is, and stops when it is told to."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from lance_studio.project.rows import Media

if TYPE_CHECKING:
    from lance_studio.media.recipes import Recipe
    from lance_studio.project.files import MediaFiles
    from lance_studio.workflows.rendering import Rendering

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


def picture(files: "MediaFiles", media: Media, recipe: "Recipe | None", path: Path) -> Run:
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


def clip(files: "MediaFiles", media: Media, path: Path) -> Run:
    """Write a film as it is, with the recipe that it carries, or as MP4 if the name asks for one."""

    def run(progress: Progress, cancel: Cancel) -> None:
        from lance_studio.workflows.clip_export import export_film

        export_film(files, media, path, progress, cancel)

    return run


def frame(what: "Rendering", time: Fraction, path: Path) -> Run:
    """Write the frame under the playhead as PNG, with its recipe."""

    def run(progress: Progress, cancel: Cancel) -> None:
        from lance_studio.workflows.rendering import write_frame

        write_frame(what, path, time, overwrite=True)
        progress(1, 1)

    return run


def video(what: "Rendering", options: VideoOptions, path: Path) -> Run:
    """Write a timeline as MP4, or as a new folder of pictures, with its recipe."""

    def run(progress: Progress, cancel: Cancel) -> None:
        from lance_studio.workflows.rendering import write_film

        write_film(
            what,
            path,
            "pictures" if options.form == "png" else "mp4",
            size=options.size,
            span=options.span,
            progress=progress,
            cancel=cancel,
            overwrite=True,
        )

    return run


def otio(what: "Rendering", path: Path) -> Run:
    """Write a timeline as OTIO; media that lie in the project itself are written into a folder beside it."""

    def run(progress: Progress, cancel: Cancel) -> None:
        from lance_studio.workflows.otio_export import write_otio

        write_otio(what, path, overwrite=True, progress=progress, cancel=cancel)

    return run


def _may_replace(path: Path, source: Path) -> bool:
    """Return whether a file may be written; the dialog has asked, but no medium of the project may be replaced."""
    from lance_studio.media.output import ensure_not_a_source

    ensure_not_a_source(path, [source])
    return True
