"""The command line on the small random checkpoint: real files in, real files out.

Most commands run inside this process, because each new process spends seconds on importing torch; those that are about
the process itself (its streams, its exit code, its signals) run apart.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lance_studio.cli import main
from lance_studio.media.encode import write_mp4
from lance_studio.media.files import sha256_file
from lance_studio.media.images import load_image, write_png
from lance_studio.media.probe import probe
from lance_studio.media.recipes import Recipe, read_recipe
from tests.reading import plain_frames

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden" / "checkpoint"
PROMPT = 'Eine Katze – 猫, "quoted" [red]x[/red]\nsecond line'
FAST = ["--steps", "2", "--seed", "7", "--device", "cpu"]
SMALL_PICTURE = ["--preset", "image_256res"]
SMALL_CLIP = ["--preset", "video_192p"]

Run = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a picture and a clip of 5 frames."""
    folder = tmp_path_factory.mktemp("in [put] ü")
    rows = np.linspace(0, 255, 48 * 64 * 3).reshape(48, 64, 3)
    write_png(folder / "a.png", rows.astype(np.uint8))
    write_mp4(folder / "a.mp4", [np.roll(rows, step * 4, 1).astype(np.uint8) for step in range(5)], Fraction(12))
    return folder


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder, and the model by the variable."""
    monkeypatch.setenv("LANCE_STUDIO_MODEL", str(GOLDEN))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(place: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command that succeeds and gives its JSON."""

    def run_json(*arguments: str | Path) -> dict[str, Any]:
        code = main.run([*map(str, arguments), "--json"])
        captured = capsys.readouterr()
        document = json.loads(captured.out)
        assert (code, document["ok"]) == (0, True), captured
        assert all(json.loads(line)["event"] for line in captured.err.splitlines())
        return document

    return run_json


def recipe_of(path: Path | str) -> Recipe:
    recipe = read_recipe(path)
    assert recipe is not None
    return recipe


def test_variants_of_an_edit_are_files_with_seeds_that_follow_each_other(run: Run, inputs: Path, place: Path) -> None:
    made = run("edit", inputs / "a.png", "red", "-o", "out.png", "--variants", "2", *SMALL_PICTURE, *FAST)
    assert [one["output"] for one in made["results"]] == ["out-1.png", "out-2.png"]
    assert [one["seed"] for one in made["results"]] == [7, 8]
    first, second = (load_image(place / one["output"]) for one in made["results"])
    assert not np.array_equal(first, second)
    alone = run("edit", inputs / "a.png", "red", "-o", "alone.png", *SMALL_PICTURE, *FAST)
    assert "results" not in alone
    assert np.array_equal(load_image(place / "alone.png"), first)
    assert main.run(["edit", str(inputs / "a.png"), "red", "-o", "out.png", "--variants", "2"]) == 1


def test_generate_writes_a_picture_with_its_recipe_and_the_seed_repeats_it(run: Run, place: Path) -> None:
    result = run("generate", PROMPT, "--size", "40x32", "--guidance-interval", "0.5,1", *FAST)
    assert result["output"] == "lance-0001.png"
    assert (result["width"], result["height"], result["frames"], result["seed"]) == (32, 32, 1, 7)
    assert result["seconds"].keys() == {"load", "encode", "prefill", "sample", "decode", "total"}
    assert ["40×32 became 32×32" in text for text in result["warnings"]] == [True]
    recipe = recipe_of("lance-0001.png")
    assert (recipe.task, recipe.prompt, recipe.sources) == ("text_to_image", PROMPT, ())
    assert recipe.settings == {
        "steps": 2,
        "shift": 3.5,
        "guidance_scale": 4.0,
        "guidance_interval": [0.5, 1.0],
        "renorm": "global",
        "renorm_min": 0.0,
        "seed": 7,
        "noise": "cpu",
        "sample_latents": True,
        "width": 32,
        "height": 32,
        "precision": "float32",
        "device": "cpu",
    }
    fingerprints = {"fingerprint", "vision_fingerprint", "vae_fingerprint"}
    assert recipe.model.keys() == {"name", "folder", "checkpoint", *fingerprints}
    assert (recipe.model["name"], recipe.model["folder"]) == ("Lance", "Lance_3B")
    assert result["model"] == {**recipe.model, "origin": "named", "root": str(GOLDEN)}

    again = run("generate", PROMPT, "--size", "32x32", "--guidance-interval", "0.5,1", *FAST)
    assert again["output"] == "lance-0002.png"
    assert np.array_equal(load_image("lance-0001.png"), load_image("lance-0002.png"))
    other = run("generate", PROMPT, "--size", "32x32", "--steps", "2", "--device", "cpu")
    assert other["seed"] == recipe_of(other["output"]).settings["seed"]
    assert not np.array_equal(load_image("lance-0001.png"), load_image(other["output"]))


