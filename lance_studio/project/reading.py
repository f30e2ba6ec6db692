"""Rows of the tables, read from an open file; damaged ones are mended, or refused in words."""

import sqlite3
from typing import TypeVar

from lance_studio import limits
from lance_studio.errors import ProjectDamagedError, ProjectError
from lance_studio.language import tr
from lance_studio.project.connection import fetch_all
from lance_studio.project.rows import Row
from lance_studio.project.salvage import is_mendable, salvaged
from lance_studio.project.tables import Place, Stored, Table, kind_in_words

R = TypeVar("R", bound=Row)


def read_stored(connection: sqlite3.Connection, table: Table[R], key: str) -> dict[str, Stored] | None:
    """Return what is stored of one row, by column, or None if there is no such row."""
    columns = ", ".join(table.names)
    found = fetch_all(connection, f"SELECT {columns} FROM {table.name} WHERE {table.key} = ?", (key,))
    return dict(zip(table.names, found[0], strict=True)) if found else None


def read_row(connection: sqlite3.Connection, table: Table[R], key: str) -> R | None:
    """Return one row, or None if there is no row with this key.

    Raises:
        ProjectDamagedError: The row holds something that no row of this table can hold.
        sqlite3.Error: The file cannot be read.
    """
    stored = read_stored(connection, table, key)
    return None if stored is None else readable(table, stored)


def read_rows(
    connection: sqlite3.Connection, table: Table[R], where: str = "", values: tuple[Stored, ...] = ()
) -> list[R]:
    """Return rows in the table's order.

    Args:
        connection: The file.
        table: The table.
        where: A condition in SQL, or empty for all rows.
        values: What stands for the question marks in the condition.

    Returns:
        The rows. Damaged jobs and messages are mended (see `salvage`), or left out where not even their key is left.

    Raises:
        ProjectDamagedError: A row holds something that no row of this table can hold.
        sqlite3.Error: The file cannot be read.
    """
    return [row for row, _ in read_placed(connection, table, where, values)]


def read_placed(
    connection: sqlite3.Connection, table: Table[R], where: str = "", values: tuple[Stored, ...] = ()
) -> list[tuple[R, Place]]:
    """Return rows as `read_rows` does, each with the values that the table is ordered by."""
    placed: list[tuple[R, Place]] = []
    for stored in read_all_stored(connection, table, where, values):
        try:
            placed.append((decoded(table, stored), table.place_of(stored)))
        except ProjectDamagedError as error:
            if not is_mendable(table):
                raise
            if (row := salvaged(table, stored, str(error.__cause__))) is not None:
                placed.append((row, table.place_of({**stored, **table.encode(row)})))
    # A number that was mended stands elsewhere than the damaged one.
    return sorted(placed, key=lambda entry: entry[1]) if is_mendable(table) else placed


def read_all_stored(
    connection: sqlite3.Connection, table: Table[R], where: str = "", values: tuple[Stored, ...] = ()
) -> list[dict[str, Stored]]:
    """Return what is stored of rows, by column, in the table's order; see `read_rows` for the arguments."""
    names = table.names
    condition = f"WHERE {where}" if where else ""
    # Only those that would be read: what few rows cost is not to depend on how many there are.
    [count] = connection.execute(f"SELECT count(*) FROM {table.name} {condition}", values).fetchone()
    if not limits.ROWS.allows(count):
        what = tr("The table '{name}' of the project", name=table.name)
        limits.ROWS.require(count, what, tr("Use a backup of the project."), ProjectError)
    found = fetch_all(
        connection, f"SELECT {', '.join(names)} FROM {table.name} {condition} ORDER BY {table.order}", values
    )
    return [dict(zip(names, row, strict=True)) for row in found]


def readable(table: Table[R], stored: dict[str, Stored]) -> R:
    """Return the row of stored values, or what can be made of it; raises ProjectDamagedError where that is nothing."""
    try:
        return decoded(table, stored)
    except ProjectDamagedError as error:
        row = salvaged(table, stored, str(error.__cause__))
        if row is None:
            raise
        return row


def decoded(table: Table[R], stored: dict[str, Stored]) -> R:
    """Return the row of stored values; raises ProjectDamagedError where they are none."""
    try:
        return table.decode(stored)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise ProjectDamagedError(
            tr("The project holds a {kind} that makes no sense: {error}.", kind=kind_in_words(table.name), error=error),
            tr("Nothing was changed. Use a copy or a backup of the project."),
        ) from error
