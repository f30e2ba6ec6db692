"""Files that stay outside the project: where they lie, whether they are still the same, how they are found again.

A linked file is only ever read. Where it lies is kept relative to the project if it lies below the project's folder, so
that both can move together. All functions here may be called from any thread.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from lance_studio import limits
from lance_studio.errors import MediaError, MediaMissingError, ProjectError
from lance_studio.language import mark, tr, translate
from lance_studio.media.digests import content_digest
from lance_studio.media.files import require_file, sha256_file
from lance_studio.project.link_trust import is_made_here, known_links, require_usable
from lance_studio.project.rows import Media
from lance_studio.regular_files import require_regular

_FIND_IT = mark("Bring the file back, or say where it lies now (Relink).")


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

    The numbers that a project keeps end before the times of some disks do; later ones begin again at the other end, so
    that two of them still differ.
    """
    most = int(limits.WHOLE_NUMBER.most)
    return (status.st_mtime_ns + most) % (2 * most) - most


def link_file(path: str | os.PathLike[str], folder: Path) -> tuple[Link, str]:
    """Look at a file to link; reads all of it, unless it was read before and has not changed since.

    Only what the user chose may be given: the file is remembered as one that projects may name (see `link_trust`).

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
        raise ProjectError(
            tr("The name of {stored} is no text.", stored=repr(stored)), tr("Rename the file.")
        ) from error
    known_links().remember_own(str(file), digest)
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
            tr(
                "'{name}' is not the file that was imported as '{medium}': its content differs.",
                name=Path(path).name,
                medium=media.name,
            ),
            tr("Choose the original file, or import this one as a new medium."),
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
        raise MediaMissingError(
            tr("The project names no usable file for '{name}'.", name=media.name), translate(_FIND_IT), media.id
        )
    return folder / path  # an absolute path stays as it is


def resolve(media: Media, folder: Path, *, trust_time: bool = True) -> Path:
    """Find a linked medium's file and check that it is still the one that was imported.

    Args:
        media: A linked medium.
        folder: The project's folder.
        trust_time: Whether a file of the right size and time, which this installation has linked, is taken for
            unchanged; otherwise it is read whole. If its time differs or somebody else linked it, it is read whole too,
            unless that was done before and it has not changed since.

    Returns:
        The file.

    Raises:
        MediaNotOpenedError: Somebody else's project names it, and nobody here has approved that; it was not looked for.
        MediaMissingError: The file is missing, cannot be read, is a symbolic link, or has changed.
    """
    require_usable(media, folder)
    try:
        place = place_of(media, folder)
        require_regular(place, MediaError, nofollow=True)
        file = require_file(place)
        status = file.stat()
        if status.st_size == media.size:
            # What a project says of a time is worth something only where this installation wrote it.
            unchanged = trust_time and modified_ns(status) == media.modified_ns and is_made_here(media, folder)
            if unchanged or (content_digest(file) if trust_time else sha256_file(file)) == media.digest:
                return file
    except MediaError as error:
        raise MediaMissingError(
            tr("The file of '{name}' cannot be used: {cause}", name=media.name, cause=error.cause),
            translate(_FIND_IT),
            media.id,
        ) from error
    except OSError as error:
        raise MediaMissingError(
            tr("The file of '{name}' cannot be read: {error}.", name=media.name, error=error),
            translate(_FIND_IT),
            media.id,
        ) from error
    raise MediaMissingError(
        tr("The file of '{name}' has changed since it was imported.", name=media.name),
        tr("Bring the original file back, or import the changed one as a new medium."),
        media.id,
    )
