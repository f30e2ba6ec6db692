"""Where files are kept that can be made again, how much they take, and how that is held to a limit.

Nothing is removed but regular files that the studio itself has named, in folders that it has made; a folder that the
user chose holds one folder of ours, and everything else in it stays as it is.
"""

import contextlib
import errno
import os
import re
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lance_studio import paths
from lance_studio.errors import OutputError
from lance_studio.language import tr
from lance_studio.user_settings.declared import CACHE_FOLDER, CACHE_LIMIT
from lance_studio.user_settings.store import SettingsFile, Stamp, Value

GIGABYTE = 1_000_000_000
OWN_FOLDER = "Lance Studio cache"  # English: a name in the file system
"""What our folder in a folder of the user's is called."""

MEDIA, INDEXES, MARKS = "media", "indexes", "marks"
"""Media of projects as files; what was found out about films; small pictures of the window's style."""

# Only what the studio names: a digest, or a digest with an ending. Marks take some kilobytes and never go.
_OWN_NAMES = {MEDIA: re.compile(r"[0-9a-f]{64}"), INDEXES: re.compile(r".+\.(?:index|digest)")}
_FUTURE_SECONDS = 3600.0
_TAG = "CACHEDIR.TAG"
_TAG_TEXT = (  # English: for other programs
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# Lance Studio keeps files here that it can make again. Backups may leave them out.\n"
)

_known: tuple[Path, Stamp, Mapping[str, Value]] | None = None


@dataclass(frozen=True)
class Usage:
    """What the cache takes.

    Attributes:
        files: How many files there are.
        size: Their bytes.
    """

    files: int
    size: int


@dataclass(frozen=True)
class Removed(Usage):
    """What was removed from the cache."""


def cache_dir() -> Path:
    """Return the folder of files that can be made again: the user's choice, or else the usual one."""
    return place_in(str(CACHE_FOLDER.of(_values())))


def place_in(chosen: str) -> Path:
    """Return where the cache is for a folder that was chosen; nothing stands for the usual place."""
    return Path(chosen).expanduser().absolute() / OWN_FOLDER if chosen else paths.cache_dir()


def limit_bytes() -> int:
    """Return how many bytes the cache may take."""
    limit = CACHE_LIMIT.of(_values())
    assert isinstance(limit, int)
    return limit * GIGABYTE


def usage(folder: Path | None = None) -> Usage:
    """Return what the cache takes now.

    Args:
        folder: Of the cache; None for the one in use.
    """
    sizes = [size for _, _, size, _ in _files(folder or cache_dir())]
    return Usage(len(sizes), sum(sizes))


def trim(wanted: int = 0, *, folder: Path | None = None, limit: int | None = None) -> Removed:
    """Remove what was not used for longest until what is left, and what is to come, keeps to the limit.

    Whoever has such a file open can read on; what cannot be removed stays.

    Args:
        wanted: Bytes that are to come.
        folder: Of the cache; None for the one in use.
        limit: Bytes that it may take; None for the user's limit.
    """
    bound = limit_bytes() if limit is None else limit
    found = sorted(_files(folder or cache_dir()), key=lambda one: one[:2])
    total = wanted + sum(size for _, _, size, _ in found)
    count = freed = 0
    for _, _, size, file in found:
        if total <= bound:
            break
        with contextlib.suppress(OSError):
            file.unlink()
            count, freed, total = count + 1, freed + size, total - size
    return Removed(count, freed)


def clear(folder: Path | None = None) -> Removed:
    """Remove all files that can be made again.

    Args:
        folder: Of the cache; None for the one in use.
    """
    place = folder or cache_dir()
    removed = trim(folder=place, limit=-1)
    if place != paths.cache_dir():
        # Only what is empty goes.
        with contextlib.suppress(OSError):
            (place / _TAG).unlink(missing_ok=True)
            for name in _OWN_NAMES:
                with contextlib.suppress(OSError):
                    (place / name).rmdir()
            place.rmdir()
    return removed


def check_place(chosen: str) -> int:
    """Look whether a folder can hold the cache; nothing of it is left there.

    Args:
        chosen: The folder; nothing stands for the usual place.

    Returns:
        How many bytes are free there.

    Raises:
        OutputError: It is no folder, or may not be written.
    """
    folder = Path(chosen).expanduser() if chosen else paths.cache_dir()
    remedy = tr("Choose a folder that you may write to.")
    try:
        if not chosen:
            folder.mkdir(parents=True, exist_ok=True)
        if not folder.is_absolute() or not stat.S_ISDIR(folder.stat().st_mode):
            raise NotADirectoryError(errno.ENOTDIR, tr("it is no folder with a whole path"))
        with tempfile.TemporaryFile(dir=folder) as stream:
            stream.write(b"\0")
        return shutil.disk_usage(folder).free
    except (OSError, ValueError) as error:
        reason = (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
        cause = tr("'{folder}' cannot hold the cache: {reason}.", folder=folder, reason=reason)
        raise OutputError(cause, remedy) from error


def mark_as_cache(folder: Path) -> None:
    """Let backup programs know that everything in a folder can be made again; a refusal does no harm."""
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / _TAG).exists():
            (folder / _TAG).write_text(_TAG_TEXT, encoding="utf-8")


def _files(place: Path) -> Iterator[tuple[bool, float, int, Path]]:
    """The files of a cache that may be removed: whether their time is past, that time, their size and path."""
    now = time.time()
    for name, own in _OWN_NAMES.items():
        folder = place / name
        with contextlib.suppress(OSError):
            if not stat.S_ISDIR(folder.lstat().st_mode):
                continue
            for entry in os.scandir(folder):
                if not own.fullmatch(entry.name) or not entry.is_file(follow_symlinks=False):
                    continue
                status = entry.stat(follow_symlinks=False)
                # What was used in the future was used before the clock was set back, and would never go.
                is_past = status.st_mtime <= now + _FUTURE_SECONDS
                yield is_past, status.st_mtime, status.st_size, Path(entry.path)


def _values() -> Mapping[str, Value]:
    """What the file of settings holds; read again only after it was replaced, because every film asks."""
    global _known
    file = SettingsFile()
    stamp = file.stamp()
    if _known is None or _known[:2] != (file.path, stamp):
        _known = (file.path, stamp, file.read())
    return _known[2]
