"""What the queue shows and what can be done to it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from lance_studio.errors import InvalidRequestError
from lance_studio.jobs import states
from lance_studio.jobs.describe_state import describe_state, duration_words
from lance_studio.project.commands.jobs import RemoveJobs
from lance_studio.project.rows import OPEN_STATES, Job
from lance_studio.ui.generation_service import GenerationService
from lance_studio.ui.session import Session

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from lance_studio.jobs.states import JobState

PANEL = "queue"
SHOWN = 20
"""How many of the jobs that are over are listed at first; twice as many each time that older ones are wanted."""
SHOWN_WAITING = 30
"""The same of those that wait."""


@dataclass(frozen=True)
class Row:
    """One job.

    Attributes:
        id: Its id.
        title: What is made, for example 'Edit "make it red"'.
        prompt: All of the words.
        word: Its state in a word.
        icon: Of the state, a name of the icon family.
        role: The palette's role of the icon.
        detail: More on the state: the step, the time left, how long it took.
        share: How much is done, 0 to 1; None where nobody knows or nothing moves.
        busy: It is at work.
        waiting: It waits, and can be moved.
        can_cancel: It waits or is at work.
        can_retry: It failed or was cancelled.
        silent: The engine does not answer; it can be waited for, or started again.
        cause: Why it failed.
        remedy: What to do about that.
        log: What the engine wrote.
        nodes: What it made.
        about: The medium that it works on, which stands for it until there is a result; None for something new.
        sign: Stands for it where there is no picture at all; a name of the icon family.
    """

    id: str
    title: str
    prompt: str
    word: str
    icon: str
    role: str
    detail: str = ""
    share: float | None = None
    busy: bool = False
    waiting: bool = False
    can_cancel: bool = False
    can_retry: bool = False
    silent: bool = False
    cause: str = ""
    remedy: str = ""
    log: str = ""
    nodes: tuple[str, ...] = ()
    about: str | None = None
    sign: str = "image"

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return not self.can_cancel and not self.busy


@dataclass(frozen=True)
class QueueState:
    """All that the view shows.

    Attributes:
        rows: What is at work, then the first of what waits, then the newest of what is over, the newest first.
        open_count: How many jobs wait or are at work.
        later: How many more wait than are listed.
        older: How many more are over.
        paused: No further job is begun.
        selected: The job that keys are for, or None.
    """

    rows: tuple[Row, ...] = ()
    open_count: int = 0
    later: int = 0
    older: int = 0
    paused: bool = False
    selected: str | None = None

    def row(self, job_id: str | None) -> Row | None:
        """Return a job's row, or None."""
        return next((row for row in self.rows if row.id == job_id), None)


