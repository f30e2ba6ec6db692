"""How the command line opens the window, or says why it cannot; the window itself is in tests/e2e/window."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from lance_studio import app
from lance_studio.cli import main

ROOT = Path(__file__).parents[3]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What the window was opened with, each time; closing it gives the exit code 7."""
    calls: list[list[str]] = []

    def open_one(arguments: Sequence[str] = ()) -> int:
        calls.append(list(arguments))
        return 7

    monkeypatch.setattr(app, "main", open_one)
    monkeypatch.setattr(app, "has_display", lambda: True)
    return calls


def test_without_a_command_the_window_opens_and_its_exit_code_counts(opened: list[list[str]]) -> None:
    assert main.run([]) == 7
    assert main.run(["open"]) == 7
    assert opened == [[], []]


def test_a_project_is_handed_to_the_window(opened: list[list[str]], tmp_path: Path) -> None:
    project = tmp_path / "-a b.lstudio"
    project.touch()
    assert main.run(["open", str(project)]) == 7
    assert opened == [[str(project)]]


def test_a_mistyped_project_opens_nothing(opened: list[list[str]], capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["open", "nothing.lstudio"]) == 1
    assert "Error: 'nothing.lstudio' does not exist" in capsys.readouterr().err
    assert opened == []


@pytest.mark.parametrize("arguments", [[], ["open"]])
def test_without_a_display_the_commands_are_named(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for variable in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(variable, raising=False)
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux names its displays")
    assert main.run(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("Error: The window needs a display")
    assert "packaging/run.sh --demo" in captured.err
    assert "lance-studio --help" in captured.err


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux names its displays")
@pytest.mark.parametrize("arguments", [[], ["open"]])
@pytest.mark.parametrize(
    ("display", "reason"),
    [
        ({"DISPLAY": ":54321"}, "(DISPLAY=:54321): could not connect to display :54321."),
        ({"WAYLAND_DISPLAY": "none"}, "(WAYLAND_DISPLAY=none): could not connect to display."),
    ],
)
def test_a_display_that_is_not_there_is_said_and_dumps_no_core(
    arguments: list[str], display: dict[str, str], reason: str, tmp_path: Path
) -> None:
    unset = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_SESSION_TYPE", "XDG_RUNTIME_DIR")
    environment = {name: value for name, value in os.environ.items() if name not in unset}
    # Without a folder for it libwayland says so by itself.
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    environment |= {"PYTHONPATH": str(ROOT), "XDG_RUNTIME_DIR": str(runtime), **display}
    result = subprocess.run(
        [sys.executable, "-m", "lance_studio", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=tmp_path,
        env=environment,
    )
    assert (result.returncode, result.stdout) == (1, "")
    [line] = result.stderr.splitlines()
    assert line.startswith(f"Error: The window cannot open on this display {reason}")
    assert "packaging/run.sh --demo" in line
    assert list(tmp_path.iterdir()) == [runtime]


@pytest.mark.parametrize(
    ("missing", "words", "code"),
    [
        ("PySide6.QtWidgets", "Error: The window cannot open on this machine: import of PySide6.QtWidgets halted", 1),
        # A defect of ours is no missing library.
        ("lance_studio.ui.main_window", "ModuleNotFoundError", None),
    ],
)
def test_missing_libraries_are_named(missing: str, words: str, code: int | None) -> None:
    script = f"import sys; sys.modules[{missing!r}] = None; from lance_studio.cli.main import run; print(run([]))"
    environment = {**os.environ, "DISPLAY": ":0"}
    result = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=ROOT,
        env=environment,
    )
    assert words in result.stderr
    assert result.stdout == ("" if code is None else f"{code}\n")
    assert ("Traceback" in result.stderr) is (code is None)
