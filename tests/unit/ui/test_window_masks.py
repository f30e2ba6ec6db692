"""Masks in the window, drawn with the mouse: whose they are, undone, kept, offered, and used as they are shown."""

import hashlib
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSlider, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.project.commands.masks import SetMask
from lance_studio.project.commands.nodes import AddNode
from lance_studio.project.project import Project
from lance_studio.project.rows import Media, Node, new_id
from lance_studio.ui.canvas.view import CanvasPanel
from lance_studio.ui.widgets import Chip
from lance_studio.workflows.task import Task
from tests.unit.ui.test_generation_service import bench
from tests.unit.ui.whole_window import Scene, scene
from tests.unit.workflows.bench import noise

__all__ = ["bench", "scene"]

LEFT = Qt.MouseButton.LeftButton
NONE, SHIFT, ALT, CTRL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
)
WIDE, HIGH = 3000, 2000


def photo(width: int = WIDE, height: int = HIGH) -> np.ndarray:
    """A bright disc over a darker slope of colours, with some noise."""
    rows, columns = np.mgrid[:height, :width]
    picture = np.stack([40 + 60 * columns / width, 60 + 60 * rows / height, np.full((height, width), 110.0)], -1)
    disc = (columns - width / 2) ** 2 + (rows - height / 2) ** 2 < (height / 4) ** 2
    picture[disc] = (220, 180, 60)
    return np.clip(picture + np.random.default_rng(1).normal(0, 3, picture.shape), 0, 255).astype(np.uint8)


def digest(pixels: np.ndarray) -> str:
    return hashlib.sha256(pixels.tobytes()).hexdigest()[:16]


class Drawing:
    """The canvas of a window, with a hand at the mouse."""

    def __init__(self, scene: Scene, qtbot: QtBot) -> None:
        panel = scene.window.panel("canvas")
        assert isinstance(panel, CanvasPanel)
        self.scene, self.bench, self.panel, self.qtbot = scene, scene.bench, panel, qtbot
        self.surface, self.masks, self.session = panel.surface, panel.presenter.masks, scene.session

    @property
    def project(self) -> Project:
        assert self.session.project is not None
        return self.session.project

    @property
    def pixels(self) -> np.ndarray:
        return self.panel.picture_mask.pixels

    @property
    def drawn(self) -> str:
        """What is drawn, as a digest: that two differ is said in a line, not in millions of pixels."""
        return digest(self.pixels)

    def open(self, node: str, size: tuple[int, int] = (WIDE, HIGH)) -> None:
        self.session.select_node(node)
        self.qtbot.waitUntil(lambda: self._shows(size), timeout=20_000)  # a large one, on a busy machine
        self.settle()

    def _shows(self, size: tuple[int, int]) -> bool:
        return self.surface.viewport.picture == size and self.surface.image is not None

    def settle(self) -> None:
        """Wait until what was drawn is in the project, and what is in the project is on the canvas."""
        self.qtbot.waitUntil(lambda: self.masks.is_settled() and self.masks._background.is_idle(), timeout=20_000)

    def widen(self) -> None:
        """Make room for the sliders in the row of tools."""
        self.panel.window().resize(1800, 900)
        self.qtbot.waitUntil(lambda: self.panel.mask_row.edge.isHidden() and self.panel.width() > 1060)

    def at(self, x: float, y: float) -> QPoint:
        return QPointF(*self.surface.viewport.to_view(x, y)).toPoint()

    def drag(self, *points: tuple[float, float], modifiers: Qt.KeyboardModifier = NONE) -> None:
        places = [self.at(*point) for point in points]
        QTest.mousePress(self.surface, LEFT, modifiers, places[0])
        for place in places[1:]:
            QTest.mouseMove(self.surface, place)
        QTest.mouseRelease(self.surface, LEFT, modifiers, places[-1])

    def click(self, x: float, y: float, modifiers: Qt.KeyboardModifier = NONE) -> None:
        QTest.mouseClick(self.surface, LEFT, modifiers, self.at(x, y))

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        widget = QApplication.focusWidget()
        assert widget is not None
        QTest.keyClick(widget, key, modifiers)

    def undo(self) -> None:
        self.key(Qt.Key.Key_Z, CTRL)
        self.settle()

    def redo(self) -> None:
        self.key(Qt.Key.Key_Z, CTRL | SHIFT)
        self.settle()

    def found(self, name: str) -> Any:
        """The widget of a name that is in sight, if any."""
        return next((one for one in self.panel.findChildren(QWidget, name) if one.isVisible()), None)

    def words(self, name: str) -> str:
        chip = self.found(name)
        return chip.text() if isinstance(chip, Chip) else ""

    def press(self, name: str) -> None:
        """Click a button or chip; what has just been made is shown in the next turn of the event loop."""
        self.qtbot.waitUntil(lambda: self.found(name) is not None, timeout=20_000)
        QTest.mouseClick(self.found(name), LEFT)

    def result(self, frames: np.ndarray) -> str:
        """Let the engine end with a result; returns its node. A large one takes a while to be composed and written."""
        with self.qtbot.waitSignal(self.bench.work.finished, timeout=60_000) as blocker:
            self.bench.engine.draw(frames)
        assert blocker.args is not None
        return blocker.args[1][0]

    def instruct(self, text: str) -> None:
        self.panel.bar.prompt.setFocus()
        QTest.keyClicks(self.panel.bar.prompt, text)
        QTest.mouseClick(self.panel.bar.generate, LEFT)


