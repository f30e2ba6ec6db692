"""A card with a small picture: of a medium, of a node of the history, of a turn."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from lance_studio.language import tr
from lance_studio.ui import texts
from lance_studio.ui.theme import FontRole, colours, font, paint_icon
from lance_studio.ui.theme.measures import CARD_RADIUS, GRID, HALF, ICON
from lance_studio.ui.widgets.drawing import (
    BADGE,
    draw_badge,
    draw_line,
    draw_outline,
    draw_picture,
    draw_whole_picture,
    rounded,
)

CAPTION = 20
"""Height of the line under a picture."""


class ThumbnailCard(QWidget):
    """A picture with a caption; what the model made carries a small violet spark.

    Args:
        key: What the card stands for; the signals carry it.
        caption: One line under the picture, or nothing.
        size: Of the picture's place.
        generated: Whether the model made it.
        icon_name: Shown while there is no picture.
        detail: A word at the bottom right of the picture, for example "00:04".
        sign: An icon at the top left of the picture, which says what kind of thing it stands for, or nothing.
        whole: Whether all of the picture is shown, with bars beside it, rather than its middle.

    Attributes:
        clicked: The card was clicked, or Space pressed on it.
        activated: The card was double-clicked, or Enter pressed on it.
        menu_requested: A menu is wanted at a place of the screen.
        drag_started: The card is being dragged.
    """

    clicked = Signal(str, Qt.KeyboardModifier)
    activated = Signal(str)
    menu_requested = Signal(str, QPointF)
    drag_started = Signal(str)

    def __init__(
        self,
        key: str,
        caption: str = "",
        size: QSize | None = None,
        *,
        generated: bool = False,
        icon_name: str = "image",
        detail: str = "",
        sign: str = "",
        whole: bool = False,
    ) -> None:
        super().__init__()
        self.key = key
        self._sign = sign
        self.setObjectName(f"card.{key}")
        self._size = size or QSize(112, 80)
        self._caption = texts.line(caption)
        self._detail = detail
        self._generated = generated
        self._whole = whole
        self._icon_name = icon_name
        self._picture: QImage | None = None
        self._noted = False
        self._selected = False
        self._pressed: QPointF | None = None
        texts.set_name(self, tr("{caption}, made by the model", caption=caption) if generated else caption)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # Painted again when the pointer comes and goes.
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_picture(self, picture: QImage) -> None:
        """Show a picture; unless all of it is wanted it fills its place, and what does not fit is cut off."""
        if self._picture is None or picture.cacheKey() != self._picture.cacheKey():
            self._picture = picture
            self.update()

    def set_detail(self, detail: str) -> None:
        """Write a word at the bottom right of the picture, or nothing."""
        if detail != self._detail:
            self._detail = detail
            self.update()

    def set_noted(self, noted: bool) -> None:
        """Draw the sign at the top left that something is to be known of it, or not; the tooltip says what."""
        if noted != self._noted:
            self._noted = noted
            self.update()

    def is_noted(self) -> bool:
        """Return whether there is a sign that something is to be known of it."""
        return self._noted

    def set_selected(self, selected: bool) -> None:
        """Draw the accent outline, or not."""
        if selected != self._selected:
            self._selected = selected
            self.update()

    def is_selected(self) -> bool:
        """Return whether the accent outline is drawn."""
        return self._selected

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        return self._size + QSize(0, CAPTION if self._caption else 0)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        if self._pressed is not None and (event.position() - self._pressed).manhattanLength() > GRID:
            self._pressed = None
            self.drag_started.emit(self.key)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        if event.button() == Qt.MouseButton.LeftButton and self._pressed is not None:
            self._pressed = None
            self.clicked.emit(self.key, event.modifiers())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        self.activated.emit(self.key)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802, D102
        self.menu_requested.emit(self.key, QPointF(event.globalPos()))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.activated.emit(self.key)
        elif event.key() == Qt.Key.Key_Space:
            self.clicked.emit(self.key, event.modifiers())
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        palette = colours()
        with QPainter(self) as painter:
            painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
            place = QRectF(0, 0, self._size.width(), self._size.height()).adjusted(1, 1, -1, -1)
            shape = rounded(place, CARD_RADIUS)
            painter.fillPath(shape, palette.hover if self.underMouse() else palette.raised)
            draw = draw_whole_picture if self._whole else draw_picture
            draw(painter, shape, self._picture, self._icon_name)
            self._paint_badges(painter, place)
            focused, hovered = self.hasFocus(), self.underMouse()
            draw_outline(painter, place, selected=self._selected, focused=focused, hovered=hovered)
            if self._caption:
                colour = palette.text if self._selected else palette.muted
                below = QRectF(2, self._size.height() + 2, self._size.width() - 4, CAPTION - 2)
                centre = Qt.AlignmentFlag.AlignCenter
                draw_line(painter, below, self._caption, FontRole.CAPTION, colour, align=centre, middle=True)

    def _paint_badges(self, painter: QPainter, place: QRectF) -> None:
        palette = colours()
        if self._generated:
            badge = QRectF(place.right() - BADGE - HALF, place.top() + HALF, BADGE, BADGE)
            draw_badge(painter, badge, "sparkle-fill", palette.generated)
        if self._sign:
            plate = QRectF(place.left() + HALF, place.top() + HALF, ICON + HALF, ICON + HALF)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.scrim)
            painter.drawRoundedRect(plate, HALF, HALF)
            paint_icon(painter, plate.adjusted(3, 3, -3, -3), self._sign, palette.on_scrim)
        if self._noted and not self._sign:
            badge = QRectF(place.left() + HALF, place.top() + HALF, BADGE, BADGE)
            draw_badge(painter, badge, "info", palette.warning)
        if self._detail:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setFont(font(FontRole.MONO_CAPTION))
            width = painter.fontMetrics().horizontalAdvance(self._detail) + GRID
            plate = QRectF(place.right() - width - HALF, place.bottom() - ICON - HALF, width, ICON)
            painter.setBrush(palette.scrim)
            painter.drawRoundedRect(plate, HALF, HALF)
            painter.setPen(palette.on_scrim)
            painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, self._detail)
        painter.setBrush(Qt.BrushStyle.NoBrush)
