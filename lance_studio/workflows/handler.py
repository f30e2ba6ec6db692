"""The workflows as the job queue wants them: prepare, encode, record, give up."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lance_studio.backends import events
from lance_studio.errors import InvalidRequestError, LanceStudioError
from lance_studio.jobs import states
from lance_studio.jobs.handler import Prepared, Recorded
from lance_studio.language import mark, tr
from lance_studio.media.space import encoded_bytes, require_space, temporary_folder
from lance_studio.project.commands.base import Command
from lance_studio.project.commands.chat import UpdateMessage
from lance_studio.project.commands.jobs import EditJob
from lance_studio.project.project import Project
from lance_studio.project.rows import Job, Media
from lance_studio.requests import ModelChoice
from lance_studio.workflows.chaining import Chain, broken, previous_of
from lance_studio.workflows.describe import title
from lance_studio.workflows.promise_words import differences
from lance_studio.workflows.result_placement import place
from lance_studio.workflows.task import Behind, InPlace, Task

if TYPE_CHECKING:
    from lance_studio.requests import InputBlock
    from lance_studio.workflows import results


@dataclass(frozen=True, slots=True)
class Replayed:
    """A node was made once more.

    Attributes:
        node_id: The node.
        result_id: What came of it: the node itself where every pixel is the same, else a new one.
        identical: Whether every pixel is the same.
    """

    node_id: str
    result_id: str
    identical: bool


class Handler:
    """What the queue asks of the workflows, for one project.

    Args:
        project: The project.
        model: Says which model a job runs on now; may raise a `CheckpointError`.
        on_replay: Told, in the project's thread, just before a replay is recorded.
        on_answer: The same for an answer; carries the job's id.
        measuring: Asked, in the project's thread, for what measures the result of a task on these media; that is
            called in the helper thread.
        chain: Knows what turns work on that follow others; None where there are none.
    """

    def __init__(
        self,
        project: Project,
        model: Callable[[], ModelChoice],
        on_replay: Callable[[Replayed], None] = lambda replayed: None,
        on_answer: Callable[[str, events.AnswerResult], None] = lambda job_id, answer: None,
        measuring: Callable[[Task, dict[str, Media]], Callable[[events.Result], None]] | None = None,
        chain: Chain | None = None,
    ) -> None:
        self._project, self._model = project, model
        self._on_replay, self._on_answer = on_replay, on_answer
        self._measuring, self._chain = measuring, chain
        self._measure: dict[str, Callable[[events.Result], None]] = {}
        self._tasks: dict[str, tuple[Task, dict[str, Media]]] = {}
        self._heard: dict[str, str] = {}

    def prepare(self, job: Job) -> Prepared:
        """Say what a job is for the engine.

        Raises:
            InvalidRequestError: The request cannot be read, or what it works on has gone.
            CheckpointError: There is no model.
            NoSpaceError: The result would not fit on the disk.
        """
        task = Task.from_json(job.request)
        if task.after is not None:
            task = self._required_chain().resolved(task)
        media: dict[str, Media] = {}
        for source in task.inputs:
            found = self._project.media(source.media_id)
            if found is None:
                raise InvalidRequestError(
                    tr("What this works on is not in the project any more."), tr("Undo its removal.")
                )
            media[found.id] = found
        _require_space(task, media, self._project)
        self._tasks[job.id] = (task, media)
        if self._measuring is not None:
            self._measure[job.id] = self._measuring(task, media)
        files = self._project.files

        def load() -> "list[InputBlock]":
            # The video libraries are loaded by the first job, in its own thread, not by the window.
            from lance_studio.workflows.inputs import load_inputs

            return load_inputs(task, media, files)

        return Prepared(task.request, self._model(), load)

    def previous(self, job: Job) -> str | None:
        """Return the job that has to be over before this one can begin."""
        return previous_of(job.request)

    def retry(self, job: Job) -> tuple[Command, ...]:
        """Make the commands that let a job begin which is to follow one that has left nothing: from the picture itself.

        Where it names no picture of its own it stays as it is, and says again what it lacks.
        """
        if not broken(self._project, job):
            return ()
        try:
            task = self._required_chain().from_itself(Task.from_json(job.request))
        except LanceStudioError:
            return ()
        return (EditJob(job.id, task.to_json()),)

    def _required_chain(self) -> Chain:
        if self._chain is None:
            raise InvalidRequestError(
                tr("This turn follows another one, which cannot be done here."), tr("Ask for it again.")
            )
        return self._chain

    def heard(self, job_id: str, text: str) -> None:
        """Note how far an answer has come, so that it stays if the job is stopped."""
        self._heard[job_id] = text

    def encode(self, job: Job, result: events.Result) -> "results.Made | events.AnswerResult":
        """Write a result into the project's files. In the helper thread.

        Raises:
            LanceStudioError: It cannot be written.
        """
        measure = self._measure.get(job.id)
        if measure is not None:
            measure(result)
        if isinstance(result, events.AnswerResult):
            return result
        from lance_studio.workflows import results

        task, media = self._tasks[job.id]
        return results.write(task, media, result, self._project.files)

    def record(self, job: Job, encoded: "results.Made | events.AnswerResult") -> Recorded:
        """Make the commands that keep a result; one step to undo."""
        self._forget(job)
        if isinstance(encoded, events.AnswerResult):
            self._on_answer(job.id, encoded)
            text = encoded.text if encoded.finished else f"{encoded.text} …"
            return Recorded(mark("Answer"), self._message(job, text))
        task = encoded.task
        if task.replay_of is not None and (same := self._same(task.replay_of, encoded)):
            self._on_replay(Replayed(task.replay_of, task.replay_of, True))
            return Recorded(mark("Replay"), self._message(job, same, task.replay_of), (task.replay_of,))
        from lance_studio.workflows import results

        node, commands = results.record(self._project, encoded)
        if task.replay_of is not None:
            self._on_replay(Replayed(task.replay_of, node.id, False))
        words, is_plain = tr("Done."), True
        if isinstance(task.target, InPlace | Behind):
            edit = place(self._project, task.target, node, encoded.media)
            if edit is None:
                gone = self._project.timeline(task.target.timeline_id) is None
                if gone:
                    words = tr("Done. The timeline was deleted meanwhile, so the result is in the history only.")
                else:
                    words = tr("Done. The clip was changed meanwhile, so the result is in the history only.")
                is_plain = False
            else:
                commands = (*commands, edit)
        if task.outcome is not None and task.outcome.unchanged and is_plain:
            words = ""  # the outcome says what is there to say
        warnings = task.outcome.warnings if task.outcome else ()
        notes = " ".join((*filter(None, (words,)), *_others(task), *task.notes, *warnings))
        return Recorded(title(task), (*commands, *self._message(job, notes, node.id)), (node.id,))

    def give_up(self, job: Job, end: states.Failed | states.Cancelled) -> tuple[Command, ...]:
        """Make the commands that end the message of a job that failed or was stopped."""
        heard = self._heard.get(job.id, "")
        self._forget(job)
        if job.message_id is None or self._project.message(job.message_id) is None:
            return ()
        if isinstance(end, states.Cancelled):
            return (UpdateMessage(job.message_id, text=heard, state="cancelled"),)
        text = f"{end.failure.cause} {end.failure.remedy}".strip()
        return (UpdateMessage(job.message_id, text=text, state="failed"),)

    def _same(self, node_id: str, made: "results.Made") -> str:
        """What to say of a replay with every pixel the same; nothing if one differs."""
        edge = self._project.edge(node_id)
        if edge is None or self._project.node(node_id) is None:
            return ""
        try:
            former = Task.from_json(edge.request).outcome
        except InvalidRequestError:
            return ""
        now = made.task.outcome
        same = former is not None and now is not None and former.pixels == now.pixels
        return tr("Made again: every pixel is the same.") if same else ""

    def _message(self, job: Job, text: str, *nodes: str) -> tuple[Command, ...]:
        # The message may have been removed meanwhile, which is no reason to lose a result.
        if job.message_id is None or self._project.message(job.message_id) is None:
            return ()
        return (UpdateMessage(job.message_id, text=text, state="complete", nodes=nodes),)

    def _forget(self, job: Job) -> None:
        self._tasks.pop(job.id, None)
        self._heard.pop(job.id, None)
        self._measure.pop(job.id, None)


def _others(task: Task) -> tuple[str, ...]:
    """What was other than promised, as a sentence."""
    other = "; ".join(differences(task))
    return (f"{other[0].upper()}{other[1:]}.",) if other else ()


_LATENT_BYTES = 1
"""Of a kept latent, for each pixel of each frame, at most."""


def _require_space(task: Task, media: dict[str, Media], project: Project) -> None:
    if task.size is None:
        return
    width, height = task.size
    # An edit is as long as its source, at most.
    sources = [media[one.media_id].frames or 1 for one in task.inputs]
    frames: int = getattr(task.request, "num_frames", None) or max(sources, default=1)
    result = encoded_bytes(width, height, frames)
    # What goes into the project lies in the file beside it first.
    stored = 2 * (result + width * height * frames * _LATENT_BYTES)
    require_space(tr("The result"), [(project.folder, stored), (temporary_folder(), result)])
