"""A picture like a photograph, made here: soft light, texture, noise and edges, at a camera's proportions."""

from pathlib import Path

import numpy as np
from PIL import Image


def write_photograph(path: Path, width: int = 3000, height: int = 2000, seed: int = 5) -> None:
    """Write a JPEG that looks like a dull afternoon at a harbour: sky, water, a quay with a red house, grain.

    Args:
        path: Where it goes.
        width: Pixels.
        height: Pixels.
        seed: Of its grain.
    """
    chance = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    down, across = y / height, x / width
    sky = np.stack([150 + 60 * down, 170 + 50 * down, 200 + 20 * down], -1)
    waves = 18 * np.sin(y / 9 + 3 * np.sin(x / 140)) * (down - 0.5).clip(0, 1)
    water = np.stack([60 + waves, 90 + waves, 110 + waves], -1)
    picture = np.where((down > 0.55)[..., None], water, sky)
    house = (across > 0.2) & (across < 0.4) & (down > 0.3) & (down < 0.56)
    light = 0.7 + 0.5 * (across - 0.2) / 0.2
    picture = np.where(house[..., None], np.stack([150 * light, 45 * light, 40 * light], -1), picture)
    roof = (down > 0.2) & (down <= 0.3) & (np.abs(across - 0.3) < (down - 0.2) * 1.3)
    picture = np.where(roof[..., None], 60.0, picture)
    picture += chance.normal(0, 5, picture.shape).astype(np.float32)
    Image.fromarray(picture.clip(0, 255).astype(np.uint8)).save(path, quality=92)
