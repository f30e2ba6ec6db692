"""The tray between canvas and prompt: the turns of what is open, then what is new, at work, or waits."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QSizePolicy, QWidget

from lance_studio.language import tr
from lance_studio.ui import texts
from lance_studio.ui.canvas.state import CanvasState, Turn
from lance_studio.ui.canvas.tray_job import JobCard
from lance_studio.ui.canvas.tray_presenter import TrayCard, TrayPresenter, TrayState
from lance_studio.ui.canvas.turns import CARD, TurnsStrip
from lance_studio.ui.theme import colours
from lance_studio.ui.theme.measures import CARD_RADIUS, GRID, HALF, HIT, ICON, PADDING
from lance_studio.ui.thumbnails import MediaImages
from lance_studio.ui.widgets import (
    ThumbnailCard,
    label,
    quiet_button,
    show_icon,
    tool_button,
)
from lance_studio.ui.widgets.layouts import add, box, clear, column, named, row, stretch, wide
from lance_studio.ui.wording.listing import listed

_THUMBNAIL = 96
HEIGHT = CARD + 2 * HALF
"""Of the tray, whatever is in it."""

_MOST_TURNS = 0.45
_WIDE = 780
_FEW, _MANY = 88, 152
"""Pixels for the words of what the next instruction follows, in a narrow strip and in a wide one."""
_MODIFIERS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class ResultCard(QWidget):
    """A result that is new: its whole picture, and beside it what becomes of it.

    Args:
        card: What it shows.

    Attributes:
        opened: The user wants it on the canvas.
        chosen: It was clicked with Ctrl or Shift; carries the keys.
        kept: It is to stay.
        discarded: It is to go.
    """

    opened = Signal()
    chosen = Signal(object)
    kept = Signal()
    discarded = Signal()

    def __init__(self, card: TrayCard) -> None:
        super().__init__()
        self.setObjectName(f"tray.result.{card.key}")
        self.picture = ThumbnailCard(
            card.key,
            "",
            QSize(CARD, CARD),
            generated=True,
            icon_name="film-strip" if card.clip else "image",
            whole=True,
        )
        self.picture.clicked.connect(self._click)
        self.picture.activated.connect(lambda _key: self.opened.emit())
        self._keep = named(tool_button("check", tr("Keep"), hit=HIT, clicked=self.kept), "tray.keep")
        self._discard = named(
            tool_button("trash", tr("Discard (Delete)"), hit=HIT, clicked=self.discarded), "tray.discard"
        )
        row(self.picture, column(self._keep, self._discard, spacing=HALF), on=self, spacing=2)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_card(card, ())

    def show_card(self, card: TrayCard, chosen: tuple[str, ...]) -> None:
        """Show it as it is now.

        Args:
            card: What it shows.
            chosen: The nodes that are chosen to be compared.
        """
        self.card = card
        self.picture.set_selected(card.current or card.key in chosen)
        self.picture.set_detail(str(chosen.index(card.key) + 1) if len(chosen) > 1 and card.key in chosen else "")
        words = listed((card.words, card.state))
        texts.set_name(self.picture, tr("New: {words}", words=words))
        texts.set_tooltip(self.picture, tr("{words}\nCtrl or Shift and a click choose several to compare", words=words))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.discarded.emit()
        else:
            super().keyPressEvent(event)

    def _click(self, _key: str, modifiers: Qt.KeyboardModifier) -> None:
        if modifiers & _MODIFIERS:
            self.chosen.emit(modifiers)
        else:
            self.opened.emit()


class _Group(QWidget):
    """Variants of one wish, side by side in a frame."""

    def __init__(self) -> None:
        super().__init__()
        self.cards = row(on=self, margins=(HALF, 0, HALF, 0), spacing=HALF)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(colours().line, 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CARD_RADIUS, CARD_RADIUS)


class _Blank(QWidget):
    """The place of a card that has gone."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.setFixedSize(width, CARD)


