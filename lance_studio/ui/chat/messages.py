"""One message on the panel: a card for what the user said, plain text for what came back."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from lance_studio.language import mark, tr, translate
from lance_studio.ui import texts
from lance_studio.ui.chat.bubbles import Bubble
from lance_studio.ui.theme import FontRole, colours, current_theme, font, mix, paint_icon
from lance_studio.ui.theme.measures import CONTROL, GRID, HALF, ICON, PADDING, RADIUS
from lance_studio.ui.widgets import (
    ElidedLabel,
    IconLabel,
    LinkedLabel,
    ThumbnailCard,
    caption_label,
    explain,
    link_button,
)
from lance_studio.ui.widgets.drawing import draw_focus
from lance_studio.ui.widgets.layouts import add, box, clear, column, gap, named, row, stretch, wide

if TYPE_CHECKING:
    from lance_studio.workflows.chat import Moment

THUMBNAIL = QSize(112, 80)
_MODE_ICONS = {"ask": "chat-circle", "edit": "magic-wand", "generate": "sparkle", "extend": "arrow-line-right"}
_MODE_WORDS = {"ask": mark("Asked"), "edit": mark("Edit"), "generate": mark("Generate"), "extend": mark("Extend")}
_INDENT = 28


class MessageText(LinkedLabel):
    """Selectable text whose times are links, by mouse and by Tab and Enter.

    Attributes:
        moment_clicked: A time was clicked; carries the `Moment`.
    """

    moment_clicked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        # Room for the frame of the focus.
        self.setMargin(2)
        self._moments: list[Moment] = []
        self._bubble: Bubble | None = None
        self._heights: dict[int, int] = {}
        self.linkActivated.connect(self._follow)

    def show_bubble(self, bubble: Bubble) -> None:
        """Show the text of a message."""
        self._bubble = bubble
        self._moments = []
        pieces: list[tuple[str, str]] = []
        for piece in bubble.pieces:
            target = ""
            if piece.moment is not None:
                target = str(len(self._moments))
                self._moments.append(piece.moment)
            pieces.append((piece.text, target))
        self._heights.clear()
        self.set_pieces(pieces, colours().accent.name())
        texts.set_name(self, bubble.text, most=texts.MOST_TEXT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        super().paintEvent(event)
        if self.hasFocus():
            with QPainter(self) as painter:
                draw_focus(painter, QRectF(self.rect()))

    def heightForWidth(self, width: int) -> int:  # noqa: N802, D102
        # The layout asks all messages again when one comes; to break lines is what costs most there.
        height = self._heights.get(width)
        if height is None:
            height = self._heights[width] = super().heightForWidth(width)
        return height

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802, D102
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._heights.clear()
        super().changeEvent(event)

    def repaint_links(self) -> None:
        """Take the colours of another theme."""
        if self._bubble is not None:
            self.show_bubble(self._bubble)

    def moments(self) -> tuple["Moment", ...]:
        """Return the moments of its links, in order."""
        return tuple(self._moments)

    def _follow(self, link: str) -> None:
        self.moment_clicked.emit(self._moments[int(link)])


class MessageRow(QWidget):
    """A message.

    Args:
        bubble: What it shows at first.
        picture: Returns the picture of a medium, if it is there already.

    Attributes:
        moment_clicked: A time in the text was clicked; carries the `Moment`.
        node_clicked: A result was clicked; carries the node's id.
        retry_clicked: Try the message again; carries its id.
    """

    moment_clicked = Signal(object)
    node_clicked = Signal(str)
    retry_clicked = Signal(str)

    def __init__(self, bubble: Bubble, picture: Callable[[str], QImage | None]) -> None:
        super().__init__()
        self.setObjectName(f"chat.message.{bubble.id}")
        self.message_id = bubble.id
        self._picture = picture
        self._text = named(MessageText(), "chat.text")
        self._text.moment_clicked.connect(self.moment_clicked)
        # Most messages have neither: they are made when they are first wanted.
        self._stage: _Stage | None = None
        self._cards: QWidget | None = None
        self._foot: _Foot | None = None
        self._shown: tuple[tuple[str, str, str], ...] = ()
        self._found = False
        self._bubble: Bubble | None = None
        self._build(bubble)
        current_theme().changed.connect(self._text.repaint_links)
        self.show_bubble(bubble)

    def show_bubble(self, bubble: Bubble) -> None:
        """Show what the message is now; nothing is laid out again where it is as it was."""
        if bubble == self._bubble:
            return
        self._bubble = bubble
        self._text.show_bubble(bubble)
        self._text.setVisible(bool(bubble.text))
        self._show_stage(bubble.stage)
        self._show_nodes(bubble.nodes)
        self._show_end(bubble.state)

    def _show_stage(self, words: str) -> None:
        if self._stage is None and words:
            self._stage = _Stage()
            self._column.insertWidget(self._column.indexOf(self._text) + 1, self._stage)
        if self._stage is not None:
            self._stage.set_words(words)
            self._stage.setVisible(bool(words))

    def _show_end(self, state: str) -> None:
        ended = state in ("failed", "cancelled")
        if self._foot is None and ended:
            self._foot = _Foot()
            self._foot.retry.clicked.connect(lambda: self.retry_clicked.emit(self.message_id))
            self._column.addWidget(self._foot)
        if self._foot is not None:
            self._foot.setVisible(ended)
            self._foot.show_state(state)

    @property
    def found(self) -> bool:
        """Whether it is marked as what somebody looked for."""
        return self._found

    def set_found(self, found: bool) -> None:
        """Mark it as what somebody looked for, or no more."""
        if found != self._found:
            self._found = found
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        if not self._found:
            return
        palette = colours()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(mix(palette.panel, palette.accent, 0.18))
            painter.setPen(QPen(palette.accent, 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)

    def show_picture(self, media_id: str) -> None:
        """Put a picture that has arrived into the cards that wait for it."""
        for number, (_node, media, _name) in enumerate(self._shown):
            card = self._card(number)
            image = self._picture(media) if media == media_id else None
            if card is not None and image is not None:
                card.set_picture(image)

    def _build(self, bubble: Bubble) -> None:
        body = QFrame()
        if bubble.role == "user":
            body.setProperty("kind", "card")
            margins = (PADDING, GRID, PADDING, GRID)
            self._column = column(_head(bubble), self._text, on=body, margins=margins, spacing=HALF)
            row(gap(_INDENT), wide(body), on=self, spacing=0)
        else:
            self._column = column(self._text, on=body, margins=(HALF, 0, 0, 0), spacing=HALF)
            row(wide(body), on=self, spacing=0)

    def _show_nodes(self, nodes: tuple[tuple[str, str, str], ...]) -> None:
        if nodes == self._shown:
            return
        self._shown = nodes
        if self._cards is None:
            self._cards_row = row(margins=(0, HALF, 0, 0), spacing=GRID)
            self._cards = box(self._cards_row)
            after = self._text if self._stage is None else self._stage
            place = self._column.indexOf(after) + 1
            self._column.insertWidget(place, self._cards, 0, Qt.AlignmentFlag.AlignLeft)
        clear(self._cards_row)
        for node_id, media_id, name in nodes:
            card = ThumbnailCard(node_id, "", THUMBNAIL, generated=True)
            explain(card, tr("Open {name}", name=name))
            card.clicked.connect(lambda key, _modifiers: self.node_clicked.emit(key))
            card.activated.connect(self.node_clicked)
            image = self._picture(media_id)
            if image is not None:
                card.set_picture(image)
            self._cards_row.addWidget(card)
        self._cards.setVisible(bool(nodes))

    def _card(self, number: int) -> ThumbnailCard | None:
        item = self._cards_row.itemAt(number)
        widget = item.widget() if item is not None else None
        return widget if isinstance(widget, ThumbnailCard) else None


class _Foot(QWidget):
    """Says that there will be no answer, and offers to try again."""

    def __init__(self) -> None:
        super().__init__()
        self._label = caption_label("")
        self._icon = IconLabel("warning-circle", "error", ICON - 2)
        self.retry = named(link_button(tr("Try again")), "chat.retry")
        row(self._icon, self._label, self.retry, stretch(), on=self, spacing=HALF)

    def show_state(self, state: str) -> None:
        failed = state == "failed"
        self._label.setText(texts.plain(tr("Failed") if failed else tr("Stopped")))
        self._icon.set_icon("warning-circle" if failed else "stop-circle", "error" if failed else "muted")


class _Stage(QWidget):
    """Says what is being done while there is no word of an answer yet."""

    def __init__(self) -> None:
        super().__init__()
        self._words = ""
        self.setFixedHeight(CONTROL - HALF)
        self.setFont(font(FontRole.CAPTION))

    def set_words(self, words: str) -> None:
        self._words = words
        texts.set_name(self, words)
        self.update()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        palette = colours()
        with QPainter(self) as painter:
            side = ICON - 2
            sign = QRect(0, (self.height() - side) // 2, side, side)
            paint_icon(painter, sign, "circle-dashed", palette.accent)
            painter.setPen(palette.muted)
            painter.drawText(
                self.rect().adjusted(ICON + HALF, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, f"{self._words}…"
            )


def _head(bubble: Bubble) -> QWidget:
    mode = IconLabel(_MODE_ICONS[bubble.mode], "muted", ICON - 2), caption_label(translate(_MODE_WORDS[bubble.mode]))
    head = row(*mode, stretch(), spacing=HALF)
    # One thing at most is what messages are about, save for references; a line that is cut short names the rest.
    for icon_name, label in bubble.chips[:1]:
        about = ElidedLabel(label, font_role=FontRole.CAPTION, muted=True, middle=True)
        add(head, IconLabel(icon_name, "muted", ICON - 2), about)
    if len(bubble.chips) > 1:
        add(head, caption_label(f"+{len(bubble.chips) - 1}"))
    return box(head)
