"""Notices that the model's folder appears, vanishes or changes, and looks again, beside the window's thread."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject, Signal

from lance_studio.errors import LanceStudioError
from lance_studio.ui.background import Background
from lance_studio.ui.timers import make_timer

if TYPE_CHECKING:
    from lance_studio.catalog.active import ActiveModel

TOGETHER_MS = 300
"""What happens to a folder within so long is looked at once: a model is copied file by file."""

LOOK_MS = 5000
"""So often a folder is looked at that nothing was heard of: disks of the network tell nothing, nor do drives that are
plugged in."""


class ModelWatch(QObject):
    """Looks for the active model again whenever something changes where it lies.

    Args:
        find: Finds the model, in another thread; raises a LanceStudioError where there is none.
        parent: Its owner.

    Attributes:
        looked: Carries what was found: an `ActiveModel` or the LanceStudioError.
    """

    looked = Signal(object)

    def __init__(self, find: "Callable[[], ActiveModel]", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._find = find
        self._background = Background(self)
        self._watcher: QFileSystemWatcher | None = None
        self._soon = make_timer(self, TOGETHER_MS, self.look)
        self._regularly = make_timer(self, LOOK_MS, self.look)
        self._looking = False

    def follow(self, root: Path, found: "ActiveModel | None") -> None:
        """Watch a model's folder, or the place where one should be.

        Args:
            root: The folder that was named.
            found: What lies there, if anything does.
        """
        if self._watcher is None:
            self._watcher = QFileSystemWatcher(self)
            self._watcher.directoryChanged.connect(self._soon.start)
            self._watcher.fileChanged.connect(self._soon.start)
        wanted = {str(path) for path in _places(root, found)}
        former = {*self._watcher.directories(), *self._watcher.files()}
        if gone := sorted(former - wanted):
            self._watcher.removePaths(gone)
        if added := sorted(wanted - former):
            self._watcher.addPaths(added)
        self._regularly.start()

    def rest(self) -> None:
        """Look no more until `follow`: nobody works on a project."""
        self._soon.stop()
        self._regularly.stop()
        if self._watcher is not None:
            self._watcher.deleteLater()
            self._watcher = None

    def look(self) -> None:
        """Look for the model now."""
        if not self._looking:
            self._looking = True
            self._background.start(self._find, self._take, self._take)

    def _take(self, found: "ActiveModel | LanceStudioError") -> None:
        self._looking = False
        if self._watcher is not None:
            self._regularly.start()
        self.looked.emit(found)


def _places(root: Path, found: "ActiveModel | None") -> list[Path]:
    """What tells of a change: the folder's parts, the folder, and the nearest one above it that is there."""
    from lance_studio.regular_files import is_folder, is_regular

    above = next((one for one in root.absolute().parents if is_folder(one)), None)
    places = [root, *([] if above is None else [above])]
    if found is not None:
        folder = found.folder
        homes = [folder.folder(family) for family in folder.families]
        places += [folder.root, folder.vision_file.parent, folder.profile_file, folder.vae_file, *homes]
    return [one for one in dict.fromkeys(places) if is_folder(one) or is_regular(one)]
