"""The rows of an open project, read and decoded once and then kept in step with its commits.

Every panel looks at most rows after most changes; to read and decode thousands of rows each time is what would make a
large project slow.
"""

import sqlite3
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from lance_studio.errors import LanceStudioError
from lance_studio.project.rows import Row
from lance_studio.project.store import read_row, read_rows
from lance_studio.project.tables import TABLES, Table

R = TypeVar("R", bound=Row)
_Place = tuple[Any, ...]


class KeptRows:
    """All rows of the tables that were asked for as a whole.

    Args:
        connection: Returns the connection to the file. Only commits that :meth:`take` is told of change its rows, or
            else `shared` is set.
        shared: Whether another program may change the file meanwhile, which is then looked for at each question.
    """

    def __init__(self, connection: Callable[[], sqlite3.Connection], *, shared: bool) -> None:
        self._connection, self._shared = connection, shared
        self._tables: dict[str, _Kept] = {}
        self._version = 0

    def all(self, table: Table[R]) -> list[R]:
        """Return all rows in the table's order; raises what `read_rows` raises."""
        self._look()
        kept = self._tables.get(table.name)
        if kept is None:
            kept = self._tables[table.name] = _Kept(table, read_rows(self._connection(), table))
        return list(kept.ordered)

    def get(self, table: Table[R], key: str) -> R | None:
        """Return one row, or None if there is none with this key; raises what `read_row` raises."""
        self._look()
        kept = self._tables.get(table.name)
        return read_row(self._connection(), table, key) if kept is None else kept.by_key.get(key)

    def take(self, changed: Iterable[tuple[str, str]]) -> None:
        """Read again what a commit has changed.

        Args:
            changed: Name of the table and key of each row.
        """
        for name, key in changed:
            kept = self._tables.get(name)
            if kept is None:
                continue
            try:
                kept.put(key, read_row(self._connection(), TABLES[name], key))
            except (LanceStudioError, sqlite3.Error):
                # The commit counts; whoever asks next reads the table anew and meets the error.
                del self._tables[name]

    def _look(self) -> None:
        if not self._shared:
            return
        [version] = self._connection().execute("PRAGMA data_version").fetchone()
        if version != self._version:
            self._version = version
            self._tables.clear()


class _Kept:
    """One table's rows, by key and in order."""

    def __init__(self, table: Table[Any], rows: list[Any]) -> None:
        self.ordered = rows
        self.by_key: dict[str, Any] = {table.key_of(row): row for row in rows}
        self._place = _place_of(table)

    def put(self, key: str, row: Any | None) -> None:
        """Put a row where it belongs now, or take it away."""
        former = self.by_key.pop(key, None)
        if former is not None:
            place = bisect_left(self.ordered, self._place(former), key=self._place)
            if row is not None and self._place(row) == self._place(former):
                self.ordered[place] = row
                self.by_key[key] = row
                return
            del self.ordered[place]
        if row is not None:
            insort(self.ordered, row, key=self._place)
            self.by_key[key] = row


def _place_of(table: Table[Any]) -> Callable[[Any], _Place]:
    # Text is ordered by code points here and by UTF-8 bytes in SQLite, which is the same order.
    names = table.order.split(", ")
    return lambda row: tuple(getattr(row, name) for name in names)
