"""Drawing: scenes become plain arrays, and arrays become pixels on any device.

:func:`list_pictures` and :func:`list_clips` are numpy and cheap, for the processes that load data; :class:`Painter` is
torch, draws whole batches at once and never waits for the device, so that it can be part of a CUDA graph.

``python -m models.nano.training.world.draw FILE.png`` draws a sheet of everything that the world holds.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.nano.training.world.atlas import GIVES_WAY, GIVING_WAY, atlas
from models.nano.training.world.backdrops import backdrops
from models.nano.training.world.fields import REACH, SAMPLES
from models.nano.training.world.scene import (
    ALL_BACKDROPS,
    CELL,
    COLOURS,
    DIRECTIONS,
    FRAMES,
    KINDS,
    MOST_IN_CLIP,
    MOST_THINGS,
    RADII,
    SIDE,
    Appear,
    Change,
    Clip,
    Move,
    Picture,
    Recolour,
    Resize,
    Thing,
    Vanish,
)

Floats: TypeAlias = NDArray[np.float32]
Track: TypeAlias = tuple[Floats, Floats, Floats, Floats, Floats]

#: Frames that a thing takes to appear, vanish or change its colour.
FADE = 4
#: Side of the square of pixels around a thing in which it is drawn: the largest thing's atlas fits into it.
WINDOW = 46
#: Parts × pixels that are worked on at once, to bound the memory that a large batch takes.
_AT_ONCE = 96_000_000

_BACKDROP_PLACES = {backdrop: i for i, backdrop in enumerate(ALL_BACKDROPS)}
_KIND_PLACES = {kind: i for i, kind in enumerate(KINDS)}
_COLOURS = {name: np.array(rgb, dtype=np.float32) / 255 for name, rgb in COLOURS.items()}


@dataclass(frozen=True, slots=True)
class DrawList:
    """What to draw, for N scenes of up to K things over T frames.

    K is MOST_THINGS for pictures and MOST_IN_CLIP for clips.

    Attributes:
        backdrop: int64 [N], places in ALL_BACKDROPS.
        kind: int64 [N, K], places in KINDS.
        x: float32 [N, K, T], centres in pixels from the left.
        y: float32 [N, K, T], centres in pixels from the top.
        radius: float32 [N, K, T] in pixels, above 0.
        alpha: float32 [N, K, T], 0 for things that are not there … 1.
        colour: float32 [N, K, T, 3], the things' own colours, sRGB in 0…1.
    """

    backdrop: NDArray[np.int64]
    kind: NDArray[np.int64]
    x: Floats
    y: Floats
    radius: Floats
    alpha: Floats
    colour: Floats


@dataclass(frozen=True, slots=True)
class TensorList:
    """A :class:`DrawList` on a device: the same names, types and shapes as tensors."""

    backdrop: Tensor
    kind: Tensor
    x: Tensor
    y: Tensor
    radius: Tensor
    alpha: Tensor
    colour: Tensor


def to_tensors(drawing: DrawList, device: torch.device | str) -> TensorList:
    """The list on a device; the copy does not wait for the device."""
    arrays = {field.name: getattr(drawing, field.name) for field in fields(DrawList)}
    return TensorList(**{name: torch.from_numpy(a).to(device, non_blocking=True) for name, a in arrays.items()})


def joined(drawings: Sequence[TensorList]) -> TensorList:
    """Lists of equally many frames as one."""
    if len(drawings) == 1:
        return drawings[0]
    return TensorList(**{f.name: torch.cat([getattr(one, f.name) for one in drawings]) for f in fields(TensorList)})


@cache
def fade(frame: int, frames: int = FRAMES) -> Floats:
    """How far an event with its middle at ``frame`` has come in each frame: 0…1, even over FADE frames; read-only."""
    share = np.clip((np.arange(frames, dtype=np.float32) - frame) / FADE + 0.5, 0, 1).astype(np.float32)
    share.setflags(write=False)
    return share


def track(thing: Thing, change: Change | None, frames: int = FRAMES) -> Track:
    """The law by which a thing changes over a clip of ``frames`` frames.

    Returns:
        x, y, radius, alpha, each float32 [frames], and colour, float32 [frames, 3]: see :class:`DrawList`.
    """
    x = np.full(frames, thing.x, dtype=np.float32)
    y = np.full(frames, thing.y, dtype=np.float32)
    radius = np.full(frames, thing.radius, dtype=np.float32)
    alpha = np.ones(frames, dtype=np.float32)
    colour = np.empty((frames, 3), dtype=np.float32)
    progress = np.arange(frames, dtype=np.float32) / (frames - 1)
    colour[:] = _COLOURS[thing.colour]
    match change:
        case Move(direction, lead):
            down, right = DIRECTIONS[direction]
            way = progress * np.float32(CELL) - np.float32(lead)
            x += np.float32(right) * way
            y += np.float32(down) * way
        case Resize(to):
            radius += progress * np.float32(RADII[to] - thing.radius)
        case Appear(frame):
            alpha = fade(frame, frames)
        case Vanish(frame):
            alpha = 1 - fade(frame, frames)
        case Recolour(to, frame):
            colour += fade(frame, frames)[:, None] * (_COLOURS[to] - colour)
        case None:
            pass
    return x, y, radius, alpha, colour


def _blank(scenes: Sequence[Picture], frames: int) -> DrawList:
    """A list with the scenes' backdrops and no things."""
    shape = (len(scenes), MOST_THINGS if frames == 1 else MOST_IN_CLIP, frames)
    return DrawList(
        backdrop=np.array([_BACKDROP_PLACES[scene.backdrop] for scene in scenes], dtype=np.int64),
        kind=np.zeros(shape[:2], dtype=np.int64),
        x=np.full(shape, SIDE / 2, dtype=np.float32),
        y=np.full(shape, SIDE / 2, dtype=np.float32),
        radius=np.full(shape, RADII["small"], dtype=np.float32),
        alpha=np.zeros(shape, dtype=np.float32),
        colour=np.zeros((*shape, 3), dtype=np.float32),
    )


