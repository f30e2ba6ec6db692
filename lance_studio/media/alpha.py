"""Transparency: pictures whose colours are multiplied by their opacity, exactly, and laid over one another.

A picture with transparency is a *layer*: uint16 [H, W, 4], in which alpha is 255 times its level of 8 bits, and each
colour is its level times the level of alpha. Both are whole numbers up to `FULL`, so that nothing is rounded before a
layer is laid over something, and what is scaled is what is seen: colours under transparent pixels have no weight.
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Frame: TypeAlias = NDArray[np.uint8]
Layer: TypeAlias = NDArray[np.uint16]
Picture: TypeAlias = NDArray[np.uint8 | np.uint16]
"""A frame [H, W, 3] without transparency, or a layer."""

FULL = 255 * 255
"""Full colour, and full opacity."""
WHITE = (255, 255, 255)
LIGHT_SQUARE, DARK_SQUARE = 160, 110
"""Grey levels of the chequered ground on which transparency is shown."""
SQUARE = 8
"""Pixels of a side of its squares."""


def multiplied(colours: Frame, alpha: Frame) -> Layer:
    """Make a layer.

    Args:
        colours: uint8 [H, W, 3].
        alpha: uint8 [H, W], 255 for opaque.

    Returns:
        The layer.
    """
    layer = np.empty((*alpha.shape, 4), np.uint16)
    wide = alpha.astype(np.uint16)
    np.multiply(colours, wide[..., None], out=layer[..., :3], casting="unsafe")
    np.multiply(wide, 255, out=layer[..., 3], casting="unsafe")
    return layer


def divided(layer: Picture) -> Frame:
    """Turn a layer into colours beside their opacity, as files hold them.

    Args:
        layer: The layer.

    Returns:
        uint8 [H, W, 4], RGBA; black where it is transparent.
    """
    result = np.zeros(layer.shape, np.uint8)
    wide = layer[..., 3].astype(np.uint32)
    result[..., 3] = (wide + 127) // 255
    opacity = np.maximum(wide, 1)[..., None]
    result[..., :3] = np.minimum((layer[..., :3].astype(np.uint32) * 255 + opacity // 2) // opacity, 255)
    return result


def on_ground(picture: Picture, ground: "tuple[int, int, int] | Frame" = WHITE) -> Frame:
    """Lay a picture over an opaque ground.

    Args:
        picture: A frame, which is returned as it is, or a layer.
        ground: A colour, or a frame of the same size.

    Returns:
        uint8 [H, W, 3].
    """
    if not is_layer(picture):
        return picture.astype(np.uint8, copy=False)
    canvas = np.empty((*picture.shape[:2], 3), np.uint8)
    canvas[:] = ground
    lay_over(canvas, picture)
    return canvas


def chequered(height: int, width: int) -> Frame:
    """Make the ground on which transparency is shown.

    Returns:
        uint8 [height, width, 3].
    """
    rows, columns = np.arange(height) // SQUARE, np.arange(width) // SQUARE
    dark = (rows[:, None] + columns) % 2 == 1
    return np.where(dark, DARK_SQUARE, LIGHT_SQUARE).astype(np.uint8)[..., None].repeat(3, axis=2)


def is_layer(picture: Picture) -> bool:
    """Tell whether a picture may be transparent somewhere."""
    return picture.shape[2] == 4


def lay_over(canvas: Picture, picture: Picture, opacity: float = 1.0) -> None:
    """Lay a picture over a canvas of its size, in place.

    Args:
        canvas: A frame or a layer, changed.
        picture: A frame or a layer.
        opacity: 0 to 1, of the whole picture; at 1 a frame's values are taken as they are.
    """
    if not is_layer(picture) and opacity >= 1:
        if is_layer(canvas):
            np.multiply(picture, 255, out=canvas[..., :3], casting="unsafe", dtype=np.uint16)
            canvas[..., 3] = FULL
        else:
            canvas[:] = picture
        return
    if not is_layer(picture) and not is_layer(canvas):
        # Whole numbers of 1/65536: quicker than floats, and exact where both pictures agree.
        weight = round(opacity * 65536)
        mixed = canvas.astype(np.int32) * (65536 - weight) + picture.astype(np.int32) * weight + 32768
        canvas[:] = (mixed >> 16).astype(np.uint8)
        return
    above = _wide(picture)
    if opacity < 1:
        above = (above * np.uint32(round(opacity * 32768)) + 16384) >> 15
    rest = FULL - above[..., 3:]
    if is_layer(canvas):
        canvas[:] = above + (canvas.astype(np.uint32) * rest + FULL // 2) // FULL
    else:
        canvas[:] = np.minimum((above[..., :3] * 255 + canvas * rest + FULL // 2) // FULL, 255)


def _wide(picture: Picture) -> NDArray[np.uint32]:
    if is_layer(picture):
        return picture.astype(np.uint32)
    wide = np.full((*picture.shape[:2], 4), FULL, np.uint32)
    np.multiply(picture, np.uint32(255), out=wide[..., :3])
    return wide
