"""The tray in the whole window, with mouse and keys: turns in a row, variants, comparing, keeping and discarding."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.ui.canvas.tray import ResultCard
from lance_studio.ui.canvas.tray_job import JobCard
from lance_studio.ui.canvas.view import CanvasPanel
from lance_studio.workflows.wishes import EditPicture
from tests.unit.ui.test_generation_service import bench
from tests.unit.ui.whole_window import Scene, scene
from tests.unit.workflows.bench import noise

__all__ = ["bench", "scene"]

LEFT = Qt.MouseButton.LeftButton
CTRL, SHIFT, NONE = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.NoModifier,
)


def flat(red: int, green: int, blue: int) -> NDArray[np.uint8]:
    return np.full((1, 64, 64, 3), (red, green, blue), np.uint8)


COLOURS = (flat(200, 0, 0), flat(0, 200, 0), flat(0, 0, 200), flat(200, 200, 0))


class Tray:
    """The window's canvas, worked with mouse and keys."""

    def __init__(self, scene: Scene, qtbot: QtBot) -> None:
        panel = scene.window.panel("canvas")
        assert isinstance(panel, CanvasPanel)
        self.scene, self.bench, self.panel, self.qtbot = scene, scene.bench, panel, qtbot
        self.strip = panel.tray.strip
        scene.window.resize(1440, 900)
        qtbot.waitUntil(lambda: panel.surface.image is not None)

    def say(self, words: str) -> None:
        """Write an instruction and send it by the keyboard."""
        prompt = self.panel.bar.prompt
        prompt.setFocus()
        QTest.keyClicks(prompt, words)
        QTest.keyClick(prompt, Qt.Key.Key_Return, CTRL)
        QApplication.processEvents()

    def draw(self, pixels: NDArray[np.uint8], begun: int) -> str:
        """Wait for the engine to have so many jobs, and let the last one end."""
        self.bench.wait_begun(begun)
        with self.qtbot.waitSignal(self.bench.work.finished) as told:
            self.bench.engine.draw(pixels)
        QApplication.processEvents()
        assert told.args is not None
        return told.args[1][0]

    def parents(self, node_id: str) -> tuple[str, ...]:
        edge = self.bench.project.edge(node_id)
        assert edge is not None
        return edge.parents

    def jobs(self) -> list[JobCard]:
        return [card for card in self.strip.cards() if isinstance(card, JobCard)]

    def results(self) -> list[ResultCard]:
        return [card for card in self.strip.cards() if isinstance(card, ResultCard)]

    def click(self, card: QWidget, name: str = "", modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Click a card's picture, or a button of it, where the mouse would: it must be in sight."""
        target = card.findChild(QWidget, name) if name else card
        assert isinstance(target, QWidget)
        self.strip.ensureWidgetVisible(card)
        QApplication.processEvents()
        assert not target.visibleRegion().isEmpty(), name
        QTest.mouseClick(target, LEFT, modifiers)
        QApplication.processEvents()

    def variants(self, words: str = "a boat") -> list[str]:
        """Ask for four results of one instruction by the box in the prompt bar, and let them arrive."""
        self.panel.bar.variants.setFocus()
        QTest.keyClicks(self.panel.bar.variants, "4")
        assert self.panel.presenter.state.variants == 4
        begun = len(self.bench.engine.runs)
        self.say(words)
        return [self.draw(pixels, begun + number + 1) for number, pixels in enumerate(COLOURS)]

    def colour(self, point: QPointF) -> tuple[int, int, int]:
        pixel = self.panel.surface.grab().toImage().pixelColor(point.toPoint())
        return pixel.red(), pixel.green(), pixel.blue()


@pytest.fixture
def tray(scene: Scene, qtbot: QtBot) -> Tray:
    return Tray(scene, qtbot)


def test_a_second_instruction_sent_while_the_first_runs_goes_on_from_its_result(tray: Tray) -> None:
    first = tray.scene.node
    tray.say("make the sky red")
    tray.bench.wait_begun()
    chaining = tray.panel.tray.chaining
    assert chaining.isVisible()
    assert chaining.isChecked()
    assert tray.panel.presenter.state.after == "make the sky red"
    tray.say("add a boat")
    running, waiting = tray.jobs()
    assert running.lines()[0] == "make the sky red"
    assert waiting.lines()[0] == "add a boat"
    assert waiting.lines()[-1] == "after “make the sky red”"
    second = tray.draw(noise(1, 64, 64, seed=2), 1)
    assert tray.scene.session.node_id == second
    third = tray.draw(noise(1, 64, 64, seed=3), 2)
    assert tray.bench.project.graph().chain(third) == (first, second, third)
    # The canvas waited for what came of what it still showed.
    assert tray.scene.session.node_id == third
    assert tray.strip.cards() == []
    assert not chaining.isVisible()


def test_a_click_lets_the_next_instruction_go_from_the_picture_in_sight(tray: Tray) -> None:
    first = tray.scene.node
    tray.say("make the sky red")
    tray.bench.wait_begun()
    QTest.mouseClick(tray.panel.tray.chaining, LEFT)
    assert tray.panel.presenter.state.after == ""
    tray.say("add a boat")
    made = [tray.draw(noise(1, 64, 64, seed=2), 1), tray.draw(noise(1, 64, 64, seed=3), 2)]
    assert [tray.parents(one) for one in made] == [(first,), (first,)]


@pytest.mark.parametrize("where", ["tray", "queue"])
def test_a_waiting_turn_is_switched_in_the_tray_and_in_the_queue(tray: Tray, where: str) -> None:
    first = tray.scene.node
    tray.say("make the sky red")
    tray.bench.wait_begun()
    tray.say("add a boat")
    job_id = tray.jobs()[1].card.key
    if where == "tray":
        tray.click(tray.jobs()[1], "tray.chain")
    else:
        tray.scene.session.reveal("queue")
        QApplication.processEvents()
        row = tray.scene.window.findChild(QWidget, f"queue.job.{job_id}")
        assert isinstance(row, QWidget)
        assert "after “make the sky red”" in row.accessibleName()
        button = row.findChild(QWidget, "queue.chain")
        assert isinstance(button, QWidget)
        QTest.mouseClick(button, LEFT)
        QApplication.processEvents()
        assert "after" not in row.accessibleName()
    assert tray.jobs()[1].card.after == ""
    made = [tray.draw(noise(1, 64, 64, seed=2), 1), tray.draw(noise(1, 64, 64, seed=3), 2)]
    assert [tray.parents(one) for one in made] == [(first,), (first,)]


def test_a_mask_that_was_drawn_since_speaks_of_the_picture_in_sight(tray: Tray) -> None:
    tray.say("make the sky red")
    tray.bench.wait_begun()
    surface = tray.panel.surface
    assert tray.panel.presenter.state.after == "make the sky red"
    start, end = (QPointF(*surface.viewport.to_view(at, at)).toPoint() for at in (10, 40))
    QTest.mousePress(surface, LEFT, NONE, start)
    QTest.mouseMove(surface, end)
    QTest.mouseRelease(surface, LEFT, NONE, end)
    assert tray.panel.presenter.state.after == ""
    assert tray.panel.presenter.state.may_follow == "make the sky red"


def test_a_turn_whose_former_one_failed_is_tried_again_from_the_picture_itself(tray: Tray) -> None:
    first = tray.scene.node
    tray.say("make the sky red")
    tray.bench.wait_begun()
    tray.say("add a boat")
    tray.bench.engine.fail("It died.", "Try again.")
    tray.qtbot.waitUntil(lambda: [card.card.kind for card in tray.jobs()] == ["failed", "failed"])
    card = next(card for card in tray.jobs() if card.card.words == "add a boat")
    assert "which this was to follow, has failed" in card.card.why
    tray.click(card, "tray.retry")
    made = tray.draw(noise(1, 64, 64, seed=3), 2)
    assert tray.parents(made) == (first,)


def test_no_card_lies_over_the_picture_and_the_strip_keeps_its_place(tray: Tray) -> None:
    surface, strip = tray.panel.surface, tray.panel.tray

    def place(widget: QWidget) -> QRect:
        return QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size())

    before = (place(surface), place(strip), place(tray.panel.bar.prompt))
    tray.say("make the sky red")
    tray.bench.wait_begun()
    tray.bench.engine.step(2, 8, preview=noise(4, 4))
    tray.qtbot.waitUntil(lambda: tray.jobs()[0].has_preview())
    tray.say("add a boat")
    assert (place(surface), place(strip), place(tray.panel.bar.prompt)) == before
    for card in tray.strip.cards():
        assert not place(card).intersects(place(surface))
    assert not tray.panel.progress.isVisible()
    # Nothing lies over the picture: it is painted as the bare surface paints it.
    there = surface.mapTo(tray.panel, QPoint(0, 0))
    whole = tray.panel.grab().toImage().copy(QRect(there, surface.size()))
    assert whole == surface.grab().toImage().convertToFormat(whole.format())
    tray.click(tray.jobs()[1], "tray.cancel")
    assert len(tray.jobs()) == 1


