"""A film or sound in the viewer: it is opened, played, marked and placed with real keys and a real mouse."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.app import PANELS
from lance_studio.media.images import load_image
from lance_studio.project.commands.media import AddMedia, RemoveMedia
from lance_studio.project.commands.nodes import RemoveNode
from lance_studio.project.commands.timelines import AddTimeline
from lance_studio.project.rows import Media, TimelineRow
from lance_studio.timeline.document import to_json
from lance_studio.timeline.model import Clip, Timeline, new_timeline
from lance_studio.timeline.placing import overwrite
from lance_studio.timeline.queries import clips
from lance_studio.ui.canvas.view import CanvasPanel
from lance_studio.ui.chat.view import ChatPanel
from lance_studio.ui.export.presenter import ExportPresenter
from lance_studio.ui.history.view import HistoryPanel
from lance_studio.ui.main_window import MainWindow
from lance_studio.ui.media.view import MediaPanel
from lance_studio.ui.playback.player import Player
from lance_studio.ui.playback.source_player import SourcePlayer
from lance_studio.ui.playback.source_view import read_source_view
from lance_studio.ui.timeline.view import TimelinePanel
from lance_studio.workflows.importing import read_file
from lance_studio.workflows.media_placement import MIME_TYPE, dragged_ids
from tests.unit.media.painted import PHONE_RATE as RATE
from tests.unit.media.painted import phone_clip, read_number, write_sound
from tests.unit.ui.playback.test_player import Watch
from tests.unit.ui.test_generation_service import Bench, bench
from tests.unit.ui.test_window_keys import press
from tests.unit.workflows.bench import noise

__all__ = ["bench"]

SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier


class Viewer:
    """The window over a project with a phone's film, a sound and a picture."""

    def __init__(self, bench: Bench, window: MainWindow, qtbot: QtBot) -> None:
        self.bench, self.window, self.session, self.qtbot = bench, window, bench.session, qtbot
        self.watch = Watch()
        self.heard: list[Fraction] = []
        for player in (self.panel.source.player.player, self.timeline_panel.transport.player):
            player._make_clock = lambda: self.watch
            player._make_sound = self._no_device
        self.picture = bench.add_picture(noise(64, 64))
        self.film = self.add(phone_clip(bench.folder / "IMG_0042.MOV"))
        times = np.arange(2 * 48000) / 48000
        tone = (0.4 * np.sin(2 * np.pi * 440 * times)).astype(np.float32)[:, None]
        self.sound = self.add(write_sound(bench.folder / "voice.wav", tone, 48000))

    def _no_device(self, _renderer: object, _timeline: Timeline, start: Fraction) -> None:
        """Note from where sound would be heard, and let the test's clock count."""
        self.heard.append(start)

    def add(self, path: Path) -> Media:
        found = read_file(path, self.bench.project.files, self.bench.project.folder)
        self.session.run(AddMedia(found.media, found.node))
        return found.media

    def _panel(self, panel_id: str) -> QWidget:
        made = self.window.panel(panel_id)
        assert made is not None
        return made

    @property
    def panel(self) -> CanvasPanel:
        made = self._panel("canvas")
        assert isinstance(made, CanvasPanel)
        return made

    @property
    def bin(self) -> MediaPanel:
        made = self._panel("media")
        assert isinstance(made, MediaPanel)
        return made

    @property
    def timeline_panel(self) -> TimelinePanel:
        made = self._panel("timeline")
        assert isinstance(made, TimelinePanel)
        return made

    @property
    def player(self) -> SourcePlayer:
        return self.panel.source.player

    def open(self, media: Media) -> None:
        """Double-click its card in the bin."""
        self.qtbot.waitUntil(lambda: self.bin.grid.card(media.id) is not None)
        card = self.bin.grid.card(media.id)
        assert card is not None
        middle = QPoint(card.width() // 2, card.height() // 3)
        QTest.mouseClick(card, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)
        QTest.mouseDClick(card, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)

    def press(self, *keys: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        for key in keys:
            press(key, modifiers)

    def frame(self) -> int:
        """The number under which the film stands."""
        return int(self.player.position * RATE)

    def seen(self) -> int:
        """The number that is painted on what the canvas shows."""
        image = self.panel.surface.image
        assert image is not None
        image = image.convertToFormat(QImage.Format.Format_RGB888)
        rows = np.frombuffer(bytes(image.constBits()), np.uint8).reshape(image.height(), image.bytesPerLine())
        return read_number(rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3))[0]

    def wait_seen(self, number: int, player: Player | None = None) -> None:
        def shown() -> bool:
            try:
                return (player or self.player.player).settled and self.seen() == number
            except AssertionError:
                return False

        self.qtbot.waitUntil(shown)

    def timeline(self) -> Timeline | None:
        timeline_id = self.session.timeline_id
        return None if timeline_id is None else self.bench.project.timeline_value(timeline_id)

    def clips(self, kind: str) -> list[Clip]:
        timeline = self.timeline()
        assert timeline is not None
        return [place.clip for place in clips(timeline) if place.track.kind == kind]

    def click(self, name: str) -> None:
        button = self.window.findChild(QAbstractButton, name)
        assert button is not None
        assert button.isVisible()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.fixture
def viewer(bench: Bench, qtbot: QtBot) -> Iterator[Viewer]:
    window = MainWindow(bench.studio, PANELS)
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    window.later.finish()
    bench.studio.actions.trigger("workspace.film")
    yield Viewer(bench, window, qtbot)
    bench.session.close()


def test_a_double_click_in_the_bin_opens_a_film_and_space_plays_it(viewer: Viewer, qtbot: QtBot) -> None:
    viewer.open(viewer.film)
    player, transport = viewer.player, viewer.timeline_panel.transport
    assert player.media is not None
    assert player.media.id == viewer.film.id
    assert (player.media.width, player.media.height, player.rate) == (96, 160, RATE)
    assert QApplication.focusWidget() is viewer.panel.surface
    assert viewer.panel.source.strip.isVisible()
    steps = viewer.bench.project.undo_list()
    press(Qt.Key.Key_Space)
    assert (player.speed, transport.player.speed, viewer.session.viewing) == (1, 0, "node")
    assert viewer.heard == [0]
    qtbot.waitUntil(lambda: viewer.watch.started)
    viewer.watch.time = 12 / RATE
    qtbot.waitUntil(lambda: viewer.frame() == 12)
    press(Qt.Key.Key_Space)
    assert player.speed == 0
    viewer.wait_seen(12)
    # To play and to stop is no step.
    assert viewer.bench.project.undo_list() == steps


def test_a_film_that_plays_slowly_is_said_beside_its_time(viewer: Viewer) -> None:
    viewer.open(viewer.film)
    strip = viewer.panel.source.strip
    said = strip.findChild(QLabel, "canvas.rate")
    assert said is not None
    buttons = [each for each in strip.findChildren(QAbstractButton) if each.isVisible()]
    QApplication.processEvents()
    before = [each.geometry() for each in buttons]
    for shown, text in ((12, "12 of 30 fps"), (30, "")):
        viewer.player.player.rate_changed.emit(shown, 30)
        QApplication.processEvents()
        assert said.text() == text
        assert [each.geometry() for each in buttons] == before


def test_the_shuttle_goes_both_ways_and_faster(viewer: Viewer, qtbot: QtBot) -> None:
    viewer.open(viewer.film)
    speeds = []
    for key in (Qt.Key.Key_L, Qt.Key.Key_L, Qt.Key.Key_J, Qt.Key.Key_J, Qt.Key.Key_L, Qt.Key.Key_K):
        press(key)
        speeds.append(viewer.player.speed)
    assert speeds == [1, 2, -1, -2, 1, 0]
    assert viewer.session.viewing == "node"
    # Over a picture L is the lasso, as ever.
    viewer.session.select_node(viewer.picture)
    press(Qt.Key.Key_L)
    assert viewer.panel.presenter.state.tool == "lasso"
    viewer.open(viewer.film)
    press(Qt.Key.Key_L)
    assert viewer.player.speed == 1


def test_keys_step_through_the_film_and_show_exactly_that_frame(viewer: Viewer) -> None:
    viewer.open(viewer.film)
    left, right = Qt.Key.Key_Left, Qt.Key.Key_Right
    viewer.press(right, right, right)
    assert viewer.frame() == 3
    viewer.wait_seen(3)
    viewer.press(left)
    viewer.wait_seen(2)
    viewer.press(right, modifiers=SHIFT)
    # A second later: the frame that is shown then.
    assert viewer.frame() == int((2 / RATE + 1) * RATE)
    viewer.wait_seen(31)
    viewer.press(left, modifiers=SHIFT)
    assert viewer.frame() == 1
    viewer.press(Qt.Key.Key_End)
    assert viewer.frame() == 89
    viewer.wait_seen(89)
    viewer.press(right)
    assert viewer.frame() == 89
    viewer.press(Qt.Key.Key_Home)
    viewer.wait_seen(0)


def mark(viewer: Viewer, first: int, last: int) -> None:
    viewer.player.seek(first / RATE)
    press(Qt.Key.Key_I)
    viewer.player.seek(last / RATE)
    press(Qt.Key.Key_O)


def test_exactly_the_marked_part_is_inserted_and_one_undo_takes_it_away(viewer: Viewer) -> None:
    viewer.open(viewer.film)
    mark(viewer, 20, 39)
    before = viewer.bench.project.undo_list()
    press(Qt.Key.Key_Comma)
    [picture], [sound] = viewer.clips("video"), viewer.clips("audio")
    timeline = viewer.timeline()
    assert timeline is not None
    assert (timeline.rate, timeline.width, timeline.height) == (RATE, 96, 160)
    assert picture.source_start == sound.source_start == 20 / RATE
    assert picture.duration == sound.duration == 20 / RATE
    assert picture.link_group == sound.link_group is not None
    # The viewer still shows the source, and the next part follows.
    assert (viewer.session.viewing, viewer.session.playhead) == ("node", 20 / RATE)
    assert viewer.player.media is not None
    mark(viewer, 60, 64)
    press(Qt.Key.Key_Comma)
    assert [(clip.source_start * RATE, clip.duration * RATE) for clip in viewer.clips("video")] == [(20, 20), (60, 5)]
    viewer.bench.session.undo()
    viewer.bench.session.undo()
    assert viewer.bench.project.undo_list() == before
    assert viewer.bench.project.timelines() == []


def test_the_marked_part_overwrites_what_is_at_the_playhead(viewer: Viewer) -> None:
    viewer.open(viewer.film)
    viewer.click("canvas.transport.clip.append")
    assert [clip.duration * RATE for clip in viewer.clips("video")] == [90]
    mark(viewer, 10, 14)
    viewer.session.move_playhead(30 / RATE)
    press(Qt.Key.Key_Period)
    parts = [(int(clip.source_start * RATE), int(clip.duration * RATE)) for clip in viewer.clips("video")]
    assert parts == [(0, 30), (10, 5), (35, 55)]
    viewer.click("canvas.transport.clip.insert")
    parts = [(int(clip.source_start * RATE), int(clip.duration * RATE)) for clip in viewer.clips("video")]
    assert parts == [(0, 30), (10, 5), (10, 5), (35, 55)]


def test_a_part_is_marked_by_buttons_played_and_forgotten(viewer: Viewer, qtbot: QtBot) -> None:
    viewer.open(viewer.film)
    scrub = viewer.panel.source.strip.scrub
    for share, name in ((0.25, "in"), (0.5, "out")):
        x = round(scrub.x_of(viewer.player.length * Fraction(share)))
        QTest.mouseClick(scrub, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(x, 10))
        viewer.click(f"canvas.transport.playback.set_{name}")
    view = viewer.player.view
    assert view.start is not None
    assert view.end is not None
    assert float(view.start) == pytest.approx(float(viewer.player.length) / 4, abs=0.03)
    assert float(view.end) == pytest.approx(float(viewer.player.length) / 2, abs=0.06)
    viewer.press(Qt.Key.Key_I, modifiers=SHIFT)
    assert viewer.player.position == view.start
    viewer.press(Qt.Key.Key_O, modifiers=SHIFT)
    assert viewer.player.position == view.end - 1 / RATE
    # From the last frame of the part, playing begins with its first one, and it ends where the part does.
    viewer.click("canvas.transport.playback.play")
    qtbot.waitUntil(lambda: viewer.watch.started)
    assert viewer.heard == [view.start]
    viewer.watch.time = Fraction(60)
    qtbot.waitUntil(lambda: viewer.player.speed == 0)
    assert viewer.player.position == view.end - 1 / RATE
    viewer.press(Qt.Key.Key_X, modifiers=ALT)
    assert (viewer.player.view.start, viewer.player.view.end) == (None, None)
    assert read_source_view(viewer.bench.project, viewer.film.id).start is None


def test_a_project_opens_with_the_marks_and_positions_that_were_left(viewer: Viewer) -> None:
    viewer.open(viewer.film)
    mark(viewer, 20, 39)
    viewer.player.seek(50 / RATE)
    viewer.open(viewer.sound)
    viewer.player.seek(Fraction(1, 2))
    steps = [step.name for step in viewer.bench.project.undo_list()]
    path = viewer.bench.project.path
    viewer.session.close()
    assert viewer.player.media is None
    project = viewer.session.open(path)
    assert [step.name for step in project.undo_list()] == steps
    viewer.bench.project = project
    film, sound = (project.media(one.id) for one in (viewer.film, viewer.sound))
    assert film is not None
    assert sound is not None
    viewer.open(film)
    assert (viewer.player.view.start, viewer.player.view.end) == (20 / RATE, 40 / RATE)
    assert viewer.frame() == 50
    viewer.wait_seen(50)
    viewer.open(sound)
    assert viewer.player.position == Fraction(1, 2)


def test_a_sound_is_heard_and_placed(viewer: Viewer, qtbot: QtBot) -> None:
    viewer.open(viewer.sound)
    page = viewer.panel.source.sound_page
    assert page.isVisible()
    assert viewer.session.node_id is None
    assert viewer.panel._name.text() == "voice.wav"
    assert QApplication.focusWidget() is page
    qtbot.waitUntil(lambda: page.has_shape)
    press(Qt.Key.Key_Space)
    assert (viewer.player.speed, viewer.heard) == (1, [0])
    qtbot.waitUntil(lambda: viewer.watch.started)
    viewer.watch.time = Fraction(1, 2)
    qtbot.waitUntil(lambda: viewer.player.position == Fraction(1, 2))
    press(Qt.Key.Key_K)
    press(Qt.Key.Key_I)
    press(Qt.Key.Key_Period)
    [clip] = viewer.clips("audio")
    assert (clip.source_start, clip.duration) == (Fraction(1, 2), Fraction(3, 2))
    assert viewer.clips("video") == []
    # A node takes its place.
    viewer.session.select_node(viewer.picture)
    assert (viewer.session.source_media_id, viewer.player.media) == (None, None)
    assert not page.isVisible()


def test_there_are_never_two_sounds(viewer: Viewer, qtbot: QtBot) -> None:
    viewer.open(viewer.film)
    viewer.click("canvas.transport.clip.append")
    press(Qt.Key.Key_Space)
    assert viewer.player.speed == 1
    # The timeline's own button plays the timeline, whatever the viewer shows.
    viewer.session.move_playhead(Fraction(0))
    viewer.click("timeline.button.playback.play")
    transport = viewer.timeline_panel.transport.player
    assert (viewer.player.speed, transport.speed, viewer.session.viewing) == (0, 1, "timeline")
    # Something else is shown: the film stops, and stays where it was.
    viewer.open(viewer.film)
    press(Qt.Key.Key_Space)
    assert (viewer.player.speed, transport.speed) == (1, 0)
    viewer.session.select_node(viewer.picture)
    assert viewer.player.speed == 0
    # Over a picture the keys are the timeline's.
    viewer.panel.surface.setFocus()
    press(Qt.Key.Key_Space)
    assert transport.speed == 1
    viewer.session.set_playing(False)


def test_match_frame_opens_the_source_at_the_frame_that_the_clip_shows(viewer: Viewer) -> None:
    viewer.open(viewer.film)
    mark(viewer, 20, 39)
    press(Qt.Key.Key_Comma)
    viewer.player.seek(Fraction(0))
    viewer.session.select_node(viewer.picture)
    viewer.timeline_panel.lanes.setFocus()
    viewer.session.move_playhead(7 / RATE)
    viewer.session.select_clips(())
    press(Qt.Key.Key_F)
    assert viewer.session.media_id == viewer.film.id
    assert viewer.frame() == 27
    viewer.wait_seen(27)
    assert QApplication.focusWidget() is viewer.panel.surface
    # Shift+F makes a picture of it.
    nodes = len(viewer.bench.project.nodes())
    press(Qt.Key.Key_F, SHIFT)
    viewer.qtbot.waitUntil(lambda: len(viewer.bench.project.nodes()) == nodes + 1)
    node = viewer.bench.project.nodes()[-1]
    media = viewer.bench.project.media(node.media_id)
    assert media is not None
    assert (media.kind, media.width, media.height, viewer.session.node_id) == ("picture", 96, 160, node.id)
    viewer.qtbot.waitUntil(
        lambda: viewer.panel.surface.image is not None and viewer.panel.surface.image.height() == 160
    )
    assert viewer.seen() == 27


def test_a_drag_from_the_viewer_carries_the_marked_part(viewer: Viewer) -> None:
    viewer.open(viewer.film)
    mark(viewer, 20, 39)
    assert viewer.panel.surface.draggable
    data = viewer.panel.source.dragged()
    [item] = viewer.timeline_panel.presenter.found(dragged_ids(bytes(data.data(MIME_TYPE).data())))
    assert item.media.id == viewer.film.id
    assert item.part == (20 / RATE, 40 / RATE)


def test_the_bins_own_keys_place_what_is_selected_there(viewer: Viewer) -> None:
    viewer.open(viewer.film)
    mark(viewer, 20, 39)
    viewer.open(viewer.sound)
    card = viewer.bin.grid.card(viewer.film.id)
    assert card is not None
    QTest.mouseClick(card, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(30, 30))
    # The bin has the focus; the film's marks are respected there as well.
    viewer.press(Qt.Key.Key_A, modifiers=SHIFT)
    assert [(clip.source_start * RATE, clip.duration * RATE) for clip in viewer.clips("video")] == [(20, 20)]


def test_match_frame_holds_on_a_timeline_of_another_rate_and_a_clip_of_another_speed(viewer: Viewer) -> None:
    timeline = new_timeline("T", Fraction(24), 96, 160)
    track = next(track.id for track in timeline.tracks if track.kind == "video")
    clip = Clip(
        id="fast",
        media_id=viewer.film.id,
        duration=Fraction(2),
        source_start=10 / RATE,
        source_duration=viewer.film.duration,
        speed=Fraction(5, 4),
    )
    document = to_json(overwrite(timeline, Fraction(1, 2), {track: clip}))
    viewer.bench.project.run(AddTimeline(TimelineRow(id=timeline.id, name="T", document=document)))
    transport = viewer.timeline_panel.transport.player
    for number in (12, 13, 29, 59):
        viewer.session.move_playhead(number / Fraction(24))
        viewer.session.view("timeline")
        viewer.wait_seen(int(10 + (number - 12) / Fraction(24) * Fraction(5, 4) * RATE), transport)
        shown = viewer.seen()
        viewer.timeline_panel.lanes.setFocus()
        press(Qt.Key.Key_F)
        assert viewer.session.viewing == "node"
        viewer.wait_seen(shown)
        assert viewer.frame() == shown


def test_match_frame_of_a_sound_opens_it_at_that_moment(viewer: Viewer) -> None:
    viewer.open(viewer.sound)
    viewer.player.seek(Fraction(1))
    viewer.press(Qt.Key.Key_I, Qt.Key.Key_Comma)
    viewer.session.select_node(viewer.picture)
    viewer.timeline_panel.lanes.setFocus()
    viewer.session.move_playhead(Fraction(1, 2))
    press(Qt.Key.Key_F)
    assert viewer.session.source_media_id == viewer.sound.id
    assert viewer.player.position == Fraction(3, 2)


SHOWN = ("film", "sound", "picture", "comparison", "timeline", "nothing")


@pytest.mark.parametrize("panel", ["canvas", "timeline", "media", "chat"])
@pytest.mark.parametrize("shown", SHOWN)
def test_what_plays_is_what_is_seen(viewer: Viewer, shown: str, panel: str) -> None:
    """The table of `what_plays`, row by row."""
    viewer.open(viewer.film)
    viewer.click("canvas.transport.clip.append")
    viewer.session.move_playhead(Fraction(0))
    film_node = viewer.session.node_id
    assert film_node is not None
    if shown == "sound":
        viewer.session.open_medium(viewer.sound.id)
    elif shown == "picture":
        viewer.session.select_node(viewer.picture)
    elif shown == "comparison":
        viewer.session.compare(viewer.picture, film_node)
    elif shown == "timeline":
        viewer.session.view("timeline")
    elif shown == "nothing":
        viewer.session.select_node(None)
    actions = viewer.bench.studio.actions
    actions.set_panel(panel)
    assert actions.trigger("playback.play")
    transport = viewer.timeline_panel.transport.player
    expected = (1, 0) if shown in ("film", "sound") and panel != "timeline" else (0, 1)
    assert (viewer.player.speed, transport.speed) == expected
    assert actions.trigger("playback.stop")
    assert (viewer.player.speed, transport.speed) == (0, 0)


@pytest.mark.parametrize("name", ["lasso over pictures", "forward over a clip", "forward over the timeline"])
def test_l_is_one_thing_at_a_time(viewer: Viewer, name: str) -> None:
    viewer.open(viewer.film)
    viewer.click("canvas.transport.clip.append")
    viewer.session.move_playhead(Fraction(0))
    if name == "lasso over pictures":
        viewer.session.select_node(viewer.picture)
    elif name == "forward over the timeline":
        viewer.session.view("timeline")
    viewer.panel.surface.setFocus()
    press(Qt.Key.Key_L)
    done = {
        "lasso over pictures": viewer.panel.presenter.state.tool == "lasso",
        "forward over a clip": viewer.player.speed == 1,
        "forward over the timeline": viewer.timeline_panel.transport.player.speed == 1,
    }
    assert [key for key, value in done.items() if value] == [name]


def test_the_film_is_dragged_out_by_its_picture(viewer: Viewer) -> None:
    viewer.open(viewer.film)
    surface, dragged = viewer.panel.surface, []
    surface.dragged_out.disconnect()
    surface.dragged_out.connect(lambda: dragged.append(viewer.panel.source.dragged().formats()))
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    middle = surface.rect().center()
    QTest.mousePress(surface, left, none, middle)
    QTest.mouseMove(surface, middle + QPoint(2, 0))
    assert dragged == []
    QTest.mouseMove(surface, middle + QPoint(60, 0))
    QTest.mouseRelease(surface, left, none, middle + QPoint(60, 0))
    assert dragged == [[MIME_TYPE]]
    # Over a picture the left button masks, as ever.
    viewer.session.select_node(viewer.picture)
    assert not surface.draggable


def test_a_sound_that_is_removed_is_not_shown_any_more(viewer: Viewer) -> None:
    viewer.open(viewer.sound)
    press(Qt.Key.Key_Space)
    viewer.bench.project.run(RemoveMedia(viewer.sound.id))
    assert (viewer.session.source_media_id, viewer.player.media, viewer.player.speed) == (None, None, 0)
    assert not viewer.panel.source.strip.isVisible()


def test_a_result_opens_ready_where_it_was_left(viewer: Viewer) -> None:
    viewer.open(viewer.film)
    viewer.player.seek(33 / RATE)
    node = viewer.session.node_id
    assert node is not None
    viewer.session.select_node(viewer.picture)
    history = viewer.window.panel("history")
    assert isinstance(history, HistoryPanel)
    history.presenter.open(node)
    assert viewer.frame() == 33
    viewer.wait_seen(33)
    assert QApplication.focusWidget() is viewer.panel.surface


def test_a_missing_file_is_said_and_nothing_plays(viewer: Viewer, qtbot: QtBot) -> None:
    link = viewer.film.link
    if link is None:
        pytest.skip("the film was taken into the project")
    viewer.open(viewer.film)
    (viewer.bench.project.folder / link).rename(viewer.bench.folder / "elsewhere.mov")
    viewer.bench.problems.clear()
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: viewer.player.speed == 0)
    qtbot.waitUntil(lambda: bool(viewer.bench.problems))
    assert viewer.bench.problems[0].panel_id == "canvas"


