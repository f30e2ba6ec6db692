"""Which keys trigger what, where two of them are in each other's way, and which keys belong to fields and dialogs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

from lance_studio.language import mark, tr, translate
from lance_studio.ui.actions.table import FIELD_KEYS, ActionSpec
from lance_studio.ui.wording.listing import listed

if TYPE_CHECKING:
    from lance_studio.ui.settings import Value

MOST_KEYS = 6
"""Bindings of one action."""

PANEL_NAMES = {
    "canvas": mark("the canvas"), "timeline": mark("the timeline"), "media": mark("the media"),
    "history": mark("the history"), "queue": mark("the queue"), "inspector": mark("the inspector"),
    "chat": mark("the chat"),
}  # fmt: skip

_OF_DIALOGS = {
    # English: names of keys
    Qt.Key.Key_Escape: "Esc", Qt.Key.Key_Tab: "Tab", Qt.Key.Key_Backtab: "Shift+Tab", Qt.Key.Key_Return: "Enter",
    Qt.Key.Key_Enter: "Enter",  # English: a key's name
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
        name, place = translate(self.other.text).rstrip("…"), where(self.scope)
        if keys == other:
            template = mark("{keys} is also “{name}” {place}.")
        elif other.startswith(keys):
            template = mark("{keys} begins {other}, which is “{name}” {place}.")
        else:
            template = mark("{keys} begins with {other}, which is “{name}” {place}.")
        return translate(template, keys=keys, other=other, name=name, place=place)


def native(keys: str) -> str:
    """Return keys as this desktop writes them."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def where(scope: Sequence[str]) -> str:
    """Say in which panels keys work, for example "in the canvas and the timeline"."""
    if not scope:
        return tr("everywhere in the window")
    names = [translate(PANEL_NAMES.get(panel, panel)) for panel in scope]
    if len(names) == 1:
        return tr("in {panel}", panel=names[0])
    return tr("in {first} and {last}", first=listed(names[:-1]), last=names[-1])


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
        return tr("Press a key together with Ctrl, Alt or Shift, or a single key.")
    first = chord(chords, 0)
    if not first.keyboardModifiers() & _COMMANDS and first.key() in _OF_DIALOGS:
        name = _OF_DIALOGS[first.key()]
        return tr("{name} belongs to fields and dialogs: it sends, leaves or moves on. Add Ctrl or Alt.", name=name)
    for field in FIELD_KEYS:
        if any(clash(keys, key) for key in field.keys):
            name = translate(field.text)
            return tr("{keys} is “{name}” while an instruction is written.", keys=native(keys), name=name)
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
