"""What a project file looks like inside, and how files of older versions are brought up to date.

A migration is a named function; it runs once, in a transaction of its own, and its name is kept in the file. The number
of migrations that a file has had is its `user_version`. To change the schema, add a function at the end of
`MIGRATIONS`; a migration that was released is never altered.
"""

import json
import sqlite3
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from lance_studio.errors import ProjectError
from lance_studio.language import tr
from lance_studio.project.patches import difference
from lance_studio.project.rows import now
from lance_studio.project.search import schema as search_schema

APPLICATION_ID = 0x4C53_7475
"""Stamp of every project file ("LStu"), by which tools such as `file` can tell what it is."""


@dataclass(frozen=True)
class Migration:
    """One named change of the schema."""

    name: str
    apply: Callable[[sqlite3.Connection], None]


_FIRST_TABLES = (
    "CREATE TABLE migration (position INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, applied TEXT NOT NULL)",
    # A blob without a digest is not complete yet; see blobs.py.
    "CREATE TABLE blob (id INTEGER PRIMARY KEY AUTOINCREMENT, digest TEXT UNIQUE, size INTEGER NOT NULL)",
    "CREATE TABLE chunk (id INTEGER PRIMARY KEY, blob INTEGER NOT NULL REFERENCES blob (id), "
    "position INTEGER NOT NULL, data BLOB NOT NULL, UNIQUE (blob, position))",
    "CREATE TABLE media (id TEXT PRIMARY KEY NOT NULL, digest TEXT NOT NULL, "
    "kind TEXT NOT NULL CHECK (kind IN ('picture', 'video', 'audio')), name TEXT NOT NULL, size INTEGER NOT NULL, "
    "width INTEGER, height INTEGER, frames INTEGER, rate TEXT, duration TEXT, has_audio INTEGER NOT NULL, "
    "link TEXT, modified_ns INTEGER, created TEXT NOT NULL)",
    "CREATE INDEX media_digest ON media (digest)",
    "CREATE TABLE node (id TEXT PRIMARY KEY NOT NULL, "
    "media_id TEXT NOT NULL REFERENCES media (id) DEFERRABLE INITIALLY DEFERRED, "
    "kind TEXT NOT NULL CHECK (kind IN ('picture', 'clip')), name TEXT NOT NULL, created TEXT NOT NULL, "
    "hidden INTEGER NOT NULL, starred INTEGER NOT NULL)",
    "CREATE INDEX node_media ON node (media_id)",
    "CREATE TABLE edge (child TEXT PRIMARY KEY NOT NULL REFERENCES node (id) DEFERRABLE INITIALLY DEFERRED, "
    "parents TEXT NOT NULL, operation TEXT NOT NULL, request TEXT NOT NULL, model TEXT NOT NULL, "
    "weights TEXT NOT NULL, engine_version TEXT NOT NULL, seconds REAL, blobs TEXT NOT NULL, latent TEXT)",
    "CREATE TABLE timeline (id TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL, document TEXT NOT NULL, "
    "created TEXT NOT NULL)",
    "CREATE TABLE message (id TEXT PRIMARY KEY NOT NULL, role TEXT NOT NULL CHECK (role IN ('user', 'assistant')), "
    "mode TEXT NOT NULL, text TEXT NOT NULL, context TEXT NOT NULL, state TEXT NOT NULL, job_id TEXT, "
    "nodes TEXT NOT NULL, created TEXT NOT NULL, position INTEGER NOT NULL)",
    "CREATE TABLE job (id TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL, request TEXT NOT NULL, inputs TEXT NOT NULL, "
    "blobs TEXT NOT NULL, message_id TEXT, "
    "state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')), "
    "results TEXT NOT NULL, cause TEXT NOT NULL, remedy TEXT NOT NULL, log TEXT NOT NULL, seconds REAL, "
    "created TEXT NOT NULL, position INTEGER NOT NULL)",
    "CREATE TABLE setting (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL)",
    # The journal of undo and redo: a step for each undoable command, an image for each row that it changed.
    "CREATE TABLE step (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, merge_key TEXT, "
    "undone INTEGER NOT NULL, created TEXT NOT NULL)",
    "CREATE TABLE image (id INTEGER PRIMARY KEY, step INTEGER NOT NULL REFERENCES step (id), "
    "table_name TEXT NOT NULL, row_key TEXT NOT NULL, before TEXT, after TEXT, UNIQUE (step, table_name, row_key))",
)


