"""Playing a film that takes longer to decode than to play: what is shown, what is left out, and what is said.

Decoding costs time of the test's clock and nothing else does, so that all numbers here are exact.
"""

import threading
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from lance_studio.media.decoding import FilmDecoder
from lance_studio.media.frame_cache import FrameCache
from lance_studio.media.haste import Haste
from lance_studio.render.renderer import Renderer
from lance_studio.timeline import placing
from lance_studio.timeline.model import Clip, Timeline, new_timeline
from lance_studio.ui.playback import frames
from lance_studio.ui.playback.frames import Answer, FrameMaker, LazyRenderer, Run
from lance_studio.ui.playback.pace import LATE, SAFE, VERY_LATE, Pace, RateMeter
from lance_studio.ui.playback.player import Player
from tests.unit.media.painted import foreign_clip, read_number
from tests.unit.ui.playback.test_player import Folder, Watch

RATE = Fraction(30)
COUNT, GOP = 240, 120
SECONDS = COUNT // 30


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("films")
    steady = {"bf": "3", "b-adapt": "0"}
    foreign_clip(made / "long.mp4", count=COUNT, gop=GOP, rate=RATE, unit=1 / RATE, options=steady)
    foreign_clip(made / "short.mp4", count=COUNT, gop=15, rate=RATE, unit=1 / RATE, options=steady)
    return made


def timeline_of(*clips: tuple[str, int, int]) -> Timeline:
    """Clips one after another, each given as its file, its first frame and its length."""
    timeline = new_timeline("T", RATE, 96, 64)
    track = next(each.id for each in timeline.tracks if each.name == "V1")
    for number, (name, first, length) in enumerate(clips):
        clip = Clip(
            str(number), name, Fraction(length, 30), source_start=Fraction(first, 30), source_duration=Fraction(SECONDS)
        )
        timeline = placing.append(timeline, {track: clip})
    return timeline


class Stage:
    """A maker that works in the test's thread, on a film that is decoded as slowly as the test says."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, per_second: int) -> None:
        self.watch = Watch()
        self.decoded: list[int] = []
        cost = Fraction(1, per_second)
        for name in ("read", "read_key"):
            self._charge(monkeypatch, name, cost)
        monkeypatch.setattr(frames, "OnDemand", lambda *_facts: Still())
        self.answers: list[Answer] = []
        self.renderer = Renderer(Folder(folder))
        self.maker = FrameMaker(LazyRenderer(lambda: self.renderer), self.answers.append)
        self.shown: list[tuple[Fraction, int, int]] = []
        self.hurried = False

    def _charge(self, monkeypatch: pytest.MonkeyPatch, name: str, cost: Fraction) -> None:
        real = getattr(FilmDecoder, name)

        def read(decoder: FilmDecoder, *facts: int) -> Any:
            found = real(decoder, *facts)
            if found is not None and self.watch.started:
                self.decoded.append(found[0])
                self.watch.time += cost
                self.look()
            return found

        monkeypatch.setattr(FilmDecoder, name, read)

    def play(self, timeline: Timeline, first: int, last: int, speed: int = 1) -> None:
        """Play, and look at the screen whenever time has passed, as the window does in the meantime."""
        run = self.run = Run(1, timeline, first, last, speed, self.watch, (96, 64))
        # What comes before playing, such as opening the film, costs nothing.
        self.renderer.frame(timeline, first)
        self.maker.start(run)
        self.watch.start()
        while not run.over(run.due()):
            if not self.maker._step():
                self.watch.time += Fraction(1, 120)
            self.hurried |= self.maker.in_haste
            self.look()
        self.maker.halt()
        self.watch.stop()

    def look(self) -> None:
        """Show what is ready and due, which must be what it is said to be."""
        taken = self.maker.take(self.run.aim())
        if taken is not None:
            number, picture = taken
            assert read_number(picture)[0] == self.number_of(self.run.timeline, number) & 255
            self.shown.append((self.watch.time, number, self.run.aim()))

    def number_of(self, timeline: Timeline, number: int) -> int:
        """The film's frame at a frame of the timeline."""
        for track in timeline.tracks:
            start = 0
            for item in track.items:
                length = int(item.duration * RATE)
                if isinstance(item, Clip) and start <= number < start + length:
                    return int(item.source_start * RATE) + number - start
                start += length
        raise AssertionError(number)

    def gap(self) -> Fraction:
        """The longest time without a new frame."""
        return max(after[0] - before[0] for before, after in pairwise(self.shown))

    def close(self) -> None:
        self.renderer.close()


