"""A window of another program from which a file can be dragged, as from a file manager.

    python tests/e2e/journeys/drag_source.py FILE

It stands in the screen's corner. It prints "ready" when it is there, and "accepted" whenever what lies under the
pointer would take the file.
"""

import sys

from PySide6.QtCore import QMimeData, Qt, QTimer, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel

from lance_studio.ui.pyside_refcount_fix import protect_singletons

SIZE = 48


class Source(QLabel):
    """Begins a drag as soon as the mouse moves with its button down.

    Args:
        path: The file.
    """

    def __init__(self, path: str) -> None:
        super().__init__("file")
        self._path = path
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        self.setGeometry(0, 0, SIZE, SIZE)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(self._path)])
        drag = QDrag(self)
        drag.setMimeData(data)
        drag.actionChanged.connect(_tell)
        drag.exec(Qt.DropAction.CopyAction)


def _tell(action: Qt.DropAction) -> None:
    if action != Qt.DropAction.IgnoreAction:
        print("accepted", flush=True)


def main() -> int:
    """Show the window until the process is ended."""
    protect_singletons()
    application = QApplication([])
    source = Source(sys.argv[1])
    source.show()
    QTimer.singleShot(0, source, lambda: print("ready", flush=True))
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
