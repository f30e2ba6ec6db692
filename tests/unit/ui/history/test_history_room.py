"""Room for long histories: zoom and pan, folded branches, the list, the search, and imports aside."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QLineEdit, QMenu

from lance_studio.project.commands.chat import AddMessage
from lance_studio.project.rows import FOLDED, ChatMessage, new_id
from lance_studio.ui.history.graph import LEAST_ZOOM, OPENING_ZOOM
from lance_studio.ui.history.row_painter import ROW
from lance_studio.ui.history.view import HistoryPanel, build
from lance_studio.ui.settings import HISTORY_MODE
from lance_studio.ui.view_state import ViewState
from tests.unit.ui.history.sample_history import ANSWER, make_history
from tests.unit.ui.test_generation_service import Bench, bench
from tests.unit.workflows.bench import noise

__all__ = ["bench"]

LEFT, MIDDLE, NO_BUTTON = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.NoButton
NONE = Qt.KeyboardModifier.NoModifier
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
K = Qt.Key
COUNT = 40


class Scene:
    """A panel over a project of forty nodes in five branches, an answer, and three imports that nobody used."""

    def __init__(self, bench: Bench, folder: Path) -> None:
        self.bench, self.session, self.qtbot = bench, bench.session, bench.qtbot
        self.path = folder / "long.lstudio"
        self.nodes = make_history(self.path, COUNT)
        self.session.open(self.path)
        self.session.select_node(self.nodes[-1])
        panel = build(bench.studio)
        assert isinstance(panel, HistoryPanel)
        self.panel = panel
        self.view_state = ViewState(self.session, panel)
        bench.qtbot.addWidget(panel)
        panel.resize(800, 500)
        panel.show()
        panel.activateWindow()
        bench.qtbot.waitUntil(panel.isActiveWindow)

    @property
    def presenter(self):
        return self.panel.presenter

    def shown(self) -> list[str]:
        return [card.id for card in self.presenter.state.cards]

    def children(self, node: str) -> frozenset[str]:
        project = self.session.project
        assert project is not None
        return project.graph().descendants(node)

    def use(self, mode: str) -> None:
        button = self.panel.pages.findChild(QAbstractButton, f"segment.{mode}")
        assert button is not None
        QTest.mouseClick(button, LEFT)
        # A new widget is laid out when it is shown.
        self.qtbot.waitUntil(self.panel.nodes.isVisible)

    def type(self, text: str) -> None:
        self.panel.search.field.setFocus()
        self.panel.search.field.clear()
        # No key of the test's keyboard types other letters; an input method puts them in as a whole.
        if text.isascii():
            QTest.keyClicks(self.panel.search.field, text)
        else:
            self.panel.search.field.insert(text)


@pytest.fixture
def scene(bench: Bench, tmp_path: Path) -> Scene:
    return Scene(bench, tmp_path)


def turn(
    view: QAbstractScrollArea, notches: int, modifiers: Qt.KeyboardModifier = NONE, at: QPoint | None = None
) -> None:
    """Turn the wheel over a view, away from the user if positive."""
    place = QPointF(at or view.viewport().rect().center())
    event = QWheelEvent(
        place, view.viewport().mapToGlobal(place), QPoint(), QPoint(0, 120 * notches), NO_BUTTON, modifiers,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), event)


def drag(view: QAbstractScrollArea, start: QPoint, end: QPoint, button: Qt.MouseButton) -> None:
    QTest.mousePress(view.viewport(), button, NONE, start)
    QTest.mouseMove(view.viewport(), end)
    QTest.mouseRelease(view.viewport(), button, NONE, end)


def offset(view: QAbstractScrollArea) -> tuple[int, int]:
    return view.horizontalScrollBar().value(), view.verticalScrollBar().value()


# --- imports aside ----------------------------------------------------------------------------------------------------


def test_only_what_has_a_lineage_is_shown_until_all_imports_are_wanted(scene: Scene) -> None:
    assert scene.shown() == scene.nodes
    button = scene.panel.findChild(QAbstractButton, "history.imports")
    assert button is not None
    assert button.isVisible()
    QTest.mouseClick(button, LEFT)
    assert len(scene.shown()) == COUNT + 3
    QTest.mouseClick(button, LEFT)
    assert scene.shown() == scene.nodes


def test_an_import_on_the_canvas_is_shown_and_stays_once_something_was_made_from_it(scene: Scene) -> None:
    scene.bench.project = scene.session.project  # type: ignore[assignment]
    picture = scene.bench.add_picture(noise(32, 32))
    assert picture not in scene.shown()
    scene.session.select_node(picture)
    assert scene.shown() == [*scene.nodes, picture]
    scene.session.select_node(scene.nodes[0])
    assert scene.shown() == scene.nodes


# --- folding ----------------------------------------------------------------------------------------------------------


def test_a_branch_is_folded_into_a_number_and_back_without_a_step_to_undo(scene: Scene) -> None:
    branch = scene.nodes[5]
    steps = len(scene.session.undo_line.undo_names())
    below = scene.children(branch)
    scene.session.select_node(scene.nodes[1])
    scene.presenter.fold(branch)
    assert set(scene.shown()) == set(scene.nodes) - below
    assert scene.presenter.state.folded == {branch: len(below)}
    assert len(scene.session.undo_line.undo_names()) == steps
    # A tip has nothing to fold.
    scene.presenter.fold(scene.nodes[4])
    assert list(scene.presenter.state.folded) == [branch]
    scene.presenter.unfold_all()
    assert scene.shown() == scene.nodes


def test_a_node_that_becomes_active_unfolds_its_way_and_no_other(scene: Scene) -> None:
    inside = scene.nodes[6]
    assert inside in scene.children(scene.nodes[5])
    scene.session.select_node(scene.nodes[1])
    scene.presenter.fold(scene.nodes[5])
    scene.presenter.fold(scene.nodes[2])
    assert inside not in scene.shown()
    scene.session.select_node(inside)
    assert inside in scene.shown()
    assert list(scene.presenter.state.folded) == [scene.nodes[2]]


def test_what_is_folded_is_kept_with_the_project(scene: Scene) -> None:
    scene.session.select_node(scene.nodes[1])
    scene.presenter.fold(scene.nodes[5])
    scene.session.close()
    assert scene.presenter.state.cards == ()
    scene.session.open(scene.path)
    assert list(scene.presenter.state.folded) == [scene.nodes[5]]
    scene.presenter.unfold_all()
    scene.view_state.write()
    assert scene.session.project is not None
    assert scene.session.project.setting(FOLDED) == "[]"


def test_a_folded_parent_is_hidden_rather_than_removed(scene: Scene) -> None:
    scene.session.select_node(scene.nodes[0])
    scene.presenter.fold(scene.nodes[5])
    assert not scene.presenter.is_leaf(scene.nodes[5])
    scene.presenter.remove(scene.nodes[5])
    project = scene.session.project
    assert project is not None
    node = project.node(scene.nodes[5])
    assert node is not None
    assert node.hidden


@pytest.mark.parametrize("mode", ["graph", "list"])
def test_the_chip_folds_and_unfolds_by_the_mouse(scene: Scene, mode: str) -> None:
    scene.use(mode)
    scene.session.select_node(scene.nodes[5])
    nodes = scene.panel.nodes
    nodes.focus_node(scene.nodes[5])
    nodes.setFocus()
    QTest.mouseMove(nodes.viewport(), nodes.place_of(scene.nodes[5]).center())
    QTest.mouseClick(nodes.viewport(), LEFT, NONE, nodes.chip_place(scene.nodes[5]).center())
    assert list(scene.presenter.state.folded) == [scene.nodes[5]]
    QTest.mouseClick(nodes.viewport(), LEFT, NONE, nodes.chip_place(scene.nodes[5]).center())
    assert scene.presenter.state.folded == {}
    assert scene.session.node_id == scene.nodes[5], "the node was not opened by it"


def test_keys_fold_in_the_graph(scene: Scene) -> None:
    graph = scene.panel.graph
    graph.focus_node(scene.nodes[5])
    QTest.keyClick(graph, K.Key_Left, SHIFT)
    assert list(scene.presenter.state.folded) == [scene.nodes[5]]
    assert graph.focused == scene.nodes[5], "the keyboard stays"
    QTest.keyClick(graph, K.Key_Right)
    assert scene.presenter.state.folded == {}
    QTest.keyClick(graph, K.Key_Right)
    assert graph.focused == scene.nodes[6]


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing the keyboard)", extend=True)
def test_the_menu_folds_and_is_the_same_in_both_views(scene: Scene) -> None:
    texts: list[list[str]] = []
    for mode in ("graph", "list"):
        scene.use(mode)
        scene.panel.nodes.menu_wanted.emit(scene.nodes[5], QPoint(0, 0))
        menu = scene.panel.findChild(QMenu, "history.menu")
        assert menu is not None
        texts.append([action.text() for action in menu.actions()])
        fold = next(action for action in menu.actions() if action.text() == "Fold branch")
        if mode == "list":
            fold.trigger()
        menu.close()
        scene.qtbot.waitUntil(lambda: scene.panel.findChild(QMenu, "history.menu") is None)
    assert texts[0] == texts[1]
    assert list(scene.presenter.state.folded) == [scene.nodes[5]]


# --- zoom and pan -----------------------------------------------------------------------------------------------------


def test_a_graph_opens_fitted_but_not_too_small_and_fits_wholly_when_asked(scene: Scene) -> None:
    graph = scene.panel.graph
    assert graph.zoom >= OPENING_ZOOM
    assert graph.viewport().rect().contains(graph.place_of(scene.nodes[-1])), "the node on the canvas is in sight"
    scene.panel.resize(500, 260)
    scene.bench.studio.actions.set_panel("history")
    assert scene.bench.studio.actions.trigger("history.fit")
    assert LEAST_ZOOM < graph.zoom < OPENING_ZOOM
    # The room of a scroll bar comes back with the next events.
    scene.qtbot.waitUntil(lambda: graph.horizontalScrollBar().maximum() == graph.verticalScrollBar().maximum() == 0)
    assert all(graph.viewport().rect().contains(graph.place_of(node)) for node in scene.nodes)


def test_ctrl_and_the_wheel_zoom_where_the_pointer_is(scene: Scene) -> None:
    graph = scene.panel.graph
    graph.set_zoom(1)
    graph.reveal(scene.nodes[10])
    point = graph.place_of(scene.nodes[10]).center()
    before = graph.zoom
    turn(graph, 1, CONTROL, point)
    assert graph.zoom == pytest.approx(before * 1.25)
    assert graph.node_at(point) == scene.nodes[10]
    assert (graph.place_of(scene.nodes[10]).center() - point).manhattanLength() <= 4
    turn(graph, -3, CONTROL, point)
    assert graph.zoom < before
    for _ in range(30):
        graph.zoom_by(-1)
    assert graph.zoom == LEAST_ZOOM


def test_a_pinch_zooms(scene: Scene) -> None:
    graph = scene.panel.graph
    graph.set_zoom(1)
    place = QPointF(graph.viewport().rect().center())
    pinch = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture, QPointingDevice.primaryPointingDevice(), 2, place, place,
        QPointF(graph.viewport().mapToGlobal(place)), 0.2, QPointF(),
    )  # fmt: skip
    QApplication.sendEvent(graph.viewport(), pinch)
    assert graph.zoom == pytest.approx(1.2)


def test_the_zoom_keys_and_buttons(scene: Scene) -> None:
    graph = scene.panel.graph
    scene.bench.studio.actions.attach_panel("history", scene.panel)
    scene.bench.studio.actions.set_panel("history")
    graph.setFocus()
    graph.set_zoom(1)
    QTest.keyClick(graph, K.Key_Plus)
    assert graph.zoom == pytest.approx(1.25)
    QTest.keyClick(graph, K.Key_Minus)
    assert graph.zoom == 1
    QTest.keyClick(graph, K.Key_0)
    fitted = graph.zoom
    assert fitted < 1
    for name, expected in (("history.zoom_in", fitted * 1.25), ("history.zoom_out", fitted), ("history.fit", fitted)):
        button = graph.findChild(QAbstractButton, name)
        assert button is not None
        assert button.toolTip()
        QTest.mouseClick(button, LEFT)
        assert graph.zoom == pytest.approx(expected)
    # In the list there is nothing to zoom.
    scene.use("list")
    assert not scene.bench.studio.actions.trigger("history.fit")


def test_the_wheel_scrolls_up_and_down_and_with_shift_sideways(scene: Scene) -> None:
    graph = scene.panel.graph
    graph.set_zoom(1)
    graph.reveal(scene.nodes[0])
    start = offset(graph)
    turn(graph, -1)
    assert offset(graph)[0] == start[0]
    assert offset(graph)[1] > start[1]
    turn(graph, -1, SHIFT)
    assert offset(graph)[0] > start[0]
    turn(graph, 1, SHIFT)
    turn(graph, 1)
    assert offset(graph) == start


@pytest.mark.parametrize("by", ["ground", "middle", "space"])
def test_the_graph_is_dragged(scene: Scene, by: str) -> None:
    graph, session = scene.panel.graph, scene.session
    graph.setFocus()
    graph.set_zoom(1)
    graph.reveal(scene.nodes[0])
    first = offset(graph)
    node = graph.place_of(scene.nodes[1]).center()
    ground = QPoint(graph.place_of(scene.nodes[0]).left() + 2, graph.place_of(scene.nodes[0]).bottom() + 8)
    assert graph.node_at(ground) is None
    opened = session.node_id
    if by == "space":
        QTest.keyPress(graph, K.Key_Space)
    start = ground if by == "ground" else node
    drag(graph, start, start - QPoint(60, 40), MIDDLE if by == "middle" else LEFT)
    if by == "space":
        QTest.keyRelease(graph, K.Key_Space)
    assert offset(graph) == (first[0] + 60, first[1] + 40)
    assert session.node_id == opened, "no node was opened by dragging"
    # Space by itself still opens the node that the keyboard is at.
    graph.focus_node(scene.nodes[3])
    QTest.keyClick(graph, K.Key_Space)
    assert session.node_id == scene.nodes[3]


def test_small_nodes_ask_for_small_pictures_and_tiny_ones_for_none(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph, asked = scene.panel.graph, []
    monkeypatch.setattr(graph._painter, "_picture", lambda _media, height: asked.append(height))
    for zoom, heights in ((1.0, {72}), (0.5, {36}), (2.0, {144}), (0.1, set())):
        graph.set_zoom(zoom)
        asked.clear()
        graph.grab()
        assert set(asked) == heights


# --- the search -------------------------------------------------------------------------------------------------------


def test_a_search_marks_goes_on_and_back_and_is_cleared(scene: Scene) -> None:
    field, count = scene.panel.search.field, scene.panel.search.count
    scene.session.select_node(scene.nodes[0])
    scene.type("FOG")
    found = [node for number, node in enumerate(scene.nodes) if number % 8 == 1]
    assert sorted(scene.presenter.state.matches) == sorted(found)
    assert count.text() == f"1 of {len(found)}"
    seen = [scene.panel.graph.focused]
    for _ in range(len(found)):
        QTest.keyClick(field, K.Key_Return)
        seen.append(scene.panel.graph.focused)
        assert scene.panel.graph.viewport().rect().intersects(scene.panel.graph.place_of(seen[-1] or ""))
    assert sorted(node or "" for node in seen[:-1]) == sorted(found)
    assert seen[-1] == seen[0], "the last one leads to the first"
    QTest.keyClick(field, K.Key_Return, SHIFT)
    assert scene.panel.graph.focused == seen[-2]
    assert field.hasFocus(), "typing goes on"
    assert scene.session.node_id == scene.nodes[0], "nothing was opened"
    QTest.keyClick(field, K.Key_Escape)
    assert (field.text(), scene.presenter.state.query, count.isVisible()) == ("", "", False)
    QTest.keyClick(field, K.Key_Escape)
    assert scene.panel.graph.hasFocus()
    QTest.keyClick(scene.panel.graph, K.Key_Return)
    assert scene.session.node_id == seen[-2], "Enter opens what was found"


def test_answers_are_searched_and_new_ones_at_once(scene: Scene) -> None:
    scene.type(ANSWER[4:9])
    assert scene.presenter.state.matches == (scene.nodes[COUNT // 2],)
    scene.type("zeppelin")
    assert scene.panel.search.count.text() == "Not found"
    said = ChatMessage(id=new_id(), role="assistant", mode="ask", text="A Zeppelin!", nodes=(scene.nodes[3],))
    assert scene.session.project is not None
    scene.session.project.run(AddMessage(said))
    assert scene.presenter.state.matches == (scene.nodes[3],)


def test_a_search_looks_into_folded_branches_and_leaves_open_what_it_found(scene: Scene) -> None:
    scene.session.select_node(scene.nodes[0])
    inside = next(node for node in scene.nodes[6:] if node in scene.children(scene.nodes[5]))
    scene.presenter.fold(scene.nodes[5])
    scene.presenter.rename(scene.nodes[0], "harbour one")
    project = scene.session.project
    assert project is not None
    for query, kept in (("harbour one", True), ("把房子", False)):
        scene.presenter.search(query)
        assert inside in scene.shown()
        assert scene.presenter.state.folded == {}
        while not kept and scene.presenter.state.match not in scene.children(scene.nodes[5]):
            scene.presenter.next_match(1)
        match = scene.presenter.state.match
        scene.presenter.search("")
        assert (inside not in scene.shown()) is kept
        assert match in scene.shown()


# --- the list ---------------------------------------------------------------------------------------------------------


def test_a_narrow_panel_shows_the_list_and_a_wide_one_the_graph_until_somebody_chooses(scene: Scene) -> None:
    panel, settings = scene.panel, scene.bench.studio.settings
    assert panel.graph.isVisible()
    panel.resize(320, 500)
    assert panel.list.isVisible()
    assert panel.pages.value() == "list"
    panel.resize(800, 500)
    assert panel.graph.isVisible()
    scene.use("list")
    assert settings.get(HISTORY_MODE) == "list"
    panel.resize(900, 500)
    assert panel.list.isVisible()


@pytest.mark.parametrize("mode", ["graph", "list"])
def test_what_was_chosen_is_remembered(bench: Bench, tmp_path: Path, mode: str) -> None:
    bench.studio.settings.set(HISTORY_MODE, mode)
    panel = Scene(bench, tmp_path).panel
    for width in (320, 800):
        panel.resize(width, 500)
        assert (panel.graph.isVisible(), panel.list.isVisible()) == (mode == "graph", mode == "list")


def test_twenty_rows_are_in_sight_in_the_room_of_the_first_window(scene: Scene) -> None:
    scene.panel.resize(320, 700)
    rows = scene.panel.list
    seen = [node for node in scene.nodes if rows.viewport().rect().contains(rows.place_of(node))]
    assert rows.viewport().height() >= 20 * ROW
    assert len(seen) >= 20


def test_keys_walk_fold_and_open_in_the_list(scene: Scene) -> None:
    scene.use("list")
    rows, session = scene.panel.list, scene.session
    assert rows.focused == scene.nodes[-1]
    order = [row.node for row in scene.presenter.rows()]
    rows.setFocus()
    QTest.keyClick(rows, K.Key_Home)
    assert rows.focused == order[0] == scene.nodes[0]
    QTest.keyClick(rows, K.Key_Down)
    QTest.keyClick(rows, K.Key_Down)
    QTest.keyClick(rows, K.Key_Up)
    assert rows.focused == order[1]
    QTest.keyClick(rows, K.Key_Return)
    assert session.node_id == order[1]
    rows.focus_node(scene.nodes[5])
    QTest.keyClick(rows, K.Key_Left)
    assert list(scene.presenter.state.folded) == [scene.nodes[5]]
    assert rows.rows.rowCount() == COUNT - len(scene.children(scene.nodes[5]))
    assert rows.focused == scene.nodes[5]
    QTest.keyClick(rows, K.Key_Left)
    assert rows.focused == scene.nodes[0]
    rows.focus_node(scene.nodes[5])
    QTest.keyClick(rows, K.Key_Right)
    assert scene.presenter.state.folded == {}
    QTest.keyClick(rows, K.Key_Right)
    assert rows.focused == scene.nodes[6]


def test_a_click_opens_and_with_ctrl_compares_in_the_list_too(scene: Scene) -> None:
    scene.use("list")
    rows, session = scene.panel.list, scene.session
    order = [row.node for row in scene.presenter.rows()]
    rows.focus_node(order[0])
    QTest.mouseClick(rows.viewport(), LEFT, NONE, rows.place_of(order[2]).center())
    assert session.node_id == order[2]
    QTest.mouseClick(rows.viewport(), LEFT, CONTROL, rows.place_of(order[4]).center())
    assert session.compared is not None
    assert session.compared.nodes == (order[2], order[4])


def test_a_row_tells_all_of_its_words_where_the_pointer_is(scene: Scene) -> None:
    scene.use("list")
    rows = scene.panel.list
    rows.focus_node(scene.nodes[8])
    card = scene.presenter.card(scene.nodes[8])
    assert card is not None
    name, words, moment = rows.words_at(rows.place_of(scene.nodes[8]).center()).split("\n")
    assert (name, words) == (card.name, card.words)
    assert moment.startswith(card.created[:4])
    assert rows.words_at(QPoint(-5, -5)) == ""


def test_the_list_shows_what_a_search_finds_and_nothing_else(scene: Scene) -> None:
    scene.use("list")
    scene.type("fog")
    rows = scene.panel.list
    shown = [rows.rows.at(row)[1].id for row in range(rows.rows.rowCount())]
    assert shown == list(scene.presenter.state.matches)
    QTest.keyClick(scene.panel.search.field, K.Key_Return)
    assert rows.focused == scene.presenter.state.match == shown[0]
    scene.panel.search.clear()
    assert rows.rows.rowCount() == COUNT
    assert rows.focused == shown[0]


def test_rows_that_come_and_go_leave_the_others_where_they_are(scene: Scene) -> None:
    scene.use("list")
    model = scene.panel.list.rows
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    resets: list[int] = []
    model.modelReset.connect(lambda: resets.append(1))
    scene.session.select_node(scene.nodes[0])
    scene.presenter.fold(scene.nodes[5])
    scene.presenter.unfold_all()
    scene.presenter.show_imports(True)
    assert resets == []
    scene.presenter.search("fog")
    scene.presenter.search("")
    assert tester.model() is model
    assert [model.at(row)[1].id for row in range(model.rowCount())] == [row.node for row in scene.presenter.rows()]


def test_a_node_is_renamed_in_its_row(scene: Scene) -> None:
    scene.use("list")
    scene.panel.list.focus_node(scene.nodes[3])
    scene.bench.studio.actions.trigger("edit.rename")
    field = scene.panel.list.viewport().findChild(QLineEdit, "history.name")
    assert field is not None
    place = scene.panel.list.place_of(scene.nodes[3])
    assert place.contains(field.geometry())
    field.setText("The crane is gone")
    QTest.keyClick(field, K.Key_Return)
    card = scene.presenter.card(scene.nodes[3])
    assert card is not None
    assert card.name == "The crane is gone"
    assert card.title.startswith("The crane is gone · ")


def test_screen_readers_hear_each_row_and_the_focused_node(scene: Scene) -> None:
    scene.use("list")
    rows = scene.panel.list
    spoken = QAccessible.queryAccessibleInterface(rows)
    assert spoken is not None
    heard = [spoken.child(number).text(QAccessible.Text.Name) for number in range(3)]
    cards = [scene.presenter.card(row.node) for row in scene.presenter.rows()[:3]]
    assert heard == [card.spoken() for card in cards if card is not None]
    assert "made by the model" in heard[1]
    scene.presenter.fold(scene.nodes[5])
    scene.use("graph")
    scene.panel.graph.focus_node(scene.nodes[5])
    graph = QAccessible.queryAccessibleInterface(scene.panel.graph)
    assert graph is not None
    assert graph.text(QAccessible.Text.Description).endswith(f"{len(scene.children(scene.nodes[5]))} folded")


def test_every_part_of_the_panel_has_a_name(scene: Scene) -> None:
    scene.type("fog")
    buttons = [one for one in scene.panel.findChildren(QAbstractButton) if one.isVisible() and not one.text()]
    assert len(buttons) >= 6
    for one in buttons:
        # The field's own button, which clears it, is Qt's.
        if one.parent() is not scene.panel.search.field:
            assert one.accessibleName(), one.objectName()
    assert scene.panel.search.field.accessibleName()
