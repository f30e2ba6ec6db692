"""Frames of pixels as Qt's pictures. Needs QtGui, hence not for presenters."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QColorSpace, QImage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def to_image(frame: "NDArray[np.uint8]") -> QImage:
    """Return a frame as a picture of its own memory, in the format that is drawn fastest.

    Usable in any thread.

    Args:
        frame: uint8 array [H, W, 3], RGB in sRGB.
    """
    import numpy as np

    pixels = np.ascontiguousarray(frame)
    height, width = pixels.shape[:2]
    borrowed = QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    # The conversion makes a copy, so that the array may go.
    image = borrowed.convertToFormat(QImage.Format.Format_RGB32)
    image.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    return image
