from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from lance_studio.catalog.profile import OFFICIAL
from lance_studio.engine.plan import plan_visual
from lance_studio.engine.sequence import latent_table_rows
from lance_studio.errors import InvalidRequestError
from lance_studio.requests import (
    AskImage,
    AskVideo,
    Continuation,
    Decoding,
    ImageEdit,
    ImageToVideo,
    InputBlock,
    ReferenceGuided,
    Request,
    Sampling,
    TextToImage,
    TextToVideo,
    VideoEdit,
)
from lance_studio.requests.checks import check_grid, check_run
from lance_studio.requests.geometry import bucket_size, latent_grid, round_frames
from tests.asking import Asked, clips, pictures
from tests.unit.engine.samples import clip, picture

NAN, INFINITY = float("nan"), float("inf")
PICTURE = picture()
TABLE_ROWS = 31 * 64 * 64
PRESETS = OFFICIAL.presets
REQUESTS: tuple[Request, ...] = (
    TextToImage(prompt="a"),
    TextToVideo(prompt="a"),
    ImageToVideo(prompt="a"),
    ImageEdit(instruction="a"),
    VideoEdit(instruction="a"),
    Continuation(prompt="a"),
    ReferenceGuided(prompt="a"),
    AskImage(question="a"),
    AskVideo(question="a"),
)
VISUAL, TEXT = REQUESTS[:7], REQUESTS[7:]
PICTURES = tuple(request for request in REQUESTS[2:])


def names(requests: tuple[Request, ...]) -> list[str]:
    return [type(request).__name__ for request in requests]


def refused(check: Callable[[Any], object], value: object, mention: str = "") -> InvalidRequestError:
    with pytest.raises(InvalidRequestError) as caught:
        check(value)
    assert mention in caught.value.cause
    assert caught.value.remedy
    return caught.value


def with_picture(request: Request, frame: Any) -> Asked:
    """The request with every frame of its input being the same picture."""
    count = 5 if isinstance(request, Continuation) else 1
    stacked = np.broadcast_to(frame, (count, *frame.shape)) if isinstance(frame, np.ndarray) else frame
    return Asked(request, (InputBlock(stacked),))


def usual_inputs(request: Request) -> tuple[InputBlock, ...]:
    match request:
        case TextToImage() | TextToVideo():
            return ()
        case Continuation():
            return clips(clip(5))
        case VideoEdit() | AskVideo():
            return clips(clip(2))
    return pictures(PICTURE)


def check_request(request: Request | Asked) -> None:
    """Check a request with the inputs of its own, or with usual ones."""
    asked = request if isinstance(request, Asked) else Asked(request, usual_inputs(request))
    check_run(*asked, PRESETS)


def with_text(request: Request, text: Any) -> Request:
    field = next(name for name in ("prompt", "instruction", "question") if hasattr(request, name))
    return replace(request, **{field: text})


@pytest.mark.parametrize("request_", REQUESTS, ids=names(REQUESTS))
def test_defaults_are_allowed(request_: Request) -> None:
    check_request(request_)


# --- numbers ---------------------------------------------------------------------------------------------------------

#: Field, least and most allowed, just below and just above.
SAMPLING_RANGES = [
    ("steps", 1, 1000, 0, 1001),
    ("shift", 1e-9, 100, 0.0, 100.001),
    ("guidance_scale", 0, 100.0, -0.001, 100.001),
    ("renorm_min", 0, 1, -0.001, 1.001),
    ("seed", 0, 2**63 - 1, -1, 2**63),
]
DECODING_RANGES = [
    ("max_new_tokens", 1, 4096, 0, 4097),
    ("min_new_tokens", 0, 256, -1, 257),
    ("temperature", 0, 10.0, -0.001, 10.001),
    ("top_p", 1e-9, 1, 0.0, 1.001),
    ("seed", 0, 2**63 - 1, -1, 2**63),
]
WHOLE = {"steps", "seed", "max_new_tokens", "min_new_tokens"}


