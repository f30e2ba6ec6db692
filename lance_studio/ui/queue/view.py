"""The queue's panel: a row for each job."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from lance_studio.errors import LanceStudioError
from lance_studio.ui import texts
from lance_studio.ui.error_handling import guarded
from lance_studio.ui.pixels import to_image
from lance_studio.ui.queue.presenter import PANEL, QueuePresenter, Row
from lance_studio.ui.queue.rows import THUMB, JobRow
from lance_studio.ui.studio import Studio
from lance_studio.ui.theme import colours, icon
from lance_studio.ui.theme.measures import CONTROL, GRID, HALF, OUTLINE
from lance_studio.ui.thumbnails import MediaImages
from lance_studio.ui.widgets import (
    EmptyState,
    PanelFrame,
    label,
    link_button,
    quiet_button,
)

_DRAG = 6


class JobList(QWidget):
    """The rows, which can be dragged into another order and moved by keys.

    Args:
        presenter: What is shown.
        images: Pictures of results.

    Attributes:
        failed: What was asked is impossible; carries the LanceStudioError.
    """

    failed = Signal(object)

    def __init__(self, presenter: QueuePresenter, images: MediaImages, media_of: Callable[[Row], str | None]) -> None:
        super().__init__()
        self.setObjectName("queue.list")
        self._presenter, self._images, self._media_of = presenter, images, media_of
        self._rows: dict[str, JobRow] = {}
        self._pictured: dict[str, str | None] = {}
        self._stale = False
        self._pressed: tuple[str, QPointF] | None = None
        self._target: int | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(GRID, GRID, GRID, GRID)
        self._column.setSpacing(HALF)
        self._older = link_button("Show older jobs")
        self._older.setObjectName("queue.older")
        self._older.clicked.connect(presenter.show_older)
        self._later = link_button("Show more of those that wait")
        self._later.setObjectName("queue.later")
        self._later.clicked.connect(presenter.show_later)
        self._column.addWidget(self._later, 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addWidget(self._older, 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addStretch(1)
        presenter.changed.connect(self.refresh)
        presenter.row_changed.connect(self._refresh_row)
        presenter.preview_changed.connect(self._show_picture)
        images.ready.connect(self._take_picture)
        self._stale = True

    def row(self, job_id: str) -> JobRow:
        """Return a job's row; raises KeyError."""
        return self._rows[job_id]

    def refresh(self) -> None:
        """Show the list as it is now, or else once it is seen; rows that stay keep the focus."""
        self._stale = not self.isVisible()
        if self._stale:
            return
        state = self._presenter.state
        wanted = [row.id for row in state.rows]
        for job_id in self._rows.keys() - set(wanted):
            gone = self._rows.pop(job_id)
            self._column.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        going = sum(not row.over for row in state.rows)
        for number, row in enumerate(state.rows):
            # The link to those that are not listed stands between what waits and what is over.
            place = number if number < going else number + 1
            shown = self._rows.get(row.id)
            if shown is None:
                shown = self._rows[row.id] = JobRow(row, self._presenter)
                shown.installEventFilter(self)
                shown.failed.connect(self.failed)
            if self._column.indexOf(shown) != place:
                self._column.removeWidget(shown)
                self._column.insertWidget(place, shown)
                shown.show()
            shown.show_row(row)
            shown.set_selected(row.id == state.selected)
        if self._column.indexOf(self._later) != going:
            self._column.removeWidget(self._later)
            self._column.insertWidget(going, self._later, 0, Qt.AlignmentFlag.AlignHCenter)
        self._later.setVisible(state.later > 0)
        self._later.setText(texts.plain(f"{state.later} more wait: show more"))
        self._older.setVisible(state.older > 0)
        self._pictured = {row.id: self._media_of(row) for row in state.rows}
        for row in state.rows:
            self._show_picture(row.id)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802, D102
        super().showEvent(event)
        if self._stale:
            self.refresh()

    def _refresh_row(self, job_id: str) -> None:
        row = self._presenter.state.row(job_id)
        if row is not None and job_id in self._rows:
            self._rows[job_id].show_row(row)

    def _take_picture(self, media_id: str) -> None:
        """A picture was read: only the rows that it stands for change."""
        for job_id, media in self._pictured.items():
            if media == media_id:
                self._show_picture(job_id)

    def _show_picture(self, job_id: str) -> None:
        shown = self._rows.get(job_id)
        if shown is None:
            return
        preview = self._presenter.previews.get(job_id)
        if preview is not None:
            shown.thumb.set_image(to_image(preview))
            return
        media = self._pictured.get(job_id)
        shown.thumb.set_image(self._images.image(media, 2 * THUMB) if media is not None else None)

    # --- mouse and keys, of all rows ---------------------------------------------------------------------------

    def eventFilter(self, watched: object, event: object) -> bool:  # noqa: N802, D102
        if isinstance(watched, JobRow):
            if isinstance(event, QMouseEvent):
                return self._take_mouse(watched, event)
            if isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.KeyPress:
                return self._take_key(watched, event)
        return False

    def _take_mouse(self, row: JobRow, event: QMouseEvent) -> bool:
        place = QPointF(row.mapTo(self, event.position().toPoint()))
        kind = event.type()
        if kind == QMouseEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
            row.setFocus()
            self._presenter.select(row.row.id)
            self._pressed = (row.row.id, place)
        elif kind == QMouseEvent.Type.MouseButtonDblClick:
            self._presenter.open(row.row.id)
        elif kind == QMouseEvent.Type.MouseMove and self._pressed is not None and row.row.waiting:
            if self._target is not None or abs(place.y() - self._pressed[1].y()) > _DRAG:
                self._target = self._place_at(place.y())
                self.update()
        elif kind == QMouseEvent.Type.MouseButtonRelease:
            pressed, self._pressed = self._pressed, None
            target, self._target = self._target, None
            self.update()
            if pressed is not None and target is not None:
                self._guarded(lambda: self._presenter.move_to(pressed[0], target))
        else:
            return False
        return True

    def _take_key(self, row: JobRow, event: QKeyEvent) -> bool:
        up, down = event.key() == Qt.Key.Key_Up, event.key() == Qt.Key.Key_Down
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and (up or down):
            self._guarded(lambda: self._presenter.move_by(row.row.id, -1 if up else 1))
        elif up or down:
            self._presenter.select_next(-1 if up else 1)
            chosen = self._presenter.state.selected
            if chosen in self._rows:
                self._rows[chosen].setFocus()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._presenter.open(row.row.id)
        elif event.key() == Qt.Key.Key_Escape and self._pressed is not None:
            self._pressed = self._target = None
            self.update()
        else:
            return False
        return True

    def _waiting(self) -> list[JobRow]:
        return [self._rows[row.id] for row in self._presenter.state.rows if row.waiting]

    def _place_at(self, y: float) -> int:
        return sum(y > row.geometry().center().y() for row in self._waiting())

    def _guarded(self, work: Callable[[], None]) -> None:
        guarded(work, self.failed.emit)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802, D102
        waiting = self._waiting()
        if self._target is None or not waiting:
            return
        with QPainter(self) as painter:
            if self._target < len(waiting):
                y = waiting[self._target].geometry().top() - HALF / 2
            else:
                y = waiting[-1].geometry().bottom() + HALF / 2 + 1
            painter.setPen(QPen(colours().accent, OUTLINE))
            painter.drawLine(QPointF(GRID, y), QPointF(self.width() - GRID, y))


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
        self._pause = quiet_button("Pause", "pause")
        self._pause.setObjectName("queue.pause")
        self._pause.setMinimumHeight(CONTROL)
        self._pause.clicked.connect(lambda: self._pause_or_go_on(not self.presenter.state.paused))
        self._clear = quiet_button("Clear finished")
        self._clear.setObjectName("queue.clear_finished")
        self._clear.clicked.connect(self._clear_finished)
        self._count = label("", "caption")
        self._count.setObjectName("queue.count")
        self.tools.addWidget(self._pause)
        self.tools.addWidget(self._clear)
        self.tools.addStretch(1)
        self.tools.addWidget(self._count)
        self.show_tools()
        self._stack = QStackedWidget()
        self._stack.addWidget(
            EmptyState("What you ask the model for waits here for its turn and shows its progress.", icon_name="queue")
        )
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self.list)
        self._stack.addWidget(scroll)
        self.set_body(self._stack)
        self._register()
        self.presenter.changed.connect(self._show_state)
        self._show_state()

    def _register(self) -> None:
        register = self._studio.actions.register
        register("queue.pause", self._pause_or_go_on)
        register("queue.cancel", self.presenter.cancel_current)
        register("queue.clear", self.presenter.cancel_all)
        register("queue.retry", self._retry_all)
        register("engine.restart", self.presenter.restart_engine, enabled=False)
        register("edit.delete", self.presenter.remove_selected, panel=PANEL)

    def _show_state(self) -> None:
        state, actions = self.presenter.state, self._studio.actions
        count = state.open_count
        self._stack.setCurrentIndex(1 if state.rows else 0)
        self._pause.setText("Resume" if state.paused else "Pause")
        self._pause.setIcon(icon("play" if state.paused else "pause"))
        self._pause.setEnabled(self._studio.session.project is not None)
        self._clear.setEnabled(count < len(state.rows) or state.older > 0)
        said = f"{count} to do" if count else ""
        self._count.setText(texts.plain(" · ".join(part for part in ("Paused" if state.paused else "", said) if part)))
        actions.set_checked("queue.pause", state.paused)
        actions.set_enabled("queue.pause", self._studio.session.project is not None)
        actions.set_enabled("engine.restart", self._studio.session.project is not None)
        actions.set_enabled("queue.cancel", count > 0)
        actions.set_enabled("queue.clear", count > 0)
        actions.set_enabled("queue.retry", any(row.can_retry for row in state.rows) or state.older > 0)
        actions.set_enabled("edit.delete", state.selected is not None, panel=PANEL)
        self.titled.emit(f"Queue ({count})" if count else "Queue")

    def _pause_or_go_on(self, paused: bool) -> None:
        try:
            self.presenter.set_paused(paused)
        except LanceStudioError as error:
            self.show_error(error)

    def _retry_all(self) -> None:
        try:
            self.presenter.retry_all()
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
