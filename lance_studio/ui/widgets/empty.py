"""What a panel shows while there is nothing in it: it teaches."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from lance_studio.ui import texts
from lance_studio.ui.theme.measures import GRID, HALF, PADDING
from lance_studio.ui.widgets.buttons import link_button, primary_button
from lance_studio.ui.widgets.labels import IconLabel, label
from lance_studio.ui.widgets.layouts import Part, add, centred, clear, column, named, row, stretch

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
        self._sentence = text = label(sentence, "muted", wrap=True)
        text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._icon = IconLabel(icon_name, "faint", _ICON) if icon_name else None
        self._choices = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._choices.setSpacing(GRID)
        parts: list[Part] = [centred(self._icon)] if self._icon is not None else []
        parts.append(text)
        if button:
            add(
                self._choices, centred(named(primary_button(button, clicked=self.button_clicked), "empty-state.button"))
            )
        if link:
            add(self._choices, centred(named(link_button(link, clicked=self.link_clicked), "empty-state.link")))
        if button or link:
            parts.append(row(stretch(), self._choices, stretch(), spacing=0))
        self._low = False
        self._spare_links = 0
        self._examples: tuple[str, ...] = ()
        self._links = column(spacing=0)
        column(stretch(), *parts, self._links, stretch(), on=self, margins=PADDING, spacing=GRID)

    def minimumSizeHint(self) -> QSize:  # noqa: N802, D102
        least = super().minimumSizeHint()
        return least if self._low else QSize(least.width(), least.height() - self._spare())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        whole = super().minimumSizeHint().height() + (self._spare() if self._low else 0)
        self._set_low(event.size().height() < whole)

    def _spare(self) -> int:
        """Return how much lower it gets without the icon and with what can be chosen side by side."""
        icon = 0 if self._icon is None else _ICON + GRID
        links = self._spare_links + GRID if self._examples else 0
        items = (self._choices.itemAt(number) for number in range(self._choices.count()))
        heights = [item.sizeHint().height() for item in items if item is not None]
        return 2 * (PADDING - HALF) + icon + links + (sum(heights) - max(heights) + GRID if len(heights) > 1 else 0)

    def _set_low(self, low: bool) -> None:
        """In a low place the icon goes, and what can be chosen stands side by side."""
        if low != self._low:
            self._low = low
            if self._icon is not None:
                self._icon.setVisible(not low)
            across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
            self._choices.setDirection(across if low else down)
            self._show_links()
            layout = self.layout()
            if layout is not None:
                above = HALF if low else PADDING
                layout.setContentsMargins(PADDING, above, PADDING, above)

    def set_sentence(self, sentence: str) -> None:
        """Say something else."""
        self._sentence.setText(texts.plain(sentence))

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
        self._spare_links = self._links.sizeHint().height()
        self._show_links()

    def _show_links(self) -> None:
        """In a low place there are no examples."""
        for number in range(self._links.count()):
            item = self._links.itemAt(number)
            found = None if item is None else item.widget()
            if found is not None:
                found.setVisible(not self._low)
