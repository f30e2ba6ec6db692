"""Comparing: the value, where the cells stand, what is painted in each way, and that labels go with their pictures."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from lance_studio.ui.canvas.comparing import Compared, Side, difference, fitted
from lance_studio.ui.canvas.mask import Mask
from lance_studio.ui.canvas.surface import Surface
from lance_studio.ui.comparison import MODES, Comparison
from lance_studio.ui.pixels import to_image
from lance_studio.ui.theme import Theme, colours

RED, GREEN, BLUE = (200, 0, 0), (0, 160, 0), (0, 0, 240)


def flat(colour: tuple[int, int, int], width: int = 60, height: int = 40) -> QImage:
    return to_image(np.full((height, width, 3), colour, np.uint8))


def side(colour: tuple[int, int, int], name: str, width: int = 60, height: int = 40) -> Side:
    return Side(flat(colour, width, height), f"{name} · words", name)


@pytest.fixture
def surface(qtbot: QtBot) -> Surface:
    made = Surface(Mask())
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show()
    qtbot.waitExposed(made)
    return made


def show(surface: Surface, *sides: Side, mode: str, gain: int = 4) -> Compared:
    image = sides[0].image
    surface.show_image(image, (image.width(), image.height()))
    surface.show_compared(Compared(sides, mode, gain))
    assert surface.compared is not None
    return surface.compared


def colour_at(surface: Surface, point: QPointF) -> tuple[int, int, int]:
    pixel = surface.grab().toImage().pixelColor(point.toPoint())
    return pixel.red(), pixel.green(), pixel.blue()


def middles(surface: Surface) -> list[QPointF]:
    assert surface.compared is not None
    return [cell.center() for cell in surface.compared.cells(surface.width(), surface.height())]


# --- the value --------------------------------------------------------------------------------------------------------


@given(st.lists(st.text(max_size=3), max_size=6), st.sampled_from(MODES))
def test_a_comparison_has_two_or_more_nodes_each_once(nodes: list[str], mode: str) -> None:
    if len(nodes) < 2 or len(set(nodes)) < len(nodes):
        with pytest.raises(ValueError, match=r"\("):
            Comparison(tuple(nodes), mode)
        return
    comparison = Comparison(tuple(nodes), mode)
    turned = comparison
    for _ in nodes:
        turned = turned.swapped()
        assert set(turned.nodes) == set(nodes)
    assert turned == comparison
    left = comparison.without(frozenset(nodes[:1]))
    assert left is None if len(nodes) == 2 else left is not None and left.nodes == tuple(nodes[1:])


def test_two_are_compared_by_a_divider_and_more_in_a_grid_unless_a_way_was_chosen() -> None:
    assert Comparison.of(("a", "b")).mode == "wipe"
    assert Comparison.of(("a", "b", "c")).mode == "grid"
    assert Comparison.of(("a", "b", "c"), Comparison(("a", "b"), "blink")).mode == "blink"
    with pytest.raises(ValueError, match="upside down"):
        Comparison(("a", "b"), "upside down")


# --- the places -------------------------------------------------------------------------------------------------------


@given(st.integers(2, 9), st.sampled_from(MODES), st.integers(100, 2000), st.integers(100, 2000))
def test_cells_have_one_size_lie_in_the_view_and_do_not_overlap(count: int, mode: str, width: int, height: int) -> None:
    image = QImage(60, 40, QImage.Format.Format_RGB32)
    compared = Compared(tuple(Side(image, str(number), "") for number in range(count)), mode)
    cells = compared.cells(width, height)
    assert len(cells) == {"grid": count, "side": count, "difference": count - 1}.get(mode, 1)
    view = QRectF(0, 0, width, height).adjusted(-0.01, -0.01, 0.01, 0.01)
    for number, cell in enumerate(cells):
        assert view.contains(cell)
        assert cell.size() == cells[0].size()
        assert not any(cell.intersects(other) for other in cells[:number])


@given(st.integers(1, 500), st.integers(1, 500), st.integers(10, 500), st.integers(10, 500))
def test_what_is_fitted_keeps_its_shape_and_touches_two_edges(width: int, height: int, across: int, down: int) -> None:
    place = QRectF(5, 7, across, down)
    made = fitted(QSize(width, height), place)
    assert place.adjusted(-0.01, -0.01, 0.01, 0.01).contains(made)
    assert made.width() * height == pytest.approx(made.height() * width)
    assert made.width() == pytest.approx(place.width()) or made.height() == pytest.approx(place.height())


# --- what is painted --------------------------------------------------------------------------------------------------


def test_side_by_side_and_in_a_grid_each_picture_has_its_cell(surface: Surface) -> None:
    sides = (side(RED, "red"), side(GREEN, "green"), side(BLUE, "blue"))
    for mode in ("side", "grid"):
        compared = show(surface, *sides, mode=mode)
        assert [colour_at(surface, point) for point in middles(surface)] == [RED, GREEN, BLUE]
        assert [compared.label(number) for number in range(3)] == ["red · words", "green · words", "blue · words"]
    assert len({round(point.y()) for point in middles(surface)}) == 2  # a grid, not a row


def test_labels_go_with_their_pictures_when_they_change_places(surface: Surface) -> None:
    one, two = side(RED, "red"), side(GREEN, "green")
    for sides in ((one, two), (two, one)):
        compared = show(surface, *sides, mode="side")
        shown = [(colour_at(surface, point), compared.label(number)) for number, point in enumerate(middles(surface))]
        expected = {"red": (RED, "red · words"), "green": (GREEN, "green · words")}
        assert shown == [expected[each.name] for each in sides]


def test_the_wipe_has_a_divider_between_any_two(surface: Surface) -> None:
    show(surface, side(RED, "red"), side(GREEN, "green"), side(BLUE, "blue"), mode="wipe")

    def strip() -> list[tuple[int, int, int]]:
        return [colour_at(surface, QPointF(*surface.viewport.to_view(x, 35))) for x in (5, 25, 45, 57)]

    assert strip() == [RED, GREEN, BLUE, BLUE]
    place = surface.place()
    x = place.left() + place.width() * 2 / 3
    start, end = QPoint(round(x), 300), QPoint(round(place.left() + place.width() * 0.9), 300)
    QTest.mousePress(surface, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(surface, end)
    QTest.mouseRelease(surface, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)
    assert strip() == [RED, GREEN, GREEN, BLUE]
    # A divider never passes the next one.
    QTest.mousePress(surface, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)
    QTest.mouseMove(surface, QPoint(round(place.left()), 300))
    QTest.mouseRelease(surface, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(10, 300))
    assert surface.compared is not None
    assert surface.compared.dividers == sorted(surface.compared.dividers)


def test_the_difference_is_absolute_brightened_and_said(surface: Surface) -> None:
    compared = show(
        surface, side((100, 50, 20), "a"), side((90, 60, 20), "b"), side((100, 50, 220), "c"), mode="difference"
    )
    assert [colour_at(surface, point) for point in middles(surface)] == [(40, 40, 0), (0, 0, 255)]
    assert compared.label(0) == "Difference × 4 · largest 10 of 255 · “b” from “a”"
    assert compared.label(1) == "Difference × 4 · largest 200 of 255 · “c” from “a”"
    compared = show(surface, side(RED, "a"), side(RED, "b"), mode="difference", gain=1)
    assert compared.label(0) == "Difference × 1 · none · “b” from “a”"


@given(st.integers(0, 2**32 - 1), st.sampled_from([1, 2, 4, 8, 16]))
def test_the_difference_is_what_its_definition_says(seed: int, gain: int) -> None:
    draw = np.random.default_rng(seed)
    one, two = (draw.integers(0, 256, (5, 7, 3), dtype=np.uint8) for _ in range(2))
    image, largest = difference(to_image(one), to_image(two), gain)
    apart = np.abs(one.astype(int) - two)
    assert largest == apart.max()
    assert np.array_equal(pixels(image), np.minimum(apart * gain, 255))


def pixels(image: QImage) -> NDArray[np.int_]:
    return np.array(
        [
            [image.pixelColor(x, y).getRgb()[:3] for x in range(image.width())]  # type: ignore[index]
            for y in range(image.height())
        ]
    )


def test_blink_takes_turns_and_with_less_motion_only_by_a_key(surface: Surface, qtbot: QtBot, theme: Theme) -> None:
    middle = QPointF(300, 200)
    compared = show(surface, side(RED, "red"), side(GREEN, "green"), mode="blink")
    assert (colour_at(surface, middle), compared.label(0)) == (RED, "red · words")
    assert not surface._blinking.isActive()
    theme.set_less_motion(False)
    surface.set_interval(20)
    assert surface._blinking.isActive()
    qtbot.waitUntil(lambda: colour_at(surface, middle) == GREEN)
    theme.set_less_motion(True)
    turn = compared.turn
    # The same state shown once more does not begin again.
    surface.show_compared(Compared(compared.sides, "blink"))
    assert surface.compared is compared
    assert compared.turn == turn
    assert compared.label(0) == ("red · words", "green · words")[turn]
    surface.show_compared(None)
    theme.set_less_motion(False)
    assert not surface._blinking.isActive()


def test_another_size_is_fitted_to_the_first_and_that_is_said(surface: Surface) -> None:
    tall = side(GREEN, "tall", 40, 80)
    compared = show(surface, side(RED, "red"), tall, mode="side")
    assert compared.label(0) == "red · words"
    assert compared.label(1) == "tall · words · 40 × 80, fitted to 60 × 40"
    cell = compared.cells(surface.width(), surface.height())[1]
    place = surface.place().translated(cell.topLeft())
    assert colour_at(surface, place.center()) == GREEN
    # Beside it is the surround: it is not stretched.
    beside = QPointF(place.left() + place.width() * 0.1, place.center().y() + place.height() * 0.3)
    assert QColor(*colour_at(surface, beside)) == colours().surround
    show(surface, side(RED, "red"), tall, mode="difference", gain=1)
    assert colour_at(surface, QPointF(300, 330)) == (200, 160, 0)


def test_zoom_and_position_are_shared_and_the_point_under_the_pointer_stays(surface: Surface) -> None:
    compared = show(surface, side(RED, "red"), side(GREEN, "green"), mode="side")
    cells = compared.cells(surface.width(), surface.height())
    there = cells[1].center() + QPointF(20, 10)
    local = there - cells[1].topLeft()
    before = surface.viewport.to_picture(local.x(), local.y())
    wheel = QWheelEvent(
        there,
        surface.mapToGlobal(there),
        QPoint(),
        QPoint(0, 240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(surface, wheel)
    assert surface.viewport.to_picture(local.x(), local.y()) == pytest.approx(before, abs=0.1)
    # Both cells show the same part.
    assert [colour_at(surface, cell.center()) for cell in cells] == [RED, GREEN]
    surface.show_compared(None)
    assert surface.viewport.view == (600, 400)


def test_a_click_on_a_compared_picture_draws_no_mask(surface: Surface) -> None:
    surface.set_tool("select", 24, True)
    show(surface, side(RED, "red"), side(GREEN, "green"), mode="grid")
    opened: list[int] = []
    surface.side_opened.connect(opened.append)
    QTest.mouseDClick(surface, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middles(surface)[1].toPoint())
    assert opened == [1]
    assert surface._gesture is None
