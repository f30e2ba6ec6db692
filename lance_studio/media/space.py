"""Whether there is room for what long work will write, asked before it begins."""

import os
import tempfile
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

from lance_studio.errors import NoSpaceError
from lance_studio.language import tr

RESERVE = 32 << 20
"""Bytes that are to stay free on each disk: the project's own changes need room as well."""

BYTES_PER_PIXEL = Fraction(1, 4)
"""Of an encoded film, or a picture of many colours, at most; what the encoders make of noise."""


def temporary_folder() -> Path:
    """Return where files on their way lie."""
    return Path(tempfile.gettempdir())


def encoded_bytes(width: int, height: int, frames: int) -> int:
    """Return how large the file of a picture or film becomes at most, in ordinary cases.

    Args:
        width: In pixels.
        height: In pixels.
        frames: How many frames; 1 for a picture, which is kept without loss.
    """
    return width * height * 3 if frames == 1 else int(width * height * frames * BYTES_PER_PIXEL)


def require_space(what: str, needs: Iterable[tuple[Path, int]]) -> None:
    """Refuse work whose result would not fit; where the system cannot tell what is free, nothing is refused.

    Args:
        what: What is to be made, as the begin of a sentence, for example "The film 'a.mp4'".
        needs: Places, which may be missing yet, with the bytes that are to be written there. What goes to the same
            disk is added up.

    Raises:
        NoSpaceError: There is less room than that; says how much is needed, and how much is free where.
    """
    disks: dict[int, tuple[Path, int]] = {}
    for place, size in needs:
        folder = _existing(place)
        if folder is not None:
            device = folder.stat().st_dev
            disks[device] = (disks.get(device, (folder, 0))[0], disks.get(device, (folder, 0))[1] + size)
    for folder, size in disks.values():
        free = free_bytes(folder)
        if free is not None and free < size + RESERVE:
            raise NoSpaceError(
                tr(
                    "{what} needs about {needed}, and {free} are free on the disk of '{folder}'.",
                    what=what,
                    needed=_words(size + RESERVE),
                    free=_words(free),
                    folder=folder,
                ),
                tr("Free some space on that disk, then try again."),
            )


def free_bytes(folder: Path) -> int | None:
    """Return how many bytes this user may still write into a folder; None where the system cannot tell."""
    try:
        status = os.statvfs(folder)
    except OSError:
        return None
    # Some network disks tell nothing, and say that with zeros.
    return status.f_bavail * status.f_frsize if status.f_blocks else None


def _existing(place: Path) -> Path | None:
    try:
        return next((folder for folder in (place, *place.parents) if folder.is_dir()), None)
    except OSError:
        return None


def _words(size: int) -> str:
    for unit, factor in (("GB", 10**9), ("MB", 10**6)):
        if size >= factor:
            return f"{size / factor:.1f} {unit}"
    return f"{size / 1000:.0f} kB"  # English: a unit
