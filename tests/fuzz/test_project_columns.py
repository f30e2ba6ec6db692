"""Every column of every table of a project with a value of another type or beyond reason: read, or refused in words.

SQLite keeps any type in any column. A slice of the values is tried by default, all of them with
`LANCE_STUDIO_TEST_MUTATIONS` above 100.
"""

import contextlib
import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from lance_studio.errors import LanceStudioError, ProjectDamagedError, ProjectError
from lance_studio.project.commands.chat import AddMessage
from lance_studio.project.commands.jobs import QueueJob
from lance_studio.project.migrations import APPLICATION_ID
from lance_studio.project.project import Project
from lance_studio.project.rows import ChatMessage, Job, new_id
from tests.fuzz.mutations import COUNT
from tests.fuzz.test_project_fuzz import outcome, use
from tests.unit.project import model as ops
from tests.unit.project.model import Model

pytestmark = pytest.mark.timeout(300)

VALUES: tuple[object, ...] = (
    5, -1, 2**63 - 1, -(2**63), 1.5, float("inf"), "text", "", b"\xff\x00", b"", None, "9" * 5000, "1/0", "1e999999999",
    "[1]", "[[]]", "{}", "null", "NaN", "[" * 100_000, "x\x00y", '{"a":' * 50_000, "\u202e<b>", "1" + "0" * 29,
)  # fmt: skip
TABLES = (
    "migration", "blob", "chunk", "media", "node", "edge", "timeline", "message", "job", "setting", "step", "image",
    "mask", "search_text", "search_health", "search_index", "search_index_data", "search_index_docsize",
)  # fmt: skip
WITHOUT_ROWS_BY_NUMBER = {"search_index_idx", "search_index_config"}
"""Tables that FTS5 keeps; `tests/unit/project/test_project_search.py` damages them."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path, model, chance = tmp_path_factory.mktemp("whole") / "film.lstudio", Model(), random.Random(3)
    with Project.create(path) as project:
        for _ in range(8):
            for operation in (ops.add_node, ops.draw_mask, ops.edit_timeline, ops.converse, ops.work, ops.remember):
                operation(chance, model, project)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        assert {name for name in names if not name.startswith("sqlite_")} == {*TABLES, *WITHOUT_ROWS_BY_NUMBER}
    return path


def columns_of(path: Path, table: str) -> list[str]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


def spoil(path: Path, table: str, column: str, value: object) -> bool:
    """Put a value into one row past the checks of the schema; false where SQLite itself refuses it."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        try:
            with connection:
                row = f"(SELECT rowid FROM {table} ORDER BY rowid DESC LIMIT 1)"
                connection.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = {row}", (value,))
        except sqlite3.Error:
            return False
    return True


def work_with(path: Path) -> None:
    """Do with a project what the window does: look at all of it, change it, queue a job and say something."""
    with Project.open(path, cache=path.parent / "cache") as project:
        use(project)
        job = Job(id=new_id(), name="new", request="{}")
        message = ChatMessage(id=new_id(), role="user", mode="ask", text="new")
        actions: tuple[Callable[[], object], ...] = (
            lambda: project.run(QueueJob(job)),
            lambda: project.run(AddMessage(message)),
            project.jobs,
            project.messages,
            lambda: [project.timeline_value(row.id) for row in project.timelines()],
        )
        for action in actions:
            outcome(action)


