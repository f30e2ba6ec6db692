"""Names for files that are copied into one folder: usable on every disk, and never two for one."""

import unicodedata
from pathlib import PurePosixPath

_MOST_BYTES = 200
"""Of a name; most disks take 255, and a number and an ending are added."""
_FORBIDDEN = '<>:"/\\|?*'
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}


def safe_name(wanted: str, otherwise: str = "file") -> str:
    """Return a name without folders, control characters and whatever some disk does not take.

    Args:
        wanted: A name or a path; only its last part counts.
        otherwise: The name where nothing is left of it.
    """
    last = wanted.replace("\\", "/").rstrip("/").rpartition("/")[2]
    shown = "".join("_" if each in _FORBIDDEN or not each.isprintable() else each for each in last)
    # Dots and blanks at the ends are dropped by some disks, or hide the file.
    shown = shown.strip(". ")
    path = PurePosixPath(shown or otherwise)
    stem, suffix = path.stem, path.suffix
    if stem.casefold() in _RESERVED:
        stem = f"{stem}_"
    room = _MOST_BYTES - len(suffix.encode())
    while room > 0 and len(stem.encode()) > room:
        stem = stem[:-1]
    return f"{stem}{suffix}" if room > 0 else otherwise


class TakenNames:
    """Hands out names, none twice, also where a disk takes capital and small letters, or two spellings, for the same.

    Args:
        taken: Names that are in use already.
    """

    def __init__(self, *taken: str) -> None:
        self._taken = {_folded(name) for name in taken}

    def take(self, wanted: str) -> str:
        """Return a usable name; with a number in it where the plain one is taken."""
        name = safe_name(wanted)
        path = PurePosixPath(name)
        number = 2
        while _folded(name) in self._taken:
            name, number = f"{path.stem} ({number}){path.suffix}", number + 1
        self._taken.add(_folded(name))
        return name


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
