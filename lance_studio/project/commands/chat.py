"""Changes of the conversation. They are no steps to undo: what was said was said."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lance_studio.language import mark
from lance_studio.project.rows import ChatMessage, MessageState
from lance_studio.project.tables import MESSAGES

if TYPE_CHECKING:
    from lance_studio.project.transaction import Transaction


@dataclass(frozen=True)
class AddMessage:
    """Add a message at the end of the conversation."""

    message: ChatMessage
    name: str = mark("Send message")
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change."""
        position = transaction.last_position(MESSAGES) + 1
        transaction.add(MESSAGES, replace(self.message, position=position))


@dataclass(frozen=True)
class UpdateMessage:
    """Change a message, for example when its answer is complete; None leaves a part as it is."""

    message_id: str
    text: str | None = None
    state: MessageState | None = None
    nodes: tuple[str, ...] | None = None
    job_id: str | None = None
    name: str = mark("Update message")
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change."""
        message = transaction.require(MESSAGES, self.message_id)
        transaction.put(
            MESSAGES,
            replace(
                message,
                text=message.text if self.text is None else self.text,
                state=message.state if self.state is None else self.state,
                nodes=message.nodes if self.nodes is None else self.nodes,
                job_id=message.job_id if self.job_id is None else self.job_id,
            ),
        )


@dataclass(frozen=True)
class RemoveMessages:
    """Remove messages; those that are gone already do not matter."""

    message_ids: tuple[str, ...]
    name: str = mark("Remove messages")
    merge_key: str | None = None

    def apply(self, transaction: "Transaction") -> None:
        """Make the change."""
        for message_id in self.message_ids:
            transaction.delete(MESSAGES, message_id)
