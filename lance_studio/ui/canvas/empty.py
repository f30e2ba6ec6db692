"""What the canvas shows while nothing is open: it teaches, and offers prompts to begin with."""

from PySide6.QtCore import Signal

from lance_studio.ui.canvas.dropping import DropTarget
from lance_studio.ui.theme.measures import GRID, HALF, PADDING
from lance_studio.ui.widgets import IconLabel, label, link_button, primary_button
from lance_studio.ui.widgets.layouts import add, centred, clear, column, gap, named, stretch

_ICON = 40
_MOST_EXAMPLES = 4


class Welcome(DropTarget):
    """One sentence, one primary button, and the model's own example prompts as links.

    Attributes:
        begin_clicked: The user wants to describe a picture.
        example_chosen: Carries the prompt.
    """

    begin_clicked = Signal()
    example_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("canvas.empty")
        self._examples: tuple[str, ...] | None = None
        icon = IconLabel("image-square", "faint", _ICON)
        words = label("Describe a picture below, or drop one here to change it.", "muted")
        begin = primary_button("Describe a picture", "pencil-line", clicked=lambda: self.begin_clicked.emit())
        above = (centred(icon), centred(words), gap(HALF), centred(named(begin, "canvas.begin")), gap(GRID))
        self._heading = label("Or begin with one of these", "caption")
        self._links = column(spacing=0)
        parts = (stretch(), *above, centred(self._heading), self._links, stretch())
        column(*parts, on=self, margins=PADDING, spacing=GRID)

    def show_examples(self, prompts: tuple[str, ...]) -> None:
        """Offer these prompts, as far as there is room."""
        prompts = prompts[:_MOST_EXAMPLES]
        if prompts == self._examples:
            return
        self._examples = prompts
        clear(self._links)
        for number, prompt in enumerate(prompts):
            link = link_button(prompt, clicked=lambda _checked=False, prompt=prompt: self.example_chosen.emit(prompt))
            add(self._links, centred(named(link, f"canvas.example.{number}")))
        self._heading.setVisible(bool(prompts))