def test_variants_arrive_side_by_side_and_leave_the_canvas_alone(tray: Tray) -> None:
    made = tray.variants()
    assert tray.scene.session.node_id == tray.scene.node
    assert [card.card.key for card in tray.results()] == made
    assert len({card.card.group for card in tray.results()}) == 1
    tops = {card.mapToGlobal(QPoint(0, 0)).y() for card in tray.results()}
    assert len(tops) == 1
    # They are not listed a second time as what was made from the picture on the canvas.
    assert [card.key for card in tray.panel.turns.cards()] == [tray.scene.node]
    tray.click(tray.results()[1].picture)
    assert tray.scene.session.node_id == made[1]
    assert [card.card.current for card in tray.results()] == [False, True, False, False]


def test_three_of_four_variants_are_compared_in_a_grid_and_swapped(tray: Tray) -> None:
    made = tray.variants()
    cards = tray.results()
    tray.click(cards[0].picture, modifiers=CTRL)
    tray.click(cards[2].picture, modifiers=SHIFT)
    tray.click(tray.results()[1].picture, modifiers=CTRL)
    tray.click(tray.results()[3].picture, modifiers=CTRL)
    QTest.mouseClick(tray.panel.tray.compare, LEFT)
    comparison = tray.scene.session.compared
    assert comparison is not None
    assert (comparison.nodes, comparison.mode) == ((made[0], made[2], made[3]), "grid")
    surface = tray.panel.surface
    tray.qtbot.waitUntil(lambda: surface.compared is not None)
    seeds = [seed_of(tray, node) for node in comparison.nodes]

    def shown() -> list[tuple[tuple[int, int, int], str]]:
        assert surface.compared is not None
        cells = surface.compared.cells(surface.width(), surface.height())
        return [(tray.colour(cell.center()), surface.compared.label(number)) for number, cell in enumerate(cells)]

    colours = [(200, 0, 0), (0, 0, 200), (200, 200, 0)]
    expected = [(colour, f"Seed {seed} · a boat") for colour, seed in zip(colours, seeds, strict=True)]
    assert shown() == expected
    surface.setFocus()
    QTest.keyClick(surface, Qt.Key.Key_C)
    tray.qtbot.waitUntil(lambda: shown() == [*expected[1:], expected[0]])
    # Other ways to compare, by the mouse.
    for mode in ("side", "difference", "blink", "wipe"):
        button = tray.panel.compare_bar.findChild(QWidget, f"segment.{mode}")
        assert isinstance(button, QWidget)
        QTest.mouseClick(button, LEFT)
        assert tray.scene.session.compared is not None
        assert tray.scene.session.compared.mode == mode
        assert surface.compared is not None
        assert surface.compared.mode == mode
    surface.setFocus()
    QTest.keyClick(surface, Qt.Key.Key_M)
    assert tray.scene.session.compared is None
    assert surface.compared is None
    assert tray.panel.presenter.state.shown is not None
    assert tray.panel.presenter.state.shown.node_id == tray.scene.node