def shown(value: object) -> str:
    """A value as messages show it; numbers of hundreds of digits are not written out."""
    return "more than 10^" if isinstance(value, int) and value > 10**100 else repr(value)


NOT_NUMBERS = [NAN, INFINITY, -INFINITY, True, False, None, "1", [1], 1j, Fraction(1, 2), np.int64(1), 10**400]


@pytest.mark.parametrize(
    ("kind", "field", "least", "most", "below", "above"),
    [*((Sampling, *one) for one in SAMPLING_RANGES), *((Decoding, *one) for one in DECODING_RANGES)],
)
def test_ranges(kind: Any, field: str, least: float, most: float, below: float, above: float) -> None:
    for value in (least, most):
        assert getattr(kind(**{field: value}), field) == value
    for value in (below, above):
        refused(lambda value: kind(**{field: value}), value, shown(value))
        refused(lambda value: replace(kind(), **{field: value}), value, shown(value))


@pytest.mark.parametrize("value", NOT_NUMBERS, ids=repr)
def test_what_is_no_number_is_refused(value: object) -> None:
    for kind, ranges in ((Sampling, SAMPLING_RANGES), (Decoding, DECODING_RANGES)):
        for field, *_ in ranges:
            refused(lambda value, kind=kind, field=field: kind(**{field: value}), value, shown(value))


@pytest.mark.parametrize(
    ("kind", "field"), [(Sampling, "steps"), (Sampling, "seed"), (Decoding, "max_new_tokens"), (Decoding, "seed")]
)
def test_counts_are_whole(kind: Any, field: str) -> None:
    refused(lambda value: kind(**{field: value}), 2.0, "2.0")


def test_the_shortest_answer_is_not_longer_than_the_longest() -> None:
    assert Decoding(max_new_tokens=5, min_new_tokens=5).min_new_tokens == 5
    refused(lambda least: Decoding(max_new_tokens=5, min_new_tokens=least), 6, "6")


@pytest.mark.parametrize("interval", [(0, 1), (0.0, 0.0), (1, 1), (0.4, 0.4)])
def test_guidance_intervals(interval: tuple[float, float]) -> None:
    assert Sampling(guidance_interval=interval).guidance_interval == interval


@pytest.mark.parametrize(
    "interval",
    [(-0.1, 1), (0, 1.1), (0.6, 0.5), (NAN, 1), (0, NAN), (0, INFINITY), (False, True), ("0", "1"), (None, 1)],
)
def test_guidance_intervals_out_of_range(interval: Any) -> None:
    error = refused(lambda value: Sampling(guidance_interval=value), interval, repr(interval[0]))
    assert error.remedy == "Choose two increasing numbers from 0 to 1."


@pytest.mark.parametrize("field", ["renorm", "noise"])
@pytest.mark.parametrize("value", ["", "Global", "gpu", None, 3])
def test_choices(field: str, value: object) -> None:
    refused(lambda value: Sampling(**{field: value}), value, shown(value))


def test_a_refusal_says_what_is_wrong_and_what_is_right() -> None:
    error = refused(lambda steps: Sampling(steps=steps), 0)
    assert (error.cause, error.remedy) == ("The number of steps is 0.", "Choose a whole number from 1 to 1000.")
    error = refused(lambda shift: Sampling(shift=shift), 0.0)
    assert (error.cause, error.remedy) == ("The timestep shift is 0.0.", "Choose a number above 0, at most 100.")


@pytest.mark.parametrize("field", ["width", "height"])
@pytest.mark.parametrize(
    "request_", [REQUESTS[0], REQUESTS[1], REQUESTS[6]], ids=lambda request: type(request).__name__
)
def test_sides(request_: Request, field: str) -> None:
    other = {"width": "height", "height": "width"}[field]
    for value in (16, 31, 2047, 2048):
        check_request(replace(request_, **{field: value, other: 16}))
    for value in (15, 0, -16, 2049, 10**400, 64.0, True, None, NAN):
        refused(lambda value: replace(request_, **{field: value, other: 16}), value, shown(value))


