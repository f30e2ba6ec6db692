"""Which keys trigger what, where two of them are in each other's way, and which keys belong to fields and dialogs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

from lance_studio.ui.actions.table import FIELD_KEYS, ActionSpec

if TYPE_CHECKING:
    from lance_studio.ui.settings import Value

MOST_KEYS = 6
"""Bindings of one action."""

PANEL_NAMES = {
    "canvas": "the canvas", "timeline": "the timeline", "media": "the media", "history": "the history",
    "queue": "the queue", "inspector": "the inspector", "chat": "the chat",
}  # fmt: skip

_OF_DIALOGS = {
    Qt.Key.Key_Escape: "Esc", Qt.Key.Key_Tab: "Tab", Qt.Key.Key_Backtab: "Shift+Tab", Qt.Key.Key_Return: "Enter",
    Qt.Key.Key_Enter: "Enter",
}  # fmt: skip
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


@dataclass(frozen=True)
class Conflict:
    """Two actions that one key would trigger while the same panel has the focus; then it triggers neither.

    Attributes:
        keys: The key of the one.
        other: The other action.
        other_keys: The key of the other one; it differs where one begins with the other.
        scope: The panels in which both work; empty for the whole window.
    """

    keys: str
    other: ActionSpec
    other_keys: str
    scope: tuple[str, ...]

    def in_words(self) -> str:
        """Say it in one sentence."""
        keys, other = native(self.keys), native(self.other_keys)
        name, place = self.other.text.rstrip("…"), where(self.scope)
        if keys == other:
            template = "{keys} is also “{name}” {place}."
        elif other.startswith(keys):
            template = "{keys} begins {other}, which is “{name}” {place}."
        else:
            template = "{keys} begins with {other}, which is “{name}” {place}."
        return template.format(keys=keys, other=other, name=name, place=place)


def native(keys: str) -> str:
    """Return keys as this desktop writes them."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def where(scope: Sequence[str]) -> str:
    """Say in which panels keys work, for example "in the canvas and the timeline"."""
    if not scope:
        return "everywhere in the window"
    names = [PANEL_NAMES.get(panel, panel) for panel in scope]
    if len(names) == 1:
        return f"in {names[0]}"
    return "in {first} and {last}".format(first=", ".join(names[:-1]), last=names[-1])


def clash(one: str, other: str) -> bool:
    """Return whether two key sequences are the same, or one begins with the other."""
    first, second = _chords(one), _chords(other)
    shorter = min(len(first), len(second))
    return bool(shorter) and first[:shorter] == second[:shorter]


def shared_scope(one: ActionSpec, other: ActionSpec) -> tuple[str, ...] | None:
    """Return the panels in which the keys of both work; empty for all of the window, None where there are none."""
    if not one.scope or not other.scope:
        return one.scope or other.scope
    return tuple(panel for panel in one.scope if panel in other.scope) or None


def conflicts(
    spec: ActionSpec, keys: Iterable[str], specs: Iterable[ActionSpec], bindings: Mapping[str, Sequence[str]]
) -> list[Conflict]:
    """Find what some keys of an action would be in the way of.

    Two actions of which one yields to the other share a key by design.

    Args:
        spec: The action.
        keys: Keys that it has, or may get.
        specs: All actions.
        bindings: Their keys, by id.
    """
    found: list[Conflict] = []
    for other in specs:
        scope = shared_scope(spec, other)
        if other.id == spec.id or scope is None or spec.id == other.yields_to or other.id == spec.yields_to:
            continue
        pairs = ((mine, theirs) for mine in keys for theirs in bindings[other.id])
        found += [Conflict(mine, other, theirs, scope) for mine, theirs in pairs if clash(mine, theirs)]
    return found


def refusal(spec: ActionSpec, keys: str) -> str:
    """Say why an action cannot have some keys at all; nothing where it can.

    The keys that the table itself gives it are never refused.
    """
    if keys in spec.keys:
        return ""
    chords = QKeySequence(keys)
    if not chords.count():
        return "Press a key together with Ctrl, Alt or Shift, or a single key."
    first = chord(chords, 0)
    if not first.keyboardModifiers() & _COMMANDS and first.key() in _OF_DIALOGS:
        name = _OF_DIALOGS[first.key()]
        return f"{name} belongs to fields and dialogs: it sends, leaves or moves on. Add Ctrl or Alt."
    for field in FIELD_KEYS:
        if any(clash(keys, key) for key in field.keys):
            return f"{native(keys)} is “{field.text}” while an instruction is written."
    return ""


def is_sequence(text: str) -> bool:
    """Return whether a text names keys in Qt's portable spelling."""
    sequence = QKeySequence(text, QKeySequence.SequenceFormat.PortableText)
    pressed = [chord(sequence, number).key() for number in range(sequence.count())]
    return bool(pressed) and Qt.Key.Key_unknown not in pressed and len(text) <= 100


def own_keys(kept: "Value") -> dict[str, tuple[str, ...]]:
    """Read the user's own keys from the settings.

    What is no list of keys is left out; actions that this version does not know are kept.
    """
    if not isinstance(kept, Mapping):
        return {}
    return {
        name: tuple(key for key in keys if isinstance(key, str) and is_sequence(key))[:MOST_KEYS]
        for name, keys in kept.items()
        if isinstance(keys, list | tuple)
    }


def chord(sequence: QKeySequence, number: int) -> QKeyCombination:
    """Return one of the presses of a sequence, from 0 on; the stubs of Qt for Python lack the operator."""
    return sequence[number]  # pyright: ignore[reportIndexIssue]


@lru_cache(maxsize=1024)
def _chords(keys: str) -> tuple[int, ...]:
    sequence = QKeySequence(keys)
    return tuple(chord(sequence, number).toCombined() for number in range(sequence.count()))
