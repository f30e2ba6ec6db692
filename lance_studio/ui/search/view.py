"""The overlay: a field above, what was found below it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from shiboken6 import isValid

from lance_studio.language import mark, tr, translate
from lance_studio.ui import texts
from lance_studio.ui.search.presenter import Pieces, Row, SearchPresenter, SearchState
from lance_studio.ui.studio import Studio
from lance_studio.ui.theme import FontRole, colours, font, mix
from lance_studio.ui.theme.measures import GRID, HALF, PADDING, PRIMARY, RADIUS
from lance_studio.ui.thumbnails import MediaImages
from lance_studio.ui.widgets import EmptyState, tool_button
from lance_studio.ui.widgets.clearing import let_clear
from lance_studio.ui.widgets.drawing import draw_marked_line, draw_whole_picture, rounded
from lance_studio.ui.widgets.layouts import column, named, row, wide

_Index = QModelIndex | QPersistentModelIndex
_ROW = Qt.ItemDataRole.UserRole
_HEADING = Qt.ItemDataRole.UserRole + 1
_HEIGHT, _HEADING_HEIGHT = 52, 28
_PICTURE = QSize(56, 40)
_WIDTH, _MOST_HEIGHT, _LEAST_HEIGHT, _TOP = 640, 560, 240, 56
_NAME = mark("Search in the project")


class SearchOverlay(QFrame):
    """Search over the window; whatever it covers goes on and can be used.

    Args:
        studio: The shared parts.
        window: Over which it lies.
        panel: Returns a panel by its id, for the focus.

    Attributes:
        presenter: What it does.
        field: The question.
        list: What was found.
    """

    def __init__(self, studio: Studio, window: QWidget, panel: Callable[[str], QWidget]) -> None:
        super().__init__(window)
        self.setObjectName("search")
        self.setProperty("kind", "overlay")
        texts.set_name(self, translate(_NAME))
        self.presenter = SearchPresenter(studio, self)
        self._studio, self._window, self._panel = studio, window, panel
        self._former: QWidget | None = None
        self._images = MediaImages(studio.session, self)
        self.field = named(QLineEdit(), "search.field")
        self.field.setPlaceholderText(texts.line(translate(_NAME)))
        self.field.setMinimumHeight(PRIMARY)
        let_clear(self.field)
        texts.set_name(self.field, translate(_NAME))
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self.presenter.type)
        self.list = named(QListWidget(), "search.list")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setItemDelegate(_RowDelegate(self._picture, self.list))
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        texts.set_name(self.list, tr("What was found"))
        self.list.itemClicked.connect(self._go)
        self._words = EmptyState("", icon_name="magnifying-glass")
        self._stack = QStackedWidget()
        for widget in (self._words, self.list):
            self._stack.addWidget(widget)
        close = named(tool_button("x", tr("Close (Esc)"), clicked=self.end), "search.close")
        above = row(wide(self.field), close, spacing=GRID)
        column(above, wide(self._stack), on=self, margins=GRID, spacing=GRID)
        self.presenter.changed.connect(self._show_state)
        self.presenter.went.connect(self._follow)
        self._images.ready.connect(lambda _media: self.list.viewport().update())
        studio.session.project_replaced.connect(self._follow_project)
        window.installEventFilter(self)
        self.hide()
        self._show_state(self.presenter.state)

    def begin(self) -> None:
        """Come to sight with the last question, all of it selected; where it is in sight, take the focus."""
        if self.isHidden():
            self._former = QApplication.focusWidget()
            self._place()
            self.show()
            self.raise_()
            self.presenter.begin()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def end(self) -> None:
        """Go out of sight; the focus returns to where it was."""
        if self.isHidden():
            return
        former, self._former = self._former, None
        had_focus = self.isAncestorOf(focus) if (focus := QApplication.focusWidget()) is not None else False
        self.presenter.end()
        self.hide()
        # A panel may have replaced its widgets meanwhile.
        if had_focus and former is not None and isValid(former) and former.isVisible():
            former.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow_project(self) -> None:
        if self._studio.session.project is None:
            self.end()

    def _place(self) -> None:
        window = self._window
        width = min(_WIDTH, window.width() - 2 * PADDING)
        height = max(min(_MOST_HEIGHT, window.height() - 2 * _TOP), _LEAST_HEIGHT)
        self.setGeometry((window.width() - width) // 2, _TOP, width, height)

    # --- showing -----------------------------------------------------------------------------------------------------

    def _show_state(self, state: SearchState) -> None:
        former = self._current()
        self.list.clear()
        chosen = None
        for heading, rows in state.groups:
            self._add_heading(heading)
            for each in rows:
                item = texts.list_item(each.words)
                item.setData(_ROW, each)
                self.list.addItem(item)
                same = former is not None and (former.hit.kind, former.hit.id) == (each.hit.kind, each.hit.id)
                chosen = item if chosen is None or same else chosen
        if chosen is not None:
            self.list.setCurrentItem(chosen)
            if chosen is self.list.item(1):
                self.list.scrollToTop()
        self._words.set_sentence(state.words)
        self._stack.setCurrentWidget(self.list if state.groups else self._words)

    def _add_heading(self, words: str) -> None:
        item = texts.list_item(words)
        item.setData(_HEADING, words)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.list.addItem(item)

    def _current(self) -> Row | None:
        item = self.list.currentItem()
        return None if item is None else item.data(_ROW)

    def _picture(self, row: Row) -> QImage | None:
        media_id = row.hit.media_id
        return None if media_id is None else self._images.image(media_id, 2 * _PICTURE.height())

    # --- what the user does ------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, D102
        if watched is self.field and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.KeyPress and self._press(event):
                return True
            if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
        elif watched is self._window and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        if event.key() == Qt.Key.Key_Escape:
            self.end()
        else:
            super().keyPressEvent(event)

    def _press(self, event: QKeyEvent) -> bool:
        page = max(self.list.viewport().height() // _HEIGHT - 1, 1)
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -page, Qt.Key.Key_PageDown: page}
        key = Qt.Key(event.key())
        if key in steps:
            self._step(steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            current = self._current()
            self.presenter.enter(None if current is None else current.hit)
        elif key == Qt.Key.Key_Escape:
            self.end()
        else:
            return False
        return True

    def _step(self, count: int) -> None:
        places = [place for place in range(self.list.count()) if self.list.item(place).data(_ROW) is not None]
        if not places:
            return
        current = self.list.currentRow()
        place = places.index(current) if current in places else 0
        chosen = min(max(place + count, 0), len(places) - 1)
        self.list.setCurrentRow(places[chosen])
        if chosen == 0:
            self.list.scrollToTop()  # with its heading

    def _go(self, item: QListWidgetItem) -> None:
        row: Row | None = item.data(_ROW)
        if row is not None:
            self.presenter.go(row.hit)

    def _follow(self, panel_id: str) -> None:
        """Leave the focus with the panel that shows what was found."""
        self.presenter.end()
        self._former = None
        self.hide()
        panel = self._panel(panel_id)
        focus = QApplication.focusWidget()
        if focus is None or not panel.isAncestorOf(focus):
            panel.setFocus(Qt.FocusReason.OtherFocusReason)


class _RowDelegate(QStyledItemDelegate):
    """A row: a picture or sign, the name and the text with what was found in bold, and when."""

    def __init__(self, picture: Callable[[Row], QImage | None], parent: QListWidget) -> None:
        super().__init__(parent)
        self._picture, self._list = picture, parent

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: N802
        return QSize(200, _HEADING_HEIGHT if index.data(_HEADING) else _HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        painter.save()
        place: QRect = option.rect
        heading = index.data(_HEADING)
        if heading:
            painter.setFont(font(FontRole.CAPTION))
            painter.setPen(colours().muted)
            painter.drawText(place.adjusted(GRID, 0, 0, -HALF), Qt.AlignmentFlag.AlignBottom, heading)
        else:
            self._paint_row(painter, place, index.data(_ROW), chosen=index == self._list.currentIndex())
        painter.restore()

    def _paint_row(self, painter: QPainter, place: QRect, row: Row, *, chosen: bool) -> None:
        palette = colours()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen:
            painter.setBrush(mix(palette.panel, palette.accent, 0.22))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(place.adjusted(0, 1, 0, -1), RADIUS, RADIUS)
        top = place.top() + (place.height() - _PICTURE.height()) // 2
        picture = QRectF(place.left() + GRID, top, _PICTURE.width(), _PICTURE.height())
        draw_whole_picture(painter, rounded(picture, HALF), self._picture(row), row.icon)
        text = place.adjusted(GRID + _PICTURE.width() + PADDING, HALF, -GRID, -HALF)
        painter.setFont(font(FontRole.CAPTION))
        painter.setPen(palette.muted)
        when = painter.fontMetrics().horizontalAdvance(row.when)
        upper = text if not row.body else text.adjusted(0, 0, 0, -text.height() // 2)
        painter.drawText(upper, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, row.when)
        name = QRectF(upper.adjusted(0, 0, -when - PADDING, 0))
        draw_marked_line(painter, name, _shown(row.title), FontRole.BASE, palette.text)
        colour = palette.text if chosen else palette.muted
        lower = QRectF(text.adjusted(0, text.height() // 2, 0, 0))
        draw_marked_line(painter, lower, _shown(row.body), FontRole.CAPTION, colour)


def _shown(pieces: Pieces) -> Pieces:
    return tuple((texts.line(text), found) for text, found in pieces)
