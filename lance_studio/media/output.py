"""Writing results so that no file is ever lost, half written, or an input of the same job."""

import contextlib
import errno
import fcntl
import functools
import os
import re
import secrets
import time
from collections.abc import Generator, Iterable
from pathlib import Path

from lance_studio.errors import OutputError
from lance_studio.language import tr

_DISK_FULL = {errno.ENOSPC, errno.EDQUOT}
_NOT_WRITABLE = {errno.EACCES, errno.EPERM, errno.EROFS}
_OWN_NAME = re.compile(r"\.lance-[0-9a-f]{16}\.part")
#: Some network disks keep locks to one machine; what another one writes there is at least not as old as this.
_ABANDONED_SECONDS = 600.0


@contextlib.contextmanager
def atomic_target(
    path: str | os.PathLike[str], *, overwrite: bool = False, durable: bool = True
) -> Generator[Path, None, None]:
    """Give the caller a temporary file to fill; it becomes `path` only if everything went well.

    The temporary file lies in the target's folder (which is created if it is missing), so that the final rename is
    atomic. On any failure, a cancellation included, it is removed and an existing target stays as it was. A target
    that is a symbolic link keeps being one: the file that it points to is replaced. What a killed process has left goes
    with the first result that a later one writes into the same folder.

    Args:
        path: Where the result goes.
        overwrite: Whether an existing file may be replaced.
        durable: Whether to wait until the disk has written the result. Otherwise the caller has somebody `flush` it
            soon, or can do without it: until then a power cut may leave an empty file.

    Yields:
        The temporary file, existing and empty, to be written by name.

    Raises:
        OutputError: The target exists and may not be replaced, or it cannot be written.
    """
    target = _resolved(path)
    _refuse_existing(target, overwrite)
    temporary = target.parent / f".lance-{secrets.token_hex(8)}.part"
    lock = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _remove_leftovers(target.parent)
        lock = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
        _try_lock(lock)
        yield temporary
        if durable:
            _flush_to_disk(temporary)
        _refuse_existing(target, overwrite)  # a long render leaves time for somebody else to write there
        temporary.replace(target)
    except OSError as error:
        raise output_error(target, error) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        if lock is not None:
            os.close(lock)
    if durable:
        flush_folder(target.parent)


def flush(path: Path) -> None:
    """Wait until the disk has written a file and its name; raises OSError."""
    _flush_to_disk(path)
    flush_folder(path.parent)


def write_bytes(path: str | os.PathLike[str], data: bytes, *, overwrite: bool = False, durable: bool = True) -> None:
    """Write a whole file atomically.

    Args:
        path: Where the file goes.
        data: Its content.
        overwrite: Whether an existing file may be replaced.
        durable: As for `atomic_target`.

    Raises:
        OutputError: The target exists and may not be replaced, or it cannot be written.
    """
    with atomic_target(path, overwrite=overwrite, durable=durable) as temporary, temporary.open("wb") as stream:
        stream.write(data)


def ensure_not_a_source(
    target: str | os.PathLike[str],
    sources: Iterable[str | os.PathLike[str]],
) -> None:
    """Refuse to write over an input of the same job, however it is named.

    Symbolic links, hard links and different spellings of one path all count as the same file. Call this even where
    overwriting was asked for: originals are never modified.

    Args:
        target: Where a result is to be written.
        sources: The job's input files.

    Raises:
        OutputError: The target is one of the sources.
    """
    for source in sources:
        if _same_file(Path(target), Path(source)):
            raise OutputError(
                tr("'{target}' is the same file as the input '{source}'.", target=target, source=source),
                tr("Choose another name for the result."),
            )


def output_error(target: Path, error: OSError) -> OutputError:
    """Put an operating system's refusal to write into words.

    Args:
        target: The file that was to be written.
        error: What the operating system said.

    Returns:
        The error to raise, with cause and remedy.
    """
    if error.errno in _DISK_FULL:
        return OutputError(
            tr("There is no space left to write '{target}'.", target=target),
            tr("Free some space, or choose another disk."),
        )
    if error.errno == errno.EFBIG:
        return OutputError(
            tr("'{target}' grows larger than this disk or account allows.", target=target),
            tr("Choose another disk, or raise the limit."),
        )
    if error.errno in _NOT_WRITABLE:
        return OutputError(
            tr("'{target}' may not be written.", target=target), tr("Choose a folder that you may write to.")
        )
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return OutputError(tr("'{parent}' is not a folder.", parent=target.parent), tr("Choose another folder."))
    if error.errno == errno.ENAMETOOLONG:
        return OutputError(
            tr("The name '{name}' is too long for this disk.", name=target.name), tr("Choose a shorter name.")
        )
    reason = error.strerror or str(error) or type(error).__name__
    return OutputError(
        tr("'{target}' cannot be written: {reason}.", target=target, reason=reason),
        tr("Choose another place, or check the disk."),
    )


@functools.lru_cache
def _remove_leftovers(folder: Path) -> None:
    """Remove temporary files of processes that were killed, once for each folder."""
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder):
            if _OWN_NAME.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                with contextlib.suppress(OSError):
                    _remove_leftover(Path(entry), entry.stat().st_mtime)


def _remove_leftover(file: Path, modified: float) -> None:
    # Whoever has just made it may not have locked it yet. A time in the future is that of a clock which was set back.
    if abs(time.time() - modified) < _ABANDONED_SECONDS:
        return
    descriptor = os.open(file, os.O_WRONLY | os.O_NOFOLLOW)
    try:
        if _try_lock(descriptor):
            file.unlink()
    finally:
        os.close(descriptor)


def _try_lock(descriptor: int) -> bool:
    """Lock a file for as long as it is open; false where somebody else has it, or the disk knows no locks."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _resolved(path: str | os.PathLike[str]) -> Path:
    try:
        return Path(os.path.realpath(path))
    except (OSError, ValueError) as error:  # ValueError: a NUL character in the path
        raise OutputError(
            tr("'{path}' is not a usable file name: {error}.", path=path, error=error), tr("Choose another name.")
        ) from error


def _refuse_existing(target: Path, overwrite: bool) -> None:
    try:
        exists, is_folder = os.path.lexists(target), target.is_dir()
    except OSError as error:
        raise output_error(target, error) from error
    if is_folder:
        raise OutputError(tr("'{target}' is a folder.", target=target), tr("Add a file name to it."))
    if exists and not overwrite:
        raise OutputError(
            tr("'{target}' exists already.", target=target), tr("Choose another name, or allow overwriting.")
        )


def _same_file(target: Path, source: Path) -> bool:
    try:
        return target.samefile(source)
    except (OSError, ValueError):  # one of them is missing, so only the spelling can tell
        return _resolved(target) == _resolved(source)


def _flush_to_disk(file: Path) -> None:
    # Without this a power cut after the rename could leave an empty file under the final name. Opened for writing
    # because Windows cannot flush a file that is open for reading.
    descriptor = os.open(file, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flush_folder(folder: Path) -> None:
    """Wait until the disk has written which files are in a folder, where the system can do that."""
    # The result is complete by now and some systems cannot open or flush a folder, so a refusal is no failure.
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
