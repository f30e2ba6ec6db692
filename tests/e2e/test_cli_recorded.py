"""Commands with `--project` and `--mask`, and `extend`, on the small random checkpoint: what is kept and written."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lance_studio.cli import main
from lance_studio.jobs.queue import QUEUE_PAUSED
from lance_studio.media.images import load_image, write_png
from lance_studio.media.probe import probe
from lance_studio.media.recipes import read_recipe
from lance_studio.project.commands.settings import SetSetting
from lance_studio.project.project import Project
from lance_studio.workflows.model_source import ModelAt
from lance_studio.workflows.options import Options
from lance_studio.workflows.studio import Studio
from lance_studio.workflows.task import Task
from lance_studio.workflows.wishes import EditPicture
from tests.reading import plain_frames
from tests.unit.media.painted import painted_clip, read_number

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden" / "checkpoint"
FAST = ["--steps", "1", "--seed", "7", "--device", "cpu"]
PICTURE = ["--preset", "image_256res", *FAST]
CLIP = ["--preset", "video_192p", *FAST]

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command that succeeds, in an empty current folder, and gives its JSON."""
    monkeypatch.setenv("LANCE_STUDIO_MODEL", str(GOLDEN))
    monkeypatch.chdir(tmp_path)

    def run_json(*arguments: str | Path) -> dict[str, Any]:
        code = main.run([*map(str, arguments), "--json"])
        captured = capsys.readouterr()
        document = json.loads(captured.out)
        assert (code, document["ok"]) == (0, True), captured
        return document

    return run_json


def names(folder: Path = Path()) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def task_of(project: Project, node_id: str) -> Task:
    edge = project.edge(node_id)
    assert edge is not None
    return Task.from_json(edge.request)


def pixels_of(project: Project, node_id: str) -> str:
    outcome = task_of(project, node_id).outcome
    assert outcome is not None
    return outcome.pixels


def test_a_saved_picture_is_edited_from_its_kept_latent_as_in_the_window(run: Run) -> None:
    first = run("generate", "a cat", "--size", "256x256", "--project", "p.lstudio", "-o", "cat.png", *FAST)
    assert (first["project"], first["output"]) == ("p.lstudio", "cat.png")
    edited = run("edit", "cat.png", "make it red", "--project", "p.lstudio", *PICTURE)
    assert edited["output"] is None
    assert names() == ["cat.png", "p.lstudio"]
    with Studio.open("p.lstudio", ModelAt(GOLDEN, device="cpu")) as studio:
        project = studio.project
        assert [media.name for media in project.media_list()] == ["a cat", "make it red"]
        edge = project.edge(first["node"])
        assert edge is not None
        [source] = task_of(project, edited["node"]).inputs
        assert (source.node_id, source.latent) == (first["node"], edge.latent)
        assert source.latent is not None
        options = Options(seed=7, steps=1, preset="image_256res")
        [again] = studio.run(EditPicture(first["node"], "make it red", options)).nodes
        assert pixels_of(project, again) == pixels_of(project, edited["node"])
        assert task_of(project, again).inputs == (source,)


def test_outside_a_mask_every_pixel_stays(run: Run) -> None:
    source = np.random.default_rng(0).integers(0, 256, (90, 120, 3), np.uint8)
    mask = np.zeros((90, 120, 3), np.uint8)
    mask[20:60, 30:80] = 255
    write_png("a.png", source)
    write_png("mask.png", mask)
    result = run("edit", "a.png", "x", "--mask", "mask.png", "--feather", "4", "-o", "b.png", *PICTURE)
    assert (result["width"], result["height"]) == (120, 90)
    made = load_image("b.png")
    outside = mask[..., 0] == 0
    assert np.array_equal(made[outside], source[outside])
    assert (made[~outside] != source[~outside]).any(axis=1).mean() > 0.9
    recipe = read_recipe("b.png")
    assert recipe is not None
    assert (recipe.settings["masked"], recipe.settings["feather"]) == (True, 4)


