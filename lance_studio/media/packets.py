"""One pass through the packets of a film's picture, each with the mark by which its frame is known."""

import contextlib
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Literal, TypeAlias

import av  # noqa: F401 - whole before its parts
from av.codec.context import Flags
from av.container import InputContainer
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from lance_studio.media.frame_colour import ColourTags
from lance_studio.media.index import FrameIndex
from lance_studio.media.opening import open_video
from lance_studio.media.sources import Source
from lance_studio.media.streams import decoder_of, pixel_aspect

Threads: TypeAlias = Literal["AUTO", "SLICE"]
Skip: TypeAlias = Literal["DEFAULT", "NONREF"]
FilmPacket: TypeAlias = "Packet[VideoStream]"
NumberedPacket: TypeAlias = "tuple[int | None, FilmPacket]"
"""A packet after the number of the decoded frame that it makes; None where it makes none of its own."""

_MOST_ASTRAY = 5_000
"""Packets that are read at most until one is recognised after a jump."""


class FilmPackets:
    """Goes through a film's packets from its beginning or from any entry; not to be used by two threads at once.

    Only packets that can be decoded come out: after a jump the first one is a key frame, and frames that are shown
    before it but stored after it, which need what lies farther back, are left out.

    Args:
        source: The film.
        index: Its frames.
        threads: PyAV's word for how the decoder shares its work.
        skip: What the decoder leaves out, in FFmpeg's words.

    Attributes:
        threads: As given; a change counts from the next opening on.
        first: The decoded frame at which the pass began; what comes out of the decoder before it is incomplete.
    """

    def __init__(self, source: Source, index: FrameIndex, *, threads: Threads = "AUTO", skip: Skip = "DEFAULT") -> None:
        self._source = source
        self._index = index
        self.threads: Threads = threads
        self._skip: Skip = skip
        self._stack = contextlib.ExitStack()
        self._container: InputContainer | None = None
        self._stream: VideoStream
        self._context: VideoCodecContext
        self._colours: ColourTags
        self._landmarks: dict[tuple[int, int], int] | None = None
        self.first = 0

    def close(self) -> None:
        """Close the film; the next use opens it again."""
        self._stack.close()
        self._container = None

    @property
    def is_open(self) -> bool:
        """Whether the film is open."""
        return self._container is not None

    @property
    def stream(self) -> VideoStream:
        """The picture's stream, opened if it was not."""
        self._opened()
        return self._stream

    @property
    def context(self) -> VideoCodecContext:
        """The decoder."""
        self._opened()
        return self._context

    def decode(self, packet: FilmPacket) -> list[VideoFrame]:
        """Decode a packet.

        Args:
            packet: As it came from here; an empty one brings out what the decoder still holds.

        Returns:
            The frames that are complete by then.
        """
        own = self._context is self._stream.codec_context
        return self._tagged(packet.decode() if own else self._context.decode(packet if packet.size else None))

    def _tagged(self, frames: list[VideoFrame]) -> list[VideoFrame]:
        for frame in frames:
            self._colours.put_into(frame)
        return frames

    @property
    def pixel_aspect(self) -> Fraction:
        """A stored pixel's width in units of its height."""
        return pixel_aspect(self._opened(), self._stream)

    def from_beginning(self) -> Iterator[NumberedPacket]:
        """Open the film if need be and go through it from where it stands, which is its beginning right after that.

        Yields:
            The number of the decoded frame, or None where a packet makes none of its own; and the packet. The last
            packet is empty and brings out of the decoder what it still holds.
        """
        container = self._opened()
        self.first = 0
        return self._numbered(container.demux(self._stream), 0)

    def from_entry(self, position: int) -> Iterator[NumberedPacket]:
        """Jump to an entry and go on from there.

        Args:
            position: The entry's place in the index.

        Yields:
            As `from_beginning`.

        Raises:
            EOFError: The jump led somewhere else; as soon as the first packet is asked for.
        """
        container, entry = self._opened(), self._index.entries[position]
        if self._index.by_bytes:
            container.seek(entry.seek, stream=self._stream, unsupported_byte_offset=True)
        else:
            container.seek(entry.seek, stream=self._stream, backward=True)
        if self._context is not self._stream.codec_context:
            self._context.flush_buffers()  # the stream's own is emptied by the jump
        self.first = entry.frame
        packets = container.demux(self._stream)
        return self._counted_from(packets, entry.frame) if self._index.is_counted else self._timed_from(packets)

    def key_frame(self, position: int) -> tuple[int, VideoFrame] | None:
        """Decode the key frame of an entry alone, without waiting for the packets after it.

        The decoder is emptied for that, so that nothing can go on from there.

        Args:
            position: The entry's place in the index.

        Returns:
            The frame's number and picture; None if it cannot be read.
        """
        key, context = self._index.key(position), self.context
        context.skip_frame = "DEFAULT"
        found: tuple[int, VideoFrame] | None = None
        for number, packet in self.from_entry(position):
            # What lies before the key frame, as far as the jump went too far.
            if number is None or number < key:
                continue
            for frame in [*self.decode(packet), *self._tagged(context.decode(None))]:
                if isinstance(frame, VideoFrame) and not frame.is_corrupt and found is None:
                    place = self.number_of(frame)
                    found = None if place is None or place < 0 else (place, frame)
            break
        context.skip_frame = self._skip
        return found

    def number_of(self, frame: VideoFrame) -> int | None:
        """Tell which frame came out of the decoder.

        Args:
            frame: The frame.

        Returns:
            Its number; None if it is hidden or incomplete, and -1 if it carries no mark, so that only its place tells.
        """
        mark = mark_of_frame(frame) if self._index.is_counted else frame.pts
        if mark is None:
            return -1
        number = self._index.number_of(mark)
        return None if number is not None and number < self.first else number

    # --- parts -------------------------------------------------------------------------------------------------

    def _opened(self) -> InputContainer:
        if self._container is None:
            self._container, self._stream = self._stack.enter_context(
                open_video(self._source, edit_list=self._index.order is None)
            )
            self._colours = ColourTags.of(self._stream.codec_context)
            self._context = decoder_of(self._stream)
            self._context.thread_type = self.threads
            self._context.skip_frame = self._skip
            if self._index.is_counted:
                self._context.flags |= Flags.copy_opaque
        return self._container

    def _numbered(self, packets: Iterator[FilmPacket], mark: int) -> Iterator[NumberedPacket]:
        """Number all packets, counting from a mark where marks are counted."""
        for packet in packets:
            if not self._index.is_counted:
                yield None if packet.pts is None else self._index.number_of(packet.pts), packet
            elif packet.size == 0:
                yield None, packet
            elif self._index.is_cut and mark > self._index.last_mark:
                continue  # incomplete: the decoder would stumble over it
            else:
                packet.opaque = mark_of_packet(mark)
                yield self._index.number_of(mark), packet
                mark += 1

    def _timed_from(self, packets: Iterator[FilmPacket]) -> Iterator[NumberedPacket]:
        key: int | None = None
        leading = True
        for number, packet in self._numbered(packets, 0):
            if key is None and packet.size and number is not None and packet.is_keyframe:
                key = self.first = number
            # Hidden frames before the first shown one have no number, and are decoded: others may need them.
            if leading and key is not None and number is not None and packet.size:
                if number < key:
                    continue
                leading = number == key
            yield number, packet

    def _counted_from(self, packets: Iterator[FilmPacket], key: int) -> Iterator[NumberedPacket]:
        mark, landed = self._land(packets)
        wanted, leading = self._index.marks[key], True
        if mark > wanted:
            raise EOFError("the jump went too far")
        begun = False
        for number, packet in self._numbered(_chained(landed, packets), mark):
            begun = begun or number == key
            if packet.size:
                if not begun or (leading and number is not None and number < key):
                    continue
                leading = leading and (number is None or number <= key)
            yield number, packet

    def _land(self, packets: Iterator[FilmPacket]) -> tuple[int, FilmPacket]:
        """Read on until a packet is recognised: its mark and the packet."""
        if self._landmarks is None:
            marks = self._index.marks
            self._landmarks = {(entry.place, entry.size): marks[entry.frame] for entry in self._index.entries}
        for count, packet in enumerate(packets):
            place = packet.pos if self._index.by_bytes else packet.dts
            mark = None if place is None else self._landmarks.get((place, packet.size))
            if mark is not None:
                return mark, packet
            if count == _MOST_ASTRAY:
                break
        raise EOFError("the jump led nowhere that is known")


def mark_of_packet(mark: int) -> object:
    """Wrap a mark for `Packet.opaque`, which the frames that a packet makes carry on.

    PyAV keeps such objects under their address until the first holder lets go: each must be an object of its own,
    which small numbers are not.
    """
    return (mark,)


def mark_of_frame(frame: VideoFrame) -> int | None:
    """Read the mark of the packet that a frame came from; None if the decoder lost it."""
    kept: Any = frame.opaque
    return None if kept is None else int(kept[0])


def _chained(first: FilmPacket, rest: Iterator[FilmPacket]) -> Iterator[FilmPacket]:
    yield first
    yield from rest
