"""Films as people have them: every frame once, in order, at its time, however one comes to it."""

import random
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from lance_studio.errors import CancelledError
from lance_studio.media.frames import FrameReader
from lance_studio.media.index_cache import forget_all, load_index
from lance_studio.media.indexing_progress import watched_indexing
from lance_studio.media.probe import probe
from lance_studio.media.rates import commonest_rate, pulldown_rate, slots_of
from tests.unit.media.painted import foreign_clip, read_number

CASES = Path(__file__).parents[2] / "cases" / "media"


@dataclass(frozen=True)
class Right:
    """What a file of the cases must be."""

    rate: Fraction
    duration: Fraction
    codes: list[int]


NTSC = Fraction(30000, 1001)
FILMS = {
    "01-last-frame.mkv": Right(NTSC, 10 / NTSC, list(range(10))),
    "03-mpeg1.mpg": Right(Fraction(25), Fraction(60, 25), list(range(60))),
    "04-mpeg4.ts": Right(Fraction(25), Fraction(60, 25), list(range(60))),
    "06-mostly-still.mp4": Right(Fraction(30), Fraction(8), [*range(30), 239]),
    "09-subtitle-longer.mkv": Right(Fraction(25), Fraction(1), list(range(25))),
    "10-joined.ts": Right(Fraction(25), Fraction(20, 25), list(range(20))),
    "11a-h264-b.avi": Right(Fraction(25), Fraction(30, 25), list(range(30))),
    "11b-h264-b.asf": Right(Fraction(25), Fraction(30, 25), list(range(30))),
    "21-edit-list-reordered.mp4": Right(Fraction(25), Fraction(20, 25), [*range(30, 40), *range(5, 15)]),
    "24-plain-name.mp4": Right(Fraction(25), Fraction(8, 25), list(range(8))),
}


