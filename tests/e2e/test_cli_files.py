"""`render` on media files: frames are told apart by the number painted into each."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import opentimelineio as otio
import pytest
from PIL import Image

from lance_studio.cli import main
from lance_studio.media.images import load_image, write_png
from lance_studio.media.probe import probe
from tests.reading import plain_frames
from tests.unit.media.painted import foreign_clip, painted, painted_clip, read_number

ROOT = Path(__file__).parents[2]

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `render` in an empty current folder and gives its JSON."""
    monkeypatch.chdir(tmp_path)
    # The temporary project lies here, too, so that a test sees whether it goes.
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def run_json(*arguments: str | Path) -> dict[str, Any]:
        code = main.run(["render", *map(str, arguments), "--json"])
        captured = capsys.readouterr()
        document = json.loads(captured.out)
        assert (code, document["ok"]) == (0, True), captured
        return document

    return run_json


def names() -> list[str]:
    return sorted(path.name for path in Path().iterdir())


def shown(path: str) -> list[tuple[int, int]]:
    return [read_number(np.where(frame < 40, 0, frame).astype(np.uint8)) for frame in plain_frames(path)]


def tone(path: str, seconds: float) -> None:
    with av.open(path, "w") as container:
        stream = container.add_stream("pcm_s16le", rate=48_000, layout="mono")
        samples = (np.sin(np.arange(round(seconds * 48_000)) / 20) * 9000).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(samples[None], format="s16", layout="mono")
        frame.sample_rate = 48_000
        container.mux(stream.encode(frame))
        container.mux(stream.encode())


@pytest.mark.parametrize(
    ("rate", "size"),
    [
        (Fraction(24), (96, 64)),
        (Fraction(30000, 1001), (96, 64)),
        (Fraction(240), (96, 64)),
        (Fraction(7, 2), (96, 64)),
        (Fraction(25), (97, 65)),
        (Fraction(25), (2048, 32)),
    ],
    ids=str,
)
def test_one_film_keeps_its_size_its_rate_and_all_its_frames(run: Run, rate: Fraction, size: tuple[int, int]) -> None:
    painted_clip(Path("a.mp4"), 21, rate=rate, size=size)
    result = run("a.mp4", "-o", "out.mp4")
    facts = probe("out.mp4")
    assert (facts.width, facts.height, facts.frame_rate, facts.frame_count) == (*size, rate, 21)
    assert (result["width"], result["height"], result["rate"], result["frames"]) == (*size, str(rate), 21)
    assert shown("out.mp4") == [(number, 0) for number in range(21)]


def test_files_follow_one_another_and_others_cover_them(run: Run) -> None:
    painted_clip(Path("a.mp4"), 10, tag=1)
    foreign_clip(Path("b.mov"), count=6)
    painted_clip(Path("c.mp4"), 4, tag=3)
    write_png("d.png", painted(9, 4))
    run("a.mp4", "b.mov", "-o", "out.mp4")
    assert shown("out.mp4") == [*((number, 1) for number in range(10)), *((number, 0) for number in range(6))]
    run("a.mp4", "--over", "c.mp4", "-o", "over.mp4")
    assert shown("over.mp4") == [*((number, 3) for number in range(4)), *((number, 1) for number in range(4, 10))]
    # The last one lies on top.
    run("a.mp4", "--over", "c.mp4", "--over", "d.png", "-o", "both.png", "--at", "0")
    assert read_number(load_image("both.png")) == (9, 4)
    assert names() == ["a.mp4", "b.mov", "both.png", "c.mp4", "d.png", "out.mp4", "over.mp4"]


def test_frames_are_written_by_time_and_by_number(run: Run) -> None:
    painted_clip(Path("a.mp4"), 30, rate=Fraction(30000, 1001))
    for text, number in (("0.033", 1), ("17f", 17), ("00:00:00:20", 20), ("29", 29)):
        result = run("a.mp4", "-o", "out.png", "--at", text, "--overwrite")
        assert read_number(load_image("out.png"))[0] == number
        assert [f"frame {number}" in warning for warning in result["warnings"]] == [True] * (text == "29")
    run("a.mp4", "-o", "frames/", "--range", "0:0.1")
    files = sorted(Path("frames").iterdir())
    assert [read_number(load_image(file))[0] for file in files] == [0, 1, 2]


