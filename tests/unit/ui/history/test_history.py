"""The history panel: cards, keys, comparison, names, replays, exports, the undo list."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractSlider, QLineEdit, QWidget

from lance_studio.media.images import load_image
from lance_studio.media.recipes import read_recipe
from lance_studio.ui.history.cards import Card, Link
from lance_studio.ui.history.graph import GraphView
from lance_studio.ui.history.presenter import HistoryPresenter, HistoryState
from lance_studio.ui.history.view import HistoryPanel, build
from lance_studio.ui.session import PromptRequest
from lance_studio.ui.settings import HISTORY_MODE
from lance_studio.workflows.wishes import EditPicture
from tests.unit.ui.test_generation_service import Bench, bench
from tests.unit.workflows.bench import noise

__all__ = ["bench"]


class Tree:
    """A picture and three results: root -> one -> two, root -> other."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.root = bench.add_picture(noise(64, 64))
        self.one = self.turn(self.root, "make it red", 2)
        self.two = self.turn(self.one, "at night", 3)
        self.other = self.turn(self.root, "make it blue", 4)
        bench.session.select_node(self.two)

    def turn(self, node: str, words: str, seed: int) -> str:
        [job] = self.bench.work.submit(EditPicture(node, words))
        assert job is not None
        self.bench.wait_begun(len(self.bench.project.jobs()))
        return self.bench.draw(job, noise(1, 64, 64, seed=seed))


@pytest.fixture
def tree(bench: Bench) -> Tree:
    return Tree(bench)


@pytest.fixture
def panel(tree: Tree) -> HistoryPanel:
    tree.bench.studio.settings.set(HISTORY_MODE, "graph")
    made = build(tree.bench.studio)
    assert isinstance(made, HistoryPanel)
    tree.bench.qtbot.addWidget(made)
    made.resize(700, 400)
    made.show()
    made.graph.set_zoom(1)
    return made


def centre(panel: HistoryPanel, node: str) -> QPoint:
    return panel.graph.place_of(node).center()


def test_cards_links_and_the_current_node(tree: Tree) -> None:
    presenter = HistoryPresenter(tree.bench.studio)
    state = presenter.state
    places = {card.id: (card.column, card.row, card.generated) for card in state.cards}
    assert places == {
        tree.root: (0, 0, False),
        tree.one: (1, 0, True),
        tree.two: (2, 0, True),
        tree.other: (1, 1, True),
    }
    words = {(link.parent, link.child): link.text for link in state.links}
    assert words == {
        (tree.root, tree.one): "make it red",
        (tree.one, tree.two): "at night",
        (tree.root, tree.other): "make it blue",
    }
    assert state.current == tree.two


def test_the_current_card_follows_the_turns_and_stays_in_sight(tree: Tree, panel: HistoryPanel) -> None:
    def whole(node: str) -> bool:
        return panel.graph.viewport().rect().contains(panel.graph.place_of(node))

    panel.resize(260, 300)
    assert panel.presenter.state.current == tree.two
    assert whole(tree.two)
    assert not whole(tree.root)
    # A result that the canvas goes on to becomes the current card, and comes into sight.
    three = tree.turn(tree.two, "add a hat", 5)
    assert panel.presenter.state.current == three
    assert panel.graph.focused == three
    assert whole(three)
    # In a panel that becomes narrower it stays in sight, unless somebody has scrolled away from it.
    panel.resize(220, 220)
    assert whole(three)
    panel.graph.horizontalScrollBar().triggerAction(QAbstractSlider.SliderAction.SliderToMinimum)
    panel.resize(240, 220)
    assert whole(tree.root)
    assert not whole(three)
    tree.bench.session.select_node(tree.one)
    assert whole(tree.one)


def test_a_click_opens_and_a_click_with_ctrl_compares(tree: Tree, panel: HistoryPanel) -> None:
    qtbot, session = tree.bench.qtbot, tree.bench.session
    qtbot.mouseClick(panel.graph.viewport(), Qt.MouseButton.LeftButton, pos=centre(panel, tree.one))
    assert session.node_id == tree.one
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.mouseClick(panel.graph.viewport(), Qt.MouseButton.LeftButton, control, centre(panel, tree.other))
    assert session.compared is not None
    assert session.compared.nodes == (tree.one, tree.other)
    assert session.node_id == tree.one
    qtbot.mouseClick(panel.graph.viewport(), Qt.MouseButton.LeftButton, pos=centre(panel, tree.two))
    assert session.compared is None


