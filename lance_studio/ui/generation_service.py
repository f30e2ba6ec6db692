"""The window's way to the studio: panels submit wishes here, and what becomes of them comes back as signals.

Which node the canvas shows is the user's choice. One exception: a result is shown when the canvas waits for it, that is
when the wish came from what the canvas showed and the canvas still shows that, by itself, when the result arrives.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from lance_studio.errors import CommandRefusedError, InvalidRequestError, LanceStudioError
from lance_studio.language import tr
from lance_studio.ui import problem_topics
from lance_studio.ui.background import Background
from lance_studio.ui.bus import ChangeBus
from lance_studio.ui.chosen_model import ChosenModel
from lance_studio.ui.queue_controller import QueueController
from lance_studio.ui.session import Session
from lance_studio.ui.settings import Settings

if TYPE_CHECKING:
    from lance_studio.backends.backend import Capabilities
    from lance_studio.backends.failures import Failure
    from lance_studio.catalog.active import ActiveModel
    from lance_studio.catalog.profile import ModelProfile
    from lance_studio.jobs.queue import JobChange, JobQueue
    from lance_studio.jobs.states import JobState
    from lance_studio.project.project import Project
    from lance_studio.requests import ModelChoice
    from lance_studio.workflows.describe import Foreseen
    from lance_studio.workflows.masks import Mask, MaskProfile
    from lance_studio.workflows.measurements import Measurements, Place
    from lance_studio.workflows.options import Options
    from lance_studio.workflows.planned import Planned
    from lance_studio.workflows.studio import MakeBackend, Studio
    from lance_studio.workflows.wishes import EditPicture, Wish


MODEL_TOPIC = problem_topics.MODEL
"""What is said of a missing model is taken back when there is one."""


class GenerationService(QObject):
    """Wishes in, signals out; everything in the window's thread.

    Args:
        session: Whose project it is, and what is selected.
        bus: Tells of jobs that were added.
        settings: Say which model and which device.
        backend: Makes the engine's backend; None for one in a process of its own.
        seed: Draws seeds; None for random ones.

    Attributes:
        model_changed: Another model is chosen, or its profile has changed.
        queue_changed: Jobs were added, removed, moved or paused, or another project is open.
        job_changed: A job has another state; carries its id and the `JobState`.
        preview_ready: A rough picture of what is being made; carries the job's id and uint8 [h, w, 3].
        token_added: An answer grows; carries the message's id and all of the text so far.
        arriving: The canvas is about to go on to a result; carries the job's id and the node's.
        finished: A job is done; carries its id and the ids of its nodes, a tuple.
        failed: A job has failed; carries its id and the `Failure`.
        replayed: A node was made once more; carries a `Replayed`.
        capabilities_changed: The engine's backend can do something else than before.
        measured: What runs take on this device is known better than before.
    """

    model_changed = Signal()
    queue_changed = Signal()
    job_changed = Signal(str, object)
    preview_ready = Signal(str, object)
    token_added = Signal(str, str)
    arriving = Signal(str, str)
    finished = Signal(str, object)
    failed = Signal(str, object)
    replayed = Signal(object)
    capabilities_changed = Signal()
    measured = Signal()

    def __init__(
        self,
        session: Session,
        bus: ChangeBus,
        settings: Settings,
        *,
        backend: "MakeBackend | None" = None,
        seed: Callable[[], int] | None = None,
    ) -> None:
        super().__init__()
        self._session, self._seed, self._backend = session, seed, backend
        self._chosen = ChosenModel(session, settings, self)
        self._chosen.changed.connect(self.model_changed)
        self._chosen.found.connect(self._welcome_model)
        self._chosen.lost.connect(lambda error: session.report("canvas", error, topic=MODEL_TOPIC))
        #: What the engine has loaded, or was asked to, before any job did.
        self._warm: ModelChoice | None = None
        self._background = Background(self)
        # Not with the other: what it reads belongs to no project.
        self._reading = Background(self)
        self._measurements: Measurements | None = None
        self._pending: dict[str, int] = {}
        self._waiting: dict[str, str | None] = {}
        # Jobs of whose failure a banner speaks.
        self._told_failed: set[str] = set()
        self.link = QueueController(session, bus, self._open_studio)
        self.link.job_changed.connect(self._take)
        self.link.queue_replaced.connect(self._forget)
        self.link.queue_replaced.connect(self._cool_down)
        self.link.engine_event.connect(self._cool_down)
        self._known_capabilities: Capabilities | None = None
        self.link.queue_replaced.connect(self._follow_capabilities)
        self.link.engine_event.connect(self._follow_capabilities)
        bus.jobs_changed.connect(self._follow_jobs)
        bus.settings_changed.connect(lambda _keys: self.queue_changed.emit())

    # --- the model ----------------------------------------------------------------------------------------------------

    @property
    def model(self) -> "ActiveModel | None":
        """The model that jobs run on; None where there is none."""
        return self._chosen.model

    @property
    def profile(self) -> "ModelProfile":
        """What the model says of itself; the official profile where there is no model."""
        return self._chosen.profile

    @property
    def place(self) -> "Place":
        """Where jobs run now, for what was measured there."""
        from lance_studio.workflows.measurements import place_of

        return place_of(self._chosen)

    @property
    def capabilities(self) -> "Capabilities":
        """What the engine's backend can do, also before the engine has started; everything without a project."""
        from lance_studio.backends.backend import EVERYTHING

        return EVERYTHING if self.link.queue is None else self.link.queue.capabilities

    def _follow_capabilities(self, _event: object = None) -> None:
        now = self.capabilities
        former, self._known_capabilities = self._known_capabilities, now
        if now != former:
            self.capabilities_changed.emit()

    @property
    def studio(self) -> "Studio | None":
        """The headless studio of the open project; None without a project."""
        return self.link.studio

    # --- wishes -------------------------------------------------------------------------------------------------------

    def submit(
        self,
        wish: "Wish",
        *,
        panel: str = "canvas",
        chat: bool = False,
        ahead: bool = False,
        job_id: str | None = None,
    ) -> tuple[str, ...]:
        """Queue what a wish becomes; see `Studio.submit`.

        Args:
            wish: What is wanted.
            panel: Where a refusal, or later a failure, is shown.
            chat: Whether words and answer are written into the conversation; questions always are.
            ahead: Whether it goes before the jobs that wait.
            job_id: An id that was promised.

        Returns:
            The jobs' ids, in the variants' order; none where it was refused, which the panel's banner then says.
        """
        try:
            jobs = self._opened().submit(
                wish, panel=panel, chat=chat, ahead=ahead, job_id=job_id, on_planned=self._wait_for
            )
        except LanceStudioError as error:
            self._forget_unqueued()
            self._report_refusal(panel, error)
            return ()
        self._session.solve(problem_topics.of_submit(panel))
        return jobs

    def _report_refusal(self, panel: str, error: LanceStudioError) -> None:
        topic = problem_topics.topic_of(error) or problem_topics.of_submit(panel)
        self._session.report(panel, error, topic=topic)

    def submit_masked(
        self,
        wish: "EditPicture",
        mask: "Mask | Callable[[], Mask]",
        *,
        panel: str = "canvas",
        chat: bool = False,
        ahead: bool = False,
    ) -> tuple[str, ...]:
        """Queue an edit inside a mask, which is written into the project first, in another thread.

        Args:
            wish: The edit; with the mask's digest where its profile is known, see `know_mask`, else without.
            mask: [H, W] at the picture's size, True or 128 and more where it may change; or what makes it, in the
                other thread.
            panel: As for `submit`.
            chat: As for `submit`.
            ahead: As for `submit`.

        Returns:
            The job's id, of several variants the first one's, at once; none where it was refused.
        """
        from lance_studio.workflows.masks import MaskProfile, checked_mask, mask_png, nothing_inside
        from lance_studio.workflows.wishes import with_any_mask

        # Refusals come now, and not when the mask has been written.
        try:
            studio = self._opened()
            planned, *_ = studio.plan(wish if wish.mask is not None else with_any_mask(wish))
            # One that is known was measured, and has the right size; one that is yet to be made is checked then.
            if not callable(mask) and wish.mask is None:
                mask = checked_mask(studio.project, wish.node_id, mask)
        except LanceStudioError as error:
            self._report_refusal(panel, error)
            return ()
        job_id, files = planned.job.id, studio.project.files

        def write() -> str:
            used = mask() if callable(mask) else mask
            profile = MaskProfile.of(used)
            if not profile.total:
                raise nothing_inside()
            digest = files.add_bytes(mask_png(used)).digest
            # Planning must find it known: it runs in the window's thread.
            studio.mask_profiles.know(digest, profile)
            return digest

        def done(digest: str) -> None:
            self._pending.pop(job_id, None)
            self.submit(replace(wish, mask=digest), panel=panel, chat=chat, ahead=ahead, job_id=job_id)

        def failed(error: LanceStudioError) -> None:
            self._pending.pop(job_id, None)
            self._waiting.pop(job_id, None)
            self._session.report(panel, error)

        self._wait_for(planned)
        self._pending[job_id] = self._background.start(write, done, failed)
        return (job_id,)

    def foresee(self, wish: "Wish") -> "Foreseen | None":
        """Return what would come of a wish, also before there are words for it; None where it would be refused."""
        if self.studio is None:
            return None
        from lance_studio.workflows.masks import MaskUnseenError
        from lance_studio.workflows.wishes import with_any_mask

        try:
            return self.studio.foresee(wish)
        except MaskUnseenError as error:
            foreseen = self.studio.foresee(with_any_mask(wish))
            return replace(foreseen, refused=f"{error.cause} {error.remedy}")
        except LanceStudioError:
            return None

    def know_mask(self, digest: str, profile: "MaskProfile") -> None:
        """Remember what was measured of a mask, so that `foresee` need not read it."""
        if self.studio is not None:
            self.studio.mask_profiles.know(digest, profile)

    # --- the queue ----------------------------------------------------------------------------------------------------

    @property
    def queue(self) -> "JobQueue":
        """The open project's queue, where jobs are moved, paused and queued again; cancel them by this service.

        Raises:
            CommandRefusedError: No project is open.
        """
        return self._opened().queue

    @property
    def following(self) -> str | None:
        """The job whose result the canvas waits for; of several the one at work, or else the first."""
        active = None if self.link.queue is None else self.link.queue.active
        return active if active in self._waiting else next(iter(self._waiting), None)

    def state(self, job_id: str) -> "JobState | None":
        """Return the state of a job; None for an unknown one."""
        from lance_studio.jobs import states

        if job_id in self._pending:
            return states.Preparing("inputs")
        return None if self.link.queue is None else self.link.queue.job_state(job_id)

    def cancel(self, job_id: str) -> None:
        """Cancel a job that waits or is at work."""
        from lance_studio.jobs import states

        number = self._pending.pop(job_id, None)
        if number is not None:
            self._background.forget(number)
            self._waiting.pop(job_id, None)
            self.job_changed.emit(job_id, states.Cancelled())
        elif self.link.queue is not None:
            self.link.queue.cancel(job_id)

    def cancel_current(self) -> None:
        """Cancel the job at work, or else the one that waits longest."""
        queue = self.link.queue
        job_id = None if queue is None else queue.active or queue.first_waiting
        if queue is not None and job_id is not None:
            queue.cancel(job_id)

    def cancel_jobs(self, job_ids: Iterable[str]) -> int:
        """Cancel jobs that wait or are at work, in one change of the project; returns how many that were."""
        wanted = tuple(job_ids)
        pending = [job_id for job_id in wanted if job_id in self._pending]
        for job_id in pending:
            self.cancel(job_id)
        queue = self.link.queue
        return len(pending) + (0 if queue is None else queue.cancel_jobs(wanted))

    def cancel_all(self) -> int:
        """Cancel what waits and what is at work, in one change of the project; returns how many jobs that were."""
        pending = tuple(self._pending)
        for job_id in pending:
            self.cancel(job_id)
        return len(pending) + (0 if self.link.queue is None else self.link.queue.cancel_all())

    def warm_up(self) -> None:
        """Start the engine and load the model while the user still writes; what goes wrong there, the job will say."""
        queue = self.link.queue
        if queue is None or self._session.running is not None or self._chosen.error is not None:
            return
        choice = self._chosen.choice()
        if choice != self._warm:
            self._warm = choice
            queue.load_model(choice)

    def _cool_down(self, event: object = None) -> None:
        from lance_studio.backends import events

        if event is None or isinstance(event, events.EngineStopped | events.JobFailed):
            self._warm = None

    def change_job(
        self, job_id: str, *, prompt: str | None = None, options: "Options | None" = None, panel: str = "queue"
    ) -> bool:
        """Change the words, seed, steps or guidance of a waiting job; returns whether it was done."""
        from lance_studio.workflows.options import DEFAULT_OPTIONS

        if self.studio is None:
            return False
        try:
            self.studio.change_job(job_id, prompt, options or DEFAULT_OPTIONS)
        except LanceStudioError as error:
            self._session.report(panel, error)
            return False
        return True

    def chain(self, job_id: str, *, after: bool, panel: str = "queue") -> bool:
        """Let a waiting turn follow the one before it, or go from the picture itself; returns whether it was done."""
        try:
            self._opened().chain(job_id, after=after)
        except LanceStudioError as error:
            self._session.report(panel, error)
            return False
        return True

    # --- from a wish to the queue -------------------------------------------------------------------------------------

    def _open_studio(self, project: "Project", wake: Callable[[], None]) -> "Studio":
        # Only here: the first frame of the window need not wait for what works on a project.
        from lance_studio.workflows.planning import draw_seed
        from lance_studio.workflows.studio import Studio

        return Studio(
            project,
            self._chosen,
            backend=self._backend,
            wake=wake,
            seed=self._seed or draw_seed,
            on_replay=self.replayed.emit,
            measurements=self._measurements_of_device(),
        )

    def _measurements_of_device(self) -> "Measurements":
        """What runs took on this device; it is read in another thread."""
        from lance_studio.workflows.measurements import Measurements

        if self._measurements is None:
            self._measurements = Measurements()
            self._reading.start(self._measurements.load, lambda _nothing: self.measured.emit())
        return self._measurements

    def _opened(self) -> "Studio":
        if self.studio is None:
            raise CommandRefusedError(tr("No project is open."), tr("Open or create one first."))
        return self.studio

    def _wait_for(self, planned: "Planned") -> None:
        shown, job_id = self._session.node_id, planned.job.id
        if planned.follows and job_id not in self._waiting and planned.origin in (None, shown):
            self._waiting[job_id] = shown

    def _forget_unqueued(self) -> None:
        """Wait no more for jobs that did not come into the queue."""
        project = self._session.project
        for job_id in tuple(self._waiting):
            if job_id not in self._pending and (project is None or project.job(job_id) is None):
                del self._waiting[job_id]

    # --- what the queue tells -----------------------------------------------------------------------------------------

    def _take(self, change: "JobChange") -> None:
        from lance_studio.jobs import states

        job_id, state = change.job_id, change.state
        match state:
            case states.Running() if state.preview is not None:
                self.preview_ready.emit(job_id, state.preview)
            case states.Answering():
                self._hear(job_id, state.text)
            case states.Done():
                # In a turn of its own: the panels have just read what the result brought, and are to paint it first.
                project = self._session.project
                QTimer.singleShot(0, self, lambda: self._finish(project, job_id, state.nodes))
            case states.Failed():
                self._waiting.pop(job_id, None)
                self._report(job_id, state.failure)
            case states.Cancelled():
                self._waiting.pop(job_id, None)
            case _:
                pass
        if not isinstance(state, states.Failed):
            self._forget_failure(job_id)
        self.job_changed.emit(job_id, state)

    def _hear(self, job_id: str, text: str) -> None:
        if self.studio is not None:
            self.studio.note_answer(job_id, text)
        job = None if self._session.project is None else self._session.project.job(job_id)
        if job is not None and job.message_id is not None:
            self.token_added.emit(job.message_id, text)

    def _finish(self, project: "Project | None", job_id: str, nodes: tuple[str, ...]) -> None:
        session = self._session
        if session.project is not project:
            return
        waited = job_id in self._waiting
        shown = self._waiting.pop(job_id, None)
        alone = session.viewing == "node" and session.compared is None
        # It may have been undone since.
        there = project is not None and bool(nodes) and project.node(nodes[0]) is not None
        if waited and there and alone and session.node_id == shown and not session.holds_canvas:
            self.arriving.emit(job_id, nodes[0])
            session.select_node(nodes[0])
        self._pass_on(job_id)
        self.finished.emit(job_id, nodes)

    def _pass_on(self, job_id: str) -> None:
        """A turn that follows this job is waited for by a canvas that shows its result, and by no other."""
        from lance_studio.workflows.chaining import previous_of

        project, shown = self._session.project, self._session.node_id
        done = None if project is None else project.job(job_id)
        for waiting in tuple(self._waiting):
            job = None if project is None else project.job(waiting)
            if done is None or job is None or previous_of(job.request) != job_id:
                continue
            if shown in done.results:
                self._waiting[waiting] = shown
            else:
                del self._waiting[waiting]

    def _report(self, job_id: str, failure: "Failure") -> None:
        from lance_studio.workflows.task import Task

        project = self._session.project
        job = None if project is None else project.job(job_id)
        panel = "canvas"
        if job is not None:
            try:
                panel = Task.from_json(job.request).panel
            except InvalidRequestError:
                panel = "queue"
        error = LanceStudioError(failure.cause, failure.remedy)
        if self.queue.halted:
            action, again = tr("Try all again"), lambda: self._try_all_again(panel)
        else:
            action, again = tr("Try again"), lambda: self._try_again(job_id, panel)
        topic = problem_topics.QUEUE if self.queue.halted else problem_topics.of_job(job_id)
        topic = MODEL_TOPIC if failure.kind == "checkpoint" else topic
        self._told_failed.add(job_id)
        self._session.report(panel, error, action=action, on_action=again, log=failure.log, topic=topic)
        self.failed.emit(job_id, failure)

    def _follow_jobs(self, job_ids: frozenset[str]) -> None:
        project = self._session.project
        for job_id in self._told_failed & job_ids:
            if project is None or project.job(job_id) is None:
                self._forget_failure(job_id)
        self.queue_changed.emit()

    def _forget_failure(self, job_id: str) -> None:
        """A job that failed is tried again, or was taken away: what banners say of it is over."""
        if job_id in self._told_failed:
            self._told_failed.discard(job_id)
            self._session.solve(problem_topics.of_job(job_id))
            self._session.solve(problem_topics.QUEUE)

    def _try_again(self, job_id: str, panel: str) -> None:
        try:
            self.queue.retry(job_id)
        except LanceStudioError as error:
            self._session.report(panel, error)

    def _try_all_again(self, panel: str) -> None:
        try:
            self.queue.retry_all()
        except LanceStudioError as error:
            self._session.report(panel, error)

    def _welcome_model(self) -> None:
        """There is a model again: what was said of its absence is over, and what waited for it can go on."""
        self._session.solve(MODEL_TOPIC)
        queue = self.link.queue
        if queue is not None and queue.halted:
            words = LanceStudioError(tr("The model is there again."), tr("The queue waits for you."))
            again = lambda: self._try_all_again("queue")  # noqa: E731
            self._session.report(
                "canvas", words, action=tr("Try all again"), on_action=again, topic=MODEL_TOPIC, good=True
            )

    def _forget(self) -> None:
        """Another project is open, or none."""
        self._background.forget_all()
        self._pending.clear()
        self._waiting.clear()
        self.queue_changed.emit()
