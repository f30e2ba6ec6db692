"""Each workspace used by the keyboard alone, in a real window; and a layout that was saved, broken and reset.

The mouse is never touched: `keyboard_only` takes its ways out of the driver.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from lance_studio.media.frames import FrameReader
from tests.e2e.journeys import steps
from tests.e2e.window.driver import Driver
from tests.unit.media.painted import painted_clip

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

Open = Callable[..., Driver]

_FOCUSED = "QApplication.focusWidget() and QApplication.focusWidget().objectName()"
_TAB_STOPS = 150
_CLIPS = (
    "[(float(p.start), float(p.clip.duration)) for p in "
    "__import__('lance_studio.timeline.queries', fromlist=['x']).clips("
    "window.panel('timeline').presenter.view_model.stored) if p.track.kind == 'video']"
)
_SHOWN = "sorted(one for one in window.docks.ids() if not window.panel(one).visibleRegion().isEmpty())"


def keyboard_only(driver: Driver) -> Driver:
    """Take the mouse away."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("no mouse in this journey")

    for name in ("click", "click_at", "drag", "drag_at", "scroll", "enter"):
        setattr(driver, name, refuse)
    return driver


def tab_to(driver: Driver, name: str, *, back: bool = False) -> None:
    """Press Tab until a control has the focus; where the name ends with a dot, one whose name begins so."""
    for _ in range(_TAB_STOPS):
        focused = driver.ask(_FOCUSED)
        if focused and (focused == name or (name.endswith(".") and focused.startswith(name))):
            return
        driver.key("shift+Tab" if back else "Tab")
    raise AssertionError(f"Tab does not reach {name}")


def panel_to(driver: Driver, panel_id: str) -> None:
    """Press F6 until a panel has the focus."""
    for _ in range(10):
        driver.key("F6")
        if driver.ask("studio.actions.panel") == panel_id:
            return
    raise AssertionError(f"F6 does not reach {panel_id}")


def type_file(driver: Driver, dialog: str, path: Path) -> None:
    """Type a path into a file dialog, which begins in the field for it, and accept it."""
    driver.wait(f"QApplication.activeModalWidget() and QApplication.activeModalWidget().objectName() == {dialog!r}")
    driver.wait("find('fileNameEdit')['focus']")
    for _ in range(3):
        # A busy machine loses keys that are typed this quickly.
        driver.key("ctrl+a")
        driver.type(str(path))
        if driver.ask("find('fileNameEdit')['text']") == str(path):
            break
    driver.wait(f"find('fileNameEdit')['text'] == {str(path)!r}")
    for _ in range(2):
        # A list of suggestions may take the first one.
        driver.key("Return")
        if driver.ask("QApplication.activeModalWidget() is None"):
            return
    driver.wait("QApplication.activeModalWidget() is None")


def begin(driver: Driver, count: int = 4) -> None:
    """Go from the welcome page into a new project."""
    driver.ask(f"studio.settings.set('generation', {{'steps': {count}}})")
    driver.wait_for("welcome.new")
    tab_to(driver, "welcome.new")
    driver.key("space")
    driver.wait("project is not None and find('canvas.prompt')['focus']")


def instruct(driver: Driver, words: str, jobs: int) -> str:
    """Go to the instruction from wherever the focus is, type it, and wait for its picture."""
    driver.key("ctrl+l")
    driver.wait("find('canvas.prompt')['focus']")
    driver.key("ctrl+a")
    driver.type(words)
    driver.key("Return")
    steps.wait_done(driver, jobs)
    node = steps.nodes(driver)[-1]
    driver.wait(f"studio.session.node_id == {node!r}")
    return node


def test_a_picture_is_made_and_edited(open_window: Open, shots: Path) -> None:
    driver = keyboard_only(open_window())
    driver.wait_for("welcome.new")
    tab_to(driver, "welcome.sample")
    driver.screenshot(shots / "1 welcome, sample focused.png")
    begin(driver)
    driver.key("ctrl+alt+1")
    first = instruct(driver, "a red car in a meadow", 1)
    second = instruct(driver, "make the car blue", 2)
    assert first != second
    driver.screenshot(shots / "2 edited.png")
    panel_to(driver, "canvas")
    tab_to(driver, "canvas.view")
    driver.key("m")
    driver.wait("studio.session.compared is not None")
    driver.screenshot(shots / "3 compared.png")
    driver.key("m")
    driver.wait("studio.session.compared is None")
    # Back to the picture before, by the history.
    panel_to(driver, "history")
    tab_to(driver, "history.list")
    driver.key("Home", "Return")
    driver.wait(f"studio.session.node_id == {first!r}")
    driver.screenshot(shots / "4 history.png")
    # A workspace, a tab and a menu by keys.
    tab_to(driver, "segment.picture")
    driver.screenshot(shots / "5 workspaces focused.png")
    driver.key("Alt_L")
    driver.wait("window.menuBar().activeAction() is not None")
    driver.key("Right", "Down")
    driver.wait("QApplication.activePopupWidget() is not None")
    driver.screenshot(shots / "6 menu.png")
    driver.key("Escape", "Escape")
    driver.wait("QApplication.activePopupWidget() is None")
    assert driver.quit() == 0
    assert driver.output() == ""


