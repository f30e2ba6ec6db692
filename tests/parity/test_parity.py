"""The engine against recorded runs of the reference, case by case.

Integers must be equal; recorded float32 tensors must agree to a relative error of 1e-4 by norm, frames to one level.
"""

import re

import numpy as np
import pytest
import torch
from torch import Tensor

from lance_studio.engine.preprocess import normalise_vit, patchify
from lance_studio.engine.results import Answer, Visual
from lance_studio.engine.sampling import NoiseGenerator, timesteps
from lance_studio.engine.sequence import Split, SplitMode, latent_table_rows
from lance_studio.requests import Sampling
from lance_studio.requests.geometry import spread_frame_indices
from tests.parity.golden import GoldenCase
from tests.parity.replay import Replay, Replayer

TOLERANCE = 1e-4


def relative_error(ours: Tensor, golden: Tensor) -> float:
    """‖ours − golden‖ / ‖golden‖; shapes must agree."""
    assert ours.shape == golden.shape, f"{tuple(ours.shape)} instead of {tuple(golden.shape)}"
    return float((ours.double() - golden.double()).norm() / golden.double().norm().clamp(min=1e-12))


def assert_close(name: str, ours: Tensor, golden: Tensor) -> None:
    error = relative_error(ours, golden)
    assert error <= TOLERANCE, f"{name}: relative error {error:.2e}"


def needs(case: GoldenCase, *names: str) -> None:
    missing = [name for name in names if name not in case.tensors]
    if missing:
        pytest.skip(f"not recorded for this task: {', '.join(missing)}")


def vae_splits(replay: Replay) -> list[Split]:
    return [s for s in replay.sequence.splits if s.mode in (SplitMode.CLEAN, SplitMode.NOISE)]


def token_rows(splits: list[Split]) -> Tensor:
    return torch.cat([torch.arange(s.pads.start, s.pads.stop) for s in splits])


def recorded_parts(case: GoldenCase, name: str) -> Tensor | None:
    """A recorded tensor as rows; one per source is recorded either joined or as ``name.0``, ``name.1``, …"""
    parts = sorted(part for part in case.tensors if re.fullmatch(rf"{name}(\.\d+)?", part))
    return torch.cat([case.tensors[part].flatten() for part in parts]) if parts else None


def test_prompt(replay: Replay) -> None:
    recorded = replay.case.recorded["rendered_prompt"]
    if replay.case.is_text:
        assert recorded.startswith(replay.rendered_prompt)
    else:
        assert recorded == replay.rendered_prompt


def test_token_ids(replay: Replay) -> None:
    name = "prompt_ids" if replay.case.is_text else "input_ids"
    assert replay.sequence.ids.tolist() == replay.case.tensors[name].tolist()


def test_splits(replay: Replay) -> None:
    recorded, sequence = replay.case.recorded, replay.sequence
    prefix = ""
    if replay.case.is_text:
        sequence, prefix = sequence.without_last_token(), "und_"
    assert [split.length for split in sequence.splits] == recorded[f"{prefix}split_lens"]
    assert [split.mode.value for split in sequence.splits] == recorded[f"{prefix}attn_modes"]


def test_modalities(replay: Replay) -> None:
    golden = replay.case.tensors["modality_ids"].tolist()
    ours = replay.sequence.modalities.tolist()
    # A question's record goes on with the reference answer, which we never build.
    assert ours == golden[: len(ours)]
    assert replay.case.is_text or len(ours) == len(golden)


def test_positions(replay: Replay) -> None:
    golden = replay.case.tensors["pos_ids_cond"]
    ours = replay.sequence.positions
    assert torch.equal(ours, golden[:, : ours.shape[1]].long())
    if replay.case.is_text:
        following = ours[:, -1:] + 1 + torch.arange(golden.shape[1] - ours.shape[1])
        assert torch.equal(following, golden[:, ours.shape[1] :].long())


def test_unconditional_positions(case: GoldenCase, replay: Replay) -> None:
    needs(case, "pos_ids_uncond")
    kept = replay.sequence.modalities != 0
    target = replay.sequence.modalities[kept] == 1
    assert torch.equal(replay.sequence.target_positions_uncond, case.tensors["pos_ids_uncond"].long()[:, target])