@pytest.fixture
def drawing(scene: Scene, qtbot: QtBot) -> Drawing:
    made = Drawing(scene, qtbot)
    made.open(scene.bench.add_picture(photo()))
    made.surface.setFocus()
    return made


def test_strokes_clear_and_invert_are_undone_one_by_one_and_done_again(drawing: Drawing) -> None:
    seen = [drawing.drawn]
    begun = len(drawing.project.undo_list())

    def done() -> None:
        drawing.settle()
        seen.append(drawing.drawn)

    drawing.drag((300, 200), (900, 700))
    done()
    drawing.key(Qt.Key.Key_B)
    for place in ((1500, 500), (2000, 1500)):
        drawing.drag(place, (place[0] + 300, place[1]))
        done()
    drawing.key(Qt.Key.Key_V, SHIFT)
    done()
    drawing.key(Qt.Key.Key_D, CTRL)
    done()
    assert not drawing.pixels.any()
    names = [step.name for step in drawing.project.undo_list()][: len(drawing.project.undo_list()) - begun]
    assert names == ["Clear mask", "Invert mask", "Draw mask", "Draw mask", "Draw mask"]
    assert len(set(seen)) == len(seen) - 1  # the first and the last are empty
    for expected in reversed(seen[:-1]):
        drawing.undo()
        assert drawing.drawn == expected
    for expected in seen[1:]:
        drawing.redo()
        assert drawing.drawn == expected


def test_undo_waits_for_a_stroke_that_is_still_being_written(drawing: Drawing) -> None:
    drawing.drag((300, 200), (900, 700))
    drawing.settle()
    first = drawing.drawn
    drawing.drag((1300, 200), (1900, 700), modifiers=SHIFT)
    drawing.key(Qt.Key.Key_Z, CTRL)  # at once: what was drawn is not in the project yet
    drawing.qtbot.waitUntil(lambda: drawing.drawn == first, timeout=20_000)
    drawing.settle()
    assert [step.name for step in drawing.project.redo_list()] == ["Draw mask"]


def test_a_mask_stays_with_its_picture_and_in_the_project(drawing: Drawing, tmp_path: Path) -> None:
    node, other = drawing.session.node_id, drawing.bench.add_picture(photo()[:, ::-1].copy())
    assert node is not None
    drawing.drag((300, 200), (1800, 1200))
    # Switched before anything of it is written: nothing is lost, and nothing moves.
    drawing.open(other)
    assert not drawing.pixels.any()
    assert drawing.words("canvas.mask") == ""
    drawing.open(node)
    kept = drawing.pixels.copy()
    assert kept[700, 1000] == 255
    assert drawing.words("canvas.mask") == f"Only inside the mask · {round(100 * (kept > 0).mean())} %"
    # Drawn and closed at once: what was on its way is in the file.
    drawing.drag((2000, 200), (2500, 700), modifiers=SHIFT)
    last = drawing.drawn
    path = drawing.project.path
    drawing.session.close()
    drawing.session.open(path)
    drawing.open(node)
    assert drawing.drawn == last


