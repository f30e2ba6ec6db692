"""Tells whether a file is still the one that was read, without reading it again."""

import hashlib
import os
import time
from dataclasses import dataclass
from pathlib import Path

# File systems note times in steps, and what is written twice within a step looks unchanged. Linux's step is a few
# milliseconds; USB sticks and some network disks know whole seconds, or every second one, only.
_FINE_STEP_NS = 20_000_000
_COARSE_STEP_NS = 2_500_000_000


@dataclass(frozen=True, slots=True)
class FileIdentity:
    """Where a file lies and what the file system tells of its last change.

    Attributes:
        path: Its real path, links resolved.
        device: The disk's number.
        inode: The file's number on it.
        size: Bytes.
        modified_ns: Time of the last change of its content, in nanoseconds; programs can set it at will.
        changed_ns: Time of its last change of any kind, in nanoseconds; nobody can set it.
    """

    path: str
    device: int
    inode: int
    size: int
    modified_ns: int
    changed_ns: int

    @property
    def key(self) -> str:
        """64 hexadecimal digits that stand for the identity; paths that are no text included."""
        numbers = (self.device, self.inode, self.size, self.modified_ns, self.changed_ns)
        return hashlib.sha256(repr(numbers).encode() + os.fsencode(self.path)).hexdigest()

    def is_settled(self) -> bool:
        """Whether any change from now on would show; not yet so when the file was written a moment ago.

        A change sets both times to the clock's. So it shows wherever they are not those of this moment, also where they
        lie in the future, because the clock was set back or a program has set the time of the last change.
        """
        now = time.time_ns()
        return all(abs(now - moment) > _step(moment) for moment in (self.modified_ns, self.changed_ns))


def _step(moment: int) -> int:
    return _FINE_STEP_NS if moment % 1_000_000_000 else _COARSE_STEP_NS


def identify(file: Path) -> FileIdentity | None:
    """Look at a file.

    Args:
        file: The file.

    Returns:
        Its identity, or None if it cannot be looked at.
    """
    try:
        path = os.path.realpath(file)
        status = Path(path).stat()
    except (OSError, ValueError):  # ValueError: a NUL character in the path
        return None
    return FileIdentity(path, status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
