"""The line above the prompt that says in full what an instruction acts on, and behind it what is not as expected."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from lance_studio.ui.subject import PINNED, Subject
from lance_studio.ui.theme import FontRole
from lance_studio.ui.theme.measures import GRID, HALF
from lance_studio.ui.widgets import ElidedLabel, IconLabel

_ICON = 14
# The notes get what the subject leaves, but never less than this share of the line while they need it.
_LEAST_NOTES = 0.3


class TargetLine(QWidget):
    """One line that is always there, so that nothing moves when its words change."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = IconLabel("sparkle", "muted", _ICON)
        self.subject = ElidedLabel("", font_role=FontRole.CAPTION, middle=True)
        self.subject.setObjectName("canvas.target")
        self.notes = ElidedLabel("", font_role=FontRole.CAPTION, muted=True, middle=True)
        self.notes.setObjectName("canvas.notes")
        for part in (self._icon, self.subject, self.notes):
            part.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_subject(self, subject: Subject, words: str, notes: str) -> None:
        """Say what an instruction acts on.

        Args:
            subject: It.
            words: It and what is done to it.
            notes: Sentences on what is cropped, shortened or otherwise not as one may expect.
        """
        pinned = subject.why == PINNED
        self._icon.set_icon(subject.icon, "accent" if pinned else "muted")
        self.subject.set_text(words)
        self.notes.set_text(notes)
        self._lay_out()

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(self.subject.sizeHint().width(), max(self.fontMetrics().height(), _ICON) + 2)

    def minimumSizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(_ICON, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        height, left = self.height(), HALF + _ICON + HALF + 2
        self._icon.move(HALF, (height - _ICON) // 2)
        room, notes = max(self.width() - left, 0), 0
        subject = self.subject.sizeHint().width()
        if self.notes.text():
            wanted = self.notes.sizeHint().width() + GRID
            notes = min(wanted, max(room - subject, int(room * _LEAST_NOTES)))
        width = min(subject, room - notes)
        self.subject.setGeometry(left, 0, width, height)
        self.notes.setGeometry(left + width + GRID, 0, max(notes - GRID, 0), height)
        self.notes.setVisible(notes > 0)
