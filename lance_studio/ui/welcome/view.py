"""The welcome page: three cards to begin with, and the projects that were open last."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from lance_studio import __version__
from lance_studio.ui import texts
from lance_studio.ui.studio import Studio
from lance_studio.ui.theme import FontRole, colours, font, paint_icon
from lance_studio.ui.theme.measures import CARD_RADIUS, GRID, HALF, OUTLINE, PADDING
from lance_studio.ui.welcome.presenter import PANEL, Recent, WelcomePresenter, WelcomeState
from lance_studio.ui.widgets import PanelFrame, caption_label, label, link_button, title_label
from lance_studio.ui.widgets.dialogs import ask_files

_CARD = QSize(204, 148)
_LEAST_CARD = 108
_ROW = 48
_WIDEST = 660
_VIDEOS = "Videos (*.mp4 *.mov *.mkv *.webm *.avi *.m4v);;All files (*)"


def build(studio: Studio) -> PanelFrame:
    """Make the panel."""
    return WelcomePanel(studio)


class WelcomePanel(PanelFrame):
    """The welcome page. Among the panels of the centre it comes to sight by itself while no project is open.

    Args:
        studio: The shared parts of the window.
    """

    def __init__(self, studio: Studio) -> None:
        super().__init__(PANEL, surround=True)
        self._studio = studio
        self.presenter = WelcomePresenter(studio)
        self.presenter.setParent(self)
        self._recent: tuple[Recent, ...] | None = None
        self._make_body()
        studio.actions.register("help.sample", self.presenter.open_sample)
        self.presenter.changed.connect(self._show)
        self._show(self.presenter.state)

    def _make_body(self) -> None:
        content = QWidget()
        content.setMaximumWidth(_WIDEST)
        content.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(content)
        column.setContentsMargins(PADDING, 2 * PADDING, PADDING, 2 * PADDING)
        column.setSpacing(GRID)
        column.addStretch(2)
        column.addWidget(title_label("Lance Studio"))
        column.addWidget(label("Pictures and short clips, made and changed on this computer.", "muted", wrap=True))
        column.addSpacing(GRID)
        cards = QWidget()
        row = QHBoxLayout(cards)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(PADDING)
        new = Card("sparkle", "New picture", "Describe it and change it turn by turn.", "generated")
        new.setObjectName("welcome.new")
        new.clicked.connect(self.presenter.new_picture)
        video = Card("film-strip", "Open a video", "Cut it, change it, extend it, ask about it.", "video")
        video.setObjectName("welcome.video")
        video.clicked.connect(self.ask_video)
        sample = Card("package", "Sample project", "A picture, a clip and a timeline to try things on.", "audio")
        sample.setObjectName("welcome.sample")
        sample.clicked.connect(lambda: self._studio.actions.trigger("help.sample"))
        for card in (new, video, sample):
            row.addWidget(card, 1)
        column.addWidget(cards)
        column.addSpacing(2 * GRID)
        head = QHBoxLayout()
        self._heading = label("Recent projects", "strong")
        head.addWidget(self._heading)
        head.addStretch(1)
        other = link_button("Open another project")
        other.setObjectName("welcome.open")
        other.clicked.connect(lambda: self._studio.actions.trigger("file.open"))
        head.addWidget(other)
        column.addLayout(head)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        column.addLayout(self._rows)
        self._none = caption_label("Projects that you have worked on come here.")
        column.addWidget(self._none)
        column.addStretch(3)
        column.addWidget(caption_label(f"Version {__version__}"))
        around = QWidget()
        row = QHBoxLayout(around)
        row.setContentsMargins(2 * PADDING, 0, 2 * PADDING, 0)
        row.addStretch(1)
        row.addWidget(content, 100)
        row.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(around)
        scroll.viewport().setAutoFillBackground(False)
        self.set_body(scroll)

    def _show(self, state: WelcomeState) -> None:
        if state.recent != self._recent:
            self._recent = state.recent
            while (item := self._rows.takeAt(0)) is not None:
                former = item.widget()
                if former is not None:
                    former.hide()
                    former.deleteLater()
            for number, recent in enumerate(state.recent):
                row = RecentRow(recent.name, recent.detail)
                row.setObjectName(f"welcome.recent.{number}")
                texts.set_tooltip(row, str(recent.path))
                row.clicked.connect(lambda _checked=False, path=recent.path: self.presenter.open_project(path))
                self._rows.addWidget(row)
        self._none.setVisible(not state.recent)
        self._come_or_go(state)

    def _come_or_go(self, state: WelcomeState) -> None:
        pages = self.parentWidget()
        if not isinstance(pages, QStackedWidget) or pages.indexOf(self) < 0:
            return
        if state.wanted:
            pages.setCurrentWidget(self)
        elif pages.currentWidget() is self:
            others = (pages.widget(number) for number in range(pages.count()))
            canvas = next((page for page in others if page is not self), None)
            if canvas is not None:
                pages.setCurrentWidget(canvas)

    def event(self, event: QEvent) -> bool:  # noqa: D102
        # The window puts it among the panels of the centre: then there is something to come to sight in.
        pages = self.parentWidget()
        if event.type() == QEvent.Type.ParentChange and isinstance(pages, QStackedWidget):
            pages.widgetAdded.connect(lambda _index: self._come_or_go(self.presenter.state))
        return super().event(event)

    def ask_video(self) -> None:
        """Let the user choose videos and begin a project with them."""
        ask_files(self, "Open a video", "welcome.video-dialog", self.presenter.open_files, _VIDEOS)


class _Drawn(QAbstractButton):
    """A button that draws itself as a card; the keyboard works on it as on any button."""

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title, self._text = texts.line(title), texts.line(text)
        self._hovered = False
        texts.set_name(self, title)
        texts.set_description(self, text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802
        self._hovered = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        self._hovered = False
        self.update()

    def _paint_ground(self, painter: QPainter, *, plain: bool) -> QRectF:
        palette = colours()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        shape = QPainterPath()
        shape.addRoundedRect(place, CARD_RADIUS, CARD_RADIUS)
        if self._hovered or self.isDown():
            painter.fillPath(shape, palette.hover)
        elif not plain:
            painter.fillPath(shape, palette.raised)
        if self.hasFocus():
            painter.setPen(QPen(palette.accent, OUTLINE))
            painter.drawPath(shape)
        elif not plain:
            painter.setPen(QPen(palette.faint if self._hovered else palette.line, 1))
            painter.drawPath(shape)
        return place


class Card(_Drawn):
    """A card with an icon, a title and a sentence.

    Args:
        icon_name: A name of the icon family.
        title: A verb or a thing.
        text: One sentence.
        role: The palette's role of the icon's colour.
    """

    def __init__(self, icon_name: str, title: str, text: str, role: str) -> None:
        super().__init__(title, text)
        self._icon, self._role = icon_name, role
        self.setMinimumSize(_LEAST_CARD, _CARD.height())
        self.setMaximumHeight(_CARD.height())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        return _CARD

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        palette = colours()
        with QPainter(self) as painter:
            place = self._paint_ground(painter, plain=False).adjusted(PADDING, PADDING, -PADDING, -PADDING)
            paint_icon(painter, QRectF(place.left(), place.top() + HALF, 28, 28), self._icon, palette.role(self._role))
            painter.setFont(font(FontRole.TITLE))
            painter.setPen(palette.text)
            title = painter.fontMetrics().elidedText(self._title, Qt.TextElideMode.ElideRight, int(place.width()))
            painter.drawText(QRectF(place.left(), place.top() + 48, place.width(), 22), 0, title)
            painter.setFont(font(FontRole.CAPTION))
            painter.setPen(palette.muted)
            below = QRectF(place.left(), place.top() + 74, place.width(), place.height() - 74)
            painter.drawText(below, Qt.TextFlag.TextWordWrap, self._text)


class RecentRow(_Drawn):
    """One project of the list."""

    def __init__(self, title: str, text: str) -> None:
        super().__init__(title, text)
        self.setFixedHeight(_ROW)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(_WIDEST, _ROW)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        palette = colours()
        with QPainter(self) as painter:
            place = self._paint_ground(painter, plain=True).adjusted(GRID, HALF, -GRID, -HALF)
            paint_icon(painter, QRectF(place.left(), place.center().y() - 10, 20, 20), "file", palette.muted)
            left = place.left() + 20 + PADDING
            lines = QRectF(left, place.top(), place.right() - left, place.height() / 2)
            for role, colour, text in (
                (FontRole.STRONG, palette.text, self._title),
                (FontRole.CAPTION, palette.muted, self._text),
            ):
                painter.setFont(font(role))
                painter.setPen(colour)
                shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, int(lines.width()))
                painter.drawText(lines, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
                lines.translate(0, place.height() / 2)
