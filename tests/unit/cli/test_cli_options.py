import contextlib
import re
from fractions import Fraction
from typing import get_args

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from lance_studio.cli import options
from lance_studio.cli.options import (
    Interval,
    Size,
    clip_length,
    continuation_length,
    parse_device,
    parse_interval,
    parse_seconds,
    parse_size,
    pick_seed,
)
from lance_studio.requests.geometry import MAX_FRAMES, MAX_SIDE, MIN_SIDE
from lance_studio.requests.lengths import Length
from lance_studio.requests.sampling import MAX_SEED

SIDES = st.integers(MIN_SIDE, MAX_SIDE)


@given(SIDES, SIDES, st.sampled_from(["x", "X", "×", " x "]))
def test_a_size_is_read_back(width: int, height: int, between: str) -> None:
    assert parse_size(f"{width}{between}{height}") == Size(width, height)


@pytest.mark.parametrize(
    "text", ["", "x", "64", "64x", "x64", "64x64x64", "-64x64", "64.0x64", "1e3x64", "٦٤x٦٤", "64 64"]
)
def test_what_is_no_size_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="848x480"):
        parse_size(text)


@pytest.mark.parametrize("text", ["0x64", "15x64", "64x2049", "999999x999999"])
def test_a_size_out_of_range_is_refused_with_the_range(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="16 to 2048 pixels"):
        parse_size(text)


@given(st.text())
def test_any_text_is_a_size_or_a_clear_refusal(text: str) -> None:
    with contextlib.suppress(typer.BadParameter):
        size = parse_size(text)
        assert min(size.width, size.height) >= MIN_SIDE


@given(st.integers(0, 999_999), st.integers(0, 999_999_999))
def test_seconds_are_exact(whole: int, billionths: int) -> None:
    value = Fraction(whole) + Fraction(billionths, 10**9)
    text = f"{whole}.{billionths:09d}"
    if value:
        assert parse_seconds(text) == value
    else:
        with pytest.raises(typer.BadParameter):
            parse_seconds(text)


@given(st.text() | st.sampled_from(["0", "0.0", "-1", "nan", "inf", "1/3", "1e3", "1,5", "9" * 5000]))
def test_any_text_is_a_positive_duration_or_a_clear_refusal(text: str) -> None:
    with contextlib.suppress(typer.BadParameter):
        assert parse_seconds(text) > 0


@given(st.floats(0, 1), st.floats(0, 1))
def test_an_interval_is_read_back_or_refused(low: float, high: float) -> None:
    text = f"{low!r},{high!r}"
    if low <= high:
        assert parse_interval(text) == Interval(low, high)
    else:
        with pytest.raises(typer.BadParameter, match="increasing"):
            parse_interval(text)


@pytest.mark.parametrize("text", ["", "0.4", "0.4,", "0,1,1", "a,b", "nan,1", "0,nan", "0,inf", "-1,1"])
def test_what_is_no_interval_is_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="increasing"):
        parse_interval(text)


@pytest.mark.parametrize("text", ["auto", "cpu", "cuda", "cuda:0", "cuda:15"])
def test_device_names_are_accepted(text: str) -> None:
    assert parse_device(text) == text


@pytest.mark.parametrize("text", ["", "gpu", "CPU", "cuda:", "cuda:-1", "cuda:x", "mps", "cpu\n"])
def test_other_device_names_are_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="cuda:0"):
        parse_device(text)


@given(st.integers(1, 10_000))
def test_a_clip_gets_the_nearest_length_that_the_model_makes(frames: int) -> None:
    length = clip_length(frames, None)
    assert length is not None
    assert length.frames % 4 == 1
    assert abs(length.frames - frames) <= 2
    assert bool(length.note) == (length.frames != frames)


@given(st.integers(1, 10_000))
def test_a_continuation_gets_the_nearest_multiple_of_four(frames: int) -> None:
    length = continuation_length(frames, None)
    assert length is not None
    assert length.frames % 4 == 0
    assert length.frames >= 4
    assert abs(length.frames - frames) <= 2 or frames < 4
    assert bool(length.note) == (length.frames != frames)


