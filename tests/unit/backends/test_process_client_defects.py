"""The client's thread goes on, whatever happens in it, and its end leaves no process."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import psutil
import pytest

from lance_studio.backends import events
from lance_studio.backends.failures import FailureKind
from lance_studio.backends.process import client as client_module
from lance_studio.backends.process.client import ProcessBackend
from lance_studio.backends.process.process import EngineProcess
from lance_studio.errors import InvalidRequestError
from lance_studio.requests import ModelChoice, Request
from tests.unit.backends.talk import NO_MODEL, PICTURE, Listener, done, failure
from tests.unit.backends.test_process_client import GOOD, Start, start

__all__ = ["start"]

#: Reads nothing any more once it is there.
FROZEN = "ready()\ntime.sleep(600)"
LONG = msgspec.structs.replace(PICTURE, prompt="a harbour " * 100_000)


def once(original: Callable[..., Any], error: BaseException) -> Callable[..., Any]:
    """Raise an error the first time."""
    raised: list[bool] = []

    def wrapped(*arguments: Any) -> Any:
        if not raised:
            raised.append(True)
            raise error
        return original(*arguments)

    return wrapped


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (msgspec.structs.replace(PICTURE, prompt="half \ud800"), "prompt has a broken character"),
    ],
)
def test_a_request_that_no_message_holds_is_refused_at_once(start: Start, request_: Request, words: str) -> None:
    client, listener = start(GOOD)
    with pytest.raises(InvalidRequestError, match=words) as refused:
        client.submit("a", request_, [], NO_MODEL)
    assert refused.value.remedy
    assert isinstance(done(client, listener, "b"), events.JobDone)


def test_a_model_whose_name_is_no_text_fails_to_load(start: Start, caplog: pytest.LogCaptureFixture) -> None:
    client, listener = start(GOOD)
    client.load("a", ModelChoice(root="/models/caf\udce9"))
    assert failure(listener.end_of("a")).failure.cause
    with pytest.raises(InvalidRequestError, match="root"):
        client.submit("b", PICTURE, [], ModelChoice(root="/models/caf\udce9"))
    assert isinstance(done(client, listener, "c"), events.JobDone)
    assert "defect" in caplog.text


@pytest.mark.parametrize("error", [RuntimeError("a defect"), SystemExit("a defect"), RecursionError("a defect")])
@pytest.mark.parametrize("place", ["send", "answer", "order", "start", "log"])
def test_a_defect_fails_the_job_at_hand_and_the_next_one_is_done(
    start: Start, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, place: str, error: BaseException
) -> None:
    script = GOOD.replace("ready()", "print('a line', file=sys.stderr, flush=True)\nready()")
    client, listener = start(script)
    owner, name = {
        "send": (EngineProcess, "give"),
        "answer": (EngineProcess, "read_messages"),
        "order": (client, "_send"),
        "start": (client_module, "EngineProcess"),
        "log": (EngineProcess, "read_log"),
    }[place]
    monkeypatch.setattr(owner, name, once(getattr(owner, name), error))
    first = done(client, listener, "a")
    assert "a defect" in failure(first).failure.cause
    assert failure(first).failure.kind is FailureKind.INTERNAL
    assert isinstance(done(client, listener, "b"), events.JobDone)
    client.close()
    assert "defect" in caplog.text
    assert [event for event in listener.events if isinstance(event, events.JobEnd)] == [
        *listener.of("a")[-1:],
        *listener.of("b")[-1:],
    ]
    for event in listener.events:
        assert not isinstance(event, events.EngineStarting) or not psutil.pid_exists(event.pid)


def test_a_defect_in_a_call_of_another_thread_is_met_too(start: Start, caplog: pytest.LogCaptureFixture) -> None:
    client, listener = start(GOOD)
    assert isinstance(done(client, listener, "a"), events.JobDone)

    def fail() -> None:
        raise RuntimeError("a defect")

    client._post(fail)
    assert isinstance(done(client, listener, "b"), events.JobDone)
    assert "a defect" in caplog.text


@pytest.fixture
def stuck(start: Start) -> Iterator[tuple[ProcessBackend, Listener, int]]:
    """A client whose thread waits for a process that does not read the job it is given."""
    client, listener = start(FROZEN)
    client.submit("a", LONG, [], NO_MODEL)
    pid = listener.wait_for(events.EngineReady).pid
    yield client, listener, pid
    assert not psutil.pid_exists(pid)


def test_a_process_that_does_not_read_can_be_ended(stuck: tuple[ProcessBackend, Listener, int]) -> None:
    client, listener, _ = stuck
    client.kill()
    assert failure(listener.end_of("a")).failure.kind is FailureKind.ENGINE_DIED


def test_a_process_that_does_not_read_does_not_keep_the_client_from_closing(
    stuck: tuple[ProcessBackend, Listener, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "_FAREWELL_SECONDS", 0.2)
    client, _, pid = stuck
    client.close()
    assert not psutil.pid_exists(pid)
    assert not [thread for thread in threading.enumerate() if thread.name == "engine process"]


def test_a_result_that_comes_at_the_last_moment_is_told(start: Start) -> None:
    client, listener = start(
        "ready()\njob = None\nfor order in orders():\n"
        "  if isinstance(order, wire.Run): job = order.job; say(events.Stage(job, 'decoding'))\n"
        "  if isinstance(order, wire.Shutdown): picture(job, 5); sys.exit()\n"
    )
    client.submit("a", PICTURE, [], NO_MODEL)
    listener.wait_for(events.Stage)
    client.close()
    end = listener.end_of("a")
    assert isinstance(end, events.JobDone)
    assert isinstance(end.result, events.VisualResult)
    assert (end.result.frames == 5).all()
    assert [type(event) for event in listener.of("a")] == [events.Stage, events.JobDone]


def test_a_signal_to_all_processes_leaves_the_engine_to_the_studio() -> None:
    listener = Listener()
    client = ProcessBackend(listener)
    client.load("a", NO_MODEL)
    pid = listener.wait_for(events.EngineReady).pid
    # It is not in the group that a terminal sends signals to, and it ignores those that are sent to everybody.
    assert os.getpgid(pid) == pid
    status = Path(f"/proc/{pid}/status").read_text()
    ignored = int(next(line.split()[1] for line in status.splitlines() if line.startswith("SigIgn")), 16)
    assert all(ignored >> (number - 1) & 1 for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM))
    client.close()
    assert not psutil.pid_exists(pid)
