"""The queue's order by what jobs are at, kept in step with commits, so that nobody needs to go through all jobs.

To find a job's place, or to change it, takes as many comparisons as the number of jobs has binary digits.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Any, overload

from lance_studio.project.rows import Job
from lance_studio.project.tables import Place

_Key = tuple[Any, ...]


class JobsInOrder(Sequence[Job]):
    """Some of a project's jobs in the queue's order; a view that follows the project's changes."""

    def __init__(self, entries: Sequence[tuple[_Key, Job]]) -> None:
        self._keys = [key for key, _ in entries]
        self._jobs = [job for _, job in entries]

    def __len__(self) -> int:
        return len(self._jobs)

    @overload
    def __getitem__(self, index: int) -> Job: ...

    @overload
    def __getitem__(self, index: slice) -> list[Job]: ...

    def __getitem__(self, index: int | slice) -> Job | list[Job]:
        return self._jobs[index]

    def before(self, key: _Key) -> int:
        """Return how many of these jobs come before a place."""
        return bisect_left(self._keys, key)

    def add(self, key: _Key, job: Job) -> None:
        """Put a job in its place."""
        index = self.before(key)
        self._keys.insert(index, key)
        self._jobs.insert(index, job)

    def remove(self, key: _Key) -> None:
        """Take the job at a place away; nothing happens where there is none."""
        index = self.before(key)
        if index < len(self._keys) and self._keys[index] == key:
            del self._keys[index], self._jobs[index]


class JobLine:
    """A project's jobs by what they are at.

    Args:
        rows: All jobs with the values that they are ordered by.

    Attributes:
        waiting: Those that wait.
        running: Those at work, which normally is one at most.
        over: Those that are done, have failed or were cancelled.
        failed: Those of them that have failed.
    """

    def __init__(self, rows: Iterable[tuple[Job, Place]]) -> None:
        self._known: dict[str, tuple[_Key, Job]] = {job.id: ((*place, job.id), job) for job, place in rows}
        entries = sorted(self._known.values(), key=lambda entry: entry[0])

        def of(*states: str) -> JobsInOrder:
            return JobsInOrder([entry for entry in entries if entry[1].state in states])

        self.waiting, self.running = of("queued"), of("running")
        self.failed, self.over = of("failed"), of("done", "failed", "cancelled")

    def ahead(self, job_id: str) -> int:
        """Return how many jobs wait or are at work before one; 0 for an unknown one."""
        known = self._known.get(job_id)
        return 0 if known is None else self.waiting.before(known[0]) + self.running.before(known[0])

    def place(self, job_id: str) -> int | None:
        """Return which of the waiting jobs one is, from 0; None where it does not wait."""
        known = self._known.get(job_id)
        return self.waiting.before(known[0]) if known is not None and known[1].state == "queued" else None

    def put(self, job_id: str, new: tuple[Any, Place] | None) -> None:
        """Follow a change of a job.

        Args:
            job_id: The job.
            new: The job with the values that it is ordered by; None where it was removed.
        """
        former = self._known.pop(job_id, None)
        if former is not None:
            for jobs in self._with(former[1]):
                jobs.remove(former[0])
        if new is not None:
            job, place = new
            key = (*place, job_id)
            self._known[job_id] = (key, job)
            for jobs in self._with(job):
                jobs.add(key, job)

    def _with(self, job: Job) -> tuple[JobsInOrder, ...]:
        if job.state == "queued":
            return (self.waiting,)
        if job.state == "running":
            return (self.running,)
        return (self.over, self.failed) if job.state == "failed" else (self.over,)