@pytest.mark.parametrize("table", TABLES)
def test_a_column_of_a_wrong_type_is_read_or_refused_in_words(tmp_path: Path, whole: Path, table: str) -> None:
    tried = 0
    for column in columns_of(whole, table):
        chance = random.Random(f"{table}.{column}")
        for value in VALUES if COUNT > 100 else chance.sample(VALUES, 6):
            path = tmp_path / "film.lstudio"
            shutil.copy(whole, path)
            if not spoil(path, table, column, value):
                continue
            tried += 1
            try:
                outcome(lambda: work_with(path))  # noqa: B023 - called at once
            except Exception as error:
                error.add_note(f"{table}.{column} = {value!r:.60}")
                raise
    assert tried >= len(columns_of(whole, table))


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("media", "rate", "1e999999999"),
        ("media", "duration", "9" * 5000),
        ("media", "sequence", "text"),
        ("media", "width", b"\xff"),
        ("node", "hidden", 7),
        ("edge", "parents", "[1]"),
        ("timeline", "sequence", 2**63 - 1),
        ("setting", "value", b"\xff"),
    ],
)
def test_a_row_that_others_depend_on_is_refused_by_its_table(
    tmp_path: Path, whole: Path, table: str, column: str, value: object
) -> None:
    path = tmp_path / "film.lstudio"
    shutil.copy(whole, path)
    assert spoil(path, table, column, value)
    with Project.open(path) as project, pytest.raises(ProjectDamagedError, match=table) as caught:
        project.require_readable()
    assert len(caught.value.cause) < 400


def other_database(path: Path, *, stamp: int = 0, page: int = 4096, table: str = "CREATE TABLE a (b)") -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA page_size = {page}")
        connection.execute(f"PRAGMA application_id = {stamp}")
        connection.execute(table)


def patched(path: Path, place: int, value: bytes) -> None:
    content = bytearray(path.read_bytes())
    content[place : place + len(value)] = value
    path.write_bytes(content)


ODDITIES: dict[str, Callable[[Path], None]] = {
    "a database of another program": lambda path: (path.unlink(), other_database(path))[1],
    "another database with our stamp": lambda path: (path.unlink(), other_database(path, stamp=APPLICATION_ID))[1],
    "a table too many": lambda path: other_database(path),
    "a trigger": lambda path: other_database(
        path, stamp=APPLICATION_ID, table="CREATE TRIGGER t AFTER INSERT ON node BEGIN DELETE FROM media; END"
    ),
    "pages of no bytes": lambda path: patched(path, 16, bytes(2)),
    "pages of 3 bytes": lambda path: patched(path, 16, b"\x00\x03"),
    "pages of another size": lambda path: patched(path, 16, b"\x04\x00"),
    "a format of the future": lambda path: patched(path, 18, b"\x09\x09"),
    "an unknown schema format": lambda path: patched(path, 44, b"\x00\x00\x00\x09"),
    "another text encoding": lambda path: patched(path, 56, b"\x00\x00\x00\x02"),
    "a newer version": lambda path: patched(path, 60, b"\x00\x00\x00\x63"),
    "a version below zero": lambda path: patched(path, 60, b"\xff\xff\xff\xff"),
    "an older version than its tables": lambda path: patched(path, 60, b"\x00\x00\x00\x01"),
    "reserved bytes": lambda path: patched(path, 20, b"\xff"),
}


@pytest.mark.parametrize("name", ODDITIES)
def test_a_database_that_is_no_project_is_refused_in_words(tmp_path: Path, whole: Path, name: str) -> None:
    for read_only in (False, True):
        path = tmp_path / f"{read_only}.lstudio"
        shutil.copy(whole, path)
        ODDITIES[name](path)
        content = path.read_bytes()
        with pytest.raises(ProjectError) as caught:
            Project.open(path, read_only=read_only)
        assert caught.value.remedy
        assert path.read_bytes() == content


def test_a_row_longer_than_any_is_refused_before_it_is_read(tmp_path: Path, whole: Path) -> None:
    path = tmp_path / "film.lstudio"
    shutil.copy(whole, path)
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE timeline SET document = CAST(zeroblob(200000000) AS TEXT)")
    with Project.open(path) as project, pytest.raises(LanceStudioError, match="longer than 128 MiB"):
        project.timelines()


def test_more_rows_than_any_project_has_are_refused_by_their_number(tmp_path: Path, whole: Path) -> None:
    path = tmp_path / "film.lstudio"
    shutil.copy(whole, path)
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i <= 200000) "
            "INSERT INTO setting SELECT 'key ' || i, 'value' FROM n"
        )
    with Project.open(path) as project, pytest.raises(ProjectError, match="at most 200,000 rows"):
        project.settings()
