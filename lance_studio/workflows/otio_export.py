"""A timeline for other programs, with its media as files beside it."""

import contextlib
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from lance_studio.errors import CancelledError, MediaMissingError
from lance_studio.language import tr
from lance_studio.project.files import MediaFiles
from lance_studio.project.link_trust import known_links
from lance_studio.project.linking import resolve
from lance_studio.project.rows import Media
from lance_studio.timeline.queries import media_ids
from lance_studio.workflows.rendering import Cancel, Progress, Rendering

_LONGEST_SUFFIX = 5
# Beginnings of files that the project keeps under names without an ending.
_STARTS = {b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg", b"GIF8": ".gif", b"OggS": ".ogg", b"fLaC": ".flac"}
_USUAL = {"picture": ".png", "video": ".mp4", "audio": ".wav"}


def write_otio(
    what: Rendering,
    path: Path,
    *,
    files: Mapping[str, Path] | None = None,
    overwrite: bool = False,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> list[Path]:
    """Write a timeline as OpenTimelineIO; may be called in any thread.

    Linked media are named where they lie. Media that lie in the project are copied into a folder beside the document,
    under names made from their content, so that a second time finds them there.

    Args:
        what: The timeline and its media.
        path: The .otio file.
        files: Where media lie by their ids, where that is known; these are not copied.
        overwrite: Whether an existing document may be replaced; media never are.
        progress: Told after each medium how many of how many are done; the document counts as one.
        cancel: Asked before each medium.

    Returns:
        The copies that the document names.

    Raises:
        ProjectError: A medium is missing or damaged.
        OutputError: The document exists, or the disk cannot be written.
        CancelledError: `cancel` said so; nothing new is left.
    """
    # OpenTimelineIO and FFmpeg take a while to load.
    from lance_studio.render.export import export_otio
    from lance_studio.timeline.interchange import ExternalMedia, file_url

    beside = path.with_name(tr("{stem} media", stem=path.stem))
    known = {one.id: one for one in what.media}
    shown = sorted(media_ids(what.timeline))
    outside: dict[str, ExternalMedia] = {}
    copies: list[Path] = []
    with _removed_on_failure(beside) as made:
        for number, media_id in enumerate(shown):
            if cancel is not None and cancel():
                raise CancelledError
            if media_id not in known:
                raise MediaMissingError(
                    tr("The timeline shows a medium that is not in the project."), tr("Remove the clip."), media_id
                )
            one = known[media_id]
            if files is not None and media_id in files:
                place = Path(os.path.realpath(files[media_id]))
                # The user chose it, so that the document may be read again here.
                known_links().remember_own(str(place), one.digest)
            elif one.link is None:
                place = _copied(what.files, one, beside, made)
                copies.append(place)
            else:
                place = resolve(one, what.folder)
            outside[media_id] = ExternalMedia(file_url(place.absolute()), one.name, one.rate, one.duration, one.digest)
            if progress is not None:
                progress(number + 1, len(shown) + 1)
        export_otio(what.timeline, path, outside, overwrite=overwrite)
    if progress is not None:
        progress(len(shown) + 1, len(shown) + 1)
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


def _copied(files: MediaFiles, media: Media, folder: Path, made: list[Path]) -> Path:
    from lance_studio.media.output import atomic_target

    source = files.path(media)
    place = folder / f"{media.digest[:16]}{_suffix(media, source)}"
    if place.is_file() and place.stat().st_size == media.size:
        return place
    with atomic_target(place) as temporary:
        shutil.copyfile(source, temporary)
    made.append(place)
    return place


def _suffix(media: Media, source: Path) -> str:
    named = Path(media.name).suffix.lower()
    # Names may come from somebody else's project.
    if 1 < len(named) <= _LONGEST_SUFFIX and named[1:].isalnum() and named.isascii():
        return named
    with source.open("rb") as stream:
        head = stream.read(12)
    if head[:4] == b"RIFF" and head[8:] == b"WEBP":
        return ".webp"
    return next((suffix for start, suffix in _STARTS.items() if head.startswith(start)), _USUAL[media.kind])