class Still:
    """Stands for the maker's thread: the test does the steps."""

    def wake(self) -> None:
        """Do nothing."""


@pytest.fixture
def stage(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], Stage]]:
    made: list[Stage] = []

    def make(per_second: int) -> Stage:
        made.append(Stage(folder, monkeypatch, per_second))
        return made[-1]

    yield make
    for each in made:
        each.close()


def test_a_film_that_is_quick_enough_is_shown_whole(stage: Callable[[int], Stage]) -> None:
    playing = stage(60)
    playing.play(timeline_of(("long.mp4", 0, COUNT)), 0, COUNT - 1)
    numbers = [number for _, number, _ in playing.shown]
    assert numbers == list(range(numbers[0], COUNT))
    assert all(number == due for _, number, due in playing.shown)
    assert not playing.hurried


@pytest.mark.parametrize(("per_second", "share", "gap", "lag"), [(25, 0.6, 4, 4), (20, 0.75, 5, 5), (16, 0.9, 6, 7)])
def test_what_is_decoded_is_shown(
    stage: Callable[[int], Stage], per_second: int, share: float, gap: int, lag: int
) -> None:
    """Where not all frames can be decoded, most that are decoded are shown, never far behind the clock."""
    playing = stage(per_second)
    playing.play(timeline_of(("long.mp4", 0, COUNT)), 0, COUNT - 1)
    numbers = [number for _, number, _ in playing.shown]
    assert numbers == sorted(set(numbers)), "playing never goes back"
    assert len(numbers) >= share * per_second * SECONDS
    assert len(playing.decoded) - len(numbers) <= 12, "what was decoded was shown"
    assert playing.gap() <= gap / RATE
    assert max(due - number for _, number, due in playing.shown) <= lag
    assert playing.answers == []


@pytest.mark.parametrize("name", ["long.mp4", "short.mp4"])
def test_a_very_slow_film_goes_on_at_each_key_frame(stage: Callable[[int], Stage], name: str) -> None:
    """Not even the frames that others need can be decoded in time; still every decoded frame is seen."""
    playing = stage(6)
    playing.play(timeline_of((name, 0, COUNT)), 0, COUNT - 1)
    numbers = [number for _, number, _ in playing.shown]
    assert numbers == sorted(set(numbers))
    assert len(numbers) >= 0.8 * 6 * SECONDS
    assert playing.gap() <= Fraction(1, 2), "nothing freezes until the next key frame"
    group = GOP if name == "long.mp4" else 15
    assert any(number % group == 0 for number in numbers[1:])
    assert max(due - number for _, number, due in playing.shown) <= max(group, 2 * 30)


def test_playing_goes_over_a_cut_in_haste(stage: Callable[[int], Stage]) -> None:
    """Behind a cut into the middle of a group nothing of what lies before the clip is shown."""
    playing = stage(20)
    playing.play(timeline_of(("long.mp4", 0, 60), ("short.mp4", 50, 60), ("long.mp4", 130, 60)), 0, 179)
    numbers = [number for _, number, _ in playing.shown]
    assert numbers == sorted(set(numbers))
    for first in (0, 60, 120):
        assert len([number for number in numbers if first <= number < first + 60]) >= 15


def test_faster_than_decoding_allows(stage: Callable[[int], Stage]) -> None:
    playing = stage(40)
    playing.play(timeline_of(("short.mp4", 0, COUNT)), 0, COUNT - 1, speed=4)
    numbers = [number for _, number, _ in playing.shown]
    assert numbers == sorted(set(numbers))
    assert len(numbers) >= 0.5 * 40 * SECONDS / 4
    assert max(due - number for _, number, due in playing.shown) <= 60


