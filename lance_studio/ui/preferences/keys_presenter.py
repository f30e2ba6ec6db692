"""The user's own keys: found, changed, brought back, exported and imported."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from lance_studio.errors import LanceStudioError
from lance_studio.language import mark, tr
from lance_studio.media.output import write_bytes
from lance_studio.ui.actions import MENUS, Actions, ActionSpec
from lance_studio.ui.actions.bindings import (
    MOST_KEYS,
    Conflict,
    clash,
    conflicts,
    is_sequence,
    native,
    own_keys,
    refusal,
    where,
)
from lance_studio.ui.actions.search import search
from lance_studio.ui.background import Background
from lance_studio.ui.presenting import StatePresenter
from lance_studio.ui.settings import KEYS, Settings

OTHER_MENU = mark("Others")


@dataclass(frozen=True)
class KeyRow:
    """One action of the list.

    Attributes:
        spec: The action.
        keys: Its keys, in Qt's portable spelling.
        is_own: Whether they are the user's and not the table's.
        conflicts: What they are in the way of, in words.
    """

    spec: ActionSpec
    keys: tuple[str, ...]
    is_own: bool = False
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True)
class KeysState:
    """What the page shows.

    Attributes:
        rows: The actions that were found, by menu.
        selected: The action that is edited; None where none is.
        typed: Keys that were pressed and are not given to it yet.
        said: What is to be said of them: why they cannot be used, or what they are in the way of.
        can_add: Whether it can have them.
        takes: Whether another action loses them by that.
        own: How many actions have keys of the user's.
        conflicting: How many actions have keys in each other's way.
        message: What came of the last export or import.
        failed: Whether that message is an error's.
    """

    rows: tuple[KeyRow, ...] = ()
    selected: KeyRow | None = None
    typed: str = ""
    said: str = ""
    can_add: bool = False
    takes: bool = False
    own: int = 0
    conflicting: int = 0
    message: str = ""
    failed: bool = False


class KeysPresenter(StatePresenter[KeysState]):
    """Every change holds at once and is kept by the action's id.

    Args:
        actions: The table; its keys change.
        settings: Keep the user's own keys.
        parent: Its owner.

    Attributes:
        failed: The settings could not be written; carries the error.
    """

    failed = Signal(object)

    def __init__(self, actions: Actions, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(KeysState(), parent)
        self._actions, self._settings = actions, settings
        self._background = Background(self)
        self._words = self._find_keys = self._selected = self._typed = ""
        self._message, self._message_failed = "", False
        actions.keys_changed.connect(self._refresh)
        self._refresh()

    # --- finding -----------------------------------------------------------------------------------------------

    def find(self, words: str) -> None:
        """Show the actions whose name or menu has these words."""
        self._words, self._find_keys = words, ""
        self._refresh()

    def find_keys(self, keys: str) -> None:
        """Show the actions that these keys trigger, or that they begin."""
        self._words, self._find_keys = "", keys
        self._refresh()

    def select(self, action_id: str) -> None:
        """Edit the keys of an action; nothing selects none."""
        if action_id != self._selected:
            self._selected, self._typed = action_id, ""
            self._refresh()

    # --- changing ----------------------------------------------------------------------------------------------

    def type(self, keys: str) -> None:
        """Note the keys that were pressed, and say at once what they are in the way of."""
        self._typed = keys
        self._refresh()

    def add(self) -> None:
        """Give the selected action the keys that were pressed, and take them from those that had them."""
        state = self.state
        if state.selected is None or not state.can_add:
            return
        keys, spec = self._typed, state.selected.spec
        changes: dict[str, tuple[str, ...]] = {spec.id: (*state.selected.keys, keys)}
        for conflict in self._conflicts(spec, [keys]):
            other = conflict.other.id
            left = changes.get(other, self._actions.keys(other))
            changes[other] = tuple(key for key in left if not clash(key, keys))
        self._typed = ""
        self._keep(changes)

    def remove(self, keys: str) -> None:
        """Take keys from the selected action."""
        if self._selected:
            left = tuple(key for key in self._actions.keys(self._selected) if key != keys)
            self._keep({self._selected: left})

    def clear(self) -> None:
        """Take all keys from the selected action."""
        if self._selected:
            self._keep({self._selected: ()})

    def restore(self) -> None:
        """Give the selected action the keys that it came with."""
        if self._selected:
            self._keep({self._selected: None})

    def restore_all(self) -> None:
        """Give every action the keys that it came with; those of actions that are not known here stay."""
        self._keep({spec.id: None for spec in self._actions.specs()})

    # --- files -------------------------------------------------------------------------------------------------

    def export(self, file: Path) -> None:
        """Write the keys of all actions into a file, also the user's for actions that are not known here."""
        from lance_studio.user_settings.key_file import write_keys

        keys = {**self._actions.own_keys(), **{one.id: self._actions.keys(one.id) for one in self._actions.specs()}}

        def done(_: None) -> None:
            self._tell(tr("The keys were written to '{name}'.", name=file.name))

        self._background.start(lambda: write_bytes(file, write_keys(keys), overwrite=True), done, self._fail)

    def take(self, file: Path) -> None:
        """Take the keys of a file in place of the present ones; a file that is none changes nothing."""
        from lance_studio.user_settings.key_file import read_keys

        def done(found: Mapping[str, Sequence[str]]) -> None:
            changes: dict[str, tuple[str, ...] | None] = {spec.id: None for spec in self._actions.specs()}
            changes |= {name: tuple(keys) for name, keys in found.items()}
            if self._keep(changes):
                known = sum(name in {spec.id for spec in self._actions.specs()} for name in found)
                self._tell(tr("The keys of {count} actions were taken from '{file}'.", count=known, file=file.name))

        self._background.start(lambda: read_keys(file, is_sequence), done, self._fail)

    def _tell(self, message: str, *, failed: bool = False) -> None:
        self._message, self._message_failed = message, failed
        self._refresh()

    def _fail(self, error: LanceStudioError) -> None:
        self._tell(str(error), failed=True)

    # --- what is kept ------------------------------------------------------------------------------------------

    def _keep(self, changes: Mapping[str, tuple[str, ...] | None]) -> bool:
        """Give actions these keys; None stands for the keys of the table.

        Returns:
            Whether they could be written; they hold until the window closes in any case.
        """
        self._message = ""
        table = {spec.id: spec.keys for spec in self._actions.specs()}
        own = own_keys(self._settings.get(KEYS))
        for name, keys in changes.items():
            if keys is None or (name in table and keys == table[name]):
                own.pop(name, None)
            else:
                own[name] = keys[:MOST_KEYS]
        kept = {name: list(keys) for name, keys in own.items()}
        try:
            self._settings.set(KEYS, kept or None)
            written = True
        except LanceStudioError as error:
            written = False
            self._tell(str(error), failed=True)
        # The window follows its settings; a table by itself, as in a test, does not.
        self._actions.set_own_keys(own)
        self._refresh()
        return written

    # --- what is shown -----------------------------------------------------------------------------------------

    def _conflicts(self, spec: ActionSpec, keys: Sequence[str]) -> list[Conflict]:
        specs = self._actions.specs()
        return conflicts(spec, keys, specs, {one.id: self._actions.keys(one.id) for one in specs})

    def _refresh(self) -> None:
        specs = self._actions.specs()
        rows = {spec.id: self._row(spec) for spec in specs}
        selected = rows.get(self._selected)
        said, can_add, takes = self._say(selected)
        self._publish(
            KeysState(
                tuple(rows[spec.id] for spec in self._found(specs)),
                selected,
                self._typed,
                said,
                can_add,
                takes,
                sum(row.is_own for row in rows.values()),
                sum(bool(row.conflicts) for row in rows.values()),
                self._message,
                self._message_failed,
            )
        )

    def _row(self, spec: ActionSpec) -> KeyRow:
        keys = self._actions.keys(spec.id)
        words = dict.fromkeys(conflict.in_words() for conflict in self._conflicts(spec, keys)) if keys else {}
        return KeyRow(spec, keys, keys != spec.keys, tuple(words))

    def _found(self, specs: Sequence[ActionSpec]) -> list[ActionSpec]:
        if self._find_keys:
            wanted = self._find_keys
            found = [spec for spec in specs if any(clash(wanted, key) for key in self._actions.keys(spec.id))]
        else:
            found = search(specs, self._words)
        order = {menu: place for place, menu in enumerate(MENUS)}
        return sorted(found, key=lambda spec: order.get(spec.menu, len(order)))

    def _say(self, selected: KeyRow | None) -> tuple[str, bool, bool]:
        """Say what is to be said of the keys that were pressed, whether they can be added, and taken from another."""
        if selected is None or not self._typed:
            return " ".join(selected.conflicts) if selected is not None else "", False, False
        spec = selected.spec
        if any(clash(self._typed, key) for key in selected.keys):
            return tr("“{name}” has this key.", name=spec.text.rstrip("…")), False, False
        if len(selected.keys) >= MOST_KEYS:
            return tr("An action has {most} keys at most.", most=MOST_KEYS), False, False
        if why := refusal(spec, self._typed):
            return why, False, False
        found = self._conflicts(spec, [self._typed])
        if found:
            return " ".join(dict.fromkeys(one.in_words() for one in found)), True, True
        free = tr("{keys} is free {where}.", keys=native(self._typed), where=where(spec.scope))
        return free, True, False
