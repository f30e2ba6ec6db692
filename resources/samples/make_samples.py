"""Draws the sample picture and the sample clip; both are entirely procedural.

Run from the repository root, with the project installed: ``python resources/samples/make_samples.py``.
"""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from lance_studio.media.encode import write_mp4
from lance_studio.media.images import write_png

Pixels = NDArray[np.float64]
Point = tuple[float, float]

_FOLDER = Path(__file__).parent
_SUPERSAMPLING = 2
_HORIZON = 0.56  # height of the water line, as a part of the picture's height
_SUN: Point = (0.64, 0.425)

_SKY = [(0.0, (46, 74, 120)), (0.4, (122, 134, 168)), (0.72, (226, 168, 150)), (1.0, (252, 214, 158))]
_HILLS = [
    (0.490, 0.070, 2.1, 0.3, (160, 134, 156)),
    (0.520, 0.055, 3.3, 1.9, (112, 104, 136)),
    (0.545, 0.035, 4.7, 4.2, (66, 74, 102)),
]
_WALLS = [(214, 122, 92), (232, 196, 142), (196, 92, 84), (224, 216, 198), (150, 128, 136), (236, 168, 110)]
_ROOFS = [(110, 54, 52), (84, 62, 74), (124, 70, 54)]
_LAMP = (255, 226, 150)


def main() -> None:
    """Write ``harbour.png`` and ``drift.mp4`` beside this script."""
    write_png(_FOLDER / "harbour.png", _harbour(768, 512), overwrite=True)
    write_mp4(_FOLDER / "drift.mp4", _drift(480, 320, 60, 24), Fraction(24), overwrite=True, crf=23)


def _harbour(width: int, height: int) -> NDArray[np.uint8]:
    canvas = _Canvas(width, height, phase=0.6)
    canvas.boat(0.47, 0.660, 0.135, (172, 62, 56), (250, 240, 220))
    canvas.boat(0.845, 0.635, 0.090, (52, 84, 110), (244, 226, 200))
    canvas.rowing_boat(0.24, 0.800, 0.120, (72, 98, 92))
    return canvas.finish()


def _drift(width: int, height: int, frames: int, rate: int) -> Iterator[NDArray[np.uint8]]:
    land: Pixels | None = None
    for number in range(frames):
        seconds = number / rate
        canvas = _Canvas(width, height, phase=0.6 + 2.4 * seconds, land=land)
        land = canvas.land
        bob = 0.004 * np.sin(2.2 * seconds)
        canvas.boat(0.845, 0.635 + 0.4 * bob, 0.090, (52, 84, 110), (244, 226, 200))
        canvas.boat(0.20 + 0.16 * seconds, 0.700 + bob, 0.170, (172, 62, 56), (250, 240, 220))
        yield canvas.finish()


