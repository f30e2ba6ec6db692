"""The welcome page: three cards to begin with, and the projects that were open last."""

from functools import partial

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QStackedWidget

from lance_studio import __version__
from lance_studio.language import mark, tr, translate
from lance_studio.ui import texts
from lance_studio.ui.file_places import MEDIA
from lance_studio.ui.recent_projects import REMOVE
from lance_studio.ui.settings import TOUR
from lance_studio.ui.studio import Studio
from lance_studio.ui.theme import FontRole, colours, font, icon, paint_icon
from lance_studio.ui.theme.measures import CARD_RADIUS, GRID, HALF, OUTLINE, PADDING
from lance_studio.ui.welcome.presenter import PANEL, Recent, WelcomePresenter, WelcomeState
from lance_studio.ui.widgets import PanelFrame, caption_label, label, link_button, title_label
from lance_studio.ui.widgets.dialogs import ask_files
from lance_studio.ui.widgets.drawing import draw_line, rounded
from lance_studio.ui.widgets.layouts import box, clear, column, gap, named, row, scrolled, stretch, wide

_CARD = QSize(204, 148)
_LEAST_CARD = 108
_ROW = 48
_WIDEST = 660
_VIDEOS = mark("Videos (*.mp4 *.mov *.mkv *.webm *.avi *.m4v);;All files (*)")


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
        trigger = self._studio.actions.trigger
        new = Card("sparkle", tr("New picture"), tr("Describe it and change it turn by turn."), "generated")
        new.clicked.connect(lambda: self.presenter.new_picture())
        video = Card("film-strip", tr("Open a video"), tr("Cut it, change it, extend it, ask about it."), "video")
        video.clicked.connect(self.ask_video)
        sample = Card(
            "package", tr("Sample project"), tr("A picture, a clip and a timeline to try things on."), "audio"
        )
        sample.clicked.connect(lambda: trigger("help.sample"))
        named_cards = (named(new, "welcome.new"), named(video, "welcome.video"), named(sample, "welcome.sample"))
        cards = box(row(*map(wide, named_cards), spacing=PADDING))
        other = named(link_button(tr("Open another project"), clicked=lambda: trigger("file.open")), "welcome.open")
        self._rows = column(spacing=0)
        self._none = caption_label(tr("Projects that you have worked on come here."))
        words = label(tr("Pictures and short clips, made and changed on this computer."), "muted", wrap=True)
        self._example = named(link_button("", clicked=self._try_example), "welcome.example")
        # It keeps its place before the model is known.
        policy = self._example.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._example.setSizePolicy(policy)
        self._tour = named(link_button(tr("Take the five-minute tour"), clicked=self._take_tour), "welcome.tour")
        example = row(self._example, stretch(), self._tour)
        above = (stretch(2), title_label("Lance Studio"), words, gap(GRID), cards, example, gap(GRID))
        recent = (row(label(tr("Recent projects"), "strong"), stretch(), other), self._rows, self._none)
        version = caption_label(tr("Version {version}", version=__version__))
        margins = (PADDING, 2 * PADDING, PADDING, 2 * PADDING)
        content = box(column(*above, *recent, stretch(3), version, margins=margins, spacing=GRID))
        content.setMaximumWidth(_WIDEST)
        content.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        around = box(row(stretch(), wide(content, 100), stretch(), margins=(2 * PADDING, 0, 2 * PADDING, 0)))
        scroll = scrolled(around, "")
        scroll.viewport().setAutoFillBackground(False)
        self.set_body(scroll)

    def _show(self, state: WelcomeState) -> None:
        if state.recent != self._recent:
            self._recent = state.recent
            clear(self._rows)
            for number, recent in enumerate(state.recent):
                listed = named(RecentRow(recent.name, recent.detail, there=recent.there), f"welcome.recent.{number}")
                texts.set_tooltip(listed, str(recent.path))
                listed.clicked.connect(lambda _checked=False, path=recent.path: self.presenter.open_project(path))
                listed.forget_wanted.connect(partial(self.presenter.forget, recent.path))
                self._rows.addWidget(listed)
        self._none.setVisible(not state.recent)
        self._example.setVisible(bool(state.example))
        self._example.setText(texts.caption(tr("Or begin with “{example}”", example=state.example)))
        self._tour.setVisible(not self._studio.settings.get(TOUR))
        self._come_or_go(state)

    def _take_tour(self) -> None:
        self._studio.actions.trigger("help.tour")

    def _try_example(self) -> None:
        self.presenter.new_picture(self.presenter.state.example)

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

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        super().paintEvent(event)
        self.presenter.note_painted()

    def event(self, event: QEvent) -> bool:  # noqa: D102
        # The window puts it among the panels of the centre: then there is something to come to sight in.
        pages = self.parentWidget()
        if event.type() == QEvent.Type.ParentChange and isinstance(pages, QStackedWidget):
            pages.widgetAdded.connect(lambda _index: self._come_or_go(self.presenter.state))
        return super().event(event)

    def ask_video(self) -> None:
        """Let the user choose videos and begin a project with them."""
        take, places = self.presenter.open_files, self._studio.places.of(MEDIA)
        ask_files(self, tr("Open a video"), "welcome.video-dialog", take, translate(_VIDEOS), places)


