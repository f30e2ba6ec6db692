"""Continuation, reference-guided drawing, and edits with several sources."""

from typing import Any

import numpy as np
import pytest
import torch
from msgspec.structs import replace
from torch import Tensor

from lance_studio.engine import Control, Engine
from lance_studio.engine.generate import visual_sequence
from lance_studio.engine.plan import plan_visual
from lance_studio.engine.positions import GridBlock, Modality, TextRun, number_sequence
from lance_studio.engine.preprocess import stream_pixels
from lance_studio.engine.prompts import reference_system_prompt
from lance_studio.engine.results import Visual
from lance_studio.engine.sequence import PackedSequence, SplitMode
from lance_studio.engine.vae import to_uint8
from lance_studio.requests import Continuation, ImageEdit, ImageToVideo, ReferenceGuided, Sampling
from lance_studio.requests.geometry import StreamSides
from lance_studio.requests.promise import vae_view
from tests.asking import Asked, clips, pictures
from tests.unit.engine.samples import SMALL_PRESETS, clip, picture

pytestmark = pytest.mark.usefixtures("small_presets")

SAMPLING = Sampling(steps=3)
FRAMES = clip(9)
WIDE, TALL = picture(1, 48, 96), picture(2, 96, 48)


def observed(engine: Engine, asked: Asked) -> tuple[Visual, dict[str, list[Tensor]]]:
    seen: dict[str, list[Tensor]] = {}
    control = Control(observer=lambda name, value: seen.setdefault(name, []).append(value.clone()))
    return engine.run(*asked, control), seen


# --- continuation -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("clean", [1, 2, 3])
def test_a_continuation_keeps_the_given_frames(engine: Engine, clean: int) -> None:
    request = Continuation(prompt="on", clean_latents=clean, num_frames=17, sampling=SAMPLING)
    asked = Asked(request, clips(FRAMES))
    given = 4 * (clean - 1) + 1
    plan = plan_visual(*asked, 28, SMALL_PRESETS)
    (held,) = plan.given
    view = vae_view(asked.inputs[0].shape, SMALL_PRESETS[request.preset], given)
    assert torch.equal(held.pixels, stream_pixels(FRAMES[-given:], view))
    result, seen = observed(engine, asked)
    (encoded,) = seen["vae_cond_latent"]
    assert result.given_frames == given
    assert result.frames.shape == (17, *held.pixels.shape[2:], 3)
    assert encoded.shape[0] == clean
    assert torch.equal(result.latent[:clean], encoded)
    assert not torch.equal(result.latent[clean], encoded[-1])
    # Every step starts from the same clean rows.
    for step in range(3):
        assert torch.equal(seen[f"step{step}.x_t"][0][: encoded[..., 0].numel()], encoded.flatten(0, 2))


def test_given_rows_are_at_time_zero(engine: Engine) -> None:
    """The velocity of the new tokens depends on the given ones being marked as clean."""
    request = Continuation(prompt="on", clean_latents=1, num_frames=5, sampling=SAMPLING)
    before, _ = observed(engine, Asked(request, clips(FRAMES)))
    after, _ = observed(engine, Asked(request, clips([*FRAMES[:-1], FRAMES[0]])))
    assert not torch.equal(before.latent[1], after.latent[1])


@pytest.mark.parametrize("sample_latents", [True, False])
def test_keeping_one_latent_equals_animation(engine: Engine, sample_latents: bool) -> None:
    sampling = replace(SAMPLING, sample_latents=sample_latents)
    shared: dict[str, Any] = {"prompt": "on", "num_frames": 9, "preset": "video_480p", "sampling": sampling}
    continued = engine.run(Continuation(clean_latents=1, **shared), clips(FRAMES))
    animated = engine.run(ImageToVideo(**shared), pictures(FRAMES[-1]))
    assert torch.equal(continued.latent, animated.latent)
    assert np.array_equal(continued.frames, animated.frames)
    assert continued.given_frames == animated.given_frames == 1


def test_only_the_last_frames_matter(engine: Engine) -> None:
    request = Continuation(prompt="on", clean_latents=2, num_frames=9, sampling=SAMPLING)
    changed = [picture(99), *FRAMES[1:]]
    first, second = (engine.run(request, clips(frames)) for frames in (FRAMES, changed))
    assert torch.equal(first.latent, second.latent)
    changed = [*FRAMES[:-5], picture(99), *FRAMES[-4:]]
    assert not torch.equal(first.latent, engine.run(request, clips(changed)).latent)


