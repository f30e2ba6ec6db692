"""What stands beside the target line about the mask: that only its inside is changed, or that one can be used again."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from lance_studio.language import mark, tr, translate
from lance_studio.ui.canvas.state import CanvasState, MaskState
from lance_studio.ui.theme.measures import HALF
from lance_studio.ui.widgets import Chip
from lance_studio.ui.widgets.layouts import clear, named, row

OFFER = mark("Use the mask of the turn before")


class MaskChips(QWidget):
    """A chip for the mask that limits an edit, with a cross, or for the one that could.

    Attributes:
        cleared: The user wants no mask.
        former_wanted: The user wants the mask of the turn that made the picture.
    """

    cleared = Signal()
    former_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._shown = ""
        self._row = row(on=self, spacing=HALF)
        self.hide()

    def show_state(self, state: CanvasState, *, masking: bool) -> None:
        """Show what limits an edit of the picture on the canvas."""
        words = said(state.mask) if masking else ""
        if words == self._shown:
            return
        self._shown = words
        clear(self._row)
        if words:
            chip = self._chip(words, state.mask)
            self._row.addWidget(chip)
            chip.show()
        self.setVisible(bool(words))

    def _chip(self, words: str, mask: MaskState) -> Chip:
        if mask.busy:
            return named(Chip(words, "hourglass-medium"), "canvas.mask_busy")
        if not mask.exists:
            chip = named(Chip(words, "selection-plus"), "canvas.mask_offer")
            chip.clicked.connect(self.former_wanted)
            return chip
        chip = named(Chip(words, "selection", closable=True, icon_role="generated"), "canvas.mask")
        chip.close_clicked.connect(self.cleared)
        return chip


def said(mask: MaskState) -> str:
    """Return what is said of a mask; empty where there is nothing to say."""
    if mask.busy:
        return mask.busy
    if not mask.exists:
        return translate(OFFER) if mask.offered else ""
    if mask.share is None:
        return tr("Only inside the mask")
    # What is not quite nothing or everything must not read as that.
    percent = min(max(round(100 * mask.share), 1), 99) if 0 < mask.share < 1 else round(100 * mask.share)
    return tr("Only inside the mask · {percent} %", percent=percent)