@pytest.mark.parametrize(
    ("width", "height", "allowed"),
    [(1024, 1024, True), (2048, 512, True), (512, 2048, True), (1040, 1024, False), (2048, 528, False)],
)
def test_areas(width: int, height: int, allowed: bool) -> None:
    request = TextToImage(prompt="a", width=width, height=height)
    if allowed:
        check_request(request)
    else:
        refused(check_request, request, f"{width}×{height}")


@pytest.mark.parametrize(
    ("request_", "least"),
    [(REQUESTS[1], 1), (REQUESTS[6], 1), (REQUESTS[2], 5), (replace(REQUESTS[5], clean_latents=1), 5)],
    ids=["TextToVideo", "ReferenceGuided", "ImageToVideo", "Continuation"],
)
def test_lengths(request_: Request, least: int) -> None:
    for value in (least, 121):
        check_request(replace(request_, num_frames=value))
    for value in (least - 1, 122, -5, 9.0, True, NAN):
        refused(lambda value: replace(request_, num_frames=value), value, shown(value))


def test_a_long_clip_that_the_position_table_has_no_rows_for_is_refused() -> None:
    check_request(TextToVideo(prompt="a", width=1024, height=1024, num_frames=121))
    check_request(TextToVideo(prompt="a", width=512, height=2048, num_frames=117))
    refused(check_request, TextToVideo(prompt="a", width=512, height=2048, num_frames=121))
    refused(check_request, ReferenceGuided(prompt="a", width=512, height=2048, num_frames=121))


SIDES = st.one_of(st.integers(16, 2048), st.sampled_from([15, 16, 17, 512, 1024, 1025, 1040, 2048, 2049]))


@settings(max_examples=300)
@given(SIDES, SIDES, st.integers(-3, 125))
def test_whatever_is_accepted_fits_the_position_table(width: int, height: int, frames: int) -> None:
    try:
        request = TextToVideo(prompt="a", width=width, height=height, num_frames=frames)
        check_request(request)
    except InvalidRequestError:
        return
    grid = plan_visual(request, (), 28).grid
    assert min(grid) >= 1
    assert 4 * (grid[0] - 1) + 1 == round_frames(frames) <= frames
    assert int(latent_table_rows(grid)[-1]) < TABLE_ROWS
    check_grid(grid)


@given(st.integers(16, 2000), st.integers(16, 2000), st.sampled_from(sorted(PRESETS)), st.integers(5, 121))
def test_whatever_source_is_accepted_fits_the_position_table(width: int, height: int, preset: str, frames: int) -> None:
    frame = np.broadcast_to(np.uint8(0), (height, width, 3))
    try:
        check_request(Asked(ImageToVideo(prompt="a", num_frames=frames, preset=preset), pictures(frame)))
    except InvalidRequestError:
        assert max(width, height) > 8 * min(width, height)
        return
    vae, vit = (bucket_size(width, height, base) for base in (PRESETS[preset].vae, PRESETS[preset].vit))
    grid = latent_grid(frames, vae[1], vae[0])
    assert vae[0] % 16 == vae[1] % 16 == 0
    assert min(grid) >= 1
    assert int(latent_table_rows(grid)[-1]) < TABLE_ROWS
    assert min(vit) >= 28


@pytest.mark.parametrize("preset", sorted(PRESETS))
@pytest.mark.parametrize(("width", "height"), [(128, 16), (16, 128)])
def test_the_longest_strips_become_the_longest_buckets(preset: str, width: int, height: int) -> None:
    request = Asked(ImageEdit(instruction="a", preset=preset), pictures(picture(1, height, width)))
    check_request(request)
    plan = plan_visual(*request, 28)
    (source,) = plan.sources
    longest = (21, 9) if width > height else (9, 16)
    assert tuple(source.vae.shape[:1:-1]) == bucket_size(*longest, PRESETS[preset].vae)
    assert all(side % 28 == 0 and side > 0 for side in source.vit.shape[2:])
    check_grid(plan.grid)


