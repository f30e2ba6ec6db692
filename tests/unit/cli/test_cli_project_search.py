"""`project search`: what it prints, for people and for programs."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from lance_studio.cli import main
from lance_studio.project.commands.chat import AddMessage
from lance_studio.project.commands.timelines import AddTimeline
from lance_studio.project.project import Project
from lance_studio.project.rows import ChatMessage, TimelineRow, new_id
from lance_studio.timeline.document import to_json
from lance_studio.timeline.model import Marker, Timeline

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with Project.create(tmp_path / "film.lstudio") as project:
        for role, text in (("user", "What is in the harbour?"), ("assistant", "一艘红船停在港口里\x1b[31m。")):
            project.run(AddMessage(ChatMessage(id=new_id(), role=role, mode="ask", text=text)))  # type: ignore[arg-type]
        marker = Marker("m1", Fraction(7, 2), "goal", note="the ball crosses the line in the harbour")
        document = to_json(Timeline("t1", "Main", markers=(marker,)))
        project.run(AddTimeline(TimelineRow(id="t1", name="Harbour film", document=document)))
    return tmp_path / "film.lstudio"


def test_what_is_found_is_listed_by_kind(path: Path, capsys: Capture) -> None:
    assert main.run(["project", "search", str(path), "HARB"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line and not line.startswith(" ")] == [
        "Questions and answers", "Notes", "Timelines and markers",
    ]  # fmt: skip
    assert lines[1].startswith("  What is in the harbour?  (question, 20")
    assert "  goal – the ball crosses the line in the harbour  (marker, 3.50 s)" in lines
    assert any(line.startswith("  Harbour film  (timeline, 20") for line in lines)


def test_an_answer_in_chinese_is_found_and_cannot_steer_the_terminal(path: Path, capsys: Capture) -> None:
    assert main.run(["project", "search", str(path), "红船", "港口"]) == 0
    out = capsys.readouterr().out
    assert "一艘红船停在港口里" in out
    assert "\x1b" not in out


def test_a_program_gets_texts_and_places_while_the_window_has_the_project_open(path: Path, capsys: Capture) -> None:
    with Project.open(path) as opened:
        assert main.run(["project", "search", str(path), "红船", "--json"]) == 0
        answer = opened.messages()[1]
    document = json.loads(capsys.readouterr().out)
    [found] = document["found"]
    assert document["ok"] is True
    assert (found["kind"], found["id"], found["created"]) == ("answer", answer.id, answer.created)
    [[start, end]] = found["text"]["found"]
    assert found["text"]["text"][start:end] == "红船"
    assert found["seconds"] is None


def test_nothing_found_is_said_and_no_failure(path: Path, capsys: Capture) -> None:
    assert main.run(["project", "search", str(path), "nowhere"]) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Nothing in this project" in captured.err
    assert main.run(["project", "search", str(path), "nowhere", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["found"] == []


@pytest.mark.parametrize(("text", "code"), [((" ",), 2), ((), 2)])
def test_a_search_for_nothing_is_wrong_use(path: Path, text: tuple[str, ...], code: int, capsys: Capture) -> None:
    assert main.run(["project", "search", str(path), *text]) == code
    assert capsys.readouterr().err


def test_what_is_no_project_is_refused(tmp_path: Path, capsys: Capture) -> None:
    other = tmp_path / "note.lstudio"
    other.write_text("no project")
    assert main.run(["project", "search", str(other), "word", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["ok"] is False
