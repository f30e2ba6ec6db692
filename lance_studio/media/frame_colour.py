"""Decoded frames as RGB: which matrix, range and colours they have, and how they become sRGB."""

from dataclasses import dataclass
from typing import Self, TypeAlias

import av  # noqa: F401 - whole before its parts
import numpy as np
from av.video.codeccontext import VideoCodecContext
from av.video.format import VideoFormat
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation
from numpy.typing import NDArray

from lance_studio.media.colour import BT709, BT2020, UNSPECIFIED, conversion, is_srgb

Frame: TypeAlias = NDArray[np.uint8]

BT601 = 6
"""H.273's number of the matrix of standard definition."""
_ALPHA_PLANE = 3
_TELEVISION_GAMMAS = (4, 5)  # 2.2 and 2.8; DVDs name them, but were made on the displays of their time
_SD_HEIGHT, _SD_WIDTH = 576, 1024
"""Larger films are HD, for which BT.709 was made."""

QUICK = Interpolation.BILINEAR
PRECISE = Interpolation.BICUBIC | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INT
"""How FFmpeg's scaler works: quickly for what is looked at in passing, well for what is kept."""
_MATRICES = {
    BT709: Colorspace.ITU709,
    4: Colorspace.FCC,
    5: Colorspace.ITU601,
    BT601: Colorspace.ITU601,
    7: Colorspace.SMPTE240M,
    BT2020: Colorspace.BT2020,
    10: Colorspace.BT2020,
}
_LIMITED_WHITE = 65283  # swscale's 16 bits for full signal of limited range, and of RGB of 8 bits


@dataclass(frozen=True, slots=True)
class ColourTags:
    """What a container says of a film's colours, for frames that say nothing themselves; H.273's numbers."""

    primaries: int
    transfer: int
    matrix: int
    range: int

    @classmethod
    def of(cls, context: VideoCodecContext) -> Self:
        """Take what a decoder was told, before it decodes anything."""
        numbers = context.color_primaries, context.color_trc, context.colorspace, context.color_range
        return cls(*(int(each) for each in numbers))

    def put_into(self, frame: VideoFrame) -> None:
        """Complete what a frame does not say."""
        if frame.color_primaries == UNSPECIFIED:
            frame.color_primaries = self.primaries
        if frame.color_trc == UNSPECIFIED:
            frame.color_trc = self.transfer
        if frame.colorspace == UNSPECIFIED:
            frame.colorspace = self.matrix
        if frame.color_range == 0:
            frame.color_range = self.range


def guessed_matrix(width: int, height: int, primaries: int = UNSPECIFIED) -> int:
    """Choose the matrix of a film that names none.

    Args:
        width: Pixels, as they are stored.
        height: Pixels.
        primaries: H.273's number.

    Returns:
        H.273's number: BT.2020 for its primaries, else BT.709 for HD (above 576 lines or 1024 columns), else BT.601.
    """
    if primaries == BT2020:
        return BT2020
    return BT709 if height > _SD_HEIGHT or width > _SD_WIDTH else BT601


def matrix_of(frame: VideoFrame) -> int:
    """Tell by which matrix a frame is YUV: H.273's number, guessed where the frame names none that is known."""
    named = int(frame.colorspace)
    return named if named in _MATRICES else guessed_matrix(frame.width, frame.height, int(frame.color_primaries))


def is_plain(frame: VideoFrame) -> bool:
    """Tell whether a frame is sRGB as soon as it is RGB."""
    return is_srgb(int(frame.color_primaries), _transfer(frame))


def _transfer(frame: VideoFrame) -> int:
    """A frame's transfer; the gammas of old television stand for any display, as all players take them."""
    named = int(frame.color_trc)
    return UNSPECIFIED if named in _TELEVISION_GAMMAS else named


def has_alpha(pixels: VideoFormat) -> bool:
    """Tell whether a format of pixels has transparency, or may have it as a palette."""
    return pixels.has_palette or any(part.is_alpha for part in pixels.components)