@pytest.mark.parametrize(("clean", "end"), [(0, 1), (0, 2), (1, 1), (2, 1), (1, 2)])
def test_given_frames_end_a_clip_at_their_own_latents(engine: Engine, clean: int, end: int) -> None:
    request = Continuation(prompt="on", clean_latents=clean, end_latents=end, num_frames=17, sampling=SAMPLING)
    behind = [picture(40 + number) for number in range(9)]
    inputs = (*clips(FRAMES), *clips(behind)) if clean else clips(behind)
    result, seen = observed(engine, Asked(request, inputs))
    *before, last = seen["vae_cond_latent"]
    # The frame that only leads up to them is encoded, and its latent is not used.
    assert last.shape[0] == end + 1
    held = torch.zeros(5, dtype=torch.bool)
    held[:clean], held[5 - end :] = True, True
    wanted = torch.cat([*before, last[1:]])
    assert wanted.shape[0] == clean + end
    assert torch.equal(result.latent[held], wanted)
    for step in range(3):
        (x,) = seen[f"step{step}.x_t"]
        assert torch.equal(x.unflatten(0, (5, -1))[held], wanted.flatten(1, 2))
    assert (result.given_frames, result.given_end) == (4 * clean - 3 if clean else 0, 4 * end + 1)
    # The frames are what these latents decode to; leading ones do not depend on what is drawn after them.
    decoded = to_uint8(engine.load("video").codec.decode(result.latent)).numpy()
    assert np.array_equal(decoded, result.frames)
    if clean:
        alone = to_uint8(engine.load("video").codec.decode(before[0])).numpy()
        assert np.abs(alone.astype(int) - result.frames[: result.given_frames]).max() <= 1


@pytest.mark.parametrize(("clean", "end"), [(0, 1), (1, 1)])
def test_what_is_drawn_depends_on_the_frames_behind_it(engine: Engine, clean: int, end: int) -> None:
    request = Continuation(prompt="on", clean_latents=clean, end_latents=end, num_frames=9, sampling=SAMPLING)
    before = clips(FRAMES) if clean else ()
    behind = [picture(40 + number) for number in range(9)]
    first, second, third = (
        engine.run(request, (*before, *clips(frames)))
        for frames in (behind, [*behind[:4], picture(99), *behind[5:]], [*behind[:5], picture(99)])
    )
    assert not torch.equal(first.latent[clean], second.latent[clean])
    assert torch.equal(first.latent, third.latent)


def test_a_gap_takes_the_shape_of_the_clip_before_it(engine: Engine) -> None:
    request = Continuation(prompt="on", clean_latents=1, end_latents=1, num_frames=9, sampling=SAMPLING)
    result = engine.run(request, (*clips([WIDE]), *clips([TALL] * 5)))
    alone = engine.run(ImageToVideo(prompt="on", num_frames=9, sampling=SAMPLING), pictures(WIDE))
    assert result.frames.shape == alone.frames.shape


# --- reference-guided drawing -----------------------------------------------------------------------------------------


def sequence_of(engine: Engine, asked: Asked) -> PackedSequence:
    parts = engine.load(engine.family_for(asked.request))
    return visual_sequence(parts, plan_visual(*asked, parts.tower.cell, SMALL_PRESETS))


def base_positions(sequence: PackedSequence) -> Tensor:
    """Positions before any shift."""
    parts = [GridBlock(*s.block.grid) if s.block else TextRun(s.length) for s in sequence.splits]
    return number_sequence(parts, 2)


