"""What the model is shown in training: the engine's own pixels, and weights where something is to be drawn."""

import random

import numpy as np
import pytest
import torch

from lance_studio.engine.autoencoder import build_autoencoder
from lance_studio.engine.precision import Precision
from lance_studio.engine.preprocess import stream_pixels
from lance_studio.requests import InputBlock
from lance_studio.requests.geometry import StreamSides
from lance_studio.requests.promise import vision_view
from models.nano.training.autoencoding import Normaliser, encode_moments
from models.nano.training.forward import TextBatch
from models.nano.training.packing import DeviceBatch
from models.nano.training.preparing import Preparer, cell_map, cells, in_levels, tower_pixels
from models.nano.training.settings import VIT_SIDE
from models.nano.training.world.draw import Painter, TensorList, list_clips, list_pictures, to_tensors
from models.nano.training.world.motions import random_clip
from models.nano.training.world.sampling import random_picture
from models.nano.training.world.scene import Backdrop, Clip, Move, Picture, Ring, Thing
from models.nano.training.world.tasks import NOTHING_HELD, Held

CPU = torch.device("cpu")


@pytest.mark.parametrize(
    ("frames", "frame", "row", "column", "cell"),
    [
        (1, 0, 0, 0, 0),
        (1, 0, 127, 127, 63),
        (1, 0, 16, 15, 8),
        (17, 0, 37, 100, 2 * 8 + 6),
        (17, 1, 37, 100, 64 + 2 * 8 + 6),
        (17, 4, 37, 100, 64 + 2 * 8 + 6),
        (17, 5, 37, 100, 2 * 64 + 2 * 8 + 6),
        (17, 16, 127, 0, 4 * 64 + 7 * 8),
    ],
)
def test_a_pixel_marks_its_cell_and_no_other(frames: int, frame: int, row: int, column: int, cell: int) -> None:
    pixels = torch.zeros(2, frames, 128, 128, dtype=torch.bool)
    pixels[1, frame, row, column] = True
    marked = cell_map(pixels)
    assert marked.shape == (2, 64 * ((frames - 1) // 4 + 1))
    assert marked.nonzero().tolist() == [[1, cell]]


def test_cells_are_in_the_order_of_the_map() -> None:
    latent = torch.arange(5 * 8 * 8).view(1, 1, 5, 8, 8).expand(1, 48, -1, -1, -1)
    assert torch.equal(cells(latent)[0, :, 7], torch.arange(5 * 8 * 8))


def test_a_given_end_is_encoded_by_itself_and_the_rest_with_the_clip() -> None:
    rng = random.Random(4)
    clips = [random_clip(rng, "shapes", "train") for _ in range(4)]
    held = [Held(0, 1), Held(1, 2), Held(4, 0), NOTHING_HELD]
    torch.manual_seed(1)
    vae = build_autoencoder(8, 8, (1, 2, 2, 2), 1)
    assert vae.quant_conv.bias is not None
    with torch.no_grad():
        # Latents without chance, so that they can be compared.
        vae.quant_conv.weight[48:] = 0
        vae.quant_conv.bias[48:] = -60
    none = torch.zeros(4, 1, dtype=torch.int64)
    text = TextBatch(none, none[:, 0], none[:, 0], none[:, 0].bool())
    clean = torch.tensor([one.mask(5) for one in held])
    drawing = to_tensors(list_clips(clips), CPU)
    normaliser, painter = Normaliser(Precision(torch.float32), CPU), Painter(CPU)
    prepared = Preparer(painter, vae, normaliser)(
        {"video_ends": DeviceBatch(text, clean, None, drawing)}, noisy_sources=False
    )["video_ends"]
    assert prepared.target is not None
    assert prepared.given is not None

    def encoded(pixels: torch.Tensor) -> torch.Tensor:
        mean, _ = encode_moments(vae, in_levels(pixels) * 2 - 1)
        return cells(normaliser.forward(mean))

    with torch.no_grad():
        pixels = painter.paint(drawing)
        assert torch.allclose(prepared.target, encoded(pixels), atol=1e-4)
        for row, (first, last) in enumerate(held):
            assert torch.equal(prepared.given[row, : first * 64], prepared.target[row, : first * 64])
            if last:
                alone = encoded(pixels[row : row + 1, :, -4 * last - 1 :])[0]
                assert torch.allclose(prepared.given[row, -64 * last :], alone[64:], atol=1e-4)
                assert not torch.allclose(prepared.given[row, -64 * last :], prepared.target[row, -64 * last :])


@pytest.mark.parametrize("ring", ["shapes", "book"])
@pytest.mark.parametrize("moving", [False, True])
def test_the_tower_sees_the_engines_pixels(ring: Ring, moving: bool) -> None:
    rng = random.Random(3)
    if moving:
        drawing = list_clips([random_clip(rng, ring, "train")])
    else:
        drawing = list_pictures([random_picture(rng, ring, "train", 3)])
    pixels = (Painter(CPU).paint(to_tensors(drawing, CPU)) * 255).round() / 255
    frames = (pixels[0] * 255).to(torch.uint8).permute(1, 2, 3, 0).numpy()
    view = vision_view(InputBlock(frames).shape, StreamSides(VIT_SIDE, VIT_SIDE))
    wanted = stream_pixels(frames, view)
    got = tower_pixels(pixels)[0] * 255
    assert got.shape == wanted.shape
    assert got.shape[1] % 2 == 0
    difference = (got - wanted).abs()
    assert float(difference.max()) <= 1
    assert float(difference.mean()) < 0.02


def batch(source: TensorList | None, target: TensorList | None, count: int) -> DeviceBatch:
    one = torch.ones(count, dtype=torch.int64)
    text = TextBatch(one[:, None], one, one, torch.zeros(count, dtype=torch.bool))
    return DeviceBatch(text, 0 * one, source, target)


@pytest.fixture(scope="module")
def preparer() -> Preparer:
    torch.manual_seed(4)
    vae = build_autoencoder(8, 8, (1, 2, 2, 2), 1).eval()
    return Preparer(Painter(CPU), vae, Normaliser(Precision(torch.float32), CPU))


def test_cells_that_show_or_change_something_are_worth_more(preparer: Preparer) -> None:
    backdrop = Backdrop("plain", "white")
    kept = Thing("circle", "red", "small", 0, 0)
    before = Picture(backdrop, (kept, Thing("square", "blue", "small", 2, 2)))
    after = Picture(backdrop, (kept, Thing("square", "green", "small", 2, 2)))
    source, target = (to_tensors(list_pictures([picture]), CPU) for picture in (before, after))
    prepared = preparer({"image_edit": batch(source, target, 1)}, noisy_sources=False)["image_edit"]
    assert prepared.seen is not None
    assert prepared.seen.shape == (1, 3, 2, VIT_SIDE, VIT_SIDE)
    assert prepared.source is not None
    assert prepared.target is not None
    assert prepared.source.shape == prepared.target.shape == (1, 64, 48)
    assert prepared.weight is not None
    assert float(prepared.weight.mean()) == pytest.approx(1)
    weight = prepared.weight[0].view(8, 8).numpy()
    empty, thing, changed = weight[0, 7], weight[1, 1], weight[6, 6]
    assert (thing / empty, changed / empty) == pytest.approx((3, 7))
    # A small thing touches at most three cells a side.
    assert (weight > 1.5 * empty).sum() <= 2 * 9
    assert set(np.unique(np.round(weight / empty, 3))) == {1.0, 3.0, 7.0}


def test_a_clips_weights_follow_the_thing(preparer: Preparer) -> None:
    thing = Thing("circle", "red", "small", 1, 0)
    clip = Clip(Picture(Backdrop("plain", "white"), (thing,)), (Move("right"),))
    target = to_tensors(list_clips([clip]), CPU)
    prepared = preparer({"video": batch(None, target, 1)}, noisy_sources=False)["video"]
    assert prepared.seen is None
    assert prepared.source is None
    assert prepared.weight is not None
    weight = prepared.weight.view(5, 8, 8)
    places = [float((w > w.min()).float().sum(0) @ torch.arange(8.0) / (w > w.min()).sum()) for w in weight]
    assert places == sorted(places)
    assert places[-1] - places[0] > 2


def test_sources_get_noise_in_training_only(preparer: Preparer) -> None:
    drawing = to_tensors(list_pictures([random_picture(random.Random(n), "shapes", "train") for n in range(12)]), CPU)
    batches = {"image_edit": batch(drawing, drawing, 12)}

    def source(noisy: bool) -> torch.Tensor:
        torch.manual_seed(9)
        found = preparer(batches, noisy_sources=noisy)["image_edit"].source
        assert found is not None
        return found

    clean = source(False)
    assert torch.equal(clean, source(False))
    difference = (source(True) - clean).flatten(1).std(1)
    assert float(difference.max()) < 0.16
    # About half of the sources stay as they are.
    assert 0 < int((difference == 0).sum()) < 12
