"""Putting the changed part of an edited picture or clip into its source: a mask is a promise, kept here."""

import numpy as np
from numpy.typing import NDArray

from lance_studio.errors import InvalidRequestError
from lance_studio.language import tr

#: From this value on, a mask lets a pixel change.
MASK_THRESHOLD = 128
#: Wider edges would leave little of a mask; each pixel of width costs a pass over the mask.
MAX_FEATHER = 256


def compose(
    source: NDArray[np.uint8], result: NDArray[np.uint8], mask: NDArray[np.uint8], feather: int
) -> NDArray[np.uint8]:
    """The result inside a mask and exactly the source outside.

    The soft edge lies inside the mask: its weight rises from the first masked pixel to full over ``feather`` pixels.
    Where the mask touches the picture's border there is no edge.

    Args:
        source: ``uint8`` [..., H, W, 3], for example [T, H, W, 3].
        result: Of the same shape.
        mask: ``uint8`` [H, W], 128 or more where the result may show; for all frames.
        feather: Width of the soft edge in pixels, 0 to 256.

    Returns:
        A new array of the same shape.

    Raises:
        InvalidRequestError: Shapes differ, or the feather is out of range.
    """
    if source.shape != result.shape or source.ndim < 3 or source.shape[-3:-1] != mask.shape:
        raise InvalidRequestError(
            tr(
                "Source {source}, result {result} and mask {mask} differ in size.",
                source=source.shape,
                result=result.shape,
                mask=mask.shape,
            ),
            tr("Resize them first."),
        )
    weights = feathered(mask >= MASK_THRESHOLD, feather)
    composed = source.copy()
    inside = weights > 0
    before, after = source[..., inside, :].astype(np.int32), result[..., inside, :].astype(np.int32)
    parts = feather + 1
    # In whole numbers, so that full weight gives exactly the result; the half rounds to the nearest level.
    shares = weights[inside][:, None]
    composed[..., inside, :] = (before * (parts - shares) + after * shares + parts // 2) // parts
    return composed


def feathered(inside: NDArray[np.bool_], feather: int) -> NDArray[np.int32]:
    """How much of the result shows at each pixel.

    Args:
        inside: bool [H, W], the mask.
        feather: Width of the soft edge in pixels, 0 to 256.

    Returns:
        ``int32`` [H, W] from 0 (outside) to ``feather`` + 1 (full): about the distance to the nearest pixel outside,
        1 beside it. Distances are those of an octagon, between those of a square and a diamond.

    Raises:
        InvalidRequestError: The feather is out of range.
    """
    if not 0 <= feather <= MAX_FEATHER:
        raise InvalidRequestError(
            tr("The feather is {feather} pixels.", feather=feather), tr("Choose 0 to {most}.", most=MAX_FEATHER)
        )
    left = inside
    weights = left.astype(np.int32)
    for number in range(feather):
        # Eroding by a square and a diamond in turn gives the octagon.
        left = _eroded(left, diagonals=bool(number % 2))
        weights += left
    return weights


def _eroded(inside: NDArray[np.bool_], *, diagonals: bool) -> NDArray[np.bool_]:
    """The pixels whose neighbours are all inside; beyond the border counts as inside."""
    around = np.pad(inside, 1, constant_values=True)
    if diagonals:
        rows = around[:-2] & around[1:-1] & around[2:]
        return rows[:, :-2] & rows[:, 1:-1] & rows[:, 2:]
    return inside & around[:-2, 1:-1] & around[2:, 1:-1] & around[1:-1, :-2] & around[1:-1, 2:]
