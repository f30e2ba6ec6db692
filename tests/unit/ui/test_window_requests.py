"""What the user asks for in one panel comes to the front in another; what arrives by itself does not."""

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.ui.session import PromptRequest
from lance_studio.workflows.wishes import AskPicture, EditPicture
from tests.unit.ui.test_generation_service import bench
from tests.unit.ui.whole_window import Scene, scene
from tests.unit.workflows.bench import noise

__all__ = ["bench", "scene"]


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
    scene.session.reveal("chat")
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
    [picture] = bench.work.submit(EditPicture(scene.node, "make it blue"))
    assert picture is not None
    bench.wait_begun()
    bench.draw(picture, noise(1, 64, 64))
    [question] = bench.work.submit(AskPicture(scene.node, "What is it?"))
    assert question is not None
    bench.wait_begun(2)
    with qtbot.waitSignal(bench.work.finished):
        bench.engine.answer("A boat.")
    [failing] = bench.work.submit(EditPicture(scene.node, "x"))
    assert failing is not None
    bench.wait_begun(3)
    with qtbot.waitSignal(bench.work.failed):
        bench.engine.fail("It broke.")
    assert shown == []
    assert not scene.in_front("chat")
    assert not scene.in_front("queue")
    assert QApplication.focusWidget() is search
