"""While an edge is dragged, the viewer shows its frame; afterwards the one under the playhead again."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from lance_studio.project.rows import Media
from lance_studio.timeline.model import Clip, Timeline
from lance_studio.timeline.placing import overwrite
from lance_studio.timeline.properties import set_clip, set_track
from lance_studio.ui.studio import Studio
from lance_studio.ui.timeline.exposure import changed_region
from lance_studio.ui.timeline.pointer import Keys, Pointer
from lance_studio.ui.timeline.state import Tool
from lance_studio.ui.timeline.view import TimelinePanel
from tests.unit.media.painted import read_number
from tests.unit.ui.timeline.scene import Mouse, seconds, show, with_clips

CTRL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def timeline(film: Media) -> Timeline:
    """Clips of frames 6 to 17 and 20 to 31 that touch at 12."""
    return with_clips(film, (0, 6, 12), (12, 20, 12))


@pytest.fixture
def cut(studio: Studio, timeline: Timeline, panel: TimelinePanel) -> Studio:
    show(studio.session, timeline)
    panel.presenter.view_model.set_zoom(480)
    panel.presenter.view_model.scroll_to(0)
    panel.lanes.setFocus()
    return studio


class Viewer:
    """What the canvas was given."""

    def __init__(self, studio: Studio, panel: TimelinePanel, qtbot: QtBot) -> None:
        self.frames: list[Any] = []
        self._panel, self._qtbot = panel, qtbot
        studio.session.frame_ready.connect(self.frames.append)

    def rest(self) -> np.ndarray:
        """The picture when nothing more comes."""
        self._qtbot.waitUntil(lambda: self._panel.transport.player.settled and bool(self.frames))
        return self.frames[-1]


@pytest.fixture
def viewer(cut: Studio, panel: TimelinePanel, qtbot: QtBot) -> Viewer:
    return Viewer(cut, panel, qtbot)


def _hold(mouse: Mouse, start: QPoint, end: QPoint, keys: Qt.KeyboardModifier = NONE) -> None:
    QTest.mousePress(mouse.widget, Qt.MouseButton.LeftButton, keys, start)
    for step in range(1, 6):
        mouse.move(start + (end - start) * step / 5, keys, Qt.MouseButton.LeftButton)


def _let_go(mouse: Mouse, end: QPoint, keys: Qt.KeyboardModifier = NONE) -> None:
    QTest.mouseRelease(mouse.widget, Qt.MouseButton.LeftButton, keys, end)


@pytest.mark.parametrize(
    ("start", "end", "keys", "expected"),
    [
        ((12, -2), 9, NONE, 14),
        ((0, 2), 4, NONE, 10),
        ((12, -2), 9, CTRL, 14),
        ((0, 2), 4, CTRL, 10),
        ((24, -2), 30, NONE, 37),
    ],
    ids=["tail", "head", "ripple tail", "ripple head", "tail outward"],
)
def test_the_viewer_shows_the_dragged_edge_and_then_the_playhead_again(
    cut: Studio,
    mouse: Mouse,
    viewer: Viewer,
    start: tuple[int, int],
    end: int,
    keys: Qt.KeyboardModifier,
    expected: int,
) -> None:
    cut.session.view("timeline")
    cut.session.move_playhead(seconds(20))
    assert read_number(viewer.rest()) == (28, 1)
    target = mouse.at(end, shift=start[1])
    _hold(mouse, mouse.at(start[0], shift=start[1]), target, keys)
    assert read_number(viewer.rest()) == (expected, 1)
    assert cut.session.playhead == seconds(20), "the playhead stays"
    _let_go(mouse, target, keys)
    after = 28 if keys == NONE else 31
    assert read_number(viewer.rest()) == (after, 1)


def test_escape_brings_the_playheads_frame_back(
    cut: Studio, panel: TimelinePanel, mouse: Mouse, viewer: Viewer
) -> None:
    cut.session.view("timeline")
    cut.session.move_playhead(seconds(20))
    _hold(mouse, mouse.at(12, shift=-2), mouse.at(8, shift=-2))
    assert read_number(viewer.rest()) == (13, 1)
    QTest.keyClick(panel.lanes, Qt.Key.Key_Escape)
    assert read_number(viewer.rest()) == (28, 1)


@pytest.mark.parametrize("given_up", [False, True], ids=["released", "Escape"])
def test_a_drag_turns_the_viewer_to_the_timeline_and_back(
    cut: Studio, panel: TimelinePanel, mouse: Mouse, viewer: Viewer, given_up: bool
) -> None:
    assert cut.session.viewing == "node"
    _hold(mouse, mouse.at(0, shift=2), mouse.at(3, shift=2))
    assert cut.session.viewing == "timeline"
    assert read_number(viewer.rest()) == (9, 1)
    if given_up:
        QTest.keyClick(panel.lanes, Qt.Key.Key_Escape)
    _let_go(mouse, mouse.at(3, shift=2))
    assert cut.session.viewing == "node"
    # Where the timeline was in sight before, it stays.
    cut.session.view("timeline")
    _hold(mouse, mouse.at(12, shift=-2), mouse.at(10, shift=-2))
    _let_go(mouse, mouse.at(10, shift=-2))
    assert cut.session.viewing == "timeline"


def test_a_drag_stops_playing(cut: Studio, panel: TimelinePanel, mouse: Mouse, viewer: Viewer) -> None:
    cut.session.move_playhead(seconds(12))
    cut.actions.trigger("playback.play")
    assert panel.transport.player.speed == 1
    _hold(mouse, mouse.at(12, shift=-2), mouse.at(10, shift=-2))
    assert panel.transport.player.speed == 0
    assert read_number(viewer.rest()) == (15, 1)


@pytest.mark.parametrize(
    ("tool", "start", "end", "numbers"),
    [(Tool.ROLL, (12, -2), 15, (20, 23)), (Tool.SLIP, (6, 0), 4, (8, 19))],
    ids=["roll", "slip"],
)
def test_two_frames_side_by_side(
    cut: Studio,
    panel: TimelinePanel,
    mouse: Mouse,
    viewer: Viewer,
    tool: Tool,
    start: tuple[int, int],
    end: int,
    numbers: tuple[int, int],
) -> None:
    panel.presenter.view_model.set_tool(tool)
    cut.session.view("timeline")
    target = mouse.at(end, shift=start[1])
    _hold(mouse, mouse.at(start[0], shift=start[1]), target)
    shown = viewer.rest()
    assert shown.shape == (64, 96, 3)
    # Each is 47 x 31 in the middle of its half.
    halves = shown[16:47, :47], shown[16:47, 49:]
    assert [read_number(half) for half in halves] == [(number, 1) for number in numbers]
    _let_go(mouse, target)
    assert viewer.rest().shape == (64, 96, 3)
    assert panel.presenter.view_model.state.shots == ()


def test_moving_a_clip_shows_no_edge(cut: Studio, panel: TimelinePanel, mouse: Mouse) -> None:
    _hold(mouse, mouse.at(18), mouse.at(30))
    assert panel.presenter.view_model.state.reached is not None
    assert panel.presenter.view_model.state.shots == ()


def test_the_view_model_knows_the_edge_while_it_is_dragged(cut: Studio, panel: TimelinePanel, mouse: Mouse) -> None:
    model, pointer = panel.presenter.view_model, Pointer(panel.presenter)
    y = mouse.at(6).y()
    pointer.press(mouse.x(12) - 2, y)
    assert model.state.shots == ()
    pointer.move(mouse.x(8) - 2, y, Keys(free=True))
    (shot,) = model.state.shots
    (clip,) = (item for track in shot.timeline.tracks for item in track.items)
    assert (clip.duration, shot.number) == (seconds(8), 7)
    pointer.give_up()
    assert model.state.shots == ()


def _pixels(image: QImage) -> np.ndarray:
    rgb = image.convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(rgb.constBits(), np.uint32).reshape(rgb.height(), rgb.width()).copy()


@pytest.mark.parametrize(("keys", "end"), [(NONE, 7), (NONE, 40), (CTRL, 5), (NONE, 13)])
def test_a_drag_paints_again_all_that_it_changes_and_little_more(
    cut: Studio, panel: TimelinePanel, mouse: Mouse, qtbot: QtBot, keys: Qt.KeyboardModifier, end: int
) -> None:
    model, lanes = panel.presenter.view_model, panel.lanes
    qtbot.waitUntil(lambda: not lanes.grab().isNull() and panel.pictures.is_idle())
    start = mouse.at(24, shift=-2)
    QTest.mousePress(lanes, Qt.MouseButton.LeftButton, keys, start)
    mouse.move(start - QPoint(8, 0), keys, Qt.MouseButton.LeftButton)
    partial = False
    for step in range(1, 6):
        former, before = model.state, _pixels(lanes.grab().toImage())
        mouse.move(start + (mouse.at(end) - start) * step / 5, keys, Qt.MouseButton.LeftButton)
        geometry = model.geometry()
        assert geometry is not None
        region = changed_region(former, model.state, geometry, (lanes.width(), lanes.height()))
        differs = before != _pixels(lanes.grab().toImage())
        mask = QImage(lanes.size(), QImage.Format.Format_RGB32)
        mask.fill(Qt.GlobalColor.black)
        with QPainter(mask) as painter:
            painter.setClipRegion(region)
            painter.fillRect(mask.rect(), Qt.GlobalColor.white)
        allowed = _pixels(mask) == 0xFFFFFFFF
        assert not (differs & ~allowed).any()
        partial = partial or (differs.any() and allowed.mean() < 0.7)
    assert partial


def test_a_drag_leaves_the_actions_alone(cut: Studio, panel: TimelinePanel, mouse: Mouse) -> None:
    changed: list[str] = []
    start = mouse.at(12, shift=-2)
    QTest.mousePress(mouse.widget, Qt.MouseButton.LeftButton, NONE, start)
    mouse.move(start - QPoint(20, 0), NONE, Qt.MouseButton.LeftButton)
    for spec in cut.actions.specs():
        cut.actions.action(spec.id).changed.connect(lambda name=spec.id: changed.append(name))
    calls: list[str] = []
    refresh = cut.actions._refresh
    cut.actions._refresh = lambda name: (calls.append(name), refresh(name))[1]  # type: ignore[method-assign]
    for step in range(2, 6):
        mouse.move(start - QPoint(20 * step, 0), NONE, Qt.MouseButton.LeftButton)
    assert panel.presenter.view_model.state.reached == seconds(7)
    assert (changed, calls) == ([], [])
    _let_go(mouse, start - QPoint(100, 0))


def test_what_the_clip_commands_act_on_is_what_is_seen(
    cut: Studio, panel: TimelinePanel, timeline: Timeline, film: Media
) -> None:
    asked: list[str | None] = []
    cut.session.prompt_requested.connect(lambda request: asked.append(request.clip_id))
    low = next(track for track in timeline.tracks if track.name == "V1").items[0]
    assert isinstance(low, Clip)
    above = replace(low, id="above", link_group=None)
    top = next(track.id for track in timeline.tracks if track.name == "V2")
    model = panel.presenter.view_model
    model.edit("Put above", lambda t: overwrite(t, seconds(0), {top: above}))
    cut.actions.trigger("clip.edit")
    model.edit("Fade away", lambda t: set_clip(t, "above", opacity=0.0))
    cut.actions.trigger("clip.edit")
    model.edit("Fade back", lambda t: set_clip(t, "above", opacity=0.5))
    model.edit("Hide", lambda t: set_track(t, top, hidden=True))
    cut.actions.trigger("clip.edit")
    model.edit("Show", lambda t: set_track(t, top, hidden=False, locked=True))
    cut.actions.trigger("clip.edit")
    assert asked == ["above", low.id, low.id, "above"]
