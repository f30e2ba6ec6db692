"""The real engine's process on the small checkpoint: what it waits for, its place behind others, memory, death."""

import os
import signal
import subprocess
import sys

import psutil
import pytest

from lance_studio import requests
from lance_studio.backends import events
from lance_studio.backends.backend import Backend
from lance_studio.backends.failures import FailureKind
from lance_studio.backends.process import child
from lance_studio.requests import ModelChoice, Sampling
from tests.unit.backends.talk import LONG, PICTURE, Listener, Runner, failure


@pytest.fixture(scope="module")
def run(client: Backend, listener: Listener, small_model: ModelChoice) -> Runner:
    return Runner(client, listener, small_model)


def test_the_first_job_tells_what_it_waits_for(run: Runner) -> None:
    run(PICTURE)
    first = run.listener.events[:5]
    assert isinstance(first[0], events.EngineStarting)
    assert isinstance(first[1], events.EngineReady)
    assert isinstance(first[2], events.Loading)
    assert isinstance(first[3], events.Loading)
    assert [first[2].stage, first[3].stage] == ["importing", "loading"]
    assert isinstance(first[4], events.ModelReady)


def test_computing_steps_back_for_the_window(run: Runner) -> None:
    """Also where the tests themselves have stepped back; behind the last place there is none."""
    run(PICTURE)
    ours = psutil.Process().nice()
    assert psutil.Process(run.listener.latest(events.EngineReady).pid).nice() == min(19, ours + child.NICENESS_STEP)


def test_exhausted_memory_is_said(run: Runner) -> None:
    """The largest clip does not fit into an address space that is hardly larger than the process."""
    run(PICTURE)
    process = psutil.Process(run.listener.latest(events.EngineReady).pid)
    room = process.memory_info().vms + (256 << 20)
    old = process.rlimit(psutil.RLIMIT_AS)
    process.rlimit(psutil.RLIMIT_AS, (room, old[1]))
    large = requests.TextToVideo(prompt="a", width=1024, height=1024, num_frames=121, sampling=Sampling(steps=1))
    end = failure(run(large))
    process.rlimit(psutil.RLIMIT_AS, old)
    assert end.failure.kind is FailureKind.MEMORY
    assert "memory" in end.failure.cause
    assert isinstance(run(PICTURE), events.JobDone)


# --- death ------------------------------------------------------------------------------------------------------------


def test_killing_the_process_fails_its_job_only(run: Runner) -> None:
    run(PICTURE)
    job = run.begin(LONG)
    run.listener.wait_for(events.Progress, lambda event: event.job == job)
    before = run.listener.latest(events.EngineReady).pid
    os.kill(before, signal.SIGKILL)
    end = failure(run.listener.end_of(job))
    assert end.failure.kind is FailureKind.ENGINE_DIED
    assert "SIGKILL" in end.failure.cause
    assert isinstance(run(PICTURE), events.JobDone)
    assert run.listener.latest(events.EngineReady).pid != before


_STUDIO = """
import sys, threading
from lance_studio import requests
from lance_studio.backends import events
from lance_studio.backends.process.client import ProcessBackend
def on_event(event):
    if isinstance(event, events.EngineReady): print(event.pid, flush=True)
    if isinstance(event, events.Progress): print("step", flush=True)
client = ProcessBackend(on_event)
request = requests.TextToImage(prompt="a", width=48, height=32, sampling=requests.Sampling(steps=1000))
client.submit("a", request, [], requests.ModelChoice(root=sys.argv[1], device="cpu"))
threading.Event().wait()
"""


def test_the_process_ends_when_the_studio_is_killed(small_model: ModelChoice) -> None:
    studio = subprocess.Popen(
        [sys.executable, "-c", _STUDIO, small_model.root], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert studio.stdout is not None
    assert studio.stderr is not None
    engine = psutil.Process(int(studio.stdout.readline()))
    assert studio.stdout.readline() == "step\n"
    studio.kill()
    psutil.wait_procs([engine], timeout=20)
    assert not engine.is_running()
    # Nothing is written about what was left behind, because nothing is.
    assert studio.stderr.read() == ""
    studio.stdout.close()
    studio.stderr.close()
    studio.wait()
