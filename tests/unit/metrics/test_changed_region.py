"""Where edits changed their pictures."""

import numpy as np
import pytest

from lance_studio.metrics.changed_region import find_change
from tests.unit.metrics.scenes import PHOTOGRAPHS, blurred, edited, hue_turned, part, shifted


def test_what_truly_changed_is_found_and_little_more() -> None:
    complete = tight = 0
    for seed in range(100):
        edit = edited(seed)
        found = find_change(edit.before, edit.after)
        assert not found.is_global, seed
        share = (found.inside & edit.truth).sum() / edit.truth.sum()
        grown = np.zeros_like(edit.truth)
        rows, columns = np.nonzero(edit.truth)
        for down in range(-2, 3):
            for right in range(-2, 3):
                grown[np.clip(rows + down, 0, 127), np.clip(columns + right, 0, 127)] = True
        complete += share >= 0.99
        tight += found.inside.sum() <= 1.5 * grown.sum()
    print(f"complete {complete}, tight {tight} of 100")
    assert complete >= 97
    assert tight >= 90


def test_a_drift_of_the_whole_is_no_change_in_places() -> None:
    edit = edited(7)
    moved = find_change(edit.before, shifted(edit.after, 0.5))
    still = find_change(edit.before, edit.after)
    assert moved.alignment.shift == pytest.approx((0.5, 0), abs=0.1)
    assert abs(moved.share - still.share) < 0.02
    assert not find_change(edit.before, np.clip(edit.before.astype(int) + 3, 0, 255).astype(np.uint8)).inside.any()


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_a_new_style_changes_everything(name: str) -> None:
    picture = part(name)
    night = (picture * 0.3).astype(np.uint8)
    negative = 255 - picture
    for changed in (night, negative):
        found = find_change(picture, changed)
        assert found.is_global
        assert found.inside.all()


def test_what_is_equal_has_not_changed() -> None:
    picture = part("coffee")
    found = find_change(picture, picture.copy())
    assert (found.share, found.is_global, found.inside.any()) == (0, False, False)
    assert find_change(picture, hue_turned(picture, 1)).share < 0.01
    assert find_change(picture, blurred(picture, 0.4)).share < 0.01


def test_a_change_at_the_border_is_found_to_the_border() -> None:
    picture = np.full((128, 128, 3), 120, np.uint8)
    changed = picture.copy()
    changed[:20, :20] = (200, 30, 30)
    found = find_change(picture, changed)
    assert found.inside[:20, :20].all()
    assert not found.inside[32:, 32:].any()
