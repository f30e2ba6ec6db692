"""Workspaces in the whole window: what they show, how large the canvas is, and how they are chosen and remembered."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.app import PANELS
from lance_studio.errors import OutputError
from lance_studio.project.commands.settings import SetSetting
from lance_studio.project.project import Project
from lance_studio.project.rows import VIEWING
from lance_studio.ui.canvas.view import CanvasPanel
from lance_studio.ui.chat.view import ChatPanel
from lance_studio.ui.main_window import MainWindow
from lance_studio.ui.settings import LAYOUT, WORKSPACE
from lance_studio.ui.studio import Studio
from tests.unit.ui.test_generation_service import Bench, bench
from tests.unit.ui.whole_window import Scene, scene

__all__ = ["bench", "scene"]

LEFT = Qt.MouseButton.LeftButton
BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
SIZES = ((1280, 720), (1440, 900))
SHOWN = {
    "picture": {"media", "history"},
    "film": {"media", "inspector", "timeline"},
    "ask": {"media", "chat", "timeline"},
}


def in_front(window: MainWindow) -> set[str]:
    """The panels in docks that can be seen, once the window has laid itself out."""
    QApplication.processEvents()
    return {name for name in window.docks.ids() if not window.panel(name).visibleRegion().isEmpty()}


def place_in(window: MainWindow, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def canvas(window: MainWindow) -> CanvasPanel:
    panel = window.panel("canvas")
    assert isinstance(panel, CanvasPanel)
    return panel


def part(window: MainWindow, name: str) -> QWidget:
    found = [one for one in window.findChildren(QWidget, name) if one.isVisible()]
    assert len(found) == 1, name
    return found[0]


def centre(window: MainWindow) -> QWidget:
    found = window.centralWidget()
    assert found is not None
    return found


def segment(window: MainWindow, name: str) -> QPushButton:
    found = part(window, "toolbar.workspaces").findChild(QPushButton, f"segment.{name}")
    assert isinstance(found, QPushButton)
    return found


def another_window(studio: Studio, qtbot: QtBot) -> MainWindow:
    """A later window, with the settings of this one."""
    actions = type(studio.actions)()
    window = MainWindow(Studio(studio.session, studio.bus, actions, studio.settings, work=studio.work), PANELS)
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", SHOWN)
def test_each_workspace_shows_its_docks_and_nothing_is_cut_off(scene: Scene, name: str, size: tuple[int, int]) -> None:
    window = scene.window
    window.resize(*size)
    window.studio.actions.trigger(f"workspace.{name}")
    assert window.size() == QSize(*size)
    assert in_front(window) == SHOWN[name]
    whole = window.rect()
    surface, tray, bar = canvas(window).surface, canvas(window).tray, canvas(window).bar
    assert tray.isVisible() is (name == "picture" or (name == "film" and size[1] >= 900))
    assert bar.isVisible() is (name != "ask")
    assert surface.height() >= 0.28 * size[1]
    below = (bar, bar.generate, bar.forecast, bar.seed) if bar.isVisible() else ()
    above = (surface, tray) if tray.isVisible() else (surface,)
    for widget in (*above, *below, window.statusBar()):
        assert widget.isVisible()
        assert whole.contains(place_in(window, widget)), widget.objectName()
        assert widget.visibleRegion().boundingRect() == widget.rect(), widget.objectName()
    parts = [place_in(window, one) for one in (*above, *below[:1])]
    docks = [place_in(window, window.panel(one)) for one in SHOWN[name]]
    for number, one in enumerate([*parts, *docks]):
        assert not any(one.intersects(other) for other in [*parts, *docks][number + 1 :])
    if name == "picture":
        assert surface.width() >= size[0] / 2
        assert surface.height() >= size[1] / 2
    if name == "ask":
        assert window.panel("chat").width() >= 380


def test_the_instruction_comes_where_questions_are_asked_when_somebody_wants_it(scene: Scene) -> None:
    """Ask, and Film in a low window, give its place to the viewer; its key brings it, and words in it keep it."""
    window, actions = scene.window, scene.window.studio.actions
    bar = canvas(window).bar
    window.resize(1280, 720)
    actions.trigger("workspace.ask")
    assert not bar.isVisible()
    actions.set_panel("canvas")
    actions.trigger("generate.run")
    assert bar.prompt.isVisible()
    assert bar.prompt.hasFocus()
    assert scene.bench.project.jobs() == []
    QTest.keyClicks(bar.prompt, "blue")
    actions.trigger("workspace.picture")
    actions.trigger("workspace.ask")
    assert bar.isVisible()
    bar.prompt.replace_text("")
    actions.trigger("workspace.picture")
    assert bar.isVisible()
    actions.trigger("workspace.ask")
    assert not bar.isVisible()
    window.resize(960, 502)
    actions.trigger("workspace.film")
    actions.trigger("window.reset_layout")
    assert not bar.isVisible()
    assert canvas(window).surface.height() > 60
    actions.trigger("generate.focus")
    assert bar.prompt.hasFocus()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", SHOWN)
def test_a_message_can_be_sent_in_every_workspace(scene: Scene, name: str, size: tuple[int, int]) -> None:
    window = scene.window
    window.resize(*size)
    window.studio.actions.trigger(f"workspace.{name}")
    scene.session.reveal("chat")
    assert "chat" in in_front(window)
    chat = window.panel("chat")
    assert isinstance(chat, ChatPanel)
    send = part(window, "chat.send")
    for widget in (send, chat.input):
        assert window.rect().contains(place_in(window, widget))
        assert widget.visibleRegion().boundingRect() == widget.rect()


def test_the_focus_goes_into_the_project_and_not_to_the_toolbar(scene: Scene, qtbot: QtBot) -> None:
    """Where nothing had the focus on the welcome page, Qt gave it to the model's button, which stood outlined."""
    window = scene.window
    path = scene.bench.project.path
    scene.session.close()
    former = window.focusWidget()
    if former is not None:
        former.clearFocus()
    window.files.open(path)
    qtbot.waitUntil(lambda: scene.session.project is not None)
    focused = window.focusWidget()
    assert focused is not None
    assert canvas(window).isAncestorOf(focused) or focused is canvas(window)


