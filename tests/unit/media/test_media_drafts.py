"""Drafts: near what is looked for, small, upright, and never in place of the frame itself."""

import threading
from pathlib import Path

import numpy as np
import pytest

from lance_studio.errors import CancelledError
from lance_studio.media import drafts as drafting
from lance_studio.media.drafts import Drafts
from lance_studio.media.frame_cache import FrameCache
from lance_studio.media.frames import FrameReader
from lance_studio.media.indexing import build_index
from tests.unit.media.painted import foreign_clip, read_number

COUNT, GROUP = 120, 40
SIZE = (96, 64)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """120 frames with B-frames, and key frames at 0, 40 and 80."""
    return foreign_clip(tmp_path_factory.mktemp("films") / "film.mp4", count=COUNT, gop=GROUP, options={"bf": "3"})


def never() -> bool:
    return False


class After:
    """Gives up when it was asked so often."""

    def __init__(self, times: int) -> None:
        self.left = times

    def __call__(self) -> bool:
        self.left -= 1
        return self.left <= 0


def drafted(reader: FrameReader, number: int) -> int:
    found = reader.draft(number, SIZE)
    assert found is not None
    return read_number(found)[0]


def test_before_anything_was_decoded_the_nearest_key_frame_stands_for_a_frame(film: Path) -> None:
    with FrameReader(film) as reader:
        assert [drafted(reader, number) for number in (0, 15, 25, 40, 62, 110, 119)] == [0, 0, 40, 40, 80, 80, 80]
        assert read_number(reader.frame(62))[0] == 62, "the frame itself is exact"


def test_what_is_decoded_on_the_way_becomes_drafts(film: Path) -> None:
    with FrameReader(film, cache=FrameCache(lambda _held: 1)) as reader:
        drafted(reader, 70)
        assert read_number(reader.frame(70, give_up=never))[0] == 70
        for number in range(44, 71):
            assert abs(drafted(reader, number) - number) <= 3, number
        assert drafted(reader, 70) == 70


def test_filling_covers_both_sides(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafting, "AROUND", 20)
    with FrameReader(film) as reader:
        reader.fill_drafts(60, never)
        for number in range(40, 81):
            assert abs(drafted(reader, number) - number) <= 3, number
        assert drafted(reader, 110) == 80, "what lies farther was left alone"


def test_filling_can_be_given_up_and_goes_on(film: Path) -> None:
    drafts = Drafts(film, build_index(film).frames)
    drafts.fill(0, After(5))
    begun = len(drafts._kept)
    assert 0 < begun <= 5
    drafts.fill(0, never)
    assert len(drafts._kept) > 40
    done = dict(drafts._kept)
    drafts.fill(0, never)
    assert drafts._kept == done, "nothing is made twice"
    drafts.close()


def test_the_nearest_are_kept(film: Path) -> None:
    index = build_index(film).frames
    one = Drafts(film, index)
    one.nearest(0)
    size = one._bytes
    one.close()
    drafts = Drafts(film, index, cache_bytes=10 * size)
    drafts.fill(100, never)
    assert len(drafts._kept) == 10
    assert max(abs(number - 100) for number in drafts._kept) < 25
    drafts.close()


def test_giving_up_loses_nothing(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A frame that is given up again and again is reached all the same, without going back."""
    with FrameReader(film, cache=FrameCache(lambda _held: 1)) as reader:
        reader.frame(40)
        seeks: list[int] = []
        monkeypatch.setattr(reader._decoder, "seek", seeks.append)
        tries = 1
        while True:
            try:
                frame = reader.frame(79, give_up=After(4))
                break
            except CancelledError:
                tries += 1
        assert read_number(frame)[0] == 79
        assert tries > 2
        assert seeks == []


@pytest.mark.parametrize(
    "options", [{"bf": "3"}, {"bf": "0"}, {"bf": "8", "b_pyramid": "none"}, {"bf": "2", "refs": "5"}]
)
def test_leaving_frames_out_changes_no_pixel(
    tmp_path: Path, options: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    film = foreign_clip(tmp_path / "film.mp4", count=COUNT, gop=250, options=options)
    order = [int(each) for each in np.random.default_rng(5).permutation(COUNT)[:30]]
    with FrameReader(film) as whole:
        plain = {number: whole.frame(number) for number in range(COUNT)}
    with FrameReader(film, cache=FrameCache(lambda _held: 1)) as reader:
        decoded: list[int] = []
        with monkeypatch.context() as patch:
            patch.setattr(reader._shelf, "add", lambda number, _frame: decoded.append(number))
            np.testing.assert_array_equal(reader.frame(COUNT - 1), plain[COUNT - 1])
        assert (len(decoded) < COUNT * 2 // 3) == (options["bf"] != "0"), "frames were left out where that is possible"
        for number in order:
            np.testing.assert_array_equal(reader.frame(number), plain[number])
        for number in (10, 11, 30, 29, 28, 60):
            np.testing.assert_array_equal(reader.frame(number, give_up=never), plain[number])


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_drafts_are_upright(tmp_path: Path, turn: int) -> None:
    film = foreign_clip(tmp_path / "turned.mp4", rotation=turn, count=20, gop=10)
    with FrameReader(film) as reader:
        draft = reader.draft(11, (reader.width, reader.height))
        assert draft is not None
        assert draft.shape == (reader.height, reader.width, 3)
        assert np.abs(draft.astype(int) - reader.frame(10)).mean() < 12


def test_large_films_get_small_drafts(tmp_path: Path) -> None:
    film = foreign_clip(tmp_path / "large.mp4", count=4, size=(1280, 720))
    drafts = Drafts(film, build_index(film).frames)
    found = drafts.nearest(0)
    assert found is not None
    assert (found[0], found[1].width, found[1].height) == (0, 640, 360)
    drafts.close()


def test_a_stream_has_no_drafts_and_damage_is_left_to_the_frame(film: Path, tmp_path: Path) -> None:
    with FrameReader(film.read_bytes()) as reader:
        assert reader.draft(70, SIZE) is None
        reader.fill_drafts(70, never)
        assert read_number(reader.frame(70))[0] == 70
    index = build_index(film).frames
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(film.read_bytes()[:900])
    drafts = Drafts(broken, index)
    assert drafts.nearest(70) is None
    drafts.fill(70, never)
    drafts.close()


def test_drafts_and_frames_in_two_threads(film: Path) -> None:
    wrong: list[int] = []
    with FrameReader(film) as reader:

        def look() -> None:
            for number in range(0, COUNT, 3):
                reader.draft(number, SIZE)
            reader.fill_drafts(60, never)

        def read() -> None:
            for number in (5, 90, 33, 71):
                if read_number(reader.frame(number, give_up=never))[0] != number:
                    wrong.append(number)

        threads = [threading.Thread(target=each) for each in (look, read, read)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []
