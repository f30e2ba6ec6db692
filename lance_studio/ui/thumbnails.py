"""Pictures of the project's media for the window: read and scaled in the thread pool, kept while they fit."""

from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from lance_studio.errors import LanceStudioError
from lance_studio.language import tr
from lance_studio.ui.background import Background
from lance_studio.ui.pixels import to_image
from lance_studio.ui.session import Session

if TYPE_CHECKING:
    from lance_studio.project.project import Project

WHOLE = 0
"""In place of a height: the picture in its own size."""

_Key = tuple[str, int]


class MediaImages(QObject):
    """Images of the open project's media, of one height or whole; of a film its first frame, or one near its start.

    Args:
        session: Whose project it is.
        parent: Its owner.
        room: Bytes of images that are kept; the one that was asked for last is kept in any case.

    Attributes:
        ready: The image of a medium was read; carries the medium's id.
        failed: It could not be read; carries the medium's id and the `LanceStudioError`.
    """

    ready = Signal(str)
    failed = Signal(str, object)

    def __init__(self, session: Session, parent: QObject | None = None, *, room: int = 24 << 20) -> None:
        super().__init__(parent)
        self._session = session
        self._room = room
        self._images: OrderedDict[_Key, QImage] = OrderedDict()
        self._asked: set[_Key] = set()
        self._interrupted: set[_Key] = set()
        self._background = Background(self)
        # Not when the next one is there: by then other listeners have asked for its pictures.
        session.project_closing.connect(self._interrupt)
        session.project_replaced.connect(self._go_on)
        session.links_answered.connect(self._try_again)

    def image(self, media_id: str, height: int = WHOLE) -> QImage | None:
        """Return an image if it is there; else begin to read it and return None.

        Args:
            media_id: The medium.
            height: Pixels; `WHOLE` for the medium's own size.
        """
        key = (media_id, height)
        found = self._images.get(key)
        if found is not None:
            self._images.move_to_end(key)
            return found
        project = self._session.project
        if project is not None and key not in self._asked:
            self._asked.add(key)
            self._background.start(
                _reader(project, media_id, height),
                lambda image: self._keep(key, image),
                lambda error: self.failed.emit(media_id, error),
            )
        return None

    def known(self, media_id: str, *heights: int) -> QImage | None:
        """Return the first image that is there already of some heights; nothing is read."""
        return next((self._images[media_id, height] for height in heights if (media_id, height) in self._images), None)

    def forget(self, media_id: str | None = None) -> None:
        """Drop the images of a medium, for example after it was linked again; None drops all."""
        if media_id is None:
            self._background.forget_all()
            self._images.clear()
            self._asked.clear()
            return
        for key in [key for key in self._images if key[0] == media_id]:
            del self._images[key]
        self._asked = {key for key in self._asked if key[0] != media_id}

    def _interrupt(self) -> None:
        self._interrupted = set(self._asked)
        self.forget()

    def _go_on(self) -> None:
        """Read what was under way if the next project has it: in a copy of the former one, nobody asks for it again."""
        project, wanted = self._session.project, self._interrupted
        self._interrupted = set()
        if project is None:
            return
        for media_id, height in wanted:
            if project.media(media_id) is not None:
                self.image(media_id, height)

    def _try_again(self, media_ids: frozenset[str]) -> None:
        """Read what was asked for in vain, or from another file, because the files may be opened now."""
        wanted = [key for key in (*self._asked, *self._images) if key[0] in media_ids]
        self._asked.difference_update(wanted)
        for key in wanted:
            self._images.pop(key, None)
        for media_id, height in wanted:
            self.image(media_id, height)

    def _keep(self, key: _Key, image: QImage) -> None:
        self._asked.discard(key)
        self._images[key] = image
        while len(self._images) > 1 and sum(one.sizeInBytes() for one in self._images.values()) > self._room:
            self._images.popitem(last=False)
        self.ready.emit(key[0])


def _reader(project: "Project", media_id: str, height: int) -> Callable[[], QImage]:
    media, files = project.media(media_id), project.files

    def read() -> QImage:
        # Imported here: they are not needed before the window is on screen.
        from lance_studio.media.thumbnails import shown, thumbnail

        if media is None:
            raise LanceStudioError(tr("The picture or video is not in the project any more."))
        source = files.path(media)
        return to_image(thumbnail(source, height=height) if height else shown(source))

    return read
