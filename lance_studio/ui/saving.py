"""Saving the open project under another name, beside the window's thread."""

import contextlib
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThreadPool, QTimer, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from lance_studio.errors import CancelledError, CommandRefusedError, LanceStudioError
from lance_studio.language import tr
from lance_studio.ui import problem_topics
from lance_studio.ui.background import Background
from lance_studio.ui.closing import Closing
from lance_studio.ui.drafts import is_draft
from lance_studio.ui.session import Session
from lance_studio.ui.theme import FontRole
from lance_studio.ui.theme.measures import GRID, PADDING
from lance_studio.ui.widgets.buttons import push_button
from lance_studio.ui.widgets.labels import ElidedLabel

if TYPE_CHECKING:
    from lance_studio.project.copying import WrittenCopy
    from lance_studio.project.project import Project

_SOON_MS = 300
"""What is saved by then is saved without a dialog."""

_WIDTH = 420


class Saving(QObject):
    """Copies the open project and goes on in the copy; a part of `closing.Closing`.

    The project that is open stays so until the copy is complete and checked. While that lasts, a dialog keeps the user
    from changing it; what is changed all the same, in the moment before it appears for example, makes another copy
    necessary, so that nothing is left behind.

    Args:
        session: Whose project it is.
        closing: Lets what is at work come to rest before.
        window: Parent of the dialog.

    Attributes:
        wound_down: No copy is being written any more.
        discarded: A draft, or the copy of a rescued project, was deleted because the work goes on under another name;
            carries its path.
    """

    wound_down = Signal()
    discarded = Signal(object)

    def __init__(self, session: Session, closing: Closing, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._closing, self._window = session, closing, window
        # A pool of its own: it must not wait for others, and others not for it.
        self._pool = QThreadPool(self)
        self._background = Background(self, self._pool)
        self._cancelled = threading.Event()
        self._name = ""
        self._writes = False
        #: A copy of which this thread has not heard yet.
        self._copy: WrittenCopy | None = None
        self._dialog: SavingDialog | None = None
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._show)
        session.project_closing.connect(self.cancel)

    def start(self, path: Path) -> None:
        """Save the open project under another name, in place of what is there; a banner says what goes wrong.

        A draft is not needed any more then and is deleted, and so is the copy of a project that had to be rescued.

        Raises:
            CommandRefusedError: It is being saved already.
        """
        project = self._session.project
        if project is None or path == project.path:
            return
        if self._name:
            raise CommandRefusedError(
                tr("'{name}' is being saved just now.", name=self._name), tr("Wait for that, or cancel it.")
            )
        self._closing.then(lambda: self._begin(project, path))

    def wind_down(self) -> str:
        """Say whether a copy is being written; see `lance_studio.ui.closing`."""
        return tr("Saving '{name}'…", name=self._name) if self._writes else ""

    def losing(self) -> str:
        """Nothing is lost: closing waits for the copy."""
        return ""

    def go_on(self) -> None:
        """Nothing waits here."""

    def hurry(self) -> None:
        """Give the copy up; nothing is left of it."""
        self.cancel()
        self._background.forget_all()
        self._pool.waitForDone()
        if self._copy is not None:  # it was faster
            self._copy.lock.release()
            self._copy = None
        self._end()

    def cancel(self) -> None:
        """Give the copy up; the project that is open stays so."""
        self._cancelled.set()

    def _begin(self, project: "Project", path: Path) -> None:
        if self._session.project is not project or self._name:
            return
        self._cancelled.clear()
        self._name = path.name
        self._soon.start()
        self._write(project, path)

    def _write(self, project: "Project", path: Path) -> None:
        # What this thread alone may put right before; what cannot be kept beside its place may still be saved.
        with contextlib.suppress(LanceStudioError):
            project.check_place()
        self._writes = True
        self._closing.hold(self.wind_down())

        def work() -> "WrittenCopy | None":
            try:
                self._copy = project.write_copy(path, self._cancelled.is_set)
            except CancelledError:
                return None
            return self._copy

        self._background.start(work, lambda copy: self._written(project, path, copy), self._fail)

    def _written(self, project: "Project", path: Path, copy: "WrittenCopy | None") -> None:
        self._writes, self._copy = False, None
        if copy is None:
            self._end()
        else:
            self._closing.then(lambda: self._switch(project, path, copy), copy.lock.release)
        self.wound_down.emit()

    def _switch(self, project: "Project", path: Path, copy: "WrittenCopy") -> None:
        """Go on in the copy, if it holds everything that was committed."""
        self._session.commit_wanted.emit()
        if self._session.project is not project or self._cancelled.is_set():
            copy.lock.release()
        elif project.commits != copy.commits:
            copy.lock.release()
            self._write(project, path)
            return
        else:
            try:
                self._session.take_over(project.open_copy(copy))
            except LanceStudioError as error:
                self._session.report("canvas", error, topic=problem_topics.SAVE)
            else:
                self._session.solve(problem_topics.SAVE)
                if is_draft(project.path) or project.displaced is not None:
                    project.path.unlink(missing_ok=True)
                    self.discarded.emit(project.path)
        self._end()

    def _fail(self, error: LanceStudioError) -> None:
        self._writes = False
        self._end()
        self._session.report("canvas", error, topic=problem_topics.SAVE)
        self.wound_down.emit()

    def _end(self) -> None:
        self._writes, self._name = False, ""
        self._soon.stop()
        if self._dialog is not None:
            self._dialog.accept()
        self._closing.release()

    def _show(self) -> None:
        if self._name:
            self._dialog = SavingDialog(self._name, self._window)
            self._dialog.rejected.connect(self.cancel)
            self._dialog.finished.connect(self._forget_dialog)
            self._dialog.open()

    def _forget_dialog(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None


class SavingDialog(QDialog):
    """Says that the project is being saved, and keeps the window from being used meanwhile.

    Args:
        name: The name of the new file.
        window: Its parent.
    """

    def __init__(self, name: str, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("saving")
        self.setWindowTitle(tr("Save project as"))
        self.setFixedWidth(_WIDTH)
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setAccessibleName(tr("The project is being saved"))
        cancel = push_button(tr("Cancel"))
        cancel.setObjectName("saving.cancel")
        cancel.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.setSpacing(GRID)
        foot.addStretch(1)
        foot.addWidget(cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * PADDING, 2 * PADDING, 2 * PADDING, PADDING)
        column.setSpacing(PADDING)
        column.addWidget(ElidedLabel(tr("Saving {name}…", name=name), font_role=FontRole.STRONG, middle=True))
        column.addWidget(bar)
        column.addLayout(foot)
