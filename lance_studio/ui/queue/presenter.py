"""What the queue shows and what can be done to it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from lance_studio.jobs.describe_state import describe_state
from lance_studio.language import kept, mark, tr, translate_filled
from lance_studio.project.commands.jobs import RemoveJobs
from lance_studio.project.rows import Job
from lance_studio.ui.generation_service import GenerationService
from lance_studio.ui.queue.listing import QueueState, Row, Rows, make_row
from lance_studio.ui.session import Session

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from lance_studio.jobs.queue import JobQueue
    from lance_studio.jobs.states import JobState
    from lance_studio.project.project import Project

PANEL = "queue"
_WORDS = 40
SHOWN = 20
"""How many of the jobs that are over are listed at first; twice as many each time that older ones are wanted."""


class QueuePresenter(QObject):
    """Follows the queue of the open project.

    Args:
        work: The queue.
        session: The open project; results are opened there.

    Attributes:
        changed: The list has changed.
        row_changed: One job has another state; carries its id.
        preview_changed: There is a rough picture of what is made; carries the job's id.
        told: Several jobs were cancelled or queued again; carries a sentence that says how many.
    """

    changed = Signal()
    row_changed = Signal(str)
    preview_changed = Signal(str)
    told = Signal(str)

    def __init__(self, work: GenerationService, session: Session) -> None:
        super().__init__()
        self._work = work
        self._session = session
        self.state = QueueState()
        self.previews: dict[str, NDArray[np.uint8]] = {}
        self._shown_over = SHOWN
        self._made: dict[str, tuple[Job, Row]] = {}
        # It also tells of changed jobs and settings, and of another project.
        work.queue_changed.connect(self.refresh)
        work.job_changed.connect(self._take)
        work.preview_ready.connect(self._take_preview)
        session.project_replaced.connect(self.refresh)
        session.project_closing.connect(self._forget)
        self.refresh()

    def refresh(self, _what: object = None) -> None:
        """Read the queue again."""
        self._read({})

    def _read(self, news: "Mapping[str, JobState]") -> None:
        """Read the queue; its cost depends on what is at work and on how many rows of what is over are listed."""
        project, studio = self._session.project, self._work.studio
        if project is None or studio is None:
            self._show(QueueState())
            return
        queue, line = studio.queue, project.job_line()

        def row_of(job: Job) -> Row:
            return _row(project, job, news.get(job.id) or queue.job_state(job.id))

        failed = queue.unwritten
        active = project.job(queue.active) if queue.active is not None else None
        at_work = {job.id: job for job in (*line.running, *([] if active is None else [active]))}
        busy = [row_of(job) for job in at_work.values() if job.id not in failed]
        waiting = line.waiting if not failed else [job for job in line.waiting if job.id not in failed]
        over, count = self._over(project, failed, queue)
        self._made = {job.id: made for job in over if (made := self._made.get(job.id)) is not None}
        rows = Rows(busy, waiting, [self._ended_row(job, row_of) for job in over], row_of, line.place)
        self.previews = {row.id: self.previews[row.id] for row in busy if row.id in self.previews}
        chosen = frozenset(one for one in self.state.chosen if rows.place(one) is not None)
        selected = self.state.selected if rows.place(self.state.selected) is not None else None
        older, again = count - len(over), len(line.failed) + len(failed)
        self._show(QueueState(rows, older, queue.paused, selected, chosen, again))

    def _over(self, project: "Project", failed: frozenset[str], queue: "JobQueue") -> tuple[list[Job], int]:
        """Return the newest jobs that are over, the newest first, and how many there are in all."""
        ended = project.job_line().over
        # What has just been recorded is at work until everybody has been told.
        active = project.job(queue.active) if queue.active is not None else None
        is_recorded = active is not None and active.state in ("done", "failed", "cancelled")
        count = len(ended) + len(failed) - is_recorded
        newest = [job for job in ended[-self._shown_over - 1 :] if job is not active]
        unwritten = [job for one in failed if (job := project.job(one)) is not None]
        newest = sorted((*newest, *unwritten), key=lambda job: job.position) if unwritten else newest
        return newest[: -self._shown_over - 1 : -1], count

    def _ended_row(self, job: Job, row_of: "Callable[[Job], Row]") -> Row:
        """The row of a job that is over; it is made once, as nothing of it changes any more."""
        made = self._made.get(job.id)
        if made is None or made[0] is not job or not made[1].over:
            made = self._made[job.id] = (job, row_of(job))
        return made[1]

    def _show(self, state: QueueState) -> None:
        self.state = state
        self.changed.emit()

    def _take(self, job_id: str, state: "JobState") -> None:
        """One job has moved on; only its row is made again, unless it changes its place."""
        project, rows = self._session.project, self.state.rows
        job = project.job(job_id) if project is not None else None
        if job is None:
            self.refresh()
            return
        place = rows.place(job_id)
        if place is None:
            # One of the older jobs, which are not listed, is over again; many at once, where many were cancelled.
            if not describe_state(state).ended:
                self._read({job_id: state})
            return
        assert project is not None
        row = _row(project, job, state)
        now = "over" if row.over else "busy" if row.busy else "waiting"
        former = "busy" if place < rows.first_waiting else "over" if place >= rows.first_over else "waiting"
        if now != former:
            self._read({job_id: state})
        elif row != rows[place] or now == "waiting":
            rows.exchange(row)
            self.row_changed.emit(job_id)

    def _take_preview(self, job_id: str, preview: "NDArray[np.uint8]") -> None:
        self.previews[job_id] = preview
        self.preview_changed.emit(job_id)

    def _forget(self) -> None:
        self.previews, self._made, self._shown_over = {}, {}, SHOWN

    # --- intents -----------------------------------------------------------------------------------------------

    def select(self, job_id: str | None, *, also: bool = False, up_to: bool = False) -> None:
        """Choose the job that keys are for.

        Args:
            job_id: The job; None for none.
            also: Whether the jobs that are chosen stay so; one that is chosen already is not any more.
            up_to: Whether all jobs between the one that was chosen last and this one are chosen.
        """
        state = self.state
        rows, chosen = state.rows, frozenset(() if job_id is None else (job_id,))
        first, last = rows.place(state.selected), rows.place(job_id)
        if up_to and first is not None and last is not None:
            chosen |= {rows.id_at(place) for place in range(min(first, last), max(first, last) + 1)}
        elif also:
            chosen = state.chosen ^ chosen
            job_id = job_id if job_id in chosen else next(iter(chosen), None)
        self._show(replace(state, selected=job_id, chosen=chosen))

    def select_all(self) -> None:
        """Choose all jobs that are listed."""
        rows = self.state.rows
        everything = frozenset(rows.id_at(place) for place in range(len(rows)))
        selected = self.state.selected or (rows.id_at(0) if rows else None)
        self._show(replace(self.state, selected=selected, chosen=everything))

    def show_older(self) -> None:
        """List more of the jobs that are over."""
        self._shown_over *= 2
        self.refresh()

    def select_next(self, step: int) -> None:
        """Choose the next or the previous job in the list."""
        rows = self.state.rows
        if not rows:
            return
        place = rows.place(self.state.selected)
        if place is None:
            place = -1 if step > 0 else len(rows)
        self.select(rows.id_at(min(max(place + step, 0), len(rows) - 1)))

    def cancel(self, job_id: str) -> None:
        """Cancel a job that waits or is at work."""
        self._work.cancel(job_id)

    def retry(self, job_id: str) -> None:
        """Queue a failed or cancelled job again.

        Raises:
            ProjectError: It is neither any more.
        """
        self._work.queue.retry(job_id)

    def chain(self, job_id: str, *, after: bool) -> None:
        """Let a waiting turn work on what the one before it makes, or on the picture itself."""
        self._work.chain(job_id, after=after, panel=PANEL)

    def wait_longer(self) -> None:
        """Give an engine that does not answer as much time again."""
        self._work.queue.wait_longer()

    def restart_engine(self) -> None:
        """End an engine that does not answer; its job is queued again and runs in the next one."""
        self._work.queue.restart_engine()

    def move(self, job_id: str, before: str | None) -> None:
        """Move a waiting job before another one, or behind all.

        Raises:
            ProjectError: It does not wait any more.
        """
        if job_id != before:
            self._work.queue.move(job_id, before)

    def move_to(self, job_id: str, place: int) -> None:
        """Move a waiting job to a place among those that wait.

        Args:
            job_id: The job.
            place: Before the waiting job that has this number now; from 0.
        """
        now, waiting = self._waits_at(job_id), self.state.rows.waiting
        if now is not None and place not in (now, now + 1):
            self.move(job_id, waiting[place].id if place < len(waiting) else None)

    def move_by(self, job_id: str, step: int) -> None:
        """Move a waiting job one place up (-1) or down (1)."""
        now = self._waits_at(job_id)
        if now is not None:
            place = now + (step if step < 0 else step + 1)
            if 0 <= place <= self.state.waiting_count:
                self.move_to(job_id, place)

    def _waits_at(self, job_id: str) -> int | None:
        """Return which of the waiting jobs one is, from 0; None where it does not wait."""
        rows = self.state.rows
        place = rows.place(job_id)
        return (
            place - rows.first_waiting if place is not None and rows.first_waiting <= place < rows.first_over else None
        )

    def set_paused(self, paused: bool) -> None:
        """Begin no further job, or go on."""
        if paused:
            self._work.queue.pause()
        else:
            self._work.queue.resume()
        self.refresh()

    def cancel_current(self) -> None:
        """Cancel the job at work."""
        self._work.cancel_current()

    def cancel_all(self) -> None:
        """Cancel what waits and what is at work."""
        self._tell_cancelled(self._work.cancel_all())

    def cancel_waiting(self) -> None:
        """Cancel what waits; what is at work goes on."""
        self._tell_cancelled(self._work.cancel_jobs([job.id for job in self.state.rows.waiting]))

    def cancel_selected(self) -> None:
        """Cancel those of the chosen jobs that wait or are at work."""
        self._tell_cancelled(self._work.cancel_jobs(self._in_order(self.state.chosen)))

    def retry_all(self) -> None:
        """Queue all jobs again that have failed.

        Raises:
            ProjectError: The project cannot be written.
        """
        # What becomes of one is seen.
        if (count := self._work.queue.retry_all()) > 1:
            self.told.emit(tr("{count} jobs were queued again.", count=count))

    def _in_order(self, jobs: frozenset[str]) -> list[str]:
        places = {one: place for one in jobs if (place := self.state.rows.place(one)) is not None}
        return sorted(places, key=places.__getitem__)

    def _tell_cancelled(self, count: int) -> None:
        """Say that several jobs were cancelled; what becomes of one is seen."""
        if count > 1:
            self.told.emit(tr("{count} jobs were cancelled.", count=count))

    def clear_finished(self) -> None:
        """Take what is over off the list; what it made stays, and so does a job whose result another one waits for."""
        project, studio = self._session.project, self._work.studio
        if project is None or studio is None:
            return
        active = studio.queue.active
        from lance_studio.workflows.chaining import awaited

        needed = awaited(project)
        over = [job.id for job in project.job_line().over if job.id != active and job.id not in needed]
        over += [
            one for one in studio.queue.unwritten if (job := project.job(one)) is not None and job.state != "running"
        ]
        if over:
            self._session.run(RemoveJobs(tuple(over), name=mark("Clear finished jobs")))

    def remove_selected(self) -> None:
        """Cancel the chosen jobs, and take those off the list that are over."""
        rows = [row for one in self._in_order(self.state.chosen) if (row := self.state.row(one)) is not None]
        from lance_studio.workflows.chaining import awaited

        needed = awaited(project) if (project := self._session.project) is not None else frozenset[str]()
        over = tuple(row.id for row in rows if row.over and row.id not in needed)
        if over:
            self._session.run(RemoveJobs(over, name=kept("Remove {n} jobs", one="Remove job", n=len(over))))
        self._tell_cancelled(self._work.cancel_jobs([row.id for row in rows if not row.over]))

    def open(self, job_id: str) -> bool:
        """Open what a job made; returns whether it made anything that is still there."""
        row, project = self.state.row(job_id), self._session.project
        if row is None or project is None:
            return False
        node_id = next((node for node in row.nodes if project.node(node) is not None), None)
        if node_id is None:
            return False
        self._session.open_node(node_id)
        return True


def _row(project: "Project", job: Job, state: "JobState | None") -> Row:
    """Make a job's row; one that waits also says what it follows, or could."""
    row = make_row(job, state)
    if not row.waiting:
        return row
    from lance_studio.workflows.chaining import facts_of
    from lance_studio.workflows.describe import shortened

    facts = facts_of(job.request)
    if facts is None or facts.may_follow is None:
        return row
    previous = None if facts.after is None else project.job(facts.after)
    former = None if previous is None else facts_of(previous.request)
    after = (
        ""
        if previous is None
        else shortened(former.words if former is not None else translate_filled(previous.name), _WORDS)
    )
    return replace(row, after=after, may_chain=facts.changes is not None)
