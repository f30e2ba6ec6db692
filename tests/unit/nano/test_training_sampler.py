"""Sampling in bulk gives what the engine gives for one request."""

import numpy as np
import pytest
import torch
from msgspec.structs import replace
from tokenizers import Tokenizer
from torch import Tensor

from lance_studio.engine import Control, Engine, Precision
from lance_studio.requests import AskImage, Continuation, Decoding, ImageEdit, Sampling, TextToImage
from models.nano.training.autoencoding import Normaliser, encode_moments
from models.nano.training.data import Writer
from models.nano.training.forward import TextBatch
from models.nano.training.layout import Layout
from models.nano.training.preparing import cells, with_ending
from models.nano.training.sampler import answers, decoded, draw_latents, token_odds
from models.nano.training.world.tasks import Held
from tests.asking import Asked, clips, pictures

SAMPLING = Sampling(steps=4, guidance_scale=4.0, seed=8)
PICTURE = np.random.default_rng(3).integers(0, 256, (128, 128, 3), dtype=np.uint8)


def texts(engine: Engine, layout: Layout, *captions: str) -> TextBatch:
    tokenizer = Tokenizer.from_file(str(engine.folder.folder("image") / "tokenizer.json"))
    writer = Writer(tokenizer, layout.room, layout.tail)
    ids = torch.zeros(len(captions), layout.room, dtype=torch.int64)
    length, caption = (torch.zeros(len(captions), dtype=torch.int64) for _ in range(2))
    for row, text in enumerate(captions):
        written = writer.write(text, None)
        assert written is not None
        length[row], caption[row] = len(written[0]), written[1]
        ids[row, : len(written[0])] = torch.tensor(written[0])
    # What a batch says of hidden captions is for training; sampling decides for itself.
    return TextBatch(ids, length, caption, torch.ones(len(captions), dtype=torch.bool))


def keeper(seen: dict[str, Tensor]) -> Control:
    """A control that keeps the first tensor of each name."""

    def observe(name: str, value: Tensor) -> None:
        if name not in seen:
            seen[name] = value.clone()

    return Control(observer=observe)


def both(first: Tensor) -> Tensor:
    """A batch of two equal rows."""
    return first.expand(2, *first.shape[1:])


@pytest.mark.parametrize(
    ("group", "request_"),
    [
        ("image", Asked(TextToImage(prompt="A red star.", width=128, height=128, sampling=SAMPLING))),
        (
            "image_edit",
            Asked(ImageEdit(instruction="A red star.", preset="nano", sampling=SAMPLING), pictures(PICTURE)),
        ),
    ],
)
def test_draw_latents_equals_the_denoiser(
    engine: Engine, layouts: dict[str, Layout], group: str, request_: Asked
) -> None:
    seen: dict[str, Tensor] = {}
    visual = engine.run(*request_, keeper(seen))
    parts, layout = engine.load("image"), layouts[group]
    source = both(seen["vae_cond_latent"].flatten(0, 2)[None]) if layout.source else None
    latents = draw_latents(
        parts,
        layout,
        texts(engine, layout, "A red star.", "two blue cars on a meadow"),
        both(seen["vit_embeds"][None]) if layout.source else None,
        source,
        torch.zeros(2, 64, 48),
        torch.zeros(2, 64, dtype=torch.bool),
        SAMPLING,
        both(seen["step0.x_t"][None]),
    )
    wanted = visual.latent.flatten(0, 2)
    assert torch.linalg.vector_norm(latents[0] - wanted) / torch.linalg.vector_norm(wanted) < 1e-3
    assert torch.linalg.vector_norm(latents[1] - wanted) / torch.linalg.vector_norm(wanted) > 1e-2
    assert layout.grid is not None
    frames = decoded(parts, Normaliser(Precision(torch.float32), parts.device), latents[:1], layout.grid)
    assert frames.dtype == torch.uint8
    difference = np.abs(frames[0].numpy().astype(int) - visual.frames.astype(int))
    assert difference.max() <= 2


