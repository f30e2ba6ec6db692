"""The headless studio: an open project, the engine that works for it, and all that a person may wish of both.

This is the public Python API. The window and the command line are thin layers over it: what they are asked becomes a
wish, and `Studio.submit` is the one way from a wish to a job of the project's queue. Nothing here knows Qt or torch.

A script that makes a picture and changes it:

    with Studio.create("harbour.lstudio") as studio:
        [picture] = studio.run(GeneratePicture("a red boat at sea")).nodes
        [changed] = studio.run(EditPicture(picture, "make the boat blue")).nodes
        studio.save_result(changed, "blue.png")
"""

import os
import shutil
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import msgspec

from lance_studio.backends import events
from lance_studio.backends.backend import Backend, MakeBackend
from lance_studio.backends.failures import error_of
from lance_studio.errors import CancelledError, CommandRefusedError, EngineError, MediaMissingError
from lance_studio.jobs import states
from lance_studio.jobs.queue import JobChange, JobQueue
from lance_studio.language import mark, tr
from lance_studio.project.commands.jobs import EditJob
from lance_studio.project.commands.media import AddMedia, RelinkMedia
from lance_studio.project.commands.timelines import AddTimeline, EditTimeline
from lance_studio.project.linking import check_relink, resolve
from lance_studio.project.project import Project
from lance_studio.project.rows import Job, Media, TimelineRow
from lance_studio.requests import Promise
from lance_studio.timeline.document import to_json
from lance_studio.timeline.model import Timeline
from lance_studio.timeline.properties import add_track
from lance_studio.workflows.chaining import Chain
from lance_studio.workflows.describe import Foreseen
from lance_studio.workflows.foreseeing import foreseen, measurement, promise_of, promised
from lance_studio.workflows.handler import Handler, Replayed
from lance_studio.workflows.masks import MaskProfiles
from lance_studio.workflows.measurements import Measurements, place_of
from lance_studio.workflows.media_placement import HOW_NAMES, How, Placeable, arranged, part_of, place, placeable
from lance_studio.workflows.model_source import ModelAt, ModelSource
from lance_studio.workflows.options import Options
from lance_studio.workflows.plan_parts import PlanParts
from lance_studio.workflows.planned import Planned
from lance_studio.workflows.planning import Planner, draw_seed
from lance_studio.workflows.task import Task
from lance_studio.workflows.wishes import Question, Wish

if TYPE_CHECKING:
    from lance_studio.media.choosing import Choice
    from lance_studio.workflows.masks import Mask
    from lance_studio.workflows.measuring import Measured

#: How long a wait may go on after its cancellation was asked for.
_CANCEL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Finished:
    """What came of a wish that was waited for.

    Attributes:
        jobs: The jobs as the project holds them now.
        nodes: The nodes that they made, in the jobs' order.
        answer: The answer to a question; None otherwise.
    """

    jobs: tuple[Job, ...]
    nodes: tuple[str, ...]
    answer: events.AnswerResult | None = None