# --- texts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("request_", REQUESTS, ids=names(REQUESTS))
def test_texts(request_: Request) -> None:
    check_request(with_text(request_, "x" * 8000))
    refused(check_request, with_text(request_, "x" * 8001), "8001 characters")
    refused(check_request, with_text(request_, "caf\udce9"), "not text")
    for empty in ("", " ", "\n\t\u3000"):
        if request_ in TEXT:
            check_request(with_text(request_, empty))
        else:
            refused(check_request, with_text(request_, empty), "is empty")


@pytest.mark.parametrize("request_", TEXT, ids=names(TEXT))
def test_system_prompts(request_: AskImage | AskVideo) -> None:
    for text, mention in ((" ", "is empty"), ("x" * 8001, "8001"), ("\ud800", "not text")):
        assert "system prompt" in refused(check_request, replace(request_, system_prompt=text), mention).cause


# --- pictures --------------------------------------------------------------------------------------------------------

BAD_PICTURES = {
    "one pixel": np.zeros((1, 1, 3), np.uint8),
    "no pixel": np.zeros((0, 0, 3), np.uint8),
    "low": np.zeros((15, 64, 3), np.uint8),
    "narrow": np.zeros((64, 15, 3), np.uint8),
    "huge": np.broadcast_to(np.uint8(0), (16385, 16000, 3)),
    "strip": np.zeros((16, 129, 3), np.uint8),
    "pillar": np.zeros((129, 16, 3), np.uint8),
    "floats": np.zeros((32, 32, 3), np.float32),
    "int16": np.zeros((32, 32, 3), np.int16),
    "grey": np.zeros((32, 32), np.uint8),
    "grey with axis": np.zeros((32, 32, 1), np.uint8),
    "transparent": np.zeros((32, 32, 4), np.uint8),
    "channels first": np.zeros((3, 32, 32), np.uint8),
    "clip": np.zeros((2, 32, 32, 3), np.uint8),
    "list": [[[0, 0, 0]] * 32] * 32,
    "nothing": None,
}


@pytest.mark.parametrize("kind", BAD_PICTURES)
@pytest.mark.parametrize("request_", PICTURES, ids=names(PICTURES))
def test_bad_pictures_are_refused(request_: Request, kind: str) -> None:
    refused(check_request, with_picture(request_, BAD_PICTURES[kind]))


@pytest.mark.parametrize("shape", [(16, 16, 3), (16, 128, 3), (128, 16, 3), (16384, 2048, 3)])
@pytest.mark.parametrize("request_", PICTURES, ids=names(PICTURES))
def test_the_smallest_longest_and_largest_pictures_are_allowed(request_: Request, shape: tuple[int, ...]) -> None:
    check_request(with_picture(request_, np.broadcast_to(np.uint8(0), shape)))


@pytest.mark.parametrize("preset", ["", "image_1024res", "VIDEO_480P", 3])
@pytest.mark.parametrize("request_", PICTURES, ids=names(PICTURES))
def test_unknown_presets_are_refused(request_: Request, preset: Any) -> None:
    refused(check_request, replace(request_, preset=preset), repr(preset))


def test_every_source_is_checked() -> None:
    tiny = BAD_PICTURES["one pixel"]
    refused(check_request, Asked(ImageEdit(instruction="a"), pictures(PICTURE, tiny)), "picture 2 is 1×1")
    refused(check_request, Asked(VideoEdit(instruction="a"), clips(clip(2), [tiny])), "clip 2 is 1×1")
    refused(check_request, Asked(ReferenceGuided(prompt="a"), pictures(PICTURE, tiny)), "picture 2 is 1×1")


@pytest.mark.parametrize(("count", "allowed"), [(0, False), (1, True), (8, True), (9, False)])
def test_numbers_of_sources(count: int, allowed: bool) -> None:
    for request in (ImageEdit(instruction="a"), VideoEdit(instruction="a"), ReferenceGuided(prompt="a")):
        asked = Asked(request, pictures(*[PICTURE] * count))
        if allowed:
            check_request(asked)
        else:
            refused(check_request, asked, str(count))