class _Drawn(QAbstractButton):
    """A button that draws itself as a card; the keyboard works on it as on any button."""

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title, self._text = texts.line(title), texts.line(text)
        # Painted again when the pointer comes and goes.
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        texts.set_name(self, title)
        texts.set_description(self, text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def _paint_ground(self, painter: QPainter, *, plain: bool) -> QRectF:
        palette = colours()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        shape = rounded(place, CARD_RADIUS)
        if self.underMouse() or self.isDown():
            painter.fillPath(shape, palette.hover)
        elif not plain:
            painter.fillPath(shape, palette.raised)
        if self.hasFocus():
            painter.setPen(QPen(palette.accent, OUTLINE))
            painter.drawPath(shape)
        elif not plain:
            painter.setPen(QPen(palette.faint if self.underMouse() else palette.line, 1))
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
            title, top = QRectF(place.left(), place.top() + 48, place.width(), 22), Qt.AlignmentFlag.AlignTop
            draw_line(painter, title, self._title, FontRole.TITLE, palette.text, align=top)
            painter.setFont(font(FontRole.CAPTION))
            painter.setPen(palette.muted)
            below = QRectF(place.left(), place.top() + 74, place.width(), place.height() - 74)
            painter.drawText(below, Qt.TextFlag.TextWordWrap, self._text)


class RecentRow(_Drawn):
    """One project of the list; its menu and Delete take it off the list.

    Args:
        title: The project's name.
        text: When it was changed, and where it lies.
        there: Whether its file is there now.

    Attributes:
        forget_wanted: Its user wants it off the list.
    """

    forget_wanted = Signal()

    def __init__(self, title: str, text: str, *, there: bool = True) -> None:
        super().__init__(title, text)
        self._there = there
        self.setFixedHeight(_ROW)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(_WIDEST, _ROW)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        if event.key() == Qt.Key.Key_Delete:
            self.forget_wanted.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802, D102
        menu = named(QMenu(self), "welcome.recent.menu")
        remove = texts.add_action(menu, translate(REMOVE), icon("x"), self.forget_wanted.emit)
        remove.setShortcut(QKeySequence(Qt.Key.Key_Delete))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        palette = colours()
        sign, title = ("file", palette.text) if self._there else ("link-break", palette.muted)
        with QPainter(self) as painter:
            place = self._paint_ground(painter, plain=True).adjusted(GRID, HALF, -GRID, -HALF)
            paint_icon(painter, QRectF(place.left(), place.center().y() - 10, 20, 20), sign, palette.muted)
            left = place.left() + 20 + PADDING
            upper = QRectF(left, place.top(), place.right() - left, place.height() / 2)
            lower = upper.translated(0, place.height() / 2)
            draw_line(painter, upper, self._title, FontRole.STRONG, title, middle=True)
            draw_line(painter, lower, self._text, FontRole.CAPTION, palette.muted, middle=True)
