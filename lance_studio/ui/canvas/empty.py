"""What the canvas shows while nothing is open: it teaches, and offers prompts to begin with."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from lance_studio.ui.theme.measures import GRID, HALF, PADDING
from lance_studio.ui.widgets import IconLabel, label, link_button, primary_button

_ICON = 40
_MOST_EXAMPLES = 4


class Welcome(QWidget):
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
        column = QVBoxLayout(self)
        column.setContentsMargins(PADDING, PADDING, PADDING, PADDING)
        column.setSpacing(GRID)
        column.addStretch(1)
        centre = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(IconLabel("image-square", "faint", _ICON), 0, centre)
        column.addWidget(label("Describe a picture below, or drop one here to change it.", "muted"), 0, centre)
        column.addSpacing(HALF)
        begin = primary_button("Describe a picture", "pencil-line")
        begin.setObjectName("canvas.begin")
        begin.clicked.connect(lambda: self.begin_clicked.emit())
        column.addWidget(begin, 0, centre)
        column.addSpacing(GRID)
        self._heading = label("Or begin with one of these", "caption")
        column.addWidget(self._heading, 0, centre)
        self._links = QVBoxLayout()
        self._links.setSpacing(0)
        column.addLayout(self._links)
        column.addStretch(1)

    def show_examples(self, prompts: tuple[str, ...]) -> None:
        """Offer these prompts, as far as there is room."""
        prompts = prompts[:_MOST_EXAMPLES]
        if prompts == self._examples:
            return
        self._examples = prompts
        while (item := self._links.takeAt(0)) is not None:
            former = item.widget()
            if former is not None:
                former.hide()
                former.deleteLater()
        for number, prompt in enumerate(prompts):
            link = link_button(prompt)
            link.setObjectName(f"canvas.example.{number}")
            link.clicked.connect(lambda _checked=False, prompt=prompt: self.example_chosen.emit(prompt))
            self._links.addWidget(link, 0, Qt.AlignmentFlag.AlignHCenter)
        self._heading.setVisible(bool(prompts))
