"""A timeline for other programs, with its media as files beside it."""

import contextlib
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from lance_studio.errors import CancelledError, MediaMissingError

if TYPE_CHECKING:
    from lance_studio.project.project import Project
    from lance_studio.project.rows import Media
    from lance_studio.timeline.model import Timeline

_LONGEST_SUFFIX = 5
# Beginnings of files that the project keeps under names without an ending.
_STARTS = {b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg", b"GIF8": ".gif", b"OggS": ".ogg", b"fLaC": ".flac"}
_USUAL = {"picture": ".png", "video": ".mp4", "audio": ".wav"}


def write_otio(
    project: "Project", timeline: "Timeline", path: Path, *, overwrite: bool, cancel: threading.Event
) -> list[Path]:
    """Write a timeline as OpenTimelineIO.

    Linked media are named where they lie. Media that lie in the project are copied into a folder beside the document,
    under names made from their content, so that a second time finds them there.

    Args:
        project: The project.
        timeline: One of its timelines.
        path: The .otio file.
        overwrite: Whether an existing document may be replaced; media never are.
        cancel: Looked at before each medium.

    Returns:
        The copies that the document names.

    Raises:
        ProjectError: A medium is missing or damaged.
        OutputError: The document exists, or the disk cannot be written.
        CancelledError: `cancel` was set; nothing new is left.
    """
    from lance_studio.project.linking import resolve
    from lance_studio.render.export import export_otio
    from lance_studio.timeline.interchange import ExternalMedia
    from lance_studio.timeline.queries import media_ids

    folder = path.with_name(f"{path.stem} media")
    outside: dict[str, ExternalMedia] = {}
    copies: list[Path] = []
    with _removed_on_failure(folder) as made:
        for media_id in sorted(media_ids(timeline)):
            if cancel.is_set():
                raise CancelledError
            media = project.media(media_id)
            if media is None:
                raise MediaMissingError(
                    "The timeline shows a medium that is not in the project.", "Remove the clip.", media_id
                )
            if media.link is None:
                place = _copied(project, media, folder, made)
                copies.append(place)
            else:
                place = resolve(media, project.folder)
            outside[media_id] = ExternalMedia(str(place.absolute()), media.name, media.rate, media.duration)
        export_otio(timeline, path, outside, overwrite=overwrite)
    return copies


@contextlib.contextmanager
def _removed_on_failure(folder: Path) -> Iterator[list[Path]]:
    """Give a list; its files are removed again, and the folder with them, if the block fails."""
    made: list[Path] = []
    try:
        yield made
    except BaseException:
        for file in made:
            file.unlink(missing_ok=True)
        # Kept where anything else is in it.
        with contextlib.suppress(OSError):
            folder.rmdir()
        raise


def _copied(project: "Project", media: "Media", folder: Path, made: list[Path]) -> Path:
    from lance_studio.media.output import atomic_target

    source = project.files.path(media)
    place = folder / f"{media.digest[:16]}{_suffix(media, source)}"
    if place.is_file() and place.stat().st_size == media.size:
        return place
    with atomic_target(place) as temporary:
        shutil.copyfile(source, temporary)
    made.append(place)
    return place


def _suffix(media: "Media", source: Path) -> str:
    named = Path(media.name).suffix.lower()
    # Names may come from somebody else's project.
    if 1 < len(named) <= _LONGEST_SUFFIX and named[1:].isalnum() and named.isascii():
        return named
    with source.open("rb") as stream:
        head = stream.read(12)
    if head[:4] == b"RIFF" and head[8:] == b"WEBP":
        return ".webp"
    return next((suffix for start, suffix in _STARTS.items() if head.startswith(start)), _USUAL[media.kind])
