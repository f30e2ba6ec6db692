"""Changes of what the project remembers under a key."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lance_studio.language import mark
from lance_studio.project.rows import Setting
from lance_studio.project.tables import SETTINGS

if TYPE_CHECKING:
    from lance_studio.project.transaction import Transaction


@dataclass(frozen=True)
class SetSetting:
    """Remember a value under a key; None forgets it.

    `undoable` is for settings that change together with what can be undone; the undo then brings the former value
    back. What is only looked at, such as the current node, is none.
    """

    key: str
    value: str | None
    undoable: bool = False
    name: str = mark("Change setting")
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change."""
        if self.value is None:
            transaction.delete(SETTINGS, self.key, undoable=self.undoable)
        else:
            transaction.put(SETTINGS, Setting(key=self.key, value=self.value), undoable=self.undoable)
