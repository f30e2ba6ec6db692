"""Texts with named places for values, such as "Cut {name} at {time}"; values are data, whatever is in them."""

import re
from collections.abc import Mapping
from functools import cache

_PLACE = re.compile(r"\{([a-z_][a-z0-9_]*)(?::([^{}]*))?\}")


def placeholders(text: str) -> frozenset[str]:
    """Return the places of a text with their formats, for example "name" and "share:.1f"."""
    return frozenset(found[1] if found[2] is None else f"{found[1]}:{found[2]}" for found in _PLACE.finditer(text))


def fill(text: str, values: Mapping[str, object]) -> str:
    """Put values into their places.

    A brace in a value is a brace, a place without a value stays as it is, and a format that does not suit a value is
    left out: a wrong text must never become an error of its own.

    Args:
        text: The template.
        values: By name; one that has no place is left out.
    """

    def value(found: re.Match[str]) -> str:
        name, form = found[1], found[2] or ""
        if name not in values:
            return found[0]
        try:
            return format(values[name], form)
        except (TypeError, ValueError):
            return str(values[name])

    return _PLACE.sub(value, text)


def unfill(template: str, text: str) -> dict[str, str] | None:
    """Return the values that make a text of a template; None if it cannot have been made of it.

    Args:
        template: For example "Import {n} files".
        text: For example "Import 3 files".
    """
    match = _pattern(template).fullmatch(text)
    return None if match is None else match.groupdict()


@cache
def _pattern(template: str) -> re.Pattern[str]:
    pattern, end = "", 0
    seen: set[str] = set()
    for found in _PLACE.finditer(template):
        group = f"(?P={found[1]})" if found[1] in seen else f"(?P<{found[1]}>.+)"
        pattern += re.escape(template[end : found.start()]) + group
        seen.add(found[1])
        end = found.end()
    return re.compile(pattern + re.escape(template[end:]), re.DOTALL)
