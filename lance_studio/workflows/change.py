"""Whether a result differs from what it was made of, so that a turn that did nothing says so."""

from typing import TYPE_CHECKING

from lance_studio.language import mark

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

VISIBLE_LEVELS = 4.0
"""Levels, of 255, by which the mean colour of some block must differ for a change to be visible.

The autoencoder alone moves single pixels by more than that, and the means of blocks by less.
"""

BLOCK = 8
"""Side of a block in pixels of the result."""

UNCHANGED = mark("Nothing changed: the result looks like its source. Try another seed or other words.")


def is_unchanged(source: "NDArray[np.uint8]", result: "NDArray[np.uint8]") -> bool:
    """Tell whether nobody would see a difference between two pictures.

    Args:
        source: uint8 [H, W, 3].
        result: Of the same shape.
    """
    import numpy as np

    if source.shape != result.shape:
        return False
    differing = (source != result).any(axis=(1, 2))
    if not differing.any():
        return True
    # Only the rows between the first and the last that differ are worked on, by whole blocks.
    rows = np.flatnonzero(differing)
    first, last = rows[0] // BLOCK * BLOCK, rows[-1] + 1
    for top in range(first, last, BLOCK):
        one, other = (picture[top : top + BLOCK].astype(np.int32).sum(axis=0) for picture in (source, result))
        height = min(BLOCK, source.shape[0] - top)
        starts = np.arange(0, source.shape[1], BLOCK)
        sides = np.minimum(source.shape[1] - starts, BLOCK)[:, None]
        difference = np.add.reduceat(other - one, starts, axis=0) / (sides * height)
        if (np.abs(difference) >= VISIBLE_LEVELS).any():
            return False
    return True
