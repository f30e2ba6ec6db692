"""What media are read from: a file, bytes, or a seekable stream such as media embedded in a project."""

import contextlib
import io
import os
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeAlias

from lance_studio.errors import MediaError
from lance_studio.language import mark, tr, translate
from lance_studio.media.files import require_file, unreadable
from lance_studio.regular_files import open_regular

EMBEDDED_NAME = mark("embedded media")
"""What messages call bytes and streams that have no name of their own."""


@dataclass(frozen=True, slots=True)
class NamedStream:
    """A seekable stream of bytes with a name for messages.

    Whatever reads from it moves its position, so each reader needs a stream of its own.

    Attributes:
        name: What people call it; used in messages only.
        stream: Opened for reading in binary mode; it is left open.
    """

    name: str
    stream: BinaryIO


MediaInput: TypeAlias = str | os.PathLike[str] | bytes | BinaryIO | NamedStream
"""What people and projects hand over; bytes may be shared by any number of readers."""

Source: TypeAlias = Path | NamedStream
"""A checked `MediaInput`."""


def require_source(source: MediaInput) -> Source:
    """Check that there is something to read.

    Args:
        source: A path, bytes, or a seekable stream.

    Returns:
        The same path, or a stream that is rewound to its beginning.

    Raises:
        MediaError: The path is missing, a folder, a device, empty or may not be read; or the bytes are empty; or the
            stream is empty or cannot be read.
    """
    if isinstance(source, (str, os.PathLike)):
        return require_file(source)
    if isinstance(source, bytes):
        source = io.BytesIO(source)
    named = source if isinstance(source, NamedStream) else NamedStream(translate(EMBEDDED_NAME), source)
    if byte_size(named) == 0:
        raise MediaError(tr("'{name}' is empty.", name=named.name), tr("Copy or download it again."))
    return named


@contextlib.contextmanager
def opened_source(source: Source) -> Generator[BinaryIO, None, None]:
    """Open a source to read its bytes.

    Args:
        source: The source.

    Yields:
        The file, closed afterwards; or the stream, which stands afterwards where it stood before.

    Raises:
        MediaError: The file cannot be opened. What the `with` body does may raise OSError.
    """
    if isinstance(source, Path):
        with open_regular(source, MediaError) as stream:
            yield stream
        return
    place = source.stream.tell()
    try:
        yield source.stream
    finally:
        source.stream.seek(place)


def byte_size(source: Source) -> int:
    """Find how long a source is; a stream is rewound to its beginning.

    Args:
        source: The source.

    Returns:
        Bytes.

    Raises:
        MediaError: The source cannot be read.
    """
    try:
        if isinstance(source, Path):
            return source.stat().st_size
        size = source.stream.seek(0, os.SEEK_END)
        source.stream.seek(0)
    except (OSError, ValueError) as error:  # ValueError: the stream is closed
        raise unreadable(source.name, error) from error
    return size


def read_head(source: Source, size: int) -> bytes:
    """Read the beginning of a source; a stream is rewound afterwards.

    Args:
        source: The source.
        size: How many bytes; fewer come back from a shorter source.

    Returns:
        The bytes.

    Raises:
        MediaError: The source cannot be read.
    """
    try:
        if isinstance(source, Path):
            with source.open("rb") as stream:
                return stream.read(size)
        source.stream.seek(0)
        head = source.stream.read(size)
        source.stream.seek(0)
    except (OSError, ValueError) as error:  # ValueError: the stream is closed
        raise unreadable(source.name, error) from error
    return head


def read_tail(source: Source, size: int) -> bytes:
    """Read the end of a source; a stream is rewound afterwards.

    Args:
        source: The source.
        size: How many bytes; fewer come back from a shorter source.

    Returns:
        The bytes.

    Raises:
        MediaError: The source cannot be read.
    """
    start = max(byte_size(source) - size, 0)
    try:
        if isinstance(source, Path):
            with source.open("rb") as stream:
                stream.seek(start)
                return stream.read(size)
        source.stream.seek(start)
        tail = source.stream.read(size)
        source.stream.seek(0)
    except (OSError, ValueError) as error:
        raise unreadable(source.name, error) from error
    return tail
