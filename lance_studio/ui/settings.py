"""What the user has set, kept as JSON in the studio's configuration folder."""

import contextlib
import json
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QObject, Signal

from lance_studio import paths
from lance_studio.errors import OutputError
from lance_studio.media.output import flush, write_bytes

Value: TypeAlias = "str | int | float | bool | Sequence[Value] | Mapping[str, Value] | None"

THEME, UI_SCALE, LESS_MOTION = "theme", "ui_scale", "less_motion"
MODEL_FOLDER, DEVICE = "model_folder", "device"
RECENT_FILES, KEYS, LAYOUT, WORKSPACE = "recent_files", "keys", "layout", "workspace"

_FILE = "settings.json"
_MOST_RECENT = 12


class Settings(QObject):
    """The settings of the studio; a change is in the file when `set` returns, and soon after safe from a power cut.

    A file that is damaged, or that cannot be read, is taken for an empty one: settings must not keep the window from
    opening. It is only overwritten by the next change, and its former content is kept beside it then.

    Args:
        file: Where the settings are kept; None for the usual place.

    Attributes:
        changed: The setting of this name has another value now.
    """

    changed = Signal(str)

    def __init__(self, file: Path | None = None) -> None:
        super().__init__()
        self._file = file or paths.config_dir() / _FILE
        self._damaged = False
        self._values = self._load()

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
        if self._values.get(key) == value:
            return
        if value is None:
            self._values.pop(key, None)
        else:
            self._values[key] = value
        self.changed.emit(key)
        self._save()

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
        others = [str(other) for other in self.recent() if other != path]
        self.set(RECENT_FILES, [str(path), *others][:_MOST_RECENT])

    def forget_recent(self, path: Path) -> None:
        """Take a project file off the recent ones; the file itself stays.

        Raises:
            OutputError: As of `set`.
        """
        self.set(RECENT_FILES, [str(other) for other in self.recent() if other != path])

    def _load(self) -> dict[str, Value]:
        try:
            values = json.loads(self._file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError):
            values = None
        self._damaged = not isinstance(values, dict)
        return values if isinstance(values, dict) else {}

    def _save(self) -> None:
        text = json.dumps(self._values, indent=1, ensure_ascii=False)
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            if self._damaged:
                self._file.replace(self._file.with_suffix(".damaged.json"))
                self._damaged = False
            write_bytes(self._file, text.encode("utf-8", "surrogateescape"), overwrite=True, durable=False)
            threading.Thread(target=_flush, args=(self._file,), name="settings to disk", daemon=True).start()
        except (OSError, OutputError) as error:
            reason = error.cause.rstrip(".") if isinstance(error, OutputError) else error.strerror or error
            raise OutputError(
                f"The settings could not be written to {self._file}: {reason}.",
                "They hold until the window closes; make room or make the folder writable.",
            ) from error


def _flush(file: Path) -> None:
    with contextlib.suppress(OSError):  # a later window may have put another file there, or taken the folder away
        flush(file)