def test_token_kinds(case: GoldenCase, replay: Replay) -> None:
    kinds = {"vit": [s for s in replay.sequence.splits if s.mode is SplitMode.FULL], "vae": vae_splits(replay)}
    for kind, splits in kinds.items():
        name = f"{kind}_token_indexes"
        assert bool(splits) == (name in case.tensors)
        if splits:
            assert torch.equal(token_rows(splits), case.tensors[name].long())
    if "text_token_indexes" in case.tensors:
        vision = token_rows(kinds["vit"] + kinds["vae"]).tolist()
        text = sorted(set(range(len(replay.sequence.ids))) - set(vision))
        assert text == case.tensors["text_token_indexes"].tolist()


def test_grids(case: GoldenCase, replay: Replay) -> None:
    grids = [split.block.grid for split in replay.sequence.splits if split.block]
    doubled = [[t, 2 * h, 2 * w] for t, h, w in grids]
    assert doubled == case.tensors["rope_grid_thw"].tolist()
    pads = [t * h * w for t, h, w in grids]
    assert pads == case.recorded["pad_token_counts"]
    if "latent_pos_ids" in case.tensors:
        rows = torch.cat([latent_table_rows(split.block.grid) for split in vae_splits(replay) if split.block])
        assert torch.equal(rows, case.tensors["latent_pos_ids"].long())


def test_frame_sampling(case: GoldenCase, replay: Replay) -> None:
    if "source_fps" not in case.recorded:
        pytest.skip("no video in this case")
    indices = spread_frame_indices(case.recorded["source_num_frames"], round(case.recorded["source_fps"]))
    pixels = case.tensors["vit_pixels_u8"]
    assert len(indices) + len(indices) % 2 == pixels.shape[1]


@pytest.mark.parametrize("stream", ["vit", "vae"])
def test_pixels(case: GoldenCase, replay: Replay, stream: str) -> None:
    golden = recorded_parts(case, f"{stream}_pixels_u8")
    if golden is None:
        pytest.skip("no such source in this case")
    ours = replay.vit_pixels if stream == "vit" else replay.vae_pixels
    assert torch.equal(torch.cat([pixels.flatten() for pixels in ours]), golden)


def test_vision_patches(case: GoldenCase, replay: Replay) -> None:
    needs(case, "vit_grid_thw")
    stride = case.recorded.get("vit_patches_sub_stride", 1)
    golden = case.tensors["vit_patches" if "vit_patches" in case.tensors else "vit_patches_sub"]
    cut = [patchify(normalise_vit(pixels), 14, 2, 2) for pixels in replay.vit_pixels]
    assert [list(grid) for _, grid in cut] == case.tensors["vit_grid_thw"].tolist()
    assert_close("vit_patches", torch.cat([rows for rows, _ in cut])[::stride], golden)


@pytest.mark.parametrize("name", ["vit_embeds", "vae_mu", "vae_logvar", "vae_cond_latent"])
def test_encoders(case: GoldenCase, replay: Replay, name: str) -> None:
    golden = recorded_parts(case, name)
    if golden is None:
        pytest.skip("no such source in this case")
    assert_close(name, replay.joined(name).flatten(), golden)


def test_schedule(case: GoldenCase) -> None:
    needs(case, "timesteps")
    data = case.request_data
    times = timesteps(data["num_steps"], data["timestep_shift"])
    assert_close("timesteps", times[:-1], case.tensors["timesteps"])
    assert_close("dts", times[:-1] - times[1:], case.tensors["dts"])


def test_noise_of_a_seed(case: GoldenCase) -> None:
    """The default noise is what the recorded generator drew, so a seed means the same."""
    needs(case, "noise_all_vae_tokens")
    golden = case.tensors["noise_all_vae_tokens"]
    generator = NoiseGenerator(Sampling(seed=case.request_data["seed"]), torch.device("cpu"), torch.float32, None)
    assert torch.equal(generator.for_tokens(golden.shape[0]), golden)


def test_prefix_embeddings(case: GoldenCase, replay: Replay) -> None:
    golden = case.tensors["inputs_embeds_prefix"]
    for index, split in enumerate(replay.sequence.context):
        if case.is_text and index == len(replay.sequence.context) - 1:
            split = replay.sequence.without_last_token().splits[-1]
        assert_close(f"split {index}", replay.one(f"prefix_cond.{index}.embeds"), golden[split.rows])


def test_hidden_states(case: GoldenCase, replay: Replay) -> None:
    compared = 0
    last_prefix = max(int(n.split(".")[2]) for n in case.tensors if n.startswith("hid.prefix_cond"))
    for name in sorted(n for n in case.tensors if n.startswith("hid.")):
        ours = name.removeprefix("hid.")
        if case.is_text and f"prefix_cond.{last_prefix}" in name:
            ours = f"first_query.{name.rsplit('.', 1)[1]}"
        assert_close(name, replay.one(ours)[0], case.tensors[name])
        compared += 1
    assert compared >= 4


def test_steps(case: GoldenCase, replay: Replay) -> None:
    needs(case, "step0.v")
    names = [name for name in case.tensors if re.match(r"step\d+\.", name)]
    for name in names:
        golden = case.tensors[name]
        assert_close(name, replay.one(name), golden[-replay.target_tokens :])
    assert len({name.split(".")[0] for name in names}) == case.request_data["num_steps"]


def test_guidance_factor(case: GoldenCase, replay: Replay) -> None:
    """The recorded renormalisation factor of every guided step."""
    needs(case, "step0.v")
    for step in case.recorded["steps"]:
        guided = f"step{step['i']}.v_uncond" in replay.seen
        assert guided == (step["cfg"] > 1)
        if step.get("renorm_scale") is not None and np.isscalar(step["renorm_scale"]):
            cond, uncond = (replay.one(f"step{step['i']}.v_{branch}") for branch in ("cond", "uncond"))
            combined = uncond + step["cfg"] * (cond - uncond)
            factor = float(replay.one(f"step{step['i']}.v").norm() / combined.norm())
            assert factor == pytest.approx(step["renorm_scale"], rel=1e-4)


def test_final_latent(case: GoldenCase, replay: Replay) -> None:
    needs(case, "final_latent")
    assert isinstance(replay.result, Visual)
    assert_close("final_latent", replay.result.latent.float(), case.tensors["final_latent"])


def test_final_latent_in_one_batch(case: GoldenCase, replayer: Replayer) -> None:
    """Users' runs batch the two branches; the result is the same."""
    needs(case, "final_latent")
    result = replayer.run(case, observe=False).result
    assert isinstance(result, Visual)
    assert_close("final_latent", result.latent.float(), case.tensors["final_latent"])


def test_decoded_pixels(case: GoldenCase, replay: Replay) -> None:
    needs(case, "decoded_float_s4")
    assert_close("decoded", replay.one("decoded")[:, :, ::4, ::4], case.tensors["decoded_float_s4"])


def test_frames(case: GoldenCase, replay: Replay) -> None:
    needs(case, "decoded_uint8")
    assert isinstance(replay.result, Visual)
    golden = case.tensors["decoded_uint8"].numpy().astype(int)
    assert replay.result.frames.shape == golden.shape
    assert np.abs(replay.result.frames.astype(int) - golden).max() <= 1


def test_logits(case: GoldenCase, replay: Replay) -> None:
    needs(case, "logits_first4")
    size = case.recorded["vocab_len"]
    golden = case.tensors["logits_first4"]
    assert bool(torch.isneginf(replay.one("logits.0")[size:]).all())
    assert_close("logits_first", replay.one("logits.0")[:size], case.tensors["logits_first"][:size])
    for index in range(min(golden.shape[0], len(case.tensors["generated_ids"]))):
        assert_close(f"logits {index}", replay.one(f"logits.{index}")[:size], golden[index, :size])


def test_answer(case: GoldenCase, replay: Replay) -> None:
    needs(case, "generated_ids")
    assert isinstance(replay.result, Answer)
    assert list(replay.result.token_ids) == case.tensors["generated_ids"].tolist()
    assert replay.result.text == case.recorded["generated_text"]
    assert replay.result.finished == case.recorded["stopped_on_eos"]
