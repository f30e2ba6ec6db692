"""The sizes of the embedded model, in one place."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lance_studio.engine.config import LanguageConfig, VisionConfig

#: The folder that holds the trained model.
MODEL_DIR = Path(__file__).resolve().parent.parent

#: Side of pictures as the VAE and as the vision tower see them, in pixels.
VAE_SIDE, VIT_SIDE = 128, 112
#: Tokens of the vocabulary before the special ones; the first 256 are the bytes.
ORDINARY_TOKENS = 1000

LANGUAGE = LanguageConfig(
    vocab_size=1024,
    hidden_size=384,
    intermediate_size=768,
    num_layers=8,
    num_heads=6,
    num_kv_heads=2,
    rms_norm_eps=1e-6,
    # At the official 1e6 the width axis of so small a head hardly turns.
    rope_theta=100.0,
    mrope_section=(8, 12, 12),
    tokens_per_second=2,
)
VISION = VisionConfig(
    depth=4,
    hidden_size=160,
    intermediate_size=416,
    num_heads=4,
    in_channels=3,
    patch_size=14,
    temporal_patch_size=2,
    spatial_merge_size=2,
    # A window holds a whole picture, so windowed and full attention are the same thing here.
    window_size=112,
    full_attention_blocks=(3,),
    out_hidden_size=LANGUAGE.hidden_size,
)


@dataclass(frozen=True, slots=True)
class VaeShape:
    """Widths of the autoencoder: first stage of encoder and decoder, multiplier of each stage, blocks a stage."""

    encoder: int = 24
    decoder: int = 40
    multipliers: tuple[int, int, int, int] = (1, 2, 2, 2)
    residual_blocks: int = 1


VAE = VaeShape()


def language_json() -> dict[str, Any]:
    """``llm_config.json`` in the official form."""
    return {
        "architectures": ["Qwen2_5_VLForConditionalGeneration"],
        "model_type": "qwen2_5_vl",
        "hidden_act": "silu",
        "hidden_size": LANGUAGE.hidden_size,
        "intermediate_size": LANGUAGE.intermediate_size,
        "num_attention_heads": LANGUAGE.num_heads,
        "num_hidden_layers": LANGUAGE.num_layers,
        "num_key_value_heads": LANGUAGE.num_kv_heads,
        "rms_norm_eps": LANGUAGE.rms_norm_eps,
        "rope_theta": LANGUAGE.rope_theta,
        "rope_scaling": {"type": "mrope", "mrope_section": list(LANGUAGE.mrope_section)},
        "tie_word_embeddings": False,
        "torch_dtype": "bfloat16",
        "vocab_size": LANGUAGE.vocab_size,
        "vision_config": {
            "spatial_merge_size": VISION.spatial_merge_size,
            "tokens_per_second": LANGUAGE.tokens_per_second,
        },
    }


def vision_json() -> dict[str, Any]:
    """The vision tower's ``config.json`` in the official form."""
    return {
        "model_type": "qwen2_5_vl",
        "depth": VISION.depth,
        "hidden_act": "silu",
        "hidden_size": VISION.hidden_size,
        "intermediate_size": VISION.intermediate_size,
        "num_heads": VISION.num_heads,
        "in_chans": VISION.in_channels,
        "out_hidden_size": VISION.out_hidden_size,
        "patch_size": VISION.patch_size,
        "spatial_merge_size": VISION.spatial_merge_size,
        "spatial_patch_size": VISION.patch_size,
        "temporal_patch_size": VISION.temporal_patch_size,
        "window_size": VISION.window_size,
        "fullatt_block_indexes": list(VISION.full_attention_blocks),
        "tokens_per_second": LANGUAGE.tokens_per_second,
        "torch_dtype": "bfloat16",
    }
