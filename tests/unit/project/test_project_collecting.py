"""A collected project holds everything, can be carried away, and changes nothing of what it was made from."""

import os
import shutil
from pathlib import Path

import pytest

from lance_studio.errors import CancelledError, MediaMissingError, NoSpaceError, OutputError, ProjectError
from lance_studio.media import space
from lance_studio.project import collecting
from lance_studio.project.collecting import Collected, collect, survey
from lance_studio.project.commands.media import AddMedia, RelinkMedia
from lance_studio.project.file_names import TakenNames, safe_name
from lance_studio.project.linking import check_relink
from lance_studio.project.project import Project
from lance_studio.project.rows import Media
from tests.unit.project.samples import add_picture, linked, names


def video(folder: Path, content: bytes = b"moving pictures", name: str = "clip.mp4") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_bytes(content)
    return file


def add(project: Project, file: Path) -> Media:
    row = linked(project, file)
    project.run(AddMedia(row))
    return row


def made(project: Project, target: Path, **options: object) -> Collected:
    return collect(project, project.media_list(), target, name="film", **options)  # type: ignore[arg-type]


def test_everything_is_found_on_another_computer(project: Project, tmp_path: Path) -> None:
    far = add(project, video(tmp_path / "videos"))
    near = add(project, video(project.folder / "takes", b"near"))
    node = add_picture(project, data=b"embedded")
    before = project.path.read_bytes()
    done = made(project, tmp_path / "out" / "film 1.2")
    assert done.files == 2
    assert names(done.folder) == ["film.lstudio", "media"]
    project.check_place()
    assert project.path.read_bytes() == before
    # Nothing of the old places is needed any more.
    shutil.rmtree(tmp_path / "videos")
    shutil.rmtree(project.folder / "takes")
    moved = shutil.move(done.folder, tmp_path / "elsewhere")
    with Project.open(Path(moved) / "film.lstudio") as copy:
        assert copy.missing_media() == []
        assert copy.foreign_links() == []
        assert {row.id: row.link for row in copy.media_list() if row.link} == {
            far.id: "media/clip.mp4", near.id: "media/clip (2).mp4"
        }  # fmt: skip
        assert copy.files.read(far.id) == b"moving pictures"
        assert copy.files.read(near.id) == b"near"
        assert copy.files.read(node.media_id) == b"embedded"
        assert copy.verify() == ()


def test_what_undo_brings_back_leads_to_the_copies_too(project: Project, tmp_path: Path) -> None:
    file = video(tmp_path / "videos")
    row = add(project, file)
    project.run(RelinkMedia(row.id, check_relink(row, shutil.copy(file, tmp_path / "moved.mp4"), project.folder)))
    done = made(project, tmp_path / "out")
    file.unlink()
    with Project.open(done.project) as copy:
        copy.undo()
        assert [medium.link for medium in copy.media_list()] == ["media/moved.mp4"]
        assert copy.missing_media() == []


def test_one_content_is_copied_once(project: Project, tmp_path: Path) -> None:
    first, second = add(project, video(tmp_path / "a")), add(project, video(tmp_path / "b", name="other.mp4"))
    done = made(project, tmp_path / "out")
    assert names(done.folder / "media") == ["clip.mp4"]
    with Project.open(done.project) as copy:
        assert {copy.media(first.id).link, copy.media(second.id).link} == {"media/clip.mp4"}  # type: ignore[union-attr]


