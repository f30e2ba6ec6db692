"""What the queue's panel lists: a row for each job, made when it is looked at."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, overload

from lance_studio.errors import InvalidRequestError
from lance_studio.jobs import states
from lance_studio.jobs.describe_state import describe_state, duration_words
from lance_studio.language import tr, translate_filled
from lance_studio.project.rows import Job

if TYPE_CHECKING:
    from lance_studio.jobs.states import JobState

_REMEMBERED = 512


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
        after: The words of the turn whose result it works on; empty for a turn of its own.
        may_chain: Whether it waits and was asked for after another turn, which it may follow or not.
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
    after: str = ""
    may_chain: bool = False

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return not self.can_cancel and not self.busy


class Rows(Sequence[Row]):
    """What is at work, then what waits in its order, then what is over, the newest first.

    Rows of jobs that wait are made when they are looked at: there may be thousands, of which few are in sight. They
    follow the queue, so a listing is good until the next change.

    Args:
        busy: What is at work.
        waiting: The jobs that wait.
        over: What is over.
        make: Makes the row of a job that waits.
        place: Tells which of the waiting jobs one is, from 0; None where it does not wait.
    """

    def __init__(
        self,
        busy: Sequence[Row] = (),
        waiting: Sequence[Job] = (),
        over: Sequence[Row] = (),
        make: "Callable[[Job], Row] | None" = None,
        place: Callable[[str], int | None] = lambda _job_id: None,
    ) -> None:
        self.waiting = waiting
        self._busy, self._over = list(busy), list(over)
        self._make, self._place_of = make or (lambda job: make_row(job, None)), place
        self._busy_places = {row.id: place for place, row in enumerate(self._busy)}
        self._over_places = {row.id: place for place, row in enumerate(self._over)}

    @property
    def first_waiting(self) -> int:
        """The place of the first row that waits; as many are before it."""
        return len(self._busy)

    @property
    def first_over(self) -> int:
        """The place of the first row that is over."""
        return len(self._busy) + len(self.waiting)

    def __len__(self) -> int:
        return self.first_over + len(self._over)

    @overload
    def __getitem__(self, index: int) -> Row: ...

    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...

    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        if isinstance(index, slice):
            return [self._at(place) for place in range(*index.indices(len(self)))]
        place = index if index >= 0 else len(self) + index
        if not 0 <= place < len(self):
            raise IndexError(index)
        return self._at(place)

    def _at(self, place: int) -> Row:
        if place < self.first_waiting:
            return self._busy[place]
        if place < self.first_over:
            return self._make(self.waiting[place - self.first_waiting])
        return self._over[place - self.first_over]

    def __iter__(self) -> Iterator[Row]:
        return (self._at(place) for place in range(len(self)))

    def id_at(self, place: int) -> str:
        """Return the id of a row without making the row."""
        if self.first_waiting <= place < self.first_over:
            return self.waiting[place - self.first_waiting].id
        return self._at(place).id

    def place(self, job_id: str | None) -> int | None:
        """Return which row a job has, from 0; None where it has none."""
        if job_id is None:
            return None
        if job_id in self._busy_places:
            return self._busy_places[job_id]
        if job_id in self._over_places:
            return self.first_over + self._over_places[job_id]
        waits = self._place_of(job_id)
        return None if waits is None else self.first_waiting + waits

    def exchange(self, row: Row) -> None:
        """Put another row in the place of that of the same job, which is at work or over."""
        if row.id in self._busy_places:
            self._busy[self._busy_places[row.id]] = row
        elif row.id in self._over_places:
            self._over[self._over_places[row.id]] = row


@dataclass(frozen=True, eq=False)
class QueueState:
    """All that the view shows.

    Attributes:
        rows: What is at work, then what waits in its order, then the newest of what is over, the newest first.
        older: How many more are over.
        paused: No further job is begun.
        selected: The job that keys are for, or None.
        chosen: The jobs that are selected together, `selected` among them.
        failed: How many jobs have failed and can be tried again.
    """

    rows: Rows = field(default_factory=Rows)
    older: int = 0
    paused: bool = False
    selected: str | None = None
    chosen: frozenset[str] = frozenset()
    failed: int = 0

    @property
    def open_count(self) -> int:
        """How many jobs wait or are at work."""
        return self.rows.first_over

    @property
    def waiting_count(self) -> int:
        """How many jobs wait."""
        return len(self.rows.waiting)

    def row(self, job_id: str | None) -> Row | None:
        """Return a job's row, or None."""
        place = self.rows.place(job_id)
        return None if place is None else self.rows[place]


def make_row(job: Job, state: "JobState | None") -> Row:
    """Put a job and its state into words."""
    about, sign = _subject(job.request)
    return replace(_row(job, state), about=about, sign=sign)


def _row(job: Job, state: "JobState | None") -> Row:
    title, prompt = _words(job.name, job.request)
    state = state or states.stored_state(job, 0)
    words = describe_state(state)
    row = Row(job.id, title, prompt, words.phrase, "prohibit", "muted")
    match state:
        case states.Queued(ahead):
            detail = tr("Next") if ahead == 0 else tr("{ahead} ahead", ahead=ahead)
            return replace(row, word=tr("Waiting"), icon="clock", detail=detail, waiting=True, can_cancel=True)
        case states.NotAnswering():
            silent = replace(row, icon="warning-circle", role="error", busy=True, can_cancel=True, silent=True)
            return replace(silent, word=tr("Does not answer"), cause=f"{words.phrase}.")
        case states.Cancelling():
            return replace(row, icon="hourglass", detail=tr("Stops after this step"), busy=True)
        case states.Done(nodes, seconds):
            took = "" if seconds is None else tr("Took {duration}", duration=duration_words(seconds, tenths_below=10))
            return replace(row, icon="check-circle", role="ok", detail=took, nodes=nodes)
        case states.Failed(failure):
            why = {"cause": failure.cause, "remedy": failure.remedy, "log": failure.log}
            return replace(row, icon="warning-circle", role="error", can_retry=True, **why)
        case states.Cancelled():
            return replace(row, can_retry=True)
        case _:
            said = f" · {state.text[-60:].strip()}" if isinstance(state, states.Answering) and state.text else ""
            share = 1.0 if words.stage == "writing" else words.step / words.total if words.total else None
            busy = replace(row, word=tr("Running"), icon="spinner-gap", role="generated", busy=True, can_cancel=True)
            return replace(busy, detail=f"{words.line}{said}", share=share)


@lru_cache(_REMEMBERED)
def _words(name: str, request: str) -> tuple[str, str]:
    from lance_studio.workflows.describe import describe

    try:
        summary = describe(request)
    except InvalidRequestError:
        # A later version may have written it; its name is enough to know it by.
        return translate_filled(name), ""
    return translate_filled(name) or summary.title, summary.prompt


@lru_cache(_REMEMBERED)
def _subject(request: str) -> tuple[str | None, str]:
    """The medium that a job works on, of several the one that is changed, and the icon for what becomes of it."""
    from lance_studio.workflows.describe import summary
    from lance_studio.workflows.task import Task

    try:
        task = Task.from_json(request)
    except InvalidRequestError:
        return None, "image"
    frames = summary(task).frames
    sign = "chat-circle-text" if frames is None else "film-strip" if frames > 1 else "image"
    return (task.inputs[-1].media_id if task.inputs else None), sign
