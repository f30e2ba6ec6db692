"""The folder with embedded media that somebody needed as files: each can be made again, so the oldest ones may go."""

import contextlib
import os
import time
from pathlib import Path

CACHE_LIMIT = 8 << 30
"""Bytes of media files that are kept in the cache folder."""

_MARKED_SECONDS = 600.0


def mark_used(file: Path) -> None:
    """Note that a file of the cache is used now, so that others go first."""
    with contextlib.suppress(OSError):
        # Not each time: a new time makes a file look changed to whoever remembers it.
        if abs(time.time() - file.stat().st_mtime) > _MARKED_SECONDS:
            os.utime(file)


def make_room(folder: Path, wanted: int, limit: int = CACHE_LIMIT) -> None:
    """Remove the files that were not used for longest until another one fits; what cannot be removed stays.

    Somebody who has such a file open can read on.

    Args:
        folder: The cache folder; it may be missing.
        wanted: Size of the file that is to come, in bytes.
        limit: Bytes that the folder may hold.
    """
    with contextlib.suppress(OSError):
        # Only what `MediaFiles.path` has named: 64 hexadecimal digits.
        files = [
            entry for entry in os.scandir(folder) if len(entry.name) == 64 and entry.is_file(follow_symlinks=False)
        ]
        # What was used in the future was used before the clock was set back, and would never go.
        latest = time.time_ns() + int(_MARKED_SECONDS * 1e9)
        oldest_first = sorted(files, key=lambda entry: _age_key(entry.stat().st_mtime_ns, latest))
        total = wanted + sum(entry.stat().st_size for entry in files)
        for entry in oldest_first:
            if total <= limit:
                break
            total -= entry.stat().st_size
            Path(entry).unlink(missing_ok=True)


def _age_key(modified: int, latest: int) -> tuple[bool, int]:
    return modified <= latest, modified
