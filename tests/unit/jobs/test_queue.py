"""The queue over a real project, with a client that does what the test says and a handler that makes plain nodes."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import msgspec
import numpy as np
import pytest

from lance_studio import requests
from lance_studio.backends import events
from lance_studio.backends.backend import EVERYTHING, Capabilities
from lance_studio.backends.events import Memory, ModelIdentity, Seconds
from lance_studio.backends.failures import Failure, FailureKind
from lance_studio.errors import CommandRefusedError, MediaError, ProjectError
from lance_studio.jobs import states
from lance_studio.jobs.handler import Prepared, Recorded
from lance_studio.jobs.queue import JobChange, JobQueue
from lance_studio.project.commands.base import Command
from lance_studio.project.commands.jobs import QueueJob, RemoveJobs
from lance_studio.project.commands.nodes import AddNode
from lance_studio.project.commands.settings import SetSetting
from lance_studio.project.project import Project
from lance_studio.project.rows import Job, Media, Node, new_id
from lance_studio.requests import InputBlock, ModelChoice
from tests.unit.backends.talk import NO_MODEL, PATIENCE, PICTURE

MEMORY = Memory(kind="cpu", used=1, peak=1, total=2)
MODEL = ModelIdentity(
    name="m", family="image", root="r", device="cpu", precision="float32", fingerprints={}, engine_version="0"
)
RESULT = events.VisualResult(
    np.zeros((1, 16, 16, 3), np.uint8),
    np.zeros((1, 1, 1, 48), np.float32),
    0,
    Fraction(12),
    Seconds(sample=1.0),
    (),
    MODEL,
)
DIED = Failure(kind=FailureKind.ENGINE_DIED, cause="It died.", remedy="Again.", log="last words")


@dataclass
class FakeClient:
    """Keeps what it is told to do; the test says what the engine answers."""

    tell: Callable[[events.Event], None]
    capabilities: Capabilities = EVERYTHING
    held: None = None
    runs: list[tuple[str, requests.Request, tuple[InputBlock, ...]]] = field(default_factory=list)
    loads: list[tuple[str, ModelChoice]] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    closed: bool = False
    killed: bool = False

    def submit(self, job: str, request: requests.Request, inputs: Sequence[InputBlock], model: ModelChoice) -> None:
        requests.check_inputs(request, list(inputs))
        self.runs.append((job, request, tuple(inputs)))

    def load(self, job: str, model: ModelChoice, family: requests.Family = "image") -> None:
        self.loads.append((job, model))

    def cancel(self, job: str) -> None:
        self.cancelled.append(job)

    last_sign = 0.0

    def be_patient(self, job: str) -> None:
        self.waited = [*getattr(self, "waited", []), job]

    def kill(self) -> None:
        self.killed = True

    def close(self) -> None:
        self.closed = True

    @property
    def run_id(self) -> str:
        return self.runs[-1][0]


class Handler:
    """Results become plain nodes; each part can be made to fail or to wait."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.problems: dict[str, Exception] = {}
        self.threads: dict[str, str] = {}
        self.may_load = threading.Event()
        self.may_load.set()
        self.given_up: list[tuple[str, states.Failed | states.Cancelled]] = []
        #: What each job that follows another one follows, by their ids.
        self.follows: dict[str, str] = {}
        self.retried: list[str] = []

    def _enter(self, part: str) -> None:
        self.threads[part] = threading.current_thread().name
        if part in self.problems:
            raise self.problems[part]

    def prepare(self, job: Job) -> Prepared:
        self._enter("prepare")

        def load() -> list[InputBlock]:
            assert self.may_load.wait(PATIENCE)
            self._enter("load")
            return []

        return Prepared(requests.from_json(job.request), NO_MODEL, load)

    def previous(self, job: Job) -> str | None:
        return self.follows.get(job.id)

    def retry(self, job: Job) -> tuple[Command, ...]:
        self.retried.append(job.id)
        return (SetSetting(f"again {job.id}", "from itself"),) if job.id in self.follows else ()

    def encode(self, job: Job, result: events.Result) -> Media | str:
        self._enter("encode")
        if isinstance(result, events.AnswerResult):
            return result.text
        blob = self.project.files.add_bytes(result.frames.tobytes())
        return Media(id=new_id(), digest=blob.digest, kind="picture", name=job.name, size=blob.size)

    def record(self, job: Job, encoded: Media | str) -> Recorded:
        self._enter("record")
        if isinstance(encoded, str):
            return Recorded("Answer", (SetSetting("answer", encoded),))
        node = Node(id=new_id(), media_id=encoded.id, kind="picture", name=job.name)
        return Recorded("Generate", (AddNode(node, None, encoded),), (node.id,))

    def give_up(self, job: Job, end: states.Failed | states.Cancelled) -> tuple[Command, ...]:
        self._enter("give_up")
        self.given_up.append((job.id, end))
        return (SetSetting(f"ended {job.id}", type(end).__name__),)


