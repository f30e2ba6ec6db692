"""Finding nodes by what was said: their instruction, their name, and the answers about them."""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lance_studio.project.project import Project


def normalised(text: str) -> str:
    """Return a text by which it is compared: case, width and composition of letters make no difference."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def find(order: Iterable[str], texts: Mapping[str, str], query: str) -> tuple[str, ...]:
    """Return the nodes whose texts hold all words of a query, in order; none for an empty query.

    Args:
        order: Nodes.
        texts: What is known of each, as `normalised` returns it.
        query: Words, each of which may stand anywhere, also inside a longer word.
    """
    words = normalised(query).split()
    if not words:
        return ()
    return tuple(node for node in order if all(word in texts.get(node, "") for word in words))


def answers(project: "Project") -> dict[str, list[str]]:
    """Return the answers of the conversation by the nodes that they are about."""
    from lance_studio.workflows.chat import contexts_from_json

    found: dict[str, list[str]] = {}
    for message in project.messages():
        if message.role != "assistant" or not message.text:
            continue
        about = {one.node_id for one in contexts_from_json(message.context) if one.node_id is not None}
        for node in about.union(message.nodes):
            found.setdefault(node, []).append(message.text)
    return found
