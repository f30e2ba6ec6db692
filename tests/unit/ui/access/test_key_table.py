"""The key table of the product, row by row: each key is pressed in the window, and what it does is looked at."""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.ui.actions import Actions
from lance_studio.ui.actions.dialogs import CommandPalette, ShortcutList
from lance_studio.ui.actions.text_focus import TextFocusGuard
from lance_studio.ui.canvas.view import CanvasPanel
from lance_studio.ui.playback import sound
from lance_studio.ui.playback.player import no_sound
from lance_studio.ui.preferences.view import PreferencesDialog
from lance_studio.ui.timeline.state import Tool
from lance_studio.ui.timeline.view import TimelinePanel
from lance_studio.workflows.wishes import EditPicture
from tests.unit.ui.access.rooms import Rooms, rooms
from tests.unit.ui.test_generation_service import bench
from tests.unit.ui.timeline.scene import add_film, clip, on, seconds, show, stored, with_clips
from tests.unit.workflows.bench import noise

__all__ = ["bench", "rooms"]


@dataclass
class Keyboard:
    """A project with a film cut into two clips, and a picture that was edited once; and the keys pressed so far."""

    rooms: Rooms
    qtbot: QtBot
    folder: Path
    pressed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        bench = self.rooms.bench
        self.session, self.bench, self.window = bench.session, bench, self.rooms.window
        self.film = add_film(self.session, self.folder)
        show(self.session, with_clips(self.film, (0, 6, 12), (12, 20, 12)))
        self.root = bench.add_picture(noise(64, 64))
        self.session.select_node(self.root)
        self.rooms.actions.trigger("workspace.film")
        QApplication.processEvents()

    @property
    def canvas(self) -> CanvasPanel:
        panel = self.window.panel("canvas")
        assert isinstance(panel, CanvasPanel)
        return panel

    @property
    def timeline(self) -> TimelinePanel:
        panel = self.window.panel("timeline")
        assert isinstance(panel, TimelinePanel)
        return panel

    @property
    def tool(self) -> Tool:
        return self.timeline.presenter.view_model.state.tool

    @property
    def playing(self) -> int:
        return self.timeline.transport.player.speed

    def on_canvas(self) -> None:
        self.canvas.surface.setFocus()

    def on_timeline(self, frame: int = 16) -> None:
        """Give the focus to the timeline and put the playhead on a frame."""
        self.session.select_timeline(self.session.timeline_id)
        self.timeline.lanes.setFocus()
        self.timeline.presenter.view_model.seek(seconds(frame))

    def press(self, *keys: str) -> None:
        """Press keys where the focus is, given in Qt's portable spelling."""
        for keys_ in keys:
            self.pressed.append(keys_)
            widget = QApplication.focusWidget() or self.window
            chord = QKeySequence(keys_)[0]  # pyright: ignore[reportIndexIssue]
            QTest.keyClick(widget, chord.key(), chord.keyboardModifiers())

    def dialog(self, kind: type[QDialog]) -> QDialog:
        """Wait for a dialog and close it."""
        self.qtbot.waitUntil(lambda: any(one.isVisible() for one in self.window.findChildren(kind)))
        shown = next(one for one in self.window.findChildren(kind) if one.isVisible())
        shown.close()
        self.window.activateWindow()
        self.qtbot.waitUntil(lambda: QApplication.activeWindow() is self.window)
        return shown

    def frame(self) -> Fraction:
        return self.session.playhead / seconds(1)

    def clips(self) -> list[tuple[int, int, int]]:
        return on(stored(self.session), "V1")

    def waiting(self) -> list[str]:
        jobs = self.bench.project.jobs()
        return [job.name.split('"')[1] for job in jobs if job.state in ("queued", "running")]

    def edited(self) -> str:
        [job] = self.bench.work.submit(EditPicture(self.root, "make it blue"))
        self.bench.wait_begun()
        node = self.bench.draw(job, noise(1, 64, 64))
        self.session.select_node(node)
        return node


