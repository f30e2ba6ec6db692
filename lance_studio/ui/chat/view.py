"""The chat panel."""

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from lance_studio.ui import texts
from lance_studio.ui.chat.messages import THUMBNAIL, MessageRow
from lance_studio.ui.chat.presenter import MODES, PANEL, ChatPresenter
from lance_studio.ui.studio import Studio
from lance_studio.ui.theme import icon
from lance_studio.ui.theme.measures import GRID, HALF, HIT, PADDING
from lance_studio.ui.thumbnails import MediaImages
from lance_studio.ui.widgets import (
    Chip,
    ChipRow,
    EmptyState,
    PanelFrame,
    PromptEdit,
    Segments,
    caption_label,
    line,
    link_button,
    tool_button,
)

_TEACHES = (
    "Ask about a picture or the frame under the playhead, or say what to change. "
    "Times in answers are links to the timeline."
)
_NO_PROJECT = "Open or create a project to talk about its pictures and clips."
_MODE_NAMES = {"ask": "Ask", "edit": "Edit", "generate": "Generate", "extend": "Extend"}
_NEAR_END = 40


def build(studio: Studio) -> PanelFrame:
    """Return the panel."""
    return ChatPanel(studio)


class ChatPanel(PanelFrame):
    """The conversation above, what the next message is about and its field below.

    Args:
        studio: The shared parts.
    """

    def __init__(self, studio: Studio) -> None:
        super().__init__(PANEL)
        self.presenter = ChatPresenter(studio, self)
        self._studio = studio
        self._images = MediaImages(studio.session, self)
        self._rows: dict[str, MessageRow] = {}
        self._follows_end = True
        # A row that keeps its place in sight while earlier ones come above it.
        self._anchor: tuple[QWidget, int] | None = None
        self._make_messages()
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._stack, 1)
        column.addWidget(line())
        column.addWidget(self._make_composer())
        self.set_body(body)
        presenter = self.presenter
        presenter.changed.connect(self._show_state)
        presenter.messages_changed.connect(self._show_messages)
        presenter.message_changed.connect(self._show_message)
        presenter.prompt_wanted.connect(self._take_prompt)
        self._images.ready.connect(self._show_picture)
        studio.actions.register("generate.ask", self.presenter.begin_question)
        self._show_messages()
        self._show_state()

    # --- building -----------------------------------------------------------------------------------------------------

    def _make_messages(self) -> None:
        self._stack = QStackedWidget()
        self._empty = EmptyState(_TEACHES, icon_name="chats-circle")
        self._closed = EmptyState(_NO_PROJECT, icon_name="chats-circle")
        self._scroll = QScrollArea()
        self._scroll.setObjectName("chat.messages")
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = _Column()
        self._rows_column = QVBoxLayout(inside)
        self._rows_column.setContentsMargins(PADDING, PADDING, PADDING, PADDING)
        self._rows_column.setSpacing(PADDING)
        self._earlier = link_button("Show earlier messages")
        self._earlier.setObjectName("chat.earlier")
        self._earlier.clicked.connect(self._show_earlier)
        self._rows_column.addWidget(self._earlier, 0, Qt.AlignmentFlag.AlignHCenter)
        self._rows_column.addStretch(1)
        self._scroll.setWidget(inside)
        bar = self._scroll.verticalScrollBar()
        bar.rangeChanged.connect(self._keep_end)
        bar.valueChanged.connect(self._note_end)
        for widget in (self._closed, self._empty, self._scroll):
            self._stack.addWidget(widget)

    def _make_composer(self) -> QWidget:
        composer = QWidget()
        column = QVBoxLayout(composer)
        column.setContentsMargins(PADDING, GRID, PADDING, PADDING)
        column.setSpacing(GRID)
        modes = QHBoxLayout()
        modes.setSpacing(GRID)
        self.modes = Segments("What the message asks for", [(mode, _MODE_NAMES[mode]) for mode in MODES])
        self.modes.setObjectName("chat.modes")
        self.modes.chosen.connect(self.presenter.set_mode)
        modes.addWidget(self.modes)
        modes.addStretch(1)
        self._more = tool_button("dots-three", "More", size=16)
        self._more.setObjectName("chat.more")
        self._more.clicked.connect(self._show_menu)
        modes.addWidget(self._more)
        column.addLayout(modes)
        column.addWidget(self._make_prompt())
        self._hint = caption_label("", wrap=True)
        self._hint.setObjectName("chat.hint")
        column.addWidget(self._hint)
        return composer

    def _make_prompt(self) -> QFrame:
        frame = QFrame()
        frame.setProperty("kind", "prompt")
        column = QVBoxLayout(frame)
        column.setContentsMargins(GRID, GRID, GRID, GRID)
        column.setSpacing(HALF)
        about = QHBoxLayout()
        about.setSpacing(HALF)
        self._add = tool_button("plus", "Choose what the message is about", size=14)
        self._add.setObjectName("chat.add_context")
        self._add.setFixedSize(HIT, HIT)
        self._add.clicked.connect(self._choose_subject)
        self._chips = ChipRow()
        self._chips.setObjectName("chat.context")
        about.addWidget(self._add, 0, Qt.AlignmentFlag.AlignTop)
        about.addWidget(self._chips, 1)
        about.addStretch(0)
        column.addLayout(about)
        row = QHBoxLayout()
        row.setSpacing(HALF)
        self.input = PromptEdit("", enter_submits=True)
        self.input.setObjectName("chat.input")
        self.input.submitted.connect(self._send)
        self.input.writing_began.connect(self._studio.work.warm_up)
        self.input.submitted_ahead.connect(lambda text: self._send(text, ahead=True))
        self.input.installEventFilter(self)
        self._frame = frame
        row.addWidget(self.input, 1)
        self._button = tool_button("paper-plane-right", "Send (Enter)")
        self._button.setObjectName("chat.send")
        self._button.clicked.connect(self._press)
        row.addWidget(self._button, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(row)
        return frame

    # --- showing ------------------------------------------------------------------------------------------------------

    def _show_state(self) -> None:
        state = self.presenter.state
        self._stack.setCurrentWidget(self._scroll if not state.empty else self._empty if state.ready else self._closed)
        self._earlier.setVisible(state.earlier > 0)
        self.modes.set_value(state.mode)
        self.modes.setEnabled(state.ready)
        for mode in MODES:
            self.modes.allow(mode, state.refusals.get(mode, ""))
        self.input.setPlaceholderText(texts.line(state.words))
        texts.set_name(self.input, state.words)
        self.input.setEnabled(state.ready)
        self._hint.setText(texts.plain(state.hint))
        self._hint.setVisible(bool(state.hint))
        self._add.setEnabled(bool(state.others))
        chips: list[Chip] = []
        if state.subject is not None:
            chip = Chip(state.subject.label, state.subject.icon, closable=True, icon_role="accent")
            texts.set_tooltip(chip, f"The message is about this {state.subject.kind}")
            chip.close_clicked.connect(self.presenter.dismiss)
            chips.append(chip)
        self._chips.set_chips(chips)
        busy = state.busy
        self._button.setIcon(icon("stop" if busy else "paper-plane-right", "error" if busy else "accent"))
        name = "Stop the answer" if busy else "Send (Enter)"
        refused = "" if busy else state.refused
        texts.set_tooltip(self._button, refused or name)
        texts.set_name(self._button, name)
        self._button.setEnabled(busy or (state.ready and not refused))

    def _show_messages(self) -> None:
        bubbles = self.presenter.bubbles()
        wanted = {bubble.id for bubble in bubbles}
        for message_id in [one for one in self._rows if one not in wanted]:
            row = self._rows.pop(message_id)
            if self._anchor is not None and self._anchor[0] is row:
                self._anchor = None
            self._rows_column.removeWidget(row)
            row.hide()
            row.deleteLater()
        for number, bubble in enumerate(bubbles):
            row = self._rows.get(bubble.id)
            if row is None:
                row = MessageRow(bubble, self._picture)
                row.moment_clicked.connect(self.presenter.open_moment)
                row.node_clicked.connect(self.presenter.open_node)
                row.retry_clicked.connect(self.presenter.retry)
                self._rows[bubble.id] = row
                # The link to earlier messages stands above them all.
                self._rows_column.insertWidget(number + 1, row)
            else:
                row.show_bubble(bubble)
        self.input.set_history(self.presenter.said())
        self._show_state()

    def _show_message(self, message_id: str) -> None:
        row, bubble = self._rows.get(message_id), self.presenter.bubble(message_id)
        if row is not None and bubble is not None:
            row.show_bubble(bubble)

    def _picture(self, media_id: str) -> QImage | None:
        return self._images.image(media_id, 2 * THUMBNAIL.height())

    def _show_picture(self, media_id: str) -> None:
        for row in self._rows.values():
            row.show_picture(media_id)

    def _show_earlier(self) -> None:
        """Put earlier messages above; what is read stays where it is."""
        bar, first = self._scroll.verticalScrollBar(), next(iter(self.presenter.bubbles()), None)
        if first is not None and self.presenter.state.earlier:
            self._follows_end = False
            self._anchor = (self._rows[first.id], self._rows[first.id].y() - bar.value())
            self.presenter.show_earlier()

    def _keep_end(self, _least: int, most: int) -> None:
        # Whoever reads further up is not pulled down by what arrives below, nor by what comes above.
        bar = self._scroll.verticalScrollBar()
        if self._anchor is not None:
            anchor, self._anchor = self._anchor, None
            bar.setValue(anchor[0].y() - anchor[1])
            self._anchor = anchor
        elif self._follows_end:
            bar.setValue(most)

    def _note_end(self, value: int) -> None:
        bar = self._scroll.verticalScrollBar()
        self._anchor = None
        self._follows_end = value >= bar.maximum() - _NEAR_END
        if value == 0 and not self._follows_end and self.presenter.state.earlier:
            # Not within the scrolling itself: it has a place to come to.
            QTimer.singleShot(0, self, self._show_earlier)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        if self._follows_end:
            bar = self._scroll.verticalScrollBar()
            QTimer.singleShot(0, bar, lambda: bar.setValue(bar.maximum()))

    # --- what the user does -------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, D102
        if watched is self.input and event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._frame.setProperty("active", "true" if event.type() == QEvent.Type.FocusIn else "false")
            self._frame.style().polish(self._frame)
        return super().eventFilter(watched, event)

    def _send(self, text: str, *, ahead: bool = False) -> None:
        self._follows_end = True
        if self.presenter.send(text, ahead=ahead):
            self.clear_banner()
            self.input.clear()

    def _press(self) -> None:
        if self.presenter.state.busy:
            self.presenter.stop()
        else:
            self.input.submit()

    def _take_prompt(self, text: str) -> None:
        if text:
            self.input.setPlainText(text)
            self.input.moveCursor(self.input.textCursor().MoveOperation.End)
        self.input.setFocus()

    def _choose_subject(self) -> None:
        menu = QMenu(self)
        menu.setObjectName("chat.contexts")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for subject in self.presenter.state.others:
            words = f"{subject.kind.capitalize()}: {subject.label}"
            action = texts.add_action(menu, words, icon(subject.icon, "muted"))
            action.triggered.connect(lambda _on=False, subject=subject: self.presenter.choose(subject))
        menu.popup(self._add.mapToGlobal(QPoint(0, self._add.height())))

    def _show_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        clear = texts.add_action(menu, "Clear conversation", icon("trash", "muted"))
        clear.setEnabled(bool(self._rows))
        clear.triggered.connect(self.presenter.clear)
        menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height())))


class _Column(QWidget):
    """The messages: as high as they are at their width, not as high as they would be at their least width."""

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(super().minimumSizeHint().width(), 0)
