"""Animated pictures as films: GIF, PNG, WebP and AVIF, each frame at its own time.

The frames of GIF and PNG files are put together here, as browsers do it: Pillow decodes their rectangles. WebP and AVIF
come whole out of their own libraries.
"""

import io
import math
import struct
import zlib
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO, TypeAlias

import av  # noqa: F401 - whole before its parts
import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray
from PIL import Image

from lance_studio import limits
from lance_studio.errors import MediaError, MediaLimitError
from lance_studio.language import tr
from lance_studio.media.animation_parts import PNG_SIGNATURE, SHORTEST, SHORTEST_SHOWN, Disposal, Part, Parts, parts_of
from lance_studio.media.frame_times import FrameTimes
from lance_studio.media.images import upright_colours
from lance_studio.media.index import Entry, MediaIndex, StreamEntry
from lance_studio.media.opening import open_picture, refuse_too_large, refuse_too_long
from lance_studio.media.picture_colour import HEAD_BYTES
from lance_studio.media.rates import commonest_rate, constant_rate
from lance_studio.media.sources import Source, read_head
from lance_studio.media.spans import Span
from lance_studio.memory_shortage import is_memory_shortage
from lance_studio.regular_files import open_regular

Pixels: TypeAlias = NDArray[np.uint8]

FORMS = ("gif", "png", "webp", "avif")
"""Names of the containers of animated pictures in an index."""

_MILLISECOND = Fraction(1, 1000)


def build_animation_index(source: Source) -> MediaIndex:
    """List the frames of an animated picture.

    Args:
        source: An animated picture.

    Returns:
        Its index; the container is one of `FORMS`.

    Raises:
        MediaError: It is damaged, cut short, or too long.
    """
    parts = parts_of(source, limits.ANIMATION_FRAMES.most + 1)
    if parts is None:
        form, unit, delays, entries = "avif", _MILLISECOND, _avif_delays(source), None
    else:
        form, unit, delays = parts.form, parts.unit, [part.delay for part in parts.frames]
        entries = _entries(parts)
        if not parts.complete or not delays:
            raise MediaError(
                tr(
                    "'{name}' is cut short or damaged: {count} of its pictures can be read.",
                    name=source.name,
                    count=len(delays),
                ),
                tr("Copy, download or export it again."),
            )
    limits.ANIMATION_FRAMES.require(len(delays), f"'{source.name}'", tr("Make it shorter."), MediaLimitError)
    shown = [SHORTEST_SHOWN if delay <= SHORTEST else delay for delay in delays]
    times = _times(shown, unit, rounded=form in ("webp", "avif"))
    keys = range(len(delays)) if entries is None else entries
    frames = times.index(range(len(delays)), tuple(Entry(key, key) for key in keys))
    length = frames.time_of(frames.count)
    refuse_too_long(source, length)
    stream = StreamEntry(0, "video", form, Fraction(0), length, True, False, "")
    return MediaIndex(form, (stream,), 0, frames, length, Span(frames.origin, frames.origin + length))


class AnimationFrames:
    """Gives the frames of an animated picture, one after the other or from any entry of its index.

    Args:
        source: The animation.

    Raises:
        MediaError: It cannot be opened any more.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._drawn: _Drawn | _Whole
        parts = parts_of(source, limits.ANIMATION_FRAMES.most)
        if parts is None or parts.form == "webp":
            self._drawn = _Whole(source)
        else:
            self._drawn = _Drawn(source, parts)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels, as stored."""
        return self._drawn.size

    def read(self, number: int) -> VideoFrame:
        """Decode a frame.

        Args:
            number: The frame: the one after the last that was read, or an entry of the index.

        Returns:
            The whole picture: "rgb24", or "rgba" where parts of it are transparent, which are black.

        Raises:
            EOFError: The frame is damaged.
            MemoryError: There is too little memory.
        """
        try:
            pixels = self._drawn.read(number)
        except Exception as error:  # PIL's readers raise about ten unrelated types on damaged files
            if is_memory_shortage(error):
                raise MemoryError from error
            raise EOFError(f"the picture is damaged: {error}") from error
        opaque = bool(pixels[..., 3].min() == 255)
        kind = "rgb24" if opaque else "rgba"
        frame = VideoFrame.from_ndarray(np.ascontiguousarray(pixels[..., :3]) if opaque else pixels, format=kind)
        frame.pts = number
        return frame

    def close(self) -> None:
        """Close the file."""
        self._drawn.close()


