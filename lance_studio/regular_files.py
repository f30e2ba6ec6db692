"""Opens ordinary files only, and puts into words why something else is none.

A path may lead to a pipe, a socket, a device or a folder. Opening a pipe waits until somebody writes to it, and a
device may deliver without end, so whoever reads what a project, a model folder or a command names asks here first.
"""

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

from lance_studio.errors import LanceStudioError

_CHOOSE_A_FILE = "Choose an ordinary file."
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISLNK, "a link"),
)
# A terminal must not become that of this process, and a pipe that is put in the file's place must not be waited for.
_OPENING = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY


def kind_in_words(mode: int) -> str:
    """Name what lies at a path.

    Args:
        mode: `st_mode` of its status.

    Returns:
        For example "a pipe"; "a file" for an ordinary file.
    """
    return next((words for test, words in _KINDS if test(mode)), "a file" if stat.S_ISREG(mode) else "no file")


def path_refused(
    path: str | os.PathLike[str], cause: OSError | ValueError, error: type[LanceStudioError] = LanceStudioError
) -> LanceStudioError:
    """Put into words why a path cannot be used.

    Args:
        path: The path.
        cause: What the operating system or Python raised; a ValueError is a NUL character or a name that is no text.
        error: The kind of error to return.

    Returns:
        The error to raise.
    """
    shown = shown_path(path)
    if isinstance(cause, ValueError):
        return error(f"'{shown}' is no usable file name: it holds a character that no name may hold.", "Rename it.")
    if cause.errno in (errno.ENOENT, errno.ENOTDIR):
        return error(f"'{shown}' does not exist.", "Check the path, or whether the file was moved.")
    if cause.errno in (errno.EACCES, errno.EPERM):
        return error(f"'{shown}' may not be read.", "Change its permissions, or copy it elsewhere.")
    if cause.errno == errno.ENAMETOOLONG:
        return error(f"The name '{shown}' is longer than this system allows.", "Choose a shorter name.")
    if cause.errno == errno.ELOOP:
        return error(f"'{shown}' is a link that is not followed.", "Choose the file that it leads to.")
    if cause.errno == errno.ENXIO:  # a socket, or a device without hardware
        return error(f"'{shown}' is not an ordinary file.", _CHOOSE_A_FILE)
    if cause.errno == errno.ENOMEM:
        return error(f"There is too little memory to open '{shown}'.", "Close other programs, then try again.")
    return error(f"'{shown}' cannot be opened: {cause.strerror or cause}.", "Check the path and the disk.")


def require_regular(
    path: str | os.PathLike[str], error: type[LanceStudioError] = LanceStudioError, *, nofollow: bool = False
) -> os.stat_result:
    """Check that a path leads to an ordinary file, without opening it.

    Args:
        path: The path.
        error: The kind of error to raise.
        nofollow: Whether a path whose last part is a symbolic link is refused.

    Returns:
        The file's status.

    Raises:
        LanceStudioError: Of the kind `error`. There is no such file, the path is none that the system can have, or it
            leads to a folder, a pipe, a socket or a device.
    """
    try:
        status = Path(path).stat(follow_symlinks=not nofollow)
    except (OSError, ValueError) as cause:
        raise path_refused(path, cause, error) from cause
    if not stat.S_ISREG(status.st_mode):
        raise error(f"'{shown_path(path)}' is {kind_in_words(status.st_mode)}, not an ordinary file.", _CHOOSE_A_FILE)
    return status


def open_regular(
    path: str | os.PathLike[str], error: type[LanceStudioError] = LanceStudioError, *, nofollow: bool = False
) -> BinaryIO:
    """Open an ordinary file for reading; never waits for a writer, whatever is put at the path meanwhile.

    Args:
        path: The path.
        error: The kind of error to raise.
        nofollow: Whether a path whose last part is a symbolic link is refused.

    Returns:
        The file, in binary mode; what reading it raises is for the caller to put into words.

    Raises:
        LanceStudioError: As of `require_regular`.
    """
    require_regular(path, error, nofollow=nofollow)
    try:
        descriptor = os.open(path, _OPENING | (os.O_NOFOLLOW if nofollow else 0))
    except (OSError, ValueError) as cause:
        raise path_refused(path, cause, error) from cause
    try:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):  # it was exchanged since it was looked at
            raise error(f"'{shown_path(path)}' is {kind_in_words(mode)}, not an ordinary file.", _CHOOSE_A_FILE)
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def is_regular(path: str | os.PathLike[str]) -> bool:
    """Tell whether a path leads to an ordinary file; false too where nobody can tell.

    Args:
        path: The path; links are followed.
    """
    try:
        return stat.S_ISREG(Path(path).stat().st_mode)
    except (OSError, ValueError):
        return False


def shown_path(path: str | os.PathLike[str]) -> str:
    """Return a path as messages show it: at most 200 characters, and nothing that is no text.

    Args:
        path: Any path, also one that no file can have.
    """
    text = os.fspath(path)
    text = "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)
    return text if len(text) <= 200 else f"{text[:100]}…{text[-99:]}"
