"""Undo and redo: for each step, what became of the rows that it changed, kept in the file.

Steps form one line: those that are done, then those that were undone. A new step removes the undone ones. `images` has
the form in which the rows are kept: about as large as what a step changed. Both the number of steps and their bytes are
bounded; beyond that the oldest ones are forgotten.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from lance_studio.errors import ProjectDamagedError
from lance_studio.language import mark, tr, translate, translate_filled
from lance_studio.project.connection import fetch_all
from lance_studio.project.images import Columns, Image, Packed, pack, unpack, unreadable
from lance_studio.project.reading import decoded, read_stored
from lance_studio.project.rows import now
from lance_studio.project.tables import TABLES, kind_in_words
from lance_studio.project.transaction import Transaction

STEP_LIMIT = 300
"""How many steps can be undone; older ones are forgotten."""

BYTE_LIMIT = 64 << 20
"""How many bytes the steps may take in the file; older ones are forgotten, except for the newest."""


@dataclass(frozen=True)
class Step:
    """One entry of the list of steps: its id, the name of what was done, and when."""

    id: int
    name: str
    created: str


def record(
    connection: sqlite3.Connection,
    name: str,
    images: Mapping[tuple[str, str], Image],
    merge_key: str | None,
    merge: bool,
) -> int:
    """Add a step, inside the transaction of the change itself.

    Args:
        connection: The file.
        name: What was done, for example "Trim clip".
        images: Table name and key of each changed row, with the row before and after.
        merge_key: Steps with the same key may become one; None: never.
        merge: Whether the newest step may take this one in.

    Returns:
        The id of the step, or of the one that took it in.

    Raises:
        ProjectDamagedError: The step that takes this one in cannot be read.
    """
    forget_undone(connection)
    newest = connection.execute("SELECT id, merge_key FROM step ORDER BY id DESC LIMIT 1").fetchone()
    if merge and merge_key is not None and newest is not None and newest[1] == merge_key:
        step = newest[0]
    else:
        step = connection.execute(
            "INSERT INTO step (name, merge_key, undone, created, size) VALUES (?, ?, 0, ?, 0)", (name, merge_key, now())
        ).lastrowid
        assert step is not None
        newest = None
    for (table_name, key), image in images.items():
        table = TABLES[table_name]
        former = None if newest is None else _image(connection, step, table_name, key)
        if former is not None:
            # One image for both: from before the first of the merged changes to after the last.
            image = Image(unpack(table, former, image.before, back=True), image.after)
        connection.execute(
            "INSERT INTO image (step, table_name, row_key, before, after, patch) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (step, table_name, row_key) "
            "DO UPDATE SET before = excluded.before, after = excluded.after, patch = excluded.patch",
            (step, table_name, key, *pack(table, image)),
        )
    connection.execute(
        "UPDATE step SET size = (SELECT sum(ifnull(length(before), 0) + ifnull(length(after), 0) + "
        "ifnull(length(patch), 0)) FROM image WHERE step = step.id) WHERE id = ?",
        (step,),
    )
    _forget_oldest(connection)
    return step


def forget_undone(connection: sqlite3.Connection) -> None:
    """Forget the steps that can be done again, inside a transaction."""
    _forget(connection, "undone = 1")


def steps(connection: sqlite3.Connection, *, undone: bool) -> list[Step]:
    """Return the steps that can be undone, newest first; or those that can be redone, the next one first."""
    order = "id" if undone else "id DESC"
    rows = fetch_all(
        connection, f"SELECT id, name, created FROM step WHERE undone = ? ORDER BY {order}", (int(undone),)
    )
    return [Step(step, _legible(name), _legible(created)) for step, name, created in rows]


def move(transaction: Transaction, action: Literal["undo", "redo"]) -> Step | None:
    """Undo the newest step or redo the next one, inside a transaction.

    Args:
        transaction: Notes the rows that change.
        action: Which of the two.

    Returns:
        The step, or None if there is none.

    Raises:
        ProjectDamagedError: What was noted of the step cannot be read.
    """
    connection, undone = transaction.connection, action == "redo"
    found = steps(connection, undone=undone)
    if not found:
        return None
    for name, key, packed in _images(connection, found[0].id):
        table = TABLES.get(name)
        if table is None:
            raise unreadable(tr("there is no table '{name}'", name=name))
        stored = unpack(table, packed, transaction.stored(table, key), back=action == "undo")
        _check(name, key, stored)
        transaction.restore(table, key, stored)
    connection.execute("UPDATE step SET undone = ? WHERE id = ?", (int(not undone), found[0].id))
    return found[0]


def problems(connection: sqlite3.Connection) -> list[str]:
    """Go through all steps, back from the rows as they are and on again, without changing anything.

    Args:
        connection: The file.

    Returns:
        A sentence for each direction in which a step cannot be undone or redone.
    """
    found = []
    for undone in (False, True):
        rows: dict[tuple[str, str], Columns | None] = {}
        for step in steps(connection, undone=undone):
            try:
                _follow(connection, step.id, rows, back=not undone)
            except ProjectDamagedError as error:
                words = mark("The step '{name}' cannot be undone: {cause}")
                if undone:
                    words = mark("The step '{name}' cannot be redone: {cause}")
                found.append(translate(words, name=translate_filled(step.name), cause=error.cause))
                break
    return found


def _follow(
    connection: sqlite3.Connection, step: int, rows: dict[tuple[str, str], Columns | None], *, back: bool
) -> None:
    for name, key, packed in _images(connection, step):
        table = TABLES.get(name)
        if table is None:
            raise unreadable(tr("there is no table '{name}'", name=name))
        place = (name, key)
        present = rows[place] if place in rows else read_stored(connection, table, key)
        rows[place] = unpack(table, packed, present, back=back)
        _check(name, key, rows[place])


def _check(name: str, key: str, stored: Columns | None) -> None:
    table = TABLES[name]
    if stored is None:
        return
    if table.key_of(decoded(table, stored)) != key:
        raise unreadable(tr("the {kind} has another key", kind=kind_in_words(name)))
    if table.sequenced and not isinstance(stored.get("sequence"), int):
        raise unreadable(tr("the {kind} has no place among the others", kind=kind_in_words(name)))


def _images(connection: sqlite3.Connection, step: int) -> list[tuple[str, str, Packed]]:
    rows = fetch_all(
        connection, "SELECT table_name, row_key, before, after, patch FROM image WHERE step = ? ORDER BY id", (step,)
    )
    # Differences may be bytes; a text that is, is damaged.
    if any(isinstance(text, bytes) for row in rows for text in row[:4]):
        raise unreadable(tr("a text in it is not UTF-8"))
    return [(name, key, (before, after, patch)) for name, key, before, after, patch in rows]


def _legible(text: str | bytes) -> str:
    return text if isinstance(text, str) else text.decode("utf-8", "backslashreplace")


def _image(connection: sqlite3.Connection, step: int, table: str, key: str) -> Packed | None:
    return connection.execute(
        "SELECT before, after, patch FROM image WHERE step = ? AND table_name = ? AND row_key = ?", (step, table, key)
    ).fetchone()


def _forget_oldest(connection: sqlite3.Connection) -> None:
    newest_first = connection.execute("SELECT id, size FROM step ORDER BY id DESC").fetchall()
    total = 0
    for number, (step, size) in enumerate(newest_first):
        total += size if isinstance(size, int) else 0  # a damaged size frees no memory, and does no harm
        if number >= STEP_LIMIT or (total > BYTE_LIMIT and number):
            _forget(connection, "id <= ?", step)
            return


def _forget(connection: sqlite3.Connection, condition: str, *values: int) -> None:
    connection.execute(f"DELETE FROM image WHERE step IN (SELECT id FROM step WHERE {condition})", values)
    connection.execute(f"DELETE FROM step WHERE {condition}", values)