class CardStrip(QScrollArea):
    """The cards of results and jobs, from left to right.

    While the pointer is over it no card moves: where one has gone, its place stays empty until the pointer leaves.

    Args:
        presenter: Knows the cards, and does what is asked.
        images: Where pictures come from.

    Attributes:
        opened: A result is wanted on the canvas; carries the node's id.
        chosen: A result was clicked with Ctrl or Shift; carries the node's id and the keys.
    """

    opened = Signal(str)
    chosen = Signal(str, object)

    def __init__(self, presenter: TrayPresenter, images: MediaImages) -> None:
        super().__init__()
        self.setObjectName("canvas.tray.cards")
        self.setAccessibleName(tr("New results and jobs"))
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedHeight(HEIGHT)
        self.setMinimumWidth(CARD)
        self._presenter, self._images = presenter, images
        self._state = TrayState()
        #: Cards in their places; a place whose card has gone keeps its name.
        self._places: list[str] = []
        self._cards: dict[str, ResultCard | JobCard] = {}
        self._blanks: dict[str, int] = {}
        self._keys: dict[str, str] = {}
        self._groups: dict[str, str] = {}
        self._previews: dict[str, QImage] = {}
        self._row = row(margins=(0, HALF, 0, HALF), spacing=GRID)
        self._inner = box(self._row)
        self.setWidget(self._inner)
        images.ready.connect(self._show_pictures)

    def cards(self) -> list[ResultCard | JobCard]:
        """Return the cards from left to right."""
        return [self._cards[card.key] for card in self._state.cards]

    def show_state(self, state: TrayState) -> None:
        """Show these cards."""
        former, self._state = self._state, state
        kept = {card.key for card in state.cards}
        self._previews = {key: image for key, image in self._previews.items() if key in kept}
        if [_shape(card) for card in state.cards] != [_shape(card) for card in former.cards]:
            self._lay_out(hold=self.underMouse())
        for card in state.cards:
            widget = self._cards[card.key]
            if isinstance(widget, ResultCard):
                widget.show_card(card, state.chosen)
            else:
                widget.show_card(card)
        self._show_pictures()

    def show_preview(self, job_id: str, image: QImage) -> None:
        """Show what is being made."""
        self._previews[job_id] = image
        card = self._cards.get(job_id)
        if isinstance(card, JobCard):
            card.set_picture(image)

    def _lay_out(self, *, hold: bool) -> None:
        """Put the cards in their places; with `hold` those that stand somewhere stay there."""
        widths = {key: card.width() for key, card in self._cards.items()}
        holder_of_focus = QApplication.focusWidget()
        focused = next(
            (key for key, card in self._cards.items() if holder_of_focus and card.isAncestorOf(holder_of_focus)), None
        )
        names = {card.place: card for card in self._state.cards}
        places = [place for place in self._places if hold or place in names]
        places += [place for place in names if place not in places]
        if not hold:
            order = list(names)
            places.sort(key=order.index)
        former = {place: widths.get(self._keys.get(place, ""), self._blanks.get(place, 0)) for place in self._places}
        self._places = places
        self._keys = {place: card.key for place, card in names.items()}
        self._groups = self._groups if hold else {}
        self._groups |= {place: card.group for place, card in names.items()}
        clear(self._row)
        self._cards.clear()
        group, holder = "", None
        for place in places:
            if self._groups[place] != group or holder is None:
                group = self._groups[place]
                holder = _Group() if group else None
                if holder is not None:
                    self._row.addWidget(holder)
            line = self._row if holder is None else holder.cards
            card = names.get(place)
            if card is None:
                self._blanks[place] = former.get(place, 0)
                line.addWidget(_Blank(self._blanks[place]))
                continue
            widget = self._make(card)
            if hold and former.get(place, 0) > widget.sizeHint().width():
                widget.setMinimumWidth(former[place])
            line.addWidget(widget)
        add(self._row, stretch())
        self._inner.adjustSize()
        if focused is not None and isinstance(again := self._cards.get(focused), ResultCard):
            again.picture.setFocus()

    def _make(self, card: TrayCard) -> ResultCard | JobCard:
        made: ResultCard | JobCard
        presenter, key = self._presenter, card.key
        if card.kind == "result":
            made = ResultCard(card)
            made.opened.connect(lambda: self.opened.emit(key))
            made.chosen.connect(lambda modifiers: self.chosen.emit(key, modifiers))
            made.kept.connect(lambda: presenter.keep(key))
            made.discarded.connect(lambda: presenter.discard(key))
        else:
            made = JobCard(card)
            made.cancelled.connect(lambda: presenter.dismiss(key) if card.kind == "failed" else presenter.cancel(key))
            made.retried.connect(lambda: presenter.retry(key))
            made.chained.connect(lambda after: presenter.chain(key, after=after))
        self._cards[key] = made
        return made

    def _show_pictures(self, media_id: str = "") -> None:
        for card in self._state.cards:
            widget = self._cards[card.key]
            if card.key in self._previews and isinstance(widget, JobCard):
                widget.set_picture(self._previews[card.key])
            elif card.media_id and media_id in ("", card.media_id):
                picture = self._images.image(card.media_id, _THUMBNAIL)
                if picture is None:
                    continue
                if isinstance(widget, ResultCard):
                    widget.picture.set_picture(picture)
                else:
                    widget.set_source(picture)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802, D102
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - (event.angleDelta().x() or event.angleDelta().y()) // 2)
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802, D102
        super().leaveEvent(event)
        if self._blanks or self._places != [card.place for card in self._state.cards]:
            self._blanks.clear()
            self._lay_out(hold=False)
            self.show_state(self._state)


def _shape(card: TrayCard) -> tuple[str, str, bool, bool]:
    """What of a card decides which widget stands for it."""
    return card.key, card.group, card.kind == "failed", card.may_chain


