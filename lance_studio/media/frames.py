"""Random access to the frames of a film."""

import contextlib
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self, TypeAlias

import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

from lance_studio.errors import CancelledError, MediaError
from lance_studio.media.drafts import Drafts, GiveUp
from lance_studio.media.index import FrameIndex
from lance_studio.media.index_cache import keep_index, load_index
from lance_studio.media.indexing import index_by_decoding
from lance_studio.media.info import MediaInfo
from lance_studio.media.opening import open_video, refuse_too_large
from lance_studio.media.scaling import to_rgb
from lance_studio.media.sources import MediaInput, byte_size, require_source
from lance_studio.media.streams import DECODING_ERRORS, orientation
from lance_studio.memory_shortage import is_memory_shortage, too_little_memory

Frame: TypeAlias = NDArray[np.uint8]
Size: TypeAlias = tuple[int, int]

CACHE_BYTES = 64 << 20
"""Decoded frames that a reader keeps, in bytes of the film's own pixel format."""

_NEAR = 8
"""Frames that are decoded rather than sought past."""

_SKIPPING_CODECS = ("h264",)
"""Codecs whose frames that no other one needs are left out on the way to a wanted frame."""


class FrameReader:
    """Reads any frame of a film, exactly.

    A jump seeks back to the nearest key frame and decodes from there; reading on costs one decoded frame each. Frames
    that were decoded on the way are kept for a while, so that stepping backward is quick too. All methods may be
    called from any thread; they wait for one another.

    Args:
        source: The film. A stream must not be used by anybody else while the reader is open.
        cache_bytes: How much decoded picture is kept; at least one frame always is.

    Attributes:
        info: The film's facts, without its sound.
        index: Its streams and frames, shared by all who open the film.

    Raises:
        MediaError: The source is missing, no film, damaged, or cut short.
    """

    def __init__(self, source: MediaInput, *, cache_bytes: int = CACHE_BYTES) -> None:
        self._source = require_source(source)
        size = byte_size(self._source)
        self.index = load_index(self._source)
        self._index: FrameIndex = self.index.frames
        self._lock = threading.Lock()
        self._kept: OrderedDict[int, VideoFrame] = OrderedDict()
        self._kept_bytes = 0
        self._cache_bytes = cache_bytes
        self._closed = False
        self._drafts: Drafts | None = None
        self._stack = contextlib.ExitStack()
        self._open()
        try:
            first = self._first_frame()
        except BaseException:
            self._stack.close()
            raise
        self._turns, self._mirrored = orientation(first)
        self._stored_size = (first.width, first.height)
        self.info = self._describe(size)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the film; the reader cannot be used any more."""
        with self._lock:
            self._closed = True
            self._kept.clear()
            self._kept_bytes = 0
            self._frames: Iterator[VideoFrame] = iter(())
            self._stack.close()
            if self._drafts is not None:
                self._drafts.close()

    @property
    def frame_count(self) -> int:
        """How many frames there are."""
        return len(self._index.instants)

    @property
    def width(self) -> int:
        """Pixels, upright."""
        return self.info.width

    @property
    def height(self) -> int:
        """Pixels, upright."""
        return self.info.height

    def time_of(self, number: int) -> Fraction:
        """Find when a frame begins.

        Args:
            number: The frame, from 0; the number of frames gives the end of the film.

        Returns:
            Seconds after the film's beginning.
        """
        return self._index.time_of(number)

    def index_at(self, time: Fraction) -> int:
        """Find the frame that is shown at a time.

        Args:
            time: Seconds; before or after the film, its first or last frame is taken.

        Returns:
            The frame's number.
        """
        return self._index.index_at(time)

    def frame(
        self, number: int, *, size: Size | None = None, precise: bool = False, give_up: GiveUp | None = None
    ) -> Frame:
        """Read a frame.

        Args:
            number: The frame, from 0.
            size: Width and height to scale to; None means the film's own.
            precise: Whether to scale slowly and well, for export, rather than quickly.
            give_up: Asked after each frame that is decoded on the way. What was decoded is not lost: reading on from
                there is quick.

        Returns:
            uint8 array [H, W, 3], RGB, upright; the caller may change it.

        Raises:
            MediaError: There is no such frame, or the file is damaged there.
            CancelledError: `give_up` said so.
            ValueError: The reader was closed.
        """
        if not 0 <= number < self.frame_count:
            raise MediaError(
                f"'{self._source.name}' has no frame {number}; it has {self.frame_count}, numbered from 0.",
                "Choose a frame inside the video.",
            )
        with self._lock:
            if self._closed:
                raise ValueError("The reader is closed.")
            raw = self._raw(number, give_up)
            return self._upright(raw, size, precise)

    def frame_at(
        self, time: Fraction, *, size: Size | None = None, precise: bool = False, give_up: GiveUp | None = None
    ) -> Frame:
        """Read the frame that is shown at a time.

        Args:
            time: Seconds; before or after the film, its first or last frame is taken.
            size: Width and height to scale to; None means the film's own.
            precise: Whether to scale slowly and well.
            give_up: As for `frame`.

        Returns:
            uint8 array [H, W, 3], RGB, upright.

        Raises:
            MediaError: The file is damaged there.
            CancelledError: `give_up` said so.
        """
        return self.frame(self.index_at(time), size=size, precise=precise, give_up=give_up)

    def is_near(self, number: int) -> bool:
        """Tell whether a frame can be read without decoding many others."""
        with self._lock:
            return number in self._kept or 0 < number - self._last <= _NEAR

    def draft(self, number: int, size: Size) -> Frame | None:
        """Read a small picture of a frame, or of one near it, quickly; from then on such drafts are kept.

        Args:
            number: The frame that is looked for, from 0.
            size: Width and height to scale to.

        Returns:
            uint8 array [H, W, 3], RGB, upright; None if there is none, for example because the film is a stream, which
            nobody else may read.
        """
        with self._lock:
            drafts = self._with_drafts()
            found = None if drafts is None else drafts.nearest(number)
            return None if found is None else self._upright(found[1], size, precise=False)

    def fill_drafts(self, number: int, give_up: GiveUp) -> None:
        """Make drafts of the frames around one, so that looking for a frame there is quick.

        Args:
            number: The frame, from 0.
            give_up: Asked after each decoded frame.
        """
        with self._lock:
            drafts = self._with_drafts()
            if drafts is not None:
                drafts.fill(number, give_up)

    def _with_drafts(self) -> Drafts | None:
        if self._closed:
            raise ValueError("The reader is closed.")
        if self._drafts is None and isinstance(self._source, Path):
            self._drafts = Drafts(self._source, self._index)
        return self._drafts

    def _open(self) -> None:
        self._container: InputContainer
        self._stream: VideoStream
        self._container, self._stream = self._stack.enter_context(open_video(self._source))
        self._stream.thread_type = "AUTO"
        self._needed_from = self._index.instants[0]
        # How many frames the cache holds; with 1.5 bytes a pixel, as nearly all films have it.
        context = self._stream.codec_context
        self._room = max(_NEAR, self._cache_bytes * 2 // max(context.width * context.height * 3, 1))
        self._frames = self._decoded()
        self._skips = self._stream.codec_context.name in _SKIPPING_CODECS
        self._last = -1

    def _first_frame(self) -> VideoFrame:
        """Read the first frame; if the packets did not tell the truth about it, list all frames by decoding."""
        try:
            return self._raw(0)
        except MediaError:
            self._index = index_by_decoding(self._source)
            self.index = replace(self.index, frames=self._index)
            keep_index(self._source, self.index)
            self._reopen()
            return self._raw(0)

    def _describe(self, size: int) -> MediaInfo:
        width, height = self._stored_size[::-1] if self._turns % 2 else self._stored_size
        refuse_too_large(self._source, width, height)
        return MediaInfo(
            "video",
            self._source.name,
            size,
            width,
            height,
            rotation=-90 * self._turns % 360,
            frame_count=self.frame_count,
            frame_rate=self._index.rate,
            variable_rate=self._index.is_variable,
            duration=self.time_of(self.frame_count),
            codec=self._stream.codec_context.name,
        )

    def _upright(self, raw: VideoFrame, size: Size | None, precise: bool) -> Frame:
        stored = self._stored_size if size is None else (size[::-1] if self._turns % 2 else size)
        array = np.rot90(to_rgb(raw, *stored, precise=precise and size is not None), self._turns)
        return np.ascontiguousarray(np.fliplr(array) if self._mirrored else array)

    def _raw(self, number: int, give_up: GiveUp | None = None) -> VideoFrame:
        if number in self._kept:
            self._kept.move_to_end(number)
            return self._kept[number]
        key = self._index.key_position(number)
        continues = self._last < number and (self._index.keys[key] <= self._last + 1 or number - self._last <= _NEAR)
        # A seek may land too late, and decoding may stumble over what lies before a key frame: then from further back.
        starts = [self._stay] if continues else []
        starts += [partial(self._seek, earlier) for earlier in (key, key - 1) if earlier >= 0]
        failure: BaseException | None = None
        for start in (*starts, self._reopen):
            try:
                start()
                if (frame := self._decode_to(number, give_up)) is not None:
                    return frame
            except DECODING_ERRORS as error:
                failure = error
            self._last = self.frame_count  # nothing can be continued from here
        if failure is not None and is_memory_shortage(failure):
            raise too_little_memory(f"'{self._source.name}'", MediaError) from failure
        raise MediaError(
            f"Frame {number} of '{self._source.name}' cannot be read: the file is damaged there.",
            "Copy or export it again; if only this copy exists, cut the readable part out.",
        ) from failure

    def _stay(self) -> None:
        """Decode on from where the last frame was read."""

    def _reopen(self) -> None:
        self._stack.close()
        self._open()
        # The last way to a frame leaves nothing out.
        self._skips = False

    def _seek(self, key: int) -> None:
        self._container.seek(self._index.seek_instants[key], stream=self._stream, backward=True)
        self._frames = self._decoded()
        self._last = -1

    def _decoded(self) -> Iterator[VideoFrame]:
        """Decode on, leaving out what would not be kept and is not needed to decode anything else."""
        for packet in self._container.demux(self._stream):
            needless = self._skips and packet.pts is not None and packet.pts < self._needed_from
            self._stream.codec_context.skip_frame = "NONREF" if needless else "DEFAULT"
            yield from packet.decode()

    def _decode_to(self, number: int, give_up: GiveUp | None) -> VideoFrame | None:
        """Decode on until a frame, keeping what comes on the way; None if it does not come."""
        self._needed_from = self._index.instants[max(number - self._room, 0)]
        for frame in self._frames:
            found = self._last + 1 if frame.pts is None else self._index.number_of(frame.pts)
            if found is None:  # from before the key frame, or hidden
                continue
            if found > number or (found == number and frame.is_corrupt):
                return None
            if not frame.is_corrupt:
                self._keep(found, frame)
                if give_up is not None and self._drafts is not None:
                    self._drafts.add(found, frame, self._last)
            self._last = found
            if found == number:
                return frame
            if give_up is not None and give_up():
                raise CancelledError
        return None

    def _keep(self, number: int, frame: VideoFrame) -> None:
        if number in self._kept:
            self._kept_bytes -= _bytes_of(self._kept.pop(number))
        self._kept[number] = frame
        self._kept_bytes += _bytes_of(frame)
        while self._kept_bytes > self._cache_bytes and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
            self._kept_bytes -= _bytes_of(dropped)


def _bytes_of(frame: VideoFrame) -> int:
    return sum(plane.buffer_size for plane in frame.planes)