def _first_schema(connection: sqlite3.Connection) -> None:
    for statement in _FIRST_TABLES:
        connection.execute(statement)


_LISTED = {"media": "id", "node": "id", "edge": "child", "timeline": "id"}
_LONG_TEXTS = {"edge": "request", "timeline": "document"}


def _order_of_addition(connection: sqlite3.Connection) -> None:
    """Number the rows in the order in which they came, those included that only steps to undo and redo remember.

    Until then rows were listed by their times of creation. Rows of the same time come in the order of the steps that
    added them; what no step has added is older than that.
    """
    times = _times(connection)
    for table, key in _LISTED.items():
        connection.execute(f"ALTER TABLE {table} ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0")
        images = "SELECT row_key, min(id) FROM image WHERE table_name = ?"
        remembered = dict(connection.execute(f"{images} GROUP BY row_key", (table,)).fetchall())
        added = dict(connection.execute(f"{images} AND before IS NULL GROUP BY row_key", (table,)).fetchall())
        numbers = dict(connection.execute(f"SELECT {key}, rowid FROM {table}").fetchall())

        def place(row_key: str, table: str = table, added: dict[str, int] = added, numbers: dict[str, int] = numbers,
                  ) -> tuple[str, int, int]:  # fmt: skip
            when = times.get(("node" if table == "edge" else table, row_key), "")
            return when, added.get(row_key, 0), numbers.get(row_key, 0)

        order = {row_key: n for n, row_key in enumerate(sorted({*numbers, *remembered}, key=place), start=1)}
        connection.executemany(
            f"UPDATE {table} SET sequence = ? WHERE {key} = ?", [(order[row_key], row_key) for row_key in numbers]
        )
        _number_images(connection, table, order)
        connection.execute(f"CREATE INDEX {table}_sequence ON {table} (sequence)")


