"""Which thing explains a patch of a picture: every kind is drawn in its place and compared with the pixels.

Places, radii and the thing's own colour are found by least squares; nothing is learned. This is numpy only, and does
the same as ``draw.Painter`` on a few pixels.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from models.nano.training.world.atlas import GIVES_WAY, GIVING_WAY, NOWHERE, atlas
from models.nano.training.world.fields import REACH, SAMPLES
from models.nano.training.world.scene import KINDS, RADII

Floats: TypeAlias = NDArray[np.float32]
Places: TypeAlias = NDArray[np.int64]
Outline: TypeAlias = tuple[float, float, float, float]

#: Radii that are tried, in pixels: somewhat beyond those of the world.
SMALLEST, LARGEST = 0.7 * min(RADII.values()), 1.25 * max(RADII.values())
_LAST_STEP = 0.4  # most pixels that a place or radius changes in the step at every pixel
_SATISFYING = 0.94  # score from which a quick search is trusted
_VARIED = 0.3  # pixels by which places and radii are varied to see how the drawing changes
_SOFT = 1.6  # pixels that the edge of a drawn part is wide: somewhat blurred, as pictures of a model are


@dataclass(frozen=True, slots=True)
class Patch:
    """Pixels to be explained.

    Attributes:
        pixels: float32 [rows, columns, 3], RGB in 0…1.
        behind: float32 of the same shape: the backdrop there.
        weight: float32 [rows, columns], 0 for pixels of something else … 1.
        left: Column of the picture that the patch begins at.
        top: Row of the picture that the patch begins at.
    """

    pixels: Floats
    behind: Floats
    weight: Floats
    left: int
    top: int


@dataclass(frozen=True, slots=True)
class Match:
    """The thing that explains a patch best.

    Attributes:
        kind: One of KINDS.
        x: Centre in pixels of the picture from the left.
        y: Centre in pixels from the top.
        radius: Pixels.
        colour: float32 [3], the thing's own colour, RGB around 0…1.
        score: Share of the patch's difference from the backdrop that the thing explains, up to 1.
    """

    kind: str
    x: float
    y: float
    radius: float
    colour: Floats
    score: float


@dataclass(frozen=True, slots=True)
class _Search:
    """How hard to search.

    Attributes:
        tried: Kinds that are tried: those whose silhouettes have about the right proportions.
        kept: Kinds of them that are improved at every other pixel.
        kept_last: Kinds of them that are improved at every pixel.
        steps: Most pixels that a place or radius changes in each step at every other pixel.
    """

    tried: int
    kept: int
    kept_last: int
    steps: tuple[float, ...]


_QUICK = _Search(tried=9, kept=4, kept_last=2, steps=(1.2, 0.6))
_THOROUGH = _Search(tried=len(KINDS), kept=10, kept_last=3, steps=(3.0, 2.0, 1.2, 0.8, 0.5))


@dataclass(frozen=True, slots=True)
class _Points:
    """The pixels of a patch as a list of P points: colours are [3, P], the others [P]."""

    x: Floats
    y: Floats
    pixels: Floats
    behind: Floats
    weight: Floats


@dataclass(frozen=True, slots=True)
class _Drawn:
    """M things as well drawn as the points allow.

    Attributes:
        left: float32 [M, 3 × P], what remains unexplained, weighted.
        own: float32 [M, 3], the things' own colours.
        share: float32 [M], the unexplained share of what differs from the backdrop.
    """

    left: Floats
    own: Floats
    share: Floats


def _points(patch: Patch, stride: int) -> _Points:
    weight = patch.weight[::stride, ::stride]
    y, x = np.mgrid[0 : weight.shape[0], 0 : weight.shape[1]].astype(np.float32) * np.float32(stride)
    return _Points(
        x=(x + np.float32(patch.left + 0.5)).ravel(),
        y=(y + np.float32(patch.top + 0.5)).ravel(),
        pixels=patch.pixels[::stride, ::stride].reshape(-1, 3).T.copy(),
        behind=patch.behind[::stride, ::stride].reshape(-1, 3).T.copy(),
        weight=weight.ravel(),
    )


@cache
def _depths() -> tuple[list[Floats], NDArray[np.int64]]:
    """The atlas part by part, each flat over kinds, rows and columns; and how many parts each kind has."""
    depth = atlas().depth
    parts = [np.ascontiguousarray(depth[..., i]).ravel() for i in range(depth.shape[-1])]
    return parts, (depth.max(axis=(1, 2)) > NOWHERE).sum(axis=1)


@cache
def _boxes() -> Floats:
    """Left, top, right and bottom of each kind's silhouette, in radii: [kinds, 4]."""
    place = np.linspace(-REACH, REACH, SAMPLES)
    boxes = []
    for depth in atlas().depth:
        inside = depth.max(axis=-1) > 0
        across, down = place[inside.any(axis=0)], place[inside.any(axis=1)]
        boxes.append((across[0], down[0], across[-1], down[-1]))
    return np.array(boxes, dtype=np.float32)


