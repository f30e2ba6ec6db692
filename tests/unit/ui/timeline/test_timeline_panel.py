"""Drops, prompts, pictures, frames for the canvas: the timeline's panel between the other panels."""

import threading
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QRect, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.errors import MediaError
from lance_studio.project.commands.media import AddMedia
from lance_studio.project.rows import CURRENT_TIMELINE, Media, new_id
from lance_studio.ui.playback.player import no_sound
from lance_studio.ui.session import PromptRequest
from lance_studio.ui.studio import Studio
from lance_studio.ui.timeline.pictures import Peaks, PictureKey
from lance_studio.ui.timeline.view import TimelinePanel
from lance_studio.workflows.media_placement import MIME_TYPE, dragged_data, dragged_ids
from tests.unit.media.painted import read_number
from tests.unit.ui.timeline.scene import Mouse, add_film, clip, on, seconds, show, stored, with_clips

NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier


def drop(panel: TimelinePanel, place: QPoint, data: QMimeData, keys: Qt.KeyboardModifier = NONE) -> None:
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    panel.lanes.dropEvent(QDropEvent(place.toPointF(), copy, data, left, keys))


def dragged(*media: Media) -> QMimeData:
    data = QMimeData()
    items = ",".join(f'{{"media":"{each.id}","node":null}}' for each in media)
    data.setData(MIME_TYPE, f"[{items}]".encode())
    return data


def test_the_first_drop_makes_a_timeline_in_its_format(studio: Studio, film: Media, panel: TimelinePanel) -> None:
    assert studio.session.timeline_id is None
    assert panel._stack.currentIndex() == 0
    drop(panel, QPoint(400, 80), dragged(film))
    timeline = stored(studio.session)
    assert (timeline.width, timeline.height, timeline.rate) == (96, 64, Fraction(24))
    assert on(timeline, "V1") == on(timeline, "A1") == [(0, 0, 48)]
    project = studio.session.project
    assert project is not None
    assert project.setting(CURRENT_TIMELINE) == timeline.id
    assert clip(timeline, "V1").clip.node_id == project.nodes()[0].id
    assert project.undo_list()[0].name == "Overwrite clip"
    assert set(studio.session.clip_ids) == {clip(timeline, name).clip.id for name in ("V1", "A1")}
    assert panel._stack.currentIndex() == 1
    studio.session.undo()
    assert studio.session.timeline_id is None
    assert panel._stack.currentIndex() == 0
    studio.session.redo()
    assert studio.session.timeline_id == timeline.id


def test_a_new_timeline_takes_the_format_of_the_first_film_and_not_of_a_sound(
    studio: Studio, film: Media, panel: TimelinePanel
) -> None:
    project = studio.session.project
    assert project is not None
    tone = replace(film, id=new_id(), kind="audio", width=None, height=None, frames=None, rate=None)
    studio.session.run(AddMedia(tone, None))
    drop(panel, QPoint(400, 80), dragged(tone, film))
    timeline = stored(studio.session)
    assert (timeline.width, timeline.height, timeline.rate) == (96, 64, Fraction(24))
    assert on(timeline, "V1") == [(48, 0, 48)]


def test_a_clip_can_be_appended_as_soon_as_a_project_is_open(
    panel: TimelinePanel, studio: Studio, tmp_path: Path
) -> None:
    append = studio.actions.action("clip.append")
    assert not append.isEnabled()
    for name in ("a", "b"):
        # Neither project has a timeline when it opens, so the panel's state stays what it was.
        studio.session.create(tmp_path / f"{name}.lstudio")
        assert append.isEnabled()
        media = add_film(studio.session, tmp_path, f"{name}.mp4", frames=12)
        project = studio.session.project
        assert project is not None
        studio.session.select_node(project.nodes()[0].id)
        assert studio.actions.trigger("clip.append")
        assert clip(stored(studio.session), "V1").clip.media_id == media.id
    studio.session.close()
    assert not append.isEnabled()


def test_the_viewer_leaves_a_timeline_that_was_undone(studio: Studio, film: Media, panel: TimelinePanel) -> None:
    studio.session.select_media(film.id)
    studio.actions.trigger("clip.append")
    panel.presenter.view_model.seek(seconds(30))
    assert (studio.session.viewing, studio.session.playhead) == ("timeline", seconds(30))
    studio.session.undo()
    assert panel.presenter.view_model.stored is None
    assert (studio.session.viewing, studio.session.playhead) == ("node", 0)