class QueuePresenter(QObject):
    """Follows the queue of the open project.

    Args:
        work: The queue.
        session: The open project; results are opened there.

    Attributes:
        changed: The list has changed.
        row_changed: One job has another state; carries its id.
        preview_changed: There is a rough picture of what is made; carries the job's id.
    """

    changed = Signal()
    row_changed = Signal(str)
    preview_changed = Signal(str)

    def __init__(self, work: GenerationService, session: Session) -> None:
        super().__init__()
        self._work = work
        self._session = session
        self.state = QueueState()
        self.previews: dict[str, NDArray[np.uint8]] = {}
        self._shown_over, self._shown_waiting = SHOWN, SHOWN_WAITING
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

    def _read(self, news: Mapping[str, "JobState"]) -> None:
        project, studio = self._session.project, self._work.studio
        if project is None or studio is None:
            self._show(QueueState())
            return
        queue = studio.queue
        known = {**{job_id: queue.job_state(job_id) for job_id in queue.unwritten()}, **news}
        ended = {job_id for job_id, state in known.items() if state is not None and describe_state(state).ended}
        going = [job for job in project.open_jobs() if job.id not in ended]
        first = going[: self._shown_waiting]
        # One that was moved behind others after it had begun is in sight too.
        first += [job for job in going[self._shown_waiting :] if job.id == queue.active]
        rows = [make_row(job, known.get(job.id) or queue.job_state(job.id)) for job in first]
        over = project.last_jobs_over(self._shown_over)
        over += (job for job_id in ended if (job := project.job(job_id)) is not None and job.state in OPEN_STATES)
        over = sorted(over, key=lambda job: job.position)[-self._shown_over :]
        newest = [self._ended_row(job, known.get(job.id)) for job in reversed(over)]
        shown = (*(row for row in rows if row.busy), *(row for row in rows if not row.busy), *newest)
        self._made = {job.id: made for job in over if (made := self._made.get(job.id))}
        self.previews = {row.id: self.previews[row.id] for row in rows if row.busy and row.id in self.previews}
        chosen = self.state.selected if any(row.id == self.state.selected for row in shown) else None
        all_over = len(project.jobs()) - len(going)
        self._show(QueueState(shown, len(going), len(going) - len(rows), all_over - len(newest), queue.paused, chosen))

    def _ended_row(self, job: Job, state: "JobState | None") -> Row:
        """The row of a job that is over; it is made once, as nothing of it changes any more."""
        if state is not None:
            return make_row(job, state)
        made = self._made.get(job.id)
        if made is None or made[0] is not job:
            made = self._made[job.id] = (job, make_row(job, None))
        return made[1]

    def _show(self, state: QueueState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit()

    def _take(self, job_id: str, state: "JobState") -> None:
        """One job has moved on; only its row is made again, unless it changes its place."""
        project = self._session.project
        job = project.job(job_id) if project is not None else None
        former = self.state.row(job_id)
        if job is None or former is None:
            # One that is not listed: where the project has changed, the list was read for that already.
            if not isinstance(state, states.Cancelled | states.Done):
                self.refresh()
            return
        row = make_row(job, state)
        if (row.busy, row.over) != (former.busy, former.over):
            self._read({job_id: state})
        elif row != former:
            self.state = replace(self.state, rows=tuple(row if each.id == job_id else each for each in self.state.rows))
            self.row_changed.emit(job_id)

    def _take_preview(self, job_id: str, preview: "NDArray[np.uint8]") -> None:
        self.previews[job_id] = preview
        self.preview_changed.emit(job_id)

    def _forget(self) -> None:
        self.previews, self._made = {}, {}
        self._shown_over, self._shown_waiting = SHOWN, SHOWN_WAITING

    # --- intents -----------------------------------------------------------------------------------------------

    def select(self, job_id: str | None) -> None:
        """Choose the job that keys are for."""
        self._show(replace(self.state, selected=job_id))

    def show_older(self) -> None:
        """List more of the jobs that are over."""
        self._shown_over *= 2
        self.refresh()

    def show_later(self) -> None:
        """List more of the jobs that wait."""
        self._shown_waiting *= 2
        self.refresh()

    def select_next(self, step: int) -> None:
        """Choose the next or the previous job in the list."""
        rows = self.state.rows
        if not rows:
            return
        place = next((n for n, row in enumerate(rows) if row.id == self.state.selected), -1 if step > 0 else len(rows))
        self.select(rows[min(max(place + step, 0), len(rows) - 1)].id)

    def cancel(self, job_id: str) -> None:
        """Cancel a job that waits or is at work."""
        self._work.cancel(job_id)

    def retry(self, job_id: str) -> None:
        """Queue a failed or cancelled job again.

        Raises:
            ProjectError: It is neither any more.
        """
        self._work.queue.retry(job_id)

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
        waiting = self._waiting()
        if job_id in waiting and place not in (waiting.index(job_id), waiting.index(job_id) + 1):
            self.move(job_id, waiting[place] if place < len(waiting) else None)

    def move_by(self, job_id: str, step: int) -> None:
        """Move a waiting job one place up (-1) or down (1)."""
        waiting = self._waiting()
        if job_id in waiting:
            place = waiting.index(job_id) + (step if step < 0 else step + 1)
            if 0 <= place <= len(waiting):
                self.move_to(job_id, place)

    def _waiting(self) -> list[str]:
        """All that wait, those that are not listed too."""
        project, studio = self._session.project, self._work.studio
        if project is None or studio is None:
            return []
        other = {*studio.queue.unwritten(), studio.queue.active}
        return [job.id for job in project.open_jobs() if job.id not in other]

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
        self._work.cancel_all()

    def retry_all(self) -> None:
        """Queue all failed jobs again.

        Raises:
            ProjectError: The project cannot be written.
        """
        self._work.queue.retry_all()

    def clear_finished(self) -> None:
        """Take what is over off the list; what it made stays."""
        project, studio = self._session.project, self._work.studio
        if project is None or studio is None:
            return
        going = {job.id for job in project.open_jobs()} - {*studio.queue.unwritten()}
        over = tuple(job.id for job in project.jobs() if job.id not in going)
        if over:
            self._session.run(RemoveJobs(over, name="Clear finished jobs"))

    def remove_selected(self) -> None:
        """Cancel the chosen job, or take it off the list if it is over."""
        row = self.state.row(self.state.selected)
        if row is None:
            return
        if row.over:
            self._session.run(RemoveJobs((row.id,), name="Remove job"))
        else:
            self.cancel(row.id)

    def open(self, job_id: str) -> bool:
        """Open what a job made; returns whether it made anything that is still there."""
        row, project = self.state.row(job_id), self._session.project
        if row is None or project is None:
            return False
        node_id = next((node for node in row.nodes if project.node(node) is not None), None)
        if node_id is None:
            return False
        self._session.select_node(node_id)
        self._session.view("node")
        return True


def make_row(job: Job, state: "JobState | None") -> Row:
    """Put a job and its state into words."""
    about, sign = _subject(job)
    return replace(_row(job, state), about=about, sign=sign)


def _row(job: Job, state: "JobState | None") -> Row:
    title, prompt = _words(job)
    state = state or states.stored_state(job, 0)
    words = describe_state(state)
    row = Row(job.id, title, prompt, words.phrase, "prohibit", "muted")
    match state:
        case states.Queued(ahead):
            detail = "Next" if ahead == 0 else f"{ahead} ahead"
            return replace(row, word="Waiting", icon="clock", detail=detail, waiting=True, can_cancel=True)
        case states.NotAnswering():
            silent = replace(row, icon="warning-circle", role="error", busy=True, can_cancel=True, silent=True)
            return replace(silent, word="Does not answer", cause=f"{words.phrase}.")
        case states.Cancelling():
            return replace(row, icon="hourglass", detail="Stops after this step", busy=True)
        case states.Done(nodes, seconds):
            took = "" if seconds is None else f"Took {duration_words(seconds, tenths_below=10)}"
            return replace(row, icon="check-circle", role="ok", detail=took, nodes=nodes)
        case states.Failed(failure):
            why = {"cause": failure.cause, "remedy": failure.remedy, "log": failure.log}
            return replace(row, icon="warning-circle", role="error", can_retry=True, **why)
        case states.Cancelled():
            return replace(row, can_retry=True)
        case _:
            said = f" · {state.text[-60:].strip()}" if isinstance(state, states.Answering) and state.text else ""
            share = 1.0 if words.stage == "writing" else words.step / words.total if words.total else None
            busy = replace(row, word="Running", icon="spinner-gap", role="generated", busy=True, can_cancel=True)
            return replace(busy, detail=f"{words.line}{said}", share=share)


def _words(job: Job) -> tuple[str, str]:
    from lance_studio.workflows.describe import describe

    try:
        summary = describe(job.request)
    except InvalidRequestError:
        # A later version may have written it; its name is enough to know it by.
        return job.name, ""
    return job.name or summary.title, summary.prompt


def _subject(job: Job) -> tuple[str | None, str]:
    """The medium that a job works on, of several the one that is changed, and the icon for what becomes of it."""
    from lance_studio.workflows.describe import summary
    from lance_studio.workflows.task import Task

    try:
        task = Task.from_json(job.request)
    except InvalidRequestError:
        return None, "image"
    frames = summary(task).frames
    sign = "chat-circle-text" if frames is None else "film-strip" if frames > 1 else "image"
    return (task.inputs[-1].media_id if task.inputs else None), sign
