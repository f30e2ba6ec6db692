"""The only place where rows are changed: a transaction notes what changes, for observers and for undo."""

import sqlite3
from dataclasses import dataclass, field, replace
from typing import TypeVar

from lance_studio import limits
from lance_studio.errors import CommandRefusedError, ProjectDamagedError, TimelineError
from lance_studio.language import tr
from lance_studio.project import blobs, ranges
from lance_studio.project.images import Columns, Image
from lance_studio.project.reading import decoded, read_rows, read_stored, readable
from lance_studio.project.rows import Row, Setting, TimelineRow
from lance_studio.project.tables import (
    SEQUENCE,
    SETTINGS,
    TABLES,
    TIMELINES,
    Place,
    Stored,
    Table,
    is_whole,
    kind_in_words,
)
from lance_studio.timeline.document import DocumentCodec
from lance_studio.timeline.model import Timeline

R = TypeVar("R", bound=Row)


@dataclass
class Transaction:
    """What a command may do while it runs.

    Attributes:
        connection: The file, in an open transaction.
        documents: Reads and writes the documents of timelines.
        changed: Table name and key of each row that was changed, with the row as it is now and the values that it is
            ordered by; None where it was removed.
        images: Table name and key of each row of which a change can be undone, with the row before and after.
        timelines: By the id of a row, the document's text, the text of the setting with the timeline's range, and the
            timeline that both were made of.
        is_open: Whether the command still runs; after that every change is refused.
    """

    connection: sqlite3.Connection
    documents: DocumentCodec = field(default_factory=DocumentCodec)
    changed: dict[tuple[str, str], tuple[Row, Place] | None] = field(default_factory=dict)
    images: dict[tuple[str, str], Image] = field(default_factory=dict)
    timelines: dict[str, tuple[str, str | None, Timeline]] = field(default_factory=dict)
    is_open: bool = True
    _known: dict[tuple[str, str], Columns | None] = field(default_factory=dict)
    _last_sequence: int | None = None

    def get(self, table: Table[R], key: str) -> R | None:
        """Return a row, or None if there is none with this key."""
        stored = self.stored(table, key)
        return None if stored is None else readable(table, stored)

    def stored(self, table: Table[R], key: str) -> Columns | None:
        """Return what is stored of a row, by column, or None if there is no such row."""
        place = (table.name, key)
        if place not in self._known:
            self._known[place] = read_stored(self.connection, table, key)
        return self._known[place]

    def require(self, table: Table[R], key: str) -> R:
        """Return a row; raises CommandRefusedError if there is none with this key."""
        row = self.get(table, key)
        if row is None:
            raise CommandRefusedError(
                tr(
                    "The {kind} that was to be changed or used is not in the project any more.",
                    kind=kind_in_words(table.name),
                )
            )
        return row

    def rows(self, table: Table[R], where: str = "", values: tuple[Stored, ...] = ()) -> list[R]:
        """Return rows in the table's order; `where` is a condition in SQL with question marks for `values`."""
        return read_rows(self.connection, table, where, values)

    def keys(self, table: Table[R], where: str, values: tuple[Stored, ...]) -> list[str]:
        """Return the keys of rows, damaged ones included; `where` and `values` are as for `rows`."""
        statement = f"SELECT {table.key} FROM {table.name} WHERE {where}"
        return [key for (key,) in self.connection.execute(statement, values)]

    def last_position(self, table: Table[R]) -> int:
        """Return the greatest number in the column `position`, 0 without rows; one that is no number does not count."""
        found = self.connection.execute(
            f"SELECT position FROM {table.name} WHERE {_usable('position')} ORDER BY position DESC LIMIT 1"
        ).fetchone()
        return 0 if found is None else found[0]

    def beside(self, table: Table[R], key: str, count: int, *, after: bool = False) -> list[tuple[str, int]]:
        """Return the rows next to one in the order of the columns `position` and `sequence`, the nearest first.

        Args:
            table: A table with both columns.
            key: The row.
            count: How many are wanted at most.
            after: Whether those after it are wanted, not those before it.

        Returns:
            The key and the position of each. Rows whose position is no number are left out.
        """
        stored = self.stored(table, key)
        if stored is None:
            return []
        sign, way = (">", "") if after else ("<", " DESC")
        return self.connection.execute(
            f"SELECT {table.key}, position FROM {table.name} WHERE {_usable('position')} "
            f"AND (position, {SEQUENCE}) {sign} (?, ?) ORDER BY position{way}, {SEQUENCE}{way} LIMIT ?",
            (stored["position"], stored[SEQUENCE], count),
        ).fetchall()

    def require_blob(self, digest: str, size: int | None = None) -> None:
        """Raise CommandRefusedError if the project holds no blob with this digest, and of this size if one is given."""
        blob = blobs.find(self.connection, digest)
        if blob is None or size not in (None, blob.size):
            raise CommandRefusedError(
                tr("The content that was to be used is not in the project."), tr("Add the file to the project again.")
            )

    def add(self, table: Table[R], row: R) -> None:
        """Add a row; raises CommandRefusedError if there is one with its key."""
        if self.get(table, table.key_of(row)) is not None:
            raise CommandRefusedError(tr("The project holds this {kind} already.", kind=kind_in_words(table.name)))
        self.put(table, row)

    def put(self, table: Table[R], row: R, *, undoable: bool | None = None) -> None:
        """Add a row, or replace the one with the same key.

        Args:
            table: The table.
            row: The row.
            undoable: Whether the change enters the journal of undo and redo; None: as is usual for the table.
                Where the journal keeps differences of a table's texts, no change can stay out of it.
        """
        stored = table.encode(row)
        # What would not be readable is refused now, not when somebody opens the project.
        as_read = table.decode(stored)
        if as_read != row:
            raise ValueError(f"{row!r} cannot be stored without loss")
        for text in stored.values():
            if isinstance(text, str) and not _is_unicode(text):
                raise CommandRefusedError(
                    tr("A name or text has characters that no text can have, as names of files from old disks do."),
                    tr("Rename the file, or change the text."),
                )
        key = table.key_of(row)
        if table.sequenced:
            stored[SEQUENCE] = self._sequence(table, key)
        self._change(table, key, stored, self._enters_journal(table, undoable), as_read)

    def put_timeline(self, row: TimelineRow, timeline: Timeline) -> None:
        """Let a timeline be a row's document, and remember it, so that nobody needs to parse that again.

        Its in and out point are view state: they become a setting, which no step to undo remembers.
        """
        chosen, key = ranges.range_of(timeline), ranges.range_key(row.id)
        kept = self.get(SETTINGS, key)
        text = None if kept is None and chosen == self._range_in(row) == (None, None) else ranges.to_text(chosen)
        if text is not None:
            self.put(SETTINGS, Setting(key=key, value=text), undoable=False)
        document = self.documents.encode(ranges.without_range(timeline))
        self.put(TIMELINES, replace(row, document=document))
        self.timelines[row.id] = (document, text, timeline)

    def _range_in(self, row: TimelineRow) -> ranges.Range:
        """Return the range that a document of an earlier version holds."""
        try:
            return ranges.range_of(self.documents.decode(row.document))
        except TimelineError:
            return None, None

    def delete(self, table: Table[R], key: str, *, undoable: bool | None = None) -> None:
        """Remove a row; nothing happens if there is none with this key."""
        self._change(table, key, None, self._enters_journal(table, undoable))

    def restore(self, table: Table[R], key: str, stored: Columns | None) -> None:
        """Make a row what an image of it says, without a new image."""
        row = None if stored is None else decoded(table, stored)
        self._change(table, key, stored, False, row)

    def _enters_journal(self, table: Table[R], undoable: bool | None) -> bool:
        if table.long_texts and undoable is False:
            raise ValueError(f"every change of a {table.name} must be undoable")
        return table.undoable if undoable is None else undoable

    def _sequence(self, table: Table[R], key: str) -> int:
        present = self.stored(table, key)
        number = None if present is None else present[SEQUENCE]
        if present is None or (not table.undoable and not is_whole(number)):
            self._last_sequence = number = (self._last_sequence or self._greatest_sequence()) + 1
        if not isinstance(number, int):
            raise ProjectDamagedError(
                tr("The {kind} that was to be changed has no place among the others.", kind=kind_in_words(table.name)),
                tr("Use a backup of the project."),
            )
        return number

    def _greatest_sequence(self) -> int:
        greatest = ", ".join(
            f"(SELECT {SEQUENCE} FROM {table.name} WHERE {_followable(SEQUENCE)} ORDER BY {SEQUENCE} DESC LIMIT 1)"
            for table in TABLES.values()
            if table.sequenced
        )
        found = self.connection.execute(f"SELECT {greatest}").fetchone()
        return max((number for number in found if number is not None), default=0)

    def _change(self, table: Table[R], key: str, after: Columns | None, undoable: bool, row: R | None = None) -> None:
        if not self.is_open:
            raise RuntimeError("a change outside of a command")
        before = self.stored(table, key)
        if before == after:
            return
        if after is None:
            self.connection.execute(f"DELETE FROM {table.name} WHERE {table.key} = ?", (key,))
        else:
            names = table.names
            self.connection.execute(
                f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))}) "
                f"ON CONFLICT ({table.key}) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in names)}",
                [after[name] for name in names],
            )
        place = (table.name, key)
        self._known[place] = after
        if table.name == TIMELINES.name:
            self.timelines.pop(key, None)
        self.changed[place] = None if row is None or after is None else (row, table.place_of(after))
        if undoable:
            self.images.setdefault(place, Image(before, None)).after = after


def _usable(column: str) -> str:
    """The condition that a column holds a number which a project can keep."""
    return (
        f"typeof({column}) = 'integer' AND {column} BETWEEN -{limits.WHOLE_NUMBER.most} AND {limits.WHOLE_NUMBER.most}"
    )


def _followable(column: str) -> str:
    """The condition that a column holds a number after which another one can follow."""
    return f"typeof({column}) = 'integer' AND {column} < {limits.WHOLE_NUMBER.most}"


def _is_unicode(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
