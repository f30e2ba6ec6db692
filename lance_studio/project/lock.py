"""Tells a second window that a project is open, by whichever of its names.

Two files are locked by the operating system: one beside the project, which holds for its name, on any machine that sees
the folder; and one among the studio's own files, which holds for the file itself, so that hard links and bind mounts
count as well. The system lets go of a lock when its process ends, however that happens, so a lock file that a dead
process has left does not stand in anyone's way. It tells which files belonged together then (see `leftovers`).
"""

import contextlib
import errno
import fcntl
import functools
import json
import os
import socket
from collections.abc import Generator
from pathlib import Path
from typing import Any

from lance_studio import paths
from lance_studio.errors import ProjectLockedError
from lance_studio.language import mark, tr, translate
from lance_studio.project.identity import Identity, identity_of

_MAX_CONTENT = 10_000
_TAKEN = (errno.EWOULDBLOCK, errno.EACCES)
Record = dict[str, Any]


class ProjectLock:
    """The locks of one project, held until `release` or the end of the process.

    Args:
        project: The project file, free of symbolic links; it may still be missing.

    Attributes:
        path: The lock file beside the project.
        left: What dead processes have noted of this name and of this file, where there are any such notes.

    Raises:
        ProjectLockedError: Another window has the project open.
        OSError: The folder may not be written.
    """

    def __init__(self, project: Path) -> None:
        self._name = _FileLock(lock_path(project), project)
        self._files: dict[Identity, _FileLock] = {}
        self._note: Record = {"path": str(project)}
        self.left: list[Record] = [self._name.left]
        try:
            self.cover(project)
        except BaseException:
            self._name.release()
            raise

    @property
    def path(self) -> Path:
        """The lock file beside the project."""
        return self._name.path

    def cover(self, file: Path) -> None:
        """Lock another file as well, which is about to get the project's name; nothing happens if it is missing.

        Raises:
            ProjectLockedError: Another window has it open, under this name or another one.
        """
        identity = identity_of(file)
        if identity is None or identity in self._files:
            return
        folder = paths.locks_dir()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock = _FileLock(folder / f"{identity.device:x}-{identity.inode:x}.lock", file)
            _sweep(folder)
        except OSError:
            # Where the studio's own folder cannot be written, the lock beside the project has to do.
            return
        self._files[identity] = lock
        self.left.append(lock.left)

    def keep_only(self, identity: Identity) -> None:
        """Let go of all files but one: the one that has the project's name now."""
        for other in [known for known in self._files if known != identity]:
            self._files.pop(other).release()

    def note(self, file: Identity, wal: Identity | None, state: tuple[int, int]) -> None:
        """Note which files belong together, for whoever comes after this process was killed.

        Args:
            file: The project file.
            wal: The file of its latest changes, if it has one.
            state: Size of the project file in bytes and time of its last change in nanoseconds.
        """
        noted = {"file": list(file), "wal": None if wal is None else list(wal), "state": list(state)}
        if self._note | noted != self._note:
            self._note |= noted
            self._write()

    def move(self, project: Path) -> None:
        """Lock a new name of the project in place of the former one.

        Raises:
            ProjectLockedError: Another window has a project of that name open.
            OSError: The folder may not be written.
        """
        target = lock_path(project)
        if self._name.is_at(target):  # its folder was moved, and the lock file with it
            self._name.path = target
        else:
            former, self._name = self._name, _FileLock(target, project)
            former.release()
        self._note["path"] = str(project)
        self._write()

    def release(self) -> None:
        """Let go of the project and remove the lock files; a second call does nothing."""
        for lock in (*self._files.values(), self._name):
            lock.release()
        self._files.clear()

    def _write(self) -> None:
        for lock in (self._name, *self._files.values()):
            lock.write(self._note)


@contextlib.contextmanager
def name_lock(project: Path) -> Generator[None, None, None]:
    """Lock a name for a moment, whatever file lies there; raises what `ProjectLock` does."""
    lock = _FileLock(lock_path(project), project)
    try:
        yield
    finally:
        lock.release()


def notes(project: Path) -> Record:
    """Return what whoever has, or had, a project open has noted beside it; empty where nothing is noted."""
    with contextlib.suppress(OSError):
        descriptor = os.open(lock_path(project), os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        try:
            return _content(descriptor)
        finally:
            os.close(descriptor)
    return {}


def lock_path(project: Path) -> Path:
    """Return where the lock file of a project lies that is beside it."""
    return project.with_name(f".{project.name}.lock")


class _FileLock:
    """One lock file.

    Args:
        path: The lock file.
        project: The project, for the message.
    """

    def __init__(self, path: Path, project: Path) -> None:
        self.path = path
        while True:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if _same(path, descriptor):
                    break
            except OSError as error:
                left = _content(descriptor)
                os.close(descriptor)
                if error.errno not in _TAKEN:
                    raise
                raise ProjectLockedError(
                    _held(project, left),
                    tr("Go on in that window, or open the project for reading only."),
                ) from error
            # Its holder removed the file between our opening and our locking it: what we locked has no name any more.
            os.close(descriptor)
        self._descriptor: int | None = descriptor
        self.left = _content(descriptor)
        # What was left stays noted until it is sorted out: this process may be killed before that, too.
        self.write(self.left)

    def is_at(self, path: Path) -> bool:
        return self._descriptor is not None and _same(path, self._descriptor)

    def write(self, note: Record) -> None:
        if self._descriptor is None:
            return
        content = json.dumps(note | {"process": os.getpid(), "machine": socket.gethostname()}).encode()
        # What is noted only helps others; a full disk must not keep anybody from working.
        with contextlib.suppress(OSError):
            os.ftruncate(self._descriptor, 0)
            os.pwrite(self._descriptor, content, 0)

    def forget(self) -> None:
        """Let go of the lock and leave the file with what it tells."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def release(self) -> None:
        if self._descriptor is None:
            return
        # Removed while it is still locked, so that nobody else's lock can be removed.
        if self.is_at(self.path):
            with contextlib.suppress(OSError):
                self.path.unlink()
        os.close(self._descriptor)
        self._descriptor = None


@functools.lru_cache
def _sweep(folder: Path) -> None:
    """Remove what killed processes have left, once for each folder, unless somebody may still need what it tells."""
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder):
            with contextlib.suppress(OSError, ProjectLockedError):
                lock = _FileLock(Path(entry), Path(entry))
                path = lock.left.get("path")
                if isinstance(path, str) and any(Path(path + end).exists() for end in ("-wal", "-wal.aside")):
                    lock.forget()
                else:
                    lock.release()


def _same(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except OSError:
        return False


def _content(descriptor: int) -> Record:
    try:
        content = json.loads(os.pread(descriptor, _MAX_CONTENT, 0))
    except (ValueError, OSError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _held(project: Path, left: Record) -> str:
    """Say that somebody holds a lock, and who, as far as the lock file tells."""
    machine, process, path = left.get("machine"), left.get("process"), left.get("path")
    name = project.name
    if not isinstance(process, int) or not isinstance(machine, str):
        return tr("'{name}' is open in another window.", name=name)
    if machine == socket.gethostname():
        holder = tr("process {process}", process=process)
    else:
        holder = tr("process {process} on {machine}", process=process, machine=machine)
    if isinstance(path, str) and path != str(project):
        words = mark("'{name}' is open in another window under the name '{path}' ({holder}).")
        return translate(words, name=name, path=path, holder=holder)
    return tr("'{name}' is open in another window ({holder}).", name=name, holder=holder)
