"""Watches where the file of the open project is, and keeps it complete, beside the window's thread."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject, Qt, Signal

from lance_studio.errors import LanceStudioError, ProjectDisplacedError
from lance_studio.ui.background import Background
from lance_studio.ui.bus import ChangeBus
from lance_studio.ui.timers import make_timer

if TYPE_CHECKING:
    from lance_studio.project.place import Finding
    from lance_studio.project.project import Project

QUIET_MS = 2000
"""After so long without a change, the latest ones go into the project file itself."""

_TOGETHER_MS = 50
_LOOK_MS = 5000


class PlaceWatch(QObject):
    """Notices that another program moves, replaces or deletes the project's file; asks the file system in a thread.

    Args:
        bus: What changes in the open project.
        parent: The object that it goes with.

    Attributes:
        moved: The file has another place.
        displaced: The file was replaced or deleted; carries the error that says so, and a `Displacement`, or None
            where there is no copy of it. Sent once for each error.
    """

    moved = Signal()
    displaced = Signal(object, object)
    _noticed = Signal(object)

    def __init__(self, bus: ChangeBus, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project: Project | None = None
        self._told = ""
        self._background = Background(self)
        self._watcher = QFileSystemWatcher(self)
        self._soon = make_timer(self, _TOGETHER_MS, self._look)
        self._quiet = make_timer(self, QUIET_MS, self._checkpoint)
        # Some disks, those of the network among them, tell nothing by themselves.
        self._regularly = make_timer(self, _LOOK_MS, self._look, once=False)
        self._watcher.fileChanged.connect(self._look_soon)
        self._watcher.directoryChanged.connect(self._look_soon)
        self._noticed.connect(self._follow, Qt.ConnectionType.QueuedConnection)
        bus.changed.connect(self._wait_for_quiet)

    def attach(self, project: "Project | None") -> None:
        """Watch a project in place of the former one."""
        self._background.forget_all()
        for timer in (self._soon, self._quiet, self._regularly):
            timer.stop()
        self._project, self._told = project, ""
        self._watch_path()
        if project is not None:
            project.when_moved(lambda: self._noticed.emit(project))
            self._regularly.start()

    @property
    def has_told(self) -> bool:
        """Whether `displaced` was sent for the open project."""
        return bool(self._told)

    def _watch_path(self) -> None:
        watched = [*self._watcher.files(), *self._watcher.directories()]
        wanted = [] if self._project is None else [str(self._project.path), str(self._project.folder)]
        if gone := [path for path in watched if path not in wanted]:
            self._watcher.removePaths(gone)
        if new := [path for path in wanted if path not in watched]:
            self._watcher.addPaths(new)

    def _look_soon(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _wait_for_quiet(self) -> None:
        self._quiet.start()

    def _look(self) -> None:
        project = self._project
        # One question at a time: a disk that does not answer must not fill the pool.
        if project is not None and self._background.is_idle():
            self._background.start(project.look, self._found)

    def _found(self, finding: "Finding | None") -> None:
        project = self._project
        if finding is None or project is None:
            return
        if finding.is_lost and not project.read_only:
            # The long part. Whether it can be done is found out, and said, by what follows.
            self._background.start(project.prepare_rescue, lambda _: self._put_right(), lambda _: self._put_right())
        else:
            self._put_right()

    def _put_right(self) -> None:
        project = self._project
        if project is None or project.closed:
            return
        try:
            project.check_place()
        except ProjectDisplacedError as error:
            self.tell(error)
        except LanceStudioError:
            self._look_soon()  # a file beside it is in use at this moment

    def _follow(self, project: "Project") -> None:
        if project is not self._project or project.closed:
            return
        self._watch_path()
        self.moved.emit()
        if project.displaced is not None:
            self.tell(project.displaced.error())
        else:
            self._look_soon()  # its disk may have failed

    def tell(self, error: ProjectDisplacedError) -> None:
        """Send `displaced`, unless that has been done."""
        if self._project is not None and str(error) != self._told:
            self._told = str(error)
            self.displaced.emit(error, self._project.displaced)

    def _checkpoint(self) -> None:
        project = self._project
        if project is None or project.read_only or project.displaced is not None:
            return
        # What keeps it from being done now is met, and said, by the next change.
        self._background.start(project.checkpoint, lambda _: None)
