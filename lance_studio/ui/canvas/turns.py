"""The strip of turns: from the first picture to the one on the canvas, and what was made from it."""

from dataclasses import replace
from itertools import takewhile

from PySide6.QtCore import QMimeData, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QDrag, QPainter, QPaintEvent, QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from lance_studio.language import tr
from lance_studio.ui import texts
from lance_studio.ui.canvas.state import Turn
from lance_studio.ui.theme import colours, paint_icon
from lance_studio.ui.theme.measures import GRID, HALF
from lance_studio.ui.thumbnails import MediaImages
from lance_studio.ui.widgets import ThumbnailCard
from lance_studio.ui.widgets.layouts import box, clear, row
from lance_studio.workflows.media_placement import MIME_TYPE, dragged_data

CARD = 52
_ARROW = 12
_THUMBNAIL = 96
_PADDING = 3


class TurnsStrip(QScrollArea):
    """Small pictures in a row; a click opens one.

    Args:
        images: Where the pictures come from.

    Attributes:
        opened: The user wants a turn on the canvas; carries the node's id.
        chosen: A turn was clicked with Ctrl or Shift; carries the node's id and the keys.
    """

    opened = Signal(str)
    chosen = Signal(str, object)

    def __init__(self, images: MediaImages) -> None:
        super().__init__()
        self.setObjectName("canvas.turns")
        self.setAccessibleName(tr("Turns"))
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedHeight(CARD + 2 * _PADDING)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._images = images
        self._turns: tuple[Turn, ...] = ()
        self._cards: dict[str, ThumbnailCard] = {}
        self._row = row(margins=_PADDING, spacing=HALF)
        self._inner = box(self._row)
        self.setWidget(self._inner)
        images.ready.connect(self._show_pictures)
        # New cards are laid out, and the strip gets its width, after they were shown.
        self.horizontalScrollBar().rangeChanged.connect(lambda _least, _most: self._reveal_current())

    def cards(self) -> list[ThumbnailCard]:
        """Return the cards from left to right."""
        return [self._cards[turn.node_id] for turn in self._turns]

    def show_turns(self, turns: tuple[Turn, ...]) -> None:
        """Show these turns; the one on the canvas is brought to sight."""
        if turns == self._turns:
            return
        kept = _common(self._turns, turns)
        former, self._turns = self._cards, turns
        # Between two cards there is an arrow, and behind the last one room.
        clear(self._row, max(2 * kept - 1, 0))
        self._cards = {turn.node_id: former[turn.node_id] for turn in turns[:kept]}
        for turn in turns[:kept]:
            self._cards[turn.node_id].set_selected(turn.current)
        for number, turn in enumerate(turns[kept:], kept):
            if number:
                self._row.addWidget(_Arrow(branch=turn.later))
            self._row.addWidget(self._card(turn))
        self._row.addStretch(1)
        self.updateGeometry()
        self._show_pictures()
        self._inner.adjustSize()
        self._reveal_current()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        self._reveal_current()

    def _reveal_current(self) -> None:
        current = next((self._cards[turn.node_id] for turn in self._turns if turn.current), None)
        if current is not None:
            self.ensureWidgetVisible(current, GRID, 0)

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        count = len(self._turns)
        width = count * CARD + max(count - 1, 0) * (_ARROW + 2 * HALF) + 2 * _PADDING
        return QSize(width, CARD + 2 * _PADDING)

    def minimumSizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(min(self.sizeHint().width(), CARD + 2 * _PADDING), CARD + 2 * _PADDING)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802, D102
        bar = self.horizontalScrollBar()
        delta = event.angleDelta().x() or event.angleDelta().y()
        bar.setValue(bar.value() - delta // 2)
        event.accept()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802, D102
        super().showEvent(event)
        self._show_pictures()

    def _card(self, turn: Turn) -> ThumbnailCard:
        card = ThumbnailCard(turn.node_id, "", QSize(CARD, CARD), generated=turn.generated, whole=True)
        card.set_selected(turn.current)
        words = turn.words or turn.name
        texts.set_name(card, tr("{name}: {words}", name=turn.name, words=words))
        texts.set_tooltip(card, tr("{words}\nMade from this picture", words=words) if turn.later else words)
        card.clicked.connect(self._click)
        card.activated.connect(self.opened)
        card.drag_started.connect(lambda _key, turn=turn: self._drag(turn))
        self._cards[turn.node_id] = card
        return card

    def show_chosen(self, chosen: tuple[str, ...]) -> None:
        """Number the turns that are chosen to be compared."""
        for node_id, card in self._cards.items():
            card.set_detail(str(chosen.index(node_id) + 1) if len(chosen) > 1 and node_id in chosen else "")

    def _click(self, node_id: str, modifiers: Qt.KeyboardModifier) -> None:
        if modifiers & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier):
            self.chosen.emit(node_id, modifiers)
        else:
            self.opened.emit(node_id)

    def _show_pictures(self, media_id: str = "") -> None:
        for turn in self._turns:
            if media_id in ("", turn.media_id):
                picture = self._images.image(turn.media_id, _THUMBNAIL)
                if picture is not None:
                    self._cards[turn.node_id].set_picture(picture)

    def _drag(self, turn: Turn) -> None:
        drag = QDrag(self)
        data = QMimeData()
        data.setData(MIME_TYPE, dragged_data([(turn.media_id, turn.node_id)]))
        drag.setMimeData(data)
        drag.exec(Qt.DropAction.CopyAction)


def _common(former: tuple[Turn, ...], turns: tuple[Turn, ...]) -> int:
    """Return how many turns at the beginning are the same, whichever of them the canvas shows."""
    pairs = zip(former, turns, strict=False)
    same = takewhile(lambda pair: replace(pair[0], current=pair[1].current) == pair[1], pairs)
    return sum(1 for _ in same)


class _Arrow(QWidget):
    """Between two turns: an arrow; a forked one before what was made from the picture on the canvas."""

    def __init__(self, *, branch: bool) -> None:
        super().__init__()
        self._branch = branch
        self.setFixedSize(_ARROW, CARD)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        with QPainter(self) as painter:
            place = QRectF(0, 0, _ARROW, _ARROW)
            place.moveCenter(QPointF(self.rect().center()))
            paint_icon(painter, place, "git-branch" if self._branch else "caret-right", colours().faint)
