"""The window in little room: it fits small and scaled screens, nothing overlaps, and it comes back as it was left."""

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QTabBar, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.ui.canvas.empty import Welcome
from lance_studio.ui.main_window import MainWindow
from lance_studio.ui.screens import ScreenWatch, on_a_screen
from lance_studio.ui.widgets import EmptyState
from tests.unit.ui.test_generation_service import bench as bench
from tests.unit.ui.test_workspaces import another_window
from tests.unit.ui.whole_window import Scene
from tests.unit.ui.whole_window import scene as scene

SMALL = (QSize(1366, 730), QSize(960, 502))
"""What 1366×768, and 1920×1080 at 200 %, leave a window with its frame."""


def tabs(window: MainWindow) -> list[list[str]]:
    bars = window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
    inside = [bar for bar in bars if bar.isVisible() and window.rect().contains(bar.geometry().center())]
    return [[bar.tabText(number) for number in range(bar.count())] for bar in inside]


def overlapping(parent: QWidget) -> list[tuple[str, str]]:
    """Return pairs of visible children that lie over each other, or out of the place of their parent."""
    children = [each for each in parent.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)]
    shown = [(each.objectName() or type(each).__name__, each.geometry()) for each in children if each.isVisible()]
    pairs = [(one, other) for n, (one, a) in enumerate(shown) for other, b in shown[n + 1 :] if a.intersects(b)]
    return pairs + [(name, "outside") for name, place in shown if not parent.rect().contains(place)]


@pytest.mark.parametrize("workspace", ["picture", "film", "ask"])
@pytest.mark.parametrize("size", SMALL, ids=["1366x768", "960x540"])
def test_every_workspace_fits_a_small_screen(scene: Scene, size: QSize, workspace: str, qtbot: QtBot) -> None:
    window = scene.window
    window.resize(size)
    window.workspaces.reset()
    scene.bench.studio.actions.trigger(f"workspace.{workspace}")
    scene.bench.studio.actions.trigger("window.reset_layout")
    qtbot.waitUntil(lambda: window.minimumSizeHint().height() <= size.height())
    assert window.minimumSizeHint().width() <= size.width()
    canvas = window.panel("canvas")
    assert canvas.height() >= canvas.minimumSizeHint().height()


def test_tabs_of_a_former_workspace_do_not_stay_in_sight(scene: Scene, qtbot: QtBot) -> None:
    """Qt leaves them over the new ones."""
    for workspace in ("film", "ask", "picture", "film"):
        scene.bench.studio.actions.trigger(f"workspace.{workspace}")
    titles = [title.partition(" (")[0] for bar in tabs(scene.window) for title in bar]
    assert sorted(titles) == sorted(set(titles))
    assert {"Timeline", "Queue", "Chat", "History", "Inspector"} <= set(titles)


@pytest.mark.parametrize("height", [30, 56, 64, 110, 170, 240, 400])
@pytest.mark.parametrize("width", [120, 260, 346, 900])
def test_the_empty_canvas_never_lies_over_itself(qtbot: QtBot, width: int, height: int) -> None:
    page = Welcome()
    qtbot.addWidget(page)
    page.show_examples(("a cat", "a large red car in the middle, in a meadow " * 3, "a boat", "rain"))
    page.resize(width, height)
    page.show()
    assert overlapping(page) == []
    names = {each.objectName() for each in page.findChildren(QWidget) if each.isVisible()}
    assert ("canvas.begin" in names) == (width >= 200 and height >= 56)
    if (width, height) == (900, 400):
        assert {"canvas.example.0", "canvas.example.3"} <= names
    # What had to go comes back.
    page.resize(900, 400)
    assert page.findChild(QWidget, "canvas.example.0").isVisible()  # type: ignore[union-attr]
    page.show_examples(())
    page.show_examples(("a dog",))
    assert overlapping(page) == []


