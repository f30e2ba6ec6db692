"""The rows of an open project, read and decoded once and then kept in step with its commits.

Every panel looks at most rows after most changes; to read and decode thousands of rows each time is what would make a
large project slow. The documents of timelines are parsed here for everybody, once.
"""

import sqlite3
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from lance_studio.errors import TimelineError
from lance_studio.project import ranges
from lance_studio.project.job_line import JobLine
from lance_studio.project.reading import read_placed, read_row
from lance_studio.project.rows import Row, TimelineRow
from lance_studio.project.tables import EDGES, JOBS, SETTINGS, TABLES, TIMELINES, Place, Table
from lance_studio.timeline.document import DocumentCodec
from lance_studio.timeline.model import Timeline

R = TypeVar("R", bound=Row)


class RowCache:
    """All rows of the tables that were asked for as a whole.

    Args:
        connection: Returns the connection to the file. Only commits that :meth:`take` is told of change its rows, or
            else `shared` is set.
        shared: Whether another program may change the file meanwhile, which is then looked for at each question.

    Attributes:
        documents: Reads and writes the documents of timelines.
    """

    def __init__(self, connection: Callable[[], sqlite3.Connection], *, shared: bool) -> None:
        self.documents = DocumentCodec()
        self._connection, self._shared = connection, shared
        self._tables: dict[str, _Kept] = {}
        self._timelines: dict[str, _Parsed] = {}
        self._version = 0

    def all(self, table: Table[R]) -> list[R]:
        """Return all rows in the table's order; raises what `read_rows` raises."""
        self._look()
        return list(self._whole(table).ordered)

    def get(self, table: Table[R], key: str) -> R | None:
        """Return one row, or None if there is none with this key; raises what `read_row` raises."""
        self._look()
        kept = self._tables.get(table.name)
        return read_row(self._connection(), table, key) if kept is None else kept.by_key.get(key)

    def everything(self) -> dict[Table[Any], list[tuple[Row, Place]]]:
        """Return all rows with the values that they are ordered by; raises what `read_rows` raises."""
        return {table: self._whole(table).placed() for table in TABLES.values()}

    def last(self, table: Table[R], count: int) -> list[R]:
        """Return the last rows in the table's order; raises what `read_rows` raises."""
        self._look()
        ordered = self._whole(table).ordered
        return ordered[len(ordered) - count :] if count else []

    def job_line(self) -> JobLine:
        """Return the jobs by what they are at; raises what `read_rows` raises."""
        self._look()
        line = self._whole(JOBS).line
        assert line is not None
        return line

    def sequences(self) -> dict[str, int]:
        """Return by id in which order rows of all tables were added; edges, which have their nodes' ids, are left out.

        Raises what `read_rows` raises.
        """
        self._look()
        return {
            table.key_of(row): table.sequence_of(place)
            for table in TABLES.values()
            if table.sequenced and table is not EDGES
            for row, place in self._whole(table).placed()
        }

    def timeline(self, key: str) -> Timeline | None:
        """Return what a timeline's document says, with the range that is set beside it; None if there is none.

        It is the same object until either changes.

        Raises:
            TimelineError: The document is damaged.
            ProjectDamagedError: As `read_rows`.
        """
        self._look()
        row = self._whole(TIMELINES).by_key.get(key)
        if row is None:
            return None
        setting = self._whole(SETTINGS).by_key.get(ranges.range_key(key))
        chosen = None if setting is None else setting.value
        parsed = self._timelines.get(key)
        # Texts that are equal are mostly the same object, so that to compare them costs nothing.
        if parsed is None or parsed.document != row.document or parsed.chosen != chosen:
            parsed = self._timelines[key] = self._parse(row, chosen)
        if isinstance(parsed.value, TimelineError):
            raise TimelineError(parsed.value.cause, parsed.value.remedy)
        return parsed.value

    def take(
        self,
        changed: Mapping[tuple[str, str], tuple[Row, Place] | None],
        timelines: Mapping[str, tuple[str, str | None, Timeline]],
    ) -> None:
        """Follow a commit.

        Args:
            changed: Name of the table and key of each changed row, with the row and the values that it is ordered by;
                None where it was removed.
            timelines: By key, the documents of which the commit knows what they say, with their ranges and with that.
        """
        for (name, key), row in changed.items():
            kept = self._tables.get(name)
            if kept is not None:
                kept.put(key, row)
            if name == TIMELINES.name and row is None:
                self._timelines.pop(key, None)
        for key, (document, chosen, timeline) in timelines.items():
            self._timelines[key] = _Parsed(document, chosen, timeline)

    def _whole(self, table: Table[Any]) -> "_Kept":
        kept = self._tables.get(table.name)
        if kept is None:
            kept = self._tables[table.name] = _Kept(table, read_placed(self._connection(), table))
        return kept

    def _parse(self, row: TimelineRow, chosen: str | None) -> "_Parsed":
        try:
            timeline = self.documents.decode(row.document)
        except TimelineError as error:
            return _Parsed(row.document, chosen, error)
        return _Parsed(row.document, chosen, timeline if chosen is None else ranges.with_range(timeline, chosen))

    def _look(self) -> None:
        if not self._shared:
            return
        [version] = self._connection().execute("PRAGMA data_version").fetchone()
        if version != self._version:
            self._version = version
            self._tables.clear()


@dataclass(frozen=True)
class _Parsed:
    """What a document says with the range that is set beside it, if one is, or why it says nothing."""

    document: str
    chosen: str | None
    value: Timeline | TimelineError


class _Kept:
    """One table's rows, by key and in order; of jobs also by what they are at."""

    def __init__(self, table: Table[Any], rows: list[tuple[Any, Place]]) -> None:
        self.ordered = [row for row, _ in rows]
        self.by_key: dict[str, Any] = {table.key_of(row): row for row in self.ordered}
        self._places = [place for _, place in rows]
        self._place_of = {table.key_of(row): place for row, place in rows}
        self.line = JobLine(rows) if table is JOBS else None

    def placed(self) -> list[tuple[Any, Place]]:
        """Return all rows with the values that they are ordered by."""
        return list(zip(self.ordered, self._places, strict=True))

    def put(self, key: str, new: tuple[Any, Place] | None) -> None:
        """Put a row where it belongs now, or take it away."""
        if self.line is not None:
            self.line.put(key, new)
        former = self._place_of.pop(key, None)
        row = self.by_key.pop(key, None)
        if former is not None:
            index = bisect_left(self._places, former)
            while self.ordered[index] is not row:
                index += 1
            if new is not None and new[1] == former:
                self.ordered[index] = new[0]
                self._place_of[key], self.by_key[key] = former, new[0]
                return
            del self.ordered[index], self._places[index]
        if new is not None:
            row, place = new
            index = bisect_right(self._places, place)
            self.ordered.insert(index, row)
            self._places.insert(index, place)
            self._place_of[key], self.by_key[key] = place, row
