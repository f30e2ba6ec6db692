"""What of a file is used where it holds several pictures: a page of a TIFF, the camera's own JPEG of a raw file."""

import contextlib
import io
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from lance_studio import limits
from lance_studio.errors import MediaError
from lance_studio.language import tr
from lance_studio.media.camera_jpeg import camera_jpeg
from lance_studio.media.camera_raw import raw_kind
from lance_studio.media.notes import note
from lance_studio.media.sources import MediaInput, NamedStream, Source, byte_size, require_source
from lance_studio.media.tiff_pages import page_places, single_page
from lance_studio.memory_shortage import available_bytes, too_little_memory
from lance_studio.regular_files import open_regular


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody wants of files that hold several pictures.

    Attributes:
        page: Which page of TIFF files, from 1; None for the first.
        camera_jpeg: Whether the camera's own JPEG may stand for a raw file.
    """

    page: int | None = None
    camera_jpeg: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is used of a file.

    Attributes:
        content: It, as the content of a picture file.
        name: What people may call it.
        note: A sentence on what was chosen.
        pictures: How many the file holds.
    """

    content: bytes
    name: str
    note: str
    pictures: int = 1

    @property
    def source(self) -> NamedStream:
        """A stream of the content, each time a new one."""
        return NamedStream(self.name, io.BytesIO(self.content))


def choose(source: MediaInput, choice: Choice) -> Chosen | None:
    """Take out of a file what is wanted of it.

    Args:
        source: The file.
        choice: What is wanted.

    Returns:
        It; None where the file is used as it is: it is no raw file, or its first or only page is wanted.

    Raises:
        MediaError: There is no such page, no camera's JPEG in full size, or the file cannot be read.
    """
    file = require_source(source)
    with _opened(file) as stream:
        if raw_kind(stream) is not None:
            return _of_raw(file, stream) if choice.camera_jpeg else None
        if choice.page is None:
            return None
        return _of_page(file, stream, choice.page)


def page_count(source: MediaInput) -> int:
    """Count the pages of a TIFF.

    Args:
        source: The file.

    Returns:
        How many, at most one more than `limits.PICTURES` allows; 1 for any other file.
    """
    with _opened(require_source(source)) as stream:
        return 1 if raw_kind(stream) is not None else max(len(page_places(stream)), 1)


def _of_page(file: Source, stream: BinaryIO, page: int) -> Chosen | None:
    count = max(len(page_places(stream)), 1)
    if page > count:
        raise MediaError(
            tr("'{name}' has no page {page}.", name=file.name, page=page),
            tr("It has one picture: leave the page out.")
            if count == 1
            else tr("It has {count} pages: choose one of them.", count=count),
        )
    if count == 1:
        return None
    available = available_bytes()
    if available and 3 * byte_size(file) > available:
        raise too_little_memory(f"'{file.name}'", MediaError)
    name = tr("{name} (page {page})", name=Path(file.name).stem, page=page) + Path(file.name).suffix
    many = str(count) if count <= limits.PICTURES.most else tr("more than {most:,}", most=limits.PICTURES.most)
    return Chosen(single_page(stream, page), name, note("page", count=many, page=page), count)


def _of_raw(file: Source, stream: BinaryIO) -> Chosen:
    found = camera_jpeg(stream)
    if found is None:
        raise MediaError(
            tr("The raw file '{name}' holds no JPEG of its camera.", name=file.name),
            tr("Develop it with the camera's program, darktable or RawTherapee."),
        )
    size, raw_size = f"{found.width}x{found.height}", f"{found.raw_width}x{found.raw_height}"
    if not found.is_full_size:
        raise MediaError(
            tr(
                "The raw file '{name}' ({raw_size} pixels) holds only a small JPEG of its camera ({size} pixels).",
                name=file.name,
                raw_size=raw_size,
                size=size,
            ),
            tr("Develop it with the camera's program, darktable or RawTherapee."),
        )
    name = tr("{name} (camera JPEG)", name=Path(file.name).stem) + ".jpg"
    return Chosen(found.read(stream), name, note("camera-jpeg", size=size, raw_size=raw_size))


@contextlib.contextmanager
def _opened(file: Source) -> Generator[BinaryIO, None, None]:
    if isinstance(file, Path):
        with open_regular(file, MediaError) as stream:
            yield stream
        return
    try:
        file.stream.seek(0)
        yield file.stream
    finally:
        file.stream.seek(0)
