"""`info` of media files: an object with stable keys for programs, lines for people, sentences for errors."""

import json
import struct
import subprocess
import sys
import zlib
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from lance_studio.cli import main
from lance_studio.media.encode import write_mp4
from lance_studio.media.images import write_png
from lance_studio.media.recipes import RECIPE_KEY, Recipe
from lance_studio.project.project import Project

KEYS = {
    "ok", "file", "bytes", "kind", "container", "codec", "width", "height", "stored_width", "stored_height",
    "pixel_aspect", "rotation", "frames", "pictures", "rate", "variable_rate", "duration", "duration_exact", "alpha",
    "bits", "interlaced", "colour", "sound", "warnings", "recipe",
}  # fmt: skip
RATE = Fraction(30000, 1001)
GREY = np.full((10, 32, 48, 3), 128, np.uint8)


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def document(capsys: pytest.CaptureFixture[str], name: str) -> dict[str, Any]:
    assert main.run(["info", name, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_film(capsys: pytest.CaptureFixture[str]) -> None:
    write_mp4("a.mp4", GREY, RATE, sound=[np.zeros((16016, 2), np.float32)])
    found = document(capsys, "a.mp4")
    assert found.keys() == KEYS
    expected = {"file": "a.mp4", "kind": "video", "container": "mp4", "codec": "h264", "width": 48, "height": 32}
    expected |= {"rate": "30000/1001", "frames": 10, "duration": 0.333667, "duration_exact": "1001/3000"}
    expected |= {"pixel_aspect": "1/1", "rotation": 0, "alpha": False, "recipe": None}
    assert {key: found[key] for key in expected} == expected
    assert found["colour"].keys() == {"space", "primaries", "transfer", "matrix", "range", "profile", "hdr"}
    assert found["colour"]["primaries"] == "bt709"
    facts = {"rate", "channels", "layout", "duration", "duration_exact", "codec"}
    assert found["sound"].keys() == facts | {"tracks", "track", "choices"}
    assert [choice.keys() for choice in found["sound"]["choices"]] == [
        facts | {"track", "start", "default", "language", "title"}
    ]
    assert (found["sound"]["rate"], found["sound"]["channels"]) == (48000, 2)


def test_a_picture_and_its_recipe(capsys: pytest.CaptureFixture[str]) -> None:
    write_png("a.png", GREY[0], recipe=Recipe("text_to_image", "a boat"))
    found = document(capsys, "a.png")
    assert found.keys() == KEYS
    assert (found["kind"], found["width"], found["height"], found["frames"]) == ("picture", 48, 32, 1)
    assert found["rate"] is found["duration"] is found["duration_exact"] is found["sound"] is None
    assert found["recipe"]["prompt"] == "a boat"
    assert main.run(["info", "a.png"]) == 0
    text = capsys.readouterr().out
    assert "48x32" in text
    assert "a boat" in text


def test_a_damaged_recipe_is_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    write_png("a.png", GREY[0])
    data = Path("a.png").read_bytes()
    content = RECIPE_KEY.encode() + b'\0{"format": 999}'
    chunk = struct.pack(">I", len(content)) + b"tEXt" + content + struct.pack(">I", zlib.crc32(b"tEXt" + content))
    Path("a.png").write_bytes(data[:33] + chunk + data[33:])
    found = document(capsys, "a.png")
    assert found["recipe"] is None
    assert "Update the application" in found["warnings"][0]


def test_lines_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    write_mp4("\x1b[2J.mp4", GREY, RATE)
    assert main.run(["info", "\x1b[2J.mp4"]) == 0
    text = capsys.readouterr().out
    assert "\x1b" not in text
    for words in ("film (mp4, h264)", "48x32", "10, 30000/1001 (29.970) a second", "0.334 s", "none", "no recipe"):
        assert words in text
    Image.new("RGBA", (4, 4)).save("a.png")
    assert main.run(["info", "a.png"]) == 0
    assert "stay transparent" in capsys.readouterr().out


@pytest.mark.parametrize("content", [None, b"", b"no media", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WAVE"])
def test_what_is_no_media_is_a_sentence(content: bytes | None, capsys: pytest.CaptureFixture[str]) -> None:
    if content is not None:
        Path("a.mp4").write_bytes(content)
    assert main.run(["info", "a.mp4", "--json"]) == 1
    failure = json.loads(capsys.readouterr().out)
    assert failure["ok"] is False
    assert "a.mp4" in failure["error"]["cause"]
    assert failure["error"]["remedy"]


def test_a_project_is_shown_as_one_and_what_only_looks_like_one_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    Project.create("a.lstudio").close()
    assert main.run(["info", "a.lstudio"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Holds: 0 media, 0 nodes, 0 messages, 0 jobs", "", "It has no timeline."
    ]  # fmt: skip
    Path("b.lstudio").write_bytes(b"SQLite format 3\0")
    assert main.run(["info", "b.lstudio"]) == 1
    assert "is not a Lance Studio project" in capsys.readouterr().err


def test_the_help_names_every_key(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["info", "--help"]) == 0
    text = capsys.readouterr().out
    assert [key for key in KEYS - {"ok"} if key not in text] == []


def test_neither_engine_nor_window_is_imported() -> None:
    write_png("a.png", GREY[0])
    code = (
        "import sys; from lance_studio.cli import main; code = main.run(['info', 'a.png', '--json']); "
        "sys.exit(code or any(name in sys.modules for name in ('torch', 'PySide6', 'transformers', 'sqlite3')))"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
