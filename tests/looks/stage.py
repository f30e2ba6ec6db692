"""Opens the real window as a user would find it, and brings one page after the other to sight."""

import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import QEventLoop, QThreadPool
from PySide6.QtWidgets import QApplication

from lance_studio.app import build
from lance_studio.ui.ending import release_clipboard
from lance_studio.ui.main_window import PROGRAM_NAME, MainWindow
from lance_studio.ui.pyside_refcount_fix import protect_singletons
from lance_studio.ui.settings import LANGUAGE, LESS_MOTION, THEME, Settings
from lance_studio.ui.theme.theme import Mode, current_theme
from lance_studio.ui.thumbnails import MediaImages

_SECONDS = 300.0


class Stage:
    """The window of one process.

    Args:
        language: Of the window, for example "zh_CN".
        theme: "dark" or "light".

    Attributes:
        window: The window.
    """

    def __init__(self, language: str = "en", theme: str = "dark") -> None:
        protect_singletons()
        application = QApplication.instance() or QApplication([PROGRAM_NAME])
        assert isinstance(application, QApplication)
        self.application = application
        settings = Settings()
        for key, value in ((LANGUAGE, language), (THEME, theme), (LESS_MOTION, True)):
            settings.set(key, value)
        self.window: MainWindow = build(application, settings)
        self.studio, self.session = self.window.studio, self.window.studio.session
        self.window.show()
        self.window.later.finish()

    def resize(self, width: int, height: int) -> None:
        """Give the window a size, and the docks the places that they have in a window of it."""
        self.window.resize(width, height)
        self.spin()

    def wear(self, theme: str) -> None:
        """Show the window in a theme, "dark" or "light", as its user switches it."""
        if current_theme().mode != Mode(theme):
            self.studio.actions.trigger("view.theme")
        self.settle()
        assert current_theme().mode == Mode(theme)

    def open(self, project: Path) -> None:
        """Open a project."""
        self.window.files.open(project)
        self.until(lambda: self.session.project is not None and self.session.project.path == project)
        self.settle()

    def close_project(self) -> None:
        """Go back to the welcome page."""
        self.session.close()
        self.settle()

    def choose(self, workspace: str) -> None:
        """Bring a workspace to sight as it was drawn."""
        self.studio.actions.trigger(f"workspace.{workspace}")
        self.studio.actions.trigger("window.reset_layout")
        if self.session.project is not None:
            self._show_work(workspace)
        self.settle()

    def _show_work(self, workspace: str) -> None:
        """Show what one works on there: the turn with a chain behind it, or the timeline one second in."""
        project = self.session.project
        assert project is not None
        if project.timelines():
            self.session.select_timeline(project.timelines()[0].id)
            self.session.move_playhead(Fraction(1))
        if project.nodes():
            self.session.select_node(project.nodes()[min(2, len(project.nodes()) - 1)].id)
        self.session.view("timeline" if workspace == "film" and project.timelines() else "node")

    def spin(self) -> None:
        """Let everything happen that waits for a turn of the event loop."""
        for _ in range(8):
            self.application.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)

    def settle(self) -> None:
        """Wait until thumbnails and pictures have come."""

        def rests() -> bool:
            asked = any(each._asked for each in self.window.findChildren(MediaImages))
            return not asked and QThreadPool.globalInstance().activeThreadCount() == 0

        for _ in range(3):
            self.spin()
            self.until(rests)

    def until(self, condition: Callable[[], object], seconds: float = _SECONDS) -> None:
        """Handle events until something holds.

        Raises:
            TimeoutError: If it does not within that time.
        """
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                raise TimeoutError
            self.application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)

    def close(self) -> None:
        """Close the window, so that the process can end."""
        self.window.end()
        self.until(lambda: not self.window.isVisible())
        QThreadPool.globalInstance().waitForDone()
        release_clipboard()
