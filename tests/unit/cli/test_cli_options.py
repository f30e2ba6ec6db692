import contextlib
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from lance_studio.cli import options
from lance_studio.cli.options import (
    Interval,
    LengthOptions,
    Size,
    grouped,
    parse_device,
    parse_interval,
    parse_seconds,
    parse_size,
    pick_seed,
)
from lance_studio.requests.geometry import MAX_FRAMES, MAX_SIDE, MIN_SIDE
from lance_studio.requests.lengths import Length
from lance_studio.requests.sampling import MAX_SEED
from lance_studio.workflows.options import Options

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
    length = LengthOptions(frames=frames).of_clip()
    assert length is not None
    assert length.frames % 4 == 1
    assert length.frames >= 5
    assert abs(length.frames - frames) <= 2 or frames < 5
    assert bool(length.note) == (length.frames != frames)


@given(st.integers(1, 10_000))
def test_a_continuation_gets_the_nearest_multiple_of_four(frames: int) -> None:
    length = LengthOptions(frames=frames).of_continuation()
    assert length is not None
    assert length.frames % 4 == 0
    assert length.frames >= 4
    assert abs(length.frames - frames) <= 2 or frames < 4
    assert bool(length.note) == (length.frames != frames)


def test_seconds_become_frames_and_the_user_learns_of_rounding() -> None:
    lengths = [LengthOptions(seconds=Fraction(text)).of_clip() for text in ("0.01", "2.5", "4", "10")]
    assert [length and length.frames for length in lengths] == [5, 29, 49, MAX_FRAMES]
    assert LengthOptions(seconds=Fraction(4)).of_continuation() == Length(48)
    assert lengths[1] is not None
    assert re.search(r"2\.5 s \(30 frames\) became 29 frames, 2\.42 s", lengths[1].note)


def test_a_length_that_is_left_open_stays_open() -> None:
    assert LengthOptions().of_clip() is None
    assert LengthOptions().of_continuation() is None


def test_frames_and_seconds_exclude_each_other() -> None:
    with pytest.raises(typer.BadParameter, match="not both"):
        LengthOptions(frames=9, seconds=Fraction(1)).of_clip()


def test_a_drawn_seed_is_allowed_and_a_given_one_is_kept() -> None:
    assert pick_seed(0) == 0
    drawn = {pick_seed(None) for _ in range(20)}
    assert len(drawn) > 1
    assert all(0 <= seed <= MAX_SEED for seed in drawn)


def test_what_is_left_open_stays_open() -> None:
    assert options.SamplingOptions(seed=1).options() == Options(seed=1)
    everything = options.SamplingOptions(
        seed=1,
        steps=2,
        guidance=0.0,
        guidance_interval=Interval(0.0, 0.0),
        shift=3.0,
        renorm="none",
        noise="device",
    )
    assert everything.options(frames=5) == Options(
        seed=1,
        steps=2,
        guidance=0.0,
        guidance_interval=(0.0, 0.0),
        shift=3.0,
        renorm="none",
        noise="device",
        frames=5,
    )


def test_groups_become_the_options_of_a_command_in_their_order() -> None:
    @dataclass(frozen=True, kw_only=True)
    class Group:
        size: Annotated[int, typer.Option("--size")] = 3
        name: Annotated[str | None, typer.Option("--name")] = None

    said: list[object] = []

    @grouped
    def command(word: Annotated[str, typer.Argument()], group: Group, loud: bool = False) -> None:
        """Say it."""
        said.append((word, group, loud))

    app = typer.Typer()
    app.command()(command)
    run = typer.main.get_command(app)
    run.main(["hello", "--size", "5", "--loud"], standalone_mode=False)
    run.main(["bye"], standalone_mode=False)
    assert said == [("hello", Group(size=5), True), ("bye", Group(), False)]
    assert [parameter.name for parameter in run.params][:4] == ["word", "size", "name", "loud"]
