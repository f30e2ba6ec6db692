"""How far a result went from its source, inside and outside of the region that was to change.

Pictures are read in strips, so that memory does not grow with them, and strips that are equal cost next to nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lance_studio.metrics.alignment import align
from lance_studio.metrics.colour import Lab, Picture, delta_e, to_lab
from lance_studio.metrics.opencv import opencv

VISIBLE = 5.0
"""ΔE00 from which a pixel differs at a glance."""

_BIN = 0.05  # of ΔE00, in the histogram that percentiles come from
_BINS = 2401
_STRIP_PIXELS = 1_000_000
_MARGIN = 16  # rows around a strip that filters look at
_MOST_DISPLACEMENT = 8.0
_CANNY = (50, 150)
_ALIGNED_SIDE = 1024
_MOST_CELLS = 1024
_SSIM_SIDE = 11
_SAME_COLOUR = 3.0


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured in one part of a picture.

    Attributes:
        pixels: How many pixels the part has.
        changed: Share of pixels with another value, 0 to 1; 0 means that the part is the source bit for bit.
        visible: Share of pixels whose ΔE00 is `VISIBLE` or more.
        psnr: Decibels; infinite where nothing changed.
        ssim: Mean structural similarity of the lightness, 1 where nothing changed.
        delta_e: Mean ΔE00.
        delta_e_99: ΔE00 that 99 % of the pixels stay below.
        edges: Mean distance in pixels from an edge of the source to the nearest edge of the result, 8 at most.
        spot: Width of the broadest place that differs at a glance, as a share of the picture's shorter side.
    """

    pixels: int
    changed: float = 0.0
    visible: float = 0.0
    psnr: float = float("inf")
    ssim: float = 1.0
    delta_e: float = 0.0
    delta_e_99: float = 0.0
    edges: float = 0.0
    spot: float = 0.0


LIMITS: Mapping[str, float] = {
    "delta_e": 1.0,
    "delta_e_99": 6.0,
    "visible": 0.03,
    "spot": 0.03,
    "ssim": 0.05,
    "edges": 0.35,
    "shift": 0.25,
    "tone": 1.5,
    "colours": 2.0,
}
"""How much of each figure outside the region may pass before people notice; of SSIM, what lacks to 1."""


@dataclass(frozen=True, slots=True)
class Drift:
    """What a change did to a picture.

    Attributes:
        inside: In the region that was to change; None without one.
        outside: In all the rest; None where the region is everything.
        shift: Pixels by which the whole result moved to the right and down.
        tone: What was added to L*, a* and b* of the whole picture.
        colours: ΔE00 of each watched colour, where the source shows it outside the region.
    """

    inside: Figures | None
    outside: Figures | None
    shift: tuple[float, float] = (0.0, 0.0)
    tone: tuple[float, float, float] = (0.0, 0.0, 0.0)
    colours: Mapping[str, float] = field(default_factory=dict[str, float])

    @property
    def worst(self) -> tuple[str, float]:
        """The figure outside the region that is farthest beyond its limit, with its share of the limit."""
        outside = self.outside
        if outside is None or not outside.changed:
            return ("", 0.0)
        found = {
            "delta_e": outside.delta_e,
            "delta_e_99": outside.delta_e_99,
            "visible": outside.visible,
            "spot": outside.spot,
            "ssim": 1 - outside.ssim,
            "edges": outside.edges,
            "shift": max(abs(each) for each in self.shift),
            "tone": float(np.linalg.norm(self.tone)),
            "colours": max(self.colours.values(), default=0.0),
        }
        name = max(found, key=lambda each: found[each] / LIMITS[each])
        return name, found[name] / LIMITS[name]

    @property
    def severity(self) -> float:
        """0 for no drift; from 1 on, people notice."""
        return self.worst[1]


def measure(
    source: Picture,
    result: Picture,
    region: NDArray[np.bool_] | None = None,
    colours: Mapping[str, tuple[int, int, int]] | None = None,
) -> Drift:
    """Measure what a change did.

    Args:
        source: uint8 or uint16 [H, W, 3], sRGB.
        result: Of the same shape and kind.
        region: bool [H, W], True where the picture was to change; None where nothing was.
        colours: Colours (8 bits each) to watch, by name.

    Raises:
        ValueError: Shapes or kinds differ.
    """
    if source.shape != result.shape or source.dtype != result.dtype or source.ndim != 3:
        raise ValueError(f"Pictures of {source.shape} {source.dtype} and {result.shape} {result.dtype} differ.")
    if region is not None and region.shape != source.shape[:2]:
        raise ValueError(f"A region of {region.shape} does not fit a picture of {source.shape[:2]}.")
    sums = {True: _Sums(), False: _Sums()}
    spots = {True: _Spots(source), False: _Spots(source)}
    watched = {name: _Watched(colour) for name, colour in (colours or {}).items()}
    for top, bottom in _strips(source):
        wanted = None if region is None else region[top:bottom]
        _add_strip(sums, spots, watched, source, result, wanted, top, bottom)
    most = 255 if source.dtype == np.uint8 else 65535
    inside, outside = (sums[key].figures(most, spots[key].width(source)) for key in (True, False))
    shift, tone = _whole(source, result, region) if outside is not None and outside.changed else (_NO_SHIFT, _NO_TONE)
    seen = {name: each.delta_e for name, each in watched.items() if each.pixels}
    return Drift(inside, outside, shift, tone, seen)