def test_the_frame_in_sight_is_what_is_exported(viewer: Viewer) -> None:
    exports = ExportPresenter(viewer.bench.studio)
    viewer.open(viewer.film)
    assert exports.picture_name() == "IMG_0042.png"
    viewer.player.seek(45 / RATE)
    assert exports.picture_name().startswith("IMG_0042 ")
    path = viewer.bench.folder / "frame.png"
    exports.export_picture(path)
    viewer.qtbot.waitUntil(lambda: path.exists() and not exports.state.running)
    picture = load_image(path)
    assert picture.shape == (160, 96, 3)
    assert read_number(picture)[0] == 45
    viewer.session.select_node(viewer.picture)
    assert viewer.session.source_frame is None


def test_a_film_whose_node_was_removed_can_still_be_watched(viewer: Viewer) -> None:
    node = next(node for node in viewer.bench.project.nodes() if node.media_id == viewer.film.id)
    viewer.bench.project.run(RemoveNode(node.id))
    viewer.session.select_node(viewer.picture)
    viewer.open(viewer.film)
    assert (viewer.session.node_id, viewer.session.source_media_id) == (None, viewer.film.id)
    assert viewer.panel._name.text() == "IMG_0042.MOV"
    viewer.wait_seen(0)
    viewer.press(Qt.Key.Key_Right)
    viewer.wait_seen(1)
    # Copying a sound copies no picture that was there before.
    viewer.open(viewer.sound)
    assert viewer.panel.surface.image is None
    assert not viewer.bench.studio.actions.action("edit.copy").isEnabled()


