"""What the engine's backend cannot do is greyed out in the window, with the reason, and comes back when it can."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from lance_studio.backends.backend import EVERYTHING, FEATURES, MASKS, Capabilities
from lance_studio.backends.events import EngineReady
from lance_studio.errors import InvalidRequestError
from lance_studio.requests.tasks import TASK_NAMES
from lance_studio.ui.actions.table import ACTIONS
from lance_studio.ui.canvas.view import CanvasPanel
from lance_studio.ui.chat.view import ChatPanel
from lance_studio.workflows.clip_refs import OfNode, OnTimeline
from lance_studio.workflows.needs import TASKS_OF, needed, why_not
from lance_studio.workflows.wishes import (
    Animate,
    AskClip,
    AskFrame,
    AskPicture,
    EditClip,
    EditPicture,
    GenerateClip,
    GenerateFromReferences,
    GeneratePicture,
    Wish,
    with_any_mask,
)
from tests.unit.ui.test_generation_service import bench
from tests.unit.ui.whole_window import Scene, scene

__all__ = ["bench", "scene"]

NO_MASKS = "The server changes whole pictures only."
NO_CLIPS = "The server's model makes pictures only."
NO_ANSWERS = "The server answers no questions."
NO_EDITS = "The server changes no pictures."
ASKS = ("ask_image", "ask_video")


def lack(scene: Scene, *features: str, why: str) -> None:
    """Let the backend lack features from now on, as it would tell when its engine is there."""
    scene.bench.engine.capabilities = Capabilities(dict.fromkeys(features, why)) if features else EVERYTHING
    scene.bench.engine.tell(EngineReady(1, "0.1.0", 0.1))
    scene.bench.qtbot.waitUntil(lambda: scene.bench.work._known_capabilities == scene.bench.engine.capabilities)


def canvas(scene: Scene) -> CanvasPanel:
    panel = scene.window.panel("canvas")
    assert isinstance(panel, CanvasPanel)
    return panel


def chat(scene: Scene) -> ChatPanel:
    panel = scene.window.panel("chat")
    assert isinstance(panel, ChatPanel)
    return panel


def part(panel: QWidget, segments: str, value: str) -> QPushButton:
    owner = panel.findChild(QWidget, segments)
    assert isinstance(owner, QWidget)
    found = owner.findChild(QPushButton, f"segment.{value}")
    assert isinstance(found, QPushButton)
    return found


def action(scene: Scene, name: str) -> tuple[bool, str]:
    found = scene.window.studio.actions.action(name)
    return found.isEnabled(), found.toolTip()


def test_without_masks_the_tools_that_draw_one_are_grey_and_say_why(scene: Scene) -> None:
    before = action(scene, "tool.brush")
    assert before[0]
    lack(scene, MASKS, why=NO_MASKS)
    for name in ("tool.lasso", "tool.brush", "tool.eraser", "mask.invert"):
        enabled, words = action(scene, name)
        assert not enabled
        assert NO_MASKS in words
    panel = canvas(scene)
    assert not panel.surface._masking
    # A picture can still be changed as a whole.
    QTest.keyClicks(panel.bar.prompt, "make it blue")
    assert panel.bar.generate.isEnabled()
    lack(scene, why="")
    assert action(scene, "tool.brush") == before
    assert panel.surface._masking


def test_a_mask_that_is_there_already_is_refused_and_can_be_cleared(scene: Scene) -> None:
    panel = canvas(scene)
    panel.picture_mask.pixels[:20, :20] = 255
    panel.presenter.mask_changed.emit()
    QTest.keyClicks(panel.bar.prompt, "make it blue")
    lack(scene, MASKS, why=NO_MASKS)
    assert not panel.bar.generate.isEnabled()
    assert NO_MASKS in panel.bar.generate.toolTip().replace("\n", " ")
    assert panel.bar.invalid.text() == NO_MASKS
    assert scene.window.studio.actions.trigger("mask.clear")
    assert panel.bar.generate.isEnabled()
    assert panel.bar.invalid.isHidden()
    assert not panel.surface._masking


def test_without_clips_the_bar_makes_pictures_and_says_why(scene: Scene) -> None:
    panel = canvas(scene)
    clip = part(panel, "canvas.output", "clip")
    lack(scene, "text_to_video", "image_to_video", "video_edit", "continuation", why=NO_CLIPS)
    assert not clip.isEnabled()
    assert NO_CLIPS in clip.toolTip().replace("\n", " ")
    assert part(panel, "canvas.output", "picture").isEnabled()
    for name in ("clip.extend", "clip.animate"):
        assert NO_CLIPS in action(scene, name)[1]
        assert not action(scene, name)[0]
    assert scene.window.studio.actions.refusal("clip.edit") == ""
    extend = part(chat(scene), "chat.modes", "extend")
    assert not extend.isEnabled()
    assert NO_CLIPS in extend.toolTip().replace("\n", " ")
    lack(scene, why="")
    assert clip.isEnabled()
    assert NO_CLIPS not in clip.toolTip().replace("\n", " ")
    assert extend.isEnabled()


def test_without_edits_the_button_is_grey_until_something_new_is_made(scene: Scene) -> None:
    panel = canvas(scene)
    QTest.keyClicks(panel.bar.prompt, "make it blue")
    lack(scene, "image_edit", why=NO_EDITS)
    assert not panel.bar.generate.isEnabled()
    assert NO_EDITS in panel.bar.generate.toolTip().replace("\n", " ")
    assert part(panel, "canvas.mode", "edit").isEnabled()  # a clip can still be made of it
    panel.presenter.set_mode("new")
    QTest.keyClicks(panel.bar.prompt, "a cube")
    assert panel.bar.generate.isEnabled()


def test_without_answers_the_chat_asks_nothing_and_the_key_press_is_refused_in_the_same_words(scene: Scene) -> None:
    panel = chat(scene)
    panel.presenter.set_mode("ask")
    lack(scene, *ASKS, why=NO_ANSWERS)
    ask, send = part(panel, "chat.modes", "ask"), panel.findChild(QToolButton, "chat.send")
    assert isinstance(send, QToolButton)
    assert not ask.isEnabled()
    assert NO_ANSWERS in ask.toolTip().replace("\n", " ")
    assert not send.isEnabled()
    assert NO_ANSWERS in send.toolTip().replace("\n", " ")
    assert panel.presenter.state.hint == NO_ANSWERS
    assert not action(scene, "generate.ask")[0]
    QTest.keyClicks(panel.input, "What is it?")
    QTest.keyClick(panel.input, Qt.Key.Key_Return)
    assert [problem.error.cause for problem in scene.bench.problems] == [NO_ANSWERS]
    assert scene.bench.project.jobs() == []
    panel.presenter.set_mode("edit")
    assert send.isEnabled()
    lack(scene, why="")
    assert ask.isEnabled()
    assert action(scene, "generate.ask")[0]


def test_menus_of_cards_refuse_in_the_same_words(scene: Scene) -> None:
    lack(scene, *ASKS, "image_to_video", why=NO_ANSWERS)
    media = scene.window.panel("media")
    menu = media.menu_for(scene.media)  # type: ignore[attr-defined]
    entries = {one.objectName(): one for one in menu.actions()}
    for name in ("media.menu.ask", "media.menu.animate"):
        assert not entries[name].isEnabled()
        assert NO_ANSWERS in entries[name].toolTip().replace("\n", " ")
    assert entries["media.menu.append"].isEnabled()


def test_a_backend_says_what_it_can_do_before_its_engine_starts(scene: Scene) -> None:
    """The real one, too: no process is started to know it."""
    from lance_studio.backends.process.client import ProcessBackend

    events = list[object]()
    backend = ProcessBackend(events.append)
    try:
        assert backend.capabilities == EVERYTHING
        assert events == []
    finally:
        backend.close()


def test_the_table_of_actions_and_the_tasks_of_instructions_name_features_that_there_are() -> None:
    named = {name for spec in ACTIONS for name in spec.needs}
    assert named
    assert named <= set(FEATURES)
    assert {name for tasks in TASKS_OF.values() for name in tasks} == set(TASK_NAMES)
    needs = {spec.id: spec.needs for spec in ACTIONS}
    for mode in ("edit", "extend", "animate", "ask"):
        assert needs[f"clip.{mode}"] == TASKS_OF[mode]


@pytest.mark.parametrize("feature", [*TASK_NAMES, MASKS])
def test_what_is_greyed_out_is_just_what_the_planner_refuses(scene: Scene, feature: str) -> None:
    """For each wish about the scene: the sentence told beforehand is that of the refusal, and there is one as often."""
    studio = scene.bench.work.studio
    assert studio is not None
    [row] = scene.bench.project.timelines()
    still, node = OnTimeline(row.id, "still"), scene.node
    wishes: list[tuple[Wish, bool]] = [
        (GeneratePicture("a"), False),
        (GenerateClip("a"), False),
        (GenerateFromReferences((node,), "a"), False),
        (Animate(OfNode(node), "a"), True),
        (Animate(still, "a"), True),
        (EditPicture(node, "a"), False),
        (with_any_mask(EditPicture(node, "a")), False),
        (EditClip(still, "a"), True),
        (AskPicture(node, "a"), False),
        (AskClip(still, "a"), True),
        (AskFrame(row.id, scene.session.playhead, "a"), False),
    ]
    scene.bench.engine.capabilities = capabilities = Capabilities({feature: "It cannot."})
    for wish, is_still in wishes:
        told = why_not(wish, capabilities, still=is_still)
        try:
            studio.plan(wish)
            refused = ""
        except InvalidRequestError as error:
            refused = error.cause
        assert told == refused, wish
    assert {name for wish, is_still in wishes for name in needed(wish, still=is_still)} <= set(FEATURES)
