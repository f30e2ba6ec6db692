"""Rounding of the bfloat16 run (specification §2.8, quirks Q3 and Q6), against the arithmetic written out."""

from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from lance_studio.engine import Control, Engine, Precision
from lance_studio.engine.autoencoder import build_autoencoder
from lance_studio.engine.config import LanguageConfig
from lance_studio.engine.layers import Attention, RMSNorm
from lance_studio.engine.sampling import euler_step, guide
from lance_studio.engine.vae import LatentCodec
from lance_studio.requests import ImageToVideo, InputBlock, Sampling, TextToImage

BF16 = torch.bfloat16
HEAD = 16
CONFIG = LanguageConfig(
    vocab_size=8,
    hidden_size=64,
    intermediate_size=64,
    num_layers=1,
    num_heads=4,
    num_kv_heads=2,
    rms_norm_eps=1e-6,
    rope_theta=1e6,
    mrope_section=(2, 3, 3),
    tokens_per_second=2,
)


def random_tensor(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed)).to(BF16)


@pytest.fixture(scope="module")
def attention() -> Attention:
    module = Attention(CONFIG).to(BF16)
    module.load_state_dict(
        {name: random_tensor(*value.shape, seed=i) / 4 for i, (name, value) in enumerate(module.state_dict().items())}
    )
    return module.requires_grad_(False)


def norm_by_hand(x: Tensor, weight: Tensor) -> Tensor:
    inner = x.float()
    inner = inner * torch.rsqrt(inner.pow(2).mean(-1, keepdim=True) + CONFIG.rms_norm_eps)
    return inner.to(x.dtype) * weight


