"""What lies behind the things: flat backdrops in a colour, and quiet scenes of the picture book."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from models.nano.training.world.scene import ALL_BACKDROPS, COLOURS, GRID, SIDE, Backdrop

Canvas: TypeAlias = NDArray[np.float64]
Mask: TypeAlias = NDArray[np.bool_]
Rgb: TypeAlias = tuple[float, float, float]

_FINE = 4  # a backdrop is drawn this many times larger and then averaged down
#: How dark a colour's second tone is; black's is lighter instead.
_TONE = 0.66
_TONE_OF_BLACK = (76.0, 76.0, 80.0)
#: Distance in OkLab below which a thing is hard to see, and the share of a cell's pixels that may be as near as that.
_NEAR = 0.13
_NEAR_SHARE = 0.12


def tone(colour: str) -> Rgb:
    """The second tone of a colour, sRGB in 0…255: darker, and for black lighter."""
    if colour == "black":
        return _TONE_OF_BLACK
    red, green, blue = COLOURS[colour]
    return red * _TONE, green * _TONE, blue * _TONE


def _axes() -> tuple[Canvas, Canvas]:
    """The x and y of the fine canvas' points in pixels of the picture."""
    place = (np.arange(SIDE * _FINE) + 0.5) / _FINE
    y, x = np.meshgrid(place, place, indexing="ij")
    return x, y


def _flat(backdrop: Backdrop, colour: str) -> Canvas:
    x, y = _axes()
    along = (x if backdrop.style.endswith("across") else y) / SIDE
    if backdrop.style == "plain":
        share = np.zeros_like(along)
    elif backdrop.style.startswith("two-tone"):
        share = (along >= 0.5).astype(np.float64)
    else:
        share = along
    return np.asarray(COLOURS[colour]) * (1 - share[..., None]) + np.asarray(tone(colour)) * share[..., None]


def _fill(canvas: Canvas, where: Mask, colour: Rgb) -> None:
    canvas[where] = colour


def _disc(x: float, y: float, radius: float) -> Mask:
    grid_x, grid_y = _axes()
    return np.hypot(grid_x - x, grid_y - y) < radius


def _below(height: float, swing: float, length: float, shift: float) -> Mask:
    """What lies below a wave around ``height``."""
    x, y = _axes()
    return y > height + swing * np.sin(2 * np.pi * (x + shift) / length)


def _blank(colour: Rgb) -> Canvas:
    return np.tile(np.asarray(colour, dtype=np.float64), (SIDE * _FINE, SIDE * _FINE, 1))


def _meadow() -> Canvas:
    canvas = _blank((172, 216, 242))
    _fill(canvas, _disc(128, 0, 15), (252, 232, 150))
    _fill(canvas, _below(80, 7, 110, 20), (188, 222, 158))
    _fill(canvas, _below(94, 4, 150, 85), (166, 210, 132))
    return canvas


def _sea() -> Canvas:
    canvas = _blank((206, 232, 240))
    _fill(canvas, _below(58, 1.6, 32, 0), (146, 206, 218))
    _fill(canvas, _below(82, 2.0, 32, 16), (126, 192, 208))
    _fill(canvas, _below(107, 2.4, 32, 0), (108, 178, 198))
    return canvas


def _night() -> Canvas:
    canvas = _blank((46, 54, 104))
    for x, y in ((8, 44), (42, 7), (43, 61), (64, 43), (86, 5), (85, 66), (122, 46), (4, 5)):
        _fill(canvas, _disc(x, y, 1.1), (208, 206, 176))
    moon = _disc(118, 10, 7.5) & ~_disc(114.5, 8, 6.5)
    _fill(canvas, moon, (232, 226, 184))
    _fill(canvas, _below(92, 6, 120, 0), (40, 64, 82))
    _fill(canvas, _below(106, 4, 140, 60), (34, 54, 70))
    return canvas


def _room() -> Canvas:
    x, y = _axes()
    canvas = _blank((226, 208, 196))
    pane = (np.abs(x - 64) < 30) & (np.abs(y - 36) < 27)
    _fill(canvas, pane, (214, 196, 184))
    glass = (np.abs(x - 64) < 27) & (np.abs(y - 36) < 24) & (np.abs(x - 64) > 1.2) & (np.abs(y - 36) > 1.2)
    _fill(canvas, glass, (204, 216, 222))
    _fill(canvas, y > 92, (206, 188, 176))
    _fill(canvas, y > 96.5, (186, 156, 136))
    return canvas


