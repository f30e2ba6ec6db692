"""Clips on the system's clipboard, inside one project."""

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication

from lance_studio.project.rows import new_id
from lance_studio.timeline.clipboard import Copied
from lance_studio.ui import texts

MIME_TYPE = "application/x-lance-clips"
"""Of copied clips: a token of the window that holds them. They mean nothing in another project."""


class ClipClipboard(QObject):
    """Holds copied clips for as long as nobody copies anything else.

    Attributes:
        copied: What can be pasted; None for nothing.
        changed: There are clips to paste now, or none any more.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._token = b""
        self.copied: Copied | None = None
        QGuiApplication.clipboard().dataChanged.connect(self._look)

    def put(self, copied: Copied) -> None:
        """Copy clips; their names can be pasted as text."""
        data = QMimeData()
        self._token = new_id().encode()
        data.setData(MIME_TYPE, self._token)
        texts.fill(data, "\n".join(dict.fromkeys(each.clip.name for each in copied.clips if each.clip.name)))
        self.copied = copied
        QGuiApplication.clipboard().setMimeData(data)
        self.changed.emit()

    def forget(self) -> None:
        """Hold nothing, because another project is open."""
        if self.copied is not None:
            self.copied = None
            self.changed.emit()

    def _look(self) -> None:
        """Something was copied, here or in another program."""
        if (
            self.copied is not None
            and bytes((QGuiApplication.clipboard().mimeData() or QMimeData()).data(MIME_TYPE).data()) != self._token
        ):
            self.forget()
