"""What the index of FTS5 defines in a project file. It may be missing: it is made again from the texts at any time."""

INDEX = "search_index"

CREATE_INDEX = (
    f"CREATE VIRTUAL TABLE {INDEX} USING fts5(folded, content='search_text', content_rowid='id', "
    "tokenize='trigram case_sensitive 1')"
)

DEFINED: frozenset[tuple[str, str, str]] = frozenset(
    {
        ("table", INDEX, CREATE_INDEX),
        ("table", f"{INDEX}_data", f"CREATE TABLE '{INDEX}_data'(id INTEGER PRIMARY KEY, block BLOB)"),
        (
            "table",
            f"{INDEX}_idx",
            f"CREATE TABLE '{INDEX}_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID",
        ),
        ("table", f"{INDEX}_docsize", f"CREATE TABLE '{INDEX}_docsize'(id INTEGER PRIMARY KEY, sz BLOB)"),
        ("table", f"{INDEX}_config", f"CREATE TABLE '{INDEX}_config'(k PRIMARY KEY, v) WITHOUT ROWID"),
    }
)
"""Kind, name and SQL of the index and of the tables that FTS5 keeps for it."""

NAMES: frozenset[str] = frozenset(name for _, name, _ in DEFINED)