def test_pictures_and_sounds_make_films_too(run: Run) -> None:
    write_png("a.png", painted(5, 1))
    tone("a.wav", 0.5)
    result = run("a.png", "-o", "still.mp4")
    assert (result["frames"], result["rate"], result["width"]) == (120, "24", 96)
    assert run("a.wav", "-o", "sound.mp4")["frames"] == 12
    run("a.png", "a.wav", "-o", "both.mp4")
    with av.open("both.mp4") as container:
        assert [stream.type for stream in container.streams] == ["video", "audio"]


def test_other_programs_are_told_where_the_files_lie(run: Run, tmp_path: Path) -> None:
    painted_clip(Path("a.mp4"), 10)
    write_png("b.png", painted(5, 1))
    assert run("a.mp4", "b.png", "-o", "cut.otio")["media"] == []
    document = otio.adapters.read_from_file("cut.otio")
    urls = [clip.media_reference.target_url for clip in document.find_clips()]
    assert urls == [f"file://{tmp_path}/a.mp4", f"file://{tmp_path}/b.png"]
    assert names() == ["a.mp4", "b.png", "cut.otio"]


def test_what_is_not_as_its_maker_meant_it_is_said(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    Image.new("RGB", (32, 32), "red").save("a.tif", save_all=True, append_images=[Image.new("RGB", (32, 32), "blue")])
    result = run("a.tif", "-o", "out.png", "--at", "0")
    assert ["a.tif: " in warning and "2 pictures" in warning for warning in result["warnings"]] == [True]
    assert main.run(["render", "a.tif", "-o", "out.png", "--at", "0", "--overwrite"]) == 0
    assert "Note: a.tif: " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["a.mp4", "none.mkv", "-o", "out.mp4"], 1, "'none.mkv' does not exist"),
        (["a.mp4", "text.txt", "-o", "out.mp4"], 1, "'text.txt'"),
        (["cut.mp4", "-o", "out.mp4"], 1, "'cut.mp4'"),
        (["a.mp4", "short.wav", "-o", "out.mp4"], 1, "'short.wav' is shorter than one frame"),
        (["a.mp4", "--over", "long.wav", "-o", "out.mp4"], 2, "'long.wav' is a sound"),
        (["a.mp4", "-o", "a.mp4", "--overwrite"], 1, "same file as the input"),
        (["a.mp4", "--over", "b.png", "-o", "b.png", "--at", "0", "--overwrite"], 1, "same file as the input"),
        (["a.mp4", "-o", "out.mp4", "--timeline", "Main"], 2, "--timeline belongs to a project"),
        (["p.lstudio", "a.mp4", "-o", "out.mp4"], 2, "Give one project, or media files"),
        (["a.mp4", "-o", "out.png", "--at", "3f"], 2, "has no frame at 3f"),
    ],
)
def test_what_cannot_be_laid_out_is_named_and_nothing_is_left(
    run: Run, arguments: list[str], code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    painted_clip(Path("a.mp4"), 3)
    write_png("b.png", painted(1))
    Path("cut.mp4").write_bytes(Path("a.mp4").read_bytes()[:900])
    Path("text.txt").write_text("no media", encoding="utf-8")
    tone("short.wav", 0.01)
    tone("long.wav", 1)
    before = {name: Path(name).read_bytes() for name in names()}
    assert main.run(["render", *arguments]) == code
    captured = capsys.readouterr()
    assert words in captured.err
    assert captured.out == ""
    assert {name: Path(name).read_bytes() for name in names()} == before


@pytest.mark.parametrize("place", ["out.mp4", "frames/", "out.otio"])
def test_a_full_disk_leaves_nothing_half_done(run: Run, tmp_path: Path, place: str) -> None:
    painted_clip(Path("a.mp4"), 10)
    script = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300)); "
        "from lance_studio.cli import main; sys.exit(main.run(sys.argv[1:]))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    result = subprocess.run(
        [sys.executable, "-c", script, "render", "a.mp4", "-o", place],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env=environment,
    )
    assert (result.returncode, result.stdout) == (1, "")
    assert "Error: " in result.stderr
    assert "Traceback" not in result.stderr
    assert names() == ["a.mp4"]
