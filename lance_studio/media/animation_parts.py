"""What animated GIF, PNG and WebP files are made of: for each frame when, where and how it is drawn.

Only the structure is read. Nothing is decoded here, so that even a long animation is listed quickly.
"""

import enum
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO

from lance_studio import limits
from lance_studio.errors import MediaError
from lance_studio.language import tr
from lance_studio.media.opening import is_picture, open_picture
from lance_studio.media.sources import Source, read_head
from lance_studio.regular_files import open_regular

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
GIF_SIGNATURES = (b"GIF87a", b"GIF89a")

SHORTEST, SHORTEST_SHOWN = Fraction(1, 100), Fraction(1, 10)
"""Frames that are to be shown for no longer than the first are shown for the second, in seconds, as browsers do."""

# What a PNG says before its pixels that holds for each of its frames too.
_KEPT_CHUNKS = (b"PLTE", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT")
_MOST_KEPT = 4 << 20
_MOST_CHUNKS = 10_000_000
_GIF_UNIT, _WEBP_UNIT = Fraction(1, 100), Fraction(1, 1000)

Span = tuple[int, int]
"""Where some bytes lie in the file, and how many."""


class Disposal(enum.Enum):
    """What becomes of a frame's rectangle before the next one is drawn."""

    KEEP = enum.auto()
    CLEAR = enum.auto()
    RESTORE = enum.auto()


@dataclass(frozen=True, slots=True)
class Part:
    """One frame of an animation.

    Attributes:
        delay: Seconds for which it is shown, as the file says.
        box: Left, top, width and height of the rectangle that is drawn, in pixels.
        disposal: What follows.
        over: Whether it is laid over what is there, rather than put in its place.
        transparent: The number of a GIF's transparent colour; None if it has none.
        interlaced: Whether a GIF's rows are stored out of order.
        palette: A GIF's colours, three bytes each.
        data: Where its pixels lie.
    """

    delay: Fraction
    box: tuple[int, int, int, int] = (0, 0, 0, 0)
    disposal: Disposal = Disposal.KEEP
    over: bool = False
    transparent: int | None = None
    interlaced: bool = False
    palette: bytes = b""
    data: tuple[Span, ...] = ()


@dataclass(slots=True)
class Parts:
    """The structure of an animation.

    Attributes:
        form: "gif", "png" or "webp".
        width: Pixels of the whole picture.
        height: Pixels of the whole picture.
        unit: Seconds in which the file counts.
        frames: Its frames.
        complete: Whether the file ends where it should.
        header: A PNG's header, without its size.
        chunks: What a PNG says before its pixels.
    """

    form: str
    width: int
    height: int
    unit: Fraction
    frames: list[Part] = field(default_factory=list)
    complete: bool = True
    header: bytes = b""
    chunks: list[tuple[bytes, bytes]] = field(default_factory=list)


def is_animation(source: Source) -> bool:
    """Tell whether a file is an animated picture, with at least two frames.

    Args:
        source: A checked source.
    """
    head = read_head(source, 12)
    if head[4:8] == b"ftyp":
        return _avif_frames(source, head) > 1
    parts = parts_of(source, 2)
    return parts is not None and len(parts.frames) > 1 and is_picture(source)


def short_frames(source: Source) -> int:
    """Count the frames of a GIF, PNG or WebP animation that are shown longer than the file says."""
    parts = parts_of(source, limits.ANIMATION_FRAMES.most)
    return 0 if parts is None else sum(part.delay <= SHORTEST for part in parts.frames)


def parts_of(source: Source, most: int) -> Parts | None:
    """Read the structure of an animation, as `read_parts` does, of a checked source.

    Raises:
        MediaError: The source cannot be read.
    """
    try:
        if isinstance(source, Path):
            with open_regular(source, MediaError) as stream:
                return read_parts(stream, most)
        source.stream.seek(0)
        found = read_parts(source.stream, most)
        source.stream.seek(0)
    except OSError as error:
        raise MediaError(
            tr("'{name}' cannot be read: {error}.", name=source.name, error=error),
            tr("Copy, download or export it again."),
        ) from error
    return found


def read_parts(stream: BinaryIO, most: int) -> Parts | None:
    """Read the structure of an animation.

    Args:
        stream: A GIF, PNG or WebP file, at its beginning.
        most: After so many frames no further ones are looked for.

    Returns:
        The structure, of a still picture with one frame or none; None if the file is of none of these kinds.
    """
    head = stream.read(12)
    stream.seek(0)
    try:
        if head[:6] in GIF_SIGNATURES:
            return _gif(stream, most)
        if head[:8] == PNG_SIGNATURE:
            return _png(stream, most)
        if head[:4] == b"RIFF" and head[8:] == b"WEBP":
            return _webp(stream, most)
    except (struct.error, IndexError):  # the file ends within its first bytes
        return None
    return None


def _avif_frames(source: Source, head: bytes) -> int:
    # Sequences name themselves; a still picture need not be decoded to know.
    if b"avis" not in read_head(source, 64) or not is_picture(source):
        return 0
    with open_picture(source) as image:
        return int(getattr(image, "n_frames", 1)) if image.format == "AVIF" else 0


# --- GIF -------------------------------------------------------------------------------------------------------------


def _gif(stream: BinaryIO, most: int) -> Parts:
    _, width, height, flags, _, _ = struct.unpack("<6sHHBBB", stream.read(13))
    common = stream.read(3 << (flags & 7) + 1) if flags & 0x80 else b""
    parts = Parts("gif", width, height, _GIF_UNIT)
    control = (0, 0, 0)
    while len(parts.frames) < most:
        kind = stream.read(1)
        if kind == b"!":
            block = _gif_extension(stream)
            if block is None:
                parts.complete = False
                break
            control = block or control
        elif kind == b",":
            part = _gif_frame(stream, control, common)
            if part is None:
                parts.complete = False
                break
            parts.frames.append(part)
            control = (0, 0, 0)
        else:
            # The end; many writers leave its mark out, or add something after it.
            break
    if parts.frames:
        # The first frame may be larger than the screen that the file names; browsers follow it.
        left, top, wide, high = parts.frames[0].box
        parts.width, parts.height = max(parts.width, left + wide), max(parts.height, top + high)
    return parts


def _gif_extension(stream: BinaryIO) -> tuple[int, int, int] | tuple[()] | None:
    """Flags, delay and transparent colour of a frame to come; nothing for other extensions, None at the file's end."""
    label = stream.read(1)
    size = stream.read(1)
    block = stream.read(size[0]) if size else b""
    if not size or len(block) < size[0] or (size[0] and _gif_blocks(stream) is None):
        return None
    return struct.unpack_from("<BHB", block) if label == b"\xf9" and len(block) >= 4 else ()


def _gif_blocks(stream: BinaryIO) -> int | None:
    """Pass over blocks of data; where they end, or None if the file ends before."""
    while size := stream.read(1):
        if size == b"\0":
            return stream.tell()
        if len(stream.read(size[0])) < size[0]:
            return None
    return None


def _gif_frame(stream: BinaryIO, control: tuple[int, int, int], common: bytes) -> Part | None:
    descriptor = stream.read(9)
    if len(descriptor) < 9:
        return None
    left, top, width, height, shape = struct.unpack("<HHHHB", descriptor)
    palette = stream.read(3 << (shape & 7) + 1) if shape & 0x80 else common
    start = stream.tell()
    stream.read(1)  # the length of the first codes
    end = _gif_blocks(stream)
    if end is None:
        return None
    flags, delay, colour = control
    return Part(
        delay * _GIF_UNIT,
        (left, top, width, height),
        {2: Disposal.CLEAR, 3: Disposal.RESTORE}.get(flags >> 2 & 7, Disposal.KEEP),
        over=True,
        transparent=colour if flags & 1 else None,
        interlaced=bool(shape & 0x40),
        palette=palette,
        data=((start, end - start),),
    )


# --- PNG -------------------------------------------------------------------------------------------------------------


def _png(stream: BinaryIO, most: int) -> Parts | None:
    stream.seek(len(PNG_SIGNATURE))
    parts: Parts | None = None
    told, data, control = 0, [], b""
    complete = False
    for kind, start, length in _png_chunks(stream):
        if kind == b"IHDR":
            header = stream.read(13)
            width, height = struct.unpack_from(">II", header)
            parts = Parts("png", width, height, Fraction(1, 1000), header=header[8:13])
        elif parts is None:
            return None
        elif kind == b"acTL":
            (told,) = struct.unpack(">I", stream.read(4))
        elif kind == b"IDAT" and not told:
            return parts  # a still picture: all that follows is its pixels
        elif kind in _KEPT_CHUNKS and not control and length <= _MOST_KEPT:
            parts.chunks.append((kind, stream.read(length)))
        elif kind == b"fcTL":
            _png_add(parts, control, data)
            control, data = stream.read(26), []
            if len(parts.frames) >= most:
                return parts
        elif kind == b"IDAT" and control:
            data.append((start, length))
        elif kind == b"fdAT" and length >= 4:
            data.append((start + 4, length - 4))
        elif kind == b"IEND":
            complete = True
            break
    if parts is not None:
        _png_add(parts, control, data)
        parts.complete = complete and len(parts.frames) >= min(told, most)
    return parts


def _png_chunks(stream: BinaryIO) -> Iterator[tuple[bytes, int, int]]:
    """Kind, place and length of each chunk that is there as a whole; the stream stands at its content."""
    place = stream.tell()
    size = stream.seek(0, 2)
    for _ in range(_MOST_CHUNKS):
        if place + 12 > size:
            return
        stream.seek(place)
        length, kind = struct.unpack(">I4s", stream.read(8))
        if place + 12 + length > size:
            return
        yield kind, place + 8, length
        place += 12 + length


def _png_add(parts: Parts, control: bytes, data: list[Span]) -> None:
    """Add the frame that has come to its end; one without pixels is none."""
    if not control or not data:
        return
    _, width, height, left, top, above, below, disposal, blend = struct.unpack(">IIIIIHHBB", control)
    first = not parts.frames
    restore = Disposal.CLEAR if first else Disposal.RESTORE  # before the first frame there is nothing
    parts.frames.append(
        Part(
            Fraction(above, below or 100),
            (left, top, width, height),
            {1: Disposal.CLEAR, 2: restore}.get(disposal, Disposal.KEEP),
            over=blend == 1 and not first,
            data=tuple(data),
        )
    )


# --- WebP ------------------------------------------------------------------------------------------------------------


def _webp(stream: BinaryIO, most: int) -> Parts | None:
    size = stream.seek(0, 2)
    stream.seek(0)
    _, told, _, kind, length, flags = struct.unpack("<4sI4s4sIB", stream.read(21))
    if kind != b"VP8X" or not flags & 0x02:
        return None
    stream.seek(24)
    sides = stream.read(6)
    wide, high = int.from_bytes(sides[:3], "little") + 1, int.from_bytes(sides[3:], "little") + 1
    parts = Parts("webp", wide, high, _WEBP_UNIT, complete=told + 8 <= size + 1)
    place = 20 + length + (length & 1)
    while place + 24 <= size and len(parts.frames) < most:
        stream.seek(place)
        kind, length = struct.unpack("<4sI", stream.read(8))
        if kind == b"ANMF":
            delay = int.from_bytes(stream.read(16)[12:15], "little")
            parts.frames.append(Part(delay * _WEBP_UNIT))
        place += 8 + length + (length & 1)
    return parts