def rotate_by_hand(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    half = x.shape[-1] // 2
    return (x * cos) + (torch.cat([-x[..., half:], x[..., :half]], dim=-1) * sin)


def query_by_hand(attention: Attention, heads: Tensor, expert: str, cos: Tensor, sin: Tensor, *, wide: bool) -> Tensor:
    """Queries [heads, D] of one token's projection: norm and rotation, with or without the float32 detour."""
    weight = attention.get_submodule(f"q_norm{expert}").weight
    assert isinstance(weight, Tensor)
    normed = norm_by_hand(heads.float() if wide else heads, weight)
    return rotate_by_hand(normed, cos, sin).to(BF16)


@pytest.mark.parametrize("vae_chunk", [False, True])
def test_queries_round_as_the_chunk_kind_says(attention: Attention, vae_chunk: bool) -> None:
    """VAE chunks keep queries in float32 until after the rotation, brackets included; other chunks round each step."""
    x = random_tensor(1, 6, 64, seed=50)
    angles = torch.randn(6, HEAD // 2, generator=torch.Generator().manual_seed(1)).repeat(1, 2)
    cos, sin = angles.cos().to(BF16), angles.sin().to(BF16)
    query, _, _ = attention.project(x, (cos[None], sin[None]), vae_chunk)
    # Projected in the same batches, because bfloat16 products of other batches may round differently.
    brackets = attention.get_submodule("q_proj")(x[:, ::5])[0]
    rows = attention.get_submodule("q_proj_moe_gen" if vae_chunk else "q_proj")(x)[0]
    different = 0
    for token in range(6):
        bracket = vae_chunk and token in (0, 5)
        heads = (brackets[token // 5] if bracket else rows[token]).view(-1, HEAD)
        expert = "_moe_gen" if vae_chunk and not bracket else ""
        expected = query_by_hand(attention, heads, expert, cos[token], sin[token], wide=vae_chunk)
        assert torch.equal(query[0, :, token], expected)
        other = query_by_hand(attention, heads, expert, cos[token], sin[token], wide=not vae_chunk)
        different += int((other != expected).sum())
    # The two ways differ, so equality above means something.
    assert different > 0


def test_norm_rounds_before_weighting() -> None:
    norm = RMSNorm(64, 1e-6)
    norm.weight = torch.nn.Parameter(random_tensor(64, seed=3), requires_grad=False)
    x = random_tensor(5, 64, seed=4)
    assert torch.equal(norm(x), norm_by_hand(x, norm.weight))


def test_guidance_combines_in_bfloat16_with_float32_norms() -> None:
    conditional, unconditional = random_tensor(40, 48, seed=5), random_tensor(40, 48, seed=6)
    combined = unconditional + 4.0 * (conditional - unconditional)
    assert combined.dtype == BF16
    factor = (conditional.float().norm() / (combined.float().norm() + 1e-8)).clamp(0, 1)
    assert torch.equal(guide(conditional, unconditional, 4.0, "global", 0.0), combined * factor)
    rows = conditional.float().norm(dim=-1, keepdim=True) / (combined.float().norm(dim=-1, keepdim=True) + 1e-8)
    expected = (combined.float() * rows.clamp(0, 1)).to(BF16)
    assert torch.equal(guide(conditional, unconditional, 4.0, "channel", 0.0), expected)


def test_renormalisation_never_amplifies_and_respects_its_least_factor() -> None:
    small, large = random_tensor(4, 48, seed=7), 10 * random_tensor(4, 48, seed=8)
    unchanged = guide(large, large, 3.0, "global", 0.0)
    assert torch.equal(unchanged, large)
    held = guide(small, large, 3.0, "global", 0.9)
    assert torch.equal(held, (large + 3.0 * (small - large)) * torch.tensor(0.9))
    assert torch.equal(guide(small, large, 3.0, "none", 0.0), large + 3.0 * (small - large))


def test_euler_step_stays_in_bfloat16() -> None:
    x, velocity = random_tensor(9, 48, seed=9), random_tensor(9, 48, seed=10)
    dt = torch.tensor(0.009756)
    stepped = euler_step(x, velocity, dt)
    assert stepped.dtype == BF16
    assert torch.equal(stepped, x - (velocity * dt))


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(Path(__file__).parents[2] / "golden" / "checkpoint", device="cpu", precision=Precision())


def test_a_bfloat16_run_keeps_its_state_in_bfloat16(engine: Engine) -> None:
    seen: dict[str, list[Tensor]] = {}
    control = Control(observer=lambda name, value: seen.setdefault(name, []).append(value))
    sampling = Sampling(steps=2, guidance_interval=(0.0, 1.0))
    visual = engine.run(TextToImage(prompt="A cat", width=64, height=64, sampling=sampling), (), control)
    for name in ("step0.x_t", "step0.v_cond", "step0.v_uncond", "step0.v", "step1.x_t", "x_t_final"):
        assert seen[name][0].dtype == BF16, name
    assert seen["prefix_cond.0.last"][0].dtype == BF16
    assert visual.latent.dtype == BF16


def test_bfloat16_and_float32_runs_agree_roughly(engine: Engine) -> None:
    """A first step in bfloat16 differs from float32 by its rounding only."""
    request = TextToImage(prompt="A cat", width=64, height=96, sampling=Sampling(steps=1, guidance_scale=1.0))
    exact = Engine(engine.folder.root, device="cpu", precision=Precision(torch.float32)).run(request).latent
    rounded = engine.run(request).latent.float()
    error = float((rounded - exact).norm() / exact.norm())
    assert 1e-4 < error < 3e-2


def test_a_given_frame_is_clean_in_every_step(engine: Engine) -> None:
    seen: dict[str, Tensor] = {}
    picture = torch.randint(0, 256, (80, 96, 3), generator=torch.Generator().manual_seed(2), dtype=torch.uint8).numpy()
    request = ImageToVideo(prompt="It moves.", num_frames=5, preset="video_192p", sampling=Sampling(steps=3))
    engine.run(
        request, [InputBlock(picture[None])], Control(observer=lambda name, value: seen.update({name: value.clone()}))
    )
    cells = seen["step0.x_t"].shape[0] // 2
    clean = seen["vae_cond_latent"].to(BF16).flatten(0, 2)
    for name in ("step0.x_t", "step2.x_t", "x_t_final"):
        assert torch.equal(seen[name][:cells], clean)
    assert not torch.equal(seen["x_t_final"][cells:], seen["step0.x_t"][cells:])


@pytest.fixture(scope="module")
def codec() -> LatentCodec:
    autoencoder = build_autoencoder(8, 12)
    generator = torch.Generator().manual_seed(11)
    state = autoencoder.state_dict()
    weights = {
        name: (1 + 0.1 * torch.randn(value.shape, generator=generator))
        if name.endswith("gamma")
        else torch.randn(value.shape, generator=generator) / max(value[0].numel(), 1) ** 0.5
        for name, value in state.items()
    }
    autoencoder.load_state_dict({name: value.to(BF16) for name, value in weights.items()}, assign=True)
    return LatentCodec(autoencoder, Precision())


def test_autoencoder_stays_in_float32_from_norm_to_convolution(codec: LatentCodec) -> None:
    """A residual block against the official rounding: norm and SiLU in float32, convolutions in bfloat16."""
    block = codec.autoencoder.decoder.get_submodule("mid_block.resnets.0")
    x = random_tensor(1, 48, 1, 6, 6, seed=12)

    def convolve(name: str, value: Tensor) -> Tensor:
        conv = block.get_submodule(name)
        weight, bias = conv.weight, conv.bias
        assert isinstance(weight, Tensor)
        assert isinstance(bias, Tensor)
        return F.conv3d(F.pad(value.to(BF16), (1, 1, 1, 1, 2, 0)), weight, bias)

    def activate(name: str, value: Tensor) -> Tensor:
        gamma = block.get_submodule(name).gamma
        assert isinstance(gamma, Tensor)
        return F.silu(F.normalize(value.float(), dim=1) * 48**0.5 * gamma)

    with torch.no_grad():
        expected = convolve("conv2", activate("norm2", convolve("conv1", activate("norm1", x)))) + x
        assert torch.equal(block(x), expected)
        early = F.normalize(x.float(), dim=1).to(BF16) * 48**0.5 * block.get_submodule("norm1").gamma
    assert not torch.equal(F.silu(early).float(), activate("norm1", x))


def test_latents_are_normalised_with_bfloat16_tables(codec: LatentCodec) -> None:
    """Mean 0.5109 and standard deviation 0.6804 of channel 19, each rounded to bfloat16 before use."""
    pixels = torch.rand((3, 1, 32, 32), generator=torch.Generator().manual_seed(13)) * 2 - 1
    mean, logvar = codec.encode(pixels)
    moments = codec.autoencoder.encode(pixels[None].to(BF16))
    raw = moments[0, 19, 0]
    centre = torch.tensor(0.5109).to(BF16)
    scale = (1.0 / torch.tensor(0.6804).to(BF16).float()).to(BF16)
    assert torch.equal(mean[0, :, :, 19], ((raw - centre) * scale).float())
    assert torch.equal(logvar[0, :, :, 19], moments[0, 48 + 19, 0].float())
