"""Work that waits a moment, or that is done again and again."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


def make_timer(parent: QObject, milliseconds: int, work: Callable[[], object], *, once: bool = True) -> QTimer:
    """Return a timer that is not started yet.

    Args:
        parent: Its owner.
        milliseconds: From its start to the work; to start it again puts that off.
        work: What is done.
        once: Whether it stops then; otherwise the work is done again and again.
    """
    timer = QTimer(parent)
    timer.setSingleShot(once)
    timer.setInterval(milliseconds)
    timer.timeout.connect(work)
    return timer
