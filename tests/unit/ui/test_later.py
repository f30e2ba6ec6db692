"""What is made after the first frame: panels that stand behind others are there before anybody can miss them."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtWidgets import QApplication, QToolBar, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.app import PANELS, build
from lance_studio.ui.later import Later
from lance_studio.ui.main_window import MainWindow
from lance_studio.ui.settings import Settings
from lance_studio.ui.studio import Studio

BEHIND = {spec.id for spec in PANELS} - {"welcome"}


@pytest.fixture
def window(studio: Studio, qtbot: QtBot) -> MainWindow:
    made = MainWindow(studio, PANELS)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def later(qapp: QApplication) -> Iterator[Later]:
    parent = QObject()
    yield Later(parent)
    parent.deleteLater()


def made_panels(window: MainWindow) -> set[str]:
    """The panels that exist; unlike `MainWindow.panel`, this makes none."""
    return {
        name.removeprefix("panel.")
        for name in (widget.objectName() for widget in window.findChildren(QWidget))
        if name in {f"panel.{spec.id}" for spec in PANELS}
    }


def test_each_part_has_a_turn_of_its_own_in_their_order(later: Later, qtbot: QtBot) -> None:
    order: list[str] = []
    for name in ("a", "b"):
        later.add(lambda name=name: order.append(name))
    QApplication.processEvents()
    assert order == []
    later.start()
    assert order == []
    QApplication.processEvents()
    assert order == ["a"]
    later.add(lambda: order.append("c"))
    qtbot.waitUntil(lambda: later.done)
    assert order == ["a", "b", "c"]
    later.add(lambda: order.append("d"))
    qtbot.waitUntil(lambda: order[-1] == "d")


def test_a_part_that_asks_for_the_rest_is_made_once(later: Later) -> None:
    order: list[str] = []
    later.add(lambda: (order.append("a"), later.finish()))
    later.add(lambda: order.append("b"))
    later.finish()
    assert order == ["a", "b"]


def test_a_part_that_fails_does_not_keep_the_others_away(later: Later, qtbot: QtBot) -> None:
    order: list[str] = []

    def fail() -> None:
        raise ZeroDivisionError

    later.add(fail)
    later.add(lambda: order.append("b"))
    later.start()
    with qtbot.captureExceptions() as caught:
        qtbot.waitUntil(lambda: later.done)
    assert [kind for kind, _, _ in caught] == [ZeroDivisionError]
    assert order == ["b"]


def test_the_first_key_finds_everything_made(later: Later, qtbot: QtBot) -> None:
    class Field(QWidget):
        def event(self, event: QEvent) -> bool:
            if event.type() == QEvent.Type.KeyPress:
                seen.append(list(order))
            return super().event(event)

    order: list[str] = []
    seen: list[list[str]] = []
    field = Field()
    qtbot.addWidget(field)
    for name in ("a", "b"):
        later.add(lambda name=name: order.append(name))
    later.start()
    qtbot.keyClick(field, Qt.Key.Key_A)
    assert seen == [["a", "b"]]


def test_every_panel_exists_after_the_start(window: MainWindow, qtbot: QtBot) -> None:
    assert made_panels(window) == {spec.id for spec in PANELS} - BEHIND
    window.show()
    qtbot.waitUntil(lambda: window.later.done)
    assert made_panels(window) == {spec.id for spec in PANELS}
    assert window.centralWidget().currentWidget() is window.panel("welcome")  # type: ignore[attr-defined]


class FirstPaint(QObject):
    """Notes where panels stand when their window is painted for the first time."""

    def __init__(self, window: MainWindow, panels: Sequence[QWidget]) -> None:
        super().__init__(window)
        self.places: list[QRect] = []
        self._panels = panels
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Paint and not self.places:
            self.places = [panel.geometry() for panel in self._panels]
        return False


def test_nothing_in_sight_changes_when_the_rest_comes(window: MainWindow, qtbot: QtBot) -> None:
    shown = [window.panel(spec.id) for spec in PANELS if spec.id not in BEHIND]
    first = FirstPaint(window, shown)
    buttons = window.findChildren(QToolBar)[0].actions()
    before = [(button.text(), button.isEnabled(), button.isChecked()) for button in buttons]
    window.show()
    qtbot.waitUntil(lambda: window.later.done)
    QApplication.processEvents()
    assert made_panels(window) >= BEHIND
    assert [panel.geometry() for panel in shown] == first.places
    assert [(button.text(), button.isEnabled(), button.isChecked()) for button in buttons] == before


def test_the_panels_in_the_centre_keep_their_order(window: MainWindow) -> None:
    window.later.finish()
    pages = window.centralWidget()
    assert [pages.widget(number).objectName() for number in range(pages.count())] == [  # type: ignore[attr-defined]
        "panel.canvas",
        "panel.welcome",
    ]


def test_an_action_of_a_panel_that_is_not_there_makes_it(window: MainWindow, studio: Studio) -> None:
    window.show()
    assert made_panels(window).isdisjoint(BEHIND)
    assert not studio.actions.handled_in("generate.focus")
    assert studio.actions.trigger("generate.focus")
    assert made_panels(window) >= BEHIND
    assert studio.actions.handled_in("generate.focus")


def test_a_key_of_a_panel_that_is_not_there_reaches_it(
    window: MainWindow, studio: Studio, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Keys act in a window that is active, which takes some turns of the event loop.
    with monkeypatch.context() as patch:
        patch.setattr(Later, "start", lambda _self: None)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
    window.later.start()
    assert not studio.actions.handled_in("generate.focus")
    with qtbot.waitSignal(studio.actions.action("generate.focus").triggered):
        qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert made_panels(window) >= BEHIND


def test_a_project_meets_all_panels(window: MainWindow, studio: Studio, tmp_path: Path) -> None:
    found: list[set[str]] = []
    studio.session.project_replaced.connect(lambda: found.append(made_panels(window)))
    studio.session.create(tmp_path / "a.lstudio")
    assert found == [{spec.id for spec in PANELS}]
    studio.session.close()


def test_a_window_for_an_open_project_is_whole_at_once(studio: Studio, qtbot: QtBot, tmp_path: Path) -> None:
    studio.session.create(tmp_path / "a.lstudio")
    window = MainWindow(studio, PANELS)
    qtbot.addWidget(window)
    assert made_panels(window) == {spec.id for spec in PANELS}
    studio.session.close()


@pytest.mark.parametrize("panel", sorted(BEHIND))
def test_a_panel_that_is_asked_for_is_made(window: MainWindow, studio: Studio, panel: str) -> None:
    window.show()
    studio.session.reveal(panel)
    assert panel in made_panels(window)
    # The welcome page has no docks beside it; the canvas takes its place.
    assert window.panel(panel).visibleRegion().isEmpty() is (panel != "canvas")


def test_exports_preferences_and_the_kept_view_come_too(qapp: QApplication, qtbot: QtBot) -> None:
    window = build(qapp, Settings())
    qtbot.addWidget(window)
    actions = window.studio.actions
    assert not actions.handled_in("edit.preferences")
    window.show()
    qtbot.waitUntil(lambda: window.later.done)
    for name in ("edit.preferences", "engine.choose", "file.export_video"):
        assert actions.handled_in(name), name
    assert "ViewState" in {type(child).__name__ for child in window.children()}
    window.close()
