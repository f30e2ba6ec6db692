"""The projects that were open last, and whether they are there now: a drive may be away for a while."""

import contextlib
import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from lance_studio.errors import ProjectError
from lance_studio.language import mark, tr
from lance_studio.regular_files import shown_path
from lance_studio.ui.background import Background
from lance_studio.ui.drafts import is_draft
from lance_studio.ui.settings import RECENT_FILES, Settings
from lance_studio.ui.wording.dates import date_words

AWAY = mark("not there now")
"""What is said of a project whose file is not found."""

REMOVE = mark("Remove from list")
"""The verb that takes a project off the list."""


@dataclass(frozen=True)
class RecentProject:
    """A project that was open before.

    Attributes:
        path: Its file.
        name: What people call it.
        changed: When the file was changed, in words; empty where that is not known.
        there: Whether the file is there; True until that was looked up.
    """

    path: Path
    name: str
    changed: str = ""
    there: bool = True


class RecentProjects(QObject):
    """The recent projects, looked up beside the window's thread; none leaves the list by itself.

    The one exception are drafts: they lie among the studio's own files, so one that is gone was deleted by the studio.

    Args:
        settings: Where they are listed.

    Attributes:
        changed: The list, or what is known of it, is another one.
    """

    changed = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._background = Background(self)
        self._known: dict[Path, RecentProject] = {}
        self._look = 0
        settings.changed.connect(lambda key: self._take_list() if key == RECENT_FILES else None)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self._follow_application)
        self.look()

    def items(self) -> tuple[RecentProject, ...]:
        """Return the projects, newest first."""
        listed = (self._known.get(path) or _unknown(path) for path in self._settings.recent())
        return tuple(each for each in listed if each.there or not is_draft(each.path))

    def look(self) -> None:
        """Look again which of them are there."""
        paths = self._settings.recent()
        self._background.forget(self._look)
        if paths:
            self._look = self._background.start(lambda: [_looked_up(path) for path in paths], self._take)

    def forget(self, path: Path) -> None:
        """Take a project off the list because its user wants it; the file stays.

        Raises:
            OutputError: If the settings cannot be written.
        """
        self._settings.forget_recent(path)

    def _take_list(self) -> None:
        self.changed.emit()
        self.look()

    def _take(self, found: Sequence[RecentProject]) -> None:
        known = {each.path: each for each in found}
        if known != self._known:
            self._known = known
            self.changed.emit()

    def _follow_application(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self.look()


def absent(path: Path) -> ProjectError:
    """Return the error that says that a project is not there now."""
    return ProjectError(
        tr("'{name}' is not there now: {path}", name=name_of(path), path=shown_path(path)),
        tr("Connect the drive that it lies on, or remove it from the list."),
    )


def name_of(path: Path) -> str:
    """Return what people call a project."""
    return tr("Untitled ({stem})", stem=path.stem[:6]) if is_draft(path) else path.stem


def _unknown(path: Path) -> RecentProject:
    return RecentProject(path, name_of(path))


def _looked_up(path: Path) -> RecentProject:
    changed, there = "", False
    with contextlib.suppress(OSError, ValueError, OverflowError):  # some disks know times beyond the year 9999
        status = path.stat()
        there = path.is_file()
        changed = date_words(datetime.datetime.fromtimestamp(status.st_mtime))
    return RecentProject(path, name_of(path), changed, there)
