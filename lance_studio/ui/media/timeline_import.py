"""Timelines of other programs come in: an OpenTimelineIO document with the files that it names, as one step to undo."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from lance_studio.errors import LanceStudioError
from lance_studio.language import mark
from lance_studio.project.commands.media import AddMedia
from lance_studio.ui.background import Background
from lance_studio.ui.error_handling import guarded
from lance_studio.ui.session import Session
from lance_studio.ui.timelines import Timelines

if TYPE_CHECKING:
    from lance_studio.project.files import MediaFiles
    from lance_studio.project.project import Project
    from lance_studio.workflows.importing import Import
    from lance_studio.workflows.media_placement import Placeable
    from lance_studio.workflows.otio_import import OtioDocument

SUFFIX = ".otio"


@dataclass(frozen=True)
class _Read:
    """A document, and what each of its files is."""

    document: "OtioDocument"
    files: Mapping[Path, "Import"]


@dataclass(frozen=True)
class Imported:
    """A timeline that came in.

    Attributes:
        name: Of the document.
        notes: Sentences on what was left out, changed or found elsewhere.
    """

    name: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Approval:
    """A document names files that nobody has approved; nothing of them was opened.

    Attributes:
        path: The document.
        files: Where they lie.
    """

    path: Path
    files: tuple[str, ...]


class TimelineImport(QObject):
    """Reads documents in a worker thread, and puts their timelines into the open project.

    Args:
        session: The open project.
        timelines: Adds the timeline and shows it.
        parent: Its owner.

    Attributes:
        imported: A timeline is there; carries an `Imported`.
        approval_wanted: The user must say whether files may be opened; carries an `Approval`.
        failed: Carries the error.
        ended: A document is done with, however that ended.
    """

    imported = Signal(object)
    approval_wanted = Signal(object)
    failed = Signal(object)
    ended = Signal()

    def __init__(self, session: Session, timelines: Timelines, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._timelines = session, timelines
        self._background = Background(self)

    def start(self, path: Path, *, trust_links: bool = False) -> None:
        """Take a document into the open project.

        Args:
            path: The .otio file.
            trust_links: Whether the user approves the files outside its folder.
        """
        project = self._session.project
        assert project is not None
        files, folder = project.files, project.folder

        def done(read: _Read) -> None:
            if self._session.project is project:
                guarded(lambda: self._add(project, path, read), self.failed.emit)
            self.ended.emit()

        self._background.start(partial(_read, path, files, folder, trust_links), done, partial(self._fail, path))

    def _fail(self, path: Path, error: LanceStudioError) -> None:
        from lance_studio.workflows.otio_import import ForeignFilesError

        if isinstance(error, ForeignFilesError):
            self.approval_wanted.emit(Approval(path, error.files))
        else:
            self.failed.emit(error)
        self.ended.emit()

    def _add(self, project: "Project", path: Path, read: _Read) -> None:
        from lance_studio.workflows.otio_import import timeline_of

        items, new = _items(project, read.files)
        timeline, notes = timeline_of(read.document, items)
        added = [AddMedia(found.media, found.node) for found in new]
        self._timelines.add(timeline, mark("Import timeline"), added)
        self._timelines.open(timeline.id)
        self.imported.emit(Imported(path.name, (*read.document.notes, *notes)))


def _read(path: Path, files: "MediaFiles", folder: Path, trust_links: bool) -> _Read:
    from lance_studio.workflows.importing import read_file
    from lance_studio.workflows.otio_import import read_otio

    document = read_otio(path, trust_links=trust_links)
    places = dict.fromkeys(document.files.values())
    return _Read(document, {place: read_file(place, files, folder) for place in places})


def _items(project: "Project", files: Mapping[Path, "Import"]) -> "tuple[dict[Path, Placeable], Sequence[Import]]":
    """What each file is in the project, and those that it does not hold yet; the same content is one medium."""
    from lance_studio.workflows.media_placement import Placeable, placeable

    items: dict[Path, Placeable] = {}
    new: dict[str, Import] = {}
    for path, found in files.items():
        known = project.find_media(found.media.digest)
        item = None if known is None else placeable(project, known.id, None)
        if item is None:
            one = new.setdefault(found.media.digest, found)
            item = Placeable(one.media, one.node, one.generated)
        items[path] = item
    return items, tuple(new.values())
