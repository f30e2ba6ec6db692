"""Exports of real projects, through the dialogs, read back from the disk."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QFileDialog, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.errors import CommandRefusedError
from lance_studio.media.copying import film_suffixes
from lance_studio.media.frames import FrameReader
from lance_studio.media.images import load_image
from lance_studio.media.probe import probe
from lance_studio.media.recipes import read_recipe
from lance_studio.project.commands.media import AddMedia
from lance_studio.project.commands.timelines import AddTimeline
from lance_studio.project.linking import link_file
from lance_studio.project.project import Project
from lance_studio.project.rows import Media, Node, TimelineRow, new_id
from lance_studio.timeline.document import to_json
from lance_studio.timeline.model import Timeline, new_timeline
from lance_studio.timeline.placing import append, clips_of_media
from lance_studio.timeline.properties import set_in, set_out
from lance_studio.timeline.queries import duration
from lance_studio.ui.export.presenter import VideoOptions
from lance_studio.ui.export.view import Exports, VideoDialog, install
from lance_studio.ui.session import Problem
from lance_studio.ui.studio import Studio
from tests.unit.media.painted import foreign_clip, read_number
from tests.unit.ui.fake_generation import FakeGeneration, add_picture, studio_with

LEFT = Qt.MouseButton.LeftButton
RED = (200, 40, 40)


@pytest.fixture
def studio() -> Studio:
    return studio_with(FakeGeneration())


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def exports(studio: Studio, window: QMainWindow) -> Exports:
    return install(studio, window)


@pytest.fixture
def project(exports: Exports, studio: Studio, tmp_path: Path) -> Project:
    return studio.session.create(tmp_path / "a.lstudio")


@pytest.fixture
def problems(studio: Studio) -> list[Problem]:
    found: list[Problem] = []
    studio.session.problem.connect(found.append)
    return found


@pytest.fixture
def timeline(project: Project, studio: Studio, tmp_path: Path) -> Callable[..., Timeline]:
    def make(marked: bool = False) -> Timeline:
        node = project.node(add_picture(project, tmp_path, "red", colour=RED, size=(64, 48)))
        assert node is not None
        made = new_timeline("Film", Fraction(12), 64, 48)
        clip, _sound = clips_of_media(node.media_id, Fraction(2), made.rate, name="red")
        assert clip is not None
        made = append(made, {next(track.id for track in made.tracks if track.kind == "video"): clip})
        if marked:
            made = set_out(set_in(made, Fraction(1, 2)), Fraction(1))
        project.run(AddTimeline(TimelineRow(id=made.id, name=made.name, document=to_json(made))))
        studio.session.select_timeline(made.id)
        return made

    return make


def timeline_of(studio: Studio) -> Timeline:
    project, timeline_id = studio.session.project, studio.session.timeline_id
    assert project is not None
    assert timeline_id is not None
    timeline = project.timeline_value(timeline_id)
    assert timeline is not None
    return timeline


def recipe_facts(path: Path) -> tuple[object, ...]:
    """What the recipe of a rendered file says; it must name the timeline and its media."""
    recipe = read_recipe(path)
    assert recipe is not None
    assert (recipe.task, recipe.prompt) == ("render", "Film")
    (source,) = recipe.sources
    assert len(source.sha256) == 64
    return tuple(recipe.settings[name] for name in ("start", "frames", "width", "height"))


def choose(window: QWidget, path: Path) -> None:
    dialog = window.findChild(QFileDialog, "export.dialog")
    assert dialog is not None
    dialog.fileSelected.emit(str(path))
    dialog.done(0)


def choose_form(dialog: VideoDialog, form: str) -> None:
    forms = child(dialog, "export.form")
    assert isinstance(forms, QComboBox)
    forms.setCurrentIndex(forms.findData(form))


def child(parent: QWidget, name: str) -> QWidget:
    found = parent.findChild(QWidget, name)
    assert found is not None, name
    return found


def test_the_picture_on_the_canvas_is_written_with_its_recipe(
    qtbot: QtBot, exports: Exports, project: Project, studio: Studio, window: QMainWindow, tmp_path: Path
) -> None:
    studio.session.select_node(add_picture(project, tmp_path, "a red: cube", colour=RED, prompt="a red cube"))
    assert exports.presenter.picture_name() == "a red cube.png"
    assert studio.actions.trigger("file.export_frame")
    with qtbot.waitSignal(exports.presenter.finished):
        choose(window, tmp_path / "out.png")
    np.testing.assert_array_equal(load_image(tmp_path / "out.png"), np.full((48, 64, 3), RED, np.uint8))
    recipe = read_recipe(tmp_path / "out.png")
    assert recipe is not None
    assert (recipe.prompt, recipe.settings["seed"]) == ("a red cube", 7)
    assert window.statusBar().currentMessage() == "Exported out.png"


def test_the_frame_under_the_playhead_is_written_while_the_timeline_is_viewed(
    qtbot: QtBot, exports: Exports, timeline: Callable[..., Timeline], studio: Studio, tmp_path: Path
) -> None:
    timeline()
    studio.session.view("timeline")
    studio.session.move_playhead(Fraction(1, 2))
    assert exports.presenter.picture_name() == "Film 0.50 s.png"
    with qtbot.waitSignal(exports.presenter.finished):
        exports.presenter.export_picture(tmp_path / "frame.png")
    np.testing.assert_array_equal(load_image(tmp_path / "frame.png"), np.full((48, 64, 3), RED, np.uint8))
    assert recipe_facts(tmp_path / "frame.png") == ("1/2", 1, 64, 48)
    length = duration(timeline_of(studio))
    studio.session.move_playhead(length)
    with qtbot.waitSignal(exports.presenter.finished):
        exports.presenter.export_picture(tmp_path / "last.png")
    assert recipe_facts(tmp_path / "last.png") == (str(length - Fraction(1, 12)), 1, 64, 48)
    np.testing.assert_array_equal(load_image(tmp_path / "last.png")[0, 0], RED)


def test_the_timeline_becomes_an_mp4_beside_the_window(
    qtbot: QtBot,
    exports: Exports,
    timeline: Callable[..., Timeline],
    studio: Studio,
    window: QMainWindow,
    tmp_path: Path,
) -> None:
    whole = timeline()
    assert studio.actions.trigger("file.export_video")
    dialog = window.findChild(VideoDialog)
    assert dialog is not None
    assert not dialog.isModal() or dialog.testAttribute(Qt.WidgetAttribute.WA_WState_Created)
    QTest.mouseClick(child(dialog, "export.go"), LEFT)
    with qtbot.waitSignal(exports.presenter.finished, timeout=20_000):
        choose(window, tmp_path / "film.mp4")
        assert exports.progress is not None
        assert not exports.progress.isModal()
        assert exports.presenter.state.running
    info = probe(tmp_path / "film.mp4")
    clip = next(item for track in whole.tracks for item in track.items)
    assert (info.width, info.height, info.frame_rate) == (64, 48, 12)
    assert info.frame_count == clip.duration * 12
    assert recipe_facts(tmp_path / "film.mp4") == ("0", info.frame_count, 64, 48)
    assert exports.progress is not None
    assert child(exports.progress, "export.end").property("text") == "Close"
    QTest.mouseClick(child(exports.progress, "export.end"), LEFT)
    assert exports.progress is None


def test_the_marked_range_and_half_the_size_can_be_chosen(
    qtbot: QtBot, exports: Exports, timeline: Callable[..., Timeline], window: QMainWindow, tmp_path: Path
) -> None:
    timeline(marked=True)
    choices = exports.presenter.choices()
    assert choices.marked == (Fraction(1, 2), Fraction(1))
    dialog = VideoDialog(choices, window)
    dialog.show()
    assert child(dialog, "export.words").property("text") == "0.50 s as H.264 with AAC sound."
    choose_form(dialog, "png")
    child(dialog, "export.size").setProperty("currentIndex", 2)
    assert dialog.options() == VideoOptions("png", (32, 24), None)
    with qtbot.waitSignal(exports.presenter.finished, timeout=20_000):
        exports.presenter.export_timeline(tmp_path / "frames", dialog.options())
    files = sorted(path.name for path in (tmp_path / "frames").iterdir())
    assert files == [f"frame_{number:06d}.png" for number in range(6)]
    assert load_image(tmp_path / "frames" / files[0]).shape == (24, 32, 3)
    assert recipe_facts(tmp_path / "frames" / files[5]) == ("1/2", 6, 32, 24)
    QTest.mouseClick(child(dialog, "segment.all"), LEFT)
    assert dialog.options().span == (Fraction(0), choices.seconds)


def test_a_cancelled_export_leaves_nothing(
    qtbot: QtBot, exports: Exports, timeline: Callable[..., Timeline], problems: list[Problem], tmp_path: Path
) -> None:
    timeline()
    exports._export_timeline(tmp_path / "film.mp4", VideoOptions(size=(1280, 960)))
    assert exports.progress is not None
    QTest.mouseClick(child(exports.progress, "export.end"), LEFT)
    qtbot.waitUntil(lambda: not exports.presenter.state.running, timeout=20_000)
    assert [path.name for path in tmp_path.iterdir() if path.suffix in (".mp4", ".part")] == []
    assert problems == []
    assert exports.progress is None


def test_who_closes_the_project_hears_that_the_export_is_gone(
    qtbot: QtBot,
    exports: Exports,
    timeline: Callable[..., Timeline],
    studio: Studio,
    problems: list[Problem],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    timeline()
    exports.presenter.export_timeline(tmp_path / "film.mp4", VideoOptions(size=(1280, 960)))
    studio.session.close()
    qtbot.waitUntil(lambda: len(problems) == 1)
    assert "'film.mp4' was not exported because its project was closed" in problems[0].error.cause
    assert "film.mp4" in caplog.text
    caplog.clear()
    assert not (tmp_path / "film.mp4").exists()
    assert exports.presenter.wind_down() == ""


def test_otio_names_files_that_other_programs_find(
    qtbot: QtBot,
    exports: Exports,
    timeline: Callable[..., Timeline],
    studio: Studio,
    window: QMainWindow,
    tmp_path: Path,
) -> None:
    timeline()
    assert studio.actions.trigger("file.export_otio")
    with qtbot.waitSignal(exports.presenter.finished, timeout=20_000):
        choose(window, tmp_path / "film.otio")
    text = (tmp_path / "film.otio").read_text()
    (beside,) = (tmp_path / "film media").iterdir()
    assert beside.name in text
    np.testing.assert_array_equal(load_image(beside)[0, 0], RED)


def test_an_otio_export_that_fails_leaves_no_media_behind(
    qtbot: QtBot, exports: Exports, timeline: Callable[..., Timeline], problems: list[Problem], tmp_path: Path
) -> None:
    timeline()
    (tmp_path / "film.otio").mkdir()
    exports.presenter.export_otio(tmp_path / "film.otio")
    qtbot.waitUntil(lambda: len(problems) == 1)
    assert "film.otio" in problems[0].error.cause
    assert not (tmp_path / "film media").exists()


def test_what_cannot_be_exported_is_said(
    qtbot: QtBot, exports: Exports, project: Project, studio: Studio, problems: list[Problem], tmp_path: Path
) -> None:
    with pytest.raises(CommandRefusedError, match="nothing to export"):
        exports.ask_video()
    with pytest.raises(CommandRefusedError, match="no picture"):
        exports.ask_picture()
    studio.session.select_node(add_picture(project, tmp_path, "red"))
    (tmp_path / "folder.png").mkdir()
    exports.presenter.export_picture(tmp_path / "folder.png")
    qtbot.waitUntil(lambda: len(problems) == 1)
    assert "folder.png" in problems[0].error.cause
    studio.session.close()
    assert not studio.actions.action("file.export_frame").isEnabled()


def add_film(project: Project, studio: Studio, path: Path) -> None:
    """Link a film of another program and show it on the canvas."""
    link, digest = link_file(path, project.folder)
    media = Media(
        id=new_id(), digest=digest, kind="video", name=path.name, size=link.size, width=96, height=64, frames=6,
        rate=Fraction(24), duration=Fraction(6, 24), link=link.path, modified_ns=link.modified_ns,
    )  # fmt: skip
    node = Node(id=new_id(), media_id=media.id, kind="clip", name="far away")
    project.run(AddMedia(media, node))
    studio.session.select_node(node.id)


def ask_clip(exports: Exports, window: QMainWindow) -> QFileDialog:
    """Choose to export the clip on the canvas."""
    exports.ask_video()
    asked = window.findChild(VideoDialog)
    assert asked is not None
    QTest.mouseClick(child(asked, "export.go"), LEFT)
    dialog = window.findChild(QFileDialog, "export.dialog")
    assert dialog is not None
    return dialog


def test_a_clip_keeps_its_own_ending(
    qtbot: QtBot, exports: Exports, project: Project, studio: Studio, window: QMainWindow, tmp_path: Path
) -> None:
    film = foreign_clip(tmp_path / "far.mkv", count=6)
    add_film(project, studio, film)
    dialog = ask_clip(exports, window)
    assert dialog.nameFilters() == ["MKV video, as it is (*.mkv)", "MP4 video (*.mp4)"]
    assert dialog.defaultSuffix() == "mkv"
    with qtbot.waitSignal(exports.presenter.finished, timeout=20_000):
        choose(window, tmp_path / "out.mkv")
    assert (tmp_path / "out.mkv").read_bytes() == film.read_bytes()


@pytest.mark.parametrize(("codec", "again"), [("libx264", False), ("libvpx-vp9", True)], ids=["packets", "encoded"])
def test_a_clip_that_is_to_be_an_mp4_becomes_one(
    qtbot: QtBot,
    exports: Exports,
    project: Project,
    studio: Studio,
    window: QMainWindow,
    tmp_path: Path,
    codec: str,
    again: bool,
) -> None:
    film = foreign_clip(tmp_path / "far.mkv", codec=codec, count=6)
    add_film(project, studio, film)
    dialog = ask_clip(exports, window)
    dialog.filterSelected.emit("MP4 video (*.mp4)")
    assert dialog.defaultSuffix() == "mp4"
    with qtbot.waitSignal(exports.presenter.finished, timeout=20_000):
        choose(window, tmp_path / "out.mp4")
    assert film_suffixes(tmp_path / "out.mp4") == (".mp4", ".m4v")
    with FrameReader(film) as before, FrameReader(tmp_path / "out.mp4") as after:
        assert after.frame_count == 6
        for number in (0, 5):
            assert read_number(after.frame(number)) == (number, 0)
            assert again or np.array_equal(before.frame(number), after.frame(number))


def test_a_name_that_promises_another_kind_of_film_is_refused(
    qtbot: QtBot, exports: Exports, project: Project, studio: Studio, problems: list[Problem], tmp_path: Path
) -> None:
    add_film(project, studio, foreign_clip(tmp_path / "far.mkv", count=6))
    exports.presenter.export_clip(tmp_path / "out.webm")
    qtbot.waitUntil(lambda: len(problems) == 1)
    assert ".mkv" in problems[0].error.remedy
    assert not (tmp_path / "out.webm").exists()
