"""Forty nodes in the history: the list of the first window, a search, folding, the graph with wheel, drag and fit."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.journeys import steps
from tests.e2e.window.driver import Driver
from tests.unit.ui.history.sample_history import ANSWER, make_history

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

COUNT = 40
_PANEL = "window.panel('history')"
_STATE = f"{_PANEL}.presenter.state"
_GRAPH = f"{_PANEL}.graph"
_OFFSET = f"[{_GRAPH}.horizontalScrollBar().value(), {_GRAPH}.verticalScrollBar().value()]"


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_a_long_history_is_searched_folded_and_walked(
    open_window: Callable[..., Driver], shots: Path, tmp_path: Path, theme: str
) -> None:
    path = tmp_path / "harbour.lstudio"
    nodes = make_history(path, COUNT)
    driver = open_window(str(path))
    driver.wait("project is not None")
    if theme == "light":
        driver.ask("studio.actions.trigger('view.theme')")
    list_shows_twenty(driver, shots)
    search_finds(driver, nodes, shots)
    keys_fold(driver, nodes, shots)
    graph_is_zoomed_and_dragged(driver, nodes, shots)
    # What is folded, and which of both is shown, is there again next time.
    driver.wait(f"project.setting('folded') == '[\"{nodes[5]}\"]'")
    assert driver.quit() == 0
    assert driver.output() == ""
    again = open_window(str(path))
    again.wait(f"list({_STATE}.folded) == [{nodes[5]!r}]")
    assert again.find("history.graph").visible
    assert again.quit() == 0
    assert again.output() == ""
    steps.verify(path)


def list_shows_twenty(driver: Driver, shots: Path) -> None:
    """The panel of the first window is narrow: it shows the list, and no import that nobody used."""
    driver.wait("find('history.list')['visible']")
    driver.wait(f"len({_STATE}.cards) <= {COUNT + 1}")
    rows = f"{_PANEL}.list"
    driver.wait(f"{rows}.viewport().height() >= 20 * {rows}.sizeHintForRow(0)")
    driver.screenshot(shots / "1 list.png")


def search_finds(driver: Driver, nodes: list[str], shots: Path) -> None:
    """Words are typed, Enter goes on, and Esc leaves the one that was found where the keyboard is."""
    found = [node for number, node in enumerate(nodes) if number % 8 == 1]
    driver.enter("history.search", "FOG")
    driver.wait_text("history.found", f" of {len(found)}")
    first = driver.ask(f"{_STATE}.match")
    driver.screenshot(shots / "2 search in the list.png")
    driver.key("Return")
    driver.wait(f"{_STATE}.match not in (None, {first!r})")
    driver.key("shift+Return")
    driver.wait(f"{_STATE}.match == {first!r}")
    # No key of this keyboard types it: an input method puts it in.
    driver.ask(f"{_PANEL}.search.field.setText({ANSWER[4:9]!r})")
    driver.wait(f"list({_STATE}.matches) == [{nodes[COUNT // 2]!r}]")
    driver.wait_text("history.found", "1 of 1")
    driver.screenshot(shots / "3 found by its answer.png")
    driver.key("Escape")
    driver.wait(f"{_STATE}.query == '' and len({_STATE}.cards) >= {COUNT}")
    assert driver.ask(f"{_PANEL}.list.focused") == nodes[COUNT // 2]
    driver.key("Down", "Return")
    driver.wait(f"studio.session.node_id == {nodes[COUNT // 2]!r}")


def keys_fold(driver: Driver, nodes: list[str], shots: Path) -> None:
    """Left folds a branch in the list, and goes to the parent then; Right unfolds."""
    driver.key("Home")
    driver.wait(f"{_PANEL}.list.focused == {nodes[0]!r}")
    row = driver.ask(f"{_PANEL}.list.rows.row_of({nodes[5]!r})")
    driver.key(*["Down"] * row, "Return")
    driver.wait(f"studio.session.node_id == {nodes[5]!r}")
    below = len(driver.ask(f"list(project.graph().descendants({nodes[5]!r}))"))
    driver.key("Left")
    driver.wait(f"{_STATE}.folded == {{{nodes[5]!r}: {below}}}")
    driver.screenshot(shots / "4 folded in the list.png")
    driver.key("Right")
    driver.wait(f"{_STATE}.folded == {{}}")
    driver.key("Left", "Left")
    driver.wait(f"{_PANEL}.list.focused == {nodes[0]!r} and len({_STATE}.folded) == 1")


def graph_is_zoomed_and_dragged(driver: Driver, nodes: list[str], shots: Path) -> None:
    """The graph in a wide panel: fit, wheel, drag, the chip, a search, and a click that goes to a node."""
    driver.click("segment.graph")
    driver.wait("find('history.graph')['visible']")
    driver.ask(
        "window.resizeDocks([window.docks.dock('history')], [700],"
        " __import__('PySide6.QtCore').QtCore.Qt.Orientation.Horizontal)"
    )
    driver.wait(f"{_GRAPH}.width() > 600")
    driver.click("history.fit")
    driver.wait(f"{_OFFSET} == [0, 0]")
    fitted = driver.ask(f"{_GRAPH}.zoom")
    driver.screenshot(shots / "5 graph fitted.png")
    driver.scroll("history.graph", 4, modifiers="ctrl")
    driver.wait(f"{_GRAPH}.zoom > 1.8 * {fitted} or {_GRAPH}.zoom >= 2")
    driver.click("history.zoom_in")
    driver.screenshot(shots / "6 graph zoomed.png")
    before = driver.ask(_OFFSET)
    driver.scroll("history.graph", -2)
    driver.wait(f"{_OFFSET} != {before}")
    # A click on the chip unfolds, and the branch is folded again by keys.
    driver.ask(f"{_GRAPH}.set_zoom(1)")
    driver.ask(f"{_GRAPH}.focus_node({nodes[5]!r})")
    driver.click("history.graph", at=spot(driver, f"{_GRAPH}.chip_place({nodes[5]!r})"))
    driver.wait(f"{_STATE}.folded == {{}}")
    driver.key("shift+Left")
    driver.wait(f"list({_STATE}.folded) == [{nodes[5]!r}]")
    driver.screenshot(shots / "7 graph folded.png")
    # The ground below a row of pictures is dragged.
    driver.ask(f"{_GRAPH}.reveal({nodes[0]!r})")
    before = driver.ask(_OFFSET)
    x, _ = spot(driver, f"{_GRAPH}.place_of({nodes[1]!r})")
    below = driver.ask(f"{_GRAPH}.place_of({nodes[1]!r}).bottom()") + 8
    opened = driver.ask("studio.session.node_id")
    driver.drag("history.graph", (x, below), (x - 120, below))
    driver.wait(f"{_OFFSET}[0] >= {before[0]} + 100")
    assert driver.ask("studio.session.node_id") == opened
    driver.enter("history.search", "sail stripe")
    driver.wait_text("history.found", " of ")
    driver.screenshot(shots / "8 search in the graph.png")
    driver.key("Escape")
    driver.wait(f"{_STATE}.query == ''")
    driver.ask(f"{_GRAPH}.reveal({nodes[2]!r})")
    driver.click("history.graph", at=spot(driver, f"{_GRAPH}.place_of({nodes[2]!r})"))
    driver.wait(f"studio.session.node_id == {nodes[2]!r}")
    # What was found lay in the folded branch, which has stayed open.
    assert driver.ask(f"len({_STATE}.folded)") == 0
    driver.ask(f"{_GRAPH}.focus_node({nodes[5]!r})")
    driver.key("shift+Left")
    driver.wait(f"list({_STATE}.folded) == [{nodes[5]!r}]")


def spot(driver: Driver, place: str) -> tuple[int, int]:
    """The middle of a place in the graph."""
    x, y = driver.ask(f"[{place}.center().x(), {place}.center().y()]")
    return x, y
