"""Edit lists of MP4 and MOV films: which stored frames are shown, in which order, and when."""

import struct
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import BinaryIO

from lance_studio.media.iso_boxes import boxes, movie_boxes, number_after_times, track_boxes
from lance_studio.media.sources import Source, byte_size, opened_source

_MOST_PARTS = 10_000


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
    size = byte_size(source)
    try:
        with opened_source(source) as stream:
            return _read(stream, size, track)
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
    movie = movie_boxes(stream, size)
    header = dict(movie).get(b"mvhd")
    inside = track_boxes(stream, movie, track)
    if header is None or b"edts" not in inside:
        return ()
    lists = [content for kind, content in boxes(stream, *inside[b"edts"]) if kind == b"elst"]
    return _parts(stream, lists[0][0], number_after_times(stream, header[0])) if lists else ()


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
