"""What is known of a film without reading it again: its streams, its frames and where decoding can start."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from lance_studio.media.spans import Span


@dataclass(frozen=True, slots=True)
class Entry:
    """A place at which decoding can start, and how the packet there is recognised after a jump.

    Attributes:
        frame: The key frame, as a number of a decoded frame.
        seek: Where to jump to: an instant in the stream's unit, or a byte of the file (see `FrameIndex.by_bytes`).
        place: The packet's decoding time, or its byte in the file; 0 where times alone can be trusted.
        size: The packet's length in bytes; 0 likewise.
    """

    frame: int
    seek: int
    place: int = 0
    size: int = 0


@dataclass(frozen=True)
class FrameIndex:
    """All frames of a film: those that decoding gives, and those that are shown, each with its time.

    Both are the same frames in the same order, except where an edit list shows them in another order, or repeats them
    (`order`). What decoding gives is recognised by its *mark*: the presentation time that its packet carries, or, in
    containers whose times cannot be trusted, the number of its packet, counted from the beginning of the file.

    Attributes:
        starts: When each shown frame begins, in units of `unit` after the first one's beginning: ascending from 0.
        end: When the last frame ends, likewise.
        unit: Seconds.
        rate: Nominal frames a second: the rate of most frames, on a standard rate where it is close to one.
        is_variable: Whether frames are shown for different times, apart from the rounding of the container's clock.
        origin: Seconds on the container's clock at which the first frame begins.
        marks: The mark of each decoded frame, in the order in which they come out of the decoder; ascending unless
            `is_counted`.
        is_counted: Whether marks are numbers of packets.
        entries: Where decoding can start, ascending; the first one is the film's beginning.
        by_bytes: Whether jumps go to bytes rather than to instants.
        order: The decoded frame of each shown one; None where they are the same.
        left_out: How many frames at the beginning are not shown, because they need others that were cut off.
        is_cut: Whether the file ends within a frame or a packet; what is incomplete there is not shown.
    """

    starts: Sequence[int]
    end: int
    unit: Fraction
    rate: Fraction
    is_variable: bool
    origin: Fraction
    marks: Sequence[int]
    is_counted: bool
    entries: tuple[Entry, ...]
    by_bytes: bool = False
    order: tuple[int, ...] | None = None
    left_out: int = 0
    is_cut: bool = False

    @property
    def count(self) -> int:
        """How many frames are shown."""
        return len(self.starts)

    @property
    def decoded_count(self) -> int:
        """How many frames decoding gives."""
        return len(self.marks)

    def decoded(self, number: int) -> int:
        """Find the decoded frame that is shown as a frame of the film."""
        return number if self.order is None else self.order[number]

    def time_of(self, number: int) -> Fraction:
        """Find when a shown frame begins.

        Args:
            number: The frame, 0 to the number of frames; the latter gives the end of the film.

        Returns:
            Seconds after the first frame's beginning.
        """
        return (self.end if number == self.count else self.starts[number]) * self.unit

    def index_at(self, time: Fraction) -> int:
        """Find the frame that is shown at a time.

        Containers round the beginnings of frames to their own unit (1/1000 s in Matroska), so that a frame of a film
        with a variable rate may seem to begin up to one unit late; such a frame counts as begun.

        Args:
            time: Seconds after the first frame's beginning; outside the film, its first or last frame is taken.

        Returns:
            The frame's number.
        """
        # A steady film's times are counted in frames, exactly.
        slack = min(Fraction(1), 1 / (4 * self.rate * self.unit)) if self.unit * self.rate < 1 else Fraction(0)
        instant = time / self.unit + slack
        # Floor of an exact number: floats would move times that lie on a frame's boundary.
        return min(max(bisect_right(self.starts, instant.__floor__()) - 1, 0), self.count - 1)

    def number_of(self, mark: int) -> int | None:
        """Find the decoded frame with a mark.

        Args:
            mark: As a packet or a decoded frame carries it.

        Returns:
            The decoded frame's number, or None if there is none: it is hidden, or lies before the film's beginning.
        """
        if self.is_counted:
            return self._numbers.get(mark)
        place = bisect_left(self.marks, mark)
        return place if place < len(self.marks) and self.marks[place] == mark else None

    def key(self, position: int) -> int:
        """Return the decoded frame of an entry, given its place in `entries`."""
        return self.entries[position].frame

    def entry_before(self, number: int) -> int:
        """Find where decoding must start to reach a decoded frame.

        Args:
            number: The decoded frame.

        Returns:
            A place in `entries`.
        """
        return bisect_right(self.entries, number, key=lambda entry: entry.frame) - 1

    @cached_property
    def last_mark(self) -> int:
        """The mark of the last frame that can be decoded, in the order of the file where marks are counted."""
        return max(self.marks)

    @cached_property
    def _numbers(self) -> dict[int, int]:
        return {mark: number for number, mark in enumerate(self.marks)}


@dataclass(frozen=True, slots=True)
class StreamEntry:
    """One stream of a container, as its header tells.

    Attributes:
        number: Its place in the container, from 0.
        kind: FFmpeg's word: "video", "audio", "subtitle", "data" or "attachment".
        codec: FFmpeg's name of the codec; empty if it is unknown.
        start: Seconds at which it begins, or None.
        duration: Seconds, or None.
        is_default: Whether the file marks it as the one to play.
        is_cover: Whether it is a still picture that goes with a song.
        language: For example "eng"; empty if the file names none.
    """

    number: int
    kind: str
    codec: str
    start: Fraction | None
    duration: Fraction | None
    is_default: bool
    is_cover: bool
    language: str


@dataclass(frozen=True, slots=True)
class MediaIndex:
    """Everything about a film that takes time to find out; it depends on the file's content only.

    Attributes:
        container: FFmpeg's name of the container, for example "mov,mp4,m4a,3gp,3g2,mj2".
        streams: All streams, in the container's order.
        picture: Number of the stream whose frames are read.
        frames: The frames of that stream.
        duration: Seconds of the whole file, as its header tells, or None.
        span: When the film begins and ends: with the first and the last of its picture and its sounds.
    """

    container: str
    streams: tuple[StreamEntry, ...]
    picture: int
    frames: FrameIndex
    duration: Fraction | None
    span: Span

    @property
    def lead(self) -> Fraction:
        """Seconds after the film's beginning at which its first picture begins."""
        return self.frames.origin - self.span.start

    @property
    def length(self) -> Fraction:
        """Seconds that the film lasts."""
        return self.span.end - self.span.start

    def time_of(self, number: int) -> Fraction:
        """Find when a frame begins.

        Args:
            number: The frame, 0 to the number of frames; the latter gives the end of the picture.

        Returns:
            Seconds after the film's beginning.
        """
        return self.lead + self.frames.time_of(number)

    def index_at(self, time: Fraction) -> int:
        """Find the frame that is shown at a time.

        Args:
            time: Seconds after the film's beginning; before or after its picture, the first or last frame is held.

        Returns:
            The frame's number.
        """
        return self.frames.index_at(time - self.lead)

    def of_kind(self, kind: str) -> tuple[StreamEntry, ...]:
        """List the streams of a kind.

        Args:
            kind: As in `StreamEntry.kind`.

        Returns:
            The streams, covers of songs left out.
        """
        return tuple(stream for stream in self.streams if stream.kind == kind and not stream.is_cover)
