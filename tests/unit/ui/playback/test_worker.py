"""Threads and tasks beside the window outlive a defect: the piece is given up, its waiter told, the next one done."""

import threading
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from lance_studio.errors import LanceStudioError, MediaError
from lance_studio.timeline.edges import Shot
from lance_studio.timeline.model import Timeline, new_timeline
from lance_studio.ui import thumbnails
from lance_studio.ui.background import Background
from lance_studio.ui.playback.clock import WallClock
from lance_studio.ui.playback.frames import Answer, FrameMaker, LazyRenderer, Request, Run
from lance_studio.ui.playback.sound import SoundFeed
from lance_studio.ui.playback.worker import OnDemand
from lance_studio.ui.studio import Studio
from lance_studio.ui.thumbnails import MediaImages
from lance_studio.ui.timeline.pictures import ClipPictures, Peaks, PictureKey
from tests.unit.ui.fake_generation import add_picture


def take_defects(caplog: pytest.LogCaptureFixture, count: int = 1) -> None:
    """The log must hold a number of defects, each with its traceback; they are taken out of it."""
    found = [record.exc_info[0] for record in caplog.records if record.exc_info]
    assert found == [ZeroDivisionError] * count, caplog.text
    caplog.clear()


def test_a_piece_that_raises_is_given_up_and_the_next_ones_are_done(caplog: pytest.LogCaptureFixture) -> None:
    pieces: list[int] = [3, 0, 2]
    done: list[float] = []
    told: list[LanceStudioError] = []
    ended = threading.Event()

    def step() -> bool:
        if not pieces:
            ended.set()
            return False
        done.append(6 / pieces.pop(0))
        return True

    worker = OnDemand("pieces", step, told.append)
    worker.wake()
    assert ended.wait(5)
    worker.stop()
    assert done == [2, 3]
    assert [type(error.__cause__) for error in told] == [ZeroDivisionError]
    assert "pieces" in told[0].cause
    take_defects(caplog)


def test_an_error_for_people_is_told_as_it_is_and_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    errors = [MediaError("The file is damaged.")]
    told: list[LanceStudioError] = []
    ended = threading.Event()

    def step() -> bool:
        if errors:
            raise errors.pop()
        ended.set()
        return False

    worker = OnDemand("pieces", step, told.append)
    worker.wake()
    assert ended.wait(5)
    worker.stop()
    assert [error.cause for error in told] == ["The file is damaged."]
    assert caplog.records == []


class Films:
    """Makes frames until it is told where to fail."""

    def __init__(self) -> None:
        self.fails: set[str] = set()

    def _try(self, name: str) -> None:
        if name in self.fails:
            raise ZeroDivisionError(name)

    def draft(self, _timeline: Timeline, _number: int) -> None:
        self._try("draft")

    def frame(self, _timeline: Timeline, number: int, size: object = None, *, give_up: object = None) -> Any:
        self._try("frame")
        # What is no array fails beyond the renderer, in the thread's own code.
        return "no array" if "answer" in self.fails else np.full((2, 2, 3), number, np.uint8)

    def play_frame(self, timeline: Timeline, number: int, *_facts: object, **_how: object) -> tuple[int, Any]:
        return number, self.frame(timeline, number)

    def prepare(self, _timeline: Timeline, _number: int, _give_up: object) -> None:
        self._try("prepare")

    def sound(self, _timeline: Timeline, start: Fraction, count: int, sample_rate: int = 48000) -> Any:
        self._try("sound")
        return np.zeros((count, 2), np.float32)

    def forget(self, media_id: str | None = None) -> None:
        self._try("forget")

    def close(self) -> None:
        pass


def lazy(films: Any) -> LazyRenderer:
    return LazyRenderer(lambda: films)


class Answers:
    """Collects answers and waits for the next exact one."""

    def __init__(self) -> None:
        self.exact: list[Answer] = []
        self._arrived = threading.Semaphore(0)

    def take(self, answer: Answer) -> None:
        if not answer.draft:
            self.exact.append(answer)
            self._arrived.release()

    def next(self) -> Answer:
        assert self._arrived.acquire(timeout=5), "no answer"
        return self.exact[-1]


@pytest.fixture
def timeline() -> Timeline:
    return new_timeline("T", Fraction(24))


@pytest.fixture
def films() -> Films:
    return Films()


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
def maker(films: Films, answers: Answers) -> Iterator[FrameMaker]:
    made = FrameMaker(lazy(films), answers.take)
    yield made
    made.stop()