def _times(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """Return when each row was made, by table and key; an edge has no time but that of its node."""
    times: dict[tuple[str, str], str] = {}
    for table, row_key, *images in connection.execute("SELECT table_name, row_key, before, after FROM image"):
        for row in map(_row, images):
            if row is not None and isinstance(row.get("created"), str):
                times[table, row_key] = row["created"]
    for table in ("media", "node", "timeline"):
        for row_key, created in connection.execute(f"SELECT id, created FROM {table}"):
            times[table, row_key] = created
    return times


def _number_images(connection: sqlite3.Connection, table: str, order: dict[str, int]) -> None:
    for number, row_key in connection.execute(
        "SELECT id, row_key FROM image WHERE table_name = ?", (table,)
    ).fetchall():
        for column in ("before", "after"):
            [text] = connection.execute(f"SELECT {column} FROM image WHERE id = ?", (number,)).fetchone()
            row = _row(text)
            if row is not None:
                text = _compact({**row, "sequence": order[row_key]})
                connection.execute(f"UPDATE image SET {column} = ? WHERE id = ?", (text, number))


def _journal_of_differences(connection: sqlite3.Connection) -> None:
    """Keep of long texts what a step changed in them, in the form that `images` describes; count the steps' bytes."""
    connection.execute("ALTER TABLE image ADD COLUMN patch BLOB")
    connection.execute("ALTER TABLE step ADD COLUMN size INTEGER NOT NULL DEFAULT 0")
    for table, name in _LONG_TEXTS.items():
        for (number,) in connection.execute("SELECT id FROM image WHERE table_name = ?", (table,)).fetchall():
            images = connection.execute("SELECT before, after FROM image WHERE id = ?", (number,)).fetchone()
            rows = [_row(text) for text in images]
            if any(row is None and text is not None for row, text in zip(rows, images, strict=True)):
                continue  # damaged; it stays as it is, and the step says so when it is to be undone
            before, after = ("" if row is None else row.pop(name, None) for row in rows)
            if not isinstance(before, str) or not isinstance(after, str):
                continue
            sums = [zlib.crc32(text.encode()) for text in (before, after)]
            patch = _compact({name: [*sums, difference(before, after)]})
            connection.execute(
                "UPDATE image SET before = ?, after = ?, patch = ? WHERE id = ?",
                (
                    *(None if row is None else _compact(row) for row in rows),
                    patch if len(patch) < 1024 else zlib.compress(patch.encode(), 3),
                    number,
                ),
            )
    connection.execute(
        "UPDATE step SET size = (SELECT ifnull(sum(ifnull(length(before), 0) + ifnull(length(after), 0) + "
        "ifnull(length(patch), 0)), 0) FROM image WHERE step = step.id)"
    )


_ALL_LISTED = {**_LISTED, "message": "id", "job": "id"}


def _one_order_of_addition(connection: sqlite3.Connection) -> None:
    """Number the rows of all tables in one sequence, so that they can be listed together without their times.

    Until then each table had numbers of its own, or only rowids. In each table that order stays; between tables the
    times decide, of which a later row counts as no earlier than those before it in its table.
    """
    times = _times(connection)
    for table in ("message", "job"):
        connection.execute(f"ALTER TABLE {table} ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0")
        times |= {(table, key): created for key, created in connection.execute(f"SELECT id, created FROM {table}")}
    rows: list[tuple[str, int, int, str, str]] = []
    for rank, (table, key) in enumerate(_ALL_LISTED.items()):
        latest = ""
        for number, row_key in enumerate(_in_order_of_addition(connection, table, key)):
            when = times.get(("node" if table == "edge" else table, row_key), "")
            latest = max(latest, when if isinstance(when, str) else "")
            rows.append((latest, rank, number, table, row_key))
    order: dict[str, dict[str, int]] = {table: {} for table in _ALL_LISTED}
    for number, (*_, table, row_key) in enumerate(sorted(rows), start=1):
        order[table][row_key] = number
    for table, key in _ALL_LISTED.items():
        present = [row_key for (row_key,) in connection.execute(f"SELECT {key} FROM {table}")]
        connection.executemany(
            f"UPDATE {table} SET sequence = ? WHERE {key} = ?",
            [(order[table][row_key], row_key) for row_key in present if row_key in order[table]],
        )
        if table in _LISTED:
            _number_images(connection, table, order[table])
    for table in ("message", "job"):
        connection.execute(f"CREATE INDEX {table}_sequence ON {table} (sequence)")
        connection.execute(f"CREATE INDEX {table}_place ON {table} (position, sequence)")
    connection.execute("CREATE INDEX job_waiting ON job (position, sequence) WHERE state = 'queued'")


def _in_order_of_addition(connection: sqlite3.Connection, table: str, key: str) -> list[str]:
    """Return the keys of a table's rows, those included that only steps to undo and redo remember."""
    if table not in _LISTED:
        return [row_key for (row_key,) in connection.execute(f"SELECT {key} FROM {table} ORDER BY rowid")]
    numbers: dict[str, int] = {}
    images = connection.execute("SELECT row_key, before, after FROM image WHERE table_name = ?", (table,))
    for row_key, *texts in images:
        # Where the image is damaged, the row still needs a number, for `_number_images`.
        numbers.setdefault(row_key, 0)
        for row in map(_row, texts):
            if row is not None and isinstance(row.get("sequence"), int):
                numbers[row_key] = row["sequence"]
    for row_key, number in connection.execute(f"SELECT {key}, sequence FROM {table}"):
        numbers[row_key] = number if isinstance(number, int) else 0
    return sorted(numbers, key=numbers.__getitem__)


def _row(text: object) -> dict[str, Any] | None:
    """Return the columns of an image; None where there are none, or where it is damaged."""
    try:
        row = json.loads(text) if isinstance(text, str) else None
        if row is not None and "\\ud" in str(text):
            _compact(row).encode()  # halves of characters, which cannot be stored
    except (ValueError, RecursionError):
        return None
    return row if isinstance(row, dict) else None


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _masks(connection: sqlite3.Connection) -> None:
    """Keep the masks of nodes, which were in the window only until then."""
    # A new table goes beside the others, which are temporary where a file is only read; see `migrate_in_memory`.
    [in_memory] = connection.execute("SELECT count(*) FROM temp.sqlite_schema WHERE name = 'node'").fetchone()
    connection.execute(
        f"CREATE {'TEMP ' * in_memory}TABLE mask (id TEXT PRIMARY KEY NOT NULL, "
        "node_id TEXT NOT NULL REFERENCES node (id) DEFERRABLE INITIALLY DEFERRED, digest TEXT NOT NULL, "
        "width INTEGER NOT NULL, height INTEGER NOT NULL, grow INTEGER NOT NULL, feather INTEGER NOT NULL, "
        "name TEXT NOT NULL, created TEXT NOT NULL, sequence INTEGER NOT NULL DEFAULT 0)"
    )
    connection.execute("CREATE INDEX mask_sequence ON mask (sequence)")


def _search(connection: sqlite3.Connection) -> None:
    """Keep the texts that can be searched; `search.index` fills them when the file is opened for writing."""
    [in_memory] = connection.execute("SELECT count(*) FROM temp.sqlite_schema WHERE name = 'node'").fetchone()
    create = f"CREATE {'TEMP ' * in_memory}TABLE"
    connection.execute(
        f"{create} search_text (id INTEGER PRIMARY KEY, source TEXT NOT NULL, row_key TEXT NOT NULL, "
        "part TEXT NOT NULL, folded TEXT NOT NULL, UNIQUE (source, row_key, part))"
    )
    connection.execute(f"{create} search_health (texts TEXT NOT NULL, followed TEXT NOT NULL)")


MIGRATIONS: tuple[Migration, ...] = (
    Migration("first schema", _first_schema),
    Migration("journal of differences", _journal_of_differences),
    Migration("order of addition", _order_of_addition),
    Migration("one order of addition", _one_order_of_addition),
    Migration("masks", _masks),
    Migration("search", _search),
)
"""All migrations, oldest first."""


def version(connection: sqlite3.Connection) -> int:
    """Return how many migrations a file has had."""
    return connection.execute("PRAGMA user_version").fetchone()[0]


def migrate(connection: sqlite3.Connection, migrations: Sequence[Migration] = MIGRATIONS) -> tuple[str, ...]:
    """Bring a file up to date.

    Args:
        connection: The file, without an open transaction.
        migrations: All migrations, oldest first.

    Returns:
        The names of those that had to be applied.

    Raises:
        ProjectError: The file has had more migrations than this version of the studio knows.
        sqlite3.Error: The file cannot be read or written; each migration is in it wholly or not at all.
    """
    done = version(connection)
    if done > len(migrations):
        raise ProjectError(
            tr(
                "This project was made by a newer Lance Studio (its format is {done}; this one reads up to {known}).",
                done=done,
                known=len(migrations),
            ),
            tr("Update Lance Studio, then open it again."),
        )
    for position, migration in enumerate(migrations[done:], start=done + 1):
        connection.execute("BEGIN IMMEDIATE")
        try:
            migration.apply(connection)
            connection.execute("INSERT INTO migration VALUES (?, ?, ?)", (position, migration.name, now()))
            connection.execute(f"PRAGMA user_version = {position}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    return tuple(migration.name for migration in migrations[done:])


def migrate_in_memory(connection: sqlite3.Connection, *, journal: bool) -> None:
    """Let a connection see an older file as if it was up to date, without writing to it.

    The tables of rows and steps are copied to temporary ones of the same names, which SQLite finds first, and brought
    up to date there; contents of media are read from the file.

    Args:
        connection: The file, opened for reading; its schema is known to be that of its version.
        journal: Whether the steps to undo and redo are wanted too.
    """
    tables = connection.execute(
        "SELECT name, sql FROM main.sqlite_schema WHERE type = 'table' AND name NOT IN ('blob', 'chunk') "
        "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    ).fetchall()
    for name, sql in tables:
        if name in search_schema.NAMES:
            continue  # what is not there is not used
        connection.execute(sql.replace("CREATE TABLE", "CREATE TEMP TABLE", 1))
        if journal or name not in ("step", "image"):
            connection.execute(f"INSERT INTO temp.{name} SELECT * FROM main.{name} ORDER BY rowid")
    for migration in MIGRATIONS[version(connection) :]:
        migration.apply(connection)


def schema(connection: sqlite3.Connection) -> frozenset[tuple[str, str, str]]:
    """Return what a file defines: kind, name and SQL of each table, index, view and trigger.

    The search index is left out, because a file may have it or not; what only has its name is not.
    """
    rows = connection.execute("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
    return frozenset((kind, name, sql or "") for kind, name, sql in rows) - search_schema.DEFINED


def expected_schema(version: int = len(MIGRATIONS)) -> frozenset[tuple[str, str, str]]:
    """Return what a file that has had the first `version` migrations defines, no more and no less."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        migrate(connection, MIGRATIONS[:version])
        return schema(connection)
    finally:
        connection.close()
