"""What only a CUDA device shows; skipped where there is none."""

import gc
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from lance_studio.engine import Control, Engine, Precision
from lance_studio.engine.capture import CapturedCall, captured
from lance_studio.engine.results import Answer, Frame, StepProgress, Visual
from lance_studio.errors import CancelledError
from lance_studio.requests import AskImage, Decoding, InputBlock, Request, Sampling, TextToImage

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device"),
]
CHECKPOINT = Path(__file__).parents[2] / "golden" / "checkpoint"
PICTURE = TextToImage(prompt="A cat", width=96, height=64, sampling=Sampling(steps=8))


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(CHECKPOINT, device="cuda")


def picture() -> Frame:
    return np.random.default_rng(0).integers(0, 256, (96, 128, 3), dtype=np.uint8)


def run(engine: Engine, request: Request, *inputs: InputBlock, eager: bool) -> Visual | Answer:
    """Observed runs launch every kernel one by one."""
    return engine.run(request, inputs, Control(observer=(lambda *_: None) if eager else None))


def test_recorded_steps_equal_single_launches(engine: Engine) -> None:
    request = TextToImage(
        prompt="A cat", width=96, height=64, sampling=Sampling(steps=8, guidance_interval=(0.99, 1.0))
    )
    recorded, eager = run(engine, request, eager=False), run(engine, request, eager=True)
    assert isinstance(recorded, Visual)
    assert isinstance(eager, Visual)
    error = (recorded.latent.float() - eager.latent.float()).norm() / eager.latent.float().norm()
    assert float(error) < 1e-2


def test_recorded_tokens_equal_single_launches() -> None:
    engine = Engine(CHECKPOINT, device="cuda", precision=Precision(torch.float32))
    request = AskImage(question="What is it?", preset="image_256res", decoding=Decoding(max_new_tokens=40))
    block = InputBlock(picture()[None])
    recorded, eager = run(engine, request, block, eager=False), run(engine, request, block, eager=True)
    assert isinstance(recorded, Answer)
    assert isinstance(eager, Answer)
    assert recorded.token_ids == eager.token_ids


def test_a_seed_reproduces_bit_for_bit(engine: Engine) -> None:
    first = engine.run(PICTURE)
    engine.run(TextToImage(prompt="A dog", width=64, height=64, sampling=Sampling(steps=6)))
    assert np.array_equal(first.frames, engine.run(PICTURE).frames)


def test_cpu_noise_gives_the_same_picture_on_cpu_and_gpu() -> None:
    exact = Precision(torch.float32)
    frames = [Engine(CHECKPOINT, device=device, precision=exact).run(PICTURE).frames for device in ("cpu", "cuda")]
    assert np.abs(frames[0].astype(int) - frames[1].astype(int)).max() <= 1


def test_device_noise_is_drawn_on_the_device(engine: Engine) -> None:
    request = TextToImage(prompt="A cat", width=64, height=64, sampling=Sampling(steps=1, noise="device"))
    seen: list[Tensor] = []
    engine.run(request, (), Control(observer=lambda name, value: seen.append(value.clone()) if "x_t" in name else None))
    generator = torch.Generator("cuda").manual_seed(42)
    expected = torch.randn((16, 48), generator=generator, device="cuda", dtype=torch.bfloat16)
    assert torch.equal(seen[0], expected)


class _StopAfterRecording:
    """A cancel flag that is set by the third step, when kernels have been recorded."""

    def __init__(self) -> None:
        self.stopped = False

    def is_set(self) -> bool:
        return self.stopped

    def stop(self, progress: StepProgress) -> None:
        self.stopped = progress.step == 3


def test_cancelling_frees_the_devices_memory(engine: Engine) -> None:
    # With a callback, because the first preview fits a small matrix that stays.
    engine.run(PICTURE, (), Control(on_step=lambda _: None))
    gc.collect()
    before = torch.cuda.memory_allocated()
    flag = _StopAfterRecording()
    request = TextToImage(prompt="A cat", width=512, height=512, sampling=Sampling(steps=8))
    with pytest.raises(CancelledError) as caught:
        engine.run(request, (), Control(cancel=flag, on_step=flag.stop))
    assert torch.cuda.memory_allocated() <= before
    assert caught.value.cause


def test_what_cannot_be_recorded_runs_anyway(caplog: pytest.LogCaptureFixture) -> None:
    def synchronising(x: Tensor) -> Tensor:
        return x * float(x.sum())

    value = torch.ones(3, device="cuda")
    with pytest.raises(RuntimeError):
        CapturedCall(synchronising, value)
    call = captured(synchronising, value)
    assert call(value).tolist() == [3.0, 3.0, 3.0]
    assert "one by one" in caplog.text
