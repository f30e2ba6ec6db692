"""Finds a file by its content, where its name and place are not known."""

import os
from pathlib import Path

from lance_studio.errors import LanceStudioError, MediaError
from lance_studio.language import tr
from lance_studio.media.digests import content_digest
from lance_studio.regular_files import is_regular

#: How much of a folder is looked through: so many files, of so many bytes in all.
MOST_FILES, MOST_BYTES = 2000, 20 << 30


def find_content(place: Path, sha256: str) -> Path | None:
    """Find the file with a content: the one that was named, else another one of its folder; for a helper thread.

    Args:
        place: A file, or a folder.
        sha256: The content's SHA-256, 64 hexadecimal digits.

    Returns:
        The file, or None where none of the first 2,000 files has it.

    Raises:
        MediaError: The folder cannot be read.
    """
    wanted = sha256.lower()
    if is_regular(place) and _has(place, wanted):
        return place
    folder = place if place.is_dir() else place.parent
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry, _ in zip(entries, range(MOST_FILES), strict=False))
    except OSError as error:
        raise MediaError(
            tr("'{folder}' cannot be read: {reason}.", folder=folder, reason=error.strerror),
            tr("Choose a file in another folder."),
        ) from error
    room = MOST_BYTES
    for name in names:
        path = folder / name
        if path == place or not is_regular(path):
            continue
        room -= path.stat().st_size
        if room < 0:
            return None
        if _has(path, wanted):
            return path
    return None


def _has(path: Path, wanted: str) -> bool:
    try:
        return content_digest(path) == wanted
    except (LanceStudioError, OSError):
        return False  # one that cannot be read is none that can be used
