"""Finds the boxes of which an MP4 or MOV is made."""

import struct
from collections.abc import Iterator
from typing import BinaryIO, TypeAlias

Range: TypeAlias = tuple[int, int]
"""Where the content of a box begins and ends, in bytes of the file."""

_MOST_BOXES = 20_000


def boxes(stream: BinaryIO, start: int, end: int) -> Iterator[tuple[bytes, Range]]:
    """Go through the boxes of a range.

    Args:
        stream: The file; its position is moved.
        start: The range's first byte.
        end: The byte after its last one.

    Yields:
        The kind and the content of each box, up to the first one that is longer than the range.

    Raises:
        OSError: It cannot be read.
        struct.error: It ends too early.
    """
    for _ in range(_MOST_BOXES):
        if end - start < 8:
            return
        stream.seek(start)
        length, kind = struct.unpack(">I4s", stream.read(8))
        content = start + 8
        if length == 1:
            (length,) = struct.unpack(">Q", stream.read(8))
            content += 8
        after = end if length == 0 else start + length
        if after < content or after > end:
            return
        yield kind, (content, after)
        start = after


def movie_boxes(stream: BinaryIO, size: int) -> list[tuple[bytes, Range]]:
    """List the boxes that describe a film; none where there is no description.

    Args:
        stream: The file; its position is moved.
        size: Its length in bytes.

    Raises:
        OSError: It cannot be read.
        struct.error: It ends too early.
    """
    movie = next((content for kind, content in boxes(stream, 0, size) if kind == b"moov"), None)
    return [] if movie is None else list(boxes(stream, *movie))


def track_boxes(stream: BinaryIO, movie: list[tuple[bytes, Range]], track: int) -> dict[bytes, Range]:
    """Find what describes a track.

    Args:
        stream: The file; its position is moved.
        movie: The boxes that describe the film.
        track: The track's number in the file.

    Returns:
        The content of each kind of box; nothing where there is no such track.

    Raises:
        OSError: It cannot be read.
        struct.error, IndexError: It ends too early.
    """
    for kind, content in movie:
        if kind == b"trak":
            inside = dict(boxes(stream, *content))
            if b"tkhd" in inside and number_after_times(stream, inside[b"tkhd"][0]) == track:
                return inside
    return {}


def number_after_times(stream: BinaryIO, start: int) -> int:
    """Read the number that follows the two times of a header: a track's number, or units a second."""
    stream.seek(start)
    version = stream.read(4)[0]
    stream.seek(start + (20 if version == 1 else 12))
    return int(struct.unpack(">I", stream.read(4))[0])
