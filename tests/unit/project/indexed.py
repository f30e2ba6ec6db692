"""What a project holds for searching, compared with what would be made of its rows."""

import contextlib
import sqlite3

from lance_studio.project.project import Project
from lance_studio.project.search import index
from lance_studio.project.search.schema import INDEX


def stored(project: Project) -> set[tuple[str, str, str, str]]:
    """Return the texts in the file: table, key, part and folded text."""
    with contextlib.closing(sqlite3.connect(f"{project.path.as_uri()}?mode=ro", uri=True)) as connection:
        return set(connection.execute("SELECT source, row_key, part, folded FROM search_text"))


def require_in_step(project: Project) -> None:
    """The texts in the file are those that would be made of its rows, and the index agrees with them."""
    with project.files.connection() as connection:
        made = {
            (*source, part, entry.folded)
            for source, entries in index.all_entries(connection)
            for part, entry in entries
        }
        assert index.health(connection) == (index.RULES, index.RULES)
    assert stored(project) == made
    with contextlib.closing(project._store.connect(write=True)) as writer:
        writer.execute(f"INSERT INTO {INDEX} ({INDEX}, rank) VALUES ('integrity-check', 1)")