def _shares(kind: Places, spot: Floats, points: _Points) -> tuple[Floats, Floats]:
    """How much of each point each part shows, [M, parts, P], and how much the backdrop does, [M, P]."""
    step = np.float32((SAMPLES - 1) / (2 * REACH))
    reach, last = np.float32(REACH), np.float32(SAMPLES - 1.01)
    x, y, radius = (spot[:, i, None] for i in range(3))
    across = np.clip(((points.x - x) / radius + reach) * step, 0, last)
    down = np.clip(((points.y - y) / radius + reach) * step, 0, last)
    column, row = across.astype(np.int32), down.astype(np.int32)
    right, below = across - column.astype(np.float32), down - row.astype(np.float32)
    first = (kind[:, None] * SAMPLES + row) * SAMPLES + column
    depths, counts = _depths()
    most = int(counts[kind].max())
    shares = np.zeros((len(kind), most, len(points.x)), dtype=np.float32)
    behind = np.ones((len(kind), len(points.x)), dtype=np.float32)
    for part in range(most - 1, -1, -1):
        has = np.flatnonzero(counts[kind] > part)
        at, to_right = first[has], right[has]
        depth = depths[part]
        upper = depth.take(at)
        upper += (depth.take(at + 1) - upper) * to_right
        lower = depth.take(at + SAMPLES)
        lower += (depth.take(at + SAMPLES + 1) - lower) * to_right
        upper += (lower - upper) * below[has]
        cover = np.clip(upper * (radius[has] / np.float32(_SOFT)) + np.float32(0.5), 0, 1)
        shares[has, part] = cover * behind[has]
        behind[has] *= 1 - cover
    return shares, behind


def _explain(kind: Places, spot: Floats, points: _Points) -> _Drawn:
    """Draw M things, each in the colour that explains the points best.

    Args:
        kind: [M], places in KINDS.
        spot: [M, 3], x, y and radius.
        points: The P points.
    """
    look = atlas()
    shares, behind = _shares(kind, spot, points)
    parts = shares.shape[1]
    gain, first, spare = look.gain[kind, :parts], look.accent[kind, :parts], look.spare[kind, :parts]
    own_share = (gain[:, None] @ shares)[:, 0]
    weighted = own_share * points.weight
    size = np.maximum((weighted * own_share).sum(axis=1), np.float32(1e-6))[:, None]
    without = points.pixels - behind[:, None] * points.behind
    seen = (without @ weighted[..., None])[..., 0]
    overlap = (shares @ weighted[..., None])[..., 0]
    accent, own = first, seen
    for _ in range(2):
        own = np.clip((seen - (overlap[:, None] @ accent)[:, 0]) / size, -0.1, 1.1)
        far = np.linalg.norm(own[:, None] - first, axis=-1, keepdims=True)
        accent = first + np.clip((GIVES_WAY - far) / GIVING_WAY, 0, 1) * (spare - first)
    paints = accent + gain[..., None] * own[:, None]
    left = (without - paints.transpose(0, 2, 1) @ shares) * points.weight
    whole = float(((points.pixels - points.behind) ** 2 * points.weight).sum())
    flat = left.reshape(len(kind), -1).astype(np.float32, copy=False)
    return _Drawn(flat, own.astype(np.float32, copy=False), np.einsum("mp,mp->m", flat, flat) / max(whole, 1e-6))