def test_a_masked_turn_has_no_mask_but_offers_the_former_one(drawing: Drawing) -> None:
    node = drawing.session.node_id
    assert node is not None
    drawing.drag((1000, 600), (2000, 1400))
    drawing.settle()
    used = drawing.pixels.copy()
    drawing.instruct("make it blue")
    drawing.bench.wait_begun()
    seen = drawing.bench.engine.inputs[0].mask
    assert seen is not None
    assert digest(seen >= 128) == digest(used > 0)
    assert len(drawing.project.jobs()) == 1
    made = drawing.result(noise(1, 64, 64))
    drawing.open(made)
    assert not drawing.pixels.any()
    assert drawing.words("canvas.mask") == ""
    assert drawing.words("canvas.mask_offer") == "Use the mask of the turn before"
    drawing.press("canvas.mask_offer")
    drawing.settle()
    assert drawing.drawn == digest(used)
    assert drawing.words("canvas.mask").startswith("Only inside the mask")
    # Undone, it is offered again; and the first picture still has its own.
    drawing.surface.setFocus()
    drawing.undo()
    assert not drawing.pixels.any()
    assert drawing.words("canvas.mask_offer")
    drawing.open(node)
    assert drawing.drawn == digest(used)


def test_the_cross_of_the_chip_clears_the_mask(drawing: Drawing) -> None:
    drawing.drag((300, 200), (900, 700))
    drawing.settle()
    drawing.press("chip.close")
    drawing.settle()
    assert not drawing.pixels.any()
    assert drawing.words("canvas.mask") == ""
    drawing.surface.setFocus()
    drawing.undo()
    assert drawing.pixels.any()


def test_the_edge_is_shown_used_and_one_step_for_each_drag(drawing: Drawing) -> None:
    drawing.widen()
    drawing.drag((1000, 600), (2000, 1400))
    drawing.settle()
    drawn, steps = drawing.pixels.copy(), len(drawing.project.undo_list())
    grow, feather = drawing.panel.mask_row.grow, drawing.panel.mask_row.feather
    assert isinstance(grow, QSlider)
    assert grow.isVisible()
    grow.setSliderDown(True)
    for pixels in (5, 20, 40):
        grow.setValue(pixels)
    grow.setSliderDown(False)
    feather.setValue(3)
    drawing.settle()
    assert len(drawing.project.undo_list()) == steps + 2
    assert drawing.drawn == digest(drawn)
    used = drawing.panel.picture_mask.used
    rows, columns = np.flatnonzero(used.any(axis=1)), np.flatnonzero(used.any(axis=0))
    before = np.flatnonzero(drawn.any(axis=1))
    assert (rows[0], rows[-1]) == (before[0] - 40, before[-1] + 40)
    assert used[rows[0], columns[0]] == 0  # round corners
    share = round(100 * (used > 0).mean())
    assert drawing.words("canvas.mask") == f"Only inside the mask · {share} %"
    drawing.instruct("make it blue")
    drawing.bench.wait_begun()
    seen = drawing.bench.engine.inputs[0].mask
    assert seen is not None
    assert digest(seen >= 128) == digest(used > 0)
    [job] = drawing.project.jobs()
    task = Task.from_json(job.request)
    assert task.feather == 3
    drawing.surface.setFocus()
    for _ in range(2):
        drawing.undo()
    assert drawing.panel.picture_mask.used is drawing.panel.picture_mask.pixels
    assert (grow.value(), feather.value()) == (0, 8)


def test_a_polygon_is_clicked_closed_taken_back_and_given_up(drawing: Drawing) -> None:
    drawing.key(Qt.Key.Key_L)
    corners = [(500, 500), (1500, 500), (1500, 1500)]
    for corner in corners:
        drawing.click(*corner)
        assert not drawing.pixels.any()
    drawing.key(Qt.Key.Key_Return)
    drawing.settle()
    assert drawing.pixels[700, 1400] == 255
    assert drawing.pixels[1400, 600] == 0
    inside = drawing.pixels.copy()
    # Given up: nothing changes, and no step is made.
    steps = len(drawing.project.undo_list())
    for corner in corners:
        drawing.click(corner[0] + 700, corner[1])
    drawing.key(Qt.Key.Key_Escape)
    drawing.settle()
    assert drawing.drawn == digest(inside)
    assert len(drawing.project.undo_list()) == steps
    # With Shift it adds; a wrong corner is taken back; a double click closes it.
    for corner in ((2000, 1000), (2600, 1000), (100, 1900)):
        drawing.click(*corner, SHIFT)
    drawing.key(Qt.Key.Key_Backspace)
    drawing.click(2600, 1600)
    QTest.mouseDClick(drawing.surface, LEFT, NONE, drawing.at(2600, 1600))
    drawing.settle()
    assert drawing.pixels[700, 1400] == 255
    assert drawing.pixels[1100, 2500] == 255
    assert drawing.pixels[1800, 600] == 0
    # By hand, with Alt, it takes out.
    drawing.drag((450, 450), (1550, 450), (1550, 1550), (450, 1550), (450, 460), modifiers=ALT)
    drawing.settle()
    assert drawing.pixels[700, 1400] == 0
    assert drawing.pixels[1100, 2500] == 255


