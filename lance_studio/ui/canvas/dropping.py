"""What can be dropped on the canvas, and how it says so while something hovers over it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from lance_studio.language import mark, tr, translate
from lance_studio.ui import texts
from lance_studio.ui.incoming import incoming, local_files, may_come
from lance_studio.ui.theme import FontRole, colours, font
from lance_studio.ui.theme.measures import CARD_RADIUS, GRID, HALF, OUTLINE
from lance_studio.workflows.media_placement import TIMELINE_MIME_TYPE

_PROJECT = ".lstudio"
_WORDS = mark("Drop to open it here")


class DropTarget(QWidget):
    """A place where files, pictures and media of the project can be dropped; projects are the window's business.

    Attributes:
        came: Something was dropped; carries an `Incoming`.
    """

    came = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self.drop_hint = DropHint(self)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802, D102
        data = event.mimeData()
        projects = any(path.suffix.lower() == _PROJECT for path in local_files(data)[0])
        if projects or data.hasFormat(TIMELINE_MIME_TYPE) or not may_come(data):
            event.ignore()
            return
        event.acceptProposedAction()
        self.drop_hint.setGeometry(self.rect())
        self.drop_hint.raise_()
        self.drop_hint.show()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802, D102
        self.drop_hint.hide()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802, D102
        self.drop_hint.hide()
        event.acceptProposedAction()
        self.came.emit(incoming(event.mimeData(), tr("Dropped picture")))


class DropHint(QWidget):
    """Lies over a place while something hovers over it that can be dropped there: an outline and words."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("canvas.drop")
        texts.set_name(self, translate(_WORDS))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        palette, words = colours(), translate(_WORDS)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(palette.accent, OUTLINE))
            painter.drawRoundedRect(self.rect().adjusted(HALF, HALF, -HALF, -HALF), CARD_RADIUS, CARD_RADIUS)
            painter.setFont(font(FontRole.STRONG))
            room = painter.fontMetrics().boundingRect(words).adjusted(-2 * GRID, -GRID, 2 * GRID, GRID)
            room.moveCenter(self.rect().center())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.accent_fill)
            painter.drawRoundedRect(room, CARD_RADIUS, CARD_RADIUS)
            painter.setPen(palette.on_fill)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, words)
