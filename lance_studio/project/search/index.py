"""The texts that can be found, folded, in the project file, and over them an index of FTS5.

Table `search_text` has a row for each entry of `texts`. It is written in the transaction of each change, whether that
is run, undone or done again, so that it is always what the rows say. Over it lies the index of trigrams, in which a
part of any word is found. Both can be made again at any time: `search_health` holds which rules the texts were folded
by, and which ones the index follows. Where the index cannot be used, the folded texts are gone through; where those
cannot, the rows themselves.

No damage here is ever an error of the change that meets it: what cannot be written is marked as not to be used.
"""

import contextlib
import functools
import logging
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

from lance_studio.errors import LanceStudioError, TimelineError
from lance_studio.project import db_errors
from lance_studio.project.connection import transaction_of
from lance_studio.project.reading import read_rows
from lance_studio.project.search import texts
from lance_studio.project.search.folding import RULES
from lance_studio.project.search.schema import CREATE_INDEX, DEFINED, INDEX
from lance_studio.project.search.texts import Entry
from lance_studio.project.tables import EDGES, MASKS, MEDIA, MESSAGES, NODES, TABLES, TIMELINES
from lance_studio.project.transaction import Transaction
from lance_studio.timeline.document import DocumentCodec
from lance_studio.timeline.model import Timeline

_log = logging.getLogger(__name__)

_ENDED_BY_SQLITE = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_INTERRUPT)
Source = tuple[str, str]
"""Name of a table and key of a row in it."""


class IndexWriter:
    """Keeps the texts and the index in step with a project's transactions."""

    def __init__(self) -> None:
        self._timelines: dict[str, dict[str, Entry]] = {}
        self._pending: dict[str, dict[str, Entry] | None] = {}

    def follow(self, transaction: Transaction) -> None:
        """Write what a transaction has changed of the texts, before it ends; `committed` says that it has."""
        self._pending = {}
        changed = _sources(transaction)
        if not changed:
            return
        try:
            with _attempt(transaction.connection):
                self._write(transaction, changed)
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            self._set_aside(transaction, changed, error)

    def _set_aside(self, transaction: Transaction, changed: list[Source], error: Exception) -> None:
        """Go on without the index, or without the texts too where it is them that cannot be written."""
        connection = transaction.connection
        if not _leaves_transaction(connection, error):
            raise error
        _log.info("The search index cannot be written and is set aside: %s", error)
        self._timelines.clear()
        with contextlib.suppress(sqlite3.DatabaseError, UnicodeDecodeError), _attempt(connection):
            if health(connection)[1]:
                connection.execute("UPDATE search_health SET followed = ''")
                self._write(transaction, changed)
                return
        with contextlib.suppress(sqlite3.DatabaseError), _attempt(connection):
            connection.execute("UPDATE search_health SET texts = '', followed = ''")

    def committed(self) -> None:
        """Note that the transaction that was followed last is committed."""
        for key, entries in self._pending.items():
            if entries is None:
                self._timelines.pop(key, None)
            else:
                self._timelines[key] = entries
        self._pending = {}

    def _write(self, transaction: Transaction, changed: Iterable[Source]) -> None:
        connection = transaction.connection
        folded_by, followed = health(connection)
        if folded_by != RULES:
            self._timelines.clear()
            return
        # A change of the texts that the index does not take part in makes it useless.
        follows = followed == RULES and has_fts5()
        altered = False
        for source in changed:
            new = {entry.part: entry for entry in self._entries(transaction, source)}
            if source[0] == TIMELINES.name:
                if self._timelines.get(source[1]) == new:
                    continue
                self._pending[source[1]] = new or None
            former = _stored(connection, source)
            for part, entry in new.items():
                folded = entry.folded
                number, old = former.pop(part, (None, ""))
                if number is None:
                    self._put(connection, source, part, folded, follows)
                elif old != folded:
                    self._alter(connection, number, old, folded, follows)
                else:
                    continue
                altered = True
            for number, old in former.values():
                self._remove(connection, number, old, follows)
                altered = True
        if altered and followed and not follows:
            connection.execute("UPDATE search_health SET followed = ''")

    def _entries(self, transaction: Transaction, source: Source) -> list[Entry]:
        name, key = source
        if name == NODES.name:
            node = transaction.get(NODES, key)
            return [] if node is None else texts.of_node(node, transaction.get(EDGES, key))
        new = transaction.changed[source]
        if new is None:
            return []
        if name != TIMELINES.name:
            return texts.PLAIN[TABLES[name]](new[0])
        row = transaction.require(TIMELINES, key)
        known = transaction.timelines.get(key)
        return texts.of_timeline(row, decoded(transaction.documents, row.document) if known is None else known[2])

    @staticmethod
    def _put(connection: sqlite3.Connection, source: Source, part: str, folded: str, follows: bool) -> None:
        number = connection.execute(
            "INSERT INTO search_text (source, row_key, part, folded) VALUES (?, ?, ?, ?)", (*source, part, folded)
        ).lastrowid
        if follows:
            connection.execute(f"INSERT INTO {INDEX} (rowid, folded) VALUES (?, ?)", (number, folded))

    @staticmethod
    def _alter(connection: sqlite3.Connection, number: int, old: str, folded: str, follows: bool) -> None:
        if follows:
            connection.execute(f"INSERT INTO {INDEX} ({INDEX}, rowid, folded) VALUES ('delete', ?, ?)", (number, old))
        connection.execute("UPDATE search_text SET folded = ? WHERE id = ?", (folded, number))
        if follows:
            connection.execute(f"INSERT INTO {INDEX} (rowid, folded) VALUES (?, ?)", (number, folded))

    @staticmethod
    def _remove(connection: sqlite3.Connection, number: int, old: str, follows: bool) -> None:
        if follows:
            connection.execute(f"INSERT INTO {INDEX} ({INDEX}, rowid, folded) VALUES ('delete', ?, ?)", (number, old))
        connection.execute("DELETE FROM search_text WHERE id = ?", (number,))