def heat_map(source: Picture, result: Picture) -> NDArray[np.float32]:
    """Return ΔE00 of each pixel, float32 [H, W].

    Raises:
        ValueError: Shapes differ.
    """
    if source.shape != result.shape:
        raise ValueError(f"Pictures of {source.shape} and {result.shape} differ.")
    found = np.zeros(source.shape[:2], np.float32)
    for top, bottom in _strips(source):
        one, other = source[top:bottom], result[top:bottom]
        differs = (one != other).any(axis=2)
        if differs.any():
            found[top:bottom][differs] = delta_e(to_lab(one[differs]), to_lab(other[differs]))
    return found


def coloured(heat: NDArray[np.float32], most: float = 20.0) -> NDArray[np.uint8]:
    """Return a heat map as a picture, uint8 [H, W, 3]: black for 0, bright for `most` and more."""
    cv2 = opencv()
    levels = np.clip(heat * (255 / most), 0, 255).astype(np.uint8)
    return np.ascontiguousarray(np.asarray(cv2.applyColorMap(levels, cv2.COLORMAP_INFERNO), np.uint8)[..., ::-1])


# --- strips ----------------------------------------------------------------------------------------------------------

_NO_SHIFT, _NO_TONE = (0.0, 0.0), (0.0, 0.0, 0.0)


