"""How the rows of `rows` are stored: a table each, a column for each field, under the field's name.

A stored value is what SQLite keeps without loss: text, whole numbers, measured seconds. Fractions are text such as
"30000/1001", lists of ids are JSON arrays.
"""

import dataclasses
import json
import math
import types
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

from lance_studio import limits
from lance_studio.language import mark, translate
from lance_studio.project.rows import ChatMessage, Edge, Job, Media, Node, NodeMask, Row, Setting, Subject, TimelineRow

Stored = str | int | float | None
Place = tuple[Stored, ...]
SEQUENCE = "sequence"
"""Column that says in which order rows were added, whatever the clock said then: a number that is given when a row is
added, greater than that of any row of any table, kept beside it, and that comes back with it when its deletion is
undone."""

R = TypeVar("R", bound=Row)

_LONGEST_SHOWN = 60


@dataclass(frozen=True)
class Column:
    """One column: its name and how a field's value becomes a stored one and back.

    `decode` raises ValueError or TypeError for a stored value that no field of this kind can have.
    """

    name: str
    encode: Callable[[object], Stored]
    decode: Callable[[Stored], object]


@dataclass(frozen=True)
class Table(Generic[R]):
    """A table of the project file.

    A table that is `sequenced` has a column `SEQUENCE` besides those of its fields, the last that rows are listed by.

    Attributes:
        name: Its name in SQL.
        row: The type of its rows.
        key: The field that names a row.
        subject: Under which name of `Changes` its changes are reported.
        undoable: Whether changes enter the journal of undo and redo.
        order: The columns that its rows are listed by; together they tell any two rows apart.
        columns: Its columns, in the order of the row's fields.
        long_texts: Columns of which the journal keeps differences. All changes of such a table enter the journal.
    """

    name: str
    row: type[R]
    key: str
    subject: Subject
    undoable: bool
    order: str
    columns: tuple[Column, ...]
    long_texts: frozenset[str] = frozenset()

    @property
    def sequenced(self) -> bool:
        """Whether it has a column `sequence`."""
        return self.order.endswith(SEQUENCE)

    @property
    def names(self) -> list[str]:
        """The names of all columns as they are stored."""
        return [column.name for column in self.columns] + [SEQUENCE] * self.sequenced

    def place_of(self, stored: dict[str, Stored]) -> Place:
        """Return the values that a row is ordered by."""
        place = tuple(stored[name] for name in self.order.split(", "))
        # A damaged number could not be compared with the others.
        return (*place[:-1], 0) if self.sequenced and not isinstance(place[-1], int) else place

    def sequence_of(self, place: Place) -> int:
        """Return the number of a row's addition from the values that it is ordered by; 0 where it is damaged."""
        number = place[-1]
        assert isinstance(number, int)
        return number

    def encode(self, row: R) -> dict[str, Stored]:
        """Return what is stored of a row, by column."""
        return {column.name: column.encode(getattr(row, column.name)) for column in self.columns}

    def decode(self, stored: dict[str, Stored]) -> R:
        """Return the row of stored values; raises ValueError or TypeError where they are none."""
        values: dict[str, Any] = {column.name: column.decode(stored[column.name]) for column in self.columns}
        # Rows that no step to undo remembers get another number with their next change.
        if self.sequenced and self.undoable and SEQUENCE in stored:
            _whole(stored[SEQUENCE])
        return self.row(**values)

    def key_of(self, row: R) -> str:
        """Return a row's id."""
        return getattr(row, self.key)


def _plain(kind: type[Any]) -> Callable[[Stored], object]:
    def decode(stored: Stored) -> object:
        # SQLite keeps a whole float as it is in a REAL column, but an old image of it may be a whole number.
        if kind is float and isinstance(stored, int):
            return float(stored)
        if isinstance(stored, bytes):
            raise TypeError(f"the text {_shown(stored)} is not UTF-8")
        if not isinstance(stored, kind):
            raise TypeError(f"{_shown(stored)} is no {kind.__name__}")
        if isinstance(stored, int) and not -limits.WHOLE_NUMBER.most <= stored <= limits.WHOLE_NUMBER.most:
            raise ValueError(f"{stored} is out of range")
        if isinstance(stored, float) and not math.isfinite(stored):
            raise ValueError(f"{stored} is no number")
        return stored

    return decode


