"""How long the window's thread is busy at a stretch while a picture of 24 megapixels is pasted, and while it is copied.

Run ``python tests/benchmarks/pasting.py [--megapixels N]``. It opens the window offscreen over a new project, puts a
picture on the clipboard in the ways in which other programs do, and prints one JSON line for each: the longest stretch
in milliseconds in which no event of the window was handled, and the seconds until the picture was in the project. The
line "encoded in the window's thread" is what pasting did before.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QEventLoop, QIODevice, QMimeData, QTimer
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter
from PySide6.QtWidgets import QApplication

from lance_studio.app import build
from lance_studio.ui.incoming import encoded
from lance_studio.ui.main_window import MainWindow
from lance_studio.ui.pyside_refcount_fix import protect_singletons
from lance_studio.ui.settings import Settings

_SECONDS = 120.0


class Stretches:
    """Notes the longest time between two turns of the event loop."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._last = time.monotonic()
        self._timer = QTimer(interval=0)
        self._timer.timeout.connect(self._note)

    def measure(self, what: str, start: Callable[[], object], until: Callable[[], bool]) -> None:
        """Print the longest stretch from the start of something until a condition holds."""
        loop = QEventLoop()
        self._timer.start()
        loop.processEvents()
        self.longest, self._last = 0.0, time.monotonic()
        began = self._last
        start()
        while not until() and time.monotonic() - began < _SECONDS:
            loop.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
        self._note()
        self._timer.stop()
        seconds = time.monotonic() - began
        line = {"what": what, "longest_ms": round(1000 * self.longest), "seconds": round(seconds, 1)}
        print(json.dumps(line), flush=True)

    def _note(self) -> None:
        now = time.monotonic()
        self.longest, self._last = max(self.longest, now - self._last), now


def photograph(megapixels: float, seed: int) -> QImage:
    """Return a picture with as much grain as a photograph."""
    height = round((megapixels * 1e6 / 1.5) ** 0.5)
    width = height * 3 // 2
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 240, (height // 64 + 1, width // 64 + 1, 3), np.uint8)
    whole = np.kron(coarse, np.ones((64, 64, 1), np.uint8))[:height, :width]
    grain = rng.integers(0, 8, whole.shape, np.uint8)
    pixels = np.ascontiguousarray(whole + grain)
    return QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def window_thread(image: QImage) -> None:
    """Encode as pasting did before."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megapixels", type=float, default=24.0)
    megapixels = parser.parse_args().megapixels
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="pasting-") as home:
        os.environ["LANCE_STUDIO_HOME"] = home
        _paste_and_copy(megapixels)


def _paste_and_copy(megapixels: float) -> None:
    protect_singletons()
    application = QApplication([])
    window = build(application, Settings())
    window.show()
    studio = window.studio
    studio.actions.trigger("file.new")
    window.later.finish()
    stretches = Stretches()
    _measure(window, stretches, megapixels)
    studio.session.close()
    window.close()


def _measure(window: MainWindow, stretches: Stretches, megapixels: float) -> None:
    session, actions = window.studio.session, window.studio.actions
    clipboard = QGuiApplication.clipboard()

    def media() -> int:
        return 0 if session.project is None else len(session.project.media_list())

    def paste(what: str, data: QMimeData) -> None:
        clipboard.setMimeData(data)
        actions.set_panel("media")
        wanted = media() + 1
        stretches.measure(what, lambda: actions.trigger("edit.paste"), lambda: media() == wanted)

    image = photograph(megapixels, 1)
    stretches.measure("encoded in the window's thread", lambda: window_thread(image), lambda: True)
    pixels = QMimeData()
    pixels.setImageData(image)
    paste("pixels pasted", pixels)
    file = QMimeData()
    file.setData("image/png", encoded(photograph(megapixels, 2)))
    paste("a PNG pasted", file)
    copying = window.panel("canvas")._copying  # type: ignore[attr-defined]
    done: list[bool] = []
    copying.ready.connect(lambda: done.append(True))
    stretches.measure("copied", lambda: copying.copy(image), lambda: bool(done))
    clipboard.clear()


if __name__ == "__main__":
    main()
