"""The bin's grid: as many cards as are in sight or near it, in the places that they would have among all."""

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from lance_studio.ui.media.entries import Entry
from lance_studio.ui.theme.measures import GRID, HALF, PADDING
from lance_studio.ui.widgets import ThumbnailCard

_LEAST = 24
_LEFT, _TOP, _RIGHT, _BOTTOM = PADDING, HALF, HALF, PADDING


class CardGrid(QScrollArea):
    """Cards from left to right, row below row; two columns beside the scroll bar in a dock of the first width.

    Args:
        make: Makes the card of an entry.
        cell: Size of every card, its caption included.
    """

    def __init__(self, make: Callable[[Entry], ThumbnailCard], cell: QSize) -> None:
        super().__init__()
        self._make, self._cell = make, cell
        self._entries: tuple[Entry, ...] = ()
        self._places: dict[str, int] = {}
        self._cards: dict[str, tuple[Entry, ThumbnailCard]] = {}
        self.setObjectName("media.list")
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # The cards have the focus, one after the other.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inner = QWidget()
        self.setWidget(self._inner)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._lay_out())

    def show_entries(self, entries: tuple[Entry, ...]) -> None:
        """Show these; cards of those that are as they were stay, with the focus."""
        self._entries = entries
        self._places = {entry.media_id: place for place, entry in enumerate(entries)}
        self._lay_out()

    def card(self, media_id: str) -> ThumbnailCard | None:
        """Return a medium's card, if it is in sight or near it."""
        found = self._cards.get(media_id)
        return None if found is None else found[1]

    def cards(self) -> dict[str, ThumbnailCard]:
        """Return the cards that there are now, by medium."""
        return {media_id: card for media_id, (_entry, card) in self._cards.items()}

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        self._lay_out()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802, D102
        super().showEvent(event)
        self._lay_out()

    def _columns(self) -> int:
        room = self.viewport().width() - _LEFT - _RIGHT
        return max((room + GRID) // (self._cell.width() + GRID), 1)

    def _lay_out(self) -> None:
        columns, step = self._columns(), self._cell.height() + GRID
        rows = -(-len(self._entries) // columns)
        self._inner.setMinimumHeight(_TOP + max(rows * step - GRID, 0) + _BOTTOM)
        # A view's height more above and below what is seen: Tab and the wheel find cards there.
        top, height = self.verticalScrollBar().value(), self.viewport().height()
        first = max((top - height - _TOP) // step, 0) * columns
        last = max((top + 2 * height) // step * columns + columns, first + _LEAST)
        wanted = dict.fromkeys(entry.media_id for entry in self._entries[first:last])
        # What has the focus keeps it, however far it is scrolled out of sight.
        for media_id, (_entry, card) in self._cards.items():
            if card.hasFocus() and media_id in self._places:
                wanted[media_id] = None
        order = sorted(wanted, key=self._places.__getitem__)
        self._drop_others(wanted)
        is_new = False
        for media_id in order:
            place = self._places[media_id]
            row, column = divmod(place, columns)
            corner = QPoint(_LEFT + column * (self._cell.width() + GRID), _TOP + row * step)
            is_new |= self._put(self._entries[place], corner)
        if is_new:
            for former, later in pairwise(order):
                QWidget.setTabOrder(self._cards[former][1], self._cards[later][1])

    def _drop_others(self, wanted: dict[str, None]) -> None:
        for media_id in [one for one in self._cards if one not in wanted]:
            self._drop(media_id)

    def _drop(self, media_id: str) -> None:
        _entry, card = self._cards.pop(media_id)
        card.hide()
        card.deleteLater()

    def _put(self, entry: Entry, corner: QPoint) -> bool:
        """Put a card in its place; returns whether it had to be made."""
        known = self._cards.get(entry.media_id)
        if known is not None and known[0] is not entry and known[0] != entry:
            self._drop(entry.media_id)
            known = None
        card = self._make(entry) if known is None else known[1]
        self._cards[entry.media_id] = (entry, card)
        if known is None:
            card.setParent(self._inner)
        place = QRect(corner, card.sizeHint())
        if card.geometry() != place:
            card.setGeometry(place)
        if known is None:
            card.show()
        return known is None
