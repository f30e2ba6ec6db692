"""Edit lists of MP4 and MOV films: which stored frames are shown, in which order, and when."""

import struct
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import BinaryIO

from lance_studio.errors import MediaError
from lance_studio.media.sources import Source, byte_size
from lance_studio.regular_files import open_regular

_MOST_PARTS = 10_000
_MOST_BOXES = 20_000


@dataclass(frozen=True, slots=True)
class EditPart:
    """A part of an edit list.

    Attributes:
        media_time: Where the part begins in the track, in the track's unit; -1 for a part in which nothing is shown.
        duration: Seconds.
        speed: Seconds of the track for each second; 0 for a picture that stands still.
    """

    media_time: int
    duration: Fraction
    speed: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Presentation:
    """What an edit list makes of a track's frames.

    Attributes:
        order: For each shown frame, its place among the stored ones in the order of their times.
        starts: Seconds at which each is shown, ascending, after the beginning of the film.
        end: Seconds at which the last one ends.
    """

    order: tuple[int, ...]
    starts: tuple[Fraction, ...]
    end: Fraction


def read_edit_list(source: Source, track: int) -> tuple[EditPart, ...]:
    """Read a track's edit list.

    Args:
        source: A checked source; other files than MP4 and MOV have none.
        track: The track's number in the file, as FFmpeg gives it for a stream.

    Returns:
        Its parts; none where there is no list, or where it cannot be read.
    """
    try:
        if isinstance(source, Path):
            with open_regular(source, MediaError) as stream:
                return _read(stream, byte_size(source), track)
        size = byte_size(source)
        found = _read(source.stream, size, track)
        source.stream.seek(0)
        return found
    except (OSError, struct.error, ValueError, IndexError, ZeroDivisionError):
        return ()


def needs_own_times(parts: Sequence[EditPart]) -> bool:
    """Tell whether a list does more than cut the film at both ends or begin it later."""
    return sum(part.media_time >= 0 for part in parts) > 1 or has_other_speeds(parts)


def has_other_speeds(parts: Sequence[EditPart]) -> bool:
    """Tell whether a list plays parts of its track faster or slower than they are stored."""
    return any(part.media_time >= 0 and part.speed != 1 for part in parts)


def present(parts: Sequence[EditPart], instants: Sequence[int], last: int, unit: Fraction) -> Presentation:
    """Apply an edit list.

    Args:
        parts: The list.
        instants: When each stored frame begins, ascending, in units of the track.
        last: How long the last stored frame lasts, in units of the track.
        unit: Seconds.

    Returns:
        The shown frames; those of a part that nothing is stored for are left out.
    """
    order: list[int] = []
    starts: list[Fraction] = []
    ends = [*instants[1:], instants[-1] + last]
    at = Fraction(0)
    for part in parts:
        if part.media_time >= 0:
            begin, until = Fraction(part.media_time), part.media_time + part.duration * part.speed / unit
            first = max(bisect_right(instants, part.media_time) - 1, 0)
            if not part.speed and part.duration > 0:
                order.append(first)
                starts.append(at)
            step = unit / part.speed if part.speed else Fraction(0)
            for number in range(first, bisect_left(instants, ceil(until))):
                start, end = instants[number], ends[number]
                whole = start >= begin and end <= until
                seen = end - start if whole else min(Fraction(end), until) - max(Fraction(start), begin)
                # Lists count in a coarser unit than tracks: what is left of a neighbouring frame is no frame.
                if part.speed and seen * 4 > end - start:
                    order.append(number)
                    starts.append(at + (start - begin) * step if start > begin else at)
        at += part.duration
    return Presentation(tuple(order), tuple(starts), at)


# --- boxes -----------------------------------------------------------------------------------------------------------


def _read(stream: BinaryIO, size: int, track: int) -> tuple[EditPart, ...]:
    movie = next((box for box in _boxes(stream, 0, size) if box[0] == b"moov"), None)
    if movie is None:
        return ()
    scale = 0
    for kind, start, end in _boxes(stream, movie[1], movie[2]):
        if kind == b"mvhd":
            stream.seek(start)
            version = stream.read(4)[0]
            stream.seek(start + (20 if version == 1 else 12))
            (scale,) = struct.unpack(">I", stream.read(4))
        elif kind == b"trak":
            inside = {each[0]: each[1:] for each in _boxes(stream, start, end)}
            if {b"tkhd", b"edts"} <= inside.keys() and _track_number(stream, *inside[b"tkhd"]) == track:
                lists = [each for each in _boxes(stream, *inside[b"edts"]) if each[0] == b"elst"]
                return _parts(stream, lists[0][1], scale) if lists else ()
    return ()


def _boxes(stream: BinaryIO, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Kind, and where the content begins and ends, of each box in a range."""
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
        yield kind, content, after
        start = after


def _track_number(stream: BinaryIO, start: int, _end: int) -> int:
    stream.seek(start)
    version = stream.read(4)[0]
    stream.seek(start + (20 if version == 1 else 12))
    return int(struct.unpack(">I", stream.read(4))[0])


def _parts(stream: BinaryIO, start: int, scale: int) -> tuple[EditPart, ...]:
    stream.seek(start)
    version = stream.read(4)[0]
    (count,) = struct.unpack(">I", stream.read(4))
    row = struct.Struct(">Qqi" if version == 1 else ">Iii")
    if count > _MOST_PARTS:
        return ()
    rows = list(row.iter_unpack(stream.read(row.size * count)))
    if len(rows) != count or any(speed < 0 for *_, speed in rows):
        return ()
    return tuple(
        EditPart(media_time, Fraction(duration, scale), Fraction(speed, 1 << 16))
        for duration, media_time, speed in rows
    )