def _improve(kind: Places, spot: Floats, points: _Points, furthest: float) -> Floats:
    """One step of Gauss and Newton for the places and radii of M things; where it makes things worse, none.

    Returns:
        The better spots [M, 3].
    """
    count = len(kind)
    varied = np.repeat(spot[None], 4, axis=0)
    for i in range(3):
        varied[i + 1, :, i] += np.float32(_VARIED)
    drawn = _explain(np.tile(kind, 4), varied.reshape(-1, 3), points)
    left = drawn.left.reshape(4, count, -1)
    slopes = (left[1:] - left[0]).transpose(1, 0, 2) / np.float32(_VARIED)
    normal = slopes @ slopes.transpose(0, 2, 1)
    normal += np.eye(3, dtype=np.float32) * (0.02 * np.trace(normal, axis1=1, axis2=2)[:, None, None] + 1e-4)
    step = np.linalg.solve(normal, -(slopes @ left[0][..., None]))[..., 0]
    better = spot + np.clip(step, -furthest, furthest)
    better[:, 2] = np.clip(better[:, 2], SMALLEST, LARGEST)
    better = better.astype(np.float32)
    worse = _explain(kind, better, points).share > drawn.share[:count]
    better[worse] = spot[worse]
    return better


def _leave(count: int, kind: Places, spot: Floats, points: _Points) -> tuple[Places, Floats]:
    """The ``count`` things that explain most, each of another kind."""
    order = np.argsort(_explain(kind, spot, points).share, kind="stable")
    _, first = np.unique(kind[order], return_index=True)
    kept = order[np.sort(first)[:count]]
    return kind[kept], spot[kept]


def _candidates(outline: Outline, tried: int) -> tuple[Places, Floats]:
    """The kinds whose silhouettes have about the proportions of the outline, and where they fill it."""
    left, top, right, bottom = outline
    boxes = _boxes()
    across, down = (right - left) / (boxes[:, 2] - boxes[:, 0]), (bottom - top) / (boxes[:, 3] - boxes[:, 1])
    radius = np.clip((across + down) / 2, SMALLEST, LARGEST)
    x = (left + right) / 2 - radius * (boxes[:, 0] + boxes[:, 2]) / 2
    y = (top + bottom) / 2 - radius * (boxes[:, 1] + boxes[:, 3]) / 2
    kind = np.argsort(np.abs(np.log(across / down)), kind="stable")[:tried]
    return kind, np.stack([x, y, radius], axis=1).astype(np.float32)[kind]


def best_match(patch: Patch, outlines: Sequence[Outline]) -> Match:
    """The thing that explains a patch best.

    Args:
        patch: The pixels.
        outlines: Guesses where the thing is: left, top, right and bottom in pixels of the picture.
    """
    quick = _search(patch, outlines, _QUICK)
    return quick if quick.score >= _SATISFYING else _search(patch, outlines, _THOROUGH)


def _search(patch: Patch, outlines: Sequence[Outline], search: _Search) -> Match:
    coarse, fine = _points(patch, 2), _points(patch, 1)
    guesses = [_candidates(outline, search.tried) for outline in dict.fromkeys(outlines)]
    kind, spot = (np.concatenate(part) for part in zip(*guesses, strict=True))
    kind, spot = _leave(search.kept, kind, spot, coarse)
    for furthest in search.steps:
        spot = _improve(kind, spot, coarse, furthest)
    kind, spot = _leave(search.kept_last, kind, spot, coarse)
    spot = _improve(kind, spot, fine, _LAST_STEP)
    drawn = _explain(kind, spot, fine)
    best = int(drawn.share.argmin())
    x, y, radius = (float(value) for value in spot[best])
    return Match(KINDS[kind[best]], x, y, radius, drawn.own[best], 1 - float(drawn.share[best]))
