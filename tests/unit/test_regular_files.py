"""Only ordinary files are opened, nothing is waited for, and every other path is refused in words."""

import os
import socket
from pathlib import Path

import pytest

from lance_studio.errors import CheckpointError, LanceStudioError, MediaError
from lance_studio.regular_files import is_regular, open_regular, require_regular, shown_path

pytestmark = pytest.mark.timeout(20)


def strange(folder: Path) -> dict[str, Path]:
    """What may lie where a file is expected, by name."""
    os.mkfifo(folder / "pipe")
    (folder / "folder").mkdir()
    with socket.socket(socket.AF_UNIX) as made:
        # Bound by a relative name, because a socket's path may be 107 bytes long only.
        here = Path.cwd()
        os.chdir(folder)
        try:
            made.bind("socket")
        finally:
            os.chdir(here)
    (folder / "endless").symlink_to("/dev/zero")
    (folder / "to pipe").symlink_to(folder / "pipe")
    (folder / "circle").symlink_to(folder / "circle")
    (folder / "dangling").symlink_to(folder / "nothing")
    names = ("pipe", "folder", "socket", "endless", "to pipe", "circle", "dangling", "missing")
    return {name: folder / name for name in names} | {
        "device": Path("/dev/zero"),
        "long name": folder / ("n" * 300),
        "long path": Path("/".join(["p" * 200] * 30)),
        "NUL": Path(f"{folder}/a\0b"),
        "surrogate": folder / "\ud800.png",
    }


@pytest.mark.parametrize("read", [require_regular, open_regular])
def test_what_is_no_ordinary_file_is_refused_in_words_without_waiting(tmp_path: Path, read: object) -> None:
    for name, path in strange(tmp_path).items():
        with pytest.raises(MediaError) as caught:
            read(path, MediaError)  # type: ignore[operator]
        assert caught.value.cause.isprintable(), name
        assert len(caught.value.cause) < 320
        assert caught.value.remedy
        assert not is_regular(path)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("pipe", "is a pipe"),
        ("folder", "is a folder"),
        ("socket", "is a socket"),
        ("endless", "is a device"),
        ("device", "is a device"),
        ("circle", "is a link"),
        ("missing", "does not exist"),
        ("dangling", "does not exist"),
        ("long name", "longer than this system allows"),
        ("long path", "longer than this system allows"),
        ("NUL", "no usable file name"),
        ("surrogate", "no usable file name"),
    ],
)
def test_the_cause_says_what_lies_there(tmp_path: Path, name: str, words: str) -> None:
    with pytest.raises(CheckpointError, match=words):
        open_regular(strange(tmp_path)[name], CheckpointError)


def test_an_ordinary_file_is_read_through_a_link_unless_links_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"content")
    (tmp_path / "link").symlink_to(file)
    for path in (file, tmp_path / "link"):
        assert require_regular(path).st_size == 7
        assert is_regular(path)
        with open_regular(path) as stream:
            assert stream.read() == b"content"
    with open_regular(file, nofollow=True) as stream:
        assert stream.read() == b"content"
    with pytest.raises(LanceStudioError, match="is a link"):
        open_regular(tmp_path / "link", nofollow=True)


def test_a_pipe_that_takes_the_files_place_after_the_check_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"content")
    status = file.stat()
    file.unlink()
    os.mkfifo(file)
    monkeypatch.setattr("lance_studio.regular_files.require_regular", lambda *args, **options: status)
    with pytest.raises(LanceStudioError, match="is a pipe"):
        open_regular(file)


def test_paths_are_shown_short_and_printable() -> None:
    assert shown_path("/a/b.png") == "/a/b.png"
    assert shown_path("a\x1b[31m\n") == "a\\x1b[31m\\n"
    assert len(shown_path("n" * 5000)) == 200
