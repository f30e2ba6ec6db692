"""What a panel shows while there is nothing in it: it teaches."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from lance_studio.ui.theme.measures import GRID, PADDING
from lance_studio.ui.widgets.buttons import link_button, primary_button
from lance_studio.ui.widgets.labels import IconLabel, label

_ICON = 32


class EmptyState(QWidget):
    """One sentence, one primary button, one link, in the middle of their place.

    Args:
        sentence: What belongs here and how it gets here.
        button: The verb of the primary button, or nothing.
        link: The text of the link, or nothing.
        icon_name: A name of the icon family, or nothing.

    Attributes:
        button_clicked: The primary button was clicked.
        link_clicked: The link was clicked.
    """

    button_clicked = Signal()
    link_clicked = Signal()

    def __init__(self, sentence: str, *, button: str = "", link: str = "", icon_name: str = "") -> None:
        super().__init__()
        self.setObjectName("empty-state")
        column = QVBoxLayout(self)
        column.setContentsMargins(PADDING, PADDING, PADDING, PADDING)
        column.setSpacing(GRID)
        column.addStretch(1)
        centre = Qt.AlignmentFlag.AlignHCenter
        if icon_name:
            column.addWidget(IconLabel(icon_name, "faint", _ICON), 0, centre)
        text = label(sentence, "muted", wrap=True)
        text.setAlignment(centre)
        column.addWidget(text)
        if button:
            made = primary_button(button)
            made.setObjectName("empty-state.button")
            made.clicked.connect(self.button_clicked)
            column.addWidget(made, 0, centre)
        if link:
            made = link_button(link)
            made.setObjectName("empty-state.link")
            made.clicked.connect(self.link_clicked)
            column.addWidget(made, 0, centre)
        column.addStretch(1)
