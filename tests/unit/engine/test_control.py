"""Progress, cancellation, failing callbacks, and that a seed means the same run wherever and whenever it happens."""

import gc
import threading
import weakref
from collections.abc import Callable, Iterator
from dataclasses import replace as control_with

import numpy as np
import pytest
import torch
from msgspec.structs import replace
from torch import Tensor

from lance_studio.engine import Control, Engine, InjectedNoise, Precision
from lance_studio.engine.model import LanceModel
from lance_studio.engine.results import Answer, StepProgress, TokenProgress, Visual
from lance_studio.engine.sampling import NoiseGenerator
from lance_studio.engine.vae import LatentCodec
from lance_studio.errors import CancelledError, DeviceError, EngineError, InvalidRequestError
from lance_studio.requests import AskImage, Decoding, ImageEdit, ImageToVideo, Sampling, TextToImage, TextToVideo
from tests.asking import Asked, pictures
from tests.unit.engine.samples import CHECKPOINT, picture

pytestmark = pytest.mark.usefixtures("small_presets")

SAMPLING = Sampling(steps=5, seed=7)
PICTURE = Asked(TextToImage(prompt="a harbour", width=48, height=32, sampling=SAMPLING))
CLIP = Asked(TextToVideo(prompt="a harbour", width=48, height=32, num_frames=9, sampling=SAMPLING))
EDIT = Asked(ImageEdit(instruction="make it red", sampling=SAMPLING), pictures(picture()))
ANIMATION = Asked(ImageToVideo(prompt="waves", num_frames=5, sampling=SAMPLING), pictures(picture()))
# Hot enough not to end early.
QUESTION = Asked(AskImage(question="what?", decoding=Decoding(max_new_tokens=8, temperature=5.0)), pictures(picture()))
TASKS = (PICTURE, CLIP, EDIT, ANIMATION, QUESTION)
EACH = pytest.mark.parametrize("request_", TASKS, ids=[type(asked.request).__name__ for asked in TASKS])


class ProblemError(Exception):
    """Raised by a callback of ours."""


def same(first: Visual | Answer, second: Visual | Answer) -> bool:
    """Bit-equal results."""
    if isinstance(first, Visual) and isinstance(second, Visual):
        return torch.equal(first.latent, second.latent) and np.array_equal(first.frames, second.frames)
    assert isinstance(first, Answer)
    assert isinstance(second, Answer)
    return (first.text, first.token_ids) == (second.text, second.token_ids)


@pytest.fixture
def set_aside() -> Iterator[Callable[[], None]]:
    """Set aside all objects that exist when it is called, so that :func:`live_tensors` counts later ones only."""

    def collect_and_freeze() -> None:
        gc.collect()
        gc.freeze()

    yield collect_and_freeze
    gc.unfreeze()


def live_tensors() -> int:
    """Tensors that were made since others were set aside and that something still holds."""
    gc.collect()
    return sum(issubclass(type(thing), Tensor) for thing in gc.get_objects())


def counted(monkeypatch: pytest.MonkeyPatch, name: str) -> list[None]:
    """Grows by one with every call of a method of the language model."""
    calls: list[None] = []
    original = getattr(LanceModel, name)

    def wrapper(self: LanceModel, hidden: Tensor) -> Tensor:
        calls.append(None)
        return original(self, hidden)

    monkeypatch.setattr(LanceModel, name, wrapper)
    return calls


def callbacks(call: Callable[[], None], at: int) -> Control:
    """Calls a function from within the callback of the step or token ``at``, counted from 1."""

    def on_step(progress: StepProgress) -> None:
        if progress.step == at:
            call()

    def on_token(token: TokenProgress) -> None:
        if token.index + 1 == at:
            call()

    return Control(on_step=on_step, on_token=on_token)