def test_a_drop_overwrites_and_with_ctrl_inserts(
    studio: Studio, film: Media, panel: TimelinePanel, mouse: Mouse, tmp_path: Path
) -> None:
    other = add_film(studio.session, tmp_path, "b.mp4", 12, tag=2)
    show(studio.session, with_clips(film, (0, 0, 48)))
    drop(panel, mouse.at(12, "V1"), dragged(other))
    assert on(stored(studio.session), "V1") == [(0, 0, 12), (12, 0, 12), (24, 24, 24)]
    studio.session.undo()
    drop(panel, mouse.at(12, "V1"), dragged(other), CTRL)
    assert on(stored(studio.session), "V1") == [(0, 0, 12), (12, 0, 12), (24, 12, 36)]
    assert on(stored(studio.session), "A1") == [(0, 0, 12), (12, 0, 12), (24, 12, 36)]
    studio.session.undo()
    drop(panel, mouse.at(12, "V2"), dragged(other, other))
    assert on(stored(studio.session), "V2") == on(stored(studio.session), "A2") == [(12, 0, 12), (24, 0, 12)]


def test_files_are_placed_when_they_have_been_imported(
    studio: Studio, film: Media, panel: TimelinePanel, mouse: Mouse, tmp_path: Path
) -> None:
    show(studio.session, with_clips(film, (0, 0, 24)))
    told: list[Any] = []
    studio.session.files_dropped.connect(told.append)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "b.mp4"))])
    drop(panel, mouse.at(30, "V2"), data)
    assert told == [(tmp_path / "b.mp4",)]
    assert len(on(stored(studio.session), "V2")) == 0
    add_film(studio.session, tmp_path, "c.mp4", 12)
    assert len(on(stored(studio.session), "V2")) == 0, "another file was not dropped"
    add_film(studio.session, tmp_path, "b.mp4", 12, tag=3)
    assert on(stored(studio.session), "V2") == [(30, 0, 12)]


def test_keys_place_what_the_bin_has_selected(studio: Studio, film: Media, panel: TimelinePanel) -> None:
    studio.session.select_media(film.id)
    studio.actions.trigger("clip.append")
    studio.actions.trigger("clip.append")
    assert on(stored(studio.session), "V1") == [(0, 0, 48), (48, 0, 48)]
    studio.session.move_playhead(seconds(10))
    studio.actions.trigger("clip.insert")
    assert on(stored(studio.session), "V1") == [(0, 0, 10), (10, 0, 48), (58, 10, 38), (96, 0, 48)]


@pytest.mark.parametrize(
    "data", [b"", b"\xff", b"{}", b"[1]", b'[{"media":3}]', b'[{"media":null,"node":null}]', b"{", b"3"]
)
def test_foreign_data_are_no_media(data: bytes) -> None:
    assert dragged_ids(data) == []


def test_what_one_panel_drags_another_reads() -> None:
    assert dragged_ids(dragged_data([("m", None), ("o", "n")])) == [("m", None), ("o", "n")]


def test_prompts_name_the_clip_its_node_and_the_time(
    studio: Studio, film: Media, panel: TimelinePanel, mouse: Mouse
) -> None:
    show(studio.session, with_clips(film, (0, 0, 24), (30, 0, 12)))
    asked: list[PromptRequest] = []
    studio.session.prompt_requested.connect(asked.append)
    project = studio.session.project
    assert project is not None
    node, first = project.nodes()[0].id, clip(stored(studio.session), "V1").clip.id
    second = clip(stored(studio.session), "V1", 1).clip.id
    mouse.click(mouse.at(33))
    studio.actions.trigger("clip.edit")
    studio.actions.trigger("clip.extend")
    studio.session.move_playhead(seconds(6))
    panel._intents.ask_about_frame(first)
    studio.session.select_clips(())
    studio.actions.trigger("clip.ask")
    assert asked == [
        PromptRequest("edit", node_id=node, clip_id=second),
        PromptRequest("extend", node_id=node, clip_id=second),
        PromptRequest("ask", node_id=node, clip_id=first, time=seconds(6)),
        PromptRequest("ask", node_id=node, clip_id=first),
    ]
    failed: list[Exception] = []
    studio.actions.failed.connect(failed.append)
    studio.actions.trigger("clip.animate")
    assert "still" in str(failed[0])


