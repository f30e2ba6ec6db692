"""Checks and hashes of the files that people hand to the studio."""

import errno
import hashlib
import os
import stat
from pathlib import Path

from lance_studio import limits
from lance_studio.errors import MediaError, MediaLimitError
from lance_studio.language import tr
from lance_studio.regular_files import kind_in_words, path_refused

_READ_SIZE = 1 << 20
_BLOCK = 512  # unit of st_blocks, whatever the disk's own is
_HOLLOW = 1000  # a file is hollow if less than this part of it is stored


def require_file(path: str | os.PathLike[str]) -> Path:
    """Check that a path leads to a readable ordinary file that holds something.

    Devices and pipes are refused too: reading one could wait forever.

    Args:
        path: The file that someone chose.

    Returns:
        The same path.

    Raises:
        MediaError: The path is missing, a folder, a device, empty, or may not be read.
    """
    file = Path(path)
    try:
        status = file.stat()
        if stat.S_ISDIR(status.st_mode):
            raise MediaError(tr("'{file}' is a folder.", file=file), tr("Choose a picture or a video inside it."))
        if not stat.S_ISREG(status.st_mode):
            kind = kind_in_words(status.st_mode)
            raise MediaError(
                tr("'{file}' is {kind}, not an ordinary file.", file=file, kind=kind),
                tr("Choose a picture or a video file."),
            )
        if status.st_size == 0:
            raise MediaError(tr("'{name}' is empty.", name=file.name), tr("Copy or download it again."))
        with file.open("rb") as stream:
            _refuse_hollow(file, status, stream.fileno())
    except FileNotFoundError:
        raise MediaError(
            tr("'{file}' does not exist.", file=file), tr("Check the path, or whether the file was moved.")
        ) from None
    except PermissionError:
        raise MediaError(
            tr("'{file}' may not be read.", file=file), tr("Change its permissions, or copy it elsewhere.")
        ) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL character in the path
        raise path_refused(file, error, MediaError) from error
    return file


def _refuse_hollow(file: Path, status: os.stat_result, descriptor: int) -> None:
    """Refuse a long file of which next to nothing is stored; its holes would be read as zeros for minutes.

    The number of blocks is only a hint: some disks do not tell it, others compress. What counts is where data lie.
    """
    size = status.st_size
    if size < limits.HOLLOW_BYTES.most or status.st_blocks * _BLOCK * _HOLLOW > size:
        return
    if _stored_bytes(descriptor, size) * _HOLLOW < size:
        raise MediaLimitError(
            tr(
                "'{name}' is {size:,.1f} GiB long, but next to nothing of it is stored.",
                name=file.name,
                size=size / (1 << 30),
            ),
            tr("It is an unfinished copy or download: copy or download it again."),
        )


def _stored_bytes(descriptor: int, size: int) -> int:
    """How many bytes of a file are no holes; counts until it is clear that it is not hollow."""
    stored = place = 0
    try:
        while place < size and stored * _HOLLOW < size:
            start = os.lseek(descriptor, place, os.SEEK_DATA)
            place = os.lseek(descriptor, start, os.SEEK_HOLE)
            stored += place - start
    except OSError as error:
        if error.errno != errno.ENXIO:  # which says that there are only holes from here on
            return size
    return stored


def sha256_file(path: str | os.PathLike[str]) -> str:
    """Hash a file's content.

    Args:
        path: The file.

    Returns:
        The SHA-256 as 64 lower-case hexadecimal digits.

    Raises:
        MediaError: The file is missing, empty, or cannot be read to its end.
    """
    file = require_file(path)
    digest = hashlib.sha256()
    try:
        with file.open("rb") as stream:
            while block := stream.read(_READ_SIZE):
                digest.update(block)
    except OSError as error:
        raise unreadable(file.name, error) from error
    return digest.hexdigest()


def unreadable(name: str, error: Exception) -> MediaError:
    """Put a failure to read into words.

    Args:
        name: The file's name.
        error: What the operating system said.

    Returns:
        The error to raise.
    """
    return MediaError(tr("'{name}' cannot be read: {error}.", name=name, error=error), tr("Check the disk it lies on."))
