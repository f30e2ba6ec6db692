"""The mask, compared with what each pixel's definition says."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lance_studio.ui.canvas.mask import Mask

POINTS = st.tuples(st.floats(-10, 30), st.floats(-10, 30))


def mask_of(width: int = 20, height: int = 16) -> Mask:
    mask = Mask()
    mask.begin(width, height)
    return mask


def test_a_rectangle_holds_each_pixel_that_it_touches() -> None:
    mask = mask_of()
    mask.rectangle((2.5, 3.2), (5.0, 6.1))
    expected = np.zeros((16, 20), np.uint8)
    expected[3:7, 2:5] = 255
    np.testing.assert_array_equal(mask.pixels, expected)


def test_a_rectangle_ends_at_the_picture_and_may_be_taken_out() -> None:
    mask = mask_of()
    mask.rectangle((-50, -50), (50, 50))
    assert mask.share() == 1
    mask.rectangle((19, 15), (0, 0), inside=False)
    assert mask.pixels[:15, :19].sum() == 0
    assert mask.pixels[15, 19] == 255


@given(start=POINTS, end=POINTS, diameter=st.floats(2, 12))
def test_a_stroke_holds_the_pixels_whose_middle_is_near(
    start: tuple[float, float], end: tuple[float, float], diameter: float
) -> None:
    mask = mask_of()
    mask.stroke(start, end, diameter)
    a, b = np.array(start), np.array(end)
    for y in range(16):
        for x in range(20):
            p = np.array([x + 0.5, y + 0.5])
            length = float((b - a) @ (b - a))
            t = min(max(float((p - a) @ (b - a)) / length, 0), 1) if length else 0.0
            distance = float(np.linalg.norm(p - (a + t * (b - a))))
            if abs(distance - max(diameter / 2, 0.71)) > 1e-3:
                assert (mask.pixels[y, x] == 255) == (distance < max(diameter / 2, 0.71))


def test_a_polygon_is_filled_and_alternates_where_it_crosses_itself() -> None:
    mask = mask_of()
    mask.polygon([(0, 0), (10, 0), (10, 10), (0, 10)])
    expected = np.zeros((16, 20), np.uint8)
    expected[:10, :10] = 255
    np.testing.assert_array_equal(mask.pixels, expected)
    twice = mask_of()
    twice.polygon([(0, 0), (8, 0), (8, 8), (0, 8), (0, 0), (8, 0), (8, 8), (0, 8)])
    assert twice.is_empty()


def test_invert_and_clear() -> None:
    mask = mask_of(4, 2)
    mask.rectangle((0, 0), (1, 1))
    mask.invert()
    assert mask.pixels.tolist() == [[0, 255, 255, 255], [255, 255, 255, 255]]
    mask.clear()
    assert mask.is_empty()


def test_every_picture_begins_without_a_mask() -> None:
    mask = mask_of()
    for width, height in ((20, 16), (16, 20)):
        mask.rectangle((0, 0), (5, 5))
        mask.begin(width, height)
        assert mask.is_empty()
        assert mask.size == (width, height)


def test_a_selection_replaces_adds_or_takes_out() -> None:
    mask = mask_of(4, 2)
    mask.rectangle((0, 0), (1, 2))
    mask.combine(np.array([[True, True]]), "add", 1, 0)
    assert mask.pixels.tolist() == [[255, 255, 255, 0], [255, 0, 0, 0]]
    mask.combine(np.array([[True], [True]]), "subtract")
    assert mask.pixels.tolist() == [[0, 255, 255, 0], [0, 0, 0, 0]]
    mask.combine(np.array([[False, True]]), "replace", 2, 1)
    assert mask.pixels.tolist() == [[0, 0, 0, 0], [0, 0, 0, 255]]


def test_what_an_edit_uses_holds_until_the_pixels_change() -> None:
    mask = mask_of(4, 2)
    mask.rectangle((0, 0), (1, 1))
    looks, wider = mask.looks, np.full((2, 4), 255, np.uint8)
    mask.use(wider)
    assert mask.used is wider
    assert mask.looks != looks
    mask.rectangle((0, 0), (2, 1))
    assert mask.used is mask.pixels


def test_a_mask_without_a_picture_is_empty_and_takes_what_is_drawn() -> None:
    mask = Mask()
    assert mask.size == (0, 0)
    mask.clear()
    mask.invert()
    mask.rectangle((0, 0), (5, 5))
    mask.stroke((0, 0), (5, 5), 3)
    mask.polygon([(0, 0), (5, 0), (5, 5)])
    assert mask.is_empty()
    assert mask.share() == 0
    assert mask.pixels.shape == (0, 0)
