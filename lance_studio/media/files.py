"""Checks and hashes of the files that people hand to the studio."""

import hashlib
import os
import stat
from pathlib import Path

from lance_studio.errors import MediaError

_READ_SIZE = 1 << 20


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
            raise MediaError(f"'{file}' is a folder.", "Choose a picture or a video inside it.")
        if not stat.S_ISREG(status.st_mode):
            raise MediaError(f"'{file}' is not an ordinary file.", "Choose a picture or a video file.")
        if status.st_size == 0:
            raise MediaError(f"'{file.name}' is empty.", "Copy or download it again.")
        with file.open("rb"):
            pass
    except FileNotFoundError:
        raise MediaError(f"'{file}' does not exist.", "Check the path, or whether the file was moved.") from None
    except PermissionError:
        raise MediaError(f"'{file}' may not be read.", "Change its permissions, or copy it elsewhere.") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL character in the path
        raise MediaError(f"'{file}' cannot be opened: {error}.", "Check the path and the disk.") from error
    return file


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
    return MediaError(f"'{name}' cannot be read: {error}.", "Check the disk it lies on.")