def test_a_colour_is_selected_and_the_object_in_a_box(drawing: Drawing) -> None:
    drawing.widen()
    rows, columns = np.mgrid[:HIGH, :WIDE]
    disc = (columns - WIDE / 2) ** 2 + (rows - HIGH / 2) ** 2 < (HIGH / 4) ** 2
    drawing.key(Qt.Key.Key_W)
    tolerance = drawing.found("canvas.tolerance")
    assert isinstance(tolerance, QSlider)
    tolerance.setValue(20)
    drawing.click(WIDE / 2, HIGH / 2)
    drawing.settle()
    assert ((drawing.pixels > 0) == disc).mean() > 0.999
    assert drawing.project.undo_list()[0].name == "Select by colour"
    drawing.key(Qt.Key.Key_Q)
    drawing.drag((800, 350), (2200, 1650))
    assert drawing.words("canvas.mask_busy") == "Looking for the object…"
    assert drawing.surface.cursor().shape() == Qt.CursorShape.BusyCursor
    drawing.settle()
    assert drawing.words("canvas.mask_busy") == ""
    assert ((drawing.pixels > 0) == disc).mean() > 0.99
    assert drawing.project.undo_list()[0].name == "Select object"
    # Where there is none, the mask stays as it was and the canvas says so.
    before = drawing.pixels.copy()
    drawing.open(drawing.bench.add_picture(np.full((HIGH, WIDE, 3), 90, np.uint8)))
    drawing.drag((800, 350), (2200, 1650))
    drawing.settle()
    assert not drawing.pixels.any()
    assert before.any()
    assert drawing.panel.banner is not None
    assert "Nothing was found there" in drawing.panel.banner.cause


def test_masks_are_saved_used_for_other_pictures_and_removed(drawing: Drawing) -> None:
    drawing.drag((0, 0), (1500, 2000))
    drawing.settle()
    drawn = drawing.pixels.copy()
    row = drawing.panel.mask_row
    row._fill_menu()
    texts = [action.text() for action in row.menu.actions() if action.text()]
    assert texts == ["Save mask as…", "Use the mask of the turn before", "From transparency"]
    drawing.masks.save("left half")
    drawing.open(drawing.bench.add_picture(photo()))
    row._fill_menu()
    use = next(action for action in row.menu.actions() if action.text().startswith("left half"))
    use.trigger()
    drawing.settle()
    assert drawing.drawn == digest(drawn)
    # Of another size it is scaled, and that is said.
    drawing.open(drawing.bench.add_picture(photo(300, 200)), (300, 200))
    row._fill_menu()
    use = next(action for action in row.menu.actions() if action.text().startswith("left half"))
    assert "scaled from 3000 × 2000" in use.text()
    use.trigger()
    drawing.settle()
    assert (drawing.pixels[:, :148] > 0).all()
    assert not drawing.pixels[:, 152:].any()
    assert drawing.panel.banner is not None
    assert "was scaled" in drawing.panel.banner.cause
    [saved] = drawing.masks.saved()
    drawing.masks.remove_saved(saved.id)
    assert drawing.masks.saved() == ()


def test_what_the_model_does_not_see_is_said_before_and_an_unseen_mask_refused(drawing: Drawing) -> None:
    # The small model sees pictures as squares: of 3:2, a sixth is cut off on each side.
    wide = drawing.bench.add_picture(photo(3000, 1000))
    drawing.open(wide, (3000, 1000))
    # 21:9 is the widest shape that it knows.
    drawing.drag((0, 0), (700, 1000))
    drawing.settle()
    notes = drawing.panel.presenter.state.notes
    assert "of the mask lies where the model does not see, at the left and right." in notes
    assert drawing.panel.presenter.state.refused == ""
    drawing.drag((0, 0), (200, 1000))
    drawing.settle()
    refused = drawing.panel.presenter.state.refused
    assert refused.startswith("The mask lies where the model does not see")
    assert "Draw inside of that" in refused
    drawing.panel.bar.prompt.setPlainText("make it blue")
    assert not drawing.panel.bar.generate.isEnabled()
    # The key asks all the same, and is refused with the same words.
    assert not drawing.panel.presenter.submit("make it blue")
    assert drawing.project.jobs() == []
    assert drawing.bench.problems[-1].error.cause in refused


