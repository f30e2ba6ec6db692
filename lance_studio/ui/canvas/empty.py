"""What the canvas shows while nothing is open: it teaches, and offers prompts to begin with."""

from PySide6.QtCore import Qt, Signal

from lance_studio.language import tr
from lance_studio.ui.canvas.dropping import DropTarget
from lance_studio.ui.theme.measures import GRID, HALF, PADDING
from lance_studio.ui.widgets import IconLabel, label, link_button, primary_button
from lance_studio.ui.widgets.fitting import FittingColumn, FittingPart
from lance_studio.ui.widgets.layouts import column, named

_ICON = 40
_MOST_EXAMPLES = 4


class Welcome(DropTarget):
    """One sentence, one primary button, and the model's own example prompts as links; in a small place less of it.

    Attributes:
        begin_clicked: The user wants to describe a picture.
        example_chosen: Carries the prompt.
    """

    begin_clicked = Signal()
    example_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._column = FittingColumn(PADDING)
        column(self._column, on=self)
        self.setObjectName("canvas.empty")
        self._examples: tuple[str, ...] | None = None
        words = label(tr("Describe a picture below, or drop one here to change it."), "muted", wrap=True)
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        begin = primary_button(tr("Describe a picture"), "pencil-line", clicked=lambda: self.begin_clicked.emit())
        self._above = (
            FittingPart(IconLabel("image-square", "faint", _ICON), 1),
            FittingPart(words, 4, GRID),
            FittingPart(named(begin, "canvas.begin"), 5, GRID + HALF),
        )
        self._heading = label(tr("Or begin with one of these"), "caption")
        self._column.set_parts(self._above)

    def show_examples(self, prompts: tuple[str, ...]) -> None:
        """Offer these prompts, as far as there is room."""
        prompts = prompts[:_MOST_EXAMPLES]
        if prompts == self._examples:
            return
        self._examples = prompts
        links: list[FittingPart] = []
        for number, prompt in enumerate(prompts):
            link = link_button(prompt, clicked=lambda _checked=False, prompt=prompt: self.example_chosen.emit(prompt))
            links.append(FittingPart(named(link, f"canvas.example.{number}"), 2, GRID if number == 0 else 0))
        # Kept while there are none: what is no part is deleted.
        self._heading.setParent(self._column)
        self._heading.setVisible(bool(links))
        heading = [FittingPart(self._heading, 2, 2 * GRID, leads=True)]
        self._column.set_parts((*self._above, *heading, *links))