#: The colour of clouds and of what falls from them.
FALLEN = {"snow": "white", "rain": "blue"}
_SCENES: dict[str, Callable[[], Canvas]] = {"meadow": _meadow, "sea": _sea, "night": _night, "room": _room}


def _averaged(fine: Canvas) -> Canvas:
    """What is drawn on the fine canvas, at the picture's size."""
    return fine.reshape(SIDE, _FINE, SIDE, _FINE, *fine.shape[2:]).mean(axis=(1, 3))


def _in_weather(canvas: Canvas, weather: str) -> Canvas:
    """A backdrop [SIDE, SIDE, 3] under clouds, with what has fallen on the ground."""
    share = _covered(weather)[..., None]
    return canvas + share * (np.asarray(COLOURS[FALLEN[weather]]) - canvas)


@cache
def _covered(weather: str) -> Canvas:
    """How much of each pixel the clouds, and snow or puddles, cover: 0…1.

    Both are large and of one colour. Flakes and drops would be nearer to life, but the autoencoder, which was trained
    before there was weather, gives back nothing of them.
    """
    clouds = _disc(20, 4, 20) | _disc(50, 0, 24) | _disc(80, 2, 22) | _disc(110, 0, 24)
    ground = _below(106, 3, 64, 0) if weather == "snow" else _below(114, 2, 64, 20)
    return _averaged((clouds | ground).astype(np.float64))


@cache
def backdrops() -> NDArray[np.float32]:
    """ALL_BACKDROPS in their order: float32 [len(ALL_BACKDROPS), 3, SIDE, SIDE], RGB in 0…1, read-only."""
    calm: dict[Backdrop, Canvas] = {}
    pictures = []
    for backdrop in ALL_BACKDROPS:
        plain = replace(backdrop, weather="")
        if plain not in calm:
            fine = _SCENES[backdrop.style]() if backdrop.colour is None else _flat(backdrop, backdrop.colour)
            calm[plain] = _averaged(fine)
        small = _in_weather(calm[plain], backdrop.weather) if backdrop.weather else calm[plain]
        pictures.append(small.transpose(2, 0, 1) / 255)
    stack = np.stack(pictures).astype(np.float32)
    stack.setflags(write=False)
    return stack


def oklab(rgb: NDArray[np.floating]) -> NDArray[np.float32]:
    """Colours in OkLab, in which distances are about as large as people see them.

    Args:
        rgb: sRGB in 0…1 [..., 3].

    Returns:
        float32 of the same shape: lightness in 0…1 and two axes of hue.
    """
    rgb = np.clip(rgb, 0, 1).astype(np.float32)
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    cones = linear @ _TO_CONES
    return (np.cbrt(cones) @ _TO_LAB).astype(np.float32)


_TO_CONES = np.array(
    [
        [0.4122214708, 0.2119034982, 0.0883024619],
        [0.5363325363, 0.6806995451, 0.2817188376],
        [0.0514459929, 0.1073969566, 0.6299787005],
    ],
    dtype=np.float32,
)
_TO_LAB = np.array(
    [
        [0.2104542553, 1.9779984951, 0.0259040371],
        [0.7936177850, -2.4285922050, 0.7827717662],
        [-0.0040720468, 0.4505937099, -0.8086757660],
    ],
    dtype=np.float32,
)


@cache
def _clashing() -> dict[Backdrop, frozenset[str]]:
    """The colours that are hard to see before each backdrop."""
    found = {}
    own = oklab(np.array(list(COLOURS.values())) / 255)
    edges = np.linspace(0, SIDE, GRID + 1).round().astype(int)
    for backdrop, picture in zip(ALL_BACKDROPS, backdrops(), strict=True):
        pixels = oklab(picture.transpose(1, 2, 0))
        near = np.linalg.norm(pixels[None] - own[:, None, None], axis=-1) < _NEAR
        rows = np.add.reduceat(near, edges[:-1], axis=1, dtype=np.int64)
        cells = np.add.reduceat(rows, edges[:-1], axis=2) / (SIDE / GRID) ** 2
        worst = cells.max(axis=(1, 2))
        found[backdrop] = frozenset(c for c, share in zip(COLOURS, worst, strict=True) if share > _NEAR_SHARE)
    return found


def clashes(backdrop: Backdrop, colour: str) -> bool:
    """Whether a thing of that colour would be hard to see in some cell before that backdrop, judged by its pixels."""
    return colour in _clashing()[backdrop]
