"""Where in the queue a job gets its place: positions are whole numbers with room between them.

A job that comes between two others gets the position in the middle. Where there is no room left, the few jobs around
that place are spread, as many of them as are needed to have room again; how many jobs there are does not matter. Files
of versions that numbered jobs 1, 2, 3 get their room when the first job is moved.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from lance_studio.project.tables import JOBS

if TYPE_CHECKING:
    from lance_studio.project.transaction import Transaction

ROOM = 1 << 20
"""Between a new job and the last one."""

_LEAST_ROOM = 1 << 10
_FEW = 4
_GREATEST = 1 << 61
"""SQLite's numbers end at 2**63."""


def position_at_end(transaction: "Transaction") -> int:
    """Return the position of a job that comes after all others."""
    last = transaction.last_position(JOBS)
    return last + ROOM if last < _GREATEST else _spread_all(transaction)


def position_before(transaction: "Transaction", before: str, moved: str | None = None) -> int:
    """Return the position of a job that comes directly before another one; others may get new positions by that.

    Args:
        transaction: Where the jobs are.
        before: The other job.
        moved: The job, where it has a position already.
    """
    upper = transaction.require(JOBS, before).position
    found = [position for key, position in transaction.beside(JOBS, before, 2) if key != moved]
    lower = found[0] if found else upper - 2 * ROOM
    if upper - lower >= 2 and lower > -_GREATEST and upper < _GREATEST:
        return (lower + upper) // 2
    return _spread(transaction, before, moved)


def _spread(transaction: "Transaction", before: str, moved: str | None) -> int:
    count = _FEW
    while True:
        # One more on either side bounds the room; where there is none, there is as much room as anybody wants.
        lower = [one for one in transaction.beside(JOBS, before, count + 2) if one[0] != moved][: count + 1]
        upper = [one for one in transaction.beside(JOBS, before, count + 2, after=True) if one[0] != moved][: count + 1]
        bounds = (
            lower.pop()[1] if len(lower) > count else None,
            upper.pop()[1] if len(upper) > count else None,
        )
        order = [*(key for key, _ in reversed(lower)), None, before, *(key for key, _ in upper)]
        first = _first_position(bounds, len(order))
        if first is not None:
            return _give(transaction, order, *first)
        count *= 2


def _first_position(bounds: tuple[int | None, int | None], count: int) -> tuple[int, int] | None:
    """Return the first of `count` positions between two others and the step between them; None without enough room."""
    lower, upper = bounds
    if lower is None and upper is None:
        return ROOM, ROOM
    if lower is None:
        assert upper is not None
        lower = upper - ROOM * (count + 1)
    if upper is None:
        upper = lower + ROOM * (count + 1)
    step = (upper - lower) // (count + 1)
    if step < _LEAST_ROOM or lower < -_GREATEST or upper > _GREATEST:
        return None
    return lower + step, step


def _give(transaction: "Transaction", order: list[str | None], first: int, step: int) -> int:
    wanted = first
    for place, key in enumerate(order):
        if key is None:
            wanted = first + place * step
        else:
            transaction.put(JOBS, replace(transaction.require(JOBS, key), position=first + place * step))
    return wanted


def _spread_all(transaction: "Transaction") -> int:
    """Give all jobs new positions, because those that a file brings leave no number for the next; return that."""
    order = [job.id for job in transaction.rows(JOBS)]
    return _give(transaction, [*order, None], ROOM, ROOM)
