"""What the commands ask of the engine, without running it."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from lance_studio import requests
from lance_studio.cli import main
from lance_studio.media.encode import write_mp4
from lance_studio.media.images import write_png
from lance_studio.project.project import Project
from tests.unit.cli.conftest import Asking

GOLDEN = Path(__file__).parents[2] / "golden" / "checkpoint"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The current folder has a picture and a clip."""
    monkeypatch.setenv("LANCE_STUDIO_MODEL", str(GOLDEN))
    monkeypatch.chdir(tmp_path)
    write_png("a.png", np.zeros((48, 64, 3), np.uint8))
    write_mp4("a.mp4", np.repeat(np.arange(24, dtype=np.uint8) * 10, 32 * 32 * 3).reshape(24, 32, 32, 3), Fraction(24))


def test_every_option_reaches_the_engine(ask_engine: Asking) -> None:
    options = ["--seed", "3", "--steps", "5", "--guidance", "2", "--guidance-interval", "0.1,0.9", "--shift", "2.5"]
    task = ask_engine("generate", "x", "--size", "96x64", "--renorm", "none", "--noise", "device", *options)
    assert task.request == requests.TextToImage(
        prompt="x",
        width=96,
        height=64,
        sampling=requests.Sampling(
            seed=3,
            steps=5,
            guidance_scale=2.0,
            guidance_interval=(0.1, 0.9),
            shift=2.5,
            renorm="none",
            noise="device",
        ),
    )


def test_every_option_of_a_question_reaches_the_engine(ask_engine: Asking) -> None:
    options = ["--temperature", "0.5", "--top-p", "0.8", "--min-tokens", "2", "--max-tokens", "9", "--seed", "4"]
    task = ask_engine("ask", "a.png", "why?", "--system", "Be brief.", "--preset", "image_256res", *options)
    assert task.request == requests.AskImage(
        question="why?",
        system_prompt="Be brief.",
        preset="image_256res",
        decoding=requests.Decoding(max_new_tokens=9, min_new_tokens=2, temperature=0.5, top_p=0.8, seed=4),
    )
    described = ask_engine("ask", "a.mp4", "--describe").request
    assert isinstance(described, requests.AskVideo)
    assert (described.question, "description of the video" in described.system_prompt) == ("", True)


def test_references_make_a_guided_picture_or_clip(ask_engine: Asking, capsys: pytest.CaptureFixture[str]) -> None:
    write_png("b.png", np.full((48, 64, 3), 9, np.uint8))
    task = ask_engine("generate", "x", "--reference", "a.png", "--reference", "b.png")
    assert "not trained for this" in capsys.readouterr().err
    assert isinstance(task.request, requests.ReferenceGuided)
    assert (len(task.inputs), task.request.num_frames, task.request.width) == (2, 1, 768)
    clip = ask_engine("generate-video", "x", "--reference", "a.png", "--seconds", "1").request
    assert isinstance(clip, requests.ReferenceGuided)
    assert (clip.num_frames, clip.width, clip.height) == (13, 848, 480)
    usual = ask_engine("generate-video", "x", "--reference", "a.png").request
    assert isinstance(usual, requests.ReferenceGuided)
    assert usual.num_frames > 1


def test_presets_follow_the_kind_of_source(ask_engine: Asking) -> None:
    def preset(*arguments: str) -> str:
        return getattr(ask_engine(*arguments).request, "preset")  # noqa: B009 - every kind of request here has one

    assert preset("edit", "a.png", "x") == "image_768res"
    assert preset("edit", "a.mp4", "x") == "video_480p"
    assert preset("animate", "a.png", "x") == "video_480p"
    assert preset("extend", "a.mp4", "x", "--preset", "video_360p") == "video_360p"


def test_the_edited_source_comes_last(ask_engine: Asking) -> None:
    write_png("b.png", np.full((48, 64, 3), 9, np.uint8))
    task = ask_engine("edit", "a.png", "x", "--also", "b.png", "--project", "p.lstudio")
    with Project.open("p.lstudio") as project:
        media = [project.media(source.media_id) for source in task.inputs]
    assert [one and one.name for one in media] == ["b.png", "a.png"]


def test_a_continuation_takes_the_clips_end(ask_engine: Asking) -> None:
    task = ask_engine("extend", "a.mp4", "x", "--seconds", "1", "--keep", "2")
    assert isinstance(task.request, requests.Continuation)
    assert (task.request.clean_latents, task.request.num_frames, task.inputs[0].count) == (2, 17, 5)
    # 24 frames at 24 a second: the last one is shown from 23/24 s on.
    assert task.inputs[0].start is not None
    assert task.inputs[0].start + 4 * task.inputs[0].step == Fraction(23, 24)


def test_a_clip_that_is_too_short_to_move_becomes_longer_and_the_user_learns_of_it(
    ask_engine: Asking, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in (["animate", "a.png"], ["generate-video"], ["generate-video", "--reference", "a.png"]):
        request = ask_engine(*command, "x", "--frames", "3").request
        assert getattr(request, "num_frames") == 5  # noqa: B009 - every kind of request here has it
        notes = [line for line in capsys.readouterr().err.splitlines() if "frames" in line]
        assert ["Note: 3 frames became 5 frames" in note for note in notes] == [True]


def test_a_mask_goes_with_an_edit(ask_engine: Asking, capsys: pytest.CaptureFixture[str]) -> None:
    mask = np.zeros((48, 64, 3), np.uint8)
    write_png("empty.png", mask)
    mask[:24] = 255
    write_png("mask.png", mask)
    write_png("small.png", mask[:, :32])
    assert ask_engine("edit", "a.png", "x", "--mask", "mask.png").inputs[-1].mask is not None
    for name, words in (("small.png", "does not have the picture's size"), ("empty.png", "The mask is empty")):
        capsys.readouterr()
        assert main.run(["edit", "a.png", "x", "--mask", name]) == 2
        assert words in capsys.readouterr().err
    assert main.run(["edit", "a.mp4", "x", "--mask", "mask.png"]) == 2


def test_the_part_of_a_mask_that_the_model_does_not_see_is_said_before(
    ask_engine: Asking, capsys: pytest.CaptureFixture[str]
) -> None:
    # The widest shape that the model knows is 21:9.
    write_png("wide.png", np.zeros((48, 192, 3), np.uint8))
    mask = np.zeros((48, 192, 3), np.uint8)
    mask[:, 10:30] = mask[:, 90:110] = 255
    write_png("mask.png", mask)
    assert ask_engine("edit", "wide.png", "x", "--mask", "mask.png").inputs[-1].mask is not None
    assert "of the mask lies where the model does not see, at the left and right." in capsys.readouterr().err
    mask[:, 30:] = 0
    write_png("unseen.png", mask)
    assert main.run(["edit", "wide.png", "x", "--mask", "unseen.png"]) == 2
    said = capsys.readouterr().err
    assert "The mask lies where the model does not see" in said
    assert "Draw inside of that" in said


def test_what_a_project_holds_is_not_imported_again(ask_engine: Asking) -> None:
    for _ in range(2):
        ask_engine("edit", "a.png", "x", "--project", "p.lstudio")
    with Project.open("p.lstudio") as project:
        assert [media.name for media in project.media_list()] == ["a.png"]
        assert len(project.nodes()) == 1
