"""The slim banner at the top of a panel: what is wrong, what to do about it, and the details."""

import enum
import logging

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFrame, QPlainTextEdit, QPushButton, QWidget

from lance_studio.language import mark, tr, translate
from lance_studio.ui import texts
from lance_studio.ui.theme import FontRole, font
from lance_studio.ui.theme.measures import GRID, HALF, PADDING
from lance_studio.ui.widgets.buttons import primary_button, push_button, quiet_button, tool_button
from lance_studio.ui.widgets.labels import IconLabel, label
from lance_studio.ui.widgets.layouts import column, named, row, stretch, wide

_log = logging.getLogger(__name__)

_MOST_LOG = 200_000


class Level(enum.Enum):
    """How serious a banner is."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


_SPOKEN = {Level.INFO: mark("info"), Level.WARNING: mark("warning"), Level.ERROR: mark("error")}
_ICONS = {
    Level.INFO: ("info", "accent"),
    Level.WARNING: ("warning", "warning"),
    Level.ERROR: ("warning-circle", "error"),
}


class Banner(QFrame):
    """A line with an icon, a sentence, and up to four buttons.

    Args:
        cause: One sentence that says what happened.
        remedy: One sentence that says what to do; shown after the cause.
        level: How serious it is.
        action: The verb of the first action, or nothing.
        second: The verb of another action, or nothing.
        log: The text behind "Details", or nothing.

    Attributes:
        action_clicked: The first action's button was clicked.
        second_clicked: The other action's button was clicked.
        closed: The user sent the banner away; it is hidden already.
    """

    action_clicked = Signal()
    second_clicked = Signal()
    closed = Signal()

    def __init__(
        self,
        cause: str,
        remedy: str = "",
        *,
        level: Level = Level.ERROR,
        action: str = "",
        second: str = "",
        log: str = "",
    ) -> None:
        super().__init__()
        self.setObjectName("banner")
        self.setProperty("kind", "banner")
        self.setProperty("level", level.value)
        self.cause, self.remedy, self.log, self.topic = cause, remedy, log, ""
        texts.set_name(self, tr("{level}: {words}", level=translate(_SPOKEN[level]), words=f"{cause} {remedy}").strip())
        _log.info("Shown as %s: %s %s", level.value, cause, remedy)
        text = named(label(f"{cause} {remedy}".strip(), wrap=True), "banner.text")
        buttons: list[QPushButton] = []
        if action:
            buttons.append(named(push_button(action, clicked=self.action_clicked), "banner.action"))
        if second:
            buttons.append(named(push_button(second, clicked=self.second_clicked), "banner.second"))
        if log:
            buttons.append(named(quiet_button(tr("Details"), clicked=self.show_details), "banner.details"))
        close = named(tool_button("x", tr("Dismiss"), clicked=self._close), "banner.close")
        parts = (IconLabel(*_ICONS[level]), wide(text), *buttons, close)
        row(*parts, on=self, margins=(PADDING, HALF, HALF, HALF), spacing=GRID)

    def show_details(self) -> None:
        """Open the log in a window that does not block anything."""
        dialog = LogDialog(self.cause, self.log, self.window())
        dialog.open()

    def _close(self) -> None:
        self.hide()
        self.closed.emit()


class LogDialog(QDialog):
    """A text to read and to copy.

    Args:
        heading: One sentence above the text.
        log: The text.
        parent: The window that it belongs to.
    """

    def __init__(self, heading: str, log: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("log-dialog")
        self.setWindowTitle(tr("Details"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(640, 400)
        view = named(QPlainTextEdit(texts.plain(log, _MOST_LOG)), "log-dialog.text")
        view.setReadOnly(True)
        view.setFont(font(FontRole.MONO_CAPTION))
        copy = push_button(
            tr("Copy"), "copy", clicked=lambda: QGuiApplication.clipboard().setText(f"{heading}\n\n{log}")
        )
        foot = row(stretch(), copy, primary_button(tr("Close"), clicked=self.accept))
        column(label(heading, "strong", wrap=True), wide(view), foot, on=self, margins=PADDING, spacing=GRID)
