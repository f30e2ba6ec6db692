"""Defects of our own in work beside the window: they are logged with their traceback, and whoever waits is told."""

import logging

from lance_studio.errors import LanceStudioError

_log = logging.getLogger(__name__)


def reported(error: Exception, work: str) -> LanceStudioError:
    """Log a defect and put it into words for whoever waits for the result.

    Args:
        error: What was raised.
        work: What was being done, for example "making a frame".

    Returns:
        The error to show; an error that is meant for people is returned as it is and not logged.
    """
    if isinstance(error, LanceStudioError):
        return error
    _log.error("A defect while %s", work, exc_info=error)
    shown = LanceStudioError(
        f"Lance Studio failed while {work}: {type(error).__name__}.",
        "This is a defect of the program; its log has the details. Try again, or go on without it.",
    )
    shown.__cause__ = error
    return shown
