"""One message as it is shown: its words with the times in them, what it is about, what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from lance_studio.project.rows import ChatMessage
from lance_studio.ui.subject import ICONS

if TYPE_CHECKING:
    from lance_studio.project.project import Project
    from lance_studio.workflows.chat import Moment


@dataclass(frozen=True)
class Piece:
    """A part of a message's text.

    Attributes:
        text: The words.
        moment: Where the time that they name lies; None for words that name none.
    """

    text: str
    moment: "Moment | None" = None


@dataclass(frozen=True)
class Bubble:
    """One message as it is shown.

    Attributes:
        id: The message's id.
        role: "user" or "assistant".
        mode: What the message asks for.
        pieces: Its text, with the times in it.
        state: "complete", "streaming", "failed" or "cancelled".
        chips: Icon and label of what it is about.
        nodes: What came of it and still exists: id, medium's id, name.
        job_id: The job that answers.
        stage: What is done while there are no words yet.
    """

    id: str
    role: str
    mode: str
    pieces: tuple[Piece, ...]
    state: str
    chips: tuple[tuple[str, str], ...] = ()
    nodes: tuple[tuple[str, str, str], ...] = ()
    job_id: str | None = None
    stage: str = ""

    @property
    def text(self) -> str:
        """All of its text."""
        return "".join(piece.text for piece in self.pieces)


def bubble_of(project: "Project | None", message: ChatMessage, streamed: str | None, stage: str) -> Bubble:
    """Return what is shown of a message.

    Args:
        project: Where what came of it is looked up.
        message: The message.
        streamed: All of an answer so far, while it grows.
        stage: What is done while there are no words yet.
    """
    from lance_studio.workflows.chat import contexts_from_json, moment

    contexts = contexts_from_json(message.context)
    streaming = message.state == "streaming"
    text = streamed if streaming and streamed is not None else message.text
    nodes: list[tuple[str, str, str]] = []
    for node_id in message.nodes:
        node = None if project is None else project.node(node_id)
        if node is not None:
            nodes.append((node.id, node.media_id, node.name))
    finds = message.role == "assistant" and message.mode == "ask"
    return Bubble(
        id=message.id,
        role=message.role,
        mode=message.mode,
        pieces=pieces(text, lambda seconds: moment(contexts, seconds)) if finds else (Piece(text),),
        state=message.state,
        chips=tuple((ICONS[one.kind], one.label) for one in contexts) if message.role == "user" else (),
        nodes=tuple(nodes),
        job_id=message.job_id,
        stage=stage if streaming and not text else "",
    )


def pieces(text: str, find: Callable[[Fraction], "Moment | None"]) -> tuple[Piece, ...]:
    """Cut a text at the times that it names.

    Args:
        text: The text.
        find: Returns the moment of a number of seconds, or None where there is none.
    """
    from lance_studio.workflows.timecodes import timecodes

    found: list[Piece] = []
    place = 0
    for code in timecodes(text):
        at = find(code.seconds)
        if at is None:
            continue
        if code.start > place:
            found.append(Piece(text[place : code.start]))
        found.append(Piece(text[code.start : code.end], at))
        place = code.end
    if place < len(text) or not found:
        found.append(Piece(text[place:]))
    return tuple(found)