def test_an_edit_that_changes_nothing_says_so(run: Run) -> None:
    source = np.random.default_rng(0).integers(0, 256, (90, 120, 3), np.uint8)
    mask = np.zeros((90, 120, 3), np.uint8)
    mask[40:46, 50:56] = 255
    write_png("a.png", source)
    write_png("mask.png", mask)
    # So soft an edge on so small a mask lets almost nothing of the result through.
    result = run("edit", "a.png", "x", "--mask", "mask.png", "--feather", "256", "-o", "b.png", *PICTURE)
    assert any(text.startswith("Nothing changed") for text in result["warnings"])
    mask[:] = 255
    write_png("all.png", mask)
    result = run("edit", "a.png", "x", "--mask", "all.png", "-o", "c.png", *PICTURE)
    assert not any(text.startswith("Nothing changed") for text in result["warnings"])


def sounding_clip(path: str, rate: Fraction) -> Path:
    tone = np.full((48_000 * 3, 2), 0.3, np.float32)
    return painted_clip(Path(path), 30, tag=2, rate=rate, size=(94, 66), sound=[tone])


def test_extend_writes_the_whole_clip_and_then_the_new_frames(run: Run) -> None:
    rate = Fraction(30000, 1001)
    sounding_clip("a.mp4", rate)
    result = run("extend", "a.mp4", "x", "--frames", "4", "-o", "long.mp4", *CLIP)
    facts = probe("long.mp4")
    # Four frames at 12 a second last nine at 30000/1001.
    assert (facts.width, facts.height, facts.frame_rate, facts.frame_count) == (94, 66, rate, 39)
    assert (result["width"], result["height"], result["frames"]) == (94, 66, 39)
    frames = [np.where(frame < 40, 0, frame).astype(np.uint8) for frame in plain_frames("long.mp4")]
    assert [read_number(frame) for frame in frames[:30]] == [(number, 2) for number in range(30)]
    assert run("info", "long.mp4")["sound"]["channels"] == 2
    recipe = read_recipe("long.mp4")
    assert recipe is not None
    assert recipe.task == "continuation"
    assert (recipe.settings["new_frames"], recipe.settings["tail_only"]) == (4, False)

    tail = run(
        "extend", "a.mp4", "x", "--frames", "4", "--tail-only", "--project", "p.lstudio", "-o", "tail.mp4", *CLIP
    )
    assert tail["frames"] == 4
    facts = probe("tail.mp4")
    assert (facts.frame_count, facts.frame_rate) == (4, 12)
    recipe = read_recipe("tail.mp4")
    assert recipe is not None
    assert recipe.settings["tail_only"] is True
    with Project.open("p.lstudio") as project:
        # The film stays where it is, and no timeline appears that nobody asked for.
        assert [media.link for media in project.media_list()] == ["a.mp4", None]
        assert project.timelines() == []


def test_a_question_and_its_answer_are_in_the_conversation(run: Run) -> None:
    write_png("a.png", np.zeros((48, 64, 3), np.uint8))
    arguments = ("--preset", "image_256res", "--max-tokens", "4", "--device", "cpu")
    result = run("ask", "a.png", "What is this?", "--project", "p.lstudio", *arguments)
    with Project.open("p.lstudio") as project:
        said, answer = project.messages()
        assert (said.role, said.text) == ("user", "What is this?")
        assert (answer.id, answer.state) == (result["message"], "complete")
        assert answer.text.startswith(result["answer"])


def test_a_linked_film_that_was_moved_is_found_again_by_its_content(run: Run) -> None:
    painted_clip(Path("a.mp4"), 8, rate=Fraction(12))
    ask = ("--project", "p.lstudio", "--describe", "--preset", "video_192p", "--max-tokens", "1", "--device", "cpu")
    run("ask", "a.mp4", *ask)
    Path("b").mkdir()
    Path("a.mp4").rename("b/c.mp4")
    run("ask", "b/c.mp4", *ask)
    with Project.open("p.lstudio") as project:
        assert [media.link for media in project.media_list()] == ["b/c.mp4"]


