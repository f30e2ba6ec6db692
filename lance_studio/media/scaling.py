"""Scaling pictures with FFmpeg's scaler, which is several times quicker than the window's own."""

from typing import TypeAlias

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray
from PIL import Image

from lance_studio.media.frame_colour import to_rgb

Frame: TypeAlias = NDArray[np.uint8]

_MOST_SCALING = 32
_LEAST_SIDE = 4


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
    if _is_extreme(frame.shape[1], width) or _is_extreme(frame.shape[0], height):
        # FFmpeg's scaler refuses to add up so many pixels.
        return np.asarray(Image.fromarray(frame).resize((width, height), Image.Resampling.BOX))
    return to_rgb(VideoFrame.from_ndarray(np.ascontiguousarray(frame), format="rgb24"), width, height, precise=precise)


def _is_extreme(before: int, after: int) -> bool:
    return max(before, after) > _MOST_SCALING * min(before, after) or min(before, after) < _LEAST_SIDE
