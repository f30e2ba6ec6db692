"""A clock that goes back changes no order: rows are listed as they came."""

import itertools
from dataclasses import replace

import pytest

from lance_studio.project import journal, rows
from lance_studio.project.commands.chat import AddMessage
from lance_studio.project.commands.nodes import AddNode
from lance_studio.project.commands.timelines import AddTimeline
from lance_studio.project.log import entries
from lance_studio.project.project import Project
from lance_studio.project.rows import ChatMessage, Node, TimelineRow, new_id
from tests.unit.project.samples import embedded


def test_a_clock_that_goes_back_changes_no_order(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    years = itertools.count(2030, -7)

    def earlier_each_time() -> str:
        return f"{next(years):04}-01-01T00:00:00.000+00:00"

    monkeypatch.setattr(journal, "now", earlier_each_time)
    for number in range(6):
        made = earlier_each_time()
        media = replace(embedded(project, bytes([number])), name=f"picture {number}", created=made)
        node = Node(id=new_id(), media_id=media.id, kind="picture", name=f"picture {number}", created=made)
        project.run(AddNode(node, media=media))
        project.run(AddTimeline(TimelineRow(id=new_id(), name=f"timeline {number}", document="0", created=made)))
        project.run(AddMessage(ChatMessage(id=new_id(), role="user", mode="ask", text=f"word {number}", created=made)))
    pictures, timelines = ([f"{what} {number}" for number in range(6)] for what in ("picture", "timeline"))
    path, undo = project.path, project.undo_list()
    project.close()
    with Project.open(path) as again:
        assert [node.name for node in again.nodes()] == pictures
        assert [media.name for media in again.media_list()] == pictures
        assert [timeline.name for timeline in again.timelines()] == timelines
        assert [message.text for message in again.messages()] == [f"word {number}" for number in range(6)]
        assert [step.id for step in undo] == sorted((step.id for step in undo), reverse=True)
        assert again.undo_list() == undo
        log = again.log()
        assert [entry.title for entry in log if entry.kind == "node"] == pictures
        assert [entry.title for entry in log if entry.kind == "timeline"] == timelines
        for _ in range(len(undo)):
            again.undo()
        assert again.nodes() == []
        for _ in range(len(undo)):
            again.redo()
        assert [node.name for node in again.nodes()] == pictures


def test_the_log_goes_by_time_where_the_clock_went_on() -> None:
    made = [TimelineRow(id=new_id(), name=str(n), document="0", created=f"2026-01-0{n}") for n in (1, 3, 5)]
    said = [ChatMessage(id=new_id(), role="user", mode="ask", text=str(n), created=f"2026-01-0{n}") for n in (2, 4)]
    assert [entry.title for entry in entries((), (), (), made, said, ())] == ["1", "2", "3", "4", "5"]
    assert rows.now() > "2026"
