"""Answers a test's questions about the window, from inside its process.

It only runs where `launch.py` started the studio. It never moves the mouse and presses no key: that is done from
outside, through the X server, as a hand would do it. Questions are Python expressions, evaluated between events, in
which `window`, `studio`, `project`, `find`, `menu_item`, `tab`, `item` and `ticks` can be used.
"""

import json
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QThreadPool, QTimer
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QAbstractItemView, QApplication, QMenu, QMenuBar, QTabBar, QWidget

from lance_studio.ui import texts
from lance_studio.ui.main_window import MainWindow
from tests.e2e.window.process_age import process_age

# Often enough to meet the middle of a job, seldom enough to cost the window nothing.
POLL_MS = 15
TICK_MS = 8  # 120 a second, rounded down to what the timer can do


class Introspection(QObject):
    """A server on a socket; one line of JSON in, one line out."""

    def __init__(self, window: MainWindow, socket: str) -> None:
        super().__init__(window)
        self._window = window
        self._names: dict[str, Any] = {
            "window": window,
            "studio": window.studio,
            "find": find,
            "menu_item": menu_item,
            "tab": tab,
            "item": item,
            "ticks": Ticks(self),
            "first_frame": 0.0,
            "QApplication": QApplication,
            "QThreadPool": QThreadPool,
        }
        handle = window.windowHandle()
        assert handle is not None
        handle.installEventFilter(self)
        QLocalServer.removeServer(socket)
        self._server = QLocalServer(self)
        self._server.newConnection.connect(self._greet)
        if not self._server.listen(socket):
            raise RuntimeError(self._server.errorString())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        # The expose event is answered by painting; what comes after it in the queue comes after the first frame.
        if event.type() == QEvent.Type.Expose and not self._names["first_frame"]:
            self._names["first_frame"] = -1.0
            QTimer.singleShot(0, self._note_first_frame)
        return False

    def _note_first_frame(self) -> None:
        self._names["first_frame"] = process_age()
        self._names["processor_seconds"] = time.process_time()

    def _greet(self) -> None:
        socket = self._server.nextPendingConnection()
        assert socket is not None
        socket.readyRead.connect(lambda: self._read(socket))
        socket.disconnected.connect(socket.deleteLater)

    def _read(self, socket: QLocalSocket) -> None:
        while socket.canReadLine():
            question = json.loads(bytes(socket.readLine().data()))
            deadline = time.monotonic() + question["seconds"]
            self._answer(socket, question["expression"], deadline, wait=question["wait"])

    def _answer(self, socket: QLocalSocket, expression: str, deadline: float, *, wait: bool) -> None:
        try:
            value = eval(expression, self._names | {"project": self._window.studio.session.project})
            answer: dict[str, Any] = {"value": value}
        except Exception as error:
            value, answer = None, {"error": f"{type(error).__name__}: {error}"}
        if wait and not value and time.monotonic() < deadline:
            QTimer.singleShot(POLL_MS, self, lambda: self._answer(socket, expression, deadline, wait=True))
            return
        socket.write(json.dumps(answer, default=str).encode() + b"\n")
        socket.flush()


class Ticks(QObject):
    """Measures how late the event loop is, by a timer that wants to run 120 times a second."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._last = 0.0
        self._late: list[float] = []

    def start(self) -> bool:
        self._late = []
        self._last = time.perf_counter()
        self._timer.start()
        return True

    def stop(self) -> dict[str, float]:
        """Return the delays of the ticks in milliseconds: how many, the median, the 99th percentile, the worst."""
        self._timer.stop()
        late = sorted(self._late) or [0.0]
        return {
            "count": len(late),
            "p50": late[len(late) // 2],
            "p99": late[int(len(late) * 0.99)],
            "worst": late[-1],
        }

    def _tick(self) -> None:
        now = time.perf_counter()
        self._late.append(max((now - self._last) * 1000 - TICK_MS, 0.0))
        self._last = now


def find(name: str) -> dict[str, Any] | None:
    """Return the widget of an object name; one that is in sight is preferred to one that is not."""
    found = [widget for widget in QApplication.allWidgets() if widget.objectName() == name]
    found.sort(key=lambda widget: not widget.isVisible())
    return describe(found[0]) if found else None


def describe(widget: QWidget) -> dict[str, Any]:
    return {
        "rect": _global(widget, widget.rect()),
        "visible": widget.isVisible() and not widget.visibleRegion().isEmpty(),
        "enabled": widget.isEnabled(),
        "focus": widget.hasFocus(),
        "text": _text(widget),
        "kind": type(widget).__name__,
    }


def menu_item(text: str) -> list[int] | None:
    """Return the place of an entry in the menu bar or in an open menu; its mnemonic and dots are ignored."""
    for widget in QApplication.allWidgets():
        if isinstance(widget, QMenu | QMenuBar) and widget.isVisible():
            for action in widget.actions():
                if texts.without_letter(action.text()).rstrip("…") == text.rstrip("…"):
                    return _global(widget, widget.actionGeometry(action))
    return None


def tab(text: str) -> list[int] | None:
    """Return the place of a tab whose text begins with these words."""
    for bar in QApplication.allWidgets():
        if isinstance(bar, QTabBar) and bar.isVisible():
            for number in range(bar.count()):
                if bar.tabText(number).startswith(text):
                    return _global(bar, bar.tabRect(number))
    return None


def item(view_name: str, text: str) -> list[int] | None:
    """Return the place of the first entry of a list whose text holds these words."""
    for view in QApplication.allWidgets():
        if isinstance(view, QAbstractItemView) and view.objectName() == view_name and view.isVisible():
            model = view.model()
            for row in range(model.rowCount()):
                index = model.index(row, 0)
                if text in str(index.data()):
                    view.scrollTo(index)
                    return _global(view.viewport(), view.visualRect(index))
    return None


def _global(widget: QWidget, rect: QRect) -> list[int]:
    corner = widget.mapToGlobal(QPoint(rect.x(), rect.y()))
    return [corner.x(), corner.y(), rect.width(), rect.height()]


def _text(widget: QWidget) -> str:
    for name in ("toPlainText", "text", "currentText"):
        read: Callable[[], Any] | None = getattr(widget, name, None)
        if callable(read):
            return str(read())
    return widget.accessibleName()