@pytest.mark.parametrize("num_frames", [1, 9])
def test_references_become_vision_blocks_of_their_own_kind(engine: Engine, num_frames: int) -> None:
    request = Asked(ReferenceGuided(prompt="a boat", width=48, height=32, num_frames=num_frames), pictures(WIDE, TALL))
    plan = plan_visual(*request, 28, SMALL_PRESETS)
    assert plan.system == reference_system_prompt("video" if num_frames > 1 else "image")
    sequence = sequence_of(engine, request)
    blocks = [split for split in sequence.splits if split.block]
    assert [(split.mode, split.modality) for split in blocks] == [
        *[(SplitMode.FULL, Modality.VIT), (SplitMode.CLEAN, Modality.REFERENCE)] * 2,
        (SplitMode.NOISE, Modality.TARGET),
    ]
    for source, (vit, vae) in zip(plan.sources, (blocks[:2], blocks[2:4]), strict=True):
        assert vit.block is not None
        assert vae.block is not None
        assert vit.block.grid == (1, source.vit.shape[2] // 28, source.vit.shape[3] // 28)
        assert vae.block.grid == (1, source.vae.shape[2] // 16, source.vae.shape[3] // 16)
    assert sequence.target.block is not None
    assert sequence.target.block.grid == ((num_frames - 1) // 4 + 1, 2, 3)


def test_references_are_shifted_in_time_and_the_target_is_not(engine: Engine) -> None:
    request = Asked(ReferenceGuided(prompt="a boat", width=48, height=32), pictures(WIDE, TALL))
    sequence = sequence_of(engine, request)
    base = base_positions(sequence)
    for modality, start in ((Modality.VIT, 1000), (Modality.REFERENCE, 2000)):
        rows = sequence.modalities == modality
        first = int(rows.nonzero()[0])
        assert sequence.positions[0, first] == start
        assert torch.equal(sequence.positions[0, rows], base[0, rows] + start - base[0, first])
        assert torch.equal(sequence.positions[1:, rows], base[1:, rows])
    rest = (sequence.modalities != Modality.VIT) & (sequence.modalities != Modality.REFERENCE)
    assert torch.equal(sequence.positions[:, rest], base[:, rest])
    text = int((sequence.modalities == Modality.USER_TEXT).sum())
    assert torch.equal(sequence.target_positions_uncond, base[:, sequence.target.rows] - text)


def test_a_reference_of_the_target_s_size_is_still_not_its_place(engine: Engine) -> None:
    reference = picture(0, 64, 64)
    request = Asked(ReferenceGuided(prompt="a boat", width=64, height=64), pictures(reference))
    sequence = sequence_of(engine, request)
    lengths = {split.modality: split.length for split in sequence.splits if split.block}
    assert lengths[Modality.REFERENCE] == lengths[Modality.TARGET]
    target = sequence.target.rows
    assert torch.equal(sequence.positions[:, target], base_positions(sequence)[:, target])


@pytest.mark.parametrize("num_frames", [1, 5])
def test_references_matter_in_their_order(engine: Engine, num_frames: int) -> None:
    request = ReferenceGuided(prompt="a boat", width=48, height=32, num_frames=num_frames, sampling=SAMPLING)
    results = [engine.run(request, pictures(*r)) for r in ((WIDE, TALL), (TALL, WIDE), (WIDE,))]
    assert {result.frames.shape for result in results} == {(num_frames, 32, 48, 3)}
    assert all(result.latent.isfinite().all() for result in results)
    assert all(result.given_frames == 0 for result in results)
    assert not torch.equal(results[0].latent, results[1].latent)
    assert not torch.equal(results[0].latent, results[2].latent)


# --- several sources --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sources", [(WIDE, TALL), (TALL, WIDE), (WIDE, TALL, WIDE)])
def test_an_edit_of_several_sources_takes_the_last_one_s_size(engine: Engine, sources: tuple[np.ndarray, ...]) -> None:
    request = Asked(ImageEdit(instruction="join them", sampling=SAMPLING), pictures(*sources))
    width, height = vae_view(request.inputs[-1].shape, StreamSides(64, 56)).size
    assert (height > width) == (sources[-1] is TALL)
    sequence = sequence_of(engine, request)
    modalities = [split.modality for split in sequence.splits if split.block]
    assert modalities == [*[Modality.VIT, Modality.SOURCE] * len(sources), Modality.TARGET]
    # Source and target tokens differ in number, so the target keeps the place it was numbered at.
    rows = sequence.target.rows
    assert torch.equal(sequence.positions[:, rows], base_positions(sequence)[:, rows])
    result, seen = observed(engine, request)
    assert result.frames.shape == (1, height, width, 3)
    assert len(seen["vae_cond_latent"]) == len(sources)
    assert len(seen["vit_embeds"]) == len(sources)


def test_an_edit_of_one_source_takes_its_place(engine: Engine) -> None:
    sequence = sequence_of(engine, Asked(ImageEdit(instruction="red"), pictures(WIDE)))
    (source,) = (split for split in sequence.splits if split.modality is Modality.SOURCE)
    assert torch.equal(sequence.positions[:, sequence.target.rows], sequence.positions[:, source.rows])
    assert torch.equal(sequence.target_positions_uncond, sequence.positions[:, source.rows])


def test_every_source_matters(engine: Engine) -> None:
    request = ImageEdit(instruction="join them", sampling=SAMPLING)
    latents = [
        engine.run(request, pictures(*sources)).latent
        for sources in ((WIDE, TALL), (picture(7, 48, 96), TALL), (WIDE, picture(8, 96, 48)))
    ]
    assert not torch.equal(latents[0], latents[1])
    assert not torch.equal(latents[0], latents[2])
