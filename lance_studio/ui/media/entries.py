"""What the media bin shows, as values: a card for each medium of the project."""

from dataclasses import dataclass
from fractions import Fraction

from lance_studio.project.project import Project
from lance_studio.project.rows import Media, Node


@dataclass(frozen=True)
class Entry:
    """One card of the bin.

    Attributes:
        media_id: The medium.
        node_id: The node that shows it; None for a sound.
        name: What people call it.
        kind: "picture", "video" or "audio".
        detail: The length of a film or sound, for example "00:04".
        generated: Whether the model made it in this project.
        missing: Whether its file is not where it was.
    """

    media_id: str
    node_id: str | None
    name: str
    kind: str
    detail: str = ""
    generated: bool = False
    missing: bool = False


@dataclass(frozen=True)
class BinState:
    """Everything that the bin shows but pictures.

    Attributes:
        open: Whether there is a project.
        entries: What the search and the choice of kinds let through, newest first.
        total: How many there are without a search.
        selected: Ids of the media that are selected.
        missing: Ids of the media whose files are not where they were.
        importing: How many files are being read.
    """

    open: bool = False
    entries: tuple[Entry, ...] = ()
    total: int = 0
    selected: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    importing: int = 0


class Entries:
    """Makes the cards of a project's media, and only those anew whose medium or node is another one."""

    def __init__(self) -> None:
        self._made: dict[str, tuple[Media, Node | None, bool, Entry]] = {}

    def of(self, project: Project) -> tuple[Entry, ...]:
        """Return the cards of all media, newest first."""
        nodes: dict[str, Node] = {}
        for node in project.nodes():
            nodes.setdefault(node.media_id, node)
        edges, known = project.graph().edges, self._made
        self._made = {}
        found: list[Entry] = []
        for media in reversed(project.media_list()):
            node = nodes.get(media.id)
            generated = node is not None and node.id in edges
            made = known.get(media.id)
            if made is None or made[0] is not media or made[1] is not node or made[2] != generated:
                made = (media, node, generated, _entry(media, node, generated))
            self._made[media.id] = made
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
