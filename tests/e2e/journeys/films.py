"""Films whose content is known to the frame: scenes of the embedded model's world, with a tone."""

from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lance_studio.media.encode import write_mp4
from models.nano.training.world.draw import Painter, list_clips, to_tensors
from models.nano.training.world.scene import Backdrop, Clip, Move, Picture, Thing, Vanish

RATE = Fraction(12)
SCENE_FRAMES = 17
VANISHES = 8
"""The frame in the middle of the balloon's vanishing."""

Frames = NDArray[np.uint8]


def balloon_and_car() -> Frames:
    """Two scenes of 17 frames: a red balloon that vanishes from a meadow, a red car that drives to the right.

    Returns:
        uint8 [34, 128, 128, 3].
    """
    meadow = Backdrop("meadow")
    balloon = Clip(Picture(meadow, (Thing("balloon", "red", "large", 1, 1),)), (Vanish(VANISHES),))
    car = Clip(Picture(meadow, (Thing("car", "red", "large", 2, 0),)), (Move("right"),))
    painted = Painter().paint(to_tensors(list_clips([balloon, car]), "cpu"))
    return (painted * 255).round().byte().permute(0, 2, 3, 4, 1).flatten(0, 1).numpy()


def write_film(path: Path, frames: Frames) -> Path:
    """Write frames as an MP4 file with a tone, as a camera would bring it."""
    rate = 48_000
    times = np.arange(int(len(frames) / RATE * rate)) / rate
    tone = 0.3 * np.sin(2 * np.pi * 440 * times)
    write_mp4(path, frames, RATE, sound=[np.stack([tone, tone], axis=1).astype(np.float32)])
    return path
