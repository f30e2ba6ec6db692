"""The only place where media files are opened: known formats, no network, no warnings on the console."""

import contextlib
import ctypes
import functools
import importlib
import io
import warnings
from collections.abc import Generator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError
from av.stream import Disposition
from av.video.stream import VideoStream
from PIL import Image

from lance_studio import limits
from lance_studio.errors import MediaError, MediaLimitError
from lance_studio.language import mark, tr, translate
from lance_studio.media.broadcast_end import transport_packets
from lance_studio.media.heif_boxes import is_heif
from lance_studio.media.iso_claims import lacks_its_end, refuse_absurd_boxes
from lance_studio.media.raw_sound import raw_sound_format
from lance_studio.media.raw_video import raw_video_format
from lance_studio.media.sources import Source, byte_size, opened_source, read_head
from lance_studio.media.strangers import refuse_stranger
from lance_studio.media.targa import is_targa
from lance_studio.memory_shortage import available_bytes, is_memory_shortage, too_little_memory

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MAX_PIXELS = limits.PICTURE_PIXELS.most
"""The largest picture that is read, in pixels."""
MAX_FRAME_PIXELS = limits.FRAME_PIXELS.most
"""The largest frame of a film that is read, in pixels; larger pictures must be worth it."""

_PNG_DEPTH = 24  # where a PNG's header says how many bits a channel has
_FTYP = 64  # bytes in which an ISO file names its kinds
_BYTES_A_PIXEL = {"GIF": 36}
_USUAL_BYTES_A_PIXEL = 16  # what reading a picture takes for a moment
_LEAST_CODED = 1000  # pixels of a byte of a file; only pictures made to fill memory have more

# Formats that PIL recognises by their content and reads without help. Left out on purpose: EPS and the like start
# other programs. TGA, which has no signature, has a way of its own. MPO comes with JPEG.
_PICTURE_FORMATS = ("PNG", "JPEG", "WEBP", "AVIF", "GIF", "TIFF", "BMP", "PPM", "JPEG2000", "ICO", "PSD")

# PIL imports the readers of these when it is first asked. For any other it would import all of its forty readers at
# once, which takes long enough to be seen as a stutter of the window.
_READERS = ("WebP", "Avif", "Tiff", "Jpeg2K", "Ico", "Psd", "Tga")  # English: names of modules

# Containers of films. Left out on purpose: playlists and scripts (hls, concat, dash) that open further files or
# network addresses; text formats that would take any text file for a video; raw streams, which
# are recognised by `raw_sound` and `raw_video`.
_VIDEO_FORMATS = "mov,matroska,webm,avi,mpegts,mpeg,flv,asf,ogg,mxf,nut,ivf,dv,rm"

# Containers of sound only, each recognised by a signature; MP3 by its chain of frames.
_SOUND_FORMATS = "wav,w64,flac,mp3,aiff,caf,au,amr,ape,tta,wv,mpc,mpc8,tak,dsf,voc"

_BROADCAST_FORMATS = ("mpegts", "mpeg")

_SHORTER = mark("Cut the part that you need out of it with another program.")
_TRANSPORT_HEAD = 192 * 20  # bytes by which a transport stream is recognised
_MICROSECONDS = 1_000_000  # unit of a container's duration

# PIL's own limit would warn on the console and then refuse without naming the size. This room is the only one that
# opens pictures, and `open_picture` applies a stricter limit before anything is decoded.
Image.MAX_IMAGE_PIXELS = None


def is_picture(file: Source) -> bool:
    """Tell whether a file's header is that of a picture of a known format, of whatever size.

    Args:
        file: A checked source (see `sources.require_source`).

    Returns:
        Whether `open_picture` knows the format.
    """
    try:
        # `with` closes what PIL opened itself; `close` would close our stream too.
        with _without_warnings(), _open_image(file):
            return True
    except Exception:  # PIL's readers raise about ten unrelated types on damaged headers
        return False