def test_arrow_keys_walk_the_graph_and_enter_opens(tree: Tree, panel: HistoryPanel) -> None:
    qtbot, graph = tree.bench.qtbot, panel.graph
    assert graph.focused == tree.two
    for key, node in [
        (Qt.Key.Key_Left, tree.one),
        (Qt.Key.Key_Down, tree.other),
        (Qt.Key.Key_Left, tree.root),
        (Qt.Key.Key_Right, tree.one),
    ]:
        qtbot.keyClick(graph, key)
        assert graph.focused == node
    assert tree.bench.session.node_id == tree.two
    qtbot.keyClick(graph, Qt.Key.Key_Return)
    assert tree.bench.session.node_id == tree.one


def test_a_node_is_renamed_in_its_place(tree: Tree, panel: HistoryPanel) -> None:
    tree.bench.studio.actions.trigger("edit.rename")
    field = panel.findChild(QLineEdit, "history.name")
    assert field is not None
    field.setText("The night")
    tree.bench.qtbot.keyClick(field, Qt.Key.Key_Return)
    node = tree.bench.project.node(tree.two)
    assert node is not None
    assert node.name == "The night"
    assert panel._name_field is None
    panel._rename()
    field = panel._name_field
    assert field is not None
    field.setText("No")
    tree.bench.qtbot.keyClick(field, Qt.Key.Key_Escape)
    node = tree.bench.project.node(tree.two)
    assert node is not None
    assert node.name == "The night"


def test_going_on_from_an_older_node_makes_a_branch(tree: Tree, panel: HistoryPanel) -> None:
    asked: list[PromptRequest] = []
    tree.bench.session.prompt_requested.connect(asked.append)
    panel.presenter.branch(tree.root)
    assert tree.bench.session.node_id == tree.root
    assert asked == [PromptRequest("edit", node_id=tree.root)]
    panel.presenter.reuse(tree.two)
    assert asked[-1] == PromptRequest("edit", "at night", tree.one, output="picture")


def test_a_question_can_be_asked_about_a_node(tree: Tree, panel: HistoryPanel) -> None:
    asked: list[PromptRequest] = []
    tree.bench.session.prompt_requested.connect(asked.append)
    panel.presenter.ask(tree.one)
    assert asked == [PromptRequest("ask", node_id=tree.one)]


def test_a_replay_says_whether_pixels_are_the_same(tree: Tree, panel: HistoryPanel) -> None:
    panel.presenter.replay(tree.two)
    tree.bench.wait_begun(4)
    with tree.bench.qtbot.waitSignal(panel.presenter.replayed) as blocker:
        tree.bench.engine.draw(noise(1, 64, 64, seed=3))
    assert blocker.args is not None
    assert "every pixel is the same" in blocker.args[0]
    assert panel.banner is not None
    assert len(tree.bench.project.nodes()) == 4


def test_an_export_carries_the_recipe(tree: Tree, panel: HistoryPanel, tmp_path: Path) -> None:
    with tree.bench.qtbot.waitSignal(panel.presenter.exported):
        panel.presenter.export(tree.two, tmp_path / "out.png")
    assert np.array_equal(load_image(tmp_path / "out.png"), noise(1, 64, 64, seed=3)[0])
    recipe = read_recipe(tmp_path / "out.png")
    assert recipe is not None
    assert recipe.prompt == "at night"
    (tmp_path / "wall").write_text("")
    panel.presenter.export(tree.two, tmp_path / "wall" / "out.png")
    tree.bench.qtbot.waitUntil(lambda: len(tree.bench.problems) == 1)
    assert tree.bench.problems[0].panel_id == "history"


def test_hidden_nodes_are_left_out_until_they_are_wanted(tree: Tree, panel: HistoryPanel) -> None:
    panel.presenter.hide(tree.other)
    assert panel.presenter.card(tree.other) is None
    assert panel._hidden.isVisible()
    panel._hidden.setChecked(True)
    card = panel.presenter.card(tree.other)
    assert card is not None
    assert card.hidden
    panel.presenter.remove(tree.two)
    assert tree.bench.project.node(tree.two) is None
    # What something was made from is hidden instead.
    panel.presenter.remove(tree.root)
    root = tree.bench.project.node(tree.root)
    assert root is not None
    assert root.hidden


