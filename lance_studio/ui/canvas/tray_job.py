"""The card of a job in the tray: what is made, how far it is, what it follows, and a cross to cancel it."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from lance_studio.language import tr
from lance_studio.ui import texts
from lance_studio.ui.canvas.tray_presenter import TrayCard
from lance_studio.ui.canvas.turns import CARD
from lance_studio.ui.theme import FontRole, colours, mix, paint_icon
from lance_studio.ui.theme.measures import CARD_RADIUS, GRID, HALF, HIT
from lance_studio.ui.widgets import tool_button
from lance_studio.ui.widgets.drawing import draw_line, draw_whole_picture, rounded
from lance_studio.ui.widgets.layouts import column, named, row, stretch
from lance_studio.ui.wording.listing import listed

WIDTH = 192
_BAR = 3
_DIM = 0.35
_LINE = 16
_SIGNS = {"waiting": "clock", "running": "spinner-gap", "failed": "warning-circle"}


class JobCard(QWidget):
    """A job that waits, is at work, or has failed.

    Args:
        card: What it shows.

    Attributes:
        cancelled: The cross was clicked.
        retried: A failed job is to be tried again.
        chained: A waiting turn is to follow the one before it, or to go from the picture itself; carries which.
    """

    cancelled = Signal()
    retried = Signal()
    chained = Signal(bool)

    def __init__(self, card: TrayCard) -> None:
        super().__init__()
        self.setObjectName(f"tray.job.{card.key}")
        self.setFixedSize(WIDTH, CARD)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._picture: QImage | None = None
        self._source: QImage | None = None
        self.card = card
        failed = card.kind == "failed"
        words = tr("Take it out of sight") if failed else tr("Cancel")
        buttons = [named(tool_button("x", words, hit=HIT, clicked=self.cancelled), "tray.cancel")]
        if failed:
            retry = tool_button("arrow-clockwise", tr("Try again"), hit=HIT, clicked=self.retried)
            buttons.append(named(retry, "tray.retry"))
        elif card.may_chain:
            self._chain = named(tool_button("link", "", hit=HIT), "tray.chain")
            self._chain.setCheckable(True)
            self._chain.clicked.connect(self.chained)
            buttons.append(self._chain)
        row(stretch(), column(*buttons, stretch(), spacing=HALF), on=self, margins=(0, 2, 2, 2))
        self.show_card(card)

    def set_picture(self, picture: QImage) -> None:
        """Show a preview of what is made."""
        self._picture = picture
        self.update()

    def set_source(self, picture: QImage) -> None:
        """Show what is worked on, dimly, until there is a preview."""
        self._source = picture
        self.update()

    def has_preview(self) -> bool:
        """Return whether a preview is shown."""
        return self._picture is not None

    def show_card(self, card: TrayCard) -> None:
        """Show the job as it is now."""
        self.card = card
        after = tr("after “{turn}”", turn=card.after) if card.after else ""
        texts.set_tooltip(self, "\n".join(filter(None, (card.words, after, card.why or card.state))))
        texts.set_name(self, listed((card.words, after, card.state, card.why)))
        if card.may_chain and card.kind == "waiting":
            self._chain.setChecked(bool(card.after))
            words = (
                tr("After the previous; click for: from the picture itself")
                if card.after
                else tr("From the picture itself; click for: after the previous")
            )
            texts.set_tooltip(self._chain, words)
            texts.set_name(self._chain, tr("After the previous"))
        self.update()

    def lines(self) -> tuple[str, ...]:
        """Return the lines that are shown beside the picture."""
        card = self.card
        after = tr("after “{turn}”", turn=card.after) if card.after else ""
        return tuple(filter(None, (card.words, card.state, after)))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802, D102
        palette, card = colours(), self.card
        with QPainter(self) as painter:
            painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
            place = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            shape = rounded(place, CARD_RADIUS)
            painter.fillPath(shape, palette.raised)
            self._paint_picture(painter)
            left = CARD + HALF
            width = self.width() - left - HIT - GRID
            lines = self.lines()
            top = (self.height() - _LINE * len(lines)) / 2
            for number, text in enumerate(lines):
                strong = FontRole.STRONG if number == 0 else FontRole.CAPTION
                colour = palette.error if card.kind == "failed" and number == 1 else palette.muted
                colour = palette.text if number == 0 else colour
                line = QRectF(left, top + number * _LINE, width, _LINE)
                draw_line(painter, line, texts.line(text), strong, colour, middle=number == 0)
            self._paint_bar(painter, shape.boundingRect())
            painter.setPen(QPen(palette.line, 1))
            painter.drawPath(shape)

    def _paint_picture(self, painter: QPainter) -> None:
        place = QRectF(0, 0, CARD, CARD).adjusted(3, 3, -3, -3)
        shape = rounded(place, CARD_RADIUS - 2)
        card = self.card
        if self._picture is None and self._source is not None:
            painter.setOpacity(_DIM)
        draw_whole_picture(painter, shape, self._picture or self._source, "film-strip" if card.clip else "image")
        painter.setOpacity(1)
        if self._picture is None:
            sign = QRectF(0, 0, 20, 20)
            sign.moveCenter(place.center())
            if self._source is not None or card.kind == "failed":
                colour = colours().error if card.kind == "failed" else colours().text
                paint_icon(painter, sign, _SIGNS[card.kind], colour)

    def _paint_bar(self, painter: QPainter, place: QRectF) -> None:
        card = self.card
        if card.kind != "running":
            return
        palette = colours()
        painter.save()
        painter.setClipPath(rounded(place, CARD_RADIUS))
        bar = QRectF(place.left(), place.bottom() - _BAR, place.width(), _BAR)
        painter.fillRect(bar, mix(palette.raised, palette.generated, 0.25))
        if card.total:
            bar.setWidth(bar.width() * card.step / card.total)
            painter.fillRect(bar, palette.generated)
        painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)
