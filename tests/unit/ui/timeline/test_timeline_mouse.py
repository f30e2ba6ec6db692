"""The timeline under a real mouse: what is in the project after each gesture."""

from fractions import Fraction

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QToolButton
from pytestqt.qtbot import QtBot

from lance_studio.project.rows import Media
from lance_studio.timeline import properties
from lance_studio.timeline.queries import duration
from lance_studio.ui.studio import Studio
from lance_studio.ui.timeline.state import Tool
from lance_studio.ui.timeline.view import TimelinePanel
from tests.unit.ui.timeline.scene import Mouse, clip, lane, on, seconds, show, stored, with_clips

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


def _switch(panel: TimelinePanel, name: str) -> QToolButton:
    found = panel.findChild(QToolButton, name)
    assert found is not None
    return found


@pytest.fixture
def cut(studio: Studio, film: Media, panel: TimelinePanel) -> Studio:
    """Two clips of 12 frames: at 0 from frame 6, and at 24 from frame 20."""
    show(studio.session, with_clips(film, (0, 6, 12), (24, 20, 12)))
    panel.presenter.view_model.set_zoom(480)
    panel.presenter.view_model.scroll_to(0)
    panel.lanes.setFocus()
    return studio


def test_a_click_selects_a_clip_with_its_sound(cut: Studio, mouse: Mouse) -> None:
    first = clip(stored(cut.session), "V1"), clip(stored(cut.session), "A1")
    mouse.click(mouse.at(6))
    assert set(cut.session.clip_ids) == {place.clip.id for place in first}
    mouse.click(mouse.at(30), CTRL)
    assert len(cut.session.clip_ids) == 4
    mouse.click(mouse.at(6), CTRL)
    second = clip(stored(cut.session), "V1", 1), clip(stored(cut.session), "A1", 1)
    assert set(cut.session.clip_ids) == {place.clip.id for place in second}
    mouse.click(mouse.at(6), ALT)
    assert cut.session.clip_ids == (first[0].clip.id,)
    mouse.click(mouse.at(18))
    assert cut.session.clip_ids == ()


def test_a_drag_moves_a_clip_and_snaps_to_a_cut(cut: Studio, panel: TimelinePanel, mouse: Mouse) -> None:
    before = stored(cut.session)
    seen: list[str] = []

    def look() -> None:
        state = panel.presenter.view_model.state
        assert state.snapped is not None
        assert stored(cut.session) == before, "nothing may be stored during the drag"
        seen.append(state.snapped.kind)

    # Its tail comes within 6 pixels of the second clip's head, from 12 to almost 24.
    mouse.drag(mouse.at(6), mouse.at(18, shift=-6), before_release=look)
    assert seen == ["cut"]
    after = stored(cut.session)
    assert on(after, "V1") == [(12, 6, 12), (24, 20, 12)]
    assert on(after, "A1") == [(12, 6, 12), (24, 20, 12)]
    steps = cut.session.project.undo_list() if cut.session.project else []
    assert steps[0].name == "Move clip"
    cut.session.undo()
    assert stored(cut.session) == before


def test_shift_and_the_switch_turn_snapping_off(cut: Studio, panel: TimelinePanel, mouse: Mouse) -> None:
    assert mouse.x(1) - mouse.x(0) == 20
    panel.presenter.view_model.set_zoom(100)
    mouse.drag(mouse.at(6), mouse.at(17), SHIFT)
    assert on(stored(cut.session), "V1")[0] == (11, 6, 12)
    cut.session.undo()
    mouse.drag(mouse.at(6), mouse.at(17))
    assert on(stored(cut.session), "V1")[0] == (12, 6, 12)
    cut.session.undo()
    cut.actions.trigger("timeline.snap")
    mouse.drag(mouse.at(6), mouse.at(17))
    assert on(stored(cut.session), "V1")[0] == (11, 6, 12)


def test_a_drag_to_another_track_leaves_the_sound_where_it_is(cut: Studio, mouse: Mouse) -> None:
    mouse.drag(mouse.at(6), mouse.at(6, "V2"))
    after = stored(cut.session)
    assert on(after, "V2") == [(0, 6, 12)]
    assert on(after, "V1") == [(24, 20, 12)]
    assert on(after, "A1") == [(0, 6, 12), (24, 20, 12)]


