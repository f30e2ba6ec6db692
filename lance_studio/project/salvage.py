"""Rows of which a part is damaged: one job or message that cannot be read must not keep a whole project shut.

Only what nothing else depends on is mended: a job that waits is shown as failed, with the cause, and a message with
what is left of it; a mask is left out. The file keeps what it holds until such a row is changed. `recovery.verify`
reports these rows.
"""

import dataclasses
from typing import Any, TypeVar

from lance_studio.language import mark, tr, translate
from lance_studio.project.rows import Row
from lance_studio.project.tables import JOBS, MASKS, MESSAGES, Table

R = TypeVar("R", bound=Row)

_INSTEAD: dict[str, dict[str, Any]] = {
    JOBS.name: {"name": mark("Damaged job"), "request": "", "state": "failed"},
    MESSAGES.name: {"role": "assistant", "mode": "ask", "text": ""},
    MASKS.name: {},
}
"""By table, what stands for a field that cannot be read and has no default."""


def is_mendable(table: Table[Any]) -> bool:
    """Tell whether damaged rows of a table are mended or left out, because nothing else depends on them."""
    return table.name in _INSTEAD


def salvaged(table: Table[R], stored: dict[str, Any], cause: str) -> R | None:
    """Make what can be made of a row that cannot be read as a whole.

    Args:
        table: Its table.
        stored: What is stored of it, by column; a text that is no UTF-8 is `bytes`.
        cause: What is wrong with it, as a clause.

    Returns:
        The row; None where rows of this table are not mended, or this one has no readable key, or is a mask.
    """
    if table is MASKS or not is_mendable(table) or not isinstance(stored[table.key], str):
        return None
    values: dict[str, Any] = {}
    for column in table.columns:
        value = stored[column.name]
        if isinstance(value, bytes):
            value = value.decode("utf-8", "backslashreplace")
        try:
            values[column.name] = column.decode(value)
        except (ValueError, TypeError, KeyError, RecursionError):
            if column.name in _INSTEAD[table.name]:
                instead = _INSTEAD[table.name][column.name]
                values[column.name] = translate(instead) if column.name == "name" else instead
    row: Any = table.row(**values)
    if table is JOBS and row.state not in ("done", "cancelled"):
        row = dataclasses.replace(
            row,
            state="failed",
            cause=tr("What the project holds of this job is damaged: {cause}.", cause=cause),
            remedy=tr("Ask for it again, or remove it from the queue."),
        )
    elif table is MESSAGES and row.state == "streaming":
        row = dataclasses.replace(row, state="failed")
    return row
