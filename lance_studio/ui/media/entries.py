"""What the media bin shows, as values: a card for each medium and each timeline of the project."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING

from lance_studio.project.rows import Edge, Media, Node

if TYPE_CHECKING:
    from lance_studio.project.project import Project

TIMELINE = "timeline"
"""The kind of a timeline's card."""


@dataclass(frozen=True)
class Entry:
    """One card of the bin.

    Attributes:
        media_id: The medium; of a timeline its own id.
        node_id: The node that shows it; None for a sound and a timeline.
        name: What people call it.
        kind: "picture", "video", "audio" or "timeline".
        detail: The length of a film, sound or timeline, for example "00:04".
        generated: Whether the model made it in this project.
        missing: Whether its file is not where it was.
        unopened: Whether its file was not looked for, because a project from elsewhere names it.
        picture: The medium whose small picture stands for a timeline: what is seen first on it.
    """

    media_id: str
    node_id: str | None
    name: str
    kind: str
    detail: str = ""
    generated: bool = False
    missing: bool = False
    unopened: bool = False
    picture: str | None = None

    @property
    def is_timeline(self) -> bool:
        """Whether it stands for a timeline."""
        return self.kind == TIMELINE


@dataclass(frozen=True)
class BinState:
    """Everything that the bin shows but pictures.

    Attributes:
        open: Whether there is a project.
        entries: What the search and the choice of kinds let through: media, newest first, then timelines in order.
        total: How many media there are without a search.
        timelines: How many timelines there are without a search.
        selected: Ids of the media and timelines that are selected.
        missing: Ids of the media whose files are not where they were.
        unopened: Ids of the media whose files were not looked for, because a project from elsewhere names them.
        importing: How many files are being read.
        percent: How much of the film is done that must be decoded to be known; 0 where none must.
    """

    open: bool = False
    entries: tuple[Entry, ...] = ()
    total: int = 0
    timelines: int = 0
    selected: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unopened: tuple[str, ...] = ()
    importing: int = 0
    percent: int = 0


class Entries:
    """Makes the cards of a project's media, and again only those whose medium or node has changed."""

    def __init__(self) -> None:
        self._media: list[Media] = []
        self._nodes: list[Node] = []
        self._edges: Mapping[str, Edge] = {}
        self._made: dict[str, tuple[Media, Node | None, bool, Entry]] = {}
        self._found: tuple[Entry, ...] = ()

    def of(self, project: "Project") -> tuple[Entry, ...]:
        """Return the cards of all media, newest first."""
        media, nodes, edges = project.media_list(), project.nodes(), project.graph().edges
        if self._has_only_grown(media, nodes, edges):
            new_media, new_nodes = media[len(self._media) :], nodes[len(self._nodes) :]
            self._found = (*self._cards(new_media, new_nodes, edges), *self._found)
        else:
            known, self._made = self._made, {}
            self._found = self._cards(media, nodes, edges, known)
        self._media, self._nodes, self._edges = media, nodes, edges
        return self._found

    def _has_only_grown(self, media: list[Media], nodes: list[Node], edges: Mapping[str, Edge]) -> bool:
        """Whether what was there is as it was, and what is new came behind it and belongs together."""
        new = nodes[len(self._nodes) :]
        return (
            media[: len(self._media)] == self._media
            and nodes[: len(self._nodes)] == self._nodes
            and not any(node.media_id in self._made for node in new)
            and all(edges.get(child) is edge for child, edge in self._edges.items())
            and len(edges) == len(self._edges) + sum(node.id in edges for node in new)
        )

    def _cards(
        self,
        media: list[Media],
        nodes: list[Node],
        edges: Mapping[str, Edge],
        known: Mapping[str, tuple[Media, Node | None, bool, Entry]] = MappingProxyType({}),
    ) -> tuple[Entry, ...]:
        shows: dict[str, Node] = {}
        for node in nodes:
            shows.setdefault(node.media_id, node)
        found: list[Entry] = []
        for one in reversed(media):
            node = shows.get(one.id)
            generated = node is not None and node.id in edges
            made = known.get(one.id)
            if made is None or made[0] is not one or made[1] is not node or made[2] != generated:
                made = (one, node, generated, _entry(one, node, generated))
            self._made[one.id] = made
            found.append(made[3])
        return tuple(found)


def _entry(media: Media, node: Node | None, generated: bool) -> Entry:
    name = node.name if node is not None and generated else media.name
    return Entry(media.id, node.id if node else None, name, media.kind, length_words(media.duration), generated)


def length_words(duration: Fraction | None) -> str:
    """Return a length as minutes and seconds, for example "01:05"; tenths below ten seconds, for example "2.5 s"."""
    if duration is None:
        return ""
    if duration < 10:
        return f"{float(duration):.1f} s"
    whole = round(duration)
    return f"{whole // 60:02d}:{whole % 60:02d}"