@contextlib.contextmanager
def open_picture(file: Source) -> Generator[Image.Image, None, None]:
    """Open a picture's header; its pixels are decoded when they are first used.

    Args:
        file: A checked source (see `sources.require_source`).

    Yields:
        The PIL picture, closed afterwards.

    Raises:
        MediaError: The file is no picture of a known format, or has more than `MAX_PIXELS` pixels. What the `with`
            body does with the picture may raise anything that PIL raises.
    """
    with _without_warnings():
        try:
            image = _open_image(file)
        except Exception as error:  # PIL's readers raise about ten unrelated types on damaged headers
            if isinstance(error, MediaError):
                raise
            if is_memory_shortage(error):
                raise too_little_memory(f"'{file.name}'", MediaError) from error
            raise MediaError(
                tr(
                    "'{name}' is not a picture that can be read: its content is damaged or of an unknown kind.",
                    name=file.name,
                ),
                tr("Open it in another program and save it as PNG or JPEG."),
            ) from error
        with image:
            refuse_too_large(file, *image.size)
            _refuse_burden(file, image)
            yield image


def is_deep_png(file: Source) -> bool:
    """Tell whether a PNG, an opened picture, has 16 bits a channel."""
    return read_head(file, _PNG_DEPTH + 1)[_PNG_DEPTH:] == b"\x10"


def read_deep_png(file: Source) -> "NDArray[np.uint16] | None":
    """Read the colours of a PNG of 16 bits a channel, which PIL would reduce to 8.

    Args:
        file: A checked source whose header `open_picture` has accepted.

    Returns:
        uint16 [H, W, 3]; None if FFmpeg cannot read it.
    """
    import numpy as np

    content = io.BytesIO(read_head(file, byte_size(file)))
    try:
        with av.open(content, mode="r", format="png_pipe") as container:
            frame = next(container.decode(video=0))
            deep = frame.to_ndarray(format="rgba64le" if "a" in frame.format.name else "rgb48le")
    except (FFmpegError, ValueError, StopIteration, OSError):
        return None
    return np.asarray(deep, np.uint16)[..., :3]


@contextlib.contextmanager
def open_video(file: Source, *, edit_list: bool = True) -> Generator[tuple[InputContainer, VideoStream], None, None]:
    """Open a video and choose its first moving picture stream, ready for strict decoding.

    Args:
        file: A checked source (see `sources.require_source`).
        edit_list: Whether FFmpeg applies an MP4's edit list; else all stored frames come, with the times of storage.

    Yields:
        The container and the stream, closed afterwards.

    Raises:
        MediaError: The file is no video of a known container, has no video stream, no known codec, or frames of more
            than `MAX_FRAME_PIXELS` pixels. What the `with` body does may raise anything that PyAV raises.
    """
    container = _container(
        file,
        _VIDEO_FORMATS,
        MediaError(
            tr(
                "'{name}' is not a video that can be read: its content is damaged, incomplete or of an unknown kind.",
                name=file.name,
            ),
            tr("Copy or export it again, best as an MP4 with H.264."),
        ),
        {} if edit_list else {"ignore_editlist": "1"},
    )
    with container:
        stream = _moving_picture(file, container)
        _refuse_claims(file, container)
        limits.FILM_FRAMES.require(stream.frames, f"'{file.name}'", _SHORTER, MediaLimitError)
        # Without this FFmpeg invents what a damaged file has lost and says nothing.
        stream.codec_context.options = {"err_detect": "explode"}
        yield container, stream


@contextlib.contextmanager
def open_sounds(file: Source) -> Generator[tuple[InputContainer, list[AudioStream]], None, None]:
    """Open a film or sound file for its sound tracks, ready for strict decoding.

    Args:
        file: A checked source (see `sources.require_source`).

    Yields:
        The container and its sound tracks, closed afterwards; tracks of an unknown codec have no codec context.

    Raises:
        MediaError: The file is of no known container, has no sound, or only of codecs that are unknown. What the `with`
            body does may raise anything that PyAV raises.
    """
    container = _container(
        file,
        f"{_VIDEO_FORMATS},{_SOUND_FORMATS}",
        MediaError(
            tr(
                "'{name}' is no film or sound that can be read: its content is damaged or of an unknown kind.",
                name=file.name,
            ),
            tr("Copy or export it again, best as MP4, WAV or FLAC."),
        ),
    )
    with container:
        streams = list(container.streams.audio)
        if not streams:
            raise MediaError(tr("'{name}' contains no sound.", name=file.name), tr("Choose a file with sound."))
        known = [stream for stream in streams if stream.codec_context is not None]
        if not known:
            raise MediaError(
                tr("'{name}' uses a sound codec that is unknown here.", name=file.name), tr("Convert it to AAC or WAV.")
            )
        _refuse_claims(file, container)
        for stream in known:
            refuse_sound(file, stream.codec_context.sample_rate, stream.codec_context.channels)
            stream.codec_context.options = {"err_detect": "explode"}
        yield container, streams