def mean_difference(first: str, second: str) -> float:
    """Mean difference of two clips' pixels in grey levels."""
    one, two = (np.stack(plain_frames(path)).astype(float) for path in (first, second))
    return float(np.abs(one - two).mean())


def test_generate_video_writes_a_clip_with_its_recipe(run: Run) -> None:
    result = run("generate-video", PROMPT, "--size", "32x32", "--seconds", "0.5", *FAST)
    assert (result["output"], result["frames"]) == ("lance-0001.mp4", 5)
    assert "6 frames) became 5 frames" in result["warnings"][0]
    facts = probe(result["output"])
    assert (facts.width, facts.height, facts.frame_count, facts.frame_rate) == (32, 32, 5, 12)
    recipe = recipe_of(result["output"])
    assert (recipe.task, recipe.prompt, recipe.settings["frames"]) == ("text_to_video", PROMPT, 5)
    again = run("generate-video", PROMPT, "--size", "32x32", "--frames", "5", *FAST)
    other = run("generate-video", PROMPT, "--size", "32x32", "--frames", "5", *FAST, "--seed", "8")
    # The engine's frames are equal to the bit (tests/unit/engine); x264 now and then codes equal frames differently.
    assert mean_difference(result["output"], again["output"]) < 3
    assert mean_difference(result["output"], other["output"]) > 10


def test_animate(run: Run, inputs: Path) -> None:
    result = run("animate", inputs / "a.png", "x", "--frames", "5", *SMALL_CLIP, *FAST)
    assert (result["width"], result["height"], result["frames"]) == (304, 224, 5)
    recipe = recipe_of(result["output"])
    assert (recipe.task, recipe.settings["preset"], recipe.settings["frames"]) == ("image_to_video", "video_192p", 5)
    assert recipe.sources[0].sha256 == sha256_file(inputs / "a.png")


def test_edit_a_picture_beside_another(run: Run, inputs: Path) -> None:
    source, other = inputs / "a.png", inputs / "b.png"
    write_png(other, load_image(source)[::-1], overwrite=True)
    result = run("edit", source, "x", "--also", other, *SMALL_PICTURE, *FAST)
    assert result["output"].endswith(".png")
    recipe = recipe_of(result["output"])
    assert recipe.task == "image_edit"
    assert [record.name for record in recipe.sources] == ["b.png", "a.png"]


def test_edit_a_clip(run: Run, inputs: Path) -> None:
    result = run("edit", inputs / "a.mp4", "x", *SMALL_CLIP, *FAST)
    assert (result["output"].endswith(".mp4"), result["frames"]) == (True, 5)
    assert recipe_of(result["output"]).task == "video_edit"


def test_extend_appends_to_the_whole_clip(run: Run, inputs: Path) -> None:
    result = run("extend", inputs / "a.mp4", "x", "--frames", "4", "--keep", "1", *SMALL_CLIP, *FAST)
    assert result["frames"] == 9
    frames = np.asarray(plain_frames(result["output"]), dtype=np.float32)
    assert len(frames) == 9
    # The clip comes first, as it is.
    given = np.asarray(plain_frames(inputs / "a.mp4"), dtype=np.float32)
    assert np.abs(frames[:5] - given).mean() < 3
    recipe = recipe_of(result["output"])
    assert recipe.task == "continuation"
    expected = {"clean_latents": 1, "frames": 5, "new_frames": 4, "tail_only": False}
    assert {name: recipe.settings[name] for name in expected} == expected


