"""Files that stay outside the project: where they lie, whether they are still the same, how they are found again.

A linked file is only ever read. Where it lies is kept relative to the project if it lies below the project's folder, so
that both can move together. All functions here may be called from any thread.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from lance_studio.errors import MediaError, MediaMissingError, ProjectError
from lance_studio.media.digests import content_digest
from lance_studio.media.files import require_file, sha256_file
from lance_studio.project.rows import Media

_FIND_IT = "Bring the file back, or say where it lies now (Relink)."


@dataclass(frozen=True)
class Link:
    """Where a linked file lies, and by what a change of it is noticed at once.

    Attributes:
        path: Relative to the project's folder with slashes, or absolute.
        size: Bytes.
        modified_ns: Time of its last change as the file system tells it, in nanoseconds.
    """

    path: str
    size: int
    modified_ns: int


def modified_ns(status: os.stat_result) -> int:
    """Return when a file was changed last, in nanoseconds, as a project can keep it.

    Projects keep numbers of 64 bits, which end in the year 2262, as the times of some disks do not; later ones begin
    again in 1677, so that two of them still differ.
    """
    return (status.st_mtime_ns + (1 << 63)) % (1 << 64) - (1 << 63)


def link_file(path: str | os.PathLike[str], folder: Path) -> tuple[Link, str]:
    """Look at a file to link; reads all of it, unless it was read before and has not changed since.

    Args:
        path: The file.
        folder: The project's folder.

    Returns:
        The link, and the SHA-256 of the file's content.

    Raises:
        MediaError: The file is missing, empty, no ordinary file, or cannot be read.
        ProjectError: The file's name cannot be kept as text.
    """
    file = Path(os.path.realpath(require_file(path)))
    digest = content_digest(file)
    status = file.stat()
    home = Path(os.path.realpath(folder))
    stored = file.relative_to(home).as_posix() if file.is_relative_to(home) else str(file)
    try:
        stored.encode()
    except UnicodeEncodeError as error:
        raise ProjectError(f"The name of {stored!r} is no text.", "Rename the file.") from error
    return Link(stored, status.st_size, modified_ns(status)), digest


def check_relink(media: Media, path: str | os.PathLike[str], folder: Path) -> Link:
    """Look at the file that somebody says is that of a medium; reads all of it, as `link_file` does.

    Args:
        media: The medium.
        path: The file.
        folder: The project's folder.

    Returns:
        The link for `commands.media.RelinkMedia`.

    Raises:
        MediaError: The file is missing, empty, no ordinary file, or cannot be read.
        ProjectError: It is not the file that was imported.
    """
    link, digest = link_file(path, folder)
    if digest != media.digest:
        raise ProjectError(
            f"'{Path(path).name}' is not the file that was imported as '{media.name}': its content differs.",
            "Choose the original file, or import this one as a new medium.",
        )
    return link


def place_of(media: Media, folder: Path) -> Path:
    """Return where a linked medium's file should lie; nothing is looked up.

    Args:
        media: A linked medium.
        folder: The project's folder.

    Returns:
        The path.

    Raises:
        MediaMissingError: The project names a place that no import can have written.
    """
    path = Path(media.link or "")
    if not path.parts or "\0" in str(path) or ".." in path.parts:
        raise MediaMissingError(f"The project names no usable file for '{media.name}'.", _FIND_IT, media.id)
    return folder / path  # an absolute path stays as it is


def resolve(media: Media, folder: Path, *, trust_time: bool = True) -> Path:
    """Find a linked medium's file and check that it is still the one that was imported.

    Args:
        media: A linked medium.
        folder: The project's folder.
        trust_time: Whether a file of the right size and time is taken for unchanged; otherwise it is read whole. If its
            time differs, it is read whole too, unless that was done before and it has not changed since.

    Returns:
        The file.

    Raises:
        MediaMissingError: The file is missing, cannot be read, or has changed.
    """
    try:
        file = require_file(place_of(media, folder))
        status = file.stat()
        if status.st_size == media.size:
            unchanged = trust_time and modified_ns(status) == media.modified_ns
            if unchanged or (content_digest(file) if trust_time else sha256_file(file)) == media.digest:
                return file
    except MediaError as error:
        raise MediaMissingError(
            f"The file of '{media.name}' cannot be used: {error.cause}", _FIND_IT, media.id
        ) from error
    except OSError as error:
        raise MediaMissingError(f"The file of '{media.name}' cannot be read: {error}.", _FIND_IT, media.id) from error
    raise MediaMissingError(
        f"The file of '{media.name}' has changed since it was imported.",
        "Bring the original file back, or import the changed one as a new medium.",
        media.id,
    )