_whole = _plain(int)


def is_whole(stored: Stored) -> bool:
    """Tell whether a stored value is a whole number within the limit of those that a project keeps."""
    return isinstance(stored, int) and abs(stored) <= limits.WHOLE_NUMBER.most


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def _flag(stored: Stored) -> object:
    if stored not in (0, 1):
        raise ValueError(f"{_shown(stored)} is neither 0 nor 1")
    return stored == 1


def _fraction(stored: Stored) -> object:
    if not isinstance(stored, str):
        raise TypeError(f"{_shown(stored)} is no fraction")
    return limits.fraction(stored)


def _names(stored: Stored) -> object:
    names = json.loads(stored) if isinstance(stored, str) else None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError(f"{_shown(stored)} is no list of names")
    return tuple(names)


def _same(value: object) -> Stored:
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"{value!r} cannot be stored")


def _one_of(choices: tuple[str, ...]) -> Callable[[Stored], object]:
    def decode(stored: Stored) -> object:
        if stored not in choices:
            raise ValueError(f"{_shown(stored)} is none of {choices}")
        return stored

    return decode


def _codec(kind: object) -> tuple[Callable[[object], Stored], Callable[[Stored], object]]:
    """Choose how values of a field of type `kind` are stored."""
    if kind is Fraction:
        return str, _fraction
    if kind is bool:
        return lambda value: int(bool(value)), _flag
    if kind in (str, int, float):
        assert isinstance(kind, type)
        return _same, _plain(kind)
    if get_origin(kind) is tuple:
        return lambda value: json.dumps(list(value)) if isinstance(value, tuple) else _same(object()), _names
    if get_origin(kind) in (Union, types.UnionType):
        inner = next(choice for choice in get_args(kind) if choice is not type(None))
        encode, decode = _codec(inner)
        return (
            lambda value: None if value is None else encode(value),
            lambda stored: None if stored is None else decode(stored),
        )
    return _same, _one_of(get_args(kind))  # a Literal


def _table(
    name: str,
    row: type[R],
    subject: Subject,
    *,
    key: str = "id",
    undoable: bool,
    order: str = SEQUENCE,
    long_texts: frozenset[str] = frozenset(),
) -> Table[R]:
    hints = get_type_hints(row)
    columns = tuple(Column(field.name, *_codec(hints[field.name])) for field in dataclasses.fields(row))
    return Table(name, row, key, subject, undoable, order, columns, long_texts)


_KINDS = {
    "media": mark("media", context="row"),
    "node": mark("node", context="row"),
    "edge": mark("edge", context="row"),
    "timeline": mark("timeline", context="row"),
    "message": mark("message", context="row"),
    "job": mark("job", context="row"),
    "setting": mark("setting", context="row"),
    "mask": mark("mask", context="row"),
}


def kind_in_words(table: str) -> str:
    """Return what people call a row of a table.

    Args:
        table: The table's name.
    """
    return translate(_KINDS.get(table, table), context="row")


MEDIA = _table("media", Media, "media", undoable=True)
NODES = _table("node", Node, "nodes", undoable=True)
EDGES = _table("edge", Edge, "edges", key="child", undoable=True, long_texts=frozenset({"request"}))
TIMELINES = _table("timeline", TimelineRow, "timelines", undoable=True, long_texts=frozenset({"document"}))
MESSAGES = _table("message", ChatMessage, "messages", undoable=False, order=f"position, {SEQUENCE}")
JOBS = _table("job", Job, "jobs", undoable=False, order=f"position, {SEQUENCE}")
SETTINGS = _table("setting", Setting, "settings", key="key", undoable=True, order="key")
MASKS = _table("mask", NodeMask, "masks", undoable=True)

TABLES: dict[str, Table[Any]] = {
    table.name: table for table in (MEDIA, NODES, EDGES, TIMELINES, MESSAGES, JOBS, SETTINGS, MASKS)
}
"""All tables of rows, by name."""
