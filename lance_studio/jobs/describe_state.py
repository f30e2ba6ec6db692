"""The words for a job's state: the one place where the window and the command line take them from."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lance_studio.language import mark, tr, translate

if TYPE_CHECKING:
    from lance_studio.jobs.states import JobState

STAGES = {
    "starting": mark("Starting the engine"),
    "reading": mark("Reading the inputs"),
    "loading": mark("Loading the model"),
    "preparing": mark("Preparing"),
    "answering": mark("Answering"),
    "writing": mark("Writing the result"),
}
"""What is done while no step is, by the names that `StateWords.stage` and the command line's events have."""

# Stages of `states.Preparing` that have another name here: importing the engine is a part of starting it.
_NAMES = {"inputs": "reading", "importing": "starting"}


@dataclass(frozen=True, slots=True)
class StateWords:
    """A job's state, ready to be shown.

    Attributes:
        stage: A name for programs: a key of `STAGES`, or "waiting", "step", "silent", "cancelling", "done", "failed" or
            "cancelled".
        phrase: For people, such as "Loading the model" or "Step 3 of 20".
        step: Steps done; 0 outside of sampling.
        total: Steps in all; 0 outside of sampling.
        seconds_left: Until the last step; None where nobody can say or where it is done.
        ended: Whether nothing more will happen.
    """

    stage: str
    phrase: str
    step: int = 0
    total: int = 0
    seconds_left: float | None = None
    ended: bool = False

    @property
    def line(self) -> str:
        """The phrase with the time left, such as "Step 3 of 20 · 12 s left"."""
        if self.seconds_left is None:
            return self.phrase
        return tr("{phrase} · {duration} left", phrase=self.phrase, duration=duration_words(self.seconds_left))

    @property
    def inside(self) -> str:
        """The phrase for the middle of a sentence, such as "loading the model"."""
        return self.phrase[:1].lower() + self.phrase[1:]


def describe_state(state: "JobState") -> StateWords:
    """Put a job's state into words."""
    # Panels import this module while the window opens; the states bring numpy.
    from lance_studio.jobs import states

    match state:
        case states.Queued(ahead):
            return StateWords("waiting", tr("Waiting, {ahead} before it", ahead=ahead) if ahead else tr("Waiting"))
        case states.Preparing(stage):
            return _at(_NAMES.get(stage, stage))
        case states.Running(step, total, _, eta):
            left = eta if 0 < step < total else None
            return StateWords("step", tr("Step {step} of {total}", step=step, total=total), step, total, left)
        case states.Answering():
            return _at("answering")
        case states.Recording():
            return _at("writing")
        case states.NotAnswering(before, seconds, usual, hung):
            now = describe_state(before)
            return StateWords("silent", _silence(seconds, usual, hung), now.step, now.total)
        case states.Cancelling():
            return StateWords("cancelling", tr("Cancelling"))
        case states.Done():
            return StateWords("done", tr("Done"), ended=True)
        case states.Failed():
            return StateWords("failed", tr("Failed"), ended=True)
        case states.Cancelled():
            return StateWords("cancelled", tr("Cancelled"), ended=True)


def _silence(seconds: float, usual: float | None, hung: bool) -> str:
    if hung:
        return tr("The engine does not answer: no sign of life for {duration}", duration=duration_words(seconds))
    if usual is None:
        return tr("The engine does not answer: no progress for {duration}", duration=duration_words(seconds))
    return tr(
        "The engine does not answer: no progress for {duration}, where {usual} are usual",
        duration=duration_words(seconds),
        usual=duration_words(usual),
    )


def _at(stage: str) -> StateWords:
    return StateWords(stage, translate(STAGES[stage]))


def duration_words(seconds: float, *, tenths_below: float = 1.0) -> str:
    """Return for example "0.4 s", "12 s", "2 min 05 s" or "1 h 02 min".

    Args:
        seconds: From 0.
        tenths_below: Shorter durations have tenths of a second: few for a forecast, more for what was measured.
    """
    tenths, whole = round(max(seconds, 0.1), 1), round(max(seconds, 0))
    if tenths < tenths_below:
        return tr("{seconds:.1f} s", seconds=tenths)
    if whole < 60:
        return tr("{seconds} s", seconds=whole)
    if whole < 3600:
        return tr("{minutes} min {seconds:02} s", minutes=whole // 60, seconds=whole % 60)
    return tr("{hours} h {minutes:02} min", hours=whole // 3600, minutes=whole % 3600 // 60)
