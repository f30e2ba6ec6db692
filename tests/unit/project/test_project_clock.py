"""A clock that goes back, or is years off, changes no order and keeps nothing from being found, used or removed."""

import contextlib
import datetime
import os
import shutil
import sqlite3
from pathlib import Path
from types import SimpleNamespace

import pytest

from lance_studio import limits
from lance_studio.errors import MediaMissingError
from lance_studio.project import linking, migrations, rows
from lance_studio.project.cache import make_room, mark_used
from lance_studio.project.commands.chat import AddMessage
from lance_studio.project.commands.jobs import MoveJob, QueueJob
from lance_studio.project.commands.media import AddMedia
from lance_studio.project.commands.nodes import AddNode, RemoveNode
from lance_studio.project.commands.timelines import AddTimeline
from lance_studio.project.project import Project
from lance_studio.project.rows import ChatMessage, Job, Media, Node, TimelineRow
from tests.unit.project.samples import names

YEAR_2400_NS = 13_569_465_600 * 10**9
LONG_AGO_NS = -(10**18)


class Clock:
    """Goes back a year whenever somebody looks at it."""

    def __init__(self) -> None:
        self.time = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)

    def now(self, _zone: object = None) -> datetime.datetime:
        self.time -= datetime.timedelta(days=365)
        return self.time


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(rows, "datetime", SimpleNamespace(datetime=made, UTC=datetime.UTC))
    return made


def fill(project: Project) -> list[str]:
    """Add rows of every kind in turn; returns their ids in that order."""
    added: list[str] = []
    for number in range(3):
        name = f"{number}"
        blob = project.files.add_bytes(name.encode())
        media = Media(id=f"media {name}", digest=blob.digest, kind="picture", name=name, size=blob.size)
        node = Node(id=f"node {name}", media_id=media.id, kind="picture", name=name)
        project.run(QueueJob(Job(id=f"job {name}", name=name, request="{}"), ahead=True))
        project.run(AddMedia(media))
        project.run(AddNode(node))
        project.run(AddMessage(ChatMessage(id=f"message {name}", role="user", mode="ask", text=name)))
        project.run(AddTimeline(TimelineRow(id=f"timeline {name}", name=name, document="{}")))
        added += [f"job {name}", media.id, node.id, f"message {name}", f"timeline {name}"]
    return added


def listed(project: Project) -> list[list[str]]:
    lists = (project.media_list(), project.nodes(), project.messages(), project.timelines(), project.jobs())
    return [[row.name if not isinstance(row, ChatMessage) else row.text for row in rows] for rows in lists]


def test_lists_steps_and_the_log_keep_the_order_of_addition(tmp_path: Path, clock: Clock) -> None:
    with Project.create(tmp_path / "a.lstudio") as project:
        added = fill(project)
        times = [entry.created for entry in project.log()]
        assert times[0] > times[-1], "the clock went back"
        steps = [step.name for step in project.undo_list()]
        assert len(steps) == 9
        project.run(MoveJob("job 0", "job 2"))

        def check(opened: Project) -> None:
            assert listed(opened) == [["0", "1", "2"]] * 4 + [["0", "2", "1"]]
            assert [entry.id for entry in opened.log()] == added
            assert [step.name for step in opened.undo_list()] == steps

        check(project)
        undone = []
        while (changes := project.undo()) is not None:
            undone.append(changes.command)
        assert undone == steps
        assert [entry.kind for entry in project.log()] == ["job", "message"] * 3
        while project.redo() is not None:
            pass
        check(project)
        # What comes back takes its former place.
        project.run(RemoveNode("node 1"))
        project.undo()
        assert [entry.id for entry in project.log()] == added
        project.redo()
        project.undo()
    with Project.open(tmp_path / "a.lstudio") as again:
        check(again)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A project of a version that numbered each table's rows by themselves."""
    golden = Path(__file__).parents[2] / "golden" / "projects" / "landed.lstudio"
    path = tmp_path / "old.lstudio"
    shutil.copy(golden, path)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrations.migrate(connection, migrations.MIGRATIONS[:3])
    return path


def test_rows_of_older_versions_are_numbered_in_one_order(old: Path) -> None:
    with contextlib.closing(sqlite3.connect(old, isolation_level=None)) as connection:
        before = {
            table: [key for (key,) in connection.execute(f"SELECT id FROM {table} ORDER BY {order}")]
            for table, order in (("media", "sequence"), ("node", "sequence"), ("message", "rowid"), ("job", "rowid"))
        }
    with Project.open(old, read_only=True) as reader:
        seen = [entry.id for entry in reader.log()]
    with Project.open(old) as project:
        log = project.log()
        assert [entry.id for entry in log] == seen
        for kind, expected in before.items():
            assert [entry.id for entry in log if entry.kind == kind] == expected
        # Times decide between the tables, as far as each table's own order leaves that open.
        assert [entry.created for entry in log] == sorted(entry.created for entry in log)
        numbers = [
            number
            for table in ("media", "node", "edge", "timeline", "message", "job")
            for (number,) in project._store.connection.execute(f"SELECT sequence FROM {table}")
        ]
        assert len(set(numbers)) == len(numbers)
        project.run(AddMessage(ChatMessage(id="new", role="user", mode="ask", text="new", created="0001")))
        assert project.log()[-1].id == "new"
        assert project.verify() == ()


@pytest.mark.parametrize("moment", [LONG_AGO_NS, YEAR_2400_NS])
def test_a_linked_file_of_any_time_is_known_again(tmp_path: Path, moment: int, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.bin"
    file.write_bytes(b"content")
    os.utime(file, ns=(moment, moment))
    link, digest = linking.link_file(file, tmp_path)
    media = Media(
        id="m", digest=digest, kind="audio", name="a", size=link.size, link=link.path, modified_ns=link.modified_ns
    )
    with Project.create(tmp_path / "a.lstudio") as project:
        project.run(AddMedia(media))
    # Its content is not read as long as its time tells that it is the same.
    monkeypatch.setattr(linking, "content_digest", lambda _file: "")
    with Project.open(tmp_path / "a.lstudio") as project:
        assert project.media("m") == media
        assert project.files.path(media) == file
        os.utime(file, ns=(moment + 10**9, moment + 10**9))
        with pytest.raises(MediaMissingError):
            linking.resolve(media, tmp_path)


def test_times_beyond_what_a_project_keeps_fit_into_a_project() -> None:
    def kept(moment: int) -> int:
        return linking.modified_ns(SimpleNamespace(st_mtime_ns=moment))  # type: ignore[arg-type]

    most = limits.WHOLE_NUMBER.most
    assert [kept(moment) for moment in (0, -1, 10**18, most - 1)] == [0, -1, 10**18, most - 1]
    assert kept(YEAR_2400_NS) != kept(YEAR_2400_NS + 1)
    assert all(-most <= kept(moment) <= most for moment in (YEAR_2400_NS, 2**63, -(2**63) - 1))


def test_files_of_the_future_leave_the_cache_first(tmp_path: Path) -> None:
    future = 4_000_000_000 * 10**9
    for name, moment in (("a", 10), ("b", 20), ("c", future), ("d", future + 1)):
        (tmp_path / (name * 64)).write_bytes(b"x" * 10)
        os.utime(tmp_path / (name * 64), ns=(moment, moment))
    # What is used now is marked, though its time lies in the future.
    mark_used(tmp_path / ("c" * 64))
    make_room(tmp_path, 10, limit=40)
    assert names(tmp_path) == ["a" * 64, "b" * 64, "c" * 64]
    make_room(tmp_path, 10, limit=20)
    assert names(tmp_path) == ["c" * 64]
