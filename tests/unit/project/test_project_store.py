import contextlib
import errno
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from lance_studio.errors import OutputError, ProjectDamagedError, ProjectError, ProjectLockedError
from lance_studio.project import lock, store
from lance_studio.project.commands.settings import SetSetting
from lance_studio.project.commands.timelines import AddTimeline
from lance_studio.project.migrations import APPLICATION_ID, MIGRATIONS, Migration, migrate, schema
from lance_studio.project.project import Project
from lance_studio.project.rows import Changes, TimelineRow, new_id
from tests.unit.project.samples import add_picture, names


def made(tmp_path: Path) -> Path:
    path = tmp_path / "film.lstudio"
    with Project.create(path) as project:
        project.run(SetSetting("key", "value"))
    return path


def altered(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_a_project_is_one_plain_stamped_file_when_it_is_closed(tmp_path: Path) -> None:
    path = made(tmp_path)
    assert names(tmp_path) == ["film.lstudio"]
    head = path.read_bytes()[:100]
    assert head[18:20] == b"\x01\x01"  # not WAL
    assert int.from_bytes(head[68:72], "big") == APPLICATION_ID
    assert int.from_bytes(head[60:64], "big") == len(MIGRATIONS)
    with Project.open(path) as project:
        assert project.setting("key") == "value"
        assert names(tmp_path) == [".film.lstudio.lock", "film.lstudio", "film.lstudio-shm", "film.lstudio-wal"]


def test_commits_leave_the_waiting_for_the_disk_to_the_lane(project: Project) -> None:
    connection = project._store.connection
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    project.run(SetSetting("a", "b"))
    assert connection.execute("PRAGMA synchronous").fetchone() == (0,)
    assert connection.execute("PRAGMA wal_autocheckpoint").fetchone() == (0,)
    # Every other connection that writes waits as SQLite has it, unless it commits through the store.
    with contextlib.closing(project._store.connect(write=True)) as other:
        assert other.execute("PRAGMA synchronous").fetchone() == (2,)


def test_where_the_disk_keeps_no_changes_beside_the_file_every_commit_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lance_studio.project.opening.enter_wal", lambda _: None)
    with Project.create(tmp_path / "film.lstudio") as project:
        project.run(SetSetting("a", "b"))
        assert project._store.connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert project._store.connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert project.is_settled or project.flush()
    with Project.open(tmp_path / "film.lstudio") as again:
        assert again.setting("a") == "b"


def test_an_existing_file_is_never_taken_for_a_new_project(tmp_path: Path) -> None:
    path = tmp_path / "film.lstudio"
    path.write_bytes(b"somebody's")
    with pytest.raises(OutputError, match="exists"):
        Project.create(path)
    assert path.read_bytes() == b"somebody's"
    assert names(tmp_path) == ["film.lstudio"]


@pytest.mark.parametrize("ending", ["-wal", "-journal"])
def test_what_a_lost_project_left_is_not_mixed_into_a_new_one(tmp_path: Path, ending: str) -> None:
    (tmp_path / f"film.lstudio{ending}").write_bytes(b"left")
    with pytest.raises(ProjectError, match="earlier project"):
        Project.create(tmp_path / "film.lstudio")
    assert names(tmp_path) == [f"film.lstudio{ending}"]


def test_a_second_window_is_told_and_may_read(tmp_path: Path) -> None:
    path = made(tmp_path)
    alias = tmp_path / "alias.lstudio"
    alias.symlink_to(path)
    with Project.open(path) as project:
        for name in (path, alias):
            with pytest.raises(ProjectLockedError, match=f"another window.*{os.getpid()}"):
                Project.open(name)
        with Project.open(path, read_only=True) as reader:
            project.run(SetSetting("key", "newer"))
            assert reader.setting("key") == "newer"
            with pytest.raises(ProjectError, match="for reading only"):
                reader.run(SetSetting("key", "mine"))
            with pytest.raises(ProjectError, match="for reading only"):
                reader.files.add_bytes(b"mine")
    assert names(tmp_path) == ["alias.lstudio", "film.lstudio"]
    Project.open(path).close()


def test_another_process_holds_the_project(tmp_path: Path) -> None:
    path = made(tmp_path)
    code = (
        "import sys; from lance_studio.project.project import Project; p = Project.open(sys.argv[1]); print(); input()"
    )
    command = [sys.executable, "-c", code, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(ProjectLockedError, match=str(other.pid)):
            Project.open(path)
        other.kill()
    Project.open(path).close()
    assert names(tmp_path) == ["film.lstudio"]


def test_the_lock_file_of_a_dead_process_is_in_nobodys_way(tmp_path: Path) -> None:
    path = made(tmp_path)
    lock.lock_path(path).write_text('{"process": 1, "machine": "elsewhere"}')
    Project.open(path).close()
    assert names(tmp_path) == ["film.lstudio"]


def test_a_reader_in_the_way_of_closing_loses_nothing(tmp_path: Path) -> None:
    path = made(tmp_path)
    project = Project.open(path)
    reader = Project.open(path, read_only=True)
    project.run(SetSetting("key", "newer"))
    project.close()
    assert reader.setting("key") == "newer"
    reader.close()
    with Project.open(path) as again:
        assert again.setting("key") == "newer"
    assert names(tmp_path) == ["film.lstudio"]


@pytest.mark.parametrize("content", [b"", b"text", b"SQLite format 3\0" + b"x" * 5000, b"\x89PNG\r\n" * 1000])
@pytest.mark.parametrize("read_only", [False, True])
def test_a_file_that_is_no_project_is_refused_unchanged(tmp_path: Path, content: bytes, read_only: bool) -> None:
    path = tmp_path / "film.lstudio"
    path.write_bytes(content)
    with pytest.raises(ProjectError, match="not a Lance Studio project"):
        Project.open(path, read_only=read_only)
    assert path.read_bytes() == content
    assert names(tmp_path) == ["film.lstudio"]


def test_another_programs_database_is_refused_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "film.lstudio"
    altered(path, "CREATE TABLE theirs (x)")
    content = path.read_bytes()
    with pytest.raises(ProjectError, match="not a Lance Studio project"):
        Project.open(path)
    assert path.read_bytes() == content
    assert names(tmp_path) == ["film.lstudio"]


def test_anothers_interrupted_work_is_not_finished(tmp_path: Path) -> None:
    path = tmp_path / "film.lstudio"
    code = (
        "import os, sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "c.execute('CREATE TABLE t(x)'); c.execute('PRAGMA cache_size = 1'); c.execute('BEGIN')\n"
        "[c.execute('INSERT INTO t VALUES (randomblob(3000))') for _ in range(50)]; os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=True)
    before = {name: (tmp_path / name).read_bytes() for name in names(tmp_path)}
    assert list(before) == ["film.lstudio", "film.lstudio-journal"]
    with pytest.raises(ProjectError, match="not a Lance Studio project"):
        Project.open(path)
    assert {name: (tmp_path / name).read_bytes() for name in names(tmp_path)} == before


@pytest.mark.parametrize("read_only", [False, True])
def test_a_newer_project_is_refused_unchanged(tmp_path: Path, read_only: bool) -> None:
    path = made(tmp_path)
    altered(path, f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    content = path.read_bytes()
    with pytest.raises(ProjectError, match="newer Lance Studio") as caught:
        Project.open(path, read_only=read_only)
    assert "Update" in caught.value.remedy
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    "statement",
    ["CREATE TRIGGER t AFTER INSERT ON node BEGIN DELETE FROM node; END", "DROP TABLE chunk", "CREATE TABLE more (x)"],
)
def test_a_project_with_other_tables_or_triggers_is_refused(tmp_path: Path, statement: str) -> None:
    path = made(tmp_path)
    altered(path, statement)
    with pytest.raises(ProjectDamagedError, match="tables"):
        Project.open(path)


def test_missing_files_and_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="does not exist"):
        Project.open(tmp_path / "none.lstudio")
    with pytest.raises(ProjectError, match="folder"):
        Project.open(tmp_path)
    with pytest.raises(ProjectError, match="no usable file name"):
        Project.open("a\0b")
    assert names(tmp_path) == []


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS])
def test_a_folder_that_may_not_be_written_still_allows_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    path = made(tmp_path)
    system_open = os.open

    def refuse(name: str | Path, flags: int, *more: int) -> int:
        if flags & os.O_CREAT and Path(name).parent == tmp_path:
            raise OSError(number, os.strerror(number), str(name))
        return system_open(name, flags, *more)

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(ProjectError, match="may not be written") as caught:
        Project.open(path)
    assert "reading only" in caught.value.remedy
    with Project.open(path, read_only=True) as project:
        assert project.setting("key") == "value"
    with pytest.raises(OutputError, match="may not be written"):
        Project.create(tmp_path / "new.lstudio")