# --- progress ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("request_", "rows", "columns"), [(PICTURE, 2, 3), (CLIP, 2, 3), (EDIT, 4, 4)])
def test_every_step_is_told(engine: Engine, request_: Asked, rows: int, columns: int) -> None:
    told: list[StepProgress] = []
    result = engine.run(*request_, Control(on_step=told.append))
    assert isinstance(result, Visual)
    assert [(progress.step, progress.total) for progress in told] == [(step, 5) for step in range(1, 6)]
    seconds = [progress.seconds for progress in told]
    assert seconds == sorted(set(seconds))
    assert seconds[0] > 0
    for progress in told:
        assert progress.preview is not None
        assert progress.preview.dtype == np.uint8
    shapes = {progress.preview.shape for progress in told if progress.preview is not None}
    assert shapes == {(*result.latent.shape[1:3], 3)}
    if request_ is not EDIT:
        assert shapes == {(rows, columns, 3)}


def test_the_last_preview_is_of_the_result(engine: Engine) -> None:
    told: list[StepProgress] = []
    result = engine.run(*CLIP, Control(on_step=told.append))
    expected = engine.load("video").projector(result.latent)
    assert told[-1].preview is not None
    assert np.array_equal(told[-1].preview, expected)
    assert told[0].preview is not None
    assert not np.array_equal(told[0].preview, expected)


def test_a_preview_resembles_the_picture(engine: Engine) -> None:
    """The projector is fitted to the VAE: encoded pictures come back nearly in their colours."""
    parts = engine.load("image")
    colours = torch.tensor([[-0.8, 0.2, 0.6], [0.7, -0.5, 0.0]])
    pixels = colours.T[:, None, None, :].repeat_interleave(64, dim=3).expand(3, 1, 64, 128).contiguous()
    preview = parts.projector(parts.codec.encode(pixels)[0])
    flat = pixels[:, 0, ::16, ::16].permute(1, 2, 0)
    error = np.abs(preview / 127.5 - 1 - flat.numpy()).mean()
    assert error < np.abs(flat.numpy()).mean()


def test_previews_can_be_left_out(engine: Engine) -> None:
    told: list[StepProgress] = []
    engine.run(*PICTURE, Control(on_step=told.append, preview=False))
    assert [progress.preview for progress in told] == [None] * 5


@EACH
def test_callbacks_do_not_change_the_result(engine: Engine, request_: Asked) -> None:
    alone = engine.run(*request_)
    watched = engine.run(*request_, Control(on_step=lambda _: None, on_token=lambda _: None, cancel=threading.Event()))
    assert same(alone, watched)


