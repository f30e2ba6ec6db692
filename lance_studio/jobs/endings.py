"""Writing into the project how jobs end, also where that cannot be written as it should be."""

from collections.abc import Sequence

from lance_studio.backends.failures import Failure, explained
from lance_studio.errors import CommandRefusedError, LanceStudioError
from lance_studio.jobs import states
from lance_studio.jobs.handler import JobHandler
from lance_studio.jobs.observers import show_defect
from lance_studio.language import kept
from lance_studio.project.commands.base import Command, Together
from lance_studio.project.commands.jobs import CancelJob, FailJob
from lance_studio.project.project import Project
from lance_studio.project.rows import Job

Unfinished = states.Failed | states.Cancelled


class Endings:
    """How a project's jobs have ended without a result. Belongs to the project's thread.

    Args:
        project: Where it is written.
        handler: Adds what belongs to an end, for example on a chat message.

    Attributes:
        halted: Whether the next job would end the same way: the project could not be written, or there is no model.
    """

    def __init__(self, project: Project, handler: JobHandler) -> None:
        self._project, self._handler = project, handler
        self._failures: dict[str, Failure] = {}
        #: Jobs whose end can be written in no form; they are not begun again.
        self._stuck: set[str] = set()
        self._unwritten: set[str] = set()
        self.halted = False

    def failure(self, job_id: str) -> Failure | None:
        """Why a job has failed in this session, with the kind of failure, which the project does not keep."""
        return self._failures.get(job_id)

    @property
    def unwritten(self) -> frozenset[str]:
        """The jobs that have ended here while the project says otherwise, because that could not be written."""
        return frozenset(self._unwritten)

    def is_stuck(self, job_id: str) -> bool:
        """Whether no form of a job's end could be written, so that it must not be begun again by itself."""
        return job_id in self._stuck

    def forget(self, job_id: str) -> None:
        """A job is to be tried again."""
        self._failures.pop(job_id, None)
        self._stuck.discard(job_id)
        self._unwritten.discard(job_id)

    def could_not_write(self, job_id: str, error: Exception) -> states.Failed:
        """Note that a change of a job could not be written: it counts as failed, and no job is begun."""
        return self.hold(job_id, explained(error))

    def hold(self, job_id: str, failure: Failure) -> states.Failed:
        """Note that a job that waits cannot be done now, nor any other: it counts as failed, and no job is begun."""
        self._failures[job_id] = failure
        self._unwritten.add(job_id)
        self.halted = True
        return states.Failed(failure)

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
            self._unwritten.add(job.id)
            show_defect(error)
            return states.Failed(self._failures[job.id])
        self._unwritten.discard(job.id)
        return end

    def cancel(self, jobs: Sequence[Job]) -> dict[str, Unfinished]:
        """Write that jobs were cancelled which are not at work, all of them in one transaction.

        Args:
            jobs: The jobs, which wait.

        Returns:
            How each ended; jobs that could not be written have failed.
        """
        if len(jobs) < 2:
            return {job.id: self.store(job, states.Cancelled(), None) for job in jobs}
        try:
            commands = [
                command
                for job in jobs
                for command in (CancelJob(job.id), *self._handler.give_up(job, states.Cancelled()))
            ]
            self._project.run(Together(kept("Cancel {n} jobs", n=len(jobs)), tuple(commands)))
        except CommandRefusedError:
            pass  # what belongs to one of them is gone
        except LanceStudioError as error:
            return {job.id: self.could_not_write(job.id, error) for job in jobs}
        except Exception as error:
            show_defect(error)
        else:
            self._unwritten.difference_update(job.id for job in jobs)
            return {job.id: states.Cancelled() for job in jobs}
        # Something of one of them is in the way of all: each by itself, with what can be written of it.
        return {job.id: self.store(job, states.Cancelled(), None) for job in jobs}

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
