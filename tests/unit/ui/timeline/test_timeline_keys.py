"""The keys that people bring with them, pressed on the focused timeline: each does what it is known for."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from lance_studio.project.rows import Media
from lance_studio.timeline import properties
from lance_studio.ui.studio import Studio
from lance_studio.ui.timeline.state import Tool
from lance_studio.ui.timeline.view import TimelinePanel
from tests.unit.ui.timeline.scene import Mouse, clip, on, seconds, show, stored, with_clips

CTRL, SHIFT, ALT, NONE = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.NoModifier,
)
Key = Qt.Key


@pytest.fixture
def cut(studio: Studio, film: Media, panel: TimelinePanel) -> Studio:
    """Clips of 12 frames at 0 from frame 6, and at 12 from frame 20; the range is from 3 to 30; the playhead at 16."""
    timeline = with_clips(film, (0, 6, 12), (12, 20, 12))
    timeline = properties.set_out(properties.set_in(timeline, seconds(3)), seconds(20))
    show(studio.session, timeline)
    panel.presenter.view_model.set_zoom(480)
    panel.presenter.view_model.scroll_to(0)
    panel.presenter.view_model.seek(seconds(16))
    panel.lanes.setFocus()
    return studio


@pytest.mark.parametrize(
    ("key", "held", "expected"),
    [
        (Key.Key_I, SHIFT, 3),
        (Key.Key_O, SHIFT, 19),
        (Key.Key_Up, NONE, 12),
        (Key.Key_Down, NONE, 24),
        (Key.Key_Left, NONE, 15),
        (Key.Key_Right, NONE, 17),
        (Key.Key_Left, SHIFT, 0),
        (Key.Key_Right, SHIFT, 24),
        (Key.Key_Home, NONE, 0),
        (Key.Key_End, NONE, 23),
    ],
)
def test_where_the_playhead_goes(cut: Studio, panel: TimelinePanel, key: Key, held: Any, expected: int) -> None:
    QTest.keyClick(panel.lanes, key, held)
    assert cut.session.playhead == seconds(expected)
    assert cut.session.viewing == "timeline"


def test_the_range_is_set_and_cleared(cut: Studio, panel: TimelinePanel) -> None:
    QTest.keyClick(panel.lanes, Key.Key_I)
    assert stored(cut.session).in_point == seconds(16)
    QTest.keyClick(panel.lanes, Key.Key_O)
    assert stored(cut.session).out_point == seconds(17)
    QTest.keyClick(panel.lanes, Key.Key_X, ALT)
    assert stored(cut.session).in_point is stored(cut.session).out_point is None
    before = cut.session.playhead
    for key in (Key.Key_I, Key.Key_O):
        QTest.keyClick(panel.lanes, key, SHIFT)
    assert cut.session.playhead == before, "there is nowhere to go"


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (Key.Key_Comma, [(0, 6, 12), (12, 20, 4), (16, 0, 48), (64, 24, 8)]),
        (Key.Key_Period, [(0, 6, 12), (12, 20, 4), (16, 0, 48)]),
    ],
)
def test_insert_and_overwrite(
    cut: Studio, film: Media, panel: TimelinePanel, key: Key, expected: list[tuple[int, int, int]]
) -> None:
    cut.session.select_media(film.id)
    QTest.keyClick(panel.lanes, key)
    assert on(stored(cut.session), "V1") == on(stored(cut.session), "A1") == expected
    cut.session.undo()
    assert on(stored(cut.session), "V1") == [(0, 6, 12), (12, 20, 12)]


def test_match_frame_finds_what_is_under_the_playhead(cut: Studio, film: Media, panel: TimelinePanel) -> None:
    assert cut.session.media_id is cut.session.node_id is None
    QTest.keyClick(panel.lanes, Key.Key_F)
    project = cut.session.project
    assert project is not None
    assert cut.session.media_id == film.id
    assert cut.session.node_id == project.nodes()[0].id


def ripple(mouse: Mouse) -> None:
    mouse.drag(mouse.at(12, shift=-2), mouse.at(8), SHIFT)


def roll(mouse: Mouse) -> None:
    mouse.drag(mouse.at(12, shift=-2), mouse.at(8), SHIFT)


def slip(mouse: Mouse) -> None:
    mouse.drag(mouse.at(6), mouse.at(3), SHIFT)


def blade(mouse: Mouse) -> None:
    mouse.click(mouse.at(6), SHIFT)


@pytest.mark.parametrize(
    ("key", "tool", "work", "expected"),
    [
        (Key.Key_B, Tool.BLADE, blade, [(0, 6, 6), (6, 12, 6), (12, 20, 12)]),
        (Key.Key_R, Tool.RIPPLE, ripple, [(0, 6, 8), (8, 20, 12)]),
        (Key.Key_N, Tool.ROLL, roll, [(0, 6, 8), (8, 16, 16)]),
        (Key.Key_Y, Tool.SLIP, slip, [(0, 9, 12), (12, 20, 12)]),
    ],
    ids=["blade", "ripple", "roll", "slip"],
)
def test_tools_by_key(
    cut: Studio,
    panel: TimelinePanel,
    mouse: Mouse,
    key: Key,
    tool: Tool,
    work: Callable[[Mouse], None],
    expected: list[tuple[int, int, int]],
) -> None:
    QTest.keyClick(panel.lanes, key)
    assert panel.presenter.view_model.state.tool is tool
    work(mouse)
    assert on(stored(cut.session), "V1") == on(stored(cut.session), "A1") == expected
    QTest.keyClick(panel.lanes, Key.Key_V)
    assert panel.presenter.view_model.state.tool is Tool.SELECT


def test_select_all_and_nothing(cut: Studio, panel: TimelinePanel) -> None:
    QTest.keyClick(panel.lanes, Key.Key_A, CTRL)
    assert len(cut.session.clip_ids) == 4
    QTest.keyClick(panel.lanes, Key.Key_Escape)
    assert cut.session.clip_ids == ()
    panel.presenter.view_model.select(clip(stored(cut.session), "V1").clip.id)
    assert cut.actions.trigger("edit.deselect")
    assert cut.session.clip_ids == ()


def test_every_key_of_the_timeline_is_somebodys(cut: Studio, panel: TimelinePanel) -> None:
    """Nothing in the table that works on the timeline is left without a handler."""
    menus = ("Clip", "Timeline", "Playback")
    mine = [spec for spec in cut.actions.specs() if spec.menu in menus or spec.scope == ("timeline",)]
    assert len(mine) > 40
    assert [spec.id for spec in mine if not cut.actions._handlers[spec.id]] == []


def test_the_bars_are_there_only_if_there_is_something_to_scroll(cut: Studio, panel: TimelinePanel) -> None:
    assert not panel._across.isVisible(), "a second at 480 pixels fits"
    height = panel.lanes.height()
    panel.presenter.view_model.set_zoom(4000)
    assert panel._across.isVisible()
    assert panel.lanes.height() == height
    panel._across.setValue(panel._across.maximum())
    assert panel.presenter.view_model.state.scale.scroll > 0.5
    panel.presenter.view_model.fit()
    assert panel.presenter.view_model.state.scale.scroll == 0
    assert not panel._across.isVisible()
    panel.presenter.view_model.scroll(200)
    assert panel.presenter.view_model.state.scale.scroll == 0, "all is in sight"
    assert not panel._down.isVisible()
    for _ in range(6):
        panel.presenter.add_track("video")
    assert panel._down.isVisible()
