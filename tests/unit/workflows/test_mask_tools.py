"""What mask tools compute, compared with what each pixel's definition says."""

from collections import deque
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy.ndimage import distance_transform_edt, gaussian_filter

from lance_studio.limits import PICTURE_SIDE
from lance_studio.workflows import mask_tools
from lance_studio.workflows.mask_object import object_in_box
from lance_studio.workflows.mask_tools import filled, grown, resized, same_colour

MASKS = arrays.arrays(np.bool_, arrays.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=14))


def distances(inside: np.ndarray) -> np.ndarray:
    """From each pixel to the nearest one inside, squared; very far where there is none."""
    rows, columns = np.indices(inside.shape)
    points = np.argwhere(inside)
    if not len(points):
        return np.full(inside.shape, 10**9)
    return np.min([(rows - y) ** 2 + (columns - x) ** 2 for y, x in points], axis=0)


@given(mask=MASKS, pixels=st.integers(-6, 6))
def test_a_mask_is_grown_and_shrunk_by_a_distance(mask: np.ndarray, pixels: int) -> None:
    expected = distances(mask) <= pixels**2 if pixels > 0 else mask & (distances(~mask) > pixels**2)
    np.testing.assert_array_equal(grown(mask, pixels), expected)


def test_growing_leaves_its_argument_alone_and_ends_at_the_picture() -> None:
    mask = np.zeros((5, 7), np.bool_)
    mask[2, 3] = True
    before = mask.copy()
    assert grown(mask, 256).all()
    assert not grown(mask, -1).any()
    assert grown(np.ones((5, 7), np.bool_), -3).all()  # the border of the picture is no edge
    np.testing.assert_array_equal(mask, before)


def euclidean(mask: np.ndarray) -> np.ndarray:
    """Distances from a mask, by another library."""
    return np.asarray(distance_transform_edt(~mask))


def test_large_masks_are_grown_in_parts_that_fit_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mask_tools, "_TILE", 37)
    mask = np.random.default_rng(4).random((150, 211)) < 0.004
    for radius in (1, 5, 12, 40):
        np.testing.assert_array_equal(grown(mask, radius), euclidean(mask) <= radius)
        np.testing.assert_array_equal(grown(~mask, -radius), euclidean(mask) > radius)


def test_distances_are_exact_in_wide_pictures_too() -> None:
    mask = np.random.default_rng(5).random((40, 12_000)) < 0.0002
    for radius in (65, 169, 256):
        np.testing.assert_array_equal(grown(mask, radius), euclidean(mask) <= radius)


def reached(alike: np.ndarray, x: int, y: int) -> np.ndarray:
    """What a walk from pixel to pixel reaches."""
    result, waiting = np.zeros_like(alike), deque([(y, x)] if alike[y, x] else [])
    while waiting:
        row, column = waiting.popleft()
        if not (0 <= row < alike.shape[0] and 0 <= column < alike.shape[1]):
            continue
        if alike[row, column] and not result[row, column]:
            result[row, column] = True
            waiting += [(row + 1, column), (row - 1, column), (row, column + 1), (row, column - 1)]
    return result


COLOURED = arrays.arrays(np.uint8, st.tuples(st.integers(1, 14), st.integers(1, 14), st.just(3)))


@given(picture=COLOURED, tolerance=st.integers(0, 255), data=st.data())
def test_a_colour_is_selected_where_a_walk_over_its_like_reaches(
    picture: np.ndarray, tolerance: int, data: st.DataObject
) -> None:
    y, x = (data.draw(st.integers(0, side - 1)) for side in picture.shape[:2])
    alike = (abs(picture.astype(int) - picture[y, x].astype(int)) <= tolerance).all(axis=-1)
    np.testing.assert_array_equal(same_colour(picture, x, y, tolerance), reached(alike, x, y))


def in_colours(mask: np.ndarray) -> np.ndarray:
    return np.where(mask[..., None], np.uint8(200), np.uint8(90)).repeat(3, axis=-1)


