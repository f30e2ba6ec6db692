"""Selecting what lies in a box: OpenCV's GrabCut, first on a small copy, then along the edge on a larger one.

GrabCut finds the least cut of a grid of pixels, and on a grid of a million that takes ten seconds. The small copy is
enough to tell the object from its surroundings; the large one only has to say where in a narrow band the edge runs.
"""

import math
from typing import TYPE_CHECKING

from lance_studio.metrics.opencv import opencv
from lance_studio.workflows.mask_tools import grown

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Inside = NDArray[np.bool_]
    Picture = NDArray[np.uint8]
    Models = tuple[NDArray[np.float64], NDArray[np.float64]]

Box = tuple[int, int, int, int]

_UNUSED = (0, 0, 1, 1)
"""GrabCut's rectangle, which labels replace."""
_COARSE, _FINE = 150_000, 1_000_000
"""Most pixels that are worked on, first and last."""
_ROUNDS = 5
_SURROUNDINGS = 0.3
"""How much around the box is looked at, as a part of its sides."""
_BAND = 2
"""How far the edge may move when it is refined, in pixels of the small copy."""


def object_in_box(picture: "Picture", box: Box) -> "Inside":
    """Select the object in a box; takes up to some seconds, whatever the size of the picture.

    Args:
        picture: uint8 [H, W, 3].
        box: Left, top, right and bottom of a part with an area, right and bottom exclusive; clipped to the picture.

    Returns:
        bool [H, W]; nothing outside of the box is selected, and nothing at all where the box has no object.
    """
    import numpy as np

    height, width = picture.shape[:2]
    left, top, right, bottom = max(box[0], 0), max(box[1], 0), min(box[2], width), min(box[3], height)
    result = np.zeros((height, width), np.bool_)
    if right - left < 2 or bottom - top < 2:
        return result
    margin = max(round(max(right - left, bottom - top) * _SURROUNDINGS), 4)
    x0, y0 = max(left - margin, 0), max(top - margin, 0)
    part = picture[y0 : bottom + margin, x0 : right + margin]
    inside, models = _found(_shrunk(part, _COARSE), part, (left - x0, top - y0, right - x0, bottom - y0))
    whole = _refined(part, inside, models) if inside.any() else np.zeros(part.shape[:2], np.bool_)
    result[top:bottom, left:right] = whole[top - y0 : bottom - y0, left - x0 : right - x0]
    return result


def _shrunk(picture: "Picture", most: int) -> "Picture":
    """Return a picture made smaller, as far as it has more pixels than that."""
    import numpy as np

    height, width = picture.shape[:2]
    scale = math.sqrt(most / (width * height))
    if scale >= 1:
        return np.ascontiguousarray(picture)
    cv2 = opencv()
    size = max(round(width * scale), 1), max(round(height * scale), 1)
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def _found(small: "Picture", part: "Picture", inner: Box) -> "tuple[Inside, Models]":
    """Return where the object is in a small copy of a part of the picture, and the colours in and around it.

    Args:
        small: The copy.
        part: What it is a copy of.
        inner: The box, in pixels of `part`.
    """
    import numpy as np

    cv2 = opencv()
    height, width = small.shape[:2]
    across, down = width / part.shape[1], height / part.shape[0]
    left, top, right, bottom = inner
    possible = np.zeros((height, width), np.bool_)
    possible[int(top * down) : math.ceil(bottom * down), int(left * across) : math.ceil(right * across)] = True
    if possible.all():
        # Without surroundings the outermost pixels stand for them.
        possible[[0, -1]] = False
        possible[:, [0, -1]] = False
    models = np.zeros((1, 65)), np.zeros((1, 65))
    if not possible.any():
        return possible, models
    labels = np.where(possible, np.uint8(cv2.GC_PR_FGD), np.uint8(cv2.GC_BGD))
    # The colours are first grouped with random numbers, whose generator belongs to this thread.
    cv2.setRNGSeed(0)
    cv2.grabCut(small, labels, _UNUSED, *models, _ROUNDS, cv2.GC_INIT_WITH_MASK)
    return labels == cv2.GC_PR_FGD, models


def _refined(part: "Picture", inside: "Inside", models: "Models") -> "Inside":
    """Return a selection that was found in a small copy of a part, with the edge as the part itself has it.

    Args:
        part: The part of the picture, uint8 [h, w, 3].
        inside: What was found; not empty.
        models: The colours in and around it.

    Returns:
        bool [h, w].
    """
    import numpy as np

    if inside.shape == part.shape[:2]:
        return inside
    cv2 = opencv()
    coarse = _stretched(inside, part.shape[:2])
    rows, columns = np.flatnonzero(coarse.any(axis=1)), np.flatnonzero(coarse.any(axis=0))
    if not len(rows):
        return coarse
    band = math.ceil(_BAND * max(part.shape[0] / inside.shape[0], part.shape[1] / inside.shape[1]))
    # Only what is around the object is looked at again, which leaves more pixels to it.
    near = (
        slice(max(rows[0] - 2 * band, 0), rows[-1] + 2 * band + 1),
        slice(max(columns[0] - 2 * band, 0), columns[-1] + 2 * band + 1),
    )
    fine = _shrunk(part[near], _FINE)
    before = cv2.resize(coarse[near].view(np.uint8), fine.shape[1::-1], interpolation=cv2.INTER_AREA) > 0
    reach = math.ceil(band * fine.shape[0] / coarse[near].shape[0])
    labels = np.where(before, np.uint8(cv2.GC_PR_FGD), np.uint8(cv2.GC_PR_BGD))
    labels[grown(before, -reach)] = cv2.GC_FGD
    labels[~grown(before, reach)] = cv2.GC_BGD
    cv2.grabCut(fine, labels, _UNUSED, *models, 1, cv2.GC_EVAL_FREEZE_MODEL)
    coarse[near] = _stretched((labels & 1).astype(np.bool_), coarse[near].shape)
    return coarse


def _stretched(inside: "Inside", shape: tuple[int, int]) -> "Inside":
    """Return a selection at a larger size, with a smooth edge in place of steps."""
    import numpy as np

    if inside.shape == shape:
        return inside
    cv2 = opencv()
    soft = cv2.resize(inside.astype(np.float32), shape[::-1], interpolation=cv2.INTER_LINEAR)
    return soft > 0.5