def test_a_turn_that_changes_nothing_says_so_and_offers_another_seed(drawing: Drawing) -> None:
    node = drawing.bench.add_picture(noise(64, 64))
    drawing.open(node, (64, 64))
    drawing.instruct("make it blue")
    drawing.bench.wait_begun()
    assert len(drawing.project.jobs()) == 1
    made = drawing.result(noise(64, 64)[None])
    drawing.open(made, (64, 64))
    banner = drawing.panel.banner
    assert banner is not None
    assert banner.cause == "Nothing changed: the result looks like its source."
    edge = drawing.project.edge(made)
    assert edge is not None
    former = Task.from_json(edge.request)
    assert former.outcome is not None
    assert former.outcome.unchanged
    drawing.press("banner.action")
    drawing.bench.wait_begun(2)
    task = Task.from_json(drawing.project.jobs()[-1].request)
    request: Any = task.request
    first: Any = former.request
    assert request.instruction == "make it blue"
    assert request.sampling.seed != first.sampling.seed
    assert task.inputs == former.inputs
    again = drawing.result(noise(1, 64, 64, seed=9))
    # The canvas goes on to a result that did change, and says nothing of it.
    assert drawing.session.node_id == again
    assert drawing.panel.banner is None


def test_a_stroke_on_a_large_picture_takes_the_window_few_milliseconds(scene: Scene, qtbot: QtBot) -> None:
    drawing = Drawing(scene, qtbot)
    drawing.open(scene.bench.add_picture(photo()))
    drawing.drag((300, 200), (2500, 1700))
    drawing.settle()
    took = []
    for _ in range(5):
        drawing.panel.picture_mask.stroke((500, 500), (600, 600), 64)
        begin = time.perf_counter()
        drawing.masks.commit()
        took.append(time.perf_counter() - begin)
        drawing.settle()
    # A bound that only a decoder or a disk in the window's thread would break on a busy machine.
    assert min(took) < 0.1


def test_a_mask_comes_from_transparency(drawing: Drawing, tmp_path: Path) -> None:
    assert drawing.session.node_id is not None
    drawing.panel._studio.actions.trigger("mask.from_alpha")
    drawing.settle()
    assert "has no transparent parts" in drawing.bench.problems[-1].error.cause
    assert not drawing.pixels.any()
    pixels = np.full((40, 60, 4), 200, np.uint8)
    pixels[:, :30, 3] = 0
    Image.fromarray(pixels).save(tmp_path / "clear.png")
    blob = drawing.project.files.add_file(tmp_path / "clear.png")
    media = Media(id=new_id(), digest=blob.digest, kind="picture", name="c", size=blob.size, width=60, height=40)
    node = Node(id=new_id(), media_id=media.id, kind="picture", name="c")
    drawing.project.run(AddNode(node, None, media))
    drawing.open(node.id, (60, 40))
    drawing.panel._studio.actions.trigger("mask.from_alpha")
    drawing.settle()
    assert set(drawing.pixels[:, :30].flat) == {0}
    assert set(drawing.pixels[:, 30:].flat) == {255}


def test_a_mask_that_was_half_drawn_when_a_result_came_belongs_to_its_own_picture(drawing: Drawing) -> None:
    node = drawing.session.node_id
    assert node is not None
    other = drawing.bench.add_picture(photo())
    drawing.key(Qt.Key.Key_B)
    QTest.mousePress(drawing.surface, LEFT, NONE, drawing.at(500, 500))
    QTest.mouseMove(drawing.surface, drawing.at(900, 500))
    assert drawing.pixels.any()
    drawing.session.select_node(other)
    QTest.mouseMove(drawing.surface, drawing.at(1500, 900))
    QTest.mouseRelease(drawing.surface, LEFT, NONE, drawing.at(1500, 900))
    drawing.settle()
    assert not drawing.pixels.any()
    assert drawing.project.mask_of(other) is None
    drawing.open(node)
    assert drawing.pixels[500, 700] == 255
    assert drawing.pixels[900, 1500] == 0


def test_a_mask_that_cannot_be_read_is_said_and_can_be_cleared(drawing: Drawing) -> None:
    node = drawing.session.node_id
    assert node is not None
    digest = drawing.project.files.add_bytes(b"no picture").digest
    drawing.project.run(SetMask(node, digest, WIDE, HIGH))
    drawing.settle()
    assert drawing.bench.problems
    assert drawing.words("canvas.mask") == "Only inside the mask"
    drawing.key(Qt.Key.Key_D, CTRL)
    drawing.settle()
    assert drawing.project.mask_of(node) is None
    drawing.drag((300, 200), (900, 700))
    drawing.settle()
    assert drawing.project.mask_of(node) is not None
