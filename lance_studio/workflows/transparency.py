"""Gives an edited picture its source's transparency back: the model sees pictures on white, and makes opaque ones."""

import numpy as np
from numpy.typing import NDArray

from lance_studio.media.alpha import Picture, divided, is_layer, on_ground
from lance_studio.media.scaling import scale_picture
from lance_studio.requests.geometry import crop_box

Frame = NDArray[np.uint8]

_NOTHING_NEW, _CLEARLY_NEW = 24, 64
"""Levels by which a pixel may differ from what the model was shown: below the first it is the model's noise, from the
second on it is something that was drawn."""


def with_alpha_of(source: Picture, result: Frame) -> Frame:
    """Put the transparency of a source into what was made of it.

    Where the result shows what the source showed on white, the source's own colours and transparency stand. Where
    something new was drawn on a transparent place, it is opaque there.

    Args:
        source: What was edited: a frame, or a layer (see `media.alpha`).
        result: uint8 [H, W, 3]; of another size if the model was given a smaller or cropped picture.

    Returns:
        uint8 [H, W, 4], RGBA; the result itself where the source is opaque.
    """
    if not is_layer(source):
        return result
    height, width = result.shape[:2]
    if source.shape[:2] != (height, width):
        left, top, right, bottom = crop_box(source.shape[1], source.shape[0], (width, height))
        source = scale_picture(source[top:bottom, left:right], width, height, precise=True)
    shown = on_ground(source)
    change = np.abs(result.astype(np.int16) - shown).max(axis=2)
    # White where the source showed something is no drawing, but the ground that the model was shown.
    drawn = np.minimum(change, (255 - result).max(axis=2))
    new = np.clip((drawn - _NOTHING_NEW) * (255 / (_CLEARLY_NEW - _NOTHING_NEW)), 0, 255).astype(np.uint8)
    own = divided(source)
    alpha = np.maximum(own[..., 3], new)
    # The colour that gives the result on white.
    opacity = np.maximum(alpha, 1)[..., None] / 255
    colours = np.clip(np.rint(255 - (255 - result.astype(np.float64)) / opacity), 0, 255).astype(np.uint8)
    made = np.dstack([np.where(alpha[..., None] > 0, colours, 0), alpha]).astype(np.uint8)
    return np.where((change == 0)[..., None], own, made)