class _Canvas:
    """A harbour at sunset, painted from the back to the front; coordinates are parts of its width and height."""

    def __init__(self, width: int, height: int, phase: float, land: Pixels | None = None) -> None:
        self.final_size = (width, height)
        self.width, self.height = width * _SUPERSAMPLING, height * _SUPERSAMPLING
        self.phase = phase  # radians; moves the ripples
        self.land = self._land() if land is None else land  # the same in every frame of a clip
        self.pixels = self._with_water(self.land)

    def finish(self) -> NDArray[np.uint8]:
        """The picture at its final size, uint8 [H, W, 3]."""
        picture = Image.fromarray(np.clip(np.rint(self.pixels), 0, 255).astype(np.uint8))
        return np.asarray(picture.resize(self.final_size, Image.Resampling.BOX))

    def boat(self, x: float, water: float, size: float, hull: tuple[int, int, int], sail: tuple[int, int, int]) -> None:
        """A sailing boat whose hull is `size` long; `water` is the height of its water line."""
        layer, draw = self._layer()
        s = size * self.width
        left, bottom = x * self.width, water * self.height
        shade = tuple(int(0.82 * value) for value in sail)

        def at(*points: Point) -> list[Point]:
            return [(left + s * px, bottom - s * py) for px, py in points]

        draw.line(at((0.02, 0.1), (0.02, 1.28)), fill=(74, 54, 48), width=max(2, int(0.018 * s)))
        draw.polygon(at((0.05, 0.22), (0.05, 1.24), (0.46, 0.24)), fill=sail)
        draw.polygon(at((0.05, 0.22), (0.05, 0.52), (0.30, 0.42), (0.46, 0.24)), fill=shade)
        draw.polygon(at((-0.02, 0.26), (-0.02, 1.10), (-0.40, 0.28)), fill=shade)
        draw.polygon(at((-0.52, 0.17), (0.56, 0.20), (0.42, -0.01), (-0.38, -0.01)), fill=hull)
        draw.line(at((-0.52, 0.17), (0.56, 0.20)), fill=(250, 236, 214), width=max(2, int(0.022 * s)))
        draw.polygon(at((-0.30, 0.18), (-0.26, 0.27), (-0.06, 0.27), (-0.04, 0.19)), fill=(236, 222, 200))
        self._place(layer, water)

    def rowing_boat(self, x: float, water: float, size: float, hull: tuple[int, int, int]) -> None:
        """A moored rowing boat, `size` long."""
        layer, draw = self._layer()
        s = size * self.width
        left, bottom = x * self.width, water * self.height

        def at(*points: Point) -> list[Point]:
            return [(left + s * px, bottom - s * py) for px, py in points]

        draw.polygon(at((-0.52, 0.22), (-0.36, 0.17), (0.36, 0.17), (0.54, 0.25), (0.38, 0.0), (-0.38, 0.0)), fill=hull)
        draw.polygon(at((-0.40, 0.185), (0.40, 0.185), (0.34, 0.145), (-0.34, 0.145)), fill=(44, 50, 52))
        draw.line(
            at((-0.52, 0.22), (-0.36, 0.17), (0.36, 0.17), (0.54, 0.25)), fill=(206, 178, 140), width=int(0.03 * s)
        )
        draw.line(at((-0.1, 0.2), (0.62, -0.02)), fill=(150, 112, 78), width=max(2, int(0.018 * s)))
        self._place(layer, water)

    def _layer(self) -> tuple[Image.Image, ImageDraw.ImageDraw]:
        layer = Image.new("RGBA", (self.width, self.height))
        return layer, ImageDraw.Draw(layer)

    def _place(self, layer: Image.Image, water: float) -> None:
        """Put a thing that floats at the line `water` into the picture, with its reflection below."""
        source = np.asarray(layer).astype(np.float64)
        line = int(water * self.height)
        depth = np.arange(self.height - line)
        reflected = np.zeros_like(source)
        mirrored = np.clip(line - 1 - depth, 0, None)
        shift = np.rint(self._ripple(depth / self.height, water) * self.width).astype(int)
        columns = np.clip(np.arange(self.width)[None, :] + shift[:, None], 0, self.width - 1)
        reflected[line:] = source[mirrored[:, None], columns]
        reflected[..., :3] = 0.55 * reflected[..., :3] + 0.45 * np.array([64, 76, 104])
        reflected[line:, :, 3] *= (0.80 * np.exp(-depth / (0.16 * self.height)))[:, None]
        for part in (reflected, source):
            alpha = part[..., 3:] / 255
            self.pixels = self.pixels * (1 - alpha) + part[..., :3] * alpha

    def _land(self) -> Pixels:
        """Everything above the water: sky, sun, clouds, hills, a town and a lighthouse."""
        sky = self._sky()
        picture = Image.fromarray(np.clip(np.rint(sky), 0, 255).astype(np.uint8))
        draw = ImageDraw.Draw(picture)
        x = np.linspace(0, 1, self.width)
        for base, rise, waves, offset, colour in _HILLS:
            ridge = base - rise * (
                0.5 + 0.32 * np.sin(waves * 2 * x + offset) + 0.18 * np.sin(5 * waves * x + 2 * offset)
            )
            points = [(px * self.width, py * self.height) for px, py in zip(x, ridge, strict=True)]
            draw.polygon([*points, (self.width, self.height), (0, self.height)], fill=colour)
        self._town(draw)
        self._lighthouse(draw)
        return np.asarray(picture).astype(np.float64)

    def _sky(self) -> Pixels:
        rows = np.linspace(0, 1 / _HORIZON, self.height)
        stops = [position for position, _ in _SKY]
        gradient = np.stack([np.interp(rows, stops, [colour[i] for _, colour in _SKY]) for i in range(3)], axis=-1)
        sky = np.repeat(gradient[:, None, :], self.width, axis=1)
        y, x = np.mgrid[0 : self.height, 0 : self.width] / self.height
        aspect = self.width / self.height
        distance = np.hypot(x - _SUN[0] * aspect, y - _SUN[1])
        for reach, strength in ((0.34, 0.45), (0.12, 0.5)):
            glow = strength * np.exp(-((distance / reach) ** 2))[..., None]
            sky = sky * (1 - glow) + np.array([255, 226, 170]) * glow
        disc = np.clip((0.048 - distance) * self.height / 2, 0, 1)[..., None]
        sky = sky * (1 - disc) + np.array([255, 246, 214]) * disc
        return self._with_clouds(sky)

    def _with_clouds(self, sky: Pixels) -> Pixels:
        layer = Image.new("L", (self.width, self.height))
        draw = ImageDraw.Draw(layer)
        random = np.random.default_rng(7)
        for centre_x, centre_y, length in (
            (0.20, 0.14, 0.30),
            (0.80, 0.22, 0.26),
            (0.42, 0.30, 0.34),
            (0.95, 0.36, 0.2),
        ):
            for _ in range(16):
                cx = (centre_x + length * random.normal(0, 0.33)) * self.width
                cy = (centre_y + random.normal(0, 0.010)) * self.height
                rx, ry = self.width * random.uniform(0.03, 0.09), self.height * random.uniform(0.005, 0.014)
                draw.ellipse((cx - rx, cy - ry, cx + rx, cy + ry), fill=int(random.uniform(70, 170)))
        cover = (
            np.asarray(layer.filter(ImageFilter.GaussianBlur(self.height / 110))).astype(np.float64)[..., None] / 255
        )
        warmth = np.linspace(0, 1, self.height)[:, None, None]
        colour = np.array([232, 196, 200]) * (1 - warmth) + np.array([255, 214, 170]) * warmth
        return sky * (1 - cover) + colour * cover

    def _town(self, draw: ImageDraw.ImageDraw) -> None:
        random = np.random.default_rng(11)
        quay = _HORIZON * self.height
        x = -0.01 * self.width
        while x < 0.40 * self.width:
            w = self.width * random.uniform(0.030, 0.050)
            h = self.height * random.uniform(0.070, 0.125) * (1 - 0.7 * x / self.width)
            wall = _WALLS[random.integers(len(_WALLS))]
            roof = _ROOFS[random.integers(len(_ROOFS))]
            gable = h * random.uniform(0.22, 0.42)
            draw.rectangle((x, quay - h, x + w, quay), fill=wall)
            shaded = tuple(int(0.78 * value) for value in wall)
            draw.rectangle((x, quay - h, x + 0.18 * w, quay), fill=shaded)
            draw.polygon(
                [(x - 0.06 * w, quay - h), (x + 0.5 * w, quay - h - gable), (x + 1.06 * w, quay - h)], fill=roof
            )
            self._windows(draw, random, (x, quay - h, w, h))
            x += w * random.uniform(0.98, 1.12)
        draw.rectangle((0, quay - 0.010 * self.height, 0.43 * self.width, quay), fill=(86, 76, 80))

    def _windows(
        self, draw: ImageDraw.ImageDraw, random: np.random.Generator, house: tuple[float, float, float, float]
    ) -> None:
        left, top, w, h = house
        floors = max(1, int(h / (0.032 * self.height)))
        for floor in range(floors):
            for column in (0.30, 0.66):
                lit = random.random() < 0.45
                x, y = left + column * w, top + (floor + 0.28) * h / floors
                size = (x, y, x + 0.15 * w, y + 0.42 * h / floors)
                draw.rectangle(size, fill=_LAMP if lit else (70, 64, 84))

    def _lighthouse(self, draw: ImageDraw.ImageDraw) -> None:
        w, h = self.width, self.height
        rocks = [(0.86, 0.56), (0.885, 0.540), (0.91, 0.536), (0.94, 0.527), (0.975, 0.535), (1.0, 0.53), (1.0, 0.56)]
        draw.polygon([(x * w, y * h) for x, y in rocks], fill=(60, 56, 70))
        bottom, top, x = 0.53 * h, 0.33 * h, 0.935 * w
        for band in range(5):
            y0, y1 = bottom + (top - bottom) * band / 5, bottom + (top - bottom) * (band + 1) / 5
            r0, r1 = w * (0.015 - 0.0012 * band), w * (0.015 - 0.0012 * (band + 1))
            colour = (238, 228, 214) if band % 2 == 0 else (186, 70, 62)
            draw.polygon([(x - r0, y0), (x + r0, y0), (x + r1, y1), (x - r1, y1)], fill=colour)
            draw.polygon(
                [(x - r0, y0), (x - 0.4 * r0, y0), (x - 0.4 * r1, y1), (x - r1, y1)],
                fill=tuple(int(0.8 * c) for c in colour),
            )
        draw.rectangle((x - 0.012 * w, top - 0.006 * h, x + 0.012 * w, top), fill=(60, 50, 56))
        draw.rectangle((x - 0.007 * w, top - 0.034 * h, x + 0.007 * w, top - 0.006 * h), fill=_LAMP)
        draw.polygon(
            [(x - 0.010 * w, top - 0.034 * h), (x, top - 0.058 * h), (x + 0.010 * w, top - 0.034 * h)],
            fill=(150, 52, 50),
        )

    def _with_water(self, land: Pixels) -> Pixels:
        """Mirror the land at the horizon, broken by ripples that grow towards the viewer."""
        line = int(_HORIZON * self.height)
        depth = np.arange(self.height - line)
        near = depth / len(depth)
        rows = np.clip(
            line - 1 - depth * 0.95 + self.height * 0.004 * near * np.sin(depth * 0.33 - self.phase), 0, line - 1
        )
        shift = np.rint(self._ripple(depth / self.height, _HORIZON) * self.width).astype(int)
        columns = np.clip(np.arange(self.width)[None, :] + shift[:, None], 0, self.width - 1)
        water = land[rows.astype(int)[:, None], columns]
        deep = np.array([38, 62, 92])
        mix = (0.22 + 0.42 * near)[:, None, None]
        water = water * (1 - mix) + deep * mix
        water += self._waves(depth, near)[..., None] * np.array([34, 30, 26])
        picture = land.copy()
        picture[line:] = water
        return picture

    def _ripple(self, depth: Pixels, start: float) -> Pixels:
        """Sideways displacement of a reflection by its depth below the line `start`, in parts of the width."""
        strength = 0.0015 + 0.016 * (depth + max(0.0, start - _HORIZON))
        pattern = np.sin(150 * depth**0.8 - 1.3 * self.phase) + 0.6 * np.sin(271 * depth**0.85 + 0.9 * self.phase)
        return strength * pattern

    def _waves(self, depth: NDArray[np.int_], near: Pixels) -> Pixels:
        """Brightness of the ripples and of the sun's path on them, -1 to 3, [rows, W]."""
        x = np.linspace(0, self.width / self.height, self.width)[None, :]
        row = (46 * np.log1p(9 * near))[:, None]
        swell = np.sin(row * 1.7 + 3.0 * np.sin(5 * x + 0.12 * row) - self.phase)
        swell += 0.7 * np.sin(row * 2.9 + 4.1 * np.sin(8 * x - 0.2 * row + 1.0) + 0.7 * self.phase)
        swell += 0.5 * np.sin(row * 4.3 - 11 * x + 2.0 * np.sin(13 * x) + 1.6 * self.phase)
        offset = x - _SUN[0] * self.width / self.height
        path = np.exp(-((offset / (0.055 + 0.12 * near[:, None])) ** 2))
        glitter = 3.4 * path * np.clip(swell - 0.25, 0, 1) * (1 - 0.55 * near[:, None])
        return 0.32 * swell * (0.35 + near[:, None]) + glitter


if __name__ == "__main__":
    main()