class Bench:
    """A queue with all that it works with."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.handler = Handler(project)
        self.woken = threading.Semaphore(0)
        self.changes: list[JobChange] = []
        self.clients: list[FakeClient] = []
        self.open()

    def open(self) -> None:
        self.queue = JobQueue(self.project, self.handler, wake=self.woken.release, connect=self._connect)
        self.queue.subscribe(self.changes.append)

    def _connect(self, tell: Callable[[events.Event], None]) -> FakeClient:
        self.clients.append(FakeClient(tell))
        return self.clients[-1]

    @property
    def client(self) -> FakeClient:
        return self.clients[-1]

    def add(self, name: str, request: requests.Request = PICTURE) -> str:
        job = Job(id=new_id(), name=name, request=requests.to_json(request))
        self.project.run(QueueJob(job))
        return job.id

    def pump_until(self, done: Callable[[], bool]) -> None:
        self.queue.pump()
        while not done():
            assert self.woken.acquire(timeout=PATIENCE)
            self.queue.pump()

    def begin(self) -> str:
        """Pump until the engine has one more job; its name there."""
        before = len(self.client.runs)
        self.pump_until(lambda: len(self.client.runs) > before)
        return self.client.run_id

    def tell(self, event: events.Event) -> None:
        self.client.tell(event)
        self.queue.pump()

    def finish(self, result: events.Result = RESULT) -> None:
        """The engine is done with the job at work; pump until it is recorded."""
        job_id = self.queue.active
        self.client.tell(events.JobDone(self.client.run_id, result))
        self.pump_until(lambda: self.queue.active != job_id)

    def state(self, job_id: str) -> states.JobState:
        return self.queue.job_states()[job_id]

    def stored(self, job_id: str) -> Job:
        job = self.project.job(job_id)
        assert job is not None
        return job

    def kinds(self, job_id: str) -> list[type]:
        return [type(change.state) for change in self.changes if change.job_id == job_id]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with Project.create(tmp_path / "a.lstudio", cache=tmp_path / "cache") as project:
        bench = Bench(project)
        yield bench
        bench.handler.may_load.set()
        bench.queue.close()


def test_a_job_goes_its_way_into_the_project(bench: Bench) -> None:
    job = bench.add("a boat")
    assert bench.state(job) == states.Queued(0)
    run = bench.begin()
    assert run != job
    assert bench.stored(job).state == "running"
    bench.tell(events.Loading(run, "loading", "m"))
    assert bench.state(job) == states.Preparing("loading")
    bench.tell(events.Progress(run, 2, 8, 1.0, None, MEMORY))
    running = bench.state(job)
    assert isinstance(running, states.Running)
    assert (running.step, running.total, running.eta) == (2, 8, 3.0)
    bench.finish()
    (node,) = bench.project.nodes()
    done = bench.state(job)
    assert isinstance(done, states.Done)
    assert done.nodes == (node.id,)
    assert bench.stored(job).seconds is not None
    kinds = [states.Preparing, states.Preparing, states.Preparing, states.Running, states.Recording, states.Done]
    assert bench.kinds(job) == kinds


def test_a_result_is_one_step_to_undo(bench: Bench) -> None:
    job = bench.add("a boat")
    bench.begin()
    bench.finish()
    assert [step.name for step in bench.project.undo_list()] == ["Generate"]
    bench.project.undo()
    assert bench.project.nodes() == []
    assert bench.stored(job).state == "done"


def test_slow_work_is_done_by_the_helper(bench: Bench) -> None:
    bench.add("a boat")
    bench.begin()
    bench.finish()
    here = threading.current_thread().name
    assert bench.handler.threads["prepare"] == bench.handler.threads["record"] == here
    assert bench.handler.threads["load"].startswith("queue helper")
    assert bench.handler.threads["encode"].startswith("queue helper")


def test_an_answer_grows_and_makes_no_node(bench: Bench) -> None:
    job = bench.add("a question", requests.TextToImage(prompt="stands for a question"))
    run = bench.begin()
    bench.tell(events.Token(run, 0, "a "))
    bench.tell(events.Token(run, 1, "boat"))
    assert bench.state(job) == states.Answering("a boat", "boat")
    bench.finish(events.AnswerResult("a boat", True, 2, Seconds(), MODEL))
    assert bench.project.setting("answer") == "a boat"
    done = bench.state(job)
    assert isinstance(done, states.Done)
    assert done.nodes == ()


def test_jobs_run_one_at_a_time_in_an_order_that_may_change(bench: Bench) -> None:
    first, second, third = (bench.add(name) for name in "abc")
    bench.begin()
    assert [bench.state(job) for job in (second, third)] == [states.Queued(1), states.Queued(2)]
    bench.queue.move(third, second)
    assert list(bench.queue.job_states()) == [first, third, second]
    with pytest.raises(CommandRefusedError):
        bench.queue.move(first, None)
    begun = [bench.queue.active]
    for number in (2, 3):
        bench.finish()
        bench.pump_until(lambda number=number: len(bench.client.runs) == number)
        begun.append(bench.queue.active)
    bench.finish()
    assert begun == [first, third, second]
    assert [bench.stored(job).state for job in begun if job] == ["done"] * 3


def test_a_waiting_job_is_cancelled_at_once(bench: Bench) -> None:
    first, second = bench.add("a"), bench.add("b")
    bench.begin()
    bench.queue.cancel(second)
    assert bench.state(second) == states.Cancelled()
    assert bench.handler.given_up == [(second, states.Cancelled())]
    assert bench.project.setting(f"ended {second}") == "Cancelled"
    assert bench.stored(first).state == "running"
    assert bench.client.cancelled == []


def test_a_job_at_work_is_cancelled_by_the_engine(bench: Bench) -> None:
    job = bench.add("a")
    run = bench.begin()
    bench.queue.cancel(job)
    assert bench.client.cancelled == [run]
    bench.tell(events.Progress(run, 1, 8, 1.0, None, MEMORY))
    assert bench.state(job) == states.Cancelling()
    bench.tell(events.JobCancelled(run))
    assert bench.stored(job).state == "cancelled"
    bench.tell(events.JobDone(run, RESULT))
    assert bench.project.nodes() == []
    bench.queue.cancel(job)
    assert bench.state(job) == states.Cancelled()


def test_a_job_whose_inputs_are_read_is_cancelled_at_once(bench: Bench) -> None:
    bench.handler.may_load.clear()
    job = bench.add("a")
    bench.queue.pump()
    assert bench.state(job) == states.Preparing("inputs")
    bench.queue.cancel(job)
    assert bench.state(job) == states.Cancelled()
    bench.handler.may_load.set()
    other = bench.add("b")
    bench.begin()
    assert bench.queue.active == other
    assert len(bench.client.runs) == 1


def test_a_cancelled_job_may_be_queued_again_and_old_answers_do_not_fit(bench: Bench) -> None:
    job = bench.add("a")
    old = bench.begin()
    bench.queue.cancel(job)
    bench.tell(events.JobCancelled(old))
    bench.queue.retry(job)
    new = bench.begin()
    assert new != old
    bench.tell(events.JobFailed(old, DIED))
    assert bench.stored(job).state == "running"
    bench.finish()
    assert bench.stored(job).state == "done"


def test_a_failure_is_kept_and_the_next_job_runs(bench: Bench) -> None:
    first, second = bench.add("a"), bench.add("b")
    run = bench.begin()
    bench.tell(events.JobFailed(run, DIED))
    stored = bench.stored(first)
    assert (stored.state, stored.cause, stored.remedy) == ("failed", "It died.", "Again.")
    assert bench.state(first) == states.Failed(msgspec.structs.replace(DIED, log=stored.log))
    # Who reports it has what is known beside the engine's own words.
    lines = stored.log.splitlines()
    assert lines[0] == "Job: a"
    assert lines[1].startswith("Task: text_to_image")
    assert lines[2].startswith("Model: ")
    assert lines[3].startswith("Ran for: ")
    assert lines[3].endswith("starting the engine")
    assert lines[-1] == "last words"
    assert bench.project.setting(f"ended {first}") == "Failed"
    bench.pump_until(lambda: len(bench.client.runs) == 2)
    assert bench.queue.active == second


def test_the_log_of_a_failure_says_how_far_the_job_was_and_its_memory(bench: Bench) -> None:
    job = bench.add("a")
    run = bench.begin()
    memory = Memory(kind="cpu", used=2**30, peak=3 * 2**29, total=2**34)
    bench.tell(events.Progress(run, 4, 30, 1.0, None, memory))
    bench.tell(events.JobFailed(run, msgspec.structs.replace(DIED, log="")))
    log = bench.stored(job).log
    assert "step 4 of 30" in log
    assert log.endswith("Memory: 1.0 of 16.0 GB at the last step, 1.5 GB at most")


@pytest.mark.parametrize("part", ["prepare", "load", "encode", "record"])
@pytest.mark.parametrize("defect", [False, True])
def test_whatever_the_handler_cannot_do_fails_the_job(bench: Bench, part: str, defect: bool) -> None:
    bench.handler.problems[part] = RuntimeError("oops") if defect else MediaError("The picture is gone.", "Find it.")
    job = bench.add("a")
    bench.queue.pump()
    if part in ("encode", "record"):
        bench.pump_until(lambda: bool(bench.client.runs))
        bench.client.tell(events.JobDone(bench.client.run_id, RESULT))
    bench.pump_until(lambda: bench.stored(job).state == "failed")
    failed = bench.state(job)
    assert isinstance(failed, states.Failed)
    assert failed.failure.kind is (FailureKind.INTERNAL if defect else FailureKind.MEDIA)
    assert ("oops" if defect else "The picture is gone.") in failed.failure.cause
    assert "Traceback" in failed.failure.log
    assert bench.project.nodes() == []
    # The next one is not concerned.
    bench.handler.problems.clear()
    other = bench.add("b")
    bench.begin()
    bench.finish()
    assert bench.stored(other).state == "done"


def test_a_pause_lasts_until_it_is_ended_also_over_a_restart(bench: Bench) -> None:
    first, second = bench.add("a"), bench.add("b")
    bench.begin()
    bench.queue.pause()
    bench.finish()
    bench.queue.pump()
    assert bench.stored(first).state == "done"
    assert bench.queue.active is None
    bench.queue.close()
    bench.open()
    assert bench.queue.paused
    bench.queue.pump()
    assert bench.stored(second).state == "queued"
    bench.queue.resume()
    bench.begin()
    assert bench.queue.active == second


def test_a_job_at_work_is_queued_again_when_the_studio_is_closed(bench: Bench) -> None:
    job = bench.add("a")
    bench.begin()
    bench.queue.close()
    assert bench.client.closed
    assert bench.stored(job).state == "queued"
    bench.queue.close()
    bench.open()
    bench.begin()
    bench.finish()
    assert bench.stored(job).state == "done"


def test_a_job_at_work_is_queued_again_after_a_crash(bench: Bench) -> None:
    job = bench.add("a")
    bench.begin()
    # The first queue is never closed, as if its process had been killed.
    first = bench.queue
    bench.open()
    assert bench.stored(job).state == "queued"
    bench.begin()
    bench.finish()
    assert bench.stored(job).state == "done"
    first._helper.shutdown()


def test_a_job_that_was_removed_meanwhile_leaves_nothing(bench: Bench) -> None:
    job = bench.add("a")
    run = bench.begin()
    bench.queue.cancel(job)
    bench.tell(events.JobCancelled(run))
    bench.project.run(RemoveJobs((job,)))
    bench.tell(events.JobDone(run, RESULT))
    assert bench.queue.job_states() == {}
    assert bench.project.nodes() == []


def test_a_project_that_cannot_be_written_stops_the_queue(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = bench.add("a"), bench.add("b")
    run = bench.begin()

    def full(_: Command) -> None:
        raise ProjectError("The disk is full.", "Free some space.")

    with monkeypatch.context() as patched:
        patched.setattr(bench.project, "run", full)
        bench.tell(events.JobFailed(run, DIED))
    failed = bench.state(first)
    assert isinstance(failed, states.Failed)
    assert failed.failure.kind is FailureKind.STORAGE
    assert failed.failure.cause == "The disk is full."
    assert bench.queue.paused
    assert bench.queue.active is None
    bench.queue.resume()
    bench.begin()
    assert bench.queue.active == second
    bench.queue.retry(first)
    assert bench.stored(first).state == "queued"


def test_a_full_disk_keeps_nobody_from_closing_and_opening_again(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    job, other = bench.add("a"), bench.add("b")
    bench.begin()

    def full(_: Command) -> None:
        raise ProjectError("The disk is full.", "Free some space.")

    with monkeypatch.context() as patched:
        patched.setattr(bench.project, "run", full)
        bench.queue.close()
        assert bench.client.closed
        assert bench.stored(job).state == "running"
        bench.open()
        bench.queue.pump()
    failed = bench.state(job)
    assert isinstance(failed, states.Failed)
    assert failed.failure.cause == "The disk is full."
    assert bench.queue.paused
    bench.queue.retry(job)
    bench.queue.resume()
    bench.begin()
    assert bench.queue.active == job
    assert isinstance(bench.state(other), states.Queued)


def test_a_read_only_project_is_left_alone(bench: Bench, tmp_path: Path) -> None:
    job = bench.add("a")
    bench.queue.close()
    path = bench.project.path
    bench.project.close()
    with Project.open(path, read_only=True, cache=tmp_path / "cache") as project:
        reader = Bench(project)
        reader.queue.pump()
        assert reader.stored(job).state == "queued"
        assert reader.client.runs == []
        reader.queue.close()


def test_the_engine_s_own_events_are_told(bench: Bench) -> None:
    told: list[events.Event] = []
    stop = bench.queue.subscribe_engine(told.append)
    bench.tell(events.EngineStarting(3))
    bench.tell(events.ModelReady("x", MODEL, MEMORY, 1.0))
    bench.queue.end_engine()
    assert bench.client.killed
    stop()
    bench.tell(events.EngineStopped(True, "it ended with status 0"))
    assert told == [events.EngineStarting(3), events.ModelReady("x", MODEL, MEMORY, 1.0)]


def test_what_loading_ahead_of_a_job_comes_to_is_told(bench: Bench) -> None:
    told: list[events.Event] = []
    bench.queue.subscribe_engine(told.append)
    model = ModelChoice(root="/models/nano")
    bench.queue.load_model(model)
    [(name, loaded)] = bench.client.loads
    assert loaded == model
    failed = events.JobFailed(name, Failure(kind=FailureKind.CHECKPOINT, cause="The model is damaged."))
    bench.tell(failed)
    # That of a job is the job's own.
    bench.tell(events.JobFailed("another", failed.failure))
    assert told == [failed]
