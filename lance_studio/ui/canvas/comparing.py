"""How compared pictures are laid out and drawn on the canvas: a divider, a grid, a row, their difference, or in turn.

All of them stand in the place of the first, whose size the others are fitted to, so that one zoom and one position hold
for all. Each carries its own label, which goes with it wherever it stands.
"""

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from lance_studio.language import tr
from lance_studio.ui.canvas import painting
from lance_studio.ui.canvas.viewport import Viewport
from lance_studio.ui.theme import colours
from lance_studio.ui.theme.measures import GRID

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

GAINS = (1, 2, 4, 8, 16)
"""By how much differences can be made brighter."""

INTERVALS = (400, 700, 1500)
"""Milliseconds for which each picture stands when they take turns."""

_GAP = 2.0
_MOST_DIFFERENCES = 8


@dataclass(frozen=True)
class Side:
    """One of the compared pictures.

    Attributes:
        image: Its pixels; of a clip, those of one frame.
        label: What stands on it, whatever its place.
        name: The same in a word or two.
    """

    image: QImage
    label: str
    name: str


@dataclass
class Compared:
    """What is compared, as the surface shows it.

    Attributes:
        sides: Two or more, in their order.
        mode: One of `comparison.MODES`.
        gain: By how much differences are made brighter.
        turn: Which of them is shown while they take turns.
        dividers: Where the dividers stand, from 0 to 1 across the picture, one fewer than there are sides.
    """

    sides: tuple[Side, ...]
    mode: str = "wipe"
    gain: int = 4
    turn: int = 0
    dividers: list[float] = field(default_factory=list[float])

    def __post_init__(self) -> None:
        count = len(self.sides)
        if len(self.dividers) != count - 1:
            self.dividers = [number / count for number in range(1, count)]
        self._differences: dict[tuple[int, int, int], tuple[QImage, int]] = {}

    def shows_the_same_as(self, other: "Compared") -> bool:
        """Return whether another comparison shows the same pictures in the same way."""
        return (self._key(), self.mode, self.gain) == (other._key(), other.mode, other.gain)

    def _key(self) -> list[tuple[int, str]]:
        return [(side.image.cacheKey(), side.label) for side in self.sides]

    def take_differences(self, former: "Compared") -> None:
        """Take over what has been computed of the same pictures."""
        self._differences = former._differences

    @property
    def shown(self) -> int:
        """How many cells there are."""
        count = len(self.sides)
        return {"grid": count, "side": count, "difference": count - 1}.get(self.mode, 1)

    def grid(self, width: float, height: float) -> tuple[int, int]:
        """Return how many columns and rows the cells have in a view of a size."""
        count = self.shown
        if count == 1 or self.mode == "side":
            return count, 1
        first = self.sides[0].image
        shape = max(first.width(), 1) / max(first.height(), 1)

        def room(columns: int) -> float:
            # How wide a picture of the first one's shape can be in a cell.
            return min(width / columns, height / math.ceil(count / columns) * shape)

        columns = max(range(1, count + 1), key=lambda columns: (room(columns), -columns))
        return columns, math.ceil(count / columns)

    def cells(self, width: float, height: float) -> list[QRectF]:
        """Return where the cells stand in a view of a size, all of one size, from left to right and top to bottom."""
        columns, rows = self.grid(width, height)
        across = (width - _GAP * (columns - 1)) / columns
        down = (height - _GAP * (rows - 1)) / rows
        places = [divmod(number, columns) for number in range(self.shown)]
        return [QRectF(column * (across + _GAP), row * (down + _GAP), across, down) for row, column in places]

    def difference(self, number: int) -> tuple[QImage, int]:
        """Return how a picture differs from the first, brightened, and the largest difference, 0 to 255."""
        first, other = self.sides[0].image, self.sides[number].image
        key = (first.cacheKey(), other.cacheKey(), self.gain)
        if key not in self._differences:
            while len(self._differences) > _MOST_DIFFERENCES:
                del self._differences[next(iter(self._differences))]
            self._differences[key] = difference(first, other, self.gain)
        return self._differences[key]

    def label(self, number: int) -> str:
        """Return what stands on a cell."""
        first = self.sides[0]
        if self.mode == "difference":
            side, largest = self.sides[number + 1], self.difference(number + 1)[1]
            names = {"gain": self.gain, "name": side.name, "first": first.name}
            if not largest:
                return tr("Difference × {gain} · none · “{name}” from “{first}”", **names)
            return tr(
                "Difference × {gain} · largest {largest} of 255 · “{name}” from “{first}”", largest=largest, **names
            )
        side = self.sides[self.turn % len(self.sides)] if self.mode == "blink" else self.sides[number]
        if side.image.size() == first.image.size():
            return side.label
        whole = f"{first.image.width()} × {first.image.height()}"
        return tr(
            "{name} · {width} × {height}, fitted to {whole}",
            name=side.label,
            width=side.image.width(),
            height=side.image.height(),
            whole=whole,
        )


