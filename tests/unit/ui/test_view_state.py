"""A project opens as it was left: its node, its timeline, what the canvas showed, where the playhead stood."""

from fractions import Fraction
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from lance_studio.project.commands.settings import SetSetting
from lance_studio.project.project import Project
from lance_studio.project.rows import CURRENT_NODE, CURRENT_TIMELINE, PLAYHEAD, VIEWING
from lance_studio.timeline.model import Timeline
from lance_studio.ui.canvas.mask import Mask
from lance_studio.ui.canvas.presenter import CanvasPresenter
from lance_studio.ui.session import Session
from lance_studio.ui.studio import Studio
from lance_studio.ui.timeline.presenter import TimelinePresenter
from lance_studio.ui.view_state import ViewState
from tests.unit.ui.fake_generation import add_picture
from tests.unit.ui.timeline.scene import add_film, seconds, show, with_clips


@pytest.fixture
def session(studio: Studio) -> Session:
    """A session with what opens nodes and timelines, and what remembers them, in the window's order."""
    parts = (CanvasPresenter(studio, Mask()), TimelinePresenter(studio.session, studio.bus), ViewState(studio.session))
    studio.session.setProperty("parts", parts)
    return studio.session


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.lstudio"


def fill(session: Session, path: Path) -> tuple[list[str], list[Timeline]]:
    project = session.create(path)
    nodes = [add_picture(project, path.parent, name) for name in ("one", "two", "three")]
    film = add_film(session, path.parent)
    timelines = [with_clips(film, (0, 0, 24)), with_clips(film, (0, 4, 40))]
    for timeline in timelines:
        show(session, timeline)
    return nodes, timelines


def test_a_project_opens_as_it_was_left(session: Session, path: Path) -> None:
    nodes, timelines = fill(session, path)
    session.select_node(nodes[1])
    session.select_timeline(timelines[1].id)
    session.view("timeline")
    session.move_playhead(seconds(7))
    session.close()
    assert (session.node_id, session.timeline_id, session.viewing) == (None, None, "node")
    session.open(path)
    assert (session.node_id, session.timeline_id) == (nodes[1], timelines[1].id)
    assert (session.viewing, session.playhead) == ("timeline", seconds(7))


def test_it_is_remembered_a_moment_later_without_a_step_to_undo(session: Session, path: Path, qtbot: QtBot) -> None:
    nodes, _ = fill(session, path)
    project = session.project
    assert project is not None
    steps, told = project.undo_list(), []
    project.subscribe(told.append)
    session.select_node(nodes[0])
    session.select_node(nodes[2])
    qtbot.waitUntil(lambda: project.setting(CURRENT_NODE) == nodes[2])
    assert len(told) == 1
    assert not told[0].undo_list_changed
    assert project.undo_list() == steps


def test_another_project_gets_nothing_of_the_former_one(session: Session, path: Path) -> None:
    nodes, _ = fill(session, path)
    session.select_node(nodes[0])
    session.view("timeline")
    session.create(path.with_name("b.lstudio"))
    session.close()
    with Project.open(path) as project:
        assert (project.setting(CURRENT_NODE), project.setting(VIEWING)) == (nodes[0], "timeline")
    with Project.open(path.with_name("b.lstudio")) as project:
        assert project.settings() == {}


def test_opening_a_project_writes_nothing_into_it(session: Session, path: Path, qtbot: QtBot) -> None:
    fill(session, path)
    session.close()
    with Project.open(path) as project:
        project.run(SetSetting(CURRENT_NODE, None))
        before = project.settings()
    opened = session.open(path)
    assert session.node_id is not None
    qtbot.wait(600)
    assert opened.settings() == before


def test_what_is_gone_or_damaged_is_passed_over(session: Session, path: Path) -> None:
    _, timelines = fill(session, path)
    session.close()
    with Project.open(path) as project:
        damaged = {CURRENT_NODE: "gone", CURRENT_TIMELINE: "gone", VIEWING: "no word", PLAYHEAD: "1/0"}
        for key, value in damaged.items():
            project.run(SetSetting(key, value))
    opened = session.open(path)
    assert session.node_id == opened.nodes()[-1].id
    assert session.timeline_id == timelines[0].id
    assert (session.viewing, session.playhead) == ("node", Fraction(0))
