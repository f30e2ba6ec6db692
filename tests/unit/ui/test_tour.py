"""The tour: it points at the real control, goes on when the user has done the step, and ends when they want."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from lance_studio.language import current_language, use_language
from lance_studio.project.commands.chat import AddMessage
from lance_studio.project.commands.nodes import AddNode
from lance_studio.project.commands.timelines import EditTimeline
from lance_studio.project.rows import ChatMessage, Edge, Node, new_id
from lance_studio.timeline.model import Clip
from lance_studio.timeline.placing import append
from lance_studio.ui.export.presenter import ExportPresenter
from lance_studio.ui.settings import TOUR
from lance_studio.ui.tour.places import find
from lance_studio.ui.tour.steps import STEPS
from lance_studio.ui.tour.view import Tour, beside, install
from tests.unit.ui.test_generation_service import bench
from tests.unit.ui.whole_window import Scene, scene

__all__ = ["bench", "scene"]

IDS = [step.id for step in STEPS]


@pytest.fixture
def tour(scene: Scene) -> Iterator[Tour]:
    exports = ExportPresenter(scene.bench.studio)
    scene.exports = exports  # type: ignore[attr-defined]
    made = install(scene.bench.studio, scene.window, exports.finished)
    scene.window.resize(1280, 720)
    yield made
    made.presenter.end()


def waiting(tour: Tour) -> str | None:
    return tour.presenter.step.id if tour.presenter.step is not None else None


def go_to(tour: Tour, step: str) -> None:
    tour.presenter.begin()
    while waiting(tour) != step:
        tour.presenter.next()


def begin(scene: Scene, tour: Tour) -> QWidget:
    assert scene.bench.studio.actions.trigger("help.tour")
    assert tour.bubble is not None
    return tour.bubble


def test_each_step_is_done_by_doing_it(scene: Scene, tour: Tour, qtbot: QtBot) -> None:
    project, session = scene.bench.project, scene.session
    begin(scene, tour)
    assert waiting(tour) == "edit"

    node = project.node(scene.node)
    assert node is not None
    made = Node(id=new_id(), media_id=node.media_id, kind="picture", name="blue")
    project.run(AddNode(made, Edge(child=made.id, parents=(node.id,), operation="image_edit", request="{}")))
    assert waiting(tour) == "compare"

    session.compare(scene.node, made.id)
    assert waiting(tour) == "mask"
    session.stop_comparing()
    session.select_node(scene.node)
    canvas = scene.window.panel("canvas")
    canvas.presenter.masks.begin()  # type: ignore[attr-defined]
    canvas.picture_mask.rectangle((10, 10), (30, 30))  # type: ignore[attr-defined]
    canvas.presenter.masks.commit()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: waiting(tour) == "history")

    session.select_node(made.id)
    assert waiting(tour) == "history"  # the newest result is no earlier turn
    session.select_node(scene.node)
    assert waiting(tour) == "timeline"

    row = project.timelines()[0]
    timeline = project.timeline_value(row.id)
    assert timeline is not None
    track = next(track.id for track in timeline.tracks if track.kind == "video")
    clip = Clip(id="more", media_id=scene.media, duration=Fraction(2), node_id=scene.node, name="More")
    project.run(EditTimeline(row.id, append(timeline, {track: clip}), "Append"))
    assert waiting(tour) == "ask"

    message = ChatMessage(id=new_id(), role="assistant", text="Blue", mode="ask", state="streaming")
    project.run(AddMessage(message))
    assert waiting(tour) == "ask"
    project.run(AddMessage(replace(message, id=new_id(), state="complete")))
    assert waiting(tour) == "export"
    scene.exports.finished.emit(None)  # type: ignore[attr-defined]
    assert waiting(tour) is None
    assert tour.presenter.state.last


def test_it_changes_nothing_by_itself(scene: Scene, tour: Tour) -> None:
    project = scene.bench.project
    before = (project.nodes(), project.timelines(), len(project.undo_list()), scene.window.workspaces.current)
    begin(scene, tour)
    for _ in range(len(STEPS) + 1):
        tour.presenter.next()
    assert not tour.presenter.state.place
    assert (project.nodes(), project.timelines(), len(project.undo_list()), scene.window.workspaces.current) == before


def test_the_keyboard_goes_on_and_ends_it(scene: Scene, tour: Tour) -> None:
    bubble = begin(scene, tour)
    assert bubble.hasFocus()
    QTest.keyClick(bubble, Qt.Key.Key_Return)
    assert waiting(tour) == "compare"
    QTest.keyClick(bubble, Qt.Key.Key_Escape)
    assert not bubble.isVisible()
    assert waiting(tour) is None
    begin(scene, tour)
    assert (bubble.isVisible(), waiting(tour)) == (True, "edit")


def test_what_lies_around_it_can_be_used(scene: Scene, tour: Tour) -> None:
    begin(scene, tour)
    prompt = scene.window.findChild(QWidget, "canvas.prompt")
    assert prompt is not None
    middle = prompt.mapTo(scene.window, prompt.rect().center())
    assert scene.window.childAt(middle) in (prompt, *prompt.findChildren(QWidget))
    prompt.setFocus()
    QTest.keyClicks(prompt, "blue")
    assert prompt.text() == "blue"  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("size", [(960, 540), (1280, 720), (1440, 900)])
@pytest.mark.parametrize("workspace", ["picture", "film", "ask"])
def test_it_points_at_something_in_every_workspace(
    scene: Scene, tour: Tour, workspace: str, size: tuple[int, int], language: str, qtbot: QtBot
) -> None:
    former = current_language()
    use_language(language)
    try:
        scene.window.resize(*size)
        scene.bench.studio.actions.trigger(f"workspace.{workspace}")
        bubble = begin(scene, tour)
        while tour.presenter.state.place:
            step = waiting(tour)
            qtbot.waitUntil(lambda: find(scene.window, tour.presenter.state.place) is not None)
            tour._place()
            target = find(scene.window, tour.presenter.state.place)
            assert target is not None
            assert scene.window.rect().contains(bubble.geometry()), step
            assert bubble.height() >= bubble.heightForWidth(bubble.width())
            # It hides what it points at only where that fills the window.
            small = target.height() < size[1] // 2
            assert not (small and bubble.geometry().adjusted(8, 8, -8, -8).intersects(target)), step
            tour.presenter.next()
    finally:
        use_language(former)


def test_it_follows_the_workspace(scene: Scene, tour: Tour) -> None:
    actions = scene.bench.studio.actions
    actions.trigger("workspace.picture")
    go_to(tour, "timeline")
    film = scene.window.findChild(QWidget, "segment.film")
    assert film is not None
    assert find(scene.window, "timeline") == QRect(film.mapTo(scene.window, QPoint(0, 0)), film.size())
    actions.trigger("workspace.film")
    panel = scene.window.panel("timeline")
    assert find(scene.window, "timeline") == QRect(panel.mapTo(scene.window, QPoint(0, 0)), panel.size())


def test_the_welcome_page_offers_it_once(scene: Scene, tour: Tour) -> None:
    scene.session.close()
    offer = scene.window.findChild(QWidget, "welcome.tour")
    assert offer is not None
    assert offer.isVisible()
    QTest.mouseClick(offer, Qt.MouseButton.LeftButton)
    assert scene.bench.studio.settings.get(TOUR) is True
    # Nothing was open: the sample project comes, and the first step waits for its picture.
    assert tour.presenter.state.place == "prompt"
    project = scene.session.project
    assert project is not None
    scene.bench.qtbot.waitUntil(lambda: len(project.nodes()) == 2, timeout=20_000)
    assert waiting(tour) == "edit"
    scene.session.close()
    assert not tour.presenter.state.place
    assert not offer.isVisible()


@pytest.mark.parametrize(
    "target",
    [
        QRect(10, 10, 40, 20),
        QRect(900, 5, 50, 24),
        QRect(0, 400, 960, 140),
        QRect(0, 0, 960, 540),
        QRect(100, 60, 760, 460),
        QRect(480, 270, 1, 1),
        None,
    ],
)
def test_it_always_stands_in_the_window(target: QRect | None) -> None:
    size, room = QSize(296, 170), QSize(960, 540)
    place, arrow = beside(target, size, room)
    assert QRect(QPoint(0, 0), room).contains(place)
    assert place.size() == size
    covered = target is not None and place.intersects(target)
    assert (arrow is not None) == (target is not None and not covered)
    if arrow is not None:
        assert QRect(QPoint(0, 0), size).contains(arrow.boundingRect().toAlignedRect())


def test_every_step_points_somewhere_and_says_something(scene: Scene, tour: Tour) -> None:
    assert len(IDS) == len(set(IDS)) == 7
    tour.presenter.begin()
    for _ in STEPS:
        state = tour.presenter.state
        assert "{" not in state.words
        assert state.title
        assert state.words.endswith((".", "”"))
        tour.presenter.next()
    assert np.all([step.measure is not None or step.id in ("compare", "history", "export") for step in STEPS])
