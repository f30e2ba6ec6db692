"""What all commands have in common, and several commands as one."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from lance_studio.project.transaction import Transaction


class Command(Protocol):
    """A change of the project: a frozen value that says what to do, carried out in one transaction by `Project.run`."""

    @property
    def name(self) -> str:
        """What is done, in the words of a menu, for example "Trim clip"."""
        ...

    @property
    def merge_key(self) -> str | None:
        """Commands that follow each other with the same key become one step to undo; None: never."""
        ...

    def apply(self, transaction: "Transaction") -> None:
        """Make the change.

        Args:
            transaction: Reads and changes rows; usable until this function returns.

        Raises:
            CommandRefusedError: The change makes no sense; then nothing of it stays.
        """
        ...


@dataclass(frozen=True)
class Together:
    """Several commands as one: all of them are done, as one step to undo, or none.

    Attributes:
        name: What is done.
        commands: The commands, in order.
        merge_key: As of any command.
    """

    name: str
    commands: tuple[Command, ...]
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make all the changes."""
        for command in self.commands:
            command.apply(transaction)