@pytest.mark.parametrize(("first", "last"), [(0, 1), (2, 1)])
def test_clips_with_given_ends_equal_the_denoiser(
    engine: Engine, layouts: dict[str, Layout], first: int, last: int
) -> None:
    """What training says of a clip's end, and how it is drawn in bulk, is what the engine does for a request."""
    target = [np.roll(PICTURE, 3 * number, axis=1) for number in range(17)]
    sampling = replace(SAMPLING, sample_latents=False)
    request = Continuation(
        prompt="A red star.",
        clean_latents=first,
        end_latents=last,
        num_frames=17,
        preset="nano",
        sampling=sampling,
    )
    before = clips(target[: 4 * first - 3]) if first else ()
    seen: dict[str, Tensor] = {}
    visual = engine.run(request, (*before, *clips(target[-4 * last - 1 :])), keeper(seen))
    parts, layout = engine.load("image"), layouts["video_ends"]
    clean = torch.tensor([Held(first, last).mask(5)] * 2)
    pixels = torch.from_numpy(np.stack(target)).permute(3, 0, 1, 2).float()[None] / 127.5 - 1

    def encoded(part: Tensor) -> Tensor:
        mean, _ = encode_moments(parts.codec.autoencoder, part)
        return cells(Normaliser(Precision(torch.float32), parts.device).forward(mean))

    given = encoded(pixels).expand(2, -1, -1)
    for count in (1, 2):
        given = with_ending(given, encoded(pixels[:, :, -4 * count - 1 :]).expand(2, -1, -1), clean, count)
    latents = draw_latents(
        parts,
        layout,
        texts(engine, layout, "A red star.", "two blue cars on a meadow"),
        None,
        None,
        given,
        clean.repeat_interleave(64, dim=1),
        sampling,
        both(seen["step0.x_t"][None]),
    )
    wanted = visual.latent.flatten(0, 2)
    assert torch.linalg.vector_norm(latents[0] - wanted) / torch.linalg.vector_norm(wanted) < 1e-3
    assert torch.linalg.vector_norm(latents[1] - wanted) / torch.linalg.vector_norm(wanted) > 1e-3


def test_given_cells_stay_as_they_are(engine: Engine, layouts: dict[str, Layout]) -> None:
    parts, layout = engine.load("image"), layouts["video"]
    generator = torch.Generator().manual_seed(1)
    given, noise = (torch.randn(1, 320, 48, generator=generator) for _ in range(2))
    clean = (torch.arange(320) < 128)[None]
    sampling = Sampling(steps=1, guidance_scale=1.0)
    text = texts(engine, layout, "it moves")
    latents = draw_latents(parts, layout, text, None, None, given, clean, sampling, noise)
    assert torch.equal(latents[:, :128], given[:, :128])
    moved = (latents[:, 128:] - noise[:, 128:]).abs()
    assert float(moved.mean()) > 0.01
    assert not torch.equal(latents[:, 128:], given[:, 128:])


@torch.no_grad()
def test_answers_equal_the_engines(engine: Engine, layouts: dict[str, Layout]) -> None:
    parts, layout = engine.load("image"), layouts["question_image"]
    questions = ("What is in the middle?", "How many?")
    batch = texts(engine, layout, *questions)
    seen: dict[str, Tensor] = {}
    said: list[str] = []
    for question, length in zip(questions, batch.length.tolist(), strict=True):
        decoding = Decoding(max_new_tokens=layout.room - length)
        request = AskImage(question=question, preset="nano", decoding=decoding)
        said.append(engine.run(request, pictures(PICTURE), keeper(seen)).text)
    found = answers(parts, layout, batch, both(seen["vit_embeds"][None]))
    assert found == said
    assert all(found)


@torch.no_grad()
def test_odds_are_those_of_the_first_token(engine: Engine, layouts: dict[str, Layout]) -> None:
    parts, layout = engine.load("image"), layouts["question_image"]
    batch = texts(engine, layout, "Is there a star?", "Is it night?")
    seen: dict[str, Tensor] = {}
    engine.run(
        AskImage(question="Is there a star?", preset="nano", decoding=Decoding(max_new_tokens=1)),
        pictures(PICTURE),
        keeper(seen),
    )
    features = both(seen["vit_embeds"][None])
    odds = token_odds(parts, layout, batch, features, 300, 301)
    assert len(odds) == 2
    assert all(0 < chance < 1 for chance in odds)
    other = token_odds(parts, layout, batch, features, 301, 300)
    assert [a + b for a, b in zip(odds, other, strict=True)] == pytest.approx([1, 1])
    # Of what is answered, the first token has better odds than any other.
    tokenizer = Tokenizer.from_file(str(engine.folder.folder("image") / "tokenizer.json"))
    said = answers(parts, layout, batch, features)[0]
    words = {token: tokenizer.decode([token]).lstrip(" ") for token in range(1000)}
    first = [token for token, word in words.items() if word and said.startswith(word)]
    assert first
    assert any(
        all(token_odds(parts, layout, batch, features, token, rival)[0] > 0.5 for rival in (300, 301, 400, 500))
        for token in first
    )
