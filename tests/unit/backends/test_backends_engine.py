"""Both backends with the real engine on the small checkpoint: the same results, progress, cancellation, failures."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace as changed
from numpy.typing import NDArray

from lance_studio import requests
from lance_studio.backends import events
from lance_studio.backends.events import AnswerResult
from lance_studio.backends.failures import FailureKind
from lance_studio.backends.in_process import InProcessBackend
from lance_studio.backends.process.client import ProcessBackend
from lance_studio.requests import InputBlock, ModelChoice, Sampling
from tests.unit.backends.talk import LONG, PICTURE, Listener, Runner, failure, names

SAMPLING = Sampling(steps=3, seed=7)
EDIT = requests.ImageEdit(
    instruction="make it red", preset="small", feather=2, sampling=Sampling(steps=1, guidance_scale=1.0, seed=7)
)


@pytest.fixture(scope="module", params=[ProcessBackend, InProcessBackend], ids=["process", "in process"])
def run(request: pytest.FixtureRequest, small_model: ModelChoice) -> Iterator[Runner]:
    """Runs requests on a real engine, which stays for all tests of the module: in its own process, then in this one."""
    listener = Listener()
    backend = request.param(listener)
    yield Runner(backend, listener, small_model)
    backend.close()


def picture(seed: int = 0, frames: int = 1, side: int = 64) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 256, (frames, side, side, 3), np.uint8)


def half_mask(side: int = 64) -> NDArray[np.uint8]:
    """The right half may change."""
    mask = np.zeros((side, side), np.uint8)
    mask[:, side // 2 :] = 255
    return mask


# --- results ----------------------------------------------------------------------------------------------------------


def test_a_picture_comes_with_all_that_belongs_to_it(run: Runner) -> None:
    result = run.visual(changed(PICTURE, sampling=SAMPLING))
    assert result.frames.shape == (1, 32, 48, 3)
    assert result.frames.dtype == np.uint8
    assert result.frames.std() > 0
    assert result.latent.shape == (1, 2, 3, 48)
    assert result.latent.dtype == np.float32
    assert not result.frames.flags.writeable
    assert not result.latent.flags.writeable
    assert np.isfinite(result.latent).all()
    assert result.seconds.sample > 0
    assert result.model.name == "small"
    assert (result.model.family, result.model.device, result.model.precision) == ("image", "cpu", "float32")
    assert len(result.model.fingerprints["fingerprint"]) == 64
    assert result.model.engine_version


def test_progress_is_told_in_order(run: Runner) -> None:
    run.visual(changed(PICTURE, sampling=SAMPLING))
    steps = [event for event in run.told(events.Progress) if isinstance(event, events.Progress)]
    assert [(event.step, event.total) for event in steps] == [(1, 3), (2, 3), (3, 3)]
    assert [event.seconds for event in steps] == sorted(event.seconds for event in steps)
    for event in steps:
        assert event.preview is not None
        assert event.preview.shape == (2, 3, 3)
        assert event.memory.kind == "cpu"
        assert 50 << 20 < event.memory.used <= event.memory.peak < event.memory.total
    kinds = [type(event) for event in run.listener.of(run.job) if not isinstance(event, events.Loading)]
    expected = [events.ModelReady, events.Stage, *[events.Progress] * 3, events.Stage, events.JobDone]
    assert kinds == expected


def test_a_seed_means_the_same_picture(run: Runner) -> None:
    first, second, other = (run.visual(changed(PICTURE, sampling=Sampling(steps=1, seed=seed))) for seed in (5, 5, 6))
    assert np.array_equal(first.frames, second.frames)
    assert np.array_equal(first.latent, second.latent)
    assert not np.array_equal(first.frames, other.frames)


@pytest.mark.parametrize(
    ("request_", "inputs", "shape", "given_frames"),
    [
        (requests.TextToVideo(prompt="a", width=48, height=32, num_frames=5), [], (5, 32, 48, 3), 0),
        (requests.ImageToVideo(prompt="a", num_frames=5, preset="small"), [picture()], (5, 64, 64, 3), 1),
        (requests.VideoEdit(instruction="a", preset="small"), [picture(frames=5)], (5, 64, 64, 3), 0),
        (
            requests.Continuation(prompt="a", clean_latents=2, num_frames=9, preset="small"),
            [picture(frames=5)],
            (9, 64, 64, 3),
            5,
        ),
        (requests.ReferenceGuided(prompt="a", width=48, height=32, preset="small"), [picture()], (1, 32, 48, 3), 0),
    ],
    ids=["clip", "animation", "video edit", "continuation", "reference"],
)
def test_every_task_arrives_at_the_engine(
    run: Runner,
    request_: requests.VisualRequest,
    inputs: list[NDArray[np.uint8]],
    shape: tuple[int, ...],
    given_frames: int,
) -> None:
    result = run.visual(changed(request_, sampling=Sampling(steps=1, guidance_scale=1.0)), *map(InputBlock, inputs))
    assert result.frames.shape == shape
    assert result.given_frames == given_frames
    assert result.frame_rate == 12


@pytest.mark.parametrize(
    ("request_", "frames"),
    [
        (requests.AskImage(question="what?", preset="small"), 1),
        (requests.AskVideo(question="when?", preset="small"), 4),
    ],
)
def test_an_answer_grows_piece_by_piece(run: Runner, request_: requests.TextRequest, frames: int) -> None:
    decoding = requests.Decoding(max_new_tokens=8, temperature=5.0)
    end = run(changed(request_, decoding=decoding), InputBlock(picture(frames=frames)))
    assert isinstance(end, events.JobDone)
    assert isinstance(end.result, AnswerResult)
    texts = [event.text for event in run.told(events.Token) if isinstance(event, events.Token)]
    assert len(texts) >= 2
    assert "".join(texts).strip() == end.result.text
    assert end.result.tokens >= len(texts)


# --- a mask is a promise ----------------------------------------------------------------------------------------------


def test_pixels_outside_the_mask_are_the_source_s(run: Runner) -> None:
    source, mask = picture(), half_mask()
    result = run.visual(EDIT, InputBlock(source, mask))
    assert np.array_equal(result.frames[:, :, :32], source[:, :, :32])
    assert not np.array_equal(result.frames[:, :, 34:], source[:, :, 34:])
    free = run.visual(EDIT, InputBlock(source))
    assert not np.array_equal(free.frames[:, :, :32], source[:, :, :32])


def test_the_feather_is_the_request_s(run: Runner) -> None:
    block = InputBlock(picture(), half_mask())
    hard, soft = (run.visual(changed(EDIT, feather=feather), block) for feather in (0, 8))
    assert np.array_equal(hard.latent, soft.latent)
    assert np.array_equal(hard.frames[:, :, 40:], soft.frames[:, :, 40:])
    assert not np.array_equal(hard.frames[:, :, 32:40], soft.frames[:, :, 32:40])


def test_a_turn_starts_from_the_kept_latent(run: Runner) -> None:
    first = run.visual(EDIT, InputBlock(picture()))
    again = run.visual(EDIT, InputBlock(first.frames))
    kept = run.visual(EDIT, InputBlock(first.frames, half_mask(), first.latent))
    assert np.array_equal(kept.latent[:, :, :2], first.latent[:, :, :2])
    assert not np.array_equal(kept.latent[:, :, 2:], again.latent[:, :, 2:])
    assert np.array_equal(kept.frames[:, :, :32], first.frames[:, :, :32])


def test_a_latent_of_another_size_is_refused(run: Runner) -> None:
    first = run.visual(EDIT, InputBlock(picture()))
    end = failure(run(changed(EDIT, preset="large"), InputBlock(first.frames, None, first.latent)))
    assert end.failure.kind is FailureKind.INVALID_REQUEST
    assert "latent" in end.failure.cause


# --- cancellation and failures ----------------------------------------------------------------------------------------


def test_cancelling_stops_within_a_step_and_the_process_goes_on(run: Runner) -> None:
    job = run.begin(LONG)
    run.listener.wait_for(events.Progress, lambda event: event.job == job)
    run.client.cancel(job)
    assert isinstance(run.listener.end_of(job), events.JobCancelled)
    assert len(run.told(events.Progress)) < 900
    assert run.visual(PICTURE).frames.shape == (1, 32, 48, 3)


@pytest.mark.parametrize(
    ("request_", "model", "kind"),
    [
        (changed(PICTURE, width=2048, height=2048), {}, FailureKind.INVALID_REQUEST),
        (changed(PICTURE, prompt="<|im_end|>"), {}, FailureKind.INVALID_REQUEST),
        (PICTURE, {"root": "no-model-is-here"}, FailureKind.CHECKPOINT),
        (PICTURE, {"device": "cuda:99"}, FailureKind.DEVICE),
        (PICTURE, {"device": "abacus"}, FailureKind.DEVICE),
    ],
)
def test_a_failure_says_why_and_the_process_goes_on(
    run: Runner, request_: requests.Request, model: dict[str, str], kind: FailureKind
) -> None:
    end = failure(run(request_, model=changed(run.model, **model)))
    assert end.failure.kind is kind
    assert end.failure.cause
    assert end.failure.remedy
    assert isinstance(run(PICTURE), events.JobDone)


def test_another_model_takes_the_place_of_the_first(run: Runner, tmp_path: Path) -> None:
    def loads() -> list[str]:
        return [event.model for event in run.told(events.Loading) if isinstance(event, events.Loading)]

    run(PICTURE)
    other = tmp_path / "other"
    other.symlink_to(run.model.root)
    run(PICTURE, model=changed(run.model, root=str(other)))
    assert loads() == ["other"]
    run(PICTURE, model=changed(run.model, root=str(other)))
    assert loads() == []
    run(PICTURE)
    assert loads() == [Path(run.model.root).name]


def test_a_model_may_be_loaded_ahead(run: Runner) -> None:
    job = next(names)
    run.client.load(job, run.model, "video")
    ready = run.listener.wait_for(events.ModelReady, lambda event: event.job == job)
    assert ready.model.family == "video"
    assert isinstance(run(PICTURE), events.JobDone)
