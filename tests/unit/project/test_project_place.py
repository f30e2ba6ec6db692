"""The file of an open project is replaced, deleted, moved or linked by others, and its owner may be killed after that.

Whatever was committed stays in a file that somebody was told of, every file that is left is sound, nothing else is.
"""

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lance_studio import paths
from lance_studio.errors import ProjectDisplacedError, ProjectError, ProjectLockedError
from lance_studio.project import lock, rescue, store
from lance_studio.project.commands.media import AddMedia
from lance_studio.project.commands.settings import SetSetting
from lance_studio.project.place import Fate
from lance_studio.project.project import Project
from tests.unit.project.samples import add_picture, linked, names

ROOT = Path(__file__).resolve().parents[3]


class Owner:
    """Another process that has a project open."""

    def __init__(self, path: Path) -> None:
        command = [sys.executable, "-m", "tests.unit.project.owner_child", str(path)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._answer() == "open"

    def ask(self, line: str) -> str:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        return self._answer()

    def end(self, *, killed: bool) -> None:
        if killed:
            self.process.kill()
        self.process.communicate(None if killed else "close\n")

    def _answer(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "films"
    folder.mkdir()
    with Project.create(folder / "film.lstudio") as project:
        project.run(SetSetting("first", "value"))
    return folder / "film.lstudio"


@pytest.fixture
def owner(path: Path) -> Iterator[Owner]:
    """A process that has the project open and has made a change that is only in `-wal` yet."""
    process = Owner(path)
    assert process.ask("set second").startswith("done")
    yield process
    process.end(killed=True)


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Another version of the project, as a restore or a sync client brings it."""
    return another(tmp_path / "elsewhere.lstudio")


def another(file: Path) -> Path:
    with Project.create(file) as project:
        project.run(SetSetting("theirs", "value"))
        add_picture(project)
    return file


def settings(file: Path) -> set[str]:
    """The keys that a sound project holds, after somebody has opened it for writing."""
    with Project.open(file) as project:
        assert project.verify() == ()
        return set(project.settings())


def nothing_is_left(*folders: Path) -> None:
    for folder in folders:
        stray = [name for name in names(folder) if not name.endswith(".lstudio")]
        assert stray == []
    assert not paths.locks_dir().exists() or names(paths.locks_dir()) == []


def kept(said: str, folder: Path) -> Path:
    """The file that a refusal names; without a folder, it is that of the project."""
    assert said.startswith("refused")
    return folder / said.split("was kept in '")[1].split("'")[0]


# --- replaced ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("killed", [False, True])
@pytest.mark.parametrize("noticed", ["set third", "look"])
def test_a_replaced_file_leaves_both_versions_whole(
    path: Path, owner: Owner, other: Path, noticed: str, killed: bool
) -> None:
    other.replace(path)
    owner.ask(noticed)
    copy = kept(owner.ask("set third"), path.parent)
    owner.end(killed=killed)
    assert copy == path.with_name("film (recovered).lstudio")
    assert settings(path) == {"theirs"}
    assert settings(copy) == {"first", "second"}
    nothing_is_left(path.parent)


def test_what_a_killed_owner_left_is_not_mixed_into_the_file_that_replaced_its_own(
    path: Path, owner: Owner, other: Path
) -> None:
    other.replace(path)
    owner.end(killed=True)
    with pytest.raises(ProjectError, match="another file"):
        Project.open(path, read_only=True)
    with Project.open(path) as project:
        assert project.set_aside == path.with_name("film.lstudio-wal.aside")
    assert settings(path) == {"theirs"}
    assert names(path.parent) == ["film.lstudio", "film.lstudio-wal.aside"]


def test_a_version_that_comes_with_changes_beside_it_keeps_them(path: Path, owner: Owner, other: Path) -> None:
    """A sync client brings `-wal` as well: closing must not remove it by its name."""
    with Project.open(other) as project:
        project.run(SetSetting("newer", "value"))
        for name in (other.name, f"{other.name}-wal"):
            shutil.copy(other.with_name(name), path.with_name(f"{name}.new"))
    for ending in ("-wal", ""):
        other.with_name(f"{other.name}{ending}").unlink(missing_ok=True)
        path.with_name(f"{other.name}{ending}.new").replace(path.with_name(f"{path.name}{ending}"))
    copy = kept(owner.ask("set third"), path.parent)
    owner.end(killed=False)
    assert settings(path) == {"theirs", "newer"}
    assert settings(copy) == {"first", "second"}
    nothing_is_left(path.parent)


def test_a_version_replaced_while_it_is_written_to_is_not_touched(path: Path, other: Path) -> None:
    """Noticed between the start of a transaction and its end."""
    with Project.open(path) as project:
        with pytest.raises(ProjectDisplacedError, match="recovered"), project._transaction():
            other.replace(path)
        assert project.displaced is not None
        assert project.displaced.fate is Fate.REPLACED
    assert settings(path) == {"theirs"}
    assert settings(path.with_name("film (recovered).lstudio")) == {"first"}


def test_a_displaced_project_can_be_read_copied_and_undone_later(path: Path, other: Path, tmp_path: Path) -> None:
    with Project.open(path, cache=tmp_path / "cache") as project:
        node = add_picture(project, data=b"mine" * 500_000)
        reader = project.files.open_blob(project.media_list()[0].digest)
        assert reader.read(4) == b"mine"
        other.replace(path)
        with pytest.raises(ProjectDisplacedError):
            project.files.add_bytes(b"more")
        with pytest.raises(ProjectDisplacedError):
            project.undo()
        assert project.nodes() == [node]
        assert len(project.undo_list()) == 1
        assert reader.read() == (b"mine" * 500_000)[4:]
        assert project.files.read(project.media_list()[0]) == b"mine" * 500_000
        assert project.verify() == ()
        with project.save_to(tmp_path / "mine.lstudio") as saved:
            assert saved.nodes() == [node]
            saved.undo()
            assert saved.nodes() == []
    nothing_is_left(path.parent, tmp_path / "films")


def test_closing_says_what_it_notices_last(path: Path, other: Path) -> None:
    project = Project.open(path)
    project.run(SetSetting("second", "value"))
    other.replace(path)
    with pytest.raises(ProjectDisplacedError, match=r"film \(recovered\)"):
        project.close()
    assert project.closed
    project.close()
    assert settings(path) == {"theirs"}
    assert settings(path.with_name("film (recovered).lstudio")) == {"first", "second"}
    nothing_is_left(path.parent)


def test_a_reader_is_told_and_nothing_is_copied(path: Path, other: Path) -> None:
    with Project.open(path, read_only=True) as project:
        other.replace(path)
        with pytest.raises(ProjectDisplacedError, match="replaced"):
            project.check_place()
    assert names(path.parent) == ["film.lstudio"]


def test_a_second_rescue_has_another_name(path: Path, other: Path, tmp_path: Path) -> None:
    for number in (1, 2):
        project = Project.open(path)
        another(tmp_path / f"{number}.lstudio").replace(path)
        assert project.check_place() is not None
        project.close()
    assert names(path.parent) == ["film (recovered 2).lstudio", "film (recovered).lstudio", "film.lstudio"]


# --- deleted -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("killed", [False, True])
def test_a_deleted_file_is_kept_beside_its_place(path: Path, owner: Owner, killed: bool) -> None:
    path.unlink()
    copy = kept(owner.ask("set third"), path.parent)
    assert "deleted" in owner.ask("set third")
    owner.end(killed=killed)
    assert settings(copy) == {"first", "second"}
    assert names(path.parent) == ["film (recovered).lstudio"]
    nothing_is_left(path.parent)


@pytest.mark.parametrize("killed", [False, True])
def test_a_deleted_folder_is_not_made_again(path: Path, owner: Owner, killed: bool) -> None:
    shutil.rmtree(path.parent)
    copy = kept(owner.ask("set third"), path.parent)
    owner.end(killed=killed)
    assert copy.parent == paths.recovered_dir()
    assert settings(copy) == {"first", "second"}
    assert not path.parent.exists()
    nothing_is_left(copy.parent)


def test_links_of_a_rescued_project_lead_to_the_same_files(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    video = path.parent / "video.mp4"
    video.write_bytes(b"video")
    with Project.open(path) as project:
        media = linked(project, video)
        assert media.link == "video.mp4"
        project.run(AddMedia(media))
        path.unlink()
        path.with_name("mine.lstudio").mkdir()  # in the way beside the file
        monkeypatch.setattr("lance_studio.project.rescue._free_name", lambda folder, _path: folder / "mine.lstudio")
        displaced = project.check_place()
        assert displaced is not None
        assert displaced.kept == paths.recovered_dir() / "mine.lstudio"
        [row] = project.media_list()
        assert project.files.path(row) == video


def test_what_cannot_be_kept_is_not_given_up(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = Project.open(path)
    project.run(SetSetting("second", "value"))
    path.unlink()
    with monkeypatch.context() as patched:
        patched.setattr("lance_studio.project.rescue.write_copy", refuse)
        for attempt in (lambda: project.run(SetSetting("third", "value")), project.check_place, project.close):
            with pytest.raises(ProjectDisplacedError, match="could not be kept"):
                attempt()
        with project.save_to(path.parents[1] / "on another disk.lstudio") as saved:
            assert set(saved.settings()) == {"first", "second"}
    assert not project.closed
    assert set(project.settings()) == {"first", "second"}
    displaced = project.check_place()
    assert displaced is not None
    project.close()
    assert settings(displaced.kept) == {"first", "second"}


def refuse(*_arguments: object, **_options: object) -> None:
    raise ProjectError("There is no space left.")


def test_a_file_in_the_wastebasket_counts_as_deleted(path: Path, tmp_path: Path) -> None:
    basket = tmp_path / "Trash" / "files"
    basket.mkdir(parents=True)
    with Project.open(path) as project:
        path.rename(basket / path.name)
        displaced = project.check_place()
        assert displaced is not None
        assert displaced.fate is Fate.DELETED
    assert names(path.parent) == ["film (recovered).lstudio"]
    assert settings(basket / path.name) == {"first"}


# --- moved ---------------------------------------------------------------------------------------------------------


def to_another_name(path: Path) -> Path:
    return path.rename(path.with_name("renamed.lstudio"))


def to_another_folder(path: Path) -> Path:
    (path.parents[1] / "new").mkdir()
    return path.rename(path.parents[1] / "new" / path.name)


def over_another(path: Path) -> Path:
    target = another(path.with_name("target.lstudio"))
    for ending in ("-wal", "-shm", "-journal"):
        target.with_name(f"target.lstudio{ending}").write_bytes(b"of the one that is overwritten")
    return path.rename(target)


def with_its_folder(path: Path) -> Path:
    return path.parent.rename(path.parents[1] / "archive") / path.name


MOVES = [to_another_name, to_another_folder, over_another, with_its_folder]


@pytest.mark.parametrize("killed", [False, True])
@pytest.mark.parametrize("move", MOVES)
def test_a_moved_file_is_followed(path: Path, owner: Owner, move: Callable[[Path], Path], killed: bool) -> None:
    target = move(path)
    assert owner.ask("set third") == f"done {target}"
    with pytest.raises(ProjectLockedError):
        Project.open(target)
    if path.parent.exists():
        assert not [name for name in names(path.parent) if name.startswith(("film", ".film"))]
    owner.end(killed=killed)
    assert settings(target) == {"first", "second", "third"}
    for ending in ("-wal", "-journal"):
        target.with_name(f"{target.name}{ending}.aside").unlink(missing_ok=True)  # of the file that was overwritten
    nothing_is_left(target.parent, *filter(Path.exists, [path.parent]))


@pytest.mark.parametrize("move", [to_another_name, to_another_folder, with_its_folder])
def test_what_a_killed_owner_left_follows_the_file(path: Path, owner: Owner, move: Callable[[Path], Path]) -> None:
    target = move(path)
    owner.end(killed=True)
    assert settings(target) == {"first", "second"}
    nothing_is_left(target.parent, *filter(Path.exists, [path.parent]))


def test_a_file_that_was_killed_in_a_checkpoint_is_completed(path: Path, owner: Owner) -> None:
    """Its content and time have changed since the last note, but not by anybody else."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        pages = {
            number for (number,) in connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'setting'")
        }
    target = to_another_name(path)
    owner.end(killed=True)
    with target.open("r+b") as stream:  # a page that the checkpoint had begun to write
        stream.seek((pages.pop() - 1) * 8192)
        stream.write(bytes(4096))
    assert settings(target) == {"first", "second"}
    nothing_is_left(target.parent)


def test_another_file_of_the_same_number_gets_nothing(path: Path, owner: Owner, other: Path) -> None:
    target = to_another_name(path)
    owner.end(killed=True)
    target.write_bytes(other.read_bytes())  # as where the system gives the number of a deleted file to a new one
    os.utime(target, (1, 1))
    assert settings(target) == {"theirs"}
    assert path.with_name("film.lstudio-wal").exists()


def test_what_a_killed_owner_left_follows_the_file_though_another_has_its_name(
    path: Path, owner: Owner, other: Path
) -> None:
    target = to_another_name(path)
    other.rename(path)
    owner.end(killed=True)
    assert settings(path) == {"theirs"}
    assert settings(target) == {"first", "second"}
    nothing_is_left(path.parent)


def test_a_reader_in_the_way_of_closing_a_moved_file_loses_nothing(path: Path) -> None:
    with Project.open(path) as project:
        reader = sqlite3.connect(path, isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM setting").fetchone()
        project._store.connection.execute("PRAGMA busy_timeout = 1")
        project.run(SetSetting("second", "value"))
        target = to_another_name(path)
        project.run(SetSetting("third", "value"))
    assert reader.execute("SELECT count(*) FROM setting").fetchone() == (1,)
    reader.close()
    assert settings(target) == {"first", "second", "third"}
    nothing_is_left(path.parent)


@pytest.mark.parametrize("write", [False, True])
def test_a_file_replaced_while_it_is_opened_once_more_is_not_touched(
    path: Path, other: Path, monkeypatch: pytest.MonkeyPatch, write: bool
) -> None:
    """Its own changes must not go into the new file by way of a connection that found it by name."""
    connect = store.connect

    def late(*arguments: Any, **options: Any) -> sqlite3.Connection:
        if other.exists():
            other.replace(path)
        return connect(*arguments, **options)

    content = other.read_bytes()
    with Project.open(path) as project:
        project.run(SetSetting("second", "value"))
        monkeypatch.setattr(store, "connect", late)
        with pytest.raises(ProjectDisplacedError):
            project.files.add_bytes(b"content") if write else project.files.has_blob("0" * 64)
        assert path.read_bytes() == content
        displaced = project.check_place()
        assert displaced is not None
    assert settings(path) == {"theirs"}
    assert settings(displaced.kept) == {"first", "second"}
    nothing_is_left(path.parent)


def test_the_former_name_can_be_used_again_at_once(path: Path) -> None:
    with Project.open(path) as project:
        add_picture(project)
        target = to_another_name(path)
        assert project.check_place() is None
        assert project.path == target
        with Project.create(path) as second:
            second.run(SetSetting("second film", "value"))
            project.run(SetSetting("second", "value"))
            project.close()
            assert names(path.parent) == [
                ".film.lstudio.lock", "film.lstudio", "film.lstudio-shm", "film.lstudio-wal", "renamed.lstudio",
            ]  # fmt: skip
            second.run(SetSetting("third film", "value"))
    assert settings(path) == {"second film", "third film"}
    assert settings(target) == {"first", "second"}
    nothing_is_left(path.parent)


def test_content_is_read_and_added_where_the_file_was_moved_to(path: Path) -> None:
    with Project.open(path) as project:
        add_picture(project, data=b"before")
        digest = project.media_list()[0].digest
        target = to_another_folder(path)
        assert project.files.read_blob(digest) == b"before"
        add_picture(project, data=b"after")
        assert project.path == target
    with Project.open(target) as project:
        assert {project.files.read(media) for media in project.media_list()} == {b"before", b"after"}


def test_a_name_that_is_open_elsewhere_is_not_followed(path: Path, other: Path) -> None:
    """Moved over a project that another window has open: each window keeps its own version."""
    with Project.open(path) as mine, Project.open(other) as theirs:
        mine.run(SetSetting("second", "value"))
        path.rename(other)
        displaced = mine.check_place()
        assert displaced is not None
        rescued = theirs.check_place()
        assert rescued is not None
    assert settings(displaced.kept) == {"first", "second"}
    assert settings(rescued.kept) == {"theirs"}
    assert settings(other) >= {"first"}
    nothing_is_left(path.parent)


# --- copied --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("killed", [False, True])
def test_a_plain_copy_is_complete_after_a_checkpoint(path: Path, tmp_path: Path, killed: bool) -> None:
    copy = tmp_path / "copy.lstudio"
    with Project.open(path) as project:
        project.run(SetSetting("second", "value"))
        project.checkpoint()
        assert path.with_name("film.lstudio-wal").stat().st_size == 0
        subprocess.run(["cp", path, copy], check=True)
        project.run(SetSetting("third", "value"))
        assert settings(copy) == {"first", "second"}
    assert settings(path) == {"first", "second", "third"}
    if killed:
        process = Owner(copy)
        process.ask("set fourth")
        process.end(killed=True)
        assert settings(copy) == {"first", "second", "fourth"}
    nothing_is_left(path.parent)


# --- several names -------------------------------------------------------------------------------------------------


def hard_link(path: Path) -> Path:
    alias = path.with_name("alias.lstudio")
    alias.hardlink_to(path)
    return alias


def symbolic_link(path: Path) -> Path:
    alias = path.with_name("alias.lstudio")
    alias.symlink_to(path)
    return alias


@pytest.mark.parametrize("killed", [False, True])
@pytest.mark.parametrize("link", [hard_link, symbolic_link])
def test_another_name_does_not_open_a_file_twice(
    path: Path, owner: Owner, link: Callable[[Path], Path], killed: bool
) -> None:
    alias = link(path)
    with pytest.raises(ProjectLockedError, match=f"another window.*{owner.process.pid}"):
        Project.open(alias)
    assert owner.ask("set third").startswith("done")
    owner.end(killed=killed)
    assert settings(alias) == {"first", "second", "third"}
    assert settings(path) == {"first", "second", "third"}
    nothing_is_left(path.parent)


def test_the_same_process_does_not_open_a_file_twice(path: Path) -> None:
    alias = hard_link(path)
    with Project.open(path), pytest.raises(ProjectLockedError):
        Project.open(alias)
    with Project.open(alias), pytest.raises(ProjectLockedError):
        Project.open(path)
    with Project.open(path, read_only=True), Project.open(alias, read_only=True):
        pass
    nothing_is_left(path.parent)


def test_the_lock_stays_on_the_file_after_it_was_compacted_and_moved(path: Path) -> None:
    alias = hard_link(path)
    with Project.open(path) as project:
        project.compact()
        to_another_folder(path)
        assert project.check_place() is None
        with pytest.raises(ProjectLockedError):
            Project.open(alias)
    nothing_is_left(alias.parent)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount")
def test_a_bind_mount_does_not_open_a_file_twice(path: Path, tmp_path: Path) -> None:
    alias = tmp_path / "mounted.lstudio"
    alias.touch()
    if subprocess.run(["mount", "--bind", path, alias], capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let root mount")
    try:
        with Project.open(path), pytest.raises(ProjectLockedError):
            Project.open(alias)
    finally:
        subprocess.run(["umount", alias], check=True)


# --- beside the file -----------------------------------------------------------------------------------------------


def delete_beside(path: Path, ending: str) -> None:
    path.with_name(path.name + ending).unlink()


def replace_beside(path: Path, ending: str) -> None:
    new = path.with_name("new")
    new.write_bytes(b"of somebody else" * 1000)
    new.replace(path.with_name(path.name + ending))


def move_beside(path: Path, ending: str) -> None:
    path.with_name(path.name + ending).rename(path.with_name(f"{path.name}{ending}.old"))


@pytest.mark.parametrize("killed", [False, True])
@pytest.mark.parametrize("ending", ["-wal", "-shm"])
@pytest.mark.parametrize("act", [delete_beside, replace_beside, move_beside])
def test_what_lies_beside_the_file_may_go(
    path: Path, owner: Owner, act: Callable[[Path, str], None], ending: str, killed: bool
) -> None:
    act(path, ending)
    assert owner.ask("set third") == f"done {path}"
    with Project.open(path, read_only=True) as reader:
        assert set(reader.settings()) == {"first", "second", "third"}
    owner.end(killed=killed)
    assert settings(path) == {"first", "second", "third"}
    for name in ("film.lstudio-wal.aside", f"film.lstudio{ending}.old"):
        path.with_name(name).unlink(missing_ok=True)
    nothing_is_left(path.parent)


def test_content_can_be_read_on_when_what_lies_beside_the_file_goes(path: Path) -> None:
    with Project.open(path) as project:
        data = os.urandom(3_000_000)
        add_picture(project, data=data)
        with project.files.open_blob(project.media_list()[0].digest) as reader:
            assert reader.read(10) == data[:10]
            delete_beside(path, "-wal")
            project.run(SetSetting("second", "value"))
            add_picture(project, data=b"small")
            assert reader.read() == data[10:]
        assert project.verify() == ()
    assert settings(path) == {"first", "second"}
    nothing_is_left(path.parent)


# --- save as -------------------------------------------------------------------------------------------------------


def test_a_project_that_another_window_has_open_is_not_replaced(path: Path, owner: Owner, other: Path) -> None:
    before = path.read_bytes()
    with Project.open(other) as mine:
        for write in (lambda: mine.save_to(path), lambda: mine.copy_to(path, overwrite=True)):
            with pytest.raises(ProjectLockedError, match=str(owner.process.pid)):
                write()
        assert path.read_bytes() == before
        mine.run(SetSetting("newer", "value"))
    assert owner.ask("set third") == f"done {path}"
    owner.end(killed=False)
    assert settings(path) == {"first", "second", "third"}
    assert settings(other) == {"theirs", "newer"}
    nothing_is_left(path.parent)


def test_a_project_that_this_process_has_open_is_not_replaced(path: Path, other: Path) -> None:
    with Project.open(path) as theirs, Project.open(other) as mine:
        alias = hard_link(path)
        for target in (path, alias):
            with pytest.raises(ProjectLockedError):
                mine.save_to(target)
        theirs.run(SetSetting("second", "value"))
    assert settings(path) == {"first", "second"}
    nothing_is_left(path.parent)


def test_what_a_killed_window_left_is_not_applied_to_the_copy(path: Path, owner: Owner, other: Path) -> None:
    owner.end(killed=True)
    assert path.with_name("film.lstudio-wal").stat().st_size > 0
    with Project.open(other) as mine, mine.save_to(path) as saved:
        assert set(saved.settings()) == {"theirs"}
        with pytest.raises(ProjectLockedError):
            Project.open(path)
    assert settings(path) == {"theirs"}
    nothing_is_left(path.parent)


def test_a_copy_that_fails_leaves_what_was_there_complete(
    path: Path, owner: Owner, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner.end(killed=True)
    monkeypatch.setattr("lance_studio.project.copying._counts", lambda connection: {"rows": id(connection)})
    with Project.open(other) as mine:
        with pytest.raises(ProjectError, match="does not hold"):
            mine.save_to(path)
        assert set(mine.settings()) == {"theirs"}
    assert settings(path) == {"first", "second"}
    nothing_is_left(path.parent)


def test_what_lies_beside_another_kind_of_file_is_set_aside(path: Path, other: Path) -> None:
    target = path.with_name("notes.lstudio")
    target.write_bytes(b"notes")
    target.with_name("notes.lstudio-wal").write_bytes(b"left")
    with Project.open(other) as mine:
        mine.save_to(target).close()
    assert settings(target) == {"theirs"}
    assert path.with_name("notes.lstudio-wal.aside").read_bytes() == b"left"


def test_a_reader_keeps_what_it_reads(path: Path, other: Path) -> None:
    with Project.open(path, read_only=True) as reader, Project.open(other) as mine:
        mine.save_to(path).close()
        assert set(reader.settings()) == {"first"}
    assert settings(path) == {"theirs"}


def test_locks_of_dead_processes_go_unless_they_tell_something(path: Path, tmp_path: Path) -> None:
    folder = paths.locks_dir()
    folder.mkdir(parents=True, exist_ok=True)
    left = tmp_path / "left.lstudio"
    (tmp_path / "left.lstudio-wal").write_bytes(b"changes")
    (folder / "1-1.lock").write_text(json.dumps({"path": str(tmp_path / "gone.lstudio")}))
    (folder / "1-2.lock").write_text(json.dumps({"path": str(left)}))
    (folder / "1-3.lock").write_text("[")
    lock._sweep.cache_clear()
    with Project.open(path):
        assert [name for name in names(folder) if name.startswith("1-")] == ["1-2.lock"]
    assert json.loads((folder / "1-2.lock").read_text())["path"] == str(left)


def test_nobody_waits_for_a_copy_in_another_thread(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a large project is copied, the window's thread is refused at once and can go on reading."""
    begun, go_on, keep = threading.Event(), threading.Event(), rescue.keep

    def slow(*arguments: Any) -> rescue.Copy:
        begun.set()
        assert go_on.wait(30)
        return keep(*arguments)

    monkeypatch.setattr(rescue, "keep", slow)
    with Project.open(path) as project:
        path.unlink()
        thread = threading.Thread(target=project.prepare_rescue)
        thread.start()
        assert begun.wait(30)
        for attempt in (lambda: project.run(SetSetting("second", "value")), project.check_place, project.close):
            with pytest.raises(ProjectDisplacedError, match="being kept"):
                attempt()
        assert set(project.settings()) == {"first"}
        go_on.set()
        thread.join()
        monkeypatch.undo()
        displaced = project.check_place()
        assert displaced is not None
        assert names(path.parent) == [
            ".film (recovered).lstudio.lock", "film (recovered).lstudio", "film (recovered).lstudio-shm",
            "film (recovered).lstudio-wal",
        ]  # fmt: skip
    assert settings(displaced.kept) == {"first"}


def test_a_prepared_copy_goes_when_the_file_comes_back(path: Path, tmp_path: Path) -> None:
    with Project.open(path) as project:
        saved = tmp_path / "saved"
        saved.hardlink_to(path)
        path.unlink()
        project.prepare_rescue()
        path.hardlink_to(saved)
        saved.unlink()
        assert project.check_place() is None
        project.run(SetSetting("second", "value"))
    assert settings(path) == {"first", "second"}
    nothing_is_left(path.parent)
    assert names(path.parent) == ["film.lstudio"]


def test_a_locks_folder_that_cannot_be_made_keeps_nobody_from_working(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "locks_dir", lambda: path / "locks")  # below a file
    with Project.open(path) as project:
        project.run(SetSetting("second", "value"))
        with pytest.raises(ProjectLockedError):
            Project.open(path)
    assert settings(path) == {"first", "second"}


def test_other_programs_see_a_plain_database(path: Path) -> None:
    """Nothing here depends on this program: what SQLite itself reads is the same."""
    with Project.open(path) as project:
        to_another_name(path)
        project.run(SetSetting("second", "value"))
        target = project.path
        with contextlib.closing(sqlite3.connect(target)) as connection:
            assert connection.execute("SELECT count(*) FROM setting").fetchone() == (2,)
    assert target.read_bytes()[18:20] == b"\x01\x01"