def code_of(frame: NDArray[np.uint8]) -> int:
    """The number that the eight bars in the upper half of a frame stand for."""
    height, width = frame.shape[:2]
    middles = [frame[height // 4, round((bar + 0.5) * width / 8)].mean() for bar in range(8)]
    return sum(1 << bar for bar, level in enumerate(middles) if level > 128)


@pytest.mark.parametrize("name", FILMS)
def test_a_film_has_the_right_frames_times_and_rate(name: str) -> None:
    right = FILMS[name]
    info = probe(CASES / name)
    assert info.frame_rate == right.rate
    assert info.duration is not None
    assert abs(info.duration - right.duration) <= Fraction(1, 1000)
    with FrameReader(CASES / name) as reader:
        assert [code_of(reader.frame(number)) for number in range(reader.frame_count)] == right.codes


@pytest.mark.parametrize("name", FILMS)
def test_any_frame_is_the_one_that_is_asked_for(name: str) -> None:
    codes = FILMS[name].codes
    order = list(range(len(codes)))
    random.Random(name).shuffle(order)
    with FrameReader(CASES / name) as reader:
        for number in order:
            assert code_of(reader.frame(number)) == codes[number]
    with FrameReader(CASES / name) as alone:
        assert code_of(alone.frame(order[0])) == codes[order[0]], "right after the film was opened"


def test_a_film_that_stands_still_shows_each_frame_for_its_time() -> None:
    with FrameReader(CASES / "06-mostly-still.mp4") as reader:
        shown = [code_of(reader.frame_at(Fraction(slot, 30))) for slot in range(240)]
    assert shown == [*range(30), *[29] * 209, 239]


def test_tapes_of_digital_cameras(tmp_path: Path) -> None:
    foreign_clip(
        tmp_path / "tape.dv", codec="dvvideo", count=12, rate=Fraction(25), unit=Fraction(1, 25), size=(720, 576)
    )
    with FrameReader(tmp_path / "tape.dv") as reader:
        assert [read_number(reader.frame(number))[0] for number in (11, 0, 7, 3)] == [11, 0, 7, 3]
        assert (reader.info.frame_rate, reader.info.duration) == (25, Fraction(12, 25))


def test_indexing_by_decoding_is_told_and_can_be_stopped() -> None:
    forget_all()  # other tests read these films too
    shares: list[float] = []
    with watched_indexing(shares.append):
        probe(CASES / "03-mpeg1.mpg")
    assert shares == sorted(shares)
    assert len(shares) > 1
    with watched_indexing(cancel=lambda: True), pytest.raises(CancelledError):
        load_index(CASES / "04-mpeg4.ts")
    with FrameReader(CASES / "04-mpeg4.ts") as reader:
        assert reader.frame_count == 60, "nothing of what was stopped is kept"


KINDS = st.sampled_from(
    [
        ("mp4", "libx264"),
        ("mov", "libx264"),
        ("mkv", "libx264"),
        ("flv", "libx264"),
        ("nut", "libx264"),
        ("ts", "libx264"),
        ("m2ts", "libx264"),
        ("avi", "libx264"),
        ("asf", "libx264"),
        ("mkv", "mpeg4"),
        ("avi", "mpeg4"),
        ("mp4", "mpeg4"),
        ("ts", "mpeg4"),
        ("mpg", "mpeg1video"),
        ("mpg", "mpeg2video"),
        ("vob", "mpeg2video"),
        ("ts", "mpeg2video"),
        ("mxf", "mpeg2video"),
        ("wmv", "wmv2"),
        ("webm", "libvpx"),
        ("ogv", "libvpx"),
    ]
)
RATES = st.sampled_from([Fraction(24), Fraction(25), Fraction(30), NTSC, Fraction(24000, 1001), Fraction(50)])
NO_B_FRAMES = ("wmv2", "libvpx")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(
    kind=KINDS,
    rate=RATES,
    count=st.integers(1, 40),
    b_frames=st.sampled_from([0, 2, 3]),
    gop=st.sampled_from([4, 12, 250]),
    open_groups=st.booleans(),
    seed=st.integers(0, 999),
)
@example(("mp4", "libx264"), NTSC, 38, 3, 4, True, 1)
@example(("mpg", "mpeg2video"), Fraction(24000, 1001), 36, 0, 4, False, 1)
@example(("ts", "mpeg4"), Fraction(24), 5, 3, 12, False, 1)
@example(("asf", "libx264"), NTSC, 5, 2, 4, True, 1)
@example(("ts", "mpeg2video"), Fraction(25), 1, 0, 250, False, 1)
@example(("flv", "libx264"), NTSC, 1, 0, 4, False, 0)
def test_every_film_is_read_the_same_way_by_any_order(
    tmp_path: Path,
    kind: tuple[str, str],
    rate: Fraction,
    count: int,
    b_frames: int,
    gop: int,
    open_groups: bool,
    seed: int,
) -> None:
    suffix, codec = kind
    options = {} if codec in NO_B_FRAMES else {"bf": str(b_frames)}
    if codec == "libx264":
        options |= {"x264-params": "open-gop=1"} if open_groups else {}
    elif codec != "libvpx":
        options["q"] = "2"
    path = tmp_path / f"film.{suffix}"
    foreign_clip(path, codec=codec, count=count, unit=1 / rate, rate=rate, gop=gop, options=options)
    with FrameReader(path) as reader:
        assert [read_number(reader.frame(number))[0] for number in range(reader.frame_count)] == list(range(count))
        found = reader.info.frame_rate
        assert found is not None
        # ASF names no rate, and its clock of milliseconds cannot tell 30 from 30000/1001 within a few frames.
        assert found == rate or (suffix in ("asf", "wmv") and abs(count / found - count / rate) <= Fraction(2, 1000))
        assert not reader.info.variable_rate
        assert reader.time_of(count) == count / found
    order = list(range(count))
    random.Random(seed).shuffle(order)
    with FrameReader(path) as reader:
        for number in order:
            assert read_number(reader.frame(number))[0] == number
            assert reader.index_at((number + Fraction(1, 2)) / rate) == number


@pytest.mark.parametrize(
    ("instants", "unit", "rate"),
    [
        ([0, *range(2, 11)], Fraction(1, 25), 25),  # AVI, one frame left out
        ([0, 33, 67, 100, 133, 300, 333, 367], Fraction(1, 1000), 30),
        ([0, 1, 2, 4, 5, 6, 9], Fraction(1, 24), 24),
    ],
)
def test_the_commonest_time_of_a_frame_is_the_nominal_rate(instants: list[int], unit: Fraction, rate: int) -> None:
    assert commonest_rate(instants, unit) == rate


@pytest.mark.parametrize("suffix", ["mkv", "flv"])
def test_frames_left_out_of_a_film_move_no_others_by_the_rounding_of_its_clock(tmp_path: Path, suffix: str) -> None:
    slots = [0, 1, 2, 3, 5, 6, 8, 9, 10, 11, 15, 16, 17, 18, 19, 30]
    times = [round(Fraction(slot * 1000, 60)) for slot in slots]
    foreign_clip(tmp_path / f"a.{suffix}", instants=times, unit=Fraction(1, 1000), rate=Fraction(60))
    with FrameReader(tmp_path / f"a.{suffix}") as reader:
        assert reader.info.frame_rate == 60
        assert reader.info.duration == Fraction(31, 60)
        assert [reader.time_of(number) for number in range(len(slots))] == [Fraction(slot, 60) for slot in slots]


def test_frames_between_the_places_of_a_rate_keep_their_own_times() -> None:
    assert slots_of([0, 33, 67, 100, 117, 133], Fraction(1, 1000)) is None
    assert slots_of([0, 33, 67, 133], Fraction(1, 1000)) == (30, (0, 1, 2, 4))


@pytest.mark.parametrize("unit", [Fraction(1001, 60_000), Fraction(1, 1000), Fraction(1, 90_000)])
def test_frames_shown_for_three_and_two_fields_are_those_of_a_cinema_film(tmp_path: Path, unit: Fraction) -> None:
    fields = [number * 5 // 2 for number in range(24)]
    times = [round(Fraction(each * 1001, 60_000) / unit) for each in fields]
    assert pulldown_rate(times, unit) == Fraction(24000, 1001)
    foreign_clip(tmp_path / "a.mkv", instants=times, unit=unit, rate=NTSC)
    with FrameReader(tmp_path / "a.mkv") as reader:
        assert (reader.info.frame_rate, reader.info.variable_rate) == (Fraction(24000, 1001), False)
        shown = [reader.index_at(Fraction(slot * 1001, 24_000)) for slot in range(24)]
    assert shown == list(range(24))


def test_other_lengths_by_turns_are_no_pulldown() -> None:
    assert pulldown_rate([0, 40, 120, 160, 240, 280, 360], Fraction(1, 1000)) is None
    assert pulldown_rate([0, 50, 83, 117, 150, 200, 233], Fraction(1, 1000)) is None


def test_a_timeline_of_the_nominal_rate_shows_the_last_frame_of_a_phones_film(tmp_path: Path) -> None:
    steps = [3000, 3000, 4710, 3000, 3000, 5210, 3000, 3000, 3000, 3900, 3000]
    times = [sum(steps[:number]) for number in range(len(steps) + 1)]
    foreign_clip(tmp_path / "a.mp4", instants=times, unit=Fraction(1, 90_000), rate=Fraction(30))
    with FrameReader(tmp_path / "a.mp4") as reader:
        duration, rate = reader.info.duration, reader.info.frame_rate
        assert duration is not None
        assert (rate, reader.info.variable_rate) == (30, True)
        assert reader.index_at(Fraction(int(duration * 30) - 1, 30)) == len(steps)
        assert 0 <= duration - Fraction(times[-1] + 3000, 90_000) < Fraction(1, 30)


def test_a_single_frame_whose_length_is_unknown_has_a_rate_that_films_have(tmp_path: Path) -> None:
    foreign_clip(tmp_path / "a.asf", codec="wmv2", count=1, rate=Fraction(25), unit=Fraction(1, 25))
    assert probe(tmp_path / "a.asf").frame_rate == 24