@pytest.mark.parametrize(("count", "allowed"), [(1, True), (121, True), (122, False)])
def test_lengths_of_clips(count: int, allowed: bool) -> None:
    frames = np.broadcast_to(PICTURE, (count, *PICTURE.shape))
    for request in (
        VideoEdit(instruction="a"),
        AskVideo(question="a"),
        Continuation(prompt="a", clean_latents=1),
    ):
        asked = Asked(request, (InputBlock(frames),))
        if allowed:
            check_request(asked)
        else:
            refused(check_request, asked, str(count))


def test_a_clip_is_no_picture() -> None:
    for request in (ImageEdit(instruction="a"), AskImage(question="a"), ImageToVideo(prompt="a")):
        refused(check_request, Asked(request, clips(clip(2))), "is a clip of 2 frames")


@pytest.mark.parametrize(
    ("frames", "clean", "length", "allowed"),
    [
        (1, 1, 5, True),
        (5, 2, 9, True),
        (4, 2, 9, False),  # two latent frames take five frames
        (5, 2, 8, False),  # eight frames are two latent frames: nothing would be new
        (9, 3, 16, True),
        (9, 3, 12, False),
        (5, 0, 9, False),
        (5, -1, 9, False),
        (5, True, 9, False),
        (5, 1.0, 9, False),
        (117, 30, 121, True),
        (121, 31, 121, False),
    ],
)
def test_continuations(frames: int, clean: int, length: int, allowed: bool) -> None:
    def check(clean: Any) -> None:
        request = Continuation(prompt="a", clean_latents=clean, num_frames=length)
        check_request(Asked(request, clips([PICTURE] * frames)))

    if allowed:
        check(clean)
    else:
        refused(check, clean)


@pytest.mark.parametrize(
    ("counts", "first", "last", "length", "mention"),
    [
        ((5,), 0, 1, 9, ""),
        ((4,), 0, 1, 9, "has 4 frames, 5 are needed"),
        ((9,), 0, 2, 13, ""),
        ((9,), 0, 2, 9, "latent frames is 2"),  # the only latent frame that is left draws the first given frame again
        ((1, 5), 1, 1, 9, ""),
        ((5, 9), 2, 2, 17, ""),
        ((5, 8), 2, 2, 17, "has 8 frames, 9 are needed"),
        ((4, 9), 2, 2, 17, "has 4 frames, 5 are needed"),
        ((5, 9), 2, 3, 17, "latent frames is 5"),
        ((5,), 1, 1, 17, "was given 1 clip"),
        ((5, 5), 0, 1, 17, "was given 2 clips"),
        ((5, 5), 2, 0, 17, "was given 2 clips"),
        ((5,), 0, 0, 17, "latent frames is 0"),
        ((5,), 0, 31, 121, "latent frames is 31"),
    ],
)
def test_clips_before_and_behind(counts: tuple[int, ...], first: int, last: int, length: int, mention: str) -> None:
    def check(_: Any) -> None:
        request = Continuation(prompt="a", clean_latents=first, end_latents=last, num_frames=length)
        check_request(Asked(request, tuple(InputBlock(np.stack([PICTURE] * count)) for count in counts)))

    if mention:
        refused(check, None, mention)
    else:
        check(None)


# --- warnings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("width", "height", "mentions"),
    [(1024, 1024, ()), (1039, 512, ()), (1040, 512, ("1040 pixels wide",)), (512, 1040, ("1040 pixels high",))],
)
def test_sizes_beyond_the_position_table_s_side_are_warned_about(
    width: int, height: int, mentions: tuple[str, ...]
) -> None:
    warnings = plan_visual(TextToImage(prompt="a", width=width, height=height), (), 28).warnings
    assert len(warnings) == len(mentions)
    assert all(mention in warning for mention, warning in zip(mentions, warnings, strict=True))