@given(mask=MASKS, data=st.data())
def test_what_hangs_together_does_so_by_sides(mask: np.ndarray, data: st.DataObject) -> None:
    y, x = (data.draw(st.integers(0, side - 1)) for side in mask.shape)
    np.testing.assert_array_equal(same_colour(in_colours(mask), x, y, 0), reached(mask == mask[y, x], x, y))


def test_a_spiral_hangs_together() -> None:
    size, alike = 41, np.zeros((41, 41), np.bool_)
    for ring in range(0, size // 2, 2):
        alike[ring, ring : size - ring] = alike[ring : size - ring, size - 1 - ring] = True
        alike[size - 1 - ring, ring : size - ring] = alike[ring + 2 : size - ring, ring] = True
        alike[ring + 2, ring : ring + 3] = True
    np.testing.assert_array_equal(same_colour(in_colours(alike), 0, 0, 0), reached(alike, 0, 0))


def test_the_picture_may_be_of_any_layout_and_is_left_alone() -> None:
    mask = np.random.default_rng(6).random((30, 50)) < 0.7
    picture = in_colours(mask)
    picture.flags.writeable = False
    expected = reached(mask == mask[9, 20], 20, 9)
    np.testing.assert_array_equal(same_colour(picture, 20, 9, 0), expected)
    np.testing.assert_array_equal(same_colour(picture[:, ::-1], 29, 9, 0), expected[:, ::-1])
    np.testing.assert_array_equal(picture, in_colours(mask))


def test_the_longest_picture_is_filled_to_its_end() -> None:
    picture = np.zeros((2, PICTURE_SIDE.most, 3), np.uint8)
    picture[:, 70] = 255
    assert same_colour(picture, PICTURE_SIDE.most - 1, 1, 10).sum() == 2 * (PICTURE_SIDE.most - 71)


def test_a_colour_is_selected_within_the_tolerance_and_as_far_as_it_hangs_together() -> None:
    picture = np.zeros((4, 6, 3), np.uint8)
    picture[:, 3] = 255
    picture[1, 1] = (10, 0, 5)
    assert same_colour(picture, 0, 0, 10).sum() == 12
    assert same_colour(picture, 0, 0, 9).sum() == 11
    assert same_colour(picture, 3, 0, 255).all()
    assert same_colour(picture, 3, 2, 0).sum() == 4


POINTS = st.lists(st.tuples(st.floats(-8, 24), st.floats(-8, 24)), min_size=3, max_size=9)


@given(points=POINTS)
def test_an_outline_holds_the_pixels_that_are_inside_by_the_even_odd_rule(points: list[tuple[float, float]]) -> None:
    width, height = 16, 12
    part, (left, top) = filled(points, (width, height))
    inside = np.zeros((height, width), np.bool_)
    inside[top : top + part.shape[0], left : left + part.shape[1]] = part
    for y in range(height):
        for x in range(width):
            px, py, crossings, near = x + 0.5, y + 0.5, 0, False
            for (x0, y0), (x1, y1) in zip(points, [*points[1:], points[0]], strict=True):
                near |= abs(y0 - py) < 1e-6 or abs(y1 - py) < 1e-6
                if (y0 <= py) != (y1 <= py):
                    at = x0 + (py - y0) * (x1 - x0) / (y1 - y0)
                    near |= abs(at - px) < 1e-6
                    crossings += at < px
            assert near or inside[y, x] == crossings % 2, (x, y)


def test_a_mask_is_stretched_to_another_size() -> None:
    mask = np.zeros((2, 4), np.bool_)
    mask[0, 1] = True
    expected = np.zeros((4, 8), np.bool_)
    expected[:2, 2:4] = True
    np.testing.assert_array_equal(resized(mask, 8, 4), expected)
    np.testing.assert_array_equal(resized(expected, 4, 2), mask)


def scene(height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    """A figure of two colours on a sloping, noisy ground, and where it is."""
    chance = np.random.default_rng(0)
    rows, columns = np.mgrid[:height, :width]
    ground = np.stack([60 + 80 * columns / width, 120 + 60 * rows / height, np.full((height, width), 140.0)], -1)
    head = (columns - width * 0.5) ** 2 + (rows - height * 0.4) ** 2 < (height / 5) ** 2
    body = (abs(columns - width * 0.5) < height / 12) & (rows > height * 0.4) & (rows < height * 0.85)
    figure = head | body
    picture = ground + chance.normal(0, 12, ground.shape)
    picture[figure] = chance.normal((190, 120, 70), 20, (figure.sum(), 3))
    right = figure & (columns > width * 0.5)
    picture[right] = chance.normal((225, 205, 90), 15, (right.sum(), 3))
    return np.clip(picture, 0, 255).astype(np.uint8), figure


@pytest.mark.parametrize("size", [(200, 300), (2000, 3000)])
def test_the_object_in_a_box_is_found_to_its_edge(size: tuple[int, int]) -> None:
    picture, figure = scene(*size)
    height, width = size
    box = (round(width / 2 - height / 4), round(height * 0.15), round(width / 2 + height / 4), round(height * 0.9))
    found = object_in_box(picture, box)
    assert overlap(found, figure) > 0.99
    outside = np.ones_like(found)
    outside[box[1] : box[3], box[0] : box[2]] = False
    assert not (found & outside).any()
    np.testing.assert_array_equal(found, object_in_box(picture, box))  # it does not depend on chance


@pytest.mark.parametrize("box", [(10, 10, 40, 40), (0, 0, 60, 50), (-9, -9, 200, 200), (5, 5, 6, 30), (59, 49, 60, 50)])
def test_a_box_without_an_object_selects_nothing(box: tuple[int, int, int, int]) -> None:
    assert not object_in_box(np.full((50, 60, 3), 100, np.uint8), box).any()


def texture(chance: np.random.Generator, shape: tuple[int, int], steepness: float) -> np.ndarray:
    """Clouds, grass or fur, by how steeply their spectrum falls; of mean 0 and deviation 1."""
    height, width = shape
    frequencies = np.hypot(np.fft.fftfreq(height)[:, None] * height, np.fft.rfftfreq(width) * width)
    frequencies[0, 0] = np.inf
    phases = chance.normal(size=frequencies.shape) + 1j * chance.normal(size=frequencies.shape)
    values = np.fft.irfft2(phases / frequencies**steepness, shape)
    return values / values.std()


def photograph(seed: int, height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Something furry on grass as a camera sees it, and where it is.

    Light falls off over the ground and around the body, which casts a soft shadow; both are textured in several tones,
    edges are as soft as a lens has them, and there is the noise of a sensor.
    """
    chance = np.random.default_rng(seed)
    rows, columns = np.mgrid[:height, :width] / height
    middle = width / height / 2
    angle = np.arctan2(rows - 0.5, columns - middle)
    waves = sum(chance.normal() * 0.02 * np.cos(k * angle + chance.uniform(0, 6)) for k in range(2, 7))
    body = np.hypot(rows - 0.5, columns - middle) < 0.26 + waves

    grass = texture(chance, (height, width), 1.0)
    earth = texture(chance, (height, width), 1.2)
    ground = np.stack([95 + 22 * grass, 105 + 24 * grass, 70 + 14 * earth], -1)
    shadow = gaussian_filter(np.roll(body.astype(float), (height // 11, height // 8), (0, 1)), height * 0.03)
    ground *= ((1.2 - 0.4 * rows) * (1 - 0.5 * shadow))[..., None]

    patches = 1 / (1 + np.exp(-4 * texture(chance, (height, width), 1.8)))[..., None]
    fur = (
        patches * (168, 112, 66)
        + (1 - patches) * (205, 185, 165)
        + 12 * texture(chance, (height, width), 0.8)[..., None]
    )
    fur *= np.clip(0.95 - 1.1 * (columns - middle) - 0.9 * (rows - 0.5), 0.35, 1.5)[..., None]

    seen = gaussian_filter(body.astype(float), max(height / 800, 0.6))[..., None]
    picture = ground * (1 - seen) + fur * seen
    picture += chance.normal(size=picture.shape) * np.sqrt(np.clip(picture, 0, 255)) * 0.5
    return np.clip(picture, 0, 255).astype(np.uint8), body


def drawing(height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Overlapping discs of many flat colours before others that lie apart, and where they are."""
    chance = np.random.default_rng(5)
    rows, columns = np.mgrid[:height, :width] / height
    picture = np.where((rows > 0.6)[..., None], np.array([90, 160, 70], np.uint8), np.array([135, 206, 235], np.uint8))
    figure = np.zeros((height, width), np.bool_)
    for near in (False, True):
        for _ in range(14):
            low, high = (0.35, 0.65) if near else (0, 1)
            x, y = chance.uniform(low, high) * width / height, chance.uniform(low, high)
            disc = np.hypot(rows - y, columns - x) < chance.uniform(0.01, 0.04) * (3 if near else 1)
            picture[disc] = chance.integers(0, 256, 3)
            figure = figure | disc if near else figure
    return picture, figure


def around(figure: np.ndarray, margin: int) -> tuple[int, int, int, int]:
    """The box that somebody draws loosely around a figure."""
    rows, columns = np.flatnonzero(figure.any(axis=1)), np.flatnonzero(figure.any(axis=0))
    return int(columns[0]) - margin, int(rows[0]) - margin, int(columns[-1]) + margin, int(rows[-1]) + margin


def overlap(found: np.ndarray, figure: np.ndarray) -> float:
    return (found & figure).sum() / (found | figure).sum()


@pytest.mark.parametrize(("seed", "size"), [(0, (300, 450)), (1, (300, 450)), (2, (1000, 1500)), (3, (1000, 1500))])
def test_the_object_of_a_photograph_is_found_in_spite_of_its_shadow(seed: int, size: tuple[int, int]) -> None:
    picture, figure = photograph(seed, *size)
    assert overlap(object_in_box(picture, around(figure, size[0] // 40)), figure) > 0.97


def test_the_object_of_a_drawing_in_many_flat_colours_is_found() -> None:
    picture, figure = drawing(1200, 1800)
    assert overlap(object_in_box(picture, around(figure, 25)), figure) > 0.97


def test_an_object_is_found_alike_in_any_thread() -> None:
    """OpenCV's random numbers, with which the colours are first grouped, go on from call to call in each thread."""
    picture, figure = photograph(0, 150, 220)
    box = around(figure, 8)
    expected = object_in_box(picture, box)
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(lambda _: object_in_box(picture, box), range(12)):
            np.testing.assert_array_equal(found, expected)


PALETTES = st.lists(st.tuples(*[st.integers(0, 255)] * 3), min_size=1, max_size=8)


@given(data=st.data(), palette=PALETTES, height=st.integers(1, 24), width=st.integers(1, 24))
def test_no_box_in_any_picture_selects_what_is_outside_of_it(
    data: st.DataObject, palette: list[tuple[int, int, int]], height: int, width: int
) -> None:
    kinds = data.draw(arrays.arrays(np.uint8, (height, width), elements=st.integers(0, len(palette) - 1)))
    left, top = data.draw(st.integers(-5, width)), data.draw(st.integers(-5, height))
    right, bottom = data.draw(st.integers(left + 1, width + 5)), data.draw(st.integers(top + 1, height + 5))
    found = object_in_box(np.array(palette, np.uint8)[kinds], (left, top, right, bottom))
    assert found.shape == (height, width)
    found[max(top, 0) : bottom, max(left, 0) : right] = False
    assert not found.any()
