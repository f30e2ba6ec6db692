"""What mask tools compute, compared with what each pixel's definition says."""

from collections import deque

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from lance_studio.workflows.mask_object import object_in_box
from lance_studio.workflows.mask_tools import connected, filled, grown, resized, same_colour

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


def reached(alike: np.ndarray, x: int, y: int) -> np.ndarray:
    """The same by walking from pixel to pixel."""
    result, waiting = np.zeros_like(alike), deque([(y, x)] if alike[y, x] else [])
    while waiting:
        row, column = waiting.popleft()
        if not (0 <= row < alike.shape[0] and 0 <= column < alike.shape[1]):
            continue
        if alike[row, column] and not result[row, column]:
            result[row, column] = True
            waiting += [(row + 1, column), (row - 1, column), (row, column + 1), (row, column - 1)]
    return result


@given(mask=MASKS, data=st.data())
def test_what_hangs_together_is_what_a_walk_reaches(mask: np.ndarray, data: st.DataObject) -> None:
    y, x = (data.draw(st.integers(0, side - 1)) for side in mask.shape)
    np.testing.assert_array_equal(connected(mask, x, y), reached(mask, x, y))


def test_a_spiral_hangs_together() -> None:
    size, alike = 41, np.zeros((41, 41), np.bool_)
    for ring in range(0, size // 2, 2):
        alike[ring, ring : size - ring] = alike[ring : size - ring, size - 1 - ring] = True
        alike[size - 1 - ring, ring : size - ring] = alike[ring + 2 : size - ring, ring] = True
        alike[ring + 2, ring : ring + 3] = True
    np.testing.assert_array_equal(connected(alike, 0, 0), reached(alike, 0, 0))


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
    assert (found & figure).sum() / (found | figure).sum() > 0.98
    outside = np.ones_like(found)
    outside[box[1] : box[3], box[0] : box[2]] = False
    assert not (found & outside).any()
    np.testing.assert_array_equal(found, object_in_box(picture, box))  # it does not depend on chance


@pytest.mark.parametrize("box", [(10, 10, 40, 40), (0, 0, 60, 50), (-9, -9, 200, 200), (5, 5, 6, 30), (59, 49, 60, 50)])
def test_a_box_without_an_object_selects_nothing(box: tuple[int, int, int, int]) -> None:
    assert not object_in_box(np.full((50, 60, 3), 100, np.uint8), box).any()