def seed_of(tray: Tray, node_id: str) -> int:
    from lance_studio.workflows.describe import describe

    edge = tray.bench.project.edge(node_id)
    assert edge is not None
    return describe(edge.request).seed


def test_a_double_click_opens_the_one_that_was_chosen(tray: Tray) -> None:
    made = tray.variants()
    for card in tray.results()[:2]:
        tray.click(card.picture, modifiers=CTRL)
    tray.panel.surface.setFocus()
    QTest.keyClick(tray.panel.surface, Qt.Key.Key_M)
    tray.panel.presenter.compare_by("grid")
    surface = tray.panel.surface
    tray.qtbot.waitUntil(lambda: surface.compared is not None and surface.compared.mode == "grid")
    assert surface.compared is not None
    cell = surface.compared.cells(surface.width(), surface.height())[1]
    QTest.mouseDClick(surface, LEFT, NONE, cell.center().toPoint())
    assert tray.scene.session.compared is None
    assert tray.scene.session.node_id == made[1]


def test_what_is_discarded_comes_back_by_undo_and_what_is_kept_leaves_the_new_ones(tray: Tray) -> None:
    made = tray.variants()
    tray.click(tray.results()[0], "tray.discard")
    node = tray.bench.project.node(made[0])
    assert node is not None
    assert node.hidden
    tray.qtbot.waitUntil(lambda: [card.card.key for card in tray.results()] == made[1:])
    assert tray.bench.project.undo_list()[0].name == "Discard result"
    root = tray.scene.session.node_id
    tray.scene.session.undo()
    tray.qtbot.waitUntil(lambda: [card.card.key for card in tray.results()] == made)
    # Undo shows what it has brought back.
    assert tray.scene.session.node_id == made[0]
    tray.scene.session.select_node(root)
    tray.click(tray.results()[3], "tray.keep")
    tray.qtbot.waitUntil(lambda: [card.card.key for card in tray.results()] == made[:3])
    kept = tray.bench.project.node(made[3])
    assert kept is not None
    assert not kept.hidden
    # Kept, it is one of the turns that were made from the picture on the canvas.
    assert made[3] in [card.key for card in tray.panel.turns.cards()]
    # By the keyboard.
    tray.results()[0].picture.setFocus()
    QTest.keyClick(tray.results()[0].picture, Qt.Key.Key_Delete)
    tray.qtbot.waitUntil(lambda: [card.card.key for card in tray.results()] == made[1:3])


