"""Pictures with a known change: shapes on a textured ground, and photographs that scikit-image brings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage import data

Picture = NDArray[np.uint8]

PHOTOGRAPHS: Mapping[str, Callable[[], Picture]] = {
    "astronaut": data.astronaut,
    "coffee": data.coffee,
    "cat": data.chelsea,
    "rocket": data.rocket,
}
"""Those that come with the package; the others would be fetched."""


def part(name: str, side: int = 200) -> Picture:
    """The middle of a photograph."""
    picture = PHOTOGRAPHS[name]()
    top, left = ((length - side) // 2 for length in picture.shape[:2])
    return np.ascontiguousarray(picture[top : top + side, left : left + side])


@dataclass(frozen=True)
class Edited:
    """A picture before and after an edit, and where it truly changed."""

    before: Picture
    after: Picture
    truth: NDArray[np.bool_]


def ground(rng: np.random.Generator, side: int) -> Picture:
    """A smooth ground of two colours with some texture."""
    ramp = np.linspace(0, 1, side)[:, None, None]
    colours = rng.integers(40, 216, (2, 3))
    waves = 6 * np.sin(np.arange(side) / rng.uniform(2, 9))[None, :, None]
    return np.clip(colours[0] * (1 - ramp) + colours[1] * ramp + waves, 0, 255).astype(np.uint8)


def thing(picture: Picture, rng: np.random.Generator, centre: tuple[int, int], size: int, colour: list[int]) -> None:
    """Draw one shape into a picture."""
    match rng.integers(3):
        case 0:
            cv2.circle(picture, centre, size, colour, -1, cv2.LINE_AA)
        case 1:
            corner = (centre[0] + size, centre[1] + size)
            cv2.rectangle(picture, (centre[0] - size, centre[1] - size), corner, colour, -1)
        case _:
            points = np.array([(0, -size), (size, size), (-size, size)]) + centre
            cv2.fillPoly(picture, [points.astype(np.int32)], colour, cv2.LINE_AA)


def edited(seed: int, side: int = 128, noise: float = 2.0) -> Edited:
    """One thing is added, removed, recoloured or moved; then all of the picture gets the noise of an autoencoder."""
    rng = np.random.default_rng(seed)
    before = ground(rng, side)
    after = before.copy()
    places = rng.permutation([(x, y) for x in (1, 3, 5) for y in (1, 3, 5)])[:3] * side // 6
    sizes = rng.integers(side // 14, side // 7, 3)
    far = np.array([ground_colour for ground_colour in before.reshape(-1, 3)[:: side * side // 9]]).mean(axis=0)
    colours = [[int(each) for each in (far + rng.choice([-1, 1], 3) * rng.uniform(70, 120, 3)) % 256] for _ in range(4)]
    kind = seed % 4
    for number, (place, size) in enumerate(zip(places, sizes, strict=True)):
        shape = int(rng.integers(1 << 30))
        at, to = (int(place[0]), int(place[1])), colours[number]
        if number or kind != 0:
            thing(before, np.random.default_rng(shape), at, int(size), to)
        if number or kind in (0, 2):
            thing(after, np.random.default_rng(shape), at, int(size), colours[3] if not number and kind == 2 else to)
        if not number and kind == 3:
            thing(after, np.random.default_rng(shape), (at[0] + side // 12, at[1]), int(size), to)
    truth = np.abs(before.astype(int) - after).max(axis=2) > 24
    spoilt = np.clip(after + rng.normal(0, noise, after.shape), 0, 255).astype(np.uint8)
    return Edited(before, spoilt, truth)


def shifted(picture: Picture, pixels: float) -> Picture:
    back = np.array([[1, 0, pixels], [0, 1, 0]], np.float32)
    size = picture.shape[1], picture.shape[0]
    return np.asarray(
        cv2.warpAffine(picture, back, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE), np.uint8
    )


def blurred(picture: Picture, sigma: float) -> Picture:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.uint8)


def hue_turned(picture: Picture, degrees: float) -> Picture:
    turned = cv2.cvtColor(picture.astype(np.float32) / 255, cv2.COLOR_RGB2HSV)
    turned[..., 0] = (turned[..., 0] + degrees) % 360
    return np.round(np.asarray(cv2.cvtColor(turned, cv2.COLOR_HSV2RGB)) * 255).astype(np.uint8)


def without_object(picture: Picture, side: int) -> Picture:
    """A square in the middle is painted over with a colour that is far from what was there."""
    top, left = (length // 2 - side // 2 for length in picture.shape[:2])
    gone = picture.copy()
    gone[top : top + side, left : left + side] = (picture[top, left].astype(int) + 128) % 256
    return gone


CORRUPTIONS: Mapping[str, tuple[Callable[[Picture, float], Picture], tuple[float, float, float]]] = {
    "shift": (shifted, (0.25, 0.5, 1.0)),
    "hue": (hue_turned, (1.0, 2.0, 6.0)),
    "blur": (blurred, (0.4, 0.6, 1.2)),
    "object": (lambda picture, side: without_object(picture, int(side)), (12, 24, 48)),
}
