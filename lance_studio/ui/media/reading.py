"""What becomes of files and pictures that come in: slow, for a worker thread."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lance_studio.errors import LanceStudioError, MediaError
from lance_studio.language import tr
from lance_studio.ui.incoming import Pixels
from lance_studio.ui.wording.listing import listed

if TYPE_CHECKING:
    from lance_studio.media.choosing import Choice
    from lance_studio.project.files import MediaFiles
    from lance_studio.workflows.importing import Import

_MOST_NAMED = 3


class FileRefusedError(MediaError):
    """One of several files could not be taken.

    Attributes:
        name: Of the file.
        raw: The file, if it is a camera's raw file that holds a JPEG of it in full size.
    """

    def __init__(self, name: str, cause: str, remedy: str, raw: Path | None = None) -> None:
        super().__init__(cause, remedy)
        self.name = name
        self.raw = raw


def read_all(
    paths: Sequence[Path], files: "MediaFiles", folder: Path, choice: "Choice | None" = None
) -> "list[Import | LanceStudioError]":
    """Read files, and the files of folders among them, one level deep.

    Args:
        paths: Files and folders.
        files: The project's content.
        folder: The project's folder.
        choice: What is wanted of files that hold several pictures.

    Returns:
        What to add, and what is wrong with the others, in their order.
    """
    from lance_studio.media.strangers import CameraRawError
    from lance_studio.regular_files import is_folder
    from lance_studio.workflows.importing import media_in, read_file

    found: list[Import | LanceStudioError] = []
    for path in paths:
        try:
            inside, others = media_in(path) if is_folder(path) else ([path], [])
        except LanceStudioError as error:
            found.append(error)
            continue
        if is_folder(path) and not inside:
            cause = tr("“{name}” holds no pictures, videos or sounds.", name=path.name)
            found.append(MediaError(cause, tr("Folders in it are not looked into: drop those.")))
            continue
        for each in inside:
            try:
                found.append(read_file(each, files, folder, choice))
            except LanceStudioError as error:
                raw = each if isinstance(error, CameraRawError) and error.has_jpeg else None
                found.append(FileRefusedError(each.name, error.cause, error.remedy, raw))
        found += [_not_media(each.name) for each in others]
    return found


def read_pixels(pixels: Pixels, files: "MediaFiles") -> "Import":
    """Put a picture that no file holds into the project.

    Raises:
        MediaError: It cannot be read.
        ProjectError: The project's disk is full.
    """
    from lance_studio.workflows.importing import read_picture

    return read_picture(pixels.read(), f"{pixels.name}{pixels.suffix}", files)


def summary(errors: Sequence[LanceStudioError]) -> MediaError:
    """Return one error for several, which names the files.

    Args:
        errors: Two or more.
    """
    names = [f"“{error.name}”" for error in errors if isinstance(error, FileRefusedError)]
    count = len(errors)
    if len(names) < count:
        return MediaError(tr("{count} files could not be imported.", count=count), errors[0].cause)
    if count <= _MOST_NAMED:
        cause = tr("{count} files could not be imported: {names}.", count=count, names=listed(names))
    else:
        cause = tr(
            "{count} files could not be imported: {names} and {rest} more.",
            count=count,
            names=listed(names[:_MOST_NAMED]),
            rest=count - _MOST_NAMED,
        )
    return MediaError(cause, errors[0].cause)


def _not_media(name: str) -> FileRefusedError:
    return FileRefusedError(
        name, tr("“{name}” is no picture, video or sound.", name=name), tr("Drop it by itself if it is one.")
    )