@pytest.mark.parametrize(("per_second", "least"), [(90, 200), (40, 140), (25, 70)])
def test_backward_every_group_is_decoded_once(stage: Callable[[int], Stage], per_second: int, least: int) -> None:
    playing = stage(per_second)
    playing.play(timeline_of(("short.mp4", 0, COUNT)), COUNT - 1, 0, speed=-1)
    numbers = [number for _, number, _ in playing.shown]
    assert numbers == sorted(set(numbers), reverse=True), "playing never goes forward"
    assert len(numbers) >= least
    assert len(playing.decoded) <= COUNT + 30


def test_a_decoder_that_recovers_leaves_nothing_out_any_more(
    stage: Callable[[int], Stage], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    playing = stage(20)
    timeline = timeline_of(("long.mp4", 0, COUNT))
    playing.play(timeline, 0, 60)
    assert playing.hurried
    for name in ("read", "read_key"):
        playing._charge(monkeypatch, name, Fraction(-3, 100))
    playing.shown.clear()
    playing.watch.time = Fraction(0)
    playing.play(timeline, 80, COUNT - 1)
    numbers = [number for _, number, _ in playing.shown]
    assert numbers[10:] == list(range(numbers[10], COUNT))


# --- the rule --------------------------------------------------------------------------------------------------


def test_the_pace_changes_late_and_comes_back_later() -> None:
    pace = Pace()
    late = LATE * RATE
    assert pace.judge(-late + 1, RATE) is Haste.NONE, "one slow frame is no reason"
    assert pace.judge(-late, RATE) is Haste.SKIP_UNREFERENCED
    for ahead in (Fraction(-1), Fraction(0), Fraction(SAFE - 1)):
        assert pace.judge(ahead, RATE) is Haste.SKIP_UNREFERENCED, "not in step yet"
    assert pace.judge(Fraction(SAFE), RATE) is Haste.NONE
    for ahead in (Fraction(SAFE - 1), Fraction(0), -late + 1):
        assert pace.judge(ahead, RATE) is Haste.NONE, "not late yet"
    assert pace.judge(-VERY_LATE * RATE, RATE) is Haste.KEYS
    assert pace.judge(-late, RATE) is Haste.KEYS
    assert pace.judge(Fraction(-1), RATE) is Haste.KEYS
    assert pace.judge(Fraction(0), RATE) is Haste.SKIP_UNREFERENCED
    assert pace.judge(Fraction(SAFE), RATE) is Haste.NONE


def told(meter: RateMeter, shown: Callable[[int], bool], first: int, last: int) -> list[int | None]:
    """What a meter says, half a tick after each frame of a film of 30 frames a second."""
    found: list[int | None] = []
    for number in range(first, last):
        time = Fraction(number, 30)
        if shown(number):
            meter.add(time)
        if meter.look(time):
            found.append(meter.told)
    return found


def test_the_meter_speaks_when_it_is_sure_and_is_silent_again() -> None:
    meter = RateMeter(RATE)
    assert told(meter, lambda _: True, 0, 90) == []
    assert told(meter, lambda number: number % 15 != 0, 90, 150) == [], "28 of 30 are not worth a word"
    found = told(meter, lambda number: number % 5 < 2, 150, 240)
    assert found[0] is not None
    assert found[-1] == 12
    assert meter.wanted == 30
    assert told(meter, lambda _: True, 240, 330)[-1] is None
    assert meter.told is None


def test_one_hiccup_is_not_said() -> None:
    meter = RateMeter(RATE)
    assert told(meter, lambda number: not 60 <= number < 68, 0, 120) == []


# --- the player ------------------------------------------------------------------------------------------------


class Halved:
    """Shows every second frame, and counts which frames were asked for exactly."""

    def __init__(self) -> None:
        self.exact: list[int] = []

    def draft(self, _timeline: Timeline, _number: int) -> None:
        return None

    def frame(self, _timeline: Timeline, number: int, size: object = None, *, give_up: object = None) -> Any:
        self.exact.append(number)
        return np.full((2, 4, 3), number, np.uint8)

    def play_frame(
        self, _timeline: Timeline, number: int, _due: object, _haste: object, _size: object, **_how: object
    ) -> tuple[int, Any]:
        shown = number + number % 2
        return shown, np.full((2, 2, 3), shown, np.uint8)

    def prepare(self, _timeline: Timeline, _number: int, _give_up: object) -> None:
        pass

    def forget(self, media_id: str | None = None) -> None:
        pass

    def close(self) -> None:
        pass


@pytest.fixture
def halved(qtbot: QtBot) -> Iterator[tuple[Player, Watch, Halved, list[tuple[int, int]]]]:
    watch, renderer = Watch(), Halved()
    player = Player(lambda: renderer, make_clock=lambda: watch)  # type: ignore[arg-type]
    rates: list[tuple[int, int]] = []
    player.rate_changed.connect(lambda *rate: rates.append(rate))
    player.set_timeline(timeline_of(("any", 0, COUNT)))
    yield player, watch, renderer, rates
    player.close()


def run_to(player: Player, watch: Watch, qtbot: QtBot, first: int, last: int) -> None:
    """Let time pass frame by frame; each even frame is waited for."""
    for number in range(first, last):
        watch.time = (Fraction(number) + Fraction(1, 2)) / RATE
        if number % 2 == 0:
            qtbot.waitUntil(lambda number=number: player._in_sight == number, timeout=5000)


def test_the_player_says_how_many_frames_it_shows(
    halved: tuple[Player, Watch, Halved, list[tuple[int, int]]], qtbot: QtBot
) -> None:
    player, watch, _renderer, rates = halved
    player.play(Fraction(0))
    qtbot.waitUntil(lambda: watch.started)
    run_to(player, watch, qtbot, 0, 29)
    assert rates == [], "not in the first second"
    run_to(player, watch, qtbot, 29, 75)
    assert rates
    assert all(shown in (14, 15, 16) and wanted == 30 for shown, wanted in rates)
    rates.clear()
    player.stop()
    assert rates == [(30, 30)], "a player that stands is not late"


def test_stopping_where_frames_are_left_out_rests_on_the_frame_in_sight(
    halved: tuple[Player, Watch, Halved, list[tuple[int, int]]], qtbot: QtBot
) -> None:
    player, watch, renderer, _rates = halved
    moves: list[int] = []
    player.moved.connect(lambda time: moves.append(int(time * 30)))
    cases = ((Haste.SKIP_UNREFERENCED, 15, 20), (Haste.SKIP_UNREFERENCED, None, 21), (Haste.NONE, 15, 21))
    for haste, said, expected in cases:
        watch.time = Fraction(0)
        player.play(Fraction(0))
        qtbot.waitUntil(lambda: watch.started)
        run_to(player, watch, qtbot, 0, 21)
        watch.time = Fraction(43, 60)
        qtbot.waitUntil(lambda: moves[-1:] == [21])
        player._maker._pace.haste, player._meter.told = haste, said
        player.stop()
        assert moves[-1] == expected
        qtbot.waitUntil(lambda: player.settled)
        assert renderer.exact[-1] == expected


def test_no_thread_is_left(folder: Path, qtbot: QtBot) -> None:
    player = Player(lambda: Renderer(Folder(folder)))
    player.set_timeline(timeline_of(("long.mp4", 0, COUNT)))
    seen: list[object] = []
    player.frame_ready.connect(seen.append)
    for speed in (1, -1):
        player.play(Fraction(4), speed)
        qtbot.waitUntil(lambda: len(seen) > 3)
        seen.clear()
    player.close()
    assert [thread for thread in threading.enumerate() if thread.name == "frames"] == []


def test_media_that_are_forgotten_leave_no_frames_behind(folder: Path) -> None:
    with Renderer(Folder(folder)) as renderer:
        cache = renderer._cache
        assert isinstance(cache, FrameCache)
        timeline = timeline_of(("long.mp4", 0, 60), ("short.mp4", 0, 60))
        renderer.frame(timeline, 30)
        one = cache.held
        renderer.frame(timeline, 90)
        assert cache.held > one > 0
        renderer.forget("short.mp4")
        assert cache.held == one
        renderer.forget()
        assert cache.held == 0
