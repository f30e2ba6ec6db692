"""The training's walk through the model gives the numbers of the engine's own."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer
from torch import Tensor

from lance_studio.engine import Control, Engine, Precision
from lance_studio.requests import (
    AskVideo,
    Continuation,
    Decoding,
    ImageEdit,
    ReferenceGuided,
    Sampling,
    TextToImage,
    VideoEdit,
)
from models.nano.training.data import Writer
from models.nano.training.forward import Embedder, TextBatch, TowerPass, run_layer, run_layers, velocities
from models.nano.training.groups import GROUPS
from models.nano.training.layout import Layout
from models.nano.training.preparing import tower_pixels
from tests.asking import Asked, clips, pictures

EXACT = Precision(torch.float32)
SAMPLING = Sampling(steps=1, guidance_scale=3.0)


class Recorder:
    """What a run of the engine looked at and gave."""

    def __init__(self) -> None:
        self.seen: dict[str, list[Tensor]] = {}

    def __call__(self, name: str, value: Tensor) -> None:
        self.seen.setdefault(name, []).append(value.clone())

    def one(self, name: str) -> Tensor:
        (value,) = self.seen[name]
        return value


def frames(count: int) -> list[np.ndarray]:
    generator = np.random.default_rng(3)
    return [generator.integers(0, 256, (128, 128, 3), dtype=np.uint8) for _ in range(count)]


def text_batch(engine: Engine, layout: Layout, text: str, dropped: bool) -> TextBatch:
    tokenizer = Tokenizer.from_file(str(engine.folder.folder("image") / "tokenizer.json"))
    written = Writer(tokenizer, layout.room, layout.tail).write(text, None)
    assert written is not None
    ids = torch.zeros(1, layout.room, dtype=torch.int64)
    ids[0, : len(written[0])] = torch.tensor(written[0])
    one = torch.ones(1, dtype=torch.int64)
    return TextBatch(ids, one * len(written[0]), one * written[1], torch.tensor([dropped]))


@pytest.mark.parametrize(
    ("group", "text", "request_"),
    [
        ("image", "A red star.", Asked(TextToImage(prompt="A red star.", width=128, height=128, sampling=SAMPLING))),
        (
            "video",
            "the ball moves on",
            Asked(
                Continuation(
                    prompt="the ball moves on", num_frames=17, clean_latents=2, preset="nano", sampling=SAMPLING
                ),
                clips(frames(5)),
            ),
        ),
        (
            "video_ends",
            "join them",
            Asked(
                Continuation(
                    prompt="join them",
                    num_frames=17,
                    clean_latents=1,
                    end_latents=2,
                    preset="nano",
                    sampling=SAMPLING,
                ),
                (*clips(frames(1)), *clips(frames(9))),
            ),
        ),
        (
            "video_long",
            "what was before",
            Asked(
                Continuation(
                    prompt="what was before",
                    num_frames=33,
                    clean_latents=0,
                    end_latents=1,
                    preset="nano",
                    sampling=SAMPLING,
                ),
                clips(frames(5)),
            ),
        ),
        (
            "image_edit",
            "Make it blue.",
            Asked(ImageEdit(instruction="Make it blue.", preset="nano", sampling=SAMPLING), pictures(frames(1)[0])),
        ),
        (
            "video_edit",
            "remove the star",
            Asked(VideoEdit(instruction="remove the star", preset="nano", sampling=SAMPLING), clips(frames(17))),
        ),
        (
            "reference",
            "put it in a room",
            Asked(
                ReferenceGuided(prompt="put it in a room", width=128, height=128, preset="nano", sampling=SAMPLING),
                pictures(frames(1)[0]),
            ),
        ),
    ],
)
@torch.no_grad()
def test_velocities_equal_the_engines(
    engine: Engine, layouts: dict[str, Layout], group: str, text: str, request_: Asked
) -> None:
    recorder = Recorder()
    # One run gives both branches of guidance.
    engine.run(*request_, Control(observer=recorder))
    parts, layout = engine.load("image"), layouts[group]
    x = recorder.one("step0.x_t")[None]
    times = torch.ones(x.shape[:2])
    features: Tensor | None = None
    latents = x
    if layout.source:
        features = recorder.one("vit_embeds")[None]
        source = recorder.one("vae_cond_latent").flatten(0, 2)[None]
        latents = torch.cat([source, x], dim=1)
        times = torch.cat([torch.zeros(1, layout.source), times], dim=1)
    if isinstance(request_.request, Continuation):
        times[:, : request_.request.clean_latents * 64] = 0
        times[:, times.shape[1] - request_.request.end_latents * 64 :] = 0
    for dropped, wanted in ((False, recorder.one("step0.v_cond")), (True, recorder.one("step0.v_uncond"))):
        batch = text_batch(engine, layout, text, dropped)
        part = Embedder(parts.model, EXACT)(layout, batch, features, latents, times)
        ((_, gen),) = run_layers(parts.model, [part])
        got = velocities(parts.model, layout, gen)[0]
        assert torch.linalg.vector_norm(got - wanted) / torch.linalg.vector_norm(wanted) < 1e-4, dropped
    # The branches differ by more than they are held to.
    both = recorder.one("step0.v_cond"), recorder.one("step0.v_uncond")
    assert torch.linalg.vector_norm(both[0] - both[1]) / torch.linalg.vector_norm(both[1]) > 1e-3


@torch.no_grad()
def test_features_and_first_logits_equal_the_engines(engine: Engine, layouts: dict[str, Layout]) -> None:
    recorder = Recorder()
    question = "When does it vanish?"
    clip = frames(17)
    request = AskVideo(question=question, preset="nano", decoding=Decoding(max_new_tokens=1))
    engine.run(request, clips(clip), Control(observer=recorder))
    parts = engine.load("image")
    pixels = torch.from_numpy(np.stack(clip)).permute(3, 0, 1, 2)[None].float() / 255
    (features,) = TowerPass(parts.tower, 112)(tower_pixels(pixels))
    wanted = recorder.one("vit_embeds")
    # torch resizes with the same filter as Pillow, but rounds some numbers differently.
    assert torch.linalg.vector_norm(features[0] - wanted) / torch.linalg.vector_norm(wanted) < 0.005
    layout = layouts["question_video"]
    batch = text_batch(engine, layout, question, False)
    part = Embedder(parts.model, EXACT)(layout, batch, wanted[None], None, None)
    ((und, _),) = run_layers(parts.model, [part])
    last = int(batch.length[0]) - 1
    logits = parts.model.logits(und[0, layout.text])[last]
    used = parts.tokenizer.vocabulary_size
    assert torch.allclose(logits[:used], recorder.one("logits.0").flatten()[:used], atol=1e-3)


def test_all_layers_share_one_compiled_pass(engine: Engine, layouts: dict[str, Layout]) -> None:
    graphs: list[int] = []

    def plain(graph: torch.fx.GraphModule, inputs: list[Tensor]) -> Callable[..., Any]:
        graphs.append(len(inputs))
        return graph.forward

    parts, layout = engine.load("image"), layouts["image_edit"]
    torch.manual_seed(4)
    latents, times = torch.randn(1, 128, 48), torch.rand(1, 128)
    features = torch.randn(1, layout.vit.numel(), parts.model.config.hidden_size)
    part = Embedder(parts.model, EXACT)(
        layout, text_batch(engine, layout, "Make it blue.", False), features, latents, times
    )
    # A GPU's training takes torch's own backend: what is tested here is that the pass can be taken as a whole, once.
    compiled = torch.compile(run_layer, backend=plain, fullgraph=True, dynamic=False)
    with torch.no_grad():
        ((und, gen),) = run_layers(parts.model, [part], compiled)
        ((plain_und, plain_gen),) = run_layers(parts.model, [part])
    assert len(graphs) == 1
    assert torch.equal(und, plain_und)
    assert torch.equal(gen, plain_gen)


def test_batches_go_through_the_tower_together_as_alone(engine: Engine) -> None:
    see = TowerPass(engine.load("image").tower, 112)
    torch.manual_seed(4)
    batches = [torch.rand(2, 3, 2, 112, 112), torch.rand(1, 3, 6, 112, 112)]
    with torch.no_grad():
        for together, batch in zip(see(*batches), batches, strict=True):
            assert torch.allclose(together, see(batch)[0], atol=1e-5)


def test_every_group_fits_its_room_and_the_kernels(layouts: dict[str, Layout]) -> None:
    for name, layout in layouts.items():
        assert layout.room >= GROUPS[name].room
        assert layout.visible.shape[0] % 8 == 0
        assert layout.visible.any(dim=1).all()
