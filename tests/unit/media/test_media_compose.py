"""Composing an edit with its source: exact outside the mask, soft only inside."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from lance_studio.errors import InvalidRequestError
from lance_studio.media.compose import compose, feathered

MASKS = arrays.arrays(np.bool_, arrays.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=24))


def pictures(shape: tuple[int, ...]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    random = np.random.default_rng(4)
    return random.integers(0, 256, (*shape, 3), np.uint8), random.integers(0, 256, (*shape, 3), np.uint8)


@given(inside=MASKS, feather=st.integers(0, 9))
def test_outside_is_the_source_and_deep_inside_the_result(inside: NDArray[np.bool_], feather: int) -> None:
    source, result = pictures(inside.shape)
    before = source.copy()
    composed = compose(source, result, inside.astype(np.uint8) * 255, feather)
    assert np.array_equal(composed[~inside], source[~inside])
    deep = feathered(inside, feather) == feather + 1
    assert np.array_equal(composed[deep], result[deep])
    low, high = np.minimum(source, result), np.maximum(source, result)
    assert (composed >= low).all()
    assert (composed <= high).all()
    assert np.array_equal(source, before)


@given(inside=MASKS, feather=st.integers(0, 9))
def test_weights_are_about_the_distance_to_the_outside(inside: NDArray[np.bool_], feather: int) -> None:
    weights = feathered(inside, feather)
    rows, columns = np.nonzero(~inside)
    for row, column in zip(*np.nonzero(inside), strict=True):
        across, down = np.abs(columns - column), np.abs(rows - row)
        square = np.maximum(across, down).min(initial=99)
        diamond = (across + down).min(initial=99)
        assert min(square, feather + 1) <= weights[row, column] <= min(diamond, feather + 1)
    assert not weights[~inside].any()


@given(inside=MASKS)
def test_without_feather_the_edge_is_hard(inside: NDArray[np.bool_]) -> None:
    source, result = pictures(inside.shape)
    composed = compose(source, result, inside.astype(np.uint8) * 255, 0)
    assert np.array_equal(composed, np.where(inside[..., None], result, source))


def test_the_edge_rises_evenly_from_the_first_masked_pixel() -> None:
    source, result = np.zeros((4, 12, 3), np.uint8), np.full((4, 12, 3), 200, np.uint8)
    mask = np.zeros((4, 12), np.uint8)
    mask[:, 4:] = 255
    row = compose(source, result, mask, 3)[1, :, 0]
    assert row.tolist() == [0, 0, 0, 0, 50, 100, 150, 200, 200, 200, 200, 200]


def test_the_threshold_is_half() -> None:
    source, result = pictures((1, 2))
    composed = compose(source, result, np.array([[127, 128]], np.uint8), 0)
    assert np.array_equal(composed[0, 0], source[0, 0])
    assert np.array_equal(composed[0, 1], result[0, 1])


def test_a_mask_holds_for_every_frame() -> None:
    source, result = pictures((5, 6, 7))
    mask = np.zeros((6, 7), np.uint8)
    mask[2:, 3:] = 255
    composed = compose(source, result, mask, 1)
    for number in range(5):
        assert np.array_equal(composed[number], compose(source[number], result[number], mask, 1))


@pytest.mark.parametrize(
    ("result", "mask", "feather"),
    [((6, 6), (6, 7), 1), ((6, 7), (7, 6), 1), ((6, 7), (6, 7), -1), ((6, 7), (6, 7), 257)],
)
def test_what_does_not_fit_is_refused(result: tuple[int, int], mask: tuple[int, int], feather: int) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        compose(pictures((6, 7))[0], pictures(result)[1], np.zeros(mask, np.uint8), feather)
    assert caught.value.remedy
