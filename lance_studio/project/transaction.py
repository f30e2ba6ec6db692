"""The only place where rows are changed: a transaction notes what changes, for observers and for undo."""

import sqlite3
from dataclasses import dataclass, field
from typing import TypeVar

from lance_studio.errors import CommandRefusedError
from lance_studio.project import blobs
from lance_studio.project.rows import Row
from lance_studio.project.store import read_row, read_rows, read_stored
from lance_studio.project.tables import Stored, Table

R = TypeVar("R", bound=Row)


@dataclass
class Image:
    """What is stored of a row before and after a step; None where there is no such row."""

    before: dict[str, Stored] | None
    after: dict[str, Stored] | None


@dataclass
class Transaction:
    """What a command may do while it runs.

    Attributes:
        connection: The file, in an open transaction.
        changed: Table name and key of each row that was changed.
        images: The same for those changes that can be undone, with the row before and after.
        is_open: Whether the command still runs; after that every change is refused.
    """

    connection: sqlite3.Connection
    changed: set[tuple[str, str]] = field(default_factory=set)
    images: dict[tuple[str, str], Image] = field(default_factory=dict)
    is_open: bool = True

    def get(self, table: Table[R], key: str) -> R | None:
        """Return a row, or None if there is none with this key."""
        return read_row(self.connection, table, key)

    def require(self, table: Table[R], key: str) -> R:
        """Return a row; raises CommandRefusedError if there is none with this key."""
        row = self.get(table, key)
        if row is None:
            raise CommandRefusedError(
                f"The {table.name} that was to be changed or used is not in the project any more."
            )
        return row

    def rows(self, table: Table[R], where: str = "", values: tuple[Stored, ...] = ()) -> list[R]:
        """Return rows in the table's order; `where` is a condition in SQL with question marks for `values`."""
        return read_rows(self.connection, table, where, values)

    def require_blob(self, digest: str, size: int | None = None) -> None:
        """Raise CommandRefusedError if the project holds no blob with this digest, and of this size if one is given."""
        blob = blobs.find(self.connection, digest)
        if blob is None or size not in (None, blob.size):
            raise CommandRefusedError(
                "The content that was to be used is not in the project.", "Add the file to the project again."
            )

    def add(self, table: Table[R], row: R) -> None:
        """Add a row; raises CommandRefusedError if there is one with its key."""
        if self.get(table, table.key_of(row)) is not None:
            raise CommandRefusedError(f"The project holds this {table.name} already.")
        self.put(table, row)

    def put(self, table: Table[R], row: R, *, undoable: bool | None = None) -> None:
        """Add a row, or replace the one with the same key.

        Args:
            table: The table.
            row: The row.
            undoable: Whether the change enters the journal of undo and redo; None: as is usual for the table.
        """
        stored = table.encode(row)
        # What would not be readable is refused now, not when somebody opens the project.
        if table.decode(stored) != row:
            raise ValueError(f"{row!r} cannot be stored without loss")
        for text in stored.values():
            if isinstance(text, str) and not _is_unicode(text):
                raise CommandRefusedError(
                    "A name or text has characters that no text can have, as names of files from old disks do.",
                    "Rename the file, or change the text.",
                )
        self._change(table, table.key_of(row), stored, undoable)

    def delete(self, table: Table[R], key: str, *, undoable: bool | None = None) -> None:
        """Remove a row; nothing happens if there is none with this key."""
        self._change(table, key, None, undoable)

    def restore(self, table: Table[R], key: str, stored: dict[str, Stored] | None) -> None:
        """Make a row what an image of it says, without a new image."""
        self._change(table, key, stored, undoable=False)

    def _change(self, table: Table[R], key: str, after: dict[str, Stored] | None, undoable: bool | None) -> None:
        if not self.is_open:
            raise RuntimeError("a change outside of a command")
        before = read_stored(self.connection, table, key)
        if before == after:
            return
        if after is None:
            self.connection.execute(f"DELETE FROM {table.name} WHERE {table.key} = ?", (key,))
        else:
            names = [column.name for column in table.columns]
            self.connection.execute(
                f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))}) "
                f"ON CONFLICT ({table.key}) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in names)}",
                [after[name] for name in names],
            )
        place = (table.name, key)
        self.changed.add(place)
        if table.undoable if undoable is None else undoable:
            self.images.setdefault(place, Image(before, None)).after = after


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
