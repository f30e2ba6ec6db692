"""An engine's process that stops, hangs, does not cancel, or runs out of memory."""

import os
import signal
import time
from collections.abc import Callable, Iterator

import psutil
import pytest

from lance_studio.backends import events
from lance_studio.backends.failures import FailureKind, explained
from lance_studio.backends.process import client as client_module
from lance_studio.backends.process.client import ProcessBackend
from lance_studio.backends.watchdog import Patience
from lance_studio.errors import DeviceError
from tests.unit.backends.talk import NO_MODEL, PICTURE, Listener, done, failure, stand_in

Start = Callable[..., tuple[ProcessBackend, Listener]]

#: Says that it begins, and then nothing; it gives signs of life only if it is told to.
BUSY = """
ready()
import threading, time
for order in orders():
    if isinstance(order, wire.Run):
        say(events.Stage(order.job, 'preparing'))
        if order.request.prompt == 'a harbour at night':
            answer(order.job)
"""
QUICK = Patience(beat=0.2, least=0.2, times=10, loading=0.2, first_on_gpu=0.2, first_on_cpu=0.2)
NEXT = PICTURE.__class__(prompt="a harbour at night", width=48, height=32)


@pytest.fixture
def start() -> Iterator[Start]:
    clients: list[ProcessBackend] = []

    def make(script: str = BUSY, **options: object) -> tuple[ProcessBackend, Listener]:
        listener = Listener()
        clients.append(ProcessBackend(listener, command=stand_in(script), **options))  # type: ignore[arg-type]
        return clients[-1], listener

    yield make
    for client in clients:
        client.close()


def begin(client: ProcessBackend, listener: Listener) -> int:
    client.submit("a", PICTURE, [], NO_MODEL)
    pid = listener.wait_for(events.EngineReady).pid
    listener.wait_for(events.Stage)
    return pid


def test_silence_is_told_and_waiting_asks_again_later(start: Start) -> None:
    client, listener = start(patience=QUICK)
    begin(client, listener)
    told = listener.wait_for(events.DoesNotAnswer)
    assert told.job == "a"
    assert told.seconds > 0.2
    # Patience begins anew with each wish to wait, so that it is told again.
    client.be_patient("a")
    listener.wait_for(events.DoesNotAnswer)
    client.cancel("a")


def test_a_stopped_process_is_hung_and_one_that_goes_on_answers_again(start: Start) -> None:
    patience = Patience(beat=0.5, least=1000, times=1000, loading=1000, first_on_gpu=1000, first_on_cpu=1000)
    beating = BUSY.replace(
        "for order in orders():",
        "def beat():\n    while True:\n        say(wire.Beat())\n        time.sleep(0.05)\n"
        "threading.Thread(target=beat, daemon=True).start()\nfor order in orders():",
    )
    client, listener = start(beating, patience=patience)
    pid = begin(client, listener)
    os.kill(pid, signal.SIGSTOP)
    assert listener.wait_for(events.DoesNotAnswer).hung
    os.kill(pid, signal.SIGCONT)
    listener.wait_for(events.AnswersAgain)
    client.cancel("a")


@pytest.mark.parametrize("stopped", [True, False])
def test_a_job_that_does_not_stop_is_cancelled_by_the_end_of_its_process(start: Start, stopped: bool) -> None:
    client, listener = start(cancel_seconds=0.3)
    pid = begin(client, listener)
    if stopped:
        os.kill(pid, signal.SIGSTOP)
    client.cancel("a")
    assert isinstance(listener.end_of("a"), events.JobCancelled)
    assert listener.wait_for(events.EngineStopped).expected
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    assert isinstance(done(client, listener, "b", NEXT), events.JobDone), "the next job has a process of its own"
    assert listener.latest(events.EngineReady).pid != pid


def test_cancelling_takes_less_than_five_seconds_by_default() -> None:
    assert client_module.CANCEL_SECONDS + 1 <= 5


def test_closing_a_stopped_process_takes_less_than_three_seconds(start: Start) -> None:
    client, listener = start()
    pid = begin(client, listener)
    os.kill(pid, signal.SIGSTOP)
    began = time.monotonic()
    client.close()
    assert time.monotonic() - began < 3
    assert not psutil.pid_exists(pid)


def test_what_the_process_has_started_ends_with_it(start: Start) -> None:
    script = BUSY.replace(
        "say(events.Stage(order.job, 'preparing'))",
        "import subprocess\n        other = subprocess.Popen(['sleep', '600'])\n"
        "        say(events.Token(order.job, other.pid, ''))\n        say(events.Stage(order.job, 'preparing'))",
    )
    client, listener = start(script, cancel_seconds=0.2)
    client.submit("a", PICTURE, [], NO_MODEL)
    other = psutil.Process(listener.wait_for(events.Token).index)
    listener.wait_for(events.Stage)
    client.cancel("a")
    listener.end_of("a")
    assert psutil.wait_procs([other], timeout=30)[1] == []


def test_a_process_that_ran_out_of_memory_is_replaced(start: Start) -> None:
    script = """
ready()
from lance_studio.backends.failures import explained
for order in orders():
    if isinstance(order, wire.Run):
        if order.request.prompt == 'a harbour at night':
            answer(order.job)
        else:
            say(events.JobFailed(order.job, explained(RuntimeError('could not create a primitive'))))
"""
    client, listener = start(script)
    end = failure(done(client, listener, "a"))
    assert end.failure.kind is FailureKind.MEMORY
    assert "memory" in end.failure.cause
    assert end.failure.remedy
    first = listener.latest(events.EngineReady).pid
    assert listener.wait_for(events.EngineStopped).expected
    assert isinstance(done(client, listener, "b", NEXT), events.JobDone)
    assert listener.latest(events.EngineReady).pid != first


def test_a_process_that_the_system_ended_for_want_of_memory(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    client, listener = start()
    pid = begin(client, listener)
    monkeypatch.setattr(client_module, "memory_endings", lambda: 1 << 40)
    os.kill(pid, signal.SIGKILL)
    end = failure(listener.end_of("a"))
    assert end.failure.kind is FailureKind.MEMORY
    assert "memory ran out" in end.failure.log


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("could not create a primitive"),
        RuntimeError("could not create a primitive descriptor for the matmul primitive: out of memory"),
        RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB"),
        RuntimeError("CUDA error: out of memory"),
        RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"),
        RuntimeError("cuDNN error: CUDNN_STATUS_ALLOC_FAILED"),
        RuntimeError("[enforce fail at alloc_cpu.cpp:117] . DefaultCPUAllocator: can't allocate memory: you tried"),
        RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate 1 bytes."),
        RuntimeError("std::bad_alloc"),
        MemoryError(),
        MemoryError("Unable to allocate 3 GiB for an array"),
        OSError(12, "Cannot allocate memory"),
    ],
)
def test_every_wording_of_full_memory_is_one_failure(error: Exception) -> None:
    direct = explained(error)
    wrapped = DeviceError("The GPU's memory is full (40 GB, 0.1 GB free).", "Choose a smaller size.")
    wrapped.__cause__ = error
    assert direct.kind is explained(wrapped).kind is FailureKind.MEMORY
    assert direct.remedy == explained(wrapped).remedy
    assert "GPU" in explained(wrapped).cause
    assert "damaged" not in direct.cause + direct.remedy
