"""A decoder that goes through a film from any key frame, and may leave out what is not needed."""

from collections.abc import Iterator
from fractions import Fraction
from typing import TypeAlias

import av  # noqa: F401 - whole before its parts
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from lance_studio.media.animation_decoder import AnimationDecoder
from lance_studio.media.haste import Haste
from lance_studio.media.index import FrameIndex
from lance_studio.media.packets import FilmPackets, NumberedPacket
from lance_studio.media.sources import Source
from lance_studio.media.streams import DECODING_ERRORS

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
        needed_from: The frame before which frames that no other one needs may be left out.
        haste: Whether such frames are left out everywhere.
    """

    def __init__(self, source: Source, index: FrameIndex) -> None:
        self._index = index
        self._packets = FilmPackets(source, index)
        self._frames: Iterator[VideoFrame] | None = None
        self._may_skip = True
        self._dropped_before = 0
        self._whole_from = 0
        self.last = index.decoded_count
        self.needed_from = 0
        self.haste = Haste.NONE

    @property
    def codec(self) -> str:
        """FFmpeg's name of the codec."""
        return self._opened().codec_context.name

    @property
    def context(self) -> VideoCodecContext:
        """FFmpeg's decoder."""
        self._opened()
        return self._packets.context

    @property
    def pixel_aspect(self) -> Fraction:
        """A stored pixel's width in units of its height."""
        self._opened()
        return self._packets.pixel_aspect

    @property
    def frame_bytes(self) -> int:
        """About how much memory a frame takes: 1.5 bytes a pixel, as nearly all films have it."""
        context = self._opened().codec_context
        return max(context.width * context.height * 3 // 2, 1)

    def close(self) -> None:
        """Close the film; the next use opens it again."""
        self._packets.close()
        self._frames = None
        self.sever()

    def reopen(self) -> None:
        """Begin at the film's beginning, and leave nothing out from now on: the last way to a frame.

        Threads that decode a frame each lose those that were complete when a later one fails.
        """
        self.close()
        self._packets.threads = "SLICE"
        self._may_skip = False
        self._opened()

    def sever(self) -> None:
        """Say that nothing can be continued from here."""
        self.last = self._index.decoded_count

    def continues_to(self, number: int, near: int = 0) -> bool:
        """Tell whether a frame is reached by decoding on, without passing another key frame.

        Args:
            number: The frame.
            near: So many frames may lie between, even if a key frame is among them.
        """
        key = self._index.key(self._index.entry_before(number))
        return self.last < number and (key <= self.last + 1 or number - self.last <= near)

    def seek(self, position: int, *, warm_up: int = 0) -> None:
        """Jump to a key frame.

        Some encoders make a group say something about pictures of the groups before it, which decoding refuses where
        they are not there.

        Args:
            position: Its place among the entries of the index.
            warm_up: How many groups before it are decoded first; errors in them do not count.
        """
        self._frames = self._decoded(self._packets.from_entry(max(position - warm_up, 0)))
        self._dropped_before = 0
        self._whole_from = self._index.key(position) if warm_up else 0
        self.last = -1

    def pass_over_to(self, position: int) -> bool:
        """Go on at a later key frame without a jump, where each frame between can be decoded alone.

        A jump empties the decoder, whose threads then begin with nothing.

        Args:
            position: The key frame's place among the entries of the index.

        Returns:
            Whether that is possible here.
        """
        key = self._index.key(position)
        if not 0 <= self.last < key or position - self._index.entry_before(self.last) != key - self.last:
            return False
        self._dropped_before = key
        return True

    def read(self) -> tuple[int, VideoFrame] | None:
        """Decode the next frame that the film shows; `last` is left to the caller.

        Returns:
            Its number and picture, which may be corrupt; None at the end.
        """
        for frame in self._frames or ():
            found = self._packets.number_of(frame)
            # Else it is from before the key frame, or hidden.
            if found is not None and not 0 <= found < self._whole_from:
                return self.last + 1 if found < 0 else found, frame
        return None

    def read_key(self, position: int) -> tuple[int, VideoFrame] | None:
        """Decode one key frame alone, without waiting for those after it; nothing can be continued from there.

        Args:
            position: Its place among the entries of the index.

        Returns:
            Its number and picture; None if it cannot be read.
        """
        self.sever()
        self._frames = None
        return self._packets.key_frame(position)

    def _opened(self) -> VideoStream:
        if not self._packets.is_open:
            self._frames = self._decoded(self._packets.from_beginning())
            self._dropped_before = self._whole_from = 0
            self.last = -1
        return self._packets.stream

    def _decoded(self, packets: Iterator[NumberedPacket]) -> Iterator[VideoFrame]:
        """Decode on, leaving out what would not be kept and is not needed to decode anything else."""
        context = self._packets.context
        exactly, hastily = context.name in _EXACT_SKIPPING, context.name in _HASTY_SKIPPING
        for number, packet in packets:
            if number is not None and number < self._dropped_before:
                continue
            early = exactly and number is not None and number < self.needed_from
            needless = self._may_skip and (early or (hastily and self.haste >= Haste.SKIP_UNREFERENCED))
            context.skip_frame = "NONREF" if needless else "DEFAULT"
            try:
                frames = self._packets.decode(packet)
            except DECODING_ERRORS:
                if number is not None and number >= self._whole_from:
                    raise
                continue
            yield from frames


Decoder: TypeAlias = FilmDecoder | AnimationDecoder
"""What goes through a film."""
