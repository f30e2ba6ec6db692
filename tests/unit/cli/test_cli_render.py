"""What `render` reads from its options, without rendering."""

from fractions import Fraction

import pytest

from lance_studio.cli.render import find_moment
from lance_studio.errors import InvalidRequestError
from lance_studio.timeline.model import Timeline
from lance_studio.timeline.timing import frame_of

RATES = [Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(30), Fraction(60), Fraction(60000, 1001)]
FRAMES = 20_000


def rounded(time: Fraction, digits: int) -> str:
    """A decimal with that many digits, exactly the nearest."""
    whole, rest = divmod(round(time * 10**digits), 10**digits)
    return f"{whole}.{rest:0{digits}}"


@pytest.mark.parametrize("digits", [3, 4, 6, 9])
@pytest.mark.parametrize("rate", RATES, ids=str)
def test_a_rounded_time_hits_the_frame_that_begins_there(rate: Fraction, digits: int) -> None:
    timeline, length = Timeline("t", rate=rate), FRAMES / rate
    hit = [find_moment(rounded(number / rate, digits), timeline, length) for number in range(FRAMES)]
    assert [frame_of(moment, rate) for moment, _ in hit] == list(range(FRAMES))
    assert {note for _, note in hit} == {""}


@pytest.mark.parametrize("rate", RATES, ids=str)
def test_a_time_within_a_frame_shows_that_frame(rate: Fraction) -> None:
    timeline, length = Timeline("t", rate=rate), FRAMES / rate
    for number in range(0, FRAMES, 7):
        moment, _ = find_moment(rounded((number + Fraction(1, 2)) / rate, 4), timeline, length)
        assert frame_of(moment, rate) == number


@pytest.mark.parametrize(
    ("text", "frame", "noted"),
    [
        ("0", 0, False),
        ("1", 24, False),
        ("2", 2, True),
        ("47", 47, True),
        ("47f", 47, False),
        ("00:00:01:12", 36, False),
    ],
)
def test_a_whole_number_beyond_the_end_is_a_frame_and_the_user_learns_of_it(text: str, frame: int, noted: bool) -> None:
    moment, note = find_moment(text, Timeline("t", rate=Fraction(24)), Fraction(2))
    assert moment * 24 == frame
    assert (f"--at {text} was taken for frame {frame}" in note) == noted


@pytest.mark.parametrize("text", ["48", "48f", "2.0", "2.5", "00:00:02:00"])
def test_a_time_beyond_the_end_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequestError, match="lasts 2 s, so it has no frame at"):
        find_moment(text, Timeline("t", rate=Fraction(24)), Fraction(2))