def test_missing_files_are_named_and_only_left_out_on_request(project: Project, tmp_path: Path) -> None:
    here, file = add(project, video(tmp_path / "a", b"here")), video(tmp_path / "b")
    gone = add(project, file)
    file.unlink()
    found = survey(project.media_list(), project.folder, project.path)
    assert [each.media for each in found.missing] == [gone]
    assert "does not exist" in found.missing[0].why
    with pytest.raises(MediaMissingError):
        made(project, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    done = made(project, tmp_path / "out", without={gone.id})
    assert done.left_out == (gone,)
    with Project.open(done.project) as copy:
        assert [row.id for row in copy.missing_media()] == [gone.id]
        assert copy.files.read(here.id) == b"here"


def test_a_cancelled_collect_leaves_nothing(project: Project, tmp_path: Path) -> None:
    add(project, video(tmp_path / "videos", b"x" * 5_000))
    out = tmp_path / "out"
    out.mkdir()
    told: list[tuple[int, int, str]] = []
    with pytest.raises(CancelledError):
        made(
            project,
            out / "film",
            progress=lambda *step: told.append(step),
            cancelled=lambda: any(what == "clip.mp4" for _, _, what in told),
        )
    assert names(out) == []
    assert told[-1][2] == "clip.mp4"


def test_a_copy_that_differs_is_noticed(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(project, video(tmp_path / "videos"))
    real = collecting._copied_digest

    def damaging(media: Media, source: Path, copy: Path, account: object) -> str:
        digest = real(media, source, copy, account)  # type: ignore[arg-type]
        copy.write_bytes(b"moving pixtures")
        return digest

    monkeypatch.setattr(collecting, "_copied_digest", damaging)
    with pytest.raises(OutputError, match="differs from the file"):
        made(project, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert not list(tmp_path.glob(".lance-*"))


def test_a_file_that_changes_while_it_is_copied_is_refused(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = video(tmp_path / "videos")
    add(project, file)
    real = collecting._copy

    def late(media: Media, source: Path, copy: Path, account: object) -> None:
        source.write_bytes(b"another picture")
        real(media, source, copy, account)  # type: ignore[arg-type]

    monkeypatch.setattr(collecting, "_copy", late)
    with pytest.raises(MediaMissingError, match="has changed"):
        made(project, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_room_is_asked_for_before_anything_is_written(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(project, video(tmp_path / "videos", b"x" * 100_000))
    monkeypatch.setattr(space, "free_bytes", lambda _folder: space.RESERVE + 90_000)
    with pytest.raises(NoSpaceError, match="out"):
        made(project, tmp_path / "out")
    assert names(tmp_path) == ["project", "videos"]


@pytest.mark.parametrize("kind", ["file", "full"])
def test_what_is_there_is_never_written_over(project: Project, tmp_path: Path, kind: str) -> None:
    out = tmp_path / "out"
    if kind == "file":
        out.write_text("mine")
    else:
        video(out, name="mine.mp4")
    with pytest.raises(OutputError, match="is a file" if kind == "file" else "holds something"):
        made(project, out)
    assert out.is_file() or names(out) == ["mine.mp4"]


def test_an_empty_folder_is_taken(project: Project, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert made(project, tmp_path / "out").project.is_file()


def test_a_name_from_the_project_leads_nowhere_else(project: Project, tmp_path: Path) -> None:
    """The file's own name decides, and only its last part; a hostile link is not followed at all."""
    row = add(project, video(tmp_path / "videos", name="..  evil\n<b>.mp4"))
    done = made(project, tmp_path / "out")
    (copy,) = (done.folder / "media").iterdir()
    assert copy.name == "evil__b_.mp4"
    project._store.connection.execute("UPDATE media SET link = '../../etc/passwd' WHERE id = ?", (row.id,))
    project._kept = type(project._kept)(lambda: project._store.connection, shared=False)
    with pytest.raises(ProjectError):
        made(project, tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_what_a_killed_collect_left_goes_with_the_next_one(project: Project, tmp_path: Path) -> None:
    left = tmp_path / ".lance-0123456789abcdef.collect"
    video(left)
    os.utime(left, (0, 0))
    made(project, tmp_path / "out")
    assert not left.exists()


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("../../etc/passwd", "passwd"),
        ("a\\b\\c.mp4", "c.mp4"),
        ("..", "file"),
        ("con.mp4", "con_.mp4"),
        (".hidden", "hidden"),
        ("film v1.2", "film v1.2"),
        ("a\0b\x1b.mp4", "a_b_.mp4"),
        ("雨.mp4", "雨.mp4"),
    ],
)
def test_names_are_safe_on_every_disk(wanted: str, name: str) -> None:
    assert safe_name(wanted) == name


def test_names_differ_on_every_disk() -> None:
    taken = TakenNames()
    assert [taken.take(name) for name in ("Clip.mp4", "clip.MP4", "clip.mp4", "e\u0301.mp4", "\u00e9.mp4")] == [
        "Clip.mp4",
        "clip (2).MP4",
        "clip (3).mp4",
        "e\u0301.mp4",
        "\u00e9 (2).mp4",
    ]
    assert len(safe_name("x" * 400 + ".mp4").encode()) <= 200
