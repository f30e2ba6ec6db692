"""Commands refuse a foreign project's links until the user says so, and open nothing of them before."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from lance_studio import paths
from lance_studio.cli import main
from lance_studio.project.commands.media import AddMedia
from lance_studio.project.commands.timelines import AddTimeline
from lance_studio.project.project import Project
from lance_studio.project.rows import TimelineRow, new_id
from lance_studio.timeline.document import to_json
from lance_studio.timeline.model import Clip, Timeline, Track
from lance_studio.workflows.importing import read_file
from tests.unit.media.painted import painted_clip
from tests.watched import watched

Ask = Callable[..., object]


@pytest.fixture
def film(tmp_path: Path) -> Path:
    (tmp_path / "private").mkdir()
    return painted_clip(tmp_path / "private" / "film.mp4", 12)


@pytest.fixture
def foreign(tmp_path: Path, film: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that another installation made, with a film outside its folder on its timeline."""
    home = paths.data_dir().parent
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "other-home"))
    path = tmp_path / "project" / "foreign.lstudio"
    with Project.create(path) as project:
        media = read_file(film, project.files, project.folder).media
        project.run(AddMedia(media))
        clip = Clip(new_id(), media.id, media.duration or 0, source_duration=media.duration)  # type: ignore[arg-type]
        timeline = Timeline("t", "Main", tracks=(Track(new_id(), "video", "V1", (clip,)),))
        project.run(AddTimeline(TimelineRow(id="t", name="Main", document=to_json(timeline))))
    monkeypatch.setenv(paths.HOME_VARIABLE, str(home))
    return path


def test_render_refuses_and_names_every_path(
    foreign: Path, film: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "out.mp4"
    with watched(film) as touched:
        assert main.run(["render", str(foreign), "-o", str(target), "--json"]) == 1
    assert touched.opened == []
    assert touched.of(film.parent) == []
    error = json.loads(capsys.readouterr().out)["error"]
    assert f"links 1 file outside its folder and was not made by this installation: '{film}'" in error["cause"]
    assert "--trust-links" in error["remedy"]
    assert not target.exists()
    assert main.run(["render", str(foreign), "-o", str(target), "--trust-links"]) == 0
    assert target.exists()
    # It is remembered, as an answer in the window is.
    assert main.run(["render", str(foreign), "-o", str(target), "--overwrite"]) == 0


def test_commands_that_work_in_a_project_refuse_before_they_ask_the_model(
    foreign: Path, film: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], ask_engine: Ask
) -> None:
    commands = (
        ["generate", "a boat", "--project", str(foreign)],
        ["ask", str(film), "What?", "--project", str(foreign)],
    )
    for command in commands:
        assert main.run(command) == 1
        assert "outside its folder" in capsys.readouterr().err
    ask_engine(*commands[0], "--trust-links")
    assert "outside its folder" not in capsys.readouterr().err
    ask_engine(*commands[0])


def test_a_project_with_its_files_beside_it_is_not_asked_about(
    tmp_path: Path, film: Path, monkeypatch: pytest.MonkeyPatch, ask_engine: Ask
) -> None:
    path = tmp_path / "private" / "project.lstudio"
    with Project.create(path) as project:
        project.run(AddMedia(read_file(film, project.files, project.folder).media))
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "other-home"))
    ask_engine("generate", "a boat", "--project", str(path))


def test_log_and_info_open_nothing(foreign: Path, film: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with watched(film) as touched:
        assert main.run(["log", str(foreign), "--verify"]) == 0
        assert main.run(["info", str(foreign)]) == 0
    assert touched.opened == []
    assert touched.of(film.parent) == []
    assert "was not opened" in capsys.readouterr().err