@pytest.mark.parametrize("where", ["draft", "frame", "answer", "prepare", "forget"])
def test_frames_go_on_after_a_defect(
    maker: FrameMaker,
    films: Films,
    answers: Answers,
    timeline: Timeline,
    where: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    maker.request(Request(1, (Shot(timeline, 1),)))
    assert answers.next().frame is not None
    films.fails = {where}
    maker.forget("a film")
    maker.request(Request(2, (Shot(timeline, 2),)))
    answer = answers.next()
    assert answer.serial == 2
    lost = where in ("frame", "answer", "forget")
    assert (answer.frame is None) == lost, "a frame that can still be made is made"
    assert isinstance(answer.error, LanceStudioError) == lost
    maker.stop()
    films.fails = set()
    maker.request(Request(3, (Shot(timeline, 3),)))
    assert answers.next().frame is not None
    maker.stop()
    if where == "answer":
        assert [record.exc_info[0] for record in caplog.records if record.exc_info] == [AttributeError]
        caplog.clear()
    elif where != "prepare":
        take_defects(caplog)
    else:
        # Whether the rest was used for preparing before the thread was stopped is up to the machine.
        assert {record.exc_info[0] for record in caplog.records if record.exc_info} <= {ZeroDivisionError}
        caplog.clear()


def test_a_run_ends_with_a_defect_and_the_next_one_plays(
    maker: FrameMaker, films: Films, answers: Answers, timeline: Timeline, caplog: pytest.LogCaptureFixture
) -> None:
    def run(serial: int) -> Run:
        return Run(serial, timeline, 0, 4, 1, WallClock(), (2, 2))

    films.fails = {"answer"}
    maker.start(run(1))
    answer = answers.next()
    assert (answer.serial, answer.frame, len(answers.exact)) == (1, None, 1)
    assert isinstance(answer.error, LanceStudioError)
    maker.stop()
    assert len(caplog.records) == 1, "one defect, not one for each frame"
    caplog.clear()
    films.fails = set()
    maker.start(run(2))
    maker.request(Request(3, (Shot(timeline, 3),)))
    assert answers.next().frame is not None


def test_sound_falls_silent_and_the_next_play_is_heard(
    films: Films, timeline: Timeline, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    films.fails = {"sound"}
    feed = SoundFeed(lazy(films), timeline, Fraction(0))
    feed.fill()
    qtbot.waitUntil(lambda: bool(caplog.records))
    assert feed.take(64) == bytes(64)
    feed.close()
    take_defects(caplog)
    films.fails = set()
    feed = SoundFeed(lazy(films), timeline, Fraction(0))
    feed.fill()
    qtbot.waitUntil(lambda: feed.buffered() > 0)
    feed.close()


class Clips:
    """Makes pictures of clips; those of height 1 are a defect."""

    def picture(self, _path: Path, height: int, _time: Fraction | None) -> np.ndarray:
        return np.zeros((height, height // (height - 1), 3), np.uint8)

    def sound(self, _path: Path, _cancelled: object, _track: int | None = None) -> Peaks:
        raise NotImplementedError

    def close(self) -> None:
        pass


def test_a_clip_picture_that_meets_a_defect_shows_as_unreadable(
    qtbot: QtBot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    source: Any = Clips()
    pictures = ClipPictures(source)
    bad, good = PictureKey("a", 1, None), PictureKey("b", 2, None)
    pictures.want([(bad, lambda: tmp_path), (good, lambda: tmp_path)])
    qtbot.waitUntil(lambda: pictures.picture(good) is not None)
    assert pictures.failed(bad)
    assert not pictures.failed(good)
    assert pictures.is_idle()
    pictures.forget()
    take_defects(caplog)


def test_a_task_that_meets_a_defect_tells_who_waits(qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    background = Background()
    told: list[LanceStudioError] = []
    done: list[float] = []
    background.start(lambda: 1 / 0, done.append, told.append)
    qtbot.waitUntil(background.is_idle)
    background.start(lambda: 1 / 2, done.append, told.append)
    qtbot.waitUntil(background.is_idle)
    assert done == [0.5]
    assert [type(error.__cause__) for error in told] == [ZeroDivisionError]
    take_defects(caplog)


def test_a_thumbnail_that_meets_a_defect_fails_and_the_next_arrives(
    studio: Studio, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    project = studio.session.create(tmp_path / "a.lstudio")
    bad, good = (project.node(add_picture(project, tmp_path, name)) for name in ("bad", "good"))
    assert bad is not None
    assert good is not None
    read = thumbnails._reader

    def reader(opened: Any, media_id: str, height: int) -> Any:
        return (lambda: 1 / 0) if media_id == bad.media_id else read(opened, media_id, height)

    monkeypatch.setattr(thumbnails, "_reader", reader)
    images = MediaImages(studio.session)
    failed: list[str] = []
    images.failed.connect(lambda media_id, _error: failed.append(media_id))
    images.image(bad.media_id, 32)
    images.image(good.media_id, 32)
    qtbot.waitUntil(lambda: images.image(good.media_id, 32) is not None and bool(failed))
    assert failed == [bad.media_id]
    take_defects(caplog)
