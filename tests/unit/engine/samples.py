"""Small inputs and checkpoint folders that the engine's tests share."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.torch import load_file, save_file
from torch import Tensor

from lance_studio.catalog.profile import OFFICIAL
from lance_studio.engine.results import Frame
from lance_studio.requests.geometry import StreamSides

CHECKPOINT = Path(__file__).parents[2] / "golden" / "checkpoint"
IMAGE_WEIGHTS = "Lance_3B/model.safetensors"
VIDEO_WEIGHTS = "Lance_3B_Video/model.safetensors"
VISION_WEIGHTS = "Qwen2.5-VL-ViT/vit.safetensors"
VAE_WEIGHTS = "Wan2.2_VAE.pth"
LANGUAGE_CONFIG = "Lance_3B/llm_config.json"
VISION_CONFIG = "Qwen2.5-VL-ViT/config.json"
#: The official presets' names, each for pictures of about 64 × 64 pixels.
SMALL_PRESETS = dict.fromkeys(OFFICIAL.presets, StreamSides(64, 56))


def picture(seed: int = 0, height: int = 48, width: int = 64) -> Frame:
    """A smooth picture with some noise; another seed gives another one."""
    random = np.random.default_rng(seed)
    rows, columns = np.mgrid[0:height, 0:width]
    ramps = np.stack([rows * 3 + seed * 20, columns * 3, (rows + columns) * 2], axis=-1)
    return ((ramps + random.integers(0, 40, (height, width, 3))) % 256).astype(np.uint8)


def clip(count: int, height: int = 48, width: int = 64) -> list[Frame]:
    """Frames that differ."""
    return [picture(seed, height, width) for seed in range(count)]


def copy_checkpoint(folder: Path) -> Path:
    """A copy of the small checkpoint that a test may damage."""
    return shutil.copytree(CHECKPOINT, folder / "model")


def change_weights(path: Path, change: Callable[[dict[str, Tensor]], dict[str, Tensor]]) -> None:
    """Rewrite a safetensors file."""
    tensors = {name: value.clone() for name, value in load_file(path).items()}
    save_file({name: value.contiguous() for name, value in change(tensors).items()}, path)


def change_json(path: Path, **values: Any) -> None:
    """Rewrite fields of a configuration file; ``...`` as a value removes the field."""
    data = json.loads(path.read_text(encoding="utf-8")) | values
    path.write_text(json.dumps({name: value for name, value in data.items() if value is not ...}), encoding="utf-8")
