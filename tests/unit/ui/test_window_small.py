"""The window in little room: it fits small and scaled screens, nothing overlaps, and it comes back as it was left."""

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QTabBar, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.ui.canvas.empty import Welcome
from lance_studio.ui.main_window import MainWindow
from lance_studio.ui.widgets import EmptyState
from tests.unit.ui.test_generation_service import bench as bench
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
