"""What the studio writes down about itself: one file that rotates, for whoever has to find out what went wrong.

It names versions, projects, jobs, errors that were shown and defects, and neither prompts nor what files hold. Nobody
waits for the disk: records go through a queue to a thread that writes them.
"""

import contextlib
import logging
import logging.handlers
import os
import platform
import sys
import threading
from io import TextIOWrapper
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Any

import lance_studio
from lance_studio import paths

_log = logging.getLogger(__name__)

_NAME = "lance-studio.log"
_FILE_BYTES = 1 << 20
_OLD_FILES = 2
_TAIL_BYTES = 128 << 10
_FORMAT = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"


class _PrivateFile(logging.handlers.RotatingFileHandler):
    """A rotating file that its owner alone may read; it is made with the first record."""

    def _open(self) -> TextIOWrapper:
        Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)

        def private(name: str, flags: int) -> int:
            return os.open(name, flags, 0o600)

        return open(self.baseFilename, "a", encoding="utf-8", errors="replace", opener=private)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Do without: a full disk or a folder that may not be written must not get in anybody's way."""
        del record


class LogFile:
    """Writes what is logged in this process until it is closed, defects included.

    Args:
        debug: Write details too, such as what the engine's process says.
    """

    def __init__(self, *, debug: bool = False) -> None:
        self.path = path()
        self._handler = _PrivateFile(
            self.path, maxBytes=_FILE_BYTES, backupCount=_OLD_FILES, encoding="utf-8", delay=True
        )
        self._handler.setFormatter(logging.Formatter(_FORMAT))
        queue: SimpleQueue[Any] = SimpleQueue()
        self._entrance = logging.handlers.QueueHandler(queue)
        self._listener = logging.handlers.QueueListener(queue, self._handler)
        self._logger = logging.getLogger("lance_studio")
        self._former_level = self._logger.level
        self._former_hooks = (sys.excepthook, threading.excepthook)
        self._logger.addHandler(self._entrance)
        self._logger.setLevel(logging.DEBUG if debug else logging.INFO)
        sys.excepthook, threading.excepthook = self._on_defect, self._on_thread_defect
        self._listener.start()

    def begin(self, what: str) -> None:
        """Write down what was started, by which versions."""
        _log.info(
            "Lance Studio %s begins: %s. Python %s, %s",
            lance_studio.__version__,
            what,
            platform.python_version(),
            platform.platform(),
        )

    def close(self) -> None:
        """Write what is still to be written, and leave everything as it was; a second call does nothing."""
        if self._entrance not in self._logger.handlers:
            return
        sys.excepthook, threading.excepthook = self._former_hooks
        self._logger.removeHandler(self._entrance)
        self._logger.setLevel(self._former_level)
        self._listener.stop()
        self._handler.close()

    def _on_defect(self, kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
        if issubclass(kind, Exception):
            _log.critical("A defect", exc_info=(kind, error, traceback))
        self._former_hooks[0](kind, error, traceback)

    def _on_thread_defect(self, defect: threading.ExceptHookArgs) -> None:
        if defect.exc_value is not None and issubclass(defect.exc_type, Exception):
            # English: for the log
            name = defect.thread.name if defect.thread else "a thread that has gone"
            _log.critical("A defect in %s", name, exc_info=(defect.exc_type, defect.exc_value, defect.exc_traceback))
        self._former_hooks[1](defect)


def path() -> Path:
    """Where the log is, or will be."""
    return paths.log_dir() / _NAME


def read_tail() -> str:
    """The last lines of the log; nothing where there is none."""
    with contextlib.suppress(OSError), path().open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _TAIL_BYTES))
        text = file.read().decode("utf-8", errors="replace")
        return text if size <= _TAIL_BYTES else text.partition("\n")[2]
    return ""
