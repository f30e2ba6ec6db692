"""What the commands ask of the engine, without running it."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from lance_studio import requests
from lance_studio.cli import main
from lance_studio.cli.results import Job
from lance_studio.engine.results import Visual
from lance_studio.media.encode import write_mp4
from lance_studio.media.images import write_png

GOLDEN = Path(__file__).parents[2] / "golden" / "checkpoint"

Asked = tuple[Job, Any]


@pytest.fixture
def ask_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Asked]:
    """Runs a command up to where it would make something, in a folder with a picture and a clip."""
    asked: list[Asked] = []
    monkeypatch.setenv("LANCE_STUDIO_MODEL", str(GOLDEN))
    monkeypatch.chdir(tmp_path)
    for module in ("generate", "edit", "extend"):
        monkeypatch.setattr(f"lance_studio.cli.{module}.make", lambda job, *_: asked.append((job, job.request)))
    write_png("a.png", np.zeros((48, 64, 3), np.uint8))
    write_mp4("a.mp4", np.repeat(np.arange(24, dtype=np.uint8) * 10, 32 * 32 * 3).reshape(24, 32, 32, 3), Fraction(24))

    def run(*arguments: str) -> Asked:
        assert main.run(arguments) == 0
        return asked[-1]

    return run


def test_every_option_reaches_the_engine(ask_engine: Callable[..., Asked]) -> None:
    options = ["--seed", "3", "--steps", "5", "--guidance", "2", "--guidance-interval", "0.1,0.9", "--shift", "2.5"]
    _, request = ask_engine("generate", "x", "--size", "96x64", "--renorm", "none", "--noise", "device", *options)
    assert request == requests.TextToImage(
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


def test_references_make_a_guided_picture_or_clip(
    ask_engine: Callable[..., Asked], capsys: pytest.CaptureFixture[str]
) -> None:
    job, request = ask_engine("generate", "x", "--reference", "a.png", "--reference", "a.png")
    assert "experimental" in capsys.readouterr().err
    assert isinstance(request, requests.ReferenceGuided)
    assert (len(job.inputs), request.num_frames, request.width) == (2, 1, 768)
    assert job.sources == (Path("a.png"), Path("a.png"))
    _, request = ask_engine("generate-video", "x", "--reference", "a.png", "--seconds", "1")
    assert (request.num_frames, request.width, request.height) == (13, 848, 480)


def test_presets_follow_the_kind_of_source(ask_engine: Callable[..., Asked]) -> None:
    assert ask_engine("edit", "a.png", "x")[1].preset == "image_768res"
    assert ask_engine("edit", "a.mp4", "x")[1].preset == "video_480p"
    assert ask_engine("animate", "a.png", "x")[1].preset == "video_480p"
    assert ask_engine("extend", "a.mp4", "x", "--preset", "video_360p")[1].preset == "video_360p"


def test_the_edited_source_comes_last(ask_engine: Callable[..., Asked]) -> None:
    write_png("b.png", np.full((48, 64, 3), 9, np.uint8))
    job, _ = ask_engine("edit", "a.png", "x", "--also", "b.png")
    assert [int(block.frames.max()) for block in job.inputs] == [9, 0]
    assert job.sources == [Path("b.png"), Path("a.png")]


@pytest.mark.parametrize("tail_only", [False, True])
def test_an_extended_clip_is_the_whole_clip_and_then_the_new_frames(
    ask_engine: Callable[..., Asked], tail_only: bool
) -> None:
    more = ["--tail-only"] if tail_only else []
    job, request = ask_engine("extend", "a.mp4", "x", "--seconds", "1", "--keep", "2", *more)
    assert (request.clean_latents, request.num_frames, len(job.inputs[0].frames)) == (2, 17, 5)
    visual = Visual(frames=np.full((17, 16, 48, 3), 255, np.uint8), latent=torch.zeros(1), given_frames=5)
    frames = list(job.compose(visual))
    assert {frame.shape for frame in frames} == {(16, 48, 3)}
    # 24 frames at 24 a second become 12, the last of which is the clip's last; 10 grey levels a frame.
    levels = [round(float(frame.mean()) / 10) for frame in frames[: -12 or None]]
    assert levels == ([] if tail_only else list(range(1, 24, 2)))
    assert all((frame == 255).all() for frame in frames[-12:])
    # Going through it again, as a second attempt at writing does, gives the same.
    assert len(list(job.compose(visual))) == len(frames)


def test_sound_and_short_clips_are_announced(
    ask_engine: Callable[..., Asked], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import dataclasses

    from lance_studio.media import video

    facts = dataclasses.replace(video.probe_video("a.mp4"), has_audio=True)
    monkeypatch.setattr(video, "probe_video", lambda _: facts)
    ask_engine("extend", "a.mp4", "x", "--keep", "5")
    said = capsys.readouterr().err
    assert "The sound of 'a.mp4' is not used." in said
    assert "shorter than the 17 frames to keep" in said
