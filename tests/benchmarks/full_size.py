"""The full-size model with random bfloat16 weights, made on a device without any file; shared by the benchmarks."""

from pathlib import Path

import torch
from torch import Tensor, nn

from lance_studio.engine.autoencoder import build_autoencoder
from lance_studio.engine.checkpoint import build_language, build_vision
from lance_studio.engine.config import LanguageConfig, VisionConfig
from lance_studio.engine.generate import LoadedModel
from lance_studio.engine.precision import Precision
from lance_studio.engine.preview import PreviewProjector
from lance_studio.engine.tokenizer import LanceTokenizer
from lance_studio.engine.vae import LatentCodec

LANGUAGE = LanguageConfig(
    vocab_size=151936,
    hidden_size=2048,
    intermediate_size=11008,
    num_layers=36,
    num_heads=16,
    num_kv_heads=2,
    rms_norm_eps=1e-6,
    rope_theta=1e6,
    mrope_section=(16, 24, 24),
    tokens_per_second=2,
)
VISION = VisionConfig(
    depth=32,
    hidden_size=1280,
    intermediate_size=3420,
    num_heads=16,
    in_channels=3,
    patch_size=14,
    temporal_patch_size=2,
    spatial_merge_size=2,
    window_size=112,
    full_attention_blocks=(7, 15, 23, 31),
    out_hidden_size=2048,
)
#: The golden tokenizer; the number of prompt tokens hardly matters to the cost.
SMALL_CHECKPOINT = Path(__file__).parents[1] / "golden" / "checkpoint"
VAE_WIDTHS = (160, 256)


def fill_with_random_weights(module: nn.Module, generator: torch.Generator) -> None:
    """Assign bfloat16 weights on the generator's device that keep activations of order one."""
    device = generator.device
    weights: dict[str, Tensor] = {}
    for name, value in module.state_dict().items():
        if value.ndim >= 2 and not name.endswith("gamma"):
            scale = (value[0].numel()) ** -0.5
            weight = torch.randn(value.shape, generator=generator, device=device, dtype=torch.bfloat16) * scale
        elif name.endswith("bias"):
            weight = torch.zeros(value.shape, device=device, dtype=torch.bfloat16)
        else:
            weight = torch.ones(value.shape, device=device, dtype=torch.bfloat16)
        weights[name] = weight
    module.load_state_dict(weights, assign=True)
    module.eval().requires_grad_(False)


def build_parts(device: torch.device) -> LoadedModel:
    """The full-size model with random weights on a device."""
    generator = torch.Generator(device).manual_seed(1)
    precision = Precision()
    model = build_language(LANGUAGE)
    fill_with_random_weights(model, generator)
    tower = build_vision(VISION, precision)
    fill_with_random_weights(tower.model, generator)
    with torch.device("meta"):
        autoencoder = build_autoencoder(*VAE_WIDTHS)
    fill_with_random_weights(autoencoder, generator)
    codec = LatentCodec(autoencoder, precision)
    return LoadedModel(
        model, LanceTokenizer(SMALL_CHECKPOINT / "Lance_3B"), tower, codec, PreviewProjector(codec), precision
    )