def test_a_workspace_is_chosen_by_click_and_by_key(scene: Scene) -> None:
    window, actions = scene.window, scene.window.studio.actions
    button = segment(window, "film")
    QTest.mouseClick(button, LEFT)
    assert window.workspaces.current == "film"
    assert in_front(window) == SHOWN["film"]
    for key, name in ((Qt.Key.Key_3, "ask"), (Qt.Key.Key_1, "picture"), (Qt.Key.Key_2, "film")):
        QTest.keyClick(window, key, BOTH)
        assert in_front(window) == SHOWN[name]
        assert [one for one in SHOWN if actions.action(f"workspace.{one}").isChecked()] == [name]
        assert segment(window, name).isChecked()
    # A second click on the one that is chosen keeps it so.
    actions.trigger("workspace.film")
    assert actions.action("workspace.film").isChecked()
    assert in_front(window) == SHOWN["film"]
    menu = window.findChild(QMenu, "menu.window")
    assert isinstance(menu, QMenu)
    assert actions.action("workspace.ask") in menu.actions()


def test_the_focus_stays_in_the_window_when_its_panel_goes(scene: Scene) -> None:
    window = scene.window
    window.studio.actions.trigger("workspace.ask")
    chat = window.panel("chat")
    assert isinstance(chat, ChatPanel)
    chat.input.setFocus()
    assert scene.focused() == "chat.input"
    window.studio.actions.trigger("workspace.picture")
    focused = window.focusWidget()
    assert focused is not None
    assert focused.isVisible()


