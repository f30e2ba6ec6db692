"""What is decoded while a film plays in haste, and before a frame at rest: quicker, and still the same pixels."""

import random
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from lance_studio import memory_shortage
from lance_studio.errors import CancelledError
from lance_studio.media.decoding import FilmDecoder
from lance_studio.media.frame_cache import FrameCache, bytes_of, suitable_bytes
from lance_studio.media.frames import FrameReader
from lance_studio.media.haste import Haste
from lance_studio.media.playing import STRIDE
from tests.unit.media.painted import foreign_clip, read_number

COUNT, GOP = 90, 30
FRAME_BYTES = 96 * 64 * 3 // 2
UNEVEN = [number * 2 + (number % 7 == 3) for number in range(COUNT)]

CLIPS: dict[str, tuple[str, dict[str, Any]]] = {
    "B-frames": ("b.mp4", {"options": {"bf": "3", "b-adapt": "0"}}),
    "no pyramid": ("n.mp4", {"options": {"bf": "5", "b_pyramid": "none"}}),
    "no B-frames": ("p.mp4", {"options": {"bf": "0"}}),
    "open groups": ("o.mp4", {"options": {"bf": "3", "b-adapt": "0", "x264-params": "open-gop=1"}}),
    "one group": ("g.mp4", {"gop": 250, "options": {"bf": "3"}}),
    "key frames only": ("k.mp4", {"gop": 1}),
    "uneven times": ("u.mp4", {"instants": UNEVEN, "options": {"bf": "3"}}),
    "transport stream": ("t.ts", {"options": {"bf": "2"}}),
    "HEVC": ("h.mp4", {"codec": "libx265", "options": {"x265-params": "log-level=none"}}),
    "MPEG-4 in AVI": ("a.avi", {"codec": "mpeg4", "options": {"bf": "2", "q": "3"}}),
    "MPEG-2": ("m.ts", {"codec": "mpeg2video", "options": {"bf": "2", "q": "3"}}),
    "VP9": ("w.webm", {"codec": "libvpx-vp9", "options": {"lag-in-frames": "16"}}),
    "Motion JPEG": ("j.mov", {"codec": "mjpeg", "pixels": "yuvj420p", "options": {"q": "3"}}),
}
Pictures = list[NDArray[np.uint8]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clips")


@pytest.fixture(scope="module")
def film(folder: Path) -> Path:
    return made(folder, "B-frames")[0]


def made(folder: Path, name: str) -> tuple[Path, Pictures]:
    """A clip, and its frames as a plain decoder gives them in one pass."""
    file, facts = CLIPS[name]
    path = folder / file
    if not path.exists():
        usual: dict[str, Any] = {"count": COUNT, "gop": GOP}
        foreign_clip(path, **(usual | facts))
    with av.open(str(path)) as container:
        return path, [np.asarray(frame.to_ndarray(format="rgb24"), np.uint8) for frame in container.decode(video=0)]


def never() -> bool:
    return False


@dataclass
class Count:
    """What decoders did, in order."""

    decoded: list[int] = field(default_factory=list)
    seeks: list[int] = field(default_factory=list)


@pytest.fixture
def count(monkeypatch: pytest.MonkeyPatch) -> Count:
    counted = Count()
    read, seek = FilmDecoder.read, FilmDecoder.seek

    def counting_read(decoder: FilmDecoder) -> Any:
        found = read(decoder)
        if found is not None:
            counted.decoded.append(found[0])
        return found

    def counting_seek(decoder: FilmDecoder, position: int) -> None:
        counted.seeks.append(position)
        seek(decoder, position)

    monkeypatch.setattr(FilmDecoder, "read", counting_read)
    monkeypatch.setattr(FilmDecoder, "seek", counting_seek)
    return counted


@pytest.fixture
def reader(film: Path) -> Iterator[FrameReader]:
    with FrameReader(film) as opened:
        yield opened


# --- the same pixels -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(CLIPS))
def test_what_plays_in_haste_has_the_pixels_of_a_plain_decode(name: str, folder: Path) -> None:
    """Also right after a change of haste, and the frame at rest after each stretch is exactly the one that is asked."""
    path, plain = made(folder, name)
    chance = random.Random(name)
    with FrameReader(path, cache=FrameCache(lambda _held: 40 * FRAME_BYTES)) as reader:
        assert reader.frame_count == len(plain) == COUNT
        for _ in range(12):
            place = chance.randrange(COUNT)
            while place < COUNT:
                haste = chance.choice(list(Haste))
                found = reader.play_forward(place, min(place + chance.randrange(12), COUNT - 1), haste, never)
                assert place <= found
                np.testing.assert_array_equal(reader.played(found), plain[found])
                place = found + 1
                if chance.random() < 0.1:
                    break
            rest = min(place, COUNT - 1)
            np.testing.assert_array_equal(reader.frame(rest), plain[rest])
            place = chance.randrange(COUNT)
            while place >= 0:
                haste, due = chance.choice(list(Haste)), max(place - chance.randrange(-3, 12), 0)
                found = reader.play_backward(place, lambda due=due: due, haste, never)
                assert found <= place
                np.testing.assert_array_equal(reader.played(found), plain[found])
                place = found - 1
                if chance.random() < 0.1:
                    break
            rest = max(place, 0)
            np.testing.assert_array_equal(reader.frame(rest), plain[rest])


@pytest.mark.parametrize("name", ["B-frames", "open groups", "uneven times", "HEVC"])
def test_every_frame_is_exact_after_haste(name: str, folder: Path) -> None:
    """No decoder goes on leaving frames out when playing has stopped."""
    path, plain = made(folder, name)
    with FrameReader(path, cache=FrameCache(lambda _held: 1)) as reader:
        for first in range(0, COUNT - 10, 7):
            for haste in Haste:
                reader.play_forward(first, first + 3, haste, never)
                np.testing.assert_array_equal(reader.frame(first + 1), plain[first + 1])
                np.testing.assert_array_equal(reader.frame(first + 6), plain[first + 6])
                reader.play_backward(first, lambda first=first: first, haste, never)
                np.testing.assert_array_equal(reader.frame(first), plain[first])


@pytest.mark.parametrize("name", ["B-frames", "open groups", "uneven times", "one group"])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_frame_at_rest_is_always_the_right_one(name: str, folder: Path, data: st.DataObject) -> None:
    path, plain = made(folder, name)
    most = data.draw(st.sampled_from([1, 9, 60, 1000]), "frames that are kept")
    moves = st.tuples(st.sampled_from(["jump", "step", "play", "back", "rest"]), st.integers(0, COUNT - 1))
    with FrameReader(path, cache=FrameCache(lambda _held: most * FRAME_BYTES)) as reader:
        place = 0
        for kind, number in data.draw(st.lists(moves, max_size=12)):
            haste = list(Haste)[number % 3]
            if kind == "jump":
                place = number
            elif kind == "step":
                place = min(max(place + (-1 if number % 4 else 1), 0), COUNT - 1)
            elif kind == "play":
                place = reader.play_forward(place, min(place + number % 9, COUNT - 1), haste, never)
            elif kind == "back":
                due = max(place - number % 9, 0)
                place = reader.play_backward(place, lambda due=due: due, haste, never)
            else:
                reader.fill_back(place, haste, After(number), least=number % 20)
            np.testing.assert_array_equal(reader.frame(place), plain[place])


class After:
    """Gives up after some questions."""

    def __init__(self, questions: int) -> None:
        self.left = questions

    def __call__(self) -> bool:
        self.left -= 1
        return self.left < 0


# --- what is left out ------------------------------------------------------------------------------------------


def test_in_haste_frames_that_no_other_one_needs_are_not_decoded(reader: FrameReader, count: Count) -> None:
    place, shown = 0, []
    while place < GOP:
        shown.append(reader.play_forward(place, place, Haste.SKIP_UNREFERENCED, never))
        place = shown[-1] + 1
    assert shown == count.decoded[: len(shown)] or shown[1:] == count.decoded, "all that is decoded is shown"
    assert len(shown) <= GOP * 2 // 3
    assert max(np.diff(shown)) <= STRIDE
    count.decoded.clear()
    found = [reader.play_forward(number, number, Haste.NONE, never) for number in range(GOP, GOP + 8)]
    assert found[-1] == GOP + 7
    assert count.seeks == [], "haste ends without a jump back"


def test_a_group_that_is_late_as_a_whole_is_passed_over(reader: FrameReader, count: Count) -> None:
    assert reader.play_forward(3, 3, Haste.SKIP_UNREFERENCED, never) < 3 + STRIDE
    count.decoded.clear()
    assert reader.play_forward(7, 2 * GOP + 5, Haste.SKIP_UNREFERENCED, never) == 2 * GOP
    assert [number for number in count.decoded if number < 2 * GOP] == []
    assert reader.play_forward(2 * GOP + 1, 2 * GOP + 6, Haste.SKIP_UNREFERENCED, never) <= 2 * GOP + 1 + STRIDE


def test_key_frames_alone_when_much_is_late(reader: FrameReader, count: Count) -> None:
    assert reader.play_forward(2, GOP - 2, Haste.KEYS, never) == GOP, "the next one, which is due in a moment"
    assert reader.play_forward(GOP + 1, 2 * GOP + 9, Haste.KEYS, never) == 2 * GOP
    assert count.decoded == [], "nothing between them"
    found = reader.play_forward(5, 8, Haste.KEYS, never)
    assert 5 <= found < 5 + STRIDE, "rather late pictures than none for a second"


def test_films_of_key_frames_only_go_on_without_a_jump(folder: Path, count: Count) -> None:
    with FrameReader(made(folder, "key frames only")[0]) as reader:
        reader.frame(0)
        shown = [reader.play_forward(number, number, Haste.SKIP_UNREFERENCED, never) for number in range(1, COUNT, 9)]
        assert shown == list(range(1, COUNT, 9))
    assert count.seeks == []


# --- going back ------------------------------------------------------------------------------------------------


def test_a_step_back_over_a_key_frame_decodes_the_group_once(reader: FrameReader, count: Count) -> None:
    reader.frame(2 * GOP)
    reader._shelf.clear()
    reader.frame(2 * GOP + 1)
    count.decoded.clear()
    count.seeks.clear()
    for number in range(2 * GOP, GOP - 1, -1):
        assert read_number(reader.frame(number))[0] == number
    before = [number for number in count.decoded if number < 2 * GOP]
    assert sorted(before) == list(range(GOP, 2 * GOP)), "each frame of the group once"
    count.seeks.clear()
    reader._shelf.clear()
    reader.frame(2 * GOP + 2)
    assert count.seeks == [], "the decoder for reading on has stayed where it was"


def test_filling_back_can_be_given_up_and_goes_on(reader: FrameReader, count: Count) -> None:
    reader.frame(2 * GOP)
    reader._shelf.clear()
    count.decoded.clear()
    calls = 0
    while reader.fill_back(2 * GOP, Haste.NONE, After(4)):
        calls += 1
        assert calls < 100
    assert calls > 5
    assert sorted(count.decoded) == list(range(2 * GOP)), "nothing is decoded twice"
    count.decoded.clear()
    assert [read_number(reader.frame(number))[0] for number in range(2 * GOP - 1, -1, -1)] == list(
        range(2 * GOP - 1, -1, -1)
    )
    assert count.decoded == []


def test_playing_backward_decodes_each_group_once(reader: FrameReader, count: Count) -> None:
    count.decoded.clear()
    for number in range(COUNT - 1, -1, -1):
        assert reader.play_backward(number, lambda number=number: number, Haste.NONE, never) == number
        assert read_number(reader.played(number))[0] == number
    assert len(count.decoded) <= COUNT + 3


def test_backward_meets_the_clock_on_the_way(reader: FrameReader) -> None:
    """While a group is decoded, time goes on: what is shown is what is due by then."""
    due = iter(range(GOP - 1, -1, -1))
    found = reader.play_backward(GOP - 1, lambda: next(due), Haste.NONE, never)
    assert GOP // 2 - 2 <= found <= GOP // 2 + 2


@pytest.mark.parametrize("most", [1, 10 * FRAME_BYTES, 25 * FRAME_BYTES])
def test_little_memory_never_fills_for_ever(film: Path, most: int) -> None:
    with FrameReader(film, cache=FrameCache(lambda _held: most)) as reader:
        calls = 0
        while reader.fill_back(2 * GOP, Haste.NONE, never):
            calls += 1
            assert calls < 20
        assert read_number(reader.frame(2 * GOP - 1))[0] == 2 * GOP - 1


def test_a_stream_has_one_place_only(film: Path) -> None:
    with FrameReader(film.read_bytes()) as reader:
        assert not reader.fill_back(50, Haste.NONE, never)
        for number in (50, 49, 48, 20):
            assert reader.play_backward(number, lambda number=number: number, Haste.NONE, never) == number
            assert read_number(reader.frame(number))[0] == number


@pytest.mark.parametrize("haste", [Haste.NONE, Haste.SKIP_UNREFERENCED])
def test_giving_up_is_prompt_and_breaks_nothing(reader: FrameReader, count: Count, haste: Haste) -> None:
    tries: list[Callable[[], object]] = [
        lambda: reader.play_forward(GOP - 2, GOP - 1, haste, lambda: True),
        lambda: reader.play_backward(2 * GOP - 1, lambda: 2 * GOP - 1, haste, lambda: True),
    ]
    for attempt in tries:
        reader._shelf.clear()
        count.decoded.clear()
        with pytest.raises(CancelledError):
            attempt()
        assert len(count.decoded) == 1
    assert read_number(reader.frame(GOP - 2))[0] == GOP - 2
    assert read_number(reader.frame(2 * GOP - 2))[0] == 2 * GOP - 2


# --- the cache -------------------------------------------------------------------------------------------------


def frames_of(path: Path, count: int) -> list[av.VideoFrame]:
    with av.open(str(path)) as container:
        return [frame for frame, _ in zip(container.decode(video=0), range(count), strict=False)]


def test_the_cache_is_bounded_by_bytes_and_keeps_what_is_near(film: Path) -> None:
    frames = frames_of(film, COUNT)
    size = bytes_of(frames[0])
    cache = FrameCache(lambda _held: 10 * size)
    shelf, other = cache.shelf(), cache.shelf()
    shelf.look_at(40)
    for number in range(80):
        shelf.add(number, frames[number])
        assert cache.held <= 10 * size
    assert len(shelf.order) == 10
    assert max(abs(each - 40) for each in shelf.order) <= 5
    assert shelf.start_of_row(40) == shelf.order[0]
    other.look_at(3)
    for number in range(4):
        other.add(number, frames[number])
    assert cache.held <= 10 * size
    assert other.order == [0, 1, 2, 3], "the film that is looked at now has the room"
    shelf.look_at(40)
    for number in range(30, 50):
        shelf.add(number, frames[number])
    assert other.order == []
    shelf.close()
    assert cache.held == 0
    shelf.add(1, frames[1])
    assert cache.held == 0, "nothing is kept for a film that is closed"


def test_at_least_one_frame_is_kept(film: Path) -> None:
    cache = FrameCache(lambda _held: 0)
    shelf = cache.shelf()
    for number, frame in enumerate(frames_of(film, 5)):
        shelf.look_at(number)
        shelf.add(number, frame)
    assert shelf.order == [4]


def test_the_cache_gives_memory_back_when_others_need_it(film: Path) -> None:
    frames = frames_of(film, COUNT)
    size = bytes_of(frames[0])
    free = [100]
    cache = FrameCache(lambda held: free[0] * size if held is not None else 0)
    shelf = cache.shelf()
    for number in range(60):
        shelf.add(number, frames[number])
    assert len(shelf.order) == 60
    free[0] = 5
    for number in range(60, 90):
        shelf.look_at(number)
        shelf.add(number, frames[number])
    assert len(shelf.order) <= 5 + 32
    for _ in range(2):
        shelf.clear()
        for number in range(90):
            shelf.add(number, frames[number])
    assert len(shelf.order) == 5
    assert cache.held == 5 * size


@pytest.mark.parametrize(
    ("facts", "held", "expected"),
    [
        ("MemTotal: 1 kB\nMemAvailable:    8388608 kB\n", 0, 512 << 20),
        ("MemAvailable:    8388608 kB\n", 4 << 30, 768 << 20),
        ("MemAvailable: 999999999 kB\n", 0, 1536 << 20),
        ("MemAvailable: 1000 kB\n", 0, 128 << 20),
        ("MemFree: 5 kB\n", 0, 128 << 20),
        ("MemAvailable: much\n", 0, 128 << 20),
        (None, 0, 128 << 20),
    ],
)
def test_the_cache_suits_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, facts: str | None, held: int, expected: int
) -> None:
    file = tmp_path / "meminfo"
    if facts is not None:
        file.write_text(facts, "ascii")
    monkeypatch.setattr(memory_shortage, "_MEMORY_FACTS", file)
    assert suitable_bytes(held) == expected


def test_readers_share_one_cache_from_several_threads(film: Path) -> None:
    cache = FrameCache(lambda _held: 20 * FRAME_BYTES)
    wrong: list[int] = []
    with FrameReader(film, cache=cache) as one, FrameReader(film, cache=cache) as two:

        def look(reader: FrameReader, seed: int) -> None:
            chance = random.Random(seed)
            for _ in range(60):
                number = chance.randrange(COUNT)
                if read_number(reader.frame(number))[0] != number:
                    wrong.append(number)
                reader.fill_back(number, Haste.NONE, never)

        threads = [threading.Thread(target=look, args=each) for each in ((one, 1), (two, 2), (one, 3))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        # The plane's buffers are a little larger than the picture.
        assert cache.held <= cache.most
    assert wrong == []
    assert cache.held == 0
