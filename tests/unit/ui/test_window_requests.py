"""The window with its own panels: what the user asks for in one comes to the front in another; what arrives does not."""

from collections.abc import Iterator
from fractions import Fraction

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.app import PANELS
from lance_studio.project.commands.timelines import AddTimeline
from lance_studio.project.rows import TimelineRow
from lance_studio.timeline.document import to_json
from lance_studio.timeline.model import Clip, new_timeline
from lance_studio.timeline.placing import append
from lance_studio.ui.main_window import MainWindow
from lance_studio.ui.session import PromptRequest
from tests.unit.ui.test_work import Bench, bench
from tests.unit.workflows.bench import noise

__all__ = ["bench"]


class Scene:
    """The window with a picture, and a still of it on the timeline."""

    def __init__(self, bench: Bench, window: MainWindow) -> None:
        self.bench, self.window, self.session = bench, window, bench.session
        self.node = bench.add_picture(noise(64, 64))
        node = bench.project.node(self.node)
        assert node is not None
        self.media = node.media_id
        timeline = new_timeline("T", Fraction(24))
        track = next(track.id for track in timeline.tracks if track.kind == "video")
        clip = Clip(id="still", media_id=node.media_id, duration=Fraction(5), node_id=self.node, name="Still")
        whole = append(timeline, {track: clip})
        bench.project.run(AddTimeline(TimelineRow(id=timeline.id, name="T", document=to_json(whole))))
        self.session.select_node(self.node)

    def in_front(self, panel_id: str) -> bool:
        return not self.window.panel(panel_id).visibleRegion().isEmpty()

    def focused(self) -> str:
        widget = QApplication.focusWidget()
        return "" if widget is None else widget.objectName()


@pytest.fixture
def scene(bench: Bench, qtbot: QtBot) -> Iterator[Scene]:
    window = MainWindow(bench.studio, PANELS)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    yield Scene(bench, window)
    # The project goes first, as in the window's life: jobs of panels must not outlive it.
    bench.session.close()


@pytest.mark.parametrize("mode", ["edit", "ask", "extend", "animate"])
def test_a_request_about_a_clip_brings_the_chat_to_the_front(scene: Scene, mode: str) -> None:
    scene.window.docks.reveal("history")
    assert not scene.in_front("chat")
    scene.session.request_prompt(PromptRequest(mode, clip_id="still", node_id=scene.node))
    assert scene.in_front("chat")
    assert scene.focused() == "chat.input"


def test_it_comes_back_even_when_it_was_closed(scene: Scene) -> None:
    scene.window.docks.dock("chat").close()
    assert scene.bench.studio.actions.trigger("generate.ask")
    assert scene.in_front("chat")
    assert scene.focused() == "chat.input"


def test_an_edit_of_a_node_goes_to_the_bar_of_the_canvas(scene: Scene) -> None:
    scene.window.docks.reveal("history")
    scene.session.view("timeline")
    scene.session.request_prompt(PromptRequest("edit", "make it blue", node_id=scene.node))
    assert scene.focused() == "canvas.prompt"
    # The chat stays where it was: nothing was asked of it.
    assert not scene.in_front("chat")
    assert scene.session.viewing == "node"


def test_the_welcome_page_gives_way_to_a_request(scene: Scene) -> None:
    scene.window.show_centre("welcome")
    scene.session.request_prompt(PromptRequest("generate", "a red cube"))
    assert scene.in_front("canvas")
    assert scene.focused() == "canvas.prompt"


def test_media_are_shown_in_the_history(scene: Scene) -> None:
    from lance_studio.ui.media.view import MediaPanel

    panel = scene.window.panel("media")
    assert isinstance(panel, MediaPanel)
    assert not scene.in_front("history")
    panel.presenter.show_in_history(scene.media)
    assert scene.in_front("history")


def test_results_leave_panels_and_focus_where_they_are(scene: Scene, qtbot: QtBot) -> None:
    bench, window = scene.bench, scene.window
    window.docks.reveal("history")
    window.docks.reveal("timeline")
    shown: list[str] = []
    scene.session.panel_wanted.connect(shown.append)
    search = window.findChild(QWidget, "media.search")
    assert isinstance(search, QWidget)
    search.setFocus()
    picture = bench.work.edit_picture(scene.node, "make it blue")
    assert picture is not None
    bench.wait_begun()
    bench.draw(picture, noise(1, 64, 64))
    question = bench.work.ask_picture(scene.node, "What is it?")
    assert question is not None
    bench.wait_begun(2)
    with qtbot.waitSignal(bench.work.finished):
        bench.engine.answer("A boat.")
    failing = bench.work.edit_picture(scene.node, "x")
    assert failing is not None
    bench.wait_begun(3)
    with qtbot.waitSignal(bench.work.failed):
        bench.engine.fail("It broke.")
    assert shown == []
    assert not scene.in_front("chat")
    assert not scene.in_front("queue")
    assert QApplication.focusWidget() is search
