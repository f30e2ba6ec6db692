"""What is foreseen of a request is what the engine makes of it: sizes, crops, lengths, and what it says of them."""

import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lance_studio.catalog.profile import OFFICIAL, ModelProfile, read_profile
from lance_studio.engine.plan import plan_visual, question_pixels
from lance_studio.engine.preprocess import mask_to_bucket
from lance_studio.errors import InvalidRequestError
from lance_studio.project.rows import Media
from lance_studio.requests import (
    AskImage,
    AskVideo,
    Continuation,
    ImageEdit,
    ImageToVideo,
    InputBlock,
    Promise,
    ReferenceGuided,
    Request,
    TextToImage,
    TextToVideo,
    VideoEdit,
    check_run,
    foresee,
    geometry,
)
from lance_studio.requests.geometry import Box
from lance_studio.workflows.windows import SourceRange, window_to_change, window_to_continue, window_to_see

NANO = read_profile(Path(__file__).parents[3] / "models" / "nano")
PROFILES = st.sampled_from([OFFICIAL, NANO])
CELL = 28
WIDTHS, HEIGHTS = st.integers(16, 12_000), st.integers(16, 9_000)
#: Any rate that a file may have, and none that can be read.
RATES = st.fractions(Fraction(1, 10), 240, max_denominator=1001)


def promised(request: Request, inputs: list[InputBlock], profile: ModelProfile) -> Promise:
    return foresee(request, [block.shape for block in inputs], profile.presets, CELL)


def blank(frames: int, height: int, width: int) -> InputBlock:
    """Frames that take no memory."""
    return InputBlock(np.broadcast_to(np.uint8(0), (frames, height, width, 3)))


def only_outside(height: int, width: int, box: Box) -> InputBlock:
    """A picture that is black inside a box and white outside."""
    frame = np.full((1, height, width, 3), 255, np.uint8)
    left, top, right, bottom = box
    frame[:, top:bottom, left:right] = 0
    return InputBlock(frame)


def only_edges(height: int, width: int, box: Box, size: tuple[int, int]) -> InputBlock:
    """A picture that is black but for the edges of a box, which are as thick as a pixel of the result."""
    frame = np.zeros((1, height, width, 3), np.uint8)
    left, top, right, bottom = box
    across, down = math.ceil((right - left) / size[0]), math.ceil((bottom - top) / size[1])
    inside = frame[:, top:bottom, left:right]
    inside[:, :, :across] = inside[:, :, -across:] = inside[:, :down] = inside[:, -down:] = 255
    return InputBlock(frame)


@pytest.mark.slow
@settings(max_examples=12, deadline=None)
@given(WIDTHS, HEIGHTS, PROFILES)
@example(12_000, 9_000, OFFICIAL)
@example(12_000, 1_500, NANO)
@example(1_125, 9_000, OFFICIAL)
@example(16, 16, NANO)
@example(17, 128, OFFICIAL)
def test_a_picture_is_seen_where_it_was_promised_and_nowhere_else(
    width: int, height: int, profile: ModelProfile
) -> None:
    request = ImageEdit(instruction="x", preset=profile.pictures.preset)
    promise = promised(request, [blank(1, height, width)], profile)
    (seen,) = promise.sources
    assert seen.vae is not None
    assert seen.vision is not None
    if max(width, height) > 8 * min(width, height):
        with pytest.raises(InvalidRequestError, match="a strip"):
            check_run(request, [blank(1, height, width)], profile.presets)
        return
    check_run(request, [blank(1, height, width)], profile.presets)

    (pixels,) = plan_visual(request, [only_outside(height, width, seen.box)], CELL, profile.presets).sources
    assert tuple(pixels.vae.shape) == (3, promise.frames, promise.height, promise.width)
    assert tuple(pixels.vit.shape[2:]) == seen.vision.size[::-1]
    assert int(pixels.vae.max()) == 0
    (edges,) = plan_visual(request, [only_edges(height, width, seen.box, promise.size)], CELL, profile.presets).sources
    shown = edges.vae[0, 0]
    assert all(int(side.max()) > 0 for side in (shown[0], shown[-1], shown[:, 0], shown[:, -1]))

    # The mask of an edit is cut as its picture is.
    mask = only_outside(height, width, seen.box).frames[0, ..., 0]
    assert mask_to_bucket(mask, promise.size).max() == 0
    # What is cut off is said, and only that.
    whole = seen.box == (0, 0, width, height)
    assert bool(promise.notes) != whole
    assert whole or "is cut off" in promise.notes[0]


