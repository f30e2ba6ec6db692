"""The queue's order under random changes, and that a change costs the same however many jobs there are."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from lance_studio.project.commands import jobs
from lance_studio.project.commands.base import Together
from lance_studio.project.project import Project
from lance_studio.project.rows import Job, new_id


@dataclass
class Naive:
    """A list of jobs and their states, without positions."""

    order: list[str] = field(default_factory=list)
    states: dict[str, str] = field(default_factory=dict)

    def of(self, *states: str) -> list[str]:
        return [job for job in self.order if self.states[job] in states]

    def put_before(self, job: str, before: str | None) -> None:
        if job in self.order:
            self.order.remove(job)
        self.order.insert(len(self.order) if before is None else self.order.index(before), job)


def act(chance: random.Random, project: Project, naive: Naive) -> None:
    """Do one thing to both."""
    waiting, running, over = naive.of("queued"), naive.of("running"), naive.of("failed", "cancelled")
    what = chance.choice(
        ("queue", "queue", "ahead", "ahead", "move", "move", "move", "start", "end", "again", "remove")
    )
    if what in ("queue", "ahead"):
        job, ahead = new_id(), what == "ahead"
        project.run(jobs.QueueJob(Job(id=job, name=job, request="{}"), ahead=ahead))
        naive.put_before(job, waiting[0] if ahead and waiting else None)
        naive.states[job] = "queued"
    elif what == "move" and waiting:
        job = chance.choice(waiting)
        before = chance.choice([*(one for one in naive.order if one != job), None])
        project.run(jobs.MoveJob(job, before))
        naive.put_before(job, before)
    elif what == "start" and waiting:
        job = chance.choice(waiting)
        project.run(jobs.StartJob(job))
        naive.states[job] = "running"
    elif what == "end" and running:
        job, end = chance.choice(running), chance.choice(("done", "failed", "cancelled"))
        commands = {"done": jobs.FinishJob(job), "failed": jobs.FailJob(job, "no"), "cancelled": jobs.CancelJob(job)}
        project.run(commands[end])
        naive.states[job] = end
    elif what == "again" and over:
        job = chance.choice(over)
        project.run(jobs.RequeueJob(job))
        naive.states[job] = "queued"
    elif what == "remove" and over:
        job = chance.choice(over)
        project.run(jobs.RemoveJobs((job,)))
        naive.order.remove(job)


def check(project: Project, naive: Naive) -> None:
    assert [job.id for job in project.jobs()] == naive.order
    going = naive.of("queued", "running")
    assert [job.id for job in project.open_jobs()] == going
    assert [project.jobs_ahead(job) for job in going] == list(range(len(going)))
    over = naive.of("done", "failed", "cancelled")
    assert [job.id for job in project.last_jobs_over(3)] == over[-3:]
    assert project.jobs_over == len(over)
    assert all(job.state == naive.states[job.id] for job in project.jobs())


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("apart", [1 << 20, 4, 2])
def test_the_order_is_that_of_a_plain_list(
    project: Project, seed: int, apart: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where hardly any numbers lie between those of two jobs, so that they are numbered again and again."""
    monkeypatch.setattr(jobs, "APART", apart)
    chance, naive = random.Random(seed), Naive()
    for _ in range(120):
        act(chance, project, naive)
        check(project, naive)
    path = project.path
    project.close()
    with Project.open(path) as again:
        check(again, naive)


def test_jobs_of_an_older_file_with_equal_numbers_are_moved(project: Project) -> None:
    ids = sorted(new_id() for _ in range(4))
    for job in ids:
        project.run(jobs.QueueJob(Job(id=job, name=job, request="{}")))
    project._store.connection.execute("UPDATE job SET position = 7")
    path = project.path
    project.close()
    with Project.open(path) as again:
        again.run(jobs.MoveJob(ids[3], ids[1]))
        assert [job.id for job in again.jobs()] == [ids[0], ids[3], ids[1], ids[2]]


def statements(project: Project, work: Callable[[], object]) -> list[str]:
    """The statements that something takes, without their values."""
    seen: list[str] = []
    connection = project._store.connection
    connection.set_trace_callback(lambda text: seen.append(text.partition("(")[0]))
    try:
        work()
    finally:
        connection.set_trace_callback(None)
    return seen


def test_a_change_takes_as_many_statements_for_a_hundred_jobs_as_for_two_thousand(tmp_path: Path) -> None:
    def measured(count: int) -> dict[str, int]:
        with Project.create(tmp_path / f"{count}.lstudio", cache=tmp_path / "cache") as project:
            added = tuple(jobs.QueueJob(Job(id=new_id(), name="a", request="{}")) for _ in range(count))
            project.run(Together("Queue", added))

            def of(command: jobs.QueueJob | jobs.MoveJob | jobs.CancelJob) -> int:
                return len(statements(project, lambda: project.run(command)))

            ids = [job.id for job in project.jobs()]
            return {
                "queue": of(jobs.QueueJob(Job(id=new_id(), name="a", request="{}"))),
                "ahead": of(jobs.QueueJob(Job(id=new_id(), name="a", request="{}"), ahead=True)),
                "move to the front": of(jobs.MoveJob(ids[50], ids[0])),
                "move to the middle": of(jobs.MoveJob(ids[3], ids[60])),
                "move to the end": of(jobs.MoveJob(ids[5], None)),
                "cancel": of(jobs.CancelJob(ids[10])),
            }

    assert measured(100) == measured(2000)


@pytest.mark.parametrize("what", ["last", "first queued"])
def test_the_places_of_jobs_are_found_by_an_index(project: Project, what: str) -> None:
    questions = {
        "last": "SELECT position FROM job WHERE typeof(position) = 'integer' ORDER BY position DESC LIMIT 1",
        "first queued": "SELECT id FROM job WHERE state = 'queued' ORDER BY position ASC, id ASC LIMIT 1",
    }
    plan = project._store.connection.execute(f"EXPLAIN QUERY PLAN {questions[what]}").fetchall()
    assert any("INDEX job_" in row[3] for row in plan), plan
    assert not any("TEMP B-TREE" in row[3] for row in plan), plan