def refuse_sound(file: Source, rate: int, channels: int) -> None:
    """Refuse sound whose claims would need too much memory to follow.

    Args:
        file: The file, for the message.
        rate: Samples a second.
        channels: How many.

    Raises:
        MediaError: It claims more of either than there is.
    """
    limits.SOUND_RATE.require(rate, f"'{file.name}'", tr("Convert it to 48,000 samples a second."), MediaLimitError)
    limits.SOUND_CHANNELS.require(channels, f"'{file.name}'", tr("Mix it down to two channels."), MediaLimitError)


def has_moving_picture(container: InputContainer) -> bool:
    """Tell whether a container holds a film rather than, at most, a song's cover.

    Args:
        container: An opened container.

    Returns:
        Whether there is a video stream that is no attached picture.
    """
    return any(not stream.disposition & Disposition.attached_pic for stream in container.streams.video)


def _refuse_burden(file: Source, image: Image.Image) -> None:
    """Refuse a very large picture that memory does not hold, or whose file is too small to be honest."""
    pixels = image.width * image.height
    if pixels <= MAX_FRAME_PIXELS:
        return
    if byte_size(file) * _LEAST_CODED < pixels:
        raise MediaError(
            tr(
                "'{name}' claims {width}x{height} pixels, but is far too small a file for that.",
                name=file.name,
                width=image.width,
                height=image.height,
            ),
            tr("Make a smaller copy of it."),
        )
    available = available_bytes()
    if available and pixels * _BYTES_A_PIXEL.get(image.format or "", _USUAL_BYTES_A_PIXEL) > available:
        raise too_little_memory(
            tr("'{name}' ({width}x{height} pixels)", name=file.name, width=image.width, height=image.height), MediaError
        )


def refuse_too_large(file: Source, width: int, height: int, most: int = MAX_PIXELS) -> None:
    """Refuse pictures and frames that would need too much memory, or that have no pixels at all.

    Args:
        file: The file, for the message.
        width: Its width in pixels.
        height: Its height in pixels.
        most: Pixels that are possible.

    Raises:
        MediaError: The size is not between 1 and `most` pixels.
    """
    if width < 1 or height < 1:
        raise MediaError(
            tr("'{name}' has no pixels ({width}x{height}).", name=file.name, width=width, height=height),
            tr("Choose another file."),
        )
    if width * height > most:
        raise MediaError(
            tr(
                "'{name}' is {width}x{height} pixels, more than the {most} megapixels that can be read.",
                name=file.name,
                width=width,
                height=height,
                most=most // 1_000_000,
            ),
            tr("Make a smaller copy of it."),
        )
    limits.PICTURE_SIDE.require(max(width, height), f"'{file.name}'", tr("Make a smaller copy of it."), MediaError)


def _open_image(file: Source) -> Image.Image:
    for reader in _READERS:
        importlib.import_module(f"PIL.{reader}ImagePlugin")
    _silence_libtiff()
    refuse_stranger(file)
    if is_heif(read_head(file, _FTYP)):
        from lance_studio.media.heif import HeifPicture

        return HeifPicture(_content(file))
    return Image.open(_content(file), formats=("TGA",) if is_targa(file) else _PICTURE_FORMATS)


