"""The frame that a clip on a timeline shows, found again in the film by itself."""

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lance_studio.media.index import Entry, FrameIndex
from lance_studio.timeline.model import Clip, Track
from lance_studio.timeline.queries import clip_place, source_time
from lance_studio.timeline.timing import frame_of, time_of
from lance_studio.ui.playback.matching import matching_frame

NTSC, FILM = Fraction(30000, 1001), Fraction(24000, 1001)
RATES = st.sampled_from([Fraction(12), FILM, Fraction(24), Fraction(25), NTSC, Fraction(50), Fraction(60000, 1001)])
UNITS = st.sampled_from([Fraction(1, one) for one in (600, 1000, 12800, 15360, 30000, 90000)])
COUNT = 400


def steady(rate: Fraction, unit: Fraction, first: int = 0) -> FrameIndex:
    """A film of a steady rate, the beginnings of whose frames the container rounds to its unit."""
    instants = tuple(first + round(number / rate / unit) for number in range(COUNT))
    return index_of(instants, max(round(1 / rate / unit), 1), unit, rate)


def index_of(instants: tuple[int, ...], last: int, unit: Fraction, rate: Fraction) -> FrameIndex:
    """An index whose frames have the times of the container's clock."""
    starts = tuple(instant - instants[0] for instant in instants)
    origin, entries = instants[0] * unit, (Entry(0, instants[0]),)
    return FrameIndex(starts, starts[-1] + last, unit, rate, True, origin, instants, False, entries)


def shown_by_clip(clip: Clip, number: int, rate: Fraction) -> Fraction:
    """The seconds into the medium that a timeline shows at its frame, by the renderer's own rule."""
    return source_time(clip_place(Track("v", "video", items=(clip,)), 0), time_of(number, rate))


@given(
    rate=RATES,
    unit=UNITS,
    shown_at=RATES,
    start=st.integers(0, 300),
    aligned=st.booleans(),
    number=st.integers(0, 90),
    speed=st.fractions(Fraction(1, 10), Fraction(3), max_denominator=24),
    first=st.integers(-3, 3),
)
# The timeline's frame 1001/1250 lies one unit before the film's next frame, which the film shows by then.
@example(NTSC, Fraction(1, 30000), Fraction(24), 0, True, 4, Fraction(1000, 1001) * Fraction(1249, 1250), 0)
def test_the_same_frame_is_found_at_any_rate_speed_and_offset(
    rate: Fraction,
    unit: Fraction,
    shown_at: Fraction,
    start: int,
    aligned: bool,
    number: int,
    speed: Fraction,
    first: int,
) -> None:
    index = steady(rate, unit, first)
    offset = time_of(start, rate if aligned else Fraction(1000, 37))
    offset = min(offset, time_of(COUNT - 60, rate))
    clip = Clip("c", "m", Fraction(100), source_start=offset, source_duration=Fraction(10_000), speed=speed)
    time = shown_by_clip(clip, number, shown_at)
    found = matching_frame(index, time, rate)
    assert index.index_at(time_of(found, rate)) == index.index_at(time)
    if time < index.time_of(COUNT - 1):
        assert found == index.index_at(time)


def test_rounding_the_time_would_be_one_frame_off() -> None:
    index = steady(NTSC, Fraction(1, 30000))
    time = time_of(5, NTSC) - Fraction(1, 30000)
    assert index.index_at(time) == 5
    assert frame_of(time, NTSC) == 4
    assert matching_frame(index, time, NTSC) == 5


@given(st.lists(st.integers(1, 8), min_size=30, max_size=60), st.integers(0, 29))
def test_a_film_of_varying_speed_stands_at_a_step_that_shows_the_frame(lengths: list[int], wanted: int) -> None:
    """At 8 steps for each unit of the shortest frame there is always such a step."""
    unit, instants = Fraction(1, 24), [0]
    for length in lengths:
        instants.append(instants[-1] + length)
    rate = Fraction(24)
    index = index_of(tuple(instants), 1, unit, rate)
    time = index.time_of(wanted) + Fraction(1, 100)
    found = matching_frame(index, time, rate)
    assert index.index_at(time_of(found, rate)) == wanted
    assert time_of(found, rate) == pytest.approx(float(time), abs=1 / 24)