def test_a_full_disk_refuses_one_change_and_keeps_all_others(project: Project) -> None:
    node = add_picture(project)
    connection = project._store.connection
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    heard: list[Changes] = []
    project.subscribe(heard.append)
    row = TimelineRow(id=new_id(), name="T", document="x" * 100_000)
    with pytest.raises(ProjectError, match="no space left") as caught:
        project.run(AddTimeline(row))
    assert caught.value.remedy
    assert heard == []
    assert project.timelines() == []
    assert project.nodes() == [node]
    assert project.verify() == ()
    connection.execute(f"PRAGMA max_page_count = {pages + 1000}")
    project.run(AddTimeline(row))
    assert project.timelines() == [row]


def test_a_project_on_a_full_disk_can_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = made(tmp_path)
    with Project.open(path) as project, project._store.connection as connection:
        number = connection.execute("INSERT INTO blob (digest, size) VALUES (NULL, 0)").lastrowid
        connection.execute("INSERT INTO chunk (blob, position, data) VALUES (?, 0, x'00')", (number,))

    def count(project: Project) -> int:
        return project._store.connection.execute("SELECT count(*) FROM chunk").fetchone()[0]

    def full(connection: sqlite3.Connection) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
        connection.execute("CREATE TABLE growing AS SELECT randomblob(1000000)")

    with monkeypatch.context() as patched:
        patched.setattr("lance_studio.project.blobs.delete_incomplete", full)
        with Project.open(path) as project:
            assert project.setting("key") == "value"
            assert count(project) == 1
    with Project.open(path) as project:
        assert count(project) == 0
        assert project.verify() == ()


