"""What the studio writes down about itself, and what it does not."""

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from lance_studio import __version__, log_file, paths
from lance_studio.log_file import LogFile

ROOT = Path(__file__).parents[2]
log = logging.getLogger("lance_studio.anything")


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[LogFile]:
    # The tests' own hook makes every defect a failure.
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    before = (sys.excepthook, threading.excepthook, logging.getLogger("lance_studio").handlers[:])
    opened = LogFile()
    yield opened
    opened.close()
    assert (sys.excepthook, threading.excepthook, logging.getLogger("lance_studio").handlers) == before


def test_the_file_is_its_owners_alone_and_says_the_versions(opened: LogFile) -> None:
    opened.begin("a test")
    log.debug("a detail")
    opened.close()
    assert opened.path.parent == paths.log_dir()
    assert opened.path.stat().st_mode & 0o777 == 0o600
    [line] = opened.path.read_text(encoding="utf-8").splitlines()
    assert f"Lance Studio {__version__} begins: a test. Python " in line


def test_details_are_written_on_request() -> None:
    opened = LogFile(debug=True)
    log.debug("a detail")
    opened.close()
    assert "DEBUG lance_studio.anything: a detail" in log_file.read_tail()


def test_defects_are_written_with_their_traceback_and_still_shown(
    opened: LogFile, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        raise RuntimeError("broken")
    except RuntimeError as error:
        sys.excepthook(RuntimeError, error, error.__traceback__)
    opened.close()
    text = log_file.read_tail()
    assert "CRITICAL" in text
    assert "test_defects_are_written" in text
    assert "RuntimeError: broken" in text
    assert "RuntimeError: broken" in capsys.readouterr().err


def test_old_files_go(opened: LogFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opened._handler, "maxBytes", 1000)
    for number in range(100):
        log.info("line %d", number)
    opened.close()
    files = sorted(opened.path.parent.iterdir())
    assert [file.name for file in files] == ["lance-studio.log", "lance-studio.log.1", "lance-studio.log.2"]
    assert all(file.stat().st_size <= 1000 and file.stat().st_mode & 0o777 == 0o600 for file in files)
    assert log_file.read_tail().endswith("line 99\n")


def test_the_tail_begins_with_a_whole_line(opened: LogFile, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(10):
        log.info("line %d", number)
    opened.close()
    lines = opened.path.read_text(encoding="utf-8").splitlines(keepends=True)
    monkeypatch.setattr(log_file, "_TAIL_BYTES", len(lines[0]) * 2 + 5)
    assert log_file.read_tail() == "".join(lines[-2:])


def test_a_folder_that_cannot_be_made_is_no_trouble(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("LANCE_STUDIO_HOME", str(tmp_path / "file"))
    opened = LogFile()
    log.info("nobody reads this")
    opened.close()
    assert log_file.read_tail() == ""


def test_a_command_writes_what_it_is_and_how_it_ended_and_no_prompt(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "lance_studio", "generate", "my secret idea", "--model", "nothing", "-o", "a.png"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LANCE_STUDIO_HOME": str(tmp_path / "home")}
    result = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert result.returncode == 1
    first, last = (tmp_path / "home" / "logs" / "lance-studio.log").read_text(encoding="utf-8").splitlines()
    assert "begins: generate." in first
    assert "Ends with CheckpointError" in last
    assert "secret" not in first + last


def test_a_defect_of_a_command_is_written(tmp_path: Path) -> None:
    code = "import sys; from lance_studio.cli import info, main; info.active_place = lambda path: 1 / 0; main.main()"
    environment = {**os.environ, "LANCE_STUDIO_HOME": str(tmp_path)}
    command = [sys.executable, "-c", code, "--debug", "info"]
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert result.returncode == 1
    assert "ZeroDivisionError" in result.stderr
    text = (tmp_path / "logs" / "lance-studio.log").read_text(encoding="utf-8")
    assert "CRITICAL lance_studio.log_file: A defect" in text
    assert "ZeroDivisionError" in text


def test_help_writes_no_log(tmp_path: Path) -> None:
    environment = {**os.environ, "LANCE_STUDIO_HOME": str(tmp_path)}
    for arguments in (["--help"], ["--version"]):
        command = [sys.executable, "-m", "lance_studio", *arguments]
        subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True, timeout=60)
    assert list(tmp_path.iterdir()) == []
