"""The queue's order: against a plain list under random work, and at a cost that does not grow with its length."""

import contextlib
import re
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from lance_studio.project.commands import jobs, positions
from lance_studio.project.commands.base import Command, Together
from lance_studio.project.commands.nodes import RenameNode
from lance_studio.project.project import Project
from lance_studio.project.rows import Job, new_id
from tests.unit.project.samples import add_picture

STATES = {
    "waiting": ("queued",),
    "running": ("running",),
    "over": ("done", "failed", "cancelled"),
    "failed": ("failed",),
}


class Work(RuleBasedStateMachine):
    """Random work on a queue and on a list of pairs of a job and its state."""

    folder: Path

    def __init__(self) -> None:
        super().__init__()
        self.path = self.folder / f"{new_id()}.lstudio"
        self.project = Project.create(self.path)
        self.node = add_picture(self.project)
        self.model: list[list[str]] = []

    def teardown(self) -> None:
        self.project.close()

    def _where(self, *states: str) -> list[int]:
        return [place for place, (_, state) in enumerate(self.model) if state in states]

    def _pick(self, number: int, *states: str) -> int | None:
        found = self._where(*states)
        return found[number % len(found)] if found else None

    def _put(self, number: int, command: Callable[[str], Command], state: str, *states: str) -> None:
        place = self._pick(number, *states)
        if place is not None:
            self.project.run(command(self.model[place][0]))
            self.model[place][1] = state

    @rule(ahead=st.booleans())
    def enqueue(self, ahead: bool) -> None:
        job = Job(id=new_id(), name="j", request="{}")
        self.project.run(jobs.QueueJob(job, ahead=ahead))
        waiting = self._where("queued")
        self.model.insert(waiting[0] if ahead and waiting else len(self.model), [job.id, "queued"])

    @rule(number=st.integers(0, 99))
    def cancel(self, number: int) -> None:
        self._put(number, jobs.CancelJob, "cancelled", "queued", "running")

    @rule(number=st.integers(0, 99))
    def start(self, number: int) -> None:
        self._put(number, jobs.StartJob, "running", "queued")

    @rule(number=st.integers(0, 99))
    def finish(self, number: int) -> None:
        self._put(number, jobs.FinishJob, "done", "running")

    @rule(number=st.integers(0, 99))
    def fail(self, number: int) -> None:
        self._put(number, lambda job_id: jobs.FailJob(job_id, "why"), "failed", "queued", "running")

    @rule(number=st.integers(0, 99))
    def retry(self, number: int) -> None:
        self._put(number, jobs.RequeueJob, "queued", "running", "failed", "cancelled")

    @rule()
    def cancel_all(self) -> None:
        places = self._where("queued", "running")
        self.project.run(Together("Cancel", tuple(jobs.CancelJob(self.model[place][0]) for place in places)))
        for place in places:
            self.model[place][1] = "cancelled"

    @rule(number=st.integers(0, 99), before=st.integers(0, 99))
    def move(self, number: int, before: int) -> None:
        place = self._pick(number, "queued")
        if place is None:
            return
        moved, others = self.model[place], [entry for other, entry in enumerate(self.model) if other != place]
        target = before % (len(others) + 1)
        self.project.run(jobs.MoveJob(moved[0], others[target][0] if target < len(others) else None))
        self.model = [*others[:target], moved, *others[target:]]

    @rule(number=st.integers(0, 99))
    def move_many_times_to_one_place(self, number: int) -> None:
        # Until there is no room between two positions.
        waiting = self._where("queued")
        if len(waiting) < 2:
            return
        target = self.model[self._pick(number, "queued") or waiting[0]]
        for _ in range(25):
            moved = next(entry for entry in self.model if entry[1] == "queued" and entry is not target)
            self.project.run(jobs.MoveJob(moved[0], target[0]))
            self.model.remove(moved)
            self.model.insert(self.model.index(target), moved)

    @rule(number=st.integers(0, 99))
    def remove(self, number: int) -> None:
        place = self._pick(number, "queued", "done", "failed", "cancelled")
        if place is not None:
            self.project.run(jobs.RemoveJobs((self.model.pop(place)[0],)))

    @rule()
    def rename(self) -> None:
        self.project.run(RenameNode(self.node.id, new_id()))

    @rule(redo=st.booleans())
    def undo_or_redo(self, redo: bool) -> None:
        """No step of the queue's."""
        if len(self.project.undo_list()) > 1 or redo:
            (self.project.redo if redo else self.project.undo)()

    @rule()
    @precondition(lambda self: self.model)
    def number_as_older_versions_did(self) -> None:
        self.project.close()
        with contextlib.closing(sqlite3.connect(self.path)) as connection:
            for number, (job_id, _) in enumerate(self.model, start=1):
                connection.execute("UPDATE job SET position = ? WHERE id = ?", (number, job_id))
            connection.commit()
        self.project = Project.open(self.path)

    @invariant()
    def the_queue_is_the_list(self) -> None:
        line = self.project.job_line()
        assert [[job.id, job.state] for job in self.project.jobs()] == self.model
        for name, kinds in STATES.items():
            assert [job.id for job in getattr(line, name)] == [job_id for job_id, state in self.model if state in kinds]
        ahead = 0
        for job_id, state in self.model:
            assert line.ahead(job_id) == ahead
            assert line.place(job_id) == (
                [one for one, kind in self.model if kind == "queued"].index(job_id) if state == "queued" else None
            )
            ahead += state in ("queued", "running")

    @invariant()
    def the_file_holds_it_too(self) -> None:
        order = "SELECT id, state FROM job ORDER BY position, sequence"
        with contextlib.closing(sqlite3.connect(self.path)) as connection:
            assert [list(row) for row in connection.execute(order)] == self.model