@settings(max_examples=25, deadline=None)
@given(st.integers(16, 200), st.integers(16, 200), st.integers(1, 121), PROFILES)
def test_a_clip_has_the_promised_length(width: int, height: int, frames: int, profile: ModelProfile) -> None:
    inputs = [blank(frames, height, width)]
    preset = profile.clips.preset
    if max(width, height) > 8 * min(width, height):
        return
    edit = VideoEdit(instruction="x", preset=preset)
    promise = promised(edit, inputs, profile)
    (seen,) = promise.sources
    assert seen.vae is not None
    assert promise.frames == seen.vae.frames == geometry.round_frames(frames)
    assert any("first" in note for note in promise.notes) == (promise.frames < frames)
    asked = AskVideo(question="x", preset=preset)
    (about,) = promised(asked, inputs, profile).sources
    assert about.vision is not None
    assert about.vision.frames == frames + frames % 2


@settings(max_examples=10, deadline=None)
@given(st.integers(16, 64), st.integers(16, 64), st.integers(1, 30))
def test_the_engine_prepares_clips_as_promised(width: int, height: int, frames: int) -> None:
    block = blank(frames, height, width)
    edit = VideoEdit(instruction="x", preset="nano")
    promise = promised(edit, [block], NANO)
    plan = plan_visual(edit, [block], CELL, NANO.presets)
    assert tuple(plan.sources[0].vae.shape) == (3, promise.frames, promise.height, promise.width)
    assert plan.grid == promise.grid
    asked = AskVideo(question="x", preset="nano")
    (seen,) = promised(asked, [block], NANO).sources
    assert seen.vision is not None
    pixels = question_pixels(asked, [block], CELL, NANO.presets)
    assert tuple(pixels.shape[1:]) == (seen.vision.frames, *seen.vision.size[::-1])


@given(st.integers(1, 30), st.integers(5, 121), st.integers(1, 121))
def test_a_continuation_begins_with_the_last_frames(latents: int, frames: int, given_count: int) -> None:
    request = Continuation(prompt="x", clean_latents=latents, num_frames=frames, preset="nano")
    # Every frame is of its own grey, so that it can be told which ones were taken.
    block = InputBlock(
        np.broadcast_to(np.arange(given_count, dtype=np.uint8)[:, None, None, None], (given_count, 16, 16, 3))
    )
    try:
        check_run(request, [block], NANO.presets)
    except InvalidRequestError:
        return
    promise = promised(request, [block], NANO)
    plan = plan_visual(request, [block], CELL, NANO.presets)
    (seen,) = promise.sources
    (held,) = plan.given
    assert (held.start, held.lead) == (0, 0)
    assert held.pixels[0, :, 0, 0].tolist() == list(range(seen.first, given_count))
    assert promise.given_frames == given_count - seen.first
    assert promise.frames == geometry.round_frames(frames) > promise.given_frames
    assert bool(promise.notes) == (promise.frames != frames)


@given(st.integers(0, 30), st.integers(1, 30), st.integers(5, 121), st.integers(1, 121))
def test_what_comes_before_a_clip_ends_with_its_first_frames(first: int, last: int, frames: int, count: int) -> None:
    request = Continuation(prompt="x", clean_latents=first, end_latents=last, num_frames=frames, preset="nano")
    grey = np.broadcast_to(np.arange(count, dtype=np.uint8)[:, None, None, None], (count, 16, 16, 3))
    inputs = [InputBlock(grey)] * (1 + (first > 0))
    try:
        check_run(request, inputs, NANO.presets)
    except InvalidRequestError:
        return
    promise = promised(request, inputs, NANO)
    *before, end = plan_visual(request, inputs, CELL, NANO.presets).given
    assert end.pixels[0, :, 0, 0].tolist() == list(range(4 * last + 1))
    # The first frame is only what the others are encoded after.
    assert (end.start, end.lead) == (promise.grid[0] - last, 1)
    assert promise.given_end == 4 * last + 1
    assert [held.pixels.shape[1] for held in before] == [promise.given_frames] * (first > 0)
    # Something is new between what is given, and not by accident of the check alone.
    assert promise.frames - promise.given_frames - promise.given_end >= 3