def test_each_workspace_comes_back_as_it_was_left(scene: Scene, qtbot: QtBot) -> None:
    window, actions = scene.window, scene.window.studio.actions
    window.resize(1440, 900)
    actions.trigger("window.panel.media")
    window.resizeDocks([window.docks.dock("history")], [420], Qt.Orientation.Horizontal)
    actions.trigger("workspace.film")
    assert in_front(window) == SHOWN["film"]
    window.docks.dock("inspector").close()
    assert in_front(window) == {"media", "chat", "timeline"}
    width = window.panel("chat").width()
    actions.trigger("workspace.picture")
    assert in_front(window) == {"history"}
    assert window.panel("history").width() == 420
    window.close()

    again = another_window(window.studio, qtbot)
    # The screen of the tests is smaller than that, and a window comes back no larger than its screen.
    again.resize(1440, 900)
    scene.session.open(scene.bench.project.path)
    assert again.workspaces.current == "picture"
    assert in_front(again) == {"history"}
    assert again.panel("history").width() == 420
    again.studio.actions.trigger("workspace.film")
    assert again.docks.dock("inspector").isHidden()
    assert in_front(again) == {"media", "timeline", "chat"}
    assert again.panel("chat").width() == width
    again.studio.actions.trigger("window.reset_layout")
    assert in_front(again) == SHOWN["film"]
    # The other one is still as it was left.
    again.studio.actions.trigger("workspace.picture")
    assert in_front(again) == {"history"}
    again.close()


def test_what_is_revealed_is_in_sight_and_no_part_of_the_workspace(scene: Scene) -> None:
    window, actions = scene.window, scene.window.studio.actions
    before = canvas(window).surface.size()
    scene.session.reveal("timeline")
    assert "timeline" in in_front(window)
    assert window.panel("timeline").height() < window.height() / 3
    scene.session.reveal("queue")
    assert in_front(window) == {"media", "queue", "timeline"}
    actions.trigger("workspace.ask")
    actions.trigger("workspace.picture")
    assert "timeline" not in in_front(window)
    assert canvas(window).surface.size() == before
    # What the user shows by the menu belongs to it from now on.
    scene.session.reveal("timeline")
    actions.trigger("window.panel.timeline")
    assert "timeline" not in in_front(window)
    actions.trigger("window.panel.timeline")
    actions.trigger("workspace.ask")
    actions.trigger("workspace.picture")
    assert "timeline" in in_front(window)


def test_a_guest_is_not_there_in_the_next_window(scene: Scene, qtbot: QtBot) -> None:
    scene.session.reveal("timeline")
    scene.window.close()
    again = another_window(scene.window.studio, qtbot)
    scene.session.open(scene.bench.project.path)
    assert in_front(again) == SHOWN["picture"]
    again.close()


def test_a_timeline_action_brings_its_panel_to_sight(scene: Scene) -> None:
    row = scene.bench.project.timelines()[0]
    scene.session.select_timeline(row.id)
    assert "timeline" not in in_front(scene.window)
    scene.window.studio.actions.trigger("timeline.rename")
    assert "timeline" in in_front(scene.window)


@pytest.fixture
def bare(bench: Bench, qtbot: QtBot) -> Iterator[MainWindow]:
    """A window before there is a project."""
    bench.session.close()
    window = MainWindow(bench.studio, PANELS)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.later.done)
    yield window
    bench.session.close()