def test_a_disk_that_fills_while_content_is_added_loses_nothing(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_picture(project)
    connect = store.connect

    def connect_to_a_full_disk(*arguments: str, **options: bool) -> sqlite3.Connection:
        connection = connect(*arguments, **options)  # pyright: ignore[reportArgumentType]
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 200}")
        return connection

    monkeypatch.setattr(store, "connect", connect_to_a_full_disk)
    with pytest.raises(ProjectError, match="no space left"):
        project.files.add_bytes(os.urandom(4 << 20))
    monkeypatch.undo()
    assert project.verify() == ()
    assert project._store.connection.execute("SELECT count(*) FROM blob").fetchone() == (1,)
    assert project.files.add_bytes(b"small").size == 5


FILLING = """
import resource, sys
from lance_studio.errors import ProjectError
from lance_studio.project.commands.timelines import AddTimeline
from lance_studio.project.project import Project
from lance_studio.project.rows import TimelineRow, new_id

def add():
    project.run(AddTimeline(TimelineRow(id=new_id(), name="T", document="x" * 20_000)))

project = Project.open(sys.argv[1])
# No file of this process may grow beyond this: to SQLite, that is a disk which refuses to write.
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
for action in [add] * 50 + [project.close]:
    try:
        action()
        print("done")
    except ProjectError as error:
        print("refused:", error)
"""


@pytest.mark.parametrize("limit", [200_000, 500_000])
def test_a_disk_that_refuses_to_write_loses_nothing_that_was_done(tmp_path: Path, limit: int) -> None:
    path = made(tmp_path)
    command = [sys.executable, "-c", FILLING, str(path), str(limit)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert len(said) == 51
    done = said[:50].count("done")
    assert 0 < done < 50
    assert all("was not made" in line for line in said[:50] if line != "done")
    with Project.open(path) as project:
        assert len(project.timelines()) == done
        assert project.verify() == ()
    assert names(tmp_path) == ["film.lstudio"]


def test_the_room_loads_no_media_library() -> None:
    code = "import sys, lance_studio.project.project; print('\\n'.join(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "lance_studio.project.project" in loaded
    assert {"PySide6", "torch", "av", "PIL", "numpy"}.isdisjoint(loaded)


def test_the_project_is_closed_for_good(project: Project) -> None:
    project.close()
    project.close()
    assert project.closed
    for use in (project.nodes, project.undo, project.verify, project.compact, lambda: project.files.add_bytes(b"x")):
        with pytest.raises(ProjectError, match="closed"):
            use()


def test_a_copy_is_a_project_of_its_own(project: Project, tmp_path: Path) -> None:
    node = add_picture(project)
    copy = tmp_path / "copy" / "other.lstudio"
    project.copy_to(copy)
    assert names(copy.parent) == ["other.lstudio"]
    with pytest.raises(OutputError, match="exists"):
        project.copy_to(copy)
    with pytest.raises(OutputError, match="same file"):
        project.copy_to(project.path, overwrite=True)
    with Project.open(copy) as other:
        assert other.nodes() == [node]
        assert other.verify() == ()
        other.undo()
    assert project.nodes() == [node]


def test_migrations_run_once_each_and_wholly_or_not_at_all() -> None:
    def fail(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE half (x)")
        raise RuntimeError("a defect")

    connection = sqlite3.connect(":memory:", isolation_level=None)
    first = [migration.name for migration in MIGRATIONS]
    assert list(migrate(connection)) == first
    assert migrate(connection) == ()
    more = (*MIGRATIONS, Migration("notes", lambda c: void(c.execute("CREATE TABLE note (x)"))))
    with pytest.raises(RuntimeError, match="a defect"):
        migrate(connection, (*more, Migration("fails", fail)))
    tables = {name for kind, name, _ in schema(connection) if kind == "table"}
    assert "note" in tables
    assert "half" not in tables
    assert [name for (name,) in connection.execute("SELECT name FROM migration ORDER BY position")] == [
        *first,
        "notes",
    ]
    with pytest.raises(ProjectError, match="newer"):
        migrate(connection)
    connection.close()


def void(_: object) -> None:
    pass