def test_a_film_is_cut_and_exported(open_window: Open, shots: Path, tmp_path: Path) -> None:
    film = tmp_path / "walk.mp4"
    painted_clip(film, 48)
    driver = keyboard_only(open_window())
    begin(driver)
    driver.key("ctrl+alt+2")
    driver.wait("window.workspaces.current == 'film'")
    driver.key("ctrl+i")
    type_file(driver, "media.import-dialog", film)
    driver.wait("project.media_list()")
    panel_to(driver, "media")
    tab_to(driver, "card.")
    driver.screenshot(shots / "1 card focused.png")
    driver.key("space", "shift+a")
    driver.wait("studio.session.timeline_id is not None")
    panel_to(driver, "timeline")
    tab_to(driver, "timeline.view")
    assert driver.ask(_CLIPS) == [[0.0, 2.0]]
    driver.key("Home", "shift+Right", "s")
    driver.wait(f"{_CLIPS} == [(0.0, 1.0), (1.0, 1.0)]")
    driver.key(*["Right"] * 12, "shift+v", "bracketright")
    driver.wait(f"{_CLIPS} == [(0.0, 1.0), (1.0, 0.5)]")
    driver.screenshot(shots / "2 split and trimmed.png")
    driver.key("ctrl+e")
    driver.wait("(found := find('export.go')) and found['visible']")
    driver.screenshot(shots / "3 export.png")
    # Its primary button is what Enter does, wherever in the dialog the focus is.
    driver.key("Return")
    target = tmp_path / "cut.mp4"
    type_file(driver, "export.dialog", target)
    driver.wait_text("export.end", "Close", 60)
    tab_to(driver, "export.end")
    driver.key("space")
    with FrameReader(target) as reader:
        assert reader.frame_count == 36
    driver.screenshot(shots / "4 exported.png")
    assert driver.quit() == 0
    assert driver.output() == ""


def test_a_question_is_asked(open_window: Open, shots: Path) -> None:
    driver = keyboard_only(open_window())
    driver.ask("studio.settings.set('generation', {'steps': 4})")
    driver.wait_for("welcome.sample")
    tab_to(driver, "welcome.sample")
    driver.key("space")
    driver.wait("project is not None and studio.session.node_id")
    driver.key("ctrl+alt+3")
    driver.wait("window.workspaces.current == 'ask'")
    driver.key("ctrl+shift+a")
    driver.wait("find('chat.input')['focus']")
    driver.type("What colour is the car?")
    driver.screenshot(shots / "1 question.png")
    driver.key("Return")
    steps.wait_done(driver, 1)
    driver.wait("project.messages()[-1].text")
    tab_to(driver, "chat.text", back=True)
    driver.screenshot(shots / "2 answer focused.png")
    driver.key("ctrl+f")
    driver.wait("find('search.field')['focus']")
    driver.type("colour")
    driver.wait("find('search.list')['visible']")
    driver.screenshot(shots / "3 found.png")
    driver.key("Escape")
    assert driver.quit() == 0
    assert driver.output() == ""


def test_a_layout_is_saved_broken_and_reset(open_window: Open, shots: Path) -> None:
    driver = open_window()
    driver.click("welcome.new")
    driver.wait("project is not None and find('panel.canvas')['visible']")
    path = driver.ask("str(project.path)")
    steps.choose_workspace(driver, "film")
    drawn = driver.ask(_SHOWN)
    driver.screenshot(shots / "1 as drawn.png")
    # Saved with one dock fewer; a studio that is killed afterwards comes back with it.
    driver.click_menu("Window", "Media panel")
    driver.wait(f"'media' not in {_SHOWN}")
    saved = driver.ask(_SHOWN)
    driver.click_menu("Window", "Save layout")
    driver.kill()
    again = open_window(path)
    again.wait(f"project is not None and {_SHOWN} == {saved!r}")
    again.screenshot(shots / "2 saved.png")
    # Broken: one dock is dragged out over the canvas, another is closed.
    again.click_menu("Window", "Media panel")
    again.wait(f"'media' in {_SHOWN}")
    dock, canvas = again.find("dock.media"), again.find("centre")
    again.drag_at((dock.x + 40, dock.y + 16), canvas.centre, steps=30)
    again.wait("window.docks.floating() == [window.docks.dock('media')]")
    again.click_menu("Window", "Timeline panel")
    again.wait("window.docks.dock('timeline').isHidden()")
    again.screenshot(shots / "3 broken.png")
    again.click_menu("Window", "Reset layout")
    again.wait("window.docks.floating() == []")
    again.wait(f"{_SHOWN} == {drawn!r}")
    again.screenshot(shots / "4 reset.png")
    assert again.quit() == 0
    assert again.output() == ""
