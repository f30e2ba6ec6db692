"""Saving under another name goes on beside the window, and nothing that was done meanwhile is left behind."""

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from lance_studio.backends import events
from lance_studio.jobs import states
from lance_studio.project import copying
from lance_studio.project.commands.settings import SetSetting
from lance_studio.project.project import Project
from lance_studio.ui.saving import SavingDialog
from lance_studio.workflows.wishes import GeneratePicture
from tests.unit.project.samples import names
from tests.unit.ui.test_generation_service import bench as bench
from tests.unit.ui.whole_window import Scene
from tests.unit.ui.whole_window import scene as scene

RED = np.full((1, 64, 64, 3), (200, 40, 40), np.uint8)


class Held:
    """Keeps copies from being finished.

    Attributes:
        begun: Released with each copy that waits.
        go: Released for each that may go on.
    """

    def __init__(self) -> None:
        self.begun, self.go = threading.Semaphore(0), threading.Semaphore(0)
        self.count = 0


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    made, usual = Held(), copying._is_whole

    def wait(*arguments: object) -> bool:
        made.count += 1
        made.begun.release()
        made.go.acquire()
        return usual(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(copying, "_is_whole", wait)
    yield made
    made.go.release(10)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """What is to be replaced."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    with Project.create(folder / "saved.lstudio") as project:
        project.run(SetSetting("theirs", "value"))
    return folder / "saved.lstudio"


def keys(path: Path) -> set[str]:
    with Project.open(path) as project:
        assert project.verify() == ()
        return {key for key in project.settings() if len(key) == 1 or key == "theirs"}


def dialog_of(scene: Scene) -> SavingDialog | None:
    return scene.window.findChild(SavingDialog)


def save(scene: Scene, held: Held, target: Path) -> None:
    scene.session.run(SetSetting("a", "value"))
    scene.window.files.save_as(target)
    assert held.begun.acquire(timeout=10)


def wait_for(scene: Scene, path: Path, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: scene.session.project is not None and scene.session.project.path == path)


def test_the_window_can_be_used_meanwhile_and_nothing_is_left_behind(
    scene: Scene, held: Held, target: Path, qtbot: QtBot
) -> None:
    former = scene.bench.project.path
    save(scene, held, target)
    scene.session.run(SetSetting("b", "value"))
    assert scene.session.project is scene.bench.project
    held.go.release()
    assert held.begun.acquire(timeout=10)  # what was changed makes another copy necessary
    scene.session.run(SetSetting("c", "value"))
    held.go.release(20)
    wait_for(scene, target, qtbot)
    scene.session.run(SetSetting("d", "value"))
    scene.session.close()
    assert keys(target) == {"a", "b", "c", "d"}
    assert keys(former) == {"a", "b", "c"}
    assert names(target.parent) == ["saved.lstudio"]


def test_a_dialog_keeps_others_off_and_its_button_gives_up(
    scene: Scene, held: Held, target: Path, qtbot: QtBot
) -> None:
    save(scene, held, target)
    qtbot.waitUntil(lambda: dialog_of(scene) is not None)
    dialog = dialog_of(scene)
    assert dialog is not None
    assert dialog.isModal()
    button = dialog.findChild(QPushButton, "saving.cancel")
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    held.go.release()
    scene.bench.work.submit(GeneratePicture("a boat"))
    qtbot.waitUntil(lambda: bool(scene.bench.engine.runs))  # jobs are begun again
    assert scene.session.project is scene.bench.project
    scene.session.run(SetSetting("b", "value"))
    former = scene.bench.project.path
    scene.session.close()
    assert keys(former) == {"a", "b"}
    assert keys(target) == {"theirs"}
    assert names(target.parent) == ["saved.lstudio"]


def test_it_is_not_done_twice_at_once(scene: Scene, held: Held, target: Path, qtbot: QtBot) -> None:
    save(scene, held, target)
    with qtbot.waitSignal(scene.session.problem) as told:
        scene.window.files.save_as(target.with_name("another.lstudio"))
    assert told.args is not None
    assert "is being saved just now" in told.args[0].error.cause
    held.go.release()
    wait_for(scene, target, qtbot)
    assert not target.with_name("another.lstudio").exists()


def test_a_window_that_is_closed_waits_for_it(scene: Scene, held: Held, target: Path, qtbot: QtBot) -> None:
    save(scene, held, target)
    assert not scene.window.close()
    assert scene.window.statusBar().currentMessage().startswith("Saving 'saved.lstudio'…")
    with qtbot.waitSignal(scene.window.closed):
        held.go.release()
    assert keys(target) == {"a"}
    assert names(target.parent) == ["saved.lstudio"]


def test_a_window_that_is_closed_again_gives_it_up(scene: Scene, held: Held, target: Path) -> None:
    former = scene.bench.project.path
    save(scene, held, target)
    assert not scene.window.close()
    held.go.release()
    assert scene.window.close()
    assert keys(former) == {"a"}
    assert keys(target) <= {"a", "theirs"}
    assert names(target.parent) == ["saved.lstudio"]


def test_a_job_goes_on_in_the_copy(scene: Scene, held: Held, target: Path, qtbot: QtBot) -> None:
    (job,) = scene.bench.work.submit(GeneratePicture("a boat"))
    qtbot.waitUntil(lambda: len(scene.bench.engine.runs) == 1)
    save(scene, held, target)
    held.go.release()
    wait_for(scene, target, qtbot)
    qtbot.waitUntil(lambda: len(scene.bench.engine.runs) == 2)
    scene.bench.engine.draw(RED)
    qtbot.waitUntil(lambda: isinstance(scene.bench.work.state(job), states.Done))


def test_a_result_that_arrives_meanwhile_is_in_the_copy(scene: Scene, held: Held, target: Path, qtbot: QtBot) -> None:
    (job,) = scene.bench.work.submit(GeneratePicture("a boat"))
    qtbot.waitUntil(lambda: len(scene.bench.engine.runs) == 1)
    save(scene, held, target)
    scene.bench.engine.tell(events.Stage(scene.bench.engine.runs[-1][0], "decoding"))
    scene.bench.engine.draw(RED)
    held.go.release(20)
    wait_for(scene, target, qtbot)
    project = scene.session.project
    assert project is not None
    stored = project.job(job)
    assert stored is not None
    assert stored.state == "done"
    assert project.node(stored.results[0]) is not None
