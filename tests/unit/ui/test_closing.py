"""The window closes when what is at work in it has come to rest, and without that when it is asked again."""

import signal
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from lance_studio.backends import events
from lance_studio.errors import ProjectError
from lance_studio.jobs import states
from lance_studio.project.project import Project
from lance_studio.ui.ending import Ending
from lance_studio.workflows.wishes import GeneratePicture
from tests.unit.ui.test_work import bench as bench
from tests.unit.ui.whole_window import Scene
from tests.unit.ui.whole_window import scene as scene
from tests.unit.workflows.bench import noise

RED = np.full((1, 64, 64, 3), (200, 40, 40), np.uint8)


@pytest.fixture
def decoding(scene: Scene, qtbot: QtBot) -> str:
    """A job whose result the engine decodes."""
    bench = scene.bench
    (job,) = bench.work.submit(GeneratePicture("a boat"))
    qtbot.waitUntil(lambda: bool(bench.engine.runs))
    bench.engine.tell(events.Stage(bench.engine.runs[-1][0], "decoding"))
    qtbot.waitUntil(lambda: isinstance(bench.work.state(job), states.Recording))
    return job


def stored(path: Path, job_id: str) -> str:
    with Project.open(path, read_only=True) as project:
        assert project.verify() == ()
        job = project.job(job_id)
        assert job is not None
        return job.state


def test_the_window_waits_for_the_last_result_and_says_so(scene: Scene, decoding: str, qtbot: QtBot) -> None:
    window, path = scene.window, scene.bench.project.path
    assert not window.close()
    assert window.isVisible()
    assert window.statusBar().currentMessage().startswith("Saving the last result…")
    scene.bench.work.submit(GeneratePicture("another one"))
    with qtbot.waitSignal(window.closed):
        scene.bench.engine.draw(RED)
    assert not window.isVisible()
    assert stored(path, decoding) == "done"


def test_closing_it_again_gives_the_result_up(scene: Scene, decoding: str) -> None:
    window, path = scene.window, scene.bench.project.path
    assert not window.close()
    assert window.close()
    assert stored(path, decoding) == "queued"


def test_the_end_of_the_session_is_kept_waiting_for_it(
    scene: Scene, decoding: str, qtbot: QtBot, qapp: QApplication
) -> None:
    path, ending = scene.bench.project.path, Ending(qapp, scene.window)
    scene.window.closing.waiting.connect(lambda _: scene.bench.engine.draw(RED))
    try:
        ending.end_session()
        assert not scene.window.isVisible()
        assert stored(path, decoding) == "done"
        assert ending.code is None
        ending.end_session()
    finally:
        ending.release()


def test_the_end_of_the_session_does_not_wait_for_ever(scene: Scene, decoding: str, qapp: QApplication) -> None:
    path, ending = scene.bench.project.path, Ending(qapp, scene.window, patience_ms=50)
    try:
        ending.end_session()
        assert stored(path, decoding) == "queued"
    finally:
        ending.release()


def test_however_the_event_loop_ends_the_project_is_closed(scene: Scene, qapp: QApplication) -> None:
    ending = Ending(qapp, scene.window)
    try:
        qapp.aboutToQuit.emit()
        assert scene.session.project is None
    finally:
        ending.release()


def test_a_project_that_cannot_be_closed_keeps_the_window_unless_it_must_end(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    window = scene.window

    def fail() -> None:
        raise ProjectError("The disk is full.", "Free some space.")

    with monkeypatch.context() as patched:
        patched.setattr(scene.session, "close", fail)
        assert not window.close()
        window.end()
    assert not window.isVisible()
    assert "The disk is full." in capsys.readouterr().err


def test_signals_do_afterwards_what_they_did_before(scene: Scene, qapp: QApplication) -> None:
    numbers = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
    before = [signal.getsignal(number) for number in numbers]
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        ending = Ending(qapp, scene.window)
        assert signal.getsignal(signal.SIGTERM) is not before[0]
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        ending.release()
    finally:
        signal.signal(signal.SIGHUP, before[1])
    assert [signal.getsignal(number) for number in numbers] == before


def test_the_window_of_a_project_at_rest_closes_at_once(scene: Scene) -> None:
    scene.bench.add_picture(noise(64, 64))
    assert scene.window.close()
