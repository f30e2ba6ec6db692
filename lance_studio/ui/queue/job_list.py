"""The list of jobs: rows for what is in sight or near it, in the places that they would have among all."""

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QMoveEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from lance_studio.language import tr
from lance_studio.ui.error_handling import guarded
from lance_studio.ui.pixels import to_image
from lance_studio.ui.queue.column import Column
from lance_studio.ui.queue.listing import Row
from lance_studio.ui.queue.presenter import QueuePresenter
from lance_studio.ui.queue.rows import LEAST_HEIGHT, THUMB, JobRow
from lance_studio.ui.theme import colours
from lance_studio.ui.theme.measures import GRID, HALF, OUTLINE
from lance_studio.ui.thumbnails import MediaImages
from lance_studio.ui.widgets import link_button

_DRAG = 6
_SPARE = 16
_ATTEMPTS = 4
_LEAST = 12
"""Rows that there are whatever is in sight: what small lists hold is found at once."""


class JobList(QWidget):
    """The rows, which can be dragged into another order and moved by keys; made to stand in a scroll area.

    Rows that leave the sight are used again for those that come into it.

    Args:
        presenter: What is shown.
        images: Pictures of results.
        media_of: Tells which medium stands for a job.

    Attributes:
        failed: What was asked is impossible; carries the LanceStudioError.
        sought: A part of the list is to be brought into sight; carries where it begins and its height.
    """

    failed = Signal(object)
    sought = Signal(int, int)

    def __init__(self, presenter: QueuePresenter, images: MediaImages, media_of: Callable[[Row], str | None]) -> None:
        super().__init__()
        self.setObjectName("queue.list")
        self._presenter, self._images, self._media_of = presenter, images, media_of
        self._rows: dict[str, JobRow] = {}
        self._spare: list[JobRow] = []
        self._taller: dict[str, int] = {}
        self._height, self._width = LEAST_HEIGHT, 0
        self._column = Column(0, self._height, HALF, GRID, {})
        self._pictured: dict[str, str | None] = {}
        self._order: list[str] = []
        self._is_at_work = self._is_moved = False
        self._pressed: tuple[str, QPointF] | None = None
        self._target: int | None = None
        self._older = link_button(tr("Show older jobs"))
        self._older.setObjectName("queue.older")
        self._older.clicked.connect(presenter.show_older)
        self._older.setParent(self)
        self._older.hide()
        presenter.changed.connect(self.refresh)
        presenter.row_changed.connect(self._refresh_row)
        presenter.preview_changed.connect(self._show_picture)
        images.ready.connect(self._take_picture)
        self._stale = True

    def row(self, job_id: str) -> JobRow:
        """Return a job's row; raises KeyError where it is not in sight or near it."""
        return self._rows[job_id]

    def refresh(self) -> None:
        """Show the list as it is now, or else once it is seen; rows that stay keep the focus."""
        self._stale = not self.isVisible()
        if self._stale:
            return
        if self._is_at_work:
            # A row that is hidden gives its focus away, by which the scroll area may move the list.
            self._is_moved = True
            return
        self._is_at_work = True
        try:
            for _ in range(_ATTEMPTS):
                self._is_moved = False
                self._lay_out()
                if not self._is_moved:
                    break
        finally:
            self._is_at_work = False

    def _lay_out(self) -> None:
        """Put rows where they belong; what is in sight is made, and tells its height, which may move others."""
        width = self.width() - 2 * GRID
        if width != self._width:
            self._width = width
            self._taller.clear()
        wanted = self._make_wanted()
        for _ in range(2):
            if not any([self._measure(one) for one in wanted]):
                break
            wanted = self._make_wanted()
        for job_id, place in wanted.items():
            height = self._height + self._taller.get(job_id, 0)
            self._rows[job_id].setGeometry(QRect(GRID, self._column.top(place), width, height))
            self._rows[job_id].show()
        self._show_end()
        order = list(wanted)
        if order != self._order:
            self._order = order
            chain = [widget for job_id in order for widget in self._rows[job_id].in_order_of_focus()]
            for former, later in pairwise([*chain, self._older]):
                QWidget.setTabOrder(former, later)

    def _make_wanted(self) -> dict[str, int]:
        """Make the rows that are needed, by what is known of heights; returns the jobs with their places."""
        rows = self._presenter.state.rows
        places = {one: place for one in self._taller if (place := rows.place(one)) is not None}
        self._taller = {one: self._taller[one] for one in places}
        taller = {place: self._taller[one] for one, place in places.items()}
        self._column = Column(len(rows), self._height, HALF, GRID, taller)
        wanted = self._wanted()
        self._fill(wanted)
        return wanted

    def _wanted(self) -> dict[str, int]:
        """Return the jobs that need a row, with their places: a view's height more above and below what is seen."""
        rows, view = self._presenter.state.rows, self.parentWidget()
        top, height = -self.y(), view.height() if view is not None else self.height()
        first = self._column.at(top - height)
        last = max(self._column.at(top + 2 * height), first + _LEAST)
        wanted = {rows.id_at(place): place for place in range(first, min(last + 1, len(rows)))}
        # What has the focus, or is dragged, keeps its row however far it is scrolled out of sight.
        dragged = None if self._pressed is None else self._pressed[0]
        for job_id, shown in self._rows.items():
            place = rows.place(job_id)
            if place is not None and (job_id == dragged or shown.holds_focus()):
                wanted[job_id] = place
        return dict(sorted(wanted.items(), key=lambda entry: entry[1]))

    def _fill(self, wanted: dict[str, int]) -> None:
        state = self._presenter.state
        for job_id in self._rows.keys() - wanted.keys():
            gone = self._rows.pop(job_id)
            self._pictured.pop(job_id, None)
            gone.hide()
            if len(self._spare) < _SPARE:
                self._spare.append(gone)
            else:
                gone.deleteLater()
        for job_id, place in wanted.items():
            row = state.rows[place]
            shown = self._rows.get(job_id)
            if shown is None:
                shown = self._rows[job_id] = self._spare.pop() if self._spare else self._make(row)
            if shown.show_row(row) or job_id not in self._pictured:
                self._pictured[job_id] = self._media_of(row)
                self._show_picture(job_id)
            shown.set_selected(job_id == state.selected or job_id in state.chosen)

    def _make(self, row: Row) -> JobRow:
        made = JobRow(row, self._presenter)
        made.setParent(self)
        made.installEventFilter(self)
        made.failed.connect(self.failed)
        return made

    def _measure(self, job_id: str) -> bool:
        """Look how high a row is; returns whether that was not known."""
        shown = self._rows[job_id]
        height = shown.wanted_height(self._width)
        if not shown.row.cause and height > self._height:
            self._height = height
            return True
        taller = max(height - self._height, 0)
        if taller == self._taller.get(job_id, 0):
            return False
        self._taller[job_id] = taller
        return True

    def _show_end(self) -> None:
        state = self._presenter.state
        end = self._column.top(len(state.rows))
        self._older.setVisible(state.older > 0)
        if state.older > 0:
            size = self._older.sizeHint()
            self._older.setGeometry(QRect((self.width() - size.width()) // 2, end, size.width(), size.height()))
            end += size.height() + HALF
        self.setMinimumHeight(end - HALF + GRID)
        self.update()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802, D102
        super().showEvent(event)
        view = self.parentWidget()
        if view is not None:
            view.installEventFilter(self)
        if self._stale:
            self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.refresh()

    def moveEvent(self, event: QMoveEvent) -> None:  # noqa: N802, D102
        super().moveEvent(event)
        self.refresh()

    def _refresh_row(self, job_id: str) -> None:
        row = self._presenter.state.row(job_id)
        if row is not None and job_id in self._rows and not self._stale:
            self._rows[job_id].show_row(row)
            if self._measure(job_id):
                self.refresh()

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

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, D102
        if isinstance(watched, JobRow):
            if isinstance(event, QMouseEvent):
                return self._take_mouse(watched, event)
            if isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.KeyPress:
                return self._take_key(watched, event)
        elif event.type() == QEvent.Type.Resize:
            self.refresh()
        return False

    def _take_mouse(self, row: JobRow, event: QMouseEvent) -> bool:
        place = QPointF(row.mapTo(self, event.position().toPoint()))
        kind = event.type()
        if kind == QMouseEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
            row.setFocus()
            held = event.modifiers()
            self._presenter.select(
                row.row.id,
                also=bool(held & Qt.KeyboardModifier.ControlModifier),
                up_to=bool(held & Qt.KeyboardModifier.ShiftModifier),
            )
            self._pressed = (row.row.id, place)
        elif kind == QMouseEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.RightButton:
            if row.row.id not in self._presenter.state.chosen:
                self._presenter.select(row.row.id)
            return False  # its menu follows
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
            self._seek(row.row.id)
        elif up or down:
            self._presenter.select_next(-1 if up else 1)
            self._seek(self._presenter.state.selected)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._presenter.open(row.row.id)
        elif event.key() == Qt.Key.Key_Escape and self._pressed is not None:
            self._pressed = self._target = None
            self.update()
        else:
            return False
        return True

    def _seek(self, job_id: str | None) -> None:
        """Bring a job into sight and give it the focus."""
        place = self._presenter.state.rows.place(job_id)
        if job_id is None or place is None:
            return
        self.sought.emit(self._column.top(place), self._height + self._taller.get(job_id, 0))
        if job_id not in self._rows:
            self.refresh()
        if job_id in self._rows:
            self._rows[job_id].setFocus()

    def _place_at(self, y: float) -> int:
        rows = self._presenter.state.rows
        return self._column.gap_at(y, rows.first_waiting, len(rows.waiting))

    def _guarded(self, work: Callable[[], None]) -> None:
        guarded(work, self.failed.emit)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802, D102
        rows = self._presenter.state.rows
        if self._target is None or not rows.waiting:
            return
        with QPainter(self) as painter:
            y = self._column.top(rows.first_waiting + min(self._target, len(rows.waiting))) - HALF / 2
            painter.setPen(QPen(colours().accent, OUTLINE))
            painter.drawLine(QPointF(GRID, y), QPointF(self.width() - GRID, y))
