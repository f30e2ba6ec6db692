"""The end of a queue: a finished result is recorded, whatever the moment; all other work waits again."""

import threading
from collections.abc import Callable

import msgspec
import pytest

from lance_studio.backends import events
from lance_studio.backends.events import Seconds
from lance_studio.backends.failures import FailureKind
from lance_studio.jobs import states
from tests.unit.backends.talk import PATIENCE
from tests.unit.jobs.test_queue import DIED, MEMORY, MODEL, RESULT, Bench, bench

__all__ = ["bench"]

ANSWER = events.AnswerResult("a boat", True, 2, Seconds(), MODEL)


class SlowEncoding:
    """The handler's encoding, which waits until it may go on."""

    def __init__(self, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.may_end = threading.Event(), threading.Event()
        self._encode = bench.handler.encode
        monkeypatch.setattr(bench.handler, "encode", self)

    def __call__(self, *arguments: object) -> object:
        self.begun.set()
        assert self.may_end.wait(PATIENCE)
        return self._encode(*arguments)  # type: ignore[arg-type]


@pytest.fixture
def slow(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> SlowEncoding:
    return SlowEncoding(bench, monkeypatch)


def on_close(bench: Bench, monkeypatch: pytest.MonkeyPatch, do: Callable[[], None]) -> None:
    monkeypatch.setattr(bench.client, "close", do)


@pytest.mark.parametrize("result", [RESULT, ANSWER], ids=["picture", "answer"])
def test_a_result_that_lies_in_the_inbox_is_recorded(bench: Bench, result: events.Result) -> None:
    job, other = bench.add("a"), bench.add("b")
    run = bench.begin()
    bench.client.tell(events.JobDone(run, result))
    bench.queue.close()
    assert bench.stored(job).state == "done"
    assert len(bench.project.nodes()) == (result is RESULT)
    assert bench.project.setting("answer") == (None if result is RESULT else "a boat")
    # Nothing else was begun.
    assert bench.stored(other).state == "queued"


def test_a_result_that_comes_while_the_engine_is_ended_is_recorded(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = bench.add("a")
    run = bench.begin()
    on_close(bench, monkeypatch, lambda: bench.client.tell(events.JobDone(run, RESULT)))
    bench.queue.close()
    assert bench.stored(job).state == "done"
    assert len(bench.project.nodes()) == 1


def test_a_result_that_is_being_encoded_is_recorded(
    bench: Bench, slow: SlowEncoding, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = bench.add("a")
    run = bench.begin()
    bench.tell(events.JobDone(run, RESULT))
    assert slow.begun.wait(PATIENCE)
    on_close(bench, monkeypatch, slow.may_end.set)
    bench.queue.close()
    assert bench.stored(job).state == "done"
    assert [node.name for node in bench.project.nodes()] == ["a"]
    bench.open()
    assert isinstance(bench.state(job), states.Done)


def test_a_result_that_cannot_be_kept_fails_its_job_also_at_the_end(bench: Bench) -> None:
    job = bench.add("a")
    run = bench.begin()
    bench.handler.problems["encode"] = RuntimeError("oops")
    bench.client.tell(events.JobDone(run, RESULT))
    bench.queue.close()
    assert bench.stored(job).state == "failed"
    assert "oops" in bench.stored(job).cause


def test_who_is_in_a_hurry_waits_for_nothing_and_the_job_waits_again(bench: Bench, slow: SlowEncoding) -> None:
    job = bench.add("a")
    run = bench.begin()
    bench.tell(events.JobDone(run, RESULT))
    assert slow.begun.wait(PATIENCE)
    bench.queue.close(hurry=True)
    assert bench.stored(job).state == "queued"
    slow.may_end.set()
    bench.queue._helper.shutdown()
    assert bench.project.nodes() == []


def test_winding_down_saves_what_is_decoded_and_begins_nothing(bench: Bench) -> None:
    job, other = bench.add("a"), bench.add("b")
    run = bench.begin()
    assert not bench.queue.wind_down()
    bench.tell(events.Stage(run, "decoding"))
    assert bench.queue.wind_down()
    bench.client.tell(events.JobDone(run, RESULT))
    bench.pump_until(lambda: not bench.queue.saving)
    assert bench.stored(job).state == "done"
    bench.queue.pump()
    bench.queue.close()
    assert bench.stored(other).state == "queued"
    assert len(bench.client.runs) == 1


def test_inputs_that_are_read_at_the_end_start_no_engine(bench: Bench) -> None:
    bench.handler.may_load.clear()
    job = bench.add("a")
    bench.queue.pump()
    assert not bench.queue.wind_down()
    bench.handler.may_load.set()
    assert bench.woken.acquire(timeout=PATIENCE)
    bench.queue.close()
    assert bench.client.runs == []
    assert bench.stored(job).state == "queued"


def test_a_job_that_is_being_cancelled_does_not_come_back(bench: Bench) -> None:
    job = bench.add("a")
    bench.begin()
    bench.queue.cancel(job)
    bench.queue.close()
    assert bench.stored(job).state == "cancelled"
    # What belongs to it, such as a message, has heard of it.
    assert bench.project.setting(f"ended {job}") == "Cancelled"


def test_an_engine_that_is_ended_with_the_studio_is_no_fault_of_the_job(bench: Bench) -> None:
    job = bench.add("a")
    run = bench.begin()
    bench.queue.wind_down()
    bench.tell(events.JobFailed(run, DIED))
    assert bench.stored(job).state == "queued"
    assert bench.queue.active is None


def test_any_other_failure_at_the_end_is_one(bench: Bench) -> None:
    job = bench.add("a")
    run = bench.begin()
    bench.tell(events.Progress(run, 1, 2, 1.0, None, MEMORY))
    bench.queue.wind_down()
    bench.client.tell(events.JobFailed(run, msgspec.structs.replace(DIED, kind=FailureKind.DEVICE)))
    bench.queue.close()
    assert bench.stored(job).state == "failed"


def test_a_queue_that_was_to_end_goes_on_where_it_was(bench: Bench) -> None:
    first, second = bench.add("a"), bench.add("b")
    bench.queue.pump()
    assert bench.queue.active == first
    # Its inputs are read, or will be, when nothing is to be given to the engine any more.
    assert bench.queue.wind_down() is False
    bench.pump_until(lambda: bench.queue._active is not None and not bench.queue._active.in_helper)
    assert bench.client.runs == []
    bench.queue.go_on()
    bench.pump_until(lambda: len(bench.client.runs) == 1)
    bench.finish()
    assert bench.stored(first).state == "done"
    bench.pump_until(lambda: len(bench.client.runs) == 2)
    assert bench.queue.active == second


def test_a_queue_that_goes_on_begins_what_was_added_meanwhile(bench: Bench) -> None:
    bench.queue.wind_down()
    job = bench.add("a")
    bench.queue.pump()
    assert bench.queue.active is None
    bench.queue.go_on()
    assert bench.queue.active == job
