"""The card that stands where a result will land."""

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QHideEvent,
    QImage,
    QLinearGradient,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from lance_studio.language import tr
from lance_studio.ui import texts
from lance_studio.ui.theme import FontRole, colours, current_theme, mix
from lance_studio.ui.theme.measures import CARD_RADIUS, GRID, HALF, SHIMMER_MS
from lance_studio.ui.widgets.buttons import tool_button
from lance_studio.ui.widgets.drawing import rounded, translucent
from lance_studio.ui.widgets.labels import ElidedLabel
from lance_studio.ui.widgets.layouts import column, named, row, stretch, wide

_FRAME_MS = 33
_BAR = 3
_FOOT = 56


class ProgressCard(QWidget):
    """A shimmering card with the preview of the moment, what is being made, how far it is, and a cross to cancel.

    With reduced motion it does not shimmer; the bar and the words say the same.

    Args:
        what: What is being made, for example 'Editing "sky"'.

    Attributes:
        cancel_clicked: The cross was clicked.
    """

    cancel_clicked = Signal()

    def __init__(self, what: str) -> None:
        super().__init__()
        self.setObjectName("progress-card")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._preview: QImage | None = None
        self._ground: QPixmap | None = None
        self._share: float | None = None
        self._phase = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self._move)
        self._what = ElidedLabel(what, font_role=FontRole.STRONG, middle=True)
        self._state = named(ElidedLabel("", font_role=FontRole.NUMBER, muted=True), "progress-card.state")
        cancel = named(tool_button("x", tr("Cancel"), clicked=self.cancel_clicked), "progress-card.cancel")
        words = column(self._what, self._state, spacing=2)
        foot = row(wide(words), cancel, margins=(GRID, 0, HALF, GRID))
        column(stretch(), foot, on=self, margins=(0, 0, 0, _BAR))
        current_theme().changed.connect(self._follow_theme)

    def set_progress(self, step: int, total: int, text: str) -> None:
        """Show how far the work is.

        Args:
            step: Steps that are done.
            total: All steps; 0 if nobody knows, which leaves the bar where it is.
            text: The same in words, for example "Loading the model".
        """
        if total:
            self._share = step / total
        self._state.set_text(text)
        texts.set_description(self, text)
        self.update()

    def state(self) -> str:
        """Return the words that are shown."""
        return self._state.text()

    def set_preview(self, picture: QImage) -> None:
        """Show a preview; it is scaled smoothly to the card and keeps its shape."""
        self._preview = picture
        self._ground = None
        self.update()

    def is_moving(self) -> bool:
        """Return whether the card shimmers at the moment."""
        return self._timer.isActive()

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(256, 256)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802, D102
        self._start_or_stop()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802, D102
        self._timer.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        self._ground = None

    def _follow_theme(self) -> None:
        self._ground = None
        self._start_or_stop()

    def _start_or_stop(self) -> None:
        if self.isVisible() and not current_theme().less_motion:
            self._timer.start()
        else:
            self._timer.stop()
        self.update()

    def _move(self) -> None:
        former = self._band()
        self._phase = (self._phase + _FRAME_MS / SHIMMER_MS) % 1.0
        for band in (former, self._band()):
            self.update(band.toAlignedRect())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        ratio = self.devicePixelRatioF()
        if self._ground is None or self._ground.devicePixelRatioF() != ratio:
            self._ground = self._draw_ground(ratio)
        with QPainter(self) as painter:
            painter.drawPixmap(0, 0, self._ground)
            if self._timer.isActive():
                painter.fillRect(self._band(), QBrush(self._shimmer(colours().generated)))
            card = QRectF(self.rect())
            painter.setClipPath(rounded(card, CARD_RADIUS))
            self._paint_bar(painter, card)

    def _draw_ground(self, ratio: float) -> QPixmap:
        """Draw what stays the same from one moment of the shimmer to the next."""
        palette = colours()
        ground = QPixmap(self.size() * ratio)
        ground.setDevicePixelRatio(ratio)
        ground.fill(Qt.GlobalColor.transparent)
        with QPainter(ground) as painter:
            painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
            card = QRectF(self.rect())
            painter.setClipPath(rounded(card, CARD_RADIUS))
            painter.fillRect(card, palette.raised)
            if self._preview is not None and not self._preview.isNull():
                size = QSize(self._preview.size()).scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
                place = QRectF(0, 0, size.width(), size.height())
                place.moveCenter(card.center())
                painter.drawImage(place, self._preview)
            # The words stand on the card's own colour, whatever the preview shows.
            foot = card.adjusted(0, card.height() - _BAR - _FOOT, 0, 0)
            fade = QLinearGradient(foot.topLeft(), foot.bottomLeft())
            fade.setColorAt(0.0, translucent(palette.raised, 0.0))
            fade.setColorAt(0.35, translucent(palette.raised, 0.94))
            painter.fillRect(foot, QBrush(fade))
        return ground

    def _paint_bar(self, painter: QPainter, card: QRectF) -> None:
        palette = colours()
        bar = QRectF(card.left(), card.bottom() - _BAR, card.width(), _BAR)
        painter.fillRect(bar, mix(palette.raised, palette.generated, 0.25))
        if self._share is not None:
            bar.setWidth(bar.width() * self._share)
            painter.fillRect(bar, palette.generated)

    def _band(self) -> QRectF:
        """Return where the light is: between the rounded corners and above the words."""
        width = self.width() * 0.6
        left = -width + (self.width() + width) * self._phase
        room = QRectF(0, CARD_RADIUS, self.width(), self.height() - 2 * CARD_RADIUS - _FOOT)
        return QRectF(left, room.top(), width, room.height()).intersected(room)

    def _shimmer(self, colour: QColor) -> QLinearGradient:
        width = max(self.width() * 0.6, 1.0)
        left = -width + (self.width() + width) * self._phase
        gradient = QLinearGradient(left, 0.0, left + width, 0.0)
        for place, opacity in ((0.0, 0.0), (0.5, 0.16), (1.0, 0.0)):
            gradient.setColorAt(place, translucent(colour, opacity))
        return gradient
