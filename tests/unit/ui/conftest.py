"""What holds for every test of the window: no Qt warning, no log line, nothing left behind."""

import contextlib
import gc
import logging
import os
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QThreadPool
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.exceptions import capture_exceptions
from shiboken6 import isValid

from lance_studio.errors import LanceStudioError
from lance_studio.ui.actions import Actions
from lance_studio.ui.bus import ChangeBus
from lance_studio.ui.ending import release_clipboard
from lance_studio.ui.generation_service import GenerationService
from lance_studio.ui.pyside_refcount_fix import protect_singletons
from lance_studio.ui.session import Session
from lance_studio.ui.settings import Settings
from lance_studio.ui.studio import Studio
from lance_studio.ui.theme import Mode, Theme
from tests.unit.ui.fake_engine import FakeEngine

# Offscreen windows take the focus at once; those on a bare X server, which pytest-xvfb would start, do not.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
protect_singletons()

# pytest-qt fails a test on Qt's own warnings: `qt_log_level_fail` in pyproject.toml.


@pytest.fixture(autouse=True)
def theme(qapp: QApplication) -> Theme:
    """The dark theme, without movement, for each test."""
    installed = Theme.install(qapp, Mode.DARK)
    installed.set_less_motion(True)
    return installed


@pytest.fixture(autouse=True, scope="session")
def released_clipboard(qapp: QApplication) -> Iterator[None]:
    """What a test has copied is not left to the end of the process."""
    yield
    release_clipboard()


@pytest.fixture(autouse=True)
def no_log_line(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A warning or an error in the log fails the test, unless the test took it out with `caplog.clear()`."""
    yield
    lines = [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.WARNING]
    assert lines == []


@pytest.fixture(autouse=True)
def nothing_left(qapp: QApplication, theme: Theme) -> Iterator[None]:
    """A top-level widget or a thread that outlives its test fails it."""
    widgets = set(map(id, _top_level()))
    threads = set(threading.enumerate())
    yield
    assert QThreadPool.globalInstance().waitForDone(5000), "a task of the thread pool does not end"
    left = _left_widgets(widgets)
    if left:
        # Cycles of Python objects may hold what nobody uses any more.
        gc.collect()
        left = _left_widgets(widgets)
    assert left == [], "top-level widgets are left"
    running = [thread for thread in threading.enumerate() if thread not in threads and not _is_qt_thread(thread)]
    for thread in running:
        thread.join(timeout=5)
    assert [thread.name for thread in running if thread.is_alive()] == [], "threads are left"


@pytest.fixture(autouse=True)
def no_open_project(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Close what a test has left open: each project holds six files, of which a process may have 1,024."""
    made: list[Session] = []
    make = Session.__init__

    def noted(self: Session, *arguments: Any, **more: Any) -> None:
        make(self, *arguments, **more)
        made.append(self)

    monkeypatch.setattr(Session, "__init__", noted)
    yield
    for session in made:
        # Its file may have been taken away, and panels that would hear of it are gone already.
        with contextlib.suppress(LanceStudioError), capture_exceptions():
            if isValid(session):
                session.close()


@pytest.fixture
def fake_engine() -> FakeEngine:
    """The engine behind `studio`; it does what the test says."""
    return FakeEngine()


@pytest.fixture
def studio(fake_engine: FakeEngine) -> Iterator[Studio]:
    """The shared parts of a window, with no project open."""
    bus, settings = ChangeBus(), Settings()
    session = Session(bus)
    work = GenerationService(session, bus, settings, backend=fake_engine.connect)
    yield Studio(session=session, bus=bus, actions=Actions(), settings=settings, engine=work.link, work=work)
    session.close()


def _top_level() -> list[QWidget]:
    return [widget for widget in QApplication.topLevelWidgets() if widget.parentWidget() is None]


def _left_widgets(known: set[int]) -> list[str]:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return [f"{type(widget).__name__} {widget.objectName()}" for widget in _top_level() if id(widget) not in known]


def _is_qt_thread(thread: threading.Thread) -> bool:
    # A thread of Qt that has run Python once is listed as a dummy for as long as the pool keeps it.
    return type(thread).__name__ == "_DummyThread"
