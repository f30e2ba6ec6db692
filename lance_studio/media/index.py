"""When each frame of a film is shown, and from which frames decoding can start."""

from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction

from av.container import InputContainer
from av.video.stream import VideoStream

from lance_studio.media.opening import open_video
from lance_studio.media.sources import Source
from lance_studio.media.streams import DECODING_ERRORS, FALLBACK_FRAME_RATE, declared_count, ends_early, lacks_data
from lance_studio.media.video import damaged

# Codecs whose packets are frames, one to one. Others (VP8's hidden frames) must be decoded to be counted.
_PACKETS_ARE_FRAMES = {
    "h264",
    "hevc",
    "av1",
    "vp9",
    "mpeg2video",
    "prores",
    "dnxhd",
    "mjpeg",
    "ffv1",
    "rawvideo",
    "png",
}


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
            time: Seconds after the first frame's beginning; outside the film, its first or last frame is meant.

        Returns:
            The frame's number.
        """
        slack = min(Fraction(1), 1 / (4 * self.rate * self.unit))
        instant = time / self.unit + self.instants[0] + slack
        # Floor of an exact number: floats would move times that lie on a frame's boundary.
        return min(max(bisect_right(self.instants, instant.__floor__()) - 1, 0), len(self.instants) - 1)

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
        steps = [after - before for before, after in zip(self.instants, self.instants[1:], strict=False)]
        return bool(steps) and max(steps) - min(steps) > 2


def build_index(source: Source) -> FrameIndex:
    """List the frames of a film by reading its packets once; only rare codecs must be decoded for that.

    Args:
        source: The film.

    Returns:
        The frames.

    Raises:
        MediaError: The source is no film, damaged, or cut short.
    """
    with open_video(source) as (container, stream):
        declared = declared_count(container, stream)
        if declared is not None and lacks_data(container, stream):
            raise damaged(source, declared)
        try:
            found = _from_packets(container, stream) if stream.codec_context.name in _PACKETS_ARE_FRAMES else None
        except DECODING_ERRORS as error:
            raise damaged(source, declared) from error
        if found is not None and (declared is None or len(found.instants) == declared):
            return found
    return index_by_decoding(source)


def index_by_decoding(source: Source) -> FrameIndex:
    """List the frames of a film by decoding all of it.

    Args:
        source: The film.

    Returns:
        The frames; frames without a time follow one another at the film's rate.

    Raises:
        MediaError: The source is no film, damaged, or cut short.
    """
    with open_video(source) as (container, stream):
        rate = _rate(stream)
        unit = stream.time_base or 1 / rate
        step = max(1, round(1 / (rate * unit)))
        instants: list[int] = []
        keys: list[int] = []
        untimed = False
        try:
            for frame in container.decode(stream):
                expected = instants[-1] + step if instants else 0
                if frame.is_corrupt:
                    raise EOFError("a frame is incomplete")
                untimed = untimed or frame.pts is None
                if frame.key_frame:
                    keys.append(len(instants))
                instants.append(
                    expected if frame.pts is None else max(frame.pts, instants[-1] + 1 if instants else frame.pts)
                )
        except DECODING_ERRORS as error:
            raise damaged(source, declared_count(container, stream)) from error
        if not instants or ends_early(container, (instants[-1] + step) * unit):
            raise damaged(source, declared_count(container, stream))
    if untimed:
        keys = [0]
    elif keys[:1] != [0]:
        keys = [0, *keys]
    return FrameIndex(tuple(instants), step, unit, tuple(keys), tuple(instants[key] for key in keys), rate)


def _from_packets(container: InputContainer, stream: VideoStream) -> FrameIndex | None:
    """None where packets do not tell when frames are shown."""
    # Matroska and MP4 are sought by the times at which frames are shown, others by those at which they are decoded. In
    # an MP4 with B-frames the latter would lead to the key frame before the one that is meant.
    by_decoding_time = not {"matroska", "mov"}.intersection(container.format.name.split(","))
    frames: list[tuple[int, int, int | None]] = []
    for packet in container.demux(stream):
        if packet.size == 0 or packet.is_discard:
            continue
        if packet.is_corrupt:
            raise EOFError("a packet is incomplete")
        if packet.pts is None or stream.time_base is None:
            return None
        seek = packet.dts if by_decoding_time and packet.dts is not None else packet.pts
        frames.append((packet.pts, packet.duration or 0, seek if packet.is_keyframe else None))
    frames.sort(key=lambda frame: frame[0])
    instants = tuple(frame[0] for frame in frames)
    if not frames or frames[0][2] is None or len(set(instants)) < len(instants) or stream.time_base is None:
        return None
    rate = _rate(stream)
    last = frames[-1][1] or max(1, round(1 / (rate * stream.time_base)))
    if ends_early(container, (instants[-1] + last) * stream.time_base):
        raise EOFError("the file ends early")
    keys = [(number, frame[2]) for number, frame in enumerate(frames) if frame[2] is not None]
    numbers, seeks = tuple(key[0] for key in keys), tuple(key[1] for key in keys)
    return FrameIndex(instants, last, stream.time_base, numbers, seeks, rate)


def _rate(stream: VideoStream) -> Fraction:
    return stream.average_rate or stream.guessed_rate or FALLBACK_FRAME_RATE