class Studio:
    """An open project with an engine.

    All methods belong to the project's thread. Closing it closes the project, too.

    Args:
        project: The open project.
        model: Which model jobs run on; the active one by default.
        backend: Makes the engine's backend; by default one that runs the engine in a child process.
        wake: Called, in any thread, when `queue.pump` has something to do; None where only `run` and `wait` pump.
        seed: Draws seeds for wishes that name none.
        on_replay: Told what came of a replay, just before it is recorded.
        measurements: What runs took on this device; None for those of the user, which are read when first needed.
    """

    def __init__(
        self,
        project: Project,
        model: ModelSource | None = None,
        *,
        backend: MakeBackend | None = None,
        wake: Callable[[], None] | None = None,
        seed: Callable[[], int] = draw_seed,
        on_replay: Callable[[Replayed], None] = lambda replayed: None,
        measurements: Measurements | None = None,
    ) -> None:
        self.project = project
        self._measurements = measurements
        self.model = model or ModelAt()
        #: What is known of masks, by digest, so that planning need not read them.
        self.mask_profiles = MaskProfiles()
        self._seed = seed
        self._woken = threading.Event()
        self._awaited: frozenset[str] = frozenset()
        self._answers: dict[str, events.AnswerResult] = {}
        self._chain = Chain(self._parts, lambda: self.queue.capabilities)
        self._handler = Handler(project, self.model.choice, on_replay, self._keep_answer, self._measuring, self._chain)
        connect = backend or _in_a_child_process
        self._wake = wake or self._woken.set
        self.queue = JobQueue(project, self._handler, connect=connect, wake=self._wake)

    @classmethod
    def create(cls, path: str | os.PathLike[str], model: ModelSource | None = None, **options: object) -> Self:
        """Make a new project file and open it; `options` are those of the class.

        Raises:
            OutputError: A file of that name exists, or the folder may not be written.
        """
        return cls(Project.create(path), model, **options)  # type: ignore[arg-type]

    @classmethod
    def open(cls, path: str | os.PathLike[str], model: ModelSource | None = None, **options: object) -> Self:
        """Open a project file; `options` are those of the class.

        Raises:
            ProjectError: The file is missing, no project, damaged, or open in another window.
        """
        return cls(Project.open(path), model, **options)  # type: ignore[arg-type]

    @classmethod
    @contextmanager
    def temporary(cls, model: ModelSource | None = None, **options: object) -> Generator[Self, None, None]:
        """Open a project that lasts as long as the `with` body, for work whose results are saved as files."""
        from lance_studio.media.scratch import scratch_folder

        # Where this process is killed, the next one that makes such a folder removes it.
        with scratch_folder() as folder, cls.create(folder / "temporary.lstudio", model, **options) as studio:
            yield studio

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the engine, queue what it was at again, and close the project; a second call does nothing."""
        self.queue.close()
        self.project.close()

    # --- wishes -------------------------------------------------------------------------------------------------------

    def plan(self, wish: Wish) -> tuple[Planned, ...]:
        """Turn a wish into jobs that are not queued yet.

        Raises:
            InvalidRequestError: There are no words, what the wish is about is missing or of another kind, or the
                engine's backend cannot do it.
            CheckpointError: There is no model: better said now than by a job that fails.
        """
        self.model.choice()
        return self._planner().plan(wish)

    def foresee(self, wish: Wish) -> Foreseen:
        """Say what would come of a wish, also before there are words for it.

        Raises:
            InvalidRequestError: As for `plan`.
        """
        first, *others = self._planner(words_required=False).plan(wish)
        return self._foreseen(first.task, first.promise, 1 + len(others))

    def submit(
        self,
        wish: Wish,
        *,
        chat: bool = False,
        panel: str = "canvas",
        ahead: bool = False,
        job_id: str | None = None,
        on_planned: Callable[[Planned], None] = lambda planned: None,
    ) -> tuple[str, ...]:
        """Queue what a wish becomes; the next `run` or `wait`, or whoever is woken, begins it.

        Args:
            wish: What is wanted.
            chat: Whether words and answer are written into the conversation; questions always are.
            panel: Where the window says what goes wrong.
            ahead: Whether it goes before the jobs that wait.
            job_id: An id that was promised to the job, of several to the first.
            on_planned: Gets each job before the first one is queued.

        Returns:
            The jobs' ids, in the variants' order.

        Raises:
            LanceStudioError: The wish makes no sense, there is no model, or the project cannot be written.
        """
        planned = tuple(
            one.asked_by(panel, promised(self._foreseen(one.task, one.promise)), None if number else job_id)
            for number, one in enumerate(self.plan(wish))
        )
        for one in planned:
            on_planned(one)
        chat = chat or isinstance(wish, Question)
        # Each that goes ahead goes before the former one.
        for one in reversed(planned) if ahead else planned:
            self.project.run(one.command(chat=chat and one is planned[0], ahead=ahead))
        self._wake()
        return tuple(one.job.id for one in planned)

    def change_job(self, job_id: str, prompt: str | None, options: Options) -> None:
        """Change the words, seed, steps or guidance of a waiting job.

        Raises:
            CommandRefusedError: It does not wait any more.
            InvalidRequestError: There are no words.
        """
        job = self.project.job(job_id)
        if job is None:
            raise CommandRefusedError(tr("This job is not in the queue any more."))
        task = self._planner().changed(job, prompt, options)
        again = self._foreseen(task, promise_of(task, self.project.media, self.model.profile))
        self.project.run(EditJob(job_id, msgspec.structs.replace(task, promised=promised(again)).to_json()))

    def chain(self, job_id: str, *, after: bool) -> None:
        """Let a waiting turn work on what the turn before it makes, or on the picture itself.

        Args:
            job_id: A job that was asked for after another one, see `EditPicture.after_job`.
            after: Whether it follows that one.

        Raises:
            CommandRefusedError: It does not wait any more.
            InvalidRequestError: There is nothing that it could follow, or no picture to go back to.
        """
        job = self.project.job(job_id)
        if job is None:
            raise CommandRefusedError(tr("This job is not in the queue any more."))
        task = Task.from_json(job.request)
        changed = self._chain.after_previous(task) if after else self._chain.from_itself(task)
        name = mark("After the previous") if after else mark("From the picture itself")
        self.project.run(EditJob(job_id, changed.to_json(), name))
        self._wake()

    # --- measuring ----------------------------------------------------------------------------------------------------

    def measure(self, source_id: str, result_id: str, mask: str | None = None) -> "Measured":
        """Measure how far one node's picture went from another's; takes seconds for a large picture.

        Args:
            source_id: The node as it was.
            result_id: The node that came of it.
            mask: Digest of the mask inside which it was to change; None to find that region.

        Raises:
            InvalidRequestError: A node is gone or no picture, or the mask has another size.
            MediaError: A picture or the mask cannot be read.
        """
        from lance_studio.workflows.inputs import read_mask, read_picture
        from lance_studio.workflows.measuring import measure_pictures

        find, files = self._parts().find, self.project.files
        source, result = (read_picture(find.picture(node_id), files) for node_id in (source_id, result_id))
        return measure_pictures(source, result, None if mask is None else read_mask(mask, files))

    # --- waiting, for those without an event loop ---------------------------------------------------------------------

    def run(
        self,
        wish: Wish,
        *,
        on_change: Callable[[JobChange], None] | None = None,
        cancel: threading.Event | None = None,
        chat: bool = False,
        ahead: bool = False,
    ) -> Finished:
        """Submit a wish and wait for what comes of it.

        Args:
            wish: What is wanted.
            on_change: Told of each change of a job's state.
            cancel: Set, for example by a signal's handler, it cancels the jobs.
            chat: As for `submit`.
            ahead: As for `submit`.

        Returns:
            The nodes or the answer.

        Raises:
            CancelledError: `cancel` was set.
            LanceStudioError: A job failed; its own cause and remedy.
        """
        self.check_runs()
        return self.wait(self.submit(wish, chat=chat, ahead=ahead), on_change=on_change, cancel=cancel)

    def check_runs(self) -> None:
        """Check that jobs are begun, for who would wait for one: a job that nobody begins need not be queued either.

        Raises:
            EngineError: The project's queue is paused.
        """
        if self.queue.paused:
            raise _paused()

    def wait(
        self,
        job_ids: Sequence[str],
        *,
        on_change: Callable[[JobChange], None] | None = None,
        cancel: threading.Event | None = None,
    ) -> Finished:
        """Work through the queue until these jobs are over; see `run`."""
        ends: dict[str, states.Finished] = {}

        def follow(change: JobChange) -> None:
            if change.job_id in job_ids and isinstance(change.state, states.Finished):
                ends[change.job_id] = change.state
            if on_change is not None:
                on_change(change)

        unsubscribe = self.queue.subscribe(follow)
        self._awaited = frozenset(job_ids)
        cancelled = False
        try:
            self.queue.pump()
            while len(ends) < len(job_ids):
                if cancel is not None and cancel.is_set() and not cancelled:
                    cancelled = True
                    for job_id in job_ids:
                        self.queue.cancel(job_id)
                    continue
                if self.queue.paused and self.queue.active is None:
                    raise _paused()
                self._woken.wait(_CANCEL_SECONDS if cancel is not None else None)
                self._woken.clear()
                self.queue.pump()
        finally:
            unsubscribe()
            self.queue.give_up_held(job_ids)
        return self._finished(job_ids, ends)

    def _finished(self, job_ids: Sequence[str], ends: dict[str, states.Finished]) -> Finished:
        for job_id in job_ids:
            match ends[job_id]:
                case states.Failed(failure):
                    raise error_of(failure)
                case states.Cancelled():
                    raise CancelledError
                case _:
                    pass
        jobs = tuple(job for job_id in job_ids if (job := self.project.job(job_id)) is not None)
        answers = (self._answers.pop(job_id, None) for job_id in job_ids)
        answer = next((one for one in answers if one is not None), None)
        return Finished(jobs, tuple(node for job in jobs for node in job.results), answer)

    def _keep_answer(self, job_id: str, answer: events.AnswerResult) -> None:
        if job_id in self._awaited:
            self._answers[job_id] = answer

    # --- media --------------------------------------------------------------------------------------------------------

    def import_file(self, path: str | os.PathLike[str], choice: "Choice | None" = None) -> Placeable:
        """Take a picture, film or sound into the project; films and sounds are linked where they lie.

        A file whose content the project holds already is not imported again: what it holds is returned, with the node
        that shows it and the latent that it was decoded from.

        Args:
            path: The file.
            choice: What of it is wanted, if it holds several pictures: the project keeps that alone.

        Raises:
            MediaError: It is missing, damaged, or of a kind that cannot be read.
            ProjectError: The project's disk is full.
        """
        from lance_studio.media.digests import content_digest
        from lance_studio.media.files import require_file
        from lance_studio.workflows.importing import read_file

        found, known = None, None
        if choice is not None and (choice.page is not None or choice.camera_jpeg):
            found = read_file(Path(path), self.project.files, self.project.folder, choice)
            known = self.project.find_media(found.media.digest)
        elif self.project.media_list():
            known = self.project.find_media(content_digest(require_file(path)))
        if known is None:
            found = found or read_file(Path(path), self.project.files, self.project.folder)
            self.project.run(AddMedia(found.media, found.node))
            known = found.media
        elif known.link is not None:
            self._bring_back(known, path)
        item = placeable(self.project, known.id, None)
        assert item is not None
        return item

    def use_as_still(self, media_id: str) -> Placeable:
        """Take an animated picture as a still from now on: its first picture; clips that show it go on moving.

        Args:
            media_id: The medium.

        Returns:
            The picture.

        Raises:
            CommandRefusedError: It is not in the project any more, or no film.
        """
        from lance_studio.workflows.stills import use_as_still

        media = self.project.media(media_id)
        if media is None:
            raise CommandRefusedError(tr("This medium is not in the project any more."))
        self.project.run(use_as_still(media))
        item = placeable(self.project, media_id, None)
        assert item is not None
        return item

    def _bring_back(self, media: Media, path: str | os.PathLike[str]) -> None:
        """Link a medium to a file of its content where its own file has vanished."""
        try:
            resolve(media, self.project.folder)
        except MediaMissingError:
            self.project.run(RelinkMedia(media.id, check_relink(media, path, self.project.folder)))

    def timeline(self, timeline_id: str) -> Timeline:
        """Return a timeline.

        Raises:
            CommandRefusedError: There is none with this id.
        """
        timeline = self.project.timeline_value(timeline_id)
        if timeline is None:
            raise CommandRefusedError(tr("This timeline is not in the project any more."))
        return timeline

    def place(
        self,
        items: Sequence[Placeable],
        how: How = "append",
        *,
        time: Fraction = Fraction(0),
        timeline_id: str | None = None,
        track_id: str | None = None,
        part: tuple[Fraction | None, Fraction | None] | None = None,
    ) -> tuple[str, tuple[str, ...]]:
        """Put media on a timeline, one after the other, as the window's "Add to timeline" does.

        Args:
            items: The media.
            how: "append" goes to the end, "insert" pushes what follows, "overwrite" covers it.
            time: Seconds at which the first one begins; not used by "append".
            timeline_id: The timeline; None for a new one in the format of the first item.
            track_id: The track to use, for media of its kind; None for the lowest that is not locked.
            part: Seconds into each film or sound from and to which (exclusive) it is placed, as by the in and the out
                point of the window's viewer; None on either side for its beginning or end.

        Returns:
            The timeline's id and the new clips' ids.

        Raises:
            TimelineError: No track of a kind can be edited, there is no such part, or it is shorter than a frame.
        """
        if part is not None:
            items = [part_of(item, *part) for item in items]
        base = None if timeline_id is None else self.timeline(timeline_id)
        timeline, new = arranged(base, items, how, time, track_id)
        if base is None:
            added = TimelineRow(id=timeline.id, name=timeline.name, document=to_json(timeline))
            self.project.run(AddTimeline(added, name=HOW_NAMES[how]))
        else:
            self.project.run(EditTimeline(timeline.id, timeline, HOW_NAMES[how]))
        return timeline.id, new

    def import_timeline(
        self, path: str | os.PathLike[str], *, trust_links: bool = False
    ) -> tuple[str, tuple[str, ...]]:
        """Take a timeline of another program into the project, with the files that it names.

        Args:
            path: An OpenTimelineIO document (.otio).
            trust_links: Whether files are used that lie outside its folder and that this installation did not name.

        Returns:
            The timeline's id, and sentences on what is left out or was found elsewhere.

        Raises:
            TimelineError: It is no such document, or its timeline is empty.
            ProjectError: It names files that nobody here has approved; nothing of them was opened.
            MediaError: A file is missing, or cannot be read.
        """
        from lance_studio.workflows.otio_import import import_otio

        timeline, notes = import_otio(Path(path), self.import_file, trust_links=trust_links)
        added = TimelineRow(id=timeline.id, name=timeline.name, document=to_json(timeline))
        self.project.run(AddTimeline(added, name=mark("Import timeline")))
        return timeline.id, notes

    def add_track_over(self, timeline_id: str, items: Sequence[Placeable]) -> tuple[str, ...]:
        """Put media on a new track above all others, from the start; returns the new clips' ids."""
        timeline = add_track(self.timeline(timeline_id), "video")
        top = [track for track in timeline.tracks if track.kind == "video"][-1]
        timeline, new = place(timeline, items, "overwrite", Fraction(0), top.id)
        self.project.run(EditTimeline(timeline_id, timeline, mark("Add clip above")))
        return new

    def add_mask(self, node_id: str, mask: "Mask") -> str:
        """Put a mask of a node's picture into the project, for `EditPicture`.

        Args:
            node_id: The picture.
            mask: [H, W] at the picture's size, True or 128 and more where it may change.

        Returns:
            The mask's digest.

        Raises:
            InvalidRequestError: It does not have the picture's size, or lets nothing change.
        """
        from lance_studio.workflows.masks import MaskProfile, checked_mask, mask_png

        pixels = checked_mask(self.project, node_id, mask)
        digest = self.project.files.add_bytes(mask_png(pixels)).digest
        self.mask_profiles.know(digest, MaskProfile.of(pixels))
        return digest

    def save_result(self, node_id: str, path: str | os.PathLike[str], *, overwrite: bool = False) -> Path:
        """Copy a node's picture or clip out of the project as it is, with the recipe that it carries.

        Raises:
            LanceStudioError: There is no such node, the file exists, or its folder may not be written.
        """
        from lance_studio.media.output import atomic_target

        node = self.project.node(node_id)
        if node is None:
            raise CommandRefusedError(tr("This result is not in the project any more."))
        source, target = self.project.files.path(node.media_id), Path(path)
        with atomic_target(target, overwrite=overwrite) as temporary:
            shutil.copyfile(source, temporary)
        return target

    def note_answer(self, job_id: str, text: str) -> None:
        """Note how far an answer has come, so that it stays if the job is stopped."""
        self._handler.heard(job_id, text)

    # --- what runs take -----------------------------------------------------------------------------------------------

    @property
    def measurements(self) -> Measurements:
        """What runs took on this device."""
        if self._measurements is None:
            self._measurements = Measurements()
            self._measurements.load()
        return self._measurements

    def _foreseen(self, task: Task, promise: Promise | None, count: int = 1) -> Foreseen:
        return foreseen(task, promise, self.project, self.measurements.runs, place_of(self.model), count)

    def _measuring(self, task: Task, media: dict[str, Media]) -> Callable[[events.Result], None]:
        """Return what measures a task's result, for any thread."""
        profile, place, kept = self.model.profile, place_of(self.model), self.measurements

        def measure(result: events.Result) -> None:
            run = measurement(task, media, profile, place, result)
            if run is not None:
                kept.add(run)

        return measure

    def _parts(self) -> PlanParts:
        return PlanParts(self.project, self.model.profile, self._seed, words_required=True)

    def _planner(self, *, words_required: bool = True) -> Planner:
        return Planner(
            self.project,
            self.model.profile,
            self._seed,
            words_required=words_required,
            capabilities=self.queue.capabilities,
            masks=self.mask_profiles,
        )


def _in_a_child_process(on_event: Callable[[events.Event], None]) -> Backend:
    from lance_studio.backends.process.client import ProcessBackend

    return ProcessBackend(on_event)


def _paused() -> EngineError:
    return EngineError(tr("The queue of this project is paused."), tr("Resume it in the window's queue panel."))
