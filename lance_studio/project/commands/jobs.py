"""Changes of the queue. They are no steps to undo: what was computed was computed.

Jobs are ordered by their positions, between which there is room, so that a job gets its place without a change of
others; see `positions`.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lance_studio.errors import CommandRefusedError
from lance_studio.language import mark, tr
from lance_studio.project.commands.positions import position_at_end, position_before
from lance_studio.project.rows import Job, JobState
from lance_studio.project.tables import JOBS

if TYPE_CHECKING:
    from lance_studio.project.transaction import Transaction

_FIRST_WAITING = "rowid = (SELECT rowid FROM job WHERE state = 'queued' ORDER BY position, sequence LIMIT 1)"


@dataclass(frozen=True)
class QueueJob:
    """Add a job at the end of the queue, or with `ahead` before the first job that waits."""

    job: Job
    name: str = mark("Queue job")
    merge_key: str | None = None
    ahead: bool = False

    def apply(self, transaction: "Transaction") -> None:
        """Make the change; refused if a blob that the request names is missing."""
        for digest in self.job.blobs:
            transaction.require_blob(digest)
        first = transaction.rows(JOBS, _FIRST_WAITING) if self.ahead else []
        position = position_before(transaction, first[0].id) if first else position_at_end(transaction)
        transaction.add(JOBS, replace(self.job, state="queued", position=position))


@dataclass(frozen=True)
class StartJob:
    """Say that a queued job runs now."""

    job_id: str
    name: str = mark("Start job")
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change; refused if the job is not queued."""
        job = _in_state(transaction, self.job_id, "queued")
        transaction.put(JOBS, replace(job, state="running", cause="", remedy="", log="", seconds=None, results=()))


@dataclass(frozen=True)
class FinishJob:
    """Say that a running job has succeeded, with the nodes that it made."""

    job_id: str
    results: tuple[str, ...] = ()
    seconds: float | None = None
    name: str = mark("Finish job")
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change; refused if the job does not run."""
        job = _in_state(transaction, self.job_id, "running")
        transaction.put(JOBS, replace(job, state="done", results=self.results, seconds=self.seconds))


@dataclass(frozen=True)
class FailJob:
    """Say that a queued or running job has failed, and why."""

    job_id: str
    cause: str
    remedy: str = ""
    log: str = ""
    seconds: float | None = None
    name: str = mark("Fail job")
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change; refused if the job is over."""
        job = _in_state(transaction, self.job_id, "queued", "running")
        transaction.put(
            JOBS,
            replace(job, state="failed", cause=self.cause, remedy=self.remedy, log=self.log, seconds=self.seconds),
        )


@dataclass(frozen=True)
class CancelJob:
    """Say that a queued or running job was cancelled."""

    job_id: str
    name: str = mark("Cancel job")
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change; refused if the job is over."""
        job = _in_state(transaction, self.job_id, "queued", "running")
        transaction.put(JOBS, replace(job, state="cancelled"))


@dataclass(frozen=True)
class RequeueJob:
    """Queue a job again that was interrupted, failed or was cancelled; it keeps its place."""

    job_id: str
    name: str = mark("Queue job again")
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change; refused if the job is done or waits already."""
        job = _in_state(transaction, self.job_id, "running", "failed", "cancelled")
        transaction.put(JOBS, replace(job, state="queued", cause="", remedy="", log="", seconds=None, results=()))


@dataclass(frozen=True)
class EditJob:
    """Change the request of a queued job."""

    job_id: str
    request: str
    name: str = mark("Edit job")
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change; refused if the job is not queued."""
        transaction.put(JOBS, replace(_in_state(transaction, self.job_id, "queued"), request=self.request))


@dataclass(frozen=True)
class MoveJob:
    """Move a queued job to the place before another job, or to the end."""

    job_id: str
    before: str | None
    name: str = mark("Move job")
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change; refused if the job is not queued."""
        moved = _in_state(transaction, self.job_id, "queued")
        if self.before is None:
            if not transaction.beside(JOBS, moved.id, 1, after=True):
                return
            position = position_at_end(transaction)
        else:
            before = transaction.require(JOBS, self.before)
            if before.id == moved.id or [key for key, _ in transaction.beside(JOBS, before.id, 1)] == [moved.id]:
                return
            position = position_before(transaction, before.id, moved.id)
        transaction.put(JOBS, replace(transaction.require(JOBS, moved.id), position=position))


@dataclass(frozen=True)
class RemoveJobs:
    """Remove jobs that are not running from the list; what they made stays."""

    job_ids: tuple[str, ...]
    name: str = mark("Remove jobs")
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change; refused if one of them runs."""
        for job_id in self.job_ids:
            job = transaction.get(JOBS, job_id)
            if job is not None and job.state == "running":
                raise CommandRefusedError(tr("'{name}' is running.", name=job.name), tr("Cancel it first."))
            transaction.delete(JOBS, job_id)


def _in_state(transaction: "Transaction", job_id: str, *states: JobState) -> Job:
    job = transaction.require(JOBS, job_id)
    if job.state not in states:
        # English: a defect of the program rather than something that its user does.
        raise CommandRefusedError(f"'{job.name}' is {job.state}, not {' or '.join(states)}.")
    return job
