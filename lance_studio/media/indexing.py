"""Builds the index of a film: reads its packets once, or decodes it where packets do not tell enough."""

from fractions import Fraction

from av.container import InputContainer
from av.stream import Disposition, Stream
from av.video.stream import VideoStream

from lance_studio import limits
from lance_studio.errors import MediaLimitError
from lance_studio.media.index import FrameIndex, MediaIndex, StreamEntry
from lance_studio.media.opening import open_video, refuse_too_long
from lance_studio.media.sources import Source
from lance_studio.media.streams import DECODING_ERRORS, FALLBACK_FRAME_RATE, declared_count, ends_early, lacks_data
from lance_studio.media.video import damaged

_MICROSECONDS = 1_000_000  # unit of a container's duration

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


def build_index(source: Source) -> MediaIndex:
    """Build a film's index by reading its packets once; only rare codecs must be decoded for that.

    Callers want `index_cache.load_index`, which builds each index once.

    Args:
        source: The film.

    Returns:
        The index.

    Raises:
        MediaError: The source is no film, damaged, or cut short.
    """
    with open_video(source) as (container, stream):
        streams = tuple(_entry(each) for each in container.streams)
        duration = Fraction(container.duration, _MICROSECONDS) if container.duration else None
        name, picture = container.format.name, stream.index
        declared = declared_count(container, stream)
        if declared is not None and lacks_data(container, stream):
            raise damaged(source, declared)
        try:
            known = stream.codec_context.name in _PACKETS_ARE_FRAMES
            found = _from_packets(source, container, stream) if known else None
        except DECODING_ERRORS as error:
            raise damaged(source, declared, error) from error
    if found is None or (declared is not None and len(found.instants) != declared):
        found = index_by_decoding(source)
    refuse_too_long(source, found.time_of(len(found.instants)))
    return MediaIndex(name, streams, picture, found, duration)


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
                _refuse_too_many(source, len(instants))
                untimed = untimed or frame.pts is None
                if frame.key_frame:
                    keys.append(len(instants))
                instants.append(
                    expected if frame.pts is None else max(frame.pts, instants[-1] + 1 if instants else frame.pts)
                )
        except DECODING_ERRORS as error:
            raise damaged(source, declared_count(container, stream), error) from error
        if not instants or ends_early(container, (instants[-1] + step) * unit):
            raise damaged(source, declared_count(container, stream))
    if untimed:
        keys = [0]
    elif keys[:1] != [0]:
        keys = [0, *keys]
    return FrameIndex(tuple(instants), step, unit, tuple(keys), tuple(instants[key] for key in keys), rate)


def _entry(stream: Stream) -> StreamEntry:
    unit = stream.time_base
    return StreamEntry(
        number=stream.index,
        kind=stream.type,
        # Streams of an unknown codec, for example a camera's time codes, have no context.
        codec=stream.codec_context.name if stream.codec_context is not None else "",
        start=None if stream.start_time is None or unit is None else stream.start_time * unit,
        duration=None if not stream.duration or unit is None else stream.duration * unit,
        is_default=bool(stream.disposition & Disposition.default),
        is_cover=bool(stream.disposition & Disposition.attached_pic),
        language=stream.language or "",
    )


def _refuse_too_many(source: Source, count: int) -> None:
    if count > limits.FILM_FRAMES.most:
        limits.FILM_FRAMES.require(count, f"'{source.name}'", "Cut the part that you need out of it.", MediaLimitError)


def _from_packets(source: Source, container: InputContainer, stream: VideoStream) -> FrameIndex | None:
    """None where packets do not tell when frames are shown."""
    # Matroska and MP4 are sought by the times at which frames are shown, others by those at which they are decoded. In
    # an MP4 with B-frames the latter would lead to the key frame before the one that is wanted.
    by_decoding_time = not {"matroska", "mov"}.intersection(container.format.name.split(","))
    frames: list[tuple[int, int, int | None]] = []
    for packet in container.demux(stream):
        if packet.size == 0 or packet.is_discard:
            continue
        if packet.is_corrupt:
            raise EOFError("a packet is incomplete")
        if packet.pts is None or stream.time_base is None:
            return None
        _refuse_too_many(source, len(frames))
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
