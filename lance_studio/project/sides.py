"""The files beside a project file that belong to it: SQLite finds them by name alone, whosoever they are."""

import contextlib
import os
from collections.abc import Collection
from pathlib import Path

from lance_studio.project.identity import Identity, identity_of

WAL, SHM, JOURNAL = "-wal", "-shm", "-journal"
"""Endings: the latest changes, the index of those (nothing is lost with it), and a change under way where the disk
cannot do the former."""


def side(file: Path, ending: str) -> Path:
    """Return where a file beside a project file lies."""
    return file.with_name(file.name + ending)


def aside(path: Path) -> Path:
    """Return the first name under which a file that was set aside may lie."""
    return path.with_name(f"{path.name}.aside")


def set_aside(path: Path) -> Path:
    """Rename a file so that SQLite does not take it for a part of the project of that name; raises OSError.

    Returns:
        Its new name.
    """
    target, number = aside(path), 1
    while os.path.lexists(target):
        number += 1
        target = path.with_name(f"{path.name}.aside{number}")
    return path.rename(target)


def clear_away(file: Path, keep: Collection[Identity] = ()) -> None:
    """Set aside what lies beside a name that is about to be another file's; an empty file or an index just goes.

    Args:
        file: The name.
        keep: What belongs to the new file.

    Raises:
        OSError: The folder may not be written.
    """
    for ending in (WAL, JOURNAL, SHM):
        path = side(file, ending)
        if identity_of(path) in keep:
            continue
        with contextlib.suppress(FileNotFoundError):
            if ending == SHM or path.lstat().st_size == 0:
                path.unlink()
            else:
                set_aside(path)
