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
from lance_studio.language import mark, tr, translate

_CHOOSE_A_FILE = mark("Choose an ordinary file.")
_KINDS = (
    (stat.S_ISDIR, mark("a folder")),
    (stat.S_ISFIFO, mark("a pipe")),
    (stat.S_ISSOCK, mark("a socket")),
    (stat.S_ISCHR, mark("a device")),
    (stat.S_ISBLK, mark("a device")),
    (stat.S_ISLNK, mark("a link")),
)
_FILE, _NO_FILE = mark("a file"), mark("no file")
# A terminal must not become that of this process, and a pipe that is put in the file's place must not be waited for.
_OPENING = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY


def kind_in_words(mode: int) -> str:
    """Name what lies at a path.

    Args:
        mode: `st_mode` of its status.

    Returns:
        For example "a pipe"; "a file" for an ordinary file.
    """
    return translate(next((words for test, words in _KINDS if test(mode)), _FILE if stat.S_ISREG(mode) else _NO_FILE))


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
        return error(
            tr("'{shown}' is no usable file name: it holds a character that no name may hold.", shown=shown),
            tr("Rename it."),
        )
    if cause.errno in (errno.ENOENT, errno.ENOTDIR):
        return error(tr("'{shown}' does not exist.", shown=shown), tr("Check the path, or whether the file was moved."))
    if cause.errno in (errno.EACCES, errno.EPERM):
        return error(tr("'{shown}' may not be read.", shown=shown), tr("Change its permissions, or copy it elsewhere."))
    if cause.errno == errno.ENAMETOOLONG:
        return error(
            tr("The name '{shown}' is longer than this system allows.", shown=shown), tr("Choose a shorter name.")
        )
    if cause.errno == errno.ELOOP:
        return error(
            tr("'{shown}' is a link that is not followed.", shown=shown), tr("Choose the file that it leads to.")
        )
    if cause.errno == errno.ENXIO:  # a socket, or a device without hardware
        return error(tr("'{shown}' is not an ordinary file.", shown=shown), translate(_CHOOSE_A_FILE))
    if cause.errno == errno.ENOMEM:
        return error(
            tr("There is too little memory to open '{shown}'.", shown=shown),
            tr("Close other programs, then try again."),
        )
    return error(
        tr("'{shown}' cannot be opened: {reason}.", shown=shown, reason=cause.strerror or cause),
        tr("Check the path and the disk."),
    )


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
        raise error(
            tr(
                "'{shown}' is {kind}, not an ordinary file.",
                shown=shown_path(path),
                kind=kind_in_words(status.st_mode),
            ),
            translate(_CHOOSE_A_FILE),
        )
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
            raise error(
                tr(
                    "'{shown}' is {kind}, not an ordinary file.",
                    shown=shown_path(path),
                    kind=kind_in_words(mode),
                ),
                translate(_CHOOSE_A_FILE),
            )
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


def is_folder(path: str | os.PathLike[str]) -> bool:
    """Tell whether a path leads to a folder; false too where nobody can tell.

    Args:
        path: The path; links are followed.
    """
    try:
        return stat.S_ISDIR(Path(path).stat().st_mode)
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
