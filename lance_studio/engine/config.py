"""Model configuration, read from the checkpoint's own files (specification §1.3); nothing is hard-coded.

``llm_config.json`` describes the language model, ``config.json`` the vision tower. Three things are forced, as the
official loader does: query and key norms are on, every layer has both experts, and the output head is not tied
to the embedding, whatever ``tie_word_embeddings`` says.
"""

from dataclasses import dataclass
from pathlib import Path

from lance_studio.catalog.fields import Fields, read_json
from lance_studio.language import tr

TIMESTEP_FREQUENCIES = 256


@dataclass(frozen=True, slots=True)
class LanguageConfig:
    """Shapes and constants of the two-expert language model."""

    vocab_size: int
    hidden_size: int
    intermediate_size: int
    num_layers: int
    num_heads: int
    num_kv_heads: int
    rms_norm_eps: float
    rope_theta: float
    mrope_section: tuple[int, int, int]
    #: Distance on the time axis between neighbouring latent frames of a block.
    tokens_per_second: int

    @property
    def head_dim(self) -> int:
        """Channels of one attention head."""
        return self.hidden_size // self.num_heads


@dataclass(frozen=True, slots=True)
class VisionConfig:
    """Shapes of the Qwen2.5-VL vision tower."""

    depth: int
    hidden_size: int
    intermediate_size: int
    num_heads: int
    in_channels: int
    patch_size: int
    temporal_patch_size: int
    spatial_merge_size: int
    window_size: int
    full_attention_blocks: tuple[int, ...]
    out_hidden_size: int


def _require_silu(fields: Fields) -> None:
    """Lance's gated feed-forward layers use SiLU only, in the language model and in the tower."""
    if fields.data.get("hidden_act", "silu") != "silu":
        raise fields.fail("hidden_act", "'silu'")


def read_language_config(path: Path) -> LanguageConfig:
    """Read ``llm_config.json``.

    Raises:
        CheckpointError: The file is missing, unreadable, or its values do not describe a Lance language model.
    """
    fields = Fields(path, read_json(path))
    _require_silu(fields)
    rope = fields.section("rope_scaling")
    vision = fields.data.get("vision_config")
    tokens_per_second = Fields(path, vision).integer("tokens_per_second", default=2) if isinstance(vision, dict) else 2
    first, second, third = rope.integers("mrope_section", most=65536, count=3)
    config = LanguageConfig(
        vocab_size=fields.integer("vocab_size"),
        hidden_size=fields.integer("hidden_size", most=65536),
        intermediate_size=fields.integer("intermediate_size"),
        num_layers=fields.integer("num_hidden_layers", most=1024),
        num_heads=fields.integer("num_attention_heads", most=1024),
        num_kv_heads=fields.integer("num_key_value_heads", most=1024),
        rms_norm_eps=fields.number("rms_norm_eps", 1e-6, most=1),
        rope_theta=fields.number("rope_theta", 1e6, most=1e12),
        mrope_section=(first, second, third),
        tokens_per_second=tokens_per_second,
    )
    if config.hidden_size % config.num_heads or config.num_heads % config.num_kv_heads:
        raise fields.fail("num_attention_heads", tr("a divisor of hidden_size and a multiple of num_key_value_heads"))
    if sum(config.mrope_section) * 2 != config.head_dim:
        raise rope.fail(
            "mrope_section", tr("three numbers whose sum is half of the head size {head_dim}", head_dim=config.head_dim)
        )
    return config


def read_vision_config(path: Path) -> VisionConfig:
    """Read the vision tower's ``config.json``.

    Raises:
        CheckpointError: The file is missing, unreadable, or its values do not describe a Qwen2.5-VL tower.
    """
    fields = Fields(path, read_json(path))
    _require_silu(fields)
    depth = fields.integer("depth", most=1024)
    config = VisionConfig(
        depth=depth,
        hidden_size=fields.integer("hidden_size", most=65536),
        intermediate_size=fields.integer("intermediate_size"),
        num_heads=fields.integer("num_heads", most=1024),
        in_channels=fields.integer("in_channels", "in_chans", default=3, least=3, most=3),
        patch_size=fields.integer("patch_size", default=14, most=64),
        temporal_patch_size=fields.integer("temporal_patch_size", default=2, most=2),
        spatial_merge_size=fields.integer("spatial_merge_size", default=2, most=4),
        window_size=fields.integer("window_size", default=112, most=4096),
        full_attention_blocks=fields.integers("fullatt_block_indexes", most=depth - 1),
        out_hidden_size=fields.integer("out_hidden_size", most=65536),
    )
    # The rotary splits a head into height and width halves of rotated pairs.
    if config.hidden_size % (config.num_heads * 4):
        raise fields.fail("num_heads", tr("a divisor of hidden_size with a head size that is a multiple of 4"))
    if config.window_size % (config.patch_size * config.spatial_merge_size):
        raise fields.fail("window_size", tr("a multiple of patch_size · spatial_merge_size"))
    return config
