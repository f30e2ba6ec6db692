"""Makes the application object, or says why no window can open here."""

import logging
import os
import sys
from collections.abc import Mapping, Sequence
from typing import NoReturn

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from lance_studio.errors import LanceStudioError
from lance_studio.language import mark, tr, translate

_log = logging.getLogger(__name__)

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_FAILED = 1
_REMEDY = mark(
    "Check that the display runs and lets you in, or name another. Without one, 'sh packaging/run.sh --demo' shows "
    "what the studio does, and commands such as generate, render and info work."
)


def open_application(program: str) -> QApplication:
    """Make the application object.

    Where Qt cannot reach the display it ends the process with a core dump; here the process ends with a sentence on
    standard error and the exit code of a failure, because nothing else gets control once Qt has given up.

    Args:
        program: The program's name.
    """
    said: list[tuple[QtMsgType, QMessageLogContext, str]] = []

    def hear(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        if kind == QtMsgType.QtFatalMsg:
            _give_up([one for _, _, one in said])
        said.append((kind, context, text))

    former = qInstallMessageHandler(hear)
    try:
        application = QApplication([program])
    finally:
        qInstallMessageHandler(former)
    for _, _, text in said:
        print(text, file=sys.stderr)
    return application


def log_qt_messages() -> None:
    """Let what Qt says be logged, beside standard error; only where a log is written."""
    if not logging.getLogger("lance_studio").handlers:
        return

    def hear(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        del context
        _log.log(_LEVELS.get(kind, logging.INFO), "Qt: %s", text)
        print(text, file=sys.stderr)

    qInstallMessageHandler(hear)


def display_error(reasons: Sequence[str], environment: Mapping[str, str] = os.environ) -> LanceStudioError:
    """Choose the error for a display that cannot be used.

    Args:
        reasons: What Qt said before it gave up.
        environment: Names the display.
    """
    names = [
        f"{name}={environment[name]}"
        for name in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY")
        if environment.get(name)
    ]
    where = f" ({', '.join(names)})" if names else ""
    reason = next((text.strip().rstrip(".") for text in reasons if "display" in text), "")
    if not reason:
        reason = next((text.strip().rstrip(".") for text in reasons if text.strip()), tr("Qt gives no reason"))
    return LanceStudioError(
        tr("The window cannot open on this display{where}: {reason}.", where=where, reason=reason),
        translate(_REMEDY),
    )


def _give_up(reasons: Sequence[str]) -> NoReturn:
    print(tr("Error: {error}", error=display_error(reasons)), file=sys.stderr, flush=True)
    # Not sys.exit: Qt would go on to end the process its own way.
    os._exit(_FAILED)
