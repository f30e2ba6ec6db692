"""`measure` on real files."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lance_studio.cli import main
from lance_studio.media.images import load_image, write_png
from tests.unit.metrics.scenes import PHOTOGRAPHS, blurred, without_object


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    picture = PHOTOGRAPHS["cat"]()
    write_png("a.png", picture)
    write_png("local.png", without_object(picture, 60))
    write_png("soft.png", blurred(picture, 1))
    mask = np.zeros_like(picture)
    mask[:100] = 255
    write_png("mask.png", mask)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main.run(["measure", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_local_change_and_a_drift_are_told_apart(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    local = run(capsys, "a.png", "local.png", "--heat-map", "heat.png")
    assert local["drift"] == 0
    assert local["outside"]["changed"] == 0
    assert local["outside"]["psnr"] is None
    assert local["inside"]["visible"] > 0.5
    assert (local["found"], local["global"], local["part"]) == (True, False, None)
    heat = load_image("heat.png")
    assert heat.shape == load_image("a.png").shape
    assert heat[heat.shape[0] // 2, heat.shape[1] // 2].max() > 100
    soft = run(capsys, "a.png", "soft.png", "--colour", "fur=#C8A078")
    assert soft["drift"] > 1
    assert soft["worst"] == "edges"
    assert soft["colours"]["fur"] > 0


def test_it_is_said_in_words(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["measure", "a.png", "local.png"]) == 0
    text = capsys.readouterr().out
    assert "Compared at 451 × 300 pixels." in text
    assert "Outside: every pixel is the source's own." in text
    assert "Drift 0.00: none." in text
    assert main.run(["measure", "a.png", "local.png", "--mask", "mask.png"]) == 0
    assert "people notice (colours of some pixels)." in capsys.readouterr().out


def test_wrong_words_and_files_are_refused(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["measure", "a.png", "local.png", "--colour", "red"]) == 2
    assert "'red' is no colour" in capsys.readouterr().err
    assert main.run(["measure", "a.png", "gone.png"]) == 1
    assert "gone.png" in capsys.readouterr().err
    assert main.run(["measure", "a.png", "local.png", "--heat-map", "a.png"]) == 1
    assert "same file as the input" in capsys.readouterr().err
    write_png("small.png", np.zeros((20, 20, 3), np.uint8))
    assert main.run(["measure", "a.png", "local.png", "--mask", "small.png"]) == 2
    assert "neither picture's size" in capsys.readouterr().err
