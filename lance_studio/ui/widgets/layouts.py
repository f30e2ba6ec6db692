"""Rows and columns, written as what stands in them from left to right or from top to bottom."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from lance_studio.ui import texts

_W = TypeVar("_W", bound=QWidget)
_L = TypeVar("_L", bound=QBoxLayout)
_NO_ALIGNMENT = Qt.AlignmentFlag(0)
Margins: TypeAlias = int | tuple[int, int, int, int]


@dataclass(frozen=True)
class Cell:
    """One place of a row or column, where a widget or layout alone does not say enough.

    Attributes:
        part: What stands there; None for nothing but room.
        stretch: Its share of the room that is left over.
        align: Where the part stands in more room than it wants; by default it takes all of it.
        pixels: Room of a fixed size, in place of a part.
    """

    part: QWidget | QLayout | None = None
    stretch: int = 0
    align: Qt.AlignmentFlag = _NO_ALIGNMENT
    pixels: int = 0


Part: TypeAlias = QWidget | QLayout | Cell


def wide(part: QWidget | QLayout, stretch: int = 1) -> Cell:
    """Return a part that takes the room which is left over."""
    return Cell(part, stretch)


def aligned(part: QWidget | QLayout, align: Qt.AlignmentFlag) -> Cell:
    """Return a part that keeps its own size and stands at an edge or in the middle."""
    return Cell(part, align=align)


def centred(part: QWidget | QLayout) -> Cell:
    """Return a part of a column that keeps its own width and stands in the middle."""
    return Cell(part, align=Qt.AlignmentFlag.AlignHCenter)


def stretch(share: int = 1) -> Cell:
    """Return empty room that takes what is left over."""
    return Cell(stretch=share)


def gap(pixels: int) -> Cell:
    """Return empty room of a fixed size."""
    return Cell(pixels=pixels)


def row(*parts: Part, on: QWidget | None = None, margins: Margins = 0, spacing: int | None = None) -> QHBoxLayout:
    """Return a layout with parts beside each other.

    Args:
        parts: From left to right.
        on: The widget that it lays out; None where it becomes a part of another layout.
        margins: On all sides, or left, top, right, bottom.
        spacing: Between the parts; None for the layout's around it, or else the style's.
    """
    return _filled(QHBoxLayout(), parts, on, margins, spacing)


def column(*parts: Part, on: QWidget | None = None, margins: Margins = 0, spacing: int | None = None) -> QVBoxLayout:
    """Return a layout with parts below each other; as `row`."""
    return _filled(QVBoxLayout(), parts, on, margins, spacing)


def _filled(layout: _L, parts: tuple[Part, ...], on: QWidget | None, margins: Margins, spacing: int | None) -> _L:
    if on is not None:
        on.setLayout(layout)
    layout.setContentsMargins(*(margins if isinstance(margins, tuple) else (margins,) * 4))
    if spacing is not None:
        layout.setSpacing(spacing)
    add(layout, *parts)
    return layout


def add(layout: QBoxLayout, *parts: Part) -> None:
    """Put further parts at the end of a row or column."""
    for part in parts:
        cell = part if isinstance(part, Cell) else Cell(part)
        if isinstance(cell.part, QWidget):
            layout.addWidget(cell.part, cell.stretch, cell.align)
        elif cell.part is not None:
            layout.addLayout(cell.part, cell.stretch)
        elif cell.pixels:
            layout.addSpacing(cell.pixels)
        else:
            layout.addStretch(cell.stretch)


def box(layout: QLayout) -> QWidget:
    """Return a widget that holds a layout and nothing else, so that its parts can be shown and hidden together."""
    made = QWidget()
    made.setLayout(layout)
    return made


def clear(layout: QLayout, keep: int = 0) -> None:
    """Delete all widgets of a layout but the first few items; they are out of sight at once."""
    for widget in tuple(_taken(layout, keep)):
        widget.hide()
        widget.deleteLater()


def _taken(layout: QLayout, keep: int) -> Iterator[QWidget]:
    while (item := layout.takeAt(keep)) is not None:
        widget = item.widget()
        if widget is not None:
            yield widget


def scrolled(inner: QWidget, name: str) -> QScrollArea:
    """Return a frameless area in which a widget of its width is scrolled up and down.

    Tab passes it over: it goes to the controls inside, which come to sight by that.

    Args:
        inner: What is scrolled.
        name: The area's object name.
    """
    made = named(QScrollArea(), name)
    made.setWidgetResizable(True)
    made.setFrameShape(QScrollArea.Shape.NoFrame)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setWidget(inner)
    return made


def read_by_keys(area: QScrollArea, name: str) -> QScrollArea:
    """Let Tab come to an area whose text can only be read by scrolling it; arrows and pages scroll it then.

    Args:
        area: The area; it shows the focus by a frame.
        name: What a screen reader calls it.

    Returns:
        The area.
    """
    area.setProperty("kind", "read")
    area.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    texts.set_name(area, name)
    return area


def named(widget: _W, name: str) -> _W:
    """Give a widget its object name, by which tests and the style sheet find it, and return it."""
    widget.setObjectName(name)
    return widget


def set_state(widget: QWidget, name: str, value: bool) -> None:
    """Set a property on which the style sheet depends, and draw the widget by it."""
    if (widget.property(name) or False) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
