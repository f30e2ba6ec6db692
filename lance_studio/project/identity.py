"""Which file it is, whatever its name: device and inode, and a hold on a file that neither reads nor locks it."""

import contextlib
import errno
import fcntl
import os
import struct
from collections.abc import Generator
from pathlib import Path
from typing import NamedTuple

_GONE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)
# The bytes that SQLite locks for reading in a database file (https://www.sqlite.org/fileformat.html, "lock-byte page").
_SHARED_FIRST, _SHARED_SIZE = 0x4000_0002, 510


class Identity(NamedTuple):
    """Names a file as long as somebody has it open, on this machine."""

    device: int
    inode: int


def identity_of(path: Path) -> Identity | None:
    """Return the identity of what lies at a path, a symbolic link itself included; None where nothing does.

    Raises:
        OSError: The system cannot tell, for example because the disk is not connected.
    """
    try:
        status = os.lstat(path)
    except OSError as error:
        if error.errno in _GONE:
            return None
        raise
    return Identity(status.st_dev, status.st_ino)


class Held:
    """Keeps hold of a file without opening its content.

    Unlike an ordinary descriptor, this one can be closed while SQLite has the file open: closing any ordinary
    descriptor of a file drops all POSIX locks that the process has on it.

    Args:
        path: The file, free of symbolic links.

    Raises:
        OSError: There is no such file.
    """

    def __init__(self, path: Path) -> None:
        self._descriptor: int | None = os.open(path, os.O_PATH | os.O_CLOEXEC | os.O_NOFOLLOW)
        status = os.fstat(self._descriptor)
        self.identity = Identity(status.st_dev, status.st_ino)

    def is_at(self, path: Path) -> bool:
        """Tell whether this file, and no other, lies at a path; raises OSError where the system cannot tell."""
        return identity_of(path) == self.identity

    def has_a_name(self) -> bool:
        """Tell whether the file has any name left; without one, it goes as soon as nobody has it open."""
        return self._descriptor is not None and os.fstat(self._descriptor).st_nlink > 0

    def place(self) -> Path | None:
        """Return where the file lies now, or None where the system does not know."""
        if self._descriptor is None:
            return None
        with contextlib.suppress(OSError, ValueError):
            place = Path(f"/proc/self/fd/{self._descriptor}").readlink()
            if self.is_at(place):
                return place
        return None

    def reopened(self) -> int | None:
        """Return a descriptor to read the file's content with, or None where the system has no way to make one.

        Whoever closes it while SQLite has the file open takes away SQLite's locks.
        """
        with contextlib.suppress(OSError):
            return os.open(f"/proc/self/fd/{self._descriptor}", os.O_RDONLY | os.O_CLOEXEC)
        return None

    @contextlib.contextmanager
    def read_locked(self) -> Generator[None, None, None]:
        """Let SQLite think that somebody else reads the file, so that the last connection to close changes nothing.

        Only in its end may the caller have closed all of this process's connections to the file; those that are left
        lose their locks.
        """
        descriptor = None
        with contextlib.suppress(OSError):  # without /proc or without locks on this disk
            descriptor = os.open(f"/proc/self/fd/{self._descriptor}", os.O_RDONLY | os.O_CLOEXEC)
            # A lock of the open file, not of the process: SQLite's own locks, of the process, do not include it.
            wanted = struct.pack("hhqqi0q", fcntl.F_RDLCK, os.SEEK_SET, _SHARED_FIRST, _SHARED_SIZE, 0)
            fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, wanted)
        try:
            yield
        finally:
            if descriptor is not None:
                os.close(descriptor)

    def close(self) -> None:
        """Let go of the file; a second call does nothing."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
