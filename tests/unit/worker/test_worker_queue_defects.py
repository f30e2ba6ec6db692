"""What is wrong with one job, one observer or one part of the studio concerns that one only."""

import sqlite3
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import psutil
import pytest

from lance_studio.errors import MediaError
from lance_studio.project.commands.base import Together
from lance_studio.project.commands.jobs import QueueJob
from lance_studio.project.project import Project
from lance_studio.project.rows import Job
from lance_studio.worker import events, states
from lance_studio.worker.client import EngineClient
from lance_studio.worker.queue import JobQueue
from lance_studio.worker.requests import Sampling, TextToImage
from lance_studio.workflows.handler import Handler as OwnHandler
from lance_studio.workflows.task import Task
from tests.unit.worker.talk import NO_MODEL, PATIENCE, stand_in
from tests.unit.worker.test_worker_queue import DIED, MEMORY, RESULT, Bench, bench

__all__ = ["bench"]

ANSWERS = "ready()\nfor order in orders():\n  if isinstance(order, protocol.Run): answer(order.job)"


@pytest.fixture
def defects(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    """What was shown as a defect."""
    shown: list[BaseException] = []

    def show(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        shown.append(error)

    monkeypatch.setattr(sys, "excepthook", show)
    return shown


class Real:
    """A queue with the studio's own handler and client, and a stand-in for the engine that answers at once."""

    def __init__(self, path: Path, script: str = ANSWERS) -> None:
        self.project = Project.open(path)
        self.woken = threading.Semaphore(0)
        self.queue = JobQueue(
            self.project,
            OwnHandler(self.project, lambda: NO_MODEL),
            wake=self.woken.release,
            connect=lambda tell: EngineClient(tell, command=stand_in(script)),
        )

    def wait_for(self, job_id: str, *kinds: str) -> Job:
        self.queue.pump()
        while (job := self.project.job(job_id)) is None or job.state not in kinds:
            assert self.woken.acquire(timeout=PATIENCE)
            self.queue.pump()
        return job

    def close(self) -> None:
        self.queue.close()
        self.project.close()


def waiting(name: str, prompt: str = "a boat", seed: int = 1) -> Job:
    request = TextToImage(prompt=prompt, width=48, height=32, sampling=Sampling(seed=seed))
    return Job(id=name, name=name, request=Task(request=request).to_json())


@pytest.fixture
def stored(tmp_path: Path) -> Iterator[Path]:
    """A project with jobs "before", "bad" and "after"; the test spoils the second."""
    path = tmp_path / "a.lstudio"
    with Project.create(path) as project:
        for name in ("before", "bad", "after"):
            project.run(QueueJob(waiting(name, "MARK" if name == "bad" else "a boat", 987654321)))
    yield path
    assert [file.name for file in tmp_path.iterdir()] == ["a.lstudio"]


@pytest.mark.parametrize(
    ("former", "by", "words"),
    [
        ("987654321", str(2**80), str(2**80)),
        ("987654321", str(-(2**70)), str(-(2**70))),
        ("987654321", "1e9", "cannot be read"),
        ("MARK", "a \\\\ud800 boat", "surrogate"),
        ("MARK", "a \\\\udc00 boat", "surrogate"),
    ],
)
def test_a_stored_job_that_cannot_be_sent_fails_with_its_cause_and_the_others_run(
    stored: Path, former: str, by: str, words: str
) -> None:
    connection = sqlite3.connect(stored)
    with connection:
        [(request,)] = connection.execute("SELECT request FROM job WHERE id = 'bad'")
        request = request.replace(former, by.replace("\\\\", "\\"))
        connection.execute("UPDATE job SET request = ? WHERE id = 'bad'", (request,))
    connection.close()
    real = Real(stored)
    for name in ("before", "after"):
        real.wait_for(name, "done")
    bad = real.wait_for("bad", "failed")
    assert words in bad.cause
    assert bad.remedy
    # The queue goes on working afterwards.
    real.queue.pause()
    real.project.run(QueueJob(waiting("later")))
    real.queue.cancel("later")
    assert real.wait_for("later", "cancelled").state == "cancelled"
    real.close()

    again = Real(stored)
    again.queue.resume()
    again.project.run(QueueJob(waiting("more")))
    again.wait_for("more", "done")
    bad = again.wait_for("bad", "failed")
    assert words in bad.cause
    again.close()


def test_a_bad_job_that_came_with_others_concerns_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.lstudio"
    with Project.create(path) as project:
        jobs = (waiting("before"), waiting("bad", seed=2**80), waiting("after"))
        project.run(Together("Queue jobs", tuple(QueueJob(job) for job in jobs)))
    real = Real(path)
    states_of = {name: real.wait_for(name, "done", "failed").state for name in ("before", "bad", "after")}
    real.close()
    assert states_of == {"before": "done", "bad": "failed", "after": "done"}


def test_a_job_that_was_begun_by_an_older_version_does_not_come_back_to_life(stored: Path) -> None:
    connection = sqlite3.connect(stored)
    with connection:
        connection.execute(
            "UPDATE job SET state = 'running', request = replace(request, '987654321', ?) WHERE id = 'bad'",
            (str(2**80),),
        )
    connection.close()
    real = Real(stored)
    assert "seed" in real.wait_for("bad", "failed").cause
    real.wait_for("after", "done")
    real.close()


def test_an_engine_that_must_be_killed_leaves_no_zombie(stored: Path) -> None:
    pids: list[int] = []
    real = Real(stored, "ready()\ntime.sleep(600)")
    real.queue.subscribe_engine(lambda event: pids.append(event.pid) if isinstance(event, events.EngineReady) else None)
    while real.queue.pump() or not pids:
        assert real.woken.acquire(timeout=PATIENCE)
    real.close()
    assert not psutil.pid_exists(pids[0])
    with Project.open(stored) as project:
        assert [job.state for job in project.jobs()] == ["queued"] * 3


def test_an_observer_that_fails_keeps_nobody_else_from_hearing(bench: Bench, defects: list[BaseException]) -> None:
    told: list[events.Event] = []

    def fail(_news: object) -> None:
        raise RuntimeError("a defect")

    bench.queue._job_observers._observers.insert(0, fail)
    bench.queue.subscribe_engine(fail)
    bench.queue.subscribe_engine(told.append)
    job = bench.add("a")
    bench.begin()
    bench.tell(events.EngineStarting(3))
    bench.finish()
    assert told == [events.EngineStarting(3)]
    assert bench.kinds(job) == [states.Preparing, states.Preparing, states.Recording, states.Done]
    assert {str(error) for error in defects} == {"a defect"}


@pytest.mark.parametrize("end", ["failed", "cancelled"])
def test_a_handler_that_cannot_give_up_does_not_keep_the_job(
    bench: Bench, defects: list[BaseException], end: str
) -> None:
    job, other = bench.add("a"), bench.add("b")
    run = bench.begin()
    bench.handler.problems["give_up"] = RuntimeError("oops")
    bench.tell(events.Failed(run, DIED) if end == "failed" else events.Cancelled(run))
    assert bench.stored(job).state == end
    bench.pump_until(lambda: len(bench.client.runs) == 2)
    assert bench.queue.active == other
    assert [str(error) for error in defects] == ["oops"]


def test_a_handler_that_is_refused_for_good_stops_the_queue(bench: Bench) -> None:
    job = bench.add("a")
    run = bench.begin()
    bench.handler.problems["give_up"] = MediaError("The disk is gone.")
    bench.tell(events.Failed(run, DIED))
    assert isinstance(bench.state(job), states.Failed)
    assert bench.queue.paused


def test_a_client_that_takes_no_job_fails_it(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = bench.add("a"), bench.add("b")

    def refuse(*_: object) -> None:
        raise OverflowError("too large")

    with monkeypatch.context() as patched:
        patched.setattr(bench.client, "run", refuse)
        bench.pump_until(lambda: bench.stored(first).state == "failed" and bench.stored(second).state == "failed")
    assert "too large" in bench.stored(first).cause
    third = bench.add("c")
    bench.begin()
    bench.finish()
    assert bench.stored(third).state == "done"


def test_a_defect_of_the_queue_fails_the_job_at_work(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, defects: list[BaseException]
) -> None:
    job, other = bench.add("a"), bench.add("b")
    run = bench.begin()

    def fail(*_: object) -> states.JobState:
        raise ZeroDivisionError("no step")

    with monkeypatch.context() as patched:
        patched.setattr(states, "next_state", fail)
        bench.tell(events.Progress(run, 1, 2, 1.0, None, MEMORY))
    assert bench.stored(job).state == "failed"
    assert "no step" in bench.stored(job).cause
    assert [str(error) for error in defects] == ["no step"]
    bench.pump_until(lambda: len(bench.client.runs) == 2)
    assert bench.queue.active == other


def test_a_system_without_threads_fails_the_job(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    job = bench.add("a")

    def refuse(*_: object) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched:
        patched.setattr(bench.queue._helper, "submit", refuse)
        bench.pump_until(lambda: bench.stored(job).state == "failed")
    assert "new thread" in bench.stored(job).cause


def test_a_failure_in_words_that_no_file_holds_is_stored_all_the_same(bench: Bench) -> None:
    bench.handler.problems["load"] = MediaError("'caf\udce9.png' is gone.", "Find 'caf\udce9.png'.")
    job = bench.add("a")
    bench.pump_until(lambda: bench.stored(job).state == "failed")
    assert bench.stored(job).cause == "'caf\\udce9.png' is gone."


def test_an_end_that_cannot_be_written_at_all_concerns_that_job_only(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, defects: list[BaseException]
) -> None:
    job, other = bench.add("a"), bench.add("b")
    run = bench.begin()
    run_command = bench.project.run

    def refuse(command: object) -> object:
        if "Fail" in getattr(command, "name", ""):
            raise OverflowError("no such number")
        return run_command(command)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(bench.project, "run", refuse)
        bench.tell(events.Failed(run, DIED))
    assert isinstance(bench.state(job), states.Failed)
    bench.pump_until(lambda: len(bench.client.runs) == 2)
    assert bench.queue.active == other
    bench.client.tell(events.Done(bench.client.run_id, RESULT))
    bench.pump_until(lambda: bench.stored(other).state == "done")
    assert "no such number" in {str(error) for error in defects}
    bench.queue.cancel(job)
    assert bench.stored(job).state == "cancelled"
