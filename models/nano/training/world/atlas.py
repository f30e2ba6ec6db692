"""How every kind of thing looks: flat parts, painted in order, each a figure with a paint.

A part's figure is a map of signed distance (see :mod:`models.nano.training.world.fields`: positive inside, in units of
the thing's radius). Its paint is the thing's own colour, a shade of it, or a fixed accent that gives way to another
where the thing's own colour comes near it, so that eyes and windows never vanish.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from models.nano.training.world.fields import (
    SAMPLES,
    Field,
    blob,
    both,
    box,
    circle,
    cut,
    ellipse,
    line,
    polygon,
    union,
)
from models.nano.training.world.scene import KINDS

MOST_PARTS = 6
#: Depth of a part that a kind does not have: far outside everywhere.
NOWHERE = -9.0
#: Distance of RGB colours in 0…1 at which an accent begins to give way, and how far below it has done so.
GIVES_WAY, GIVING_WAY = 0.385, 0.06


@dataclass(frozen=True, slots=True)
class Paint:
    """A part's colour: ``gain`` × the thing's own colour + ``accent``, or + ``spare`` where the accent would vanish.

    Colours are sRGB in 0…255.
    """

    gain: float
    accent: tuple[int, int, int]
    spare: tuple[int, int, int]


OWN = Paint(1.0, (0, 0, 0), (0, 0, 0))
SHADE = Paint(0.74, (16, 16, 16), (16, 16, 16))
DARK = Paint(0.0, (58, 60, 72), (132, 136, 148))
PUPIL = Paint(0.0, (38, 38, 46), (252, 226, 120))
LIGHT = Paint(0.0, (252, 248, 238), (168, 190, 214))
SAIL = Paint(0.0, (250, 244, 226), (236, 196, 150))
GLASS = Paint(0.0, (180, 224, 246), (92, 128, 160))
WOOD = Paint(0.0, (146, 96, 60), (84, 54, 38))
ROOF = Paint(0.0, (172, 74, 58), (84, 96, 128))
LEAF = Paint(0.0, (62, 146, 76), (30, 92, 50))
GOLD = Paint(0.0, (252, 208, 70), (136, 84, 44))
BEAK = Paint(0.0, (244, 158, 44), (204, 82, 44))
PINK = Paint(0.0, (244, 160, 168), (176, 84, 100))
FLAME = Paint(0.0, (250, 150, 44), (250, 150, 44))
STRING = Paint(0.0, (118, 120, 132), (118, 120, 132))
FIN = Paint(0.0, (206, 72, 62), (72, 92, 150))


@dataclass(frozen=True, slots=True)
class Part:
    """A figure with its paint."""

    figure: Field
    paint: Paint


def _turning(count: int, radii: tuple[float, ...]) -> list[tuple[float, float]]:
    """``count`` points around the centre from the top on, at each of the radii in turn."""
    spots = []
    for i in range(count):
        angle = 2 * math.pi * i / count
        radius = radii[i % len(radii)]
        spots.append((radius * math.sin(angle), -radius * math.cos(angle)))
    return spots


def _heart() -> Field:
    t = np.linspace(0, 2 * np.pi, 72, endpoint=False)
    x = 16 * np.sin(t) ** 3
    y = -(13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t))
    return polygon([(float(a) / 16.6, float(b - 2.2) / 16.6) for a, b in zip(x, y, strict=True)])


def _star() -> Field:
    return polygon([(x * 0.98, y * 0.98 + 0.06) for x, y in _turning(10, (1.0, 0.5))], rounding=0.02)


def _triangle() -> Field:
    return polygon([(0.0, -0.86), (0.92, 0.76), (-0.92, 0.76)], rounding=0.03)


def _shape(figure: Callable[[], Field]) -> Callable[[], list[Part]]:
    return lambda: [Part(figure(), OWN)]


def _car() -> list[Part]:
    body = union(
        box(-1.0, -0.08, 1.0, 0.5, 0.2),
        polygon([(-0.5, -0.52), (0.3, -0.52), (0.62, 0.0), (-0.74, 0.0)], 0.1),
    )
    windows = union(
        polygon([(-0.42, -0.44), (-0.13, -0.44), (-0.13, -0.08), (-0.58, -0.08)], 0.04),
        polygon([(0.07, -0.44), (0.26, -0.44), (0.48, -0.08), (0.07, -0.08)], 0.04),
    )
    wheels = union(circle(-0.52, 0.5, 0.29), circle(0.52, 0.5, 0.29))
    hubs = union(circle(-0.52, 0.5, 0.11), circle(0.52, 0.5, 0.11))
    return [
        Part(body, OWN),
        Part(windows, GLASS),
        Part(circle(0.87, 0.12, 0.11), GOLD),
        Part(wheels, DARK),
        Part(hubs, LIGHT),
    ]


def _boat() -> list[Part]:
    sails = union(
        polygon([(0.1, -0.82), (0.1, 0.08), (0.72, 0.08)], 0.04),
        polygon([(-0.14, -0.5), (-0.14, 0.08), (-0.54, 0.08)], 0.04),
    )
    hull = polygon([(-0.93, 0.27), (0.93, 0.27), (0.6, 0.86), (-0.6, 0.86)], 0.07)
    return [
        Part(line([(0.0, -0.95), (0.0, 0.3)], 0.05), WOOD),
        Part(sails, SAIL),
        Part(hull, OWN),
        Part(both(hull, box(-1.1, 0.34, 1.1, 0.44)), SHADE),
        Part(union(circle(-0.4, 0.63, 0.1), circle(0.0, 0.63, 0.1), circle(0.4, 0.63, 0.1)), LIGHT),
    ]


def _house() -> list[Part]:
    panes = union(box(-0.56, 0.12, -0.26, 0.42, 0.03), box(0.26, 0.12, 0.56, 0.42, 0.03))
    return [
        Part(box(0.42, -0.86, 0.64, -0.3), DARK),
        Part(box(-0.76, -0.2, 0.76, 0.97, 0.03), OWN),
        Part(polygon([(0.0, -0.9), (0.93, -0.12), (-0.93, -0.12)], 0.06), ROOF),
        Part(union(box(-0.19, 0.42, 0.19, 0.97), circle(0.0, 0.43, 0.19)), WOOD),
        Part(panes, GLASS),
    ]


def _tree() -> list[Part]:
    crown = union(circle(0.0, -0.45, 0.54), circle(-0.47, -0.08, 0.43), circle(0.47, -0.08, 0.43), circle(0, 0, 0.45))
    tufts = union(
        cut(circle(-0.3, -0.42, 0.22), circle(-0.3, -0.5, 0.23)),
        cut(circle(0.26, -0.3, 0.22), circle(0.26, -0.38, 0.23)),
        cut(circle(-0.4, 0.06, 0.2), circle(-0.4, -0.02, 0.21)),
        cut(circle(0.42, 0.12, 0.2), circle(0.42, 0.04, 0.21)),
    )
    trunk = polygon([(-0.13, 0.2), (0.13, 0.2), (0.16, 0.8), (0.27, 0.97), (-0.27, 0.97), (-0.16, 0.8)])
    return [Part(trunk, WOOD), Part(crown, OWN), Part(tufts, SHADE)]


def _balloon() -> list[Part]:
    string = line([(0, 0.5), (0.09, 0.62), (0.06, 0.74), (-0.06, 0.84), (-0.04, 0.95)], 0.055)
    return [
        Part(string, STRING),
        Part(polygon([(0.0, 0.36), (0.12, 0.56), (-0.12, 0.56)], 0.03), SHADE),
        Part(blob([(0, -0.98), (0.62, -0.62), (0.6, -0.1), (0, 0.44), (-0.6, -0.1), (-0.62, -0.62)]), OWN),
        Part(ellipse(-0.3, -0.55, 0.11, 0.22, 28), LIGHT),
    ]


def _fish() -> list[Part]:
    tail = blob([(-0.4, 0.0), (-0.72, -0.3), (-0.98, -0.5), (-0.86, 0.0), (-0.98, 0.5), (-0.72, 0.3)])
    fins = union(
        blob([(-0.2, -0.4), (0.0, -0.76), (0.34, -0.7), (0.4, -0.34)]),
        blob([(-0.1, 0.4), (-0.08, 0.7), (0.16, 0.68), (0.26, 0.38)]),
    )
    body = ellipse(0.2, 0.0, 0.78, 0.54)
    stripes = both(
        union(line([(-0.16, -0.6), (-0.08, 0), (-0.16, 0.6)], 0.06), line([(0.1, -0.6), (0.18, 0), (0.1, 0.6)], 0.06)),
        body,
    )
    return [
        Part(union(tail, fins), SHADE),
        Part(body, OWN),
        Part(stripes, SHADE),
        Part(circle(0.6, -0.12, 0.17), LIGHT),
        Part(circle(0.64, -0.12, 0.09), PUPIL),
    ]


def _flower() -> list[Part]:
    petals = union(*(circle(x, y - 0.36, 0.27) for x, y in _turning(6, (0.37,))))
    leaves = union(ellipse(-0.3, 0.66, 0.3, 0.13, 28), ellipse(0.3, 0.74, 0.3, 0.13, -28))
    return [
        Part(line([(0, 0), (0, 0.95)], 0.065), LEAF),
        Part(leaves, LEAF),
        Part(petals, OWN),
        Part(circle(0, -0.36, 0.23), GOLD),
    ]


def _bird() -> list[Part]:
    back = [(-0.98, -0.22), (-0.46, -0.06), (-0.02, -0.28), (0.2, -0.66), (0.52, -0.74)]
    front = [(0.76, -0.5), (0.72, -0.1), (0.5, 0.4), (0.05, 0.62), (-0.45, 0.46), (-0.76, 0.12)]
    wing = blob([(-0.5, 0.02), (-0.1, -0.12), (0.3, 0.0), (0.2, 0.26), (-0.1, 0.36), (-0.36, 0.24)])
    legs = [line([(x, 0.5), (x, 0.92), (x + 0.18, 0.92)], 0.055) for x in (-0.08, 0.2)]
    return [
        Part(union(*legs, polygon([(0.7, -0.56), (0.98, -0.4), (0.7, -0.28)], 0.02)), BEAK),
        Part(blob([*back, *front]), OWN),
        Part(wing, SHADE),
        Part(circle(0.5, -0.44, 0.14), LIGHT),
        Part(circle(0.53, -0.44, 0.08), PUPIL),
    ]


def _cat() -> list[Part]:
    ears = union(
        polygon([(-0.84, -0.84), (-0.26, -0.5), (-0.76, 0.0)], 0.07),
        polygon([(0.84, -0.84), (0.26, -0.5), (0.76, 0.0)], 0.07),
    )
    inner = union(
        polygon([(-0.72, -0.66), (-0.46, -0.48), (-0.68, -0.28)], 0.03),
        polygon([(0.72, -0.66), (0.46, -0.48), (0.68, -0.28)], 0.03),
    )
    eyes = union(ellipse(-0.36, 0.02, 0.12, 0.17), ellipse(0.36, 0.02, 0.12, 0.17))
    muzzle = union(circle(-0.15, 0.43, 0.21), circle(0.15, 0.43, 0.21))
    return [
        Part(union(ears, ellipse(0, 0.16, 0.9, 0.74)), OWN),
        Part(inner, PINK),
        Part(eyes, PUPIL),
        Part(muzzle, LIGHT),
        Part(polygon([(-0.11, 0.24), (0.11, 0.24), (0.0, 0.38)], 0.04), PINK),
    ]


def _umbrella() -> list[Part]:
    scallops = [circle(x, 0.12, 0.2) for x in (-0.76, -0.38, 0.0, 0.38, 0.76)]
    canopy = cut(both(ellipse(0, 0.1, 0.97, 0.98), box(-1.1, -1.1, 1.1, 0.1)), *scallops)
    panels = both(canopy, cut(ellipse(0, 0.1, 0.62, 0.98), ellipse(0, 0.1, 0.2, 0.98)))
    hook = [(0.15 - 0.15 * math.cos(a), 0.78 + 0.15 * math.sin(a)) for a in np.linspace(0, math.pi, 9)]
    return [
        Part(line([(0.0, -0.94), (0.0, 0.78), *hook], 0.06), WOOD),
        Part(canopy, OWN),
        Part(panels, SHADE),
    ]


def _rocket() -> list[Part]:
    right = [(0.0, -1.0), (0.3, -0.62), (0.42, -0.1), (0.32, 0.52)]
    left = [(0.0, 0.56), (-0.32, 0.52), (-0.42, -0.1), (-0.3, -0.62)]
    fins = union(
        polygon([(0.34, 0.06), (0.78, 0.46), (0.78, 0.72), (0.28, 0.5)], 0.05),
        polygon([(-0.34, 0.06), (-0.78, 0.46), (-0.78, 0.72), (-0.28, 0.5)], 0.05),
    )
    return [
        Part(blob([(-0.2, 0.5), (0.2, 0.5), (0.2, 0.72), (0.0, 1.0), (-0.2, 0.72)]), FLAME),
        Part(fins, FIN),
        Part(blob([*right, *left]), OWN),
        Part(circle(0, -0.2, 0.25), LIGHT),
        Part(circle(0, -0.2, 0.17), GLASS),
    ]


def _mushroom() -> list[Part]:
    stem = blob([(-0.3, 0.0), (0.3, 0.0), (0.3, 0.5), (0.4, 0.86), (0, 0.96), (-0.4, 0.86), (-0.3, 0.5)])
    dome = [(-0.98, 0.1), (-0.74, -0.52), (0.0, -0.9), (0.74, -0.52), (0.98, 0.1)]
    cap = blob([*dome, (0.6, 0.24), (0.0, 0.28), (-0.6, 0.24)])
    spots = both(cap, union(circle(-0.5, -0.2, 0.18), circle(0.06, -0.5, 0.2), circle(0.52, -0.08, 0.16)))
    return [
        Part(stem, SAIL),
        Part(cap, OWN),
        Part(spots, LIGHT),
        Part(union(circle(-0.13, 0.52, 0.07), circle(0.13, 0.52, 0.07)), DARK),
    ]


_DRAWINGS: dict[str, Callable[[], list[Part]]] = {
    "circle": _shape(lambda: circle(0, 0, 0.95)),
    "square": _shape(lambda: box(-0.82, -0.82, 0.82, 0.82, 0.03)),
    "triangle": _shape(_triangle),
    "star": _shape(_star),
    "heart": _shape(_heart),
    "ring": _shape(lambda: cut(circle(0, 0, 1.0), circle(0, 0, 0.52))),
    "car": _car,
    "boat": _boat,
    "house": _house,
    "tree": _tree,
    "balloon": _balloon,
    "fish": _fish,
    "flower": _flower,
    "bird": _bird,
    "cat": _cat,
    "umbrella": _umbrella,
    "rocket": _rocket,
    "mushroom": _mushroom,
}


@dataclass(frozen=True, slots=True)
class Atlas:
    """All kinds in the order of KINDS.

    Attributes:
        depth: float32 [kinds, SAMPLES, SAMPLES, MOST_PARTS], signed distance of each part, positive inside.
        gain: float32 [kinds, MOST_PARTS], how much of the thing's own colour a part has.
        accent: float32 [kinds, MOST_PARTS, 3], what is added to it, in 0…1.
        spare: float32 [kinds, MOST_PARTS, 3], what is added instead where the accent would vanish.
    """

    depth: NDArray[np.float32]
    gain: NDArray[np.float32]
    accent: NDArray[np.float32]
    spare: NDArray[np.float32]


@cache
def atlas() -> Atlas:
    """The drawings of all kinds; built once per process. The arrays are read-only."""
    count = len(KINDS)
    depth = np.full((count, SAMPLES, SAMPLES, MOST_PARTS), NOWHERE, dtype=np.float32)
    gain = np.zeros((count, MOST_PARTS), dtype=np.float32)
    accent = np.zeros((count, MOST_PARTS, 3), dtype=np.float32)
    spare = np.zeros((count, MOST_PARTS, 3), dtype=np.float32)
    for i, kind in enumerate(KINDS):
        for j, part in enumerate(_DRAWINGS[kind]()):
            depth[i, :, :, j] = part.figure
            gain[i, j] = part.paint.gain
            accent[i, j] = np.divide(part.paint.accent, 255)
            spare[i, j] = np.divide(part.paint.spare, 255)
    for array in (depth, gain, accent, spare):
        array.setflags(write=False)
    return Atlas(depth, gain, accent, spare)