def test_discarding_what_the_canvas_shows_goes_back_to_what_it_was_made_from(tray: Tray) -> None:
    made = tray.variants()
    tray.click(tray.results()[1].picture)
    assert tray.scene.session.node_id == made[1]
    tray.click(tray.results()[1], "tray.discard")
    assert tray.scene.session.node_id == tray.scene.node


def test_who_goes_on_from_a_result_keeps_it(tray: Tray) -> None:
    made = tray.variants()
    tray.panel.presenter.set_variants(1)
    tray.click(tray.results()[2].picture)
    tray.say("make it blue")
    tray.draw(noise(1, 64, 64, seed=9), 5)
    assert [card.card.key for card in tray.results()] == [made[0], made[1], made[3]]


def test_nothing_moves_under_the_pointer_when_a_card_goes(tray: Tray) -> None:
    tray.variants()
    cards = tray.results()
    place = cards[2].mapTo(tray.strip, QPoint(0, 0)).x()
    # The pointer is where the mouse clicks.
    tray.strip.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, True)
    key = cards[2].card.key
    tray.click(cards[0], "tray.keep")
    tray.qtbot.waitUntil(lambda: len(tray.results()) == 3)
    tray.qtbot.waitUntil(
        lambda: (
            next(card for card in tray.results() if card.card.key == key).mapTo(tray.strip, QPoint(0, 0)).x() == place
        )
    )
    tray.strip.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    leave(tray.strip)
    tray.qtbot.waitUntil(
        lambda: (
            next(card for card in tray.results() if card.card.key == key).mapTo(tray.strip, QPoint(0, 0)).x() < place
        )
    )