def fitted(size: QSize, place: QRectF) -> QRectF:
    """Return the largest place of a picture's shape in the middle of a place."""
    scale = min(place.width() / max(size.width(), 1), place.height() / max(size.height(), 1))
    made = QRectF(0, 0, size.width() * scale, size.height() * scale)
    made.moveCenter(place.center())
    return made


def difference(first: QImage, other: QImage, gain: int) -> tuple[QImage, int]:
    """Return the absolute difference of two pictures in each channel, and its largest value.

    Args:
        first: Its size is the result's.
        other: Fitted to the first where it has another size; outside of it the result is black.
        gain: By how much the difference is made brighter; what is more than white is white.
    """
    import numpy as np

    place = fitted(other.size(), QRectF(first.rect())).toRect().intersected(first.rect())
    if other.size() != first.size():
        smooth = Qt.TransformationMode.SmoothTransformation
        other = other.scaled(place.size(), Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
    one, two = _pixels(first, place), _pixels(other, other.rect())
    apart = np.maximum(one, two) - np.minimum(one, two)
    largest = int(apart.max(initial=0))
    bright = np.minimum(apart, 255 // gain) * np.uint8(gain)
    # What is more than white after the gain is white, not the nearest multiple of it.
    bright[apart > 255 // gain] = 255
    whole = np.zeros((first.height(), first.width(), 3), np.uint8)
    whole[place.top() : place.top() + place.height(), place.left() : place.left() + place.width()] = bright
    borrowed = QImage(whole.data, first.width(), first.height(), 3 * first.width(), QImage.Format.Format_RGB888)
    return borrowed.copy(), largest


def _pixels(image: QImage, place: QRect) -> "NDArray[np.uint8]":
    """Return a part of a picture, uint8 [H, W, 3]."""
    import numpy as np

    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    pixels = rows[:, : 3 * plain.width()].reshape(plain.height(), plain.width(), 3)
    top, left = place.top(), place.left()
    return pixels[top : top + place.height(), left : left + place.width()].copy()


def draw(painter: QPainter, viewport: Viewport, view: QRectF, what: Compared) -> None:
    """Draw what is compared.

    Args:
        painter: Of the canvas.
        viewport: Where the first picture stands in a cell.
        view: The canvas.
        what: The pictures.
    """
    if what.mode == "wipe":
        _draw_wipe(painter, viewport, view, what)
        return
    for number, cell in enumerate(what.cells(view.width(), view.height())):
        painter.save()
        painter.setClipRect(cell)
        painter.translate(cell.topLeft())
        place = painting.place_of(viewport)
        painting.draw_picture(painter, viewport, _image(what, number), _place(what, number, place))
        seen = place.intersected(QRectF(0, 0, cell.width(), cell.height()))
        corner = seen.topLeft() + QPointF(GRID, GRID)
        # A narrow picture's label may go on over the surround.
        widest = cell.width() - corner.x() - GRID
        painting.draw_tag(painter, what.label(number), corner, right=False, widest=widest)
        painter.restore()
        if what.shown > 1:
            painter.setPen(QPen(colours().line, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(cell.adjusted(0, 0, -1, -1))


def _image(what: Compared, number: int) -> QImage:
    if what.mode == "difference":
        return what.difference(number + 1)[0]
    return what.sides[what.turn % len(what.sides) if what.mode == "blink" else number].image


def _place(what: Compared, number: int, place: QRectF) -> QRectF | None:
    image = _image(what, number)
    return None if image.size() == what.sides[0].image.size() else fitted(image.size(), place)


def _draw_wipe(painter: QPainter, viewport: Viewport, view: QRectF, what: Compared) -> None:
    place = painting.place_of(viewport)
    inner = [place.left() + divider * place.width() for divider in what.dividers]
    edges = [view.left(), *inner, view.right()]
    for number, side in enumerate(what.sides):
        painter.save()
        painter.setClipRect(QRectF(edges[number], view.top(), edges[number + 1] - edges[number], view.height()))
        painting.draw_picture(painter, viewport, side.image, _place(what, number, place))
        painter.restore()
    for x in inner:
        painting.draw_divider(painter, place, view, x)
    seen = place.intersected(view)
    for number, side in enumerate(what.sides):
        left, right = max(edges[number], seen.left()), min(edges[number + 1], seen.right())
        last = number == len(what.sides) - 1
        corner = QPointF(right - GRID if last else left + GRID, seen.top() + GRID)
        widest = right - left - 2 * GRID
        painting.draw_tag(painter, what.label(number), corner, right=last, widest=widest, short=side.name)
