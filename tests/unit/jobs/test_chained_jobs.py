"""A job that follows another one never begins before that one is over, however the queue is changed."""

from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from lance_studio.backends import events
from lance_studio.jobs import states
from lance_studio.jobs.queue import JobChange
from lance_studio.project.project import Project
from tests.unit.jobs.test_queue import DIED, RESULT, Bench, bench

__all__ = ["bench"]


def test_a_job_waits_for_the_one_that_it_follows_also_where_it_comes_first(bench: Bench) -> None:
    first, second, third = (bench.add(name) for name in "abc")
    bench.handler.follows = {second: first}
    bench.queue.move(second, first)
    assert bench.queue.first_waiting == first
    bench.begin()
    assert bench.queue.active == first
    bench.finish()
    bench.begin()
    assert bench.queue.active == second
    bench.finish()
    bench.begin()
    assert bench.queue.active == third


def test_a_job_begins_when_the_one_that_it_follows_has_failed_so_that_it_can_say_so(bench: Bench) -> None:
    first, second = bench.add("a"), bench.add("b")
    bench.handler.follows = {second: first}
    bench.begin()
    bench.tell(events.JobFailed(bench.client.run_id, DIED))
    assert isinstance(bench.state(first), states.Failed)
    bench.pump_until(lambda: bench.queue.active == second)


def test_jobs_in_a_circle_do_not_wait_for_ever(bench: Bench) -> None:
    first, second = bench.add("a"), bench.add("b")
    bench.handler.follows = {first: second, second: first}
    bench.begin()
    assert bench.queue.active == first


def test_what_a_retry_needs_is_in_the_same_step_unless_the_former_is_tried_again_too(bench: Bench) -> None:
    first, second = bench.add("a"), bench.add("b")
    bench.handler.follows = {second: first}
    bench.queue.pause()
    bench.queue.cancel_all()
    bench.queue.retry(second)
    assert bench.project.setting(f"again {second}") == "from itself"
    bench.queue.resume()
    bench.begin()
    assert bench.queue.active == second
    bench.tell(events.JobFailed(bench.client.run_id, DIED))
    bench.queue.retry(first)
    bench.begin()
    bench.tell(events.JobFailed(bench.client.run_id, DIED))
    bench.handler.retried.clear()
    assert bench.queue.retry_all() == 2
    assert bench.handler.retried == [first]


@dataclass
class Life:
    """A queue with jobs that follow each other, and what has happened to it."""

    bench: Bench
    jobs: list[str] = field(default_factory=list[str])
    begun: int = 0

    def see(self, change: JobChange) -> None:
        """What begins follows nothing that is still to be done."""
        previous = self.bench.handler.follows.get(change.job_id)
        if change.state == states.Preparing("inputs"):
            self.begun += 1
            if previous is not None:
                assert self.bench.stored(previous).state not in ("queued", "running")

    def act(self, what: str, number: int) -> None:
        bench, queue = self.bench, self.bench.queue
        if what == "add":
            self.jobs.append(bench.add(f"job {len(self.jobs)}"))
            if number % 3 and len(self.jobs) > 1:
                bench.handler.follows[self.jobs[-1]] = self.jobs[number % (len(self.jobs) - 1)]
        elif self.jobs:
            job_id = self.jobs[number % len(self.jobs)]
            state = bench.stored(job_id).state
            if what == "move" and state == "queued":
                others = [one for one in self.jobs if one != job_id]
                queue.move(job_id, others[number % len(others)] if others and number % 2 else None)
            elif what == "cancel" and job_id != queue.active:
                queue.cancel(job_id)
            elif what == "retry" and state in ("failed", "cancelled"):
                queue.retry(job_id)
            elif what in ("finish", "fail") and queue.active is not None:
                self.end(what)
        bench.queue.pump()

    def end(self, what: str) -> None:
        bench = self.bench
        active = bench.queue.active
        bench.pump_until(lambda: bench.queue.active is not None and bench.client.runs != [] and self.with_engine())
        if what == "fail":
            bench.tell(events.JobFailed(bench.client.run_id, DIED))
        else:
            bench.client.tell(events.JobDone(bench.client.run_id, RESULT))
            bench.pump_until(lambda: bench.queue.active != active)

    def with_engine(self) -> bool:
        active = self.bench.queue._active
        return active is not None and active.with_engine and active.run == self.bench.client.run_id


ACTIONS = st.tuples(
    st.sampled_from(["add", "add", "move", "move", "cancel", "retry", "finish", "finish", "fail"]), st.integers(0, 50)
)


@settings(max_examples=60, deadline=None)
@given(st.lists(ACTIONS, max_size=25))
def test_whatever_happens_a_job_begins_after_the_one_that_it_follows(actions: list[tuple[str, int]]) -> None:
    with (
        TemporaryDirectory() as folder,
        Project.create(Path(folder) / "a.lstudio", cache=Path(folder) / "c") as project,
    ):
        bench = Bench(project)
        life = Life(bench)
        bench.queue.subscribe(life.see)
        try:
            for what, number in actions:
                life.act(what, number)
            # Nothing waits for ever: with an engine that goes on, all jobs end.
            for _ in range(len(life.jobs)):
                if bench.queue.active is not None:
                    life.end("finish")
            assert not bench.project.job_line().waiting
            assert life.begun or not life.jobs or all(bench.stored(one).state == "cancelled" for one in life.jobs)
        finally:
            bench.queue.close()