def alpha_of(frame: VideoFrame) -> Frame:
    """Read how opaque a frame is, exactly.

    Args:
        frame: A decoded frame with transparency.

    Returns:
        uint8 [H, W], 255 for opaque.
    """
    part = next((each for each in frame.format.components if each.is_alpha), None)
    if part is None or part.plane != _ALPHA_PLANE:
        return np.asarray(frame.to_ndarray(format="rgba"), dtype=np.uint8)[..., 3]
    # FFmpeg's scaler would round deeper planes upwards.
    plane = frame.planes[_ALPHA_PLANE]
    kind = np.dtype("u1") if part.bits <= 8 else np.dtype(">u2" if frame.format.is_big_endian else "<u2")
    rows = np.frombuffer(bytes(plane), kind).reshape(-1, plane.line_size // kind.itemsize)
    levels = rows[: frame.height, : frame.width]
    if part.bits <= 8:
        return levels.astype(np.uint8)
    most = (1 << part.bits) - 1
    return ((levels.astype(np.uint32) * 255 + most // 2) // most).astype(np.uint8)


def small_copy(frame: VideoFrame, width: int, height: int) -> VideoFrame:
    """Make a small copy of a frame, quickly, in 8 bits and 4:2:0, with its colours and its transparency.

    Args:
        frame: Any decoded frame.
        width: Wanted pixels.
        height: Wanted pixels.

    Returns:
        The copy; its matrix is named even where it was guessed.
    """
    matrix = matrix_of(frame)
    copy = frame.reformat(
        width,
        height,
        "yuva420p" if has_alpha(frame.format) else "yuv420p",
        src_colorspace=None if frame.format.is_rgb else _MATRICES[matrix],
        dst_colorspace=_MATRICES[matrix],
        interpolation=Interpolation.FAST_BILINEAR,
    )
    copy.colorspace = matrix
    return copy


def to_rgb(frame: VideoFrame, width: int, height: int, *, precise: bool = False) -> Frame:
    """Convert a decoded frame to sRGB and scale it in one step; its transparency is dropped.

    Args:
        frame: Any decoded frame; colours follow its own primaries, transfer, matrix and range.
        width: Wanted pixels, 1 or more.
        height: Wanted pixels, 1 or more.
        precise: Whether to convert and scale slowly and well rather than quickly.

    Returns:
        uint8 array [height, width, 3], RGB.
    """
    matrix = None if frame.format.is_rgb else _MATRICES[matrix_of(frame)]
    how = PRECISE if precise else QUICK
    if is_plain(frame):
        # Made well, planes take a third of the time of packed pixels, and are the same.
        form = "gbrp" if precise and matrix is not None else "rgb24"
        array = frame.to_ndarray(format=form, width=width, height=height, src_colorspace=matrix, interpolation=how)
        return np.asarray(array, dtype=np.uint8)
    way = conversion(int(frame.color_primaries), _transfer(frame))
    if frame.format.is_rgb and _bits(frame.format) <= 8:
        array = frame.to_ndarray(format="rgb24", width=width, height=height, interpolation=how)
        return way.frame(np.asarray(array, dtype=np.uint8))
    # Planes of 16 bits are as quick to make well as badly.
    deep = frame.reformat(width, height, "gbrp16le", src_colorspace=matrix, interpolation=PRECISE)
    green, blue, red = (_plane(deep, number) for number in range(3))
    return way.planes(red, green, blue, _white(frame))


def _bits(pixels: VideoFormat) -> int:
    return max((part.bits for part in pixels.components), default=8)


def _white(frame: VideoFrame) -> int:
    """What full signal is in swscale's planes of 16 bits."""
    pixels = frame.format
    full = (
        pixels.is_rgb
        or len([part for part in pixels.components if not part.is_alpha]) == 1
        or int(frame.color_range) == ColorRange.JPEG
        or pixels.name.startswith("yuvj")
    )
    bits = min(_bits(pixels), 16)
    return ((1 << bits) - 1) << (16 - bits) if full else _LIMITED_WHITE


def _plane(frame: VideoFrame, number: int) -> NDArray[np.uint16]:
    plane = frame.planes[number]
    rows = np.frombuffer(bytes(plane), np.dtype("<u2")).reshape(-1, plane.line_size // 2)
    return rows[: frame.height, : frame.width]
