"""What panels ask of the model: wishes become jobs of the queue, and what the queue tells becomes signals.

Which node the canvas shows is the user's choice. One exception: a result is shown when the canvas waits for it, that is
when the wish came from what the canvas showed and the canvas still shows that, by itself, when the result arrives.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from lance_studio.catalog.active import ActiveModel
from lance_studio.catalog.profile import ModelProfile
from lance_studio.errors import CommandRefusedError, InvalidRequestError, LanceStudioError
from lance_studio.project.commands.jobs import EditJob
from lance_studio.project.project import Project
from lance_studio.project.rows import new_id
from lance_studio.requests import ModelChoice
from lance_studio.ui.background import Background
from lance_studio.ui.bus import ChangeBus
from lance_studio.ui.chosen_model import ChosenModel
from lance_studio.ui.engine_link import EngineLink, MakeQueue, make_queue
from lance_studio.ui.masks import checked_mask, mask_png
from lance_studio.ui.session import Session
from lance_studio.ui.settings import Settings
from lance_studio.worker import events, states
from lance_studio.worker.protocol import Failure
from lance_studio.worker.queue import JobChange
from lance_studio.worker.states import JobState
from lance_studio.workflows.describe import Foreseen, foreseen
from lance_studio.workflows.handler import Handler, Replayed
from lance_studio.workflows.options import USUAL, Options
from lance_studio.workflows.places import OfNode, OnTimeline, Place
from lance_studio.workflows.planning import Planned, Planner
from lance_studio.workflows.task import Task

if TYPE_CHECKING:
    from lance_studio.ui.masks import Mask

T = TypeVar("T")


class Work(QObject):
    """Wishes in, signals out; everything in the window's thread.

    A wish returns the id of its job, or None where it was refused: then the panel that asked shows a banner. With
    `chat`, words and answer are written into the conversation; with `ahead`, the job goes before those that wait.

    Args:
        session: Whose project it is, and what is selected.
        bus: Tells of jobs that were added.
        settings: Say which model and which device.
        make: Makes the queue; tests give it a client without a process.
        seed: Draws seeds; None for chance.

    Attributes:
        model_changed: Another model is chosen, or its profile is another one.
        queue_changed: Jobs were added, removed, moved or paused, or another project is open.
        job_changed: A job has another state; carries its id and the `JobState`.
        preview_ready: A rough picture of what is being made; carries the job's id and uint8 [h, w, 3].
        token_added: An answer grows; carries the message's id and all of the text so far.
        finished: A job is done; carries its id and the ids of its nodes, a tuple.
        failed: A job has failed; carries its id and the `Failure`.
        replayed: A node was made once more; carries a `Replayed`.
    """

    model_changed = Signal()
    queue_changed = Signal()
    job_changed = Signal(str, object)
    preview_ready = Signal(str, object)
    token_added = Signal(str, str)
    finished = Signal(str, object)
    failed = Signal(str, object)
    replayed = Signal(object)

    def __init__(
        self,
        session: Session,
        bus: ChangeBus,
        settings: Settings,
        *,
        make: MakeQueue = make_queue,
        seed: Callable[[], int] | None = None,
    ) -> None:
        super().__init__()
        self._session, self._seed = session, seed
        self._chosen = ChosenModel(session, settings, self)
        self._chosen.changed.connect(self.model_changed)
        self._handler: Handler | None = None
        #: What the engine has loaded, or was asked to, before any job did.
        self._warm: ModelChoice | None = None
        self._background = Background(self)
        self._pending: dict[str, int] = {}
        self._waiting: dict[str, str | None] = {}
        self.link = EngineLink(session, bus, self._make_handler, make)
        self.link.job_changed.connect(self._take)
        self.link.queue_replaced.connect(self._forget)
        self.link.queue_replaced.connect(self._cool_down)
        self.link.engine_event.connect(self._cool_down)
        bus.jobs_changed.connect(lambda _ids: self.queue_changed.emit())
        bus.settings_changed.connect(lambda _keys: self.queue_changed.emit())

    # --- the model ----------------------------------------------------------------------------------------------------

    @property
    def model(self) -> ActiveModel | None:
        """The model that jobs run on; None where there is none."""
        return self._chosen.model

    @property
    def profile(self) -> ModelProfile:
        """What the model says of itself; the official profile where there is no model."""
        return self._chosen.profile

    @property
    def model_error(self) -> LanceStudioError | None:
        """Why there is no model."""
        return self._chosen.error

    # --- wishes -------------------------------------------------------------------------------------------------------

    def generate_picture(
        self,
        prompt: str,
        *,
        variants: int = 1,
        options: Options = USUAL,
        chat: bool = False,
        panel: str = "canvas",
        ahead: bool = False,
    ) -> tuple[str, ...]:
        """Make new pictures, one job each; no ids where it was refused."""
        planned = self._planned(lambda plan: plan.generate_picture(prompt, options, variants=variants), panel) or ()
        # Each that goes ahead goes before the former one.
        order = list(reversed(range(len(planned)))) if ahead else list(range(len(planned)))
        ids = {number: self._queue(planned[number], panel, chat=chat and number == 0, ahead=ahead) for number in order}
        return tuple(job_id for _, job_id in sorted(ids.items()) if job_id is not None)

    def generate_clip(
        self,
        prompt: str,
        *,
        options: Options = USUAL,
        chat: bool = False,
        panel: str = "canvas",
        ahead: bool = False,
    ) -> str | None:
        """Make a new clip."""
        return self._run(lambda plan: plan.generate_clip(prompt, options), panel, chat, ahead)

    def reference(
        self,
        node_ids: tuple[str, ...],
        prompt: str,
        *,
        options: Options = USUAL,
        chat: bool = False,
        panel: str = "canvas",
        ahead: bool = False,
    ) -> str | None:
        """Make a new picture or clip that keeps what pictures show."""
        return self._run(lambda plan: plan.reference(node_ids, prompt, options), panel, chat, ahead)

    def animate(
        self,
        what: str | Place,
        prompt: str,
        *,
        options: Options = USUAL,
        chat: bool = False,
        panel: str = "canvas",
        ahead: bool = False,
    ) -> str | None:
        """Make a clip that begins with a picture: that of a node, or a still on a timeline."""
        place = OfNode(what) if isinstance(what, str) else what
        return self._run(lambda plan: plan.animate(place, prompt, options), panel, chat, ahead)

    def edit_picture(
        self,
        node_id: str,
        instruction: str,
        *,
        mask: "Mask | None" = None,
        options: Options = USUAL,
        chat: bool = False,
        panel: str = "canvas",
        ahead: bool = False,
    ) -> str | None:
        """Change the picture of a node after an instruction.

        Args:
            node_id: The picture.
            instruction: What to change.
            mask: [H, W] at the picture's size, True or 128 and more where it may change; None for all of it.
            options: Choices.
            chat: Whether words and answer are written into the conversation.
            panel: Where a refusal is shown.
            ahead: Whether it goes before the jobs that wait already.
        """
        if mask is None:
            return self._run(lambda plan: plan.edit_picture(node_id, instruction, options), panel, chat, ahead)
        # Refusals come now, and not when the mask has been written.
        planned = self._planned(lambda plan: plan.edit_picture(node_id, instruction, options), panel)
        project = self._session.project
        if planned is None or project is None:
            return None
        try:
            pixels = checked_mask(project, node_id, mask)
        except InvalidRequestError as error:
            self._session.report(panel, error)
            return None
        job_id, files = new_id(), project.files

        def write() -> str:
            return files.add_bytes(mask_png(pixels)).digest

        def done(digest: str) -> None:
            self._pending.pop(job_id, None)
            masked = self._planned(lambda plan: plan.edit_picture(node_id, instruction, options, mask=digest), panel)
            if masked is None or self._queue(masked, panel, chat=chat, ahead=ahead, job_id=job_id) is None:
                self._waiting.pop(job_id, None)

        def failed(error: LanceStudioError) -> None:
            self._pending.pop(job_id, None)
            self._waiting.pop(job_id, None)
            self._session.report(panel, error)

        self._wait_for(planned, job_id)
        self._pending[job_id] = self._background.start(write, done, failed)
        return job_id

    def edit_clip(
        self,
        place: Place,
        instruction: str,
        *,
        options: Options = USUAL,
        chat: bool = False,
        panel: str = "timeline",
        ahead: bool = False,
    ) -> str | None:
        """Change a clip, or a part of it, after an instruction."""
        return self._run(lambda plan: plan.edit_clip(place, instruction, options), panel, chat, ahead)

    def extend_clip(
        self,
        place: Place,
        prompt: str,
        *,
        options: Options = USUAL,
        chat: bool = False,
        panel: str = "timeline",
        ahead: bool = False,
    ) -> str | None:
        """Make what comes after a clip; on a timeline it is put directly behind it."""
        return self._run(lambda plan: plan.extend_clip(place, prompt, options), panel, chat, ahead)

    def ask_picture(
        self, node_id: str, question: str, *, options: Options = USUAL, panel: str = "chat", ahead: bool = False
    ) -> str | None:
        """Ask about the picture of a node; the answer comes into the conversation."""
        return self._run(lambda plan: plan.ask_picture(node_id, question, options), panel, True, ahead)

    def ask_frame(
        self,
        timeline_id: str,
        time: Fraction,
        question: str,
        *,
        options: Options = USUAL,
        panel: str = "chat",
        ahead: bool = False,
    ) -> str | None:
        """Ask about the frame at a time of a timeline; the answer comes into the conversation."""
        return self._run(lambda plan: plan.ask_frame(timeline_id, time, question, options), panel, True, ahead)

    def ask_clip(
        self, place: Place, question: str, *, options: Options = USUAL, panel: str = "chat", ahead: bool = False
    ) -> str | None:
        """Ask about a clip, or a part of it; the answer comes into the conversation."""
        return self._run(lambda plan: plan.ask_clip(place, question, options), panel, True, ahead)

    def replay(self, node_id: str, *, panel: str = "history") -> str | None:
        """Make a node once more, with the same seed; `replayed` says whether every pixel is the same."""
        return self._run(lambda plan: plan.replay(node_id), panel, False)

    def foreseen(self, place: Place | str, what: str) -> Foreseen | None:
        """Return what would come of a wish, before there are words for it; None where it would be refused.

        Args:
            place: A part of a clip, or the id of a node.
            what: "edit", "ask", "extend" or "animate".
        """
        where = OfNode(place) if isinstance(place, str) else place
        planner = self._planner()
        if planner is None:
            return None
        plans = {
            "edit": planner.edit_clip,
            "ask": planner.ask_clip,
            "extend": planner.extend_clip,
            "animate": planner.animate,
        }
        try:
            return foreseen(plans[what](where, what).task)
        except LanceStudioError:
            return None

    def notes(self, place: Place | str, what: str) -> tuple[str, ...]:
        """Return what the user should know before he asks; nothing where it would be refused.

        Args:
            place: A part of a clip, or the id of a node.
            what: "edit", "ask", "extend" or "animate".
        """
        found = self.foreseen(place, what)
        return () if found is None else found.notes

    # --- the queue ----------------------------------------------------------------------------------------------------

    @property
    def paused(self) -> bool:
        """Whether no further job is begun."""
        return self.link.queue is not None and self.link.queue.paused

    @property
    def following(self) -> str | None:
        """The job whose result the canvas waits for; the one that was asked for last, if there are several."""
        return next(reversed(self._waiting), None)

    def states(self) -> dict[str, JobState]:
        """Return the state of every job, in the queue's order."""
        return {} if self.link.queue is None else self.link.queue.job_states()

    def open_states(self) -> dict[str, JobState]:
        """Return the states of the jobs that wait or are at work, in the queue's order; see `JobQueue.open_states`."""
        return {} if self.link.queue is None else self.link.queue.open_states()

    def state(self, job_id: str) -> JobState | None:
        """Return the state of a job; None for an unknown one."""
        if job_id in self._pending:
            return states.Preparing("inputs")
        return None if self.link.queue is None else self.link.queue.job_state(job_id)

    def cancel(self, job_id: str) -> None:
        """Cancel a job that waits or is at work."""
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
        if queue is None:
            return
        open_jobs = (job_id for job_id, state in queue.open_states().items() if isinstance(state, states.Queued))
        job_id = queue.active or next(open_jobs, None)
        if job_id is not None:
            queue.cancel(job_id)

    def cancel_all(self) -> None:
        """Cancel what waits and what is at work."""
        for job_id in tuple(self._pending):
            self.cancel(job_id)
        for job_id, state in self.open_states().items():
            if not isinstance(state, states.Finished):
                self.cancel(job_id)

    def retry(self, job_id: str) -> None:
        """Queue a failed or cancelled job again."""
        if self.link.queue is not None:
            self.link.queue.retry(job_id)

    def move(self, job_id: str, before: str | None) -> None:
        """Move a waiting job before another one, or to the end."""
        if self.link.queue is not None:
            self.link.queue.move(job_id, before)

    def pause(self) -> None:
        """Begin no further job."""
        if self.link.queue is not None:
            self.link.queue.pause()

    def resume(self) -> None:
        """Go on."""
        if self.link.queue is not None:
            self.link.queue.resume()

    def restart_engine(self) -> None:
        """End the engine's process; the next job starts it anew."""
        if self.link.queue is not None:
            self.link.queue.end_engine()

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
        if event is None or isinstance(event, events.EngineStopped | events.Failed):
            self._warm = None

    def change_job(
        self, job_id: str, *, prompt: str | None = None, options: Options = USUAL, panel: str = "queue"
    ) -> bool:
        """Change the words, seed, steps or guidance of a waiting job; returns whether it was done."""
        project = self._session.project
        planner = self._planner()
        if project is None or planner is None:
            return False
        try:
            job = project.job(job_id)
            if job is None:
                raise CommandRefusedError("This job is not in the queue any more.")
            project.run(EditJob(job_id, planner.changed(job, prompt, options).to_json()))
        except LanceStudioError as error:
            self._session.report(panel, error)
            return False
        return True

    # --- from a wish to the queue -------------------------------------------------------------------------------------

    def _make_handler(self, project: Project) -> Handler:
        self._handler = Handler(project, self._chosen.choice, self.replayed.emit)
        return self._handler

    def _planner(self) -> Planner | None:
        project = self._session.project
        if project is None:
            return None
        return Planner(project, self.profile) if self._seed is None else Planner(project, self.profile, self._seed)

    def _planned(self, wish: Callable[[Planner], T], panel: str) -> T | None:
        """Plan a wish, or say why that cannot be done."""
        try:
            planner = self._planner()
            if planner is None:
                raise CommandRefusedError("No project is open.", "Open or create one first.")
            # Without a model nothing would come of it; that is better said now than by a job that fails.
            self._chosen.choice()
            return wish(planner)
        except LanceStudioError as error:
            self._session.report(panel, error)
            return None

    def _run(self, wish: Callable[[Planner], Planned], panel: str, chat: bool, ahead: bool = False) -> str | None:
        planned = self._planned(wish, panel)
        return None if planned is None else self._queue(planned, panel, chat=chat, ahead=ahead)

    def _queue(
        self, planned: Planned, panel: str, *, chat: bool, ahead: bool = False, job_id: str | None = None
    ) -> str | None:
        planned = planned.asked_by(panel, job_id)
        self._wait_for(planned, planned.job.id)
        try:
            self._session.run(planned.command(chat=chat, ahead=ahead))
        except LanceStudioError as error:
            self._waiting.pop(planned.job.id, None)
            self._session.report(panel, error)
            return None
        return planned.job.id

    def _wait_for(self, planned: Planned, job_id: str) -> None:
        shown = self._session.node_id
        if planned.follows and job_id not in self._waiting and planned.origin in (None, shown):
            self._waiting[job_id] = shown

    # --- what the queue tells -----------------------------------------------------------------------------------------

    def _take(self, change: JobChange) -> None:
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
        self.job_changed.emit(job_id, state)

    def _hear(self, job_id: str, text: str) -> None:
        if self._handler is not None:
            self._handler.heard(job_id, text)
        job = None if self._session.project is None else self._session.project.job(job_id)
        if job is not None and job.message_id is not None:
            self.token_added.emit(job.message_id, text)

    def _finish(self, project: Project | None, job_id: str, nodes: tuple[str, ...]) -> None:
        session = self._session
        if session.project is not project:
            return
        waited = job_id in self._waiting
        shown = self._waiting.pop(job_id, None)
        alone = session.viewing == "node" and session.compared is None
        if waited and nodes and alone and session.node_id == shown:
            session.select_node(nodes[0])
        self.finished.emit(job_id, nodes)

    def _report(self, job_id: str, failure: Failure) -> None:
        project = self._session.project
        job = None if project is None else project.job(job_id)
        panel = "canvas"
        if job is not None:
            try:
                panel = Task.from_json(job.request).panel
            except InvalidRequestError:
                panel = "queue"
        error = LanceStudioError(failure.cause, failure.remedy)
        self._session.report(
            panel, error, action="Try again", on_action=lambda: self._try_again(job_id, panel), log=failure.log
        )
        self.failed.emit(job_id, failure)

    def _try_again(self, job_id: str, panel: str) -> None:
        try:
            self.retry(job_id)
        except LanceStudioError as error:
            self._session.report(panel, error)

    def _forget(self) -> None:
        """Another project is open, or none."""
        self._background.forget_all()
        self._pending.clear()
        self._waiting.clear()
        self.queue_changed.emit()


__all__ = ["OfNode", "OnTimeline", "Options", "Replayed", "Work"]
