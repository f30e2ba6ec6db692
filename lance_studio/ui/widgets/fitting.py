"""A column that shows what there is room for: in a small place its less important parts go, and nothing overlaps."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget


@dataclass(frozen=True)
class FittingPart:
    """A part of the column.

    Attributes:
        widget: What is shown.
        importance: The least important go first; of equal ones the lower.
        gap: Pixels above it, if it is not the first that is shown.
        leads: Whether it goes as well where the part below it goes, as a heading does.
    """

    widget: QWidget
    importance: int
    gap: int = 8
    leads: bool = False


class FittingColumn(QWidget):
    """Its parts stand below each other, in the middle of the place; a part that is too wide or too high is left out.

    Args:
        margin: Pixels that stay free on all sides.
    """

    def __init__(self, margin: int) -> None:
        super().__init__()
        self._margin = margin
        self._parts: tuple[FittingPart, ...] = ()

    def set_parts(self, parts: Sequence[FittingPart]) -> None:
        """Show other parts; widgets that are none any more are deleted."""
        kept = {part.widget for part in parts}
        for former in self._parts:
            if former.widget not in kept:
                former.widget.hide()
                former.widget.deleteLater()
        for part in parts:
            part.widget.setParent(self)
        self._parts = tuple(parts)
        self._arrange()

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        width = max((part.widget.sizeHint().width() for part in self._parts), default=0)
        height = self._height(self._parts, width)
        return QSize(width, height) + QSize(2 * self._margin, 2 * self._margin)

    def minimumSizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(1, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:  # noqa: D102
        # A part has another text, or another font.
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.StyleChange):
            self._arrange()
        return super().event(event)

    def _arrange(self) -> None:
        room = self.contentsRect().adjusted(self._margin, self._margin, -self._margin, -self._margin)
        shown = self._fitting(room.width(), room.height())
        top = room.top() + max(0, room.height() - self._height(shown, room.width())) // 2
        for part in self._parts:
            if part not in shown:
                part.widget.hide()
                continue
            top += 0 if part is shown[0] else part.gap
            width = min(_width(part), room.width())
            height = _part_height(part, room.width())
            part.widget.setGeometry(room.left() + (room.width() - width) // 2, top, width, height)
            part.widget.show()
            top += height

    def _fitting(self, width: int, height: int) -> list[FittingPart]:
        shown = [part for part in self._parts if part.widget.hasHeightForWidth() or _width(part) <= width]
        shown = _led(self._parts, shown)
        while shown and self._height(shown, width) > height:
            least = min(part.importance for part in shown)
            shown.remove([part for part in shown if part.importance == least][-1])
            shown = _led(self._parts, shown)
        return shown

    @staticmethod
    def _height(parts: Sequence[FittingPart], width: int) -> int:
        return sum(_part_height(part, width) for part in parts) + sum(part.gap for part in parts[1:])


def _led(parts: Sequence[FittingPart], shown: list[FittingPart]) -> list[FittingPart]:
    """Leave out headings whose first part is left out."""
    followers = (*parts[1:], None)[: len(parts)]
    gone = {above for above, below in zip(parts, followers, strict=True) if above.leads and below not in shown}
    return [part for part in shown if part not in gone]


def _width(part: FittingPart) -> int:
    return max(part.widget.sizeHint().width(), part.widget.minimumWidth())


def _part_height(part: FittingPart, width: int) -> int:
    if part.widget.hasHeightForWidth():
        return part.widget.heightForWidth(min(_width(part), width))
    return max(part.widget.sizeHint().height(), part.widget.minimumHeight())
