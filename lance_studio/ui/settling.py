"""Brings the latest changes of the open project to the disk before it is closed, beside the window's thread."""

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThreadPool, Signal

from lance_studio.language import tr
from lance_studio.ui.background import Background
from lance_studio.ui.session import Session

if TYPE_CHECKING:
    from lance_studio.project.project import Project

SOON_SECONDS = 0.4
"""A disk that is done by then keeps nobody waiting: the project is closed at once."""


class Settling(QObject):
    """Does what closing the project would wait for; a part of `closing.Closing`.

    Args:
        session: Whose project it is.
        parent: The window.

    Attributes:
        wound_down: The disk has everything, or refuses; closing says so then.
    """

    wound_down = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        # A pool of its own: what closing waits for must not wait for others.
        self._pool = QThreadPool(self)
        self._background = Background(self, self._pool)
        self._is_busy = False
        #: The project and its commits for which that was done; what is left then is left to closing.
        self._done: tuple[Project, int] | None = None

    def wind_down(self) -> str:
        """Say whether the disk is still being waited for; see `lance_studio.ui.closing`."""
        project = self._session.project
        if project is None or project.closed or project.is_settled or self._done == (project, project.commits):
            return ""
        if not self._is_busy and self._is_done_soon(project, project.commits):
            return ""
        return tr("Bringing the latest changes to the disk…")

    def losing(self) -> str:
        """Nothing is lost: closing does what is left."""
        return ""

    def go_on(self) -> None:
        """Nothing rests here; the next time counts again."""
        self._done = None

    def hurry(self) -> None:
        """Closing does what is left."""
        self._background.forget_all()
        self._is_busy = False

    def _is_done_soon(self, project: "Project", commits: int) -> bool:
        over = threading.Event()

        def work() -> None:
            try:
                project.settle()
            finally:
                over.set()

        self._is_busy = True
        number = self._background.start(
            work, lambda _: self._end(project, commits), lambda _: self._end(project, commits)
        )
        if not over.wait(SOON_SECONDS):
            return False
        self._background.forget(number)
        self._is_busy, self._done = False, (project, commits)
        return True

    def _end(self, project: "Project", commits: int) -> None:
        self._is_busy, self._done = False, (project, commits)
        self.wound_down.emit()
