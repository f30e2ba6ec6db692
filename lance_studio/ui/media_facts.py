"""What is known of the files of media: read once, in a thread of its own, for all panels that ask."""

from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from lance_studio.errors import LanceStudioError
from lance_studio.project.rows import Media
from lance_studio.ui.background import Background
from lance_studio.ui.session import Session

if TYPE_CHECKING:
    from lance_studio.media.facts import MediaFacts


class MediaFactsReader(QObject):
    """Reads the facts of media when they are first asked for.

    Args:
        session: The open project, in which the files are found.

    Attributes:
        ready: What is known of a medium is there, or that it cannot be known; carries its id.
    """

    ready = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._background = Background(self)
        #: One file at a time: a damaged film may take long, and the pictures of panels must not wait for several.
        self._line: deque[Media] = deque()
        self._known: dict[tuple[str, str], MediaFacts | None] = {}
        self._asked: set[tuple[str, str]] = set()
        session.project_replaced.connect(self._forget_all)
        session.links_answered.connect(self.forget)

    def of(self, media: Media) -> "MediaFacts | None":
        """Return what is known of a medium's file; None until it was read, which begins now, and if it cannot be."""
        key, project = (media.id, media.digest), self._session.project
        if key in self._known or key in self._asked or project is None:
            return self._known.get(key)
        self._asked.add(key)
        self._line.append(media)
        if len(self._line) == 1:
            self._read_next()
        return None

    def is_known(self, media: Media) -> bool:
        """Return whether a medium's file was read, or cannot be."""
        return (media.id, media.digest) in self._known

    def is_idle(self) -> bool:
        """Return whether no file is being read, nor waits for it."""
        return not self._line

    def forget(self, media_ids: frozenset[str]) -> None:
        """Read the files of these media again when they are asked for: they may be opened now, or lie elsewhere."""
        for key in [key for key in self._known if key[0] in media_ids]:
            del self._known[key]

    def _read_next(self) -> None:
        project = self._session.project
        if not self._line or project is None:
            return
        media, files = self._line[0], project.files

        def read() -> "MediaFacts | None":
            from lance_studio.media.describe import describe

            return describe(files.path(media))

        def done(found: "MediaFacts | None") -> None:
            self._line.popleft()
            self._asked.discard((media.id, media.digest))
            self._known[media.id, media.digest] = found
            self._read_next()
            self.ready.emit(media.id)

        def failed(_error: LanceStudioError) -> None:
            # A missing or damaged file is marked in the media bin.
            done(None)

        self._background.start(read, done, failed)

    def _forget_all(self) -> None:
        self._background.forget_all()
        self._line.clear()
        self._known.clear()
        self._asked.clear()
