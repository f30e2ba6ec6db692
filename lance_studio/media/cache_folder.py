"""The folder in which the studio keeps what it found out about media files: small, bounded, and never needed.

Reading and writing never fail: what cannot be kept is found out again.
"""

import contextlib
import os
import tempfile
import time
from pathlib import Path

from lance_studio.user_settings import cache_place

CACHE_BYTES = 128 << 20
"""Bytes that the folder may hold; what was not used for longest goes first."""

CACHE_FILES = 4096
"""Files that the folder may hold."""

INDEX, DIGEST = ".index", ".digest"
"""How the names of kept files end."""

_PART = ".part"
_ABANDONED_SECONDS = 3600.0


def cache_folder() -> Path:
    """Return the folder; it may be missing."""
    return cache_place.cache_dir() / cache_place.INDEXES


def read_kept(name: str) -> bytes:
    """Read a kept file, which is marked as used.

    Args:
        name: Its name in the folder.

    Returns:
        Its content, which may be damaged; empty if there is none.
    """
    with contextlib.suppress(OSError):
        file = cache_folder() / name
        data = file.read_bytes()
        os.utime(file)
        return data
    return b""


def write_kept(name: str, data: bytes) -> None:
    """Keep a file, atomically.

    Nothing is flushed to the disk: what a power cut leaves must be recognised as damaged by whoever reads it.

    Args:
        name: Its name in the folder; it ends with `INDEX` or `DIGEST`.
        data: Its content.
    """
    folder = cache_folder()
    with contextlib.suppress(OSError):
        cache_place.mark_as_cache(folder.parent)
        folder.mkdir(parents=True, exist_ok=True)
        _make_room(folder, len(data))
        cache_place.trim(len(data))
        descriptor, part = tempfile.mkstemp(suffix=_PART, dir=folder)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(data)
            Path(part).replace(folder / name)
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise


def rename_kept(old: str, new: str) -> None:
    """Give a kept file another name; one of that name is replaced.

    Args:
        old: Its name in the folder.
        new: Its new name.
    """
    with contextlib.suppress(OSError):
        (cache_folder() / old).replace(cache_folder() / new)


def _make_room(folder: Path, wanted: int) -> None:
    """Remove what was not used for longest, and what killed programs have left half written."""
    kept: list[tuple[bool, float, int, Path]] = []
    now = time.time()
    for entry in os.scandir(folder):
        with contextlib.suppress(OSError):
            status = entry.stat(follow_symlinks=False)
            if entry.name.endswith((INDEX, DIGEST)):
                # What was used in the future was used before the clock was set back, and would never go.
                is_past = status.st_mtime <= now + _ABANDONED_SECONDS
                kept.append((is_past, status.st_mtime, status.st_size, Path(entry.path)))
            elif entry.name.endswith(_PART) and abs(now - status.st_mtime) > _ABANDONED_SECONDS:
                Path(entry.path).unlink()
    total, count = wanted + sum(size for _, _, size, _ in kept), len(kept) + 1
    for _, _, size, file in sorted(kept):
        if total <= CACHE_BYTES and count <= CACHE_FILES:
            break
        with contextlib.suppress(OSError):
            file.unlink(missing_ok=True)
        total, count = total - size, count - 1
