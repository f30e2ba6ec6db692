"""The queue's panel: a row for each job."""

from functools import partial

from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QMenu, QScrollArea, QStackedWidget, QToolButton

from lance_studio.errors import LanceStudioError
from lance_studio.language import tr
from lance_studio.ui import texts
from lance_studio.ui.queue.job_list import JobList
from lance_studio.ui.queue.listing import Row
from lance_studio.ui.queue.presenter import PANEL, QueuePresenter
from lance_studio.ui.queue.rows import LEAST_HEIGHT
from lance_studio.ui.studio import Studio
from lance_studio.ui.theme import icon
from lance_studio.ui.theme.measures import CONTROL, GRID
from lance_studio.ui.thumbnails import MediaImages
from lance_studio.ui.widgets import Banner, EmptyState, Level, PanelFrame, label, quiet_button, text_tool_button
from lance_studio.ui.widgets.layouts import add, scrolled, stretch

_MENU = ("queue.cancel", "queue.cancel_selected", "queue.cancel_waiting", "queue.clear", "queue.retry_all")


class QueuePanel(PanelFrame):
    """The panel.

    Args:
        studio: The shared parts.
    """

    def __init__(self, studio: Studio) -> None:
        super().__init__(PANEL)
        self._studio = studio
        self.presenter = QueuePresenter(studio.work, studio.session)
        self.presenter.setParent(self)
        self._images = MediaImages(studio.session, self, room=4 << 20)
        self.list = JobList(self.presenter, self._images, self._media_of)
        self.list.failed.connect(self.show_error)
        self._pause = quiet_button(tr("Pause"), "pause")
        self._pause.setObjectName("queue.pause")
        self._pause.setMinimumHeight(CONTROL)
        self._pause.clicked.connect(lambda: self._pause_or_go_on(not self.presenter.state.paused))
        self._clear = quiet_button(tr("Clear finished"))
        self._clear.setObjectName("queue.clear_finished")
        self._clear.clicked.connect(self._clear_finished)
        self._count = label("", "caption")
        self._count.setObjectName("queue.count")
        self._more = text_tool_button(tr("More"))
        self._more.setObjectName("queue.more")
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self._menu.setObjectName("queue.menu")
        self._more.setMenu(self._menu)
        self._menu.addActions([studio.actions.action(one) for one in _MENU])
        add(self.tools, self._pause, self._clear, self._more, stretch(), self._count)
        self.show_tools()
        self._stack = QStackedWidget()
        self._stack.addWidget(
            EmptyState(
                tr("What you ask the model for waits here for its turn and shows its progress."), icon_name="queue"
            )
        )
        scroll = scrolled(self.list, "queue.scroll")
        scroll.verticalScrollBar().setSingleStep(LEAST_HEIGHT // 2)
        self.list.sought.connect(partial(self._bring_into_sight, scroll))
        self._stack.addWidget(scroll)
        self.set_body(self._stack)
        self._register()
        self._title = ""
        self.presenter.changed.connect(self._show_state)
        self.presenter.told.connect(self._say)
        self._show_state()

    def _register(self) -> None:
        register = self._studio.actions.register
        register("queue.pause", self._pause_or_go_on)
        register("queue.cancel", self.presenter.cancel_current)
        register("queue.clear", self.presenter.cancel_all)
        register("queue.cancel_waiting", self.presenter.cancel_waiting)
        register("queue.cancel_selected", self.presenter.cancel_selected)
        register("queue.retry_all", self.presenter.retry_all)
        register("edit.select_all", self.presenter.select_all, panel=PANEL)
        register("engine.restart", self.presenter.restart_engine, enabled=False)
        register("edit.delete", self.presenter.remove_selected, panel=PANEL)

    def _show_state(self) -> None:
        state, actions = self.presenter.state, self._studio.actions
        count = state.open_count
        self._stack.setCurrentIndex(1 if state.rows else 0)
        self._pause.setText(tr("Resume") if state.paused else tr("Pause"))
        self._pause.setIcon(icon("play" if state.paused else "pause"))
        self._pause.setEnabled(self._studio.session.project is not None)
        self._clear.setEnabled(count < len(state.rows) or state.older > 0)
        said = tr("{count} to do", count=count) if count else ""
        self._count.setText(
            texts.plain(" · ".join(part for part in (tr("Paused") if state.paused else "", said) if part))
        )
        actions.set_checked("queue.pause", state.paused)
        actions.set_enabled("queue.pause", self._studio.session.project is not None)
        actions.set_enabled("engine.restart", self._studio.session.project is not None)
        actions.set_enabled("queue.cancel", count > 0)
        actions.set_enabled("queue.clear", count > 0)
        waiting, failed, chosen = state.waiting_count, state.failed, len(state.chosen)
        actions.set_enabled("queue.cancel_waiting", waiting > 0)
        actions.set_text(
            "queue.cancel_waiting", tr("Cancel all {n} waiting jobs", one="Cancel waiting job", n=max(waiting, 1))
        )
        actions.set_enabled("queue.cancel_selected", chosen > 0 and count > 0)
        actions.set_text(
            "queue.cancel_selected", tr("Cancel {n} selected jobs", one="Cancel selected job", n=max(chosen, 1))
        )
        actions.set_enabled("queue.retry_all", failed > 0)
        actions.set_text(
            "queue.retry_all", tr("Try all {n} failed jobs again", one="Try failed job again", n=max(failed, 1))
        )
        actions.set_enabled("edit.select_all", bool(state.rows), panel=PANEL)
        actions.set_enabled("edit.delete", state.selected is not None, panel=PANEL)
        title = tr("Queue ({count})", count=count) if count else tr("Queue")
        if title != self._title:
            self._title = title
            self.titled.emit(title)

    def _say(self, sentence: str) -> None:
        self.show_banner(Banner(sentence, level=Level.INFO))

    def _bring_into_sight(self, scroll: QScrollArea, top: int, height: int) -> None:
        bar, view = scroll.verticalScrollBar(), scroll.viewport().height()
        if bar.value() > top - GRID:
            bar.setValue(top - GRID)
        elif bar.value() + view < top + height + GRID:
            bar.setValue(top + height + GRID - view)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802, D102
        self._menu.popup(event.globalPos())

    def _pause_or_go_on(self, paused: bool) -> None:
        try:
            self.presenter.set_paused(paused)
        except LanceStudioError as error:
            self.show_error(error)

    def _clear_finished(self) -> None:
        try:
            self.presenter.clear_finished()
        except LanceStudioError as error:
            self.show_error(error)

    def _media_of(self, row: Row) -> str | None:
        project = self._studio.session.project
        if project is None:
            return None
        nodes = (project.node(node_id) for node_id in row.nodes)
        made = next((node.media_id for node in nodes if node is not None), None)
        about = project.media(row.about) if row.about is not None else None
        return made or (about.id if about is not None and about.kind != "audio" else None)


def build(studio: Studio) -> PanelFrame:
    """Make the panel."""
    return QueuePanel(studio)
