"""Scaling pictures with FFmpeg's scaler, which is several times quicker than the window's own."""

from typing import TypeAlias

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation
from numpy.typing import NDArray

Frame: TypeAlias = NDArray[np.uint8]

_QUICK = Interpolation.BILINEAR
_PRECISE = Interpolation.BICUBIC | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INT


def fit_size(width: int, height: int, box_width: int, box_height: int) -> tuple[int, int]:
    """Find the greatest size of a picture's shape that fits in a box.

    Args:
        width: The picture's width in pixels.
        height: The picture's height in pixels.
        box_width: The box's width in pixels.
        box_height: The box's height in pixels.

    Returns:
        Width and height, each at least 1. The side that does not fill the box is rounded to the nearest pixel.
    """
    if width * box_height >= height * box_width:
        return box_width, max(1, (2 * height * box_width + width) // (2 * width))
    return max(1, (2 * width * box_height + height) // (2 * height)), box_height


def scale(frame: Frame, width: int, height: int, *, precise: bool = False) -> Frame:
    """Scale a picture.

    Args:
        frame: uint8 array [H, W, 3], RGB.
        width: Wanted pixels, 1 or more.
        height: Wanted pixels, 1 or more.
        precise: Whether to scale slowly and well rather than quickly.

    Returns:
        uint8 array [height, width, 3], RGB; the same array if it has this size already.
    """
    if frame.shape[:2] == (height, width):
        return frame
    return to_rgb(VideoFrame.from_ndarray(np.ascontiguousarray(frame), format="rgb24"), width, height, precise=precise)


def to_rgb(frame: VideoFrame, width: int, height: int, *, precise: bool = False) -> Frame:
    """Convert a decoded frame to RGB and scale it in one step.

    Args:
        frame: Any decoded frame; colours follow its own colour space and range.
        width: Wanted pixels, 1 or more.
        height: Wanted pixels, 1 or more.
        precise: Whether to scale slowly and well rather than quickly.

    Returns:
        uint8 array [height, width, 3], RGB.
    """
    how = _PRECISE if precise else _QUICK
    array = frame.to_ndarray(format="rgb24", width=width, height=height, interpolation=how)
    return np.asarray(array, dtype=np.uint8)
