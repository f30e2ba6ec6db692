"""The queue of the open project in the window: its events arrive in the window's thread, as signals."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal

from lance_studio.project.project import Project
from lance_studio.ui.bus import ChangeBus
from lance_studio.ui.session import EngineState, RunningJob, Session
from lance_studio.worker import events, states
from lance_studio.worker.handler import JobHandler
from lance_studio.worker.protocol import Memory
from lance_studio.worker.queue import JobChange, JobQueue

_GIB = 2**30
_DEVICES = {"cpu": "CPU", "cuda": "GPU"}
_STAGES = {
    "inputs": "reading inputs",
    "starting": "starting the engine",
    "importing": "starting the engine",
    "loading": "loading the model",
    "preparing": "preparing",
}

MakeQueue = Callable[[Project, JobHandler, Callable[[], None]], JobQueue]


def make_queue(project: Project, handler: JobHandler, wake: Callable[[], None]) -> JobQueue:
    """Make the queue of a project with the engine's own client."""
    return JobQueue(project, handler, wake=wake)


class EngineLink(QObject):
    """Opens a queue with each project and closes it before the project; tells the session what the engine does.

    Args:
        session: Whose project it is, and where the engine's state and the running job are shown.
        bus: Tells of jobs that were added.
        make_handler: Makes what the queue must know of jobs, for a project.
        make: Makes the queue; tests give it a client without a process.

    Attributes:
        job_changed: A job has another state; carries a `JobChange`.
        engine_event: Something happened to the engine; carries an `Event` of `lance_studio.worker.events`.
        queue_replaced: Another project's queue is at work, or none.
        wound_down: After `wind_down`: no result is being saved any more.
    """

    job_changed = Signal(object)
    engine_event = Signal(object)
    queue_replaced = Signal()
    wound_down = Signal()
    _woken = Signal()

    def __init__(
        self,
        session: Session,
        bus: ChangeBus,
        make_handler: Callable[[Project], JobHandler],
        make: MakeQueue = make_queue,
    ) -> None:
        super().__init__()
        self._session = session
        self._make_handler = make_handler
        self._make = make
        self._queue: JobQueue | None = None
        self._ending = self._hurried = False
        # The queue wakes it from its own threads; it is looked at in this one.
        self._woken.connect(self._pump, Qt.ConnectionType.QueuedConnection)
        session.project_closing.connect(self.close)
        session.project_replaced.connect(self._open)
        session.cancel_requested.connect(self._cancel)
        bus.jobs_changed.connect(self._woken)

    @property
    def queue(self) -> JobQueue | None:
        """The open project's queue; None without a project."""
        return self._queue

    def wind_down(self) -> str:
        """Begin no further job, because the project is to be closed; see `lance_studio.ui.closing`."""
        self._ending = True
        return "Saving the last result…" if self._queue is not None and self._queue.wind_down() else ""

    def hurry(self) -> None:
        """Let the next `close` wait for nothing: a result that is being saved is lost, and its job queued again."""
        self._hurried = True

    def go_on(self) -> None:
        """Begin jobs again: the project stays open, or another one is open now."""
        self._ending = self._hurried = False
        if self._queue is not None:
            self._queue.go_on()

    def close(self) -> None:
        """Close the queue: a finished result is recorded, other work is queued again, and the engine's process ends."""
        if self._queue is None:
            return
        queue, self._queue = self._queue, None
        queue.close(hurry=self._hurried)
        self._ending = self._hurried = False
        self._session.set_running(None)
        self.queue_replaced.emit()
        self.wound_down.emit()

    def _open(self) -> None:
        project = self._session.project
        if project is None:
            return
        self._queue = self._make(project, self._make_handler(project), self._woken.emit)
        self._queue.subscribe(self._show_job)
        self._queue.subscribe_engine(self._show_engine)
        self.queue_replaced.emit()
        self._woken.emit()

    def _pump(self) -> None:
        if self._queue is not None:
            self._queue.pump()
            if self._ending and not self._queue.saving:
                self.wound_down.emit()

    def _cancel(self, job_id: str) -> None:
        if self._queue is not None:
            self._queue.cancel(job_id)

    def _show_job(self, change: JobChange) -> None:
        project = self._session.project
        job = project.job(change.job_id) if project is not None else None
        name = job.name if job is not None else ""
        state = change.state
        match state:
            case states.Running():
                shown = RunningJob(change.job_id, name, state.step, state.total, state.eta)
                self._show_state("busy", memory=memory_text(state.memory))
            case states.Preparing():
                shown = RunningJob(change.job_id, f"{name}: {_STAGES[state.stage]}")
            case states.Answering():
                shown = RunningJob(change.job_id, f"{name}: answering")
                self._show_state("busy")
            case states.Recording():
                shown = RunningJob(change.job_id, f"{name}: writing the result")
            case states.Cancelling():
                shown = RunningJob(change.job_id, f"{name}: cancelling")
            case _:
                shown = None
                if self._session.engine.state == "busy":
                    self._show_state("idle")
        # A job that waits can be cancelled while another one is at work, which stays in sight then.
        if shown is not None or self._session.running is None or self._session.running.id == change.job_id:
            self._session.set_running(shown)
        self.job_changed.emit(change)

    def _show_engine(self, event: events.Event) -> None:
        match event:
            case events.EngineStarting() | events.Loading():
                self._show_state("loading")
            case events.ModelReady():
                model = event.model
                device = _DEVICES.get(model.device.partition(":")[0], model.device)
                self._session.set_engine(EngineState(model.name, device, "idle", memory_text(event.memory)))
            case events.Failed():
                # Loading ahead of a job has failed; the job will say why.
                self._show_state("idle")
            case events.EngineStopped():
                self._show_state("idle" if event.expected else "stopped", memory="")
            case _:
                pass
        self.engine_event.emit(event)

    def _show_state(self, word: str, *, memory: str | None = None) -> None:
        now = self._session.engine
        self._session.set_engine(EngineState(now.model, now.device, word, now.memory if memory is None else memory))


def memory_text(memory: Memory) -> str:
    """Return for example "11.2/40 GB": what is used and what there is."""
    return f"{memory.used / _GIB:.1f}/{memory.total / _GIB:.0f} GB"
