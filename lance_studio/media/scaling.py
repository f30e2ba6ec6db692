"""Scaling pictures with FFmpeg's scaler, which is several times quicker than the window's own."""

from typing import Any, TypeAlias

import av  # noqa: F401 - whole before its parts
import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray
from PIL import Image

from lance_studio.media.alpha import FULL, Picture, multiplied
from lance_studio.media.frame_colour import PRECISE, QUICK, alpha_of, has_alpha, to_rgb

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


def scale_picture(picture: Picture, width: int, height: int, *, precise: bool = False) -> Picture:
    """Scale a picture that may have transparency; colours count as far as they are opaque.

    Args:
        picture: A frame or a layer (see `alpha`).
        width: Wanted pixels, 1 or more.
        height: Wanted pixels, 1 or more.
        precise: Whether to scale slowly and well rather than quickly.

    Returns:
        A picture of the same kind; the same one if it has this size already.
    """
    if picture.shape[2] == 3:
        return scale(picture.astype(np.uint8, copy=False), width, height, precise=precise)
    if picture.shape[:2] == (height, width):
        return picture
    planes = [_scaled_plane(picture[..., number], width, height, precise) for number in range(4)]
    layer = np.minimum(np.stack(planes, axis=-1), FULL).astype(np.uint16)
    # Sharp filters overshoot at edges.
    np.minimum(layer[..., :3], layer[..., 3:], out=layer[..., :3])
    return layer


def to_picture(frame: VideoFrame, width: int, height: int, *, precise: bool = False) -> Picture:
    """Convert a decoded frame to sRGB with its transparency, and scale it.

    Args:
        frame: Any decoded frame; colours follow its own primaries, transfer, matrix and range.
        width: Wanted pixels, 1 or more.
        height: Wanted pixels, 1 or more.
        precise: Whether to convert and scale slowly and well rather than quickly.

    Returns:
        A frame uint8 [height, width, 3], or a layer (see `alpha`) where something is transparent.
    """
    if not has_alpha(frame.format):
        return to_rgb(frame, width, height, precise=precise)
    alpha = alpha_of(frame)
    if alpha.min(initial=255) == 255:
        return to_rgb(frame, width, height, precise=precise)
    # What is transparent has no colour, so that it must not be mixed into its neighbours by scaling.
    layer = multiplied(to_rgb(frame, frame.width, frame.height, precise=precise), alpha)
    return scale_picture(layer, width, height, precise=precise)


def _scaled_plane(plane: NDArray[Any], width: int, height: int, precise: bool) -> NDArray[Any]:
    if _is_extreme(plane.shape[1], width) or _is_extreme(plane.shape[0], height):
        return np.asarray(Image.fromarray(plane.astype(np.float32)).resize((width, height), Image.Resampling.BOX))
    grey = VideoFrame.from_ndarray(np.ascontiguousarray(plane), format="gray16le")
    return grey.to_ndarray(width=width, height=height, interpolation=PRECISE if precise else QUICK)


def _is_extreme(before: int, after: int) -> bool:
    return max(before, after) > _MOST_SCALING * min(before, after) or min(before, after) < _LEAST_SIDE
