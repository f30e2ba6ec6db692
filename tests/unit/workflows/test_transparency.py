"""What an edit gives back of its source's transparency."""

import numpy as np

from lance_studio.media.alpha import multiplied, on_ground
from lance_studio.workflows.transparency import with_alpha_of

PIXELS = np.zeros((40, 60, 4), np.uint8)
PIXELS[10:30, 10:50] = (250, 20, 20, 128)
PIXELS[14:26, 14:46] = (250, 20, 20, 255)
SOURCE = multiplied(PIXELS[..., :3], PIXELS[..., 3])


def test_what_did_not_change_is_exactly_the_source() -> None:
    shown = on_ground(SOURCE)
    result = shown.copy()
    result[15:20, 15:20] = (20, 20, 250)
    found = with_alpha_of(SOURCE, result)
    untouched = np.ones((40, 60), bool)
    untouched[15:20, 15:20] = False
    assert np.array_equal(found[untouched], PIXELS[untouched])
    assert (found[15:20, 15:20] == (20, 20, 250, 255)).all()


def test_the_models_noise_makes_nothing_opaque() -> None:
    noise = np.random.default_rng(1).integers(-12, 13, (40, 60, 3))
    result = np.clip(on_ground(SOURCE).astype(int) + noise, 0, 255).astype(np.uint8)
    found = with_alpha_of(SOURCE, result)
    assert np.array_equal(found[..., 3], PIXELS[..., 3])
    seen = on_ground(multiplied(found[..., :3], found[..., 3]))
    opaque = PIXELS[..., 3] == 255
    assert np.abs(seen[opaque].astype(int) - result[opaque]).max() <= 1


def test_what_was_drawn_on_a_transparent_place_is_seen() -> None:
    result = on_ground(SOURCE).copy()
    result[0:8, 0:8] = (10, 200, 10)
    assert (with_alpha_of(SOURCE, result)[0:8, 0:8] == (10, 200, 10, 255)).all()


def test_white_is_the_ground_and_nothing_new() -> None:
    result = on_ground(SOURCE).copy()
    result[10:14] = 250
    found = with_alpha_of(SOURCE, result)
    assert np.array_equal(found[..., 3], PIXELS[..., 3])


def test_a_result_of_another_size() -> None:
    found = with_alpha_of(SOURCE, np.full((20, 30, 3), 255, np.uint8))
    assert found.shape == (20, 30, 4)
    assert found[0, 0, 3] == 0
    assert found[10, 15].tolist() == [255, 255, 255, 255]


def test_an_opaque_source_changes_nothing() -> None:
    result = np.full((20, 30, 3), 9, np.uint8)
    assert with_alpha_of(np.zeros((20, 30, 3), np.uint8), result) is result
