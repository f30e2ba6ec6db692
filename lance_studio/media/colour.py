"""Colours of other spaces as sRGB: wide gamut by the files' primaries, HDR by one stated curve.

The numbers are those of ITU-T H.273. Light is counted in units of diffuse white: 203 cd/m² of HDR (ITU-R BT.2408), 1.0
of anything else. HDR is brought into sRGB's range by `roll_off` on the brightest channel, so that hues stay.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Frame: TypeAlias = NDArray[np.uint8]
Floats: TypeAlias = NDArray[np.float64]
Plane: TypeAlias = NDArray[np.uint8] | NDArray[np.uint16]
Point: TypeAlias = tuple[float, float]

UNSPECIFIED = 2
"""H.273's number for what a file does not say."""
BT709, BT2020 = 1, 9
"""Primaries, and matrices."""
SRGB, PQ, HLG = 13, 16, 18
"""Transfer characteristics."""
HDR = (PQ, HLG)
"""Transfer characteristics of high dynamic range."""

REFERENCE_WHITE = 203.0
"""cd/m² of HDR that count as diffuse white."""
KNEE = 0.8
"""Light up to which HDR is shown as it is, in units of diffuse white."""

_HLG_PEAK, _HLG_GAMMA = 1000.0, 1.2  # the display for which HLG is graded
_D65: Point = (0.3127, 0.3290)
_C: Point = (0.310, 0.316)
_DCI: Point = (0.314, 0.351)
_EQUAL: Point = (1 / 3, 1 / 3)
_P3 = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
_SMPTE_C = ((0.630, 0.340), (0.310, 0.595), (0.155, 0.070))
_SRGB_POINTS = ((0.640, 0.330), (0.300, 0.600), (0.150, 0.060))
# Red, green, blue and white.
_PRIMARIES: dict[int, tuple[tuple[Point, ...], Point]] = {
    4: (((0.67, 0.33), (0.21, 0.71), (0.14, 0.08)), _C),
    5: (((0.64, 0.33), (0.29, 0.60), (0.15, 0.06)), _D65),
    6: (_SMPTE_C, _D65),
    7: (_SMPTE_C, _D65),
    8: (((0.681, 0.319), (0.243, 0.692), (0.145, 0.049)), _C),
    BT2020: (((0.708, 0.292), (0.170, 0.797), (0.131, 0.046)), _D65),
    10: (((1.0, 0.0), (0.0, 1.0), (0.0, 0.0)), _EQUAL),
    11: (_P3, _DCI),
    12: (_P3, _D65),
    22: (((0.630, 0.340), (0.295, 0.605), (0.155, 0.077)), _D65),
}
_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
_BLOCK = 1 << 16  # pixels that are converted at once: as many as the processor's cache holds
_LEVELS = 65535


def srgb_to_light(signal: Floats) -> Floats:
    """Turn sRGB's values, 0 to 1, into light."""
    return np.where(signal <= 0.04045, signal / 12.92, ((np.maximum(signal, 0) + 0.055) / 1.055) ** 2.4)


def light_to_srgb(light: Floats) -> Floats:
    """Turn light, 0 to 1, into sRGB's values."""
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * np.maximum(light, 0) ** (1 / 2.4) - 0.055)


def pq_to_light(signal: Floats) -> Floats:
    """Turn PQ's values (SMPTE ST 2084), 0 to 1, into light in units of diffuse white."""
    m1, m2, c1, c2, c3 = 2610 / 16384, 2523 / 32, 3424 / 4096, 2413 / 128, 2392 / 128
    power = np.maximum(signal, 0) ** (1 / m2)
    return 10000 / REFERENCE_WHITE * (np.maximum(power - c1, 0) / (c2 - c3 * power)) ** (1 / m1)


