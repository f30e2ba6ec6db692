"""How often the window's panels make what they show again: once for each thing that happens, however much it changes.

The seconds are measured by `tests/benchmarks/event_loop.py`; here the calls are counted, which is the same anywhere.
"""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.ui import texts
from lance_studio.ui.canvas.prompt_bar import PromptBar
from lance_studio.ui.canvas.state import CanvasState
from lance_studio.ui.canvas.view import CanvasPanel
from lance_studio.ui.chosen_model import ChosenModel
from lance_studio.ui.inspector.presenter import InspectorPresenter
from lance_studio.ui.inspector.view import InspectorPanel
from lance_studio.ui.widgets import ElidedLabel, show_icon, tool_button
from lance_studio.workflows.studio import Studio
from lance_studio.workflows.wishes import EditPicture, Wish
from tests.unit.ui.test_generation_service import bench
from tests.unit.ui.whole_window import Scene, scene
from tests.unit.workflows.bench import noise

__all__ = ["bench", "scene"]


class Counted:
    """Calls of methods, by name, in order."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self.calls: list[str] = []

    def watch(self, kind: type, name: str, key: Callable[..., str] | None = None) -> None:
        real = getattr(kind, name)

        def called(self_: Any, *args: Any, **keywords: Any) -> Any:
            self.calls.append(name if key is None else key(*args))
            return real(self_, *args, **keywords)

        self._monkeypatch.setattr(kind, name, called)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    return Counted(monkeypatch)


def kind_of(wish: Wish) -> str:
    return type(wish).__name__


def canvas_of(scene: Scene) -> CanvasPanel:
    panel = scene.window.panel("canvas")
    assert isinstance(panel, CanvasPanel)
    return panel


def test_a_result_that_arrives_is_shown_once(scene: Scene, counted: Counted, qtbot: QtBot) -> None:
    bench, canvas = scene.bench, canvas_of(scene)
    [job] = bench.work.submit(EditPicture(scene.node, "blue"))
    bench.wait_begun()
    QApplication.processEvents()
    shown: list[CanvasState] = []
    counted.watch(Studio, "foresee", kind_of)
    counted.watch(InspectorPresenter, "_read")
    recorded: list[str] = []

    def arrive() -> None:
        recorded.extend(counted.calls)
        counted.calls.clear()
        shown.clear()

    bench.work.arriving.connect(arrive)
    canvas.presenter.changed.connect(shown.append)
    result = bench.draw(job, noise(1, 64, 64))
    assert scene.session.node_id == result
    nodes = [None if state.shown is None else state.shown.node_id for state in shown]
    assert nodes == [result], "the canvas goes on to the result in one step"
    assert canvas.presenter.state.came
    assert recorded == ["_read", "EditPicture"], "node, edge and medium are one thing; no turn can be followed any more"
    assert counted.calls.count("EditPicture") == 1, "what the next turn would make is foreseen once"
    assert counted.calls.count("_read") == 1


def test_a_node_is_opened_in_one_step(scene: Scene, counted: Counted) -> None:
    other, canvas = scene.bench.add_picture(noise(64, 64)), canvas_of(scene)
    counted.watch(Studio, "foresee", kind_of)
    states: list[object] = []
    canvas.presenter.changed.connect(states.append)
    scene.session.select_node(other)
    assert counted.calls.count("EditPicture") == 1
    assert len(states) == 1


def test_a_step_of_a_job_changes_nothing_but_how_far_it_is(scene: Scene, counted: Counted, qtbot: QtBot) -> None:
    bench, canvas = scene.bench, canvas_of(scene)
    bench.work.submit(EditPicture(scene.node, "blue"))
    bench.wait_begun()
    with qtbot.waitSignal(bench.work.job_changed):
        bench.engine.step(1)
    for kind, name in ((PromptBar, "show_state"), (Studio, "foresee"), (InspectorPresenter, "_read")):
        counted.watch(kind, name)
    with qtbot.waitSignal(bench.work.job_changed):
        bench.engine.step(2)
    work = canvas.presenter.state.work
    assert work is not None
    assert (work.step, work.total) == (2, 8)
    assert counted.calls == []


def test_a_job_looks_for_the_model_when_it_is_asked_for_and_when_it_begins(scene: Scene, counted: Counted) -> None:
    counted.watch(ChosenModel, "_look")
    scene.bench.work.submit(EditPicture(scene.node, "blue"))
    scene.bench.wait_begun()
    assert counted.calls == ["_look", "_look"]


def test_the_inspector_shows_another_selection_in_the_same_rows(scene: Scene) -> None:
    panel = scene.window.panel("inspector")
    assert isinstance(panel, InspectorPanel)

    def values() -> dict[str, ElidedLabel]:
        labels = panel.findChildren(ElidedLabel)
        return {one.objectName(): one for one in labels if one.objectName().startswith("inspector.fact.")}

    former = values()
    assert former
    scene.session.select_node(scene.bench.add_picture(noise(32, 48)))
    assert {id(one) for one in values().values()} == {id(one) for one in former.values()}
    assert values()["inspector.fact.Size"].text() == "48 × 32 px"
    scene.session.select_node(None)
    assert all(not one.isVisibleTo(panel) for one in former.values())
    assert values() == {}, "a row out of sight is found under no name"


def test_turns_that_are_shown_already_keep_their_cards(scene: Scene) -> None:
    bench, strip = scene.bench, canvas_of(scene).tray.turns
    [job] = bench.work.submit(EditPicture(scene.node, "blue"))
    bench.wait_begun()
    result = bench.draw(job, noise(1, 64, 64))
    QApplication.processEvents()
    first, second = strip.cards()
    assert [first.key, second.key] == [scene.node, result]
    assert (first.is_selected(), second.is_selected()) == (False, True)
    scene.session.select_node(scene.node)
    again = strip.cards()
    assert again[0] is first
    assert first.is_selected()
    [job] = bench.work.submit(EditPicture(result, "red"))
    bench.wait_begun(2)
    bench.draw(job, noise(1, 64, 64))
    scene.session.select_node(bench.project.nodes()[-1].id)
    QApplication.processEvents()
    cards = strip.cards()
    assert cards[0] is first
    assert [card.is_selected() for card in cards] == [False, False, True]
    assert all(card.isVisibleTo(strip) for card in cards)


class Told(QObject):
    """Notes the events of a widget of one kind."""

    def __init__(self, widget: QWidget, kind: QEvent.Type) -> None:
        super().__init__(widget)
        self._kind, self.count = kind, 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        self.count += event.type() == self._kind
        return False


def test_what_a_widget_says_already_is_not_given_to_it_again(qtbot: QtBot) -> None:
    button, name = tool_button("copy", "Copy"), ElidedLabel("a boat")
    qtbot.addWidget(button)
    qtbot.addWidget(name)
    told = Told(button, QEvent.Type.ToolTipChange)
    for words in ("Copy", "Copy all", "Copy all"):
        texts.set_tooltip(button, words)
    assert told.count == 1
    assert button.toolTip() == "Copy all"
    show_icon(button, "lock-simple")
    key = button.icon().cacheKey()
    show_icon(button, "lock-simple")
    assert button.icon().cacheKey() == key
    show_icon(button, "lock-simple-open")
    assert button.icon().cacheKey() != key
    for text in ("a boat", "a red boat", ""):
        name.set_text(text)
        assert (name.text(), name.accessibleName()) == (text, text)
