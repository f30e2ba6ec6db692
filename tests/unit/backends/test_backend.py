"""What every backend shares: what it can do, what it holds, and what is logged of jobs."""

import logging

import pytest

from lance_studio.backends import events
from lance_studio.backends.announcer import Announcer
from lance_studio.backends.backend import (
    EVERYTHING,
    FEATURES,
    MASKS,
    Capabilities,
    Held,
    Order,
    held_after,
)
from lance_studio.backends.failures import Failure, FailureKind
from lance_studio.errors import InvalidRequestError
from lance_studio.requests import ModelChoice
from lance_studio.requests.tasks import TASK_NAMES
from tests.unit.backends.talk import PICTURE

MODEL = events.ModelIdentity(
    name="n", family="image", root="r", device="cpu", precision="float32", fingerprints={}, engine_version="0"
)
LITTLE = events.Memory(kind="cpu", used=1, peak=1, total=9)
MUCH = events.Memory(kind="cpu", used=5, peak=5, total=9)


def test_everything_is_everything() -> None:
    EVERYTHING.require(*FEATURES)
    assert EVERYTHING.tasks == TASK_NAMES
    assert EVERYTHING.why_not(MASKS) == ""


def test_what_is_missing_is_refused_with_its_sentence() -> None:
    some = Capabilities({MASKS: "This server changes whole pictures only.", "text_to_video": "It makes no clips."})
    some.require("text_to_image", "image_edit")
    assert "text_to_video" not in some.tasks
    assert len(some.tasks) == len(TASK_NAMES) - 1
    with pytest.raises(InvalidRequestError) as refused:
        some.require("image_edit", MASKS)
    assert refused.value.cause == "This server changes whole pictures only."
    assert refused.value.remedy


def test_a_feature_that_nobody_knows_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="masques"):
        Capabilities({"masques": "No."})


def test_what_is_held_follows_from_what_was_told() -> None:
    assert held_after(None, events.Progress("a", 1, 2, 1.0, None, LITTLE)) is None
    held = held_after(None, events.ModelReady("a", MODEL, LITTLE, 1.0))
    assert held == Held(MODEL, LITTLE)
    held = held_after(held, events.Progress("a", 1, 2, 1.0, None, MUCH))
    assert held == Held(MODEL, MUCH)
    assert held_after(held, events.JobCancelled("a")) == held
    assert held_after(held, events.EngineStopped(True, "ended")) is None


def test_beginnings_and_ends_are_logged_and_words_are_not(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    told: list[events.Event] = []
    announcer = Announcer(told.append)
    order = Order("job 1", ModelChoice(root="models/small"), PICTURE)
    failure = Failure(kind=FailureKind.DEVICE, cause="The memory is full.")
    answer = events.AnswerResult("it is secret", True, 3, events.Seconds(), MODEL)
    announcer.taken_up()
    announcer.begins(order)
    for event in (
        events.ModelReady("job 1", MODEL, LITTLE, 0.5),
        events.Token("job 1", 0, "secret"),
        events.JobDone("job 1", answer),
        events.JobFailed("job 2", failure),
        events.JobCancelled("job 3"),
    ):
        announcer.tell(event)
    lines = "\n".join(record.getMessage() for record in caplog.records)
    for words in (
        "Job job 1 begins: TextToImage",
        "Job job 1: the model is ready on cpu (image)",
        "Job job 1 is done after 0.0 s",
        "Job job 2 failed after 0.0 s: The memory is full.",
        "Job job 3 was cancelled",
    ):
        assert words in lines
    assert "harbour" not in lines
    assert "secret" not in lines
    assert len(told) == 5


def test_a_receiver_that_fails_is_logged_and_told_the_next_event(caplog: pytest.LogCaptureFixture) -> None:
    told: list[events.Event] = []

    def receive(event: events.Event) -> None:
        told.append(event)
        raise RuntimeError("a defect")

    announcer = Announcer(receive)
    announcer.tell(events.JobCancelled("a"))
    announcer.tell(events.JobCancelled("b"))
    assert len(told) == 2
    assert "receiver" in caplog.text
