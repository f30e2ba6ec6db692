import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from lance_studio import __version__
from lance_studio.cli import main
from lance_studio.errors import CancelledError, EngineError, InvalidRequestError

ROOT = Path(__file__).parents[3]
HEAVY = ("torch", "transformers", "diffusers", "av", "numpy", "PySide6")
# Prints the heavy libraries that the arguments made the command line load, after its own output.
LOADED = f"""
import sys
from lance_studio.cli.main import run
code = run(sys.argv[1:])
print("loaded:", [name for name in {HEAVY!r} if name in sys.modules], "code:", code)
"""


def run_apart(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", LOADED, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, cwd=ROOT)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--help"], 0),
        (["generate-video", "--help"], 0),
        (["--version"], 0),
        (["open", "--help"], 0),
        (["open", "nothing.lstudio"], 1),
        (["render", "a.lstudio", "-o", "out.avi"], 2),
        (["log", "--help"], 0),
        (["generate", "a cat", "--steps", "0"], 2),
        (["extend", "clip.mp4", "x", "--seconds", "4", "--frames", "9"], 2),
    ],
)
def test_help_and_mistakes_are_answered_without_heavy_libraries(arguments: list[str], code: int) -> None:
    result = run_apart(*arguments)
    assert result.stdout.splitlines()[-1] == f"loaded: [] code: {code}", result.stderr


def test_a_file_is_looked_up_without_what_is_for_terminals_or_the_engine() -> None:
    code = "import sys; from lance_studio.cli.main import run; run(sys.argv[1:]); print(*sorted(sys.modules))"
    command = [sys.executable, "-c", code, "info", str(ROOT / "resources" / "samples" / "harbour.png"), "--quiet"]
    result = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60, cwd=ROOT)
    loaded = result.stdout.splitlines()[-1].split()
    assert "lance_studio.media.recipes" in loaded
    # The picture is decoded, to see whether it can be used; numpy holds its pixels.
    assert {"torch", "PySide6", "rich.progress", "sqlite3"}.isdisjoint(loaded)


def test_the_module_runs_like_the_command() -> None:
    command = [sys.executable, "-m", "lance_studio", "--version"]
    result = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60, cwd=ROOT)
    assert result.stdout == f"Lance Studio {__version__}\n"
    assert result.stderr == ""


