"""Chips: small rounded pieces that name what a question or a request is about."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QWidget

from lance_studio.language import tr
from lance_studio.ui import texts
from lance_studio.ui.theme import FontRole
from lance_studio.ui.theme.measures import GRID, HALF, HIT, ICON
from lance_studio.ui.widgets.buttons import tool_button
from lance_studio.ui.widgets.flow import FlowLayout
from lance_studio.ui.widgets.labels import ElidedLabel, IconLabel
from lance_studio.ui.widgets.layouts import Part, clear, named, row

_WIDEST = 220


class Chip(QFrame):
    """A piece with an icon, a word and, if it can be taken away, a cross.

    Args:
        text: What it names.
        icon_name: A name of the icon family, or nothing.
        closable: Whether it has a cross; Delete and Backspace then do the same.
        icon_role: The palette's role of the icon.
        widest: Pixels; a longer text has its ellipsis in the middle, and all of it in the tooltip.

    Attributes:
        clicked: It was clicked, or Enter was pressed on it.
        close_clicked: The cross was clicked.
    """

    clicked = Signal()
    close_clicked = Signal()

    def __init__(
        self, text: str, icon_name: str = "", *, closable: bool = False, icon_role: str = "muted", widest: int = _WIDEST
    ) -> None:
        super().__init__()
        self.setObjectName("chip")
        self.setProperty("kind", "chip")
        self.setFixedHeight(HIT)
        self.setMaximumWidth(widest)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        texts.set_name(self, text)
        self._closable = closable
        self._text = ElidedLabel(text, font_role=FontRole.CAPTION, middle=True)
        parts: list[Part] = [IconLabel(icon_name, icon_role, ICON - 2)] if icon_name else []
        parts.append(self._text)
        if closable:
            cross = tool_button("x", tr("Remove {chip}", chip=text), size=12, hit=HIT - 2, clicked=self.close_clicked)
            cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            parts.append(named(cross, "chip.close"))
        row(*parts, on=self, margins=(GRID, 0, 1 if closable else GRID, 0), spacing=HALF)

    def text(self) -> str:
        """Return what it names."""
        return self._text.text()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.clicked.emit()
        elif self._closable and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.close_clicked.emit()
        else:
            super().keyPressEvent(event)


class ChipRow(QWidget):
    """Chips beside each other, in as many rows as they need; without height while there is none."""

    def __init__(self) -> None:
        super().__init__()
        self._flow = FlowLayout(self, HALF)
        self.hide()

    def set_chips(self, chips: list[Chip]) -> None:
        """Show these chips in place of the former ones, which are deleted."""
        clear(self._flow)
        for chip in chips:
            self._flow.addWidget(chip)
        self.setVisible(bool(chips))
        self.updateGeometry()
