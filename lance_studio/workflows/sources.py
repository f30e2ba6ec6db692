"""A project's media as the renderer wants them."""

from pathlib import Path
from typing import TYPE_CHECKING

from lance_studio.errors import LanceStudioError, MediaError

if TYPE_CHECKING:
    from lance_studio.project.files import MediaFiles


class ProjectMedia:
    """Opens a project's media for the renderer; may be used in any thread.

    Args:
        files: The project's files.
    """

    def __init__(self, files: "MediaFiles") -> None:
        self._files = files

    def open(self, media_id: str) -> Path:
        """Find the file of a medium.

        Raises:
            MediaError: It is missing.
        """
        try:
            return self._files.path(media_id)
        except LanceStudioError as error:
            raise MediaError(error.cause, error.remedy) from error
