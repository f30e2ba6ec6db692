"""A contact sheet of the world: every kind, colour, size and backdrop, random scenes and clips, to be looked at."""

from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.nano.training.world.draw import DrawList, Painter, list_clips, list_pictures, to_tensors
from models.nano.training.world.sampling import random_picture
from models.nano.training.world.scene import (
    BACKDROPS,
    BOOK,
    COLOURS,
    FRAMES,
    KINDS,
    RADII,
    SHAPES,
    SIDE,
    Appear,
    Backdrop,
    Change,
    Clip,
    Move,
    Picture,
    Recolour,
    Resize,
    Thing,
    Vanish,
)

_GAP = 4
_COLUMNS = 18


def _paint(drawing: DrawList) -> NDArray[np.uint8]:
    """Every frame of the list: [N × T, SIDE, SIDE, 3]."""
    painted = Painter().paint(to_tensors(drawing, "cpu"))
    frames = (painted * 255).round().byte().permute(0, 2, 3, 4, 1)
    return frames.flatten(0, 1).numpy()


def _all_things() -> list[Picture]:
    """Every kind in every colour; the sizes and cells take turns."""
    pictures = []
    for kind in KINDS:
        quiet = Backdrop("plain", "white") if kind in SHAPES else Backdrop("meadow")
        loud = Backdrop("plain", "black") if kind in SHAPES else Backdrop("night")
        sizes = tuple(RADII)
        colours = tuple(COLOURS)
        for first in (0, 3, 6):
            things = [Thing(kind, c, sizes[(i + first) % 3], i, i) for i, c in enumerate(colours[first : first + 3])]
            pictures.append(Picture(loud if first == 6 else quiet, tuple(things)))
        large = [
            Thing(kind, c, s, 1, i) for i, (c, s) in enumerate(zip(("red", "white", "yellow"), sizes, strict=True))
        ]
        pictures.append(Picture(Backdrop("plain", "blue") if kind in SHAPES else Backdrop("room"), tuple(large)))
    return pictures


def _clips(chance: Random) -> list[Clip]:
    """A clip of each change in each ring."""
    clips = []
    for ring, kinds in (("shapes", SHAPES), ("book", BOOK)):
        backdrop = Backdrop("gradient down", "black") if ring == "shapes" else Backdrop("sea")
        changes: tuple[Change, ...] = (Move("right"), Resize("small"), Appear(6), Vanish(10), Recolour("yellow", 8))
        for change in changes:
            picture = Picture(backdrop, (Thing(chance.choice(kinds), "red", "large", 1, 0),))
            clips.append(Clip(picture, (change,)))
    return clips


def _rows(frames: NDArray[np.uint8], columns: int) -> NDArray[np.uint8]:
    """The frames side by side in rows of ``columns``, with gaps."""
    side = SIDE + _GAP
    rows = -(-len(frames) // columns)
    sheet = np.full((rows * side, _COLUMNS * side, 3), 255, dtype=np.uint8)
    for i, frame in enumerate(frames):
        y, x = i // columns * side, i % columns * side
        sheet[y : y + SIDE, x : x + SIDE] = frame
    return sheet


def save_sheet(path: Path) -> None:
    """Draw the sheet into a PNG file."""
    chance = Random(1)
    pictures = _all_things() + [Picture(backdrop, ()) for backdrop in BACKDROPS]
    pictures += [random_picture(chance, "shapes", "train") for _ in range(2 * _COLUMNS)]
    pictures += [random_picture(chance, "book", "train") for _ in range(4 * _COLUMNS)]
    strips = _paint(list_clips(_clips(chance)))
    sheet = np.concatenate([_rows(_paint(list_pictures(pictures)), _COLUMNS), _rows(strips, FRAMES)])
    Image.fromarray(sheet).save(path)
