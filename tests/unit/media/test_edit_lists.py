"""Films with edit lists: what the list shows is shown, frame for frame, at the list's own times."""

import random
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lance_studio.errors import MediaError
from lance_studio.media.describe import describe
from lance_studio.media.frames import FrameReader
from tests.unit.media.painted import foreign_clip, read_number

COUNT = 40
SCALE = 600_000  # of the movie's clock: every rate below falls on it


@dataclass(frozen=True)
class Edit:
    """A part of a list: so many frames from one on, at a speed; before 0, nothing is shown for so many frames."""

    first: int
    count: int
    speed: Fraction = Fraction(1)


def boxes(content: bytes, start: int, end: int) -> list[tuple[bytes, int, int]]:
    """Kind, beginning and end of each box, its head included."""
    found: list[tuple[bytes, int, int]] = []
    while start + 8 <= end:
        size, kind = struct.unpack_from(">I4s", content, start)
        found.append((kind, start, start + size))
        start += size
    return found


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", len(content) + 8, kind) + content


def replaced(content: bytes, path: Sequence[bytes], new: bytes) -> bytes:
    """Content of a box, in which the box at the end of a path has another content; it is added if there is none."""
    rows = boxes(content, 0, len(content))
    made = b""
    for kind, start, end in rows:
        inside = content[start + 8 : end]
        if kind == path[0]:
            inside = new if len(path) == 1 else replaced(inside, path[1:], new)
        made += box(kind, inside)
    if all(kind != path[0] for kind, *_ in rows):
        made += box(path[0], new if len(path) == 1 else replaced(b"", path[1:], new))
    return made


def with_edits(path: Path, edits: Sequence[Edit], rate: Fraction, *, version: int = 0) -> Path:
    """Give a film of this rate another edit list."""
    content = path.read_bytes()
    (movie,) = (each for each in boxes(content, 0, len(content)) if each[0] == b"moov")
    assert movie[2] == len(content), "the places of frames must not move"
    delay = content.index(b"elst") + 16
    (begin,) = struct.unpack_from(">i", content, delay)
    head = content.index(b"mdhd") + 4
    (unit,) = struct.unpack_from(">I", content, head + 12)
    rows = b""
    for edit in edits:
        frames = Fraction(edit.count) if edit.first < 0 or not edit.speed else edit.count / edit.speed
        length = frames / rate * SCALE
        media = Fraction(edit.first) / rate * unit + begin
        assert length.denominator == media.denominator == 1
        row = (int(length), -1 if edit.first < 0 else int(media), int(edit.speed * 65536))
        rows += struct.pack(">Qqi" if version else ">Iii", *row)
    listed = struct.pack(">II", version << 24, len(edits)) + rows
    made = replaced(content[movie[1] + 8 :], (b"trak", b"edts", b"elst"), listed)
    path.write_bytes(content[: movie[1]] + box(b"moov", made))
    return path


def film(path: Path, rate: Fraction, b_frames: int, gop: int) -> Path:
    options = {"bf": str(b_frames)}
    return foreign_clip(
        path, count=COUNT, rate=rate, unit=1 / rate, gop=gop, options=options, muxer={"movie_timescale": str(SCALE)}
    )


