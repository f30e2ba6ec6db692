"""A decoder that goes through a film from any key frame, and may leave out what is not needed."""

import contextlib
from collections.abc import Iterator

from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from lance_studio.media.haste import Haste
from lance_studio.media.index import FrameIndex
from lance_studio.media.opening import open_video
from lance_studio.media.sources import Source

_EXACT_SKIPPING = ("h264",)
"""Codecs whose frames that no other one needs are left out on the way to a frame that must be exact."""
_HASTY_SKIPPING = (*_EXACT_SKIPPING, "hevc", "mpeg2video", "mpeg4")
"""Codecs whose frames that no other one needs are left out when playing is late."""


class FilmDecoder:
    """One pass through a film; not to be used by two threads at once.

    Args:
        source: The film.
        index: Its frames.

    Attributes:
        last: The frame that came out last; -1 right after a jump, and the number of frames when nothing can be
            continued.
        needed_from: The instant before which frames that no other one needs may be left out.
        haste: Whether such frames are left out everywhere.
    """

    def __init__(self, source: Source, index: FrameIndex) -> None:
        self._source = source
        self._index = index
        self._stack = contextlib.ExitStack()
        self._container: InputContainer | None = None
        self._stream: VideoStream
        self._frames: Iterator[VideoFrame] = iter(())
        self._may_skip = True
        self._dropped_before: int | None = None
        self.last = len(index.instants)
        self.needed_from = index.instants[0]
        self.haste = Haste.NONE

    @property
    def codec(self) -> str:
        """FFmpeg's name of the codec."""
        return self._opened().codec_context.name

    @property
    def frame_bytes(self) -> int:
        """About how much memory a frame takes: 1.5 bytes a pixel, as nearly all films have it."""
        context = self._opened().codec_context
        return max(context.width * context.height * 3 // 2, 1)

    def close(self) -> None:
        """Close the film; the next use opens it again."""
        self._stack.close()
        self._container = None
        self._frames = iter(())
        self.last = len(self._index.instants)

    def reopen(self) -> None:
        """Begin at the film's beginning, and leave nothing out from now on: the last way to a frame."""
        self.close()
        self._may_skip = False
        self._opened()
        self.last = -1

    def sever(self) -> None:
        """Say that nothing can be continued from here."""
        self.last = len(self._index.instants)

    def continues_to(self, number: int, near: int = 0) -> bool:
        """Tell whether a frame is reached by decoding on, without passing another key frame.

        Args:
            number: The frame.
            near: So many frames may lie between, even if a key frame is among them.
        """
        key = self._index.keys[self._index.key_position(number)]
        return self.last < number and (key <= self.last + 1 or number - self.last <= near)

    def seek(self, position: int) -> None:
        """Jump to a key frame.

        Args:
            position: Its place among the keys of the index.
        """
        stream = self._opened()
        assert self._container is not None
        self._container.seek(self._index.seek_instants[position], stream=stream, backward=True)
        self._frames = self._decoded()
        self._dropped_before = None
        self.last = -1

    def pass_over_to(self, position: int) -> bool:
        """Go on at a later key frame without a jump, where each frame between can be decoded alone.

        A jump empties the decoder, whose threads then begin with nothing.

        Args:
            position: The key frame's place among the keys of the index.

        Returns:
            Whether that is possible here.
        """
        key = self._index.keys[position]
        if not 0 <= self.last < key or position - self._index.key_position(self.last) != key - self.last:
            return False
        self._dropped_before = self._index.instants[key]
        return True

    def read(self) -> tuple[int, VideoFrame] | None:
        """Decode the next frame that the film shows; `last` is left to the caller.

        Returns:
            Its number and picture, which may be corrupt; None at the end.
        """
        for frame in self._frames:
            found = self.last + 1 if frame.pts is None else self._index.number_of(frame.pts)
            if found is not None:  # else it is from before the key frame, or hidden
                return found, frame
        return None

    def read_key(self, position: int) -> tuple[int, VideoFrame] | None:
        """Decode one key frame alone, without waiting for those after it; nothing can be continued from there.

        Args:
            position: Its place among the keys of the index.

        Returns:
            Its number and picture; None if it cannot be read.
        """
        self.seek(position)
        self.sever()
        key, stream = self._index.keys[position], self._stream
        assert self._container is not None
        stream.codec_context.skip_frame = "DEFAULT"
        for packet in self._container.demux(stream):
            if packet.pts is None or packet.pts < self._index.instants[key]:
                continue
            for frame in [*packet.decode(), *stream.codec_context.decode(None)]:
                if isinstance(frame, VideoFrame) and not frame.is_corrupt and frame.pts is not None:
                    found = self._index.number_of(frame.pts)
                    return None if found is None else (found, frame)
            break
        return None

    def _opened(self) -> VideoStream:
        if self._container is None:
            self._container, self._stream = self._stack.enter_context(open_video(self._source))
            self._stream.thread_type = "AUTO"
            self._frames = self._decoded()
            self.last = -1
        return self._stream

    def _decoded(self) -> Iterator[VideoFrame]:
        """Decode on, leaving out what would not be kept and is not needed to decode anything else."""
        assert self._container is not None
        context = self._stream.codec_context
        exactly, hastily = context.name in _EXACT_SKIPPING, context.name in _HASTY_SKIPPING
        for packet in self._container.demux(self._stream):
            before = self._dropped_before
            if before is not None and packet.pts is not None and packet.pts < before:
                continue
            early = exactly and packet.pts is not None and packet.pts < self.needed_from
            needless = self._may_skip and (early or (hastily and self.haste >= Haste.SKIP_UNREFERENCED))
            context.skip_frame = "NONREF" if needless else "DEFAULT"
            yield from packet.decode()
