"""Two fingers, pinches, pens, the other mouse button and Copy on the canvas of the whole window."""

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QGuiApplication,
    QImage,
    QInputDevice,
    QNativeGestureEvent,
    QPointingDevice,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from lance_studio.ui.canvas.surface import Surface
from lance_studio.ui.canvas.view import CanvasPanel
from lance_studio.ui.incoming import incoming
from lance_studio.workflows.wishes import EditPicture
from tests.unit.ui.test_generation_service import bench
from tests.unit.ui.whole_window import Scene, scene
from tests.unit.workflows.bench import noise

__all__ = ["bench", "scene"]

NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
LEFT, NO_BUTTON = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
PEN, ERASER = QPointingDevice.PointerType.Pen, QPointingDevice.PointerType.Eraser
GESTURE = Qt.NativeGestureType


@pytest.fixture
def panel(scene: Scene) -> CanvasPanel:
    found = scene.window.panel("canvas")
    assert isinstance(found, CanvasPanel)
    found.surface.setFocus()
    return found


def middle(surface: Surface) -> QPointF:
    return QPointF(surface.rect().center())


def wheel(
    surface: Surface,
    place: QPointF,
    angle: tuple[int, int] = (0, 0),
    pixels: tuple[int, int] = (0, 0),
    modifiers: Qt.KeyboardModifier = NONE,
    phase: Qt.ScrollPhase = Qt.ScrollPhase.NoScrollPhase,
) -> None:
    event = QWheelEvent(place, place, QPoint(*pixels), QPoint(*angle), NO_BUTTON, modifiers, phase, False)
    QApplication.sendEvent(surface, event)
    assert event.isAccepted()


def test_two_fingers_pan_and_with_ctrl_they_zoom_at_the_pointer(panel: CanvasPanel) -> None:
    surface, place = panel.surface, middle(panel.surface)
    surface.zoom_to(32.0)
    before = surface.viewport
    wheel(surface, place, pixels=(10, -20), angle=(10, -20), phase=Qt.ScrollPhase.ScrollUpdate)
    assert surface.viewport == before.panned(10, -20)
    # On X11 there are no phases, but parts of a notch.
    before = surface.viewport
    wheel(surface, place, angle=(0, -15))
    assert surface.viewport.scale == before.scale
    assert surface.viewport != before
    before, corner = surface.viewport, QPointF(40, 30)
    under = before.to_picture(corner.x(), corner.y())
    wheel(surface, corner, pixels=(0, -40), angle=(0, -40), modifiers=CTRL, phase=Qt.ScrollPhase.ScrollUpdate)
    assert surface.viewport.scale < before.scale
    assert surface.viewport.to_picture(corner.x(), corner.y()) == pytest.approx(under, abs=1 / 8)


def test_a_notch_of_the_wheel_zooms_with_ctrl_and_without(panel: CanvasPanel) -> None:
    surface = panel.surface
    for modifiers in (NONE, CTRL):
        surface.zoom_to(2.0)
        wheel(surface, middle(surface), angle=(0, 120), modifiers=modifiers)
        assert surface.viewport.scale == pytest.approx(2.5)


def pinch(surface: Surface, kind: Qt.NativeGestureType, value: float = 0.0, delta: QPointF | None = None) -> None:
    place, device = middle(surface), QPointingDevice.primaryPointingDevice()
    event = QNativeGestureEvent(kind, device, 2, place, place, place, value, delta or QPointF())
    QApplication.sendEvent(surface, event)
    assert event.isAccepted()


def test_a_pinch_zooms_and_a_double_tap_fits(panel: CanvasPanel) -> None:
    surface = panel.surface
    surface.zoom_to(4.0)
    pinch(surface, GESTURE.BeginNativeGesture)
    pinch(surface, GESTURE.ZoomNativeGesture, 0.25)
    assert surface.viewport.scale == pytest.approx(5.0)
    pinch(surface, GESTURE.ZoomNativeGesture, -0.5)
    assert surface.viewport.scale == pytest.approx(2.5)
    before = surface.viewport
    pinch(surface, GESTURE.PanNativeGesture, delta=QPointF(4, 2))
    assert surface.viewport == before.panned(4, 2)
    pinch(surface, GESTURE.SmartZoomNativeGesture)
    assert surface.viewport.zoom is None
    pinch(surface, GESTURE.SmartZoomNativeGesture)
    assert surface.viewport.scale == 1.0


class Pen:
    """A pen on a tablet."""

    def __init__(self, surface: Surface, kind: QPointingDevice.PointerType = PEN) -> None:
        capabilities = QInputDevice.Capability.Position | QInputDevice.Capability.Pressure
        self.device = QPointingDevice("pen", 1, QInputDevice.DeviceType.Stylus, kind, capabilities, 1, 1)
        self.surface = surface

    def __call__(self, kind: QEvent.Type, place: QPointF, pressure: float) -> bool:
        pressed = LEFT if kind != QEvent.Type.TabletRelease else NO_BUTTON
        button = NO_BUTTON if kind == QEvent.Type.TabletMove else LEFT
        numbers = (pressure, 0.0, 0.0, 0.0, 0.0, 0.0)
        event = QTabletEvent(kind, self.device, place, place, *numbers, NONE, button, pressed)
        QApplication.sendEvent(self.surface, event)
        return event.isAccepted()

    def stroke(self, pressure: float) -> bool:
        place = middle(self.surface)
        taken = self(QEvent.Type.TabletPress, place, pressure)
        self(QEvent.Type.TabletMove, place + QPointF(30, 0), pressure)
        self(QEvent.Type.TabletRelease, place + QPointF(30, 0), 0.0)
        return taken


