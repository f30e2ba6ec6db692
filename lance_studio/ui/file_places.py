"""Where the questions for files begin: where this kind of file was opened last, or else where the project lies."""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QStandardPaths

from lance_studio.errors import OutputError
from lance_studio.regular_files import is_folder
from lance_studio.ui.drafts import is_draft
from lance_studio.ui.session import Session
from lance_studio.ui.settings import Settings, Value

FOLDERS = "folders"
"""Setting: the folder that each kind of file was opened from or written to last, by the kind's name."""

PROJECTS, MEDIA, EXPORTS, COLLECTED, MODELS = "projects", "media", "exports", "collected", "models"

_STANDARD = {
    MEDIA: QStandardPaths.StandardLocation.PicturesLocation,
    EXPORTS: QStandardPaths.StandardLocation.PicturesLocation,
}


@dataclass(frozen=True)
class PlacesOfKind:
    """Where the questions for one kind of file begin.

    Attributes:
        places: The places of all kinds.
        kind: The kind.
    """

    places: "FilePlaces"
    kind: str

    def folder(self) -> Path:
        """Return where the question begins."""
        return self.places.folder(self.kind)

    def note(self, file: Path) -> None:
        """Remember what was chosen."""
        self.places.note(self.kind, file)


class FilePlaces:
    """Remembers by kind where files were opened and written.

    Args:
        session: Whose project may say where to begin.
        settings: Where it is remembered.
    """

    def __init__(self, session: Session, settings: Settings) -> None:
        self._session, self._settings = session, settings

    def of(self, kind: str) -> "PlacesOfKind":
        """Return the places of one kind, for a question."""
        return PlacesOfKind(self, kind)

    def folder(self, kind: str) -> Path:
        """Return where a question for a file begins; a folder that is there now.

        Args:
            kind: The kind of file, for example `MEDIA`.
        """
        kept = self._kept().get(kind)
        project = self._session.project
        candidates = [Path(kept)] if isinstance(kept, str) and kept else []
        if project is not None and not is_draft(project.path):
            candidates.append(project.folder)
        place = _STANDARD.get(kind, QStandardPaths.StandardLocation.DocumentsLocation)
        candidates += [Path(QStandardPaths.writableLocation(place)), Path.home()]
        return next((folder for folder in candidates if folder.is_absolute() and is_folder(folder)), Path("/"))

    def note(self, kind: str, file: Path) -> None:
        """Remember where a file was opened or written; a folder stands for itself."""
        folder = file if is_folder(file) else file.parent
        # Not worth a banner: the next question begins elsewhere.
        with contextlib.suppress(OutputError):
            self._settings.set(FOLDERS, {**self._kept(), kind: str(folder)})

    def _kept(self) -> dict[str, Value]:
        kept = self._settings.get(FOLDERS)
        return dict(kept) if isinstance(kept, Mapping) else {}