def test_the_welcome_page_has_the_window_for_itself(bare: MainWindow, bench: Bench, tmp_path: Path) -> None:
    actions = bare.studio.actions
    assert in_front(bare) == set()
    assert centre(bare).width() == bare.width()
    assert not any(one.isVisible() for one in bare.findChildren(QWidget, "toolbar.tool.brush"))
    assert not any(one.isVisible() for one in bare.findChildren(QWidget, "toolbar.workspaces"))
    for name in ("workspace.film", "window.panel.chat", "window.reset_layout", "window.save_layout"):
        assert not actions.action(name).isEnabled()
    bench.session.reveal("chat")
    assert in_front(bare) == set()
    bench.session.create(tmp_path / "new.lstudio")
    assert in_front(bare) == SHOWN["picture"]
    assert part(bare, "toolbar.tool.brush").isVisible()
    assert actions.action("workspace.film").isEnabled()
    actions.trigger("workspace.film")
    bench.session.close()
    assert in_front(bare) == set()
    assert centre(bare).width() == bare.width()
    bench.session.create(tmp_path / "next.lstudio")
    assert in_front(bare) == SHOWN["film"]


def test_a_film_that_was_watched_opens_in_film_until_somebody_chooses(
    bare: MainWindow, bench: Bench, tmp_path: Path
) -> None:
    path = tmp_path / "film.lstudio"
    with Project.create(path) as project:
        project.run(SetSetting(VIEWING, "timeline"))
    bench.session.open(path)
    assert in_front(bare) == SHOWN["film"]
    bench.session.close()
    bench.session.create(tmp_path / "picture.lstudio")
    assert in_front(bare) == SHOWN["picture"]
    bare.studio.actions.trigger("workspace.ask")
    bench.session.close()
    bench.session.open(path)
    assert in_front(bare) == SHOWN["ask"]
    assert bare.studio.settings.get(WORKSPACE) == "ask"


@pytest.mark.parametrize(
    ("kept", "chosen"),
    [
        ({"docks": "AAAA/wAAAAD9", "geometry": "AdnQywAD"}, "picture"),
        ({"workspaces": {"picture": "nothing", "film": 3, "other": "x"}, "geometry": 7}, ["film"]),
        ({"workspaces": ["picture"]}, "other"),
        ("layout", 5),
    ],
)
def test_settings_that_make_no_sense_are_ignored(bench: Bench, qtbot: QtBot, kept: object, chosen: object) -> None:
    bench.studio.settings.set(LAYOUT, kept)  # type: ignore[arg-type]
    bench.studio.settings.set(WORKSPACE, chosen)  # type: ignore[arg-type]
    window = MainWindow(bench.studio, PANELS)
    qtbot.addWidget(window)
    window.show()
    assert window.workspaces.current == "picture"
    assert in_front(window) == SHOWN["picture"]
    window.studio.actions.trigger("workspace.film")
    assert in_front(window) == SHOWN["film"]
    window.close()


def test_a_choice_that_cannot_be_kept_is_shown_and_told(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_key: str, _value: object) -> None:
        raise OutputError("The settings could not be written.")

    with monkeypatch.context() as patched:
        patched.setattr(scene.window.studio.settings, "set", refuse)
        scene.window.studio.actions.trigger("workspace.ask")
    assert in_front(scene.window) == SHOWN["ask"]
    banner = scene.window.panel("canvas").banner
    assert banner is not None
    assert "could not be written" in banner.cause


@pytest.mark.parametrize(
    ("screen", "size"),
    [
        ((1280, 720), (1278, 682)),
        ((1920, 1040), (1440, 900)),
        ((960, 540), (960, 502)),
        ((800, 500), (960, 500)),
        ((1366, 740), (1364, 702)),
    ],
)
def test_the_first_window_fits_the_screen(scene: Scene, screen: tuple[int, int], size: tuple[int, int]) -> None:
    scene.window.fit_screen(QSize(*screen))
    assert scene.window.size() == QSize(*size)


def test_a_window_that_was_open_before_keeps_its_size(scene: Scene, qtbot: QtBot) -> None:
    # Within the screen of the tests, which Qt keeps windows on.
    scene.window.resize(960, 640)
    scene.window.close()
    again = another_window(scene.window.studio, qtbot)
    kept = again.size()
    again.fit_screen(QSize(1920, 1080))
    assert again.size() == kept
    again.close()
