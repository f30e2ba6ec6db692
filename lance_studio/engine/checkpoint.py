"""Finding, checking and loading the official checkpoint layout (specification §1).

A model folder holds ``Lance_3B`` and/or ``Lance_3B_Video``, ``Qwen2.5-VL-ViT`` and ``Wan2.2_VAE.pth``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from diffusers.models.autoencoders.autoencoder_kl_wan import AutoencoderKLWan

from lance_studio.engine.config import LanguageConfig, VisionConfig, read_language_config, read_vision_config
from lance_studio.engine.model import LanceModel
from lance_studio.engine.precision import Precision
from lance_studio.engine.requests import Family
from lance_studio.engine.tokenizer import LanceTokenizer
from lance_studio.engine.vae import LatentCodec, build_autoencoder, diffusers_name
from lance_studio.engine.vision import VisionTower
from lance_studio.engine.weights import (
    TensorInfo,
    assign,
    audit,
    inspect_pickle,
    inspect_safetensors,
    read_pickle,
    read_safetensors,
    shapes_of,
)
from lance_studio.errors import CheckpointError

FAMILY_FOLDERS: Mapping[Family, str] = {"image": "Lance_3B", "video": "Lance_3B_Video"}
VISION_FOLDER = "Qwen2.5-VL-ViT"
VISION_FILE = "vit.safetensors"
VAE_FILE = "Wan2.2_VAE.pth"
WEIGHT_FILES = ("model.safetensors", "ema.safetensors")
#: What the names of a vision tower inside a checkpoint's weights begin with.
BUNDLED_VISION = "vit_model."
#: Stored by the official files and always recomputed (specification §2.6).
_IGNORED = "latent_pos_embed.pos_embed"


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A folder in the official layout."""

    root: Path

    @property
    def families(self) -> tuple[Family, ...]:
        """The checkpoints that are present."""
        return tuple(family for family, name in FAMILY_FOLDERS.items() if (self.root / name).is_dir())

    @property
    def vae_file(self) -> Path:
        """The VAE's state dict."""
        return self.root / VAE_FILE

    @property
    def vision_file(self) -> Path:
        """The stand-alone vision tower."""
        return self.root / VISION_FOLDER / VISION_FILE

    def folder(self, family: Family) -> Path:
        """Folder of a checkpoint."""
        return self.root / FAMILY_FOLDERS[family]

    def weight_file(self, family: Family) -> Path:
        """Weights of a checkpoint: ``model.safetensors``, else ``ema.safetensors``.

        Raises:
            CheckpointError: Neither exists.
        """
        folder = self.folder(family)
        for name in WEIGHT_FILES:
            if (folder / name).is_file():
                return folder / name
        raise CheckpointError(f"{folder} holds no model.safetensors.", "Copy the complete checkpoint folder.")

    def pick_family(self, wanted: Family) -> Family:
        """The wanted checkpoint if present, else the other one, which knows the same tasks less well."""
        families = self.families
        return wanted if wanted in families or not families else families[0]


def open_model_folder(root: Path) -> ModelFolder:
    """Check that a folder looks like a model in the official layout.

    Raises:
        CheckpointError: It does not exist or lacks a part; the message names the part.
    """
    layout = f"A model folder holds {' and/or '.join(FAMILY_FOLDERS.values())}, {VISION_FOLDER} and {VAE_FILE}."
    if not root.is_dir():
        raise CheckpointError(f"The model folder {root} does not exist.", layout)
    folder = ModelFolder(root)
    if not folder.families:
        raise CheckpointError(f"{root} holds no Lance checkpoint.", layout)
    if not folder.vae_file.is_file():
        raise CheckpointError(f"{folder.vae_file} is missing.", layout)
    return folder


def split_bundled(infos: Mapping[str, TensorInfo]) -> tuple[dict[str, TensorInfo], dict[str, TensorInfo]]:
    """A weight file's language tensors and its bundled vision tensors (under their full names)."""
    language = {n: i for n, i in infos.items() if n != _IGNORED and not n.startswith(BUNDLED_VISION)}
    return language, {n: i for n, i in infos.items() if n.startswith(BUNDLED_VISION)}


