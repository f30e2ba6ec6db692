"""The order of a project's timelines where it is not that in which they were added: a setting, undone with its step."""

import json
from collections.abc import Callable, Sequence

from lance_studio import limits
from lance_studio.project.rows import TIMELINE_ORDER, TimelineRow


def to_text(timeline_ids: Sequence[str]) -> str:
    """Return the value of the setting for an order of timelines."""
    return json.dumps(list(timeline_ids))


def ordered(rows: Sequence[TimelineRow], setting: Callable[[str], str | None]) -> list[TimelineRow]:
    """Put timelines into the order of the setting; one that is damaged changes nothing.

    Args:
        rows: The timelines, in the order in which they were added.
        setting: Returns what the project remembers under a key.

    Returns:
        All timelines: first those that the setting names, then the others as they were added. A timeline that comes
        back by undo has its former place again, because the setting still names it.
    """
    places = _places(setting(TIMELINE_ORDER))
    return sorted(rows, key=lambda row: places.get(row.id, len(places))) if places else list(rows)


def _places(text: str | None) -> dict[str, int]:
    try:
        ids = json.loads(text) if text and len(text) <= limits.TIMELINE_CHARACTERS.most else None
    except (ValueError, RecursionError):
        return {}
    if not isinstance(ids, list):
        return {}
    places: dict[str, int] = {}
    for each in ids:
        if isinstance(each, str):
            places.setdefault(each, len(places))
    return places
