"""The in and the out point of a timeline: view state beside its document, in no step to undo."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from lance_studio.project.commands.settings import SetSetting
from lance_studio.project.commands.timelines import AddTimeline, EditTimeline, RemoveTimeline
from lance_studio.project.project import Project
from lance_studio.project.ranges import range_key
from lance_studio.project.rows import TimelineRow
from lance_studio.timeline.document import from_json, to_json
from lance_studio.timeline.model import Timeline, new_timeline
from lance_studio.timeline.properties import clear_in_out, set_format, set_in, set_out


def added(project: Project, *, marked: bool = False) -> Timeline:
    made = new_timeline("Film", Fraction(24))
    if marked:
        made = set_out(set_in(made, Fraction(1)), Fraction(2))
    project.run(AddTimeline(TimelineRow(id=made.id, name="Film", document=to_json(made))))
    return made


def value(project: Project, timeline: Timeline) -> Timeline:
    found = project.timeline_value(timeline.id)
    assert found is not None
    assert project.timeline_value(timeline.id) is found, "it is the same object until it changes"
    return found


def chosen(project: Project, timeline: Timeline) -> tuple[Fraction | None, Fraction | None]:
    found = value(project, timeline)
    return found.in_point, found.out_point


def steps(project: Project) -> list[str]:
    return [step.name for step in project.undo_list()]


def test_a_range_is_no_step_and_is_not_undone(project: Project) -> None:
    timeline = added(project)
    project.run(EditTimeline(timeline.id, set_format(timeline, width=320), "Change size"))
    marked = set_out(set_in(value(project, timeline), Fraction(1)), Fraction(3))
    told = []
    project.subscribe(told.append)
    changes = project.run(EditTimeline(timeline.id, marked, "Set in point"))
    assert changes.timelines == {timeline.id}
    assert not changes.undo_list_changed
    assert told == [changes]
    assert value(project, timeline) is marked
    assert steps(project) == ["Change size", "Add timeline"]
    project.undo()
    assert value(project, timeline).width == 1280
    assert chosen(project, timeline) == (1, 3), "the range stays while an edit is undone"
    project.redo()
    assert value(project, timeline) == marked
    assert project.verify() == ()


def test_an_edit_after_the_range_was_set_leaves_it_out_of_the_document(project: Project) -> None:
    timeline = added(project)
    project.run(EditTimeline(timeline.id, set_in(timeline, Fraction(1))))
    project.run(EditTimeline(timeline.id, set_format(value(project, timeline), width=320), "Change size"))
    row = project.timeline(timeline.id)
    assert row is not None
    assert from_json(row.document).in_point is None
    project.run(EditTimeline(timeline.id, clear_in_out(value(project, timeline))))
    project.undo()
    assert chosen(project, timeline) == (None, None), "undo does not bring a cleared range back"


def test_a_document_of_an_earlier_version_keeps_its_range_until_one_is_set(project: Project, tmp_path: Path) -> None:
    timeline = added(project, marked=True)
    assert chosen(project, timeline) == (1, 2)
    project.run(EditTimeline(timeline.id, set_format(value(project, timeline), width=320), "Change size"))
    assert chosen(project, timeline) == (1, 2)
    project.run(EditTimeline(timeline.id, clear_in_out(value(project, timeline))))
    assert chosen(project, timeline) == (None, None)
    project.undo()
    assert value(project, timeline).width == 1280
    assert chosen(project, timeline) == (None, None), "the setting wins over the document that came back"
    project.run(EditTimeline(timeline.id, set_out(value(project, timeline), Fraction(5, 24))))
    path = project.path
    project.close()
    with Project.open(path) as again:
        assert chosen(again, timeline) == (None, Fraction(5, 24))


def test_a_cleared_range_of_an_earlier_version_stays_cleared_without_another_edit(project: Project) -> None:
    timeline = added(project, marked=True)
    project.run(EditTimeline(timeline.id, clear_in_out(value(project, timeline)), "Clear in and out"))
    assert chosen(project, timeline) == (None, None)


def test_a_range_goes_and_comes_back_with_its_timeline(project: Project) -> None:
    timeline = added(project)
    project.run(EditTimeline(timeline.id, set_in(timeline, Fraction(2))))
    project.run(RemoveTimeline(timeline.id))
    assert project.setting(range_key(timeline.id)) is None
    project.undo()
    assert chosen(project, timeline) == (2, None)


@pytest.mark.parametrize("text", ["", "x", "1", "2,1", "-1,", "1/0,2", ",0", "1,2,3", f"{10**30},"])
def test_a_damaged_range_is_none(project: Project, text: str) -> None:
    timeline = added(project)
    project.run(SetSetting(range_key(timeline.id), text))
    assert chosen(project, timeline) == (None, None)


def test_a_range_falls_on_frames(project: Project) -> None:
    timeline = added(project)
    project.run(SetSetting(range_key(timeline.id), "1001/1000,"))
    assert chosen(project, timeline) == (1, None)
    assert value(project, timeline) == replace(timeline, in_point=Fraction(1))
