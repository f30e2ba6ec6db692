"""A studio whose user copies and leaves: `python -m tests.e2e.kills.copying_child PROJECT WHAT`.

The whole studio in a window that no screen shows. WHAT is "clips", all of the project's timeline, or "picture", what
the canvas shows. Writes a line of JSON with what the clipboard had after Copy, and with what it has at the end.
"""

import json
import os
import sys
from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from lance_studio import app
from lance_studio.ui.canvas.view import CanvasPanel
from lance_studio.ui.main_window import MainWindow
from lance_studio.ui.timeline.view import TimelinePanel


def main() -> int:
    project, what = sys.argv[1:]

    def started(_application: QApplication, window: MainWindow) -> None:
        copy = copy_clips if what == "clips" else copy_picture
        again = QTimer(window, interval=10)

        def try_it() -> None:
            if window.later.done and window.studio.session.project is not None and copy(window):
                again.stop()
                say("copied")
                window.close()

        again.timeout.connect(try_it)
        again.start()

    code = app.main([project], started=started)
    say("end")
    return code


def copy_clips(window: MainWindow) -> bool:
    """Returns whether there was something to copy by now."""
    panel = window.findChild(TimelinePanel)
    assert panel is not None
    return copy_from(window, panel.lanes.setFocus, panel.presenter.view_model.select_all)


def copy_picture(window: MainWindow) -> bool:
    """Returns whether there was something to copy by now."""
    panel = window.findChild(CanvasPanel)
    project = window.studio.session.project
    assert panel is not None
    assert project is not None
    return copy_from(window, panel.surface.setFocus, lambda: window.studio.session.select_node(project.nodes()[0].id))


def copy_from(window: MainWindow, focus: Callable[[], None], select: Callable[[], object]) -> bool:
    focus()
    select()
    action = window.studio.actions.action("edit.copy")
    if action.isEnabled():
        action.trigger()
    return bool(QGuiApplication.clipboard().mimeData().formats())


def say(kind: str) -> None:
    held = QGuiApplication.clipboard().mimeData()
    line = {"kind": kind, "formats": held.formats(), "text": held.text()}
    os.write(1, (json.dumps(line) + "\n").encode())


if __name__ == "__main__":
    sys.exit(main())
