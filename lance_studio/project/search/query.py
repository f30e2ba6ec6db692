"""Questions to a project: which texts hold all words, best first, and where."""

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, get_args

from lance_studio.project.reading import read_row
from lance_studio.project.rows import ChatMessage, Media, Node, NodeMask
from lance_studio.project.search import texts
from lance_studio.project.search.excerpts import Excerpt, excerpt
from lance_studio.project.search.folding import RULES, terms_of
from lance_studio.project.search.index import (
    Source,
    all_entries,
    decoded,
    has_fts5,
    health,
    is_of_index_alone,
)
from lance_studio.project.search.schema import INDEX
from lance_studio.project.search.texts import CLIP, MARKER, Entry
from lance_studio.project.tables import EDGES, NODES, TABLES, TIMELINES
from lance_studio.timeline.document import DocumentCodec
from lance_studio.timeline.model import Clip, Timeline

_log = logging.getLogger(__name__)

HitKind = Literal["picture", "clip", "medium", "mask", "question", "answer", "timeline", "timeline_clip", "marker"]

Group = Literal["pictures", "answers", "notes", "timelines"]

GROUPS: tuple[Group, ...] = get_args(Group)
"""In the order in which they are shown."""

_GROUPS: dict[HitKind, Group] = {
    "picture": "pictures", "clip": "pictures", "medium": "pictures", "mask": "pictures", "question": "answers",
    "answer": "answers", "timeline": "timelines", "timeline_clip": "timelines", "marker": "timelines",
}  # fmt: skip

MOST_HITS = 200
"""Hits of a question, at most."""

