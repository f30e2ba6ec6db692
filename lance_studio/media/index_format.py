"""The form in which an index is kept in a file: small, checked, and refused rather than guessed at."""

import json
import struct
import sys
import zlib
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import Any

import av

from lance_studio import limits
from lance_studio.media.index import Entry, FrameIndex, MediaIndex, StreamEntry
from lance_studio.media.spans import Span

FORMAT = 5
"""Version of the form. Raise it whenever the form changes, or what `indexing.build_index` makes of a file."""

MAX_BYTES = limits.INDEX_BYTES.most
"""The longest index that is kept, in bytes before compression."""

_MAGIC = b"LSINDEX\0"
# Magic, version, checksum of what follows it.
_HEAD = struct.Struct("<8sII")
_LENGTH = struct.Struct("<I")
_ROWS = 7


def to_bytes(index: MediaIndex) -> bytes | None:
    """Write an index.

    Args:
        index: The index.

    Returns:
        The bytes, or None where it is too long to be kept or holds numbers that no real file does.
    """
    frames = index.frames
    about = {
        # Another version of the library may read the same file in another way.
        "library": av.__version__,
        "container": index.container,
        "picture": index.picture,
        "duration": _text(index.duration),
        "span": [str(index.span.start), str(index.span.end)],
        "streams": [
            {**asdict(stream), "start": _text(stream.start), "duration": _text(stream.duration)}
            for stream in index.streams
        ],
        "end": frames.end,
        "unit": str(frames.unit),
        "rate": str(frames.rate),
        "is_variable": frames.is_variable,
        "origin": str(frames.origin),
        "is_counted": frames.is_counted,
        "by_bytes": frames.by_bytes,
        "left_out": frames.left_out,
        "is_cut": frames.is_cut,
        "ordered": frames.order is not None,
        "rows": [len(row) for row in _rows(frames)],
    }
    text = json.dumps(about).encode()
    try:
        numbers = [_differences(each) for each in _rows(frames)]
    except OverflowError:
        return None
    payload = b"".join([_LENGTH.pack(len(text)), text, *numbers])
    if len(payload) > MAX_BYTES:
        return None
    packed = zlib.compress(payload, 1)
    return _HEAD.pack(_MAGIC, FORMAT, zlib.crc32(packed)) + packed


def from_bytes(data: bytes) -> MediaIndex | None:
    """Read what `to_bytes` wrote.

    Args:
        data: The content of a file of the cache, which may be damaged, of another version, or anything else.

    Returns:
        The index, or None if it cannot be used.
    """
    try:
        magic, version, checksum = _HEAD.unpack_from(data)
        packed = data[_HEAD.size :]
        if magic != _MAGIC or version != FORMAT or checksum != zlib.crc32(packed):
            return None
        payload = zlib.decompressobj().decompress(packed, MAX_BYTES + 1)
        return None if len(payload) > MAX_BYTES else _from_payload(payload)
    except (struct.error, zlib.error, ValueError, TypeError, KeyError, ArithmeticError, RecursionError):
        return None


def _from_payload(payload: bytes) -> MediaIndex | None:
    (length,) = _LENGTH.unpack_from(payload)
    start = _LENGTH.size + length
    about = json.loads(payload[_LENGTH.size : start])
    if about["library"] != av.__version__:
        return None
    counts = tuple(int(each) for each in about["rows"])
    if len(counts) != _ROWS:
        return None
    rows: list[tuple[int, ...]] = []
    for count in counts:
        rows.append(_sums(payload[start : start + 8 * count]))
        start += 8 * count
    starts, marks, order, *entries = rows
    frames = FrameIndex(
        # A steady film's frames are counted: a range takes no memory.
        range(len(starts)) if starts == tuple(range(len(starts))) else starts,
        int(about["end"]),
        Fraction(about["unit"]),
        Fraction(about["rate"]),
        bool(about["is_variable"]),
        Fraction(about["origin"]),
        marks,
        bool(about["is_counted"]),
        tuple(Entry(*each) for each in zip(*entries, strict=True)),
        bool(about["by_bytes"]),
        order if about["ordered"] else None,
        int(about["left_out"]),
        bool(about["is_cut"]),
    )
    streams = tuple(_stream(entry) for entry in about["streams"])
    duration, span = _fraction(about["duration"]), Span(*(Fraction(each) for each in about["span"]))
    index = MediaIndex(str(about["container"]), streams, int(about["picture"]), frames, duration, span)
    return index if tuple(map(len, rows)) == counts and start == len(payload) and _is_sound(frames) else None


def _rows(frames: FrameIndex) -> tuple[Sequence[int], ...]:
    """The long rows of numbers, `_ROWS` of them."""
    entries = frames.entries
    return (
        frames.starts,
        frames.marks,
        frames.order or (),
        [entry.frame for entry in entries],
        [entry.seek for entry in entries],
        [entry.place for entry in entries],
        [entry.size for entry in entries],
    )


def _is_sound(frames: FrameIndex) -> bool:
    """Whether readers can rely on the numbers."""
    keys = [entry.frame for entry in frames.entries]
    marks = sorted(frames.marks) if frames.is_counted else frames.marks
    ascending = all(before < after for row in (frames.starts, keys, marks) for before, after in pairwise(row))
    within = keys[:1] == [0] and keys[-1] < frames.decoded_count and frames.starts[:1] in ((0,), range(1))
    shown = frames.order is None or all(0 <= each < frames.decoded_count for each in frames.order)
    counted = frames.count == (frames.decoded_count if frames.order is None else len(frames.order))
    above = frames.unit > 0 and frames.rate > 0 and frames.end > frames.starts[-1]
    return ascending and within and shown and counted and above


def _stream(entry: dict[str, Any]) -> StreamEntry:
    return StreamEntry(**{**entry, "start": _fraction(entry["start"]), "duration": _fraction(entry["duration"])})


def _differences(row: Iterable[int]) -> bytes:
    # Differences repeat themselves, so that two hours of film take a few kilobytes once they are compressed.
    values = list(row)
    numbers = array("q", [after - before for before, after in pairwise([0, *values])])
    return _little_endian(numbers).tobytes()


def _sums(data: bytes) -> tuple[int, ...]:
    numbers = array("q")
    numbers.frombytes(data)
    return tuple(accumulate(_little_endian(numbers)))


def _little_endian(numbers: "array[int]") -> "array[int]":
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def _text(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def _fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
