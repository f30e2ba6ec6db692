"""Closing while something is at work asks once, in words, and says what becomes of each thing."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from lance_studio.errors import CancelledError
from lance_studio.language import use_language
from lance_studio.project.project import Project
from lance_studio.ui.export.view import Exports, install
from lance_studio.ui.leaving import LeavingDialog
from lance_studio.workflows.wishes import GeneratePicture
from tests.unit.ui.test_generation_service import bench as bench
from tests.unit.ui.whole_window import Scene
from tests.unit.ui.whole_window import scene as scene

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def jobs(scene: Scene, qtbot: QtBot) -> list[str]:
    """A job at work and two that wait."""
    made = [job for number in range(3) for job in scene.bench.work.submit(GeneratePicture(f"boat {number}"))]
    qtbot.waitUntil(lambda: bool(scene.bench.engine.runs))
    return made


@pytest.fixture
def exports(scene: Scene, tmp_path: Path, qtbot: QtBot) -> Iterator[Exports]:
    """An export at work, which ends when it is cancelled."""
    made, go = install(scene.bench.studio, scene.window), threading.Event()
    scene.window.closing.add(made.presenter)

    def write(progress: Callable[[int, int], None], cancel: Callable[[], bool]) -> None:
        progress(1, 4)
        while not go.wait(0.01):
            if cancel():
                raise CancelledError

    made.presenter._start(write, tmp_path / "film.mp4")
    qtbot.waitUntil(lambda: made.presenter.state.total == 4)
    yield made
    go.set()
    made.presenter.wait()


def dialog_of(scene: Scene) -> LeavingDialog:
    dialogs = [each for each in scene.window.findChildren(LeavingDialog) if each.isVisible()]
    assert len(dialogs) == 1
    return dialogs[0]


def words_of(dialog: LeavingDialog) -> list[str]:
    labels = [each for each in dialog.findChildren(QLabel) if each.objectName().startswith("leaving.loss")]
    return [each.text() for each in labels]


def click(dialog: LeavingDialog, name: str) -> None:
    button = dialog.findChild(QPushButton, name)
    assert button is not None
    QTest.mouseClick(button, LEFT)


def states(path: Path) -> list[str]:
    with Project.open(path, read_only=True) as project:
        return [job.state for job in project.jobs()]


def test_one_question_names_the_export_the_job_and_the_queue(
    scene: Scene, jobs: list[str], exports: Exports, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    path = scene.bench.project.path
    assert not scene.window.close()
    dialog = dialog_of(scene)
    job, export = words_of(dialog)
    assert job.startswith('At work: Picture "boat 0". It begins again')
    assert "begins again from the start when the project is opened" in job
    assert "2 jobs wait and stay in the project's queue" in job
    assert export == "The export of “film.mp4” is at 25 %. It is cancelled, and nothing of the file is left."
    assert exports.presenter.state.running, "nothing is ended by the question"
    click(dialog, "leaving.stay")
    assert scene.window.isVisible()
    assert exports.presenter.state.running
    assert scene.session.project is not None
    scene.window.close()
    with qtbot.waitSignal(scene.window.closed):
        click(dialog_of(scene), "leaving.leave")
    assert states(path) == ["queued", "queued", "queued"]
    assert [record.getMessage() for record in caplog.records if "was not exported" in record.getMessage()]
    caplog.clear()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_no_quotes_stand_within_quotes(scene: Scene, jobs: list[str], language: str) -> None:
    engine = scene.bench.engine
    use_language(language)
    for tell in (lambda: None, engine.step):
        tell()
        assert not scene.window.close()
        [job] = words_of(dialog_of(scene))
        assert job.count("“") == job.count("”") == (1 if language == "zh_CN" else 0), job
        assert job.count('"') == (0 if language == "zh_CN" else 2), job
        dialog_of(scene).reject()


def test_escape_and_enter_keep_everything_as_it_is(scene: Scene, jobs: list[str], qtbot: QtBot) -> None:
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_Return):
        assert not scene.window.close()
        QTest.keyClick(dialog_of(scene), key)
        assert scene.window.isVisible()
        qtbot.waitUntil(lambda: scene.window.findChild(LeavingDialog) is None)


@pytest.mark.parametrize("action", ["file.close", "file.new", "open"])
def test_closing_the_project_asks_too(scene: Scene, jobs: list[str], action: str, tmp_path: Path, qtbot: QtBot) -> None:
    former, other = scene.bench.project, tmp_path / "other.lstudio"
    Project.create(other).close()

    def do() -> None:
        if action == "open":
            scene.window.files.open(other)
        else:
            scene.bench.studio.actions.trigger(action)

    do()
    click(dialog_of(scene), "leaving.stay")
    assert scene.session.project is former
    do()
    click(dialog_of(scene), "leaving.leave")
    qtbot.waitUntil(lambda: scene.session.project is not former)
    assert states(former.path) == ["queued", "queued", "queued"]


def test_the_system_asks_nothing_and_the_jobs_wait_for_the_next_time(
    scene: Scene, jobs: list[str], exports: Exports, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    path = scene.bench.project.path
    assert not scene.window.close()
    assert dialog_of(scene).isVisible()
    with qtbot.waitSignal(scene.window.closed):
        scene.window.end()
    assert states(path) == ["queued", "queued", "queued"]
    caplog.clear()


def test_nothing_at_work_asks_nothing(scene: Scene) -> None:
    assert scene.window.close()
    assert scene.window.findChild(LeavingDialog) is None


def test_a_result_that_is_being_saved_is_waited_for_without_a_question(scene: Scene, qtbot: QtBot) -> None:
    scene.bench.work.submit(GeneratePicture("a boat"))
    qtbot.waitUntil(lambda: bool(scene.bench.engine.runs))
    from lance_studio.backends import events

    scene.bench.engine.tell(events.Stage(scene.bench.engine.runs[-1][0], "decoding"))
    qtbot.waitUntil(lambda: scene.window.closing.losses() == [])
    assert not scene.window.close()
    with qtbot.waitSignal(scene.window.closed):
        scene.bench.engine.draw(np.full((1, 64, 64, 3), (200, 40, 40), np.uint8))
