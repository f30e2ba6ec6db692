"""Taking a file into a project. Everything here is slow and belongs into a worker thread."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from lance_studio.errors import MediaError
from lance_studio.language import tr
from lance_studio.project.linking import link_file
from lance_studio.project.rows import Media, Node, new_id
from lance_studio.regular_files import is_regular, path_refused

if TYPE_CHECKING:
    from lance_studio.media.choosing import Choice
    from lance_studio.media.info import MediaInfo
    from lance_studio.project.files import MediaFiles

_PICTURE_SUFFIX = ".png"

_PICTURES = (
    ".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".gif", ".apng", ".bmp", ".tif", ".tiff", ".avif", ".heic",
    ".heif", ".hif", ".tga", ".psd", ".jp2", ".ppm",
)  # fmt: skip
_FILMS = (
    ".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".ts", ".mts", ".m2ts", ".mpg", ".mpeg", ".wmv", ".flv", ".3gp",
    ".asf", ".vob", ".mxf", ".nut", ".dv", ".ogv", ".h264", ".264", ".hevc", ".h265", ".265", ".m2v", ".m1v", ".obu",
    ".y4m", ".rm",
)  # fmt: skip
_SOUNDS = (
    ".wav", ".mp3", ".flac", ".ogg", ".oga", ".opus", ".m4a", ".aac", ".aiff", ".aif", ".w64", ".caf", ".au", ".wma",
    ".ac3", ".eac3", ".dts", ".amr", ".ape", ".tta", ".wv", ".voc", ".mka",
)  # fmt: skip
SUFFIXES = frozenset((*_PICTURES, *_FILMS, *_SOUNDS))
"""Endings of files that are taken out of a folder; whoever names a file itself may call it anything."""

MOST_IN_FOLDER = 1000
"""Files of one folder that are imported at once: more are an archive that somebody has missed."""


@dataclass(frozen=True)
class Import:
    """A file that was looked at and whose content is where the project wants it.

    Attributes:
        media: The medium to add.
        node: The node that shows it; None for a sound.
        generated: Whether the file carries a recipe of the studio.
        pages: How many pages the file has, the first of which was taken; 1 for one from which a page was chosen.
        file: The file that was looked at; None for bytes.
    """

    media: Media
    node: Node | None
    generated: bool = False
    pages: int = 1
    file: Path | None = None


def media_in(folder: Path) -> tuple[list[Path], list[Path]]:
    """Look into a folder that somebody wants to import: at its own files, not at those of folders in it.

    Args:
        folder: The folder; hidden files in it are passed over.

    Returns:
        The files that may be media, by their names, and the other ones.

    Raises:
        MediaError: It cannot be read, or holds more files than belong into one project.
    """
    try:
        found = sorted(path for path in folder.iterdir() if not path.name.startswith(".") and is_regular(path))
    except OSError as error:
        raise path_refused(folder, error, MediaError) from error
    media = [path for path in found if path.suffix.lower() in SUFFIXES]
    if len(media) > MOST_IN_FOLDER:
        cause = tr(
            "“{name}” holds {count} media files; {most} are imported at once at most.",
            name=folder.name,
            count=len(media),
            most=MOST_IN_FOLDER,
        )
        raise MediaError(cause, tr("Choose the ones that you need."))
    return media, [path for path in found if path not in set(media)]


def read_file(path: Path, files: "MediaFiles", folder: Path, choice: "Choice | None" = None) -> Import:
    """Look at a file, put a picture's content into the project, link a video or a sound where it lies.

    Args:
        path: The file; it is only read.
        files: The project's content.
        folder: The project's folder.
        choice: What of it is wanted, if it holds several pictures: the project keeps that alone.

    Returns:
        What to add.

    Raises:
        MediaError: The file is missing, damaged, or of a kind that cannot be read.
        ProjectError: The project's disk is full.
    """
    from lance_studio.media.choosing import choose, page_count
    from lance_studio.media.probe import probe
    from lance_studio.media.recipes import read_recipe

    chosen = None if choice is None else choose(path, choice)
    if chosen is not None:
        return read_picture(chosen.content, chosen.name, files)
    info = probe(path)
    pages = 1
    if info.kind == "picture":
        found, pages = read_picture(path, path.name, files), page_count(path)
    else:
        link, digest = link_file(path, folder)
        media = media_of(info, digest, link.size, path.name)
        found = Import(replace(media, link=link.path, modified_ns=link.modified_ns), None)
    if info.kind == "audio":
        return found
    try:
        generated = read_recipe(path) is not None
    except MediaError:
        # A damaged recipe says nothing about the pixels; the inspector tells of it.
        generated = False
    return Import(found.media, node_of(found.media, path.stem), generated, pages, path)


def read_picture(picture: Path | bytes, name: str, files: "MediaFiles") -> Import:
    """Put a picture's content into the project.

    Args:
        picture: The file, which is only read; or the bytes of one that was pasted or drawn.
        name: What people call it.
        files: The project's content.

    Raises:
        MediaError: It cannot be read.
        ProjectError: The project's disk is full.
    """
    from lance_studio.media.probe import probe

    info = probe(picture)
    blob = files.add_file(picture) if isinstance(picture, Path) else files.add_bytes(picture)
    media = media_of(info, blob.digest, blob.size, name)
    return Import(media, node_of(media, name.removesuffix(_PICTURE_SUFFIX)))


def media_of(info: "MediaInfo", digest: str, size: int, name: str) -> Media:
    """Return the row of a medium whose content the project holds.

    Args:
        info: What probing the file found.
        digest: SHA-256 of its content.
        size: Its bytes.
        name: What people call it.
    """
    return Media(
        id=new_id(),
        digest=digest,
        kind=info.kind,
        name=name,
        size=size,
        width=info.width or None,
        height=info.height or None,
        frames=info.frame_count if info.kind == "video" else None,
        rate=info.frame_rate,
        duration=info.duration,
        has_audio=info.audio is not None,
    )


def node_of(media: Media, name: str) -> Node:
    """Return the node that shows a picture or a film."""
    return Node(id=new_id(), media_id=media.id, kind="picture" if media.kind == "picture" else "clip", name=name)
