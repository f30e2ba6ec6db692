"""A project's rows as plain values, through what `Project` says of itself: what golden projects are compared by."""

import dataclasses
import hashlib
import json
from fractions import Fraction
from typing import Any

State = dict[str, list[dict[str, Any]]]
"""For each list of rows, the rows in the order in which the project lists them, as JSON can hold them."""

UNDOABLE = ("media", "nodes", "edges", "timelines")
"""The lists that undo and redo change."""


def state_of(project: Any) -> State:
    """Return all rows of an open project.

    Fields whose names begin with an underscore are left out, so that a row may keep something beside what is stored.
    """
    lists = {
        "media": project.media_list(),
        "nodes": project.nodes(),
        "edges": project.edges(),
        "timelines": project.timelines(),
        "messages": project.messages(),
        "jobs": project.jobs(),
    }
    state = {name: [_plain(row) for row in rows] for name, rows in lists.items()}
    state["settings"] = [{"key": key, "value": value} for key, value in sorted(project.settings().items())]
    return state


def known(state: State, fields: dict[str, list[str]]) -> State:
    """Return a state with these fields only: later versions may have added some."""
    return {name: [{field: row[field] for field in fields[name]} for row in rows] for name, rows in state.items()}


def by_key(state: State) -> dict[str, dict[str, dict[str, Any]]]:
    """Return a state's rows by their keys, whatever order they are listed in."""
    keys = {"edges": "child", "settings": "key"}
    return {name: {row[keys.get(name, "id")]: row for row in rows} for name, rows in state.items()}


def digest(state: State) -> str:
    """Return what tells two states apart in what undo and redo change, whatever the order of the rows."""
    rows = {name: by_key(state)[name] for name in UNDOABLE}
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()


def _plain(row: Any) -> dict[str, Any]:
    return {field.name: _value(getattr(row, field.name)) for field in dataclasses.fields(row) if field.name[0] != "_"}


def _value(value: Any) -> Any:
    if isinstance(value, Fraction):
        return str(value)
    return list(value) if isinstance(value, tuple) else value