@pytest.fixture(autouse=True)
def silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Play without the sound card."""
    monkeypatch.setattr(sound, "open_sound", no_sound)


@pytest.fixture
def keyboard(rooms: Rooms, qtbot: QtBot, tmp_path: Path, qapp: QApplication) -> Keyboard:
    folder = tmp_path / "keys"
    folder.mkdir()
    guard = TextFocusGuard(qapp)
    rooms.window.destroyed.connect(guard.deleteLater)
    return Keyboard(rooms, qtbot, folder)


# --- the table --------------------------------------------------------------------------------------------------------

Check = Callable[[Keyboard], None]
TABLE: list[tuple[str, tuple[str, ...], Check]] = []


def row(action: str, *keys: str) -> Callable[[Check], Check]:
    """Declare a row of the table: what it is called, its keys, and a check of what they do."""

    def declare(check: Check) -> Check:
        TABLE.append((action, keys, check))
        return check

    return declare


@row("new, open, save, save as, close", "Ctrl+N", "Ctrl+O", "Ctrl+S", "Ctrl+Shift+S", "Ctrl+W")
def files(keyboard: Keyboard) -> None:
    keyboard.on_canvas()
    path = keyboard.bench.project.path
    keyboard.press("Ctrl+O")
    assert keyboard.dialog(QFileDialog).windowTitle() == "Open project"
    keyboard.press("Ctrl+Shift+S")
    assert keyboard.dialog(QFileDialog).windowTitle() == "Save project as"
    keyboard.press("Ctrl+N")
    project = keyboard.session.project
    assert project is not None
    assert project.path != path
    # Only a draft has to be given a name; everything else is saved already.
    keyboard.press("Ctrl+S")
    assert keyboard.dialog(QFileDialog).windowTitle() == "Save project as"
    keyboard.press("Ctrl+W")
    keyboard.qtbot.waitUntil(lambda: keyboard.session.project is None)


@row("undo, redo", "Ctrl+Z", "Ctrl+Shift+Z", "Ctrl+Y")
def undo(keyboard: Keyboard) -> None:
    keyboard.on_timeline()
    before = keyboard.clips()
    keyboard.press("S")
    after = keyboard.clips()
    assert after != before
    for again in ("Ctrl+Shift+Z", "Ctrl+Y"):
        keyboard.press("Ctrl+Z")
        assert keyboard.clips() == before
        keyboard.press(again)
        assert keyboard.clips() == after


@row("preferences, full screen, rename, shortcut list", "Ctrl+,", "F11", "F2", "?")
def window(keyboard: Keyboard) -> None:
    keyboard.on_canvas()
    keyboard.press("Ctrl+,")
    keyboard.dialog(PreferencesDialog)
    keyboard.press("F11")
    assert keyboard.window.isFullScreen()
    keyboard.press("F11")
    assert not keyboard.window.isFullScreen()
    keyboard.on_canvas()
    keyboard.press("?")
    keyboard.dialog(ShortcutList)
    keyboard.on_timeline()
    keyboard.press("F2")
    name = QApplication.focusWidget()
    assert isinstance(name, QLineEdit)
    assert name.accessibleName() == "Name of the timeline"
    name.setText("Trailer")
    keyboard.press("Return")
    assert [row_.name for row_ in keyboard.bench.project.timelines()] == ["Trailer"]


@row("command palette", "Ctrl+Shift+P")
def palette(keyboard: Keyboard) -> None:
    keyboard.on_canvas()
    keyboard.press("Ctrl+Shift+P")
    keyboard.dialog(CommandPalette)


@row("export video, export current frame", "Ctrl+E", "Ctrl+Shift+E")
def export(keyboard: Keyboard) -> None:
    keyboard.on_canvas()
    keyboard.press("Ctrl+E")
    assert keyboard.dialog(QDialog).objectName() == "export.video"
    keyboard.press("Ctrl+Shift+E")
    assert keyboard.dialog(QFileDialog).windowTitle() == "Export picture"


@row("generate, generate next in queue", "Ctrl+Return", "Ctrl+Shift+Return")
def generate(keyboard: Keyboard) -> None:
    keyboard.bench.work.queue.pause()
    prompt = keyboard.canvas.bar.prompt
    for words in ("one", "two"):
        prompt.setPlainText(words)
        prompt.setFocus()
        keyboard.press("Ctrl+Return")
    prompt.setPlainText("urgent")
    keyboard.on_canvas()
    keyboard.press("Ctrl+Shift+Return")
    assert keyboard.waiting() == ["urgent", "one", "two"]


@row("cancel current, clear queue", "Shift+X", "Ctrl+Shift+X")
def cancel(keyboard: Keyboard) -> None:
    for words in ("one", "two", "three"):
        assert keyboard.bench.work.submit(EditPicture(keyboard.root, words))
    keyboard.bench.wait_begun()
    keyboard.on_canvas()
    keyboard.press("Shift+X")
    keyboard.qtbot.waitUntil(lambda: keyboard.waiting() == ["two", "three"])
    keyboard.press("Ctrl+Shift+X")
    keyboard.qtbot.waitUntil(lambda: keyboard.waiting() == [])


@row("prompt history", "Alt+Up", "Alt+Down")
def prompt_history(keyboard: Keyboard) -> None:
    keyboard.bench.work.queue.pause()
    prompt = keyboard.canvas.bar.prompt
    prompt.setFocus()
    prompt.setPlainText("add a hat")
    keyboard.press("Return")
    prompt.setPlainText("half a thought")
    keyboard.press("Alt+Up")
    assert prompt.toPlainText() == "add a hat"
    keyboard.press("Alt+Down")
    assert prompt.toPlainText() == "half a thought"


@row("play; shuttle", "Space", "J", "K", "L")
def play(keyboard: Keyboard) -> None:
    keyboard.on_timeline(2)
    keyboard.press("Space")
    assert keyboard.playing == 1
    keyboard.press("Space")
    assert keyboard.playing == 0
    keyboard.press("L", "L")
    assert keyboard.playing == 2
    keyboard.press("K")
    assert keyboard.playing == 0
    keyboard.on_timeline(20)
    keyboard.press("J")
    assert keyboard.playing == -1
    keyboard.press("K")


@row("frame; second", "Left", "Right", "Shift+Left", "Shift+Right")
def step(keyboard: Keyboard) -> None:
    keyboard.on_timeline(10)
    for keys, frame in (("Left", 9), ("Right", 10), ("Shift+Left", 0), ("Shift+Right", 23)):
        keyboard.press(keys)
        assert keyboard.frame() in (frame, frame + 1)


@row("previous/next cut; ends", "Up", "Down", "Home", "End")
def cuts(keyboard: Keyboard) -> None:
    keyboard.on_timeline(16)
    for keys, frame in (("Up", 12), ("Up", 0), ("Down", 12), ("End", 23), ("Home", 0)):
        keyboard.press(keys)
        assert keyboard.frame() == frame, keys


@row("in, out; go to; clear", "I", "O", "Shift+I", "Shift+O", "Alt+X")
def marks(keyboard: Keyboard) -> None:
    keyboard.on_timeline(4)
    keyboard.press("I")
    keyboard.on_timeline(9)
    keyboard.press("O")
    timeline = stored(keyboard.session)
    assert (timeline.in_point, timeline.out_point) == (seconds(4), seconds(10))
    keyboard.press("Shift+I")
    assert keyboard.frame() == 4
    keyboard.press("Shift+O")
    assert keyboard.frame() == 9
    keyboard.press("Alt+X")
    assert stored(keyboard.session).in_point is stored(keyboard.session).out_point is None


@row("select, blade, ripple, roll, slip", "V", "B", "R", "N", "Y")
def tools(keyboard: Keyboard) -> None:
    keyboard.on_timeline()
    for keys, tool in (("B", Tool.BLADE), ("R", Tool.RIPPLE), ("N", Tool.ROLL), ("Y", Tool.SLIP), ("V", Tool.SELECT)):
        keyboard.press(keys)
        assert keyboard.tool is tool


@row("split at playhead", "Ctrl+K", "S")
def split(keyboard: Keyboard) -> None:
    keyboard.on_timeline(4)
    keyboard.press("Ctrl+K")
    assert keyboard.clips() == [(0, 6, 4), (4, 10, 8), (12, 20, 12)]
    keyboard.on_timeline(16)
    keyboard.press("S")
    assert keyboard.clips() == [(0, 6, 4), (4, 10, 8), (12, 20, 4), (16, 24, 8)]


@row("lift; ripple delete", "Del", "Shift+Del")
def delete(keyboard: Keyboard) -> None:
    for keys, left in (("Del", [(12, 20, 12)]), ("Shift+Del", [(0, 20, 12)])):
        keyboard.on_timeline()
        view = keyboard.timeline.presenter.view_model
        view.select(clip(stored(keyboard.session), "V1").clip.id)
        keyboard.press(keys)
        assert keyboard.clips() == left
        keyboard.session.undo()


@row("insert, overwrite; match frame; marker", ",", ".", "F", "M")
def place(keyboard: Keyboard) -> None:
    keyboard.on_timeline(16)
    keyboard.press("F")
    assert keyboard.session.media_id == keyboard.film.id
    keyboard.on_timeline(16)
    keyboard.session.select_media(keyboard.film.id)
    before = keyboard.clips()
    keyboard.press(",")
    assert keyboard.clips()[:3] == [(0, 6, 12), (12, 20, 4), (16, 0, 48)]
    assert keyboard.clips()[3] == (64, 24, 8)
    keyboard.session.undo()
    assert keyboard.clips() == before
    keyboard.on_timeline(16)
    keyboard.session.select_media(keyboard.film.id)
    keyboard.press(".")
    assert keyboard.clips() == [(0, 6, 12), (12, 20, 4), (16, 0, 48)]
    keyboard.on_timeline(5)
    keyboard.press("M")
    assert [marker.time for marker in stored(keyboard.session).markers] == [seconds(5)]


@row("timeline zoom, fit", "+", "-", "0")
def zoom(keyboard: Keyboard) -> None:
    keyboard.on_timeline()
    view = keyboard.timeline.presenter.view_model
    keyboard.press("0")
    fitting = view.state.scale.pixels
    keyboard.press("+", "+")
    assert view.state.scale.pixels > fitting
    nearer = view.state.scale.pixels
    keyboard.press("-")
    assert view.state.scale.pixels < nearer
    keyboard.press("0")
    assert view.state.scale.pixels == fitting


@row("canvas pan, zoom, fit, 100 %", "Space", "Ctrl+0", "Ctrl+1")
def viewport(keyboard: Keyboard) -> None:
    keyboard.session.select_node(keyboard.root)
    surface = keyboard.canvas.surface
    keyboard.on_canvas()
    keyboard.press("Ctrl+1")
    assert surface.viewport.scale == 1.0
    handle, middle = keyboard.window.windowHandle(), surface.rect().center()
    assert handle is not None
    QTest.wheelEvent(handle, QPointF(surface.mapTo(keyboard.window, middle)), QPoint(0, 480))
    assert surface.viewport.scale > 1.0
    surface.zoom_to(20)
    left = surface.place().left()
    keyboard.pressed.append("Space")
    QTest.keyPress(surface, Qt.Key.Key_Space)
    QTest.mousePress(surface, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(surface, middle + QPoint(30, 0))
    QTest.mouseRelease(surface, Qt.MouseButton.LeftButton, pos=middle + QPoint(30, 0))
    QTest.keyRelease(surface, Qt.Key.Key_Space)
    assert surface.place().left() == left + 30
    keyboard.press("Ctrl+0")
    assert surface.viewport.zoom is None


@row("brush, eraser, lasso, size; invert mask", "B", "E", "L", "[", "]", "Shift+V")
def masks(keyboard: Keyboard) -> None:
    keyboard.session.select_node(keyboard.root)
    keyboard.on_canvas()
    presenter, mask = keyboard.canvas.presenter, keyboard.canvas.picture_mask
    for keys, tool in (("E", "eraser"), ("L", "lasso"), ("B", "brush")):
        keyboard.press(keys)
        assert presenter.state.tool == tool
    brush = presenter.state.brush
    keyboard.press("]")
    assert presenter.state.brush > brush
    keyboard.press("[")
    assert presenter.state.brush == brush
    mask.rectangle((0, 0), (16, 64))
    keyboard.press("Shift+V")
    assert mask.share() == pytest.approx(0.75)


@row("compare, swap sides", "M", "C")
def compare(keyboard: Keyboard) -> None:
    keyboard.edited()
    keyboard.on_canvas()
    keyboard.press("M")
    compared = keyboard.session.compared
    assert compared is not None
    keyboard.press("C")
    assert keyboard.session.compared == compared.swapped()
    keyboard.press("M")
    assert keyboard.session.compared is None


def test_clips_are_selected_and_trimmed_without_the_mouse(keyboard: Keyboard) -> None:
    keyboard.on_timeline(16)
    keyboard.press("Shift+V")
    timeline = stored(keyboard.session)
    second = clip(timeline, "V1", 1).clip
    assert set(keyboard.session.clip_ids) == {second.id, clip(timeline, "A1", 1).clip.id}
    # Once more: what lies below it, by itself; then the first again.
    keyboard.press("Shift+V")
    assert keyboard.session.clip_ids == (clip(timeline, "A1", 1).clip.id,)
    keyboard.press("Shift+V")
    assert keyboard.session.clip_ids == (second.id,)
    keyboard.press("[")
    assert on(stored(keyboard.session), "V1") == [(0, 6, 12), (16, 24, 8)]
    assert on(stored(keyboard.session), "A1") == [(0, 6, 12), (12, 20, 12)], "only what is selected"
    keyboard.press("Ctrl+Z")
    keyboard.press("Esc")
    keyboard.press("]")
    assert on(stored(keyboard.session), "V1") == on(stored(keyboard.session), "A1") == [(0, 6, 12), (12, 20, 4)]
    keyboard.press("Ctrl+Z")
    keyboard.timeline.presenter.view_model.seek(seconds(12))
    keyboard.press("[")
    assert "No clip lies under" in keyboard.timeline.banner.cause if keyboard.timeline.banner else False


@pytest.mark.parametrize(("action", "keys", "check"), TABLE, ids=[action for action, _, _ in TABLE])
def test_what_the_keys_do(keyboard: Keyboard, action: str, keys: tuple[str, ...], check: Check) -> None:
    check(keyboard)
    assert set(keys) <= set(keyboard.pressed), f"not every key of “{action}” was pressed"


def test_the_table_is_whole() -> None:
    """The keys of the table are those that the window has, and no row is missing."""
    assert len(TABLE) == 20
    bound = {QKeySequence(keys).toString() for spec in Actions().specs() for keys in spec.keys}
    # Those of a field, of which the table of actions has none.
    bound |= {"Alt+Up", "Alt+Down"}
    assert {QKeySequence(keys).toString() for _, row_, _ in TABLE for keys in row_} <= bound


@pytest.mark.parametrize("keys", ["S", "V", "Del", "Space", "+", "?", "M", ","])
def test_single_keys_are_text_while_a_field_has_the_focus(keyboard: Keyboard, keys: str) -> None:
    keyboard.on_timeline()
    before, tool = keyboard.clips(), keyboard.tool
    prompt: QWidget = keyboard.canvas.bar.prompt
    prompt.setFocus()
    keyboard.press(keys)
    assert keyboard.clips() == before
    assert keyboard.tool is tool
    assert stored(keyboard.session).markers == ()
    assert keyboard.playing == 0
    assert not [one for one in keyboard.window.findChildren(QDialog) if one.isVisible()]
