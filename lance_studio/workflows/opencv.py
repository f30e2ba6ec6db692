"""OpenCV, which takes a quarter of a second to load: when it is first used, and never in the window's thread."""

from functools import cache


def opencv():
    """Return the module `cv2`, loaded on first use."""
    import cv2

    _leave_a_core()
    return cv2


@cache
def _leave_a_core() -> None:
    """Let OpenCV's own threads, which take every core otherwise, leave one to the window."""
    import cv2

    cv2.setNumThreads(max(cv2.getNumberOfCPUs() - 1, 1))
