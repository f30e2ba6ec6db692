"""What the header of a film tells, and how its frames are shown."""

from fractions import Fraction

import av  # noqa: F401 - whole before its parts
import numpy as np
from av.codec.context import CodecContext
from av.container import InputContainer
from av.error import FFmpegError
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from lance_studio.media.raw_video import RAW_VIDEO

DECODING_ERRORS = (FFmpegError, ValueError, MemoryError, EOFError, OSError)
"""What PyAV raises while it decodes a damaged file."""

FALLBACK_FRAME_RATE = Fraction(24)
"""Used for files that do not tell their rate, as the reference does."""

_WITH_ALPHA = {"vp8": "libvpx", "vp9": "libvpx-vp9"}
_TIMED = {"matroska", "webm", "mov", "mp4", "flv", "mxf", "nut", "ivf"}
_BROADCAST = {"mpegts", "mpeg"}
_RAW = {"h264", "hevc", "mpegvideo"}
_MOST_ASPECT = Fraction(20)  # pixels that are longer are a mistake
_MICROSECONDS = 1_000_000  # unit of a container's duration
_MATROSKA_TOLERANCE = Fraction(1, 4)  # seconds; a frame's own length is not always known


def orientation(frame: VideoFrame) -> tuple[int, bool]:
    """Tell how a stored frame is shown.

    Args:
        frame: A decoded frame.

    Returns:
        Counterclockwise quarter turns (0 to 3), then whether it is mirrored sideways.
    """
    data = frame.side_data.get("DISPLAYMATRIX")
    if data is None:
        return 0, False
    # Three rows of three fixed-point numbers; a point (x, y) is shown at (a x + c y, b x + d y), y pointing down.
    a, b, _, c, d, *_ = (int(value) for value in np.frombuffer(bytes(data), np.int32))
    mirrored = a * d - b * c < 0
    if mirrored:
        a, c = -a, -c
    # The stored right-hand direction (1, 0) is shown towards (a, b): right, up, left or down.
    if abs(a) >= abs(b):
        return (0 if a >= 0 else 2), mirrored
    return (1 if b < 0 else 3), mirrored


def pixel_aspect(container: InputContainer, stream: VideoStream) -> Fraction:
    """Tell the shape of a film's pixels, by its container or else by its stream.

    Args:
        container: The opened film.
        stream: Its moving picture.

    Returns:
        A pixel's width in units of its height; 1 where the file says nothing, or nothing that any film has.
    """
    aspect = stream.sample_aspect_ratio or stream.codec_context.sample_aspect_ratio or Fraction(1)
    return aspect if 1 / _MOST_ASPECT <= aspect <= _MOST_ASPECT else Fraction(1)


def shown_size(width: int, height: int, aspect: Fraction) -> tuple[int, int]:
    """Find the size that a frame has with square pixels: its height stays.

    Args:
        width: Pixels, as they are stored.
        height: Pixels.
        aspect: A pixel's width in units of its height.

    Returns:
        Width and height in square pixels, before the frame is turned.
    """
    return max(1, round(width * aspect)), height


def notes_alpha(stream: VideoStream) -> bool:
    """Tell whether a WebM film says that it keeps its transparency in a second picture beside the first one."""
    return stream.metadata.get("alpha_mode", stream.metadata.get("ALPHA_MODE")) == "1"


def decoder_of(stream: VideoStream) -> VideoCodecContext:
    """Find the decoder for a film: FFmpeg's own, but that of libvpx where only it reads the transparency.

    Args:
        stream: The opened film's moving picture.

    Returns:
        The stream's own decoder, or one to which its packets must be given.
    """
    own = stream.codec_context
    if not notes_alpha(stream) or own.name not in _WITH_ALPHA:
        return own
    try:
        other = CodecContext.create(_WITH_ALPHA[own.name], "r")
    except ValueError:
        return own  # a build of FFmpeg without it
    assert isinstance(other, VideoCodecContext)
    other.extradata = own.extradata
    other.width, other.height = own.width, own.height
    other.color_primaries, other.color_trc = own.color_primaries, own.color_trc
    other.options = own.options
    return other


def container_names(container: InputContainer) -> frozenset[str]:
    """List FFmpeg's names of a container: one format goes by several."""
    return frozenset(container.format.name.split(","))


def has_packet_times(container: InputContainer) -> bool:
    """Tell whether packets carry the times at which they are shown, and jumps lead to the time that is asked for."""
    return bool(_TIMED & container_names(container))


def is_broadcast(container: InputContainer) -> bool:
    """Tell whether the clock may jump, for example where two films were joined; jumps must go to bytes."""
    return bool(_BROADCAST & container_names(container))


def is_raw(container: InputContainer) -> bool:
    """Tell whether a file is a stream without a container, whose packets carry no times."""
    return bool(RAW_VIDEO & container_names(container))


def sought_by_bytes(container: InputContainer) -> bool:
    """Tell whether jumps must go to bytes."""
    return is_broadcast(container) or is_raw(container)


def named_rate(container: InputContainer, stream: VideoStream) -> Fraction | None:
    """Find the rate that a film names.

    Args:
        container: The opened film.
        stream: Its moving picture.

    Returns:
        Frames a second; None if the file does not tell. What FFmpeg assumes for raw streams is no rate of theirs.
    """
    if is_raw(container):
        return stream.codec_context.framerate or None
    return stream.average_rate or stream.guessed_rate or None


def ends_early(container: InputContainer, stream: VideoStream, shown_until: Fraction) -> bool:
    """Tell whether a Matroska file, which lists no frames, ends well before the time that its header names.

    With other streams the header may name the length of one of those, so that such a file cannot be judged.

    Args:
        container: The opened film.
        stream: Its moving picture.
        shown_until: Seconds at which its last frame ends.

    Returns:
        Whether something is missing at the end.
    """
    others = any(each is not stream and each.type != "attachment" for each in container.streams)
    if "matroska" not in container.format.name or others or not container.duration:
        return False
    return shown_until + _MATROSKA_TOLERANCE < Fraction(container.duration, _MICROSECONDS)