def test_the_queue_is_a_list_under_random_work(tmp_path: Path) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    Work.folder = tmp_path
    run_state_machine_as_test(Work, settings=settings(max_examples=25, stateful_step_count=30, deadline=None))


# --- at a cost that does not grow ---------------------------------------------------------------------------------


def filled(path: Path, count: int) -> tuple[Project, list[str]]:
    project = Project.create(path)
    queued = [Job(id=new_id(), name=f"{number}", request="{}") for number in range(count)]
    project.run(Together("Queue", tuple(map(jobs.QueueJob, queued))))
    project.require_readable()
    return project, [job.id for job in queued]


def plain_job() -> Job:
    return Job(id=new_id(), name="n", request="{}")


def cost(project: Project, ids: list[str], work: Callable[[Project, list[str]], object]) -> tuple[Counter[str], int]:
    """The SQL statements and the number of calls of the studio's own functions."""
    statements: Counter[str] = Counter()
    calls = 0

    def count(frame: FrameType, event: str, _arg: Any) -> None:
        nonlocal calls
        calls += event == "call" and "lance_studio" in frame.f_code.co_filename

    connection = project._store.connection
    connection.set_trace_callback(lambda statement: statements.update([re.sub("'[^']*'", "''", statement)[:40]]))
    former = sys.getprofile()
    sys.setprofile(count)
    try:
        work(project, ids)
    finally:
        sys.setprofile(former)
        connection.set_trace_callback(None)
    return statements, calls


@pytest.fixture(scope="module")
def queues(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[tuple[Project, list[str]]]]:
    folder = tmp_path_factory.mktemp("queues")
    made = [filled(folder / f"{count}.lstudio", count) for count in (100, 2000)]
    yield made
    for project, _ in made:
        project.close()


WORK: dict[str, Callable[[Project, list[str]], object]] = {
    "enqueue": lambda project, _: project.run(jobs.QueueJob(plain_job())),
    "enqueue ahead": lambda project, _: project.run(jobs.QueueJob(plain_job(), ahead=True)),
    "cancel": lambda project, ids: project.run(jobs.CancelJob(ids[50])),
    "try again": lambda project, ids: project.run(jobs.RequeueJob(ids[50])),
    "move": lambda project, ids: project.run(jobs.MoveJob(ids[70], ids[20])),
    "move to the end": lambda project, ids: project.run(jobs.MoveJob(ids[71], None)),
    "start": lambda project, ids: project.run(jobs.StartJob(ids[0])),
    "finish": lambda project, ids: project.run(jobs.FinishJob(ids[0])),
    "next": lambda project, _: project.job_line().waiting[0],
    "ahead": lambda project, ids: [project.job_line().ahead(one) for one in ids[-50:]],
    "remove": lambda project, ids: project.run(jobs.RemoveJobs((ids[60],))),
}


def test_what_is_done_to_a_job_costs_the_same_in_any_queue(queues: list[tuple[Project, list[str]]]) -> None:
    for name, work in WORK.items():
        (few, few_calls), (many, many_calls) = (cost(project, ids, work) for project, ids in queues)
        assert many == few, name
        assert many_calls == few_calls, name


