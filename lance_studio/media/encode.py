"""Writing films: MP4, and kinds that keep transparency."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import Literal, TypeAlias

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.container import OutputContainer
from av.error import FFmpegError
from av.video.frame import VideoFrame
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc, Interpolation
from av.video.stream import VideoStream
from numpy.typing import NDArray

from lance_studio.media.output import atomic_target, output_error
from lance_studio.media.recipes import RECIPE_KEY, Recipe

Frame: TypeAlias = NDArray[np.uint8]
Sound: TypeAlias = NDArray[np.float32]

AAC_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000)
"""Samples a second that a sound track can have."""

_SOUND_BITS = 192_000

AlphaKind: TypeAlias = Literal["mov", "webm", "mkv"]
_SoundCodec: TypeAlias = Literal["aac", "libopus", "pcm_f32le"]


@dataclass(frozen=True, slots=True)
class _Coding:
    """How a film is coded; the formats of pixels are those with transparency, without it, and where a side is odd.

    Without rates of sound it takes any.
    """

    form: str
    codec: Literal["libx264", "prores_ks", "libvpx-vp9", "ffv1"]
    options: tuple[tuple[str, str], ...]
    pixels: str
    opaque_pixels: str
    odd_pixels: str
    sound: _SoundCodec = "aac"
    sound_rates: tuple[int, ...] = AAC_RATES


def _h264(crf: int) -> _Coding:
    return _Coding("mp4", "libx264", (("crf", str(crf)),), "yuv420p", "yuv420p", "yuv444p")


_SOUND_NAMES: dict[_SoundCodec, str] = {"aac": "AAC", "libopus": "Opus", "pcm_f32le": "PCM"}  # English: a name
_PRORES_4444 = (("profile", "4444"), ("alpha_bits", "16"), ("vendor", "apl0"))
# Hidden frames that VP9 makes of others would have no transparency.
_VP9 = (("crf", "16"), ("b", "0"), ("auto-alt-ref", "0"), ("row-mt", "1"), ("cpu-used", "4"))
_FFV1 = (("level", "3"), ("slices", "4"), ("slicecrc", "1"))
_ALPHA_CODINGS: dict[AlphaKind, _Coding] = {
    "mov": _Coding("mov", "prores_ks", _PRORES_4444, "yuva444p10le", "yuv444p10le", "yuva444p10le"),
    "webm": _Coding(
        "webm", "libvpx-vp9", _VP9, "yuva420p", "yuv420p", "yuva420p", sound="libopus", sound_rates=(48_000,)
    ),
    # RGB as it was rendered, every frame by itself and with a checksum.
    "mkv": _Coding("matroska", "ffv1", _FFV1, "bgra", "bgr0", "", sound="pcm_f32le", sound_rates=()),
}
_MOV_FLAGS = {"movflags": "+faststart+use_metadata_tags"}
_RGB, _BT709 = 0, 1  # FFmpeg's numbers of the colour matrix; `Colorspace` holds swscale's own numbers
_PRECISE = Interpolation.BICUBIC | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INT
_LEAST_TIMESCALE = 1000


def write_mp4(
    path: str | os.PathLike[str],
    frames: Iterable[Frame],
    frame_rate: Fraction,
    *,
    recipe: Recipe | None = None,
    overwrite: bool = False,
    crf: int = 16,
    sound: Iterable[Sound] | None = None,
    sample_rate: int = 48_000,
) -> None:
    """Write a video as MP4 with H.264 in BT.709 limited range, atomically, ready to be played while it loads.

    Pixels are stored as 4:2:0, which every player shows. That needs an even width and height; where one is odd, 4:4:4
    is stored instead: nothing is cropped or added, but some players (browsers, QuickTime) do not show it.

    Args:
        path: Where the file goes; missing folders are created.
        frames: At least one uint8 array [H, W, 3], RGB, all of one size; an array [T, H, W, 3] will do.
        frame_rate: Frames a second, above 0.
        recipe: What made the video; stored in the file.
        overwrite: Whether an existing file may be replaced.
        crf: x264's quality, 0 (lossless up to the colour conversion) to 51.
        sound: Blocks of float32 [n, 2], left and right from -1 to 1, stored as AAC; it begins with the first frame and
            ends with the last, whatever is left. None means no sound track.
        sample_rate: Samples a second of `sound`; a rate that AAC knows, such as 44100 or 48000.

    Raises:
        OutputError: The target exists and may not be replaced, or it cannot be written.
        ValueError: There are no frames, or a frame, a block of sound, a rate, the quality or the recipe is malformed.
    """
    if not 0 <= crf <= 51:
        raise ValueError(f"The quality {crf} must be between 0 and 51.")
    _write(path, frames, frame_rate, _h264(crf), recipe, overwrite, sound, sample_rate)


def write_alpha_film(
    path: str | os.PathLike[str],
    frames: Iterable[Frame],
    frame_rate: Fraction,
    kind: AlphaKind,
    *,
    recipe: Recipe | None = None,
    overwrite: bool = False,
    sound: Iterable[Sound] | None = None,
    sample_rate: int = 48_000,
) -> None:
    """Write a film that keeps its transparency, in BT.709 limited range or, as "mkv", without any loss, atomically.

    Args:
        path: Where the file goes; missing folders are created.
        frames: At least one uint8 array [H, W, 4], RGBA, all of one size; or [H, W, 3], which are opaque.
        frame_rate: Frames a second, above 0.
        kind: "mov": Apple ProRes 4444, for editing; "webm": VP9 with alpha, for the web; "mkv": FFV1 in RGB, whose
            pixels come back as they are.
        recipe: What made the video; stored in the file.
        overwrite: Whether an existing file may be replaced.
        sound: As for `write_mp4`; stored as AAC, as Opus in a WebM, as it is in a Matroska file.
        sample_rate: Samples a second of `sound`; 48000 for a WebM, any for a Matroska file.

    Raises:
        OutputError: The target exists and may not be replaced, or it cannot be written.
        ValueError: There are no frames, or a frame, a block of sound, a rate or the recipe is malformed.
    """
    _write(path, frames, frame_rate, _ALPHA_CODINGS[kind], recipe, overwrite, sound, sample_rate)


def _write(
    path: str | os.PathLike[str],
    frames: Iterable[Frame],
    frame_rate: Fraction,
    coding: "_Coding",
    recipe: Recipe | None,
    overwrite: bool,
    sound: Iterable[Sound] | None,
    sample_rate: int,
) -> None:
    if sound is not None and coding.sound_rates and sample_rate not in coding.sound_rates:
        raise ValueError(f"{_SOUND_NAMES[coding.sound]} has no rate of {sample_rate} samples a second.")
    if frame_rate <= 0:
        raise ValueError(f"The frame rate {frame_rate} must be above 0.")
    checked = _checked(frames)
    first = next(checked, None)
    if first is None:
        raise ValueError("A video needs at least one frame.")
    tags = {} if recipe is None else {RECIPE_KEY: recipe.to_json(), "comment": recipe.to_parameters()}
    track = None if sound is None else (_checked_sound(sound), sample_rate)
    with atomic_target(path, overwrite=overwrite) as temporary:
        try:
            _encode(temporary, chain([first], checked), first.shape, Fraction(frame_rate), tags, coding, track)
        except FFmpegError as error:
            raise output_error(Path(path), OSError(error.errno or 0, error.strerror or str(error))) from error


def _checked(frames: Iterable[Frame]) -> Iterator[Frame]:
    shape: tuple[int, ...] | None = None
    for frame in frames:
        if frame.dtype != np.uint8 or frame.ndim != 3 or frame.shape[2] not in (3, 4) or frame.size == 0:
            raise ValueError(f"A frame must be uint8 [H, W, 3] or [H, W, 4], not {frame.dtype} {frame.shape}.")
        if shape is not None and frame.shape != shape:
            raise ValueError(f"All frames must have one size; {frame.shape} follows {shape}.")
        shape = frame.shape
        yield frame


def _encode(
    file: Path,
    frames: Iterable[Frame],
    shape: tuple[int, ...],
    frame_rate: Fraction,
    tags: dict[str, str],
    coding: _Coding,
    track: tuple[Iterator[Sound], int] | None,
) -> None:
    # The default unit of 1/1000 s would round durations; a multiple of the rate's numerator holds them exactly.
    timescale = frame_rate.numerator * -(-_LEAST_TIMESCALE // frame_rate.numerator)
    options = {} if coding.form in ("webm", "matroska") else {**_MOV_FLAGS, "movie_timescale": str(timescale)}
    with av.open(f"file:{file.absolute()}", mode="w", format=coding.form, options=options) as container:
        container.metadata.update(tags)
        stream = _picture_stream(container, shape, frame_rate, coding)
        voice = None if track is None else _SoundWriter(container, *track, coding.sound)
        for number, frame in enumerate(frames):
            container.mux(stream.encode(_converted(frame, stream, number, 1 / frame_rate)))
            if voice is not None:
                voice.write_until((number + 1) / frame_rate)
        container.mux(stream.encode())
        if voice is not None:
            voice.finish()


def _checked_sound(blocks: Iterable[Sound]) -> Iterator[Sound]:
    for block in blocks:
        if block.dtype != np.float32 or block.ndim != 2 or block.shape[1] != 2:
            raise ValueError(f"A block of sound must be float32 [n, 2], not {block.dtype} {block.shape}.")
        yield block


class _SoundWriter:
    """Writes the sound in step with the frames, so that players find both near each other in the file."""

    def __init__(self, container: OutputContainer, blocks: Iterator[Sound], rate: int, codec: _SoundCodec) -> None:
        self._container = container
        self._stream = container.add_stream(codec, rate=rate, layout="stereo")
        if codec != "pcm_f32le":
            self._stream.bit_rate = _SOUND_BITS
        self._form = "fltp" if codec == "aac" else "flt"
        self._blocks = blocks
        self._rate = rate
        self._written = 0
        self._rest = np.zeros((0, 2), np.float32)

    def write_until(self, time: Fraction) -> None:
        end = round(time * self._rate)
        while self._written < end:
            if not len(self._rest):
                block = next(self._blocks, None)
                if block is None:
                    return
                self._rest = block
                continue
            part, self._rest = np.split(self._rest, [min(end - self._written, len(self._rest))])
            samples = part.T if self._form == "fltp" else part.reshape(1, -1)
            frame = AudioFrame.from_ndarray(np.ascontiguousarray(samples), format=self._form, layout="stereo")
            frame.sample_rate = self._rate
            frame.pts, frame.time_base = self._written, Fraction(1, self._rate)
            self._container.mux(self._stream.encode(frame))
            self._written += len(part)

    def finish(self) -> None:
        self._container.mux(self._stream.encode())


def _picture_stream(
    container: OutputContainer, shape: tuple[int, ...], frame_rate: Fraction, coding: _Coding
) -> VideoStream:
    options = dict(coding.options)
    if coding.codec == "ffv1" and min(shape[:2]) < 2:
        options["slices"] = "1"  # a line of pixels cannot be cut into four parts
    stream = container.add_stream(coding.codec, rate=frame_rate, options=options)
    assert isinstance(stream, VideoStream)
    stream.height, stream.width = shape[0], shape[1]
    odd = coding.odd_pixels and (stream.width % 2 or stream.height % 2)
    stream.pix_fmt = coding.odd_pixels if odd else coding.pixels if shape[2] == 4 else coding.opaque_pixels
    if coding.form == "webm" and shape[2] == 4:
        stream.metadata["alpha_mode"] = "1"
    # About one key frame a second keeps seeking quick.
    stream.gop_size = max(1, round(frame_rate))
    stream.codec_context.time_base = 1 / frame_rate
    is_rgb = coding.codec == "ffv1"
    stream.colorspace = _RGB if is_rgb else _BT709
    stream.color_range = ColorRange.JPEG if is_rgb else ColorRange.MPEG
    stream.color_primaries = ColorPrimaries.BT709
    stream.color_trc = ColorTrc.IEC61966_2_1 if is_rgb else ColorTrc.BT709
    return stream


def _converted(frame: Frame, stream: VideoStream, number: int, time_base: Fraction) -> VideoFrame:
    """Convert with BT.709: the tags alone would only claim it; RGB stays as it is."""
    form = "rgb24" if frame.shape[2] == 3 else "rgba"
    given = VideoFrame.from_ndarray(np.ascontiguousarray(frame), format=form)
    if stream.colorspace == _RGB:
        given = given.reformat(format=stream.pix_fmt)
        given.pts, given.time_base = number, time_base
        return given
    yuv = given.reformat(
        format=stream.pix_fmt,
        dst_colorspace=Colorspace.ITU709,
        dst_color_range=ColorRange.MPEG,
        interpolation=_PRECISE,
    )
    yuv.pts = number
    yuv.time_base = time_base
    return yuv
