"""What a panel shows while there is nothing in it: it teaches."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from lance_studio.ui.theme.measures import GRID, PADDING
from lance_studio.ui.widgets.buttons import link_button, primary_button
from lance_studio.ui.widgets.labels import IconLabel, label
from lance_studio.ui.widgets.layouts import Part, add, centred, clear, column, named, stretch

_ICON = 32
_MOST_EXAMPLES = 3


class EmptyState(QWidget):
    """One sentence, one primary button, one link, and perhaps examples, in the middle of their place.

    Args:
        sentence: What belongs here and how it gets here.
        button: The verb of the primary button, or nothing.
        link: The text of the link, or nothing.
        icon_name: A name of the icon family, or nothing.

    Attributes:
        button_clicked: The primary button was clicked.
        link_clicked: The link was clicked.
        example_chosen: Carries the example that was clicked.
    """

    button_clicked = Signal()
    link_clicked = Signal()
    example_chosen = Signal(str)

    def __init__(self, sentence: str, *, button: str = "", link: str = "", icon_name: str = "") -> None:
        super().__init__()
        self.setObjectName("empty-state")
        text = label(sentence, "muted", wrap=True)
        text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        parts: list[Part] = [centred(IconLabel(icon_name, "faint", _ICON))] if icon_name else []
        parts.append(text)
        if button:
            parts.append(centred(named(primary_button(button, clicked=self.button_clicked), "empty-state.button")))
        if link:
            parts.append(centred(named(link_button(link, clicked=self.link_clicked), "empty-state.link")))
        self._examples: tuple[str, ...] = ()
        self._links = column(spacing=0)
        column(stretch(), *parts, self._links, stretch(), on=self, margins=PADDING, spacing=GRID)

    def show_examples(self, examples: tuple[str, ...]) -> None:
        """Offer these texts as links, the first three of them."""
        examples = examples[:_MOST_EXAMPLES]
        if examples == self._examples:
            return
        self._examples = examples
        clear(self._links)
        for number, text in enumerate(examples):
            link = link_button(text, clicked=lambda _checked=False, text=text: self.example_chosen.emit(text))
            add(self._links, centred(named(link, f"empty-state.example.{number}")))
