"""Draws the samples for a model that knows a small drawn world: a picture and a clip of that world, at its own size.

Run from the repository root, with the project installed: ``python -m resources.samples.make_small_world``.
"""

from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lance_studio.media.encode import write_mp4
from lance_studio.media.images import write_png
from models.nano.training.world.draw import Painter, TensorList, list_clips, list_pictures, to_tensors
from models.nano.training.world.scene import Backdrop, Clip, Move, Picture, Thing

_FOLDER = Path(__file__).parent
_RATE = Fraction(12)

PICTURE = Picture(Backdrop("meadow"), (Thing("car", "red", "large", 1, 1), Thing("balloon", "yellow", "medium", 0, 2)))
CLIP = Clip(Picture(Backdrop("sea"), (Thing("fish", "blue", "large", 1, 0),)), (Move("right"),))


def main() -> None:
    """Write ``car.png`` and ``fish.mp4`` beside this script."""
    write_png(_FOLDER / "car.png", _painted(to_tensors(list_pictures([PICTURE]), "cpu"))[0], overwrite=True)
    write_mp4(_FOLDER / "fish.mp4", _painted(to_tensors(list_clips([CLIP]), "cpu")), _RATE, overwrite=True, crf=10)


def _painted(drawing: TensorList) -> NDArray[np.uint8]:
    frames = Painter().paint(drawing)[0]
    return np.ascontiguousarray((frames.permute(1, 2, 3, 0) * 255).round().byte().numpy())


if __name__ == "__main__":
    main()