def test_escape_gives_a_drag_up(cut: Studio, panel: TimelinePanel, mouse: Mouse) -> None:
    before, steps = stored(cut.session), len(cut.session.project.undo_list() if cut.session.project else [])
    mouse.drag(mouse.at(6), mouse.at(16), before_release=lambda: QTest.keyClick(panel.lanes, Qt.Key.Key_Escape))
    assert stored(cut.session) == before
    assert panel.presenter.view_model.state.timeline == before
    assert cut.session.project is not None
    assert len(cut.session.project.undo_list()) == steps


def test_a_drag_back_to_where_it_was_is_no_step(cut: Studio, mouse: Mouse) -> None:
    assert cut.session.project is not None
    steps = len(cut.session.project.undo_list())
    mouse.drag(mouse.at(6), mouse.at(6, shift=5))
    assert len(cut.session.project.undo_list()) == steps


@pytest.mark.parametrize(
    ("start", "end", "keys", "expected"),
    [
        ((0, 2), 4, None, [(4, 10, 8), (24, 20, 12)]),
        ((12, -2), 15, None, [(0, 6, 15), (24, 20, 12)]),
        ((12, -2), 40, None, [(0, 6, 24), (24, 20, 12)]),
        ((24, 2), 20, None, [(0, 6, 12), (20, 16, 16)]),
        ((12, -2), 8, CTRL, [(0, 6, 8), (20, 20, 12)]),
        ((0, 2), 4, CTRL, [(0, 10, 8), (20, 20, 12)]),
    ],
    ids=["head", "tail", "tail to the neighbour", "head earlier", "ripple tail", "ripple head"],
)
def test_edges_trim(
    cut: Studio,
    mouse: Mouse,
    start: tuple[int, int],
    end: int,
    keys: Qt.KeyboardModifier | None,
    expected: list[tuple[int, int, int]],
) -> None:
    held = keys or Qt.KeyboardModifier.NoModifier
    frame, shift = start
    mouse.drag(mouse.at(frame, shift=shift), mouse.at(end, shift=shift), held)
    after = stored(cut.session)
    assert on(after, "V1") == expected
    assert on(after, "A1") == expected
    assert cut.session.project is not None
    assert cut.session.project.undo_list()[0].name == ("Ripple trim clip" if keys else "Trim clip")


def test_the_ripple_tool_needs_no_key(cut: Studio, panel: TimelinePanel, mouse: Mouse) -> None:
    cut.actions.trigger("timeline.ripple")
    assert panel.presenter.view_model.state.tool is Tool.RIPPLE
    mouse.drag(mouse.at(12, shift=-2), mouse.at(8, shift=-2))
    assert on(stored(cut.session), "V1") == [(0, 6, 8), (20, 20, 12)]


def test_roll_and_slip(cut: Studio, film: Media, mouse: Mouse) -> None:
    mouse.drag(mouse.at(30), mouse.at(18))
    assert on(stored(cut.session), "V1") == [(0, 6, 12), (12, 20, 12)]
    cut.actions.trigger("timeline.roll")
    mouse.drag(mouse.at(12, shift=2), mouse.at(15, shift=2))
    assert on(stored(cut.session), "V1") == [(0, 6, 15), (15, 23, 9)]
    cut.actions.trigger("timeline.slip")
    mouse.drag(mouse.at(6), mouse.at(4))
    assert on(stored(cut.session), "V1") == [(0, 8, 15), (15, 23, 9)]
    assert on(stored(cut.session), "A1") == [(0, 8, 15), (15, 23, 9)]


def test_the_blade_cuts_where_it_is_pressed(cut: Studio, panel: TimelinePanel, mouse: Mouse) -> None:
    QTest.keyClick(panel.lanes, Qt.Key.Key_B)
    assert panel.presenter.view_model.state.tool is Tool.BLADE
    mouse.click(mouse.at(5))
    assert on(stored(cut.session), "V1") == [(0, 6, 5), (5, 11, 7), (24, 20, 12)]
    assert on(stored(cut.session), "A1") == [(0, 6, 5), (5, 11, 7), (24, 20, 12)]
    halves = [clip(stored(cut.session), name, 1).clip.link_group for name in ("V1", "A1")]
    assert halves[0] == halves[1] != clip(stored(cut.session), "V1").clip.link_group
    mouse.click(mouse.at(28), ALT)
    assert len(on(stored(cut.session), "V1")) == 4
    assert len(on(stored(cut.session), "A1")) == 3