def test_a_reader_that_leaves_early_is_no_defect() -> None:
    command = f"{sys.executable} -m lance_studio generate --help | head -n 1"
    result = subprocess.run(command, shell=True, capture_output=True, text=True, check=True, timeout=60, cwd=ROOT)
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["generate"], "Missing argument 'PROMPT'"),
        (["generate", ""], "The text is empty"),
        (["generate", " \n"], "The text is empty"),
        (["generate", "x", "y"], "unexpected extra argument"),
        (["generate", "x", "--steps", "1001"], "--steps"),
        (["generate", "x", "--steps", "4.5"], "--steps"),
        (["generate", "x", "--guidance", "-1"], "--guidance"),
        (["generate", "x", "--shift", "0"], "above 0"),
        (["generate", "x", "--shift", "101"], "--shift"),
        (["generate", "x", "--seed", "-1"], "--seed"),
        (["generate", "x", "--seed", str(2**63)], "--seed"),
        (["generate", "x", "--size", "64"], "is not a size"),
        (["generate", "x", "--size", "8x64"], "16 to 2048"),
        (["generate", "x", "--device", "tpu"], "is not a device"),
        (["generate", "x", "--precision", "int4"], "--precision"),
        (["generate", "x", "--renorm", "all"], "--renorm"),
        (["generate", "x", "--checkpoint", "text"], "--checkpoint"),
        (["generate", "x", "--guidance-interval", "1,0"], "increasing"),
        (["generate", "x", "--frames", "9"], "No such option"),
        (["generate", "x", "-o", "x.mp4"], "ends with .png"),
        (["generate-video", "x", "-o", "x.png"], "ends with .mp4"),
        (["generate-video", "x", "--frames", "0"], "--frames"),
        (["generate-video", "x", "--frames", "9", "--seconds", "1"], "not both"),
        (["generate-video", "x", "--seconds", "-1"], "is not a duration"),
        (["extend", "a.mp4", "x", "--keep", "0"], "--keep"),
        (["extend", "a.mp4", "x", "--frames", "124"], "more than 121"),
        (["ask", "a.png"], "Ask a question, or use --describe"),
        (["ask", "a.png", "why?", "--describe"], "--describe stands in place"),
        (["ask", "a.png", "why?", "--max-tokens", "0"], "--max-tokens"),
        (["ask", "a.png", "why?", "--temperature", "11"], "--temperature"),
        (["ask", "a.png", "why?", "--top-p", "1.1"], "--top-p"),
        (["info", "a.png", "--hash"], "--hash is for model folders"),
        (["render", "a.lstudio"], "Missing option '--output'"),
        (["render", "-o", "a.mp4"], "Missing argument 'PROJECT|FILE'"),
        (["log"], "Missing argument 'PROJECT'"),
        (["nothing"], "No such command"),
    ],
)
def test_wrong_use_ends_with_2_and_says_why(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.run(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("Error: ")
    assert words in captured.err
    assert "--help" in captured.err

    assert main.run([*arguments, "--json"]) == 2
    captured = capsys.readouterr()
    failure = json.loads(captured.out)
    assert failure["ok"] is False
    assert failure["error"].keys() == {"kind", "cause", "remedy"}
    assert "Error" not in captured.err


def replace_command(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    class Failing:
        def main(self, args: Sequence[str], **_: object) -> None:
            raise error

    monkeypatch.setattr("typer.main.get_command", lambda _: Failing())


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (InvalidRequestError("Too long.", "Shorten it."), 2, "Error: Too long. Shorten it.\n"),
        (EngineError("Not finite.", "Look."), 1, "Error: Not finite. Look.\n"),
        (CancelledError(), 1, "Cancelled.\n"),
        (KeyboardInterrupt(), 1, "Cancelled.\n"),
    ],
)
def test_errors_end_with_their_code_and_sentence(
    error: BaseException,
    code: int,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    replace_command(monkeypatch, error)
    assert main.run(["generate", "x"]) == code
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", words)


def test_a_defect_keeps_its_traceback_and_programs_get_an_object(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    replace_command(monkeypatch, ZeroDivisionError("oops"))
    with pytest.raises(ZeroDivisionError):
        main.run(["generate", "x"])
    assert capsys.readouterr().out == ""
    with pytest.raises(ZeroDivisionError):
        main.run(["generate", "x", "--json"])
    assert json.loads(capsys.readouterr().out)["error"]["kind"] == "defect"


def test_ctrl_c_outside_the_engine_cancels(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("lance_studio.workflows.model_source.active_model", interrupt)
    assert main.run(["generate", "x"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines()[-1] == "Cancelled."


def test_json_is_known_before_the_arguments_make_sense() -> None:
    assert main._asks_for_json(["generate", "--json"])
    assert not main._asks_for_json(["generate", "--", "--json"])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
def test_a_full_disk_behind_stdout_is_a_sentence() -> None:
    command = f"{sys.executable} -m lance_studio --version > /dev/full"
    result = subprocess.run(command, shell=True, capture_output=True, text=True, check=False, timeout=60, cwd=ROOT)
    assert result.returncode == 1
    assert result.stderr.startswith("Error: The result cannot be printed: No space left")


def test_no_stdout_at_all_is_no_defect() -> None:
    command = f"{sys.executable} -m lance_studio --version >&-"
    result = subprocess.run(command, shell=True, capture_output=True, text=True, check=False, timeout=60, cwd=ROOT)
    assert (result.returncode, result.stderr) == (0, "")