def leave(widget: QWidget) -> None:
    from PySide6.QtCore import QEvent

    QApplication.sendEvent(widget, QEvent(QEvent.Type.Leave))


def test_a_comparison_goes_on_without_a_node_that_is_gone(tray: Tray) -> None:
    made = tray.variants()
    session = tray.scene.session
    session.compare(*made[:3])
    from lance_studio.project.commands.nodes import RemoveNode

    session.run(RemoveNode(made[1]))
    assert session.compared is not None
    assert session.compared.nodes == (made[0], made[2])
    session.run(RemoveNode(made[0]))
    assert session.compared is None


def test_a_queued_turn_of_the_api_follows_too(tray: Tray) -> None:
    [first] = tray.bench.work.submit(EditPicture(tray.scene.node, "red"))
    [second] = tray.bench.work.submit(EditPicture(tray.scene.node, "blue", after_job=first))
    made = tray.draw(noise(1, 64, 64, seed=2), 1)
    last = tray.draw(noise(1, 64, 64, seed=3), 2)
    assert tray.parents(last) == (made,)
    assert second != first


def test_a_mask_of_the_first_turn_is_not_applied_to_the_one_that_follows(tray: Tray) -> None:
    surface = tray.panel.surface
    start, end = (QPointF(*surface.viewport.to_view(at, at)).toPoint() for at in (10, 40))
    QTest.mousePress(surface, LEFT, NONE, start)
    QTest.mouseMove(surface, end)
    QTest.mouseRelease(surface, LEFT, NONE, end)
    tray.say("make the sky red")
    tray.bench.wait_begun()
    assert tray.bench.engine.inputs[0].mask is not None
    tray.say("add a boat")
    second = tray.draw(noise(1, 64, 64, seed=2), 1)
    tray.bench.wait_begun(2)
    assert tray.bench.engine.inputs[0].mask is None
    last = tray.draw(noise(1, 64, 64, seed=3), 2)
    assert tray.parents(last) == (second,)


def test_a_finished_turn_that_another_one_waits_for_stays_in_the_list_of_jobs(tray: Tray) -> None:
    tray.say("make the sky red")
    tray.bench.wait_begun()
    tray.say("add a boat")
    tray.bench.work.queue.pause()
    made = tray.draw(noise(1, 64, 64, seed=2), 1)
    queue = tray.scene.window.panel("queue")
    queue.presenter.clear_finished()  # type: ignore[attr-defined]
    assert len(tray.bench.project.jobs()) == 2
    tray.bench.work.queue.resume()
    last = tray.draw(noise(1, 64, 64, seed=3), 2)
    assert tray.parents(last) == (made,)
    queue.presenter.clear_finished()  # type: ignore[attr-defined]
    assert tray.bench.project.jobs() == []


def test_the_strip_has_the_same_height_with_nothing_in_it(tray: Tray) -> None:
    height = tray.panel.tray.height()
    tray.scene.session.select_node(None)
    QApplication.processEvents()
    assert tray.panel.tray.isVisible()
    assert tray.panel.tray.height() == height
    assert tray.strip.cards() == []


def test_thumbnails_show_the_whole_picture(tray: Tray) -> None:
    wide = np.full((20, 80, 3), (0, 0, 200), np.uint8)
    wide[:, :10] = wide[:, -10:] = (200, 0, 0)
    node = tray.bench.add_picture(wide)
    tray.scene.session.select_node(node)
    tray.qtbot.waitUntil(lambda: tray.panel.turns.cards()[0].key == node)
    card = tray.panel.turns.cards()[0]

    def ends() -> set[tuple[bool, bool]]:
        image = card.grab().toImage()
        middle = image.height() // 2
        return {
            (colour.red() > 150, colour.blue() > 150)
            for x in (3, image.width() - 4)
            for colour in [image.pixelColor(x, middle)]
        }

    # The red ends, which filling the card would have cut off.
    tray.qtbot.waitUntil(lambda: ends() == {(True, False)})