def test_pressure_is_the_size_of_the_brush_and_the_other_end_erases(panel: CanvasPanel, qtbot: QtBot) -> None:
    surface, mask, pen = panel.surface, panel.picture_mask, Pen(panel.surface)
    panel.presenter.set_tool("brush")
    panel.presenter.set_brush(24)
    qtbot.waitUntil(lambda: mask.ready)
    with qtbot.waitSignal(surface.mask_drawn):
        assert pen.stroke(0.1)
    light = mask.share()
    panel.presenter.masks.clear()
    qtbot.waitUntil(lambda: mask.ready and mask.is_empty())
    assert pen.stroke(1.0)
    heavy = mask.share()
    assert 0 < light < heavy / 2
    qtbot.waitUntil(lambda: mask.ready)
    # The eraser takes out, whatever the tool.
    panel.presenter.set_tool("select")
    assert Pen(surface, ERASER).stroke(1.0)
    assert mask.share() < heavy / 10


def test_other_tools_get_the_mouse_that_qt_makes_of_a_pen(panel: CanvasPanel) -> None:
    panel.presenter.set_tool("lasso")
    assert not Pen(panel.surface).stroke(0.5)
    assert panel.picture_mask.is_empty()


def menu_of(panel: CanvasPanel, qtbot: QtBot) -> dict[str, str]:
    """Open the context menu, and return the names of its actions with their keys."""
    place = panel.surface.rect().center()
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(panel.surface, QContextMenuEvent(reason, place, panel.surface.mapToGlobal(place), NONE))
    menu = panel.findChild(QMenu, "canvas.menu")
    assert menu is not None
    found = {
        action.objectName().removeprefix("action."): action.shortcut().toString()
        for action in menu.actions()
        if not action.isSeparator()
    }
    assert all(action.isEnabled() for action in menu.actions())
    with qtbot.waitSignal(menu.destroyed):
        menu.close()
    return found


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)", extend=True)
def test_the_context_menu_offers_what_applies_with_its_keys(scene: Scene, panel: CanvasPanel, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: scene.bench.studio.actions.action("edit.copy").isEnabled())
    found = menu_of(panel, qtbot)
    assert found["edit.copy"] == "Ctrl+C"
    assert found["canvas.fit"] == "Ctrl+0"
    assert found["canvas.actual_size"] == "Ctrl+1"
    assert not {"canvas.copy_prompt", "view.compare", "generate.replay", "generate.reuse", "mask.clear"} & set(found)
    [job] = scene.bench.work.submit(EditPicture(scene.node, "make it blue"))
    assert job is not None
    scene.bench.wait_begun()
    scene.session.select_node(scene.bench.draw(job, noise(1, 64, 64)))
    scene.window.panel("history")
    qtbot.waitUntil(lambda: scene.bench.studio.actions.action("generate.replay").isEnabled())
    panel.picture_mask.rectangle((0, 0), (32, 64))
    panel.presenter.masks.commit()
    qtbot.waitUntil(lambda: panel.presenter.state.mask.exists)
    found = menu_of(panel, qtbot)
    assert {"canvas.copy_prompt", "generate.replay", "generate.reuse", "canvas.show_in_history"} <= set(found)
    assert (found["view.compare"], found["mask.invert"]) == ("M", "Shift+V")
    assert scene.bench.studio.actions.trigger("canvas.copy_prompt")
    assert QGuiApplication.clipboard().text() == "make it blue"
    QGuiApplication.clipboard().clear()


def test_a_large_picture_is_copied_at_once_and_encoded_beside_the_window(
    panel: CanvasPanel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = QImage(1200, 900, QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    with qtbot.waitSignal(panel._copying.ready):
        panel._copying.copy(image)
        first = QGuiApplication.clipboard().mimeData()
        assert first is not None
        assert not first.hasFormat("image/png"), "nothing was encoded in the window's thread"
        # In this window it can be pasted already.
        assert incoming(first).pixels is not None
    whole = QGuiApplication.clipboard().mimeData()
    assert whole is not None
    assert QImage.fromData(whole.data("image/png").data()).size() == image.size()
    QGuiApplication.clipboard().clear()


def test_what_was_copied_later_is_not_replaced(panel: CanvasPanel, qtbot: QtBot) -> None:
    image = QImage(1200, 900, QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    copying = panel._copying
    copying.copy(image)
    data = QMimeData()
    data.setText("something else")
    QGuiApplication.clipboard().setMimeData(data)
    qtbot.waitUntil(copying._background.is_idle)
    assert QGuiApplication.clipboard().text() == "something else"
    QGuiApplication.clipboard().clear()
