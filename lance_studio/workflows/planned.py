"""A planned wish: the job that may be queued, and the command that queues it, with or without a conversation."""

from dataclasses import dataclass, replace

import msgspec

from lance_studio.backends.backend import KEPT_LATENTS, MASKS, Capabilities
from lance_studio.language import mark
from lance_studio.project.commands.base import Command, Together
from lance_studio.project.commands.chat import AddMessage
from lance_studio.project.commands.jobs import QueueJob
from lance_studio.project.rows import ChatMessage, ChatMode, Job, new_id
from lance_studio.requests import Promise, task_name
from lance_studio.workflows.chat import Context, contexts_to_json
from lance_studio.workflows.describe import title
from lance_studio.workflows.task import AsNode, Promised, Task


@dataclass(frozen=True, slots=True)
class Planned:
    """A job that may be queued.

    Attributes:
        job: The job.
        task: What it holds.
        promise: What will come of it, from the shared geometry; None where the model cannot say that of a stored task.
        mode: What the conversation would call it.
        contexts: What it is about.
        origin: The node that the turn is started from; None for something new.
        follows: Whether the canvas may go on to the result; what goes to a timeline is seen there.
    """

    job: Job
    task: Task
    promise: Promise | None
    mode: ChatMode
    contexts: tuple[Context, ...] = ()
    origin: str | None = None
    follows: bool = True

    def with_task(self, task: Task) -> "Planned":
        """Return the same with another task, for which the rest holds too."""
        return replace(self, job=replace(self.job, request=task.to_json(), blobs=task.blobs), task=task)

    def asked_by(self, panel: str, promised: Promised, job_id: str | None = None) -> "Planned":
        """Return the same as it is queued: for the panel that says what goes wrong, with what was promised to the user.

        Args:
            panel: The panel.
            promised: What is kept of the promise.
            job_id: An id that was promised to the job.
        """
        task = msgspec.structs.replace(self.task, panel=panel, promised=promised)
        job = replace(self.job, id=job_id or self.job.id, request=task.to_json())
        return replace(self, job=job, task=task)

    def command(self, *, chat: bool, ahead: bool = False) -> Command:
        """Return the command that queues the job.

        Args:
            chat: Whether the words and the place of the answer are written into the conversation.
            ahead: Whether the job goes before those that wait already.
        """
        if not chat:
            return QueueJob(self.job, ahead=ahead)
        context = contexts_to_json(self.contexts)
        said = ChatMessage(
            id=new_id(), role="user", mode=self.mode, text=self.task.words, context=context, job_id=self.job.id
        )
        answer = ChatMessage(
            id=new_id(),
            role="assistant",
            mode=self.mode,
            text="",
            context=context,
            state="streaming",
            job_id=self.job.id,
        )
        job = replace(self.job, message_id=answer.id)
        return Together(mark("Send message"), (AddMessage(said), AddMessage(answer), QueueJob(job, ahead=ahead)))


def planned_job(
    task: Task, promise: Promise | None, mode: ChatMode, contexts: tuple[Context, ...] = (), origin: str | None = None
) -> Planned:
    """Make the job of a task; the other arguments as in `Planned`."""
    nodes = tuple(dict.fromkeys(source.node_id for source in task.inputs if source.node_id is not None))
    job = Job(
        id=new_id(),
        name=title(task),
        request=task.to_json(),
        inputs=nodes,
        blobs=task.blobs,
    )
    return Planned(
        job, task, promise, mode, contexts, origin, isinstance(task.target, AsNode) and task.replay_of is None
    )


def suited(planned: Planned, capabilities: Capabilities) -> Planned:
    """Fit a job to what a backend can do: a kept latent is left out where it cannot be used, and that is noted.

    Raises:
        InvalidRequestError: The backend lacks the task or masks; the cause says why.
    """
    task = fitted(planned.task, capabilities)
    return planned if task is planned.task else planned.with_task(task)


def fitted(task: Task, capabilities: Capabilities) -> Task:
    """Fit a task to what a backend can do; see `suited`."""
    masked = any(source.mask is not None for source in task.inputs)
    capabilities.require(task_name(task.request), *[MASKS] * masked)
    if capabilities.has(KEPT_LATENTS) or all(source.latent is None for source in task.inputs):
        return task
    inputs = tuple(msgspec.structs.replace(source, latent=None) for source in task.inputs)
    notes = (*task.notes, capabilities.why_not(KEPT_LATENTS))
    return msgspec.structs.replace(task, inputs=inputs, notes=notes)
