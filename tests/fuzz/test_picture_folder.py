"""The script that reads a folder finds what it is made for."""

import json
from pathlib import Path

import pytest
from PIL import Image

from tests.fuzz import picture_folder


def test_a_folder_is_read_and_its_findings_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.new("RGB", (9, 5)).save(tmp_path / "a.png")
    Image.new("P", (7, 3)).save(tmp_path / "b.gif")
    (tmp_path / "c.txt").write_text("no picture")
    assert picture_folder.main(tmp_path, 60) == 0
    assert json.loads(capsys.readouterr().out) == {"files": 3, "read": 2, "refused": 1}
    # What no file is known for any more: another size than Pillow's.
    monkeypatch.setattr(picture_folder, "pillow_size", lambda _path: (1, 1))
    assert picture_folder.read(tmp_path / "a.png") == {"found": "wrong size", "cause": "9x5, not 1x1"}


def test_a_reader_that_dies_is_started_again(tmp_path: Path) -> None:
    Image.new("RGB", (9, 5)).save(tmp_path / "a.png")
    reader = picture_folder.Reader(60, str(tmp_path))
    assert reader.read(tmp_path / "a.png")["found"] == "read"
    assert reader._process is not None
    reader._process.kill()
    reader._process.wait()
    assert reader.read(tmp_path / "a.png")["found"] == "read"
    reader.close()
