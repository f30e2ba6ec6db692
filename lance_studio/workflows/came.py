"""What came of a run beside what was promised, in words."""

from lance_studio.jobs.describe_state import duration_words
from lance_studio.workflows.task import Task

#: What is worth saying: this many times as long, and by so many seconds; this much more or less memory.
_SLOWER, _LEAST_SECONDS = 1.5, 1.0
_MORE_MEMORY, _LEAST_BYTES = 1.25, 256 << 20


def bytes_in_words(size: int) -> str:
    """Return for example "1.2 GB" or "180 MB"."""
    return f"{size / 2**30:.1f} GB" if size >= 1000 << 20 else f"{max(round(size / 2**20), 1)} MB"


def seconds_of(task: Task) -> float | None:
    """Return how long the engine computed; None where that is not known."""
    return sum(task.outcome.seconds.values()) if task.outcome is not None and task.outcome.seconds else None


def came(task: Task) -> str:
    """Return what a run took, for example "1024 × 672 · 9 s · 1.3 GB"; nothing before it."""
    if task.outcome is None:
        return ""
    took = seconds_of(task)
    parts = [] if task.size is None else [f"{task.size[0]} × {task.size[1]}"]
    parts += [] if took is None else [duration_words(took, tenths_below=10)]
    parts += [] if task.outcome.memory is None else [bytes_in_words(task.outcome.memory)]
    return " · ".join(parts)


def differences(task: Task) -> tuple[str, ...]:
    """Say what was other than promised, for example "took 9 s instead of ~3 s"; nothing where all came so.

    A size is never among it: it is decided once, and a result of another is refused.
    """
    promised, outcome, took = task.promised, task.outcome, seconds_of(task)
    if promised is None or outcome is None:
        return ()
    found: list[str] = []
    if took is not None and promised.seconds is not None:
        longer = max(took, 0.01) / max(promised.seconds, 0.01)
        if abs(took - promised.seconds) >= _LEAST_SECONDS and not 1 / _SLOWER < longer < _SLOWER:
            found.append(
                f"took {duration_words(took)} instead of {_about(promised.guessed)}{duration_words(promised.seconds)}"
            )
    if outcome.memory is not None and promised.memory is not None:
        more = outcome.memory / max(promised.memory, 1)
        if abs(outcome.memory - promised.memory) >= _LEAST_BYTES and not 1 / _MORE_MEMORY < more < _MORE_MEMORY:
            found.append(
                f"{bytes_in_words(outcome.memory)} instead of {_about(promised.guessed)}"
                f"{bytes_in_words(promised.memory)}"
            )
    return tuple(found)


def came_facts(task: Task) -> list[tuple[str, str]]:
    """Return the same as pairs of a label and a value, for the inspector."""
    took, outcome = seconds_of(task), task.outcome
    pairs = [("Computed in", "" if took is None else f"{took:.1f} s")]
    if outcome is not None and outcome.memory is not None:
        pairs.append(("Memory", f"{bytes_in_words(outcome.memory)} at most"))
    if other := differences(task):
        pairs.append(("Promised", "; ".join(other)))
    return pairs


def _about(guessed: bool) -> str:
    return "about " if guessed else "~"