# --- cancellation -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("guidance", [4.0, 1.0])
def test_cancelling_stops_before_the_next_step(
    engine: Engine, guidance: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = counted(monkeypatch, "velocity")
    decoded: list[None] = []
    monkeypatch.setattr(LatentCodec, "decode", lambda *_: decoded.append(None))
    flag = threading.Event()
    request = PICTURE.but(sampling=Sampling(steps=9, guidance_scale=guidance))
    with pytest.raises(CancelledError):
        engine.run(*request, control_with(callbacks(flag.set, at=3), cancel=flag))
    assert len(calls) == 3  # both branches of a small target are one call
    assert not decoded


def test_cancelling_at_the_last_step_stops_before_decoding(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    decoded: list[None] = []
    monkeypatch.setattr(LatentCodec, "decode", lambda *_: decoded.append(None))
    flag = threading.Event()
    with pytest.raises(CancelledError):
        engine.run(*PICTURE, control_with(callbacks(flag.set, at=SAMPLING.steps), cancel=flag))
    assert not decoded


def test_cancelling_stops_before_the_next_token(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = counted(monkeypatch, "logits")
    flag = threading.Event()
    with pytest.raises(CancelledError):
        engine.run(*QUESTION, control_with(callbacks(flag.set, at=2), cancel=flag))
    assert len(calls) == 2


@EACH
def test_a_run_that_is_cancelled_beforehand_computes_nothing(
    engine: Engine, request_: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = [counted(monkeypatch, "velocity"), counted(monkeypatch, "logits")]
    flag = threading.Event()
    flag.set()
    with pytest.raises(CancelledError):
        engine.run(*request_, Control(cancel=flag))
    assert calls == [[], []]


@pytest.mark.parametrize(
    ("request_", "at", "then"),
    [
        (EDIT, "vit_embeds", "prefix_cond.0.embeds"),
        (EDIT, "vae_cond_latent", "prefix_cond.0.embeds"),
        (EDIT, "prefix_cond.1.embeds", "prefix_cond.2.embeds"),
        (ANIMATION, "vae_mu", "prefix_cond.0.embeds"),
        (PICTURE, "prefix_cond.0.embeds", "prefix_cond.1.embeds"),
        (QUESTION, "vit_embeds", "prefix_cond.0.embeds"),
        (QUESTION, "prefix_cond.1.embeds", "logits.0"),
    ],
)
def test_cancelling_stops_before_the_next_stage(engine: Engine, request_: Asked, at: str, then: str) -> None:
    flag = threading.Event()
    seen: list[str] = []

    def observe(name: str, _: Tensor) -> None:
        seen.append(name)
        if name == at:
            flag.set()

    with pytest.raises(CancelledError):
        engine.run(*request_, Control(cancel=flag, observer=observe))
    assert at in seen
    assert then not in seen


@EACH
def test_cancelling_frees_the_run_s_memory(engine: Engine, request_: Asked, set_aside: Callable[[], None]) -> None:
    engine.run(*request_, callbacks(lambda: None, at=1))  # loads, and fits the previews
    set_aside()
    during: list[int] = []
    seen: list[weakref.ref[Tensor]] = []
    flag = threading.Event()

    def cancel() -> None:
        during.append(live_tensors())
        flag.set()

    control = control_with(
        callbacks(cancel, at=2), cancel=flag, observer=lambda _, value: seen.append(weakref.ref(value))
    )
    with pytest.raises(CancelledError) as caught:
        engine.run(*request_, control)
    # The error is still held here, as a caller that shows it would.
    assert caught.value.cause
    assert during[0] > 5
    assert live_tensors() == 0
    assert len(seen) > 5
    assert not any(reference() is not None for reference in seen)


@EACH
def test_the_engine_is_usable_after_cancelling(engine: Engine, request_: Asked) -> None:
    expected = engine.run(*request_)
    flag = threading.Event()
    with pytest.raises(CancelledError):
        engine.run(*request_, control_with(callbacks(flag.set, at=2), cancel=flag))
    assert same(engine.run(*request_), expected)


# --- failures ---------------------------------------------------------------------------------------------------------


@EACH
def test_the_engine_is_usable_after_a_callback_failed(engine: Engine, request_: Asked) -> None:
    def fail() -> None:
        raise ProblemError

    expected = engine.run(*request_)
    with pytest.raises(ProblemError):
        engine.run(*request_, callbacks(fail, at=2))
    assert same(engine.run(*request_), expected)


def test_a_refused_request_leaves_the_engine_usable(engine: Engine) -> None:
    expected = engine.run(*PICTURE)
    with pytest.raises(InvalidRequestError):
        engine.run(*PICTURE.but(prompt=""))
    with pytest.raises(InvalidRequestError):
        engine.run(*PICTURE.but(prompt="<|im_end|>"))
    assert same(engine.run(*PICTURE), expected)


def test_exhausted_memory_is_explained_and_freed(engine: Engine, set_aside: Callable[[], None]) -> None:
    expected = engine.run(*PICTURE, callbacks(lambda: None, at=1))
    set_aside()
    parts = engine.load("image")
    decoder = parts.codec.autoencoder.decoder
    hook = decoder.register_forward_hook(lambda *_: (_ for _ in ()).throw(torch.OutOfMemoryError("out of memory")))
    with pytest.raises(DeviceError) as caught:
        engine.run(*PICTURE)
    hook.remove()
    assert caught.value.remedy
    assert live_tensors() == 0
    assert same(engine.run(*PICTURE), expected)


@pytest.mark.parametrize("request_", [PICTURE, EDIT, QUESTION], ids=["TextToImage", "ImageEdit", "AskImage"])
@pytest.mark.parametrize("value", [torch.nan, torch.inf])
def test_numbers_that_are_none_are_an_error(
    engine: Engine, request_: Asked, value: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "logits" if request_ is QUESTION else "velocity"
    original = getattr(LanceModel, name)

    def spoiled(self: LanceModel, hidden: Tensor) -> Tensor:
        out = original(self, hidden)
        out[..., 3] = value
        return out

    monkeypatch.setattr(LanceModel, name, spoiled)
    with pytest.raises(EngineError, match="not numbers") as caught:
        engine.run(*request_)
    assert caught.value.remedy


# --- seeds ------------------------------------------------------------------------------------------------------------


@EACH
def test_a_seed_gives_the_same_result_again(engine: Engine, request_: Asked) -> None:
    first = engine.run(*request_)
    assert same(engine.run(*request_), first)
    for other in TASKS:
        if other is not request_:
            engine.run(*other)
            break
    torch.manual_seed(99)
    np.random.default_rng(99)
    assert same(engine.run(*request_), first)


@pytest.mark.parametrize("precision", [Precision(torch.float32), Precision()], ids=["float32", "reference"])
def test_a_seed_gives_the_same_result_in_a_fresh_engine(
    engine: Engine, reference_engine: Engine, precision: Precision
) -> None:
    used = engine if precision.dtype == torch.float32 else reference_engine
    used.run(*PICTURE)
    fresh = Engine(CHECKPOINT, device="cpu", precision=precision)
    fresh.profile = used.profile
    for request in (EDIT, QUESTION):
        assert same(fresh.run(*request), used.run(*request))


def test_another_seed_gives_another_result(engine: Engine) -> None:
    frames = [engine.run(*PICTURE.but(sampling=replace(SAMPLING, seed=seed))).frames for seed in (0, 1, 2**63 - 1)]
    assert not np.array_equal(frames[0], frames[1])
    assert not np.array_equal(frames[1], frames[2])


def test_noise_may_be_given_instead_of_drawn(engine: Engine) -> None:
    noise = NoiseGenerator(SAMPLING, torch.device("cpu"), torch.float32, None).for_tokens(6)
    drawn = engine.run(*PICTURE)
    assert same(engine.run(*PICTURE, Control(noise=InjectedNoise(noise))), drawn)
    other = PICTURE.but(sampling=replace(SAMPLING, seed=8))
    assert same(engine.run(*other, Control(noise=InjectedNoise(noise))), drawn)
    assert not same(engine.run(*PICTURE, Control(noise=InjectedNoise(noise.flip(0)))), drawn)


def observed(engine: Engine, request: Asked) -> dict[str, Tensor]:
    seen: dict[str, Tensor] = {}
    engine.run(*request, Control(observer=lambda name, value: seen.__setitem__(name, value.clone())))
    return seen


@pytest.mark.parametrize("request_", [EDIT, ANIMATION], ids=["ImageEdit", "ImageToVideo"])
def test_input_latents_are_drawn_or_the_mean(engine: Engine, request_: Asked) -> None:
    drawn = observed(engine, request_)
    assert not torch.equal(drawn["vae_cond_latent"], drawn["vae_mu"])
    mean = observed(engine, request_.but(sampling=replace(SAMPLING, sample_latents=False)))
    assert torch.equal(mean["vae_cond_latent"], mean["vae_mu"])
    assert torch.equal(mean["vae_mu"], drawn["vae_mu"])
    deviation = (drawn["vae_cond_latent"] - drawn["vae_mu"]) / torch.exp(0.5 * drawn["vae_logvar"])
    assert 0.8 < float(deviation.std()) < 1.2


def test_input_latents_are_drawn_alike_whatever_the_seed(engine: Engine) -> None:
    first = observed(engine, EDIT)
    second = observed(engine, EDIT.but(sampling=replace(SAMPLING, seed=8)))
    assert torch.equal(first["vae_cond_latent"], second["vae_cond_latent"])
    assert not torch.equal(first["step0.x_t"], second["step0.x_t"])


def test_without_guidance_the_scale_below_one_is_as_good_as_one(engine: Engine) -> None:
    results = [engine.run(*PICTURE.but(sampling=replace(SAMPLING, guidance_scale=s))) for s in (0, 1, 1.5)]
    assert same(results[0], results[1])
    assert not same(results[1], results[2])
