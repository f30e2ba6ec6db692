"""The queue of the open project in the window: its events arrive in the window's thread, as signals."""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from lance_studio.language import tr, translate_filled
from lance_studio.ui.bus import ChangeBus
from lance_studio.ui.session import EngineState, RunningJob, Session

if TYPE_CHECKING:
    from lance_studio.backends.events import Event, Memory
    from lance_studio.jobs.queue import JobChange, JobQueue
    from lance_studio.project.project import Project
    from lance_studio.workflows.studio import Studio

_log = logging.getLogger(__name__)

_GIB = 2**30
_LOOK_MS = 250
STUCK_SECONDS = 2.25
"""A result that comes no closer to being saved for so long does not keep a project from being closed."""

_CLOSE_SECONDS = 0.5
"""How long closing waits for what came at the last moment; the window stands still meanwhile."""
_DEVICES = {"cpu": "CPU", "cuda": "GPU"}

OpenStudio: TypeAlias = "Callable[[Project, Callable[[], None]], Studio]"
"""Makes the headless studio of a project; the function that it is given wakes the queue, from any thread."""


class QueueController(QObject):
    """Opens a queue with each project and closes it before the project; tells the session what the engine does.

    Args:
        session: Whose project it is, and where the engine's state and the running job are shown.
        bus: Tells of jobs that were added.
        open_studio: Makes the headless studio of a project.

    Attributes:
        job_changed: A job has another state; carries a `JobChange`.
        engine_event: Something happened to the engine; carries an `Event` of `lance_studio.backends.events`.
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
        open_studio: OpenStudio,
    ) -> None:
        super().__init__()
        self._session = session
        self._open_studio = open_studio
        self._studio: Studio | None = None
        self._ending = self._hurried = False
        self._progress: tuple[float, float] | None = None
        self._idle_looks = 0
        self._looks = QTimer(self, interval=_LOOK_MS)
        self._looks.timeout.connect(self._look_at_saving)
        # The queue wakes it from its own threads; it is looked at in this one.
        self._woken.connect(self._pump, Qt.ConnectionType.QueuedConnection)
        session.project_closing.connect(self.close)
        session.project_replaced.connect(self._open)
        session.cancel_requested.connect(self._cancel)
        bus.jobs_changed.connect(self._woken)

    @property
    def studio(self) -> "Studio | None":
        """The open project's headless studio; None without a project."""
        return self._studio

    @property
    def queue(self) -> "JobQueue | None":
        """The open project's queue; None without a project."""
        return None if self._studio is None else self._studio.queue

    def wind_down(self) -> str:
        """Begin no further job, because the project is to be closed; see `lance_studio.ui.closing`.

        A result that is being saved is waited for as long as that makes progress.
        """
        self._ending = True
        if self.queue is None or not self.queue.wind_down() or self._hurried:
            return ""
        if not self._looks.isActive():
            self._progress, self._idle_looks = None, 0
            self._looks.start()
        return tr("Saving the last result…")

    def losing(self) -> str:
        """Say what becomes of jobs; see `lance_studio.ui.closing`. A result that is being saved is waited for."""
        from lance_studio.jobs import states

        project, queue = self._session.project, self.queue
        if project is None or queue is None or self._ending:
            return ""
        parts: list[str] = []
        active = None if queue.active is None else project.job(queue.active)
        state = None if active is None else queue.job_state(active.id)
        if active is not None and isinstance(state, states.Preparing | states.Running | states.Answering):
            parts.append(
                tr(
                    "At step {step} of {total}: {name}. It begins again from the start when the project is opened.",
                    name=translate_filled(active.name),
                    step=state.step,
                    total=state.total,
                )
                if isinstance(state, states.Running)
                else tr(
                    "At work: {name}. It begins again from the start when the project is opened.",
                    name=translate_filled(active.name),
                )
            )
        waiting = len(project.job_line().waiting)
        if waiting:
            parts.append(
                tr(
                    "{n} jobs wait and stay in the project's queue; it goes on when the project is opened again.",
                    one="1 job waits and stays in the project's queue; it goes on when the project is opened again.",
                    n=waiting,
                )
            )
        return " ".join(parts)

    def _look_at_saving(self) -> None:
        """Wait no longer for a result whose saving makes no progress."""
        queue = self.queue
        if queue is None or not self._ending or not queue.saving:
            self._looks.stop()
            return
        former, self._progress = self._progress, queue.progress
        # Looks are counted and not seconds, because a window that was kept from looking must not take that for rest.
        self._idle_looks = self._idle_looks + 1 if self._progress == former else 0
        if self._idle_looks * _LOOK_MS >= STUCK_SECONDS * 1000:
            _log.info("The last result could not be saved in time; its job waits in the queue again.")
            self._looks.stop()
            self.hurry()
            self.wound_down.emit()

    def hurry(self) -> None:
        """Let the next `close` wait for nothing: a result that is being saved is lost, and its job queued again."""
        self._hurried = True

    def go_on(self) -> None:
        """Begin jobs again: the project stays open, or another one is open now."""
        self._ending = self._hurried = False
        if self.queue is not None:
            self.queue.go_on()

    def close(self) -> None:
        """Close the queue: a finished result is recorded, other work is queued again, and the engine's process ends."""
        if self._studio is None:
            return
        studio, self._studio = self._studio, None
        # The session closes the project itself, after this.
        self._looks.stop()
        studio.queue.close(hurry=self._hurried, patience=_CLOSE_SECONDS)
        self._ending = self._hurried = False
        self._session.set_running(None)
        self.queue_replaced.emit()
        self.wound_down.emit()

    def _open(self) -> None:
        project = self._session.project
        if project is None:
            return
        self._studio = self._open_studio(project, self._woken.emit)
        self._studio.queue.subscribe(self._show_job)
        self._studio.queue.subscribe_engine(self._show_engine)
        self.queue_replaced.emit()
        self._woken.emit()

    def _pump(self) -> None:
        if self.queue is not None:
            self.queue.pump()
            if self._ending and not self.queue.saving:
                self.wound_down.emit()

    def _cancel(self, job_id: str) -> None:
        if self.queue is not None:
            self.queue.cancel(job_id)

    def _show_job(self, change: "JobChange") -> None:
        from lance_studio.jobs import states
        from lance_studio.jobs.describe_state import describe_state

        project = self._session.project
        job = project.job(change.job_id) if project is not None else None
        name = translate_filled(job.name) if job is not None else ""
        state, words = change.state, describe_state(change.state)
        shown = None
        match state:
            case states.Running():
                shown = RunningJob(change.job_id, name, words.step, words.total, words.seconds_left)
                self._show_state("busy", memory=memory_text(state.memory))
            case _ if words.ended or words.stage == "waiting":
                if self._session.engine.state == "busy":
                    self._show_state("idle")
            case _:
                shown = RunningJob(change.job_id, tr("{name}: {state}", name=name, state=words.inside))
                if isinstance(state, states.Answering):
                    self._show_state("busy")
        # A job that waits can be cancelled while another one is at work, which stays in sight then.
        if shown is not None or self._session.running is None or self._session.running.id == change.job_id:
            self._session.set_running(shown)
        self.job_changed.emit(change)

    def _show_engine(self, event: "Event") -> None:
        from lance_studio.backends import events

        match event:
            case events.EngineStarting() | events.Loading():
                self._show_state("loading")
            case events.ModelReady():
                model = event.model
                device = _DEVICES.get(model.device.partition(":")[0], model.device)
                self._session.set_engine(EngineState(model.name, device, "idle", memory_text(event.memory)))
            case events.JobFailed():
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


def memory_text(memory: "Memory") -> str:
    """Return for example "11.2/40 GB": what is used and what there is."""
    return tr("{used:.1f}/{total:.0f} GB", used=memory.used / _GIB, total=memory.total / _GIB)
