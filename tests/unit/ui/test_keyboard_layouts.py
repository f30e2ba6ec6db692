"""Keys as X11 sends them under layouts of other scripts, pressed in the window with its own panels.

The numbers were read off an X server with these layouts alone (`setxkbmap ru`); beside a Latin layout Qt finds the
Latin letter by itself.
"""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication

from lance_studio.project.commands.nodes import RenameNode
from lance_studio.ui.actions.text_focus import TextFocusGuard
from lance_studio.ui.canvas.view import CanvasPanel
from tests.unit.ui.test_generation_service import bench
from tests.unit.ui.whole_window import Scene, scene

__all__ = ["bench", "scene"]

CTRL, SHIFT, ALT, NONE = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.NoModifier,
)
# What the key in the place of each Latin letter, bracket, comma or full stop types.
PLACES = "ZYCBELVIO[]"
LAYOUTS = {
    "ru": dict(zip(PLACES, "янсиудмшщхъ", strict=True)),
    "gr": dict(zip(PLACES, "ζυψβελωιο[]", strict=True)),
    "ara": dict(zip(PLACES, ["ئ", "غ", "ؤ", "لا", *"ثمرهخجد"], strict=True)),
    "il": dict(zip(PLACES, "זטבנקךהןם][", strict=True)),
}
KEYCODES = {"Z": 52, "Y": 29, "C": 54, "B": 56, "E": 26, "L": 46, "V": 55, "I": 31, "O": 32, "[": 34, "]": 35}


def send(text: str, keycode: int, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """Press a key where the focus is, after the window's own shortcuts had no use for it."""
    widget = QApplication.focusWidget()
    assert widget is not None
    key = ord(text.upper()) if len(text) == 1 else 0
    for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
        QApplication.sendEvent(widget, QKeyEvent(kind, key, modifiers, keycode, 0, 0, text))


def press(layout: str, place: str, modifiers: Qt.KeyboardModifier = NONE) -> None:
    send(LAYOUTS[layout][place], KEYCODES[place], modifiers)


def canvas(scene: Scene) -> CanvasPanel:
    panel = scene.window.panel("canvas")
    assert isinstance(panel, CanvasPanel)
    return panel


def name(scene: Scene) -> str:
    node = scene.bench.project.node(scene.node)
    assert node is not None
    return node.name


@pytest.mark.parametrize("layout", LAYOUTS)
def test_undo_and_redo(scene: Scene, layout: str) -> None:
    canvas(scene).surface.setFocus()
    scene.session.run(RenameNode(scene.node, "renamed"))
    press(layout, "Z", CTRL)
    assert name(scene) == "p"
    press(layout, "Z", CTRL | SHIFT)
    assert name(scene) == "renamed"
    press(layout, "Z", CTRL)
    press(layout, "Y", CTRL)
    assert name(scene) == "renamed"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_single_keys_of_the_canvas(scene: Scene, layout: str) -> None:
    panel = canvas(scene)
    panel.surface.setFocus()
    for place, tool in (("B", "brush"), ("E", "eraser"), ("L", "lasso"), ("V", "select"), ("B", "brush")):
        press(layout, place)
        assert panel.presenter.state.tool == tool
    brush = panel.presenter.state.brush
    if LAYOUTS[layout]["["].isalpha():  # else Qt finds the bracket by itself
        press(layout, "]")
        assert panel.presenter.state.brush > brush
        press(layout, "[")
        assert panel.presenter.state.brush == brush
    panel.picture_mask.rectangle((0, 0), (32, 64))
    share = panel.picture_mask.share()
    press(layout, "V", SHIFT)
    assert panel.picture_mask.share() == pytest.approx(1 - share)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_in_and_out_points(scene: Scene, layout: str) -> None:
    row = scene.bench.project.timelines()[0]
    scene.session.select_timeline(row.id)
    scene.session.view("timeline")
    scene.window.workspaces.choose("film")
    lanes = scene.window.panel("timeline").lanes  # type: ignore[attr-defined]
    lanes.setFocus()
    press(layout, "I")
    press(layout, "O")
    timeline = scene.bench.project.timeline_value(row.id)
    assert timeline is not None
    assert timeline.in_point is not None
    assert timeline.out_point is not None


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_field_keeps_its_letters_and_its_own_shortcuts(scene: Scene, layout: str) -> None:
    TextFocusGuard(QGuiApplication.instance())  # type: ignore[arg-type]
    panel = canvas(scene)
    prompt = panel.bar.prompt
    prompt.setFocus()
    press(layout, "B")
    assert prompt.toPlainText() == LAYOUTS[layout]["B"]
    assert panel.presenter.state.tool == "select"
    prompt.selectAll()
    press(layout, "C", CTRL)
    assert QGuiApplication.clipboard().text() == LAYOUTS[layout]["B"]
    press(layout, "Z", CTRL)
    assert prompt.toPlainText() == ""


def test_french_digits_with_ctrl_and_without(scene: Scene) -> None:
    panel = canvas(scene)
    panel.surface.setFocus()
    panel.surface.zoom_to(3.0)
    send("&", 10, CTRL)
    assert panel.surface.viewport.scale == 1.0
    send("à", 19, CTRL)
    assert panel.surface.viewport.zoom is None
    # Without Ctrl the letter is what it says.
    scale = panel.surface.viewport
    send("à", 19)
    assert panel.surface.viewport == scale


def test_letters_of_latin_layouts_are_what_they_say(scene: Scene) -> None:
    """A German "ü" lies where an American bracket does, and a French comma where an M does."""
    panel = canvas(scene)
    panel.surface.setFocus()
    brush = panel.presenter.state.brush
    scene.window.studio.actions.trigger("tool.brush")
    send("ü", 34)
    assert panel.presenter.state.brush == brush
    send(",", 58)
    assert scene.session.compared is None


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_keys_of_a_floating_dock_reach_the_window(scene: Scene) -> None:
    scene.session.run(RenameNode(scene.node, "renamed"))
    scene.window.workspaces.reveal("history")
    panel = scene.window.panel("history")
    scene.window.docks.dock("history").setFloating(True)
    QApplication.processEvents()
    event = QKeyEvent(QEvent.Type.KeyPress, ord("Я"), CTRL, 52, 0, 0, "я")
    QApplication.sendEvent(panel, event)
    assert name(scene) == "p"
