"""Flat figures as maps of signed distance: how deep a point lies inside a figure, in units of the thing's radius.

Positive is inside, negative outside, 0 the outline. Every figure is sampled on the same grid of :data:`SAMPLES` ×
:data:`SAMPLES` points that covers [-:data:`REACH`, :data:`REACH`] on both axes, borders included; y points down.
"""

from collections.abc import Sequence
from functools import cache, reduce
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

SAMPLES = 192
REACH = 1.15

Field: TypeAlias = NDArray[np.float64]
Point: TypeAlias = tuple[float, float]


@cache
def _grid() -> tuple[Field, Field]:
    """The x and y of the grid's points, each [SAMPLES, SAMPLES]."""
    line = np.linspace(-REACH, REACH, SAMPLES)
    y, x = np.meshgrid(line, line, indexing="ij")
    return x, y


def circle(x: float, y: float, radius: float) -> Field:
    """A disc."""
    grid_x, grid_y = _grid()
    return radius - np.hypot(grid_x - x, grid_y - y)


def _distance(points: Sequence[Point]) -> Field:
    """Distance from the open line through the points."""
    x, y = _grid()
    nearest = np.full(x.shape, np.inf)
    for (ax, ay), (bx, by) in pairwise(points):
        ex, ey = bx - ax, by - ay
        dx, dy = x - ax, y - ay
        along = np.clip((dx * ex + dy * ey) / max(ex * ex + ey * ey, 1e-12), 0.0, 1.0)
        dx, dy = dx - along * ex, dy - along * ey
        nearest = np.minimum(nearest, dx * dx + dy * dy)
    return np.sqrt(nearest)


def polygon(points: Sequence[Point], rounding: float = 0.0) -> Field:
    """A polygon, convex or not; ``rounding`` widens it on all sides by as much, with round corners."""
    x, y = _grid()
    inside = np.zeros(x.shape, dtype=bool)
    for (ax, ay), (bx, by) in zip(points, [*points[1:], points[0]], strict=True):
        if ay != by:
            crosses = (ay > y) != (by > y)
            inside ^= crosses & (x < ax + (y - ay) / (by - ay) * (bx - ax))
    nearest = _distance([*points, points[0]])
    return np.where(inside, nearest, -nearest) + rounding


def box(left: float, top: float, right: float, bottom: float, rounding: float = 0.0) -> Field:
    """A rectangle with these sides; ``rounding`` is the radius of its corners."""
    r = rounding
    corners = [(left + r, top + r), (right - r, top + r), (right - r, bottom - r), (left + r, bottom - r)]
    return polygon(corners, r)


def ellipse(x: float, y: float, across: float, down: float, degrees: float = 0.0) -> Field:
    """An ellipse with these half axes, turned clockwise by ``degrees``."""
    angles = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    u, v = across * np.cos(angles), down * np.sin(angles)
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return polygon([(x + float(a * c - b * s), y + float(a * s + b * c)) for a, b in zip(u, v, strict=True)])


def blob(points: Sequence[Point], steps: int = 6) -> Field:
    """A smooth closed outline through the points (Catmull-Rom)."""
    p = np.asarray(points)
    before, after, beyond = np.roll(p, 1, axis=0), np.roll(p, -1, axis=0), np.roll(p, -2, axis=0)
    outline = []
    for i in range(len(p)):
        for t in np.arange(steps) / steps:
            spot = 2 * p[i] + (after[i] - before[i]) * t
            spot = spot + (2 * before[i] - 5 * p[i] + 4 * after[i] - beyond[i]) * t**2
            spot = spot + (3 * p[i] - before[i] - 3 * after[i] + beyond[i]) * t**3
            outline.append((float(spot[0]) / 2, float(spot[1]) / 2))
    return polygon(outline)


def line(points: Sequence[Point], half_width: float) -> Field:
    """A line through the points with round ends."""
    return half_width - _distance(points)


def union(*figures: Field) -> Field:
    """What lies in any of the figures."""
    return reduce(np.maximum, figures)


def both(*figures: Field) -> Field:
    """What lies in all of the figures."""
    return reduce(np.minimum, figures)


def cut(figure: Field, *holes: Field) -> Field:
    """The figure without the holes."""
    return both(figure, *(-hole for hole in holes))
