"""OpenCV, loaded when it is first used: that takes a quarter of a second, so never use it in the window's thread."""

from functools import cache


def opencv():
    """Return the module `cv2`; without an annotation, because only inference knows what is in a module."""
    import cv2

    _leave_a_core()
    return cv2


@cache
def _leave_a_core() -> None:
    """Leave one core to the window; OpenCV's own threads would take all."""
    import cv2

    cv2.setNumThreads(max(cv2.getNumberOfCPUs() - 1, 1))
