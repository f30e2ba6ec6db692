"""Collect project, as its user sees it: the question about missing files, the place, the progress, the end of it."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.project import collecting as core
from lance_studio.project.collecting import Collected
from lance_studio.project.commands.media import AddMedia
from lance_studio.project.project import Project
from lance_studio.project.rows import Media
from lance_studio.ui.collecting import CollectingDialog, MissingDialog
from lance_studio.workflows.importing import read_file
from tests.unit.media.painted import painted_clip
from tests.unit.project.samples import names
from tests.unit.ui.test_generation_service import bench as bench
from tests.unit.ui.whole_window import Scene
from tests.unit.ui.whole_window import scene as scene

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def film(scene: Scene, tmp_path: Path) -> Media:
    """A film that lies outside the project's folder and is linked."""
    (tmp_path / "videos").mkdir()
    file = painted_clip(tmp_path / "videos" / "film.mp4", 12)
    media = read_file(file, scene.bench.project.files, scene.bench.project.folder).media
    scene.session.run(AddMedia(media))
    return media


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Keeps copying from going on until it is set."""
    go, usual = threading.Event(), core._copy

    def wait(*arguments: object) -> None:
        assert go.wait(10)
        usual(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(core, "_copy", wait)
    yield go
    go.set()


def click(parent: QWidget, name: str) -> None:
    button = parent.findChild(QPushButton, name)
    assert button is not None, name
    QTest.mouseClick(button, LEFT)


def choose(scene: Scene, qtbot: QtBot, place: Path) -> None:
    """Type a place into the question and press Return."""
    qtbot.waitUntil(lambda: scene.window.findChild(QFileDialog, "collect.dialog") is not None)
    dialog = scene.window.findChild(QFileDialog, "collect.dialog")
    assert dialog is not None
    field = dialog.findChild(QLineEdit)
    assert field is not None
    # Letter by letter, Qt's list of completions would come between.
    field.setText(str(place))
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_a_project_is_collected_with_its_linked_film(scene: Scene, film: Media, tmp_path: Path, qtbot: QtBot) -> None:
    done: list[Collected] = []
    scene.window.collecting.finished.connect(done.append)
    scene.bench.studio.actions.trigger("file.collect")
    choose(scene, qtbot, tmp_path / "out" / "all v1.0")
    qtbot.waitUntil(lambda: bool(done))
    assert done[0].folder == tmp_path / "out" / "all v1.0"
    assert names(done[0].folder / "media") == ["film.mp4"]
    (tmp_path / "videos" / "film.mp4").unlink()
    with Project.open(done[0].project) as copy:
        assert copy.missing_media() == []
    assert scene.window.collecting.dialog is None
    banner = scene.window.panel("canvas").banner
    assert banner is not None
    assert any("1 linked file" in each.text() for each in banner.findChildren(QLabel))
    assert scene.session.project is scene.bench.project, "the work goes on where it was"


def test_missing_files_are_named_and_left_out_by_a_click(
    scene: Scene, film: Media, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "videos" / "film.mp4").unlink()
    done: list[Collected] = []
    scene.window.collecting.finished.connect(done.append)
    scene.bench.studio.actions.trigger("file.collect")
    qtbot.waitUntil(lambda: scene.window.findChild(MissingDialog) is not None)
    dialog = scene.window.findChild(MissingDialog)
    assert dialog is not None
    listed = dialog.findChild(QPlainTextEdit, "collect.missing.list")
    assert listed is not None
    assert "film.mp4" in listed.toPlainText()
    assert "does not exist" in listed.toPlainText()
    click(dialog, "collect.missing.without")
    choose(scene, qtbot, tmp_path / "out")
    qtbot.waitUntil(lambda: bool(done))
    assert [each.name for each in done[0].left_out] == ["film.mp4"]


def test_a_cancelled_one_leaves_nothing_and_the_dialog_waits_for_that(
    scene: Scene, film: Media, tmp_path: Path, qtbot: QtBot, held: threading.Event
) -> None:
    (tmp_path / "out").mkdir()
    scene.window.collecting.start(tmp_path / "out" / "all")
    dialog = scene.window.findChild(CollectingDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: names(tmp_path / "out") != [])
    click(dialog, "collecting.cancel")
    assert dialog.isVisible()
    held.set()
    qtbot.waitUntil(lambda: scene.window.collecting.dialog is None)
    assert names(tmp_path / "out") == []
    assert scene.window.panel("canvas").banner is None


def test_closing_the_window_gives_it_up(
    scene: Scene, film: Media, tmp_path: Path, qtbot: QtBot, held: threading.Event
) -> None:
    (tmp_path / "out").mkdir()
    scene.window.collecting.start(tmp_path / "out" / "all")
    qtbot.waitUntil(lambda: names(tmp_path / "out") != [])
    scene.window.end()
    assert scene.window.isVisible()
    with qtbot.waitSignal(scene.window.closed):
        held.set()
    assert names(tmp_path / "out") == []


def test_a_refusal_is_told(scene: Scene, film: Media, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with qtbot.waitSignal(scene.session.problem) as told:
        scene.window.collecting.start(tmp_path / "out")
    assert "holds something" in told.args[0].error.cause  # type: ignore[index]
    assert names(tmp_path / "out") == ["mine.txt"]
