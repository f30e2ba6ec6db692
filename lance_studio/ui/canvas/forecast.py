"""The line below the prompt: what the next generation will be and cost, or what came of the last one."""

from typing import TYPE_CHECKING

from lance_studio.jobs.describe_state import duration_words

if TYPE_CHECKING:
    from lance_studio.workflows.describe import Foreseen


def words(promise: "Foreseen") -> str:
    """Return for example "3000 × 2000 → 1024 × 672 · sees 94 % · 16 steps · ~3 s · ~1.2 GB".

    What was not measured on this device yet is said as "about 3 s and 1.2 GB (first guess)".
    """
    parts = [_size(promise)]
    if promise.sees < 0.995:
        parts.append(f"sees {min(max(round(100 * promise.sees), 1), 99)} %")
    if promise.frames > 1:
        parts.append(f"{promise.frames} frames")
    if promise.steps is not None:
        parts.append(f"{promise.steps} steps")
    if promise.count > 1:
        parts.append(f"{promise.count} variants")
    return " · ".join((*parts, *_cost(promise)))


def _size(promise: "Foreseen") -> str:
    made = f"{promise.width} × {promise.height}"
    if promise.source is None:
        return made
    if promise.source == (promise.width, promise.height):
        return f"{made} kept"
    return f"{promise.source[0]} × {promise.source[1]} → {made}"


def _cost(promise: "Foreseen") -> list[str]:
    from lance_studio.workflows.came import bytes_in_words

    cost = [] if promise.seconds is None else [duration_words(promise.seconds)]
    cost += [] if promise.memory is None else [bytes_in_words(promise.memory)]
    if promise.guessed:
        return [f"about {' and '.join(cost)} (first guess)"] if cost else []
    return [f"~{one}" for one in cost]
