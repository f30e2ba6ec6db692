"""Checks of a whole project: the file, its media, and what refers to what."""

import sqlite3

from lance_studio.errors import ProjectDamagedError
from lance_studio.language import tr
from lance_studio.project import blobs, journal
from lance_studio.project.blobs import Blob
from lance_studio.project.reading import decoded, read_all_stored, read_rows
from lance_studio.project.rows import Edge, Job, Media, Node, NodeMask
from lance_studio.project.tables import EDGES, JOBS, MASKS, MEDIA, NODES, TABLES, kind_in_words


def verify(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Check everything that a project file holds; reads all of it.

    Linked files are not looked up. That a job or a message names a node that was undone or removed is no problem.

    Args:
        connection: The file.

    Returns:
        A sentence for each problem; none for a sound project.
    """
    try:
        problems = [
            f"SQLite: {text}"  # English: a name
            for (text,) in connection.execute("PRAGMA integrity_check")
            if text != "ok"
        ]
        if problems:
            return tuple(problems)
        problems += [
            tr("A row of '{table}' refers to a row of '{parent}' that is not there.", table=table, parent=parent)
            for table, _, parent, _ in connection.execute("PRAGMA foreign_key_check")
        ]
        problems += _unreadable_rows(connection)
        if problems:
            return tuple(problems)
        return (*journal.problems(connection), *_blob_problems(connection), *_reference_problems(connection))
    except (sqlite3.DatabaseError, UnicodeDecodeError, ProjectDamagedError) as error:
        return (tr("The file cannot be read to its end: {error}", error=error),)


def _unreadable_rows(connection: sqlite3.Connection) -> list[str]:
    problems = []
    for table in TABLES.values():
        for stored in read_all_stored(connection, table):
            try:
                decoded(table, stored)
            except ProjectDamagedError as error:
                problems.append(error.cause)
    return problems


def _blob_problems(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute("SELECT digest, size FROM blob WHERE digest IS NOT NULL ORDER BY digest").fetchall()
    return [
        tr("The content {digest} is damaged or incomplete.", digest=digest)
        for digest, size in found
        if not blobs.is_whole(connection, Blob(digest, size))
    ]


def _reference_problems(connection: sqlite3.Connection) -> list[str]:
    nodes, media = read_rows(connection, NODES), read_rows(connection, MEDIA)
    edges, jobs = read_rows(connection, EDGES), read_rows(connection, JOBS)
    return [
        *_missing_content(connection, media, edges, jobs, read_rows(connection, MASKS)),
        *_broken_edges(nodes, edges),
    ]


def _missing_content(
    connection: sqlite3.Connection, media: list[Media], edges: list[Edge], jobs: list[Job], masks: list[NodeMask]
) -> list[str]:
    sizes = dict(connection.execute("SELECT digest, size FROM blob WHERE digest IS NOT NULL"))
    problems = []
    for medium in media:
        if medium.link is None and sizes.get(medium.digest) is None:
            problems.append(tr("The content of the medium '{name}' is missing.", name=medium.name))
        elif medium.link is None and sizes[medium.digest] != medium.size:
            problems.append(tr("The content of the medium '{name}' has another size than is noted.", name=medium.name))
    wanted = [(edge.child, "node", (*edge.blobs, *filter(None, (edge.latent,)))) for edge in edges]
    wanted += [(job.id, "job", job.blobs) for job in jobs]
    wanted += [(mask.id, "mask", (mask.digest,)) for mask in masks]
    problems += [
        tr(
            "The content {digest} that the {kind} {name} needs is missing.",
            digest=digest,
            kind=kind_in_words(kind),
            name=name,
        )
        for name, kind, names in wanted
        for digest in names
        if digest not in sizes
    ]
    of_rows = {medium.digest for medium in media} | {digest for _, _, names in wanted for digest in names}
    problems += [
        tr("The content {digest} that a step to undo or redo needs is missing.", digest=digest)
        for digest in sorted(blobs.referenced(connection) - of_rows - sizes.keys())
    ]
    return problems


def _broken_edges(nodes: list[Node], edges: list[Edge]) -> list[str]:
    known = {node.id for node in nodes}
    problems = [
        tr("The node {child} was made from the node {parent}, which is not there.", child=edge.child, parent=parent)
        for edge in edges
        for parent in edge.parents
        if parent not in known
    ]
    # Whoever keeps taking away nodes without parents is left with those on, or behind, a cycle.
    waiting = {edge.child: set(edge.parents) & known for edge in edges}
    free = {child for child, parents in waiting.items() if not parents & waiting.keys()}
    while free:
        for child in free:
            del waiting[child]
        free = {child for child, parents in waiting.items() if not parents & waiting.keys()}
    return problems + [
        tr("The node {child} was made from itself, by way of others.", child=child) for child in sorted(waiting)
    ]
