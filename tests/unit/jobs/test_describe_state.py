"""The words for a job's state."""

import re
from typing import get_args

import numpy as np
import pytest

from lance_studio.backends.events import Memory
from lance_studio.backends.failures import Failure, FailureKind
from lance_studio.jobs import states
from lance_studio.jobs.describe_state import STAGES, StateWords, describe_state, duration_words
from lance_studio.language import use_language

MEMORY = Memory(kind="cpu", used=1, peak=1, total=2)


def running(step: int, total: int, eta: float) -> states.Running:
    return states.Running(step, total, 1.0, eta, np.zeros((2, 2, 3), np.uint8), MEMORY)


@pytest.mark.parametrize(
    ("state", "stage", "line"),
    [
        (states.Queued(0), "waiting", "Waiting"),
        (states.Queued(2), "waiting", "Waiting, 2 before it"),
        (states.Preparing("inputs"), "reading", "Reading the inputs"),
        (states.Preparing("starting"), "starting", "Starting the engine"),
        (states.Preparing("importing"), "starting", "Starting the engine"),
        (states.Preparing("loading"), "loading", "Loading the model"),
        (states.Preparing("preparing"), "preparing", "Preparing"),
        (running(3, 20, 12.4), "step", "Step 3 of 20 · 12 s left"),
        (running(0, 20, 99.0), "step", "Step 0 of 20"),
        (running(20, 20, 0.0), "step", "Step 20 of 20"),
        (states.Answering("a", "a"), "answering", "Answering"),
        (states.Recording(), "writing", "Writing the result"),
        (states.Cancelling(), "cancelling", "Cancelling"),
        (states.Done((), 1.0), "done", "Done"),
        (states.Failed(Failure(kind=FailureKind.INTERNAL, cause="c", remedy="r")), "failed", "Failed"),
        (states.Cancelled(), "cancelled", "Cancelled"),
    ],
)
def test_every_state_has_words(state: states.JobState, stage: str, line: str) -> None:
    words = describe_state(state)
    assert (words.stage, words.line) == (stage, line)
    assert words.ended is isinstance(state, states.Finished)
    assert (words.step, words.total) == ((state.step, state.total) if isinstance(state, states.Running) else (0, 0))


def test_every_stage_of_preparing_has_a_name_that_the_command_line_knows() -> None:
    for stage in get_args(states.Preparing.__annotations__["stage"]):
        assert describe_state(states.Preparing(stage)).stage in STAGES


def test_a_phrase_fits_into_a_sentence() -> None:
    assert describe_state(states.Preparing("loading")).inside == "loading the model"
    assert StateWords("", "").inside == ""


def test_durations_are_said_in_fitting_units() -> None:
    assert [duration_words(value) for value in (-1, 0.01, 0.44, 0.96, 2.2, 59.4, 60, 200, 3725)] == [
        "0.1 s", "0.1 s", "0.4 s", "1 s", "2 s", "59 s", "1 min 00 s", "3 min 20 s", "1 h 02 min",
    ]  # fmt: skip
    assert [duration_words(value, tenths_below=10) for value in (0.44, 9.9, 9.96, 12.4)] == [
        "0.4 s", "9.9 s", "10 s", "12 s",
    ]  # fmt: skip


@pytest.mark.parametrize("seconds", [0.4, 12.0, 200.0, 3725.0])
@pytest.mark.parametrize(("usual", "hung"), [(None, False), (2.0, False), (None, True)])
def test_a_duration_stands_in_a_chinese_sentence_without_spaces_between_ideographs(
    seconds: float, usual: float | None, hung: bool
) -> None:
    use_language("zh_CN")
    silent = describe_state(states.NotAnswering(running(3, 20, seconds), seconds, usual, hung))
    for line in (silent.line, describe_state(running(3, 20, seconds)).line):
        assert duration_words(seconds) in line
        assert not re.search(r"[\u3400-\u9fff] +[\u3400-\u9fff]", line), line
