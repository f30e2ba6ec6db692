"""The canvas under real mouse and key events."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.backends.events import Memory
from lance_studio.jobs import states
from lance_studio.project.commands.jobs import QueueJob
from lance_studio.project.project import Project
from lance_studio.project.rows import Job
from lance_studio.ui.canvas.surface import Surface
from lance_studio.ui.canvas.tray_job import JobCard
from lance_studio.ui.canvas.view import CanvasPanel
from lance_studio.ui.comparison import MODES
from lance_studio.ui.studio import Studio
from lance_studio.ui.widgets import Chip, ThumbnailCard
from lance_studio.workflows.options import Options
from lance_studio.workflows.wishes import EditPicture, GeneratePicture
from tests.unit.ui.fake_generation import FakeGeneration, add_picture, studio_with

LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
RED, BLUE = (200, 40, 40), (30, 60, 220)
NO_KEY = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def work() -> FakeGeneration:
    return FakeGeneration()


@pytest.fixture
def studio(work: FakeGeneration) -> Studio:
    return studio_with(work)


@pytest.fixture
def panel(qtbot: QtBot, studio: Studio) -> CanvasPanel:
    made = CanvasPanel(studio)
    qtbot.addWidget(made)
    made.resize(856, 640)
    studio.actions.attach_panel("canvas", made)
    studio.actions.set_panel("canvas")
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def project(studio: Studio, panel: CanvasPanel, tmp_path: Path) -> Project:
    return studio.session.create(tmp_path / "a.lstudio")


@pytest.fixture
def opened(qtbot: QtBot, studio: Studio, panel: CanvasPanel, project: Project, tmp_path: Path) -> Callable[..., str]:
    def add(colour: tuple[int, int, int] = RED, **more: object) -> str:
        node = add_picture(project, tmp_path, "cube", colour=colour, size=(100, 80), **more)  # type: ignore[arg-type]
        studio.session.select_node(node)
        qtbot.waitUntil(lambda: panel.surface.image is not None and panel.surface.image.width() == 100)
        return node

    return add


def child(parent: QWidget, name: str) -> QWidget:
    found = parent.findChild(QWidget, name)
    assert found is not None, name
    return found


def at(surface: Surface, x: float, y: float) -> QPoint:
    """The point of the view over a point of the picture."""
    return QPointF(*surface.viewport.to_view(x, y)).toPoint()


def drag(
    surface: Surface,
    start: QPoint,
    end: QPoint,
    button: Qt.MouseButton = LEFT,
    modifiers: Qt.KeyboardModifier = NO_KEY,
) -> None:
    QTest.mousePress(surface, button, modifiers, start)
    QTest.mouseMove(surface, (start + end) / 2)
    QTest.mouseMove(surface, end)
    QTest.mouseRelease(surface, button, modifiers, end)


def wheel(surface: Surface, point: QPoint, notches: int) -> None:
    there = QPointF(point)
    event = QWheelEvent(
        there,
        surface.mapToGlobal(there),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        NO_KEY,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(surface, event)


def colour_at(surface: Surface, point: QPoint) -> tuple[int, int, int]:
    pixel = surface.grab().toImage().pixelColor(point)
    return pixel.red(), pixel.green(), pixel.blue()


def test_the_wheel_zooms_around_the_pointer(panel: CanvasPanel, opened: Callable[..., str]) -> None:
    opened()
    surface = panel.surface
    point = at(surface, 25, 60)
    before = surface.viewport.to_picture(point.x(), point.y())
    scale = surface.viewport.scale
    wheel(surface, point, 2)
    assert surface.viewport.scale > scale
    after = surface.viewport.to_picture(point.x(), point.y())
    assert after == pytest.approx(before, abs=0.3)


def rgb_of(image: QImage) -> NDArray[np.uint8]:
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(rgb.constBits(), np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return rows[:, : 3 * rgb.width()].reshape(rgb.height(), rgb.width(), 3).copy()


def test_fit_and_actual_size_are_actions_and_the_picture_is_exact_at_100_percent(
    panel: CanvasPanel, opened: Callable[..., str], studio: Studio
) -> None:
    opened()
    assert studio.actions.trigger("canvas.actual_size")
    place = panel.surface.place().toRect()
    assert (place.width(), place.height()) == (100, 80)
    shown = rgb_of(panel.surface.grab(place).toImage())
    np.testing.assert_array_equal(shown, np.full((80, 100, 3), RED, np.uint8))
    assert child(panel, "canvas.zoom").property("text") == "100 %"
    studio.actions.trigger("canvas.fit")
    assert panel.surface.place().height() == pytest.approx(panel.surface.height() - 48, abs=1)


def test_the_middle_button_and_space_pan_and_a_tap_of_space_plays(
    panel: CanvasPanel, opened: Callable[..., str], studio: Studio
) -> None:
    opened()
    surface, played = panel.surface, list[bool]()
    studio.actions.register("playback.play", lambda: played.append(True))
    surface.zoom_to(6)
    left = surface.place().left()
    drag(surface, QPoint(300, 200), QPoint(340, 200), MIDDLE)
    assert surface.place().left() == left + 40
    surface.setFocus()
    QTest.keyPress(surface, Qt.Key.Key_Space)
    drag(surface, QPoint(300, 200), QPoint(290, 200))
    QTest.keyRelease(surface, Qt.Key.Key_Space)
    assert surface.place().left() == left + 30
    assert panel.picture_mask.is_empty()
    assert played == []
    QTest.keyClick(surface, Qt.Key.Key_Space)
    assert played == [True]


def test_a_rectangle_becomes_the_mask_and_goes_into_the_edit(
    panel: CanvasPanel, opened: Callable[..., str], work: FakeGeneration, qtbot: QtBot
) -> None:
    node = opened()
    surface = panel.surface
    drag(surface, at(surface, 20, 10), at(surface, 60, 50))
    assert colour_at(surface, at(surface, 40, 30)) != RED
    assert colour_at(surface, at(surface, 80, 30)) == RED
    chip = child(panel, "canvas.mask")
    assert isinstance(chip, Chip)
    assert chip.text().startswith("Only inside the mask · 2")
    QTest.keyClicks(panel.bar.prompt, "make it blue")
    QTest.mouseClick(child(panel, "canvas.generate"), LEFT)
    wish, choices = work.wishes[-1]
    assert wish == EditPicture(node, "make it blue")
    mask = choices["mask"]
    assert mask.shape == (80, 100)
    assert mask[30, 40] == 255
    assert mask[30, 80] == 0
    assert 0.18 < (mask == 255).mean() < 0.24
    assert panel.bar.prompt.text() == ""
    assert not panel.picture_mask.is_empty()


def test_shift_adds_alt_takes_out_and_a_click_costs_nothing(panel: CanvasPanel, opened: Callable[..., str]) -> None:
    opened()
    surface = panel.surface
    drag(surface, at(surface, 0, 0), at(surface, 50, 80))
    drag(surface, at(surface, 60, 0), at(surface, 90, 80), modifiers=Qt.KeyboardModifier.ShiftModifier)
    assert panel.picture_mask.pixels[40, 20] == 255
    assert panel.picture_mask.pixels[40, 75] == 255
    drag(surface, at(surface, 0, 0), at(surface, 30, 80), modifiers=Qt.KeyboardModifier.AltModifier)
    assert panel.picture_mask.pixels[40, 20] == 0
    assert panel.picture_mask.pixels[40, 40] == 255
    QTest.mouseClick(surface, LEFT, NO_KEY, at(surface, 5, 5))
    assert panel.picture_mask.pixels[40, 40] == 255
    drag(surface, at(surface, 1, 1), at(surface, 9, 9))
    assert panel.picture_mask.pixels[40, 40] == 0


def test_brush_and_eraser_draw_with_their_size(
    panel: CanvasPanel, opened: Callable[..., str], studio: Studio, qtbot: QtBot
) -> None:
    opened()
    surface = panel.surface
    studio.actions.trigger("tool.brush")
    panel.presenter.set_brush(10)
    drag(surface, at(surface, 20, 40), at(surface, 80, 40))
    rows = np.flatnonzero(panel.picture_mask.pixels[:, 50])
    assert (rows.min(), rows.max()) == (pytest.approx(35, abs=1), pytest.approx(44, abs=1))
    surface.setFocus()
    QTest.keyClick(surface, Qt.Key.Key_BracketRight)
    assert panel.presenter.state.brush == 12
    QTest.keyClick(surface, Qt.Key.Key_BracketLeft)
    assert panel.presenter.state.brush == 10
    QTest.keyClick(surface, Qt.Key.Key_E)
    assert panel.presenter.state.tool == "eraser"
    assert studio.actions.action("tool.eraser").isChecked()
    assert not studio.actions.action("tool.brush").isChecked()
    drag(surface, at(surface, 40, 40), at(surface, 60, 40))
    assert panel.picture_mask.pixels[40, 50] == 0
    assert panel.picture_mask.pixels[40, 25] == 255
    QTest.keyClick(surface, Qt.Key.Key_V, Qt.KeyboardModifier.ShiftModifier)
    assert panel.picture_mask.pixels[40, 50] == 255
    assert panel.picture_mask.pixels[40, 25] == 0
    studio.actions.trigger("mask.clear")
    assert panel.picture_mask.is_empty()


def test_the_wipe_shows_both_sides_of_a_divider_that_is_dragged(
    panel: CanvasPanel, opened: Callable[..., str], studio: Studio, qtbot: QtBot
) -> None:
    root = opened(prompt="a cube")
    opened(BLUE, parent=root, prompt="make it blue")
    surface = panel.surface
    surface.setFocus()
    QTest.keyClick(surface, Qt.Key.Key_M)
    qtbot.waitUntil(lambda: surface.before is not None)
    assert colour_at(surface, at(surface, 20, 60)) == RED
    assert colour_at(surface, at(surface, 80, 60)) == BLUE
    drag(surface, at(surface, 50, 60), at(surface, 90, 60))
    assert surface.divider == pytest.approx(0.9, abs=0.02)
    assert colour_at(surface, at(surface, 80, 60)) == RED
    assert panel.picture_mask.is_empty()
    QTest.keyClick(surface, Qt.Key.Key_C)
    qtbot.waitUntil(lambda: colour_at(surface, at(surface, 20, 60)) == BLUE)
    QTest.keyClick(surface, Qt.Key.Key_M)
    assert surface.before is None
    assert studio.session.compared is None


def test_a_click_on_a_turn_opens_it(
    panel: CanvasPanel, opened: Callable[..., str], studio: Studio, qtbot: QtBot
) -> None:
    root = opened(prompt="a cube")
    second = opened(BLUE, parent=root, prompt="make it blue")
    assert studio.session.node_id == second
    QTest.mouseClick(panel.turns.cards()[0], LEFT)
    assert studio.session.node_id == root
    assert [card.is_selected() for card in panel.turns.cards()] == [True, False]


def test_the_strip_of_turns_shows_each_edit_and_keeps_the_last_one_in_sight(
    panel: CanvasPanel, opened: Callable[..., str], studio: Studio, qtbot: QtBot
) -> None:
    def whole(card: ThumbnailCard) -> bool:
        strip = panel.turns.viewport()
        return strip.rect().contains(QRect(card.mapTo(strip, QPoint(0, 0)), card.size()))

    nodes = [opened(prompt="a cube")]
    height = panel.tray.height()
    for number in range(13):
        nodes.append(opened((20 * number, 60, 220), parent=nodes[-1], prompt=f"turn {number}"))
        QApplication.processEvents()
        cards = panel.turns.cards()
        assert panel.tray.height() == height
        assert len(cards) == number + 2
        assert [card.is_selected() for card in cards] == [False] * (number + 1) + [True]
        assert whole(cards[-1])
    # The strip has become narrower than its cards.
    assert not whole(panel.turns.cards()[0])
    panel.resize(700, 640)
    QApplication.processEvents()
    assert whole(panel.turns.cards()[-1])
    # Its picture is the one of the last edit.
    last = panel.turns.cards()[-1]
    qtbot.waitUntil(lambda: last.grab().toImage().pixelColor(26, 26) == QColor(240, 60, 220))
    studio.session.select_node(nodes[0])
    QApplication.processEvents()
    assert whole(panel.turns.cards()[0])


def test_a_running_job_has_a_card_and_never_covers_the_picture(
    panel: CanvasPanel, opened: Callable[..., str], project: Project, work: FakeGeneration
) -> None:
    opened()
    job = "ab" * 16
    project.run(QueueJob(Job(id=job, name='Edit "blue"', request="{}")))
    work.following = job
    memory = Memory(kind="cpu", used=1, peak=1, total=2)
    work.job_states[job] = states.Running(12, 30, 1.0, 2.6, None, memory)
    work.job_changed.emit(job, work.job_states[job])
    QApplication.processEvents()
    work.preview_ready.emit(job, np.full((8, 10, 3), BLUE, np.uint8))
    assert not panel.progress.isVisible()
    [card] = panel.tray.strip.cards()
    assert isinstance(card, JobCard)
    assert card.lines() == ('Edit "blue"', "Step 12 of 30 · 3 s left")
    picture = QRect(panel.surface.mapToGlobal(QPoint(0, 0)), panel.surface.size())
    assert not QRect(card.mapToGlobal(QPoint(0, 0)), card.size()).intersects(picture)
    assert colour_at(panel.surface, at(panel.surface, 50, 40)) == RED
    shown = card.grab().toImage().pixelColor(26, 26)
    assert (shown.red(), shown.green(), shown.blue()) == BLUE
    QTest.mouseClick(child(card, "tray.cancel"), LEFT)
    assert work.cancelled == [job]
    work.job_states[job] = states.Done((), 3.0)
    work.following = None
    work.job_changed.emit(job, work.job_states[job])
    QApplication.processEvents()
    assert panel.tray.strip.cards() == []


def test_on_an_empty_canvas_the_preview_stands_where_the_result_will(
    panel: CanvasPanel, project: Project, work: FakeGeneration
) -> None:
    job = "ab" * 16
    project.run(QueueJob(Job(id=job, name='Picture "blue"', request="{}")))
    work.following = job
    memory = Memory(kind="cpu", used=1, peak=1, total=2)
    work.job_states[job] = states.Running(12, 30, 1.0, 2.6, None, memory)
    work.job_changed.emit(job, work.job_states[job])
    work.preview_ready.emit(job, np.full((8, 10, 3), BLUE, np.uint8))
    assert panel.progress.isVisible()
    assert panel.progress.state() == "Step 12 of 30 · 3 s left"
    shown = panel.progress.grab().toImage().pixelColor(panel.progress.rect().center())
    assert (shown.red(), shown.green(), shown.blue()) == BLUE
    QTest.mouseClick(child(panel.progress, "progress-card.cancel"), LEFT)
    assert work.cancelled == [job]


def test_the_timelines_frame_is_shown_while_the_timeline_is_viewed(
    panel: CanvasPanel, opened: Callable[..., str], studio: Studio, qtbot: QtBot
) -> None:
    opened()
    studio.session.frame_ready.emit(np.full((90, 160, 3), BLUE, np.uint8))
    assert colour_at(panel.surface, at(panel.surface, 50, 40)) == RED
    studio.actions.trigger("view.timeline")
    assert studio.session.viewing == "timeline"
    studio.session.frame_ready.emit(np.full((90, 160, 3), BLUE, np.uint8))
    assert panel.surface.viewport.picture == (160, 90)
    assert colour_at(panel.surface, at(panel.surface, 80, 45)) == BLUE
    assert not studio.actions.action("tool.brush").isEnabled()
    studio.actions.trigger("view.timeline")
    qtbot.waitUntil(lambda: panel.surface.viewport.picture == (100, 80))
    assert colour_at(panel.surface, at(panel.surface, 50, 40)) == RED


def test_an_empty_canvas_teaches_and_an_example_fills_the_field(
    panel: CanvasPanel, project: Project, work: FakeGeneration, studio: Studio
) -> None:
    assert child(panel, "canvas.empty").isVisible()
    panel.welcome.show_examples(("a red cube", "a blue ball"))
    QTest.mouseClick(child(panel, "canvas.example.1"), LEFT)
    assert panel.bar.prompt.text() == "a blue ball"
    QTest.keyClick(panel.bar.prompt, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert work.wishes[-1][0] == GeneratePicture("a blue ball")


def test_seed_and_variants_go_into_the_request(panel: CanvasPanel, project: Project, work: FakeGeneration) -> None:
    seed, lock = child(panel, "canvas.seed"), child(panel, "canvas.lock")
    QTest.keyClicks(seed, "123")
    QTest.keyClick(seed, Qt.Key.Key_Return)
    assert lock.property("checked") is True
    panel.presenter.set_variants(4)
    panel.bar.prompt.setPlainText("a cube")
    QTest.mouseClick(child(panel, "canvas.generate"), LEFT)
    assert work.wishes[-1][0] == GeneratePicture("a cube", Options(seed=123), 4)
    QTest.mouseClick(lock, LEFT)
    panel.bar.prompt.setPlainText("a cube")
    QTest.mouseClick(child(panel, "canvas.generate"), LEFT)
    assert work.wishes[-1][0] == GeneratePicture("a cube", variants=4)
    assert seed.property("text") == ""


def test_the_button_waits_for_words_and_a_refusal_keeps_them(
    panel: CanvasPanel, project: Project, work: FakeGeneration
) -> None:
    button = child(panel, "canvas.generate")
    assert not button.isEnabled()
    panel.bar.prompt.setPlainText("a cube")
    work.refuses = True
    QTest.mouseClick(button, LEFT)
    assert panel.bar.prompt.text() == "a cube"


def test_writing_warms_the_engine_up(panel: CanvasPanel, project: Project, work: FakeGeneration) -> None:
    panel.bar.prompt.setPlainText("a cube")
    panel.bar.prompt.clear()
    assert not work.warmed
    QTest.keyClicks(panel.bar.prompt, "a")
    assert work.warmed


def test_the_picture_can_be_copied(panel: CanvasPanel, opened: Callable[..., str], studio: Studio) -> None:
    opened()
    assert studio.actions.trigger("edit.copy")
    assert QGuiApplication.clipboard().image().size().toTuple() == (100, 80)
    QGuiApplication.clipboard().clear()


def test_a_narrow_panel_puts_the_turns_above_the_bar(
    panel: CanvasPanel, opened: Callable[..., str], qtbot: QtBot
) -> None:
    root = opened(prompt="a cube")
    opened(BLUE, parent=root, prompt="make it blue")
    panel.resize(420, 560)
    QApplication.processEvents()
    assert panel.width() == 420
    assert panel.turns.y() < panel.bar.y()
    assert panel.bar.geometry().right() <= 420


def test_a_low_and_narrow_panel_keeps_the_bar_and_the_focus_stays_in_the_field(
    panel: CanvasPanel, opened: Callable[..., str], work: FakeGeneration
) -> None:
    root = opened(prompt="a cube")
    opened(BLUE, parent=root, prompt="make it blue")
    panel.resize(400, 300)
    QApplication.processEvents()
    assert not panel.turns.isVisible()
    assert panel._foot.geometry().bottom() <= panel.height()
    panel.activateWindow()
    panel.bar.prompt.setPlainText("add a hat")
    QTest.mouseClick(child(panel, "canvas.generate"), LEFT)
    assert isinstance(work.wishes[-1][0], EditPicture)
    assert panel.bar.prompt.hasFocus()
    panel.resize(856, 640)
    assert panel.turns.isVisible()


@pytest.mark.parametrize("mode", MODES)
def test_comparing_makes_a_narrow_panel_no_wider(
    panel: CanvasPanel, opened: Callable[..., str], studio: Studio, qtbot: QtBot, mode: str
) -> None:
    root = opened(prompt="a cube")
    second = opened(BLUE, parent=root, prompt="make it blue")
    panel.resize(460, 560)
    studio.session.compare(root, second, mode=mode)
    qtbot.waitUntil(lambda: panel.surface.compared is not None)
    QApplication.processEvents()
    assert panel.width() == 460
    assert panel.minimumSizeHint().width() <= 460
    bar = panel.compare_bar
    assert panel.rect().contains(QRect(bar.mapTo(panel, QPoint(0, 0)), bar.size()))


def test_more_pictures_are_compared_than_the_cache_has_room_for(
    panel: CanvasPanel, opened: Callable[..., str], studio: Studio, qtbot: QtBot
) -> None:
    nodes = [opened((40 * number, 60, 220), prompt=f"cube {number}") for number in range(5)]
    panel._images.forget()
    panel._images._room = 1  # one picture only
    studio.session.compare(*nodes)
    qtbot.waitUntil(lambda: panel.surface.compared is not None)
    surface = panel.surface
    assert surface.compared is not None
    cells = surface.compared.cells(surface.width(), surface.height())
    shown = [colour_at(surface, cell.center().toPoint()) for cell in cells]
    assert shown == [(40 * number, 60, 220) for number in range(5)]
    studio.session.stop_comparing()
    assert panel._held == {}
