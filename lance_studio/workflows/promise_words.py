"""A promise in words, and what came of it: one line before a run, one after it."""

from typing import TYPE_CHECKING, Any

from lance_studio.jobs.describe_state import duration_words
from lance_studio.language import mark, tr
from lance_studio.workflows.task import Promised, Task

if TYPE_CHECKING:
    from lance_studio.workflows.describe import Foreseen

#: What is worth saying: this many times as long, and by so many seconds; this much more or less memory.
_SLOWER, _LEAST_SECONDS = 1.5, 1.0
_MORE_MEMORY, _LEAST_BYTES = 1.25, 256 << 20


def words(promise: "Foreseen") -> str:
    """Return for example "3000 × 2000 → 1024 × 672 · sees 94 % · 16 steps · ~3 s · ~1.2 GB".

    What was not measured on this device yet is said as "about 3 s and 1.2 GB (first guess)".
    """
    parts = [_size(promise)]
    if promise.sees < 0.995:
        parts.append(tr("sees {share} %", share=min(max(round(100 * promise.sees), 1), 99)))
    if promise.frames > 1:
        parts.append(tr("{count} frames", count=promise.frames))
    if promise.steps is not None:
        parts.append(tr("{count} steps", count=promise.steps))
    if promise.count > 1:
        parts.append(tr("{count} variants", count=promise.count))
    return " · ".join((*parts, *_cost(promise)))


def document(promise: "Foreseen") -> dict[str, Any]:
    """Return a promise for programs; what nobody can say is None."""
    return {
        "width": promise.width,
        "height": promise.height,
        "frames": promise.frames,
        "source": None if promise.source is None else list(promise.source),
        "sees": round(promise.sees, 4),
        "steps": promise.steps,
        "count": promise.count,
        "seconds": None if promise.seconds is None else round(promise.seconds, 3),
        "memory": promise.memory,
        "first_guess": promise.guessed,
    }


def kept_document(promised: Promised) -> dict[str, Any]:
    """Return for programs what a task keeps of its promise."""
    return {
        "width": promised.width,
        "height": promised.height,
        "frames": promised.frames,
        "seconds": None if promised.seconds is None else round(promised.seconds, 3),
        "memory": promised.memory,
        "first_guess": promised.guessed,
    }


def _size(promise: "Foreseen") -> str:
    made = f"{promise.width} × {promise.height}"
    if promise.source is None:
        return made
    if promise.source == (promise.width, promise.height):
        return tr("{size} kept", size=made)
    return f"{promise.source[0]} × {promise.source[1]} → {made}"


def _cost(promise: "Foreseen") -> list[str]:
    cost = [] if promise.seconds is None else [duration_words(promise.seconds)]
    cost += [] if promise.memory is None else [bytes_in_words(promise.memory)]
    if promise.guessed:
        if len(cost) == 2:
            return [tr("about {seconds} and {memory} (first guess)", seconds=cost[0], memory=cost[1])]
        return [tr("about {amount} (first guess)", amount=cost[0])] if cost else []
    return [f"~{one}" for one in cost]


def bytes_in_words(size: int) -> str:
    """Return for example "1.2 GB" or "180 MB"."""
    # English: units that are the same in every language.
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

    A size is never among it: the engine plans by the same geometry as the promise.
    """
    promised, outcome, took = task.promised, task.outcome, seconds_of(task)
    if promised is None or outcome is None:
        return ()
    found: list[str] = []
    if took is not None and promised.seconds is not None:
        longer = max(took, 0.01) / max(promised.seconds, 0.01)
        if abs(took - promised.seconds) >= _LEAST_SECONDS and not 1 / _SLOWER < longer < _SLOWER:
            found.append(_longer(duration_words(took), duration_words(promised.seconds), promised.guessed))
    if outcome.memory is not None and promised.memory is not None:
        more = outcome.memory / max(promised.memory, 1)
        if abs(outcome.memory - promised.memory) >= _LEAST_BYTES and not 1 / _MORE_MEMORY < more < _MORE_MEMORY:
            found.append(_larger(bytes_in_words(outcome.memory), bytes_in_words(promised.memory), promised.guessed))
    return tuple(found)


def came_facts(task: Task) -> list[tuple[str, str]]:
    """Return the same as pairs of a label and a value, for the inspector."""
    took, outcome = seconds_of(task), task.outcome
    pairs = [(mark("Computed in"), "" if took is None else tr("{seconds:.1f} s", seconds=took))]
    if outcome is not None and outcome.memory is not None:
        pairs.append((mark("Memory"), tr("{memory} at most", memory=bytes_in_words(outcome.memory))))
    if other := differences(task):
        pairs.append(
            (
                mark("Promised"),
                other[0] if len(other) == 1 else tr("{first}; {second}", first=other[0], second=other[1]),
            )
        )
    return pairs


def _longer(took: str, promised: str, guessed: bool) -> str:
    if guessed:
        return tr("took {duration} instead of about {promised}", duration=took, promised=promised)
    return tr("took {duration} instead of ~{promised}", duration=took, promised=promised)


def _larger(memory: str, promised: str, guessed: bool) -> str:
    if guessed:
        return tr("{memory} instead of about {promised}", memory=memory, promised=promised)
    return tr("{memory} instead of ~{promised}", memory=memory, promised=promised)
