"""What a single picture shows, by plain measurement: its backdrop, and each thing with its kind, colour, size, place.

What differs from the nearest known backdrop is taken apart into things, and each is compared with drawings of every
kind. Things are found wherever they are, whole or cut by the border; the cells of the grid only serve to part things
that touch.
"""

from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from models.nano.training.world.backdrops import backdrops, oklab
from models.nano.training.world.matching import Match, Outline, Patch, best_match
from models.nano.training.world.scene import ALL_BACKDROPS, CELL, COLOURS, GRID, RADII, SIDE, Backdrop, Size

Frame: TypeAlias = NDArray[np.uint8]
Floats: TypeAlias = NDArray[np.float32]
Mask: TypeAlias = NDArray[np.bool_]
Bounds: TypeAlias = tuple[int, int, int, int]

#: A thing that explains less than this share of its pixels' difference from the backdrop is not recognised.
LEAST_SCORE = 0.6
_COARSE = 4  # pixels between those that a backdrop is recognised by
_MOST_DIFFERENCE = 0.15  # of a colour channel: what a pixel in front of the backdrop counts when that is recognised
_DIFFERS = 0.11  # distance of RGB colours in 0…1 from which a pixel is not the backdrop's
_EDGE = 5  # pixels that a soft edge in the backdrop may be wide
_WIDEST = 43  # pixels: side of the square that the largest thing fits into
_LEAST_PIECE = 3  # pixels of a piece of a thing
_MOST_PIECES = 40  # pieces that are looked at: more are in ruined pictures only
_MOST_SEEN = 9  # things that are told apart, one a cell
_LEAST_PIXELS = 30  # less is taken for a blemish
_CLEARLY = (0.2, 0.35)  # shares of a thing's usual difference from the backdrop: more than halos around it have
_AROUND = 3  # pixels around a thing that are compared as well


@dataclass(frozen=True, slots=True)
class Seen:
    """A thing as it was seen.

    Attributes:
        kind: The kind of KINDS that fits best.
        colour: The name in COLOURS that is nearest to its own colour.
        size: The size in RADII that is nearest.
        row: Row of the grid that its centre is in.
        column: Column of the grid that its centre is in.
        x: Centre in pixels from the left.
        y: Centre in pixels from the top.
        radius: Pixels.
        score: How much of what differs from the backdrop the thing explains: 1 all of it, 0 nothing.
    """

    kind: str
    colour: str
    size: Size
    row: int
    column: int
    x: float
    y: float
    radius: float
    score: float

    @property
    def is_recognised(self) -> bool:
        """Whether it looks enough like its kind."""
        return self.score >= LEAST_SCORE


@dataclass(frozen=True, slots=True)
class Reading:
    """A picture as it was seen; the things stand from the top left to the bottom right."""

    backdrop: Backdrop
    things: tuple[Seen, ...]


@cache
def _own_colours() -> Floats:
    return oklab(np.array(list(COLOURS.values()), dtype=np.float32) / 255)