@given(st.integers(16, 2048), st.integers(16, 2048), st.integers(1, 121))
def test_what_is_rounded_is_said(width: int, height: int, frames: int) -> None:
    picture = foresee(TextToImage(prompt="x", width=width, height=height), (), {})
    assert picture.size == (width // 16 * 16, height // 16 * 16)
    assert (len(picture.notes) == 1) == (picture.size != (width, height))
    request = TextToVideo(prompt="x", width=width, height=height, num_frames=frames)
    clip = foresee(request, (), {})
    assert (clip.size, clip.frames) == (picture.size, geometry.round_frames(frames))
    assert len(clip.notes) == (clip.size != (width, height)) + (clip.frames != frames)
    assert (
        plan_visual(TextToVideo(prompt="x", width=width, height=height, num_frames=frames), (), CELL).grid == clip.grid
    )


@pytest.mark.parametrize(
    ("request_", "notes"),
    [
        (ImageToVideo(prompt="x", preset="nano"), 1),
        (ReferenceGuided(prompt="x", preset="nano"), 1),
        (AskImage(question="x", preset="nano"), 1),
    ],
)
def test_every_task_says_what_it_does_not_see(request_: Request, notes: int) -> None:
    assert len(promised(request_, [blank(1, 100, 300)], NANO).notes) == notes
    assert promised(request_, [blank(1, 128, 128)], NANO).notes == ()


# --- films ------------------------------------------------------------------------------------------------------------


@given(st.integers(1, 5_000), st.one_of(st.none(), RATES))
def test_the_official_choice_of_frames_is_numpy_s(frames: int, rate: Fraction | None) -> None:
    """A film is seen spread over its whole length, in a number of frames that the autoencoder takes whole."""
    indices = geometry.spread_frame_indices(frames, rate)
    assert indices == [int(i) for i in np.floor(np.linspace(0, frames - 1, len(indices))).astype(int)]
    assert len(indices) == geometry.round_frames(len(indices)) <= geometry.MAX_SEEN_FRAMES
    assert indices[0] == 0
    assert len(indices) == 1 or indices[-1] == frames - 1


@settings(max_examples=300)
@given(st.integers(1, 5_000), RATES, st.fractions(Fraction(1, 8), 8, max_denominator=64), PROFILES)
def test_windows_are_what_the_engine_takes_and_say_what_they_leave_out(
    frames: int, rate: Fraction, speed: Fraction, profile: ModelProfile
) -> None:
    length = frames / rate
    media = Media(id="m", digest="d", kind="video", name="a.mp4", size=1, width=64, height=64, frames=frames, rate=rate)
    stretch = SourceRange(media, None, Fraction(0), length, length - 1 / rate, speed)
    for window in (window_to_change(stretch, profile), window_to_see(stretch, profile)):
        # A length that the autoencoder and the position table take whole.
        assert window.count == geometry.round_frames(window.count) <= profile.clips.longest_frames
        covered = window.count * window.step >= length
        assert covered or window.notes
    changed = window_to_change(stretch, profile)
    assert bool(changed.notes) == (changed.count * changed.step < length)
    assert changed.step == speed / geometry.FRAME_RATE
    going_on = window_to_continue(stretch, profile.clips.kept_latents)
    assert going_on.count == geometry.given_frames(profile.clips.kept_latents)
    assert going_on.start >= 0


@given(WIDTHS, HEIGHTS, st.integers(1, 121))
def test_large_films_are_handed_over_small_enough(width: int, height: int, frames: int) -> None:
    handed = geometry.handed_size(width, height, frames)
    assert handed[0] * handed[1] * 3 * frames <= geometry.MAX_BLOCK_BYTES
    assert (handed == (width, height)) == (width * height * 3 * frames <= geometry.MAX_BLOCK_BYTES)


@pytest.mark.parametrize(("count", "frames"), [(1, 5), (5, 5), (6, 9), (9, 9), (10, 13), (24, 25), (49, 49)])
def test_lengths_are_rounded_up_to_what_the_model_can_hold(count: int, frames: int) -> None:
    assert geometry.frames_at_least(count) == frames
