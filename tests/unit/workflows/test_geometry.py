"""The sizes that plans foresee are those that the engine makes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lance_studio.catalog.profile import StreamSides
from lance_studio.engine import config, preprocess
from lance_studio.workflows import geometry

SIDES = st.integers(16, 4000)


@given(SIDES, SIDES, st.sampled_from([64, 128, 256, 512, 640, 768]))
def test_results_have_the_engines_size(width: int, height: int, base: int) -> None:
    size = geometry.result_size(width, height, "p", {"p": StreamSides(base, 56)})
    assert size == preprocess.bucket_size(width, height, base)


@given(SIDES, SIDES, st.sampled_from([(64, 64), (112, 64), (64, 112), (1024, 448)]))
def test_results_show_the_part_that_the_engine_crops(width: int, height: int, size: tuple[int, int]) -> None:
    assert geometry.crop_box(width, height, size) == preprocess.crop_box(width, height, size[0] / size[1])


@given(st.integers(1, 121), SIDES, SIDES)
def test_latents_have_the_engines_cells(frames: int, width: int, height: int) -> None:
    assert geometry.latent_grid(frames, width, height) == preprocess.latent_grid(frames, height, width)


def test_the_constants_are_the_engines() -> None:
    assert geometry.MODEL_RATE == config.MODEL_FRAME_RATE
    assert geometry.TEMPORAL_STRIDE == config.TEMPORAL_STRIDE
    assert geometry.SPATIAL_STRIDE == config.SPATIAL_STRIDE


@pytest.mark.parametrize(("count", "frames"), [(1, 5), (5, 5), (6, 9), (9, 9), (10, 13), (24, 25), (49, 49)])
def test_lengths_are_rounded_up_to_what_the_model_can_hold(count: int, frames: int) -> None:
    assert geometry.frames_at_least(count) == frames