def test_split_at_the_playhead_by_key(cut: Studio, panel: TimelinePanel, mouse: Mouse) -> None:
    mouse.click(mouse.on_ruler(30))
    assert cut.session.playhead == seconds(30)
    QTest.keyClick(panel.lanes, Qt.Key.Key_K, CTRL)
    assert on(stored(cut.session), "V1") == [(0, 6, 12), (24, 20, 6), (30, 26, 6)]
    mouse.click(mouse.on_ruler(3))
    QTest.keyClick(panel.lanes, Qt.Key.Key_S)
    assert len(on(stored(cut.session), "A1")) == 4
    mouse.click(mouse.on_ruler(18))
    QTest.keyClick(panel.lanes, Qt.Key.Key_S)
    assert len(on(stored(cut.session), "A1")) == 4


def test_lift_and_ripple_delete_by_key(cut: Studio, panel: TimelinePanel, mouse: Mouse) -> None:
    mouse.click(mouse.at(6))
    QTest.keyClick(panel.lanes, Qt.Key.Key_Delete)
    assert on(stored(cut.session), "V1") == on(stored(cut.session), "A1") == [(24, 20, 12)]
    assert cut.session.clip_ids == ()
    assert cut.session.project is not None
    assert cut.session.project.undo_list()[0].name == "Lift clip"
    cut.session.undo()
    mouse.click(mouse.at(6))
    QTest.keyClick(panel.lanes, Qt.Key.Key_Delete, SHIFT)
    assert on(stored(cut.session), "V1") == on(stored(cut.session), "A1") == [(12, 20, 12)]
    assert cut.session.project is not None
    assert cut.session.project.undo_list()[0].name == "Ripple delete"


def test_scrubbing_moves_the_playhead_by_frames(cut: Studio, mouse: Mouse) -> None:
    moved: list[Fraction] = []
    cut.session.playhead_moved.connect(moved.append)
    mouse.drag(mouse.on_ruler(2), mouse.on_ruler(9))
    assert cut.session.playhead == seconds(9)
    assert moved == sorted(moved)
    assert all((time * 24).denominator == 1 for time in moved)
    assert cut.session.viewing == "timeline"
    mouse.click(mouse.on_ruler(50))
    assert cut.session.playhead == duration(stored(cut.session)) == seconds(36)


def test_the_wheel_and_keys_zoom_around_what_is_there(cut: Studio, panel: TimelinePanel, mouse: Mouse) -> None:
    presenter = panel.presenter
    cut.session.move_playhead(seconds(12))
    x, pixels = mouse.x(12), presenter.view_model.state.scale.pixels
    QTest.keyClick(panel.lanes, Qt.Key.Key_Plus)
    assert presenter.view_model.state.scale.pixels == pytest.approx(pixels * 1.4)
    assert mouse.x(12) == x
    QTest.keyClick(panel.lanes, Qt.Key.Key_Minus)
    assert presenter.view_model.state.scale.pixels == pytest.approx(pixels)
    QTest.keyClick(panel.lanes, Qt.Key.Key_0)
    assert 0.8 < float(
        duration(stored(cut.session))
    ) * presenter.view_model.state.scale.pixels / panel.lanes.width() <= 1 or (
        presenter.view_model.state.scale.pixels == 240
    )
    assert presenter.view_model.state.scale.scroll == 0
    slider = panel._controls.zoom
    slider.setValue(slider.maximum())
    assert presenter.view_model.state.scale.pixels == pytest.approx(2400)


def test_arrows_step_and_jump(cut: Studio, panel: TimelinePanel) -> None:
    session, lanes = cut.session, panel.lanes
    for key, keys, expected in (
        (Qt.Key.Key_Right, None, 1),
        (Qt.Key.Key_Right, SHIFT, 25),
        (Qt.Key.Key_Left, None, 24),
        (Qt.Key.Key_Up, None, 12),
        (Qt.Key.Key_Down, None, 24),
        (Qt.Key.Key_Left, SHIFT, 0),
        (Qt.Key.Key_End, None, 35),
        (Qt.Key.Key_Home, None, 0),
    ):
        QTest.keyClick(lanes, key, keys or Qt.KeyboardModifier.NoModifier)
        assert session.playhead == seconds(expected), key


