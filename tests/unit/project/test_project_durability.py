"""Commits do not wait for the disk; one lane makes them durable, in order, and a disk that fails is not passed over."""

import errno
import os
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from lance_studio.errors import ProjectDisplacedError
from lance_studio.project import store as stores
from lance_studio.project.commands.settings import SetSetting
from lance_studio.project.lane import WriteLane
from lance_studio.project.place import Fate
from lance_studio.project.project import Project
from tests.unit.project.samples import add_picture

WAIT = 20


class SlowDisk:
    """Takes the place of a lane's `sync`; nothing is written out before `open`."""

    def __init__(self, project: Project) -> None:
        self.begun, self.door = threading.Event(), threading.Event()
        self._real = project._store.lane.sync
        project._store.lane.sync = self
        self.threads: set[int] = set()

    def __call__(self) -> None:
        self.threads.add(threading.get_ident())
        self.begun.set()
        assert self.door.wait(WAIT)
        self._real()


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "film.lstudio") as project:
        yield project


@pytest.fixture
def disk(project: Project) -> Iterator[SlowDisk]:
    project.flush()
    slow = SlowDisk(project)
    yield slow
    slow.door.set()


def wal(project: Project) -> Path:
    return project.path.with_name(f"{project.path.name}-wal")


def refuse() -> None:
    raise OSError(errno.EIO, os.strerror(errno.EIO))


def test_nothing_waits_for_a_disk_that_does_not_answer(project: Project, disk: SlowDisk) -> None:
    for number in range(50):
        project.run(SetSetting("view", str(number)))
    node = add_picture(project)
    assert project.undo() is not None
    assert project.redo() is not None
    assert project.node(node.id) == node
    assert disk.begun.wait(WAIT)
    assert not project.flush(0)
    assert not project.is_settled
    disk.door.set()
    assert project.flush(WAIT)
    assert threading.get_ident() not in disk.threads


def test_closing_waits_until_the_disk_has_everything(project: Project, disk: SlowDisk) -> None:
    project.run(SetSetting("a", "b"))
    assert disk.begun.wait(WAIT)
    opened = threading.Timer(0.2, disk.door.set)
    opened.start()
    project.close()
    assert disk.door.is_set()
    assert not wal(project).exists()
    with Project.open(project.path) as again:
        assert again.setting("a") == "b"


def test_settling_leaves_one_plain_and_complete_file(project: Project, tmp_path: Path) -> None:
    node = add_picture(project)
    project.settle()
    assert project.is_settled
    assert wal(project).stat().st_size == 0
    copy = Path(shutil.copy(project.path, tmp_path / "copy.lstudio"))
    with Project.open(copy) as other:
        assert other.node(node.id) == node
    project.run(SetSetting("a", "b"))
    assert not project.is_settled


def test_many_changes_go_into_the_file_by_themselves(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "TIDY_BYTES", 100_000)
    largest = 0
    for number in range(400):
        project.run(SetSetting("a", str(number) * 1000))
        largest = max(largest, wal(project).stat().st_size)
    project.settle()
    assert largest > 100_000
    assert wal(project).stat().st_size == 0
    assert project.verify() == ()


def test_a_long_reader_does_not_let_new_changes_lie_over_old_ones_unguarded(project: Project) -> None:
    """While somebody reads, the file cannot be cut; the next commit may then have to wait, as SQLite has it."""
    project.settle()
    project.run(SetSetting("a", "1"))
    store = project._store
    reader = store.connect()
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM setting").fetchone()
    project.checkpoint()
    assert wal(project).stat().st_size > 0
    assert store._checkpoints.must_guard
    project.run(SetSetting("a", "2"))
    assert store.connection.execute("PRAGMA synchronous").fetchone() == (1,)
    reader.close()
    project.checkpoint()
    assert not store._checkpoints.must_guard
    project.run(SetSetting("a", "3"))
    assert store.connection.execute("PRAGMA synchronous").fetchone() == (0,)


