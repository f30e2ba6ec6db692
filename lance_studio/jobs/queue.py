"""The queue: runs the project's jobs one after the other.

Everything that touches the project happens in the project's thread, in the methods of :class:`JobQueue`. What the
backend and the helper thread have to tell arrives in an inbox; the function `wake` that the window gives says,
in any thread, that :meth:`JobQueue.pump` has something to do.

Whatever goes wrong with a job fails that job, with the cause, and the next one runs.
"""

import contextlib
import math
import time
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any

from lance_studio.backends import events
from lance_studio.backends.backend import KEPT_LATENTS, MASKS, Capabilities, MakeBackend
from lance_studio.backends.failures import FailureKind, explained, with_facts
from lance_studio.backends.sendable import require_sendable
from lance_studio.errors import CheckpointError, LanceStudioError, NoSpaceError
from lance_studio.jobs import states
from lance_studio.jobs.active import Active
from lance_studio.jobs.endings import Endings, Unfinished
from lance_studio.jobs.handler import JobHandler
from lance_studio.jobs.helper import Helper
from lance_studio.jobs.observers import Observers, show_defect
from lance_studio.language import kept, mark
from lance_studio.project.commands.base import Command, Together
from lance_studio.project.commands.jobs import FinishJob, MoveJob, RequeueJob, StartJob
from lance_studio.project.commands.settings import SetSetting
from lance_studio.project.project import Project
from lance_studio.project.rows import Job, new_id
from lance_studio.requests import InputBlock, ModelChoice, Request, task_name

#: Setting of the project: whether its queue was paused.
QUEUE_PAUSED = "queue_paused"
_OPEN = ("queued", "running")


@dataclass(frozen=True, slots=True)
class JobChange:
    """A job has another state."""

    job_id: str
    state: states.JobState


@dataclass(frozen=True, slots=True)
class _Loaded:
    """The helper thread has read a run's inputs."""

    job: str
    inputs: tuple[InputBlock, ...]


@dataclass(frozen=True, slots=True)
class _Encoded:
    """The helper thread has encoded a run's result."""

    job: str
    encoded: Any


_News = events.Event | _Loaded | _Encoded


