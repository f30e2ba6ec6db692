"""Many jobs at once: one transaction, whatever stands in the way of one of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lance_studio.backends import events
from lance_studio.errors import CommandRefusedError, ProjectError
from lance_studio.jobs import states
from lance_studio.project.commands.base import Command
from lance_studio.project.project import Project
from tests.unit.jobs.test_queue import DIED, Bench


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with Project.create(tmp_path / "a.lstudio", cache=tmp_path / "cache") as project:
        bench = Bench(project)
        yield bench
        bench.queue.close()


def full(_: Command) -> None:
    raise ProjectError("The disk is full.", "Free some space.")


def stored(bench: Bench) -> list[str]:
    return [job.state for job in bench.project.jobs()]


def test_all_jobs_are_cancelled_in_one_transaction(bench: Bench) -> None:
    jobs = [bench.add(name) for name in "abcd"]
    run = bench.begin()
    before, changes = bench.project.commits, []
    bench.project.subscribe(changes.append)
    assert bench.queue.cancel_all() == 4
    assert bench.project.commits == before + 1
    assert [change.jobs for change in changes] == [frozenset(jobs[1:])]
    assert changes[0].command == "Cancel 3 jobs"
    assert [bench.kinds(job) for job in jobs[1:]] == [[states.Cancelled]] * 3
    # What belongs to the end of each is in it.
    assert all(bench.project.setting(f"ended {job}") == "Cancelled" for job in jobs[1:])
    assert bench.state(jobs[0]) == states.Cancelling()
    bench.tell(events.JobCancelled(run))
    assert stored(bench) == ["cancelled"] * 4
    assert bench.queue.active is None
    assert bench.queue.cancel_all() == 0


def test_chosen_jobs_are_cancelled_and_the_others_go_on(bench: Bench) -> None:
    one, two, three, four = (bench.add(name) for name in "abcd")
    bench.begin()
    assert bench.queue.cancel_jobs([three, two, two, "unknown"]) == 2
    assert bench.queue.active == one
    assert bench.queue.first_waiting == four
    assert bench.queue.cancel_jobs([two]) == 0, "it is over"
    bench.finish()
    bench.begin()
    assert bench.queue.active == four
    assert stored(bench) == ["done", "cancelled", "cancelled", "running"]


def test_what_failed_is_tried_again_in_one_transaction(bench: Bench) -> None:
    jobs = [bench.add(name) for name in "abc"]
    for _ in jobs:
        bench.tell(events.JobFailed(bench.begin(), DIED))
    cancelled = bench.add("d")
    bench.queue.cancel(cancelled)
    bench.queue.pause()
    before = bench.project.commits
    assert bench.queue.retry_all() == 3
    assert bench.project.commits == before + 1
    assert stored(bench) == ["queued", "queued", "queued", "cancelled"]
    assert [bench.state(job) for job in jobs] == [states.Queued(number) for number in range(3)]
    assert bench.queue.retry_all() == 0
    bench.queue.resume()
    bench.begin()
    assert bench.queue.active == jobs[0]


def test_what_is_gone_of_one_does_not_keep_the_others(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = [bench.add(name) for name in "abc"]
    give_up = bench.handler.give_up

    def refused(job, end):  # type: ignore[no-untyped-def]
        return (*give_up(job, end), *[_Refused()] * (job.id == jobs[1]))

    monkeypatch.setattr(bench.handler, "give_up", refused)
    assert bench.queue.cancel_all() == 3
    assert stored(bench) == ["cancelled"] * 3
    assert [bench.project.setting(f"ended {job}") for job in jobs] == ["Cancelled", None, "Cancelled"]
    assert bench.queue.unwritten == frozenset()


def test_a_full_disk_fails_them_all_and_they_can_be_tried_again(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = [bench.add(name) for name in "abc"]
    with monkeypatch.context() as patched:
        patched.setattr(bench.project, "run", full)
        bench.queue.cancel_all()
        assert bench.queue.unwritten == frozenset(jobs)
        assert all(isinstance(bench.state(job), states.Failed) for job in jobs)
        assert bench.queue.paused
        assert bench.queue.cancel_all() == 0, "they have failed"
    assert stored(bench) == ["queued"] * 3
    assert bench.queue.retry_all() == 3
    assert bench.queue.unwritten == frozenset()
    assert [bench.state(job) for job in jobs] == [states.Queued(number) for number in range(3)]
    bench.queue.resume()
    bench.begin()
    assert bench.queue.active == jobs[0]


class _Refused:
    name = "Refused"
    merge_key = None

    def apply(self, _transaction: object) -> None:
        raise CommandRefusedError("It is gone.")
