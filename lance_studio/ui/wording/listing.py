"""Several things named one after the other, within a sentence."""

from collections.abc import Iterable

from lance_studio.language import tr


def listed(parts: Iterable[str]) -> str:
    """Return parts in a row, for example "a, b, c"; what is empty is left out."""
    return tr(", ", context="between the parts of a list").join(filter(None, parts))