def load_language(
    folder: ModelFolder, family: Family, precision: Precision, device: torch.device
) -> tuple[LanceModel, LanceTokenizer]:
    """Load a checkpoint's language model and tokenizer.

    Raises:
        CheckpointError: A file is missing, damaged or does not fit its configuration.
    """
    config = read_language_config(folder.folder(family) / "llm_config.json")
    tokenizer = LanceTokenizer(folder.folder(family))
    needed = max(tokenizer.vocabulary_size, tokenizer.largest_id + 1)
    if needed > config.vocab_size:
        raise CheckpointError(
            f"The tokenizer in {folder.folder(family)} needs room for {needed} tokens, "
            f"the model has {config.vocab_size}.",
            "Copy the tokenizer that belongs to this checkpoint.",
        )
    path = folder.weight_file(family)
    stored, _ = split_bundled(inspect_safetensors(path))
    model = build_language(config)
    audit(path, stored, shapes_of(model))
    assign(model, dict(read_safetensors(path, stored, precision.dtype, device)), path)
    return model, tokenizer


def build_language(config: LanguageConfig) -> LanceModel:
    """The language model on ``meta``."""
    with torch.device("meta"):
        return LanceModel(config)


def build_vision(config: VisionConfig, precision: Precision) -> VisionTower:
    """The vision tower on ``meta``."""
    with torch.device("meta"):
        return VisionTower(config, precision)


def load_vision(
    folder: ModelFolder, family: Family, width: int, precision: Precision, device: torch.device
) -> VisionTower:
    """Load the vision tower of a checkpoint: the one bundled in its weights, else the stand-alone one.

    Args:
        folder: Where to look.
        family: The checkpoint.
        width: Width of its language model, which the tower must match.
        precision: Number format.
        device: Where the weights go.

    Raises:
        CheckpointError: A file is missing, damaged or does not fit its configuration.
    """
    config_file = folder.root / VISION_FOLDER / "config.json"
    config = read_vision_config(config_file)
    if config.out_hidden_size != width:
        raise CheckpointError(
            f"{config_file}: out_hidden_size is {config.out_hidden_size}, the language model's width is {width}.",
            "Copy the vision tower that belongs to this checkpoint.",
        )
    path = folder.weight_file(family)
    _, stored = split_bundled(inspect_safetensors(path))
    prefix = BUNDLED_VISION
    if not stored:
        path, prefix = folder.vision_file, ""
        stored = inspect_safetensors(path)
    tower = build_vision(config, precision)
    audit(path, {name.removeprefix(prefix): info for name, info in stored.items()}, shapes_of(tower.model))
    tensors = read_safetensors(path, stored, precision.dtype, device)
    assign(tower.model, {name.removeprefix(prefix): tensor for name, tensor in tensors}, path)
    return tower


def equal_towers(first: VisionTower, second: VisionTower) -> bool:
    """Whether two towers have the same configuration and bit-equal weights, so that one can serve both checkpoints."""
    if first.config != second.config:
        return False
    others = second.model.state_dict()
    return all(torch.equal(value, others[name]) for name, value in first.model.state_dict().items())


def fitting_autoencoder(path: Path, stored: Mapping[str, TensorInfo]) -> AutoencoderKLWan:
    """The autoencoder on ``meta`` that a VAE file's tensors (under their official names) fit.

    Raises:
        CheckpointError: They are not those of the Wan 2.2 VAE.
    """
    widths = [stored[name].shape[:1] for name in ("encoder.conv1.weight", "decoder.head.0.gamma") if name in stored]
    if len(widths) < 2 or not all(width and width[0] for width in widths):
        raise CheckpointError(f"{path} is not the Wan 2.2 VAE.", "Use the official Wan2.2_VAE.pth.")
    (encoder_width,), (decoder_width,) = widths
    with torch.device("meta"):
        autoencoder = build_autoencoder(encoder_width, decoder_width)
    audit(path, {diffusers_name(name): info for name, info in stored.items()}, shapes_of(autoencoder))
    return autoencoder


def load_codec(folder: ModelFolder, precision: Precision, device: torch.device) -> LatentCodec:
    """Load the VAE.

    Raises:
        CheckpointError: The file is missing, damaged, or not the Wan 2.2 VAE.
    """
    path = folder.vae_file
    stored = inspect_pickle(path)
    autoencoder = fitting_autoencoder(path, stored)
    tensors = read_pickle(path, stored, precision.dtype, device)
    assign(autoencoder, {diffusers_name(name): tensor for name, tensor in tensors}, path)
    return LatentCodec(autoencoder, precision)
