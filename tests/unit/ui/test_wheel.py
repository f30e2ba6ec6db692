"""The wheel changes nothing that has no focus, wherever in the window it is turned; the page below it scrolls."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDial,
    QDialog,
    QDoubleSpinBox,
    QScrollArea,
    QScrollBar,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from lance_studio.ui.preferences.view import install as install_preferences
from lance_studio.ui.wheel_guard import WheelGuard
from lance_studio.ui.widgets import SliderField
from tests.unit.ui.test_generation_service import bench
from tests.unit.ui.whole_window import Scene, scene

__all__ = ["bench", "scene"]

NOTCH = 120


@pytest.fixture(autouse=True)
def guard(qapp: QApplication) -> Iterator[None]:
    made = WheelGuard(qapp)
    yield
    qapp.focusWindowChanged.disconnect(made._watch)
    for window in qapp.topLevelWindows():
        window.removeEventFilter(made)
    made.deleteLater()


def turn(widget: QWidget, notches: int = -1) -> None:
    """Turn the wheel over the middle of a widget, as the window system tells it: to the window."""
    window = widget.window().windowHandle()
    assert window is not None
    inside = widget.visibleRegion().boundingRect().center()
    QTest.wheelEvent(window, QPointF(widget.mapTo(widget.window(), inside)), QPoint(0, notches * NOTCH))


def values_in(window: QWidget) -> list[QWidget]:
    found = [one for kind in (QAbstractSpinBox, QComboBox, QAbstractSlider) for one in window.findChildren(kind)]
    return [one for one in found if not isinstance(one, QScrollBar)]


def value_of(widget: QWidget) -> object:
    if isinstance(widget, QComboBox):
        return widget.currentIndex()
    return widget.value() if isinstance(widget, QAbstractSlider) else widget.text()  # type: ignore[attr-defined]


def test_no_value_of_any_panel_is_changed_by_the_wheel(scene: Scene, qtbot: QtBot) -> None:
    scene.session.select_clips(("still",))
    scene.session.select_timeline(scene.bench.project.timelines()[0].id)
    install_preferences(scene.bench.studio, scene.window)
    step = scene.session.undo_line.next_name(back=True)
    seen: set[str] = set()
    for workspace in ("picture", "film", "ask"):
        scene.window.workspaces.choose(workspace)
        for panel_id in scene.window.docks.ids():
            scene.window.workspaces.reveal(panel_id)
            scene.window.panel("canvas").setFocus()
            QApplication.processEvents()
            for widget in values_in(scene.window):
                if widget.visibleRegion().isEmpty() or not widget.isEnabled():
                    continue
                before = value_of(widget)
                for notches in (-3, 3, -1):
                    turn(widget, notches)
                assert value_of(widget) == before, widget.objectName() or widget.accessibleName()
                assert not widget.hasFocus()
                seen.add(widget.objectName() or widget.accessibleName())
    assert scene.session.undo_line.next_name(back=True) == step
    assert {"timeline.zoom", "canvas.variants", "inspector.size", "Guidance", "Steps", "Fade in"} <= seen


def test_no_value_of_a_dialog_is_changed_by_the_wheel(scene: Scene, qtbot: QtBot) -> None:
    install_preferences(scene.bench.studio, scene.window)
    scene.bench.studio.actions.trigger("edit.preferences")
    dialog = scene.window.findChild(QDialog, "preferences")
    assert dialog is not None
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    choices = dialog.findChildren(QComboBox)
    assert len(choices) >= 2
    for choice in choices:
        if choice.hasFocus():
            choice.clearFocus()
        index = choice.currentIndex()
        for notches in (-1, 2):
            turn(choice, notches)
            assert choice.currentIndex() == index
    dialog.close()


class Page(QScrollArea):
    """A page that is longer than its window, with a value in its middle."""

    def __init__(self, value: QWidget) -> None:
        super().__init__()
        inner = QWidget()
        inner.setMinimumHeight(2000)
        layout = QVBoxLayout(inner)
        layout.addWidget(value, 0, Qt.AlignmentFlag.AlignTop)
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.resize(300, 200)


def choice() -> QComboBox:
    made = QComboBox()
    made.addItems(["1", "2", "3"])
    made.setCurrentIndex(1)
    return made


@pytest.mark.parametrize("make", [choice, QDoubleSpinBox, QDial, lambda: SliderField("Gain", 0, 10, 5)])
def test_the_page_scrolls_where_the_wheel_passes_a_value(make: type[QWidget], qtbot: QtBot) -> None:
    value = make()
    page = Page(value)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is page)
    page.setFocus()
    target = value.field if isinstance(value, SliderField) else value
    before = value_of(target)
    turn(target)
    assert value_of(target) == before
    assert page.verticalScrollBar().value() > 0
    # With the focus it is the value's.
    page.verticalScrollBar().setValue(0)
    target.setFocus()
    turn(target, 1)
    assert value_of(target) != before
    assert page.verticalScrollBar().value() == 0


def test_a_fade_that_the_wheel_passes_makes_no_step_to_undo(scene: Scene, qtbot: QtBot) -> None:
    scene.session.select_timeline(scene.bench.project.timelines()[0].id)
    scene.session.select_clips(("still",))
    scene.window.workspaces.choose("film")
    scene.window.workspaces.reveal("inspector")
    scene.window.panel("canvas").setFocus()
    QApplication.processEvents()
    fade = scene.window.panel("inspector").findChild(SliderField, "inspector.fade_in")
    page = scene.window.panel("inspector").findChild(QScrollArea, "inspector.scroll")
    assert fade is not None
    assert page is not None
    page.ensureWidgetVisible(fade)
    name = scene.session.undo_line.next_name(back=True)
    for _ in range(10):
        turn(fade.slider, 1)
        turn(fade.field, 1)
    assert fade.value() == 0
    assert scene.session.undo_line.next_name(back=True) == name
