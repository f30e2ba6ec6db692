"""The player: exactly the right frame after a scrub, in order and in time while playing. Its clock is the test's."""

import threading
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from lance_studio.errors import CancelledError, MediaError
from lance_studio.media.haste import Haste
from lance_studio.project.rows import Media
from lance_studio.render.renderer import Renderer
from lance_studio.timeline.edges import Shot
from lance_studio.timeline.model import Timeline
from lance_studio.timeline.properties import set_in, set_out
from lance_studio.ui.playback import player
from lance_studio.ui.playback.clock import DeviceClock
from lance_studio.ui.playback.frames import LazyRenderer
from lance_studio.ui.playback.player import Player
from lance_studio.ui.playback.sound import AHEAD, BLOCK, SAMPLE_RATE, SoundFeed
from tests.unit.media.painted import painted_clip, read_number
from tests.unit.ui.timeline.scene import RATE, seconds


class Watch:
    """A clock that stands until the test turns it."""

    def __init__(self) -> None:
        self.started = False
        self.time = Fraction(0)

    def start(self) -> None:
        self.started = True

    def elapsed(self) -> Fraction:
        return self.time

    def stop(self) -> None:
        self.started = False


class Folder:
    """Every medium is a film in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def open(self, media_id: str) -> Path:
        return self.folder / media_id


@pytest.fixture
def timeline(tmp_path: Path) -> Timeline:
    """Frames 6 to 17 of a film, a gap, then its frames 20 to 31: 36 frames."""
    from tests.unit.ui.timeline.scene import with_clips

    painted_clip(tmp_path / "film.mp4", 48, rate=RATE)
    media = Media(
        id="film.mp4", digest="0" * 64, kind="video", name="film", size=1, width=96, height=64, duration=Fraction(2)
    )
    return with_clips(media, (0, 6, 12), (24, 20, 12))


class Stage:
    """A player with what it has told."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self.watch = Watch()
        self.player = Player(make, make_clock=lambda: self.watch)
        self.frames: list[Any] = []
        self.moves: list[int] = []
        self.speeds: list[int] = []
        self.errors: list[Exception] = []
        self.player.frame_ready.connect(self.frames.append)
        self.player.moved.connect(lambda time: self.moves.append(int(time * RATE)))
        self.player.speed_changed.connect(self.speeds.append)
        self.player.failed.connect(self.errors.append)

    def turn_to(self, frame: float) -> None:
        """Let the clock stand in the middle of a frame."""
        self.watch.time = (Fraction(frame) + Fraction(1, 2)) / RATE

    def numbers(self) -> list[int]:
        return [read_number(frame)[0] for frame in self.frames]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = Stage(lambda: Renderer(Folder(tmp_path)))
    yield made
    made.player.close()


def test_a_scrub_shows_exactly_the_frame(stage: Stage, timeline: Timeline, qtbot: QtBot) -> None:
    stage.player.set_timeline(timeline)
    for frame, expected in ((0, 6), (5, 11), (11, 17), (24, 20), (35, 31), (36, 31), (7, 13)):
        stage.frames.clear()
        stage.player.show(seconds(frame))
        assert not stage.player.settled
        qtbot.waitUntil(lambda: stage.player.settled)
        assert stage.numbers()[-1] == expected
        assert not any(frame.flags.writeable for frame in stage.frames)
    stage.frames.clear()
    stage.player.show(seconds(18))
    qtbot.waitUntil(lambda: stage.player.settled)
    assert not stage.frames[0].any(), "a gap is black"


@pytest.mark.parametrize(("patience", "shown"), [(1_000_000, [4]), (0, [1, 4])], ids=["dropped", "after a long wait"])
def test_the_answer_to_a_scrub_that_went_on(
    timeline: Timeline, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, patience: int, shown: list[int]
) -> None:
    monkeypatch.setattr(player, "BLIND_MS", patience)
    begun, may_end = threading.Event(), threading.Event()

    class Slow:
        def __init__(self) -> None:
            self.made: list[int] = []

        def draft(self, _timeline: Timeline, _number: int) -> None:
            pass

        def prepare(self, _timeline: Timeline, _number: int, _give_up: object) -> None:
            pass

        def frame(self, _timeline: Timeline, number: int, size: object = None, *, give_up: object = None) -> np.ndarray:
            if not self.made:
                begun.set()
                assert may_end.wait(5)
            self.made.append(number)
            return np.full((2, 2, 3), number, np.uint8)

        def close(self) -> None:
            pass

    slow = Slow()
    stage = Stage(lambda: slow)
    stage.player.set_timeline(timeline)
    stage.player.show(seconds(1))
    assert begun.wait(5)
    for frame in (2, 3, 4):
        stage.player.show(seconds(frame))
    may_end.set()
    qtbot.waitUntil(lambda: len(stage.frames) == len(shown))
    assert slow.made == [1, 4], "what was not begun is not made at all"
    assert [int(frame[0, 0, 0]) for frame in stage.frames] == shown
    stage.player.close()