def test_the_undo_list_goes_back_and_forth(tree: Tree, panel: HistoryPanel) -> None:
    steps = panel.presenter.state.steps
    assert [(step.name, step.steps) for step in steps] == [
        ('Edit "make it blue"', 0),
        ('Edit "at night"', 1),
        ('Edit "make it red"', 2),
        ("Add result", 3),
        ("Beginning", 4),
    ]
    panel.presenter.go_to(steps[2])
    assert [node.id for node in tree.bench.project.nodes()] == [tree.root, tree.one]
    assert tree.bench.session.node_id == tree.one, "the picture before the turn that was undone last"
    now = panel.presenter.state.steps
    assert [step.steps for step in now] == [-2, -1, 0, 1, 2]
    panel.presenter.go_to(now[0])
    assert len(tree.bench.project.nodes()) == 4
    panel.pages.set_value("steps")
    panel._show()
    assert panel.steps.isVisible()
    assert panel.steps.count() == 5


def test_nothing_is_left_of_a_closed_project(tree: Tree, panel: HistoryPanel) -> None:
    tree.bench.session.close()
    assert panel.presenter.state.cards == ()
    assert panel._closed.isVisible()


def test_a_picture_that_arrives_is_painted_in_its_own_place(tree: Tree, panel: HistoryPanel) -> None:
    asked: list[QRect] = []

    class Seen(QWidget):
        def update(self, *place: object) -> None:
            asked.extend(one for one in place if isinstance(one, QRect))

    node = tree.bench.project.node(tree.one)
    assert node is not None
    panel.graph.setViewport(Seen())
    panel._images.ready.emit(node.media_id)
    assert asked == [panel.graph.place_of(tree.one)]


def test_of_300_nodes_only_those_in_sight_are_painted(panel: HistoryPanel, monkeypatch: pytest.MonkeyPatch) -> None:
    cards = tuple(Card(f"n{number}", f"m{number}", "node", "picture", 0, number, False) for number in range(300))
    links = tuple(Link(f"n{number}", f"n{number + 1}") for number in range(299))
    asked: list[str] = []
    graph = GraphView(lambda media_id, _height: asked.append(media_id))
    graph.resize(300, 400)
    graph.set_zoom(1)
    graph.show_state(HistoryState(True, cards, links, "n150"))
    graph.grab()
    middle = graph.node_at(graph.place_of("n150").center())
    assert middle == "n150"
    assert "m150" in asked
    assert len(set(asked)) < 10
    # One more is added to what is known; the others are not looked at again.
    more = (*cards, Card("new", "new", "node", "picture", 1, 150, False))
    known = graph._spots
    graph.show_state(HistoryState(True, more, (*links, Link("n150", "new")), "n150"))
    assert graph._spots is known
    assert graph.node_at(graph.place_of("new").center()) == "new"
    graph.show_state(HistoryState(True, cards[:1], (), "n0"))
    assert list(graph._spots) == [(0, 0)]


def test_what_is_known_of_the_graph_is_what_would_be_read_anew(tree: Tree) -> None:
    bench = tree.bench
    presenter = HistoryPresenter(bench.studio)

    def same() -> None:
        again = HistoryPresenter(bench.studio)
        again.show_hidden(presenter.state.shows_hidden)
        assert presenter.state == again.state
        assert [presenter.card(card.id) for card in again.state.cards] == list(again.state.cards)
        again.deleteLater()

    kept = presenter.card(tree.root)
    third = tree.turn(tree.two, "in snow", 5)
    assert presenter.card(tree.root) is kept, "only the new one is made"
    same()
    tree.turn(tree.one, "in rain", 6)
    same()
    bench.add_picture(noise(64, 64, seed=9))
    same()
    presenter.rename(tree.root, "first")
    same()
    presenter.hide(tree.one)
    same()
    presenter.show_hidden(True)
    same()
    presenter.remove(third)
    same()
    bench.session.undo()
    same()
    for _ in range(4):
        bench.session.undo()
        same()