def list_pictures(pictures: Sequence[Picture]) -> DrawList:
    """What to draw for pictures; T = 1."""
    drawing = _blank(pictures, 1)
    for n, picture in enumerate(pictures):
        for k, thing in enumerate(picture.things):
            drawing.kind[n, k] = _KIND_PLACES[thing.kind]
            drawing.x[n, k] = thing.x
            drawing.y[n, k] = thing.y
            drawing.radius[n, k] = thing.radius
            drawing.alpha[n, k] = 1
            drawing.colour[n, k] = _COLOURS[thing.colour]
    return drawing


def list_clips(clips: Sequence[Clip]) -> DrawList:
    """What to draw for clips, which are of equal length; T is that."""
    drawing = _blank([clip.picture for clip in clips], clips[0].frames)
    arrays = (drawing.x, drawing.y, drawing.radius, drawing.alpha, drawing.colour)
    for n, clip in enumerate(clips):
        for k, (thing, change) in enumerate(zip(clip.picture.things, clip.changes, strict=True)):
            drawing.kind[n, k] = _KIND_PLACES[thing.kind]
            for array, values in zip(arrays, track(thing, change, clip.frames), strict=True):
                array[n, k] = values
    return drawing


class Painter:
    """Draws lists on a device.

    Every thing is drawn in a square of WINDOW × WINDOW pixels around it, from its parts' signed distances; the edge of
    a part is as soft as one pixel.

    Args:
        device: Where to draw.
        compiled: Whether to compile the drawing, for training on a GPU.
    """

    def __init__(self, device: torch.device | str = "cpu", *, compiled: bool = False) -> None:
        drawings = atlas()
        self.device = torch.device(device)
        self._depth = torch.tensor(drawings.depth, device=device).flatten(0, 2)
        self._gain = torch.tensor(drawings.gain, device=device)
        self._accent = torch.tensor(drawings.accent, device=device)
        self._spare = torch.tensor(drawings.spare, device=device)
        self._backdrops = torch.tensor(backdrops(), device=device)
        self._pixels = torch.arange(WINDOW, device=device)
        self._draw = torch.compile(self._paint, fullgraph=True, dynamic=False) if compiled else self._paint

    def backdrop(self, drawing: TensorList) -> Tensor:
        """What is behind the things, float32 [N, 3, 1, SIDE, SIDE]."""
        return self._backdrops[drawing.backdrop][:, :, None]

    @torch.no_grad()
    def paint(self, drawing: TensorList) -> Tensor:
        """Draw every frame of every scene.

        Returns:
            float32 [N, 3, T, SIDE, SIDE] on the painter's device, RGB in 0…1.
        """
        scenes, things, frames = drawing.x.shape
        heavy = things * frames * WINDOW * WINDOW * self._gain.shape[1]
        size = max(1, _AT_ONCE // heavy)
        chunks = [self._draw(part) for part in _split(drawing, size)] if scenes else []
        return torch.cat(chunks) if chunks else torch.empty(0, 3, frames, SIDE, SIDE, device=self.device)

    def _paint(self, drawing: TensorList) -> Tensor:
        things, frames = drawing.x.shape[1:]
        left, top = (_corner(centre) for centre in (drawing.x, drawing.y))
        layer, cover = self._things(drawing, left, top)
        # [N, T, pixels, 3]: a window is then one gather and one scatter of rows.
        canvas = self._backdrops[drawing.backdrop].flatten(2).mT[:, None].repeat(1, frames, 1, 1)
        rows = top[..., None] + self._pixels
        columns = left[..., None] + self._pixels
        places = (rows[..., :, None] * SIDE + columns[..., None, :]).flatten(-2)
        for k in range(things):
            spots = places[:, k, :, :, None].expand(-1, -1, -1, 3)
            behind = canvas.gather(2, spots)
            canvas.scatter_(2, spots, behind * (1 - cover[:, k]) + layer[:, k])
        return canvas.unflatten(2, (SIDE, SIDE)).permute(0, 4, 1, 2, 3).contiguous()

    def _things(self, drawing: TensorList, left: Tensor, top: Tensor) -> tuple[Tensor, Tensor]:
        """What each thing adds to the pixels of its window, and how much of what is behind it that hides.

        Returns:
            [N, K, T, WINDOW², 3] and [N, K, T, WINDOW², 1].
        """
        coverage = self._coverage(drawing, left, top)
        paints = self._paints(drawing)
        layer = torch.zeros(*coverage.shape[:-1], 3, device=coverage.device)
        cover = torch.zeros(*coverage.shape[:-1], 1, device=coverage.device)
        for part in range(coverage.shape[-1]):
            share = coverage[..., part, None]
            layer = torch.lerp(layer, paints[..., None, part, :].expand_as(layer), share)
            cover = torch.lerp(cover, torch.ones_like(cover), share)
        alpha = drawing.alpha[..., None, None]
        return layer * alpha, cover * alpha

    def _coverage(self, drawing: TensorList, left: Tensor, top: Tensor) -> Tensor:
        """How much of each pixel of the windows each part covers: [N, K, T, WINDOW², parts]."""
        step = (SAMPLES - 1) / (2 * REACH)

        def along(corner: Tensor, centre: Tensor) -> tuple[Tensor, Tensor]:
            offset = (corner[..., None] + self._pixels + 0.5 - centre[..., None]) / drawing.radius[..., None]
            place = ((offset + REACH) * step).clamp(0, SAMPLES - 1)
            first = place.floor().clamp(max=SAMPLES - 2)
            return first.long(), place - first

        column, right = along(left, drawing.x)
        row, down = along(top, drawing.y)
        kind = drawing.kind[..., None, None, None]
        first = ((kind * SAMPLES + row[..., :, None]) * SAMPLES + column[..., None, :]).flatten(-2)
        down = down[..., :, None].expand(*down.shape, WINDOW).flatten(-2)[..., None]
        right = right[..., None, :].expand(*right.shape[:-1], WINDOW, WINDOW).flatten(-2)[..., None]
        upper = torch.lerp(self._depth[first], self._depth[first + 1], right)
        lower = torch.lerp(self._depth[first + SAMPLES], self._depth[first + SAMPLES + 1], right)
        depth = torch.lerp(upper, lower, down)
        return (0.5 + depth * drawing.radius[..., None, None]).clamp(0, 1)

    def _paints(self, drawing: TensorList) -> Tensor:
        """The colours of the things' parts: [N, K, T, parts, 3]."""
        own = drawing.colour[..., None, :]
        accent = self._accent[drawing.kind][:, :, None]
        spare = self._spare[drawing.kind][:, :, None]
        gain = self._gain[drawing.kind][:, :, None, :, None]
        near = (GIVES_WAY - torch.linalg.vector_norm(own - accent, dim=-1, keepdim=True)) / GIVING_WAY
        return gain * own + torch.lerp(accent, spare, near.clamp(0, 1))


def _corner(centre: Tensor) -> Tensor:
    """First row or column of the windows around the centres; windows stay inside the picture."""
    return (centre.floor().long() - WINDOW // 2 + 1).clamp(0, SIDE - WINDOW)


def _split(drawing: TensorList, size: int) -> Iterator[TensorList]:
    """The list in parts of up to ``size`` scenes."""
    parts = [getattr(drawing, field.name).split(size) for field in fields(TensorList)]
    for arrays in zip(*parts, strict=True):
        yield TensorList(*arrays)


def changed_mask(before: DrawList, after: DrawList, margin: float) -> NDArray[np.bool_]:
    """Where two drawings of the same scenes may differ: within ``margin`` pixels of the things that do.

    A thing's place is the disc that its atlas fills, so the mask is generous. Where the backdrops differ, it is the
    whole frame.

    Args:
        before: N scenes of T frames.
        after: As many.
        margin: Pixels, at least 0.

    Returns:
        [N, T, SIDE, SIDE].
    """
    scenes, things, frames = before.x.shape
    place = np.arange(SIDE, dtype=np.float32) + np.float32(0.5)
    mask = np.zeros((scenes, frames, SIDE, SIDE), dtype=np.bool_)
    mask |= (before.backdrop != after.backdrop)[:, None, None, None]
    unlike = _unlike(before, after)
    for k in range(things):
        for one in (before, after):
            reach = one.radius[:, k] * np.float32(REACH) + np.float32(margin + 0.5)
            shown = unlike[:, k] & (one.alpha[:, k] > 0)
            across = np.abs(place - one.x[:, k, :, None]) < reach[..., None]
            down = np.abs(place - one.y[:, k, :, None]) < reach[..., None]
            mask |= shown[..., None, None] & down[..., :, None] & across[..., None, :]
    return mask


def _unlike(before: DrawList, after: DrawList) -> NDArray[np.bool_]:
    """Which things look different: [N, K, T]."""
    unlike = np.broadcast_to((before.kind != after.kind)[..., None], before.x.shape).copy()
    for name in ("x", "y", "radius"):
        unlike |= getattr(before, name) != getattr(after, name)
    unlike |= (before.colour != after.colour).any(axis=-1)
    both_absent = (before.alpha == 0) & (after.alpha == 0)
    return (unlike | (before.alpha != after.alpha)) & ~both_absent


if __name__ == "__main__":
    from models.nano.training.world.sheet import save_sheet

    save_sheet(Path(sys.argv[1]))
