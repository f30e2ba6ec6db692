"""What a project file looks like inside, and how files of older versions are brought up to date.

A migration is a named function; it runs once, in a transaction of its own, and its name is kept in the file. The number
of migrations that a file has had is its `user_version`. To change the schema, add a function at the end of
`MIGRATIONS`; a migration that was released is never altered.
"""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lance_studio.errors import ProjectError
from lance_studio.project.rows import now

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


MIGRATIONS: tuple[Migration, ...] = (Migration("first schema", _first_schema),)
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
            f"This project was made by a newer Lance Studio (its format is {done}; this one reads up to "
            f"{len(migrations)}).",
            "Update Lance Studio, then open it again.",
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


def schema(connection: sqlite3.Connection) -> frozenset[tuple[str, str, str]]:
    """Return everything that a file defines: kind, name and SQL of each table, index, view and trigger."""
    rows = connection.execute("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
    return frozenset((kind, name, sql or "") for kind, name, sql in rows)


def expected_schema() -> frozenset[tuple[str, str, str]]:
    """Return what an up-to-date file defines, no more and no less."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        migrate(connection)
        return schema(connection)
    finally:
        connection.close()
