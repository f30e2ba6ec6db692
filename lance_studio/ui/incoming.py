"""What is dropped on the window or pasted into it: files, pictures without a file, media of the project.

Nothing is ever fetched: of what a browser hands over the pixels are taken, its address is not looked at.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QUrl
from PySide6.QtGui import QImage, QImageWriter, QPixmap

from lance_studio.errors import LanceStudioError, MediaError
from lance_studio.language import tr

_FILES = {"image/png": ".png", "image/webp": ".webp", "image/tiff": ".tif", "image/jpeg": ".jpg"}
"""Pictures that are taken as they are, the best first: programs offer several."""

_QUICK = 20
"""Of Qt's 0 to 100: a picture of 24 megapixels is written in 2.5 seconds; Qt's own choice takes ten times as long for a
file that is a sixth smaller."""


@dataclass(frozen=True)
class Pixels:
    """A picture that no file holds.

    Attributes:
        name: What it is called.
        suffix: Of a file with its content.
        read: Returns that content; slow, for another thread.
    """

    name: str
    suffix: str
    read: Callable[[], bytes]


@dataclass(frozen=True)
class Incoming:
    """What was dropped or pasted.

    Attributes:
        files: Files and folders of this computer.
        pixels: A picture without a file, where there is no file.
        media: Media of the project that is open, with their nodes, by ids; None where there is none.
        refused: Why something else was not taken.
    """

    files: tuple[Path, ...] = ()
    pixels: Pixels | None = None
    media: tuple[tuple[str | None, str | None], ...] = ()
    refused: tuple[LanceStudioError, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.files or self.pixels or self.media)


@dataclass(frozen=True)
class Arrival:
    """Somebody wants files or a picture to be imported, and to go on with them.

    Attributes:
        what: The files or the picture.
        then: Gets the ids of the media, those that were there already too; not called where there is none.
    """

    what: Incoming
    then: Callable[[tuple[str, ...]], object] | None = None


def may_come(data: QMimeData) -> bool:
    """Return whether something could be taken, without looking at what it is: while it hovers over the window."""
    return is_of_project(data) or data.hasUrls() or _has_picture(data)


def is_of_project(data: QMimeData) -> bool:
    """Return whether media of the project are dragged between panels."""
    # Imported here, as the first frame needs nothing of it.
    from lance_studio.workflows.media_placement import MIME_TYPE

    return data.hasFormat(MIME_TYPE)


def incoming(data: QMimeData, name: str = "") -> Incoming:
    """Return what can be taken of what was dropped or pasted.

    Args:
        data: What was dropped, or is on the clipboard.
        name: What a picture without a file is called; empty for one that was pasted.
    """
    from lance_studio.workflows.media_placement import MIME_TYPE, dragged_ids

    media = tuple(dragged_ids(bytes(data.data(MIME_TYPE).data()))) if data.hasFormat(MIME_TYPE) else ()
    if media:
        return Incoming(media=media)
    files, refused = local_files(data)
    if files:
        return Incoming(files, refused=refused)
    pixels = _pixels(data, name or tr("Pasted picture"))
    if pixels is not None:
        return Incoming(pixels=pixels)
    return Incoming(refused=refused)


def local_files(data: QMimeData) -> tuple[tuple[Path, ...], tuple[LanceStudioError, ...]]:
    """Return the files of this computer that data name, and why others are not taken."""
    files: list[Path] = []
    refused: list[LanceStudioError] = []
    for url in data.urls() if data.hasUrls() else ():
        try:
            files.append(_local(url))
        except LanceStudioError as error:
            refused.append(error)
    return tuple(dict.fromkeys(files)), tuple(refused)


def encoded(image: QImage) -> bytes:
    """Return a picture as PNG; slow, for another thread.

    Args:
        image: Nobody draws in it meanwhile.

    Raises:
        MediaError: It cannot be written, for example for want of memory.
    """
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"png"))
    writer.setCompression(_QUICK)
    if image.isNull() or not writer.write(image):
        raise MediaError(tr("The picture could not be taken."), tr("Save it to a file, and drop that."))
    return bytes(buffer.data().data())


def _local(url: QUrl) -> Path:
    shown = url.toDisplayString()
    if url.scheme().lower() != "file":
        raise MediaError(
            tr("“{shown}” is an address: nothing is fetched from it.", shown=shown), tr("Save the file, and drop that.")
        )
    host = url.host().lower()
    if sys.platform == "win32":
        return Path(url.toLocalFile()) if host in ("", "localhost") else Path(f"//{url.host()}{url.path()}")
    if host not in ("", "localhost", os.uname().nodename.lower()):
        raise MediaError(
            tr("“{shown}” lies on another computer.", shown=shown), tr("Copy the file to this one, and drop that.")
        )
    encoding = QUrl.ComponentFormattingOption.FullyEncoded
    written = url.path(encoding)
    # Some programs leave these signs of a file's name as they are.
    written += f"?{url.query(encoding)}" if url.hasQuery() else ""
    written += f"#{url.fragment(encoding)}" if url.hasFragment() else ""
    name = unquote_to_bytes(written)
    if not name or b"\0" in name:
        raise MediaError(tr("“{shown}” names no file.", shown=shown), tr("Drop the file itself."))
    return Path(os.fsdecode(name))


def _has_picture(data: QMimeData) -> bool:
    return data.hasImage() or any(data.hasFormat(form) for form in _FILES)


def _pixels(data: QMimeData, name: str) -> Pixels | None:
    for form, suffix in _FILES.items():
        if data.hasFormat(form) and (content := bytes(data.data(form).data())):
            return Pixels(name, suffix, lambda content=content: content)
    image = data.imageData() if data.hasImage() else None
    if isinstance(image, QPixmap):
        image = image.toImage()
    if not isinstance(image, QImage) or image.isNull():
        return None
    shared = QImage(image)  # its pixels are copied only if somebody draws in one of them
    return Pixels(name, ".png", lambda: encoded(shared))
