"""The client against stand-ins for the engine's process that misbehave in one way each."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from lance_studio.backends import events
from lance_studio.backends.failures import FailureKind
from lance_studio.backends.process.client import ProcessBackend
from lance_studio.errors import InvalidRequestError
from lance_studio.requests import ImageEdit
from tests.unit.backends.talk import NO_MODEL, PICTURE, Listener, done, failure, stand_in

Start = Callable[..., tuple[ProcessBackend, Listener]]

GOOD = """
ready()
for order in orders():
    if isinstance(order, wire.Run):
        answer(order.job)
"""
#: Answers a job only when it is cancelled, and then as if it had not heard of it.
DEAF = """
ready()
job = None
for order in orders():
    if isinstance(order, wire.Run):
        if order.request.prompt == "next":
            picture(order.job, 2)
        job = order.job
        say(events.Stage(job, 'preparing'))
    if isinstance(order, wire.Cancel):
        say(events.Token(job, 0, 'late'))
        picture(job, 1)
"""


@pytest.fixture
def start() -> Iterator[Start]:
    clients: list[ProcessBackend] = []

    def make(script: str, **options: Any) -> tuple[ProcessBackend, Listener]:
        listener = Listener()
        clients.append(ProcessBackend(listener, command=stand_in(script), **options))
        return clients[-1], listener

    yield make
    for client in clients:
        client.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "engine process"]


def test_the_process_starts_with_the_first_job_and_stays(start: Start) -> None:
    client, listener = start(GOOD)
    assert listener.events == []
    ends = [done(client, listener, job) for job in "abc"]
    assert all(isinstance(end, events.JobDone) for end in ends)
    kinds = [type(event) for event in listener.events]
    assert kinds == [events.EngineStarting, events.EngineReady, *[events.JobDone] * 3]


def test_jobs_run_in_their_order(start: Start) -> None:
    client, listener = start(GOOD)
    for job in "dcba":
        client.submit(job, PICTURE, [], NO_MODEL)
    listener.end_of("a")
    assert [event.job for event in listener.events if isinstance(event, events.JobDone)] == list("dcba")


def test_a_process_of_another_version_is_refused(start: Start) -> None:
    client, listener = start("version += 1\nready()\nfor order in orders(): answer(order.job)")
    end = failure(done(client, listener, "a"))
    assert end.failure.kind is FailureKind.PROTOCOL
    assert "version" in end.failure.cause
    assert end.failure.remedy


def test_the_process_refuses_a_studio_of_another_version() -> None:
    listener = Listener()
    # It says the studio's version, which the studio accepts, and then does not accept that one itself.
    script = "from lance_studio.backends.process import child, link; link.PROTOCOL_VERSION += 1; child.main()"
    command = [sys.executable, "-c", script]
    client = ProcessBackend(listener, command=command)
    end = failure(done(client, listener, "a"))
    client.close()
    assert end.failure.kind is FailureKind.PROTOCOL
    assert "version" in end.failure.cause


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        ("print('no module named torch', file=sys.stderr); sys.exit(3)", FailureKind.START),
        ("os.write(1, b'Welcome to the engine!')\nfor order in orders(): pass", FailureKind.PROTOCOL),
        ("ready()\nfor order in orders(): os.write(1, b'Loading weights: 10 %')", FailureKind.PROTOCOL),
        ("ready()\nfor order in orders():\n  if isinstance(order, wire.Run): ready(); sys.exit(7)", None),
    ],
    ids=["ends", "greets", "prints", "ends in a job"],
)
def test_a_process_that_fails_fails_the_job(start: Start, script: str, kind: FailureKind | None) -> None:
    client, listener = start(script)
    end = failure(done(client, listener, "a"))
    assert end.failure.kind is (kind or FailureKind.ENGINE_DIED)
    assert end.failure.cause
    if kind is FailureKind.START:
        assert "status 3" in end.failure.cause
        assert "no module named torch" in end.failure.log
    assert isinstance(listener.wait_for(events.EngineStopped), events.EngineStopped)


def test_a_program_that_is_not_there_fails_the_job() -> None:
    listener = Listener()
    client = ProcessBackend(listener, command=["no-such-program"])
    ends = [failure(done(client, listener, job)) for job in "ab"]
    client.close()
    assert [end.failure.kind for end in ends] == [FailureKind.START] * 2


def test_a_process_that_never_answers_is_given_up(start: Start) -> None:
    client, listener = start("time.sleep(600)", start_seconds=0.5)
    end = failure(done(client, listener, "a"))
    assert end.failure.kind is FailureKind.START
    assert "does not answer" in end.failure.cause


def test_death_fails_the_job_at_work_and_the_next_one_starts_another_process(start: Start) -> None:
    client, listener = start(
        "ready()\nfor order in orders():\n"
        "  if isinstance(order, wire.Run):\n"
        "    if order.request.prompt != 'next':\n"
        "      print('the last words', file=sys.stderr, flush=True); os.kill(os.getpid(), 9)\n"
        "    answer(order.job)\n"
    )
    following = type(PICTURE)(prompt="next")
    client.submit("a", PICTURE, [], NO_MODEL)
    client.submit("b", following, [], NO_MODEL)
    died = failure(listener.end_of("a"))
    assert died.failure.kind is FailureKind.ENGINE_DIED
    assert "SIGKILL" in died.failure.cause
    assert died.failure.log.startswith("Engine: process ")
    assert "SIGKILL" in died.failure.log
    assert died.failure.log.endswith("The engine's last lines:\nthe last words")
    assert isinstance(listener.end_of("b"), events.JobDone)
    pids = [event.pid for event in listener.events if isinstance(event, events.EngineReady)]
    assert len(set(pids)) == 2


def test_the_end_of_output_and_log_may_be_noticed_together() -> None:
    listener, dead = Listener(), threading.Event()

    def receive(event: events.Event) -> None:
        listener(event)
        if isinstance(event, events.EngineReady) and not dead.is_set():
            # The client's thread looks at the pipes again only when both have ended.
            os.kill(event.pid, signal.SIGKILL)
            os.waitid(os.P_PID, event.pid, os.WEXITED | os.WNOWAIT)
            dead.set()

    client = ProcessBackend(receive, command=stand_in(GOOD))
    ends = [done(client, listener, job) for job in "ab"]
    client.close()
    assert failure(ends[0]).failure.kind is FailureKind.ENGINE_DIED
    # It said nothing, but something is known.
    log = failure(ends[0]).failure.log
    assert "SIGKILL" in log
    assert "s after its start" in log
    assert log.endswith("The engine wrote nothing to its log.")
    assert isinstance(ends[1], events.JobDone)


def test_death_between_jobs_is_told_and_harmless(start: Start) -> None:
    client, listener = start(GOOD)
    first = done(client, listener, "a")
    os.kill(listener.wait_for(events.EngineReady).pid, signal.SIGTERM)
    stopped = listener.wait_for(events.EngineStopped)
    assert not stopped.expected
    assert "SIGTERM" in stopped.status
    second = done(client, listener, "b")
    assert isinstance(first, events.JobDone)
    assert isinstance(second, events.JobDone)


def test_ending_the_process_fails_the_job_at_work(start: Start) -> None:
    client, listener = start(DEAF)
    client.submit("a", PICTURE, [], NO_MODEL)
    listener.wait_for(events.Stage)
    client.kill()
    end = failure(listener.end_of("a"))
    assert end.failure.kind is FailureKind.ENGINE_DIED
    assert listener.wait_for(events.EngineStopped, lambda event: event.expected).expected


def test_what_comes_after_cancelling_is_dropped(start: Start) -> None:
    client, listener = start(DEAF)
    client.submit("a", PICTURE, [], NO_MODEL)
    listener.wait_for(events.Stage)
    client.cancel("a")
    client.submit("b", type(PICTURE)(prompt="next"), [], NO_MODEL)
    assert isinstance(listener.end_of("a"), events.JobCancelled)
    assert [type(event) for event in listener.of("a")] == [events.Stage, events.JobCancelled]
    # The dropped picture's arrays were taken over: the next picture is the right one.
    end = listener.end_of("b")
    assert isinstance(end, events.JobDone)
    assert isinstance(end.result, events.VisualResult)
    assert (end.result.frames == 2).all()
    assert (end.result.latent == 2).all()


def test_waiting_jobs_are_cancelled_at_once(start: Start) -> None:
    client, listener = start(DEAF)
    client.submit("a", PICTURE, [], NO_MODEL)
    client.submit("b", PICTURE, [], NO_MODEL)
    listener.wait_for(events.Stage)
    client.cancel("b")
    client.cancel("unknown")
    assert isinstance(listener.end_of("b"), events.JobCancelled)
    assert len(listener.of("a")) == 1


def test_a_job_may_be_cancelled_while_the_process_starts(start: Start) -> None:
    client, listener = start("for order in orders(): pass")
    client.submit("a", PICTURE, [], NO_MODEL)
    listener.wait_for(events.EngineStarting)
    client.cancel("a")
    assert isinstance(listener.end_of("a"), events.JobCancelled)


def test_answers_about_other_jobs_are_dropped(start: Start) -> None:
    client, listener = start(
        "ready()\nfor order in orders():\n"
        "  if isinstance(order, wire.Run):\n"
        "    say(events.JobFailed('old', Failure(kind='device', cause='c')))\n"
        "    picture('older', 9)\n"
        "    picture(order.job, 3)\n"
    )
    end = done(client, listener, "a")
    assert isinstance(end, events.JobDone)
    assert isinstance(end.result, events.VisualResult)
    assert (end.result.frames == 3).all()
    assert not [event for event in listener.events if getattr(event, "job", "a") != "a"]


def test_unsuitable_inputs_are_refused_at_once(start: Start) -> None:
    client, listener = start(GOOD)
    with pytest.raises(InvalidRequestError):
        client.submit("a", ImageEdit(instruction="red"), [], NO_MODEL)
    assert listener.events == []


def test_a_receiver_that_fails_does_not_stop_the_client(caplog: pytest.LogCaptureFixture) -> None:
    listener = Listener()

    def receive(event: events.Event) -> None:
        listener(event)
        if isinstance(event, events.EngineReady):
            raise RuntimeError("a defect")

    client = ProcessBackend(receive, command=stand_in(GOOD))
    assert isinstance(done(client, listener, "a"), events.JobDone)
    client.close()
    assert "receiver" in caplog.text


def test_closing_ends_a_process_that_is_at_work(start: Start) -> None:
    client, listener = start(DEAF)
    client.submit("a", PICTURE, [], NO_MODEL)
    pid = listener.wait_for(events.EngineReady).pid
    listener.wait_for(events.Stage)
    client.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    client.close()
    client.submit("b", PICTURE, [], NO_MODEL)
    client.cancel("b")
    assert listener.of("b") == []