_CANDIDATES = 600
_SHORTEST_IN_INDEX = 3
_Candidate = tuple[Source, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Something that was found.

    Attributes:
        kind: What it is: a picture or clip of the history, another medium, a saved mask, a question or an answer, a
            timeline, or a clip or marker on one.
        id: Of the node, medium, mask, message, timeline, clip or marker.
        title: Its name as it is found; empty for what is said.
        body: Of its prompt, its note, or what was said, the part that is found; empty where there is none.
        node_id: The node that shows it, if any.
        media_id: What shows it in a small picture, if anything.
        timeline_id: The timeline that it is on, or is.
        timeline_name: What people call that timeline.
        rate: Frames a second of that timeline.
        time: Seconds on that timeline, of a clip or marker.
        created: When it was made, as ISO text in UTC; empty for clips and markers.
    """

    kind: HitKind
    id: str
    title: Excerpt
    body: Excerpt
    node_id: str | None = None
    media_id: str | None = None
    timeline_id: str | None = None
    timeline_name: str = ""
    rate: Fraction | None = None
    time: Fraction | None = None
    created: str = ""

    @property
    def group(self) -> Group:
        """With which others it is listed: a marker that is found by its note is a note."""
        return "notes" if self.kind == "marker" and self.body.marks else _GROUPS[self.kind]


def grouped(hits: Iterable[Hit]) -> dict[Group, list[Hit]]:
    """Return hits by their groups, in the order of the groups; groups without hits are left out."""
    found: dict[Group, list[Hit]] = {group: [] for group in GROUPS}
    for hit in hits:
        found[hit.group].append(hit)
    return {group: listed for group, listed in found.items() if listed}


class Searcher:
    """Answers questions to one project, from any thread, one at a time."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._documents = DocumentCodec()
        self._is_index_broken = False

    @property
    def is_index_broken(self) -> bool:
        """Whether a question has met an index that cannot be used; it can be made again."""
        return self._is_index_broken

    def mended(self) -> None:
        """Note that the index was made again."""
        self._is_index_broken = False

    def search(
        self, connection: sqlite3.Connection, question: str, cancelled: Callable[[], bool] = lambda: False
    ) -> list[Hit]:
        """Find what holds all words and quoted phrases of a question, in any order, as parts of words too.

        Args:
            connection: A connection of this thread's own.
            question: What was typed; nothing in it is taken for a command.
            cancelled: Is asked now and then whether the answer is of no use any more; what was found is returned then.

        Returns:
            The hits, at most `MOST_HITS`, the best ones first; none for a question without words.

        Raises:
            ProjectDamagedError: A row that is found makes no sense.
            sqlite3.Error: The file cannot be read.
        """
        terms = terms_of(question)
        if not terms:
            return []
        with self._turn:
            # One moment of the project, whatever is committed meanwhile.
            connection.execute("BEGIN")
            try:
                return self._hits(connection, terms, cancelled)
            finally:
                connection.execute("ROLLBACK")

    def _hits(self, connection: sqlite3.Connection, terms: tuple[str, ...], cancelled: Callable[[], bool]) -> list[Hit]:
        rows = _Rows(connection, self._documents)
        found: list[tuple[bool, Hit]] = []
        for source, part in self._candidates(connection, terms):
            if cancelled() or len(found) == MOST_HITS:
                break
            made = rows.hit(source, part, terms)
            if made is not None:
                found.append(made)
        found = _without_doubles(found)
        # Where words begin as they were typed comes before where they only contain it.
        return [hit for _, hit in sorted(found, key=lambda entry: not entry[0])]

    def _candidates(self, connection: sqlite3.Connection, terms: tuple[str, ...]) -> list[_Candidate]:
        try:
            folded_by, followed = health(connection)
        except sqlite3.OperationalError:
            folded_by = followed = ""
        has_index = folded_by == RULES and followed == RULES and has_fts5() and _may_be_indexed(terms)
        if has_index and not self._is_index_broken:
            try:
                found = _indexed(connection, terms)
                if found:
                    return found
            except sqlite3.DatabaseError as error:
                _log.info("The search index cannot be used: %s", error)
                self._is_index_broken = is_of_index_alone(error)
        if folded_by == RULES:
            try:
                found = _folded(connection, terms)
                # An index that is damaged may not notice; that it finds nothing is looked at twice.
                self._is_index_broken |= has_index and bool(found)
                return found
            except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
                _log.info("The texts for search cannot be read: %s", error)
        return list(scanned(connection, terms))


def _may_be_indexed(terms: tuple[str, ...]) -> bool:
    return any(len(term) >= _SHORTEST_IN_INDEX for term in terms)


def _indexed(connection: sqlite3.Connection, terms: tuple[str, ...]) -> list[_Candidate]:
    """Ask the index for the terms of three characters and more, and look for shorter ones in what it finds."""
    long = [term for term in terms if len(term) >= _SHORTEST_IN_INDEX]
    short = [term for term in terms if len(term) < _SHORTEST_IN_INDEX]
    # A quoted string, in which a quote is written twice, is no syntax of FTS5.
    match = " AND ".join('"' + term.replace('"', '""') + '"' for term in long)
    condition = "".join(" AND instr(t.folded, ?)" for _ in short)
    rows = connection.execute(
        f"SELECT t.source, t.row_key, t.part FROM {INDEX} JOIN search_text AS t ON t.id = {INDEX}.rowid "
        f"WHERE {INDEX} MATCH ? {condition} ORDER BY bm25({INDEX}), t.id DESC LIMIT {_CANDIDATES}",
        (match, *short),
    )
    return [((source, key), part) for source, key, part in rows.fetchall()]


def _folded(connection: sqlite3.Connection, terms: tuple[str, ...]) -> list[_Candidate]:
    """Go through the folded texts; of short texts the terms are the greater part."""
    condition = " AND ".join("instr(folded, ?)" for _ in terms)
    rows = connection.execute(
        f"SELECT source, row_key, part FROM search_text WHERE {condition} "
        f"ORDER BY length(folded), id DESC LIMIT {_CANDIDATES}",
        terms,
    )
    return [((source, key), part) for source, key, part in rows.fetchall()]


def scanned(connection: sqlite3.Connection, terms: tuple[str, ...]) -> Iterator[_Candidate]:
    """Go through the rows themselves, without what was made of them for searching."""
    found: list[tuple[int, int, _Candidate]] = []
    for source, entries in all_entries(connection):
        for part, entry in entries:
            folded = entry.folded
            if all(term in folded for term in terms):
                found.append((len(folded), -len(found), (source, part)))
    for _, _, candidate in sorted(found)[:_CANDIDATES]:
        yield candidate


class _Rows:
    """Reads what is found, each row once."""

    def __init__(self, connection: sqlite3.Connection, documents: DocumentCodec) -> None:
        self._connection = connection
        self._documents = documents
        self._timelines: dict[str, tuple[dict[str, Entry], dict[str, Hit]] | None] = {}

    def hit(self, source: Source, part: str, terms: tuple[str, ...]) -> tuple[bool, Hit] | None:
        """Return a hit, and whether words begin with all terms; None where the row does not hold them any more."""
        found = self._on_timeline(source[1], part) if source[0] == TIMELINES.name else self._alone(source)
        if found is None:
            return None
        entry, hit = found
        folded = entry.folded
        if not all(term in folded for term in terms):
            return None
        hit = replace(hit, title=excerpt(entry.title, terms), body=excerpt(entry.body, terms))
        return all(_begins_word(folded, term) for term in terms), hit

    def _alone(self, source: Source) -> tuple[Entry, Hit] | None:
        table = TABLES.get(source[0])
        row = None if table is None else read_row(self._connection, table, source[1])
        entries: list[Entry] = []
        hit = None
        match row:
            case Node():
                entries = texts.of_node(row, read_row(self._connection, EDGES, row.id))
                hit = _hit(row.kind, row.id, node_id=row.id, media_id=row.media_id, created=row.created)
            case Media():
                entries, hit = texts.of_media(row), _hit("medium", row.id, media_id=row.id, created=row.created)
            case NodeMask():
                node = read_row(self._connection, NODES, row.node_id)
                entries, media_id = texts.of_mask(row), None if node is None else node.media_id
                hit = _hit("mask", row.id, node_id=row.node_id, media_id=media_id, created=row.created)
            case ChatMessage():
                entries = texts.of_message(row)
                hit = _hit("question" if row.role == "user" else "answer", row.id, created=row.created)
        return (entries[0], hit) if entries and hit is not None else None

    def _on_timeline(self, key: str, part: str) -> tuple[Entry, Hit] | None:
        if key not in self._timelines:
            self._timelines[key] = self._read_timeline(key)
        known = self._timelines[key]
        if known is None or part not in known[0] or part not in known[1]:
            return None
        return known[0][part], known[1][part]

    def _read_timeline(self, key: str) -> tuple[dict[str, Entry], dict[str, Hit]] | None:
        row = read_row(self._connection, TIMELINES, key)
        if row is None:
            return None
        timeline = decoded(self._documents, row.document)
        entries = {entry.part: entry for entry in texts.of_timeline(row, timeline)}
        hits = {"": _hit("timeline", key, timeline_id=key, created=row.created)}
        if timeline is not None:
            hits |= dict(_hits_on(timeline, key, entries))
            hits = {part: replace(hit, timeline_name=row.name, rate=timeline.rate) for part, hit in hits.items()}
        return entries, hits


def _hits_on(timeline: Timeline, key: str, wanted: Iterable[str]) -> Iterator[tuple[str, Hit]]:
    wanted = set(wanted)
    for track in timeline.tracks:
        for position, item in enumerate(track.items):
            if isinstance(item, Clip) and CLIP + item.id in wanted:
                start = track.layout.start(position)
                yield (
                    CLIP + item.id,
                    _hit(
                        "timeline_clip",
                        item.id,
                        node_id=item.node_id,
                        media_id=item.media_id,
                        timeline_id=key,
                        time=start,
                    ),
                )
    for marker in timeline.markers:
        if MARKER + marker.id in wanted:
            yield MARKER + marker.id, _hit("marker", marker.id, timeline_id=key, time=marker.time)


def _hit(
    kind: HitKind,
    of: str,
    *,
    node_id: str | None = None,
    media_id: str | None = None,
    timeline_id: str | None = None,
    time: Fraction | None = None,
    created: str = "",
) -> Hit:
    return Hit(
        kind=kind, id=of, title=Excerpt(""), body=Excerpt(""), node_id=node_id, media_id=media_id,
        timeline_id=timeline_id, time=time, created=created,
    )  # fmt: skip


def _without_doubles(found: list[tuple[bool, Hit]]) -> list[tuple[bool, Hit]]:
    """Leave out media that a node which is found shows."""
    shown = {hit.media_id for _, hit in found if hit.kind in ("picture", "clip")}
    return [entry for entry in found if entry[1].kind != "medium" or entry[1].media_id not in shown]


def _begins_word(folded: str, term: str) -> bool:
    place = folded.find(term)
    while place >= 0:
        # Scripts without spaces have no beginnings of words that could be told from here.
        if place == 0 or not folded[place - 1].isalnum() or not folded[place].isascii():
            return True
        place = folded.find(term, place + 1)
    return False
