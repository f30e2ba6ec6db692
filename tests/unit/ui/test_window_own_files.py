"""Files as people have them, in the window: what is said of them, what can be chosen, what comes in and goes out."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.app import PANELS
from lance_studio.cli.main import run
from lance_studio.media.alpha import divided
from lance_studio.media.frames import FrameReader
from lance_studio.media.images import load_layer
from lance_studio.media.probe import probe
from lance_studio.media.sound import AudioReader
from lance_studio.project.commands.media import AddMedia
from lance_studio.project.media_use import MediaUse, read_use
from lance_studio.project.rows import Media
from lance_studio.timeline.model import Clip, Timeline
from lance_studio.timeline.queries import clips
from lance_studio.ui.canvas.view import CanvasPanel
from lance_studio.ui.export.dialog import VideoDialog
from lance_studio.ui.export.view import install
from lance_studio.ui.main_window import MainWindow
from lance_studio.ui.media.view import MediaPanel
from lance_studio.workflows.importing import read_file
from tests.unit.media.painted import foreign_clip
from tests.unit.ui.test_generation_service import Bench, bench

__all__ = ["bench"]

CASES = Path(__file__).parents[2] / "cases" / "media"
LEFT = Qt.MouseButton.LeftButton


class Own:
    """The window over an empty project."""

    def __init__(self, bench: Bench, window: MainWindow, qtbot: QtBot) -> None:
        self.bench, self.window, self.session, self.qtbot = bench, window, bench.session, qtbot
        self.project = bench.project
        self.exports = install(bench.studio, window)

    def add(self, path: Path) -> Media:
        found = read_file(path, self.project.files, self.project.folder)
        self.session.run(AddMedia(found.media, found.node))
        return found.media

    def select(self, media: Media) -> None:
        self.session.select_media(media.id)
        self.qtbot.waitUntil(lambda: self.bench.studio.facts.is_known(media))

    @property
    def bin(self) -> MediaPanel:
        made = self.window.panel("media")
        assert isinstance(made, MediaPanel)
        return made

    @property
    def canvas(self) -> CanvasPanel:
        made = self.window.panel("canvas")
        assert isinstance(made, CanvasPanel)
        return made

    def find(self, name: str, inside: QWidget | None = None) -> QWidget:
        found = (inside or self.window).findChild(QWidget, name)
        assert found is not None, name
        return found

    def append(self, media: Media) -> None:
        self.bin.presenter.append(media.id)

    def timeline(self) -> Timeline:
        assert self.session.timeline_id is not None
        timeline = self.project.timeline_value(self.session.timeline_id)
        assert timeline is not None
        return timeline

    def clips(self, kind: str) -> list[Clip]:
        return [one.clip for one in clips(self.timeline()) if one.track.kind == kind]

    def menu_action(self, media: Media, name: str) -> QAction | None:
        menu = self.bin.menu_for(media.id)
        return next((each for each in menu.actions() if each.objectName() == f"media.menu.{name}"), None)

    def current(self, media: Media) -> Media:
        now = self.project.media(media.id)
        assert now is not None
        return now

    def dialog(self) -> VideoDialog:
        assert self.bench.studio.actions.trigger("file.export_video")
        made = self.window.findChild(VideoDialog)
        assert made is not None
        return made

    def export(self, dialog: VideoDialog, form: str, path: Path, *, alpha: bool = False) -> Path:
        """Choose a form, and give the place by the question for a file."""
        forms, box = self.find("export.form", dialog), self.find("export.alpha", dialog)
        assert isinstance(forms, QComboBox)
        assert isinstance(box, QCheckBox)
        forms.setCurrentIndex(forms.findData(form))
        if alpha:
            self.qtbot.waitUntil(box.isEnabled)
            box.click()
        QTest.mouseClick(self.find("export.go", dialog), LEFT)
        asked = self.window.findChild(QFileDialog, "export.dialog")
        assert asked is not None
        with self.qtbot.waitSignal(self.exports.presenter.finished, timeout=20_000):
            asked.fileSelected.emit(str(path))
            asked.done(0)
        return path


@pytest.fixture
def own(bench: Bench, qtbot: QtBot) -> Iterator[Own]:
    window = MainWindow(bench.studio, PANELS)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    yield Own(bench, window, qtbot)
    bench.session.close()


# --- what is said ----------------------------------------------------------------------------------------------------


def test_a_card_has_a_sign_and_says_what_is_converted(own: Own) -> None:
    film, plain = own.add(CASES / "18-interlaced.ts"), own.add(CASES / "27-animation.gif")
    own.qtbot.waitUntil(lambda: all(own.bin.grid.card(one.id) is not None for one in (film, plain)))
    card, other = own.bin.grid.card(film.id), own.bin.grid.card(plain.id)
    assert card is not None
    assert other is not None
    own.qtbot.waitUntil(card.is_noted)
    assert "The film is interlaced" in card.toolTip()
    assert "interlaced" in card.accessibleDescription()
    own.qtbot.waitUntil(lambda: own.bench.studio.facts.is_known(plain))
    assert not other.is_noted(), "nothing of it is converted"


# --- what is chosen --------------------------------------------------------------------------------------------------


def test_fields_of_a_medium_may_be_left_as_they_are(own: Own, tmp_path: Path) -> None:
    film = own.add(CASES / "18-interlaced.ts")
    own.session.open_medium(film.id)
    own.select(film)
    fields = own.find("inspector.deinterlace")
    own.qtbot.waitUntil(lambda: fields.isVisibleTo(own.window))
    QTest.mouseClick(own.find("segment.off", fields), LEFT)
    assert read_use(own.project, film.id) == MediaUse(deinterlace=False)
    player = own.canvas.source.player
    assert player.use.deinterlace is False
    assert player.timeline is not None
    assert [one.clip.deinterlace for one in clips(player.timeline) if one.track.kind == "video"] == [False]
    own.qtbot.waitUntil(lambda: own.canvas.source.frame is not None)
    assert "the two fields of each frame are shown together" in str(own.find("inspector.notes").property("text"))
    own.append(film)
    assert [clip.deinterlace for clip in own.clips("video")] == [False]
    combed = own.export(own.dialog(), "mkv", tmp_path / "combed.mkv")
    assert run(["render", str(CASES / "18-interlaced.ts"), "-o", f"{tmp_path}/line.mkv", "--no-deinterlace"]) == 0
    assert run(["render", str(CASES / "18-interlaced.ts"), "-o", f"{tmp_path}/whole.mkv"]) == 0
    assert _same(combed, tmp_path / "line.mkv")
    assert not _same(combed, tmp_path / "whole.mkv")
    own.project.undo()  # the clip
    own.project.undo()
    assert read_use(own.project, film.id) == MediaUse()
    assert player.use.deinterlace is None


def test_fields_of_a_clip_are_its_own_choice(own: Own) -> None:
    film = own.add(CASES / "18-interlaced.ts")
    own.append(film)
    (clip,) = own.clips("video")
    own.session.select_clips((clip.id,))
    own.select(film)
    own.session.select_clips((clip.id,))
    fields = own.find("inspector.deinterlace")
    own.qtbot.waitUntil(lambda: fields.isVisibleTo(own.window))
    QTest.mouseClick(own.find("segment.off", fields), LEFT)
    assert [one.deinterlace for one in own.clips("video")] == [False]
    assert read_use(own.project, film.id) == MediaUse()
    assert own.project.undo_list()[0].name == "Change deinterlacing"
    QTest.mouseClick(own.find("segment.auto", fields), LEFT)
    assert [one.deinterlace for one in own.clips("video")] == [None]
    own.project.undo()
    assert [one.deinterlace for one in own.clips("video")] == [False]


def test_where_only_the_sound_goes_on_the_picture_is_held_or_black(own: Own, tmp_path: Path) -> None:
    film = own.add(CASES / "13-sound-longer.mp4")
    own.append(film)
    (clip,) = own.clips("video")
    own.session.select_clips((clip.id,))
    outside = own.find("inspector.outside")
    own.qtbot.waitUntil(lambda: outside.isVisibleTo(own.window))
    assert "the last frame is shown" in str(own.find("inspector.notes").property("text"))
    QTest.mouseClick(own.find("segment.black", outside), LEFT)
    assert [one.black_outside for one in own.clips("video")] == [True]
    path = own.export(own.dialog(), "mkv", tmp_path / "film.mkv")
    with FrameReader(path) as reader:
        seen = "".join("#" if reader.frame(number).any() else "." for number in range(reader.frame_count))
    assert seen == "#" * 10 + "." * 40
    own.project.undo()
    assert [one.black_outside for one in own.clips("video")] == [None]


def test_the_viewer_offers_the_sound_tracks_of_a_film(own: Own) -> None:
    film = own.add(CASES / "22-second-track-default.mkv")
    own.session.open_medium(film.id)
    strip, player = own.canvas.source.strip, own.canvas.source.player
    button = own.find("canvas.transport.sound-track")
    own.qtbot.waitUntil(lambda: button.isVisibleTo(strip))
    first, second = strip.tracks_menu().actions()
    assert (first.isChecked(), second.isChecked()) == (False, True), "the one that the file marks"
    first.trigger()
    assert player.use.sound_track == 0
    assert player.timeline is not None
    assert [one.clip.sound_track for one in clips(player.timeline) if one.track.kind == "audio"] == [0]
    assert [one.isChecked() for one in strip.tracks_menu().actions()] == [True, False]
    combo = own.find("inspector.sound-track")
    assert isinstance(combo, QComboBox)
    own.select(film)
    own.qtbot.waitUntil(lambda: combo.currentIndex() == 0 and combo.isVisibleTo(own.window))
    own.append(film)
    assert [clip.sound_track for clip in own.clips("audio")] == [0]
    own.project.undo()
    own.project.undo()
    assert player.use.sound_track is None


def test_a_film_with_one_sound_track_offers_none(own: Own, tmp_path: Path) -> None:
    film = own.add(CASES / "13-sound-longer.mp4")
    own.session.open_medium(film.id)
    own.select(film)
    assert not own.find("canvas.transport.sound-track").isVisibleTo(own.canvas.source.strip)
    assert not own.find("inspector.sound-track").isVisibleTo(own.window)


def _two_tracks(path: Path) -> Path:
    """A sound file with a quiet and a loud track."""
    with av.open(str(path), "w", format="matroska") as container:
        streams = [container.add_stream("pcm_s16le", rate=8000, layout="mono") for _ in range(2)]
        for stream, level in zip(streams, (1000, 30000), strict=True):
            assert isinstance(stream, av.AudioStream)
            frame = av.AudioFrame.from_ndarray(np.full((1, 8000), level, np.int16), format="s16", layout="mono")
            frame.sample_rate, frame.pts, frame.time_base = 8000, 0, Fraction(1, 8000)
            container.mux(stream.encode(frame))
            container.mux(stream.encode())
    return path


def test_the_page_of_a_sound_shows_the_track_that_is_heard(own: Own, tmp_path: Path) -> None:
    sound = own.add(_two_tracks(tmp_path / "two.mka"))
    page, strip = own.canvas.source.sound_page, own.canvas.source.strip
    with own.qtbot.waitSignal(page.measured):
        own.session.open_medium(sound.id)
    assert page.isVisibleTo(own.window)

    def loudest() -> float:
        return max(high for _low, high in page._peaks(50))

    assert loudest() == pytest.approx(1000 / 32768, abs=0.005)
    own.qtbot.waitUntil(lambda: len(strip.tracks_menu().actions()) == 2)
    with own.qtbot.waitSignal(page.measured):
        strip.tracks_menu().actions()[1].trigger()
    assert loudest() == pytest.approx(30000 / 32768, abs=0.005)
    with own.qtbot.waitSignal(page.measured):
        own.project.undo()
    assert loudest() == pytest.approx(1000 / 32768, abs=0.005)


def test_an_animated_picture_becomes_a_still_and_moves_again(own: Own) -> None:
    gif, film = own.add(CASES / "27-animation.gif"), own.add(CASES / "13-sound-longer.mp4")
    for media in (gif, film):
        own.select(media)
    assert own.menu_action(film, "still") is None, "a film is no animated picture"
    own.append(gif)
    still = own.menu_action(gif, "still")
    assert still is not None
    still.trigger()
    assert (own.current(gif).kind, own.current(gif).duration) == ("picture", None)
    node = next(node for node in own.project.nodes() if node.media_id == gif.id)
    assert node.kind == "picture"
    own.append(gif)
    assert [clip.source_duration for clip in own.clips("video")] == [Fraction(1, 2), None]
    card = own.bin.grid.card(gif.id)
    assert card is not None
    own.session.select_node(node.id)
    own.session.view("node")
    own.qtbot.waitUntil(lambda: own.canvas.surface.image is not None)
    moving = own.menu_action(gif, "film")
    assert moving is not None
    moving.trigger()
    own.qtbot.waitUntil(lambda: own.current(gif) == gif)
    own.project.undo()
    assert own.current(gif).kind == "picture"


# --- what comes in ---------------------------------------------------------------------------------------------------


def _document(folder: Path) -> Path:
    """A timeline of two clips, as the command writes it, beside the film that it shows."""
    folder.mkdir()
    film = foreign_clip(folder / "film.mp4", count=24)
    logo = folder / "14a-logo.png"
    logo.write_bytes((CASES / "14a-logo.png").read_bytes())
    assert run(["render", str(film), str(logo), "-o", str(folder / "cut.otio")]) == 0
    return folder / "cut.otio"


def test_a_timeline_of_another_program_is_imported_as_one_step(own: Own, tmp_path: Path) -> None:
    document = _document(tmp_path / "other")
    assert own.bench.studio.actions.trigger("file.import_timeline")
    asked = own.window.findChild(QFileDialog, "media.import-timeline")
    assert asked is not None
    before = len(own.project.undo_list())
    asked.fileSelected.emit(str(document))
    asked.done(0)
    own.qtbot.waitUntil(lambda: own.session.timeline_id is not None)
    assert [clip.name for clip in own.clips("video")] == ["film", "14a-logo"]
    assert len(own.project.media_list()) == 2
    assert own.session.viewing == "timeline"
    assert [step.name for step in own.project.undo_list()[before:]] == ["Import timeline"]
    own.project.undo()
    assert own.project.media_list() == []
    assert list(own.project.timelines()) == []


def test_a_dropped_document_says_once_what_does_not_fit(own: Own, tmp_path: Path) -> None:
    document = _document(tmp_path / "other")
    assert own.bin.isVisibleTo(own.window)
    # The film is shorter now than the document says.
    foreign_clip(tmp_path / "other" / "film.mp4", count=12)
    text = document.read_text().replace('"digest"', '"former"')
    document.write_text(text)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(document))])
    own.window.dropEvent(
        QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, LEFT, Qt.KeyboardModifier.NoModifier)
    )
    own.qtbot.waitUntil(lambda: own.session.timeline_id is not None)
    words = own.find("banner.text", own.bin)
    assert isinstance(words, QLabel)
    assert "“cut.otio” was imported, not all of it as it was." in words.text()
    assert "cut there: 1." in words.text()


def test_files_elsewhere_are_opened_only_if_the_user_says_so(own: Own, tmp_path: Path) -> None:
    document = _document(tmp_path / "other")
    (tmp_path / "elsewhere").mkdir()
    film = (tmp_path / "other" / "film.mp4").rename(tmp_path / "elsewhere" / "film.mp4")
    text = document.read_text().replace('"digest"', '"former"').replace("other/film.mp4", "elsewhere/film.mp4")
    document.write_text(text)
    own.bin.presenter.import_files([document])
    own.qtbot.waitUntil(lambda: own.window.findChild(QMessageBox, "media.approve") is not None)
    box = own.window.findChild(QMessageBox, "media.approve")
    assert box is not None
    assert str(film) in box.informativeText()
    assert own.project.media_list() == []
    QTest.mouseClick(own.find("media.approve.use", box), LEFT)
    own.qtbot.waitUntil(lambda: own.session.timeline_id is not None)
    assert len(own.clips("video")) == 2


def test_a_document_that_is_dropped_on_the_welcome_page_begins_a_project(own: Own, tmp_path: Path) -> None:
    document = _document(tmp_path / "other")
    assert own.bin.isVisibleTo(own.window)
    own.session.close()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(document))])
    own.window.dropEvent(
        QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, LEFT, Qt.KeyboardModifier.NoModifier)
    )
    own.qtbot.waitUntil(lambda: own.session.timeline_id is not None)
    project = own.session.project
    assert project is not None
    assert len(project.media_list()) == 2


def test_what_is_no_timeline_is_refused(own: Own, tmp_path: Path) -> None:
    path = tmp_path / "broken.otio"
    path.write_text("{}")
    own.bin.presenter.import_files([path])
    own.qtbot.waitUntil(lambda: bool(own.bench.problems))
    assert own.bin.presenter.state.importing == 0
    assert list(own.project.timelines()) == []


# --- what goes out ---------------------------------------------------------------------------------------------------


def test_transparency_goes_out_where_the_form_can_hold_it(own: Own, tmp_path: Path) -> None:
    logo = own.add(CASES / "14a-logo.png")
    own.append(logo)
    reasons = []
    dialog = own.dialog()
    forms, box = own.find("export.form", dialog), own.find("export.alpha", dialog)
    assert isinstance(forms, QComboBox)
    for form in ("mp4", "wav"):
        forms.setCurrentIndex(forms.findData(form))
        assert not box.isEnabled()
        reasons.append(str(own.find("export.alpha-reason", dialog).property("text")))
    assert reasons[0] == "An MP4 has no transparency."
    assert forms.currentData() == "wav"
    for form, name in (("frame.png", "a.png"), ("frame.webp", "a.webp")):
        path = own.export(dialog, form, tmp_path / name, alpha=True)
        alpha = divided(load_layer(path))[..., 3]
        assert alpha.min() == 0
        assert alpha.max() == 255
        dialog = own.dialog()
    path = own.export(dialog, "mov", tmp_path / "a.mov", alpha=True)
    with FrameReader(path) as reader:
        assert not reader.is_opaque
        assert reader.frame_count == 120


def test_an_opaque_timeline_has_no_transparency_to_keep(own: Own, tmp_path: Path) -> None:
    own.append(own.add(foreign_clip(tmp_path / "film.mp4", count=6)))
    dialog = own.dialog()
    forms, box = own.find("export.form", dialog), own.find("export.alpha", dialog)
    assert isinstance(forms, QComboBox)
    forms.setCurrentIndex(forms.findData("mov"))
    reason = own.find("export.alpha-reason", dialog)
    own.qtbot.waitUntil(lambda: "nothing is transparent" in str(reason.property("text")))
    assert not box.isEnabled()
    assert "nothing is transparent" in " ".join(box.toolTip().split())
    model = forms.model()
    sound = model.index(forms.findData("flac"), 0)
    assert not model.flags(sound) & Qt.ItemFlag.ItemIsEnabled, "nothing is heard"


def test_a_sound_goes_out_from_the_dialog_sample_by_sample(own: Own, tmp_path: Path) -> None:
    film = own.add(CASES / "13-sound-longer.mp4")
    own.append(film)
    for form in ("wav", "flac"):
        path = own.export(own.dialog(), form, tmp_path / f"sound.{form}")
        assert probe(path).kind == "audio"
        with AudioReader(path) as made, AudioReader(CASES / "13-sound-longer.mp4") as source:
            rate = source.info.sample_rate
            assert made.info.sample_rate == rate
            wanted = source.read(Fraction(0), rate, sample_rate=rate)
            np.testing.assert_allclose(
                made.read(Fraction(0), rate, sample_rate=rate), wanted, atol=0 if form == "wav" else 2**-23
            )
        assert own.exports.progress is not None
        QTest.mouseClick(own.find("export.end", own.exports.progress), LEFT)


def _same(one: Path, other: Path) -> bool:
    with FrameReader(one) as first, FrameReader(other) as second:
        assert first.frame_count == second.frame_count
        return all(np.array_equal(first.frame(number), second.frame(number)) for number in range(first.frame_count))
