"""What is no file where one is expected: pipes, sockets, devices, folders and impossible names, in every command.

Each is refused in words and within seconds; opening a pipe would wait for ever, and `/dev/zero` never ends.
"""

import contextlib
import os
import shutil
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from lance_studio.catalog.active import active_model
from lance_studio.cli import main
from lance_studio.engine.summary import describe_model
from lance_studio.errors import CheckpointError, LanceStudioError, ProjectError
from lance_studio.project.project import Project
from tests.unit.engine.samples import CHECKPOINT

pytestmark = pytest.mark.timeout(60)

COMMANDS: dict[str, tuple[str, ...]] = {
    "info": ("info", "{}"),
    "info as JSON": ("info", "{}", "--json"),
    "edit": ("edit", "{}", "red"),
    "mask": ("edit", "ok.png", "red", "--mask", "{}"),
    "ask": ("ask", "{}", "what?"),
    "animate": ("animate", "{}", "go"),
    "extend": ("extend", "{}", "go"),
    "model": ("generate", "x", "--model", "{}"),
    "project": ("generate", "x", "--project", "{}"),
    "log": ("log", "{}"),
    "open": ("open", "{}"),
    "render": ("render", "{}", "-o", "film.mp4"),
}
STRANGE: dict[str, str] = {
    "a pipe": "pipe",
    "a link to a pipe": "to pipe",
    "a socket": "socket",
    "a device": "/dev/zero",
    "a link to a device": "endless",
    "a name of 300 characters": "n" * 300,
    "a path of 6,000 characters": "/".join(["p" * 200] * 30),
    "a NUL character": "a\0b.png",
    "a surrogate": "\ud800.png",
}


@pytest.fixture
def strange(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    Path("to pipe").symlink_to("pipe")
    Path("endless").symlink_to("/dev/zero")
    Path("folder").mkdir()
    Image.new("RGB", (64, 64)).save("ok.png")
    with socket.socket(socket.AF_UNIX) as made:
        made.bind("socket")
        yield tmp_path


@pytest.fixture(autouse=True)
def hurry() -> Iterator[None]:
    """Interrupt whoever waits for a writer of a pipe."""

    def waited(*_: object) -> None:
        raise AssertionError("waited for what never comes")

    former = signal.signal(signal.SIGALRM, waited)
    signal.alarm(30)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, former)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_refuses_what_is_no_file(strange: Path, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    for name, path in STRANGE.items():
        code = main.run([part.replace("{}", path) for part in COMMANDS[command]])
        said, error = capsys.readouterr()
        assert code in (1, 2), name
        assert "Traceback" not in error, name
        assert "Error: " in error or '"ok": false' in said, name


@pytest.mark.parametrize("target", ["pipe", "endless", "socket", "folder", "n" * 300, "a\0b.png"])
def test_no_result_is_written_into_what_is_no_file(
    strange: Path, target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {entry.name for entry in strange.iterdir()}
    assert main.run(["generate", "x", "-o", target, "--steps", "1", "--size", "64x64"]) in (1, 2)
    assert "Error: " in capsys.readouterr().err
    assert {entry.name for entry in strange.iterdir()} == before


@pytest.mark.parametrize(
    "place",
    [
        "studio.json",
        "Lance_3B/llm_config.json",
        "Lance_3B/tokenizer.json",
        "Lance_3B/tokenizer_config.json",
        "Lance_3B/added_tokens.json",
        "Lance_3B/chat_template.jinja",
        "Lance_3B/model.safetensors",
        "Qwen2.5-VL-ViT/config.json",
        "Qwen2.5-VL-ViT/vit.safetensors",
        "Wan2.2_VAE.pth",
    ],
)
@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_a_pipe_in_a_model_folder_is_named_and_not_waited_for(tmp_path: Path, place: str, kind: str) -> None:
    root = shutil.copytree(CHECKPOINT, tmp_path / "model")
    (root / place).unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(root / place)
    else:
        (root / place).symlink_to("/dev/zero")
    with contextlib.suppress(CheckpointError):
        active_model(root)  # only what the window reads of it
    problems = [part.problem for part in describe_model(root).parts if part.problem]
    assert problems
    # Without its weights, a checkpoint is said to have none.
    assert any(f"is a {kind}" in problem or "holds no model.safetensors" in problem for problem in problems)


def test_info_of_a_model_that_can_do_nothing_exits_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = shutil.copytree(CHECKPOINT, tmp_path / "model")
    assert main.run(["info", str(root)]) == 0
    capsys.readouterr()
    (root / "Wan2.2_VAE.pth").write_bytes(b"no weights")
    assert main.run(["info", str(root)]) == 1
    assert "Error: This model cannot be used. VAE: " in capsys.readouterr().err


@pytest.mark.parametrize(
    "content", [b"", b"text", b"RIFF\x00\x00\x00\x00WAVE", b"\x89PNG\r\n\x1a\n", b"SQLite format 3\0"]
)
def test_info_of_an_unusable_file_exits_with_1(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    assert main.run(["info", str(path)]) == 1


def test_a_project_refuses_what_is_no_file(strange: Path) -> None:
    for name, path in STRANGE.items():
        with pytest.raises(LanceStudioError) as caught:
            Project.open(path)
        assert caught.value.cause.isprintable(), name
        if name != "a surrogate":
            with pytest.raises(LanceStudioError):
                Project.create(path)
    with pytest.raises(ProjectError):
        Project.open("folder")