def test_scrubbing_brings_the_exact_frame_to_the_canvas(
    studio: Studio, film: Media, panel: TimelinePanel, mouse: Mouse, qtbot: QtBot
) -> None:
    show(studio.session, with_clips(film, (0, 6, 12), (24, 20, 12)))
    frames: list[Any] = []
    studio.session.frame_ready.connect(frames.append)
    for frame, expected in ((3, 9), (30, 26)):
        frames.clear()
        mouse.click(mouse.on_ruler(frame))
        qtbot.waitUntil(lambda: panel.transport.player.settled and bool(frames))
        assert studio.session.frame_size == (96, 64), "what drafts stand for"
        assert read_number(frames[-1]) == (expected, 1)
    # An edit under the playhead is seen at once.
    frames.clear()
    studio.session.select_clips((clip(stored(studio.session), "V1", 1).clip.id,))
    studio.actions.trigger("clip.lift")
    qtbot.waitUntil(lambda: bool(frames))
    assert not frames[-1].any()
    frames.clear()
    studio.session.view("node")
    studio.session.move_playhead(seconds(1))
    assert frames == []


def test_playing_moves_the_playhead(studio: Studio, film: Media, panel: TimelinePanel, qtbot: QtBot) -> None:
    show(studio.session, with_clips(film, (0, 0, 48)))
    studio.actions.trigger("playback.play")
    assert studio.session.playing
    assert studio.session.viewing == "timeline"
    qtbot.waitUntil(lambda: studio.session.playhead > seconds(2))
    studio.actions.trigger("playback.forward")
    assert panel.transport.player.speed == 2
    studio.actions.trigger("playback.backward")
    assert panel.transport.player.speed == -1
    studio.actions.trigger("playback.stop")
    assert not studio.session.playing
    studio.session.set_playing(True)
    assert panel.transport.player.speed == 1
    studio.session.set_playing(False)
    assert panel.transport.player.speed == 0


def test_a_film_that_plays_slowly_is_said_and_nothing_moves(
    studio: Studio, film: Media, panel: TimelinePanel, qtbot: QtBot
) -> None:
    show(studio.session, with_clips(film, (0, 0, 48)))
    panel.resize(1280, 300)
    panel.show()
    said = panel.findChild(QLabel, "timeline.rate")
    assert said is not None
    others = [
        each for each in panel.findChildren(QWidget) if each.objectName().startswith("timeline.") and each != said
    ]

    def places() -> list[QRect]:
        QApplication.processEvents()
        return [QRect(each.mapTo(panel, QPoint(0, 0)), each.size()) for each in others]

    before = places()
    for shown, wanted, text in (
        (12, 30, "12 of 30 fps"),
        (119, 120, "119 of 120 fps"),
        (30, 30, ""),
        (7, 24, "7 of 24 fps"),
    ):
        panel.transport.player.rate_changed.emit(shown, wanted)
        assert said.text() == text
        assert bool(said.toolTip()) == bool(text)
        assert said.sizeHint().width() <= said.width(), "the whole of it is seen"
        assert places() == before
    panel.transport.player.rate_changed.emit(24, 24)
    assert said.text() == ""


def test_the_frame_under_the_playhead_becomes_a_picture(
    studio: Studio, film: Media, panel: TimelinePanel, qtbot: QtBot
) -> None:
    show(studio.session, with_clips(film, (0, 6, 12)))
    studio.session.move_playhead(seconds(4))
    with qtbot.waitSignal(studio.session.node_selected, timeout=10_000):
        studio.actions.trigger("clip.use_frame")
    project = studio.session.project
    assert project is not None
    node = project.node(studio.session.node_id or "")
    assert node is not None
    from lance_studio.media.images import load_image

    assert read_number(load_image(project.files.read(node.media_id))) == (10, 1)


