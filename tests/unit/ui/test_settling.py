"""The window and a disk that is slow, or fails, while a project is open and when it is closed."""

import errno
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from lance_studio.project.commands.settings import SetSetting
from lance_studio.project.project import Project
from lance_studio.ui import settling
from lance_studio.ui.main_window import MainWindow
from lance_studio.ui.studio import Studio
from tests.unit.ui.test_window_place import click, opened, shown
from tests.unit.ui.test_window_place import path as path
from tests.unit.ui.test_window_place import window as window

WAIT = 20


@pytest.fixture
def door(path: Path, studio: Studio, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """The open project's disk answers no sooner than this is set."""
    monkeypatch.setattr(settling, "SOON_SECONDS", 0.0)
    lane, opens = opened(studio)._store.lane, threading.Event()
    opened(studio).flush()
    real = lane.sync

    def sync() -> None:
        assert opens.wait(WAIT)
        real()

    lane.sync = sync
    yield opens
    opens.set()


def test_the_window_goes_on_while_the_disk_does_not_answer(
    window: MainWindow, studio: Studio, path: Path, door: threading.Event, qtbot: QtBot
) -> None:
    turns: list[int] = []
    timer = QTimer(window, interval=0)
    timer.timeout.connect(lambda: turns.append(1))
    timer.start()
    for number in range(50):
        studio.session.run(SetSetting("view", str(number)))
    studio.session.undo()
    qtbot.waitUntil(lambda: len(turns) > 20)
    assert not opened(studio).flush(0)
    timer.stop()


def test_closing_lets_the_window_go_on_until_the_disk_has_everything(
    window: MainWindow, studio: Studio, path: Path, door: threading.Event, qtbot: QtBot
) -> None:
    studio.session.run(SetSetting("last", "value"))
    start = time.perf_counter()
    assert not window.close()
    assert time.perf_counter() - start < 5
    assert window.isVisible()
    assert window.statusBar().currentMessage().startswith("Bringing the latest changes to the disk…")
    with qtbot.waitSignal(window.closed):
        door.set()
    with Project.open(path) as again:
        assert again.setting("last") == "value"


def test_another_project_is_opened_once_the_disk_has_the_former_one(
    window: MainWindow, studio: Studio, path: Path, door: threading.Event, qtbot: QtBot, tmp_path: Path
) -> None:
    Project.create(tmp_path / "other.lstudio").close()
    studio.session.run(SetSetting("last", "value"))
    window.files.open(tmp_path / "other.lstudio")
    assert opened(studio).path == path
    door.set()
    qtbot.waitUntil(lambda: opened(studio).path == tmp_path / "other.lstudio")


def test_a_disk_that_fails_is_said_once_and_the_work_is_kept(
    window: MainWindow, studio: Studio, path: Path, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    opened(studio).flush()

    def refuse() -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    opened(studio)._store.lane.sync = refuse
    with qtbot.waitSignal(studio.session.project_displaced):
        studio.session.run(SetSetting("last", "value"))
    banner = shown(window)
    assert banner.cause.startswith(
        "The disk with 'film.lstudio' failed to keep the latest changes: Input/output error."
    )
    assert "Your version was kept in 'film (recovered).lstudio' beside it." in banner.cause
    assert opened(studio).setting("last") == "value"
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == [
        "The disk did not take the latest changes: [Errno 5] Input/output error"
    ]
    caplog.clear()
    click(banner, "second")
    qtbot.waitUntil(lambda: opened(studio).path == path)
