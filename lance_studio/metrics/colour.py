"""Colours as people see them apart: CIE Lab and the difference ΔE00."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Picture: TypeAlias = NDArray[np.uint8] | NDArray[np.uint16]
Lab: TypeAlias = NDArray[np.float32]


def to_lab(picture: Picture) -> Lab:
    """Convert sRGB to CIE Lab under D65.

    Args:
        picture: uint8 or uint16 [..., 3].

    Returns:
        float32 [..., 3]: L* from 0 to 100, a* and b* from about -110 to 110.
    """
    from skimage.color import rgb2lab

    levels = 255.0 if picture.dtype == np.uint8 else 65535.0
    return rgb2lab(picture.astype(np.float32) / np.float32(levels)).astype(np.float32)


def delta_e(one: Lab, other: Lab) -> NDArray[np.float32]:
    """Return the difference ΔE00 of colours, float32 [...]; 1 is what people just see side by side.

    Source: CIE 142-2001, as scikit-image computes it.
    """
    from skimage.color import deltaE_ciede2000

    return np.asarray(deltaE_ciede2000(one, other), np.float32)
