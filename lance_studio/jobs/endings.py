"""Writing into the project how jobs end, also where that cannot be written as it should be."""

from collections.abc import Sequence

from lance_studio.backends.failures import Failure, explained
from lance_studio.errors import CommandRefusedError, LanceStudioError
from lance_studio.jobs import states
from lance_studio.jobs.handler import JobHandler
from lance_studio.jobs.observers import show_defect
from lance_studio.project.commands.base import Command, Together
from lance_studio.project.commands.jobs import CancelJob, FailJob
from lance_studio.project.project import Project
from lance_studio.project.rows import OPEN_STATES, Job

Unfinished = states.Failed | states.Cancelled


class Endings:
    """How a project's jobs have ended without a result. Belongs to the project's thread.

    Args:
        project: Where it is written.
        handler: Adds what belongs to an end, for example on a chat message.

    Attributes:
        halted: Whether the project could not be written, so that the next job would end the same way.
    """

    def __init__(self, project: Project, handler: JobHandler) -> None:
        self._project, self._handler = project, handler
        self._failures: dict[str, Failure] = {}
        #: Jobs whose end can be written in no form; they are not begun again.
        self._stuck: set[str] = set()
        self.halted = False

    def failure(self, job_id: str) -> Failure | None:
        """Why a job has failed in this session, with the kind of failure, which the project does not keep."""
        return self._failures.get(job_id)

    def is_stuck(self, job_id: str) -> bool:
        """Whether no form of a job's end could be written, so that it must not be begun again by itself."""
        return job_id in self._stuck

    def unwritten(self) -> tuple[str, ...]:
        """The jobs that have failed in this session although the project says that they wait or are at work."""
        jobs = map(self._project.job, self._failures)
        return tuple(job.id for job in jobs if job is not None and job.state in OPEN_STATES)

    def forget(self, job_id: str) -> None:
        """A job is to be tried again."""
        self._failures.pop(job_id, None)
        self._stuck.discard(job_id)

    def could_not_write(self, job_id: str, error: Exception) -> states.Failed:
        """Note that a change of a job could not be written: it counts as failed, and no job is begun."""
        self._failures[job_id] = explained(error)
        self.halted = True
        return states.Failed(self._failures[job_id])

    def store(self, job: Job, end: Unfinished, seconds: float | None) -> Unfinished:
        """Write a job's end.

        Args:
            job: The job.
            end: How it ended.
            seconds: How long it was at work; None if it never was.

        Returns:
            How it ended: the same, or the failure to write it.
        """
        if isinstance(end, states.Cancelled):
            command: Command = CancelJob(job.id)
        else:
            failure = end.failure
            # The project keeps the words, not the kind; that is for the window that sees the failure happen.
            self._failures[job.id] = failure
            command = FailJob(job.id, failure.cause, failure.remedy, failure.log, seconds)
        try:
            self._write(job, end, command)
        except LanceStudioError as error:
            # The next job would end the same way, so none is begun until the user says so.
            return self.could_not_write(job.id, error)
        except Exception as error:
            self._failures[job.id] = explained(error)
            self._stuck.add(job.id)
            show_defect(error)
            return states.Failed(self._failures[job.id])
        return end

    def cancel(self, jobs: Sequence[Job]) -> dict[str, Unfinished]:
        """Write that jobs were cancelled, all in one transaction if that can be.

        Returns:
            By id, how each of them ended: cancelled, or failed because it could not be written.
        """
        cancelled = states.Cancelled()
        try:
            commands = [CancelJob(job.id) for job in jobs]
            words = [command for job in jobs for command in self._handler.give_up(job, cancelled)]
            self._project.run(Together("Cancel jobs", (*commands, *words)))
        except Exception:
            # One of them is in the way of all; whatever is wrong with it is told there.
            return {job.id: self.store(job, cancelled, None) for job in jobs}
        return {job.id: cancelled for job in jobs}

    def _write(self, job: Job, end: Unfinished, at_least: Command) -> None:
        """Write the end of a job with what the handler adds to it; if that cannot be, at least the end."""
        try:
            self._project.run(Together(at_least.name, (at_least, *self._handler.give_up(job, end))))
        except CommandRefusedError:
            # What the handler wants to change is gone, for example the chat message; the end itself still counts.
            self._project.run(at_least)
        except LanceStudioError:
            raise
        except Exception as error:
            show_defect(error)
            self._project.run(at_least)
