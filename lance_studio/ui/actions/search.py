"""Finding actions by a few letters of their name."""

from collections.abc import Iterable

from lance_studio.language import translate
from lance_studio.ui.actions.table import ActionSpec


def search(specs: Iterable[ActionSpec], words: str) -> list[ActionSpec]:
    """Return the actions that match, best first, otherwise in the table's order.

    Every word must be in the action's text or menu; an action whose text begins with the words comes first, then
    those in whose text a word begins with them, then the others.

    Args:
        specs: The table.
        words: What was typed; nothing finds everything.
    """
    wanted = words.casefold().split()
    found = [
        (_rank(spec, wanted), position, spec)
        for position, spec in enumerate(specs)
        if all(word in f"{translate(spec.text)} {translate(spec.menu)}".casefold() for word in wanted)
    ]
    return [spec for _, _, spec in sorted(found, key=lambda one: one[:2])]


def _rank(spec: ActionSpec, wanted: list[str]) -> int:
    text = translate(spec.text).casefold()
    if text.startswith(" ".join(wanted)):
        return 0
    starts = text.split()
    return 1 if all(any(start.startswith(word) for start in starts) for word in wanted) else 2
