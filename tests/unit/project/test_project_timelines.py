"""Timelines of a project as rows: named, copied, deleted, and brought back exactly."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lance_studio import limits
from lance_studio.errors import CommandRefusedError, TimelineError
from lance_studio.project.commands.settings import SetSetting
from lance_studio.project.commands.timelines import (
    AddTimeline,
    EditTimeline,
    OrderTimelines,
    RemoveTimeline,
    RenameTimeline,
)
from lance_studio.project.project import Project
from lance_studio.project.rows import TIMELINE_ORDER, TimelineRow
from lance_studio.timeline import properties
from lance_studio.timeline.document import from_json, to_json
from lance_studio.timeline.duplicating import duplicated
from lance_studio.timeline.model import Timeline, new_timeline


def add(project: Project, timeline: Timeline) -> str:
    project.run(AddTimeline(TimelineRow(id=timeline.id, name=timeline.name, document=to_json(timeline))))
    return timeline.id


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project.create(tmp_path / "a.lstudio")


def test_a_name_is_the_same_in_the_row_and_in_the_document(project: Project) -> None:
    with project:
        timeline_id = add(project, new_timeline("Film"))
        project.run(RenameTimeline(timeline_id, "Der Film 🐦"))
        row = project.timeline(timeline_id)
        assert row is not None
        assert (row.name, from_json(row.document).name) == ("Der Film 🐦", "Der Film 🐦")
        assert project.timeline_value(timeline_id) == from_json(row.document)
        project.undo()
        row = project.timeline(timeline_id)
        assert row is not None
        assert (row.name, from_json(row.document).name) == ("Film", "Film")


def test_a_damaged_timeline_can_still_be_named_and_deleted(project: Project) -> None:
    with project:
        project.run(AddTimeline(TimelineRow(id="a", name="T", document="{")))
        project.run(RenameTimeline("a", "Broken"))
        row = project.timeline("a")
        assert row is not None
        assert (row.name, row.document) == ("Broken", "{")
        project.run(RemoveTimeline("a"))
        assert project.timelines() == []


@pytest.mark.parametrize("name", ["", "  ", "x" * (limits.NAME_CHARACTERS.most + 1)])
def test_no_name_and_names_that_are_too_long_are_refused(project: Project, name: str) -> None:
    with project:
        timeline_id = add(project, new_timeline("Film"))
        before = project.timelines()
        with pytest.raises(TimelineError):
            project.run(RenameTimeline(timeline_id, name))
        assert project.timelines() == before


@pytest.mark.parametrize("text", ["{", "{}", "3", "[3, null]", '["gone"]', "[" * 5000, '["b", "b", 1, "gone", "a"]'])
def test_an_order_that_is_damaged_loses_no_timeline(project: Project, text: str) -> None:
    with project:
        for timeline_id in ("a", "b", "c"):
            project.run(AddTimeline(TimelineRow(id=timeline_id, name=timeline_id, document="{}")))
        project.run(SetSetting(TIMELINE_ORDER, text))
        found = [row.id for row in project.timelines()]
        assert found == (["b", "a", "c"] if '"b"' in text else ["a", "b", "c"])


def test_an_order_of_timelines_that_are_gone_is_refused(project: Project) -> None:
    with project:
        timeline_id = add(project, new_timeline("Film"))
        with pytest.raises(CommandRefusedError):
            project.run(OrderTimelines((timeline_id, "gone")))
        assert project.setting(TIMELINE_ORDER) is None


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000))
def test_deleting_and_undoing_is_exact(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    chance = random.Random(seed)
    with Project.create(tmp_path_factory.mktemp("p") / "a.lstudio") as project:
        for number in range(3):
            add(project, new_timeline(f"T{number}"))
        states = [project.timelines()]
        for _ in range(12):
            rows = project.timelines()
            kind = chance.choice(["delete", "copy", "rename", "edit", "order"]) if rows else "copy"
            row = chance.choice(rows) if rows else None
            if row is None:
                add(project, new_timeline("First"))
            elif kind == "delete":
                project.run(RemoveTimeline(row.id))
            elif kind == "copy":
                add(project, duplicated(from_json(row.document), f"{row.name} copy"))
            elif kind == "order":
                ids = [each.id for each in rows]
                chance.shuffle(ids)
                if ids == [each.id for each in rows]:
                    continue  # no step, where the same order was set already
                project.run(OrderTimelines(tuple(ids)))
                assert [each.id for each in project.timelines()] == ids
            elif kind == "rename":
                project.run(RenameTimeline(row.id, f"N{chance.random()}"))
            else:
                project.run(EditTimeline(row.id, properties.add_track(from_json(row.document), "video")))
            states.append(project.timelines())
        for state in reversed(states[:-1]):
            project.undo()
            assert project.timelines() == state
        for state in states[1:]:
            project.redo()
            assert project.timelines() == state
