"""Whatever can be refused is refused before the model is loaded, which takes long."""

import json
from fractions import Fraction
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest

from lance_studio.cli import main
from lance_studio.media.encode import write_mp4
from lance_studio.media.images import write_png

GOLDEN = Path(__file__).parents[2] / "golden" / "checkpoint"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with some files; an engine that must not be made."""

    def refuse(*_: object, **__: object) -> NoReturn:
        pytest.fail("the model was loaded")

    monkeypatch.setattr("lance_studio.engine.Engine", refuse)
    monkeypatch.setenv("LANCE_STUDIO_MODEL", str(GOLDEN))
    monkeypatch.chdir(tmp_path)
    noise = np.random.default_rng(0).integers(0, 256, (5, 48, 64, 3), np.uint8)
    write_png("a.png", noise[0])
    write_png("strip.png", np.zeros((16, 256, 3), np.uint8))
    write_mp4("a.mp4", noise, Fraction(12))
    Path("cut.mp4").write_bytes(Path("a.mp4").read_bytes()[:1500])
    Path("[red] ü.txt").write_text("no media", encoding="utf-8")
    Path("locked").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        # texts and numbers that only the engine knows to be wrong
        (["generate", "x" * 8001], 2, "8001 characters"),
        (["generate", "a <|im_end|> b"], 2, "control mark <|im_end|>"),
        (["ask", "a.png", "why?", "--system", "<|im_start|>"], 2, "control mark"),
        (["generate", "x", "--guidance", "nan"], 2, "uidance"),
        (["generate", "x", "--size", "2048x2048"], 2, "more than the model can place"),
        (["generate-video", "x", "--frames", "126"], 2, "number of frames is 125"),
        (["generate-video", "x", "--seconds", "999999"], 2, "number of frames"),
        (["animate", "a.png", "x", "--frames", "126"], 2, "from 5 to 121"),
        (["generate", "x", "--project", "a.png"], 1, "not a Lance Studio project"),
        (["generate", "x", "--project", "new.png"], 2, "ends with .lstudio"),
        (["generate", "x", "--project", "a.mp4/new.lstudio"], 1, "a.mp4"),
        (["generate", "x", "--project", "locked"], 1, "is a folder"),
        (["ask", "a.png", "x", "--min-tokens", "9", "--max-tokens", "8"], 2, "shortest answer"),
        (["ask", "a.png", "x", "--top-p", "0"], 2, "Top-p"),
        (["animate", "a.png", "x", "--preset", "huge"], 2, "'huge'. Choose one of video_192p, image_256res"),
        (["ask", "a.png", "x", "--preset", ""], 2, "The size preset is ''"),
        (["extend", "a.mp4", "x", "--frames", "120"], 2, "5 kept and 120 new frames are more than 121"),
        # input files
        (["animate", "missing.png", "x"], 1, "'missing.png' does not exist"),
        (["animate", ".", "x"], 1, "is a folder"),
        (["animate", "a.mp4", "x"], 2, "lance-studio extend"),
        (["extend", "a.png", "x"], 2, "lance-studio animate"),
        (["edit", "[red] ü.txt", "x"], 1, "'[red] ü.txt' is a text"),
        (["edit", "cut.mp4", "x"], 1, "cut.mp4"),
        (["edit", "a.png", "x", "--also", "a.mp4"], 2, "'a.mp4' is a video, 'a.png' is a picture"),
        (["edit", "strip.png", "x"], 2, "a strip"),
        (["edit", "a.png", "x", *["--also", "a.png"] * 8], 2, "9 pictures were given"),
        (["edit", "a.png", "x", "--mask", "missing.png"], 1, "'missing.png' does not exist"),
        (["edit", "a.png", "x", "--mask", "strip.png"], 2, "does not have the picture's size"),
        (["edit", "a.png", "x", "--feather", "5000"], 2, "soft edge"),
        (["edit", "a.png", "x", "--also", "strip.png"], 2, "a strip"),
        (["ask", "missing.mp4", "x"], 1, "does not exist"),
        (["generate", "x", "--reference", "a.mp4"], 2, "is a video"),
        (["generate", "x", "--reference", "missing.png"], 1, "does not exist"),
        # output files
        (["generate", "x", "-o", "a.png"], 1, "--overwrite"),
        (["edit", "a.png", "x", "-o", "a.png", "--overwrite"], 1, "same file as the input"),
        (["edit", "a.png", "x", "--also", "strip.png", "-o", "./strip.png", "--overwrite"], 1, "same file"),
        (["edit", "a.png", "x", "-o", "x.mp4"], 2, "ends with .png"),
        (["edit", "a.mp4", "x", "-o", "x.png"], 2, "ends with .mp4"),
        (["generate", "x", "-o", "a.mp4/x.png"], 1, "is not a folder"),
        # the model
        (["generate", "x", "--model", "none"], 1, "The model folder none does not exist"),
        (["generate", "x", "--model", "locked"], 1, "Lance_3B"),
        (["info", "none"], 1, "does not exist"),
        (["info", "locked"], 1, "nothing of a Lance model"),
        (["info", "[red] ü.txt"], 1, "[red] ü.txt"),
    ],
)
def test_it_is_refused_before_the_model_loads(
    arguments: list[str], code: int, words: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    assert main.run(arguments) == code
    captured = capsys.readouterr()
    assert captured.out == ""
    last = captured.err.split("Error: ")[-1]
    assert words in last
    assert last.rstrip()[-1] in ".'"
    assert "Traceback" not in captured.err
    assert {path: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


def test_without_a_model_the_user_learns_how_to_name_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], own_home: Path
) -> None:
    monkeypatch.setattr("lance_studio.catalog.active.embedded_model_dir", lambda: None)
    for value in (None, ""):
        monkeypatch.delenv("LANCE_STUDIO_MODEL") if value is None else monkeypatch.setenv("LANCE_STUDIO_MODEL", value)
        assert main.run(["generate", "x", "--json"]) == 1
        failure = json.loads(capsys.readouterr().out)["error"]
        assert failure["kind"] == "checkpoint"
        assert str(own_home / "data" / "models") in failure["cause"]
        for part in ("Lance_3B", "Qwen2.5-VL-ViT", "Wan2.2_VAE.pth", "--model DIR", "LANCE_STUDIO_MODEL"):
            assert part in failure["remedy"]


def test_a_missing_checkpoint_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    model = folder / "model"
    model.mkdir()
    for name in ("Lance_3B", "Qwen2.5-VL-ViT", "Wan2.2_VAE.pth"):
        (model / name).symlink_to(GOLDEN / name)
    assert main.run(["generate", "x", "--model", "model", "--checkpoint", "video"]) == 1
    assert "holds no Lance_3B_Video" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["with space.png", "[red]bold[/red].png", "ü–漢字.png", "-dash.png", "a;b'c\".png"])
def test_paths_are_printed_as_they_are(name: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["edit", "--", name, "x"]) == 1
    assert f"'{name}' does not exist" in capsys.readouterr().err
