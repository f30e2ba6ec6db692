"""The canvas' panel in little room: its tools never lie over each other, and its prompt bar keeps its height."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.ui.canvas.view import CanvasPanel
from tests.unit.ui.test_generation_service import bench
from tests.unit.ui.whole_window import Scene, scene

__all__ = ["bench", "scene"]

LEFT = Qt.MouseButton.LeftButton
WIDTHS = (376, 440, 520, 619, 620, 692, 830, 1059, 1060, 1300)


@pytest.fixture
def canvas(scene: Scene, qtbot: QtBot) -> CanvasPanel:
    """The canvas by itself, so that it takes any width; a mask is on its picture."""
    panel = scene.window.panel("canvas")
    assert isinstance(panel, CanvasPanel)
    scene.window.resize(1440, 900)
    keeper = panel.presenter.masks
    keeper.begin()
    panel.picture_mask.rectangle((10, 10), (30, 30))
    keeper.commit()
    qtbot.waitUntil(lambda: keeper.is_settled() and keeper._background.is_idle())
    return panel


def set_width(canvas: CanvasPanel, width: int) -> None:
    """Give the panel a width by the docks beside it."""
    window = canvas.window()
    for name in ("media", "history", "inspector", "chat", "queue"):
        window.docks.dock(name).close()  # type: ignore[attr-defined]
    window.setMinimumWidth(0)
    window.resize(width, 700)
    QApplication.processEvents()
    assert canvas.width() == width


def places(canvas: CanvasPanel) -> dict[str, QRect]:
    """The leaves of the row of tools that can be seen, by what they are."""
    row = canvas.tools.parentWidget()
    assert row is not None
    leaves = [one for one in row.findChildren(QWidget) if one.isVisible() and not one.findChildren(QWidget)]
    return {
        f"{number} {one.objectName()}": QRect(one.mapTo(canvas, QPoint(0, 0)), one.size())
        for number, one in enumerate(leaves)
    }


@pytest.mark.parametrize("tool", ["select", "brush", "colour"])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_tool_lies_over_another_at_any_width(canvas: CanvasPanel, width: int, tool: str) -> None:
    set_width(canvas, width)
    canvas.presenter.set_tool(tool)
    QApplication.processEvents()
    shown = places(canvas)
    assert len(shown) > 4
    for name, place in shown.items():
        assert canvas.rect().contains(place), (name, place)
        over = [other for other, its in shown.items() if other != name and its.intersects(place)]
        assert not over, (name, over)
    for slider in (canvas.mask_row.grow, canvas.mask_row.feather):
        assert slider.isVisible() is (width >= 1060)
    assert canvas.mask_row.edge.isVisible() is (width < 1060)


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing the keyboard)", extend=True)
def test_the_edge_is_set_behind_its_button(canvas: CanvasPanel, scene: Scene, qtbot: QtBot) -> None:
    set_width(canvas, 700)
    row = canvas.mask_row
    assert not row.grow.isVisible()
    QTest.mouseClick(row.edge, LEFT)
    assert row.grow.isVisible()
    assert row.feather.isVisible()
    assert not row.tolerance.isVisible()
    before = row.grow.value()
    QTest.keyClick(row.grow, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: row.grow.value() == canvas.presenter.state.mask.grow == before + 1)
    popup = row.grow.window()
    assert popup is not scene.window
    assert popup.rect().contains(QRect(row.grow.mapTo(popup, QPoint(0, 0)), row.grow.size()))
    popup.close()
    # With room they come back into the row, with what was set.
    set_width(canvas, 1300)
    assert row.grow.isVisible()
    assert row.grow.window() is scene.window
    assert row.grow.value() == before + 1


def test_the_prompt_bar_keeps_its_height_and_places(canvas: CanvasPanel) -> None:
    """The mask's chip, a remark, an error and a longer verb come and go without moving anything."""
    bar = canvas.bar
    QApplication.processEvents()

    def stands() -> tuple[object, ...]:
        QApplication.processEvents()
        points = [one.mapTo(canvas, QPoint(0, 0)) for one in (bar.prompt, bar.mode, bar.seed, bar.generate)]
        return bar.height(), *[(point.x(), point.y()) for point in points], bar.generate.width()

    assert bar.mask_chips.isVisible()
    chip, target = bar.mask_chips, bar.target
    # In the same line, at its right end.
    assert abs(chip.mapTo(bar, chip.rect().center()).y() - target.mapTo(bar, target.rect().center()).y()) <= 2
    assert target.mapTo(bar, QPoint(target.width(), 0)).x() <= chip.mapTo(bar, QPoint(0, 0)).x()
    before = stands()
    canvas.presenter.masks.clear()
    assert not bar.mask_chips.isVisible()
    assert stands() == before
    bar.show_remark("Nano does not know “dragons”; " * 12)
    assert bar.remark.isVisible()
    assert bar.forecast.width() >= bar.width() // 2 - 40
    assert stands() == before
    bar.show_remark("")
    state = canvas.presenter.state
    bar.show_state(replace(state, invalid="The seed must be smaller. " * 9, verb="Extend it"))
    assert bar.invalid.isVisible()
    assert not bar.forecast.isVisible()
    assert stands() == before
    bar.mode_chosen.emit("new")
    assert stands()[0] == before[0]


def test_the_controls_and_the_button_share_a_row_where_there_is_room(canvas: CanvasPanel) -> None:
    set_width(canvas, 640)
    bar = canvas.bar

    def middle(widget: QWidget) -> int:
        return widget.mapTo(bar, widget.rect().center()).y()

    assert {abs(middle(one) - middle(bar.generate)) <= 2 for one in (bar.mode, bar.output, bar.variants, bar.seed)} == {
        True
    }
    set_width(canvas, 400)
    assert middle(bar.mode) != middle(bar.seed)
    for one in (bar.mode, bar.seed, bar.generate):
        assert bar.rect().contains(QRect(one.mapTo(bar, QPoint(0, 0)), one.size()))


def test_a_mask_on_a_large_picture_is_drawn(canvas: CanvasPanel) -> None:
    """Rows and columns chosen from a large mask lie column by column in memory, which no picture takes."""
    from lance_studio.ui.canvas.painting import veil_pixels
    from lance_studio.ui.theme import colours

    mask = np.zeros((2000, 3000), np.uint8)
    mask[500:1500, 500:1500] = 255
    rows, columns = np.linspace(0, 1999, 500).astype(int), np.linspace(0, 2999, 750).astype(int)
    inside = mask[rows][:, columns] >= 128
    veil = veil_pixels(inside, colours().generated, 2)
    assert veil.flags.c_contiguous
    np.testing.assert_array_equal(veil != 0, inside)
    assert len(np.unique(veil)) == 3
