"""Folders for files on their way, which go even where the process that made them was killed."""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

from lance_studio.language import tr
from lance_studio.media.output import output_error

_PREFIX = "lance-studio-scratch-"
_LOCK = ".lock"


@contextlib.contextmanager
def scratch_folder() -> Generator[Path, None, None]:
    """Give the caller a folder among the system's temporary files; it is removed at the end.

    Each one is locked as long as it is used. What a killed process has left is not, and goes with the next folder that
    any process makes, or with `sweep`.

    Yields:
        The folder, which holds nothing but its lock.

    Raises:
        OutputError: It cannot be made.
    """
    sweep()
    try:
        folder, lock = _made()
    except OSError as error:
        raise output_error(Path(error.filename or tr("temporary files")), error) from error
    try:
        yield folder
    finally:
        # Removed while it is still locked, so that nobody else begins to.
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def sweep() -> None:
    """Remove the folders that killed processes have left; what cannot be removed stays."""
    with contextlib.suppress(OSError):
        # Also those without a lock: who makes or removes one may be killed when it has none yet, or none any more.
        for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
            if folder.is_symlink() or not folder.is_dir():
                continue
            lock = None
            # One that is in use, or somebody else's.
            with contextlib.suppress(OSError):
                lock = _lock(folder)
                shutil.rmtree(folder, ignore_errors=True)
            if lock is not None:
                os.close(lock)


def _made() -> tuple[Path, int]:
    """A new folder and the descriptor that locks it."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        # Before it is locked, somebody who sweeps may take it for a dead one's.
        with contextlib.suppress(BlockingIOError, FileNotFoundError):
            lock = _lock(folder)
            if os.fstat(lock).st_nlink:
                return folder, lock
            os.close(lock)


def _lock(folder: Path) -> int:
    descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor
