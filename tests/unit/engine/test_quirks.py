"""Each quirk of the specification's §10.1 that the reference data does not already pin, by its number.

The parity suite covers Q1, Q2, Q4, Q5, Q7, Q8 and Q11 to Q13 too; here they stand on the specification's examples.
"""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import torch

from lance_studio.catalog.profile import OFFICIAL
from lance_studio.engine import prompts
from lance_studio.engine.config import LanguageConfig, VisionConfig
from lance_studio.engine.embeddings import MultimodalRotary
from lance_studio.engine.plan import plan_visual
from lance_studio.engine.positions import GridBlock, Modality, TextRun, number_sequence, shift_vision_blocks
from lance_studio.engine.precision import Precision
from lance_studio.engine.preprocess import stream_pixels
from lance_studio.engine.results import Frame
from lance_studio.engine.sampling import guide
from lance_studio.engine.sequence import BlockSpec, SplitMode, build_sequence, latent_table_rows
from lance_studio.engine.tokenizer import LanceTokenizer
from lance_studio.engine.vae import sample_latent
from lance_studio.engine.vision import VisionTower
from lance_studio.requests import ImageToVideo, Sampling
from lance_studio.requests.geometry import StreamSides, bucket_size, round_frames, spread_frame_indices
from lance_studio.requests.promise import vae_view, vision_view
from tests.asking import clips, pictures

LANGUAGE = LanguageConfig(
    vocab_size=640,
    hidden_size=256,
    intermediate_size=64,
    num_layers=1,
    num_heads=2,
    num_kv_heads=1,
    rms_norm_eps=1e-6,
    rope_theta=1e6,
    mrope_section=(16, 24, 24),
    tokens_per_second=2,
)


def vae_pixels(frames: list[Frame], sides: StreamSides) -> torch.Tensor:
    (block,) = clips(frames)
    return stream_pixels(block.frames, vae_view(block.shape, sides))


def vit_pixels(frames: list[Frame], sides: StreamSides) -> torch.Tensor:
    (block,) = clips(frames)
    return stream_pixels(block.frames, vision_view(block.shape, sides))


VISION = VisionConfig(
    depth=1,
    hidden_size=160,
    intermediate_size=60,
    num_heads=2,
    in_channels=3,
    patch_size=14,
    temporal_patch_size=2,
    spatial_merge_size=2,
    window_size=112,
    full_attention_blocks=(0,),
    out_hidden_size=64,
)


@pytest.fixture(scope="module")
def tokenizer() -> LanceTokenizer:
    return LanceTokenizer(Path(__file__).parents[2] / "golden" / "checkpoint" / "Lance_3B")


def picture(width: int, height: int) -> Frame:
    rows, columns = np.mgrid[0:height, 0:width]
    return np.stack([rows % 256, columns % 256, (rows + columns) % 256], axis=-1).astype(np.uint8)


def test_q1_language_frequencies_are_rounded_to_bfloat16() -> None:
    position = 1009
    exponents = torch.arange(0, 128, 2).float() / 128
    rounded = (1.0 / 1e6**exponents).to(torch.bfloat16).float()
    angles = torch.cat([position * rounded] * 2)
    cos, sin = MultimodalRotary(LANGUAGE, Precision(torch.float32))(torch.full((3, 1), position), torch.device("cpu"))
    assert torch.equal(cos[0], angles.cos())
    assert torch.equal(sin[0], angles.sin())
    exact, _ = MultimodalRotary(LANGUAGE, Precision(torch.float32, rounded_tables=False))(
        torch.full((3, 1), position), torch.device("cpu")
    )
    assert float((exact - cos).abs().max()) > 0.5


def test_mrope_sections_follow_time_height_width_in_both_halves() -> None:
    positions = torch.tensor([[1], [0], [0]])
    _, sin = MultimodalRotary(LANGUAGE, Precision(torch.float32))(positions, torch.device("cpu"))
    turning = sin[0].nonzero().flatten().tolist()
    assert turning == [*range(16), *range(64, 80)]


def test_q3_tower_angles_are_multiplied_in_bfloat16() -> None:
    with torch.device("meta"):
        tower = VisionTower(VISION, Precision())
    cos, sin = tower.rotary((1, 64, 64))
    frequencies = (1.0 / 10000 ** (torch.arange(0, 40, 2).float() / 40)).to(torch.bfloat16)
    # The last patch row is block (31, 31), cell (1, 1): row 63, column 63, whose angles repeat in both halves.
    angles = torch.tensor(63.0, dtype=torch.bfloat16) * frequencies
    assert torch.equal(cos[-1], angles.cos().float().repeat(4))
    assert torch.equal(sin[-1], angles.sin().float().repeat(4))
    assert float((angles.float() - 63 * frequencies.float()).abs().max()) > 0.1


def test_q3_tower_angles_in_float32_use_rounded_frequencies_unrounded_products() -> None:
    with torch.device("meta"):
        tower = VisionTower(VISION, Precision(torch.float32))
    cos, _ = tower.rotary((1, 64, 64))
    frequencies = (1.0 / 10000 ** (torch.arange(0, 40, 2).float() / 40)).to(torch.bfloat16).float()
    assert torch.equal(cos[-1], (63 * frequencies).cos().repeat(4))


def test_q4_latents_are_sampled_and_the_deviation_is_not_divided() -> None:
    mean, logvar, noise = torch.tensor([0.5]), torch.tensor([-2.0]), torch.tensor([3.0])
    assert sample_latent(mean, logvar, noise).item() == pytest.approx(0.5 + 3 * np.exp(-1.0))
    assert Sampling().sample_latents


def test_q5_renormalisation_counts_clean_rows() -> None:
    conditional, unconditional = torch.randn(2, 6, 48, generator=torch.Generator().manual_seed(0))
    whole = guide(conditional, unconditional, 4.0, "global", 0.0)
    part = guide(conditional[2:], unconditional[2:], 4.0, "global", 0.0)
    assert not torch.allclose(whole[2:], part)
    combined = unconditional + 4.0 * (conditional - unconditional)
    assert torch.allclose(whole, combined * (conditional.norm() / combined.norm()))


def test_q7_pictures_use_the_video_pad_and_a_time_stride_of_two() -> None:
    assert prompts.VISION_ITEM == "<|vision_start|><|video_pad|><|vision_end|>"
    numbered = number_sequence([TextRun(3), GridBlock(2, 1, 1)], time_stride=2)
    assert numbered[0].tolist() == [0, 1, 2, 3, 4, 6, 7]


@pytest.mark.parametrize(
    ("preset", "vae", "vit"),
    [
        (
            "image_256res",
            "160×368 192×336 224×304 256×256 304×224 336×192",
            "140×336 140×280 168×252 224×224 252×168 280×140",
        ),
        (
            "image_512res",
            "336×784 384×688 448×592 512×512 592×448 688×384",
            "280×672 336×588 364×504 448×448 504×364 588×336",
        ),
        (
            "image_768res",
            "496×1152 576×1024 672×896 768×768 896×672 1024×576",
            "420×1008 504×896 560×756 672×672 756×560 896×504",
        ),
        (
            "video_360p",
            "320×752 352×624 416×560 480×480 560×416 624×352",
            "280×700 336×616 392×560 476×476 560×392 616×336",
        ),
        (
            "video_480p",
            "416×976 480×848 560×752 640×640 752×560 848×480",
            "392×924 448×812 504×700 588×588 700×504 812×448",
        ),
    ],
)
def test_q8_buckets_and_vision_crops(preset: str, vae: str, vit: str) -> None:
    """Heights × widths of specification §5.2 for the six aspect ratios."""
    aspects = [(21, 9), (16, 9), (4, 3), (1, 1), (3, 4), (9, 16)]
    sources = [picture(w * 20, h * 20) for w, h in aspects]
    bases = OFFICIAL.presets[preset]
    assert ["×".join(map(str, vae_pixels([s], bases).shape[2:])) for s in sources] == vae.split()
    assert ["×".join(map(str, vit_pixels([s], bases).shape[2:])) for s in sources] == vit.split()


def test_q8_both_streams_use_a_grid_of_16() -> None:
    assert bucket_size(400, 300, 672) == (768, 576)
    # 768 = 27 · 28 + 12 and 576 = 20 · 28 + 16: six columns and eight rows are cut on each side.
    source = picture(768, 576)
    cropped = vit_pixels([source], StreamSides(768, 672))
    assert torch.equal(cropped[:, 0], torch.from_numpy(source[8:568, 6:762]).permute(2, 0, 1))


def test_q9_columns_beyond_64_alias_the_next_row() -> None:
    rows = latent_table_rows((1, 2, 73)).view(2, 73)
    assert rows[0, 64] == rows[1, 0]
    assert rows[0, 72] == rows[1, 8]


@pytest.mark.parametrize(
    ("frames", "rate", "seen"),
    [(24, 24, 9), (48, 24, 21), (50, 12, 49), (61, 12, 61), (90, 30, 33), (150, 30, 57), (180, 30, 69), (5, 30, 1)],
)
def test_q10_frame_sampling(frames: int, rate: int, seen: int) -> None:
    indices = spread_frame_indices(frames, Fraction(rate))
    assert len(indices) == seen
    assert indices[0] == 0
    assert seen == 1 or indices[-1] == frames - 1


def test_q10_long_clips_are_stretched_not_cut() -> None:
    indices = spread_frame_indices(3000, Fraction(30))
    assert len(indices) == 69
    assert indices[-1] == 2999
    assert indices == sorted(set(indices))


def test_q11_shift_of_the_worked_example() -> None:
    """Specification §4: prefix 53, ViT grid 1×1×2, source 1×3×4, text 3, postfix 5, target like the source."""
    parts = [TextRun(53), GridBlock(1, 1, 2), GridBlock(1, 3, 4), TextRun(8), GridBlock(1, 3, 4)]
    modalities = torch.tensor(
        [Modality.TEMPLATE] * 53
        + [Modality.VIT] * 4
        + [Modality.SOURCE] * 14
        + [Modality.USER_TEXT] * 3
        + [Modality.TEMPLATE] * 5
        + [Modality.TARGET] * 14
    )
    shifted = shift_vision_blocks(number_sequence(parts, 2), modalities)
    vit = shifted[:, 53:57]
    assert vit.tolist() == [[1000, 1001, 1001, 1003], [53, 54, 54, 56], [53, 54, 55, 56]]
    source = shifted[:, 57:71]
    assert source[:, 0].tolist() == [57, 57, 57]
    assert source[0, 1:-1].unique().tolist() == [58]
    assert source[1, 1:-1].unique().tolist() == [58, 59, 60]
    assert source[2, 1:-1].unique().tolist() == [58, 59, 60, 61]
    assert source[:, -1].tolist() == [62, 62, 62]
    assert shifted[0, 71:79].tolist() == list(range(63, 71))
    assert torch.equal(shifted[:, 79:], source)


def test_q11_reference_blocks_move_to_2000_and_the_target_stays() -> None:
    parts = [TextRun(5), GridBlock(1, 2, 2), GridBlock(1, 2, 2)]
    modalities = torch.tensor([Modality.TEMPLATE] * 5 + [Modality.REFERENCE] * 6 + [Modality.TARGET] * 6)
    base = number_sequence(parts, 2)
    shifted = shift_vision_blocks(base, modalities)
    assert shifted[0, 5:11].tolist() == [2000, 2001, 2001, 2001, 2001, 2003]
    assert torch.equal(shifted[1:, 5:11], base[1:, 5:11])
    assert torch.equal(shifted[:, 11:], base[:, 11:])


def test_q12_guidance_drops_only_the_users_text(tokenizer: LanceTokenizer) -> None:
    """Specification §3.4: splits, positions and the unconditional target of text to image."""
    prompt = prompts.render_chat(prompts.DESCRIBE_IMAGE, 0, "A cat", generates=True)
    sequence = build_sequence(tokenizer, prompt, [BlockSpec(Modality.TARGET, (1, 48, 48))], 2)
    lengths = [split.length for split in sequence.splits]
    before, caption = lengths[0], lengths[1]
    assert lengths[2:] == [5, 2306, 1]
    assert [split.modality for split in sequence.splits] == [-1, 0, -1, 1, -1]
    assert [split.mode for split in sequence.splits[3:]] == [SplitMode.NOISE, SplitMode.CAUSAL]
    start = before + caption + 5
    target = sequence.positions[:, sequence.target.rows]
    assert target[:, 0].tolist() == [start] * 3
    assert target[:, 1].tolist() == [start + 1] * 3
    assert target[:, -2].tolist() == [start + 1, start + 48, start + 48]
    assert target[:, -1].tolist() == [start + 49] * 3
    assert torch.equal(sequence.target_positions_uncond, target - caption)


def test_q12_a_prompt_that_occurs_in_the_template_is_dropped_where_it_stands(tokenizer: LanceTokenizer) -> None:
    prompt = prompts.render_chat(prompts.DESCRIBE_IMAGE, 0, "user", generates=True)
    sequence = build_sequence(tokenizer, prompt, [BlockSpec(Modality.TARGET, (1, 2, 2))], 2)
    caption = next(split for split in sequence.splits if split.modality is Modality.USER_TEXT)
    following = sequence.splits[sequence.splits.index(caption) + 1]
    assert tokenizer.decode(sequence.ids[caption.rows].tolist()) == "user"
    assert tokenizer.decode(sequence.ids[following.rows].tolist()) == "<|im_end|>\n<|im_start|>assistant\n"


@pytest.mark.parametrize(("given", "kept"), [(1, 1), (4, 1), (5, 5), (49, 49), (50, 49), (52, 49), (53, 53)])
def test_q13_frames_are_cut_to_4k_plus_1(given: int, kept: int) -> None:
    assert round_frames(given) == kept
    assert vae_pixels([picture(32, 32)] * given, StreamSides(64, 56)).shape[1] == kept


def test_q14_the_demo_video_question_prompt_has_two_spaces() -> None:
    assert prompts.DEMO_VIDEO_QUESTION.count("  ") == 1
    assert "video  attentively" in prompts.DEMO_VIDEO_QUESTION
    assert "  " not in prompts.DEMO_IMAGE_QUESTION


def test_q15_an_animations_size_is_its_pictures_bucket() -> None:
    plan = plan_visual(ImageToVideo(prompt="It moves.", num_frames=61), pictures(picture(300, 200)), 28)
    assert plan.grid == (16, 560 // 16, 752 // 16)


@pytest.mark.parametrize(
    ("render", "apostrophes"),
    [(prompts.edit_system_prompt, 2), (prompts.reference_system_prompt, 2)],
)
def test_edit_prompts_use_typographic_apostrophes(render: Callable[[prompts.Kind], str], apostrophes: int) -> None:
    for kind in ("image", "video"):
        assert render(kind).count("\u2019") == apostrophes
        assert "'" not in render(kind)
