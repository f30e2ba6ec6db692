"""What is known of masks before anything runs, and whether a turn has changed anything."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image

from lance_studio.errors import InvalidRequestError
from lance_studio.media.images import load_grey
from lance_studio.requests.geometry import crop_box
from lance_studio.workflows.change import BLOCK, VISIBLE_LEVELS, is_unchanged
from lance_studio.workflows.masks import MaskProfile, MaskUnseenError, mask_png, unseen_note
from lance_studio.workflows.options import Options
from lance_studio.workflows.wishes import AnotherSeed, EditPicture
from tests.unit.workflows.bench import Bench, noise

MASKS = arrays.arrays(np.bool_, arrays.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=300))


@given(mask=MASKS)
def test_a_mask_comes_back_from_its_file_which_any_reader_understands(mask: np.ndarray) -> None:
    data = mask_png(mask)
    np.testing.assert_array_equal(load_grey(data) >= 128, mask)
    with Image.open(io.BytesIO(data)) as image:
        assert (image.format, image.mode, image.size) == ("PNG", "1", mask.shape[::-1])
    assert mask_png(np.where(mask, 255, 0).astype(np.uint8)) == data


@given(mask=MASKS, size=st.tuples(st.integers(1, 40), st.integers(1, 40)))
def test_the_part_that_is_seen_is_counted_exactly(mask: np.ndarray, size: tuple[int, int]) -> None:
    profile = MaskProfile.of(mask)
    left, top, right, bottom = box = crop_box(mask.shape[1], mask.shape[0], size)
    seen = mask[top:bottom, left:right].sum()
    assert profile.total == mask.sum()
    assert profile.seen(box) == pytest.approx(seen / mask.sum() if mask.any() else 0)
    if not seen:
        with pytest.raises(MaskUnseenError):
            unseen_note(profile, size)
    else:
        assert bool(unseen_note(profile, size)) == (seen < mask.sum())


def test_what_is_not_seen_is_said_in_words() -> None:
    mask = np.zeros((100, 300), np.bool_)
    mask[:, 90:110] = True
    assert unseen_note(MaskProfile.of(mask), (64, 64)) == (
        "50 % of the mask lies where the model does not see, at the left and right."
    )
    mask[:, :] = False
    mask[:, :60] = True
    with pytest.raises(MaskUnseenError) as refused:
        unseen_note(MaskProfile.of(mask), (64, 64))
    assert refused.value.cause == (
        "The mask lies where the model does not see: it sees the middle 100 × 100 of 300 × 100 pixels."
    )
    assert "Draw inside of that" in refused.value.remedy


def planned(bench: Bench, mask: np.ndarray) -> tuple[str, ...]:
    node = bench.add_picture(noise(*mask.shape))
    digest = bench.project.files.add_bytes(mask_png(mask)).digest
    return bench.plan.plan(EditPicture(node, "make it blue", mask=digest))[0].task.notes


def test_the_planner_says_it_and_refuses_what_would_change_nothing(bench: Bench) -> None:
    mask = np.zeros((64, 256), np.bool_)
    mask[:, 120:140] = True
    assert planned(bench, mask) == ()
    mask[:, :20] = True
    [note] = planned(bench, mask)
    assert note == "50 % of the mask lies where the model does not see, at the left and right."
    mask[:, 40:] = False
    with pytest.raises(InvalidRequestError, match="The mask lies where the model does not see"):
        planned(bench, mask)


def test_another_seed_asks_for_the_same_with_another_seed(bench: Bench) -> None:
    node = bench.add_picture(noise(64, 64))
    mask = np.zeros((64, 64), np.bool_)
    mask[10:30] = True
    digest = bench.project.files.add_bytes(mask_png(mask)).digest
    # The bench draws 77, too: what is drawn must differ even so.
    [planned_edit] = bench.plan.plan(EditPicture(node, "make it blue", Options(seed=77, feather=2), digest))
    bench.begin(planned_edit)
    made = bench.draw(noise(1, 64, 64, seed=3))
    former = bench.task(made)
    [again] = bench.plan.plan(AnotherSeed(made))
    assert again.origin == made
    assert again.task.inputs == former.inputs
    assert again.task.outcome is None
    assert again.task.request.sampling.seed == 78  # type: ignore[union-attr]
    with pytest.raises(InvalidRequestError, match="imported"):
        bench.plan.plan(AnotherSeed(node))


def test_no_visible_change_is_no_change() -> None:
    source = noise(50, 70)
    assert is_unchanged(source, source.copy())
    # What an autoencoder does to single pixels is no change of anything that is seen.
    shaken = np.clip(source.astype(int) + np.random.default_rng(2).integers(-6, 7, source.shape), 0, 255)
    assert is_unchanged(source, shaken.astype(np.uint8))
    assert not is_unchanged(source, source[:-1])


@given(row=st.integers(0, 49), column=st.integers(0, 69), levels=st.integers(1, 60))
def test_a_block_that_differs_enough_is_a_change_wherever_it_is(row: int, column: int, levels: int) -> None:
    source = np.full((50, 70, 3), 100, np.uint8)
    result = source.copy()
    top, left = row // BLOCK * BLOCK, column // BLOCK * BLOCK
    result[top : top + BLOCK, left : left + BLOCK, 1] += levels
    assert is_unchanged(source, result) == (levels < VISIBLE_LEVELS)


@pytest.mark.parametrize("shift", [0, 40])
def test_a_turn_says_whether_it_has_changed_anything(bench: Bench, shift: int) -> None:
    frame = np.full((64, 64, 3), 90, np.uint8)
    node = bench.add_picture(frame)
    bench.begin(bench.plan.plan(EditPicture(node, "make it blue"))[0], chat=True)
    outcome = bench.task(bench.draw((frame + shift).astype(np.uint8)[None])).outcome
    assert outcome is not None
    assert outcome.unchanged == (not shift)
    answer = bench.project.messages()[-1].text
    if shift:
        assert answer == "Done."
    else:
        assert answer == "Nothing changed: the result looks like its source. Try another seed or other words."
        assert outcome.warnings == (answer,)
