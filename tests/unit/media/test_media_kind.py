import os
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lance_studio.errors import MediaError
from lance_studio.media.encode import write_mp4
from lance_studio.media.files import sha256_file
from lance_studio.media.kind import MediaKind, detect_kind

FRAMES = np.zeros((2, 16, 16, 3), np.uint8)


@pytest.mark.parametrize("picture_format", ["PNG", "JPEG", "WEBP", "GIF", "TIFF", "BMP", "AVIF"])
def test_pictures_are_recognised_whatever_their_name(tmp_path: Path, picture_format: str) -> None:
    path = tmp_path / "movie.mp4"
    Image.new("RGB", (8, 8)).save(path, format=picture_format)
    assert detect_kind(path) is MediaKind.IMAGE


def test_animations_count_as_videos(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (5, 5), colour) for colour in ("red", "blue")]
    for name in ("a.gif", "a.png", "a.webp"):
        frames[0].save(tmp_path / name, save_all=True, append_images=frames[1:])
        assert detect_kind(tmp_path / name) is MediaKind.VIDEO
    frames[0].save(tmp_path / "a.tif", save_all=True, append_images=frames[1:])
    assert detect_kind(tmp_path / "a.tif") is MediaKind.IMAGE


@pytest.mark.parametrize("name", ["clip.png", "clip", "film 100%d #1 ä: b.mp4", "-i.mp4"])
def test_videos_are_recognised_whatever_their_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    write_mp4(name, FRAMES, Fraction(12))
    assert detect_kind(name) is MediaKind.VIDEO


@pytest.mark.parametrize(
    "content",
    [
        b"hello, this is a letter\n" * 20,
        b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:9,\nhttp://127.0.0.1:9/a.ts\n",
        b"ffconcat version 1.0\nfile other.mp4\n",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        bytes(range(256)) * 8,
        b"RIFF\x00\x00\x00\x00WEBPVP8 ",
        b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic",
        b"\x89PNG\r\n\x1a\nbroken",
    ],
)
def test_everything_else_is_an_error_with_cause_and_remedy(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "thing.png"
    path.write_bytes(content)
    with pytest.raises(MediaError) as caught:
        detect_kind(path)
    assert "thing.png" in caught.value.cause
    assert caught.value.remedy


def test_missing_empty_folders_and_pipes_are_errors(tmp_path: Path) -> None:
    (tmp_path / "empty.png").touch()
    os.mkfifo(tmp_path / "pipe")
    for name, words in (("none", "does not exist"), ("empty.png", "empty"), (".", "folder"), ("pipe", "ordinary")):
        with pytest.raises(MediaError, match=words):
            detect_kind(tmp_path / name)
    with pytest.raises(MediaError):
        detect_kind("a\x00b")


def test_hash_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "abc").write_bytes(b"abc")
    assert sha256_file(tmp_path / "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