def test_seconds_become_frames_and_the_user_learns_of_rounding() -> None:
    lengths = [clip_length(None, Fraction(text)) for text in ("0.01", "2.5", "4", "10")]
    assert [length and length.frames for length in lengths] == [1, 29, 49, MAX_FRAMES]
    assert continuation_length(None, Fraction(4)) == Length(48)
    assert lengths[1] is not None
    assert re.search(r"2\.5 s \(30 frames\) became 29 frames, 2\.42 s", lengths[1].note)


def test_a_length_that_is_left_open_stays_open() -> None:
    assert clip_length(None, None) is None
    assert continuation_length(None, None) is None


def test_frames_and_seconds_exclude_each_other() -> None:
    with pytest.raises(typer.BadParameter, match="not both"):
        clip_length(9, Fraction(1))


def test_a_drawn_seed_is_allowed_and_a_given_one_is_kept() -> None:
    assert pick_seed(0) == 0
    drawn = {pick_seed(None) for _ in range(20)}
    assert len(drawn) > 1
    assert all(0 <= seed <= MAX_SEED for seed in drawn)


def test_the_number_formats_are_those_of_the_engine() -> None:
    from lance_studio.engine import precision

    assert get_args(options.PrecisionName) == get_args(precision.PrecisionName)


def test_without_options_the_official_model_is_asked_as_the_official_code_does() -> None:
    import inspect

    from lance_studio.catalog.profile import OFFICIAL
    from lance_studio.cli import ask, edit, extend, generate
    from lance_studio.requests import Decoding, Sampling

    for command in (generate.generate, generate.generate_video, generate.animate, edit.edit, extend.extend):
        given = {name: parameter.default for name, parameter in inspect.signature(command).parameters.items()}
        drawing = options.Drawing(
            seed=Sampling().seed,
            steps=given["steps"],
            guidance=given["guidance"],
            guidance_interval=given["guidance_interval"],
            shift=given["shift"],
            renorm=given["renorm"],
            noise=given["noise"],
        )
        assert drawing.sampling(OFFICIAL.pictures.sampling) == Sampling()
        assert drawing.sampling(OFFICIAL.clips.sampling) == Sampling()
    given = {name: parameter.default for name, parameter in inspect.signature(ask.ask).parameters.items()}
    decoding = Decoding()
    assert given["max_tokens"] is None
    assert given["min_tokens"] == decoding.min_new_tokens
    assert given["temperature"] == decoding.temperature
    assert given["top_p"] == decoding.top_p


def test_what_is_given_wins_over_what_suits_the_model() -> None:
    from lance_studio.requests import Sampling
    from lance_studio.requests.sampling import SamplingDefaults

    usual = SamplingDefaults(steps=9, guidance_scale=5.0, guidance_interval=(0.1, 0.2), shift=1.5, renorm="channel")
    nothing = options.Drawing(
        seed=1, steps=None, guidance=None, guidance_interval=None, shift=None, renorm=None, noise="cpu"
    )
    assert nothing.sampling(usual) == Sampling(
        steps=9, guidance_scale=5.0, guidance_interval=(0.1, 0.2), shift=1.5, renorm="channel", seed=1
    )
    everything = options.Drawing(
        seed=1,
        steps=2,
        guidance=0.0,
        guidance_interval=Interval(0.0, 0.0),
        shift=3.0,
        renorm="none",
        noise="device",
    )
    assert everything.sampling(usual) == Sampling(
        steps=2, guidance_scale=0, guidance_interval=(0, 0), shift=3, renorm="none", seed=1, noise="device"
    )


def test_a_shift_of_zero_is_refused_in_words() -> None:
    from lance_studio.errors import InvalidRequestError
    from lance_studio.requests.sampling import SamplingDefaults

    drawing = options.Drawing(
        seed=1, steps=None, guidance=None, guidance_interval=None, shift=0.0, renorm=None, noise="cpu"
    )
    with pytest.raises(InvalidRequestError, match=r"shift is 0\.0.*above 0"):
        drawing.sampling(SamplingDefaults())