class JobQueue:
    """Runs a project's jobs. All methods belong to the project's thread.

    A job that was at work when the studio ended is queued again; where that cannot be written, it waits as a failed one
    to be tried again, and no job is begun. A read-only project's jobs are not run.

    Args:
        project: The open project.
        handler: Turns jobs into requests and results into commands.
        connect: Makes the backend for a receiver of its events.
        wake: Called, in any thread, when :meth:`pump` has something to do; must return at once.
    """

    def __init__(
        self,
        project: Project,
        handler: JobHandler,
        *,
        connect: MakeBackend,
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        self._project, self._handler, self._wake = project, handler, wake
        self._inbox: SimpleQueue[_News] = SimpleQueue()
        self._helper = Helper("queue helper")  # English: the name of a thread
        self._active: Active | None = None
        self._endings = Endings(project, handler)
        #: The name that loading ahead of a job was given last.
        self._load = ""
        self._job_observers: Observers[JobChange] = Observers()
        self._engine_observers: Observers[events.Event] = Observers()
        self._ending = self._closed = False
        self._backend = connect(self._post)
        if not project.read_only:
            for job in tuple(project.job_line().running):
                self._queue_interrupted_again(job)

    def _queue_interrupted_again(self, job: Job) -> None:
        try:
            self._project.run(RequeueJob(job.id, name=mark("Queue interrupted job again")))
        except LanceStudioError as error:
            self._endings.could_not_write(job.id, error)

    # --- what the window asks -----------------------------------------------------------------------------------------

    @property
    def paused(self) -> bool:
        """Whether no further job is begun: because of :meth:`pause`, or because of what every job would meet."""
        return self._endings.halted or self._project.setting(QUEUE_PAUSED) is not None

    @property
    def halted(self) -> bool:
        """Whether no further job is begun because it would fail as the last one did: no disk space, or no model."""
        return self._endings.halted

    @property
    def active(self) -> str | None:
        """The job at work."""
        return None if self._active is None else self._active.job_id

    def job_states(self) -> dict[str, states.JobState]:
        """The state of every job, in the queue's order."""
        return {job.id: self._state(job) for job in self._project.jobs()}

    def open_states(self) -> dict[str, states.JobState]:
        """The states of the jobs that wait or are at work, or whose end could not be written, in the queue's order.

        Of the others, which become ever more, the project's row says all.
        """
        line = self._project.job_line()
        jobs = {job.id: job for job in (*line.running, *line.waiting)}
        # What has just been recorded is at work until everybody has been told.
        if self.active is not None and (job := self._project.job(self.active)) is not None:
            jobs[job.id] = job
        return {job.id: self._state(job) for job in sorted(jobs.values(), key=lambda job: job.position)}

    @property
    def first_waiting(self) -> str | None:
        """The job that is begun next; None where none waits."""
        job = self._next()
        return None if job is None else job.id

    @property
    def unwritten(self) -> frozenset[str]:
        """The jobs that have failed in this session while the project, which could not be written, says otherwise."""
        return self._endings.unwritten

    def job_state(self, job_id: str) -> states.JobState | None:
        """The state of one job; None for an unknown one."""
        job = self._project.job(job_id)
        return None if job is None else self._state(job)

    def _state(self, job: Job) -> states.JobState:
        if self._active is not None and self._active.job_id == job.id:
            return self._active.state
        failure = self._endings.failure(job.id)
        if failure is not None and job.state not in ("done", "cancelled"):
            return states.Failed(failure)
        # Only a job that waits has others ahead of it.
        return states.stored_state(job, self._project.job_line().ahead(job.id) if job.state in _OPEN else 0)

    def subscribe(self, observer: Callable[[JobChange], None]) -> Callable[[], None]:
        """Be told of each change of a job's state, in the project's thread; call what is returned to end that."""
        return self._job_observers.add(observer)

    def subscribe_engine(self, observer: Callable[[events.Event], None]) -> Callable[[], None]:
        """Be told of the engine's start and end, and of the model in memory; in the project's thread."""
        return self._engine_observers.add(observer)

    # --- what the window does -----------------------------------------------------------------------------------------

    def cancel(self, job_id: str) -> None:
        """Cancel a job that waits or is at work; one that is over is left alone."""
        active = self._active
        if active is not None and active.job_id == job_id:
            if active.with_engine:
                self._backend.cancel(active.run)
                self._show(active, states.Cancelling())
            else:
                # What the helper thread brings later belongs to no run.
                self._end(active, states.Cancelled())
            return
        job = self._project.job(job_id)
        # One that "runs" without being at work is one whose end could not be written.
        if job is not None and job.state in _OPEN:
            self._store_end(job, states.Cancelled(), None)

    def cancel_jobs(self, job_ids: Iterable[str]) -> int:
        """Cancel jobs that wait or are at work, those that wait in one transaction.

        Args:
            job_ids: The jobs; those that are over are left alone.

        Returns:
            How many there were to cancel.
        """
        wanted = dict.fromkeys(job_ids)
        active = self.active
        found = [job for job_id in wanted if job_id != active and (job := self._project.job(job_id)) is not None]
        # What is told of one may lead to changes of others, so all of them are written before.
        open_jobs = [job for job in found if job.state in _OPEN]
        for job_id, end in self._endings.cancel(open_jobs).items():
            self._tell(JobChange(job_id, end))
        if active in wanted and self.active == active:
            self.cancel(active)
            return len(open_jobs) + 1
        return len(open_jobs)

    def cancel_all(self) -> int:
        """Cancel what waits and what is at work; returns how many jobs that were."""
        line = self._project.job_line()
        jobs = [job.id for job in (*line.waiting, *line.running) if job.id not in self.unwritten]
        return self.cancel_jobs(jobs if self.active is None else [*jobs, self.active])

    def retry_all(self) -> int:
        """Queue all jobs again that have failed, in one transaction; returns how many jobs that were.

        Raises:
            ProjectError: The project cannot be written.
        """
        unwritten = [job_id for job_id in self.unwritten if job_id != self.active]
        line = self._project.job_line()
        jobs = [job.id for job in line.failed]
        jobs += [job.id for job in line.running if job.id in unwritten]
        if jobs:
            wanted = frozenset(jobs)
            commands = tuple(command for job_id in jobs for command in self._retried(job_id, wanted))
            self._project.run(Together(_retry_words(len(jobs)), commands))
        self._endings.halted = False
        again = dict.fromkeys([*jobs, *unwritten])
        for job_id in again:
            self._endings.forget(job_id)
        self._wake()
        return len(again)

    def give_up_held(self, job_ids: Iterable[str]) -> None:
        """Let jobs end that wait because no job can be done, for who was told why and waits no longer."""
        for job_id in job_ids:
            job, failure = self._project.job(job_id), self._endings.failure(job_id)
            if job is not None and failure is not None and job.state == "queued":
                self._endings.store(job, states.Failed(failure), None)

    def move(self, job_id: str, before: str | None) -> None:
        """Move a waiting job before another one, or to the end.

        Raises:
            CommandRefusedError: It does not wait.
        """
        self._project.run(MoveJob(job_id, before))

    def retry(self, job_id: str) -> None:
        """Queue a failed or cancelled job again.

        Raises:
            CommandRefusedError: It is neither.
        """
        job = self._project.job(job_id)
        # A job whose failure could not be written waits already.
        if job is None or job.state != "queued" or self._endings.failure(job_id) is None:
            commands = self._retried(job_id, ())
            self._project.run(commands[0] if len(commands) == 1 else Together(RequeueJob.name, commands))
        self._endings.halted = False
        self._endings.forget(job_id)
        self._wake()

    def _retried(self, job_id: str, others: Collection[str]) -> tuple[Command, ...]:
        """The commands that queue a job again; what it follows may be queued again with it, as one of the others."""
        job = self._project.job(job_id)
        if job is None or self._handler.previous(job) in others:
            return (RequeueJob(job_id),)
        return (RequeueJob(job_id), *self._handler.retry(job))

    def pause(self) -> None:
        """Begin no further job; the one at work goes on. The project remembers it."""
        self._project.run(SetSetting(QUEUE_PAUSED, "1"))

    def resume(self) -> None:
        """Go on."""
        self._endings.halted = False
        if self.paused:
            self._project.run(SetSetting(QUEUE_PAUSED, None))
        self._wake()

    @property
    def capabilities(self) -> Capabilities:
        """What the backend can do."""
        return self._backend.capabilities

    def end_engine(self) -> None:
        """End the engine at once, for example to free its memory; a job that it is at fails."""
        self._backend.kill()

    def restart_engine(self) -> None:
        """End an engine that does not answer; its job is queued again, at its place, and starts another one."""
        if self._active is not None and self._active.with_engine:
            self._active.again = True
        self._backend.kill()

    def wait_longer(self) -> None:
        """Give an engine that does not answer as much time again."""
        if self._active is not None:
            self._backend.be_patient(self._active.run)

    def load_model(self, model: ModelChoice) -> None:
        """Start the engine and load a model ahead of the first job that needs it.

        Those who subscribed to the engine are told; if it fails they get `Failed`, and the next job says why.
        """
        self._load = new_id()
        self._backend.load(self._load, model)

    @property
    def saving(self) -> bool:
        """Whether the job at work is computed, and its result is being decoded, encoded or written."""
        return self._active is not None and isinstance(self._active.state, states.Recording)

    @property
    def progress(self) -> tuple[float, float]:
        """Any value that changes, at least every second or so, while a result comes closer to being saved."""
        return self._backend.last_sign, self._helper.processor_seconds

    def wind_down(self) -> bool:
        """Begin no further job, because :meth:`close` is near; what the engine computes now may be lost.

        Returns:
            Whether a result is being saved. If so, keep calling :meth:`pump` until :attr:`saving` is false; closing
            earlier costs the caller a wait, or the result.
        """
        self._ending = True
        self.pump()
        return self.saving

    def go_on(self) -> None:
        """Begin jobs again after :meth:`wind_down`: the project stays open after all."""
        self._ending = False
        active = self._active
        if active is not None and active.inputs is not None:
            inputs, active.inputs = active.inputs, None
            self._give_to_engine(active, inputs)
        self.pump()

    def close(self, *, hurry: bool = False, patience: float | None = None) -> None:
        """Stop working before the project is closed.

        A result that the engine has finished is recorded, which takes as long as encoding it. Any other job at work is
        queued again; on a full disk it stays as it is, and is queued again when the project is next opened.

        Args:
            hurry: Do not wait for the helper thread, even if a result is lost by that: its job is queued again.
            patience: Seconds after which to be in a hurry all the same; None waits as long as a result takes.
        """
        if self._closed:
            return
        self._ending = self._closed = True
        self._backend.close()
        until = math.inf if patience is None else time.monotonic() + patience
        if not hurry:
            self._save_last(until)
        # Inputs that are still being read are of no use any more.
        self._helper.shutdown(0 if hurry or not self.saving or until < math.inf else None)
        active, self._active = self._active, None
        if active is not None:
            self._interrupt(active)

    def _save_last(self, until: float) -> None:
        """Take in what came before the backend was closed, and wait for the helper thread if it has a result."""
        while True:
            saving = self.saving and self._active is not None and self._active.in_helper
            try:
                news = self._inbox.get(saving, None if until == math.inf else max(0.0, until - time.monotonic()))
            except Empty:
                return
            self._take_safely(news)

    def _interrupt(self, active: Active) -> None:
        """Queue a job again whose work is given up; one that was to be cancelled is."""
        if isinstance(active.state, states.Cancelling):
            self._end(active, states.Cancelled())
            return
        with contextlib.suppress(LanceStudioError):
            if self._project.job(active.job_id) is not None:
                self._project.run(RequeueJob(active.job_id, name=mark("Queue interrupted job again")))

    def pump(self) -> None:
        """Take in what has happened, and begin the next job if none is at work. Call it when woken."""
        while not self._closed:
            try:
                news = self._inbox.get_nowait()
            except Empty:
                break
            self._take_safely(news)
        if not self._ending:
            self._begin_next()

    # --- the inbox ----------------------------------------------------------------------------------------------------

    def _post(self, news: _News) -> None:
        """Put something into the inbox. From any thread."""
        self._inbox.put(news)
        self._wake()

    def _in_helper(self, run: str, work: Callable[[], _News]) -> None:
        """Do slow work in the helper thread; its outcome comes into the inbox."""

        def finished(future: Future[_News]) -> None:
            if future.cancelled():
                return
            error = future.exception()
            self._post(future.result() if error is None else events.JobFailed(run, explained(error)))

        active = self._active
        try:
            self._helper.submit(work).add_done_callback(finished)
        except RuntimeError as error:
            # The system gives no thread.
            self._post(events.JobFailed(run, explained(error)))
        if active is not None:
            active.in_helper = True

    def _take_safely(self, news: _News) -> None:
        """Take something from the inbox; a defect met by that fails the job at work, which would wait for ever."""
        try:
            self._take(news)
        except Exception as error:
            show_defect(error)
            active = self._active
            if active is not None and getattr(news, "job", None) == active.run:
                self._end(active, states.Failed(explained(error)))

    def _take(self, news: _News) -> None:
        if isinstance(news, events.EngineEvent):
            self._tell_engine(news)
            return
        if isinstance(news, events.ModelReady) or (isinstance(news, events.JobFailed) and news.job == self._load):
            self._tell_engine(news)
        active = self._active
        if active is None or news.job != active.run:
            return
        if isinstance(news, _Loaded | _Encoded | events.JobFailed):
            active.in_helper = False
        match news:
            case _Loaded() if self._ending:
                active.inputs = news.inputs  # it is queued again, or goes on
            case _Loaded():
                self._give_to_engine(active, news.inputs)
            case _Encoded():
                self._record(active, news.encoded)
            case events.JobDone():
                self._keep(active, news.result)
            case events.JobFailed() if active.again and news.failure.kind is FailureKind.ENGINE_DIED:
                self._active = None
                self._interrupt(active)
                self._tell(JobChange(active.job_id, states.Queued(self._project.job_line().ahead(active.job_id))))
            case events.JobFailed() if self._ending and news.failure.kind is FailureKind.ENGINE_DIED:
                # What ends the studio may have ended its engine first: no fault of the job.
                self._active = None
                self._interrupt(active)
            case events.JobFailed() if news.failure.kind is FailureKind.CHECKPOINT:
                # The next job would fail the same way.
                self._active = None
                self._interrupt(active)
                self._tell(JobChange(active.job_id, self._endings.hold(active.job_id, news.failure)))
            case events.JobFailed():
                facts = active.facts(self._project.job(active.job_id))
                self._end(active, states.Failed(with_facts(news.failure, facts)))
            case events.JobCancelled():
                self._end(active, states.Cancelled())
            case _:
                self._show(active, states.next_state(active.state, news))

    def _tell(self, change: JobChange) -> None:
        self._job_observers.tell(change)

    def _tell_engine(self, event: events.Event) -> None:
        self._engine_observers.tell(event)

    def _show(self, active: Active, state: states.JobState) -> None:
        if state is not active.state:
            active.state = state
            self._tell(JobChange(active.job_id, state))

    # --- the way of a job ---------------------------------------------------------------------------------------------

    def _begin_next(self) -> None:
        """Begin the first job that waits; one that fails at once makes room for the next."""
        while self._active is None and not self._project.read_only and not self.paused:
            job = self._next()
            if job is None:
                return
            self._begin(job)

    def _next(self) -> Job | None:
        waiting = self._project.job_line().waiting
        return next((job for job in waiting if not self._endings.is_stuck(job.id) and not self._waits(job)), None)

    def _waits(self, job: Job) -> bool:
        """Return whether a job must not begin yet, because what it works on is still to be made.

        Jobs that follow each other in a circle, which only a damaged file can hold, do not wait: each fails.
        """
        previous = self._previous(job)
        if previous is None:
            return False
        seen, one = {job.id}, previous
        while one is not None:
            if one.id in seen:
                return False
            seen.add(one.id)
            one = self._previous(one)
        return True

    def _previous(self, job: Job) -> Job | None:
        """The job that has to be over before another one; None where it is, or has to be none."""
        previous_id = self._handler.previous(job)
        previous = None if previous_id is None else self._project.job(previous_id)
        # One whose end could not be written is over, whatever the project says.
        is_open = previous is not None and previous.state in _OPEN and previous.id not in self.unwritten
        return previous if is_open else None

    def _begin(self, job: Job) -> None:
        try:
            prepared = self._handler.prepare(job)
            require_sendable(prepared.request, prepared.model)
            self._project.run(StartJob(job.id))
        except (NoSpaceError, CheckpointError) as error:
            # It waits, like all others, until there is room or a model again and the user says so.
            self._tell(JobChange(job.id, self._endings.hold(job.id, explained(error))))
            return
        except Exception as error:
            self._store_end(job, states.Failed(explained(error)), None)
            return
        active = Active(job.id, new_id(), time.monotonic(), prepared, states.Preparing("inputs"))
        self._active = active
        self._tell(JobChange(job.id, active.state))
        self._in_helper(active.run, lambda: _Loaded(active.run, tuple(prepared.load())))

    def _give_to_engine(self, active: Active, inputs: tuple[InputBlock, ...]) -> None:
        try:
            self._backend.capabilities.require(*_features(active.prepared.request, inputs))
            self._backend.submit(active.run, active.prepared.request, inputs, active.prepared.model)
        except Exception as error:
            self._end(active, states.Failed(explained(error)))
            return
        active.with_engine = True
        self._show(active, states.Preparing("starting"))

    def _keep(self, active: Active, result: events.Result) -> None:
        active.with_engine = False
        self._show(active, states.Recording())
        job = self._project.job(active.job_id)
        if job is None:
            self._active = None
            return
        self._in_helper(active.run, lambda: _Encoded(active.run, self._handler.encode(job, result)))

    def _record(self, active: Active, encoded: Any) -> None:
        job = self._project.job(active.job_id)
        if job is None:
            self._active = None
            return
        seconds = active.seconds
        try:
            recorded = self._handler.record(job, encoded)
            finish = FinishJob(job.id, recorded.nodes, seconds)
            self._project.run(Together(recorded.name, (*recorded.commands, finish)))
        except Exception as error:
            self._end(active, states.Failed(explained(error)))
            return
        self._active = None
        self._tell(JobChange(job.id, states.Done(recorded.nodes, seconds)))

    def _end(self, active: Active, end: Unfinished) -> None:
        self._active = None
        job = self._project.job(active.job_id)
        if job is not None:
            self._store_end(job, end, active.seconds)

    def _store_end(self, job: Job, end: Unfinished, seconds: float | None) -> None:
        self._tell(JobChange(job.id, self._endings.store(job, end, seconds)))


def _retry_words(count: int) -> str:
    return kept("Try {n} jobs again", one="Try again", n=count)


def _features(request: Request, inputs: tuple[InputBlock, ...]) -> tuple[str, ...]:
    """What a backend must be able to do for a request with its inputs."""
    masked = any(block.mask is not None for block in inputs)
    kept = any(block.latent is not None for block in inputs)
    return (task_name(request), *[MASKS] * masked, *[KEPT_LATENTS] * kept)
