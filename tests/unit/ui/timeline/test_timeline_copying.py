"""Cut, copy, paste and duplicate by key, and what the clipboard holds meanwhile."""

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from lance_studio.project.rows import Media
from lance_studio.ui.session import Problem
from lance_studio.ui.studio import Studio
from lance_studio.ui.timeline.view import TimelinePanel
from tests.unit.ui.timeline.scene import Mouse, clip, lane, on, seconds, show, stored, with_clips

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
FIRST, SECOND = (0, 6, 12), (24, 20, 12)


@pytest.fixture
def cut(studio: Studio, film: Media, panel: TimelinePanel) -> Studio:
    """Two clips of 12 frames with sound: at 0 from frame 6, and at 24 from frame 20."""
    QGuiApplication.clipboard().clear()
    show(studio.session, with_clips(film, FIRST, SECOND))
    panel.presenter.view_model.set_zoom(480)
    panel.presenter.view_model.scroll_to(0)
    panel.lanes.setFocus()
    return studio


def steps(studio: Studio) -> list[str]:
    project = studio.session.project
    assert project is not None
    return [step.name for step in project.undo_list()]


def test_copies_are_inserted_at_the_playhead_with_their_sound(cut: Studio, panel: TimelinePanel, mouse: Mouse) -> None:
    mouse.click(mouse.at(30))
    QTest.keyClick(panel.lanes, Qt.Key.Key_C, CTRL)
    assert steps(cut)[0] == "Add timeline", "copying changes nothing"
    panel.presenter.view_model.seek(seconds(12))
    QTest.keyClick(panel.lanes, Qt.Key.Key_V, CTRL)
    after = stored(cut.session)
    assert on(after, "V1") == on(after, "A1") == [FIRST, (12, 20, 12), (36, 20, 12)]
    picture, sound = clip(after, "V1", 1).clip, clip(after, "A1", 1).clip
    assert set(cut.session.clip_ids) == {picture.id, sound.id}
    assert picture.link_group == sound.link_group != clip(after, "V1", 2).clip.link_group
    assert cut.session.playhead == seconds(24), "the next ones follow"
    assert steps(cut)[0] == "Paste clip"
    QTest.keyClick(panel.lanes, Qt.Key.Key_V, CTRL)
    assert on(stored(cut.session), "V1") == [FIRST, (12, 20, 12), (24, 20, 12), (48, 20, 12)]
    cut.session.undo()
    assert stored(cut.session) == after


def test_what_was_cut_can_be_pasted_over(cut: Studio, panel: TimelinePanel, mouse: Mouse) -> None:
    before = stored(cut.session)
    panel.presenter.view_model.select_all()
    QTest.keyClick(panel.lanes, Qt.Key.Key_X, CTRL)
    assert on(stored(cut.session), "V1") == on(stored(cut.session), "A1") == []
    assert steps(cut)[0] == "Cut clips"
    panel.presenter.view_model.seek(seconds(0))
    QTest.keyClick(panel.lanes, Qt.Key.Key_V, CTRL | SHIFT)
    assert on(stored(cut.session), "V1") == on(before, "V1")
    panel.presenter.view_model.seek(seconds(6))
    QTest.keyClick(panel.lanes, Qt.Key.Key_V, CTRL | SHIFT)
    assert on(stored(cut.session), "V1") == [(0, 6, 6), (6, 6, 12), (24, 20, 6), (30, 20, 12)]


def test_they_go_to_the_tracks_of_what_is_selected(cut: Studio, panel: TimelinePanel, mouse: Mouse) -> None:
    mouse.drag(mouse.at(30), mouse.at(30, "V2"))
    mouse.click(mouse.at(6))
    QTest.keyClick(panel.lanes, Qt.Key.Key_C, CTRL)
    mouse.click(mouse.at(30, "V2"), Qt.KeyboardModifier.AltModifier)
    panel.presenter.view_model.seek(seconds(36))
    QTest.keyClick(panel.lanes, Qt.Key.Key_V, CTRL)
    assert on(stored(cut.session), "V2") == [SECOND, (36, 6, 12)]