@cache
def _coarse_backdrops() -> Floats:
    """The pixels that backdrops are recognised by: [backdrops, pixels, 3]."""
    few = backdrops()[:, :, _COARSE // 2 :: _COARSE, _COARSE // 2 :: _COARSE]
    return np.ascontiguousarray(few.reshape(len(ALL_BACKDROPS), 3, -1).transpose(0, 2, 1))


@cache
def _around(place: int) -> tuple[Floats, Floats]:
    """The least and the greatest value of a backdrop next to each pixel: blurred edges of its own lie in between."""
    behind = backdrops()[place].transpose(1, 2, 0)
    size = (_EDGE, _EDGE, 1)
    least, most = np.empty_like(behind), np.empty_like(behind)
    ndimage.minimum_filter(behind, size, output=least)
    ndimage.maximum_filter(behind, size, output=most)
    return least, most


def read_picture(frame: Frame) -> Reading:
    """Read a picture.

    Args:
        frame: uint8 [SIDE, SIDE, 3], RGB.
    """
    pixels = frame.astype(np.float32) / np.float32(255)
    place = _nearest_backdrop(pixels)
    behind = np.ascontiguousarray(backdrops()[place].transpose(1, 2, 0))
    labels, bounds = _apart(pixels, place)
    things = [_see(pixels, behind, labels, i + 1, box) for i, box in enumerate(bounds)]
    things.sort(key=lambda thing: (thing.row, thing.column, thing.x))
    return Reading(ALL_BACKDROPS[place], tuple(things))


def _nearest_backdrop(pixels: Floats) -> int:
    """ClipRef in ALL_BACKDROPS of the one that most pixels agree with."""
    few = pixels[_COARSE // 2 :: _COARSE, _COARSE // 2 :: _COARSE].reshape(1, -1, 3)
    difference = np.minimum(np.abs(_coarse_backdrops() - few), _MOST_DIFFERENCE)
    return int(difference.mean(axis=(1, 2)).argmin())


def _apart(pixels: Floats, place: int) -> tuple[NDArray[np.int32], list[Bounds]]:
    """Take apart what differs from the backdrop at this place in ALL_BACKDROPS.

    Returns:
        For each pixel 0 or the number of its thing, from 1 on, and each thing's top, left, bottom and right.
    """
    least, most = _around(place)
    beyond = np.maximum(pixels - most, 0) + np.maximum(least - pixels, 0)
    front = np.einsum("yxc,yxc->yx", beyond, beyond) > _DIFFERS**2
    pieces: list[Mask] = []
    for piece in _pieces(front):
        top, left, bottom, right = _bounds(piece)
        is_too_long = max(bottom - top, right - left) > _WIDEST + 1
        pieces.extend(_cut_at_cells(piece) if is_too_long else [piece])
    groups = [group for group in _joined(pieces) if group.sum() >= _LEAST_PIXELS][:_MOST_SEEN]
    numbers = np.zeros(front.shape, dtype=np.int32)
    for i, group in enumerate(groups):
        numbers[group] = i + 1
    return numbers, [_bounds(group) for group in groups]


def _pieces(front: Mask) -> list[Mask]:
    """The largest connected pieces of a mask, without specks."""
    labels = _labels(front)
    sizes = np.bincount(labels.ravel())
    sizes[0] = 0
    largest = np.argsort(-sizes, kind="stable")[:_MOST_PIECES]
    return [labels == number for number in largest if sizes[number] > _LEAST_PIECE]


def _labels(mask: Mask) -> NDArray[np.int32]:
    """Number the pieces of a mask from 1 on; pixels that touch at a corner are of one piece."""
    labels = np.empty(mask.shape, dtype=np.int32)
    ndimage.label(mask, structure=np.ones((3, 3)), output=labels)
    return labels


def _bounds(mask: Mask) -> Bounds:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1


def _cut_at_cells(piece: Mask) -> list[Mask]:
    """Part things that touch: cut at the borders of cells, across the directions in which the piece is too long."""
    top, left, bottom, right = _bounds(piece)
    cell = (np.arange(SIDE) / CELL).astype(int)
    rows = [cell == i for i in range(GRID)] if bottom - top > _WIDEST + 1 else [np.ones(SIDE, dtype=bool)]
    columns = [cell == i for i in range(GRID)] if right - left > _WIDEST + 1 else [np.ones(SIDE, dtype=bool)]
    parts = [piece & row[:, None] & column for row in rows for column in columns]
    return [part for part in parts if part.any()]


def _joined(pieces: list[Mask]) -> list[Mask]:
    """Put pieces of one thing together: two that fit into the square of one thing belong together.

    The largest pieces are taken first; two things are always further apart than that.
    """
    groups: list[tuple[Mask, Bounds]] = []
    for piece in sorted(pieces, key=lambda mask: -int(mask.sum())):
        box = _bounds(piece)
        for i, (group, old) in enumerate(groups):
            wide = (min(old[0], box[0]), min(old[1], box[1]), max(old[2], box[2]), max(old[3], box[3]))
            if max(wide[2] - wide[0], wide[3] - wide[1]) <= _WIDEST:
                groups[i] = (group | piece, wide)
                break
        else:
            groups.append((piece, box))
    return [group for group, _ in groups]


def _see(pixels: Floats, behind: Floats, labels: NDArray[np.int32], number: int, box: Bounds) -> Seen:
    top, left = max(0, box[0] - _AROUND), max(0, box[1] - _AROUND)
    window = np.s_[top : min(SIDE, box[2] + _AROUND), left : min(SIDE, box[3] + _AROUND)]
    mine = labels[window] == number
    others = (labels[window] != 0) & ~mine
    weight = 1 - ndimage.binary_dilation(others, iterations=1).astype(np.float32)
    weight[mine] = 1
    difference = np.where(mine, np.linalg.norm(pixels[window] - behind[window], axis=-1), 0)
    usual = float(np.percentile(difference[mine], 90))
    clear, clearest = (difference > share * usual for share in _CLEARLY)
    outlines = [_outline(labels == number, 0, 0), _outline(clear, left, top)]
    outlines.append(_outline(_largest_piece(clearest), left, top))
    return _named(best_match(Patch(pixels[window], behind[window], weight, left, top), outlines))


def _outline(mask: Mask, left: int, top: int) -> Outline:
    """The bounds of a mask that begins at this column and row of the picture."""
    upper, first, lower, last = _bounds(mask)
    return left + first, top + upper, left + last, top + lower


def _largest_piece(mask: Mask) -> Mask:
    pieces = _labels(mask)
    return pieces == np.bincount(pieces[mask]).argmax()


def _named(match: Match) -> Seen:
    distances = np.linalg.norm(_own_colours() - oklab(match.colour), axis=-1)
    size = min(RADII, key=lambda name: abs(RADII[name] - match.radius))
    row, column = (min(GRID - 1, max(0, int(place / CELL))) for place in (match.y, match.x))
    colour = tuple(COLOURS)[int(distances.argmin())]
    return Seen(match.kind, colour, size, row, column, match.x, match.y, match.radius, match.score)