def test_sqlite_finds_what_commands_ask_for_without_a_scan(queues: list[tuple[Project, list[str]]]) -> None:
    project, ids = queues[1]
    asked: list[str] = []
    connection = project._store.connection
    connection.set_trace_callback(lambda statement: asked.append(statement) if "job" in statement else None)
    for name in ("enqueue", "enqueue ahead", "move"):
        WORK[name](project, ids[3:])
    connection.set_trace_callback(None)
    questions = [statement for statement in asked if statement.startswith("SELECT")]
    assert len(questions) > 5
    for question in questions:
        plan = [step[3] for step in connection.execute(f"EXPLAIN QUERY PLAN {question}")]
        # An index that is walked to its end is named, too: only the first rows are taken from it.
        scans = [step for step in plan if step.startswith("SCAN") and "USING" not in step and "CONSTANT" not in step]
        assert scans == [], (question, plan)
        assert not any("TEMP B-TREE" in step for step in plan if "SELECT id, name" not in question), (question, plan)


def test_a_crowded_place_gets_room_from_few(tmp_path: Path) -> None:
    project, ids = filled(tmp_path / "a.lstudio", 400)
    with project:
        changed = [len(project.run(jobs.MoveJob(moved, ids[200])).jobs) for moved in ids[201:390]]
        assert [job.id for job in project.jobs()] == [*ids[:200], *ids[201:390], ids[200], *ids[390:]]
        assert max(changed) > 1, "the room between two is used up"
        assert sum(changed) < 5 * len(changed)
        assert max(changed) < 100


def put_at(path: Path, position: int, ids: list[str]) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany("UPDATE job SET position = ? WHERE id = ?", [(position, one) for one in ids])


@pytest.mark.parametrize("extreme", [2**62, -(2**62), 2**61])
def test_positions_at_the_end_of_the_numbers_are_put_right(tmp_path: Path, extreme: int) -> None:
    path = tmp_path / "a.lstudio"
    project, ids = filled(path, 4)
    project.close()
    put_at(path, extreme, ids[2:4])
    with Project.open(path) as project:
        order = [job.id for job in project.jobs()]
        added = Job(id=new_id(), name="last", request="{}")
        project.run(jobs.QueueJob(added))
        project.run(jobs.MoveJob(order[0], order[3]))
        expected = [order[1], order[2], order[0], order[3], added.id]
        assert [job.id for job in project.jobs()] == expected
        project.run(jobs.QueueJob(Job(id="first", name="first", request="{}"), ahead=True))
        assert [job.id for job in project.jobs()] == ["first", *expected]
        assert all(abs(job.position) <= positions.ROOM + 2**62 for job in project.jobs())


@pytest.mark.parametrize("extreme", [2**63 - 1, -(2**63)])
def test_positions_beyond_what_a_project_keeps_hinder_no_other_job(tmp_path: Path, extreme: int) -> None:
    path = tmp_path / "a.lstudio"
    project, ids = filled(path, 4)
    project.close()
    put_at(path, extreme, ids[2:4])
    with Project.open(path) as project:
        assert {job.id for job in project.job_line().failed} == set(ids[2:4])
        project.run(jobs.QueueJob(Job(id="last", name="last", request="{}")))
        project.run(jobs.QueueJob(Job(id="first", name="first", request="{}"), ahead=True))
        project.run(jobs.MoveJob(ids[1], ids[0]))
        project.run(jobs.RequeueJob(ids[2]))
        order = [job.id for job in project.job_line().waiting]
    assert [one for one in order if one != ids[2]] == ["first", ids[1], ids[0], "last"]
    assert ids[2] in order
    with Project.open(path) as again:
        assert [job.id for job in again.job_line().waiting] == order


def test_numbers_of_addition_that_are_damaged_or_used_up_are_not_continued(tmp_path: Path) -> None:
    path = tmp_path / "a.lstudio"
    project, ids = filled(path, 4)
    project.close()
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE job SET sequence = ? WHERE id = ?", (2**63 - 1, ids[0]))
        connection.execute("UPDATE job SET sequence = 'text' WHERE id = ?", (ids[1],))
    with Project.open(path) as project:
        project.run(jobs.QueueJob(Job(id="new", name="new", request="{}")))
        for one in ids[:2]:
            project.run(jobs.CancelJob(one))
        assert [job.id for job in project.jobs()] == [*ids, "new"]
        numbers = project._store.connection.execute("SELECT sequence FROM job ORDER BY position").fetchall()
    found = [number for (number,) in numbers]
    assert all(isinstance(number, int) and 0 < number < 1000 for number in found)
    assert len(set(found)) == len(found)
