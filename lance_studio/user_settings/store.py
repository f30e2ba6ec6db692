"""The file of settings: read whole, changed key by key, so that several windows and commands can share it.

Every change takes a lock, reads the file again, puts in only what this process changed, and replaces the file.
"""

import contextlib
import errno
import fcntl
import json
import os
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from lance_studio import paths
from lance_studio.errors import OutputError
from lance_studio.language import tr

Value: TypeAlias = "str | int | float | bool | Sequence[Value] | Mapping[str, Value] | None"
Stamp: TypeAlias = tuple[int, int, int] | None

FILE_NAME = "settings.json"
MOST_BYTES = 16 << 20
"""No file of settings is larger; a larger one is taken for damaged."""

_LOCK_NAME = ".settings.lock"
_LOCK_SECONDS = 0.5
_LOCK_STEP = 0.01
_NO_LOCKS = {errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL}


def settings_file() -> Path:
    """Return the usual file of settings."""
    return paths.config_dir() / FILE_NAME


class SettingsFile:
    """The file of settings; nothing is remembered between calls.

    Args:
        path: Where it is; None for the usual place.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or settings_file()

    def stamp(self) -> Stamp:
        """Return what differs after another process has replaced the file; None where there is none."""
        try:
            status = self.path.stat()
        except OSError:
            return None
        return status.st_ino, status.st_mtime_ns, status.st_size

    def read(self) -> dict[str, Value]:
        """Return all settings; none where the file is missing, unreadable or damaged."""
        return self.load() or {}

    def load(self) -> dict[str, Value] | None:
        """Return what the file holds; an empty dictionary where there is no file, None where it is damaged."""
        try:
            with self.path.open("rb") as stream:
                data = stream.read(MOST_BYTES + 1)
            # Paths need not be valid text.
            values = json.loads(data.decode("utf-8", "surrogateescape")) if len(data) <= MOST_BYTES else None
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError):
            return None
        return values if isinstance(values, dict) else None

    def change(self, change: Callable[[dict[str, Value]], None]) -> dict[str, Value]:
        """Change settings, and nothing that another process has changed meanwhile.

        A damaged file is kept beside the new one as ``settings.damaged.json``.

        Args:
            change: Gets what the file holds now and changes it; called while the file is locked.

        Returns:
            What the file holds after the change.

        Raises:
            OutputError: The file cannot be written.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self._locked():
                found = self.load()
                values = dict(found or {})
                change(values)
                if values != found:
                    self._write(values, damaged=found is None)
                return values
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else error
            raise OutputError(
                tr("The settings could not be written to {path}: {reason}.", path=self.path, reason=reason),
                tr("They hold until the window closes; make room or make the folder writable."),
            ) from error

    def _write(self, values: Mapping[str, Value], *, damaged: bool) -> None:
        data = json.dumps(values, indent=1, ensure_ascii=False).encode("utf-8", "surrogateescape")
        target = Path(os.path.realpath(self.path))
        if damaged and self.path.exists():
            self.path.replace(self.path.with_suffix(".damaged.json"))
            target = self.path
        part = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            part.write_bytes(data)
            part.replace(target)
        finally:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)

    @contextlib.contextmanager
    def _locked(self) -> Generator[None, None, None]:
        """Hold the lock of the file; where the disk knows no locks, and only there, go on without it."""
        descriptor = os.open(self.path.with_name(_LOCK_NAME), os.O_CREAT | os.O_RDWR, 0o600)
        try:
            deadline = time.monotonic() + _LOCK_SECONDS
            while True:
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except OSError as error:
                    if error.errno in _NO_LOCKS:
                        break
                    if time.monotonic() > deadline:
                        raise OSError(errno.EAGAIN, "another window holds them") from error
                    time.sleep(_LOCK_STEP)
            yield
        finally:
            os.close(descriptor)


def merged(before: Value, after: Value, now: Value) -> Value:
    """Bring a change of one process into what another has made of the same value meanwhile.

    Args:
        before: The value that the change started from.
        after: The value that the change led to; None where it was forgotten.
        now: The value that the file holds.

    Returns:
        Of objects, `now` with those parts put in, changed or taken out that differ between `before` and `after`;
        otherwise `after`, because the latest change counts.
    """
    before = {} if before is None else before
    if not isinstance(before, Mapping) or not isinstance(after, Mapping) or not isinstance(now, Mapping):
        return after
    result = dict(now)
    for key in {**before, **after}:
        if key not in after:
            result.pop(key, None)
        elif key not in before or before[key] != after[key]:
            result[key] = merged(before.get(key), after[key], now.get(key))
    return result
