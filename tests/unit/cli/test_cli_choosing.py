"""Pages and raw files through the command line: what is used is what was asked for, and is said."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from lance_studio.cli import main
from lance_studio.media.images import load_image
from lance_studio.project.project import Project
from tests.heif_files import heic, turned
from tests.raw_files import dng
from tests.unit.media.test_choosing import tiff


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scan.tif").write_bytes(tiff())
    (tmp_path / "shot.dng").write_bytes(dng([(160, 120, 30), (600, 400, 200)], (608, 408)))
    return tmp_path


def told(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> dict[str, Any]:
    assert main.run([*words, "--json"]) == code
    return json.loads(capsys.readouterr().out)


def test_info_of_a_page(capsys: pytest.CaptureFixture[str]) -> None:
    facts = told(capsys, "info", "scan.tif", "--page", "3")
    assert (facts["width"], facts["pictures"]) == (26, 3)
    assert "The file holds 3 pictures; page 3 is used." in facts["warnings"]
    assert told(capsys, "info", "scan.tif")["width"] == 24
    assert "3 pages" in told(capsys, "info", "scan.tif", "--page", "4", code=1)["error"]["remedy"]


def test_render_of_a_page(capsys: pytest.CaptureFixture[str]) -> None:
    made = told(capsys, "render", "scan.tif", "--page", "2", "--at", "0", "-o", "out.png")
    assert load_image("out.png")[8, 8].tolist() == [90, 0, 40]
    assert any("page 2 is used" in each for each in made["warnings"])


def test_a_page_over_a_picture_of_one(capsys: pytest.CaptureFixture[str]) -> None:
    Image.new("RGB", (24, 16), (1, 2, 3)).save("below.png")
    told(capsys, "render", "below.png", "--over", "scan.tif", "--page", "3", "--at", "0", "-o", "out.png")
    assert load_image("out.png")[8, 8].tolist() == [170, 0, 40]


def test_both_files_of_one_command_may_be_pages_of_one_file(capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, "render", "scan.tif", "scan.tif", "--page", "2", "--at", "7", "-o", "out.png")
    assert load_image("out.png")[8, 8].tolist() == [90, 0, 40]


def test_a_raw_file(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["info", "shot.dng"], ["render", "shot.dng", "--at", "0", "-o", "out.png"]):
        refused = told(capsys, *words, code=1)["error"]
        assert "camera raw file (DNG)" in refused["cause"]
        assert "--camera-jpeg" in refused["remedy"]
    facts = told(capsys, "info", "shot.dng", "--camera-jpeg")
    assert (facts["width"], facts["height"], facts["container"]) == (600, 400, "jpeg")
    assert "not developed" in facts["warnings"][0]
    made = told(capsys, "render", "shot.dng", "--camera-jpeg", "--at", "0", "-o", "out.png")
    assert load_image("out.png").shape == (400, 600, 3)
    assert any("not developed" in each for each in made["warnings"])


def test_a_document_for_other_programs_names_no_page() -> None:
    assert main.run(["render", "scan.tif", "--page", "2", "-o", "out.otio"]) == 2
    assert not Path("out.otio").exists()


@pytest.mark.parametrize(
    ("words", "size"), [(["scan.tif", "--page", "2"], (25, 16)), (["shot.dng", "--camera-jpeg"], (600, 400))]
)
def test_an_edit_takes_what_was_chosen(words: list[str], size: tuple[int, int]) -> None:
    command = ["edit", words[0], "make it red", *words[1:], "--steps", "1", "--project", "p.lstudio", "-o", "out.png"]
    assert main.run(command) == 0
    with Project.open("p.lstudio") as project:
        source = next(each for each in project.media_list() if each.name.startswith(words[0].split(".")[0]))
        assert (source.width, source.height) == size
        assert "(" in source.name  # says what was taken


def test_a_heic_picture_from_end_to_end(capsys: pytest.CaptureFixture[str]) -> None:
    rows, columns = np.mgrid[:90, :130]
    picture = np.stack([rows, columns, rows + columns], -1).astype(np.uint8)
    Path("a.heic").write_bytes(heic(picture, tile=64, turns=[turned(1)]))
    facts = told(capsys, "info", "a.heic")
    assert (facts["width"], facts["height"], facts["rotation"], facts["container"]) == (90, 130, 270, "heif")
    told(capsys, "render", "a.heic", "--at", "0", "-o", "out.png")
    assert np.abs(load_image("out.png").astype(int) - np.rot90(picture)).max() <= 3
