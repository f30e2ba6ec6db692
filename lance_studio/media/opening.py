"""The only place where media files are opened: known formats, no network, no warnings on the console."""

import contextlib
import warnings
from collections.abc import Generator
from pathlib import Path

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.stream import Disposition
from av.video.stream import VideoStream
from PIL import Image

from lance_studio.errors import MediaError

MAX_PIXELS = 64_000_000
"""The largest picture or video frame that is read, in pixels."""

# Formats that PIL recognises by their content and reads without help. Left out on purpose: EPS and the like start
# other programs, and formats without a signature (TGA) would claim files that are none of theirs.
_PICTURE_FORMATS = ("PNG", "JPEG", "WEBP", "AVIF", "GIF", "TIFF", "BMP", "PPM", "JPEG2000", "ICO", "MPO")

# Containers of films. Left out on purpose: playlists and scripts (hls, concat, dash) that open further files or
# network addresses; text formats that would take any text file for a video; raw streams, whose recognition is a guess.
_VIDEO_FORMATS = "mov,matroska,webm,avi,mpegts,mpeg,flv,asf,ogg,mxf,nut,ivf"

# PIL's own limit would warn on the console and then refuse without naming the size. This room is the only one that
# opens pictures, and `open_picture` applies a stricter limit before anything is decoded.
Image.MAX_IMAGE_PIXELS = None


def is_picture(file: Path) -> bool:
    """Tell whether a file's header is that of a picture of a known format, of whatever size.

    Args:
        file: An ordinary file (see `files.require_file`).

    Returns:
        Whether `open_picture` knows the format.
    """
    try:
        with _without_warnings():
            Image.open(file, formats=_PICTURE_FORMATS).close()
    except Exception:  # PIL's readers raise about ten unrelated types on damaged headers
        return False
    return True


@contextlib.contextmanager
def open_picture(file: Path) -> Generator[Image.Image, None, None]:
    """Open a picture's header; its pixels are decoded when they are first used.

    Args:
        file: An ordinary file (see `files.require_file`).

    Yields:
        The PIL picture, closed afterwards.

    Raises:
        MediaError: The file is no picture of a known format, or has more than `MAX_PIXELS` pixels. What the `with`
            body does with the picture may raise anything that PIL raises.
    """
    with _without_warnings():
        try:
            image = Image.open(file, formats=_PICTURE_FORMATS)
        except Exception as error:  # PIL's readers raise about ten unrelated types on damaged headers
            raise MediaError(
                f"'{file.name}' is not a picture that can be read: its content is damaged or of an unknown kind.",
                "Open it in another program and save it as PNG or JPEG.",
            ) from error
        with image:
            refuse_too_large(file, *image.size)
            yield image


@contextlib.contextmanager
def open_video(file: Path) -> Generator[tuple[InputContainer, VideoStream], None, None]:
    """Open a video and choose its first moving picture stream, ready for strict decoding.

    Args:
        file: An ordinary file (see `files.require_file`).

    Yields:
        The container and the stream, closed afterwards.

    Raises:
        MediaError: The file is no video of a known container, has no video stream, no known codec, or frames of more
            than `MAX_PIXELS` pixels. What the `with` body does may raise anything that PyAV raises.
    """
    try:
        container = av.open(
            # "file:" keeps FFmpeg from reading a name such as "concat:a" or "http://b" as a protocol.
            f"file:{file.absolute()}",
            mode="r",
            options={"protocol_whitelist": "file", "format_whitelist": _VIDEO_FORMATS},
            metadata_errors="replace",
        )
    except (FFmpegError, ValueError, MemoryError) as error:
        raise MediaError(
            f"'{file.name}' is not a video that can be read: its content is damaged, incomplete or of an unknown kind.",
            "Copy or export it again, best as an MP4 with H.264.",
        ) from error
    with container:
        stream = _moving_picture(file, container)
        # Without this FFmpeg invents what a damaged file has lost and says nothing.
        stream.codec_context.options = {"err_detect": "explode"}
        yield container, stream


def refuse_too_large(file: Path, width: int, height: int) -> None:
    """Refuse pictures and frames that would need too much memory, or that have no pixels at all.

    Args:
        file: The file, for the message.
        width: Its width in pixels.
        height: Its height in pixels.

    Raises:
        MediaError: The size is not between 1 and `MAX_PIXELS` pixels.
    """
    if width < 1 or height < 1:
        raise MediaError(f"'{file.name}' has no pixels ({width}x{height}).", "Choose another file.")
    if width * height > MAX_PIXELS:
        raise MediaError(
            f"'{file.name}' is {width}x{height} pixels, more than the {MAX_PIXELS // 1_000_000} megapixels "
            "that can be read.",
            "Make a smaller copy of it.",
        )


@contextlib.contextmanager
def _without_warnings() -> Generator[None, None, None]:
    # PIL warns of small faults (broken EXIF) on the console; what matters is raised as an error anyway.
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module=r"PIL\..*")
        yield


def _moving_picture(file: Path, container: InputContainer) -> VideoStream:
    for stream in container.streams.video:
        if stream.disposition & Disposition.attached_pic:  # a song's cover
            continue
        if stream.codec_context is None:
            raise MediaError(f"'{file.name}' uses a video codec that is unknown here.", "Convert it to H.264.")
        refuse_too_large(file, stream.codec_context.width, stream.codec_context.height)
        return stream
    raise MediaError(f"'{file.name}' contains no video.", "Choose a file with moving pictures.")