def bring_up_to_date(connection: sqlite3.Connection) -> None:
    """Make what is missing, outdated or marked of the texts and of the index; nothing where that cannot be done.

    Args:
        connection: The file, opened for writing, without an open transaction.
    """
    try:
        folded_by, followed = health(connection)
        is_whole = folded_by == RULES and _counts_agree(connection)
        if is_whole and (not has_fts5() or (followed == RULES and _opens(connection))):
            return
        with transaction_of(connection):
            if not is_whole:
                rebuild_texts(connection)
            rebuild_index(connection)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        _log.info("The search index cannot be made: %s", error)


def rebuild_texts(connection: sqlite3.Connection) -> None:
    """Fold all texts again, inside a transaction; the index then has to be made again too.

    Raises:
        sqlite3.Error: The file cannot be read or written.
    """
    connection.execute("DELETE FROM search_text")
    connection.executemany(
        "INSERT INTO search_text (source, row_key, part, folded) VALUES (?, ?, ?, ?)",
        ((*source, part, entry.folded) for source, entries in all_entries(connection) for part, entry in entries),
    )
    connection.execute("DELETE FROM search_health")
    connection.execute("INSERT INTO search_health VALUES (?, '')", (RULES,))


def rebuild_index(connection: sqlite3.Connection) -> None:
    """Make the index again from the texts, inside a transaction; nothing happens where SQLite has no FTS5.

    Raises:
        sqlite3.Error: The file cannot be read or written, or the index is so damaged that it cannot be removed.
    """
    if not has_fts5():
        return
    _drop_index(connection)
    connection.execute(CREATE_INDEX)
    connection.execute(f"INSERT INTO {INDEX} ({INDEX}) VALUES ('rebuild')")
    connection.execute("UPDATE search_health SET followed = ?", (RULES,))


