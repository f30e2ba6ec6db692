"""Another program writes into the open project's file, in place: that is noticed, and what is still known is kept."""

import os
import shutil
import threading
from pathlib import Path

import pytest

from lance_studio.errors import ProjectDisplacedError
from lance_studio.project.commands.nodes import RenameNode
from lance_studio.project.commands.settings import SetSetting
from lance_studio.project.place import Fate, Finding
from lance_studio.project.project import Project
from tests.unit.project.samples import add_picture, names

OLD, NEW = b"old" * 400_000, b"new" * 400_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "films"
    folder.mkdir()
    return folder / "film.lstudio"


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    return tmp_path / "backup"


def overwrite(source: Path, target: Path) -> None:
    """As `cp` does: the file stays the same, its content does not."""
    before = target.stat().st_ino
    shutil.copyfile(source, target)
    assert target.stat().st_ino == before


def contents(path: Path) -> tuple[list[str], dict[str, str]]:
    with Project.open(path) as project:
        return [node.name for node in project.nodes()], project.settings()


def test_a_backup_that_is_copied_over_it_stays_as_it_is_and_the_rows_are_kept(path: Path, backup: Path) -> None:
    with Project.create(path) as project:
        node = add_picture(project, data=OLD, name="first")
        project.checkpoint()
        overwrite_with = shutil.copyfile(path, backup)
        # Nothing but a row that is there already: neither the file's size nor anything else in its head tells.
        project.run(RenameNode(node.id, "renamed"))
        project.run(SetSetting("mine", "value"))
        project.require_readable()
        project.checkpoint()
        overwrite(overwrite_with, path)
        assert project.look() == Finding(Fate.OVERWRITTEN)
        with pytest.raises(ProjectDisplacedError, match=r"overwritten by another program.*without its steps to undo"):
            project.run(SetSetting("lost", "value"))
        assert project.displaced is not None
        assert (project.displaced.fate, project.displaced.lost) == (Fate.OVERWRITTEN, 0)
        assert project.path == path.with_name("film (recovered).lstudio")
        assert project.verify() == ()
        assert project.files.read(project.media_list()[0]) == OLD
    assert names(path.parent) == ["film (recovered).lstudio", "film.lstudio"]
    assert path.read_bytes() == backup.read_bytes()
    assert contents(path) == (["first"], {})
    assert contents(path.with_name("film (recovered).lstudio")) == (["renamed"], {"mine": "value"})


def test_pictures_that_were_overwritten_are_counted(path: Path, tmp_path: Path) -> None:
    with Project.create(tmp_path / "other.lstudio") as other:
        add_picture(other, data=OLD, name="theirs")
    with Project.create(path) as project:
        add_picture(project, data=NEW, name="mine")
        project.require_readable()
        project.checkpoint()
        overwrite(tmp_path / "other.lstudio", path)
        displaced = project.check_place()
        assert displaced is not None
        assert displaced.lost == 1
        assert "without 1 of its pictures and videos" in displaced.error().cause
        assert project.verify() == ("The content of the medium 'picture.png' is missing.",)
    assert contents(path)[0] == ["theirs"]
    assert contents(path.with_name("film (recovered).lstudio"))[0] == ["mine"]


@pytest.mark.parametrize("content", [b"", b"no project at all" * 5000])
def test_whatever_overwrites_it(path: Path, content: bytes) -> None:
    with Project.create(path) as project:
        add_picture(project, data=OLD, name="mine")
        project.require_readable()
        project.checkpoint()
        path.write_bytes(content)
        assert project.check_place() is not None
        assert [node.name for node in project.nodes()] == ["mine"]
    assert path.read_bytes() == content
    assert contents(path.with_name("film (recovered).lstudio"))[0] == ["mine"]


def test_closing_notices_it_too(path: Path, backup: Path) -> None:
    project = Project.create(path)
    node = add_picture(project, name="mine")
    project.checkpoint()
    shutil.copyfile(path, backup)
    project.run(RenameNode(node.id, "renamed"))
    project.require_readable()
    project.checkpoint()
    overwrite(backup, path)
    with pytest.raises(ProjectDisplacedError, match="overwritten"):
        project.close()
    assert path.read_bytes() == backup.read_bytes()
    assert contents(path.with_name("film (recovered).lstudio"))[0] == ["renamed"]


def test_who_only_touches_the_file_changes_nothing(path: Path) -> None:
    with Project.create(path) as project:
        for number in range(3):
            project.run(SetSetting(str(number), "value"))
            if number:
                project.checkpoint()
            os.utime(path, (number, number))
            assert project.look() is None
        project.run(SetSetting("last", "value"))
        assert project.displaced is None
    assert names(path.parent) == ["film.lstudio"]


def test_own_work_is_never_taken_for_it(path: Path) -> None:
    """Commits, checkpoints and additions of four threads, while a fifth looks."""
    with Project.create(path) as project:
        findings: list[Finding | None] = []
        errors: list[BaseException] = []
        over = threading.Event()

        def until_over(work: object) -> threading.Thread:
            def run() -> None:
                try:
                    while not over.is_set():
                        work()  # type: ignore[operator]
                except BaseException as error:
                    errors.append(error)

            return threading.Thread(target=run)

        count = iter(range(1_000_000))
        threads = [
            until_over(project.checkpoint),
            until_over(project.checkpoint),
            until_over(lambda: project.files.add_bytes(str(next(count)).encode() * 10_000)),
            until_over(lambda: findings.append(project.look())),
        ]
        for thread in threads:
            thread.start()
        for number in range(60):
            project.run(SetSetting(str(number), "value" * 5000))
        over.set()
        for thread in threads:
            thread.join()
        assert errors == []
        assert set(findings) <= {None}
        assert project.displaced is None
        assert project.verify() == ()


def test_compacting_is_own_work_as_well(path: Path) -> None:
    with Project.create(path) as project:
        for number in range(12):
            add_picture(project, data=os.urandom(1 << 20), name=str(number))
        project.compact()
        project.run(SetSetting("mine", "value"))
        project.checkpoint()
        project.compact()
        assert project.look() is None
        project.run(SetSetting("more", "value"))
        assert project.displaced is None
