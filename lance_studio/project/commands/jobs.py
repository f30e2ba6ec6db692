"""Changes of the queue. They are no steps to undo: what was computed was computed."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lance_studio.errors import CommandRefusedError
from lance_studio.project.rows import Job, JobState
from lance_studio.project.tables import JOBS

APART = 1 << 20
"""Lies between the positions of two jobs that were queued one after the other, so that others fit in between."""

if TYPE_CHECKING:
    from lance_studio.project.transaction import Transaction


@dataclass(frozen=True)
class QueueJob:
    """Add a job at the end of the queue, or with `ahead` before the first job that waits."""

    job: Job
    name: str = "Queue job"
    merge_key: str | None = None
    ahead: bool = False

    def apply(self, transaction: "Transaction") -> None:
        """Make the change; refused if a blob that the request names is missing."""
        for digest in self.job.blobs:
            transaction.require_blob(digest)
        first = transaction.first(JOBS, "state = 'queued'") if self.ahead else None
        # Near the first one, so that very many can follow each other there before the numbers run out.
        position = _position_before(transaction, first, close=True)
        transaction.add(JOBS, replace(self.job, state="queued", position=position))


@dataclass(frozen=True)
class StartJob:
    """Say that a queued job runs now."""

    job_id: str
    name: str = "Start job"
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
    name: str = "Finish job"
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
    name: str = "Fail job"
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
    name: str = "Cancel job"
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change; refused if the job is over."""
        job = _in_state(transaction, self.job_id, "queued", "running")
        transaction.put(JOBS, replace(job, state="cancelled"))


@dataclass(frozen=True)
class RequeueJob:
    """Queue a job again that was interrupted, failed or was cancelled; it keeps its place."""

    job_id: str
    name: str = "Queue job again"
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
    name: str = "Edit job"
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change; refused if the job is not queued."""
        transaction.put(JOBS, replace(_in_state(transaction, self.job_id, "queued"), request=self.request))


@dataclass(frozen=True)
class MoveJob:
    """Move a queued job to the place before another job, or to the end."""

    job_id: str
    before: str | None
    name: str = "Move job"
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change; refused if the job is not queued."""
        _in_state(transaction, self.job_id, "queued")
        before = None if self.before is None else transaction.require(JOBS, self.before)
        former = _former(transaction, before)
        if self.job_id in (self.before, None if former is None else former.id):
            return
        position = _position_before(transaction, before)
        transaction.put(JOBS, replace(transaction.require(JOBS, self.job_id), position=position))


@dataclass(frozen=True)
class RemoveJobs:
    """Remove jobs that are not running from the list; what they made stays."""

    job_ids: tuple[str, ...]
    name: str = "Remove jobs"
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change; refused if one of them runs."""
        for job_id in self.job_ids:
            job = transaction.get(JOBS, job_id)
            if job is not None and job.state == "running":
                raise CommandRefusedError(f"'{job.name}' is running.", "Cancel it first.")
            transaction.delete(JOBS, job_id)


def _position_before(transaction: "Transaction", job: Job | None, *, close: bool = False) -> int:
    """Return a number for a job before another one, or behind all.

    Only where there is no number left between two jobs are those behind them numbered again, far apart, so that what a
    job costs does not depend on how many there are.

    Args:
        transaction: Reads and changes the jobs.
        job: The job behind it; None: it comes last.
        close: Whether the number is near that job's, not in the middle.
    """
    if job is None:
        return transaction.last_position(JOBS) + APART
    former = _former(transaction, job)
    least = job.position - APART if former is None else former.position
    if job.position - least < 2:
        # One that has the same number lies between them too.
        for number, each in enumerate(
            transaction.rows(JOBS, "(position, id) >= (?, ?)", (job.position, job.id)), start=1
        ):
            transaction.put(JOBS, replace(each, position=least + number * APART))
        return _position_before(transaction, transaction.require(JOBS, job.id), close=close)
    gap = job.position - least
    return job.position - (max(1, gap >> 10) if close else gap // 2)


def _former(transaction: "Transaction", job: Job | None) -> Job | None:
    """Return the job right before another one, or the last one; None without any."""
    where, place = ("1", ()) if job is None else ("(position, id) < (?, ?)", (job.position, job.id))
    return transaction.first(JOBS, where, place, last=True)


def _in_state(transaction: "Transaction", job_id: str, *states: JobState) -> Job:
    job = transaction.require(JOBS, job_id)
    if job.state not in states:
        raise CommandRefusedError(f"'{job.name}' is {job.state}, not {' or '.join(states)}.")
    return job
