"""The JPEG that a camera has put into its raw file, in the size of the raw picture, for who chooses to use that."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from lance_studio.media.camera_raw import Table, raw_kind, tables_of

_WIDTH, _HEIGHT, _COMPRESSION, _STRIPS, _STRIP_BYTES = 256, 257, 259, 273, 279
_JPEG, _JPEG_BYTES, _ORIENTATION, _CROP_SIZE, _PREVIEW_COLOURS = 513, 514, 274, 50720, 50970
_JPEG_COMPRESSIONS = (6, 7)
_ADOBE_RGB = 3
_MOST_JPEG = 256 << 20
_FRAMES = (0xC0, 0xC1, 0xC2)  # what every program reads; raw pictures are stored as lossless ones
_ALONE = (0x01, 0xD8, *range(0xD0, 0xD8))
_SHARE = 0.8
"""A JPEG is in full size from so much of the raw picture's longer side on; the rest is cut off by cameras."""


@dataclass(frozen=True, slots=True)
class CameraJpeg:
    """The largest JPEG in a raw file.

    Attributes:
        place: Where it lies.
        length: Bytes.
        width: Pixels as stored.
        height: Pixels as stored.
        raw_width: Pixels of the raw picture; 0 where the file does not say.
        raw_height: Likewise.
        orientation: EXIF's number, as the raw file says.
        adobe_rgb: Whether its colours are said to be Adobe RGB.
    """

    place: int
    length: int
    width: int
    height: int
    raw_width: int
    raw_height: int
    orientation: int
    adobe_rgb: bool

    @property
    def is_full_size(self) -> bool:
        """Whether it stands for the raw picture rather than for a small view of it."""
        return max(self.width, self.height) >= _SHARE * max(self.raw_width, self.raw_height)

    def read(self, stream: BinaryIO) -> bytes:
        """Read it, and give it what only the raw file says: how the camera was held, and its colours."""
        stream.seek(self.place)
        content = stream.read(self.length)
        if _notes(content):
            return content
        return content[:2] + _exif(self.orientation, self.adobe_rgb) + content[2:]


def camera_jpeg(stream: BinaryIO) -> CameraJpeg | None:
    """Find the largest JPEG in a raw file that is built like TIFF.

    Args:
        stream: The file, opened for reading; it is moved.

    Returns:
        Where it lies; None where it is no such file, or holds none.
    """
    if raw_kind(stream) is None:
        return None
    tables = tables_of(stream)
    found: list[tuple[int, int, int, int, Table]] = []
    for table in tables:
        for place, length in _candidates(table):
            size = _size(stream, place, length)
            if size is not None:
                found.append((*size, place, length, table))
    if not found:
        return None
    width, height, place, length, table = max(found, key=lambda one: one[0] * one[1])
    raws = [_extent(each) for each in tables if each.is_raw] or [_extent(each) for each in tables]
    raw_width, raw_height = max(raws, key=lambda one: one[0] * one[1])
    orientation = next((each.first(_ORIENTATION) for each in (table, *tables) if each.first(_ORIENTATION)), 1)
    colours = table.first(_PREVIEW_COLOURS)
    turned = orientation if 1 <= orientation <= 8 else 1
    return CameraJpeg(place, length, width, height, raw_width, raw_height, turned, colours == _ADOBE_RGB)


def _candidates(table: Table) -> Iterator[tuple[int, int]]:
    if table.first(_JPEG) and table.first(_JPEG_BYTES):
        yield table.first(_JPEG), table.first(_JPEG_BYTES)
    strips = table.values.get(_STRIPS, ())
    if table.first(_COMPRESSION) in _JPEG_COMPRESSIONS and len(strips) == 1 and table.first(_STRIP_BYTES):
        yield strips[0], table.first(_STRIP_BYTES)


def _extent(table: Table) -> tuple[int, int]:
    cut = table.values.get(_CROP_SIZE, ())
    return (cut[0], cut[1]) if len(cut) == 2 and all(cut) else (table.first(_WIDTH), table.first(_HEIGHT))


def _segments(content: bytes) -> Iterator[tuple[int, int, int]]:
    """Of each part before the pixels its marker, where it begins, and its bytes."""
    place = 2
    while place + 4 <= len(content) and content[place] == 0xFF:
        marker = content[place + 1]
        if marker in _ALONE or marker == 0xFF:
            place += 1 if marker == 0xFF else 2
            continue
        (length,) = struct.unpack_from(">H", content, place + 2)
        yield marker, place + 4, length - 2
        if marker == 0xDA or length < 2:
            return
        place += 2 + length


def _size(stream: BinaryIO, place: int, length: int) -> tuple[int, int] | None:
    if not 4 <= length <= _MOST_JPEG:
        return None
    stream.seek(place)
    content = stream.read(min(length, 1 << 18))
    if content[:2] != b"\xff\xd8":
        return None
    for marker, start, size in _segments(content):
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            if marker not in _FRAMES or size < 6 or start + 5 > len(content):
                return None
            height, width = struct.unpack_from(">HH", content, start + 1)
            return width, height
    return None


def _notes(content: bytes) -> bool:
    """Whether a JPEG has notes of the camera itself."""
    return any(marker == 0xE1 and content[start : start + 6] == b"Exif\0\0" for marker, start, _ in _segments(content))


def _exif(orientation: int, adobe_rgb: bool) -> bytes:
    """Notes that hold nothing but these two."""

    def entry(tag: int, kind: int, count: int, value: bytes) -> bytes:
        return struct.pack(">HHI", tag, kind, count) + value.ljust(4, b"\0")

    entries = [entry(_ORIENTATION, 3, 1, struct.pack(">H", orientation))]
    below = b""
    if adobe_rgb:
        first = 8 + 2 + 12 * 2 + 4
        entries.append(entry(0x8769, 4, 1, struct.pack(">I", first)))
        second = first + 2 + 12 + 4
        below = struct.pack(">H", 1) + entry(0xA005, 4, 1, struct.pack(">I", second)) + bytes(4)
        below += struct.pack(">H", 1) + entry(1, 2, 4, b"R03\0") + bytes(4)
    body = b"MM\0*\0\0\0\x08" + struct.pack(">H", len(entries)) + b"".join(entries) + bytes(4) + below
    return b"\xff\xe1" + struct.pack(">H", 8 + len(body)) + b"Exif\0\0" + body
