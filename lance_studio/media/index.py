"""What is known of a film without reading it again: its streams, its frames and where decoding can start."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from fractions import Fraction
from operator import sub


@dataclass(frozen=True, slots=True)
class FrameIndex:
    """All frames of a film in the order in which they are shown.

    Attributes:
        instants: When each frame begins, in units of `unit`, ascending.
        last_duration: How long the last frame is shown, in units of `unit`, above 0.
        unit: Seconds.
        keys: Numbers of the frames from which decoding can start, ascending; 0 is always one.
        seek_instants: For each of `keys`, where to seek to, in units of `unit`.
        rate: Average frames a second, as the header tells.
    """

    instants: tuple[int, ...]
    last_duration: int
    unit: Fraction
    keys: tuple[int, ...]
    seek_instants: tuple[int, ...]
    rate: Fraction

    def time_of(self, number: int) -> Fraction:
        """Find when a frame begins.

        Args:
            number: The frame, 0 to the number of frames; the latter gives the end of the film.

        Returns:
            Seconds after the first frame's beginning.
        """
        if number == len(self.instants):
            return (self.instants[-1] + self.last_duration - self.instants[0]) * self.unit
        return (self.instants[number] - self.instants[0]) * self.unit

    def index_at(self, time: Fraction) -> int:
        """Find the frame that is shown at a time.

        Containers round the beginnings of frames to their own unit (1/1000 s in Matroska), so that a frame may seem to
        begin up to one unit late; such a frame counts as begun.

        Args:
            time: Seconds after the first frame's beginning; outside the film, its first or last frame is taken.

        Returns:
            The frame's number.
        """
        slack = min(Fraction(1), 1 / (4 * self.rate * self.unit))
        instant = time / self.unit + self.instants[0] + slack
        # Floor of an exact number: floats would move times that lie on a frame's boundary.
        return min(max(bisect_right(self.instants, instant.__floor__()) - 1, 0), len(self.instants) - 1)

    def number_of(self, instant: int) -> int | None:
        """Find the frame that begins exactly at an instant.

        Args:
            instant: In units of `unit`, as a decoded frame carries it.

        Returns:
            The frame's number, or None if no frame begins then: it is hidden, or lies before the film's beginning.
        """
        place = bisect_left(self.instants, instant)
        return place if place < len(self.instants) and self.instants[place] == instant else None

    def key_position(self, number: int) -> int:
        """Find where decoding must start to reach a frame.

        Args:
            number: The frame.

        Returns:
            A position in `keys`.
        """
        return bisect_right(self.keys, number) - 1

    @property
    def is_variable(self) -> bool:
        """Whether frames are shown for different times, apart from the rounding to units."""
        steps = set(map(sub, self.instants[1:], self.instants))
        return bool(steps) and max(steps) - min(steps) > 2


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
    """

    container: str
    streams: tuple[StreamEntry, ...]
    picture: int
    frames: FrameIndex
    duration: Fraction | None

    def of_kind(self, kind: str) -> tuple[StreamEntry, ...]:
        """List the streams of a kind.

        Args:
            kind: As in `StreamEntry.kind`.

        Returns:
            The streams, covers of songs left out.
        """
        return tuple(stream for stream in self.streams if stream.kind == kind and not stream.is_cover)
