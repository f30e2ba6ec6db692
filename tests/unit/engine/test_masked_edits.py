"""Edits with a mask and from a kept latent: what is held is the source's exactly, at every step and at the end."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor

from lance_studio.engine import Control, Engine
from lance_studio.engine.masking import held_cells
from lance_studio.engine.preprocess import mask_to_bucket, resize_to_bucket
from lance_studio.engine.results import StepProgress, Visual
from lance_studio.engine.sampling import timesteps
from lance_studio.errors import InvalidRequestError
from lance_studio.requests import ImageEdit, Sampling, VideoEdit
from tests.asking import Asked, clips, pictures
from tests.unit.engine.samples import clip, picture

pytestmark = pytest.mark.usefixtures("small_presets")

SAMPLING = Sampling(steps=4, seed=7)
SOURCE = picture(1, 64, 64)
EDIT = Asked(ImageEdit(instruction="make it red", sampling=SAMPLING), pictures(SOURCE))
CLIP_EDIT = Asked(VideoEdit(instruction="make it red", sampling=SAMPLING), clips(clip(5, 64, 64)))


def right_half(side: int = 64) -> NDArray[np.uint8]:
    mask = np.zeros((side, side), np.uint8)
    mask[:, side // 2 :] = 255
    return mask


def observed(engine: Engine, asked: Asked) -> tuple[Visual, dict[str, Tensor], list[StepProgress]]:
    seen: dict[str, Tensor] = {}
    told: list[StepProgress] = []
    control = Control(on_step=told.append, observer=lambda name, value: seen.update({name: value.clone()}))
    return engine.run(*asked, control), seen, told


@pytest.mark.parametrize("request_", [EDIT, CLIP_EDIT], ids=["picture", "clip"])
def test_unmasked_cells_end_as_the_source_s(engine: Engine, request_: Asked) -> None:
    result, seen, _ = observed(engine, request_.last(mask=right_half()))
    source = seen["vae_cond_latent"]
    assert torch.equal(result.latent[:, :, :2], source[:, :, :2])
    assert not torch.isclose(result.latent[:, :, 2:], source[:, :, 2:]).all(dim=-1).any()


def test_unmasked_cells_follow_the_source_s_path_at_every_step(engine: Engine) -> None:
    _, seen, told = observed(engine, EDIT.last(mask=right_half()))
    times = timesteps(SAMPLING.steps, SAMPLING.shift)
    noise = seen["step0.x_t"].unflatten(0, (1, 4, 4))
    source = seen["vae_cond_latent"]
    for index in range(SAMPLING.steps):
        state = seen[f"step{index}.x_t"].unflatten(0, (1, 4, 4))
        expected = (1 - times[index]) * source + times[index] * noise
        assert torch.allclose(state[:, :, :2], expected[:, :, :2], atol=1e-6)
        assert index == 0 or not torch.allclose(state[:, :, 2:], expected[:, :, 2:], atol=1e-2)
    # A preview shows the source there from the first step on.
    expected = engine.load("image").projector(source)
    for progress in told:
        assert progress.preview is not None
        assert np.array_equal(progress.preview[:, :2], expected[:, :2])


def test_noise_is_that_of_the_run_without_a_mask(engine: Engine) -> None:
    _, masked, _ = observed(engine, EDIT.last(mask=right_half()))
    _, free, _ = observed(engine, EDIT)
    assert torch.equal(masked["step0.x_t"], free["step0.x_t"])


@pytest.mark.parametrize("request_", [EDIT, CLIP_EDIT], ids=["picture", "clip"])
def test_a_full_mask_changes_nothing(engine: Engine, request_: Asked) -> None:
    free = engine.run(*request_)
    full = engine.run(*request_.last(mask=np.full((64, 64), 255, np.uint8)))
    assert torch.equal(free.latent, full.latent)
    assert np.array_equal(free.frames, full.frames)
    assert free.masked_source is None


def test_the_result_brings_what_it_is_composed_with(engine: Engine) -> None:
    source = picture(2, 100, 150)
    mask = np.zeros((100, 150), np.uint8)
    mask[10:20, 30:60] = 200
    result = engine.run(*EDIT.but(inputs=pictures(SOURCE, source)).last(mask=mask))
    kept = result.masked_source
    assert kept is not None
    height, width = result.frames.shape[1:3]
    assert np.array_equal(kept.frames[0], resize_to_bucket(source, (width, height)))
    assert kept.mask.shape == (height, width)
    assert set(np.unique(kept.mask)) == {0, 255}


def test_a_mask_of_the_bucket_s_size_stays_as_it_is() -> None:
    random = np.random.default_rng(5).integers(0, 256, (64, 48), np.uint8)
    assert np.array_equal(mask_to_bucket(random, (48, 64)), np.where(random >= 128, 255, 0))


def test_a_thin_stroke_survives_shrinking() -> None:
    mask = np.zeros((480, 480), np.uint8)
    mask[:, 333] = 255
    small = mask_to_bucket(mask, (48, 48))
    assert small[:, 33].all()
    assert np.count_nonzero(small) == 48


def test_a_cell_is_held_if_none_of_its_pixels_may_change() -> None:
    mask = np.zeros((48, 64), np.uint8)
    mask[15, 16] = 255
    mask[40:, 60:] = 255
    held = held_cells(mask, (2, 3, 4)).reshape(2, 3, 4)
    free = torch.zeros(3, 4, dtype=torch.bool)
    free[0, 1] = free[2, 3] = True
    assert torch.equal(held, (~free).expand(2, 3, 4))


@pytest.mark.parametrize("request_", [EDIT, CLIP_EDIT], ids=["picture", "clip"])
def test_a_kept_latent_stands_for_the_encoded_pixels(engine: Engine, request_: Asked) -> None:
    plain, seen, _ = observed(engine, request_)
    same, without, _ = observed(engine, request_.last(latent=seen["vae_cond_latent"].numpy()))
    assert torch.equal(plain.latent, same.latent)
    assert "vae_mu" not in without
    assert torch.equal(without["vit_embeds"], seen["vit_embeds"])
    other = engine.run(*request_.last(latent=plain.latent.numpy()))
    assert not torch.equal(other.latent, plain.latent)


def test_what_a_mask_holds_is_the_kept_latent(engine: Engine) -> None:
    kept = engine.run(*EDIT).latent
    result = engine.run(*EDIT.last(latent=kept.numpy(), mask=right_half()))
    assert torch.equal(result.latent[:, :, :2], kept[:, :, :2])


def test_each_source_may_have_a_latent_or_none(engine: Engine) -> None:
    sources = (picture(3, 64, 64), SOURCE)
    kept = engine.run(*EDIT).latent
    both = EDIT.but(inputs=pictures(*sources)).last(latent=kept.numpy(), mask=right_half())
    result, seen, _ = observed(engine, both)
    assert "vae_mu" in seen
    assert torch.equal(result.latent[:, :, :2], kept[:, :, :2])


@pytest.mark.parametrize(
    "change",
    [
        {"mask": np.full((64, 63), 255, np.uint8)},
        {"mask": np.full((64, 64, 1), 255, np.uint8)},
        {"mask": np.ones((64, 64), np.bool_)},
        {"mask": np.full((64, 64), 127, np.uint8)},
        {"latent": np.zeros((1, 3, 4, 48), np.float32)},
        {"latent": np.zeros((1, 4, 4, 16), np.float32)},
        {"latent": np.zeros((4, 4, 48), np.float32)},
        {"latent": np.full((1, 4, 4, 48), np.nan, np.float32)},
        {"latent": np.zeros((1, 4, 4, 48), np.float64)},
    ],
    ids=["size", "channels", "type", "nothing", "grid", "width", "rank", "numbers", "format"],
)
def test_what_does_not_fit_is_refused(engine: Engine, change: dict[str, object]) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        engine.run(*EDIT.last(**change))
    assert caught.value.remedy
