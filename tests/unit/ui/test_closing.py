"""The window closes when what is at work in it has come to rest, and without that when it is asked again."""

import signal
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from lance_studio.backends import events
from lance_studio.errors import ProjectError
from lance_studio.jobs import states
from lance_studio.project.project import Project
from lance_studio.ui.ending import Ending
from lance_studio.workflows.wishes import GeneratePicture
from tests.unit.ui.test_generation_service import bench as bench
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


def test_a_project_is_closed_once_its_last_result_is_saved(scene: Scene, decoding: str, qtbot: QtBot) -> None:
    session, path = scene.session, scene.bench.project.path
    scene.bench.studio.actions.trigger("file.close")
    assert session.project is scene.bench.project
    assert scene.window.statusBar().currentMessage() == "Saving the last result…"
    with qtbot.waitSignal(session.project_replaced):
        scene.bench.engine.draw(RED)
    assert session.project is None
    assert stored(path, decoding) == "done"
    assert scene.window.statusBar().currentMessage() == ""


@pytest.fixture
def other(tmp_path: Path) -> Path:
    Project.create(tmp_path / "other.lstudio").close()
    return tmp_path / "other.lstudio"


@pytest.mark.parametrize("what", ["open", "new"])
def test_another_project_is_opened_once_the_last_result_is_saved(
    scene: Scene, decoding: str, other: Path, qtbot: QtBot, what: str
) -> None:
    session, path = scene.session, scene.bench.project.path
    if what == "open":
        scene.window.files.open(other)
    else:
        scene.window.files.new()
    assert session.project is scene.bench.project
    with qtbot.waitSignal(session.project_replaced):
        scene.bench.engine.draw(RED)
    assert session.project is not None
    assert (session.project.path == other) is (what == "open")
    assert stored(path, decoding) == "done"
    # The new one's jobs are begun.
    before = len(scene.bench.engine.runs)
    scene.bench.work.submit(GeneratePicture("a boat"))
    qtbot.waitUntil(lambda: len(scene.bench.engine.runs) > before)


def test_what_cannot_be_opened_disturbs_nothing(scene: Scene, decoding: str, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(scene.session.problem):
        scene.window.files.open(tmp_path / "missing.lstudio")
    scene.bench.work.submit(GeneratePicture("another one"))
    scene.bench.engine.draw(RED)
    qtbot.waitUntil(lambda: len(scene.bench.engine.runs) > 1)
    assert isinstance(scene.bench.work.state(decoding), states.Done)


def test_the_same_project_can_be_closed_and_opened_before_that(scene: Scene, decoding: str, qtbot: QtBot) -> None:
    former = scene.bench.project
    scene.bench.studio.actions.trigger("file.close")
    scene.window.files.open(former.path)
    scene.bench.engine.draw(RED)
    qtbot.waitUntil(lambda: scene.session.project not in (None, former))
    project = scene.session.project
    assert project is not None
    assert project.path == former.path
    job = project.job(decoding)
    assert job is not None
    assert job.state == "done"


def test_a_window_that_closes_without_waiting_lets_go_of_what_was_to_be_opened(
    scene: Scene, decoding: str, other: Path
) -> None:
    scene.window.files.open(other)
    assert not scene.window.close()
    assert scene.window.close()
    Project.open(other).close()


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


def test_what_begins_with_the_next_project_is_not_told_to_rest(scene: Scene, other: Path) -> None:
    """An export that begins as soon as a project is open is not cancelled by that project's being opened."""

    class Begun(QObject):
        wound_down = Signal()
        rests = begun = False

        def losing(self) -> str:
            return ""

        def wind_down(self) -> str:
            self.rests = self.begun
            return ""

        def go_on(self) -> None: ...

        def hurry(self) -> None: ...

    part = Begun()
    scene.window.closing.add(part)
    scene.session.project_replaced.connect(lambda: setattr(part, "begun", True))
    scene.window.files.open(other)
    assert part.begun
    assert not part.rests
