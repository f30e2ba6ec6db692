"""Undo and redo: for each step, the rows that it changed as they were before and after, kept in the file.

Steps form one line: those that are done, then those that were undone. A new step removes the undone ones.
"""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from lance_studio.errors import ProjectDamagedError
from lance_studio.project.rows import now
from lance_studio.project.store import decoded
from lance_studio.project.tables import TABLES, Stored
from lance_studio.project.transaction import Image, Transaction

STEP_LIMIT = 300
"""How many steps can be undone; older ones are forgotten."""


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
) -> None:
    """Add a step, inside the transaction of the change itself.

    Args:
        connection: The file.
        name: What was done, for example "Trim clip".
        images: Table name and key of each changed row, with the row before and after.
        merge_key: Steps with the same key may become one; None: never.
        merge: Whether the newest step may take this one in.
    """
    _forget(connection, "undone = 1")
    newest = connection.execute("SELECT id, merge_key FROM step ORDER BY id DESC LIMIT 1").fetchone()
    if merge and merge_key is not None and newest is not None and newest[1] == merge_key:
        step = newest[0]
    else:
        step = connection.execute(
            "INSERT INTO step (name, merge_key, undone, created) VALUES (?, ?, 0, ?)", (name, merge_key, now())
        ).lastrowid
    for (table, key), image in images.items():
        connection.execute(
            "INSERT INTO image (step, table_name, row_key, before, after) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (step, table_name, row_key) DO UPDATE SET after = excluded.after",
            (step, table, key, _as_text(image.before), _as_text(image.after)),
        )
    _forget(connection, "id <= (SELECT id FROM step ORDER BY id DESC LIMIT 1 OFFSET ?)", STEP_LIMIT)


def steps(connection: sqlite3.Connection, *, undone: bool) -> list[Step]:
    """Return the steps that can be undone, newest first; or those that can be redone, the next one first."""
    order = "id" if undone else "id DESC"
    rows = connection.execute(f"SELECT id, name, created FROM step WHERE undone = ? ORDER BY {order}", (int(undone),))
    return [Step(*row) for row in rows]


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
    column = "before" if action == "undo" else "after"
    images = connection.execute(f"SELECT table_name, row_key, {column} FROM image WHERE step = ?", (found[0].id,))
    for name, key, text in images.fetchall():
        table = TABLES.get(name)
        if table is None:
            raise _unreadable(f"there is no table '{name}'")
        stored = _from_text(text)
        if stored is not None and table.key_of(decoded(table, stored)) != key:
            raise _unreadable(f"the {name} is another one")
        transaction.restore(table, key, stored)
    connection.execute("UPDATE step SET undone = ? WHERE id = ?", (int(not undone), found[0].id))
    return found[0]


def _forget(connection: sqlite3.Connection, condition: str, *values: int) -> None:
    connection.execute(f"DELETE FROM image WHERE step IN (SELECT id FROM step WHERE {condition})", values)
    connection.execute(f"DELETE FROM step WHERE {condition}", values)


def _as_text(stored: dict[str, Stored] | None) -> str | None:
    return None if stored is None else json.dumps(stored, ensure_ascii=False, separators=(",", ":"))


def _from_text(text: str | None) -> dict[str, Stored] | None:
    if text is None:
        return None
    try:
        stored = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _unreadable(str(error)) from error
    if not isinstance(stored, dict):
        raise _unreadable("an image of a row is no row")
    return stored


def _unreadable(detail: str) -> ProjectDamagedError:
    return ProjectDamagedError(
        f"What was noted for undo and redo cannot be read: {detail}.", "The project itself is as it was."
    )
