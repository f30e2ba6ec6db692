"""The chat panel."""

from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QFrame, QMenu, QScrollArea, QStackedWidget, QWidget

from lance_studio.language import mark, tr, translate
from lance_studio.ui import texts
from lance_studio.ui.chat.messages import THUMBNAIL, MessageRow
from lance_studio.ui.chat.presenter import MODES, PANEL, ChatPresenter
from lance_studio.ui.studio import Studio
from lance_studio.ui.subject import Subject
from lance_studio.ui.theme import icon
from lance_studio.ui.theme.measures import GRID, HALF, HIT, PADDING
from lance_studio.ui.thumbnails import MediaImages
from lance_studio.ui.timers import make_timer
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
    show_icon,
    show_words,
    tool_button,
)
from lance_studio.ui.widgets.layouts import (
    aligned,
    box,
    centred,
    column,
    named,
    read_by_keys,
    row,
    set_state,
    stretch,
    wide,
)

_TEACHES = mark(
    "Ask about a picture or the frame under the playhead, or say what to change. "
    "Times in answers are links to the timeline."
)
_NO_PROJECT = mark("Open or create a project to talk about its pictures and clips.")
_MODE_NAMES = {"ask": mark("Ask"), "edit": mark("Edit"), "generate": mark("Generate"), "extend": mark("Extend")}
_KINDS = {
    "picture": mark("Picture"), "clip": mark("Clip"), "still": mark("Still"), "frame": mark("Frame"),
    "range": mark("Range"), "nothing": mark("Nothing"),
}  # fmt: skip
_NEAR_END, _WIDEST_CHIP = 40, 480
_FOUND_MS = 5000


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
        self._found_over = make_timer(self, _FOUND_MS, lambda: self._mark_found(None))
        self._make_messages()
        self.set_body(box(column(wide(self._stack), line(), self._make_composer(), spacing=0)))
        presenter = self.presenter
        presenter.changed.connect(self._show_state)
        presenter.messages_changed.connect(self._show_messages)
        presenter.message_changed.connect(self._show_message)
        presenter.prompt_wanted.connect(self._take_prompt)
        presenter.message_found.connect(self._show_found)
        self._images.ready.connect(self._show_picture)
        studio.actions.register("generate.ask", self.presenter.begin_question)
        studio.session.undo_line.follow(self.input, "chat")
        self.input.set_undo_actions(studio.actions.action("edit.undo"), studio.actions.action("edit.redo"))
        self._show_messages()
        self._show_state()
        draft = self.presenter.line.draft
        self.input.show_draft(draft.text, draft.cursor)

    # --- building -----------------------------------------------------------------------------------------------------

    def _make_messages(self) -> None:
        self._stack = QStackedWidget()
        # In a low window the conversation gives way, not the field.
        self._stack.setMinimumHeight(HIT)
        self._empty = EmptyState(translate(_TEACHES), icon_name="chats-circle")
        self._empty.example_chosen.connect(lambda text: self.presenter.prompt_wanted.emit(text))
        self._closed = EmptyState(translate(_NO_PROJECT), icon_name="chats-circle")
        self._scroll = named(QScrollArea(), "chat.messages")
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        read_by_keys(self._scroll, tr("Conversation"))
        inside = _Column()
        self._earlier = named(link_button(tr("Show earlier messages"), clicked=self._show_earlier), "chat.earlier")
        self._rows_column = column(centred(self._earlier), stretch(), on=inside, margins=PADDING, spacing=PADDING)
        self._scroll.setWidget(inside)
        bar = self._scroll.verticalScrollBar()
        bar.rangeChanged.connect(self._keep_end)
        bar.valueChanged.connect(self._note_end)
        for widget in (self._closed, self._empty, self._scroll):
            self._stack.addWidget(widget)

    def _make_composer(self) -> QWidget:
        self.modes = Segments(tr("What the message asks for"), [(mode, translate(_MODE_NAMES[mode])) for mode in MODES])
        self.modes.setObjectName("chat.modes")
        self.modes.chosen.connect(self.presenter.set_mode)
        self._more = named(tool_button("dots-three", tr("More"), clicked=self._show_menu), "chat.more")
        self._hint = named(caption_label("", wrap=True), "chat.hint")
        modes = row(self.modes, stretch(), self._more, spacing=GRID)
        margins = (PADDING, GRID, PADDING, PADDING)
        return box(column(modes, self._make_prompt(), self._hint, margins=margins, spacing=GRID))

    def _make_prompt(self) -> QFrame:
        self._frame = QFrame()
        self._frame.setProperty("kind", "prompt")
        about = tr("Choose what the message is about")
        self._add = named(
            tool_button("plus", about, size=14, hit=HIT, clicked=self._choose_subject), "chat.add_context"
        )
        self._chips = named(ChipRow(), "chat.context")
        self._shown_subject: tuple[Subject | None, str] = (None, "")
        self.input = named(PromptEdit(""), "chat.input")
        self.input.submitted.connect(self._send)
        self.input.written.connect(self.presenter.note)
        self.input.came.connect(self.presenter.attach)
        self.input.hovered.connect(lambda over: set_state(self._frame, "dropping", over))
        self.presenter.line.taken.connect(self.input.hand_on)
        self.presenter.line.draft_changed.connect(lambda draft: self.input.show_draft(draft.text, draft.cursor))
        self.input.writing_began.connect(self._studio.work.warm_up)
        self.input.submitted_ahead.connect(lambda text: self._send(text, ahead=True))
        self.input.installEventFilter(self)
        self._button = named(tool_button("paper-plane-right", tr("Send (Enter)"), clicked=self._press), "chat.send")
        above = row(aligned(self._add, Qt.AlignmentFlag.AlignTop), wide(self._chips), stretch(0), spacing=HALF)
        below = row(wide(self.input), aligned(self._button, Qt.AlignmentFlag.AlignBottom), spacing=HALF)
        column(above, below, on=self._frame, margins=GRID, spacing=HALF)
        return self._frame

    # --- showing ------------------------------------------------------------------------------------------------------

    def _show_state(self) -> None:
        state = self.presenter.state
        self._stack.setCurrentWidget(self._scroll if not state.empty else self._empty if state.ready else self._closed)
        self._empty.show_examples(state.examples)
        self._earlier.setVisible(state.earlier > 0)
        self.modes.set_value(state.mode)
        self.modes.setEnabled(state.ready)
        for mode in MODES:
            self.modes.allow(mode, state.refusals.get(mode, ""))
        self.input.setPlaceholderText(texts.line(state.words))
        texts.set_name(self.input, state.words)
        self.input.setEnabled(state.ready)
        show_words(self._hint, state.hint)
        self._add.setEnabled(bool(state.others))
        self._show_subject(state.subject, state.about)
        busy = state.busy
        show_icon(self._button, "stop" if busy else "paper-plane-right", "error" if busy else "accent")
        refused = "" if busy else state.refused
        name = tr("Stop the answer") if busy else tr("Send (Enter)")
        texts.set_tooltip(self._button, refused or name)
        texts.set_name(self._button, name)
        self._button.setEnabled(busy or (state.ready and not refused))

    def _show_subject(self, subject: Subject | None, about: str) -> None:
        if (subject, about) == self._shown_subject:
            return
        self._shown_subject = (subject, about)
        chips: list[Chip] = []
        if subject is not None:
            chip = Chip(subject.label, subject.icon, closable=True, icon_role="accent", widest=_WIDEST_CHIP)
            texts.set_tooltip(chip, about)
            chip.close_clicked.connect(self.presenter.dismiss)
            chips.append(chip)
        self._chips.set_chips(chips)

    def _show_messages(self) -> None:
        bubbles = self.presenter.bubbles()
        wanted = {bubble.id for bubble in bubbles}
        for message_id in [one for one in self._rows if one not in wanted]:
            gone = self._rows.pop(message_id)
            if self._anchor is not None and self._anchor[0] is gone:
                self._anchor = None
            self._rows_column.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for number, bubble in enumerate(bubbles):
            if bubble.id in self._rows:
                self._rows[bubble.id].show_bubble(bubble)
                continue
            shown = self._rows[bubble.id] = MessageRow(bubble, self._picture)
            shown.moment_clicked.connect(self.presenter.open_moment)
            shown.node_clicked.connect(self.presenter.open_node)
            shown.retry_clicked.connect(self.presenter.retry)
            # The link to earlier messages stands above them all.
            self._rows_column.insertWidget(number + 1, shown)
        self.input.set_history(self.presenter.said())
        self._show_state()

    def _show_message(self, message_id: str) -> None:
        shown, bubble = self._rows.get(message_id), self.presenter.bubble(message_id)
        if shown is not None and bubble is not None:
            shown.show_bubble(bubble)

    def _picture(self, media_id: str) -> QImage | None:
        return self._images.image(media_id, 2 * THUMBNAIL.height())

    def _show_picture(self, media_id: str) -> None:
        for message in self._rows.values():
            message.show_picture(media_id)

    def _show_earlier(self) -> None:
        """Put earlier messages above; what is read stays where it is."""
        bar, first = self._scroll.verticalScrollBar(), next(iter(self.presenter.bubbles()), None)
        if first is not None and self.presenter.state.earlier:
            self._follows_end = False
            self._anchor = (self._rows[first.id], self._rows[first.id].y() - bar.value())
            self.presenter.show_earlier()

    def _show_found(self, message_id: str) -> None:
        self._mark_found(message_id)
        self._found_over.start()
        self._bring_to_sight(message_id)
        # The panel may only now come to sight itself, and lay out its messages for that.
        QTimer.singleShot(0, self, lambda: self._bring_to_sight(message_id))

    def _mark_found(self, message_id: str | None) -> None:
        for each in self._rows.values():
            each.set_found(each.message_id == message_id)

    def _bring_to_sight(self, message_id: str) -> None:
        found = self._rows.get(message_id)
        if found is None:
            return
        self._rows_column.activate()
        self._follows_end = False
        self._scroll.verticalScrollBar().setValue(found.y() - PADDING)
        self._anchor = (found, PADDING)

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
            QTimer.singleShot(0, self, self._show_end)

    def _show_end(self) -> None:
        bar = self._scroll.verticalScrollBar()
        bar.setValue(bar.maximum())

    # --- what the user does -------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, D102
        if watched is self.input and event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            set_state(self._frame, "active", event.type() == QEvent.Type.FocusIn)
        return super().eventFilter(watched, event)

    def _send(self, text: str, *, ahead: bool = False) -> None:
        self._follows_end = True
        if self.presenter.send(text, ahead=ahead):
            self.clear_banner()

    def _press(self) -> None:
        if self.presenter.state.busy:
            self.presenter.stop()
        else:
            self.input.submit()

    def _take_prompt(self, text: str) -> None:
        if text:
            self.input.replace_text(text)
        self.input.setFocus()

    def _choose_subject(self) -> None:
        menu = named(QMenu(self), "chat.contexts")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for subject in self.presenter.state.others:
            words = tr("{kind}: {name}", kind=translate(_KINDS[subject.kind]), name=subject.label)
            texts.add_action(menu, words, icon(subject.icon, "muted"), partial(self.presenter.choose, subject))
        menu.popup(self._add.mapToGlobal(QPoint(0, self._add.height())))

    def _show_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        clear = texts.add_action(menu, tr("Clear conversation"), icon("trash", "muted"), self.presenter.clear)
        clear.setEnabled(bool(self._rows))
        menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height())))


class _Column(QWidget):
    """The messages: as high as they are at their width, not as high as they would be at their least width."""

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(super().minimumSizeHint().width(), 0)