def test_a_project_that_is_open_or_paused_is_refused_and_left_as_it_is(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["generate", "x", "--size", "32x32", "--project", "p.lstudio", *FAST]
    with Project.create("p.lstudio") as window:
        assert main.run(command) == 1
        assert "open in another window" in capsys.readouterr().err
        window.run(SetSetting(QUEUE_PAUSED, "1"))
    assert main.run(command) == 1
    assert "The queue of this project is paused" in capsys.readouterr().err
    with Project.open("p.lstudio") as project:
        assert (project.jobs(), project.nodes()) == ([], [])


def test_a_project_that_may_not_be_written_is_said(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Project.create("p.lstudio").close()
    before, system_open = Path("p.lstudio").read_bytes(), os.open

    def refuse(name: str | Path, flags: int, *more: int, **options: int) -> int:  # the superuser may write everywhere
        if flags & os.O_CREAT and Path(name).parent == tmp_path:
            raise OSError(30, os.strerror(30), str(name))
        return system_open(name, flags, *more, **options)

    monkeypatch.setattr(os, "open", refuse)
    assert main.run(["generate", "x", "--project", "p.lstudio", *FAST]) == 1
    assert "may not be written" in capsys.readouterr().err
    assert Path("p.lstudio").read_bytes() == before


def test_a_command_that_is_refused_leaves_no_new_project(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    write_png("a.png", np.zeros((48, 64, 3), np.uint8))
    assert main.run(["edit", "a.png", "x", "--preset", "huge", "--project", "p.lstudio"]) == 2
    assert "'huge'" in capsys.readouterr().err
    assert names() == ["a.png"]


def environment(home: Path) -> dict[str, str]:
    temporary = home / "temporary"
    temporary.mkdir(parents=True, exist_ok=True)
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "LANCE_STUDIO_HOME": str(home),
        "LANCE_STUDIO_MODEL": str(GOLDEN),
        "TMPDIR": str(temporary),
    }


def test_a_full_disk_is_a_sentence_and_the_project_stays_whole(tmp_path: Path) -> None:
    here = tmp_path / "here"
    here.mkdir()
    script = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (430_000, 430_000)); "
        "from lance_studio.cli import main; sys.exit(main.run(sys.argv[1:]))"
    )
    command = ["generate", "x", "--size", "512x512", "--project", "p.lstudio", *FAST]
    result = subprocess.run(
        [sys.executable, "-c", script, *command],
        cwd=here,
        env={**environment(tmp_path / "home"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (result.returncode, result.stdout) == (1, ""), result.stderr
    assert "Error: " in result.stderr
    assert "Traceback" not in result.stderr
    assert list((tmp_path / "home" / "temporary").glob("lance-studio*")) == []
    with Project.open(here / "p.lstudio") as project:
        assert project.nodes() == []


@pytest.mark.parametrize("with_project", [False, True])
def test_ctrl_c_leaves_no_temporary_project(tmp_path: Path, with_project: bool) -> None:
    here = tmp_path / "here"
    here.mkdir()
    command = ["generate", "a cat", "--size", "32x32", "--json", "--steps", "1000", "--guidance", "1"]
    command += ["--project", "p.lstudio"] if with_project else ["-o", "x.png"]
    with subprocess.Popen(
        [sys.executable, "-m", "lance_studio", *command],
        cwd=here,
        env=environment(tmp_path / "home"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        while '"step"' not in (line := process.stderr.readline()):
            assert line, "it ended before the first step"
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert json.loads(output)["error"]["kind"] == "cancelled"
    assert list((tmp_path / "home" / "temporary").glob("lance-studio*")) == []
    assert names(here) == (["p.lstudio"] if with_project else [])
    if with_project:
        with Project.open(here / "p.lstudio") as project:
            assert [job.state for job in project.jobs()] == ["cancelled"]