@functools.cache
def _silence_libtiff() -> None:
    """Keep libtiff from writing to the console what is wrong with a file; Pillow raises it as an exception anyway.

    Pillow offers no way to say so. The library is asked through Pillow's own, which has it loaded; where a build of
    Pillow has it inside, it stays as it is.
    """
    with contextlib.suppress(OSError, AttributeError, TypeError):
        library = ctypes.CDLL(Image.core.__file__)
        for name in ("TIFFSetErrorHandler", "TIFFSetWarningHandler"):
            library[name].restype = ctypes.c_void_p
            library[name](None)


def _content(file: Source) -> Path | BinaryIO:
    if isinstance(file, Path):
        return file
    file.stream.seek(0)
    return file.stream


def refuse_too_long(file: Source, seconds: Fraction | float) -> None:
    """Refuse a film or sound that is longer than any is.

    Args:
        file: The file, for the message.
        seconds: How long it is, or claims to be.

    Raises:
        MediaError: It is longer than `limits.MEDIA_SECONDS`.
    """
    if seconds > limits.MEDIA_SECONDS.most:
        hours = limits.in_words(int(seconds) // 3600)
        raise MediaLimitError(
            tr(
                "'{name}' is {hours} hours long; at most {most} are possible.",
                name=file.name,
                hours=hours,
                most=limits.MEDIA_SECONDS.most // 3600,
            ),
            translate(_SHORTER),
        )


def _refuse_claims(file: Source, container: InputContainer) -> None:
    """Refuse what a container says of all its streams together."""
    limits.STREAMS.require(
        len(container.streams), f"'{file.name}'", tr("Export it with fewer tracks."), MediaLimitError
    )
    # The clock of a broadcast may begin again in the middle, which makes hours of seconds; they are counted later.
    if container.format.name not in _BROADCAST_FORMATS:
        refuse_too_long(file, Fraction(container.duration or 0, _MICROSECONDS))


def _refuse_boxes(file: Source) -> None:
    with opened_source(file) as stream:
        refuse_absurd_boxes(file.name, stream, byte_size(file))


def _container(
    file: Source, formats: str, refusal: MediaError, options: dict[str, str] | None = None
) -> InputContainer:
    refuse_stranger(file)
    try:
        _refuse_boxes(file)
        # FFmpeg wants to see many packets of a transport stream before it recognises one, more than short films have.
        form = "mpegts" if transport_packets(read_head(file, _TRANSPORT_HEAD)) else None
        if form is None and _SOUND_FORMATS in formats:
            form = raw_sound_format(file)
        form = form or raw_video_format(file)
        content = _content(file)
        return av.open(
            # "file:" keeps FFmpeg from reading a name such as "concat:a" or "http://b" as a protocol.
            f"file:{content.absolute()}" if isinstance(content, Path) else content,
            mode="r",
            format=form,
            options={"protocol_whitelist": "file", "format_whitelist": form or formats, **(options or {})},
            metadata_errors="replace",
        )
    except (FFmpegError, ValueError, MemoryError, OSError) as error:
        raise (too_little_memory(f"'{file.name}'", MediaError) if is_memory_shortage(error) else refusal) from error


@contextlib.contextmanager
def _without_warnings() -> Generator[None, None, None]:
    # PIL warns of small faults (broken EXIF) on the console; what matters is raised as an error anyway.
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module=r"PIL\..*")
        yield


def _moving_picture(file: Source, container: InputContainer) -> VideoStream:
    for stream in container.streams.video:
        if stream.disposition & Disposition.attached_pic:  # a song's cover
            continue
        if stream.codec_context is None:
            raise MediaError(
                tr("'{name}' uses a video codec that is unknown here.", name=file.name), tr("Convert it to H.264.")
            )
        refuse_too_large(file, stream.codec_context.width, stream.codec_context.height, MAX_FRAME_PIXELS)
        return stream
    with opened_source(file) as content:
        if lacks_its_end(content, byte_size(file)):
            raise MediaError(
                tr("'{name}' is cut short: its end is missing.", name=file.name),
                tr("Copy, download or export it again."),
            )
    raise MediaError(tr("'{name}' contains no video.", name=file.name), tr("Choose a file with moving pictures."))
