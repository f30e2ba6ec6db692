"""What the user has set, as the window sees it: changed key by key, and followed where another window changes it."""

import contextlib
import threading
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, Signal

from lance_studio.errors import OutputError
from lance_studio.media.output import flush
from lance_studio.ui.timers import make_timer
from lance_studio.user_settings.store import SettingsFile, Value, merged

__all__ = ["Settings", "Value"]

THEME, UI_SCALE, LESS_MOTION = "theme", "ui_scale", "less_motion"
MODEL_FOLDER, IMAGE_FOLDER, VIDEO_FOLDER, DEVICE = "model_folder", "model_folder_image", "model_folder_video", "device"
LANGUAGE = "language"
CACHE_FOLDER, CACHE_LIMIT = "cache_folder", "cache_limit_gb"
RECENT_FILES, KEYS, LAYOUT, WORKSPACE = "recent_files", "keys", "layout", "workspace"
HISTORY_MODE = "history_mode"
TOUR = "tour"
"""Whether the tour was begun once; the welcome page offers it until then."""

_MOST_RECENT = 12
_OF_THE_WINDOW = (LAYOUT, WORKSPACE)
"""How a window stands: what another window makes of it is not taken over while this one is open."""

_TOGETHER_MS = 50
"""Changes of the file within so long are read at once."""


class Settings(QObject):
    """The settings of the studio; a change is in the file when `set` returns, and soon after safe from a power cut.

    A file that is damaged, or that cannot be read, is taken for an empty one: settings must not keep the window from
    opening. It is only overwritten by the next change, and its former content is kept beside it then.

    Several windows share one file. Each writes only the keys that it changed, and of objects only the parts; `follow`
    lets this one take over what others change.

    Args:
        file: Where the settings are kept; None for the usual place.

    Attributes:
        changed: The setting of this name has another value now.
    """

    changed = Signal(str)

    def __init__(self, file: Path | None = None) -> None:
        super().__init__()
        self._file = SettingsFile(file)
        self._values = self._file.read()
        self._stamp = self._file.stamp()
        self._unsaved: dict[str, Value] = {}
        self._watcher: QFileSystemWatcher | None = None
        self._soon = make_timer(self, _TOGETHER_MS, self.read_again)

    @property
    def file(self) -> Path:
        """The file that they are kept in."""
        return self._file.path

    def get(self, key: str, default: Value = None) -> Value:
        """Return a setting, or the default where it was never set."""
        return self._values.get(key, default)

    def text(self, key: str, default: str = "") -> str:
        """Return a setting that is text; the default where it is anything else."""
        value = self._values.get(key)
        return value if isinstance(value, str) else default

    def set(self, key: str, value: Value) -> None:
        """Keep a setting; None forgets it.

        Raises:
            OutputError: If the file cannot be written; the value holds until the window closes.
        """
        before = self._values.get(key)
        if before == value:
            return
        self._unsaved.setdefault(key, before)
        _put(self._values, key, value)
        try:
            self._save()
        finally:
            # Who hears of it may read the file.
            self.changed.emit(key)

    def recent(self) -> list[Path]:
        """Return the project files that were open last, newest first; whether they are there is not looked up."""
        listed = self._values.get(RECENT_FILES)
        names = [name for name in listed if isinstance(name, str)] if isinstance(listed, list) else []
        return [Path(name) for name in names if "\0" not in name]

    def add_recent(self, path: Path) -> None:
        """Put a project file at the head of the recent ones.

        Raises:
            OutputError: As of `set`.
        """
        # Another window may have added one since.
        self.read_again()
        others = [str(other) for other in self.recent() if other != path]
        self.set(RECENT_FILES, [str(path), *others][:_MOST_RECENT])

    def forget_recent(self, path: Path) -> None:
        """Take a project file off the recent ones; the file itself stays.

        Raises:
            OutputError: As of `set`.
        """
        self.set(RECENT_FILES, [str(other) for other in self.recent() if other != path])

    # --- other windows -----------------------------------------------------------------------------------------

    def follow(self) -> None:
        """Take over from now on what other windows and commands change."""
        if self._watcher is None:
            with contextlib.suppress(OSError):
                self.file.parent.mkdir(parents=True, exist_ok=True)
            self._watcher = QFileSystemWatcher(self)
            # The folder, because the file is replaced with each change.
            self._watcher.addPath(str(self.file.parent))
            self._watcher.directoryChanged.connect(self._soon.start)

    def read_again(self) -> None:
        """Take over what others have changed, if anything; what could not be written yet stays as it is here."""
        stamp = self._file.stamp()
        if stamp is None or stamp == self._stamp:
            return
        found = self._file.load()
        if found is not None:
            self._stamp = stamp
            self._take(found)

    def _take(self, found: Mapping[str, Value]) -> None:
        for key in sorted({*found, *self._values} - {*self._unsaved, *_OF_THE_WINDOW}):
            if self._values.get(key) != found.get(key):
                _put(self._values, key, found.get(key))
                self.changed.emit(key)

    def _save(self) -> None:
        changes = {key: (before, self._values.get(key)) for key, before in self._unsaved.items()}

        def change(values: dict[str, Value]) -> None:
            for key, (before, after) in changes.items():
                _put(values, key, merged(before, after, values.get(key)))

        written = self._file.change(change)
        self._unsaved.clear()
        self._stamp = self._file.stamp()
        self._take(written)
        # English: the name of a thread
        threading.Thread(target=_flush, args=(self.file,), name="settings to disk", daemon=True).start()


def _put(values: dict[str, Value], key: str, value: Value) -> None:
    if value is None:
        values.pop(key, None)
    else:
        values[key] = value


def _flush(file: Path) -> None:
    with contextlib.suppress(OSError, OutputError):  # a later window may have put another file there
        flush(file)