def test_what_a_power_cut_leaves_is_the_state_after_some_commit(project: Project, tmp_path: Path) -> None:
    """Of the file of the latest changes, which only grows meanwhile, a power cut may leave any part from its start."""
    project.settle()
    for number in range(12):
        project.files.add_bytes(bytes([number]) * 20_000)
        add_picture(project)
        project.run(SetSetting("count", str(number + 1)))
    changes = wal(project).read_bytes()
    states: list[int] = []
    for part in range(33):
        folder = tmp_path / str(part)
        folder.mkdir()
        shutil.copy(project.path, folder / "film.lstudio")
        cut = len(changes) * part // 32
        left = changes[:cut] + bytes(max(0, min(len(changes) - cut, 5000)))  # a torn write
        (folder / "film.lstudio-wal").write_bytes(left)
        with Project.open(folder / "film.lstudio") as found:
            assert found.verify() == ()
            states.append(int(found.setting("count") or 0))
            assert len(found.nodes()) in (states[-1], states[-1] + 1)
    assert states == sorted(states)
    assert (states[0], states[-1]) == (0, 12)


def test_a_power_cut_after_the_file_was_emptied_brings_the_same_state_back(project: Project, tmp_path: Path) -> None:
    """The disk may still have the former changes then: to move them once more changes nothing."""
    project.settle()
    for number in range(5):
        project.run(SetSetting("count", str(number)))
    former = wal(project).read_bytes()
    project.settle()
    shutil.copy(project.path, tmp_path / "again.lstudio")
    (tmp_path / "again.lstudio-wal").write_bytes(former)
    with Project.open(tmp_path / "again.lstudio") as found:
        assert found.verify() == ()
        assert found.setting("count") == "4"


def test_a_disk_that_fails_stops_the_writing_and_everything_is_kept_in_a_copy(project: Project) -> None:
    path, told = project.path, threading.Event()
    node = add_picture(project)
    project.flush()
    project.when_moved(told.set)
    project._store.lane.sync = refuse
    project.run(SetSetting("a", "b"))
    assert told.wait(WAIT)
    finding = project.look()
    assert finding is not None
    assert finding.fate is Fate.FAILED
    with pytest.raises(ProjectDisplacedError, match="failed to keep the latest changes: Input/output error") as caught:
        project.run(SetSetting("a", "c"))
    assert "kept in 'film (recovered).lstudio'" in caught.value.cause
    assert "Check the disk" in caught.value.remedy
    assert project.path != path
    assert (project.setting("a"), project.node(node.id)) == ("b", node)
    assert project.verify() == ()
    # What the disk has kept, nobody knows; so nothing of it is moved or removed.
    assert path.with_name("film.lstudio-wal").stat().st_size > 0
    with Project.open(path) as former:
        assert former.node(node.id) == node


def test_a_disk_that_fails_at_the_end_is_said_by_closing(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "film.lstudio")
    project.flush()
    project._store.lane.sync = refuse
    project.run(SetSetting("a", "b"))
    with pytest.raises(ProjectDisplacedError, match="failed to keep"):
        project.close()
    with Project.open(tmp_path / "film (recovered).lstudio") as kept:
        assert kept.setting("a") == "b"


def test_several_commits_are_made_durable_at_once_and_in_order() -> None:
    begun, door, synced = threading.Event(), threading.Event(), []

    def sync() -> None:
        synced.append(1)
        begun.set()
        assert door.wait(WAIT)

    lane = WriteLane(sync, lambda: True)
    lane.note()
    assert begun.wait(WAIT)
    for _ in range(20):
        lane.note()
    assert not lane.wait(0)
    door.set()
    assert lane.wait(WAIT)
    assert lane.is_idle
    assert len(synced) == 2
    lane.close()
    lane.close()


def test_a_failure_is_told_once_and_to_everybody_who_waits() -> None:
    told: list[OSError] = []
    lane = WriteLane(refuse, lambda: True, told.append)
    lane.note()
    for _ in range(2):
        with pytest.raises(OSError, match="Input/output"):
            lane.wait(WAIT)
        lane.note()
    lane.close()
    assert len(told) == 1


def test_a_file_that_was_left_with_changes_is_moved_from_before_it_is_begun_again(tmp_path: Path) -> None:
    with Project.create(tmp_path / "film.lstudio") as project:
        project.settle()
        project.run(SetSetting("a", "b"))
        for ending in ("", "-wal"):
            shutil.copy(f"{project.path}{ending}", tmp_path / f"left.lstudio{ending}")
    with Project.open(tmp_path / "left.lstudio") as left:
        assert left.setting("a") == "b"
        left.settle()
        assert left.is_settled
        with sqlite3.connect(left.path) as plain:
            assert plain.execute("SELECT value FROM setting WHERE key = 'a'").fetchone() == ("b",)
        plain.close()
