"""What a generation will cost, said before it runs: from the model's profile and from what earlier ones took."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from lance_studio.jobs.describe_state import duration_words

_REMEMBERED = 5


@dataclass(frozen=True)
class Measured:
    """An earlier generation.

    Attributes:
        operation: Name of the task.
        model: Name of the model.
        work: Pixels times frames times steps.
        seconds: How long it took.
    """

    operation: str
    model: str
    work: float
    seconds: float


@dataclass(frozen=True)
class Forecast:
    """The generation to come.

    Attributes:
        operation: Name of the task.
        model: Name of the model.
        width: Pixels of the result.
        height: Pixels of the result.
        frames: Its length; 1 for a picture.
        steps: Sampling steps.
        count: How many results.
    """

    operation: str
    model: str
    width: int
    height: int
    frames: int
    steps: int
    count: int = 1

    @property
    def work(self) -> float:
        """Pixels times frames times steps, of all results."""
        return float(self.width * self.height * self.frames * self.steps * self.count)


def seconds(plan: Forecast, measured: Sequence[Measured]) -> float | None:
    """Return about how long it will take, or None where nothing like it was measured.

    Args:
        plan: What is to come.
        measured: Earlier generations, oldest first; the newest of the same task and model count.
    """
    alike = [m for m in measured if (m.operation, m.model) == (plan.operation, plan.model) and m.work > 0]
    if not alike:
        return None
    return plan.work * statistics.median(m.seconds / m.work for m in alike[-_REMEMBERED:])


def words(plan: Forecast, expected: float | None) -> str:
    """Return for example "128 × 128 · 30 steps · ~2 s"."""
    parts = [f"{plan.width} × {plan.height}"]
    if plan.frames > 1:
        parts.append(f"{plan.frames} frames")
    parts.append(f"{plan.steps} steps")
    if plan.count > 1:
        parts.append(f"{plan.count} variants")
    if expected is not None:
        parts.append(f"~{duration_words(expected)}")
    return " · ".join(parts)