class Tray(QFrame):
    """The strip: turns on the left, what is new, at work or waits on the right. It always has the same height.

    Args:
        presenter: Of the cards.
        images: Where pictures come from.

    Attributes:
        opened: A node is wanted on the canvas; carries its id.
        compare_clicked: The chosen nodes are to be compared.
        chaining_toggled: The next instruction is to follow the turn before it, or to go from what is shown.
    """

    opened = Signal(str)
    compare_clicked = Signal()
    chaining_toggled = Signal(bool)

    def __init__(self, presenter: TrayPresenter, images: MediaImages) -> None:
        super().__init__()
        self.setObjectName("canvas.tray")
        self.setProperty("kind", "panel")
        self.setAccessibleName(tr("Tray"))
        self.setFixedHeight(HEIGHT + 1)
        self._presenter = presenter
        self.turns = TurnsStrip(images)
        self.strip = CardStrip(presenter, images)
        self._line = named(QWidget(), "canvas.tray.line")
        self._line.setFixedSize(1, CARD)
        self.compare = named(quiet_button(tr("Compare"), "grid-four", clicked=self.compare_clicked), "tray.compare")
        self.chaining = named(quiet_button("", "link"), "tray.chaining")
        self.chaining.setCheckable(True)
        self.chaining.clicked.connect(self.chaining_toggled)
        self._more = named(label("", "caption"), "tray.more")
        parts = (self.turns, self._line, wide(self.strip), self._more, self.compare, self.chaining)
        row(*parts, on=self, margins=(PADDING, 1, PADDING, 0), spacing=GRID)
        self.strip.opened.connect(self._open)
        self.strip.chosen.connect(self._choose)
        self.turns.opened.connect(self._open)
        self.turns.chosen.connect(self._choose)
        presenter.changed.connect(self.show_state)
        self._turns: tuple[Turn, ...] = ()
        self._canvas = CanvasState()
        self.show_state(presenter.state)
        self.show_canvas(CanvasState())

    def show_state(self, state: TrayState) -> None:
        """Show the cards and what is chosen."""
        self.strip.show_state(state)
        self._more.setText(texts.plain(tr("+ {count} waiting", count=state.more) if state.more else ""))
        self._more.setVisible(bool(state.more))
        self.compare.setVisible(len(state.chosen) > 1)
        self.compare.setText(texts.caption(tr("Compare {count}", count=len(state.chosen))))
        self._show_turns()

    def show_canvas(self, state: CanvasState) -> None:
        """Show the turns of what is open, and what the next instruction follows."""
        self._turns = state.turns
        self._show_turns()
        self.chaining.setVisible(bool(state.may_follow))
        self.chaining.setChecked(bool(state.after))
        self._canvas = state
        self._show_chaining()
        texts.set_tooltip(
            self.chaining,
            tr(
                "“{turn}” is not done. The next instruction works on its result; click to change that.",
                turn=state.may_follow,
            )
            if state.after
            else tr(
                "“{turn}” is not done. The next instruction works on what is shown; click to change that.",
                turn=state.may_follow,
            ),
        )

    def _show_chaining(self) -> None:
        """Say in as many words as there is room for what the next instruction follows."""
        state, metrics = self._canvas, self.chaining.fontMetrics()
        room = _FEW if self.width() < _WIDE else _MANY
        words = tr("After “{turn}”", turn=state.may_follow) if state.after else tr("From this picture")
        show_icon(self.chaining, "link" if state.after else "link-break")
        self.chaining.setText(texts.caption(metrics.elidedText(words, Qt.TextElideMode.ElideMiddle, room)))
        self.chaining.setFixedWidth(room + 2 * GRID + ICON + 2 * HALF)

    def order(self) -> tuple[str, ...]:
        """Return all nodes of the strip from left to right."""
        results = [card.key for card in self._presenter.state.cards if card.kind == "result"]
        return (*(turn.node_id for turn in self._shown_turns()), *results)

    def _shown_turns(self) -> tuple[Turn, ...]:
        # What was made from the picture on the canvas and is new stands on the right.
        new = self._presenter.state.new
        return tuple(turn for turn in self._turns if not (turn.later and turn.node_id in new))

    def _show_turns(self) -> None:
        self.turns.show_turns(self._shown_turns())
        self.turns.show_chosen(self._presenter.state.chosen)
        self._lay_turns()

    def _open(self, node_id: str) -> None:
        self._presenter.choose(node_id)
        self.opened.emit(node_id)

    def _choose(self, node_id: str, modifiers: Qt.KeyboardModifier) -> None:
        range_wanted = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        self._presenter.choose(node_id, also=not range_wanted, up_to=range_wanted, order=self.order())

    def _lay_turns(self) -> None:
        most = int(self.width() * (_MOST_TURNS if self._presenter.state.cards else 0.8))
        self.turns.setFixedWidth(max(min(most, self.turns.sizeHint().width()), CARD))
        self._line.setVisible(bool(self._presenter.state.cards))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        self._lay_turns()
        self._show_chaining()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        super().paintEvent(event)
        with QPainter(self) as painter:
            painter.fillRect(0, 0, self.width(), 1, colours().line)
            if self._line.isVisible():
                painter.fillRect(self._line.geometry(), colours().line)


__all__ = ["HEIGHT", "CardStrip", "ResultCard", "Tray"]
