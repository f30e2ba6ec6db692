import builtins
import errno
import os
from pathlib import Path

import pytest

from lance_studio.errors import CancelledError, OutputError
from lance_studio.media import output
from lance_studio.media.output import atomic_target, ensure_not_a_source, write_bytes


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_missing_folders_are_created_and_nothing_else_is_left(tmp_path: Path) -> None:
    write_bytes(tmp_path / "a" / "b" / "c.bin", b"content")
    assert (tmp_path / "a" / "b" / "c.bin").read_bytes() == b"content"
    assert names(tmp_path / "a" / "b") == ["c.bin"]


def test_the_usual_permissions_are_given(tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    write_bytes(tmp_path / "atomic", b"")
    assert (tmp_path / "atomic").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_an_existing_file_is_kept_without_leave_to_overwrite(tmp_path: Path) -> None:
    target = tmp_path / "x"
    target.write_bytes(b"old")
    with pytest.raises(OutputError, match="exists") as caught:
        write_bytes(target, b"new")
    assert caught.value.remedy
    assert target.read_bytes() == b"old"
    write_bytes(target, b"new", overwrite=True)
    assert target.read_bytes() == b"new"


def test_a_file_that_appears_during_the_work_is_kept(tmp_path: Path) -> None:
    target = tmp_path / "x"

    def work() -> None:
        with atomic_target(target) as temporary:
            temporary.write_bytes(b"ours")
            target.write_bytes(b"theirs")

    with pytest.raises(OutputError, match="exists"):
        work()
    assert target.read_bytes() == b"theirs"
    assert names(tmp_path) == ["x"]


@pytest.mark.parametrize("failure", [CancelledError(), KeyboardInterrupt(), RuntimeError("defect")])
def test_whatever_stops_the_work_leaves_the_old_file_alone(tmp_path: Path, failure: BaseException) -> None:
    target = tmp_path / "x"
    target.write_bytes(b"old")

    def work() -> None:
        with atomic_target(target, overwrite=True) as temporary:
            temporary.write_bytes(b"half")
            raise failure

    with pytest.raises(type(failure)):
        work()
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["x"]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "no space"),
        (errno.EDQUOT, "no space"),
        (errno.EFBIG, "larger"),
        (errno.EACCES, "may not be written"),
        (errno.EROFS, "may not be written"),
        (errno.ENAMETOOLONG, "too long"),
        (errno.EIO, "Input/output error"),
    ],
)
@pytest.mark.parametrize("step", ["open", "fsync", "replace"])
def test_a_refusing_disk_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str, step: str
) -> None:
    target = tmp_path / "x"
    target.write_bytes(b"old")

    def refuse(*_: object, **__: object) -> builtins.object:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(*((Path, step) if step == "replace" else (output.os, step)), refuse)
    with pytest.raises(OutputError, match=words) as caught:
        write_bytes(target, b"new", overwrite=True)
    monkeypatch.undo()
    assert caught.value.remedy
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["x"]


def test_folders_and_impossible_places_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for target in (tmp_path, tmp_path / "file" / "x", tmp_path / ("n" * 300), tmp_path / "a\x00b"):
        with pytest.raises(OutputError) as caught:
            write_bytes(target, b"", overwrite=True)
        assert caught.value.remedy
    assert names(tmp_path) == ["file"]


def test_a_symbolic_link_keeps_being_one(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to("real")
    write_bytes(tmp_path / "link", b"new", overwrite=True)
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"


def test_a_source_is_recognised_by_any_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "source.png"
    source.write_bytes(b"x")
    (tmp_path / "soft").symlink_to(source)
    (tmp_path / "hard").hardlink_to(source)
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path)
    for target in ("source.png", "soft", "hard", source, tmp_path / "folder" / ".." / "source.png"):
        with pytest.raises(OutputError, match="same file") as caught:
            ensure_not_a_source(target, [tmp_path / "other", source])
        assert caught.value.remedy


def test_other_targets_are_allowed(tmp_path: Path) -> None:
    (tmp_path / "source").write_bytes(b"x")
    (tmp_path / "copy").write_bytes(b"x")
    for target in ("copy", "new", "Source2"):
        ensure_not_a_source(tmp_path / target, [tmp_path / "source", tmp_path / "gone"])


def test_a_missing_source_is_recognised_by_its_path(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="same file"):
        ensure_not_a_source(tmp_path / "a" / ".." / "gone", [tmp_path / "gone"])
