"""Starts the studio as its command does, with the introspection beside it.

    python tests/e2e/window/launch.py SOCKET PANELS [PROJECT]

PANELS is "module:NAME" of a tuple of panels, or "-" for the studio's own.
"""

import gc
import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from lance_studio.ui.main_window import MainWindow


def run(socket: str, panels: str, arguments: list[str]) -> int:
    # As the command does.
    gc.disable()
    from lance_studio import app

    gc.enable()

    def started(_application: "QApplication", window: "MainWindow") -> None:
        from tests.e2e.window.introspection import Introspection

        Introspection(window, socket)

    if panels == "-":
        return app.main(arguments, started=started)
    module, _, name = panels.partition(":")
    return app.main(arguments, panels=getattr(importlib.import_module(module), name), started=started)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1], sys.argv[2], sys.argv[3:]))
