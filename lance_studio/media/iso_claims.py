"""What an MP4 or MOV claims, read from its boxes before FFmpeg makes room for what it claims.

FFmpeg reserves memory for every frame that such a file lists, before it looks whether they are there: 600 bytes that
list 60 million frames took 2.2 GB and 17 seconds.
"""

import struct
from typing import BinaryIO

from lance_studio import limits
from lance_studio.errors import MediaLimitError
from lance_studio.language import tr

_FIRST = (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"moof", b"styp", b"sidx")
_CONTAINERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf"}
_SIZES, _RUN = (b"stsz", b"stz2"), b"trun"
_MOST_BOXES = 200_000  # a day of fragments of a second has twice as many at most
_MOST_DEPTH = 8
_MOST_SAMPLES = 64  # of sound, in one byte


def refuse_absurd_boxes(name: str, stream: BinaryIO, size: int) -> None:
    """Refuse an MP4 or MOV that lists more frames than it has bytes, or than any film has; others pass unread.

    Args:
        name: The file's name, for the message.
        stream: The file; its position is moved.
        size: Its length in bytes.

    Raises:
        MediaLimitError: It claims more than it can hold.
        OSError: It cannot be read.
    """
    stream.seek(0)
    if stream.read(8)[4:8] not in _FIRST:
        return
    left, handler = _MOST_BOXES, b""
    # Ranges that are still to be walked, the next one last.
    ranges = [(0, size, 0)]
    while ranges and left:
        start, end, depth = ranges.pop()
        head = _head(stream, start, end)
        left -= 1
        if head is None:
            continue
        kind, content, after = head
        ranges.append((after, end, depth))
        if kind in _CONTAINERS and depth < _MOST_DEPTH:
            ranges.append((content, after, depth + 1))
        elif kind == b"hdlr":
            stream.seek(content + 8)
            handler = stream.read(4)
        elif kind in _SIZES or kind == _RUN:
            _refuse(name, stream, kind, content, size, is_film=handler == b"vide")


def lacks_its_end(stream: BinaryIO, size: int) -> bool:
    """Tell whether the last box of an MP4 or MOV reaches beyond the end of the file, which was cut short then.

    Args:
        stream: The file; its position is moved.
        size: Its length in bytes.

    Raises:
        OSError: It cannot be read.
    """
    stream.seek(0)
    if stream.read(8)[4:8] not in _FIRST:
        return False
    start = 0
    for _ in range(_MOST_BOXES):
        stream.seek(start)
        raw = stream.read(16)
        if len(raw) < 8:
            return len(raw) > 0
        (length,) = struct.unpack_from(">I", raw)
        if length == 1 and len(raw) == 16:
            (length,) = struct.unpack_from(">Q", raw, 8)
        if length < 8:
            return False
        start += length
        if start > size:
            return True
    return False


def _head(stream: BinaryIO, start: int, end: int) -> tuple[bytes, int, int] | None:
    """A box's kind, where its content begins and where it ends; None where there is none."""
    stream.seek(start)
    raw = stream.read(16) if end - start >= 8 else b""
    if len(raw) < 8:
        return None
    length, kind = struct.unpack_from(">I4s", raw)
    content = start + 8
    if length == 1 and len(raw) == 16:
        length, content = struct.unpack_from(">Q", raw, 8)[0], start + 16
    after = end if length == 0 else min(start + length, end)
    return None if after < content else (kind, content, after)


def _refuse(name: str, stream: BinaryIO, kind: bytes, content: int, size: int, *, is_film: bool) -> None:
    stream.seek(content)
    raw = stream.read(12)
    if len(raw) < 12:
        return
    # Both after version and flags; the table of sizes has the common size before its count.
    count = struct.unpack_from(">I", raw, 4 if kind == _RUN else 8)[0]
    if is_film:
        limits.FILM_FRAMES.require(count, f"'{name}'", tr("Cut the part that you need out of it."), MediaLimitError)
    # Old QuickTime counts samples of compressed sound as they are heard, several for each byte.
    if count > (size if is_film or kind == _RUN else size * _MOST_SAMPLES):
        raise MediaLimitError(
            tr(
                "'{name}' claims {count} frames or samples in {size} bytes.",
                name=name,
                count=limits.in_words(count),
                size=limits.in_words(size),
            ),
            tr("It is damaged or was made to do harm: copy or export it again."),
        )
