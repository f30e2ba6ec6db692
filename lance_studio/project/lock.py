"""Tells a second window that a project is open: a file beside the project that the operating system locks.

The system lets go of the lock when its process ends, however that happens, so a lock file that a dead process has left
does not stand in anyone's way.
"""

import errno
import fcntl
import json
import os
import socket
from pathlib import Path

from lance_studio.errors import ProjectLockedError

_MAX_CONTENT = 1000


class ProjectLock:
    """The lock of one project, held until `release` or the end of the process.

    Args:
        project: The project file, free of symbolic links.

    Raises:
        ProjectLockedError: Another window has the project open.
        OSError: The folder may not be written.
    """

    def __init__(self, project: Path) -> None:
        self.path = lock_path(project)
        while True:
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if _still_there(self.path, descriptor):
                    break
            except OSError as error:
                holder = _holder(descriptor)
                os.close(descriptor)
                if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                    raise
                raise ProjectLockedError(
                    f"'{project.name}' is open in another window{holder}.",
                    "Go on in that window, or open the project for reading only.",
                ) from error
            # Its holder removed the file between our opening and our locking it: what we locked has no name any more.
            os.close(descriptor)
        self._descriptor: int | None = descriptor
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps({"process": os.getpid(), "machine": socket.gethostname()}).encode(), 0)

    def release(self) -> None:
        """Let go of the project and remove the lock file; a second call does nothing."""
        if self._descriptor is None:
            return
        # Removed while it is still locked, so that nobody else's lock can be removed.
        self.path.unlink(missing_ok=True)
        os.close(self._descriptor)
        self._descriptor = None


def lock_path(project: Path) -> Path:
    """Return where the lock file of a project lies."""
    return project.with_name(f".{project.name}.lock")


def _still_there(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _holder(descriptor: int) -> str:
    """Say who holds the lock, as far as the lock file tells."""
    try:
        content = json.loads(os.pread(descriptor, _MAX_CONTENT, 0))
        process, machine = content["process"], content["machine"]
    except (ValueError, KeyError, TypeError, OSError):
        return ""
    place = "" if machine == socket.gethostname() else f" on {machine}"
    return f" (process {process}{place})"
