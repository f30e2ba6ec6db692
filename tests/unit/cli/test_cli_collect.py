"""`lance-studio project collect`: a folder with everything, or a refusal that names what is missing."""

import json
from pathlib import Path

import pytest

from lance_studio import paths
from lance_studio.cli import main
from lance_studio.project.commands.media import AddMedia
from lance_studio.project.project import Project
from lance_studio.workflows.importing import read_file
from tests.unit.media.painted import painted_clip
from tests.watched import watched


@pytest.fixture
def film(tmp_path: Path) -> Path:
    (tmp_path / "private").mkdir()
    return painted_clip(tmp_path / "private" / "film.mp4", 12)


def project_with(film: Path, path: Path) -> Path:
    with Project.create(path) as project:
        project.run(AddMedia(read_file(film, project.files, project.folder).media))
    return path


@pytest.fixture
def project(tmp_path: Path, film: Path) -> Path:
    return project_with(film, tmp_path / "work" / "film v1.2.lstudio")


def test_a_project_is_collected(project: Path, film: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["project", "collect", str(project), "-o", str(tmp_path / "out"), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    copy = tmp_path / "out" / "film v1.2.lstudio"
    assert (document["project"], document["files"], document["left_out"]) == (str(copy), 1, [])
    film.unlink()
    with Project.open(copy, read_only=True) as opened:
        assert opened.missing_media() == []
        assert [row.link for row in opened.media_list()] == ["media/film.mp4"]


def test_it_tells_the_place_and_how_far_it_is(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.run(["project", "collect", str(project), "-o", str(tmp_path / "out")]) == 0
    told = capsys.readouterr()
    assert told.out == f"{tmp_path / 'out' / 'film v1.2.lstudio'}\n"
    assert "Copying" in told.err


def test_missing_files_are_named_and_left_out_on_request(
    project: Path, film: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    film.unlink()
    out = tmp_path / "out"
    assert main.run(["project", "collect", str(project), "-o", str(out), "--json"]) == 1
    error = json.loads(capsys.readouterr().out)["error"]
    assert "'film.mp4'" in error["cause"]
    assert "--without-missing" in error["remedy"]
    assert not out.exists()
    assert main.run(["project", "collect", str(project), "-o", str(out), "--without-missing", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [each["name"] for each in document["left_out"]] == ["film.mp4"]
    assert any("film.mp4" in words for words in document["warnings"])


def test_files_that_a_foreign_project_names_are_not_touched(
    film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = paths.data_dir().parent
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "other-home"))
    foreign = project_with(film, tmp_path / "work" / "foreign.lstudio")
    monkeypatch.setenv(paths.HOME_VARIABLE, str(home))
    with watched(film) as touched:
        assert main.run(["project", "collect", str(foreign), "-o", str(tmp_path / "out"), "--json"]) == 1
    assert touched.opened == []
    assert "--trust-links" in json.loads(capsys.readouterr().out)["error"]["remedy"]
    assert main.run(["project", "collect", str(foreign), "-o", str(tmp_path / "out"), "--trust-links"]) == 0
