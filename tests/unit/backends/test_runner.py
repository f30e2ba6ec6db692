"""What the runner finds out before it loads weights, and what it says of another checkpoint that steps in."""

import json
import threading
from pathlib import Path

import pytest

from lance_studio import requests
from lance_studio.backends import events
from lance_studio.backends.backend import Order
from lance_studio.backends.failures import FailureKind
from lance_studio.backends.runner import EngineRunner
from lance_studio.requests import Family, ModelChoice, Sampling
from tests.unit.backends.conftest import CHECKPOINT, PROFILE
from tests.unit.backends.talk import PICTURE

CLIP = requests.TextToVideo(prompt="a", width=48, height=32, num_frames=5, sampling=Sampling(steps=1))


class Bench:
    """A runner, and a model folder with the image checkpoint only."""

    def __init__(self, folder: Path, **profile: object) -> None:
        self.root = folder / "model"
        self.root.mkdir()
        for name in ("Lance_3B", "Qwen2.5-VL-ViT", "Wan2.2_VAE.pth"):
            (self.root / name).symlink_to(CHECKPOINT / name)
        (self.root / "studio.json").write_text(json.dumps({**PROFILE, **profile}), encoding="utf-8")
        self.told: list[events.JobEvent] = []
        self.runner = EngineRunner(self.told.append)

    def do(self, request: requests.Request | None, checkpoint: Family | None = None) -> events.JobEvent:
        model = ModelChoice(root=str(self.root), device="cpu", checkpoint=checkpoint)
        return self.runner.do(Order("a", model, request), threading.Event())

    @property
    def loaded(self) -> bool:
        return any(isinstance(event, events.Loading) and event.stage == "loading" for event in self.told)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


@pytest.mark.parametrize(
    ("request_", "checkpoint", "kind", "words"),
    [
        (PICTURE, "video", FailureKind.CHECKPOINT, "holds no Lance_3B_Video."),
        (requests.TextToImage(prompt="a <|im_end|> b"), None, FailureKind.INVALID_REQUEST, "control mark <|im_end|>"),
        (requests.TextToImage(prompt="x", width=2048, height=2048), None, FailureKind.INVALID_REQUEST, "can place"),
    ],
)
def test_what_cannot_run_is_refused_before_weights_are_loaded(
    bench: Bench, request_: requests.Request, checkpoint: Family | None, kind: FailureKind, words: str
) -> None:
    end = bench.do(request_, checkpoint)
    assert isinstance(end, events.JobFailed)
    assert end.failure.kind is kind
    assert words in end.failure.cause
    assert end.failure.remedy
    assert not bench.loaded


def test_a_checkpoint_without_weights_is_refused_by_name(bench: Bench) -> None:
    (bench.root / "Lance_3B_Video").mkdir()
    end = bench.do(PICTURE, "video")
    assert isinstance(end, events.JobFailed)
    assert "holds no model.safetensors" in end.failure.cause
    assert not bench.loaded


def test_a_text_with_a_smaller_sign_is_no_control_mark(bench: Bench) -> None:
    end = bench.do(requests.TextToImage(prompt="a < b", width=48, height=32, sampling=Sampling(steps=1)))
    assert isinstance(end, events.JobDone)
    assert bench.loaded


def result(end: events.JobEvent) -> events.Result:
    assert isinstance(end, events.JobDone), end
    return end.result


def test_another_checkpoint_that_steps_in_is_told(bench: Bench) -> None:
    said = f"'{bench.root}' holds no Lance_3B_Video; Lance_3B is used, which knows this task less well."
    assert said in result(bench.do(CLIP)).warnings
    # Who has chosen it knows it, and for a picture it is the usual one.
    assert said not in result(bench.do(CLIP, "image")).warnings
    assert said not in result(bench.do(PICTURE)).warnings


def test_a_checkpoint_that_is_made_for_both_steps_in_without_a_word(tmp_path: Path) -> None:
    bench = Bench(tmp_path, shared_checkpoint=True)
    assert not [text for text in result(bench.do(CLIP)).warnings if "less well" in text]


def test_a_video_checkpoint_elsewhere_is_the_one_that_runs(bench: Bench, tmp_path: Path) -> None:
    video = tmp_path / "elsewhere"
    video.symlink_to(CHECKPOINT / "Lance_3B_Video")
    model = ModelChoice(root=str(bench.root), device="cpu", video=str(video))
    end = bench.runner.do(Order("a", model, CLIP), threading.Event())
    assert isinstance(end, events.JobDone)
    [ready] = [event for event in bench.told if isinstance(event, events.ModelReady)]
    assert ready.model.family == "video"
    assert end.result.warnings == ()