class _Drawn:
    """Puts the rectangles of a GIF or PNG animation together."""

    def __init__(self, source: Source, parts: Parts) -> None:
        refuse_too_large(source, parts.width, parts.height)
        self.size = (parts.width, parts.height)
        self._parts = parts
        self._stream = _open(source)
        self._owned = isinstance(source, Path)
        self._canvas = np.zeros((parts.height, parts.width, 4), np.uint8)
        self._before: Pixels | None = None
        self._last = -1

    def close(self) -> None:
        if self._owned:
            self._stream.close()

    def read(self, number: int) -> Pixels:
        if number == 0 or number != self._last + 1:
            self._canvas[:] = 0
        else:
            self._dispose(self._parts.frames[number - 1])
        self._last = -1
        part = self._parts.frames[number]
        region = self._region(part)
        drawn = self._decode(part)[: region.shape[0], : region.shape[1]]
        self._before = region.copy() if part.disposal is Disposal.RESTORE else None
        if part.over:
            _lay_over(region, drawn)
        else:
            region[:] = drawn
        self._last = number
        return self._canvas.copy()

    def _region(self, part: Part) -> Pixels:
        left, top, width, height = part.box
        return self._canvas[top : top + height, left : left + width]

    def _dispose(self, part: Part) -> None:
        if part.disposal is Disposal.CLEAR:
            self._region(part)[:] = 0
        elif part.disposal is Disposal.RESTORE and self._before is not None:
            self._region(part)[:] = self._before

    def _decode(self, part: Part) -> Pixels:
        _, _, width, height = part.box
        refuse_too_large(Path("frame"), width, height)
        data = b"".join(self._bytes(*span) for span in part.data)
        if self._parts.form == "png":
            whole = self._png(part, data)
            with Image.open(io.BytesIO(whole), formats=("PNG",)) as image:
                return np.asarray(upright_colours(image, whole, "PNG").convert("RGBA"))
        with Image.open(io.BytesIO(_gif(part, data)), formats=("GIF",)) as image:
            numbers = np.asarray(image)
        colours = np.zeros((256, 4), np.uint8)
        palette = np.frombuffer(part.palette[: len(part.palette) // 3 * 3], np.uint8).reshape(-1, 3)
        colours[: len(palette), :3] = palette
        colours[:, 3] = 255
        if part.transparent is not None:
            colours[part.transparent] = 0
        return colours[numbers]

    def _bytes(self, start: int, size: int) -> bytes:
        self._stream.seek(start)
        return self._stream.read(size)

    def _png(self, part: Part, data: bytes) -> bytes:
        header = struct.pack(">II", *part.box[2:]) + self._parts.header
        chunks = [(b"IHDR", header), *self._parts.chunks, (b"IDAT", data), (b"IEND", b"")]
        return PNG_SIGNATURE + b"".join(
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
            for kind, content in chunks
        )


class _Whole:
    """Reads the frames of a WebP or AVIF animation, which its library puts together."""

    def __init__(self, source: Source) -> None:
        self._head = read_head(source, HEAD_BYTES)
        self._opened = open_picture(source)
        self._image = self._opened.__enter__()
        self.size = self._image.size

    def close(self) -> None:
        self._opened.__exit__(None, None, None)

    def read(self, number: int) -> Pixels:
        self._image.seek(number)
        self._image.load()
        pixels = np.array(upright_colours(self._image.copy(), self._head, self._image.format).convert("RGBA"))
        pixels[pixels[..., 3] == 0] = 0
        return pixels


def _lay_over(under: Pixels, above: Pixels) -> None:
    """Lay pixels with straight alpha over others, in place."""
    alpha = above[..., 3]
    if not ((alpha > 0) & (alpha < 255)).any():
        np.copyto(under, above, where=alpha[..., None] == 255)
        return
    top, bottom = above.astype(np.float32), under.astype(np.float32)
    share = top[..., 3:] / 255
    left = bottom[..., 3:] / 255 * (1 - share)
    whole = share + left
    colour = (top[..., :3] * share + bottom[..., :3] * left) / np.maximum(whole, 1e-6)
    under[..., :3] = np.rint(colour)
    under[..., 3:] = np.rint(whole * 255)


def _gif(part: Part, data: bytes) -> bytes:
    """A GIF of one rectangle, whose pixels are numbers of colours: the palette is a row of greys."""
    _, _, width, height = part.box
    greys = bytes(value for number in range(256) for value in (number, number, number))
    screen = struct.pack("<6sHHBBB", b"GIF89a", width, height, 0xF7, 0, 0)
    return screen + greys + struct.pack("<cHHHHB", b",", 0, 0, width, height, 0x40 * part.interlaced) + data + b";"


def _entries(parts: Parts) -> list[int]:
    """The frames that need nothing of those before them."""
    if parts.form == "webp":
        return [0]
    whole = (0, 0, parts.width, parts.height)
    found = [0]
    for number, (before, part) in enumerate(zip(parts.frames, parts.frames[1:], strict=False), 1):
        opaque = not part.over or (parts.form == "gif" and part.transparent is None)
        covers = part.box == whole and opaque and part.disposal is not Disposal.RESTORE
        if covers or (before.box == whole and before.disposal is Disposal.CLEAR):
            found.append(number)
    return found


def _times(delays: Sequence[Fraction], unit: Fraction, *, rounded: bool) -> FrameTimes:
    """Find when frames are shown: at one rate where all times are equal, or were before they were rounded."""
    count = len(delays)
    if len(set(delays)) == 1:
        return FrameTimes(range(count), count, delays[0], 1 / delays[0], False, Fraction(0))
    unit = Fraction(1, math.lcm(unit.denominator, *(delay.denominator for delay in set(delays))))
    starts = [0]
    for delay in delays:
        starts.append(starts[-1] + int(delay / unit))
    rate = constant_rate(starts, unit, ()) if rounded else None
    if rate is not None:
        return FrameTimes(range(count), count, 1 / rate, rate, False, Fraction(0))
    rate = commonest_rate(starts, unit)
    assert rate is not None
    return FrameTimes(tuple(starts[:-1]), starts[-1], unit, rate, True, Fraction(0))


def _open(source: Source) -> BinaryIO:
    return open_regular(source, MediaError) if isinstance(source, Path) else source.stream


def _avif_delays(source: Source) -> list[Fraction]:
    """Seconds between the beginnings of frames, and how long the last one is shown; each frame is decoded for that."""
    with open_picture(source) as image:
        count = int(getattr(image, "n_frames", 1))
        limits.ANIMATION_FRAMES.require(count, f"'{source.name}'", tr("Make it shorter."), MediaLimitError)
        instants: list[int] = []
        last = 0
        try:
            for number in range(count):
                image.seek(number)
                image.load()
                instants.append(int(image.info["timestamp"]))
                last = int(image.info["duration"])
        except Exception as error:  # PIL's readers raise about ten unrelated types on damaged files
            raise MediaError(
                tr(
                    "'{name}' is damaged: {readable} of its {count} pictures can be read.",
                    name=source.name,
                    readable=len(instants),
                    count=count,
                ),
                tr("Copy, download or export it again."),
            ) from error
    ends = [*instants[1:], instants[-1] + last]
    return [(end - start) * _MILLISECOND for start, end in zip(instants, ends, strict=True)]
