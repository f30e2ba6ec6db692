import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lance_studio.cli.console import Reporter, printable, report_error, time_left
from lance_studio.errors import CancelledError, CheckpointError, MediaError


@given(st.text())
def test_nothing_printable_steers_the_terminal(text: str) -> None:
    shown = printable(text)
    assert len(shown) == len(text)
    assert not any(ord(character) < 32 and character not in "\t\n" for character in shown)
    assert not any(0x7F <= ord(character) <= 0x9F for character in shown)


def run_through(reporter: Reporter) -> None:
    with reporter:
        reporter.stage("loading")
        for step in range(1, 41):
            reporter.step(step, 40, step * 0.5)
        reporter.note("A [bold]note[/bold].")
        reporter.warn("Beware.")


def test_where_there_is_no_terminal_a_run_leaves_few_plain_lines(capsys: pytest.CaptureFixture[str]) -> None:
    run_through(Reporter(json_output=False, quiet=False))
    captured = capsys.readouterr()
    assert captured.out == ""
    lines = captured.err.splitlines()
    assert lines[0] == "Loading the model…"
    assert "Step 40 of 40" in lines
    assert lines[-2:] == ["A [bold]note[/bold].", "Note: Beware."]
    assert len(lines) < 16
    assert "\x1b" not in captured.err


def test_programs_get_a_json_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    run_through(Reporter(json_output=True, quiet=False))
    captured = capsys.readouterr()
    assert captured.out == ""
    events = [json.loads(line) for line in captured.err.splitlines()]
    assert events[0] == {"event": "stage", "stage": "loading"}
    assert events[1] == {"event": "step", "step": 1, "total": 40, "seconds": 0.5}
    assert events[-1] == {"event": "warning", "text": "Beware."}
    assert len(events) == 43


@pytest.mark.parametrize("json_output", [False, True])
def test_quiet_is_silent_but_keeps_the_warnings(capsys: pytest.CaptureFixture[str], json_output: bool) -> None:
    reporter = Reporter(json_output=json_output, quiet=True)
    run_through(reporter)
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "")
    assert reporter.warnings == ["Beware."]


def test_a_terminal_gets_a_bar_and_texts_as_they_are(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    run_through(Reporter(json_output=False, quiet=False))
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "A [bold]note[/bold]." in captured.err
    assert "Step 40/40" in captured.err
    # The cursor is shown again.
    assert captured.err.rindex("\x1b[?25h") > captured.err.rindex("\x1b[?25l")


def test_a_terminal_without_abilities_gets_plain_lines(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("TERM", "dumb")
    run_through(Reporter(json_output=False, quiet=False))
    assert "\x1b" not in capsys.readouterr().err


def test_an_error_is_a_sentence_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    report_error(MediaError("'[red]a.png' is \x1b[31mdamaged.", "Copy it again."), json_output=False)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "Error: '[red]a.png' is \N{REPLACEMENT CHARACTER}[31mdamaged. Copy it again.\n"


def test_an_error_is_an_object_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    report_error(CheckpointError("It is cut short.", "Copy it."), json_output=True)
    captured = capsys.readouterr()
    assert json.loads(captured.out) == {
        "ok": False,
        "error": {"kind": "checkpoint", "cause": "It is cut short.", "remedy": "Copy it."},
    }
    assert captured.err == ""


def test_a_cancellation_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    report_error(CancelledError(), json_output=False)
    assert capsys.readouterr().err == "Cancelled.\n"


@pytest.mark.parametrize(
    ("done", "total", "seconds", "words"),
    [
        (0, 10, 0.0, ""),
        (10, 10, 5.0, ""),
        (5, 10, 0.1, "about 1 s left"),
        (1, 31, 1.5, "about 45 s left"),
        (1, 101, 6.0, "about 10 min left"),
        (1, 1000, 36.0, "about 10.0 h left"),
    ],
)
def test_the_time_left_is_in_fitting_units(done: int, total: int, seconds: float, words: str) -> None:
    assert time_left(done, total, seconds) == words


def test_the_reporter_says_nothing_of_an_interrupt_to_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[bytes] = []
    monkeypatch.setattr(os, "write", lambda _, data: written.append(data))
    Reporter(json_output=True, quiet=False).interrupted()
    Reporter(json_output=False, quiet=False).interrupted()
    assert written == []
