"""Defects of our own in work beside the window: they are logged with their traceback, and whoever waits is told."""

import logging

from lance_studio.errors import LanceStudioError
from lance_studio.language import tr, translate_filled

_log = logging.getLogger(__name__)


def reported(error: Exception, work: str) -> LanceStudioError:
    """Log a defect and put it into words for whoever waits for the result.

    Args:
        error: What was raised.
        work: What was being done, for example "making a frame": marked, or made by `kept`, because the log is English.

    Returns:
        The error to show; an error that is meant for people is returned as it is and not logged.
    """
    if isinstance(error, LanceStudioError):
        return error
    _log.error("A defect while %s", work, exc_info=error)
    shown = LanceStudioError(
        tr("Lance Studio failed while {work}: {name}.", work=translate_filled(work), name=type(error).__name__),
        tr("This is a defect of the program; its log has the details. Try again, or go on without it."),
    )
    shown.__cause__ = error
    return shown
