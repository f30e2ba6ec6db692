import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from lance_studio.errors import CommandRefusedError, MediaError, MediaMissingError, ProjectError
from lance_studio.media.digests import forget_all
from lance_studio.project.commands.media import AddMedia, RelinkMedia
from lance_studio.project.linking import Link, check_relink, resolve
from lance_studio.project.project import Project
from lance_studio.project.rows import Media
from tests.unit.project.samples import embedded, linked, names


def video(folder: Path, content: bytes = b"moving pictures") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "clip.mp4"
    file.write_bytes(content)
    return file


def add(project: Project, file: Path) -> Media:
    row = linked(project, file)
    project.run(AddMedia(row))
    return row


def test_a_linked_file_is_read_where_it_lies(project: Project, tmp_path: Path) -> None:
    file = video(tmp_path / "videos")
    row = add(project, file)
    assert row.link == str(file)
    assert project.files.path(row.id) == file
    assert project.files.read(row) == b"moving pictures"
    assert project.missing_media() == []
    assert not (tmp_path / "cache").exists()


def test_a_project_moves_together_with_the_files_below_it(project: Project, tmp_path: Path) -> None:
    row = add(project, video(project.folder / "videos"))
    assert row.link == "videos/clip.mp4"
    project.close()
    shutil.move(project.folder, tmp_path / "moved")
    with Project.open(tmp_path / "moved" / project.path.name) as again:
        assert again.files.path(row.id) == tmp_path / "moved" / "videos" / "clip.mp4"


def test_a_copy_in_another_folder_finds_the_same_files(project: Project, tmp_path: Path) -> None:
    below = add(project, video(project.folder / "videos"))
    beside = add(project, video(tmp_path / "videos", b"others"))
    project.copy_to(tmp_path / "copy.lstudio")
    with Project.open(tmp_path / "copy.lstudio") as copy:
        links = {row.id: row.link for row in copy.media_list()}
        assert links == {below.id: "project/videos/clip.mp4", beside.id: "videos/clip.mp4"}
        assert copy.missing_media() == []
        copy.undo()
        copy.undo()
        copy.redo()
        assert [row.link for row in copy.media_list()] == ["project/videos/clip.mp4"]


def test_a_vanished_file_is_found_again(project: Project, tmp_path: Path) -> None:
    file = video(tmp_path / "videos")
    row = add(project, file)
    moved = file.rename(tmp_path / "elsewhere.mp4")
    assert project.missing_media() == [row]
    with pytest.raises(MediaMissingError, match="does not exist") as caught:
        project.files.path(row)
    assert caught.value.media_id == row.id
    assert "Relink" in caught.value.remedy
    changes = project.relink(row.id, moved)
    assert changes.media == {row.id}
    assert project.files.path(row.id) == moved
    project.undo()
    assert project.media(row.id) == row


def test_another_file_is_not_taken_for_it(project: Project, tmp_path: Path) -> None:
    row = add(project, video(tmp_path / "videos"))
    other = video(tmp_path / "others", b"MOVING PICTURES")
    with pytest.raises(ProjectError, match="content differs"):
        project.relink(row.id, other)
    with pytest.raises(MediaError, match="does not exist"):
        project.relink(row.id, tmp_path / "none")
    with pytest.raises(CommandRefusedError):
        project.run(RelinkMedia(row.id, Link("x", row.size + 1, 0)))
    assert project.media(row.id) == row
    inside = embedded(project)
    project.run(AddMedia(inside))
    with pytest.raises(CommandRefusedError, match="needs no file"):
        project.run(RelinkMedia(inside.id, Link("x", inside.size, 0)))


@pytest.mark.parametrize("content", [b"moving PICTURES", b"shorter", b""])
def test_a_changed_file_is_noticed(project: Project, tmp_path: Path, content: bytes) -> None:
    file = video(tmp_path / "videos")
    row = add(project, file)
    file.write_bytes(content)
    os.utime(file, ns=(0, 1))
    with pytest.raises(MediaMissingError, match=r"changed|empty"):
        project.files.path(row)
    with pytest.raises(MediaMissingError):
        project.collect()
    assert project.media(row.id) == row


def test_a_file_with_another_time_and_the_same_content_is_the_same_file(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = video(tmp_path / "videos")
    row = add(project, file)
    os.utime(file, ns=(0, 1))
    assert project.files.path(row) == file

    def read_again(path: Path) -> str:
        raise AssertionError(f"{path} is read for a second time")

    for module in ("project.linking", "media.digests"):
        monkeypatch.setattr(f"lance_studio.{module}.sha256_file", read_again)
    assert project.files.path(row) == file


def test_a_changed_time_costs_one_reading_and_not_one_in_each_session(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lance_studio.media.identity._FINE_STEP_NS", -(10**10))
    file = video(tmp_path / "videos")
    row = add(project, file)
    os.utime(file, ns=(0, 1))
    assert resolve(row, project.folder) == file
    forget_all()
    monkeypatch.setattr("lance_studio.media.digests.sha256_file", lambda path: pytest.fail(f"{path} is read again"))
    assert resolve(row, project.folder) == file
    # Whoever wants certainty has it read.
    monkeypatch.setattr("lance_studio.project.linking.sha256_file", lambda path: "0" * 64)
    with pytest.raises(MediaMissingError, match="changed"):
        resolve(row, project.folder, trust_time=False)


def test_collecting_makes_the_project_independent(project: Project, tmp_path: Path) -> None:
    file = video(tmp_path / "videos")
    row = add(project, file)
    changes = project.collect()
    assert changes.media == {row.id}
    file.unlink()
    assert project.media(row.id) == replace(row, link=None, modified_ns=None)
    assert project.files.read(row.id) == b"moving pictures"
    assert project.verify() == ()
    assert not project.collect()
    project.undo()
    assert project.missing_media() == [row]
    project.redo()
    assert project.missing_media() == []


@pytest.mark.parametrize("link", ["../clip.mp4", "a/../../clip.mp4", "", ".", "a\0b", "videos", "/dev/zero"])
def test_a_place_that_no_import_can_have_written_is_not_looked_up(project: Project, tmp_path: Path, link: str) -> None:
    file = video(tmp_path)
    row = replace(linked(project, file), link=link)
    (project.folder / "videos").mkdir()
    with pytest.raises(MediaMissingError):
        resolve(row, project.folder)
    assert names(project.folder / "videos") == []


def test_the_original_is_never_written(project: Project, tmp_path: Path) -> None:
    file = video(tmp_path / "videos")
    status = file.stat()
    row = add(project, file)
    check_relink(row, file, project.folder)
    project.files.path(row)
    project.collect()
    project.close()
    assert (file.stat().st_mtime_ns, file.read_bytes()) == (status.st_mtime_ns, b"moving pictures")
    assert names(file.parent) == ["clip.mp4"]