def _strips(picture: Picture) -> Iterator[tuple[int, int]]:
    height, width = picture.shape[:2]
    rows = max(_STRIP_PIXELS // max(width, 1), 1)
    for top in range(0, height, rows):
        yield top, min(top + rows, height)


class _Sums:
    """What adds up over strips, for one part."""

    def __init__(self) -> None:
        self.pixels = self.changed = self.visible = self.edge_pixels = 0
        self.squares = self.delta_e = self.ssim = self.edges = 0.0
        self.histogram = np.zeros(_BINS, np.int64)

    def figures(self, most: int, spot: float) -> Figures | None:
        """The figures for levels up to `most`; None for a part without a pixel."""
        if not self.pixels:
            return None
        if not self.changed:
            return Figures(self.pixels)
        histogram = self.histogram.copy()
        histogram[0] += self.pixels - int(histogram.sum())
        place = int(np.searchsorted(np.cumsum(histogram), 0.99 * self.pixels))
        mean_square = self.squares / (3 * self.pixels)
        return Figures(
            self.pixels,
            changed=self.changed / self.pixels,
            visible=self.visible / self.pixels,
            psnr=float(10 * np.log10(most**2 / mean_square)),
            ssim=1 - self.ssim / self.pixels,
            delta_e=self.delta_e / self.pixels,
            delta_e_99=place * _BIN,
            edges=self.edges / self.edge_pixels if self.edge_pixels else 0.0,
            spot=spot,
        )


class _Spots:
    """Where a picture differs at a glance, in cells of at most `_MOST_CELLS` a side."""

    def __init__(self, picture: Picture) -> None:
        height, width = picture.shape[:2]
        self._cell = -(-max(height, width) // _MOST_CELLS)
        self._sums = np.zeros((-(-height // self._cell), -(-width // self._cell)), np.float32)

    def add(self, top: int, places: NDArray[np.bool_], colour: NDArray[np.float32]) -> None:
        """Take the differences of a strip's pixels, in the order of `places`, bool [h, W]."""
        rows, columns = np.nonzero(places)
        np.add.at(self._sums, ((rows + top) // self._cell, columns // self._cell), colour)

    def width(self, picture: Picture) -> float:
        """The width of the broadest spot as a share of the shorter side."""
        visible = self._sums >= VISIBLE * self._cell**2
        if not visible.any():
            return 0.0
        cv2 = opencv()
        # Beyond the border nothing differs.
        bordered = np.pad(visible, 1).astype(np.uint8)
        reach = float(np.asarray(cv2.distanceTransform(bordered, cv2.DIST_L2, 5)).max())
        return min((2 * reach - 1) * self._cell / min(picture.shape[:2]), 1.0)


class _Watched:
    """A colour, and what became of it."""

    def __init__(self, colour: tuple[int, int, int]) -> None:
        self._lab = to_lab(np.array([[colour]], np.uint8))[0, 0]
        self._sum = 0.0
        self.pixels = 0

    def add(self, before: Lab, after: Lab) -> None:
        """Take the pixels of a strip, float32 [N, 3]."""
        here = delta_e(before, np.broadcast_to(self._lab, before.shape)) < _SAME_COLOUR
        self.pixels += int(here.sum())
        self._sum += float(delta_e(before[here], after[here]).sum())

    @property
    def delta_e(self) -> float:
        """Mean ΔE00 between what it was and what it became."""
        return self._sum / self.pixels


def _add_strip(
    sums: Mapping[bool, _Sums],
    spots: "Mapping[bool, _Spots]",
    watched: Mapping[str, _Watched],
    source: Picture,
    result: Picture,
    region: NDArray[np.bool_] | None,
    top: int,
    bottom: int,
) -> None:
    one, other = source[top:bottom], result[top:bottom]
    inside = np.zeros(one.shape[:2], np.bool_) if region is None else region
    for key, part in ((True, inside), (False, ~inside)):
        sums[key].pixels += int(part.sum())
    differs = (one != other).any(axis=2)
    if watched and (outside := ~inside).any():
        before, after = to_lab(one[outside]), to_lab(other[outside])
        for each in watched.values():
            each.add(before, after)
    if not differs.any():
        return
    colour = delta_e(to_lab(one[differs]), to_lab(other[differs]))
    squares = ((one[differs].astype(np.float64) - other[differs]) ** 2).sum(axis=1)
    dissimilar, displaced, edges = _structure(source, result, top, bottom)
    for key, part in ((True, inside), (False, ~inside)):
        here, each = part[differs], sums[key]
        each.changed += int(here.sum())
        each.visible += int((colour[here] >= VISIBLE).sum())
        spots[key].add(top, differs & part, colour[here])
        each.squares += float(squares[here].sum())
        each.delta_e += float(colour[here].sum())
        bins = np.minimum(np.ceil(colour[here] / _BIN).astype(np.int64), _BINS - 1)
        each.histogram += np.bincount(bins, minlength=_BINS)
        each.ssim += float(dissimilar[part].sum())
        each.edge_pixels += int(edges[part].sum())
        each.edges += float(displaced[edges & part].sum())


def _structure(
    source: Picture, result: Picture, top: int, bottom: int
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.bool_]]:
    """Of a strip: what lacks to a structural similarity of 1, how far edges moved, and where edges are."""
    from skimage.metrics import structural_similarity

    cv2 = opencv()
    first, last = max(top - _MARGIN, 0), min(bottom + _MARGIN, source.shape[0])
    greys = [np.asarray(cv2.cvtColor(_bytes(each[first:last]), cv2.COLOR_RGB2GRAY)) for each in (source, result)]
    cut = slice(top - first, bottom - first)
    if min(greys[0].shape) >= _SSIM_SIDE:
        found: Any = structural_similarity(
            greys[0], greys[1], data_range=255, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, full=True
        )
        dissimilar = (1 - np.asarray(found[1], np.float32))[cut]
    else:
        dissimilar = np.zeros(greys[0][cut].shape, np.float32)
    edges, others = (np.asarray(cv2.Canny(each, *_CANNY)) > 0 for each in greys)
    # A side without any edge is far from all of them.
    distance = (
        np.asarray(cv2.distanceTransform((~others).astype(np.uint8), cv2.DIST_L2, 5))
        if others.any()
        else np.full(others.shape, _MOST_DISPLACEMENT, np.float32)
    )
    return dissimilar, np.minimum(distance, _MOST_DISPLACEMENT)[cut], edges[cut]


def _bytes(picture: Picture) -> NDArray[np.uint8]:
    return np.ascontiguousarray(picture if picture.dtype == np.uint8 else picture >> 8, dtype=np.uint8)


def _whole(
    source: Picture, result: Picture, region: NDArray[np.bool_] | None
) -> tuple[tuple[float, float], tuple[float, float, float]]:
    """Shift and tone of what lies outside the region, measured on at most `_ALIGNED_SIDE` pixels of a side."""
    cv2 = opencv()
    height, width = source.shape[:2]
    factor = max(height, width) / _ALIGNED_SIDE
    one, other = _bytes(source), _bytes(result)
    if region is not None:
        # What was to change must say nothing of the rest.
        other = np.where(region[..., None], one, other).astype(np.uint8)
    if factor > 1:
        size = max(round(width / factor), 1), max(round(height / factor), 1)
        one, other = (
            np.asarray(cv2.resize(each, size, interpolation=cv2.INTER_AREA), np.uint8) for each in (one, other)
        )
    alignment, _, _ = align(one, other)
    scale = max(factor, 1.0)
    return (alignment.shift[0] * scale, alignment.shift[1] * scale), alignment.tone