RATES = st.sampled_from([Fraction(24), Fraction(25), Fraction(30), Fraction(30000, 1001), Fraction(24000, 1001)])
SHOWN = st.tuples(st.integers(0, COUNT - 1), st.integers(1, 12)).map(
    lambda each: Edit(each[0], min(each[1], COUNT - each[0]))
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(
    edits=st.lists(SHOWN, min_size=1, max_size=5),
    nothing_first=st.booleans(),
    rate=RATES,
    b_frames=st.sampled_from([0, 2]),
    gop=st.sampled_from([5, 12, 250]),
    version=st.sampled_from([0, 1]),
    seed=st.integers(0, 99),
)
@example([Edit(0, COUNT)], True, Fraction(25), 2, 12, 0, 1)
@example([Edit(7, 20)], False, Fraction(25), 2, 250, 0, 1)
@example([Edit(7, 20)], False, Fraction(25), 2, 12, 0, 1)
@example([Edit(1, 5)], False, Fraction(24), 0, 5, 0, 1)
@example([Edit(3, 30)], True, Fraction(30), 2, 12, 0, 1)
@example([Edit(3, 5), Edit(3, 5), Edit(3, 5)], True, Fraction(24), 2, 5, 1, 1)
@example([Edit(39, 1), Edit(0, 1)], False, Fraction(30000, 1001), 2, 12, 0, 1)
@example([Edit(1, 5)], False, Fraction(24), 0, 5, 0, 0)
@example([Edit(8, 9)], True, Fraction(24), 2, 5, 0, 0)
def test_what_a_list_shows_is_shown(
    tmp_path: Path,
    edits: list[Edit],
    nothing_first: bool,
    rate: Fraction,
    b_frames: int,
    gop: int,
    version: int,
    seed: int,
) -> None:
    whole = [Edit(-1, 6), *edits] if nothing_first else edits
    path = with_edits(film(tmp_path / "film.mp4", rate, b_frames, gop), whole, rate, version=version)
    right = [number for edit in edits for number in range(edit.first, edit.first + edit.count)]
    with FrameReader(path) as reader:
        assert [read_number(reader.frame(number))[0] for number in range(reader.frame_count)] == right
        if len(right) > 1:
            assert (reader.info.frame_rate, reader.info.variable_rate) == (rate, False)
        assert [reader.time_of(number) for number in range(len(right) + 1)] == [
            number / rate for number in range(len(right) + 1)
        ]
    order = list(range(len(right)))
    random.Random(seed).shuffle(order)
    with FrameReader(path) as reader:
        for number in order:
            assert read_number(reader.frame(number))[0] == right[number]


def test_speeds_are_followed_and_said(tmp_path: Path) -> None:
    rate = Fraction(25)
    edits = [Edit(0, 10), Edit(20, 10, Fraction(2)), Edit(30, 4, Fraction(1, 2)), Edit(5, 6, Fraction(0))]
    path = with_edits(film(tmp_path / "film.mp4", rate, 2, 12), edits, rate)
    with FrameReader(path) as reader:
        slots = round(reader.time_of(reader.frame_count) * rate)
        shown = [read_number(reader.frame_at(slot / rate))[0] for slot in range(slots)]
    assert shown == [*range(10), *range(20, 30, 2), 30, 30, 31, 31, 32, 32, 33, 33, *[5] * 6]
    assert any("another speed" in warning for warning in describe(path).warnings)


def test_nothing_between_two_parts_holds_the_picture(tmp_path: Path) -> None:
    rate = Fraction(25)
    path = with_edits(film(tmp_path / "film.mp4", rate, 2, 12), [Edit(0, 4), Edit(-1, 5), Edit(8, 4)], rate)
    with FrameReader(path) as reader:
        shown = [read_number(reader.frame_at(slot / rate))[0] for slot in range(13)]
        assert reader.time_of(reader.frame_count) == Fraction(13, 25)
    assert shown == [0, 1, 2, *[3] * 6, 8, 9, 10, 11]


def test_a_list_that_shows_nothing_is_refused(tmp_path: Path) -> None:
    rate = Fraction(25)
    path = with_edits(film(tmp_path / "film.mp4", rate, 0, 12), [Edit(-1, 4), Edit(-1, 9)], rate)
    with pytest.raises(MediaError):
        FrameReader(path)


def test_codecs_whose_packets_are_decoded_to_be_counted_have_edit_lists_too(tmp_path: Path) -> None:
    path = foreign_clip(
        tmp_path / "a.mov", codec="mpeg4", count=COUNT, rate=Fraction(25), unit=Fraction(1, 25),
        options={"bf": "2"}, muxer={"movie_timescale": str(SCALE)},
    )  # fmt: skip
    with_edits(path, [Edit(20, 6), Edit(3, 5)], Fraction(25))
    with FrameReader(path) as reader:
        shown = [read_number(reader.frame(number))[0] for number in range(reader.frame_count)]
    assert shown == [*range(20, 26), *range(3, 8)]


def test_a_list_that_begins_within_the_first_frame_keeps_that_frame(tmp_path: Path) -> None:
    times = [3003 * number + (10 if number % 2 else -20) for number in range(30)]
    foreign_clip(tmp_path / "a.mp4", instants=times, unit=Fraction(1, 90_000), rate=Fraction(30000, 1001))
    with FrameReader(tmp_path / "a.mp4") as reader:
        assert [read_number(reader.frame(number))[0] for number in range(reader.frame_count)] == list(range(30))
