"""Building the model with random weights, and loading and saving it in the official layout."""

import json
import math
import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from lance_studio.catalog.names import FAMILY_FOLDERS, VAE_FILE, VISION_FILE, VISION_FOLDER
from lance_studio.engine.autoencoder import build_autoencoder, diffusers_name, official_state
from lance_studio.engine.model import LanceModel
from lance_studio.engine.precision import Precision
from lance_studio.engine.vision import VisionTower
from lance_studio.engine.wan_vae import WanAutoencoder
from models.nano.training.settings import LANGUAGE, VAE, VISION, language_json, vision_json

_SPREAD = 0.02


def build_model(device: torch.device, dtype: torch.dtype) -> tuple[LanceModel, VisionTower]:
    """Language model and tower with random weights from torch's global generator."""
    model, tower = LanceModel(LANGUAGE), VisionTower(VISION, Precision(torch.float32))
    depth = LANGUAGE.num_layers
    for name, parameter in [*model.named_parameters(), *tower.model.named_parameters()]:
        _initialise(name, parameter, depth)
    return model.to(device, dtype), tower.to(device, dtype)


@torch.no_grad()
def _initialise(name: str, parameter: nn.Parameter, depth: int) -> None:
    """Norms at 1, biases at 0, matrices with a spread by their width; what ends a residual branch starts small."""
    if parameter.ndim == 1:
        parameter.fill_(0.0 if name.endswith("bias") else 1.0)
    elif name.startswith("llm2vae"):
        parameter.zero_()
    elif "embed_tokens" in name or "lm_head" in name:
        parameter.normal_(0, _SPREAD)
    else:
        inputs = parameter[0].numel()
        last = any(part in name for part in ("o_proj", "down_proj", "attn.proj"))
        parameter.normal_(0, 1 / math.sqrt(inputs) / (math.sqrt(2 * depth) if last else 1))


def load_weights(root: Path, model: LanceModel, tower: VisionTower) -> None:
    """Replace random weights by those of a checkpoint that :func:`save_checkpoint` wrote."""
    model.load_state_dict(load_file(root / FAMILY_FOLDERS["image"] / "model.safetensors"))
    tower.model.load_state_dict(load_file(root / VISION_FOLDER / VISION_FILE))


def load_vae(path: Path, device: torch.device, dtype: torch.dtype) -> WanAutoencoder:
    """The autoencoder that :mod:`models.nano.training.train_vae` saved."""
    vae = build_autoencoder(VAE.encoder, VAE.decoder, VAE.multipliers, VAE.residual_blocks)
    vae.load_state_dict(torch.load(path, weights_only=True, map_location="cpu"))
    vae.to(device, dtype)
    return vae.eval().requires_grad_(False)


def take_over(start: Path, run: Path) -> None:
    """Put a model's tokenizer and autoencoder where a run that goes on with its weights looks for them.

    Args:
        start: Model folder in the official layout.
        run: Folder of the run; gets ``vae.pt`` and the tokenizer's folder. What is there already stays.
    """
    folder, tokenizer = start / FAMILY_FOLDERS["image"], run / FAMILY_FOLDERS["image"]
    if not tokenizer.exists():
        shutil.copytree(folder, tokenizer, ignore=shutil.ignore_patterns("*.safetensors"))
    if not (run / "vae.pt").exists():
        official: dict[str, Tensor] = torch.load(start / VAE_FILE, weights_only=True, map_location="cpu")
        torch.save({diffusers_name(name): value.float() for name, value in official.items()}, run / "vae.pt")


def save_checkpoint(root: Path, weights: dict[str, Tensor], vae: WanAutoencoder) -> None:
    """Write weights in bfloat16 in the official layout; the tokenizer's files are written by others.

    Args:
        root: The model folder.
        weights: Tensors named ``model.…`` (language model) and ``tower.…`` (vision tower).
        vae: The autoencoder.
    """

    def part(prefix: str) -> dict[str, Tensor]:
        chosen = {name: value for name, value in weights.items() if name.startswith(prefix)}
        return {name.removeprefix(prefix): v.detach().cpu().bfloat16().contiguous() for name, v in chosen.items()}

    folder, vision = root / FAMILY_FOLDERS["image"], root / VISION_FOLDER
    for place in (folder, vision):
        place.mkdir(parents=True, exist_ok=True)
    save_file(part("model."), folder / "model.safetensors")
    save_file(part("tower."), vision / VISION_FILE)
    state = {name: value.detach().cpu().bfloat16().contiguous() for name, value in official_state(vae).items()}
    torch.save(state, root / VAE_FILE)
    (folder / "llm_config.json").write_text(json.dumps(language_json(), indent=1) + "\n", encoding="utf-8")
    (vision / "config.json").write_text(json.dumps(vision_json(), indent=1) + "\n", encoding="utf-8")