def test_an_empty_panel_shows_its_examples_only_where_there_is_room(qtbot: QtBot) -> None:
    place = QWidget()
    qtbot.addWidget(place)
    place.resize(400, 400)
    page = EmptyState("Ask about what is open.", button="Begin", icon_name="image")
    page.setParent(place)
    page.show_examples(("one", "two", "three"))
    page.resize(300, 300)
    place.show()
    example = page.findChild(QWidget, "empty-state.example.0")
    assert example is not None
    assert example.isVisible()
    page.resize(300, 90)
    assert not example.isVisible()
    button = page.findChild(QWidget, "empty-state.button")
    assert button is not None
    assert page.rect().contains(QRect(button.mapTo(page, button.rect().topLeft()), button.size()))


MAIN, SECOND = QRect(0, 0, 1920, 1080), QRect(1920, 0, 1280, 720)


@pytest.mark.parametrize(
    ("place", "screens", "found"),
    [
        (QRect(100, 100, 800, 600), [MAIN], QRect(100, 100, 800, 600)),
        (QRect(2000, 100, 800, 600), [MAIN, SECOND], QRect(2000, 100, 800, 600)),
        (QRect(2000, 100, 800, 600), [MAIN], QRect(1120, 100, 800, 600)),
        (QRect(-900, -700, 800, 600), [MAIN], QRect(0, 0, 800, 600)),
        (QRect(5000, 5000, 3000, 2000), [MAIN, SECOND], QRect(1920, 0, 1280, 720)),
        (QRect(1800, 100, 800, 600), [MAIN], QRect(1800, 100, 800, 600)),
        (QRect(100, -20, 800, 600), [MAIN], QRect(100, -20, 800, 600)),
        (QRect(100, -40, 800, 600), [MAIN], QRect(100, 0, 800, 600)),
        (QRect(5000, 0, 10, 10), [], QRect(5000, 0, 10, 10)),
    ],
)
def test_a_window_stands_where_it_can_be_taken_hold_of(place: QRect, screens: list[QRect], found: QRect) -> None:
    assert on_a_screen(place, screens) == found


@pytest.mark.qt_log_ignore("This plugin does not support raise", extend=True)
def test_what_stood_on_a_screen_that_is_gone_comes_to_one_that_exists(scene: Scene, qtbot: QtBot) -> None:
    window = scene.window
    dock = window.docks.dock("media")
    dock.setFloating(True)
    dock.setGeometry(9000, 4000, 300, 400)
    scene.bench.studio.actions.trigger("workspace.film")
    scene.bench.studio.actions.trigger("workspace.picture")
    screen = window.screen().availableGeometry()
    assert dock.isFloating()
    assert screen.intersects(dock.frameGeometry())
    dock.setGeometry(9000, 4000, 300, 400)
    window.move(-9000, 9000)
    watch = window.findChild(ScreenWatch)
    assert watch is not None
    watch.look()
    assert screen.contains(dock.frameGeometry())
    assert screen.intersects(window.frameGeometry())


@pytest.mark.parametrize("maximised", [False, True])
def test_full_screen_and_maximised_come_back_as_they_were(scene: Scene, maximised: bool, qtbot: QtBot) -> None:
    window, actions = scene.window, scene.bench.studio.actions
    window.resize(1000, 700)
    if maximised:
        window.showMaximized()
    actions.trigger("view.full_screen")
    assert window.isFullScreen()
    assert actions.action("view.full_screen").isChecked()
    actions.trigger("view.full_screen")
    assert (window.isFullScreen(), window.isMaximized()) == (False, maximised)
    assert not actions.action("view.full_screen").isChecked()
    actions.trigger("view.full_screen")
    window.close()
    again = another_window(scene.bench.studio, qtbot)
    assert again.isFullScreen()
    assert again.studio.actions.action("view.full_screen").isChecked()
    again.studio.actions.trigger("view.full_screen")
    assert (again.isFullScreen(), again.isMaximized()) == (False, maximised)
    again.close()