class Slow:
    """Makes pictures only when it is let, and says in which thread."""

    def __init__(self) -> None:
        self.may = threading.Event()
        self.threads: set[threading.Thread] = set()
        self.made: list[Fraction | None] = []
        self.error = False

    def picture(self, path: Path, height: int, time: Fraction | None) -> np.ndarray:
        self.threads.add(threading.current_thread())
        assert self.may.wait(5)
        if self.error:
            raise MediaError("No film.")
        self.made.append(time)
        return np.full((height, height * 3 // 2, 3), 200, np.uint8)

    def sound(self, path: Path, cancelled: Callable[[], bool], track: int | None = None) -> Peaks:
        self.threads.add(threading.current_thread())
        assert self.may.wait(5)
        return Peaks(np.tile(np.array([[-0.5, 0.5]], np.float32), (400, 1)), 128)

    def close(self) -> None:
        pass


@pytest.fixture
def slow(studio: Studio, film: Media, qtbot: QtBot) -> tuple[TimelinePanel, Slow]:
    source = Slow()
    panel = TimelinePanel(studio, no_sound, source)

    def close(_panel: object) -> None:
        source.may.set()
        studio.session.close()

    qtbot.addWidget(panel, before_close_func=close)
    show(studio.session, with_clips(film, (0, 0, 48)))
    panel.resize(1000, 328)
    panel.show()
    qtbot.waitExposed(panel)
    return panel, source


def test_painting_never_waits_for_pictures(slow: tuple[TimelinePanel, Slow], qtbot: QtBot) -> None:
    panel, source = slow
    # The thread hangs, and yet the panel is painted: with placeholders.
    placeholder = panel.lanes.grab().toImage()
    qtbot.waitUntil(lambda: bool(source.threads))
    assert source.made == []
    assert threading.main_thread() not in source.threads
    source.may.set()
    qtbot.waitUntil(lambda: len(source.made) > 2)
    qtbot.waitUntil(lambda: panel.lanes.grab().toImage() != placeholder)
    assert threading.main_thread() not in source.threads


def test_only_what_is_in_sight_is_made(slow: tuple[TimelinePanel, Slow], qtbot: QtBot) -> None:
    panel, source = slow
    panel.presenter.view_model.set_zoom(4000)
    panel.presenter.view_model.scroll_to(1.5)
    panel.lanes.grab()
    source.may.set()
    qtbot.waitUntil(lambda: len(source.made) > 3)
    late = [time for time in source.made[1:] if time is not None]
    assert min(late) > Fraction(14, 10), "all but the one that was at work already are from the part in sight"


def test_zooming_finds_pictures_again(slow: tuple[TimelinePanel, Slow], qtbot: QtBot) -> None:
    panel, source = slow
    source.may.set()
    qtbot.waitUntil(lambda: len(source.made) > 3)
    for factor in (1.1, 1.1, 1 / 1.2):
        panel.presenter.view_model.zoom(factor)
        panel.lanes.grab()
        qtbot.waitUntil(panel.pictures.is_idle)
    assert len(source.made) == len(set(source.made)), "no picture is made twice"
    assert len(source.made) < 16


def test_a_medium_that_cannot_be_read_is_said_in_its_clip(slow: tuple[TimelinePanel, Slow], qtbot: QtBot) -> None:
    panel, source = slow
    source.error = True
    before = panel.lanes.grab().toImage()
    source.may.set()
    qtbot.waitUntil(lambda: panel.lanes.grab().toImage() != before)
    assert source.made == []


def test_peaks_of_any_width() -> None:
    peaks = Peaks(np.stack([-np.arange(256) / 256, np.arange(256) / 256], axis=1).astype(np.float32), 128)
    fine = peaks.columns(0.0, 1 / 128, 256)
    assert [high for _low, high in fine] == (np.arange(256) / 256).tolist()
    assert [low for low, _high in fine] == (-np.arange(256) / 256).tolist()
    coarse = peaks.columns(0.0, 0.5, 4)
    assert [high for _low, high in coarse] == [63 / 256, 127 / 256, 191 / 256, 255 / 256]
    assert peaks.columns(2.0, 0.5, 4) == [(0, 0)] * 4
    assert peaks.columns(-4.0, 0.5, 4) == [(0, 0)] * 4
    over_the_end = [high for _low, high in peaks.columns(1.5, 0.5, 3)]
    assert over_the_end == [255 / 256, 0, 0]
    before_the_start = [high for _low, high in peaks.columns(-0.5, 0.5, 2)]
    assert before_the_start == [0, 63 / 256]
    assert PictureKey("a", 48, None) == PictureKey("a", 48, None)
