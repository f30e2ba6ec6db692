"""The engine in this process: its thread, cancelling, exhausted memory, ending the engine and the backend."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace as changed

from lance_studio.backends import events
from lance_studio.backends import in_process as in_process_module
from lance_studio.backends.backend import Order
from lance_studio.backends.failures import FailureKind
from lance_studio.backends.in_process import InProcessBackend
from lance_studio.backends.process.client import ProcessBackend
from lance_studio.backends.runner import EngineRunner
from lance_studio.errors import InvalidRequestError
from lance_studio.requests import ImageEdit, ModelChoice, Sampling
from tests.unit.backends.talk import LONG, NO_MODEL, PATIENCE, PICTURE, Listener, Runner, done, failure


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def backend(listener: Listener) -> Iterator[InProcessBackend]:
    backend = InProcessBackend(listener)
    yield backend
    backend.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "engine"]


@pytest.fixture
def run(backend: InProcessBackend, listener: Listener, small_model: ModelChoice) -> Runner:
    return Runner(backend, listener, small_model)


class Gated(EngineRunner):
    """Waits in each job until the test lets it go on, or cancels it."""

    begun: threading.Semaphore
    may_go: threading.Semaphore
    problem: BaseException | None = None
    deaf = False

    def _do(self, order: Order, cancel: threading.Event) -> events.JobEvent:
        self.begun.release()
        while not self.may_go.acquire(timeout=0.01):
            if cancel.is_set() and not self.deaf:
                return events.JobCancelled(order.job)
        self._emit(events.Token(order.job, 0, "late"))
        if self.problem is not None:
            raise self.problem
        return events.JobFailed(order.job, in_process_module._killed())


@pytest.fixture
def gated(monkeypatch: pytest.MonkeyPatch, listener: Listener) -> Iterator[InProcessBackend]:
    """A backend whose engine does nothing until it may."""
    Gated.begun, Gated.may_go = threading.Semaphore(0), threading.Semaphore(0)
    Gated.problem, Gated.deaf = None, False
    monkeypatch.setattr(in_process_module, "EngineRunner", Gated)
    backend = InProcessBackend(listener)
    yield backend
    backend.close()


def test_both_backends_make_the_same_pixels(run: Runner) -> None:
    request = changed(PICTURE, sampling=Sampling(steps=3, seed=11))
    here = run.visual(request)
    listener = Listener()
    process = ProcessBackend(listener)
    there = Runner(process, listener, run.model).visual(request)
    process.close()
    assert np.array_equal(here.frames, there.frames)
    assert np.array_equal(here.latent, there.latent)
    assert here.model == there.model


def test_the_engine_starts_with_the_first_job_and_the_model_is_held(run: Runner, backend: InProcessBackend) -> None:
    assert run.listener.events == []
    assert backend.held is None
    run(PICTURE)
    assert isinstance(run.listener.events[0], events.EngineStarting)
    assert isinstance(run.listener.events[1], events.EngineReady)
    assert backend.held is not None
    assert backend.held.model.name == "small"
    assert 0 < backend.held.memory.used <= backend.held.memory.total


def test_the_engine_has_one_thread_and_it_is_not_the_caller_s(listener: Listener, small_model: ModelChoice) -> None:
    threads: set[str] = set()

    def receive(event: events.Event) -> None:
        threads.add(threading.current_thread().name)
        listener(event)

    backend = InProcessBackend(receive)
    Runner(backend, listener, small_model)(PICTURE)
    backend.close()
    assert threads == {"engine"}


def test_ending_the_engine_fails_the_job_frees_the_model_and_the_next_job_starts_it_again(
    run: Runner, backend: InProcessBackend
) -> None:
    job = run.begin(LONG)
    run.listener.wait_for(events.Progress, lambda event: event.job == job)
    backend.kill()
    end = failure(run.listener.end_of(job))
    assert end.failure.kind is FailureKind.ENGINE_DIED
    assert "was ended" in end.failure.cause
    assert run.listener.wait_for(events.EngineStopped).expected
    assert backend.held is None
    assert isinstance(run(PICTURE), events.JobDone)
    assert [event.stage for event in run.told(events.Loading) if isinstance(event, events.Loading)] == ["loading"]


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (MemoryError(), FailureKind.MEMORY, "memory is full"),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory"), FailureKind.MEMORY, "memory is full"),
        (RuntimeError("a defect"), FailureKind.INTERNAL, "a defect"),
    ],
)
def test_an_error_of_the_engine_is_the_same_failure_as_elsewhere(
    run: Runner, monkeypatch: pytest.MonkeyPatch, error: Exception, kind: FailureKind, words: str
) -> None:
    from lance_studio.engine import pipeline

    def fail(*_: Any) -> None:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(pipeline, "generate_visual", fail)
        end = failure(run(PICTURE))
    assert end.failure.kind is kind
    assert words in end.failure.cause
    assert isinstance(run(PICTURE), events.JobDone)


def test_whatever_is_raised_fails_the_job_only(gated: InProcessBackend, listener: Listener) -> None:
    Gated.problem = SystemExit("a defect")
    Gated.may_go.release(2)
    for job in "ab":
        assert "a defect" in failure(done(gated, listener, job)).failure.cause


def test_jobs_run_in_their_order(gated: InProcessBackend, listener: Listener) -> None:
    for job in "cab":
        gated.submit(job, PICTURE, [], NO_MODEL)
    Gated.may_go.release(3)
    listener.end_of("b")
    assert [event.job for event in listener.events if isinstance(event, events.JobEnd)] == list("cab")


def test_a_waiting_job_is_cancelled_at_once(gated: InProcessBackend, listener: Listener) -> None:
    gated.submit("a", PICTURE, [], NO_MODEL)
    gated.submit("b", PICTURE, [], NO_MODEL)
    assert Gated.begun.acquire(timeout=PATIENCE)
    gated.cancel("b")
    gated.cancel("unknown")
    assert isinstance(listener.end_of("b"), events.JobCancelled)
    assert listener.of("a") == []
    gated.cancel("a")
    assert isinstance(listener.end_of("a"), events.JobCancelled)


def test_of_a_cancelled_job_only_its_end_is_told(gated: InProcessBackend, listener: Listener) -> None:
    """Also if it went on to its end, or if the engine was ended after that."""
    Gated.deaf = True
    for job, kill in (("a", False), ("b", True)):
        gated.submit(job, PICTURE, [], NO_MODEL)
        assert Gated.begun.acquire(timeout=PATIENCE)
        gated.cancel(job)
        if kill:
            gated.kill()
        Gated.may_go.release()
        assert isinstance(listener.end_of(job), events.JobCancelled)
        assert len(listener.of(job)) == 1


def test_unsuitable_inputs_are_refused_at_once(gated: InProcessBackend, listener: Listener) -> None:
    with pytest.raises(InvalidRequestError):
        gated.submit("a", ImageEdit(instruction="red"), [], NO_MODEL)
    assert listener.events == []


def test_ending_an_engine_that_never_ran_is_harmless(gated: InProcessBackend, listener: Listener) -> None:
    gated.kill()
    Gated.may_go.release()
    done(gated, listener, "a")
    assert not [event for event in listener.events if isinstance(event, events.EngineStopped)]


@pytest.mark.parametrize("close", [InProcessBackend.close, lambda backend: (backend.close(), backend.close())])
def test_closing_ends_the_thread_in_the_middle_of_a_job(
    gated: InProcessBackend, listener: Listener, close: Callable[[InProcessBackend], object]
) -> None:
    gated.submit("a", PICTURE, [], NO_MODEL)
    gated.submit("b", PICTURE, [], NO_MODEL)
    assert Gated.begun.acquire(timeout=PATIENCE)
    close(gated)
    assert not [thread for thread in threading.enumerate() if thread.name == "engine"]
    assert listener.of("a") == []
    assert listener.of("b") == []


_FORGETFUL = """
import sys, threading
from lance_studio import requests
from lance_studio.backends import events
from lance_studio.backends.in_process import InProcessBackend
stepped = threading.Event()
backend = InProcessBackend(lambda event: stepped.set() if isinstance(event, events.Progress) else None)
request = requests.TextToImage(prompt="a", width=48, height=32, sampling=requests.Sampling(steps=1000))
backend.submit("a", request, [], requests.ModelChoice(root=sys.argv[1], device="cpu"))
stepped.wait()
"""


def test_a_program_that_closes_nothing_ends_as_it_should(small_model: ModelChoice) -> None:
    """The thread stands inside torch then, which must not be torn down around it."""
    ended = subprocess.run(
        [sys.executable, "-c", _FORGETFUL, small_model.root], capture_output=True, text=True, timeout=PATIENCE
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
