"""What the job queue asks of the workflows, which know what jobs mean."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from lance_studio.backends import events
from lance_studio.jobs import states
from lance_studio.project.commands.base import Command
from lance_studio.project.rows import Job
from lance_studio.requests import InputBlock, ModelChoice, Request


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a job is for the engine.

    Attributes:
        request: What to do.
        model: What it runs on.
        load: Reads the inputs; called in the helper thread, so it must not touch the project (its `files` it may).
    """

    request: Request
    model: ModelChoice
    load: Callable[[], Sequence[InputBlock]]


@dataclass(frozen=True, slots=True)
class Recorded:
    """How a result gets into the project.

    Attributes:
        name: The step's name, for example "Edit picture".
        commands: The changes; they and the job's end are one transaction and one step to undo.
        nodes: The nodes that they add.
    """

    name: str
    commands: tuple[Command, ...]
    nodes: tuple[str, ...] = ()


class JobHandler(Protocol):
    """What the queue does not know of: where inputs come from and where results go. Errors fail the job."""

    def prepare(self, job: Job) -> Prepared:
        """Say what a job is for the engine. In the project's thread, hence quick."""
        ...

    def previous(self, job: Job) -> str | None:
        """Return the job that has to be over before this one is begun; None for a job of its own. Hence quick."""
        ...

    def retry(self, job: Job) -> tuple[Command, ...]:
        """Make the commands that a job needs beside being queued again, which was to follow one that made nothing."""
        ...

    def encode(self, job: Job, result: events.Result) -> Any:
        """Do the slow part of keeping a result, such as writing a video into the project's `files`.

        In the helper thread.

        Returns:
            Whatever :meth:`record` needs.
        """
        ...

    def record(self, job: Job, encoded: Any) -> Recorded:
        """Make the commands that keep a result. In the project's thread, hence quick."""
        ...

    def give_up(self, job: Job, end: states.Failed | states.Cancelled) -> tuple[Command, ...]:
        """Make the commands that belong to a job's failure or cancellation, for example on its chat message.

        In the project's thread.
        """
        ...
