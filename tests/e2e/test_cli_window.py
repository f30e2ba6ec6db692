"""The commands that open the window, in a real window: from the command's start to its exit code."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lance_studio.project.project import Project
from tests.e2e.window.display import Display, missing_programs

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60


@pytest.fixture(scope="module")
def display() -> Iterator[Display]:
    missing = missing_programs()
    if missing:
        pytest.skip(f"needs {' and '.join(missing)}; packaging/setup.sh installs them")
    with Display() as one:
        yield one


def xdotool(display: Display, *arguments: str) -> str:
    environment = {**os.environ, "DISPLAY": display.name}
    result = subprocess.run(
        ["xdotool", *arguments], env=environment, capture_output=True, text=True, check=True, timeout=SECONDS
    )
    return result.stdout.strip()


@pytest.mark.parametrize("named", [True, False], ids=["open FILE", "no command"])
def test_the_window_opens_and_closing_it_ends_the_command(named: bool, display: Display, tmp_path: Path) -> None:
    project = tmp_path / "Garden.lstudio"
    Project.create(project).close()
    arguments, title = (["open", str(project)], "Garden") if named else ([], "Lance Studio")
    environment = {**os.environ, "DISPLAY": display.name, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "lance_studio", *arguments]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True, cwd=tmp_path) as studio:
        try:
            window = xdotool(display, "search", "--sync", "--onlyvisible", "--name", title).split()[0]
            xdotool(display, "windowfocus", "--sync", window, "key", "ctrl+q")
            _, errors = studio.communicate(timeout=SECONDS)
        finally:
            studio.kill()
    assert (studio.returncode, errors) == (0, "")
    # One plain file again, and let go of.
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith((".", "Garden"))] == ["Garden.lstudio"]
