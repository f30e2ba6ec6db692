"""A project written again from what an open window still knows of it, because its file was overwritten in place.

The rows are all in memory. The content of media is looked for in what is left of the file and in what overwrote it,
which mostly is an earlier version of the same project; only what has the right digest is taken.
"""

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from lance_studio.project import blobs
from lance_studio.project.blobs import Blob
from lance_studio.project.connection import transaction_of
from lance_studio.project.rows import Row
from lance_studio.project.search.index import rebuild_index, rebuild_texts
from lance_studio.project.tables import SEQUENCE, Place, Table

Rows = Mapping[Table[Any], Sequence[tuple[Row, Place]]]


def fill(connection: sqlite3.Connection, rows: Rows, sources: Sequence[sqlite3.Connection]) -> int:
    """Put rows, and the content that they refer to, into a new project file.

    Args:
        connection: The new file, without rows.
        rows: All rows with the values that they are ordered by.
        sources: Where content may be, in this order; they may be damaged.

    Returns:
        How many contents are in none of them.

    Raises:
        sqlite3.Error: The new file cannot be written.
    """
    with transaction_of(connection):
        for table, placed in rows.items():
            names = table.names
            statement = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
            for row, place in placed:
                stored = table.encode(row)
                if table.sequenced:
                    stored[SEQUENCE] = table.sequence_of(place)
                connection.execute(statement, [stored[name] for name in names])
        rebuild_texts(connection)
        rebuild_index(connection)
    wanted = sorted(blobs.referenced(connection))
    return sum(not any(_taken(connection, source, digest) for source in sources) for digest in wanted)


def overwriter(file: Path) -> sqlite3.Connection:
    """Open what a file holds now, whatever lies beside it; it is neither changed nor locked.

    Raises:
        sqlite3.Error: It cannot be opened.
    """
    return sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)


def _taken(connection: sqlite3.Connection, source: sqlite3.Connection, digest: str) -> bool:
    try:
        pieces = _pieces(source, digest)
        with transaction_of(connection):
            number = blobs.begin(connection)
            seen, size = hashlib.sha256(), 0
            for position, piece in enumerate(pieces):
                blobs.append(connection, number, position, piece)
                seen.update(piece)
                size += len(piece)
            if seen.hexdigest() != digest:
                raise _UnlikeError
            blobs.finish(connection, number, Blob(digest, size))
    except _UnlikeError:
        return False
    return True


def _pieces(source: sqlite3.Connection, digest: str) -> Iterator[bytes]:
    try:
        yield from blobs.chunks(source, digest)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise _UnlikeError from error


class _UnlikeError(Exception):
    """A source does not hold a content, or holds another one under its name."""
