"""Commands on a model that brings a profile: which model is active, and what it makes of options that are left open."""

import json
import shutil
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lance_studio import paths, requests
from lance_studio.catalog.active import MODEL_VARIABLE
from lance_studio.cli import main
from lance_studio.media.encode import write_mp4
from lance_studio.media.images import write_png
from tests.unit.catalog.profiles import PROFILE, hashes_of, write_profile
from tests.unit.cli.conftest import Asking

GOLDEN = Path(__file__).parents[2] / "golden" / "checkpoint"
PICTURE_SAMPLING = requests.Sampling(
    seed=1, steps=3, guidance_scale=2.5, guidance_interval=(0.0, 1.0), shift=2.0, renorm="channel"
)
CLIP_SAMPLING = requests.Sampling(seed=1, steps=2, guidance_scale=1.5)


@pytest.fixture
def embedded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A model that came with the studio, with one checkpoint for all tasks; the current folder has some media."""
    root = Path(shutil.copytree(GOLDEN, tmp_path / "embedded", ignore=shutil.ignore_patterns("Lance_3B_Video")))
    write_profile(root, sha256=hashes_of(root))
    monkeypatch.setattr("lance_studio.catalog.active.embedded_model_dir", lambda: root)
    monkeypatch.delenv(MODEL_VARIABLE, raising=False)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    write_png("a.png", np.zeros((48, 64, 3), np.uint8))
    write_mp4("a.mp4", np.zeros((24, 32, 32, 3), np.uint8), Fraction(12))
    return root


@pytest.fixture
def asked(embedded: Path, ask_engine: Asking) -> Any:
    """Gives the request of a command; what it works on is in `inputs`."""

    class Requesting:
        def __call__(self, *arguments: str) -> Any:
            task = ask_engine(*arguments, "--seed", "1")
            self.inputs = task.inputs
            return task.request

    return Requesting()


def test_what_is_left_open_is_as_the_model_likes_it(asked: Any) -> None:
    assert asked("generate", "x") == requests.TextToImage(prompt="x", width=64, height=48, sampling=PICTURE_SAMPLING)
    video = requests.TextToVideo(prompt="x", width=48, height=32, num_frames=9, sampling=CLIP_SAMPLING)
    assert asked("generate-video", "x") == video
    guided = asked("generate", "x", "--reference", "a.png")
    assert (guided.width, guided.height, guided.num_frames, guided.preset) == (64, 48, 1, "square")
    guided = asked("generate-video", "x", "--reference", "a.png")
    assert (guided.width, guided.num_frames, guided.preset, guided.sampling) == (48, 9, "large", CLIP_SAMPLING)
    animation = asked("animate", "a.png", "x")
    assert (animation.num_frames, animation.preset, animation.sampling) == (5, "large", CLIP_SAMPLING)
    edit = asked("edit", "a.png", "x")
    assert (edit.preset, edit.sampling) == ("square", PICTURE_SAMPLING)
    edit = asked("edit", "a.mp4", "x")
    assert (edit.preset, edit.sampling) == ("large", CLIP_SAMPLING)
    longer = asked("extend", "a.mp4", "x")
    assert (longer.clean_latents, asked.inputs[0].count, longer.num_frames, longer.preset) == (2, 5, 13, "large")
    assert (asked("ask", "a.png", "x").preset, asked("ask", "a.mp4", "x").preset) == ("square", "large")
    assert asked("ask", "a.png", "x").decoding.max_new_tokens == 7


def test_what_is_given_is_kept(asked: Callable[..., Any]) -> None:
    assert asked("generate", "x", "--size", "32x32", "--steps", "5").sampling.steps == 5
    assert asked("generate-video", "x", "--frames", "5").num_frames == 5
    assert asked("animate", "a.png", "x", "--preset", "square").preset == "square"
    assert asked("ask", "a.png", "x", "--max-tokens", "3").decoding.max_new_tokens == 3
    longer = asked("extend", "a.mp4", "x", "--keep", "1", "--frames", "4")
    assert (longer.clean_latents, longer.num_frames) == (1, 5)
    # More is kept than usual, so less is new: the model was trained on 13 frames.
    assert asked("extend", "a.mp4", "x", "--keep", "3").num_frames == 13


def test_experiments_are_announced_as_the_profile_says(
    asked: Callable[..., Any], embedded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked("extend", "a.mp4", "x")
    assert "not trained" not in capsys.readouterr().err
    asked("generate", "x", "--reference", "a.png")
    assert "Tiny was not trained for this" in capsys.readouterr().err
    write_profile(embedded, experimental=["continuation"])
    asked("extend", "a.mp4", "x")
    assert "Tiny was not trained for this" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["generate", "x"], ["edit", "a.png", "x"], ["ask", "a.mp4", "x"]])
def test_every_command_says_which_model_is_active(
    command: list[str], asked: Callable[..., Any], embedded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked(*command)
    assert capsys.readouterr().err.splitlines().count("Model: Tiny (embedded)") == 1
    asked(*command, "--json")
    events = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [event["text"] for event in events if event["event"] == "model"] == ["Tiny (embedded)"]
    asked(*command, "--model", str(GOLDEN), "--quiet")
    assert capsys.readouterr().err == "Error: This is as far as the test goes.\n"
    asked(*command, "--model", str(GOLDEN))
    assert f"Model: Lance ({GOLDEN})" in capsys.readouterr().err


def test_a_missing_other_checkpoint_is_no_loss_to_a_model_of_one(
    embedded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["generate-video", "x", "--size", "32x32", "--frames", "5", "--steps", "1", "--device", "cpu", "--json"]
    assert main.run(arguments) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["warnings"] == []
    assert result["model"]["name"] == "Tiny"
    assert (result["model"]["origin"], result["model"]["root"]) == ("embedded", str(embedded))
    assert (result["model"]["folder"], result["model"]["checkpoint"]) == ("Lance_3B", "image")


def test_info_without_a_path_describes_the_active_model(embedded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["info"]) == 0
    said = capsys.readouterr().out
    for words in (
        "Model: Tiny (embedded)",
        f"Model folder: {embedded}",
        "Licence: CC0-1.0",
        "Draws noise, quickly.",
        "  - Nothing at all.",
        "Prompts may be written in: en, de",
        "Pictures: 64x48 (trained on 64x48, 48x64), 3 steps, guidance 2.5",
        "Clips: 48x32, 2 steps, guidance 1.5; 9 frames (0.75 s), at most 13 frames (1.08 s), extended by 8",
        "Presets: square (64 and 56 pixels, for pictures), large (96 and 84 pixels, for clips)",
        "  text to image: a red car on a meadow",
        "Can run with the image checkpoint: generate, edit (picture), ask (picture), generate-video, animate",
    ):
        assert words in said
    assert "less well" not in said
    assert all(digest in said for digest in hashes_of(embedded).values())

    assert main.run(["info", "--json"]) == 0
    model = json.loads(capsys.readouterr().out)["model"]
    assert (model["name"], model["origin"], model["folder"]) == ("Tiny", "embedded", str(embedded))
    assert model["presets"] == PROFILE["presets"]
    assert model["knows"] == PROFILE["knows"]
    assert all(task["usual"] and task["runs"] for task in model["tasks"])


def test_info_follows_the_order_of_choice(
    embedded: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    paths.data_dir().mkdir()
    paths.models_dir().symlink_to(GOLDEN)
    assert main.run(["info"]) == 0
    assert f"Model: Lance\nModel folder: {paths.models_dir()}\n" in capsys.readouterr().out
    monkeypatch.setenv(MODEL_VARIABLE, str(embedded))
    assert main.run(["info"]) == 0
    assert "Model: Tiny (embedded)" in capsys.readouterr().out


def test_changed_files_and_profiles_are_seen_by_info(embedded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hashes = hashes_of(embedded)
    write_profile(embedded, sha256=hashes | {"Wan2.2_VAE.pth": "0" * 64})
    assert main.run(["info", "--hash"]) == 0
    said = capsys.readouterr().out
    assert "Wan2.2_VAE.pth  (NOT AS RECORDED)" in said
    assert "Lance_3B/model.safetensors  (as recorded)" in said
    assert main.run(["info", "--hash", "--json"]) == 0
    files = {Path(file["path"]).name: file["recorded"] for file in json.loads(capsys.readouterr().out)["files"]}
    assert files["Wan2.2_VAE.pth"] is False
    assert files["vit.safetensors"] is True

    (embedded / "studio.json").write_text("{}", encoding="utf-8")
    assert main.run(["info"]) == 1
    said, error = capsys.readouterr()
    assert "Profile: " in said
    assert "'format'" in said
    assert "Can run" not in said
    assert "Error: This model cannot be used. Profile: " in error
    assert main.run(["info", "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["ok"] is False
    assert "'format'" in document["error"]["cause"]


def test_a_changed_weight_stops_a_command_with_a_sentence(embedded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    weights = embedded / "Lance_3B" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x7f")
    assert main.run(["generate", "x", "--device", "cpu"]) == 1
    said = capsys.readouterr().err
    assert "Error: " in said
    assert "model.safetensors is damaged or was changed" in said
    assert not list(Path.cwd().glob("lance-*"))
