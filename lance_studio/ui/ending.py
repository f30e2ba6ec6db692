"""The system wants the studio to end: by a signal or at the end of the session. It closes as if its user closed it."""

import contextlib
import signal
import socket
import threading
from types import FrameType
from typing import Any

from PySide6.QtCore import QEventLoop, QObject, QSocketNotifier, QTimer
from PySide6.QtGui import QGuiApplication, QSessionManager
from PySide6.QtWidgets import QApplication
from shiboken6 import createdByPython

from lance_studio.errors import LanceStudioError
from lance_studio.ui.main_window import MainWindow

#: What ends a program politely: a service manager, a terminal that closes, Ctrl-C.
_SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
#: A shell reports a program that a signal ended as this number and the signal's.
_BY_SIGNAL = 128
#: Service managers kill after about a minute and a half; what is not saved by then is better queued again.
_PATIENCE_MS = 60_000


class Ending(QObject):
    """Closes the window when the system asks for it; a second signal of the same kind ends the program at once.

    A signal only writes its number to a socket, which Qt's event loop reads: nothing of the studio runs inside of a
    signal handler. A signal that the studio was started to ignore, as by nohup, stays ignored.

    Args:
        application: Runs the event loop.
        window: What is closed.
        patience_ms: Milliseconds that a result may take to be saved before the window closes without it.
    """

    def __init__(self, application: QApplication, window: MainWindow, patience_ms: int = _PATIENCE_MS) -> None:
        super().__init__(window)
        self._application, self._window = application, window
        self._code: int | None = None
        self._patience = QTimer(self, singleShot=True, interval=patience_ms)
        self._patience.timeout.connect(window.end)
        self._read, self._write = socket.socketpair()
        for end in (self._read, self._write):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._hear)
        self._former: dict[int, Any] = {}
        self._former_descriptor = -1
        window.closed.connect(self._exit)
        application.commitDataRequest.connect(self.end_session)
        application.aboutToQuit.connect(self._close_project)
        self._watch()

    @property
    def code(self) -> int | None:
        """The exit code that a signal asks for; None if none came."""
        return self._code

    def _watch(self) -> None:
        if threading.current_thread() is not threading.main_thread():
            return
        self._former_descriptor = signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        for number in _SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:
                self._former[number] = signal.signal(number, _next_one_ends)

    def release(self) -> None:
        """Watch no more; signals do again what they did before."""
        if self._former:
            signal.set_wakeup_fd(self._former_descriptor)
        for number, handler in self._former.items():
            signal.signal(number, handler)
        self._former.clear()
        self._notifier.setEnabled(False)
        self._patience.stop()
        self._read.close()
        self._write.close()

    def _hear(self) -> None:
        with contextlib.suppress(BlockingIOError):
            for number in self._read.recv(64):
                if number in _SIGNALS:
                    self._code = self._code or _BY_SIGNAL + number
                    self._patience.start()
                    self._window.end()

    def end_session(self, _manager: QSessionManager | None = None) -> None:
        """Close the window before this returns: after it the system may end the program at any moment."""
        if not self._window.isVisible() and self._window.studio.session.project is None:
            return
        # The window is painted meanwhile, so that it can say what it waits for; but nobody can begin anything new.
        loop = QEventLoop()
        self._window.closed.connect(loop.quit)
        self._patience.start()
        QTimer.singleShot(0, self._window, self._window.end)
        loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        self._patience.stop()

    def _exit(self) -> None:
        self._patience.stop()
        if self._code is not None:
            # The last window may be a dialog.
            self._application.exit(self._code)

    def _close_project(self) -> None:
        """However the event loop ends, the project is closed."""
        with contextlib.suppress(LanceStudioError):
            self._window.studio.session.close()


def release_clipboard() -> None:
    """Leave to the clipboard nothing that Python has made: other programs get the text of it.

    Qt deletes what is on the clipboard when the process ends, which is after Python has ended. The destructor of an
    object that was made by Python calls Python, and the process would die of a segmentation fault.
    """
    clipboard = QGuiApplication.clipboard()
    held = clipboard.mimeData()
    if held is None or not createdByPython(held):
        return
    text = held.text()
    if text:
        clipboard.setText(text)
    else:
        clipboard.clear()


def _next_one_ends(number: int, _frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_DFL)
