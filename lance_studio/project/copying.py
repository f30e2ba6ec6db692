"""A copy of a project at another place, whose links still lead to the same files."""

import contextlib
import json
import os
import sqlite3
from pathlib import Path, PurePosixPath

from lance_studio.media.output import atomic_target, ensure_not_a_source
from lance_studio.project import faults
from lance_studio.project.store import Store, connect, transaction_of


def copy_store(store: Store, path: str | os.PathLike[str], *, overwrite: bool) -> None:
    """Write a copy of an open project, complete or not at all.

    Args:
        store: The project.
        path: Where the copy shall be.
        overwrite: Whether a file that is there may be replaced.

    Raises:
        OutputError: The file exists, is the project itself, or cannot be written.
        ProjectError: The project cannot be read, or the disk is full.
    """
    target = Path(os.path.realpath(path))
    ensure_not_a_source(target, [store.path])
    with atomic_target(target, overwrite=overwrite) as temporary, faults.in_words(target):
        # A connection of its own: one that reads an older file has tables in memory that VACUUM would stumble over.
        with contextlib.closing(connect(store.path, "ro")) as reader:
            reader.execute("VACUUM INTO ?", (str(temporary),))
        with contextlib.closing(connect(temporary, "rw")) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
            if store.path.parent != target.parent:
                with transaction_of(connection):
                    _lead_back(connection, store.path.parent, target.parent)


def _lead_back(connection: sqlite3.Connection, old: Path, new: Path) -> None:
    """Let the links, those of steps to undo and redo included, lead to the same files from another folder."""
    for media_id, link in connection.execute("SELECT id, link FROM media WHERE link IS NOT NULL").fetchall():
        connection.execute("UPDATE media SET link = ? WHERE id = ?", (_rebased(link, old, new), media_id))
    for column in ("before", "after"):
        images = connection.execute(
            f"SELECT id, {column} FROM image "
            f"WHERE table_name = 'media' AND json_extract({column}, '$.link') IS NOT NULL"
        )
        for number, text in images.fetchall():
            stored = json.loads(text)
            stored["link"] = _rebased(stored["link"], old, new)
            text = json.dumps(stored, ensure_ascii=False, separators=(",", ":"))
            connection.execute(f"UPDATE image SET {column} = ? WHERE id = ?", (text, number))


def _rebased(link: str, old: Path, new: Path) -> str:
    if PurePosixPath(link).is_absolute() and not Path(link).is_relative_to(new):
        return link
    file = old / link
    return file.relative_to(new).as_posix() if file.is_relative_to(new) else str(file)