def test_ask_a_picture_and_a_clip(run: Run, inputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    question = ["What is this?", "--max-tokens", "6", *SMALL_PICTURE]
    result = run("ask", inputs / "a.png", *question)
    assert (result["tokens"], isinstance(result["answer"], str)) == (6, True) or result["finished"]
    assert main.run(["ask", str(inputs / "a.png"), *question]) == 0
    captured = capsys.readouterr()
    assert captured.out == result["answer"] + "\n"
    # Nothing is said in the middle of the answer's line.
    assert captured.err.splitlines()[-1].startswith(("Answering…", "Note: The answer was cut"))
    assert "Writing…" not in captured.err
    clip = run("ask", inputs / "a.mp4", "--describe", "--max-tokens", "4", *SMALL_CLIP)
    assert clip["seconds"]["sample"] > 0


def test_a_long_clip_is_announced(run: Run, tmp_path: Path) -> None:
    write_mp4("long.mp4", np.zeros((73, 32, 32, 3), np.uint8), Fraction(10))
    result = run("ask", "long.mp4", "Why?", "--max-tokens", "1", *SMALL_CLIP)
    assert any("sees 69 frames of these 7.3 s" in text for text in result["warnings"])


def test_info_of_a_model_and_of_a_result(run: Run, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = run("info", GOLDEN, "--hash")
    assert all(task["runs"] for task in document["model"]["tasks"])
    hashes = {Path(entry["path"]).relative_to(GOLDEN): entry["sha256"] for entry in document["files"]}
    assert hashes[Path("Wan2.2_VAE.pth")] == sha256_file(GOLDEN / "Wan2.2_VAE.pth")
    assert len(hashes) == len([file for file in GOLDEN.rglob("*") if file.is_file()])
    assert main.run(["info"]) == 0
    captured = capsys.readouterr()
    assert "Language model (video)" in captured.out
    assert "generate-video" in captured.out

    made = run("generate", PROMPT, "--size", "32x32", *FAST)["output"]
    assert run("info", made)["recipe"]["prompt"] == PROMPT
    assert main.run(["info", made]) == 0
    assert PROMPT in capsys.readouterr().out
    write_png("plain.png", np.zeros((16, 16, 3), np.uint8))
    assert run("info", "plain.png")["recipe"] is None
    assert main.run(["info", "plain.png"]) == 0
    assert "carries no recipe" in capsys.readouterr().out


def test_overwriting_needs_leave(run: Run, place: Path) -> None:
    Path("x.png").write_bytes(b"old")
    assert main.run(["generate", "x", "--size", "32x32", "-o", "x.png", *FAST]) == 1
    assert Path("x.png").read_bytes() == b"old"


def test_the_other_checkpoint_steps_in_and_says_so(run: Run, place: Path) -> None:
    model = place / "model"
    model.mkdir()
    for name in ("Lance_3B_Video", "Qwen2.5-VL-ViT", "Wan2.2_VAE.pth"):
        (model / name).symlink_to(GOLDEN / name)
    result = run("generate", "x", "--size", "32x32", "--model", model, *FAST)
    assert "Lance_3B_Video is used" in result["warnings"][0]
    assert recipe_of(result["output"]).model["folder"] == "Lance_3B_Video"


@pytest.mark.parametrize("part", ["Lance_3B/model.safetensors", "Lance_3B/llm_config.json", "Wan2.2_VAE.pth"])
def test_a_damaged_model_is_a_sentence(part: str, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    model = Path(shutil.copytree(GOLDEN, place / "model"))
    (model / part).write_bytes((model / part).read_bytes()[:-900])
    assert main.run(["generate", "x", "--size", "32x32", "--model", str(model), *FAST]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Error: " in captured.err
    assert Path(part).name in captured.err
    assert "Traceback" not in captured.err
    assert [path.name for path in place.iterdir()] == ["model"]
    # Without the VAE nothing can be done with it; the other checkpoint can still run something.
    usable = not part.endswith(".pth")
    assert main.run(["info", str(model)]) == (0 if usable else 1)
    captured = capsys.readouterr()
    assert "Cannot run: generate" in captured.out or (not usable and Path(part).name in captured.err)


def test_an_absent_gpu_is_a_sentence(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["generate", "x", "--device", "cuda:99"]) == 1
    assert "GPU" in capsys.readouterr().err


# --- in a process of its own ---------------------------------------------------------------------------------------


def environment(home: Path) -> dict[str, str]:
    # The command is found also where the package is not installed.
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "LANCE_STUDIO_HOME": str(home),
        "LANCE_STUDIO_MODEL": str(GOLDEN),
        "COLUMNS": "100",
    }


def test_the_result_is_on_stdout_and_all_else_on_stderr(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "lance_studio", "generate", "a cat", "--size", "32x32", "-o", "x y.png", *FAST]
    result = subprocess.run(
        command, cwd=tmp_path, env=environment(tmp_path), capture_output=True, text=True, check=False, timeout=120
    )
    assert (result.returncode, result.stdout) == (0, "x y.png\n"), result.stderr
    lines = result.stderr.splitlines()
    assert lines[:2] == [f"Model: Lance ({GOLDEN})", "Starting the engine…"]
    assert lines[-1].startswith("32x32, seed 7, made in ")
    # Nothing of the libraries' own talk.
    assert all(line.endswith(("…", "left", "s.")) or line == "Step 2 of 2" for line in lines[1:]), lines


def test_a_command_leaves_a_core_to_others(tmp_path: Path) -> None:
    code = "import sys; from lance_studio.cli.main import run; assert run(sys.argv[1:]) == 0; import torch"
    code += "; print(torch.get_num_threads())"
    command = [sys.executable, "-c", code, "generate", "x", *FAST, "--size", "32x32", "--quiet", "-o", "x.png"]
    free = {
        name: text for name, text in environment(tmp_path).items() if name not in ("OMP_NUM_THREADS", "MKL_NUM_THREADS")
    }
    for threads in ([], ["2"]):
        own = {**free, **dict(zip(["OMP_NUM_THREADS"], threads, strict=False))}
        result = subprocess.run(
            [*command, "--model", str(GOLDEN), "--overwrite"],
            cwd=tmp_path,
            env=own,
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
        used = int(result.stdout.splitlines()[-1])
        assert used == 2 if threads else used <= max(1, len(os.sched_getaffinity(0)) - 1)


@pytest.fixture
def long_run(tmp_path: Path, own_home: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "lance_studio", "generate", "a cat", "--size", "32x32", "--json"]
    process = subprocess.Popen(
        [*command, "--steps", "1000", "--guidance", "1", "-o", "x.png"],
        cwd=tmp_path,
        env=environment(own_home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    yield process
    process.kill()
    process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_ctrl_c_and_its_like_end_the_run_and_leave_no_file(
    long_run: subprocess.Popen[str], tmp_path: Path, number: int
) -> None:
    assert long_run.stderr is not None
    for line in long_run.stderr:
        if json.loads(line)["event"] == "step":
            break
    long_run.send_signal(number)
    began = time.monotonic()
    output, rest = long_run.communicate(timeout=60)
    assert time.monotonic() - began < 30
    assert long_run.returncode == 1
    assert json.loads(output)["error"]["kind"] == "cancelled"
    assert "Traceback" not in rest
    steps = [event for event in map(json.loads, rest.splitlines()) if event["event"] == "step"]
    assert len(steps) < 999
    assert list(tmp_path.iterdir()) == []


def test_a_dry_run_says_what_would_come_as_measured_here_and_makes_nothing(run: Run, place: Path, inputs: Path) -> None:
    command = ["edit", inputs / "a.png", "make it blue", *FAST, *SMALL_PICTURE]
    before = run(*command, "--dry-run")
    assert list(place.iterdir()) == []
    promise = before["promise"]
    assert promise["first_guess"]
    assert (promise["source"], promise["steps"], promise["count"]) == ([64, 48], 2, 1)
    made = run(*command)
    assert (made["width"], made["height"]) == (promise["width"], promise["height"])
    assert made["promise"] == {name: promise[name] for name in made["promise"]}
    assert made["memory"] > 0
    computed = sum(made["seconds"][stage] for stage in ("encode", "prefill", "sample", "decode"))
    after = run(*command, "--dry-run", "--project", "none.lstudio")["promise"]
    assert not after["first_guess"]
    assert after["seconds"] == pytest.approx(computed, abs=0.01)
    assert after["memory"] == made["memory"]
    assert not Path("none.lstudio").exists()


def test_a_dry_run_for_people_is_one_line(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["generate", "a boat", "--size", "64x48", "--dry-run", "--quiet", *FAST]) == 0
    captured = capsys.readouterr()
    assert captured.out.startswith("64 × 48 · 2 steps · about ")
    assert captured.err == ""


def test_words_that_the_model_does_not_know_are_said_beside_the_result(
    run: Run, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nano = ["--model", ROOT / "models" / "nano", "--dry-run"]
    assert run("generate", "five dragons in a meadow", *nano)["warnings"] == [
        "Nano does not know “dragons”; counts to 3, not five."
    ]
    assert run("generate", "three cars in a meadow", *nano)["warnings"] == []
    assert main.run(["generate", "a dragon", *map(str, nano)]) == 0
    captured = capsys.readouterr()
    assert "Note: Nano does not know “dragon”." in captured.err
    assert "dragon" not in captured.out