class Films:
    """Frames are pictures of their number; each takes as many steps as it is told, and drafts are of the ten before."""

    def __init__(self) -> None:
        self.may = threading.Semaphore(0)
        self.begun: list[int] = []
        self.given_up: list[int] = []
        self.prepared: list[int] = []
        self.preparing = threading.Event()
        self.closed = False

    def draft(self, _timeline: Timeline, number: int) -> np.ndarray:
        return np.full((1, 2, 3), number // 10 * 10, np.uint8)

    def frame(self, _timeline: Timeline, number: int, size: object = None, *, give_up: Any = None) -> np.ndarray:
        self.begun.append(number)
        while not self.may.acquire(timeout=0.002):
            if give_up is not None and give_up():
                self.given_up.append(number)
                raise CancelledError
        return np.full((2, 4, 3), number, np.uint8)

    def play_frame(
        self, timeline: Timeline, number: int, _due: Any, _haste: Haste, size: Any, *, backward: bool, give_up: Any
    ) -> tuple[int, np.ndarray]:
        return number, self.frame(timeline, number, size, give_up=give_up)

    def prepare(self, _timeline: Timeline, number: int, give_up: Any) -> None:
        self.prepared.append(number)
        self.preparing.set()
        while not give_up():
            time.sleep(0.001)

    def close(self) -> None:
        self.closed = True


def shown(stage: Stage) -> list[tuple[int, bool]]:
    """What was shown: the number, and whether it was the frame itself."""
    return [(int(frame[0, 0, 0]), frame.shape == (2, 4, 3)) for frame in stage.frames]


def test_drafts_follow_the_pointer_and_the_frame_comes_when_it_rests(timeline: Timeline, qtbot: QtBot) -> None:
    films = Films()
    stage = Stage(lambda: films)
    stage.player.set_timeline(timeline)
    for number in (3, 14, 27):
        stage.player.show(seconds(number))
        qtbot.waitUntil(lambda number=number: shown(stage)[-1:] == [(number // 10 * 10, False)])
        qtbot.waitUntil(lambda number=number: films.begun[-1:] == [number])
        assert not stage.player.settled
    assert films.given_up == [3, 14], "nobody waits for what the pointer has left behind"
    films.may.release()
    qtbot.waitUntil(lambda: stage.player.settled)
    assert shown(stage) == [(0, False), (10, False), (20, False), (27, True)]
    assert films.preparing.wait(5)
    assert films.prepared == [27], "the rest is used for what lies around"
    stage.player.show(seconds(28))
    films.may.release()
    qtbot.waitUntil(lambda: stage.player.settled)
    assert shown(stage)[-1] == (28, True)
    stage.player.close()
    assert films.closed


def test_playing_and_closing_end_the_preparation(timeline: Timeline, qtbot: QtBot) -> None:
    films = Films()
    stage = Stage(lambda: films)
    stage.player.set_timeline(timeline)
    for end in (lambda: stage.player.play(seconds(0)), stage.player.close):
        films.preparing.clear()
        stage.player.show(seconds(5))
        films.may.release()
        assert films.preparing.wait(5)
        films.may.release(20)
        end()
        if stage.player.speed:
            qtbot.waitUntil(lambda: 0 in films.begun)
            stage.player.stop()
    assert films.closed


def test_a_film_that_vanishes_is_said_once_though_its_draft_failed_too(
    stage: Stage, timeline: Timeline, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "film.mp4").unlink()
    stage.player.set_timeline(timeline)
    stage.player.show(seconds(5))
    qtbot.waitUntil(lambda: bool(stage.errors))
    assert [type(error) for error in stage.errors] == [MediaError]
    assert stage.frames == []


def test_playing_shows_the_frames_in_time(stage: Stage, timeline: Timeline, qtbot: QtBot) -> None:
    stage.player.set_timeline(timeline)
    stage.player.play(seconds(2))
    qtbot.waitUntil(lambda: stage.watch.started)
    for frame in range(6):
        stage.turn_to(frame)
        qtbot.waitUntil(lambda wanted=frame: len(stage.frames) > wanted)
    assert stage.numbers() == [8, 9, 10, 11, 12, 13]
    assert stage.moves == [2, 3, 4, 5, 6, 7]
    assert stage.speeds == [1]


def test_late_frames_are_dropped(stage: Stage, timeline: Timeline, qtbot: QtBot) -> None:
    stage.player.set_timeline(timeline)
    stage.player.play(seconds(0))
    qtbot.waitUntil(lambda: stage.watch.started and len(stage.frames) == 1)
    stage.turn_to(27)
    qtbot.waitUntil(lambda: stage.moves[-1] == 27)
    qtbot.waitUntil(lambda: stage.frames[-1].any() and stage.numbers()[-1] == 23)
    assert len(stage.frames) < 15, "no frame is shown for its own sake"


def test_playing_stops_on_the_last_frame(stage: Stage, timeline: Timeline, qtbot: QtBot) -> None:
    stage.player.set_timeline(timeline)
    stage.player.play(seconds(33))
    qtbot.waitUntil(lambda: stage.watch.started)
    stage.turn_to(10)
    qtbot.waitUntil(lambda: stage.speeds == [1, 0])
    assert stage.moves[-1] == 35
    assert stage.player.speed == 0
    qtbot.waitUntil(lambda: stage.numbers()[-1] == 31)
    stage.watch.time = Fraction(0)
    stage.player.play(seconds(35))
    qtbot.waitUntil(lambda: stage.moves[-1] == 0)
    assert stage.player.speed == 1, "from the end it begins again"


def test_the_range_holds_playing(stage: Stage, timeline: Timeline, qtbot: QtBot) -> None:
    stage.player.set_timeline(set_out(set_in(timeline, seconds(3)), seconds(8)))
    stage.player.play(seconds(5))
    qtbot.waitUntil(lambda: stage.watch.started)
    stage.turn_to(20)
    qtbot.waitUntil(lambda: stage.speeds == [1, 0])
    assert stage.moves[-1] == 7


@pytest.mark.parametrize(("speed", "passed", "expected"), [(2, 3, 8), (4, 2, 10), (-1, 3, 7), (-2, 2, 6)])
def test_other_speeds(stage: Stage, timeline: Timeline, qtbot: QtBot, speed: int, passed: int, expected: int) -> None:
    start = 2 if speed > 0 else 10
    stage.player.set_timeline(timeline)
    stage.player.play(seconds(start), speed)
    qtbot.waitUntil(lambda: stage.watch.started)
    stage.watch.time = Fraction(passed) / RATE
    qtbot.waitUntil(lambda: bool(stage.moves) and stage.moves[-1] == expected)
    qtbot.waitUntil(lambda: bool(stage.frames) and stage.numbers()[-1] == expected + 6)


def test_backward_ends_at_the_start(stage: Stage, timeline: Timeline, qtbot: QtBot) -> None:
    stage.player.set_timeline(timeline)
    stage.player.play(seconds(2), -1)
    qtbot.waitUntil(lambda: stage.watch.started)
    stage.turn_to(9)
    qtbot.waitUntil(lambda: stage.speeds == [-1, 0])
    assert stage.moves[-1] == 0


def test_an_edit_while_playing_is_seen(stage: Stage, timeline: Timeline, qtbot: QtBot) -> None:
    from lance_studio.timeline.cutting import ripple_delete
    from tests.unit.ui.timeline.scene import clip

    stage.player.set_timeline(timeline)
    stage.player.play(seconds(0))
    qtbot.waitUntil(lambda: stage.watch.started and bool(stage.frames))
    stage.watch.time = Fraction(0)
    stage.player.set_timeline(ripple_delete(timeline, [clip(timeline, "V1").clip.id], all_tracks=True))
    stage.turn_to(13)
    qtbot.waitUntil(lambda: stage.frames[-1].any() and stage.numbers()[-1] == 21)
    assert stage.player.speed == 1


def test_a_medium_that_is_gone_stops_playing_and_says_so(
    stage: Stage, timeline: Timeline, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "film.mp4").unlink()
    stage.player.set_timeline(timeline)
    stage.player.play(seconds(0))
    qtbot.waitUntil(lambda: bool(stage.errors))
    assert isinstance(stage.errors[0], MediaError)
    # What follows the frame that failed has been answered when another request has.
    stage.player.show(seconds(1))
    qtbot.waitUntil(lambda: len(stage.errors) == 2)
    assert stage.speeds == [1, 0, 0]


def test_nothing_to_show(stage: Stage, timeline: Timeline) -> None:
    stage.player.show(Fraction(0))
    assert stage.frames == [None]
    stage.player.play(Fraction(0))
    assert stage.player.speed == 0


def test_the_sound_follows_what_was_taken() -> None:
    class Ramp:
        """Sample n of the timeline has the value n."""

        def sound(self, _timeline: object, start: Fraction, count: int, rate: int) -> np.ndarray:
            first = start * rate
            assert first.denominator == 1
            values = (np.arange(count) + int(first)) / 32767
            return np.stack([values, values], axis=1).astype(np.float32)

    feed = SoundFeed(LazyRenderer(Ramp), None, Fraction(1, 48))  # type: ignore[arg-type]
    silent = np.frombuffer(feed.take(4 * 100), np.int16)
    assert not silent.any(), "nothing is ready yet, and nobody waits"
    while feed.buffered() < AHEAD - BLOCK:
        feed.fill()
    left = np.frombuffer(feed.take(4 * 5000), np.int16)[::2].astype(int)
    # What was taken as silence is left out: the sound goes on where it would be now.
    assert left[0] in (1000 + 100, 1000 + 100 - 1)
    assert np.abs(np.diff(left) - 1).max() <= 1
    assert abs(left[-1] - left[0] - 4999) <= 1
    assert feed.buffered() > 0
    feed.close()
    assert SAMPLE_RATE == 48000


def test_the_device_clock_is_smooth_and_never_goes_back() -> None:
    clock = DeviceClock()
    milli = 1_000_000
    begin = 5_000 * milli
    assert clock.elapsed(0, begin) == 0
    assert clock.elapsed(0, begin + 10 * milli) == Fraction(1, 100)
    assert clock.elapsed(20_000, begin + 15 * milli) == Fraction(2, 100)
    assert clock.elapsed(20_000, begin + 25 * milli) == Fraction(3, 100)
    assert clock.elapsed(21_000, begin + 26 * milli) == Fraction(3, 100)
    # The device stands still: time goes on.
    assert clock.elapsed(21_000, begin + 1026 * milli) == Fraction(1021, 1000)


def test_two_frames_are_shown_side_by_side_exactly(
    stage: Stage, timeline: Timeline, tmp_path: Path, qtbot: QtBot
) -> None:
    stage.player.set_timeline(timeline)
    stage.player.show_shots((Shot(timeline, 11), Shot(timeline, 24)))
    qtbot.waitUntil(lambda: stage.player.settled)
    shown = stage.frames[-1]
    assert shown.shape == (64, 96, 3), "as large as one frame"
    with Renderer(Folder(tmp_path)) as renderer:
        assert np.array_equal(shown[:, :47], renderer.frame(timeline, 11, (47, 64)))
        assert np.array_equal(shown[:, 49:], renderer.frame(timeline, 24, (47, 64)))
    assert not shown[:, 47:49].any()
    stage.frames.clear()
    stage.player.show(seconds(5))
    qtbot.waitUntil(lambda: stage.player.settled)
    assert stage.numbers()[-1] == 11


class Halves(Films):
    """Frames have the size that is wanted, and only the first twenty have drafts."""

    def draft(self, _timeline: Timeline, number: int) -> Any:
        return np.full((2, 4, 3), number, np.uint8) if number < 20 else None

    def frame(self, timeline: Timeline, number: int, size: Any = None, *, give_up: Any = None) -> np.ndarray:
        super().frame(timeline, number, size, give_up=give_up)
        width, height = size or (timeline.width, timeline.height)
        return np.full((height, width, 3), number, np.uint8)


def test_a_draft_of_two_frames_comes_first(timeline: Timeline, qtbot: QtBot) -> None:
    films = Halves()
    stage = Stage(lambda: films)
    films.may.release()
    stage.player.show_shots((Shot(timeline, 13), Shot(timeline, 24)))
    qtbot.waitUntil(lambda: len(stage.frames) == 1)
    (draft,) = stage.frames
    assert not stage.player.settled
    assert draft.shape == (4, 10, 3)
    assert (draft[1:3, :4] == 13).all()
    assert (draft[1:3, 6:] == 24).all(), "where there is no draft, the small frame stands for it"
    assert not draft[:1].any()
    films.may.release(2)
    qtbot.waitUntil(lambda: stage.player.settled)
    assert stage.frames[-1].shape == (64, 96, 3)
    assert films.begun == [24, 13, 24]
    stage.player.show_shots(())
    assert stage.frames[-1] is None
    assert stage.player.settled
    stage.player.close()