def test_in_and_out_points_and_markers(cut: Studio, panel: TimelinePanel, mouse: Mouse) -> None:
    lanes = panel.lanes
    mouse.click(mouse.on_ruler(6))
    QTest.keyClick(lanes, Qt.Key.Key_I)
    QTest.keyClick(lanes, Qt.Key.Key_M)
    mouse.click(mouse.on_ruler(20))
    QTest.keyClick(lanes, Qt.Key.Key_O)
    timeline = stored(cut.session)
    assert (timeline.in_point, timeline.out_point) == (seconds(6), seconds(21))
    assert [marker.time for marker in timeline.markers] == [seconds(6)]
    QTest.keyClick(lanes, Qt.Key.Key_I, SHIFT)
    assert cut.session.playhead == seconds(6)
    QTest.keyClick(lanes, Qt.Key.Key_O, SHIFT)
    assert cut.session.playhead == seconds(20)
    QTest.keyClick(lanes, Qt.Key.Key_X, ALT)
    assert stored(cut.session).in_point is stored(cut.session).out_point is None


def test_a_locked_track_stays_as_it_is(cut: Studio, panel: TimelinePanel, mouse: Mouse, qtbot: QtBot) -> None:
    _switch(panel, "timeline.locked.V1").click()
    assert lane(stored(cut.session), "V1").locked
    before = stored(cut.session)
    mouse.drag(mouse.at(6), mouse.at(14))
    mouse.drag(mouse.at(0, shift=2), mouse.at(4))
    assert stored(cut.session) == before
    problems: list[object] = []
    cut.session.problem.connect(problems.append)
    cut.actions.trigger("timeline.blade")
    mouse.click(mouse.at(5))
    assert len(problems) == 1
    assert stored(cut.session) == before


def test_switches_mute_and_hide(cut: Studio, panel: TimelinePanel) -> None:
    _switch(panel, "timeline.muted.A1").click()
    _switch(panel, "timeline.hidden.V2").click()
    assert lane(stored(cut.session), "A1").muted
    assert lane(stored(cut.session), "V2").hidden
    cut.session.undo()
    assert not lane(stored(cut.session), "V2").hidden


def test_a_rectangle_selects(cut: Studio, mouse: Mouse) -> None:
    mouse.drag(mouse.at(20, "V2"), mouse.at(2, "V1"))
    assert {place.clip.id for place in (clip(stored(cut.session), "V1"), clip(stored(cut.session), "A1"))} == set(
        cut.session.clip_ids
    )


def test_speed_from_the_menu(cut: Studio, panel: TimelinePanel, mouse: Mouse) -> None:
    geometry = panel.presenter.view_model.geometry()
    assert geometry is not None
    place: QPoint = mouse.at(6)
    menu = panel._menus.for_hit(geometry.hit(place.x(), place.y()))
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts[:4] == ["Edit by instruction…", "Extend clip…", "Ask about this clip…", "Ask about this frame…"]
    speed = menu.findChild(QMenu, "timeline.menu.speed")
    assert speed is not None
    next(action for action in speed.actions() if action.text() == "200 %").trigger()
    assert on(stored(cut.session), "V1") == [(0, 6, 6), (18, 20, 12)]
    assert on(stored(cut.session), "A1") == [(0, 6, 6), (18, 20, 12)]
    menu.deleteLater()


def test_moving_past_markers_snaps_to_them(cut: Studio, panel: TimelinePanel, mouse: Mouse) -> None:
    panel.presenter.view_model.edit("Mark", lambda t: properties.add_marker(t, seconds(40)))
    mouse.drag(mouse.at(30), mouse.at(46, shift=5))
    assert on(stored(cut.session), "V1")[1] == (40, 20, 12)


def test_what_arrives_during_a_drag_is_kept(cut: Studio, panel: TimelinePanel, mouse: Mouse) -> None:
    def arrive() -> None:
        panel.presenter.view_model.edit("Result", lambda t: properties.add_marker(t, seconds(40)))

    mouse.drag(mouse.at(6), mouse.at(14), SHIFT, before_release=arrive)
    after = stored(cut.session)
    assert on(after, "V1") == [(8, 6, 12), (24, 20, 12)]
    assert [marker.time for marker in after.markers] == [seconds(40)]


def test_a_clip_that_vanishes_during_a_drag_ends_it(cut: Studio, panel: TimelinePanel, mouse: Mouse) -> None:
    mouse.drag(mouse.at(6), mouse.at(14), before_release=panel.presenter.lift)
    assert on(stored(cut.session), "V1") == [(24, 20, 12)]
