import os
from pathlib import Path

import pytest
import typer

from lance_studio.cli.options import named_project
from lance_studio.cli.render import RenderOptions
from lance_studio.cli.results import Target, next_name
from lance_studio.errors import OutputError
from lance_studio.media.output import write_bytes


def test_names_count_on_after_pictures_and_videos(tmp_path: Path) -> None:
    assert next_name(tmp_path, ".png") == "lance-0001.png"
    for name in ("lance-0001.png", "lance-0007.mp4", "lance-0009.jpg", "lance-12.png", "lance-0011.png.bak"):
        (tmp_path / name).touch()
    assert next_name(tmp_path, ".png") == "lance-0008.png"
    (tmp_path / "lance-9999.png").touch()
    assert next_name(tmp_path, ".mp4") == "lance-10000.mp4"


def test_a_result_is_never_written_over_a_dangling_link(tmp_path: Path) -> None:
    (tmp_path / "lance-0001.png").symlink_to("nowhere")
    assert next_name(tmp_path, ".png") == "lance-0002.png"


@pytest.mark.parametrize("name", ["x.mp4", "x.jpg", "x", "png", "x.png.mp4"])
def test_a_picture_ends_with_png(tmp_path: Path, name: str) -> None:
    with pytest.raises(typer.BadParameter, match=r"\.png"):
        Target(tmp_path / name, ".png", overwrite=True).check([])


def test_the_ending_may_be_written_large(tmp_path: Path) -> None:
    Target(tmp_path / "X.PNG", ".png", overwrite=False).check([])


def test_an_existing_file_needs_leave(tmp_path: Path) -> None:
    target = tmp_path / "x.png"
    target.touch()
    with pytest.raises(OutputError, match="--overwrite"):
        Target(target, ".png", overwrite=False).check([])
    Target(target, ".png", overwrite=True).check([])


def test_a_source_is_never_replaced(tmp_path: Path) -> None:
    source, link = tmp_path / "x.png", tmp_path / "link.png"
    source.touch()
    link.symlink_to(source)
    with pytest.raises(OutputError, match="input"):
        Target(link, ".png", overwrite=True).check([source])


def test_impossible_places_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder.png").mkdir()
    with pytest.raises(OutputError, match="is not a folder"):
        Target(tmp_path / "file" / "sub" / "x.png", ".png", overwrite=False).check([])
    with pytest.raises(OutputError, match="is a folder"):
        Target(tmp_path / "folder.png", ".png", overwrite=True).check([])
    Target(tmp_path / "new" / "folders" / "x.png", ".png", overwrite=False).check([])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_leave_to_write_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="may not be written"):
        Target(tmp_path / "x.png", ".png", overwrite=False).check([])


def test_a_result_whose_place_was_taken_meanwhile_is_kept_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    place = tmp_path / "x.png"
    place.write_bytes(b"theirs")
    with pytest.raises(OutputError, match="exists already") as caught:
        Target(place, ".png", overwrite=False).save(
            lambda path, overwrite: write_bytes(path, b"ours", overwrite=overwrite)
        )
    assert place.read_bytes() == b"theirs"
    [kept] = tmp_path.glob("*/result.png")
    assert str(kept) in caught.value.remedy
    assert kept.read_bytes() == b"ours"


@pytest.mark.parametrize("name", ["a" * 300 + ".png", "a\0b.png"])
def test_names_that_no_disk_takes_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError, match=r"too long|not a usable|null"):
        Target(tmp_path / name, ".png", overwrite=False).check([])


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="there is no folder that refuses files")
def test_a_place_that_takes_no_files_is_refused_now() -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        Target(Path("/proc/x.png"), ".png", overwrite=False).check([])


def test_several_results_get_numbers_before_the_ending(tmp_path: Path) -> None:
    target = Target(tmp_path / "a.b.png", ".png", overwrite=False)
    assert target.numbered(1) == (target,)
    assert [one.path for one in target.numbered(3)] == [tmp_path / f"a.b-{number}.png" for number in (1, 2, 3)]
    # Without a name each gets the next free one as late as possible.
    assert {one.path for one in Target(None, ".png", overwrite=False).numbered(2)} == {None}


@pytest.mark.parametrize(
    ("name", "written"),
    [("trailer 2.0", "trailer 2.0.mp4"), ("a.b.MP4", "a.b.MP4"), ("v1.2", "v1.2.mp4"), ("x.mov", "x.mov"), ("x", "x")],
)
def test_a_number_after_a_dot_is_part_of_the_name(tmp_path: Path, name: str, written: str) -> None:
    assert Target.named(tmp_path / name, ".mp4", overwrite=False).path == tmp_path / written
    assert Target.named(None, ".mp4", overwrite=False).path is None


def test_a_projects_name_keeps_its_dots(tmp_path: Path) -> None:
    assert named_project(tmp_path / "film v1.2") == tmp_path / "film v1.2.lstudio"
    (tmp_path / "film v1.2").touch()
    assert named_project(tmp_path / "film v1.2") == tmp_path / "film v1.2"
    assert named_project(None) is None


@pytest.mark.parametrize(
    ("output", "form", "path"),
    [
        ("trailer 2.0", "mp4", "trailer 2.0.mp4"),
        ("take 2.0/", "pictures", "take 2.0"),
        ("frames", "pictures", "frames"),
    ],
)
def test_a_rendering_named_with_a_number_is_a_film(output: str, form: str, path: str) -> None:
    wish = RenderOptions(output=output)
    assert (wish.form, wish.path) == (form, Path(path))
