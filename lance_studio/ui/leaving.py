"""Asks once before a project is closed in which something is at work, and says what becomes of each thing."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QWidget

from lance_studio.language import tr
from lance_studio.ui.closing import Closing
from lance_studio.ui.error_handling import guarded
from lance_studio.ui.theme.measures import GRID
from lance_studio.ui.widgets.buttons import primary_button, push_button
from lance_studio.ui.widgets.dialogs import lay_out
from lance_studio.ui.widgets.labels import label
from lance_studio.ui.widgets.layouts import column, named, row, stretch

_WIDTH = 460


class Leaving(QObject):
    """Stands before whatever closes the project because its user wants that; the system's end of it asks nothing.

    Args:
        closing: Knows what is at work.
        window: Parent of the question.
    """

    def __init__(self, closing: Closing, window: QWidget) -> None:
        super().__init__(window)
        self._closing, self._window = closing, window
        self._dialog: LeavingDialog | None = None

    def then(self, verb: str, work: Callable[[], object], dropped: Callable[[], object] = lambda: None) -> None:
        """Do something that closes the project: now, or once its user has agreed to what is lost by that.

        Args:
            verb: On the button, for example "Close project".
            work: What to do; what it raises now is the caller's, what it raises later is sent by `Closing.failed`.
            dropped: Called instead where its user keeps working.
        """
        if not self.asks(verb, work, dropped):
            work()

    def asks(self, verb: str, work: Callable[[], object], dropped: Callable[[], object] = lambda: None) -> bool:
        """Ask, if anything would be lost; as `then` otherwise.

        Returns:
            Whether it asks; if not, nothing was done.
        """
        if self._dialog is not None:
            # It asks once, about what is wanted now.
            self._dialog.reject()
        losses = self._closing.losses()
        if not losses:
            return False
        self._dialog = LeavingDialog(verb, losses, self._window)
        self._dialog.accepted.connect(lambda: guarded(work, self._closing.failed.emit))
        self._dialog.rejected.connect(dropped)
        self._dialog.finished.connect(self._forget)
        self._dialog.open()
        return True

    def agree(self) -> None:
        """Answer the open question, if there is one, as its user would to go on."""
        if self._dialog is not None:
            self._dialog.accept()

    def dismiss(self) -> None:
        """Take the question away, because the window closes without its answer."""
        if self._dialog is not None:
            self._dialog.reject()

    def _forget(self) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.deleteLater()


class LeavingDialog(QDialog):
    """Names what is at work and what becomes of it; Escape and Enter keep everything as it is.

    Args:
        verb: On the button that goes on.
        losses: A sentence for each thing at work.
        window: Its parent.
    """

    def __init__(self, verb: str, losses: Sequence[str], window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("leaving")
        self.setWindowTitle(tr("Work is going on"))
        self.setFixedWidth(_WIDTH)
        heading = label(tr("Something is still at work"), "strong", wrap=True)
        lines = [named(label(words, wrap=True), f"leaving.loss.{number}") for number, words in enumerate(losses)]
        leave = named(push_button(verb, clicked=self.accept), "leaving.leave")
        leave.setAutoDefault(False)
        stay = named(primary_button(tr("Keep working"), clicked=self.reject), "leaving.stay")
        stay.setDefault(True)
        lay_out(self, heading, column(*lines, spacing=GRID), row(stretch(), leave, stay, spacing=GRID))
        stay.setFocus()