def hlg_to_scene(signal: Floats) -> Floats:
    """Turn HLG's values (ITU-R BT.2100), 0 to 1, into the light that the camera saw, 0 to 1."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    return np.where(signal <= 0.5, np.maximum(signal, 0) ** 2 / 3, (np.exp((signal - c) / a) + b) / 12)


def roll_off(light: Floats) -> Floats:
    """Bring the light of HDR into the range of sRGB.

    Up to `KNEE` it stays; what is brighter comes nearer to 1 along a hyperbola, without a bend between the two:
    1 − 0.04 / (light − 0.6). Diffuse white becomes 0.9, sRGB's level 243.

    Args:
        light: In units of diffuse white, 0 or more.

    Returns:
        0 to 1.
    """
    room = 1 - KNEE
    return np.where(light <= KNEE, light, 1 - room**2 / np.maximum(light - KNEE + room, room))


# What is meant to be seen on an ordinary display counts as sRGB: players show it so, and white stays white.
_LIGHT: dict[int, Callable[[Floats], Floats]] = {
    4: lambda signal: signal**2.2,
    5: lambda signal: signal**2.8,
    8: lambda signal: signal,
    9: lambda signal: np.where(signal <= 0, 0, 10 ** ((signal - 1) * 2)),
    10: lambda signal: np.where(signal <= 0, 0, 10 ** ((signal - 1) * 2.5)),
    17: lambda signal: signal**2.6 * 52.37 / 48,
    PQ: pq_to_light,
    HLG: hlg_to_scene,
}


def is_srgb(primaries: int, transfer: int) -> bool:
    """Tell whether colours given by numbers are shown as they are.

    Args:
        primaries: H.273's number; what is unknown counts as sRGB's.
        transfer: H.273's number; likewise.
    """
    return primaries not in _PRIMARIES and transfer not in _LIGHT


def matrix_to_srgb(points: tuple[Point, ...], white: Point) -> Floats:
    """Find how light of three primaries becomes light of sRGB's.

    Args:
        points: Chromaticities of red, green and blue.
        white: That of white, which becomes sRGB's (Bradford adaptation).

    Returns:
        float64 [3, 3], to be multiplied from the left.

    Raises:
        ValueError: No colours are made of such primaries.
    """
    try:
        found = np.linalg.inv(_to_xyz(_SRGB_POINTS, _D65)) @ _adaptation(white) @ _to_xyz(points, white)
    except (np.linalg.LinAlgError, ZeroDivisionError) as error:
        raise ValueError("primaries that make no colours") from error
    if not np.isfinite(found).all():
        raise ValueError("primaries that make no colours")
    return found


def _to_xyz(points: tuple[Point, ...], white: Point) -> Floats:
    columns = np.array([(x, y, 1 - x - y) for x, y in points]).T
    return np.asarray(columns * np.linalg.solve(columns, _xyz(white)), np.float64)


def _xyz(white: Point) -> Floats:
    return np.array([white[0] / white[1], 1.0, (1 - white[0] - white[1]) / white[1]])


def _adaptation(white: Point) -> Floats:
    if white == _D65:
        return np.eye(3)
    gains = (_BRADFORD @ _xyz(_D65)) / (_BRADFORD @ _xyz(white))
    return np.linalg.inv(_BRADFORD) @ (gains[:, None] * _BRADFORD)


@dataclass(frozen=True, eq=False)
class Conversion:
    """One way from a file's RGB to sRGB.

    Attributes:
        to_light: What turns its values, 0 to 1, into light.
        matrix: From light of its primaries to light of sRGB's, float64 [3, 3].
        transfer: `PQ` or `HLG` for high dynamic range, anything else without.
    """

    to_light: Callable[[Floats], Floats]
    matrix: Floats
    transfer: int = SRGB

    def planes(self, red: Plane, green: Plane, blue: Plane, white: int) -> Frame:
        """Convert a picture.

        Args:
            red: uint8 or uint16 [H, W]; `green` and `blue` likewise.
            green: See `red`.
            blue: See `red`.
            white: The level of full signal, 255 to 65535.

        Returns:
            uint8 [H, W, 3], sRGB.
        """
        table = self._table(white)
        height, width = red.shape
        result = np.empty((height, width, 3), np.uint8)
        rows = max(1, _BLOCK // max(width, 1))
        for top in range(0, height, rows):
            part = slice(top, top + rows)
            light = [table.take(plane[part], mode="clip") for plane in (red, green, blue)]
            for channel, level in enumerate(self._srgb_light(light)):
                np.clip(level, 0, 1, out=level)
                level *= _LEVELS
                level += 0.5
                result[part, :, channel] = _encoded().take(level.astype(np.uint16))
        return result

    def frame(self, frame: Frame) -> Frame:
        """Convert a picture of 8 bits.

        Args:
            frame: uint8 [H, W, 3].

        Returns:
            uint8 [H, W, 3], sRGB.
        """
        return self.planes(frame[..., 0], frame[..., 1], frame[..., 2], 255)

    def _table(self, white: int) -> NDArray[np.float32]:
        if white not in self._tables:
            levels = np.arange(256 if white <= 255 else 65536) / white
            self._tables[white] = self.to_light(np.minimum(levels, 1.0)).astype(np.float32)
        return self._tables[white]

    @cached_property
    def _tables(self) -> dict[int, NDArray[np.float32]]:
        return {}

    def _srgb_light(self, light: list[NDArray[np.float32]]) -> list[NDArray[np.float32]]:
        if self.transfer == HLG:
            red, green, blue = light
            luminance = np.maximum(0.2627 * red + 0.6780 * green + 0.0593 * blue, 1e-9)
            # The display's gamma acts on luminance, so that colours keep their saturation.
            gain = (luminance ** (_HLG_GAMMA - 1) * (_HLG_PEAK / REFERENCE_WHITE)).astype(np.float32)
            light = [channel * gain for channel in light]
        m = self.matrix.astype(np.float32)
        found = [row[0] * light[0] + row[1] * light[1] + row[2] * light[2] for row in m]
        if self.transfer in HDR:
            brightest = np.maximum(np.maximum(found[0], found[1]), found[2])
            bright = brightest > KNEE
            if bright.any():
                gain = np.ones_like(brightest)
                gain[bright] = roll_off(brightest[bright].astype(np.float64)) / brightest[bright]
                found = [channel * gain for channel in found]
        return found


@lru_cache(maxsize=32)
def conversion(primaries: int, transfer: int) -> Conversion:
    """Find the way to sRGB from colours that are given by numbers.

    Args:
        primaries: H.273's number; what is unknown counts as sRGB's, but as BT.2020's for HDR.
        transfer: H.273's number; what is unknown counts as sRGB's.
    """
    if primaries == UNSPECIFIED and transfer in HDR:
        primaries = BT2020
    found = _PRIMARIES.get(primaries)
    matrix = np.eye(3) if found is None else matrix_to_srgb(*found)
    return Conversion(_LIGHT.get(transfer, srgb_to_light), matrix, transfer)


@lru_cache(maxsize=1)
def _encoded() -> Frame:
    """The level of sRGB for each of 65,536 steps of light."""
    return np.rint(light_to_srgb(np.arange(_LEVELS + 1) / _LEVELS) * 255).astype(np.uint8)
