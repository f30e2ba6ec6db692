"""A project from elsewhere in the real window: its paths are shown before anything of them is opened."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from lance_studio import paths
from lance_studio.app import PANELS
from lance_studio.media.probe import probe
from lance_studio.project.commands.media import AddMedia
from lance_studio.project.commands.nodes import AddNode
from lance_studio.project.commands.settings import SetSetting
from lance_studio.project.commands.timelines import AddTimeline
from lance_studio.project.linking import link_file
from lance_studio.project.project import Project
from lance_studio.project.rows import CURRENT_NODE, CURRENT_TIMELINE, Media, Node, TimelineRow, new_id
from lance_studio.timeline.document import to_json
from lance_studio.timeline.model import Clip, Timeline, Track
from lance_studio.ui.main_window import MainWindow
from lance_studio.ui.media.view import MediaPanel
from lance_studio.ui.studio import Studio
from tests.unit.media.painted import painted_clip
from tests.watched import watched


def linked_film(file: Path, folder: Path) -> tuple[Media, Node]:
    info = probe(file)
    link, digest = link_file(file, folder)
    media = Media(
        id=new_id(), digest=digest, kind="video", name=file.name, size=link.size, link=link.path,
        modified_ns=link.modified_ns, width=info.width, height=info.height, frames=info.frame_count,
        rate=info.frame_rate, duration=info.duration,
    )  # fmt: skip
    return media, Node(id=new_id(), media_id=media.id, kind="clip", name=file.stem)


@pytest.fixture
def films(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "private"
    folder.mkdir()
    return [painted_clip(folder / f"film {number}.mp4", 12, tag=number) for number in range(3)]


@pytest.fixture
def foreign(tmp_path: Path, films: list[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that another installation made: two films outside its folder, shown on canvas and timeline."""
    home = paths.data_dir().parent
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "other-home"))
    path = tmp_path / "project" / "foreign.lstudio"
    path.parent.mkdir()
    with Project.create(path) as project:
        clips = []
        for film in films[:2]:
            media, node = linked_film(film, project.folder)
            project.run(AddNode(node, None, media))
            clips.append(Clip(new_id(), media.id, Fraction(1, 2), source_duration=media.duration, node_id=node.id))
            project.run(SetSetting(CURRENT_NODE, node.id))
        timeline = Timeline("t", "Main", tracks=(Track(new_id(), "video", "V1", tuple(clips)),), rate=Fraction(24))
        row = TimelineRow(id=timeline.id, name="Main", document=to_json(timeline))
        project.run(AddTimeline(row))
        project.run(SetSetting(CURRENT_TIMELINE, row.id))
    monkeypatch.setenv(paths.HOME_VARIABLE, str(home))
    return path


