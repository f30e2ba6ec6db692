"""The player of the viewer: what it follows, what it keeps, and what it lets go of. Its renderer is the test's."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from lance_studio.project.commands.media import RelinkMedia
from lance_studio.project.commands.settings import SetSetting
from lance_studio.project.linking import check_relink
from lance_studio.project.project import Project
from lance_studio.project.rows import Media
from lance_studio.timeline.model import Timeline
from lance_studio.ui.playback.player import no_sound
from lance_studio.ui.playback.source_player import SourcePlayer
from lance_studio.ui.playback.source_timeline import source_timeline
from lance_studio.ui.playback.source_view import read_source_view, source_key
from lance_studio.ui.studio import Studio
from tests.unit.ui.playback.test_player import Watch
from tests.unit.ui.timeline.scene import RATE, add_film


class Paper:
    """Makes frames that carry their number, and notes what it was told to let go of."""

    def __init__(self) -> None:
        self.made: list[int] = []
        self.forgotten: list[str | None] = []

    def frame(self, timeline: Timeline, number: int, size: Any = None, *, give_up: Any = None) -> np.ndarray:
        del timeline, size, give_up
        self.made.append(number)
        return np.full((2, 2, 3), number, np.uint8)

    def play_frame(self, timeline: Timeline, number: int, *_facts: Any, **_how: Any) -> tuple[int, np.ndarray]:
        return number, self.frame(timeline, number)

    def fill_back(self, timeline: Timeline, number: int, haste: Any, give_up: Any) -> bool:
        del timeline, number, haste, give_up
        return False

    def draft(self, timeline: Timeline, number: int) -> None:
        del timeline, number

    def prepare(self, timeline: Timeline, number: int, give_up: Callable[[], bool]) -> None:
        pass

    def sound(self, timeline: Timeline, start: Fraction, count: int, sample_rate: int = 48000) -> np.ndarray:
        del timeline, start, sample_rate
        return np.zeros((count, 2), np.float32)

    def forget(self, media_id: str | None = None) -> None:
        self.forgotten.append(media_id)

    def close(self) -> None:
        pass


class Stand:
    """A player over a project with two films, the first of which is shown."""

    def __init__(self, studio: Studio, folder: Path, qtbot: QtBot) -> None:
        self.session, self.qtbot, self.paper, self.watch = studio.session, qtbot, Paper(), Watch()
        self.path = folder / "a.lstudio"
        self.session.create(self.path)
        self.films = [add_film(self.session, folder, f"{name}.mp4", tag=tag) for tag, name in enumerate("ab", 1)]
        self.player = SourcePlayer(self.session, studio.bus, no_sound, lambda: self.watch, lambda: self.paper)
        self.frames: list[int | None] = []
        self.player.frame_ready.connect(lambda one: self.frames.append(None if one is None else int(one[0, 0, 0])))
        self.session.open_medium(self.films[0].id)

    @property
    def project(self) -> Project:
        assert self.session.project is not None
        return self.session.project

    def settled(self, number: int) -> None:
        self.qtbot.waitUntil(lambda: bool(self.frames) and self.frames[-1] == number)


@pytest.fixture
def stand(studio: Studio, tmp_path: Path, qtbot: QtBot) -> Stand:
    return Stand(studio, tmp_path, qtbot)


def test_a_film_is_its_own_timeline_with_all_of_its_frames(stand: Stand) -> None:
    timeline, film = stand.player.timeline, stand.films[0]
    assert timeline is not None
    assert (timeline.rate, timeline.width, timeline.height, timeline.name) == (RATE, 96, 64, "a.mp4")
    assert stand.player.length == Fraction(2)
    # A container that rounds its length down loses no frame of it.
    short = replace(film, rate=Fraction(30000, 1001), duration=Fraction(1000, 1000) + Fraction(1, 1000), frames=30)
    assert sum(len(each.items) for each in source_timeline(short).tracks) == 2
    rounded = replace(short, duration=Fraction(1034, 1000), frames=31)
    made = source_timeline(rounded)
    assert max(item.duration for each in made.tracks for item in each.items) == 31 / Fraction(30000, 1001)


def test_nothing_is_decoded_before_somebody_plays_or_moves(stand: Stand) -> None:
    assert stand.frames == []
    assert stand.paper.made == []
    stand.player.step(3)
    stand.settled(3)
    assert stand.paper.made == [3]


def test_another_film_takes_its_place_and_the_former_one_is_let_go(stand: Stand) -> None:
    stand.player.toggle()
    stand.qtbot.waitUntil(lambda: stand.watch.started)
    stand.watch.time = 5 / RATE
    stand.qtbot.waitUntil(lambda: stand.player.position == 5 / RATE)
    stand.session.open_medium(stand.films[1].id)
    assert (stand.player.media, stand.player.speed) == (stand.project.media(stand.films[1].id), 0)
    assert stand.player.position == 0
    assert not stand.watch.started
    stand.qtbot.waitUntil(lambda: None in stand.paper.forgotten)
    assert stand.frames[-1] is None
    # And back: where it was.
    stand.session.open_medium(stand.films[0].id)
    assert stand.player.position == 5 / RATE
    stand.settled(5)


def test_playing_writes_nothing_until_it_stands_again(stand: Stand) -> None:
    told: list[object] = []
    stand.project.subscribe(told.append)
    stand.player.toggle()
    stand.qtbot.waitUntil(lambda: stand.watch.started)
    for number in range(1, 9):
        stand.watch.time = number / RATE
        stand.qtbot.waitUntil(lambda number=number: stand.player.position == number / RATE)
    assert not stand.player._later.isActive()
    assert told == []
    steps = stand.project.undo_list()
    stand.player.stop()
    stand.qtbot.waitUntil(lambda: read_source_view(stand.project, stand.films[0].id).position == 8 / RATE)
    assert len(told) == 1
    assert stand.project.undo_list() == steps


def test_a_file_that_was_linked_again_is_read_again(stand: Stand) -> None:
    stand.player.step(3)
    stand.settled(3)
    media = stand.project.media(stand.films[0].id)
    assert media is not None
    assert media.link is not None
    stand.frames.clear()
    moved = shutil.copy(stand.path.parent / "a.mp4", stand.path.parent / "moved.mp4")
    link = check_relink(media, moved, stand.project.folder)
    stand.project.run(RelinkMedia(media.id, link))
    stand.qtbot.waitUntil(lambda: media.id in stand.paper.forgotten)
    stand.settled(3)


def test_marks_that_a_shorter_film_does_not_reach_do_not_count(stand: Stand) -> None:
    film = stand.films[1]
    stand.project.run(SetSetting(source_key(film.id), '{"in": "50", "out": "60", "at": "55"}'))
    stand.session.open_medium(film.id)
    timeline = stand.player.timeline
    assert timeline is not None
    assert (timeline.in_point, timeline.out_point) == (None, None)
    assert stand.player.position == 47 / RATE


def test_in_and_out_push_each_other_away(stand: Stand) -> None:
    player = stand.player
    player.seek(10 / RATE)
    player.set_out()
    player.seek(20 / RATE)
    player.set_in()
    assert (player.view.start, player.view.end) == (20 / RATE, None)
    player.seek(5 / RATE)
    player.set_out()
    assert (player.view.start, player.view.end) == (None, 6 / RATE)
    player.seek(5 / RATE)
    player.set_in()
    assert (player.view.start, player.view.end) == (5 / RATE, 6 / RATE)
    stops = []
    player.go_to_start()
    for _ in range(3):
        player.go_to_edge(forward=True)
        stops.append(int(player.position * RATE))
    for _ in range(3):
        player.go_to_edge(forward=False)
        stops.append(int(player.position * RATE))
    assert stops == [5, 47, 47, 5, 0, 0]


def test_a_project_that_cannot_be_written_is_not_written(stand: Stand) -> None:
    film: Media = stand.films[0]
    stand.session.close()
    before = stand.path.read_bytes()
    stand.session.open(stand.path, read_only=True)
    stand.session.open_medium(film.id)
    stand.player.seek(7 / RATE)
    stand.player.set_in()
    stand.session.open_medium(stand.films[1].id)
    stand.session.open_medium(film.id)
    assert (stand.player.view.start, stand.player.position) == (7 / RATE, 7 / RATE)
    stand.session.close()
    assert stand.path.read_bytes() == before
