"""Checking and loading the files of a model folder (specification §1); see :mod:`lance_studio.catalog.layout`."""

from collections.abc import Mapping
from pathlib import Path

import torch

from lance_studio.catalog.layout import ModelFolder
from lance_studio.engine.autoencoder import build_autoencoder, diffusers_name, infer_shape, official_name
from lance_studio.engine.config import LanguageConfig, VisionConfig, read_language_config, read_vision_config
from lance_studio.engine.model import LanceModel
from lance_studio.engine.precision import Precision
from lance_studio.engine.shards import files_of, inspect_weights, read_weights
from lance_studio.engine.tokenizer import LanceTokenizer
from lance_studio.engine.vae import LatentCodec
from lance_studio.engine.vision import VisionTower
from lance_studio.engine.wan_vae import WanAutoencoder
from lance_studio.engine.weights import TensorInfo, assign, audit, printable, shapes_of
from lance_studio.errors import CheckpointError
from lance_studio.language import tr
from lance_studio.regular_files import is_regular
from lance_studio.requests.tasks import Family

#: What the names of a vision tower inside a checkpoint's weights begin with.
BUNDLED_VISION = "vit_model."
#: Stored by the official files and always recomputed (specification §2.6).
_IGNORED = "latent_pos_embed.pos_embed"


def split_bundled(infos: Mapping[str, TensorInfo]) -> tuple[dict[str, TensorInfo], dict[str, TensorInfo]]:
    """A weight file's language tensors and its bundled vision tensors (under their full names)."""
    language = {n: i for n, i in infos.items() if n != _IGNORED and not n.startswith(BUNDLED_VISION)}
    return language, {n: i for n, i in infos.items() if n.startswith(BUNDLED_VISION)}


def loaded_files(folder: ModelFolder, family: Family) -> tuple[Path, ...]:
    """The files that running a checkpoint reads, whether they are there or not, but for the tokenizer's.

    Raises:
        CheckpointError: The weight file is missing or damaged.
    """
    weights = folder.weight_file(family)
    tokenizer = folder.tokenizer_files(family)
    tower = folder.vision_file
    shared = (folder.vision_configuration, *_with_shards(tower), folder.vae_file)
    return (folder.language_configuration(family), *tokenizer, *_with_shards(weights), *shared)


def _with_shards(path: Path) -> tuple[Path, ...]:
    return tuple(dict.fromkeys((path, *files_of(path)))) if is_regular(path) else (path,)


def load_language(
    folder: ModelFolder, family: Family, precision: Precision, device: torch.device
) -> tuple[LanceModel, LanceTokenizer]:
    """Load a checkpoint's language model and tokenizer.

    Raises:
        CheckpointError: A file is missing, damaged or does not fit its configuration.
    """
    config = read_language_config(folder.language_configuration(family))
    tokenizer = LanceTokenizer(folder.folder(family))
    needed = max(tokenizer.vocabulary_size, tokenizer.largest_id + 1)
    if needed > config.vocab_size:
        raise CheckpointError(
            tr(
                "The tokenizer in {folder} needs room for {needed} tokens, the model has {vocab_size}.",
                folder=folder.folder(family),
                needed=needed,
                vocab_size=config.vocab_size,
            ),
            tr("Copy the tokenizer that belongs to this checkpoint."),
        )
    path = folder.weight_file(family)
    stored, _ = split_bundled(inspect_weights(path))
    model = build_language(config)
    audit(path, stored, shapes_of(model))
    assign(model, dict(read_weights(path, stored, precision.dtype, device)), path)
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
    config_file = folder.vision_configuration
    config = read_vision_config(config_file)
    if config.out_hidden_size != width:
        raise CheckpointError(
            tr(
                "{config_file}: out_hidden_size is {out_hidden_size}, the language model's width is {width}.",
                config_file=config_file,
                out_hidden_size=config.out_hidden_size,
                width=width,
            ),
            tr("Copy the vision tower that belongs to this checkpoint."),
        )
    path = folder.weight_file(family)
    _, stored = split_bundled(inspect_weights(path))
    prefix = BUNDLED_VISION
    if not stored:
        path, prefix = folder.vision_file, ""
        stored = inspect_weights(path)
    tower = build_vision(config, precision)
    audit(path, {name.removeprefix(prefix): info for name, info in stored.items()}, shapes_of(tower.model))
    tensors = read_weights(path, stored, precision.dtype, device)
    assign(tower.model, {name.removeprefix(prefix): tensor for name, tensor in tensors}, path)
    return tower


def equal_towers(first: VisionTower, second: VisionTower) -> bool:
    """Whether two towers have the same configuration and bit-equal weights, so that one can serve both checkpoints."""
    if first.config != second.config:
        return False
    others = second.model.state_dict()
    return all(torch.equal(value, others[name]) for name, value in first.model.state_dict().items())


def fitting_autoencoder(path: Path, stored: Mapping[str, TensorInfo]) -> WanAutoencoder:
    """The autoencoder on ``meta`` that a VAE file's tensors (under their official names) fit.

    Raises:
        CheckpointError: They are not those of the Wan 2.2 VAE.
    """
    try:
        shape = infer_shape({name: info.shape for name, info in stored.items()})
    except ValueError as error:
        raise CheckpointError(
            tr("{path} is not the Wan 2.2 VAE: {reason}.", path=path, reason=printable(str(error))),
            tr("Copy the VAE that belongs to this model."),
        ) from error
    with torch.device("meta"):
        autoencoder = build_autoencoder(
            shape.encoder_width, shape.decoder_width, shape.multipliers, shape.residual_blocks
        )
    wanted = {official_name(name, shape.residual_blocks): size for name, size in shapes_of(autoencoder).items()}
    audit(path, stored, wanted)
    return autoencoder


def load_codec(folder: ModelFolder, precision: Precision, device: torch.device) -> LatentCodec:
    """Load the VAE.

    Raises:
        CheckpointError: The file is missing, damaged, or not the Wan 2.2 VAE.
    """
    path = folder.vae_file
    stored = inspect_weights(path)
    autoencoder = fitting_autoencoder(path, stored)
    tensors = read_weights(path, stored, precision.dtype, device)
    assign(autoencoder, {diffusers_name(name): tensor for name, tensor in tensors}, path)
    return LatentCodec(autoencoder, precision)