def test_a_duplicate_follows_its_original(cut: Studio, panel: TimelinePanel, mouse: Mouse) -> None:
    mouse.click(mouse.at(6))
    QTest.keyClick(panel.lanes, Qt.Key.Key_D, CTRL)
    after = stored(cut.session)
    assert on(after, "V1") == on(after, "A1") == [FIRST, (12, 6, 12), (36, 20, 12)]
    assert set(cut.session.clip_ids) == {clip(after, name, 1).clip.id for name in ("V1", "A1")}
    assert steps(cut)[0] == "Duplicate clip"
    QTest.keyClick(panel.lanes, Qt.Key.Key_D, CTRL | SHIFT)
    assert cut.session.clip_ids == ()


def test_locked_clips_can_be_copied_but_not_cut(cut: Studio, panel: TimelinePanel, mouse: Mouse) -> None:
    problems: list[object] = []
    cut.actions.failed.connect(problems.append)
    panel.presenter.toggle_track(lane(stored(cut.session), "V1").id, "locked")
    before = stored(cut.session)
    mouse.click(mouse.at(6))
    QTest.keyClick(panel.lanes, Qt.Key.Key_X, CTRL)
    assert len(problems) == 1
    assert stored(cut.session) == before
    assert not cut.actions.action("clip.paste_over").isEnabled()
    QTest.keyClick(panel.lanes, Qt.Key.Key_C, CTRL)
    panel.presenter.view_model.seek(seconds(12))
    QTest.keyClick(panel.lanes, Qt.Key.Key_V, CTRL)
    assert on(stored(cut.session), "V2") == [(12, 6, 12)], "the nearest track that can be edited"


def test_pasting_a_picture_stays_the_media_bins(cut: Studio, panel: TimelinePanel, mouse: Mouse) -> None:
    """Clips are pasted only while they are what was copied last."""
    told: list[str] = []
    cut.actions.register("edit.paste", lambda: told.append("bin"), panel="media")
    QTest.keyClick(panel.lanes, Qt.Key.Key_V, CTRL)
    assert told == ["bin"]
    mouse.click(mouse.at(6))
    QTest.keyClick(panel.lanes, Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "clip 0"
    panel.presenter.view_model.seek(seconds(36))
    QTest.keyClick(panel.lanes, Qt.Key.Key_V, CTRL)
    assert told == ["bin"]
    assert len(on(stored(cut.session), "V1")) == 3
    other = QMimeData()
    other.setText("elsewhere")
    QGuiApplication.clipboard().setMimeData(other)
    assert not cut.actions.action("clip.paste_over").isEnabled()
    QTest.keyClick(panel.lanes, Qt.Key.Key_V, CTRL)
    assert told == ["bin", "bin"]
    assert len(on(stored(cut.session), "V1")) == 3


def test_clips_do_not_come_into_another_project(
    cut: Studio, panel: TimelinePanel, mouse: Mouse, tmp_path_factory: pytest.TempPathFactory
) -> None:
    mouse.click(mouse.at(6))
    QTest.keyClick(panel.lanes, Qt.Key.Key_C, CTRL)
    problems: list[Problem] = []
    cut.session.problem.connect(problems.append)
    cut.session.create(tmp_path_factory.mktemp("other") / "b.lstudio")
    panel.presenter.new_timeline()
    assert not cut.actions.action("clip.paste_over").isEnabled()
    assert not cut.actions.trigger("edit.paste")
    assert problems == []


def test_the_menus_offer_it(cut: Studio, panel: TimelinePanel, mouse: Mouse) -> None:
    geometry = panel.presenter.view_model.geometry()
    assert geometry is not None
    mouse.click(mouse.at(6))
    menu = panel._menus.for_hit(geometry.hit(mouse.at(6).x(), mouse.at(6).y()))
    actions = {action.text(): action for action in menu.actions()}
    assert actions["Duplicate"].isEnabled()
    assert not actions["Paste"].isEnabled()
    actions["Copy"].trigger()
    assert actions["Paste"].isEnabled()
    menu.deleteLater()
    empty = panel._menus.for_hit(geometry.hit(mouse.at(18).x(), mouse.at(18).y()))
    panel.presenter.view_model.seek(seconds(12))
    next(action for action in empty.actions() if action.text() == "Paste").trigger()
    assert on(stored(cut.session), "V1") == [FIRST, (12, 6, 12), (36, 20, 12)]
    empty.deleteLater()
