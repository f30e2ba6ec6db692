"""What a studio that is about to be killed has committed: written line by line beside it, and read by who kills it.

Before each commit its rows and the steps to undo and redo are noted ("intent"), after it that it is done ("commit").
A studio that died between the two may have committed or not; any other state of the file is a loss.
"""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lance_studio.project import journal
from lance_studio.project.reading import read_stored
from lance_studio.project.tables import TABLES
from lance_studio.project.transaction import Transaction

Line = dict[str, Any]
Rows = dict[str, dict[str, Any]]


class Writer:
    """Appends lines, a "commit" with a flush to the disk, and wakes the reader with a byte on standard output."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)

    def say(self, kind: str, **values: Any) -> None:
        """Write a line."""
        line = json.dumps({"kind": kind, **values}, ensure_ascii=False) + "\n"
        os.write(self._file, line.encode())
        if kind == "commit":
            os.fsync(self._file)
        os.write(1, b".")

    def intent(self, name: str, transaction: Transaction) -> None:
        """Note what a transaction is about to commit."""
        connection = transaction.connection
        rows = [[table, key, read_stored(connection, TABLES[table], key)] for table, key in sorted(transaction.changed)]
        undo, redo = (_steps(connection, undone) for undone in (False, True))
        self.say("intent", name=name, rows=rows, undo=undo, redo=redo)


def _steps(connection: Any, undone: bool) -> list[list[Any]]:
    return [[step.id, step.name] for step in journal.steps(connection, undone=undone)]


@dataclass
class Contents:
    """All rows of a project by table and key, and its steps to undo and redo."""

    rows: Rows = field(default_factory=lambda: {name: {} for name in TABLES})
    undo: list[list[Any]] = field(default_factory=list)
    redo: list[list[Any]] = field(default_factory=list)

    def after(self, intent: Line) -> "Contents":
        """Return what they are once an intent is committed."""
        rows = {name: dict(table) for name, table in self.rows.items()}
        for table, key, row in intent["rows"]:
            if row is None:
                rows[table].pop(key, None)
            else:
                rows[table][key] = row
        return Contents(rows, intent["undo"], intent["redo"])

    @classmethod
    def of(cls, connection: Any) -> "Contents":
        """Read a whole project."""
        rows: Rows = {}
        for name, table in TABLES.items():
            keys = [key for (key,) in connection.execute(f"SELECT {table.key} FROM {name}")]
            rows[name] = {key: read_stored(connection, table, key) for key in keys}
        return cls(rows, _steps(connection, False), _steps(connection, True))


@dataclass
class Reader:
    """Follows the lines of all studios that wrote into one ledger.

    Attributes:
        lines: All lines so far.
        committed: What is surely in the project.
        pending: What the last studio was about to commit, if it may have done so.
    """

    path: Path
    lines: list[Line] = field(default_factory=list)
    committed: Contents = field(default_factory=Contents)
    pending: Line | None = None
    commits: int = 0
    _offset: int = 0

    def read(self) -> list[Line]:
        """Take in what was written since; a line that is cut off is none."""
        with self.path.open("rb") as file:
            file.seek(self._offset)
            data = file.read()
        whole = data[: data.rfind(b"\n") + 1]
        self._offset += len(whole)
        new = [json.loads(line) for line in whole.splitlines()]
        for line in new:
            self._take(line)
        self.lines += new
        return new

    def _take(self, line: Line) -> None:
        if line["kind"] == "intent":
            self.pending = line
        elif line["kind"] == "commit":
            assert self.pending is not None
            self.committed, self.pending = self.committed.after(self.pending), None
            self.commits += 1
        elif line["kind"] == "rollback":
            self.pending = None

    def settle(self, found: Contents) -> bool:
        """Compare with what was found in the file of a studio that is dead; returns whether nothing was lost or added.

        What may have been committed or not is settled with that, and the half of a line at the end goes.
        """
        pending, self.pending = self.pending, None
        with self.path.open("r+b") as file:
            file.truncate(self._offset)
        if found == self.committed:
            return True
        if pending is not None and found == self.committed.after(pending):
            self.committed = found
            self.commits += 1
            return True
        return False
