"""Copies the picture on the canvas without keeping the window waiting for its encoding."""

import uuid

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage

from lance_studio.errors import LanceStudioError
from lance_studio.ui.background import Background
from lance_studio.ui.incoming import encoded

_TOKEN = "application/x-lance-studio-copy"
_SMALL = 1_000_000
"""Pixels of a picture that Qt may encode whenever another program asks for it."""


class PictureCopy(QObject):
    """Puts pictures on the clipboard.

    Another program gets what it asks for only while the window waits, and Qt would encode a large picture then, for
    seconds. So a large one is there at once for this window, and for others as soon as it has been encoded beside it.

    Args:
        parent: Its owner.

    Attributes:
        failed: The picture could not be encoded; carries the error.
        ready: Other programs get it now without a wait.
    """

    failed = Signal(object)
    ready = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._background = Background(self)

    def copy(self, image: QImage) -> None:
        """Copy a picture; what was copied before and is not encoded yet is forgotten."""
        self._background.forget_all()
        if image.width() * image.height() <= _SMALL:
            QGuiApplication.clipboard().setImage(image)
            return
        token = uuid.uuid4().bytes
        first = QMimeData()
        first.setImageData(image)
        first.setData(_TOKEN, token)
        QGuiApplication.clipboard().setMimeData(first)
        shared = QImage(image)
        self._background.start(lambda: encoded(shared), lambda png: self._offer(image, token, png), self._tell)

    def _offer(self, image: QImage, token: bytes, png: bytes) -> None:
        now = QGuiApplication.clipboard().mimeData()
        if now is None or bytes(now.data(_TOKEN).data()) != token:
            return  # something else was copied meanwhile
        whole = QMimeData()
        whole.setData("image/png", png)
        whole.setImageData(image)
        whole.setData(_TOKEN, token)
        QGuiApplication.clipboard().setMimeData(whole)
        self.ready.emit()

    def _tell(self, error: LanceStudioError) -> None:
        self.failed.emit(error)