@pytest.fixture
def window(studio: Studio, qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(studio, PANELS)
    qtbot.addWidget(made)
    made.show()
    yield made
    studio.session.close()


def question(window: MainWindow) -> QDialog | None:
    found = [one for one in window.findChildren(QDialog, "linked-files") if one.isVisible()]
    assert len(found) < 2
    return found[0] if found else None


def shown(dialog: QDialog) -> list[str]:
    view = dialog.findChild(QPlainTextEdit, "linked-files.paths")
    assert view is not None
    return view.toPlainText().splitlines()


def press(dialog: QDialog, name: str) -> None:
    button = dialog.findChild(QPushButton, name)
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_question_shows_every_path_before_anything_of_it_is_opened(
    window: MainWindow, qtbot: QtBot, foreign: Path, films: list[Path]
) -> None:
    with watched(*films) as touched:
        window.files.open(foreign)
        qtbot.waitUntil(lambda: question(window) is not None)
        panel = window.panel("media")
        assert isinstance(panel, MediaPanel)
        qtbot.waitUntil(lambda: len(panel.presenter.state.unopened) == 2)
        dialog = question(window)
        assert dialog is not None
        assert shown(dialog) == [str(film) for film in films[:2]]
        heading = dialog.findChild(QLabel, "linked-files.heading")
        assert heading is not None
        assert heading.text() == "This project links 2 files outside its folder"
        assert panel.presenter.state.missing == ()
        assert {entry.unopened for entry in panel.presenter.state.entries if not entry.is_timeline} == {True}
        dialog.reject()  # no answer
        qtbot.waitUntil(lambda: question(window) is None)
        window.studio.session.view("timeline")
        window.studio.session.move_playhead(Fraction(1, 4))
        window.studio.session.close()
    assert touched.opened == []
    assert touched.of(films[0].parent) == []


def test_used_files_are_opened_and_the_answer_is_remembered(
    window: MainWindow, qtbot: QtBot, foreign: Path, films: list[Path]
) -> None:
    window.files.open(foreign)
    qtbot.waitUntil(lambda: question(window) is not None)
    panel = window.panel("media")
    assert isinstance(panel, MediaPanel)
    qtbot.waitUntil(lambda: len(panel.presenter.state.unopened) == 2)
    assert panel.banner is not None
    dialog = question(window)
    assert dialog is not None
    with watched(*films) as touched:
        press(dialog, "linked-files.use")
        qtbot.waitUntil(lambda: panel.presenter.state.unopened == ())
        assert panel.presenter.state.missing == ()
        assert panel.banner is None
        ids = [entry.media_id for entry in panel.presenter.state.entries if not entry.is_timeline]
        qtbot.waitUntil(lambda: all(panel._images.image(media_id, 160) is not None for media_id in ids))
    assert set(touched.opened) == set(films[:2])
    window.studio.session.close()
    window.files.open(foreign)
    qtbot.waitUntil(lambda: panel.presenter.state.total == 2)
    assert question(window) is None
    project = window.studio.session.project
    assert project is not None
    assert [project.files.path(media) for media in project.media_list()] == films[:2]


def test_files_that_are_left_out_stay_closed_until_the_user_asks_for_them(
    window: MainWindow, qtbot: QtBot, foreign: Path, films: list[Path]
) -> None:
    panel = window.panel("media")
    assert isinstance(panel, MediaPanel)
    with watched(*films) as touched:
        window.files.open(foreign)
        qtbot.waitUntil(lambda: question(window) is not None)
        dialog = question(window)
        assert dialog is not None
        QTest.keyClick(dialog, Qt.Key.Key_Return)  # the safe answer is the one that Return gives
        qtbot.waitUntil(lambda: question(window) is None)
        window.studio.session.close()
        window.files.open(foreign)
        qtbot.waitUntil(lambda: len(panel.presenter.state.unopened) == 2)
        assert question(window) is None
    assert touched.opened == []
    window.studio.actions.trigger("file.links")
    again = question(window)
    assert again is not None
    press(again, "linked-files.use")
    qtbot.waitUntil(lambda: panel.presenter.state.unopened == ())


def test_another_list_of_links_asks_again(
    window: MainWindow, qtbot: QtBot, foreign: Path, films: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.files.open(foreign)
    qtbot.waitUntil(lambda: question(window) is not None)
    dialog = question(window)
    assert dialog is not None
    press(dialog, "linked-files.use")
    qtbot.waitUntil(lambda: question(window) is None)
    window.studio.session.close()
    home = paths.data_dir().parent
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "other-home"))
    with Project.open(foreign) as project:
        project.run(AddMedia(linked_film(films[2], project.folder)[0]))
    monkeypatch.setenv(paths.HOME_VARIABLE, str(home))
    with watched(films[2]) as touched:
        window.files.open(foreign)
        qtbot.waitUntil(lambda: question(window) is not None)
        again = question(window)
        assert again is not None
        assert shown(again) == [str(films[2])]
        again.reject()
        window.studio.session.close()
    assert touched.opened == []


def test_own_projects_are_opened_without_a_question(
    window: MainWindow, qtbot: QtBot, films: list[Path], tmp_path: Path
) -> None:
    path = tmp_path / "own" / "own.lstudio"
    with Project.create(path) as project:
        project.run(AddMedia(linked_film(films[0], project.folder)[0]))
    window.files.open(path)
    panel = window.panel("media")
    assert isinstance(panel, MediaPanel)
    qtbot.waitUntil(lambda: panel.presenter.state.total == 1)
    assert question(window) is None
    assert panel.presenter.state.unopened == ()


def test_very_many_links_are_asked_about_in_readable_parts(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lance_studio.ui.linked_files._MOST_AT_ONCE", 2)
    path = tmp_path / "many" / "many.lstudio"
    with Project.create(path) as project:
        for number in range(3):
            link = f"/outside/{number}.mp4" if number else "//host/share/0.mp4"
            project.run(AddMedia(Media(id=new_id(), digest="0" * 64, kind="audio", name="x", size=1, link=link)))
    window.files.open(path)
    seen: list[str] = []
    for count in (2, 1):
        qtbot.waitUntil(lambda: question(window) is not None)
        dialog = question(window)
        assert dialog is not None
        lines = shown(dialog)
        assert len(lines) == count
        seen += lines
        press(dialog, "linked-files.use")
        qtbot.waitUntil(lambda dialog=dialog: question(window) is not dialog)
    assert question(window) is None
    assert seen == [
        "//host/share/0.mp4    (never opened: a device or another computer)", "/outside/1.mp4", "/outside/2.mp4",
    ]  # fmt: skip
    window.studio.session.close()