def _drop_index(connection: sqlite3.Connection) -> None:
    """Remove the index, of which any part may be missing or damaged: FTS5 only removes what it can open."""
    if connection.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (INDEX,)).fetchone() is None:
        return
    with contextlib.closing(sqlite3.connect(":memory:")) as blank:
        blank.execute("CREATE TABLE search_text (id INTEGER PRIMARY KEY, folded TEXT)")
        blank.execute(CREATE_INDEX)
        for _, name, sql in DEFINED:
            if name == INDEX:
                continue
            connection.execute(sql.replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS", 1))
            connection.execute(f"DELETE FROM {name}")
            for row in blank.execute(f"SELECT * FROM {name}"):
                connection.execute(f"INSERT INTO {name} VALUES ({', '.join('?' * len(row))})", row)
    connection.execute(f"DROP TABLE {INDEX}")


def _opens(connection: sqlite3.Connection) -> bool:
    """Tell whether FTS5 can open the index; what that takes is then done before the first change."""
    try:
        connection.execute(f"SELECT rowid FROM {INDEX} LIMIT 1").fetchone()
    except sqlite3.DatabaseError:
        return False
    return True


def _counts_agree(connection: sqlite3.Connection) -> bool:
    """Tell whether there are as many texts as rows that have one; cheap, for each time that a file is opened."""
    wanted = {
        NODES.name: "SELECT count(*) FROM node",
        MEDIA.name: "SELECT count(*) FROM media",
        MASKS.name: "SELECT count(*) FROM mask WHERE name != ''",
        MESSAGES.name: "SELECT count(*) FROM message WHERE text != ''",
        TIMELINES.name: "SELECT count(*) FROM timeline",
    }
    found = connection.execute(
        "SELECT source, count(*) FROM search_text WHERE part = '' AND typeof(folded) = 'text' GROUP BY source"
    )
    return dict(found.fetchall()) == {
        name: count for name, statement in wanted.items() if (count := connection.execute(statement).fetchone()[0])
    }


def health(connection: sqlite3.Connection) -> tuple[str, str]:
    """Return by which rules the texts are folded, and which ones the index follows; empty where it is of no use."""
    found = connection.execute("SELECT texts, followed FROM search_health").fetchone()
    return ("", "") if found is None else found


@functools.cache
def has_fts5() -> bool:
    """Tell whether this SQLite can keep the index."""
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE t USING fts5(x, tokenize='trigram case_sensitive 1')")
        except sqlite3.OperationalError:
            return False
    return True


def all_entries(connection: sqlite3.Connection) -> Iterator[tuple[Source, list[tuple[str, Entry]]]]:
    """Yield the entries of all rows with their parts; what cannot be read is left out."""
    for table, make in texts.PLAIN.items():
        for row in _readable(connection, table.name):
            yield (table.name, table.key_of(row)), [(entry.part, entry) for entry in make(row)]
    edges = {edge.child: edge for edge in _readable(connection, EDGES.name)}
    for node in _readable(connection, NODES.name):
        yield (NODES.name, node.id), [(entry.part, entry) for entry in texts.of_node(node, edges.get(node.id))]
    documents = DocumentCodec()
    for row in _readable(connection, TIMELINES.name):
        unique = {entry.part: entry for entry in texts.of_timeline(row, decoded(documents, row.document))}
        yield (TIMELINES.name, row.id), list(unique.items())


def decoded(documents: DocumentCodec, document: str) -> Timeline | None:
    """Return the timeline of a document; None where it is damaged."""
    try:
        return documents.decode(document)
    except TimelineError:
        return None


def is_of_index_alone(error: sqlite3.Error) -> bool:
    """Tell whether an error comes from the index alone, and not from the file: then it can be made again."""
    code = db_errors.code_of(error)
    return code == sqlite3.SQLITE_ERROR or getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_CORRUPT_VTAB


def _readable(connection: sqlite3.Connection, name: str) -> list[Any]:
    try:
        return read_rows(connection, TABLES[name])
    except LanceStudioError:
        return []


def _sources(transaction: Transaction) -> list[Source]:
    """Return the rows whose texts a transaction may have changed; an edge counts as its node."""
    found: dict[Source, None] = {}
    searched = {table.name for table in texts.SEARCHED}
    for name, key in transaction.changed:
        if name == EDGES.name:
            found[NODES.name, key] = None
        elif name in searched:
            found[name, key] = None
    return list(found)


def _stored(connection: sqlite3.Connection, source: Source) -> dict[str, tuple[int, str]]:
    rows = connection.execute("SELECT part, id, folded FROM search_text WHERE source = ? AND row_key = ?", source)
    return {part: (number, folded) for part, number, folded in rows.fetchall()}


@contextlib.contextmanager
def _attempt(connection: sqlite3.Connection) -> Iterator[None]:
    """Take back what the `with` body has written if it fails, and nothing else of the transaction."""
    connection.execute("SAVEPOINT search")
    try:
        yield
    except BaseException as error:
        if _leaves_transaction(connection, error):
            connection.execute("ROLLBACK TO search")
            connection.execute("RELEASE search")
        raise
    connection.execute("RELEASE search")


def _leaves_transaction(connection: sqlite3.Connection, error: BaseException) -> bool:
    """Tell whether the transaction can go on after an error; a full or failing disk ends it, and the change with it."""
    code = db_errors.code_of(error) if isinstance(error, sqlite3.Error) else None
    return connection.in_transaction and code not in _ENDED_BY_SQLITE
