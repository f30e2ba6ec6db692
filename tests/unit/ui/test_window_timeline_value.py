"""All panels of the window share one reading of a timeline's document."""

from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from lance_studio.project.commands.timelines import EditTimeline
from lance_studio.timeline import document, properties
from lance_studio.timeline.document import to_json
from lance_studio.timeline.model import Timeline
from lance_studio.workflows.lookup import Lookup
from tests.unit.ui.test_generation_service import bench
from tests.unit.ui.whole_window import Scene, scene
from tests.unit.workflows.bench import noise

__all__ = ["bench", "scene"]


@pytest.fixture
def parses(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A list that grows by one with each document that is parsed."""
    seen: list[str] = []
    make = document._timeline

    def counted(*arguments: Any) -> Timeline:
        seen.append("parsed")
        return make(*arguments)

    monkeypatch.setattr(document, "_timeline", counted)
    return seen


def test_a_document_is_parsed_once_at_most(scene: Scene, parses: list[str]) -> None:
    project = scene.bench.project
    [row] = project.timelines()
    scene.session.select_clips(("still",))
    for panel in ("timeline", "inspector", "chat"):
        scene.window.docks.reveal(panel)
        QApplication.processEvents()
    former = project.timeline_value(row.id)
    assert former is not None
    changed = properties.set_clip(former, "still", name="Harbour")

    # Whoever edits has the timeline: nobody parses what it wrote.
    parses.clear()
    project.run(EditTimeline(row.id, changed, "Rename clip"))
    QApplication.processEvents()
    assert Lookup(project).timeline(row.id) is changed
    assert project.timeline_value(row.id) is changed
    assert parses == []

    # What came as text, and what comes back, is parsed for all panels together.
    for move in (project.undo, project.redo, lambda: project.run(EditTimeline(row.id, to_json(former)))):
        parses.clear()
        move()
        QApplication.processEvents()
        assert project.timeline_value(row.id) is project.timeline_value(row.id)
        assert len(parses) <= 1
    assert project.timeline_value(row.id) == former


def test_what_does_not_touch_a_timeline_leaves_it_the_same_object(scene: Scene, parses: list[str]) -> None:
    project = scene.bench.project
    [row] = project.timelines()
    before = project.timeline_value(row.id)
    scene.bench.add_picture(noise(32, 32))
    project.undo()
    assert project.timeline_value(row.id) is before
    assert len(parses) <= 1