def test_a_question_about_what_is_shown_is_about_the_film_in_the_viewer(viewer: Viewer) -> None:
    viewer.open(viewer.film)
    mark(viewer, 20, 39)
    press(Qt.Key.Key_Comma)
    assert viewer.bench.studio.actions.trigger("generate.ask")
    chat = viewer.window.panel("chat")
    assert isinstance(chat, ChatPanel)
    subject = chat.presenter.state.subject
    assert subject is not None
    assert (subject.node_id, subject.timeline_id) == (viewer.session.node_id, None)


@pytest.mark.parametrize("size", [(1440, 900), (1280, 720), (1100, 700), (960, 700)])
def test_nothing_in_the_strip_is_cut_off(viewer: Viewer, size: tuple[int, int]) -> None:
    viewer.window.resize(*size)
    viewer.open(viewer.film)
    mark(viewer, 20, 39)
    viewer.qtbot.waitUntil(lambda: viewer.window.width() == size[0])
    strip = viewer.panel.source.strip
    QApplication.processEvents()
    shown = [one for one in strip.findChildren(QAbstractButton) if one.isVisible()]
    assert {"Insert", "Overwrite", "In", "Out"} <= {one.text() for one in shown}
    for one in shown:
        assert one.width() >= one.minimumSizeHint().width(), one.objectName()
        assert strip.rect().contains(QRect(one.mapTo(strip, QPoint()), one.size())), one.text()
    places = sorted((one.geometry().left(), one.geometry().right()) for one in shown)
    assert all(before[1] < after[0] for before, after in pairwise(places))
